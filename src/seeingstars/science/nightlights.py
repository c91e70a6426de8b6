"""Science: night lights over an event: the cube of nights, the value of each area and night, the change of each pixel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from seeingstars.errors import UploadError
from seeingstars.event import Event
from seeingstars.science.area_coverage import Coverage, coverage_of
from seeingstars.science.area_uncertainty import ratio_uncertainty, with_uncertainty
from seeingstars.science.censored import LIMIT_NW_CM2_SR
from seeingstars.science.night_cube import BASELINE, cube_of_nights
from seeingstars.science.pixel_change import change
from seeingstars.science.satellite_pass import INSIDE, NOT_KNOWN, OUTSIDE, moment_of_hours
from seeingstars.science.tile_mosaic import Grid, common_grid, grid_of
from seeingstars.science.tile_nights import nights_of_stream
from seeingstars.science.tile_stream import RADIANCE, one_stream

# Our choice: with less than half of an area seen clear, its value would be that of another place.
SMALLEST_CLEAR_SHARE = 0.5

__all__ = ["area_nights", "box_of", "change", "cube", "passes", "pixels_in_window"]


def box_of(event: Event) -> tuple[float, float, float, float]:
    """West, south, east, north of all areas of an event [degree].

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> [round(side, 1) for side in box_of(load_event(Path("data/events/leiden-2022")))]
    [4.2, 52.0, 4.8, 52.3]
    """
    bounds = np.array([area.shape.bounds for area in event.areas])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def cube(tiles: Sequence[xr.Dataset], *, event: Event) -> xr.Dataset:
    """All nights of one stream on one grid, with everything needed to judge them.

    Use it on what the readers give for `box_of` the event; the result can be written with
    ``to_netcdf(path, engine="h5netcdf")`` and read back.

    Parameters
    ----------
    tiles : sequence of Dataset
        Tiles and images in any order; at-sensor tiles (A1) beside the corrected ones (A2) give the time of the pass.
    event : Event

    Returns
    -------
    xarray.Dataset
        Dims (night, y, x); ``night`` is the local date of the evening, row 0 the northernmost, ``latitude_deg`` and
        ``longitude_deg`` are pixel centres [degree]. ``radiance_nw_cm2_sr`` [nW cm-2 sr-1], NaN where there is none;
        ``valid`` and ``clear``; flags as stored; ``utc_time_hours`` and ``sensor_zenith_deg`` where A1 is given.
        By night: ``tile_date``, ``night_role``, ``pass_time_utc`` (NaT where not known) with ``pass_first_utc`` and
        ``pass_last_utc``, ``pass_time_basis``, ``in_window`` (1 yes, 0 no, -1 not known), ``source_files``.
        Attributes: product, collection, platform, clear_definition, left_out (JSON: file, en, nl).

    Raises
    ------
    UploadError
        If no tile holds a night, or images do not lie on one grid.

    Notes
    -----
    Platforms, products and collections are never mixed (see `one_stream`). Of two passes in one night
    one in the lights-off hours stays, else the one with more clear pixels. VNP46 days are UTC days; which evening they follow is worked out from the time of the
    pass, or where that is not known from 01:30 local solar time.
    """
    likely = [event.night + timedelta(days=shift) for shift in (0, 1)]
    stream = one_stream(tiles, likely_days=likely)
    if stream is None:
        raise UploadError(
            f"none of the {len(tiles)} images holds a night: composites, gap-filled layers and images without time or unit do not",
            f"geen van de {len(tiles)} beelden is een nacht: samenvattingen, opgevulde lagen en beelden zonder tijd of eenheid zijn dat niet",
        )
    every = [tile for passes in (stream.passes, stream.beside) for some in passes.values() for tile in some]
    grid = common_grid(every)
    nights, doubles = nights_of_stream(stream, event=event)
    left_out = [{"file": rest.file, "en": rest.reason.en, "nl": rest.reason.nl} for rest in (*stream.rest, *doubles)]
    return cube_of_nights(nights, grid=grid, stream=stream, left_out=left_out, event=event)


def passes(cube: xr.Dataset) -> pd.DataFrame:
    """When the satellite looked on each night of a cube.

    Parameters
    ----------
    cube : Dataset of `cube`

    Returns
    -------
    pandas.DataFrame
        ``night`` (ISO date), ``tile_date`` (ISO, UTC day of the tile), ``pass_time_utc``, ``pass_first_utc``,
        ``pass_last_utc`` (aware UTC, NaT where not known), ``basis``, ``in_window`` (1 yes, 0 no, -1 not known).
    """
    table = pd.DataFrame({"night": _night_texts(cube), "tile_date": cube["tile_date"].to_numpy().astype(str)})
    for name in ("pass_time_utc", "pass_first_utc", "pass_last_utc"):
        table[name] = pd.to_datetime(cube[name].to_numpy(), utc=True)
    basis = cube["pass_time_basis"].to_numpy().astype(str)
    return table.assign(basis=basis, in_window=cube["in_window"].to_numpy().astype(np.int8))


def pixels_in_window(cube: xr.Dataset, *, event: Event) -> xr.DataArray:
    """For each night and pixel whether the satellite looked at it in the lights-off hours of the wall clock.

    Use it on what is published, so that no pixel stands there without saying when it was seen.

    Parameters
    ----------
    cube : Dataset of `cube`
    event : Event

    Returns
    -------
    xarray.DataArray
        Dims (night, y, x): 1 yes (transitions included), 0 no, -1 not known. From the time of each pixel where the
        at-sensor tile gives it, else from that of the pass; where the pass is not known, nothing is assumed.
    """
    by_pass = cube["in_window"].to_numpy().astype(np.int8)
    shape = tuple(cube.sizes[name] for name in ("night", "y", "x"))
    inside = np.broadcast_to(by_pass[:, None, None], shape).copy()
    if "utc_time_hours" in cube:
        hours = cube["utc_time_hours"].to_numpy()
        known = np.isfinite(hours) & (hours >= 0) & (hours < 24)
        start, end = _window_hours(cube, event)
        within = (hours >= start[:, None, None]) & (hours <= end[:, None, None])
        inside = np.where(
            known, within.astype(np.int8), np.where(known.any(axis=(1, 2), keepdims=True), NOT_KNOWN, inside)
        )
    attributes = {
        "units": "1",
        "long_name": "whether the pixel was seen in the lights-off hours of the clock",
        "flag_values": np.array([NOT_KNOWN, OUTSIDE, INSIDE], dtype=np.int8),
        "flag_meanings": "not_known no yes",
    }
    return xr.DataArray(inside.astype(np.int8), dims=("night", "y", "x"), name="pixel_in_window", attrs=attributes)


def _window_hours(cube: xr.Dataset, event: Event) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Begin and end of the lights-off hours of each night, in hours of the UTC day of its tile."""
    edges = []
    for night, day in zip(_night_texts(cube), cube["tile_date"].to_numpy().astype(str), strict=True):
        window, midnight = (
            event.on_night(event.window, date.fromisoformat(night)),
            moment_of_hours(date.fromisoformat(day), 0),
        )
        edges.append([(moment - midnight) / timedelta(hours=1) for moment in (window.start, window.end)])
    start, end = np.array(edges, dtype=np.float64).reshape(-1, 2).T
    return start, end


