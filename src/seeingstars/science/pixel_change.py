"""Science: how much darker each pixel was on the event night than on nights seen alike, with its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import t as student_t

from seeingstars.columns import Role
from seeingstars.event import Event
from seeingstars.science.area_coverage import coverage_of
from seeingstars.science.censored import LIMIT_NW_CM2_SR, censored_levels
from seeingstars.science.false_discoveries import SHARE_OF_FALSE, discoveries
from seeingstars.science.footprints import footprints_of, pixels_a_side
from seeingstars.science.night_cube import BASELINE, EVENT
from seeingstars.science.satellite_nights import view_class
from seeingstars.science.tile_mosaic import Grid, grid_of
from seeingstars.science.tile_stream import RADIANCE
from seeingstars.science.view_correction import (
    LARGEST_VIEW_ZENITH_DEG,
    Curve,
    expected_at,
    fit_curves,
    flat_curve,
    shift_to_angle,
)

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FEWEST_BASELINE_NIGHTS = 3
# Our choice: t with 7 degrees of freedom is the least with which one pixel in thousands can stand out.
FEWEST_NIGHTS_OF_A_CLASS = 8
# Our choice: a night on which less than half of the window was clear does not count towards a class of angles.
_LEAST_CLEAR_SHARE = 0.5
_LOG_LIMIT = float(np.log(LIMIT_NW_CM2_SR))
# What can be said of a pixel; only the first three have a change.
COMPARED, BASELINE_PARTLY_BELOW, EVENT_BELOW, TOO_DARK, NOT_SEEN, FEW_NIGHTS = range(6)
HAS_CHANGE = (COMPARED, BASELINE_PARTLY_BELOW, EVENT_BELOW)
_MEANINGS = "compared baseline_partly_below_limit event_below_limit_at_least_this too_dark no_clear_view few_nights"


@dataclass(frozen=True)
class _Nights:
    """Of each night and pixel, shape (nights, pixels): log radiance (that of the limit where it lies below), angle
    from the zenith (0 where no angle is taken off), and whether it is compared with; of each night, shape (nights, 1):
    the logarithm of the limit; of the event night, shape (pixels,): the same and whether it was seen.
    """

    logs: FloatArray
    limit: FloatArray
    below: BoolArray
    zenith: FloatArray
    compared: BoolArray
    event_log: FloatArray
    event_limit: float
    event_below: BoolArray
    event_zenith: FloatArray
    event_seen: BoolArray


def change(cube: xr.Dataset, *, event: Event, against_control: bool = True) -> xr.DataArray:
    """How much darker each pixel was on the event night than on its baseline nights, in log radiance.

    Parameters
    ----------
    cube : Dataset of `nightlights.cube`
    event : Event
    against_control : bool
        Whether what the control area did each night is taken off all pixels; not done where there is no control area
        or less than half of it was clear on the event night.

    Returns
    -------
    xarray.DataArray
        Dims (y, x): expected minus measured ln(radiance), positive is darker [1]. NaN, and never filled, where the
        event night is not clear, where fewer than 3 nights can be compared, or where most of these are below the
        detection limit. Coordinates (y, x): ``n_baseline_nights`` compared with; ``standard_error``, that of a
        prediction [1]; ``p_value``, two-sided; ``is_discovery``, 1 where the pixel may be called changed with one
        in ten of those so called being wrong (Benjamini-Hochberg); ``pixel_state``, what can be said of it;
        ``below_detection_limit``, the event or the usual radiance is below 0.5 nW cm-2 sr-1. Attributes:
        ``view_class`` of the event night (empty if not known), ``view_matched`` and ``angle_corrected`` (0 or 1),
        ``against_control`` (0 or 1) with ``control_change_ln`` (positive is darker), ``n_nights_compared``, and the
        number of pixels and of independent footprints.

    Notes
    -----
    Nights compared with: those seen from the class of angles of the event night if 8 of them saw half of the window.
    If fewer did, and angles are known, all baseline nights, brought to the angle of the event night by a quadratic
    fitted on them (`view_correction`), whose uncertainty is part of the error; if that cannot be fitted, the nights of
    the class if there are 3; else all of them as they are. The order is our choice: with fewer nights than 8 no pixel
    in thousands can be called changed, however much it changed.

    Light below the limit is neither 0 nor left out of its pixel: the level of such a pixel is that of the likelihood
    (`censored_levels`), with one degree of freedom less than there are nights above the limit. If the event night is
    below it, the change is the least that it can be, and p is twice the chance of a night below the limit. A pixel
    with more than half of its nights below the limit is too dark to compare.

    All pixels of a night share its air: a hazy night moves them together, and without more a whole map changes by
    chance. So the median, over the control area, of what each of its pixels differs from its own baseline mean is taken
    off every night, as in the comparison of areas; nights on which less than half of the control was clear
    are then not compared with. Our choice of the median: a stadium in the control area does not count.
    """
    angles = night_angles(cube, event=event)
    control = coverage_of(event.areas_of(Role.CONTROL) if against_control else (), grid=_grid(cube)).pixels
    nights, curve, facts = _nights_of(cube, angles, control)
    layers = _compare(nights, curve)
    step = _grid(cube).step_x_deg
    layers = {name: values.reshape(cube.sizes["y"], -1) for name, values in layers.items()}
    counted = _counts(layers, step_deg=step)
    return _as_array(cube, layers).assign_attrs({**facts, **counted})


def night_angles(cube: xr.Dataset, *, event: Event) -> FloatArray:
    """Angle from which each night saw the lights-off area [degree]; NaN where no at-sensor tile tells it.

    Parameters
    ----------
    cube : Dataset of `nightlights.cube`
    event : Event

    Returns
    -------
    shape (nights,)
        The mean over the pixels that the area touches; over all pixels if it touches none.
    """
    n_nights = cube.sizes["night"]
    if "sensor_zenith_deg" not in cube:
        return np.full(n_nights, np.nan)
    zenith = cube["sensor_zenith_deg"].to_numpy().astype(np.float64).reshape(n_nights, -1)
    pixels = coverage_of(event.areas_of(Role.LIGHTS_OFF), grid=_grid(cube)).pixels
    seen = zenith[:, pixels] if len(pixels) else zenith
    known = np.isfinite(seen)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, seen, 0.0).sum(axis=1) / known.sum(axis=1))


def _grid(cube: xr.Dataset) -> Grid:
    return grid_of(cube["longitude_deg"].to_numpy(), cube["latitude_deg"].to_numpy())


def _nights_of(
    cube: xr.Dataset, angles: FloatArray, control: NDArray[np.int64]
) -> tuple[_Nights, Curve, dict[str, Any]]:
    logs, clear, below = _logs_of(cube)
    roles = cube["night_role"].to_numpy().astype(str)
    event, baseline = roles == EVENT, roles == BASELINE
    found = _level_of_control(logs, clear, below, control, baseline=baseline, event=event)
    level = np.zeros(len(logs)) if found is None else found
    logs, baseline = np.where(clear, logs - level[:, None], 0.0), baseline & np.isfinite(level)
    alike, n_alike, facts = _alike(clear, baseline, angles, event)
    zenith, curve = np.zeros(logs.shape), None
    if n_alike < FEWEST_NIGHTS_OF_A_CLASS:
        zenith, curve = _curve_of(cube, logs, clear & baseline[:, None], below, event_angle=angles[event])
    matched = curve is None and n_alike >= FEWEST_BASELINE_NIGHTS
    chosen = alike if matched else baseline
    facts |= {"view_matched": int(matched), "angle_corrected": int(curve is not None)}
    facts["against_control"] = int(found is not None)
    if curve is None:
        zenith, curve = np.zeros(logs.shape), flat_curve(logs.shape[1])
    compared = clear & chosen[:, None] & (zenith <= LARGEST_VIEW_ZENITH_DEG)
    facts["n_nights_compared"] = int(compared.any(axis=1).sum())
    if found is not None and compared.any():
        facts["control_change_ln"] = float(level[compared.any(axis=1)].mean() - level[event][0])
    limit = (_LOG_LIMIT - level)[:, None]
    seen = clear[event].any(axis=0) & np.isfinite(zenith[event]).all(axis=0)
    # At most one night has the role of the event.
    of_event = [np.where(seen, rows[event].sum(axis=0), 0.0) for rows in (logs, zenith)]
    event_limit = float(limit[event].sum())
    dark = below[event].any(axis=0)
    return (
        _Nights(logs, limit, below, zenith, compared, of_event[0], event_limit, dark, of_event[1], seen),
        curve,
        facts,
    )


def _logs_of(cube: xr.Dataset) -> tuple[FloatArray, BoolArray, BoolArray]:
    """Log radiance of each night and pixel (that of the limit where it lies below), where clear, where below."""
    radiance = cube[RADIANCE].to_numpy().astype(np.float64).reshape(cube.sizes["night"], -1)
    clear = cube["clear"].to_numpy().astype(bool).reshape(radiance.shape) & np.isfinite(radiance)
    below = clear & (radiance < LIMIT_NW_CM2_SR)
    return np.log(np.where(clear & ~below, radiance, LIMIT_NW_CM2_SR)), clear, below


def _level_of_control(
    logs: FloatArray,
    clear: BoolArray,
    below: BoolArray,
    control: NDArray[np.int64],
    *,
    baseline: BoolArray,
    event: BoolArray,
) -> FloatArray | None:
    """What the control area did on each night; NaN where too little of it was clear; None if it cannot serve."""
    # A pixel that is below the limit on any night would only seem steady.
    control = control[~below[:, control].any(axis=0) & clear[np.ix_(baseline, control)].any(axis=0)]
    if not len(control):
        return None
    seen = clear[:, control]
    usable = seen.mean(axis=1) >= _LEAST_CLEAR_SHARE
    if not usable[event].any() or not usable[baseline].any():
        return None
    known = np.where(seen, logs[:, control], np.nan)
    own = known - np.nanmean(known[baseline], axis=0)
    level = np.full(len(logs), np.nan)
    level[usable] = np.nanmedian(own[usable], axis=1)
    return level


def _alike(
    clear: BoolArray, baseline: BoolArray, angles: FloatArray, event: BoolArray
) -> tuple[BoolArray, int, dict[str, Any]]:
    """The baseline nights of the event night's class of angles, how many saw enough, and which class it is."""
    event_class = str(view_class(angles[event])[0]) if event.any() else ""
    alike = baseline & (view_class(angles) == event_class) & (event_class != "")
    return alike, int((alike & (clear.mean(axis=1) >= _LEAST_CLEAR_SHARE)).sum()), {"view_class": event_class}


