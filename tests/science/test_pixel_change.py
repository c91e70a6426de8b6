"""The change of each pixel: worked out by hand, against the control area, by view angle, and below the detection limit."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
import xarray as xr
from shapely.geometry import box

from seeingstars.event import Area, BaselineRule, Event, Interval, Text
from seeingstars.science.pixel_change import (
    BASELINE_PARTLY_BELOW,
    COMPARED,
    EVENT_BELOW,
    FEW_NIGHTS,
    NOT_SEEN,
    TOO_DARK,
    change,
    night_angles,
)

PIXEL = 1 / 240
WEST, NORTH = 4.0, 53.0


def an_event(*, columns_off=2, columns_control=2):
    """Lights off in the first columns of pixels, control in those after them; 0 columns is no such area."""
    south, middle = NORTH - 400 * PIXEL, WEST + columns_off * PIXEL
    off = Area("dark", "lights_off", Text("donker", "dark"), box(WEST, south, middle, NORTH))
    areas = [off]
    if columns_control:
        areas.append(
            Area("ring", "control", Text("rand", "ring"), box(middle, south, middle + columns_control * PIXEL, NORTH))
        )
    return Event(
        event_id="proef",
        name=Text("proef", "test"),
        place=Text("Leiden", "Leiden"),
        longitude_deg=4.5,
        latitude_deg=52.1,
        timezone="Europe/Amsterdam",
        window=Interval(datetime(2022, 9, 25, 20, tzinfo=UTC), datetime(2022, 9, 25, 21, 30, tzinfo=UTC)),
        transitions=(),
        areas=tuple(areas),
        areas_are_approximate=False,
        baseline=BaselineRule(exclude=()),
        smallest_effect_of_interest_mag=0.1,
        knmi_stations=(),
        provenance=(),
        is_simulated=True,
        files=(),
    )


def a_cube(logs, *, event_at=0, zenith=None, clear=None):
    """A cube of ln(radiance), shape (nights, y, x); the night at `event_at` is the event's, all others are baseline."""
    logs = np.asarray(logs, dtype=float)
    n_nights, rows, columns = logs.shape
    role = np.where(np.arange(n_nights) == event_at, "event", "baseline")
    layers = {
        "radiance_nw_cm2_sr": np.exp(logs),
        "clear": np.broadcast_to(True if clear is None else clear, logs.shape).astype(np.int8),
    }
    if zenith is not None:
        layers["sensor_zenith_deg"] = np.broadcast_to(np.asarray(zenith, float)[:, None, None], logs.shape)
    return xr.Dataset(
        {name: (("night", "y", "x"), values) for name, values in layers.items()} | {"night_role": ("night", role)},
        coords={
            "night": np.array(date(2022, 9, 1), dtype="datetime64[ns]") + np.arange(n_nights) * np.timedelta64(1, "D"),
            "latitude_deg": ("y", NORTH - (np.arange(rows) + 0.5) * PIXEL),
            "longitude_deg": ("x", WEST + (np.arange(columns) + 0.5) * PIXEL),
        },
    )


def alone(cube):
    return change(cube, event=an_event(columns_control=0))


def one_pixel(*event_and_baseline, **options):
    return alone(a_cube(np.array(event_and_baseline, dtype=float)[:, None, None], **options))


# --- by hand --------------------------------------------------------------------------------------------------------


def test_the_change_is_worked_out_by_hand_for_one_pixel():
    two = np.log(2)
    darker = one_pixel(two, 3 * two, 2 * two, two)
    # The baseline is on average 2 ln 2, the event ln 2: darker by ln 2.
    assert darker.item() == pytest.approx(two)
    # Their SD is ln 2, so the error of a prediction is ln 2 √(4/3), t is √(3/4); with 2 degrees of freedom
    # p = 1 − t/√(2 + t²).
    assert darker["standard_error"].item() == pytest.approx(two * np.sqrt(4 / 3))
    assert darker["p_value"].item() == pytest.approx(1 - np.sqrt(0.75 / 2.75))
    assert darker["n_baseline_nights"].item() == 3
    assert not darker["is_discovery"].any()


