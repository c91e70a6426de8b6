"""Products: night lights as images that lie true on a web map (EPSG:3857), what was not seen hatched, with their scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.colors import LogNorm
from numpy.typing import NDArray
from PIL import Image

from seeingstars.columns import Stream
from seeingstars.event import Event
from seeingstars.products.nightlights_map import baseline_mask, light_scale, median_of_nights, outer_edges
from seeingstars.products.verdict_words import comparison_of

FloatArray = NDArray[np.float64]
Bounds = tuple[float, float, float, float]  # west, east, south, north [degree]

# A palette of 256: 0 to 249 are colours, then the hatch, the ground between its lines, too dark to measure, outlines.
_COLOURS = 250
_HATCH, _GROUND, _DARK, _INK = 250, 251, 252, 253
_EXTRA_RGBA = ((110, 110, 110, 255), (255, 255, 255, 150), (166, 166, 166, 255), (20, 20, 20, 255))
_LARGEST_PX = 1400
_PIXEL_PX = 8  # a satellite pixel on the image where there is room: wide enough to hatch
# Half and twice the light, as the map of change has it: noise is not stretched until it looks like a change.
_MOST_CHANGE_LN = math.log(2)
_TOO_DARK = 3  # of `pixel_state`


@dataclass(frozen=True)
class Scale:
    """A colour scale: colours as hexadecimal from the low end to the high end, and the values at the marks.

    ``marks`` are pairs of a place from 0 to 1 and the value there: radiance [nW/cm²/sr], or −ln(radiance).
    """

    colours: tuple[str, ...]
    marks: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Lights:
    """What the map shows of the night lights; images are rows of palette codes, north up."""

    bounds: Bounds
    images: dict[str, NDArray[np.uint8]]
    light: Scale
    change: Scale | None
    n_pixels: int
    n_baseline_seen: int
    n_event_seen: int
    n_change_known: int
    n_nights: int
    has_event: bool


def lights_of(
    cube: xr.Dataset | None, change: xr.Dataset | None, *, result: Mapping[str, Any], event: Event
) -> Lights | None:
    """Ordinary nights, the night itself and the change as images of a web map; None without a night.

    Parameters
    ----------
    cube : night, y, x with radiance_nw_cm2_sr [nW/cm²/sr], clear, longitude_deg and latitude_deg (centres); or None
    change : y, x with change_ln_radiance (positive is less light on the night); ``pixel_state`` and ``is_discovery``
        of `pixel_change` may be there; or None
    result, event : what result.json holds, and the event

    Returns
    -------
    Lights or None

    Notes
    -----
    Nothing is filled or averaged between pixels: each place of the image has the value of the pixel that it lies in.
    The scale of change runs from half to twice the light, as in the printed map; pixels too dark to measure are grey,
    those that may be called changed are outlined, with dots where there was more light.
    Rows are spaced as Mercator is, so that an image stretched between its corners lies true.

    Examples
    --------
    >>> lights_of(None, None, result={}, event=None) is None
    True
    """
    if cube is None or not cube.sizes.get("night"):
        return None
    baseline, tonight, n_nights = _base_and_night(cube, result, event)
    bounds, latitude_deg = outer_edges(cube), np.asarray(cube["latitude_deg"].values, dtype=float)
    norm = light_scale([baseline, tonight])
    images = {"baseline": _light_codes(baseline, norm), "event": _light_codes(tonight, norm)}
    scale = None
    difference = np.full_like(baseline, np.nan)
    if change is not None and "change_ln_radiance" in change:
        difference = change["change_ln_radiance"].transpose("y", "x").to_numpy().astype(float)
        images["change"] = _codes((difference / _MOST_CHANGE_LN + 1) / 2)
        images["change"][_beside(change, "pixel_state", difference.shape) == _TOO_DARK] = _DARK
        scale = _scale("PuOr", tuple((place, (2 * place - 1) * _MOST_CHANGE_LN) for place in (0.0, 0.5, 1.0)))
    warped = {name: _on_web_map(codes, bounds, latitude_deg) for name, codes in images.items()}
    if scale is not None and change is not None:
        found = _beside(change, "is_discovery", difference.shape) == 1
        for chosen, dotted in ((found & (difference > 0), False), (found & (difference < 0), True)):
            _outline(warped["change"], _stretched(chosen, bounds, latitude_deg), dotted=dotted)
    return Lights(
        bounds=bounds,
        images=warped,
        light=_scale("cividis", _light_marks(norm)),
        change=scale,
        n_pixels=baseline.size,
        n_baseline_seen=int(np.isfinite(baseline).sum()),
        n_event_seen=int(np.isfinite(tonight).sum()),
        n_change_known=int(np.isfinite(difference).sum()),
        n_nights=n_nights,
        has_event=bool(np.isfinite(tonight).any()),
    )


def _base_and_night(cube: xr.Dataset, result: Mapping[str, Any], event: Event) -> tuple[FloatArray, FloatArray, int]:
    nights = [str(night)[:10] for night in np.atleast_1d(cube["night"].values)]
    seen = cube["radiance_nw_cm2_sr"].where(cube["clear"].astype(bool)).transpose("night", "y", "x").to_numpy()
    used = baseline_mask(comparison_of(result, Stream.SATELLITE), nights, event)
    baseline, n_nights = median_of_nights(seen[used])
    night = event.night.isoformat()
    tonight = seen[nights.index(night)] if night in nights else np.full(seen.shape[1:], np.nan)
    return baseline.astype(float), tonight.astype(float), n_nights


def _light_codes(values: FloatArray, norm: LogNorm) -> NDArray[np.uint8]:
    place = np.full(values.shape, np.nan)
    known = np.isfinite(values)
    place[known] = np.asarray(norm(np.maximum(values[known], float(norm.vmin or 0.0))), dtype=np.float64)
    return _codes(place)


def _codes(place: FloatArray) -> NDArray[np.uint8]:
    """From 0 to 1 as codes of the palette; what is not known becomes the hatch."""
    known = np.isfinite(place)
    codes = np.full(place.shape, _HATCH, dtype=np.uint8)
    codes[known] = np.clip(np.rint(place[known] * (_COLOURS - 1)), 0, _COLOURS - 1).astype(np.uint8)
    return codes


def _beside(change: xr.Dataset, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """A layer that stands beside the change; 0 everywhere where it is not there."""
    return change[name].transpose("y", "x").to_numpy() if name in change.variables else np.zeros(shape, dtype=np.int8)


def _outline(image: NDArray[np.uint8], chosen: NDArray[np.bool_], *, dotted: bool) -> None:
    """Draw the inner border of what is chosen into an image."""
    padded = np.pad(chosen, 1)
    inside = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    border = chosen & ~inside
    if dotted:
        down, right = np.indices(image.shape)
        border &= (down + right) % 4 < 2
    image[border] = _INK


def _light_marks(norm: LogNorm) -> tuple[tuple[float, float], ...]:
    low, high = float(norm.vmin or 0.5), float(norm.vmax or 10.0)
    round_values = [step * 10.0**power for power in range(-1, 5) for step in (1, 2, 5)]
    inside = [value for value in round_values if 1.3 * low < value < high / 1.3]
    thinned = inside if len(inside) <= 5 else [value for value in inside if f"{value:e}"[0] in "15"]
    values = [low, *thinned, high]
    return tuple((math.log(value / low) / math.log(high / low), value) for value in values)


def _scale(name: str, marks: tuple[tuple[float, float], ...]) -> Scale:
    colours = (np.asarray(colormaps[name](np.linspace(0, 1, 24)))[:, :3] * 255).round().astype(int)
    return Scale(tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in colours), marks)


def _on_web_map(codes: NDArray[np.uint8], bounds: Bounds, latitude_deg: FloatArray) -> NDArray[np.uint8]:
    """Each pixel as a block of the web map's, its rows where Mercator has them, the unseen hatched."""
    image = _stretched(codes, bounds, latitude_deg)
    down, right = np.indices(image.shape)
    between = (down + right) % 6 >= 2
    image[(image == _HATCH) & between] = _GROUND
    return image