def _curve_of(
    cube: xr.Dataset, logs: FloatArray, use: BoolArray, below: BoolArray, *, event_angle: FloatArray
) -> tuple[FloatArray, Curve | None]:
    """The angles and the curve by them; None where there is no angle of the event night to bring nights to."""
    if not (event_angle.size and event_angle[0] <= LARGEST_VIEW_ZENITH_DEG):
        return np.zeros(logs.shape), None
    zenith = cube["sensor_zenith_deg"].to_numpy().astype(np.float64).reshape(logs.shape)
    use = use & (zenith <= LARGEST_VIEW_ZENITH_DEG)
    # A pixel with a night below the limit takes the curve of the window: what is not measured bends no curve.
    curve = fit_curves(logs, zenith, use & ~(below & use).any(axis=0))
    return zenith, curve if curve.inverse.any() else None


def _compare(nights: _Nights, curve: Curve) -> dict[str, NDArray[Any]]:
    level, error, degrees = _level(nights, curve)
    n_nights = nights.compared.sum(axis=0)
    n_below = (nights.below & nights.compared).sum(axis=0)
    darker = level - nights.event_log
    is_held = (n_nights - n_below >= FEWEST_BASELINE_NIGHTS) & (2 * n_below <= n_nights)
    # Below the limit on a night that was expected there: nothing is known of the change, not even its sign.
    is_held &= ~(nights.event_below & ~(darker > 0))
    state = np.select(
        [~nights.event_seen, n_nights < FEWEST_BASELINE_NIGHTS, ~is_held, nights.event_below, n_below > 0],
        [NOT_SEEN, FEW_NIGHTS, TOO_DARK, EVENT_BELOW, BASELINE_PARTLY_BELOW],
        COMPARED,
    )
    darker = np.where(np.isin(state, HAS_CHANGE), darker, np.nan)
    tested = np.isfinite(darker) & (error > 0) & (degrees > 0)
    error = np.where(tested, error, np.nan)
    p_value = 2 * student_t.sf(np.abs(darker / error), np.where(tested, degrees, 1.0))
    dim = (state == TOO_DARK) | (np.isfinite(darker) & (nights.event_below | (level < nights.event_limit)))
    return {"darker": darker, "n_nights": n_nights, "error": error, "p_value": p_value, "state": state, "dim": dim}


