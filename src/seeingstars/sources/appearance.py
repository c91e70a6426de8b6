"""What a file that is none of ours looks like, in a few words, so that its owner sees what went wrong."""

from __future__ import annotations

import re

from seeingstars.sources.file_content import text_from_bytes
from seeingstars.sources.report import Note

_MAGIC = (
    (
        b"PK\x03\x04",
        Note(
            "a ZIP archive or an Excel workbook: unpack the one, save the other as CSV",
            "een ZIP-archief of een Excel-werkmap: pak het een uit, bewaar het ander als CSV",
        ),
    ),
    (b"\xd0\xcf\x11\xe0", Note("an old Excel or Word file", "een oud Excel- of Word-bestand")),
    (b"%PDF", Note("a PDF", "een pdf")),
    (b"\x89PNG", Note("a PNG image", "een PNG-beeld")),
    (b"\xff\xd8\xff", Note("a JPEG photograph", "een JPEG-foto")),
    (b"GIF8", Note("a GIF image", "een GIF-beeld")),
    (b"CDF\x01", Note("a netCDF file", "een netCDF-bestand")),
    (b"CDF\x02", Note("a netCDF file", "een netCDF-bestand")),
    (b"7z\xbc\xaf\x27\x1c", Note("a 7z archive", "een 7z-archief")),
    (b"Rar!", Note("a RAR archive", "een RAR-archief")),
    (b"BZh", Note("a bzip2 archive", "een bzip2-archief")),
    (b"\xfd7zXZ", Note("an xz archive", "een xz-archief")),
    (b"\x1f\x8b", Note("a gzip file inside a gzip file", "een gzip-bestand in een gzip-bestand")),
    (b"SQLite format 3", Note("a SQLite database", "een SQLite-database")),
    (b"PAR1", Note("a Parquet file", "een Parquet-bestand")),
    (b"SIMPLE  =", Note("a FITS image", "een FITS-beeld")),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<kml", b"<gpx", b"<script", b"<?php")
_SERIAL_LOG = re.compile(r"\bSent: .*\bReceived: |\bSN \d+ : ")

_SETTINGS_SECTION = re.compile(r"\[[^\[\]{}\",]+\]")


def appearance_of(head: bytes) -> Note:
    """What the first bytes of a file look like.

    Parameters
    ----------
    head : first bytes, after unpacking

    Returns
    -------
    Note
        Words that go behind "it looks like", in English and Dutch.

    Examples
    --------
    >>> appearance_of(b"").en, appearance_of(b"%PDF-1.7").en
    ('an empty file', 'a PDF')
    >>> appearance_of(b"[Serial:7473]\\nHardwareID=B003\\n").en
    'a dump of settings, not of readings'
    >>> appearance_of(b"SQM data\\n").en
    'one line of text without readings ("SQM data")'
    """
    if not head:
        return Note("an empty file", "een leeg bestand")
    for magic, words in _MAGIC:
        if head.startswith(magic):
            return words
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in head:
        return Note("a binary file, not a text", "een binair bestand, geen tekst")
    return _appearance_of_text(text_from_bytes(head)[0])


def is_foreign(head: bytes) -> bool:
    """Whether these first bytes are those of a kind of file that holds no table, whatever stands behind them.

    Examples
    --------
    >>> is_foreign(b"%PDF-1.7 date;time"), is_foreign(b"<!DOCTYPE html> date;time"), is_foreign(b"date;time")
    (True, True, False)
    """
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:32].lower()
    return head.startswith(tuple(magic for magic, _ in _MAGIC)) or start.startswith(_PAGES)


def _appearance_of_text(text: str) -> Note:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    start = lines[0].lower() if lines else ""
    if not lines:
        return Note("a text of blank lines", "een tekst van lege regels")
    if start.startswith(("<!doctype html", "<html")):
        return Note(
            "a web page (was a page saved instead of a file?)",
            "een webpagina (is een pagina bewaard in plaats van een bestand?)",
        )
    if start.startswith(("<?xml", "<kml", "<gpx")):
        return Note("an XML file", "een XML-bestand")
    if start.startswith("{") or (start.startswith("[") and not _SETTINGS_SECTION.fullmatch(start)):
        return Note("a JSON file", "een JSON-bestand")
    return _appearance_of_lines(lines)


def _appearance_of_lines(lines: list[str]) -> Note:
    if any(_SERIAL_LOG.search(line[:500]) for line in lines[:50]):
        return Note("a log of what a program said to a meter", "een logboek van wat een programma tegen een meter zei")
    if sum("=" in line for line in lines) >= 0.5 * len(lines) and not any(";" in line for line in lines):
        return Note("a dump of settings, not of readings", "een overzicht van instellingen, niet van metingen")
    if len(lines) == 1:
        return Note(
            f"one line of text without readings ({_quoted(lines[0])})",
            f"één regel tekst zonder metingen ({_quoted(lines[0])})",
        )
    data = [line for line in lines if not line.startswith("#")]
    if data and all(len(line) < 80 and not re.search(r"[;,\t]", line) for line in data):
        return Note("a list of names or words without readings", "een lijst van namen of woorden zonder metingen")
    if any(data) and re.search(r"[;,\t]", data[0]):
        return Note(
            f"a table with columns that we do not know ({_quoted(data[0])})",
            f"een tabel met kolommen die wij niet kennen ({_quoted(data[0])})",
        )
    return Note("a text without readings", "een tekst zonder metingen")


def _quoted(line: str) -> str:
    shown = "".join(character if character.isprintable() else "?" for character in line[:60])
    return f'"{shown}…"' if len(line) > 60 else f'"{shown}"'
