"""What the map draws: meters with their own evening, readings at 100 metres, night lights where Mercator has them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pyproj import Transformer

from seeingstars.columns import STREAMS
from seeingstars.errors import TableError
from seeingstars.event import Event
from seeingstars.products.site_lights import lights_of, mercator_rows, write_lights
from seeingstars.products.site_map import BaseMap, map_data, write_map_data
from seeingstars.products.site_map_page import map_view, spoken_words
from seeingstars.products.site_meters import clock_steps, meters_of
from seeingstars.products.site_points import counted, people_points, quality_of


@pytest.fixture
def used(site_nights: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return site_nights["photometer"].assign(used=True)


def test_a_meter_has_its_own_ten_minutes_and_its_own_ordinary_nights(readings: pd.DataFrame, event: Event, used: pd.DataFrame) -> None:  # fmt: skip
    here = used["site_id"] == "DeZilk"
    one_night = used.loc[here & (used["night"] != "2022-09-25"), "night"].iloc[0]
    used.loc[here & (used["night"] != one_night), "used"] = False
    meters = {meter.site_id: meter for meter in meters_of(readings, event=event, site_nights=used)}
    assert list(meters) == sorted(meters)
    assert len(meters) == 5
    assert len(meters["DeZilk"].ordinary) == 1
    assert len(meters["Rijswijk"].ordinary) > 15
    steps = clock_steps(event)
    own = readings[(readings["site_id"] == "DeZilk") & (readings["night"] == "2022-09-25")]
    # The first reading is at 20:05 UTC, 22:05 on the wall clock: the step with the middle 22:05.
    place = int(np.flatnonzero(steps == 22 * 60 + 5)[0])
    assert meters["DeZilk"].event[place] == pytest.approx(own["brightness_mag_arcsec2"].iloc[0])
    assert meters["DeZilk"].evening == pytest.approx(own["brightness_mag_arcsec2"].mean())
    assert meters["DeZilk"].n_good_in_window == 6


def test_a_meter_without_a_good_reading_stands_on_the_map_without_a_curve(readings: pd.DataFrame, event: Event) -> None:
    table = readings.copy()
    table.loc[table["site_id"] == "DeZilk", "flag"] = 4
    silent = next(meter for meter in meters_of(table, event=event) if meter.site_id == "DeZilk")
    assert not np.isfinite(silent.event).any()
    assert np.isnan(silent.evening)
    assert (silent.n_good_in_window, len(silent.ordinary)) == (0, 0)


def test_readings_by_people_stand_at_a_thousandth_of_a_degree_and_bear_no_words(readings: pd.DataFrame, event: Event) -> None:  # fmt: skip
    points = people_points(readings, event=event)
    assert (points.n_shown, points.n_left_out, points.n_without_place) == (59, 0, 1)
    assert set(points.columns) == {"x", "y", "s", "q", "w", "n", "v", "c"}
    people = readings[(readings["stream"] == "naked_eye") & readings["longitude_deg"].notna()]
    assert points.columns["x"] == np.rint(people["longitude_deg"].to_numpy() * 1000).astype(int).tolist()
    assert all(isinstance(value, int) for value in points.columns["x"])


def test_too_many_readings_leave_the_farthest_nights_out_and_say_so(readings: pd.DataFrame, event: Event) -> None:
    points = people_points(readings, event=event, most=5)
    assert (points.n_shown, points.n_left_out) == (5, 54)
    assert set(points.nights) <= {"2022-09-24", "2022-09-25", "2022-09-26"}
    view = map_view(readings, event=event, meters=[], points=points, lights=None, language="en")
    assert view["notes"][0] == "The map has the 5 readings nearest to the evening; 54 more of other nights stand in the files only."  # fmt: skip


@given(flags=st.lists(st.sampled_from([1, 2, 3, 4, 9])))
def test_every_flag_has_one_quality(flags: list[int]) -> None:
    quality = quality_of(pd.Series(flags, dtype="int8"))
    assert len(quality) == len(flags)
    assert set(quality.tolist()) <= {0, 1, 2}


def test_every_reading_is_counted_once(readings: pd.DataFrame, event: Event) -> None:
    counts = counted(readings, event=event)
    assert counts["n_all"].sum() == len(readings)
    assert (counts[["n_good", "n_doubtful", "n_rejected"]].sum(axis=1) == counts["n_all"]).all()
    assert counts.loc[counts["stream"] == "photometer", "n_places"].sum() == 5


def test_a_missing_column_is_named(readings: pd.DataFrame, event: Event) -> None:
    with pytest.raises(TableError, match="flag_cloud"):
        people_points(readings.drop(columns="flag_cloud"), event=event)
    with pytest.raises(TableError, match="site_id"):
        meters_of(readings.drop(columns="site_id"), event=event)


@pytest.fixture(scope="module")
def lights(cube: xr.Dataset, change: xr.DataArray, event: Event, request: pytest.FixtureRequest) -> Any:
    result = request.getfixturevalue("result_maker")()
    return lights_of(cube, change.to_dataset(promote_attrs=True), result=result, event=event)


def test_the_rows_of_an_image_lie_where_pyproj_puts_them() -> None:
    centres = np.arange(59.5, 39, -1.0)
    rows = mercator_rows(centres, south_deg=39.0, north_deg=60.0, n_rows=2000)
    to_web = Transformer.from_crs(4326, 3857, always_xy=True)
    _, edges = to_web.transform([0, 0], [39.0, 60.0])
    heights = edges[1] - (np.arange(2000) + 0.5) * (edges[1] - edges[0]) / 2000
    _, latitude = Transformer.from_crs(3857, 4326, always_xy=True).transform(np.zeros(2000), heights)
    assert (np.abs(centres[rows] - latitude) <= 0.5 + 1e-6).all()


def test_what_was_not_seen_is_hatched_and_never_filled(lights: Any, cube: xr.Dataset) -> None:
    # The corner of 3 by 3 pixels was clear on no ordinary night: neither they nor the change have a colour there.
    for name in ("baseline", "change"):
        assert (lights.images[name][:16, :16] >= 250).all()
    seen = int(cube["clear"].values[12].sum())
    assert lights.n_event_seen == seen
    event_codes = lights.images["event"]
    assert (event_codes < 250).mean() == pytest.approx(seen / cube["clear"].values[12].size, abs=0.01)


def test_the_scale_has_the_numbers_of_its_ends(lights: Any) -> None:
    assert lights.light.marks[0] == (0.0, 0.5)
    assert lights.light.marks[-1][0] == pytest.approx(1.0)
    assert [value for _, value in lights.change.marks] == pytest.approx([-lights.change.marks[2][1], 0, lights.change.marks[2][1]])  # fmt: skip
    assert all(0 <= place <= 1 for place, _ in lights.light.marks)


def test_more_light_is_orange_and_less_light_is_purple(lights: Any) -> None:
    red_low, _, blue_low = (int(lights.change.colours[0][i : i + 2], 16) for i in (1, 3, 5))
    red_high, _, blue_high = (int(lights.change.colours[-1][i : i + 2], 16) for i in (1, 3, 5))
    assert red_low > blue_low
    assert blue_high > red_high
    view = map_view_of(lights)
    assert view["lights"]["change"]["marks"][0][1].endswith("more light")
    assert view["lights"]["change"]["marks"][2][1].endswith("less light")


def test_the_scale_of_change_is_half_to_twice_and_marks_the_dark_and_the_discovered(cube: xr.Dataset, change: xr.DataArray, event: Event, request: pytest.FixtureRequest) -> None:  # fmt: skip
    result = request.getfixturevalue("result")
    state, found = np.zeros(change.shape, dtype=np.int8), np.zeros(change.shape, dtype=np.int8)
    state[8, 8], found[5, 5] = 3, 1
    values = change.copy(data=np.where(found == 1, 0.1, np.where(state == 3, np.nan, change.values)))
    marked = values.to_dataset(promote_attrs=True).assign(pixel_state=(("y", "x"), state), is_discovery=(("y", "x"), found))  # fmt: skip
    drawn = lights_of(cube, marked, result=result, event=event)
    assert drawn is not None
    assert drawn.change is not None
    assert [value for _, value in drawn.change.marks] == pytest.approx([-np.log(2), 0, np.log(2)])
    codes = drawn.images["change"]
    assert int((codes == 252).sum()) == 64  # the one pixel too dark to measure, 8 by 8 on the map
    assert int((codes == 253).sum()) == 28  # the border of the one that may be called changed


def map_view_of(lights: Any) -> dict[str, Any]:
    from seeingstars.products.site_map_page import _lights_view

    return {"lights": _lights_view(lights, "en")}


def test_the_images_are_small_and_the_same_each_time(lights: Any, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        names = write_lights(lights, tmp_path / folder)
    for name in names.values():
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two
        with Image.open(tmp_path / "one" / name) as image:
            assert image.mode == "P"
            assert max(image.size) <= 1400


def test_without_night_lights_there_are_none(event: Event, result: dict[str, Any]) -> None:
    assert lights_of(None, None, result=result, event=event) is None


def test_the_data_are_one_script_of_one_variable_in_plain_letters(readings: pd.DataFrame, event: Event, used: pd.DataFrame, lights: Any, tmp_path: Path) -> None:  # fmt: skip
    base = BaseMap({"road": [np.array([[4.4, 52.1], [4.5, 52.2]])]}, "© somebody")
    data = map_data(
        event=event,
        meters=meters_of(readings, event=event, site_nights=used),
        points=people_points(readings, event=event),
        lights=lights,
        images={"event": "lights-event.png"},
        simulated=False,
        base=base,
    )
    text = write_map_data(tmp_path / "map-data.js", data).read_text(encoding="ascii")
    assert text.startswith("window.SEEING_STARS_MAP={")
    again = json.loads(text.removeprefix("window.SEEING_STARS_MAP=").rstrip(";\n"))
    assert again["base"]["lines"]["road"] == [[[52.1, 4.4], [52.2, 4.5]]]
    assert len(again["meters"][0]["event"]) == len(clock_steps(event))
    assert {area["role"] for area in again["areas"]} == {"lights_off", "control"}
    assert "comment" not in text
    (south, west), (north, east) = again["view"]
    assert west < 4.4841 < east
    assert south < 52.1547 < north


def test_the_script_has_the_same_words_in_both_languages() -> None:
    dutch, english = (json.loads(spoken_words(language)) for language in ("nl", "en"))  # type: ignore[arg-type]
    assert set(dutch) == set(english)
    assert all(dutch[key] for key in dutch)
    assert set(dutch["streams"]) == set(STREAMS) - {"photometer", "satellite"}


def test_the_script_asks_only_for_words_that_there_are() -> None:
    import re

    import seeingstars.products

    folder = Path(seeingstars.products.__file__).parent / "site"
    script = "".join((folder / name).read_text(encoding="utf-8") for name in ("map.js", "map-curve.js"))
    asked = set(re.findall(r"words\.([a-zA-Z]+)", script)) | set(re.findall(r'\bsay\("([a-zA-Z]+)"', script))
    assert asked - {"replace"} <= set(json.loads(spoken_words("nl")))