def test_a_pixel_far_outside_its_own_scatter_is_a_discovery_and_the_others_are_not():
    logs = np.random.default_rng(1).normal(3.0, 0.1, size=(13, 2, 4))
    logs[0, 1, 2] -= 3.0
    assert np.argwhere(alone(a_cube(logs))["is_discovery"].to_numpy()).tolist() == [[1, 2]]


def test_a_pixel_that_was_not_clear_on_the_night_stays_empty_and_says_so():
    clear = np.ones((6, 2, 4), dtype=bool)
    clear[0, 1, 2] = False
    darker = alone(a_cube(np.ones((6, 2, 4)), clear=clear))
    assert np.argwhere(darker.isnull().to_numpy()).tolist() == [[1, 2]]
    assert darker["pixel_state"].values[1, 2] == NOT_SEEN
    assert darker.attrs["n_pixels_without_clear_view"] == 1


def test_fewer_than_three_clear_baseline_nights_give_no_change():
    darker = one_pixel(1.0, 1.0, 1.2)
    assert darker.isnull().all()
    assert darker["pixel_state"].item() == FEW_NIGHTS
    assert darker["n_baseline_nights"].item() == 2


def test_without_the_event_night_nothing_is_said():
    darker = alone(a_cube(np.ones((6, 2, 4)), event_at=99))
    assert darker.isnull().all()
    assert (darker["pixel_state"] == NOT_SEEN).all()
    assert darker.attrs["n_pixels_compared"] == 0


def test_pixels_and_independent_footprints_are_counted_apart():
    darker = alone(a_cube(np.random.default_rng(1).normal(2, 0.1, (8, 6, 9))))
    assert (darker.attrs["n_pixels_compared"], darker.attrs["n_footprints_compared"]) == (54, 6)
    assert darker.attrs["pixels_a_side_of_a_footprint"] == 3


def test_nothing_that_is_given_is_changed():
    cube = a_cube(np.random.default_rng(1).normal(2, 0.1, (8, 3, 4)), zenith=np.linspace(0, 50, 8))
    before = cube.copy(deep=True)
    change(cube, event=an_event())
    xr.testing.assert_identical(cube, before)


# --- the air of a night, taken off by the control area ----------------------------------------------------------------


def test_a_night_of_other_air_changes_no_pixel_and_a_real_change_stays():
    rng = np.random.default_rng(2)
    logs = rng.normal(2.0, 0.03, (12, 6, 8)) + rng.normal(0, 0.3, 12)[:, None, None]
    logs[0] += 1.0  # air of the event night
    logs[0, :3, :2] -= 0.7  # lamps
    darker = change(a_cube(logs), event=an_event(columns_control=6))
    found = np.zeros((6, 8), dtype=bool)
    found[:3, :2] = True
    np.testing.assert_array_equal(darker["is_discovery"].to_numpy().astype(bool), found)
    assert darker.values[found] == pytest.approx(0.7, abs=0.15)
    assert darker.attrs["against_control"] == 1
    assert darker.attrs["control_change_ln"] == pytest.approx(-1.0, abs=0.3)


def test_a_control_area_under_cloud_cannot_serve():
    clear = np.ones((8, 3, 4), dtype=bool)
    clear[0, :, 2:] = False
    darker = change(a_cube(np.random.default_rng(1).normal(2, 0.1, (8, 3, 4)), clear=clear), event=an_event())
    assert darker.attrs["against_control"] == 0
    assert darker.attrs["n_pixels_compared"] == 6


def test_a_night_with_the_control_area_under_cloud_is_not_compared_with():
    clear = np.ones((8, 3, 4), dtype=bool)
    clear[3, :, 2:] = False
    darker = change(a_cube(np.random.default_rng(1).normal(2, 0.1, (8, 3, 4)), clear=clear), event=an_event())
    assert darker.attrs["against_control"] == 1
    assert (darker["n_baseline_nights"] == 6).all()


