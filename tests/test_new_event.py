"""A town sets up its own night: a valid folder, a control area proposed, the plan."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyproj import Geod
from shapely.geometry import Point, box, mapping

from seeingstars.cli import main
from seeingstars.errors import EventError
from seeingstars.event_file import load_event
from seeingstars.new_event import Wishes, event_id_of, write_event

ZWOLLE = Wishes(
    name_nl='Nacht van "de sterren"',
    name_en='Night of "the stars"',
    place="Zwolle",
    longitude_deg=6.094,
    latitude_deg=52.512,
    night=date(2027, 3, 6),
    start=time(22, 0),
    end=time(0, 30),
    radius_km=1.5,
)


def test_a_window_past_midnight_ends_on_the_next_day_in_the_zone_of_the_place(tmp_path):
    event = write_event(ZWOLLE, folder=tmp_path / "zwolle-2027")
    assert event.timezone == "Europe/Amsterdam"
    assert event.window.start == datetime(2027, 3, 6, 21, 0, tzinfo=UTC)
    assert event.window.end == datetime(2027, 3, 6, 23, 30, tzinfo=UTC)
    assert event.night == date(2027, 3, 6)
    assert event.name.en == 'Night of "the stars"'


def test_the_circle_has_the_radius_that_was_asked_for_on_the_ground(tmp_path):
    event = write_event(ZWOLLE, folder=tmp_path / "zwolle")
    (dark,) = event.areas_of("lights_off")
    metres = [
        Geod(ellps="WGS84").inv(6.094, 52.512, longitude, latitude)[2]
        for longitude, latitude in dark.shape.exterior.coords
    ]
    assert min(metres) == pytest.approx(1500, abs=1)
    assert max(metres) == pytest.approx(1500, abs=1)


def test_the_control_ring_keeps_clear_of_the_dark_area(tmp_path):
    event = write_event(ZWOLLE, folder=tmp_path / "zwolle")
    (dark,), (ring,) = event.areas_of("lights_off"), event.areas_of("control")
    assert not ring.shape.intersects(dark.shape)
    assert not ring.shape.contains(Point(6.094, 52.512))


def test_a_drawn_area_is_taken_as_it_was_drawn(tmp_path):
    drawn = box(6.08, 52.50, 6.10, 52.52)
    path = tmp_path / "drawn.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": mapping(drawn)}))
    event = write_event(replace(ZWOLLE, radius_km=None, area_file=path), folder=tmp_path / "zwolle")
    (dark,) = event.areas_of("lights_off")
    assert dark.shape.equals(drawn)
    assert not event.areas_are_approximate


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"radius_km": None}, "either a radius or a drawn area"),
        ({"radius_km": 0.0}, "must lie above 0"),
        ({"longitude_deg": 0.0, "latitude_deg": 0.0}, "must be a place on Earth"),
        ({"event_id": "../escape"}, "must be letters, digits"),
        ({"name_en": " "}, "name.en must be a text"),
    ],
)
def test_a_wish_that_breaks_a_rule_leaves_nothing_behind(tmp_path, wrong, rule):
    with pytest.raises(EventError, match=rule):
        write_event(replace(ZWOLLE, **wrong), folder=tmp_path / "zwolle")
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_in_other_coordinates_is_refused(tmp_path):
    path = tmp_path / "rd.geojson"
    path.write_text(json.dumps(mapping(box(93000, 463000, 94000, 464000))))
    with pytest.raises(EventError, match=r"polygons in longitude, latitude \(WGS 84, degree\)"):
        write_event(replace(ZWOLLE, radius_km=None, area_file=path), folder=tmp_path / "zwolle")


def test_an_event_that_is_there_is_not_overwritten(tmp_path):
    write_event(ZWOLLE, folder=tmp_path / "zwolle")
    before = (tmp_path / "zwolle" / "event.toml").read_bytes()
    with pytest.raises(EventError, match="give another --id"):
        write_event(replace(ZWOLLE, radius_km=3.0), folder=tmp_path / "zwolle")
    assert (tmp_path / "zwolle" / "event.toml").read_bytes() == before


def test_the_id_is_plain(tmp_path):
    assert event_id_of("Nuits d'Été, Genève", date(2028, 1, 1)) == "nuits-d-ete-geneve-2028"


def test_the_command_asks_for_what_is_not_given(tmp_path):
    answers = "Nacht\nZwolle\n6.094\n52.512\n2027-03-06\n22:00\n23:30\n1.5\n"
    folders = ["--events", str(tmp_path / "events"), "--plan-out", str(tmp_path / "plan")]
    done = CliRunner().invoke(main, ["new-event", *folders], input=answers)
    assert done.exit_code == 0, done.output
    assert load_event(tmp_path / "events" / "zwolle-2027").place.en == "Zwolle"
    assert {path.name for path in (tmp_path / "plan").iterdir()} == {"plan.html", "plan.json", "manifest.json"}


def test_a_night_with_other_light_is_left_out_with_its_reason(tmp_path):
    fair = (date(2027, 2, 20), 'fair "on the market"')
    event = write_event(replace(ZWOLLE, exclude=(fair,)), folder=tmp_path / "zwolle")
    assert [(one.night, one.reason.en) for one in event.baseline.exclude] == [fair]
    done = CliRunner().invoke(
        main, ["new-event", "--leave-out", "20 February=fair"], input="a\nb\n6\n52\n2027-03-06\n22:00\n23:00\n1\n"
    )
    assert done.exit_code == 1
    assert "must be DATE=REASON" in done.output


def test_the_command_names_what_nobody_answered(tmp_path):
    done = CliRunner().invoke(main, ["new-event", "--name", "Night"], input="")
    assert done.exit_code == 1
    assert "--place is needed" in done.output


def test_the_worked_examples_stand_in_the_repository():
    for name in ("leiden-2022", "iberia-2025"):
        assert load_event(Path(__file__).parents[1] / "data" / "events" / name).event_id == name
