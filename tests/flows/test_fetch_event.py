"""The flow of fetching gives what the command gives, tries again only where a supplier failed, and shows a table."""

import sys
from pathlib import Path
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import get_client

import fetch_event as flows_fetch_event
from fetch_event import fetch_event
from seeingstars.store.publication import read_json

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fetching"))
from played_suppliers import playing, sources_file, status

LEIDEN = Path(__file__).resolve().parents[2] / "data" / "events" / "leiden-2022"


@pytest.fixture
def suppliers():
    with playing() as played:
        yield played


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    """No login, and no waits between tries."""
    for name in ("EARTHDATA_TOKEN", "EARTHDATA_USERNAME", "EARTHDATA_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    patient = flows_fetch_event.ask
    monkeypatch.setattr(flows_fetch_event, "ask", patient.with_options(retry_delay_seconds=0, retry_jitter_factor=0))


def _artifacts() -> dict[str, str]:
    with get_client(sync_client=True) as client:
        found = client.request("POST", "/artifacts/latest/filter", json={}).json()
    return {one["key"]: str(one["data"]) for one in found}


def test_the_flow_asks_each_supplier_and_shows_what_came_and_what_is_missing(suppliers, tmp_path):
    sources = sources_file(tmp_path, suppliers.address)
    chosen = ["knmi", "open_meteo", "globe_at_night", "black_marble"]
    folder = fetch_event(str(LEIDEN), chosen, tmp_path / "raw", sources)
    content = read_json(folder / "fetched.json")
    ended = {one["supplier"]: [file["status"] for file in one["files"]] for one in content["suppliers"]}
    assert ended == {
        "globe_at_night": ["fetched"],
        "knmi": ["fetched"],
        "open_meteo": [],
        "black_marble": ["not_asked"],
    }
    assert suppliers.asked_of("open_meteo") == []
    assert "GaN2022.csv" in _artifacts()["fetched"]
    assert "KNMI" in _artifacts()["fetch-answer"]
    with get_client(sync_client=True) as client:
        limit = client.read_global_concurrency_limit_by_name("seeingstars-supplier-knmi")
    assert isinstance(limit.id, UUID)
    assert limit.limit == 1


def test_a_supplier_that_failed_is_asked_again_and_one_that_has_nothing_is_not(suppliers, tmp_path):
    sources = sources_file(tmp_path, suppliers.address)
    # One task of it costs one question: 403 is not asked again by the session itself.
    suppliers.plays["knmi"] = [status(403), status(403)]
    suppliers.always["globe_at_night"] = status(404)
    folder = fetch_event(str(LEIDEN), ["knmi", "globe_at_night"], tmp_path / "raw", sources)
    assert (len(suppliers.asked_of("knmi")), len(suppliers.asked_of("globe_at_night"))) == (3, 1)
    content = read_json(folder / "fetched.json")
    assert [file["status"] for one in content["suppliers"] for file in one["files"]] == ["not_listed", "fetched"]


def test_a_supplier_that_stays_down_costs_its_data_and_not_the_run(suppliers, tmp_path):
    sources = sources_file(tmp_path, suppliers.address)
    suppliers.always["knmi"] = status(403)
    folder = fetch_event(str(LEIDEN), ["knmi", "globe_at_night"], tmp_path / "raw", sources)
    assert len(suppliers.asked_of("knmi")) == 4  # once, and three times again
    assert [one["supplier"] for one in read_json(folder / "fetched.json")["missing"]] == ["KNMI hourly values"]


def test_the_flow_is_a_flow_of_the_library():
    assert isinstance(fetch_event, type(flow(lambda: None)))
