"""Every description of a publication is asked of the library that its readers use."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_stac_item_is_valid_by_the_core_schemas_without_the_internet(publication: Path) -> None:
    import pystac

    item = pystac.Item.from_dict(_json(publication / "stac-item.json"))
    assert item.validate() == ["https://schemas.stacspec.org/v1.1.0/item-spec/json-schema/item.json"]
    assert item.stac_extensions == []


def test_the_stac_item_has_no_absolute_address_and_names_files_that_are_there(publication: Path) -> None:
    item = _json(publication / "stac-item.json")
    addresses = [asset["href"] for asset in item["assets"].values()] + [link["href"] for link in item["links"]]
    assert all(address.startswith("./") and (publication / address).is_file() for address in addresses)


def test_the_datacite_record_is_valid_by_schema_4_5_and_claims_no_doi(publication: Path) -> None:
    from datacite import schema45

    record = _json(publication / "datacite.json")
    assert schema45.validate(record)
    assert "doi" not in record
    assert record["publisher"] == {"name": ":tba"}
    assert any("repository adds the DOI" in text["description"] for text in record["descriptions"])


def test_the_data_package_and_its_tables_are_valid_by_frictionless(publication: Path) -> None:
    from frictionless import Package

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        package = Package(str(publication / "datapackage.json"))
        reports = {
            name: package.get_resource(name).validate(limit_rows=300)
            for name in package.resource_names
            if name.endswith("-csv")
        }
    assert len(reports) >= 7
    assert {name: report.flatten(["type", "note"]) for name, report in reports.items()} == {key: [] for key in reports}
    assert {"ODbL-1.0", "CC-BY-4.0"} <= {one["name"] for one in _json(publication / "datapackage.json")["licenses"]}


def test_the_ro_crate_loads_and_every_part_of_it_is_there(publication: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rocrate.rocrate import ROCrate

        crate = ROCrate(str(publication))
    parts = [part.id for part in crate.root_dataset["hasPart"]]
    assert "readings.csv" in parts
    assert all((publication / part).exists() for part in parts)
    assert crate.root_dataset["datePublished"] == "2022-10-08"


def test_the_ro_crate_names_each_entity_once_and_refers_to_none_that_is_missing(publication: Path) -> None:
    graph = _json(publication / "ro-crate-metadata.json")["@graph"]
    names = [entity["@id"] for entity in graph]
    assert len(names) == len(set(names))
    assert set(_references(graph)) - {"https://w3id.org/ro/crate/1.1"} <= set(names)


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _references(one)]
    if not isinstance(value, dict):
        return []
    if set(value) == {"@id"}:
        return [value["@id"]]
    return [name for inner in value.values() for name in _references(inner)]


def test_the_citation_has_the_keys_of_the_format_and_no_single_licence_for_all(publication: Path) -> None:
    citation = yaml.safe_load((publication / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "dataset"
    assert "license" not in citation
    assert all({"type", "title", "authors"} <= set(reference) for reference in citation["references"])


def test_the_readings_are_geoparquet_that_geopandas_reads(publication: Path) -> None:
    import geopandas as gpd
    import pyarrow.parquet as pq

    path = publication / "readings.parquet"
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"][geo["primary_column"]]["encoding"] == "WKB"
    table = gpd.read_parquet(path, columns=["night", "geometry"])
    assert table.crs.to_string() == "OGC:CRS84"


def test_the_change_of_the_night_lights_is_a_valid_cog(publication: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rio_cogeo.cogeo import cog_validate

        is_valid, errors, notes = cog_validate(publication / "nightlights_change.tif")
    assert is_valid, (errors, notes)


@pytest.mark.parametrize("name", ["nights.nc", "nightlights.nc"])
def test_the_netcdf_files_follow_cf_1_11_without_an_error(publication: Path, tmp_path: Path, name: str) -> None:
    # A process of its own: the checker's dependencies warn as they are imported.
    report = tmp_path / "report.json"
    command = [sys.executable, "-W", "ignore", "-c", _CHECKER, str(publication / name), str(report)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = json.loads(report.read_text(encoding="utf-8"))["cf:1.11"]
    assert [problem["msgs"] for problem in found["high_priorities"] if problem["value"][0] < problem["value"][1]] == []


_CHECKER = """
import sys
from compliance_checker.runner import CheckSuite, ComplianceChecker
CheckSuite.load_all_available_checkers()
ComplianceChecker.run_checker(
    ds_loc=sys.argv[1], checker_names=["cf:1.11"], verbose=0, criteria="normal",
    output_filename=sys.argv[2], output_format="json",
)
"""


def test_the_sums_are_those_of_sha256sum_and_leave_out_only_themselves_and_the_manifest(publication: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=publication, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    named = {line.split("  ", 1)[1] for line in (publication / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    there = {path.relative_to(publication).as_posix() for path in publication.rglob("*") if path.is_file()}
    assert there - named == {"SHA256SUMS", "manifest.json"}
