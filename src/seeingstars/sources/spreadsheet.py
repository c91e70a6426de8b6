"""A workbook (.xlsx) with the headings of our upload template, as the text that the same reader takes."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from seeingstars.errors import UploadError
from seeingstars.sources.report import Note
from seeingstars.sources.upload_headings import find_layout, is_upload
from seeingstars.sources.workbook_guard import (
    MOST_COLUMNS,
    MOST_ROWS,
    check_workbook,
    is_workbook,
    open_workbook_zip,
)
from seeingstars.sources.zip_layout import ZipFault, is_zip

_HEAD_ROWS = 20
_DIGITS = 15  # a spreadsheet shows no more, and its sums end in binary dust behind them
_MIDNIGHTS = (date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 1))
# What openpyxl raises on a workbook whose parts do not fit together.
_NOT_READABLE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError,
    ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class SheetText(NamedTuple):
    """The sheet with our headings as text (CSV): `row_of_line[i]` is the row of the sheet on line i + 1 of it."""

    text: str
    notes: tuple[Note, ...]
    row_of_line: list[int]


def looks_like_workbook(path: Path) -> bool:
    """Whether a file is a workbook of the kind .xlsx; one that is damaged beyond its list of parts is none.

    Examples
    --------
    >>> looks_like_workbook(Path("pyproject.toml"))
    False
    """
    try:
        if not is_zip(path):
            return False
        with path.open("rb") as stream, open_workbook_zip(stream) as archive:
            return is_workbook(archive.namelist())
    except (OSError, ZipFault):
        return False


def text_of_workbook(path: Path) -> SheetText:
    """The one sheet of a workbook that has our headings, cell by cell as text.

    A date or a time that is one to the spreadsheet becomes 2022-09-25 and 22:15:00; a number has the 15
    digits that a spreadsheet can show; of a formula the value is taken that the spreadsheet program stored.

    Parameters
    ----------
    path : path of the workbook

    Returns
    -------
    SheetText

    Raises
    ------
    UploadError
        If it is damaged, too large, no sheet or more than one has our headings, or a formula has no stored
        value.
    """
    import openpyxl

    try:
        with path.open("rb") as stream:
            with open_workbook_zip(stream) as archive:
                lacks_value = check_workbook(archive)
            stream.seek(0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what openpyxl does not draw: charts, rules of validation
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
                sheet = _sheet_of(path.name, book)
                text, row_of_line = _csv_of(_rows(sheet, most=MOST_ROWS))
                if lacks_value:
                    stream.seek(0)
                    _refuse_formulas_without_value(path.name, stream, sheet.title)
    except ZipFault as fault:
        raise fault.as_upload_error(path.name) from None
    except _NOT_READABLE as error:
        if isinstance(error, UploadError):
            raise
        raise _not_readable(path.name) from None
    return SheetText(text, (_note(sheet.title),), row_of_line)


def _sheet_of(name: str, book: Any) -> Any:
    ours = [sheet for sheet in book.worksheets if _has_our_headings(sheet)]
    if len(ours) > 1:
        titles = ", ".join(_shown(sheet.title) for sheet in ours[:6])
        raise UploadError(
            f"{name} has our headings on more than one sheet ({titles}); hand in each as a file of its own",
            f"{name} heeft onze kopjes op meer dan één blad ({titles}); lever elk blad als een eigen bestand in",
        )
    if ours:
        return ours[0]
    if not book.worksheets:
        raise _not_readable(name)
    return book.worksheets[0]


def _has_our_headings(sheet: Any) -> bool:
    text, _ = _csv_of(_rows(sheet, most=_HEAD_ROWS))
    return is_upload(find_layout(text))


def _rows(sheet: Any, *, most: int) -> Iterator[Sequence[Any]]:
    # What a sheet says of its own size may be wrong; the guard has counted the cells themselves.
    sheet.reset_dimensions()
    yield from sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS, values_only=True)


def _csv_of(rows: Iterator[Sequence[Any]]) -> tuple[str, list[int]]:
    """Rows as CSV by semicolons, and the row of each line of text; rows without a value are none."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    row_of_line: list[int] = []
    for number, row in enumerate(rows, start=1):
        cells = [cell_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            writer.writerow(cells)
            row_of_line += [number] * (1 + sum(cell.count("\n") for cell in cells))
    return out.getvalue(), row_of_line


def cell_text(value: object) -> str:
    """A cell as the text that a person would have typed.

    Parameters
    ----------
    value : what the spreadsheet holds: a text, number, truth value, date, time, or nothing

    Returns
    -------
    str
        Of a date with a time other than midnight both; a time keeps its fraction of a second if it has one.

    Examples
    --------
    >>> cell_text(datetime(2022, 9, 25)), cell_text(time(22, 15)), cell_text(18.72), cell_text(None)
    ('2022-09-25', '22:15:00', '18.72', '')
    >>> cell_text(timedelta(hours=22, minutes=15)), cell_text(datetime(1899, 12, 30, 22, 15)), cell_text(2534.0)
    ('22:15:00', '22:15:00', '2534')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return np.format_float_positional(value, precision=_DIGITS, fractional=False, trim="-")
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration_text(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").strip()


def _moment_text(moment: datetime) -> str:
    if moment.date() in _MIDNIGHTS and moment.time() != time():
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")


def _duration_text(duration: timedelta) -> str:
    if timedelta() <= duration < timedelta(days=1):
        return (datetime(2000, 1, 1) + duration).time().isoformat()
    return str(duration)


def _refuse_formulas_without_value(name: str, stream: Any, title: str) -> None:
    """Compare the stored values with the formulas; only the sheet that is read counts."""
    import openpyxl

    values, formulas = (
        openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)[title]
        for data_only in (True, False)
    )
    both = zip(_rows(values, most=MOST_ROWS), _rows(formulas, most=MOST_ROWS), strict=True)
    for number, (stored, written) in enumerate(both, start=1):
        for column, (value, formula) in enumerate(zip(stored, written, strict=True), start=1):
            if value is None and formula is not None:
                raise UploadError(
                    f"{name} has a formula without its value in row {number}, column {column}; open it in a spreadsheet "
                    "program and save it there, or type the value itself",
                    f"{name} heeft een formule zonder uitkomst in rij {number}, kolom {column}; open het in een "
                    "rekenprogramma en bewaar het daar, of typ de waarde zelf",
                )


def _note(title: str) -> Note:
    shown = _shown(title)
    return Note(f"the sheet {shown} of the workbook was read", f"het blad {shown} van de werkmap is gelezen")


def _shown(title: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in title[:40])


def _not_readable(name: str) -> UploadError:
    return UploadError(
        f"{name} looks like a workbook whose parts do not fit together; save it again in a spreadsheet program, or as CSV",
        f"{name} lijkt een werkmap waarvan de delen niet bij elkaar passen; bewaar hem opnieuw in een rekenprogramma, of als CSV",
    )
