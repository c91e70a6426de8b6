"""One reading as JSON: the words of the upload template, judged cell by cell by the very code that reads a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from seeingstars.sources.place_zones import is_zone, zones_of_places
from seeingstars.sources.upload_cells import (
    CellError,
    cloud_from_cell,
    date_from_cell,
    lamps_from_cell,
    number_from_cell,
    offset_from_cell,
    stars_from_cell,
    time_from_cell,
)
from seeingstars.sources.upload_headings import DIRECTIONS, HEADINGS, MEASURED, REQUIRED
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.problems import FieldFault, Problem, shown_value

if TYPE_CHECKING:
    from seeingstars.intake.receiving import RowRefused

LONGEST_TEXT = 200  # our choice: names of meters, serial numbers, codes
LONGEST_COMMENT = 2_000  # our choice: a page of text

_NUMBERS = ("longitude", "latitude", "brightness", *DIRECTIONS, "limiting_magnitude")


def _zone(text: str) -> None:
    if offset_from_cell(text) is None and not is_zone(text):
        raise CellError(
            "is no time zone; write Europe/Amsterdam or +02:00", "is geen tijdzone; schrijf Europe/Amsterdam of +02:00"
        )


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "date": date_from_cell,
    "time": time_from_cell,
    "cloud": cloud_from_cell,
    "stars_counted": stars_from_cell,
    "lamps_nearby": lamps_from_cell,
    "time_zone": _zone,
    **dict.fromkeys(_NUMBERS, number_from_cell),
}
_LIMITS = {"longitude": 180.0, "latitude": 90.0}

_MEANINGS = {
    "date": "date on the calendar of the place, such as 2022-09-25",
    "time": "time of the clock on the wall there, such as 22:15",
    "longitude": "degrees east (WGS 84); west is negative",
    "latitude": "degrees north (WGS 84); south is negative",
    "brightness": "what the meter shows [mag/arcsec²]; larger is darker",
    "limiting_magnitude": "faintest star seen by eye, or the number of the star chart [mag]",
    "cloud": "share of the sky under cloud: 0, 25, 50, 75 or 100, or 1/4, 1/2, 3/4",
    "stars_counted": "how many stars were counted; where stands in the comment",
    "lamps_nearby": "whether a lamp shone nearby: yes, no or unknown",
    "time_zone": "only if the clock was not that of the place: Europe/Amsterdam or +02:00",
}


def reading_schema() -> dict[str, Any]:
    """The JSON Schema of one reading, made from the headings of the upload template.

    Examples
    --------
    >>> reading_schema()["required"]
    ['date', 'time', 'longitude', 'latitude']
    """
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(REQUIRED),
        "anyOf": [{"required": [name]} for name in MEASURED],
        "properties": {name: _schema_of(name) for name in HEADINGS},
        "example": {"date": "2022-09-25", "time": "22:15", "longitude": 4.484, "latitude": 52.155, "brightness": 18.72},
    }


def _schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": _MEANINGS.get(name, f"the column {name} of the upload template")}
    if name in _NUMBERS:
        number: dict[str, Any] = {"type": "number"}
        if name in _LIMITS:
            number |= {"minimum": -_LIMITS[name], "maximum": _LIMITS[name]}
        return schema | {"anyOf": [number, {"type": "string", "maxLength": LONGEST_TEXT}]}
    if name == "date":
        return schema | {"type": "string", "format": "date"}
    longest = LONGEST_COMMENT if name == "comment" else LONGEST_TEXT
    return schema | {"type": ["string", "number", "boolean"], "maxLength": longest}


def cells_from_reading(content: Mapping[str, Any]) -> dict[str, str]:
    """One reading as cells of the upload template, by our names of its columns.

    Parameters
    ----------
    content : values by heading of the template (in English); numbers, texts, or null for an empty cell

    Returns
    -------
    dict

    Raises
    ------
    Problem
        Of status 422, naming every field that cannot be taken.

    Examples
    --------
    >>> cells_from_reading({"date": "2022-09-25", "time": "22:15", "longitude": 4.484, "latitude": 52.155, "brightness": "18,72"})
    {'date': '2022-09-25', 'time': '22:15', 'longitude': '4.484', 'latitude': '52.155', 'brightness': '18,72'}
    """
    faults: list[FieldFault] = []
    cells: dict[str, str] = {}
    for name, value in content.items():
        if name not in HEADINGS:
            faults.append(
                _fault(
                    shown_value(name),
                    value,
                    "extra_forbidden",
                    "is no field that we know",
                    "is geen veld dat wij kennen",
                )
            )
            continue
        try:
            text = _cell(name, value)
        except CellError as error:
            faults.append(_fault(name, value, "not_readable", error.en, error.nl))
            continue
        if text:
            cells[name] = text
    faults += _missing(cells, {fault.field for fault in faults})
    if faults:
        raise Problem(kinds.READING_REFUSED, faults=faults)
    return cells  # fmt: skip


def is_judged_whole(cells: Mapping[str, str]) -> bool:
    """Whether something may be wrong with a reading that no single cell shows.

    Directions may disagree, and where the clocks change that day there are times that are skipped or come twice. For
    every other reading the cells are all there is to it, and what is odd is flagged.

    Parameters
    ----------
    cells : from `cells_from_reading`
    """
    return any(name in cells for name in DIRECTIONS) or _clocks_change(cells)


def problem_of_row(refused: RowRefused, cells: Mapping[str, str]) -> Problem:
    """The refusal of a reading by the desk, of status 422, with the words of the reader of files."""
    towards = [name for name in DIRECTIONS if name in cells]
    field = towards[0] if towards and "N, E, S" in refused.en else "time"
    fault = FieldFault(field, shown_value(cells[field]), "not_possible", refused.en, refused.nl)
    return Problem(kinds.READING_REFUSED, faults=[fault])


def _clocks_change(cells: Mapping[str, str]) -> bool:
    """Whether the clocks of the place changed on that day."""
    if "time_zone" in cells and not is_zone(cells["time_zone"]):
        return False  # an offset from UTC: nothing to be in doubt of
    longitude, latitude = (np.array([number_from_cell(cells[name])]) for name in ("longitude", "latitude"))
    name = cells.get("time_zone") or zones_of_places(longitude, latitude_deg=latitude)[0]
    if not name:
        return False
    day = datetime.combine(date_from_cell(cells["date"]).day, time(), ZoneInfo(name))
    return day.utcoffset() != (day + timedelta(days=1)).utcoffset()


def _missing(cells: Mapping[str, str], told: set[str]) -> list[FieldFault]:
    faults = [
        _fault(name, None, "missing", "is missing", "ontbreekt")
        for name in REQUIRED
        if name not in cells and name not in told
    ]
    if not set(cells) & set(MEASURED) and not told & set(MEASURED):
        faults.append(
            _fault("brightness", None, "missing", "or limiting_magnitude is needed", "of limiting_magnitude is nodig")
        )
    return faults


def _fault(field: str, value: object, code: str, en: str, nl: str) -> FieldFault:
    return FieldFault(field, shown_value(value), code, f"{field}: {en}", f"{field}: {nl}")


def _cell(name: str, value: object) -> str:
    text = _as_text(value)
    if name == "comment":
        # Words are kept whatever they are; what does not print becomes a space.
        text = "".join(character if character.isprintable() or character in "\n\t" else " " for character in text)
    elif not text.isprintable():
        raise CellError("holds a character that does not print", "bevat een teken dat niet te zien is")
    longest = LONGEST_COMMENT if name == "comment" else LONGEST_TEXT
    if len(text) > longest:
        raise CellError(f"must have at most {longest} characters", f"mag hoogstens {longest} tekens hebben")
    if not text:
        return ""
    if name in _PARSERS:
        _PARSERS[name](text)
    limit = _LIMITS.get(name)
    if limit is not None and abs(number_from_cell(text)) > limit:
        raise CellError(f"must lie in -{limit:g} to {limit:g}", f"moet tussen -{limit:g} en {limit:g} liggen")
    return text


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise CellError("must be a text or a number", "moet een tekst of een getal zijn")
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".")
    text = str(value).strip()
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise CellError("holds half a character", "bevat een half teken") from None
    return text
