"""Event files: what they say, and what is refused with the key, the rule and the value."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from seeingstars.errors import EventError
from seeingstars.event_file import load_event

EVENTS = Path(__file__).resolve().parents[2] / "data" / "events"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EVENTS / "leiden-2022", tmp_path / "leiden-2022"))


def _replace(folder: Path, old: str, new: str) -> Path:
    path = folder / "event.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_leiden_had_its_lights_off_from_20_00_to_21_30_utc():
    event = load_event(EVENTS / "leiden-2022")
    assert (event.window.start.isoformat(), event.window.end.isoformat()) == (
        "2022-09-25T20:00:00+00:00",
        "2022-09-25T21:30:00+00:00",
    )
    assert event.night == date(2022, 9, 25)
    assert event.areas_are_approximate


def test_the_transitions_are_cut_out_of_the_window():
    event = load_event(EVENTS / "leiden-2022")
    (part,) = event.usable_parts(event.night)
    assert (part.start.strftime("%H:%M"), part.end.strftime("%H:%M")) == ("20:10", "21:25")


def test_the_window_keeps_its_wall_clock_when_the_clocks_change():
    event = load_event(EVENTS / "leiden-2022")
    assert event.on_night(event.window, date(2022, 10, 31)).start.strftime("%H:%M") == "21:00"


def test_a_window_past_midnight_belongs_to_the_evening_before():
    event = load_event(EVENTS / "iberia-2025")
    assert event.night == date(2025, 4, 28)
    assert not event.has_control


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('timezone = "Europe/Amsterdam"', 'timezone = "Leiden"', r"timezone must be a name of the IANA list.*'Leiden'"),
        ("end = 2022-09-25T23:30:00", "end = 2022-09-25T21:00:00", r"window\.end must lie after the start"),
        ("longitude_deg = 4.4841", "longitude_deg = 412.0", r"place\.longitude_deg must be a number from -180 to 180; got 412\.0"),
        ("days_before = 28", 'days_before = "four weeks"', r"baseline\.days_before must be a number"),
        ("approximate = true", 'approximate = "yes"', r"areas\.approximate must be true or false; got 'yes'"),
        ("days_after = 28", "dayz_after = 28", r"baseline\.dayz_after is not a key of an event"),
        ('file = "areas.geojson"', 'file = "gone.geojson"', r"areas\.file must be a GeoJSON FeatureCollection.*gone\.geojson"),
        ("night = 2022-10-02", 'night = "Sunday"', r"baseline\.exclude\[0\]\.night must be a date.*'Sunday'"),
        ("start = 2022-09-25T22:00:00", "start = 22", r"window\.start must be a date and time.*got 22"),
        ("[215, 344, 240]", '["De Bilt"]', r"cloud\.knmi_stations must hold whole numbers; got 'De Bilt'"),
        ('id = "leiden-2022"', 'id = "../../etc"', r"id must be letters, digits, - and _.*'\.\./\.\./etc'"),
        ("night = 2022-10-02", "night = 2022-09-25", r"baseline\.exclude must not hold the event night itself; got '2022-09-25'"),
        ("longitude_deg = 4.4841\nlatitude_deg = 52.1547", "longitude_deg = 52.1547\nlatitude_deg = 4.4841", r"must lie within 1° of a lights_off area; got '52\.1547, 4\.4841'"),
        ("start = 2022-09-25T22:00:00\n", "start = 0001-09-25T22:00:00\n", r"window\.start must lie in 1950 to 2099"),
        ('id = "leiden-2022"', "id = ", r"event\.toml must be TOML in UTF-8.*line"),
    ],
)  # fmt: skip
def test_a_wrong_event_file_is_refused_with_key_rule_and_value(folder, old, new, message):
    with pytest.raises(EventError, match=message):
        load_event(_replace(folder, old, new))


def test_every_refusal_is_said_in_dutch_too(folder):
    with pytest.raises(EventError) as caught:
        load_event(_replace(folder, "days_before = 28", "days_before = -1"))
    assert "moet een getal van 0 tot 366 zijn" in caught.value.nl


def test_a_missing_event_file_is_named(tmp_path):
    with pytest.raises(EventError, match=r"there is none at .*event\.toml"):
        load_event(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda feature: feature["properties"].update(role="dark"), "'dark'"),
        (lambda feature: feature["properties"].pop("area_id"), "area_id"),
        (lambda feature: feature.update(geometry={"type": "Point", "coordinates": [4.5, 52.1]}), "is a Point"),
        (lambda feature: feature["geometry"].update(coordinates=[[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]), "valid polygons"),
        (lambda feature: feature["geometry"].update(coordinates=[[[104e3, 463e3], [105e3, 463e3], [105e3, 464e3], [104e3, 463e3]]]), "degree, WGS 84"),
    ],
)  # fmt: skip
def test_a_wrong_area_is_refused(folder, change, message):
    path = folder / "areas.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    change(collection["features"][0])
    path.write_text(json.dumps(collection), encoding="utf-8")
    with pytest.raises(EventError, match=message):
        load_event(folder)


def test_areas_in_metres_are_refused_by_their_crs(folder):
    path = folder / "areas.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    collection["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    path.write_text(json.dumps(collection), encoding="utf-8")
    with pytest.raises(EventError, match="EPSG::28992"):
        load_event(folder)


def test_areas_nested_without_end_are_refused(folder):
    (folder / "areas.geojson").write_text("[" * 50_000, encoding="utf-8")
    with pytest.raises(EventError, match="must be a GeoJSON FeatureCollection"):
        load_event(folder)


def test_an_event_without_a_lights_off_area_is_refused(folder):
    path = folder / "areas.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace('"lights_off"', '"control"'), encoding="utf-8")
    with pytest.raises(EventError, match="must hold an area with role lights_off"):
        load_event(folder)


def test_areas_that_leave_nothing_of_the_window_are_refused(folder):
    text = _replace(folder, "end = 2022-09-25T22:10:00", "end = 2022-09-25T23:59:00")
    with pytest.raises(EventError, match="must leave a part of the window"):
        load_event(text)


def test_a_list_of_lamps_is_a_file_of_the_event(tmp_path):
    shutil.copytree(Path(__file__).parents[2] / "data" / "events" / "leiden-2022", tmp_path / "event")
    toml = tmp_path / "event" / "event.toml"
    toml.write_text(toml.read_text().replace("[[provenance]]", '[lamps]\nfile = "lamps.csv"\n\n[[provenance]]', 1))
    with pytest.raises(EventError, match=r"lamps.file must name a file beside event.toml; got 'lamps.csv'"):
        load_event(tmp_path / "event")
    (tmp_path / "event" / "lamps.csv").write_text("aantal;vermogen\n3;30\n")
    assert load_event(tmp_path / "event").files[-1].name == "lamps.csv"
