"""The rows of a Globe at Night file as texts under their headings, from CSV or JSON, before they mean anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from seeingstars.errors import UploadError
from seeingstars.sources.quoted_rows import rows_of
from seeingstars.sources.reading_notes import RowProblems, quoted, refuse_too_many

TextArray = npt.NDArray[np.object_]

# Our words for the headings; both schemas, and what stands in brackets or in other capitals, come to these.
HEADINGS = (
    "obstype", "obsdatetime", "localdate", "localtime", "utdate", "uttime", "latitude", "longitude",
    "elevation", "utcoffset", "limitingmag", "cloudcover", "sqmreading", "sqmserial", "skycomment",
    "locationcomment",
)  # fmt: skip
MOST_ROWS = 500_000  # our choice: twice the rows of all years together, 2006 to 2023
_NEEDED_EN = "ObsType, Latitude, Longitude, and ObsDateTime or both UTDate and UTTime"
_NEEDED_NL = "ObsType, Latitude, Longitude, en ObsDateTime of zowel UTDate als UTTime"


@dataclass(frozen=True)
class RawTable:
    """Rows as texts: `line` where each starts, `texts` by heading (all of `HEADINGS`, empty where absent)."""

    line: list[int]
    headings: frozenset[str]
    texts: dict[str, TextArray]
    problems: RowProblems

    @property
    def has_ut_columns(self) -> bool:
        """Whether local time and UTC stand in columns of their own (the present schema)."""
        return "obsdatetime" not in self.headings


def looks_like(head: bytes) -> bool:
    """Whether the first bytes hold the headings of Globe at Night.

    Examples
    --------
    >>> looks_like(b'[{"ID": 1, "ObsType": "Globe at Night", "UTDate": "2024-01-01"')
    True
    """
    start = head[:4096].decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="replace")
    start = start.lstrip()
    if not start.startswith(("[", "{")):
        start = start.partition("\n")[0]
    words = start.lower()
    return "obstype" in words and ("obsdatetime" in words or "utdate" in words)


def table_from_text(text: str) -> RawTable:
    """The table in a text of either kind.

    Raises
    ------
    UploadError
        If the headings of Globe at Night are not there, or the JSON is no list of objects.

    Examples
    --------
    >>> table_from_text("ObsType,ObsDateTime,Latitude,Longitude\\nx,2013-01-01 00:00:00+00:00,1,2\\n").line
    [2]
    """
    return _from_json(text) if text.lstrip()[:1] in ("[", "{") else _from_csv(text)


def _canonical(heading: object) -> str:
    return str(heading).partition("(")[0].strip().lower()


def _from_csv(text: str) -> RawTable:
    rows = rows_of(text, delimiter=",")
    head = next(rows, None)
    names = [_canonical(field) for field in head.fields] if head else []
    _require(names)
    line: list[int] = []
    fields: list[list[str]] = []
    wrong: dict[int, int] = {}
    no_values = [""] * len(names)
    for row in rows:
        refuse_too_many(len(line), most=MOST_ROWS)
        if len(row.fields) != len(names):
            wrong[len(line)] = len(row.fields)
        line.append(row.line)
        # A row of another length has its values under the wrong headings: none of them can be trusted.
        fields.append(row.fields if len(row.fields) == len(names) else no_values)
    problems = RowProblems(line)
    for i, n in wrong.items():
        problems.add(
            i,
            f"the row has {n} fields where the headings are {len(names)}",
            f"de rij heeft {n} velden waar er {len(names)} kopjes zijn",
        )
    columns = dict(zip(names, zip(*fields, strict=True), strict=False)) if fields else {}
    return RawTable(line, frozenset(names), _texts(columns, len(line)), problems)


def _texts(columns: dict[str, Any], n_rows: int) -> dict[str, TextArray]:
    texts = {}
    for heading in HEADINGS:
        texts[heading] = np.full(n_rows, "", dtype=object)
        if heading in columns:
            texts[heading][:] = [value.strip() for value in columns[heading]]
    return texts


def _require(names: list[str]) -> None:
    has = set(names)
    if {"obstype", "latitude", "longitude"} <= has and ("obsdatetime" in has or {"utdate", "uttime"} <= has):
        return
    found = quoted(", ".join(names), most=160)
    raise UploadError(
        f"a Globe at Night file needs the headings {_NEEDED_EN}; found {found}; download the yearly file again",
        f"een bestand van Globe at Night heeft de kopjes {_NEEDED_NL} nodig; gevonden {found}; "
        "download het jaarbestand opnieuw",
    )


def _from_json(text: str) -> RawTable:
    line: list[int] = []
    objects: list[dict[str, str]] = []
    not_objects: list[int] = []
    for at_line, item in _items(text):
        refuse_too_many(len(line), most=MOST_ROWS)
        if not isinstance(item, dict):
            not_objects.append(len(line))
        line.append(at_line)
        objects.append({_canonical(k): _as_text(v) for k, v in item.items()} if isinstance(item, dict) else {})
    names = sorted({name for item in objects for name in item})
    _require(names)
    problems = RowProblems(line)
    for i in not_objects:
        problems.add(i, "the item of the list is no object", "het onderdeel van de lijst is geen object")
    columns = {name: [item.get(name, "") for item in objects] for name in names}
    return RawTable(line, frozenset(names), _texts(columns, len(line)), problems)


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """The items of a JSON list, one by one, each with the line on which it starts."""
    decoder = json.JSONDecoder()
    at = _skip_blank(text, 0)
    if text[at] != "[":
        _not_json("it is one object")
    at, line, counted = _skip_blank(text, at + 1), 1, 0
    while text[at : at + 1] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            _not_json(str(error))
        yield line, item
        at = _skip_blank(text, at)
        if text[at : at + 1] == ",":
            at = _skip_blank(text, at + 1)
        elif text[at : at + 1] != "]":
            _not_json(f"a comma is missing at character {at}")


def _skip_blank(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n", "\r"):
        at += 1
    return at


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _not_json(why: str) -> NoReturn:
    raise UploadError(
        f"a Globe at Night file in JSON must be a whole list of objects; {why}; download it again",
        f"een bestand van Globe at Night in JSON moet een hele lijst van objecten zijn; {why}; download het opnieuw",
    )
