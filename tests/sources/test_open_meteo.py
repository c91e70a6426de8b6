"""The reanalysis of Open-Meteo as hours of cloud: read as it is or refused, and used only where no station serves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.cloud_hours import read_cloud_hours
from seeingstars.collecting import given_files
from seeingstars.errors import UploadError
from seeingstars.event_file import load_event
from seeingstars.science import cloud
from seeingstars.sources import open_meteo
from seeingstars.sources.open_meteo import okta_from_percent, read_reanalysis_cloud

LEIDEN = Path(__file__).resolve().parents[2] / "data" / "events" / "leiden-2022"


def answer(**changed: Any) -> dict[str, Any]:
    return {
        "latitude": 52.1, "longitude": 4.5, "generationtime_ms": 0.2, "utc_offset_seconds": 0, "timezone": "GMT",
        "hourly_units": {"time": "iso8601", "cloud_cover": "%"},
        "hourly": {"time": ["2022-09-25T20:00", "2022-09-25T21:00", "2022-09-25T22:00"], "cloud_cover": [0, 62, None]},
        **changed,
    }  # fmt: skip


@pytest.fixture
def written(tmp_path: Path):
    def write(content: Any, name: str = "open_meteo.json") -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("percent", "okta"), [(0, 0), (0.4, 1), (6, 1), (18, 1), (19, 2), (50, 4), (81, 6), (82, 7), (99.9, 7), (100, 8)]
)
def test_percent_is_counted_as_observers_count(percent, okta):
    assert okta_from_percent(percent) == okta


@given(st.lists(st.floats(0, 100) | st.just(float("nan"))))
def test_more_cloud_is_never_fewer_oktas_and_unknown_stays_unknown(percent):
    okta = okta_from_percent(percent)
    assert np.isnan(okta).tolist() == np.isnan(percent).tolist()
    known = sorted(zip([p for p in percent if p == p], okta[~np.isnan(okta)], strict=True))
    assert [number for _, number in known] == sorted(number for _, number in known)


def test_a_share_that_cannot_be_is_a_bad_call():
    with pytest.raises(ValueError, match="cloud_cover_percent must lie in 0 to 100"):
        okta_from_percent([101])


def test_the_hours_stand_under_the_number_of_the_reanalysis(written):
    found = read_reanalysis_cloud(written(answer()))
    assert (found.longitude_deg, found.latitude_deg) == (4.5, 52.1)
    assert found.hours["station"].tolist() == [0, 0, 0]
    assert found.hours["hour_start_utc"].iloc[0].isoformat() == "2022-09-25T20:00:00+00:00"
    assert found.hours["okta"].tolist()[:2] == [0.0, 5.0]
    assert np.isnan(found.hours["okta"].iloc[2])


def test_both_rooms_call_the_reanalysis_by_one_number():
    assert open_meteo.REANALYSIS_STATION == cloud.REANALYSIS_STATION == 0


TIMES = ["2022-09-25T20:00", "2022-09-25T21:00"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (answer(utc_offset_seconds=7200), "must be in GMT"),
        (answer(hourly_units={"time": "unixtime", "cloud_cover": "%"}), "times as iso8601"),
        (answer(hourly_units={"time": "iso8601", "cloud_cover": "okta"}), "cloud in %"),
        (answer(hourly={"time": TIMES, "cloud_cover": [1]}), "whole hours in order"),
        (answer(hourly={"time": TIMES, "cloud_cover": [1, 101]}), "0 to 100 %"),
        (answer(hourly={"time": TIMES, "cloud_cover": [1, "much"]}), "0 to 100 %"),
        (answer(hourly={"time": TIMES[::-1], "cloud_cover": [1, 2]}), "whole hours in order"),
        (answer(hourly={"time": ["2022-09-25T20:30"], "cloud_cover": [1]}), "whole hours in order"),
        (answer(hourly={"time": ["25 September"], "cloud_cover": [1]}), "whole hours in order"),
        ({"error": True, "reason": "Daily API request limit exceeded"}, "says 'Daily API request limit exceeded'"),
        (json.dumps(answer())[:-40], "must be whole JSON"),
        ("[]", "must be whole JSON"),
        ("", "must be whole JSON"),
    ],
)
def test_anything_else_is_refused_in_words(content, words, written):
    with pytest.raises(UploadError, match=words):
        read_reanalysis_cloud(written(content))


# --- beside KNMI ---


def knmi(okta: str) -> str:
    return f"# STN,YYYYMMDD,   HH,    N\n  215,20220925,   21,    {okta}\n"


def test_without_a_station_the_reanalysis_is_used(written, tmp_path):
    written(answer())
    hours, notes = read_cloud_hours(given_files([tmp_path]))
    assert hours["station"].tolist() == [0, 0, 0]
    assert [note["kind"] for note in notes] == ["open_meteo_hourly_cloud"]


def test_one_hour_of_a_station_leaves_the_reanalysis_out_and_that_is_noted(written, tmp_path):
    written(answer())
    written(knmi("7"), "knmi.txt")
    hours, notes = read_cloud_hours(given_files([tmp_path]))
    assert hours["station"].tolist() == [215]
    told = {note["kind"]: note for note in notes}
    assert told["open_meteo_hourly_cloud"]["used"] is False
    assert "a station of KNMI has the cloud cover" in told["open_meteo_hourly_cloud"]["reason"]["en"]


def test_a_station_that_reports_no_cloud_does_not_leave_it_out(written, tmp_path):
    written(answer())
    written(knmi(" "), "knmi.txt")
    hours, _ = read_cloud_hours(given_files([tmp_path]))
    assert set(hours["station"]) == {0, 215}


def test_a_file_in_a_folder_that_is_neither_is_noted_and_one_that_was_named_is_refused(written, tmp_path):
    path = written("nothing of the kind")
    hours, notes = read_cloud_hours(given_files([tmp_path]))
    assert (hours, notes[0]["accepted"]) == (None, False)
    with pytest.raises(UploadError, match="is not a file of hourly values of KNMI"):
        read_cloud_hours(given_files([path]))


def test_the_stations_that_an_event_names_go_before_the_reanalysis(written):
    event = load_event(LEIDEN)
    hours = read_reanalysis_cloud(written(answer())).hours
    by_station = cloud._hours_by_station(event, hours)
    assert list(by_station) == [215, 344, 240, 0]
    assert [len(found) for found in by_station.values()] == [0, 0, 0, 2]
