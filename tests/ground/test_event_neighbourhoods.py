"""The polygons of neighbourhoods that an event may name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from seeingstars.errors import EventError
from seeingstars.event_file import load_event

LEIDEN = Path(__file__).parents[2] / "data" / "events" / "leiden-2022"


def an_event(folder, section):
    shutil.copytree(LEIDEN, folder / "event")
    toml = folder / "event" / "event.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + f"\n[neighbourhoods]\n{section}\n", encoding="utf-8")
    (folder / "event" / "buurten.geojson").write_text("{}")
    return folder / "event"


def test_the_file_is_one_of_the_event_and_fewer_than_five_are_hidden_unless_it_says_otherwise(tmp_path):
    event = load_event(an_event(tmp_path, 'file = "buurten.geojson"\nlayer = "buurten"'))
    given = event.neighbourhoods
    assert (given.file.name, given.layer, given.id_column, given.smallest_group) == (
        "buurten.geojson",
        "buurten",
        None,
        5,
    )
    assert event.files[-1] == given.file


def test_an_event_need_not_have_one():
    assert load_event(LEIDEN).neighbourhoods is None


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ('file = "nergens.gpkg"', r"neighbourhoods\.file must name a file beside event\.toml; got 'nergens\.gpkg'"),
        ('layer = "buurten"', r"neighbourhoods\.file must be a text"),
        (
            'file = "buurten.geojson"\nsmallest_group = 2',
            r"neighbourhoods\.smallest_group must be a number from 3 to 1000; got 2",
        ),
        (
            'file = "buurten.geojson"\nsmallest_group = 5.5',
            r"neighbourhoods\.smallest_group must be a whole number; got 5\.5",
        ),
        ('file = "buurten.geojson"\nkolom = "a"', r"neighbourhoods\.kolom is not a key of an event"),
    ],
)
def test_a_wrong_section_is_told_by_key_rule_and_value(tmp_path, section, words):
    with pytest.raises(EventError, match=words):
        load_event(an_event(tmp_path, section))
