"""The licence of each source by itself: recognised where it is named, never guessed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.event import Text
from seeingstars.products.licences import NOT_STATED, licence_of, licences_json, licences_text, sources_of


@pytest.mark.parametrize(
    ("stated", "spdx"),
    [
        ("ODbL 1.0 http://opendatacommons.org/licenses/odbl/summary/", "ODbL-1.0"),
        ("© OpenStreetMap contributors (ODbL 1.0)", "ODbL-1.0"),
        ("CC BY 4.0 (Globe at Night, NOIRLab)", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("CC-BY-SA 4.0", "CC-BY-SA-4.0"),
        ("CC0 1.0", "CC0-1.0"),
    ],
)
def test_a_licence_that_is_named_is_known_by_its_spdx_name(stated, spdx):
    assert licence_of(stated).spdx == spdx


@pytest.mark.parametrize("stated", ["CC BY-NC 4.0", "CC BY 3.0", "CC BY-ND 4.0", "all rights reserved", "free"])
def test_another_licence_keeps_its_own_words_and_is_not_taken_for_a_freer_one(stated):
    licence = licence_of(stated)
    assert (licence.name, licence.spdx) == (stated, "")


def test_black_marble_is_open_by_nasa_and_a_rehearsal_of_it_is_not():
    assert licence_of("open; cite NASA LAADS DAAC").name.startswith("NASA Earth science data")
    assert licence_of("") == NOT_STATED


def test_sources_with_two_licences_stand_twice_and_hold_all_readings():
    table = pd.DataFrame({"supplier": ["A", "A", "A", "B"], "licence": ["CC BY 4.0", "", "", "ODbL 1.0"]})
    found = [(one.name, one.licence.spdx, one.n_readings) for one in sources_of(table)]
    assert found == [("A", "", 2), ("A", "CC-BY-4.0", 1), ("B", "ODbL-1.0", 1)]


def test_what_leaves_no_row_is_named_too():
    table = pd.DataFrame({"supplier": [], "licence": []})
    clouds = [{"kind": "knmi_hourly_cloud", "accepted": True}, {"kind": "knmi_hourly_cloud", "accepted": False}]
    night = {"source": "NASA Black Marble VNP46A2.002", "licence": "open; cite NASA LAADS DAAC"}
    found = sources_of(table, nightlights=night, inputs=clouds, base_map="© OSM (ODbL 1.0)", has_sky=True)
    assert [one.name for one in found][:3] == ["NASA Black Marble VNP46A2.002", "KNMI, hourly weather observations", "© OSM (ODbL 1.0)"]  # fmt: skip
    assert "Bright Star Catalogue" in found[3].name


def test_refused_cloud_files_are_no_source():
    assert sources_of(pd.DataFrame({"supplier": [], "licence": []}), inputs=[{"kind": "knmi_hourly_cloud", "accepted": False}]) == []  # fmt: skip


def test_a_supplier_cannot_break_the_table():
    table = pd.DataFrame({"supplier": ["a | b\n# c"], "licence": ["x | y"]})
    lines = licences_text(sources_of(table), title=Text("t", "t")).splitlines()
    row = next(line for line in lines if "a \\| b # c" in line)
    assert row.replace("\\|", "").count("|") == 7


@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B", ""]), st.sampled_from(["CC BY 4.0", "ODbL 1.0", "", "mine"])), max_size=30
    )
)
def test_every_reading_belongs_to_one_source(rows):
    table = pd.DataFrame(rows, columns=["supplier", "licence"])
    assert sum(one["n_readings"] for one in licences_json(sources_of(table))["sources"]) == len(rows)