def area_nights(cube: xr.Dataset, *, event: Event) -> pd.DataFrame:
    """One number an area and night, from its clear pixels by the share of each that lies in the area.

    Parameters
    ----------
    cube : Dataset of `cube`
    event : Event

    Returns
    -------
    pandas.DataFrame
        One row an area and night: ``site_id`` (the area), ``role``, ``night`` (ISO date), ``value``
        (−ln of the mean radiance [nW cm-2 sr-1]: larger is darker; NaN where there is none), ``n_readings`` (pixels
        used), ``clear_share`` (share of the area that they cover [1]), ``mean_radiance_nw_cm2_sr`` with its
        ``standard_uncertainty_nw_cm2_sr`` (and the two parts of it, see `area_uncertainty`), ``below_detection_limit`` (that mean is below 0.5: kept, yet not to be trusted), ``view_zenith_deg`` (NaN
        where not known), ``instrument_type``, ``cloud_class``, ``reason_en`` and ``reason_nl`` (why there is no value).

    Notes
    -----
    A mean over other pixels on another night would be a change of pixels, not of light. So the light of the clear
    pixels of a night is divided by what the same pixels give on ordinary nights (the median of each pixel over its
    clear baseline nights), and the ratio times the ordinary mean of the whole area is the mean radiance of that night
    (the ratio estimator of survey sampling). Where all pixels are clear it is the plain weighted mean. It holds
    as far as a night changes all pixels by the same factor. A pixel that was clear on no baseline night is not used.

    References
    ----------
    Cochran, Sampling Techniques, 3rd ed. (1977), chapter 6 (ratio estimators).
    """
    coverage = coverage_of(event.areas, grid=_grid(cube))
    radiance, clear = (_of_pixels(cube[name], coverage.pixels) for name in (RADIANCE, "clear"))
    clear = clear.astype(bool) & np.isfinite(radiance)
    usual = _usual_radiance(radiance, clear, _roles(cube))
    known = np.isfinite(usual)
    used = clear & known
    usual = np.where(known, usual, 0.0)
    seen = coverage.weights @ np.where(used, radiance, 0.0).T
    expected = coverage.weights @ np.where(used, usual, 0.0).T
    share = (coverage.weights @ used.astype(np.float64).T) / coverage.whole[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        ordinary = (coverage.weights @ usual) / (coverage.weights @ known.astype(np.float64))
        mean = seen / expected * ordinary[:, None]
    pixels = coverage.touches @ used.astype(np.float64).T
    sampling = ratio_uncertainty(radiance, usual, used, coverage=coverage)
    zenith = _view_zenith(cube, coverage, used)
    return _area_table(cube, event, mean=mean, share=share, pixels=pixels, zenith=zenith, sampling=sampling)


def _night_texts(cube: xr.Dataset) -> NDArray[np.str_]:
    return np.datetime_as_string(cube["night"].to_numpy().astype("datetime64[D]"))


def _roles(cube: xr.Dataset) -> NDArray[np.str_]:
    return cube["night_role"].to_numpy().astype(str)


def _grid(cube: xr.Dataset) -> Grid:
    return grid_of(cube["longitude_deg"].to_numpy(), cube["latitude_deg"].to_numpy())


def _usual_radiance(
    radiance: NDArray[np.float64], clear: NDArray[np.bool_], roles: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Median of each pixel over its clear baseline nights; over all nights where there is no baseline night."""
    nights = roles == BASELINE
    nights = nights if nights.any() else np.ones(len(roles), dtype=bool)
    seen = np.where(clear[nights], radiance[nights], np.nan)
    usual = np.full(radiance.shape[1], np.nan)
    anything = np.isfinite(seen).any(axis=0)
    usual[anything] = np.nanmedian(seen[:, anything], axis=0)
    return usual


def _of_pixels(layer: xr.DataArray, pixels: NDArray[np.int64]) -> NDArray[Any]:
    """Nights by pixels, of these pixels only."""
    return np.asarray(layer.to_numpy().reshape(layer.sizes["night"], -1)[:, pixels])


def _view_zenith(cube: xr.Dataset, coverage: Coverage, used: NDArray[np.bool_]) -> NDArray[np.float64]:
    weights = coverage.weights
    if "sensor_zenith_deg" not in cube:
        return np.full((weights.shape[0], used.shape[0]), np.nan)
    zenith = _of_pixels(cube["sensor_zenith_deg"], coverage.pixels)
    known = used & np.isfinite(zenith)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((weights @ np.where(known, zenith, 0.0).T) / (weights @ known.astype(np.float64).T))


def _area_table(
    cube: xr.Dataset,
    event: Event,
    *,
    mean: NDArray[np.float64],
    share: NDArray[np.float64],
    pixels: NDArray[np.float64],
    zenith: NDArray[np.float64],
    sampling: NDArray[np.float64],
) -> pd.DataFrame:
    n_areas, n_nights = mean.shape
    nights = _night_texts(cube)
    stream = f"{cube.attrs['platform']} {cube.attrs['product']} {cube.attrs['collection']}".strip()
    table = pd.DataFrame(
        {
            "site_id": np.repeat([area.area_id for area in event.areas], n_nights),
            "role": np.repeat([area.role for area in event.areas], n_nights),
            "night": np.tile(nights, n_areas),
            "n_readings": pixels.ravel().astype(np.int64),
            "clear_share": share.ravel(),
            "mean_radiance_nw_cm2_sr": mean.ravel(),
            "sampling_uncertainty_nw_cm2_sr": sampling.ravel(),
            "view_zenith_deg": zenith.ravel(),
            "instrument_type": stream,
            "cloud_class": "clear" if cube.attrs["cloud_is_known"] else "unknown",
        }
    )
    few = table["clear_share"] < SMALLEST_CLEAR_SHARE
    dark = ~few & ~(table["mean_radiance_nw_cm2_sr"] > 0)
    usable = ~few & ~dark
    table["value"] = -np.log(table["mean_radiance_nw_cm2_sr"].where(usable))
    table["below_detection_limit"] = usable & (table["mean_radiance_nw_cm2_sr"] < LIMIT_NW_CM2_SR)
    percent = np.floor(table["clear_share"] * 100).astype(int).astype(str)
    table["reason_en"] = np.select(
        [few, dark], ["only " + percent + " % of the area was seen clear; at least 50 % is needed", _NO_LIGHT_EN], ""
    )
    table["reason_nl"] = np.select(
        [few, dark],
        ["maar " + percent + " % van het gebied was helder te zien; minstens 50 % is nodig", _NO_LIGHT_NL],
        "",
    )
    table = with_uncertainty(table, table["sampling_uncertainty_nw_cm2_sr"])
    return table.sort_values(["role", "site_id", "night"], ignore_index=True)


_NO_LIGHT_EN = "no light was measured, and 0 has no logarithm"
_NO_LIGHT_NL = "er is geen licht gemeten, en 0 heeft geen logaritme"
