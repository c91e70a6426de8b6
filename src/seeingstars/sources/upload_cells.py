"""What people type into a cell of our upload template: dates, times, numbers and shares of cloud."""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple

from seeingstars.sources.reading_notes import quoted


class CellError(ValueError):
    """A cell that cannot be read, in English and Dutch."""

    def __init__(self, en: str, nl: str) -> None:
        super().__init__(en)
        self.en, self.nl = en, nl


class TypedDate(NamedTuple):
    """A date, and whether another order of day and month would give another date."""

    day: date
    is_ambiguous: bool


_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,15})?", re.ASCII)
_DATE_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DATE_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.uh](\d{2})(?:[:.](\d{2}))?", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.ASCII)
_YEARS = range(1950, 2101)

_CLOUD_FRACTIONS = {"1/4": 25.0, "1/2": 50.0, "3/4": 75.0, "½": 50.0, "¼": 25.0, "¾": 75.0}


def number_from_cell(text: str) -> float:
    """A number with a decimal point or comma.

    Raises
    ------
    CellError
        If the text is no number, or has separators of thousands.

    Examples
    --------
    >>> number_from_cell("18,72"), number_from_cell("−3.5")
    (18.72, -3.5)
    """
    typed = text.strip().replace("−", "-")
    if not _NUMBER.fullmatch(typed):
        raise CellError(f"{quoted(text)} is no number; write 18.72", f"{quoted(text)} is geen getal; schrijf 18,72")
    return float(typed.replace(",", "."))


def date_from_cell(text: str) -> TypedDate:
    """A date: 2022-09-25, or the day first: 25-09-2022, 25/9/2022, 25.9.2022.

    Raises
    ------
    CellError
        If it is no such date; a month above 12 is named, since then the month may have come first.

    Examples
    --------
    >>> date_from_cell("25-9-2022")
    TypedDate(day=datetime.date(2022, 9, 25), is_ambiguous=False)
    >>> date_from_cell("9/25/2022")
    Traceback (most recent call last):
    seeingstars.sources.upload_cells.CellError: '9/25/2022' has the month first; write the day first or 2022-09-25
    """
    typed = text.strip()
    iso, day_first = _DATE_ISO.fullmatch(typed), _DATE_DAY_FIRST.fullmatch(typed)
    if iso:
        return TypedDate(_date(text, int(iso[1]), int(iso[2]), int(iso[3])), False)
    if not day_first:
        raise _no_date(text)
    day, month, year = int(day_first[1]), int(day_first[3]), int(day_first[4])
    if is_month_first(text):
        raise CellError(
            f"{quoted(text)} has the month first; write the day first or {year}-{day:02}-{month:02}",
            f"{quoted(text)} heeft de maand voorop; schrijf de dag eerst of {year}-{day:02}-{month:02}",
        )
    return TypedDate(_date(text, year, month, day), day <= 12 and day != month)


def is_month_first(text: str) -> bool:
    """Whether a date can only be read with the month first, as in 9/25/2022.

    Examples
    --------
    >>> is_month_first("9/25/2022"), is_month_first("9/5/2022")
    (True, False)
    """
    typed = _DATE_DAY_FIRST.fullmatch(text.strip())
    return bool(typed) and int(typed[1]) <= 12 < int(typed[3]) <= 31 if typed else False


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        typed = date(year, month, day)
    except ValueError:
        raise _no_date(text) from None
    if year not in _YEARS:
        raise _no_date(text)
    return typed


def _no_date(text: str) -> CellError:
    return CellError(
        f"{quoted(text)} is no date; write 2022-09-25", f"{quoted(text)} is geen datum; schrijf 25-09-2022"
    )


def time_from_cell(text: str) -> time:
    """A time of the clock on the wall: 22:15, 22.15, 22u15 or 22:15:30.

    Raises
    ------
    CellError
        If it is no such time.

    Examples
    --------
    >>> time_from_cell("22.15"), time_from_cell("22:15:30")
    (datetime.time(22, 15), datetime.time(22, 15, 30))
    """
    typed = _TIME.fullmatch(text.strip())
    try:
        if typed:
            return time(int(typed[1]), int(typed[2]), int(typed[3] or 0))
    except ValueError:
        pass
    raise CellError(f"{quoted(text)} is no time; write 22:15", f"{quoted(text)} is geen tijd; schrijf 22:15")