def _level(nights: _Nights, curve: Curve) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The log radiance to expect on the event night, the error of that prediction, and its degrees of freedom."""
    at_event = nights.event_zenith
    plain = expected_at(curve, nights.logs, nights.zenith, compared=nights.compared, event_zenith_deg=at_event)
    error = np.sqrt(plain.spread**2 * (1 + plain.factor) + plain.extra_variance)
    dark = (nights.below & nights.compared).any(axis=0)
    if not dark.any():
        return plain.level, error, plain.degrees
    shift = shift_to_angle(curve, np.where(nights.compared, nights.zenith, 0.0), event_zenith_deg=at_event)[:, dark]
    logs = np.where(nights.below, -np.inf, nights.logs)[:, dark]
    fit = censored_levels(logs + shift, nights.limit + shift, nights.compared[:, dark])
    with np.errstate(divide="ignore", invalid="ignore"):
        of_dark = np.sqrt(fit.sd**2 * (1 + 1 / fit.n_above) + plain.extra_variance[dark])
    level, degrees = plain.level.copy(), plain.degrees.copy()
    level[dark], error[dark], degrees[dark] = fit.mean, of_dark, fit.n_above - 1
    return level, error, degrees


def _counts(layers: dict[str, NDArray[Any]], *, step_deg: float) -> dict[str, Any]:
    """How many pixels, and how many independent footprints, could be compared and may be called changed."""
    state, found = layers["state"], discoveries(layers["p_value"])
    kinds = {
        "compared": np.isin(state, HAS_CHANGE),
        "darker": found & (layers["darker"] > 0),
        "brighter": found & (layers["darker"] < 0),
        "too_dark": state == TOO_DARK,
        "without_clear_view": np.isin(state, (NOT_SEEN, FEW_NIGHTS)),
    }
    counts: dict[str, Any] = {f"n_pixels_{name}": int(chosen.sum()) for name, chosen in kinds.items()}
    for name in ("compared", "darker", "brighter"):
        counts[f"n_footprints_{name}"] = footprints_of(kinds[name], step_deg=step_deg)
    counts["n_pixels_below_limit_in_part"] = int(np.isin(state, (BASELINE_PARTLY_BELOW, EVENT_BELOW)).sum())
    counts["n_pixels"] = int(state.size)
    return counts | {"pixels_a_side_of_a_footprint": pixels_a_side(step_deg), "share_of_false": SHARE_OF_FALSE}


def _as_array(cube: xr.Dataset, layers: dict[str, NDArray[Any]]) -> xr.DataArray:
    said = {
        "n_baseline_nights": (
            layers["n_nights"].astype(np.int16),
            "clear nights that the event night is compared with",
        ),
        "standard_error": (layers["error"], "standard error of a prediction"),
        "p_value": (layers["p_value"], "two-sided p-value of no change"),
        "is_discovery": (
            discoveries(layers["p_value"]).astype(np.int8),
            "called changed, one in ten of these wrongly (Benjamini-Hochberg)",
        ),
        "pixel_state": (layers["state"].astype(np.int8), "what can be said of the pixel"),
        "below_detection_limit": (layers["dim"].astype(np.int8), "radiance below 0.5 nW cm-2 sr-1"),
    }
    coords: dict[str, Any] = {name: cube[name] for name in ("latitude_deg", "longitude_deg")}
    for name, (values, words) in said.items():
        coords[name] = (("y", "x"), values, {"units": "1", "long_name": words})
    coords["pixel_state"][2].update(flag_values=np.arange(6, dtype=np.int8), flag_meanings=_MEANINGS)
    attributes = {
        "units": "1",
        "long_name": "darker on the event night than on its baseline nights, natural logarithm of the radiance",
        "comment": "positive is darker; empty where not seen clear, never filled; neighbouring pixels share a footprint",
    }
    return xr.DataArray(layers["darker"], dims=("y", "x"), name="change_ln_radiance", coords=coords, attrs=attributes)