def _stretched(pixels: NDArray[Any], bounds: Bounds, latitude_deg: FloatArray) -> NDArray[Any]:
    if latitude_deg[0] < latitude_deg[-1]:
        pixels, latitude_deg = pixels[::-1], latitude_deg[::-1]
    n_y, n_x = pixels.shape
    block = max(1, min(_PIXEL_PX, _LARGEST_PX // max(n_x, n_y)))
    rows = mercator_rows(latitude_deg, south_deg=bounds[2], north_deg=bounds[3], n_rows=n_y * block)
    columns = np.minimum(np.arange(n_x * block) // block, n_x - 1)
    return np.asarray(pixels[np.ix_(rows, columns)])


def mercator_rows(latitude_deg: FloatArray, *, south_deg: float, north_deg: float, n_rows: int) -> NDArray[np.int64]:
    """Which row of pixels each row of a Mercator image lies in.

    Parameters
    ----------
    latitude_deg : rows
        Centres, from north to south, evenly spaced [degree].
    south_deg, north_deg : edges of the image [degree]
    n_rows : rows of the image

    Notes
    -----
    Web Mercator (EPSG:3857) is linear in ln(tan(π/4 + φ/2)) [1]_; its east-west is linear in longitude.

    References
    ----------
    .. [1] IOGP, Guidance Note 7-2, Popular Visualisation Pseudo-Mercator (EPSG method 1024).

    Examples
    --------
    >>> mercator_rows(np.array([75.0, 45.0, 15.0]), south_deg=0.0, north_deg=80.0, n_rows=6).tolist()
    [0, 0, 0, 1, 1, 2]
    """
    edges = np.log(np.tan(np.pi / 4 + np.radians(np.array([south_deg, north_deg])) / 2))
    heights = edges[1] - (np.arange(n_rows) + 0.5) * (edges[1] - edges[0]) / n_rows
    latitude = np.degrees(2 * np.arctan(np.exp(heights)) - np.pi / 2)
    middle_edges = (latitude_deg[:-1] + latitude_deg[1:]) / 2  # from north to south
    return np.asarray(np.searchsorted(-middle_edges, -latitude), dtype=np.int64)


def write_lights(lights: Lights, folder: Path) -> dict[str, str]:
    """Write the images as PNG with one palette each; the same images give the same bytes.

    Returns
    -------
    mapping from ``baseline``, ``event``, ``change`` to the name of the file

    Examples
    --------
    >>> write_lights.__name__
    'write_lights'
    """
    names = {}
    for name, codes in lights.images.items():
        palette = np.asarray(colormaps["PuOr" if name == "change" else "cividis"](np.linspace(0, 1, _COLOURS))) * 255
        colours = palette.round().astype(int)[:, :3].ravel().tolist()
        image = Image.fromarray(codes)
        image.putpalette([*colours, *(part for colour in _EXTRA_RGBA for part in colour[:3])])
        alpha = bytes([255] * _COLOURS + [colour[3] for colour in _EXTRA_RGBA])
        path = folder / f"lights-{name}.png"
        image.save(path, format="PNG", optimize=True, transparency=alpha)
        names[name] = path.name
    return names
