"""Every sentence exists in both languages and asks for the same values."""

from string import Formatter

import pytest

from seeingstars.columns import READING_COLUMNS, STREAMS, Role
from seeingstars.products.excel_headings import EXCEL_HEADINGS, EXCEL_ORDER
from seeingstars.products.maps import PICTURES
from seeingstars.products.sentences import SENTENCES
from seeingstars.products.verdict_words import VERDICTS
from seeingstars.products.words import role_words, stream_words


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_a_sentence_exists_in_both_languages_with_the_same_placeholders(key: str) -> None:
    text = SENTENCES[key]
    assert text.nl.strip()
    assert text.en.strip()
    assert placeholders(text.nl) == placeholders(text.en)


def test_every_verdict_has_an_answer_and_a_meaning() -> None:
    for verdict in (*VERDICTS, "control_calm", "control_wide", "control_alarm"):
        assert f"answer_{verdict}" in SENTENCES
        assert f"means_{verdict}" in SENTENCES


def test_every_picture_has_a_caption_with_and_without_data() -> None:
    for name in PICTURES:
        assert f"caption_{name}" in SENTENCES
        assert f"caption_{name}_none" in SENTENCES


def test_every_stream_and_role_has_a_name_of_its_own() -> None:
    assert all(stream_words(stream, "nl") != stream for stream in STREAMS)
    assert all(role_words(role, "nl") != role for role in (Role.LIGHTS_OFF, Role.CONTROL, Role.OUTSIDE))


def test_the_excel_file_has_a_dutch_heading_for_every_column_and_shows_each_once() -> None:
    names = {column.name for column in READING_COLUMNS}
    assert names <= set(EXCEL_HEADINGS)
    assert names <= set(EXCEL_ORDER)
    assert len(set(EXCEL_ORDER)) == len(EXCEL_ORDER)
    assert len(set(EXCEL_HEADINGS.values())) == len(EXCEL_HEADINGS)
