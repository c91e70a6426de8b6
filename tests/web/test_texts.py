"""Every sentence of the pages exists in both languages, with the same values, and every template finds its sentences."""

import re
import string
from pathlib import Path

import pytest

from seeingstars.columns import CHECKS
from seeingstars.web import form_fields, pages_start
from seeingstars.web.texts import _PARTS, TEXTS

WEB = Path(form_fields.__file__).parent
# The same word in both languages.
_SAME = {"site", "files_gan"}


def _values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_each_sentence_is_there_in_dutch_and_english_with_the_same_values(key: str) -> None:
    nl, en = TEXTS[key]
    assert nl.strip()
    assert en.strip()
    assert _values(nl) == _values(en)


def test_no_sentence_was_left_untranslated() -> None:
    long_and_same = [
        key for key, (nl, en) in TEXTS.items() if nl == en and len(nl) > 12 and key not in _SAME and "{" not in nl
    ]
    assert long_and_same == []


def test_no_name_of_a_sentence_is_used_twice() -> None:
    assert sum(len(part) for part in _PARTS) == len(TEXTS)


def test_every_sentence_that_a_template_or_a_page_asks_for_exists() -> None:
    asked = set()
    for path in [*WEB.glob("templates/*.html"), *WEB.glob("*.py")]:
        asked |= set(re.findall(r"""\b(?:say|both|_with)\(\s*['"](\w+)['"]\s*[,)]""", path.read_text(encoding="utf-8")))
    assert len(asked) > 100
    assert sorted(asked - set(TEXTS)) == []


def test_sentences_whose_names_are_put_together_exist() -> None:
    wanted = {f"advice_{check.name}" for check in CHECKS}
    wanted |= {f"keep_{name}{end}" for name in pages_start.KEPT for end in ("", "_why", "_long")}
    wanted |= {f"cloud_{value}" for value in form_fields.CLOUDS} | {f"lamps_{value}" for value in form_fields.LAMPS}
    wanted |= {f"precision_{value}" for value in form_fields.PRECISIONS} | set(form_fields.DIRECTIONS)
    wanted |= {f"state_{state}" for state in ("accepted", "held", "rejected", "withdrawn", "superseded")}
    wanted |= {f"flag_{flag}" for flag in (1, 2, 3, 4, 9)}
    wanted |= {f"decision_{decision}" for decision in ("accept", "reject", "undo")}
    assert sorted(wanted - set(TEXTS)) == []


def test_no_script_and_no_style_stands_inside_a_page() -> None:
    for path in WEB.glob("templates/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text), path.name
        assert "|safe" not in text