def test_one_time_in_twenty_is_below_a_twentieth_when_nothing_happens():
    rng = np.random.default_rng(3)
    logs = rng.normal(2.0, 0.1, (9, 40, 50)) + rng.normal(0, 0.3, 9)[:, None, None]
    p_value = change(a_cube(logs), event=an_event(columns_control=48))["p_value"].to_numpy()
    assert (p_value < 0.05).mean() == pytest.approx(0.05, abs=0.015)


# --- view angle -----------------------------------------------------------------------------------------------------

ANGLES = np.array([10.0, 4, 8, 12, 16, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58])


def bent(size, angles=ANGLES, *, shape=(3, 4), noise=0.02, seed=4):
    scaled = angles / 60.0
    curve = size * (0.5 * scaled + scaled**2)
    return 2.0 + curve[:, None, None] + np.random.default_rng(seed).normal(0, noise, (len(angles), *shape))


def test_nights_of_the_same_class_of_angles_are_compared_where_there_are_eight():
    angles = np.array([10.0, 2, 4, 6, 8, 12, 14, 16, 18, 22, 30, 40, 50])
    darker = alone(a_cube(bent(1.0, angles), zenith=angles))
    assert (darker["n_baseline_nights"] == 8).all()
    assert (darker.attrs["view_class"], darker.attrs["view_matched"], darker.attrs["angle_corrected"]) == (
        "0–20°",
        1,
        0,
    )


def test_with_fewer_of_the_class_all_nights_are_brought_to_the_angle():
    darker = alone(a_cube(bent(1.0), zenith=ANGLES))
    assert (darker["n_baseline_nights"] == 14).all()
    assert (darker.attrs["view_matched"], darker.attrs["angle_corrected"]) == (0, 1)


def test_with_too_few_nights_for_a_curve_those_of_the_class_serve():
    angles = np.array([10.0, 4, 8, 12, 50, 55])
    darker = alone(a_cube(bent(1.0, angles), zenith=angles))
    assert (darker["n_baseline_nights"] == 3).all()
    assert (darker.attrs["view_matched"], darker.attrs["angle_corrected"]) == (1, 0)


def test_a_planted_curve_is_removed():
    angles = np.where(ANGLES < 20, 24.0, ANGLES)
    angles[0] = 12.0
    darker = alone(a_cube(bent(1.5, angles), zenith=angles))
    assert (darker.attrs["view_matched"], darker.attrs["angle_corrected"]) == (0, 1)
    assert np.abs(darker.values).max() < 0.15
    plain = alone(a_cube(bent(1.5, angles)))  # the same nights, angles not known
    assert plain.values.min() > 0.5
    assert not darker["is_discovery"].any()


def test_the_correction_does_not_eat_a_planted_change():
    angles = np.where(ANGLES < 20, 24.0, ANGLES)
    angles[0] = 12.0
    logs = bent(1.5, angles)
    logs[0, 0] -= 0.6
    darker = alone(a_cube(logs, zenith=angles))
    assert darker.values[0] == pytest.approx(0.6, abs=0.15)
    assert darker["is_discovery"].values[0].all()
    assert not darker["is_discovery"].values[1:].any()


def test_a_night_seen_at_a_slant_beyond_sixty_degrees_bends_no_curve():
    angles = np.where(ANGLES < 20, 24.0, ANGLES)
    angles[0], angles[-1] = 12.0, 68.0
    darker = alone(a_cube(bent(1.0, angles), zenith=angles))
    assert (darker["n_baseline_nights"] == 13).all()


def test_the_angle_is_that_over_the_lights_off_area():
    cube = a_cube(np.ones((2, 2, 4)), zenith=[10.0, 20.0])
    cube["sensor_zenith_deg"] = cube["sensor_zenith_deg"].copy()
    cube["sensor_zenith_deg"].values = cube["sensor_zenith_deg"].values + np.array([0.0, 2.0, 50.0, 50.0])
    np.testing.assert_allclose(night_angles(cube, event=an_event()), [11.0, 21.0])


