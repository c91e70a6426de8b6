"""Each supplier with each of its real failures: a clear message, and never a file of bad bytes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from played_suppliers import (
    breaks_off,
    cbs_page,
    empty,
    goes_round,
    halved,
    knmi_hours,
    other_names,
    slow,
    sqm_night,
    status,
    tess_month,
    web_page,
    web_page_in_disguise,
    wrong_for_its_checksum,
)

from seeingstars.fetching.report import FAILED, NOT_LISTED

OPEN = ("washetdonker", "tess", "globe_at_night", "knmi", "open_meteo", "cbs")
FAILURES = {
    "404": (status(404), "has nothing at this address"),
    "410": (status(410), "has nothing at this address"),
    "429": (
        status(429, **{"Retry-After": "3600"}),
        r"asks to be left alone for now \(status 429, Retry-After 3600 s\)",
    ),
    "503": (status(503), "gave 503"),
    "403": (status(403), "gave 403"),
    "html": (web_page, "gave a web page"),
    "html in disguise": (web_page_in_disguise, "gave a web page"),
    "empty": (empty, "cut off|cannot be used|must give|whole"),
    "truncated": (halved, "cut off|cannot be used|must give"),
    "breaks off": (breaks_off, "broke off|did not answer"),
    "slow": (slow(0.6), "was too slow"),
    "changed header": (other_names, "cannot be used|must give"),
    "wrong bytes for a checksum": (wrong_for_its_checksum, "must have the sha256"),
    "in a circle": (goes_round, "in a circle"),
}


@pytest.mark.parametrize("supplier", OPEN)
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_costs_a_clear_message_and_never_a_file(failure, supplier, fetch_one, suppliers, data_files):
    play, words = FAILURES[failure]
    suppliers.always[supplier] = play
    ended = fetch_one(supplier)
    assert ended.outcomes
    assert {one.status for one in ended.outcomes} == {NOT_LISTED if failure in ("404", "410") else FAILED}
    assert data_files() == []
    first = ended.outcomes[0]
    assert ended.name in first.reason.en
    assert first.reason.nl != first.reason.en
    assert re.search(words, first.reason.en), first.reason.en


@pytest.mark.parametrize("supplier", OPEN)
def test_a_supplier_that_is_down_is_left_alone_after_three_questions(supplier, fetch_one, suppliers, data_files):
    suppliers.server_close()
    ended = fetch_one(supplier)
    assert {one.status for one in ended.outcomes} == {FAILED}
    assert "did not answer" in ended.outcomes[0].reason.en or "too slow" in ended.outcomes[0].reason.en
    assert data_files() == []


@pytest.mark.parametrize("supplier", ["washetdonker", "tess"])
def test_the_file_of_another_station_is_refused(supplier, fetch_one, suppliers, data_files):
    suppliers.instead["washetdonker"] = lambda path, query: sqm_night(
        "Leiden-Sterrewacht", date(2022, 9, 24 if "20220924" in path else 25), place=(6.5, 53.2)
    )
    suppliers.instead["tess"] = lambda path, query: (
        tess_month("stars999", path[-11:-4]).replace(b"stars999", b"stars17").replace(b"52.16, 4.49", b"39.81, -6.00")
    )
    ended = fetch_one(supplier)
    assert {one.status for one in ended.outcomes} == {FAILED}
    assert "must give the station" in ended.outcomes[0].reason.en
    assert data_files() == []


@pytest.mark.parametrize("supplier", ["washetdonker", "tess", "globe_at_night", "knmi", "open_meteo"])
def test_the_file_of_another_time_is_refused(supplier, fetch_one, suppliers, data_files):
    def of_last_year(path, query):
        del suppliers.instead[supplier]
        try:
            return suppliers.content(supplier, path.replace("2022", "2021"))
        finally:
            suppliers.instead[supplier] = of_last_year

    suppliers.instead[supplier] = of_last_year
    ended = fetch_one(supplier)
    assert {one.status for one in ended.outcomes} == {FAILED}
    assert "nothing of it is used" in ended.outcomes[0].reason.en
    assert data_files() == []


def test_areas_of_another_part_of_the_country_are_refused(fetch_one, suppliers, data_files):
    suppliers.instead["cbs"] = lambda path, query: cbs_page(
        query["typeNames"].split(":")[1], count=1000, first=0, at_m=(230_000, 570_000)
    )
    ended = fetch_one("cbs")
    assert {one.status for one in ended.outcomes} == {FAILED}
    assert "0 of 4 in the box of the event" in ended.outcomes[0].reason.en
    assert data_files() == []


def test_hours_of_a_station_that_was_not_asked_are_refused(fetch_one, suppliers, data_files):
    suppliers.instead["knmi"] = lambda path, query: knmi_hours([215, 260], query["start"], query["end"])
    (only,) = fetch_one("knmi").outcomes
    assert "also gave station 260" in only.reason.en
    assert data_files() == []


def test_busy_for_a_moment_is_waited_for(fetch_one, suppliers):
    suppliers.plays["knmi"] = [status(429, **{"Retry-After": "0"})]
    (only,) = fetch_one("knmi").outcomes
    assert only.status == "fetched"
    assert len(suppliers.asked_of("knmi")) == 2
