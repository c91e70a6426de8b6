"""Descriptions of a made-up publication: what they claim, what they leave open, and that they read no clock."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
import yaml
from datacite import schema45

from seeingstars.columns import READING_COLUMNS
from seeingstars.products.citation import citation, read_me
from seeingstars.products.datacite_record import datacite_record
from seeingstars.products.datapackage import data_package
from seeingstars.products.described import Described, PublishedFile
from seeingstars.products.licences import sources_of
from seeingstars.products.ro_crate import ro_crate
from seeingstars.products.stac_item import stac_item

NAMES = ("index.html", "maps/a.png", "nights.nc", "readings.csv", "readings.parquet", "result.json", "site/map.js")


@pytest.fixture
def described(event, result):
    table = pd.DataFrame({"supplier": ["A", "B", "B"], "licence": ["CC BY 4.0", "ODbL 1.0", "ODbL 1.0"]})
    return Described(
        event,
        result,
        tuple(PublishedFile(name, 10, "ab" * 32) for name in NAMES),
        tuple(sources_of(table)),
        datetime(2022, 9, 13, 18, tzinfo=UTC),
        datetime(2022, 10, 8, 4, tzinfo=UTC),
        3,
        inputs=({"file": "a.dat", "sha256": "cd" * 32, "bytes": 5, "accepted": True}, {"file": "b.dat", "sha256": "ef" * 32, "accepted": False}),
    )  # fmt: skip


def test_the_pages_are_not_listed_file_by_file(described):
    assert [file.address for file in described.taken_home] == [
        "nights.nc",
        "readings.csv",
        "readings.parquet",
        "result.json",
    ]
    parts = {part["@id"] for part in ro_crate(described)["@graph"][1]["hasPart"]}
    assert {"maps/", "site/", "readings.csv"} <= parts
    assert "site/map.js" not in parts


def test_the_schema_of_the_readings_is_that_of_the_columns(described):
    package = data_package(described)
    csv = next(resource for resource in package["resources"] if resource["path"] == "readings.csv")
    fields = {field["name"]: field for field in csv["schema"]["fields"]}
    assert list(fields) == [column.name for column in READING_COLUMNS]
    assert fields["observed_at_utc"]["type"] == "datetime"
    assert fields["brightness_mag_arcsec2"]["unit"] == "mag arcsec-2"
    assert "constraints" not in fields["brightness_mag_arcsec2"]  # what is impossible is flagged and kept
    assert csv["hash"] == f"sha256:{'ab' * 32}"


def test_only_inputs_that_were_used_are_named_as_such(described):
    run = next(entity for entity in ro_crate(described)["@graph"] if entity["@id"] == "#run")
    assert run["object"] == [{"@id": f"#input-{'cd' * 32}"}]


def test_the_years_and_dates_are_those_of_the_readings(described):
    assert datacite_record(described)["publicationYear"] == "2022"
    assert datacite_record(described)["dates"][0] == {"date": "2022-09-13/2022-10-08", "dateType": "Collected"}
    assert ro_crate(described)["@graph"][1]["datePublished"] == "2022-10-08"


def test_one_licence_for_all_is_named_in_the_citation_and_several_are_not(described):
    assert "license" not in yaml.safe_load(citation(described))
    one = replace(described, sources=described.sources[:1])
    assert yaml.safe_load(citation(one))["license"] == "ODbL-1.0"


def test_the_time_of_the_item_is_that_of_the_window(described, event):
    item = stac_item(described)
    assert item["properties"]["start_datetime"] == "2022-09-25T20:00:00Z"
    assert item["properties"]["datetime"] is None
    assert item["properties"]["seeingstars:usable_parts"] == [
        ["2022-09-25T20:00:00+00:00", "2022-09-25T21:30:00+00:00"]
    ]
    assert item["bbox"] == pytest.approx(list(described.shape.bounds))


def test_what_is_measured_is_not_called_simulated_and_what_is_simulated_is(described, simulated_result):
    rehearsal = replace(described, result=simulated_result)
    for write in (citation, read_me, datacite_record, data_package, ro_crate, stac_item):
        assert "SIMULATED" not in json.dumps(write(described))
        assert "SIMULATED" in json.dumps(write(rehearsal))


def test_a_publication_without_readings_is_described_too(described, empty_result):
    empty = replace(described, result=empty_result, sources=(), n_readings=0)
    assert schema45.validate(datacite_record(empty))
    assert "licenses" not in data_package(empty)
    assert "sources" not in data_package(empty)