def offset_from_cell(text: str) -> float | None:
    """The offset that stands in the column for the time zone [min]; None if it is not written as an offset.

    Examples
    --------
    >>> offset_from_cell("+02:00"), offset_from_cell("UTC-3"), offset_from_cell("utc"), offset_from_cell("Europe/Paris")
    (120.0, -180.0, 0.0, None)
    """
    typed = text.strip().upper()
    if typed in ("UTC", "GMT", "Z"):
        return 0.0
    offset = _OFFSET.fullmatch(typed.replace("−", "-"))
    if not offset or int(offset[2]) > 14 or int(offset[3] or 0) > 59:
        return None
    minutes = 60.0 * int(offset[2]) + int(offset[3] or 0)
    return -minutes if offset[1] == "-" else minutes


_LAMPS = {
    "yes": "yes", "ja": "yes", "y": "yes", "j": "yes", "no": "no", "nee": "no", "n": "no", "none": "no", "geen": "no",
    "unknown": "", "onbekend": "", "weet niet": "", "?": "",
}  # fmt: skip


def lamps_from_cell(text: str) -> str:
    """Whether a lamp shone nearby: ``yes``, ``no`` or, where it is not known, an empty text.

    Raises
    ------
    CellError
        If it is anything else: what more there is to say belongs in the comment.

    Examples
    --------
    >>> lamps_from_cell("Ja"), lamps_from_cell("no"), lamps_from_cell("onbekend")
    ('yes', 'no', '')
    """
    typed = text.strip().lower()
    if typed not in _LAMPS:
        raise CellError(
            f"{quoted(text)} is no answer; write yes, no or unknown, and anything more in the comment",
            f"{quoted(text)} is geen antwoord; schrijf ja, nee of onbekend, en de rest bij opmerking",
        )
    return _LAMPS[typed]


def stars_from_cell(text: str) -> float:
    """A number of stars: a whole number without separators of thousands.

    Raises
    ------
    CellError
        If it is anything else.

    Examples
    --------
    >>> stars_from_cell("12")
    12.0
    """
    typed = text.strip()
    if not re.fullmatch(r"\d{1,5}(?:[.,]0{1,2})?", typed, re.ASCII):
        raise CellError(
            f"{quoted(text)} is no number of stars; write 12", f"{quoted(text)} is geen aantal sterren; schrijf 12"
        )
    return float(typed.replace(",", "."))


def cloud_from_cell(text: str) -> float:
    """The share of the sky under cloud [%]: 0, 1/4, 1/2, 3/4 or 1, a decimal fraction, or a percentage.

    A number up to 1 is a fraction and a number above 1 a percentage; with a % sign it always is a percentage.

    Raises
    ------
    CellError
        If it is neither; a fraction that a spreadsheet turned into a date is named as such.

    Examples
    --------
    >>> [cloud_from_cell(text) for text in ("3/4", "0,5", "1", "25 %", "80")]
    [75.0, 50.0, 100.0, 25.0, 80.0]
    """
    typed = text.strip()
    if typed in _CLOUD_FRACTIONS:
        return _CLOUD_FRACTIONS[typed]
    try:
        number = number_from_cell(typed.rstrip("%"))
    except CellError:
        number = -1.0
    percent = number if typed.endswith("%") or number > 1 else 100 * number
    if not 0 <= percent <= 100:
        raise CellError(
            f"{quoted(text)} is no share of cloud; write 0, 25, 50, 75 or 100 (a spreadsheet makes a date of 1/4)",
            f"{quoted(text)} is geen deel bewolking; schrijf 0, 25, 50, 75 of 100 (een rekenblad maakt van 1/4 een datum)",
        )
    return percent
