"""Readings as points: every one of people, each meter once, or no file at all."""

from __future__ import annotations

import json

import pytest

from seeingstars.errors import TableError
from seeingstars.products import reading_points


def _features(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def test_a_reading_without_a_place_is_kept_with_no_geometry(readings, tmp_path):
    people = readings[readings["stream"] == "naked_eye"]
    features = _features(reading_points.write_points(people, tmp_path))
    assert len(features) == len(people)
    assert sum(feature["geometry"] is None for feature in features) == int(people["longitude_deg"].isna().sum()) == 1


def test_each_fixed_meter_is_one_point_with_its_number_of_readings(readings, tmp_path):
    meters = readings[readings["stream"] == "photometer"]
    found = {one["properties"]["site_id"]: one["properties"]["n_readings"] for one in _features(reading_points.write_points(meters, tmp_path))}  # fmt: skip
    assert found == meters["site_id"].astype(str).value_counts().to_dict()


def test_longitude_stands_before_latitude(readings, tmp_path):
    feature = _features(reading_points.write_points(readings, tmp_path))[0]
    longitude, latitude = feature["geometry"]["coordinates"]
    assert 4 < longitude < 5
    assert 52 < latitude < 53


def test_too_many_readings_give_no_file_and_never_a_part_of_one(readings, tmp_path, monkeypatch):
    monkeypatch.setattr(reading_points, "MOST_POINTS", 10)
    assert reading_points.write_points(readings, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_missing_column_is_named(readings, tmp_path):
    with pytest.raises(TableError, match="readings needs the column"):
        reading_points.write_points(readings.drop(columns="flag"), tmp_path)
