"""What is typed for one reading is understood, refused kindly, or asked about; nothing that was typed is lost."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.intake.receiving import template_bytes
from seeingstars.web.correcting import typed_in_row
from seeingstars.web.form_fields import FIELDS, KINDS
from seeingstars.web.form_reading import read_form
from seeingstars.web.form_row import cells_of
from seeingstars.web.form_words import questions, told_back

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
GOOD = {
    "latitude": "52,1547", "longitude": "4,4841", "date": "2022-09-25", "time": "22:14",
    "brightness_north": "18,72", "brightness_east": "18.70", "brightness_south": "18,69", "brightness_west": "18,75",
}  # fmt: skip


@pytest.fixture(scope="module")
def leiden() -> Event:
    return load_event(Path(__file__).resolve().parents[2] / "data" / "events" / "leiden-2022")


def _problem(leiden: Event, field: str, kind: str = "meter", **changes: str) -> str:
    reading = read_form({**GOOD, **changes}, kind=kind, event=leiden, now=NOW)  # type: ignore[arg-type]
    return reading.problems[field].en


def test_a_reading_is_told_back_with_its_moment_in_both_clocks_and_the_sky(leiden: Event) -> None:
    reading = read_form(GOOD, kind="meter", event=leiden, now=NOW)
    told = told_back(reading, leiden)
    assert reading.problems == {}
    assert told[0].nl == "22:14 in Leiden op zondag 25 september 2022, 20:14 UTC; zon 24° onder de horizon, geen maan."
    assert told[0].en == "22:14 in Leiden on Sunday 25 September 2022, 20:14 UTC; sun 24° below the horizon, no moon."
    # (18.72 + 18.70 + 18.69 + 18.75) / 4 = 18.715
    assert "18,72 mag/arcsec², het gemiddelde van 4 metingen" in told[1].nl
    assert questions(reading, event=leiden) == []


def test_the_time_zone_follows_from_the_place(leiden: Event) -> None:
    lisbon = read_form({**GOOD, "latitude": "38.72", "longitude": "-9.14"}, kind="meter", event=leiden, now=NOW)
    assert lisbon.moment == datetime(2022, 9, 25, 21, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("latitude", {"latitude": "152,15"}, "A latitude lies between −90 and 90; got 152,15"),
        ("longitude", {"longitude": "404"}, "A longitude lies between −180 and 180; got 404"),
        ("latitude", {"latitude": "0", "longitude": "0"}, "0, 0 lies in the ocean"),
        ("latitude", {"latitude": ""}, "Two numbers are needed"),
        ("latitude", {"latitude": "noord"}, "'noord' is no number; write 18.72"),
        ("place", {"latitude": "", "longitude": ""}, "Pick a place from the list"),
        ("place", {"latitude": "", "longitude": "", "place": "atlantis"}, "Pick a place from the list"),
        ("date", {"date": "2026-11-22"}, "That moment is still to come"),
        ("date", {"date": "9999-12-31"}, "is no date"),
        ("date", {"date": "2099-12-31"}, "That moment is still to come"),
        ("date", {"date": "1975-01-01"}, "before the first sky meters"),
        ("date", {"date": "2022-02-30"}, "is no date; write 2022-09-25"),
        ("date", {"date": ""}, "Which day was it?"),
        ("time", {"time": ""}, "What time was it on your clock?"),
        ("time", {"time": "25:61"}, "is no time; write 22:15"),
        ("time", {"date": "2022-03-27", "time": "02:30"}, "02:30 did not exist that night"),
        ("time_zone", {"date": "2022-10-30", "time": "02:30"}, "02:30 came twice that night"),
        ("brightness_north", {"brightness_north": "187,2"}, "A sky meter shows a number between 0 and 25; got 187,2"),
        ("brightness_north", {"brightness_north": "-1"}, "A sky meter shows a number between 0 and 25; got -1"),
        ("brightness_east", {"brightness_east": "NaN"}, "is no number"),
        ("serial_number", {"serial_number": "x" * 41}, "at most"),
        ("cloud", {"cloud": "33"}, "Pick one of the choices"),
        ("precision", {"precision": "1mm"}, "Pick one of the choices"),
    ],
)  # fmt: skip
def test_the_impossible_is_refused_beside_its_field(
    leiden: Event, field: str, changes: dict[str, str], words: str
) -> None:
    assert words in _problem(leiden, field, **changes)


def test_a_meter_without_any_value_is_asked_for_one(leiden: Event) -> None:
    empty = {f"brightness_{side}": "" for side in ("north", "east", "south", "west")}
    assert "Without a reading" in _problem(leiden, "brightness_north", **empty)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"limiting_magnitude": "", "stars_counted": ""}, "Pick a chart, or give the number of stars."),
        ({"limiting_magnitude": "8"}, "Pick one of the charts 0 to 7."),
    ],
)
def test_eyes_need_a_chart_or_a_count(leiden: Event, changes: dict[str, str], words: str) -> None:
    assert words in _problem(leiden, "limiting_magnitude", kind="eyes", **changes)


@pytest.mark.parametrize("count", ["-1", "9999999", "veel", "1.5", "²"])
def test_a_number_of_stars_is_whole_and_possible(leiden: Event, count: str) -> None:
    assert "whole number" in _problem(leiden, "stars_counted", kind="eyes", stars_counted=count)


def test_the_hour_that_came_twice_is_the_one_that_was_chosen(leiden: Event) -> None:
    twice = {**GOOD, "date": "2022-10-30", "time": "02:30"}
    moments = [
        read_form({**twice, "time_zone": offset}, kind="meter", event=leiden, now=NOW).moment
        for offset in ("+02:00", "+01:00")
    ]
    assert moments == [datetime(2022, 10, 30, 0, 30, tzinfo=UTC), datetime(2022, 10, 30, 1, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        # At noon of the sun, 13:34 on the clock, it stands 90 - 52.15 - 1.0 = 37 degrees high.
        ({"time": "13:34"}, "It was still light then: sun 37° above the horizon"),
        ({"time": "20:30"}, "Twilight was not over yet"),
        ({"date": "2022-10-09"}, "The moon was above the horizon"),
        ({"latitude": "40.4", "longitude": "-3.7"}, "km from Leiden. Are the coordinates right?"),
        ({"latitude": "4,4841", "longitude": "52,1547"}, "Swapped they seem right: latitude 52.1547, longitude 4.4841"),
        ({"brightness_west": "19,2"}, "differ by 0.51, more than 0.2"),
        ({"brightness_north": "22,5"}, "22.50 mag/arcsec² is darker than nature"),
        ({"brightness_north": "6,1"}, "6.10 mag/arcsec² is very bright"),
        ({"lamps": "yes"}, "With a lamp close by"),
    ],
)
def test_the_odd_is_asked_about_and_not_refused(leiden: Event, changes: dict[str, str], words: str) -> None:
    reading = read_form({**GOOD, **changes}, kind="meter", event=leiden, now=NOW)
    assert reading.problems == {}
    assert any(words in question.en for question in questions(reading, event=leiden))


def test_a_place_from_the_list_serves_without_coordinates(leiden: Event) -> None:
    reading = read_form(
        {**GOOD, "latitude": "", "longitude": "", "place": "centre"}, kind="meter", event=leiden, now=NOW
    )
    assert (reading.longitude_deg, reading.latitude_deg) == (leiden.longitude_deg, leiden.latitude_deg)
    assert told_back(reading, leiden)[0].en.startswith("22:14 in Leiden (centre) on")


def test_an_address_in_a_comment_is_struck_out_before_it_is_told_back(leiden: Event) -> None:
    reading = read_form({**GOOD, "comment": "bel me@example.org"}, kind="meter", event=leiden, now=NOW)
    assert not any("me@example.org" in told.nl for told in told_back(reading, leiden))


def test_a_row_comes_back_into_the_form_as_it_was_typed(leiden: Event) -> None:
    typed = {**GOOD, "cloud": "25", "lamps": "no", "comment": 'a;b "c"', "meter_model": "SQM-L", "serial_number": "12"}
    reading = read_form(typed, kind="meter", event=leiden, now=NOW)
    back = typed_in_row(template_bytes(cells_of(reading)).decode())
    assert back is not None
    again = read_form(back[1], kind=back[0], event=leiden, now=NOW)
    assert (again.moment, again.values, again.problems) == (reading.moment, reading.values, {})
    assert {name: again.texts[name] for name in ("cloud", "lamps", "comment", "serial_number")} == {
        "cloud": "25", "lamps": "no", "comment": "a;b \"c\"", "serial_number": "12",
    }  # fmt: skip


@given(
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(sorted({*FIELDS["meter"], *FIELDS["eyes"]})), st.text(max_size=60)),
)
def test_whatever_is_typed_gives_a_reading_or_problems_and_never_an_error(kind: str, fields: dict[str, str]) -> None:
    reading = read_form(fields, kind=kind, event=None, now=NOW)  # type: ignore[arg-type]
    if not reading.problems:
        template_bytes(cells_of(reading))
        told_back(reading, None)
    assert set(reading.texts) == set(FIELDS[reading.kind])
