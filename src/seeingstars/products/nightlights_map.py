"""Products: what the satellite sees: ordinary nights beside the night itself, with the area drawn on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from seeingstars.columns import Role, Stream
from seeingstars.event import Event
from seeingstars.products.captions import footer_words
from seeingstars.products.map_frame import KM_A_DEGREE, finish_map, hatched_ground
from seeingstars.products.style import QUIET, add_footer, add_header, new_figure, stamp_simulated, wrapped
from seeingstars.products.verdict_words import comparison_of, verdict_line
from seeingstars.products.words import Language, clock_words, number, role_words, say, text_in

_LOWEST = 0.5  # nW/cm²/sr: below it the sensor cannot tell light from none


def draw_nightlights_map(
    cube: xr.Dataset | None, *, event: Event, result: Mapping[str, Any], language: Language
) -> tuple[Figure, str]:
    """Draw the median of the clear baseline nights beside the night itself; what was not seen is hatched, never filled.

    Parameters
    ----------
    cube : night, y, x with radiance_nw_cm2_sr [nW/cm²/sr], clear, latitude_deg and longitude_deg (centres); None if there
        were no images: then the picture says so
    event, result : the event and what result.json holds
    language : nl or en

    Returns
    -------
    figure, alternative text

    Examples
    --------
    >>> draw_nightlights_map.__name__
    'draw_nightlights_map'
    """
    comparison = comparison_of(result, Stream.SATELLITE)
    figure = new_figure(width_in=11.5, height_in=7.4)
    verdict, sources = verdict_line(comparison, language), ""
    if cube is None or not cube.sizes.get("night"):
        words = say("lights_none", language)
        figure.text(0.5, 0.5, wrapped(words, width=60), ha="center", va="center", fontsize=14)
        alternative_text = f"{words} {verdict}"
    else:
        words = satellite_words(comparison, event, language)
        verdict, sources = f"{words} {verdict}", cube_source(cube, language)
        _draw_pair(figure, cube, comparison, event, language)
        alternative_text = say("alt_nightlights", language, words=words)
    add_header(figure, title=say("lights_title", language), event=text_in(event.name, language), verdict=verdict)
    add_footer(figure, footer_words(None, event=event, result=result, language=language, sources=sources))
    stamp_simulated(figure, simulated=bool(result.get("simulated")), language=language)
    return figure, alternative_text


def cube_source(cube: xr.Dataset, language: Language) -> str:
    """Source and licence of the night lights, as the cube states them.

    Examples
    --------
    >>> cube_source(xr.Dataset(attrs={"source": "VNP46A2", "licence": "free"}), "en")
    'VNP46A2 (free)'
    """
    source = str(cube.attrs.get("source") or say("source_unknown", language))
    if cube.attrs.get("is_simulated"):  # what nobody measured is nobody's to license
        return source
    return f"{source} ({cube.attrs.get('licence') or say('licence_unknown', language)})"


def satellite_words(comparison: Mapping[str, Any], event: Event, language: Language) -> str:
    """What the satellite can and cannot say about this event, from the time of its pass.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> satellite_words({"pass_time_utc": "2022-09-26T01:52:00Z"}, leiden, "en")
    'The satellite passed at 03:52, 4.4 hours after the lights were back on. So this map ...'
    """
    passed = pass_time(comparison)
    if passed is None:
        return say("lights_time_unknown", language)
    clock = clock_words(passed, event.zone)
    late = (passed - event.window.end).total_seconds() / 3600
    early = (event.window.start - passed).total_seconds() / 3600
    if late > 0:
        return say("lights_too_late", language, clock=clock, hours=number(late, language, decimals=1))
    if early > 0:
        return say("lights_too_early", language, clock=clock, hours=number(early, language, decimals=1))
    return say("lights_in_time", language, clock=clock)


def pass_time(comparison: Mapping[str, Any]) -> datetime | None:
    """When the satellite passed on the night of the event, aware UTC; None if unknown.

    Examples
    --------
    >>> pass_time({"pass_time_utc": "2022-09-26T01:52:00Z"}).hour
    1
    """
    value = comparison.get("pass_time_utc") or comparison.get("pass_time")
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    if not value:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _draw_pair(
    figure: Figure, cube: xr.Dataset, comparison: Mapping[str, Any], event: Event, language: Language
) -> None:
    nights = [str(night)[:10] for night in np.atleast_1d(cube["night"].values)]
    seen = cube["radiance_nw_cm2_sr"].where(cube["clear"].astype(bool)).transpose("night", "y", "x").to_numpy()
    used = baseline_mask(comparison, nights, event)
    baseline, n_clear = median_of_nights(seen[used])
    tonight = seen[nights.index(event.night.isoformat())] if event.night.isoformat() in nights else None
    titles = [
        say("lights_baseline", language, nights=n_clear) if n_clear else say("lights_baseline_none", language),
        _event_title(tonight, comparison, event, language),
    ]
    edges = outer_edges(cube)
    norm = light_scale([baseline, tonight])
    for index, (values, title) in enumerate(zip((baseline, tonight), titles, strict=True)):
        axes = figure.add_axes((0.075 + 0.465 * index, 0.225, 0.40, 0.53), label="data")
        shown = np.full_like(baseline, np.nan) if values is None else values
        image = _draw_lights(axes, shown, edges, norm, event, language)
        axes.set_title(wrapped(title, width=52), loc="left", fontsize=11)
    bar = figure.colorbar(image, cax=figure.add_axes((0.945, 0.27, 0.013, 0.44)), extend="min")
    bar.ax.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: number(value, language, decimals=0 if value >= 1 else 1))
    )
    bar.ax.yaxis.set_minor_formatter(FuncFormatter(lambda value, _: ""))
    bar.ax.set_title("nW/cm²/sr", fontsize=9, loc="center", pad=8)
    _legend(figure, event, cube, language)


def median_of_nights(seen: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """The median of each pixel over the nights on which it was clear, and on how many nights anything was.

    Parameters
    ----------
    seen : night, y, x; NaN where not clear

    Examples
    --------
    >>> median_of_nights(np.array([[[1.0, np.nan]], [[3.0, np.nan]], [[np.nan, np.nan]]]))
    (array([[ 2., nan]]), 2)
    """
    n_clear = int(np.isfinite(seen).any(axis=(1, 2)).sum()) if seen.size else 0
    median = np.full(seen.shape[1:], np.nan)
    anything = np.isfinite(seen).any(axis=0) if len(seen) else np.zeros(seen.shape[1:], dtype=bool)
    if anything.any():
        median[anything] = np.nanmedian(seen[:, anything], axis=0)
    return median, n_clear


def baseline_mask(comparison: Mapping[str, Any], nights: list[str], event: Event) -> NDArray[np.bool_]:
    """Which of the nights are ordinary nights that the result used; all but the event's own where it names none.

    Examples
    --------
    >>> used = {"nights": [{"night": "2022-09-24", "role": "baseline", "used": True}]}
    >>> baseline_mask(used, ["2022-09-24", "2022-09-25"], event=None).tolist()
    [True, False]
    """
    named = {
        str(night["night"])[:10]
        for night in comparison.get("nights", [])
        if night.get("role") == "baseline" and night.get("used", True)
    }
    if not named:  # the result names none: every night but that of the event
        named = set(nights) - {event.night.isoformat()}
    return np.array([night in named for night in nights], dtype=bool)


def _event_title(tonight: NDArray[Any] | None, comparison: Mapping[str, Any], event: Event, language: Language) -> str:
    if tonight is None:
        return say("lights_event_none", language)
    passed = pass_time(comparison)
    if passed is None:
        return say("lights_event_unknown", language)
    return say("lights_event", language, clock=clock_words(passed, event.zone))


def outer_edges(cube: xr.Dataset) -> tuple[float, float, float, float]:
    """West, east, south, north of the outer edges of the pixels [degree], from their centres.

    Examples
    --------
    >>> centres = {"longitude_deg": ("x", [4.0, 5.0]), "latitude_deg": ("y", [52.0, 51.0])}
    >>> outer_edges(xr.Dataset(coords=centres))
    (3.5, 5.5, 50.5, 52.5)
    """
    x, y = np.asarray(cube["longitude_deg"].values, float), np.asarray(cube["latitude_deg"].values, float)
    half_x = abs(x[1] - x[0]) / 2 if len(x) > 1 else 1 / 480
    half_y = abs(y[1] - y[0]) / 2 if len(y) > 1 else 1 / 480
    return float(x.min() - half_x), float(x.max() + half_x), float(y.min() - half_y), float(y.max() + half_y)


def light_scale(images: list[NDArray[Any] | None]) -> LogNorm:
    """One logarithmic scale for all images, from what the sensor can tell to the brightest but a few [nW/cm²/sr].

    Examples
    --------
    >>> scale = light_scale([np.array([1.0, 80.0]), None])
    >>> scale.vmin, round(scale.vmax)
    (0.5, 80)
    """
    values = np.concatenate([image[np.isfinite(image)] for image in images if image is not None] or [np.array([])])
    top = float(np.percentile(values, 99.8)) if len(values) else 10.0
    return LogNorm(vmin=_LOWEST, vmax=max(top, 10 * _LOWEST), clip=True)


def _draw_lights(
    axes: Axes, values: NDArray[Any], edges: tuple[float, float, float, float], norm: LogNorm, event: Event, language: Language
) -> Any:  # fmt: skip
    hatched_ground(axes, edges)
    image = axes.imshow(
        np.ma.masked_invalid(np.maximum(values, _LOWEST)),
        extent=edges,
        origin="upper",
        cmap="cividis",
        norm=norm,
        interpolation="nearest",
        zorder=1,
    )
    finish_map(axes, edges, event=event, language=language)
    return image


def _legend(figure: Figure, event: Event, cube: xr.Dataset, language: Language) -> None:
    handles = [Patch(facecolor="white", edgecolor="#808080", hatch="////", label=say("lights_missing", language))]
    lines: dict[str, Literal["-", "--"]] = {Role.LIGHTS_OFF: "-", Role.CONTROL: "--"}
    for role, line in lines.items():
        if event.areas_of(role):
            handles.append(
                Patch(
                    facecolor="none", edgecolor="black", linestyle=line, linewidth=1.6, label=role_words(role, language)
                )
            )
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.02, 0.11), ncols=len(handles), frameon=False)
    figure.text(0.032, 0.092, pixel_size_words(cube, language), ha="left", va="center", fontsize=10, color=QUIET)


def pixel_size_words(cube: xr.Dataset, language: Language) -> str:
    """How large a pixel is on the ground, to ten metres, and that neighbours share what the satellite saw.

    Examples
    --------
    >>> centres = {"longitude_deg": ("x", [4.0, 4.0 + 1 / 240]), "latitude_deg": ("y", [52.15, 52.15 - 1 / 240])}
    >>> pixel_size_words(xr.Dataset(coords=centres), "en")
    'One pixel is about 280 by 460 m; one look of the satellite (about 750 m) covers several, and nothing is smoothed.'
    """
    west, east, south, north = outer_edges(cube)
    width_m = (east - west) / cube.sizes["x"] * KM_A_DEGREE * 1000 * np.cos(np.radians((south + north) / 2))
    height_m = (north - south) / cube.sizes["y"] * KM_A_DEGREE * 1000
    sizes = {"width": float(round(width_m, -1)), "height": float(round(height_m, -1))}
    words = {name: number(size, language, decimals=0) for name, size in sizes.items()}
    # Only the grid of 15 arc-seconds is that of the sensor with footprints of 750 m.
    is_viirs = abs((east - west) / cube.sizes["x"] * 240 - 1) < 0.01
    return say("lights_pixel_viirs" if is_viirs else "lights_pixel", language, **words)
