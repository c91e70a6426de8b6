"""What is carried along from others is what they published, byte for byte, with its licence."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

import seeingstars.products

FOLDER = Path(seeingstars.products.__file__).parent / "vendor" / "leaflet"
STATED = dict(
    re.findall(
        r"^\| (\S+) \| \S+ \| (sha512-\S+) \|$", (FOLDER / "VENDORED.md").read_text(encoding="utf-8"), re.MULTILINE
    )
)


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css", "LICENSE"])
def test_a_file_of_leaflet_has_the_sum_that_is_stated(name: str) -> None:
    digest = hashlib.sha512((FOLDER / name).read_bytes()).digest()
    assert f"sha512-{base64.b64encode(digest).decode()}" == STATED[name]


def test_nothing_is_carried_along_without_a_sum_and_the_version_is_stated() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*STATED, "VENDORED.md"}
    words = (FOLDER / "VENDORED.md").read_text(encoding="utf-8")
    assert "BSD-2-Clause" in words
    assert re.search(r"`sha512-[A-Za-z0-9+/]{86}==`", words)
    assert b'version="1.9.4"' in (FOLDER / "leaflet.js").read_bytes()
