"""What a workbook (.xlsx) must be before it is opened: a sound ZIP of a bounded size, its XML without entities."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from seeingstars.sources.archives import check_growth, damaged_entry
from seeingstars.sources.zip_layout import ZipFault, open_zip

MOST_ROWS = 100_050  # those of the upload template, and titles above them
MOST_COLUMNS = 200  # our choice: far more than the template has
_MOST_ENTRIES = 500
_LARGEST_PART = 100_663_296
_LARGEST_TOTAL = 134_217_728
_LARGEST_RATIO = 400  # XML of a table packs well: 20 to 60 times
_MOST_ELEMENTS = 8_000_000
_MOST_TEXTS = 500_000
_DEEPEST = 64
_PIECE = 65_536
_XML = (".xml", ".rels", ".vml")
_WORKBOOK = "[Content_Types].xml"
_COORDINATE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)


@dataclass
class _Seen:
    """What was seen of one part of a workbook."""

    n_elements: int = 0
    n_texts: int = 0
    has_formula_without_value: bool = False


def is_workbook(names: list[str]) -> bool:
    """Whether a ZIP file with entries of these names is a workbook of the kind .xlsx.

    Examples
    --------
    >>> is_workbook(["[Content_Types].xml", "xl/workbook.xml"]), is_workbook(["mimetype", "content.xml"])
    (True, False)
    """
    return _WORKBOOK in names and any(name.startswith("xl/") for name in names)


def open_workbook_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open the ZIP of a workbook; see `open_zip`."""
    return open_zip(stream, most_entries=_MOST_ENTRIES)


def check_workbook(archive: zipfile.ZipFile) -> bool:
    """Refuse a workbook that is too large or holds what no spreadsheet writes; read its XML once, in pieces.

    Parameters
    ----------
    archive : the open ZIP

    Returns
    -------
    bool
        Whether some formula in it has no stored value.

    Raises
    ------
    ZipFault
        If a part grows too large, is locked or damaged, or holds a document type, an entity, or a cell beyond
        100,050 rows or 200 columns.
    """
    names = [entry.filename for entry in archive.infolist()]
    if len(set(names)) < len(names):
        raise ZipFault("has a part of a workbook twice", "heeft een deel van een werkmap twee keer")
    left, lacks_value = _LARGEST_TOTAL, False
    for entry in archive.infolist():
        if entry.flag_bits & 0x1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ZipFault(
                "is a workbook that is locked or packed in a rare way; save it again without a password",
                "is een werkmap die op slot is of op een zeldzame manier ingepakt; bewaar hem opnieuw, zonder wachtwoord",
            )
        seen, n_bytes = _read_part(archive, entry, min(left, _LARGEST_PART))
        left -= n_bytes
        lacks_value |= seen.has_formula_without_value
    return lacks_value


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> tuple[_Seen, int]:
    target = _Elements()
    parser = DefusedXMLParser(target=target, forbid_dtd=True) if entry.filename.endswith(_XML) else None
    n_bytes = 0
    try:
        with archive.open(entry) as packed:
            while piece := packed.read(_PIECE):
                n_bytes += len(piece)
                check_growth(n_bytes, packed=entry.compress_size, most=most, ratio=_LARGEST_RATIO)
                if parser is not None:
                    parser.feed(piece)
        if parser is not None:
            parser.close()
    except DefusedXmlException:
        raise ZipFault(
            "is a workbook with a document type or entities in its XML, as an XML bomb has; save it again",
            "is een werkmap met een documenttype of entiteiten in de XML, zoals een XML-bom; bewaar hem opnieuw",
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ParseError, ValueError) as error:
        if isinstance(error, ZipFault):
            raise
        raise damaged_entry(entry) from None
    return target.seen, n_bytes


class _Elements:
    """Counts the elements of a part while they come, and keeps none of them."""

    def __init__(self) -> None:
        self.seen = _Seen()
        self._depth = 0
        self._cell = ""
        self._has_formula = self._has_value = self._in_value = False
        self._row = self._column = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        self._depth += 1
        self.seen.n_elements += 1
        name = tag.rpartition("}")[2]
        self.seen.n_texts += name == "si"
        if self._depth > _DEEPEST or self.seen.n_elements > _MOST_ELEMENTS or self.seen.n_texts > _MOST_TEXTS:
            raise _too_much()
        if name == "row":
            self._start_row(attributes.get("r"))
        elif name == "c":
            self._start_cell(attributes.get("r"))
        elif name == "f":
            self._has_formula = True
        self._in_value = name in ("v", "t")

    def _start_row(self, number: str | None) -> None:
        self._column = 0
        if (number is not None and not number.isascii()) or (number is not None and not number.isdigit()):
            raise _odd_place()
        self._row = int(number[:9]) if number else self._row + 1

    def _start_cell(self, coordinate: str | None) -> None:
        self._has_formula = self._has_value = False
        self._column += 1
        if coordinate is None:
            return
        place = _COORDINATE.fullmatch(coordinate)
        if place is None:
            raise _odd_place()
        self._column, self._row = column_number(place[1]), int(place[2])

    def end(self, tag: str) -> None:
        """An element closes."""
        self._depth -= 1
        self._in_value = False
        if tag.rpartition("}")[2] != "c":
            return
        if self._has_value and (self._row > MOST_ROWS or self._column > MOST_COLUMNS):
            raise _too_much()
        self.seen.has_formula_without_value |= self._has_formula and not self._has_value

    def data(self, text: str) -> None:
        """Text between elements: not kept."""
        self._has_value |= self._in_value

    def close(self) -> None:
        """The end."""


def column_number(letters: str) -> int:
    """The number of a column, counted from 1.

    Examples
    --------
    >>> column_number("A"), column_number("Z"), column_number("AA")
    (1, 26, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _too_much() -> ZipFault:
    return ZipFault(
        f"is a workbook that must have at most {MOST_ROWS - 50} rows and {MOST_COLUMNS} columns and has more; "
        "hand it in as several files",
        f"is een werkmap die hoogstens {MOST_ROWS - 50} rijen en {MOST_COLUMNS} kolommen mag hebben en er meer heeft; "
        "lever hem als meer bestanden in",
    )


def _odd_place() -> ZipFault:
    return ZipFault(
        "is a workbook with a cell that stands nowhere; save it again in a spreadsheet program",
        "is een werkmap met een cel die nergens staat; bewaar hem opnieuw in een rekenprogramma",
    )