# --- below the detection limit ------------------------------------------------------------------------------------------


def test_a_pixel_below_the_limit_on_most_nights_is_too_dark_and_never_zero():
    darker = one_pixel(*np.log([0.4, 0.3, 0.2, 0.4, 0.9, 0.8]))
    assert darker.isnull().all()
    assert darker["pixel_state"].item() == TOO_DARK
    assert darker["below_detection_limit"].item() == 1
    assert darker.attrs["n_pixels_too_dark"] == 1


def test_a_pixel_without_any_light_is_too_dark_too():
    with np.errstate(divide="ignore"):
        darker = one_pixel(*np.log([0.0, 0.0, 0.0, 0.0, 0.0]))
    assert darker["pixel_state"].item() == TOO_DARK
    assert darker.isnull().all()


def test_light_lost_to_below_the_limit_is_at_least_that_change():
    baseline = np.log([5.0, 5.5, 4.5, 5.2, 4.8])
    lost, barely = one_pixel(-np.inf, *baseline), one_pixel(np.log(0.5), *baseline)
    assert lost["pixel_state"].item() == EVENT_BELOW
    assert lost.item() == pytest.approx(barely.item())
    assert lost["p_value"].item() == pytest.approx(barely["p_value"].item())
    assert bool(lost["is_discovery"].item())


def test_a_baseline_partly_below_the_limit_takes_the_level_of_the_likelihood():
    from seeingstars.science.interval_likelihood import cell_means

    logs = np.log([0.3, 0.2, 0.7, 0.9, 1.4, 0.6, 0.8])
    darker = one_pixel(np.log(0.8), *logs)
    high = np.maximum(logs, np.log(0.5))
    fit = cell_means(np.where(logs < np.log(0.5), -np.inf, high), high, np.zeros(7, dtype=int), n_cells=1)
    assert darker["pixel_state"].item() == BASELINE_PARTLY_BELOW
    assert darker.item() == pytest.approx(float(fit.mean[0]) - np.log(0.8), abs=1e-8)
    # Five nights above the limit hold it: 4 degrees of freedom, and the error of a prediction with 5 nights.
    assert darker["standard_error"].item() == pytest.approx(fit.sd * np.sqrt(5 / 4) * np.sqrt(6 / 5), abs=1e-8)


def test_below_the_limit_on_a_night_expected_there_says_nothing():
    darker = one_pixel(np.log(0.3), *np.log([0.51, 0.51, 5.0, 0.1, 0.1, 0.1]))
    assert darker["pixel_state"].item() == TOO_DARK


def test_leaving_weak_nights_out_would_have_hidden_the_change_and_the_limit_does_not():
    rng = np.random.default_rng(5)
    logs = rng.normal(np.log(0.8), 0.5, (15, 30, 30))
    logs[0] = np.log(0.8)
    darker = alone(a_cube(logs))
    weak = darker["pixel_state"].to_numpy() == BASELINE_PARTLY_BELOW
    kept = np.where(logs[1:] < np.log(0.5), np.nan, logs[1:])
    dropped = np.nanmean(kept, axis=0)[weak].mean() - np.log(0.8)
    assert weak.mean() > 0.7
    assert dropped > 0.12
    assert abs(darker.values[weak].mean()) < 0.05


def test_a_change_that_is_not_there_is_seldom_found_in_weak_pixels():
    logs = np.random.default_rng(6).normal(np.log(0.8), 0.4, (12, 50, 60))
    darker = alone(a_cube(logs))
    p_value = darker["p_value"].to_numpy()[np.isfinite(darker["p_value"].to_numpy())]
    assert (p_value < 0.05).mean() < 0.05
    assert COMPARED in darker["pixel_state"]
