"""The file of suppliers: what stands in it, and what is said where it breaks a rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from seeingstars.errors import SeeingStarsError
from seeingstars.settings import sources_files
from seeingstars.sources.suppliers import ADDRESS_FIELDS, read_suppliers

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "sources.toml"


def test_every_supplier_that_we_ask_has_its_licence_citation_and_what_is_unverified():
    suppliers = read_suppliers([SHIPPED])
    assert set(suppliers) == set(ADDRESS_FIELDS)
    for supplier in suppliers.values():
        assert supplier.licence
        assert supplier.citation
        assert supplier.unverified
        assert supplier.pause_s >= 0.5


def test_a_station_may_have_a_first_night():
    suppliers = read_suppliers([SHIPPED])
    assert suppliers["washetdonker"].station("Delft").first_night == date(2023, 5, 17)


def test_a_file_of_ones_own_changes_only_the_keys_that_it_has(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[knmi]\naddress = "https://mirror.example.org/?stns={stations}"\n', encoding="utf-8")
    mine, shipped = read_suppliers([SHIPPED, own]), read_suppliers([SHIPPED])
    assert mine["knmi"].address == "https://mirror.example.org/?stns={stations}"
    assert mine["knmi"].citation == shipped["knmi"].citation
    assert mine["cbs"] == shipped["cbs"]


BROKEN = [
    ("not toml", "must be TOML that can be read"),
    ("[gazette]\nname = 'x'", "gazette must be one of washetdonker, "),
    ("knmi = 3", "knmi must be a table; got 3"),
    ("[knmi]\nadress = 'x'", "knmi.adress must be one of name, address, "),
    ("[knmi]\nname = 3", "knmi.name must be a text; got 3"),
    ("[knmi]\naddress = 'https://x.org/{year}'", r"knmi.address must be an http\(s\) address with no other fields than"),
    ("[knmi]\naddress = 'ftp://x.org/'", "knmi.address must be an http"),
    ("[knmi]\naddress = 'https://x.org/{'", "knmi.address must be an http"),
    ("[knmi]\npause_s = -1", "knmi.pause_s must be a number from 0 to 3600; got -1"),
    ("[knmi]\npause_s = true", "knmi.pause_s must be a number"),
    ("[cbs]\nserves_box = [1, 2]", "cbs.serves_box must be west, south, east, north"),
    ("[globe_at_night]\ndocuments = {2022 = 'x'}", "documents must be a whole number a year"),
    ("[tess]\nstations = [{id = '../x', longitude_deg = 1, latitude_deg = 2}]", "tess.stations must be tables with an id"),
    ("[tess]\nstations = [{id = 'x', longitude_deg = 999, latitude_deg = 2}]", "x.longitude_deg must be a number from -180 to 180; got 999"),
    ("[tess]\nstations = [{id = 'x', longitude_deg = 1}]", "x.latitude_deg must be a number from -90 to 90; got None"),
    ("[tess]\nstations = [{id = 'x', lon = 1}]", "tess.stations must be tables of id, longitude_deg"),
    ("[tess]\nstations = [{id = 'x', longitude_deg = 1, latitude_deg = 2, first_night = 'now'}]", "first_night must be a date"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_a_broken_rule_names_key_rule_and_value(text, words, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(SeeingStarsError, match=words):
        read_suppliers([SHIPPED, own])


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SeeingStarsError, match=r"No such file.*give another with --sources"):
        read_suppliers([tmp_path / "none.toml"])


def test_the_file_of_the_environment_lies_over_the_shipped_one_and_that_of_the_option_before_it(monkeypatch, tmp_path):
    monkeypatch.delenv("SEEINGSTARS_SOURCES", raising=False)
    monkeypatch.setenv("SEEINGSTARS_DATA", str(tmp_path))
    assert sources_files() == [SHIPPED]
    monkeypatch.setenv("SEEINGSTARS_SOURCES", str(tmp_path / "a.toml"))
    assert sources_files()[1:] == [tmp_path / "a.toml"]
    assert sources_files(tmp_path / "b.toml")[1:] == [tmp_path / "b.toml"]
    (tmp_path / "sources.toml").touch()
    assert sources_files()[0] == tmp_path / "sources.toml"
