"""Our own upload template: a table that people fill in by hand, in Dutch or English, at the time of their own clock.

What it holds and how to fill it in stands in docs/upload-template.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from seeingstars.columns import Stream, readings_from_columns
from seeingstars.errors import UploadError
from seeingstars.sources import spreadsheet, upload_rows
from seeingstars.sources.file_content import FileContent, read_content, text_from_bytes
from seeingstars.sources.personal_data import strike_out
from seeingstars.sources.reading_notes import CountedNotes, quoted
from seeingstars.sources.report import FileReport, Note
from seeingstars.sources.sites import sites_from_places
from seeingstars.sources.upload_brightness import brightness_of_rows
from seeingstars.sources.upload_cells import cloud_from_cell, lamps_from_cell, number_from_cell, stars_from_cell
from seeingstars.sources.upload_headings import (
    HEADINGS,
    Layout,
    find_layout,
    is_upload,
    missing_headings,
)
from seeingstars.sources.upload_rows import SIMULATED_WORDS, UploadRows
from seeingstars.sources.upload_times import times_of_rows

TextArray = npt.NDArray[np.object_]

SUPPLIER = "Seeing Stars upload"
LARGEST_BYTES = 33_554_432  # our choice: far more than people fill in by hand
NAKED_EYE = "naked eye"
METER_NOT_STATED = "meter not stated"
_APP_WORDS = r"\bapps?\b|phone|telefoon|android|camera|galaxy|pixel"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, and .xls
_HEAD_CHARACTERS = 16_384

_EXPLANATION = (
    "# One row for each reading. Date as 2022-09-25; time of your own clock as 22:15; place in degrees; "
    "brightness in mag/arcsec²; cloud as 0 25 50 75 or 100 %. No names or addresses. Rows that begin with # are skipped.",
    "# Eén rij voor elke meting. Datum als 25-09-2022, tijd van uw eigen klok als 22:15, plaats in graden, "
    "helderheid in mag/arcsec², bewolking als 0 25 50 75 of 100 %. Geen namen of adressen. "
    "Rijen die met # beginnen tellen niet mee.",
)


def template_text(language: str) -> str:
    """The empty template: a line that explains it and a line of headings.

    Write it as UTF-8 with a byte order mark, so that spreadsheets show the accents right.

    Parameters
    ----------
    language : ``nl`` (separated by semicolons, as a Dutch spreadsheet wants) or ``en`` (by commas)

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the language is neither.

    Examples
    --------
    >>> template_text("nl").splitlines()[1]
    'datum;tijd;lengtegraad;breedtegraad;helderheid;helderheid_noord;...;opmerking;tijdzone'
    """
    if language not in ("nl", "en"):
        raise ValueError(f"language must be nl or en; got {language!r}")
    at, delimiter = (1, ";") if language == "nl" else (0, ",")
    explanation = _EXPLANATION[at]
    if delimiter in explanation:
        explanation = f'"{explanation}"'
    return explanation + "\n" + delimiter.join(both[at] for both in HEADINGS.values()) + "\n"


def looks_like(head: bytes) -> bool:
    """Whether these first bytes are those of our template, even one that lacks a heading.

    Examples
    --------
    >>> looks_like("Datum;Tijd;Lengtegraad;Breedtegraad;Helderheid\\n".encode()), looks_like(b"a,b\\n1,2\\n")
    (True, False)
    """
    if head.startswith(_WORKBOOKS) or (b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return False
    return is_upload(find_layout(text_from_bytes(head)[0][:_HEAD_CHARACTERS]))


def read_upload_template(path: Path) -> tuple[pd.DataFrame, FileReport]:
    """Read a filled-in upload template.

    Parameters
    ----------
    path : path of a CSV file with headings in Dutch or English, separated by ``;``, ``,`` or tabs, or of a
        workbook (.xlsx) with them on one sheet

    Returns
    -------
    readings : pandas.DataFrame
        One row for each row that was filled in, in order, with the columns `SOURCE_COLUMNS`. A cell that
        cannot be read is empty, and ``row_problem`` says why.
    report : FileReport
        Rows, rows with a problem, and notes of what was decided.

    Raises
    ------
    UploadError
        If the file cannot be opened, is a workbook of another kind than .xlsx, or lacks a heading.

    Notes
    -----
    ``stream``: a row with a brightness is camera_app if the model of the meter speaks of an app or a telephone
    and else handheld_meter; a row without one is naked_eye. The brightness of readings in several directions
    is their mean only if they lie within 0.2 mag/arcsec². ``site_id``: the serial number (or the observer's
    code, or the instrument's type) at the place rounded to 0.001 degree.

    Examples
    --------
    >>> read_upload_template(Path("pyproject.toml"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: the upload template needs the heading date ...
    """
    content = read_content(path, largest_bytes=LARGEST_BYTES)
    text, notes, row_of_line = _text_of_file(path, content)
    layout = find_layout(text[:_HEAD_CHARACTERS])
    _require_headings(content.name, layout)
    rows = upload_rows.rows_under_headings(text, layout)
    if row_of_line:
        rows.line[:] = [row_of_line[line - 1] for line in rows.line]
    columns, more_notes = _columns(rows)
    columns["source_file"], columns["source_sha256"] = content.name, content.sha256
    return readings_from_columns(columns, len(rows)), _report(content, rows, (*notes, *more_notes))


def _report(content: FileContent, rows: UploadRows, notes: tuple[Note, ...]) -> FileReport:
    return FileReport(
        file=content.name,
        kind="upload_template",
        accepted=True,
        rows_read=len(rows),
        row_problems=rows.problems.shown(),
        n_row_problems=len(rows.problems),
        sha256=content.sha256,
        notes=notes,
    )


def _text_of_file(path: Path, content: FileContent) -> tuple[str, tuple[Note, ...], list[int]]:
    """The text of a CSV file or of a workbook, and of the latter the row of the sheet on each line of the text."""
    if not content.data.startswith(_WORKBOOKS):
        return *_text(content.data), []
    if spreadsheet.looks_like_workbook(path):
        return spreadsheet.text_of_workbook(path)
    raise UploadError(
        f"{content.name} is a workbook of an old or other kind; save it as CSV (UTF-8) or as .xlsx and hand that in",
        f"{content.name} is een werkmap van een oude of andere soort; bewaar hem als CSV (UTF-8) of als .xlsx en lever dat bestand in",
    )


def _text(data: bytes) -> tuple[str, tuple[Note, ...]]:
    text, notes = text_from_bytes(data)
    if not any("Latin-1" in note.en for note in notes):
        return text, notes
    # What is not UTF-8 comes from a spreadsheet on Windows, whose code page has quotation marks among C1 controls.
    note = Note(
        "the text is not UTF-8; it was read as Windows-1252", "de tekst is geen UTF-8; hij is gelezen als Windows-1252"
    )
    return text.translate(_WINDOWS_1252), (note,)


_WINDOWS_1252 = {code: bytes([code]).decode("cp1252", errors="replace") for code in range(0x80, 0xA0)}


def _require_headings(name: str, layout: Layout) -> None:
    missing = missing_headings(layout.columns)
    if missing:
        en, nl = ((" / ".join(dict.fromkeys(HEADINGS[m][i] for m in missing))) for i in (0, 1))
        found = quoted(", ".join(field for field in layout.found if field), most=160)
        raise UploadError(
            f"the upload template needs the heading {en} (Dutch: {nl}); {name} has {found}; add it and hand the file in again",
            f"het invulblad heeft het kopje {nl} nodig (Engels: {en}); {name} heeft {found}; voeg het toe en lever het bestand opnieuw in",
        )
    twice = sorted({column for column in layout.columns if column and layout.columns.count(column) > 1})
    if twice:
        raise UploadError(
            f"the upload template has each heading once; {name} has {HEADINGS[twice[0]][0]} more than once; remove one",
            f"het invulblad heeft elk kopje één keer; {name} heeft {HEADINGS[twice[0]][1]} vaker; haal er een weg",
        )


def _columns(rows: UploadRows) -> tuple[dict[str, Any], list[Note]]:
    notes = CountedNotes()
    columns: dict[str, Any] = {"source_line": rows.line, "supplier": SUPPLIER}
    columns["longitude_deg"] = rows.numbers("longitude", number_from_cell)
    columns["latitude_deg"] = rows.numbers("latitude", number_from_cell)
    columns |= times_of_rows(
        rows, longitude_deg=columns["longitude_deg"], latitude_deg=columns["latitude_deg"], notes=notes
    )
    columns["brightness_mag_arcsec2"] = brightness_of_rows(rows, notes=notes)
    columns["limiting_magnitude"] = rows.numbers("limiting_magnitude", number_from_cell)
    columns["stars_counted"] = rows.numbers("stars_counted", stars_from_cell)
    columns["cloud_cover_percent"] = rows.numbers("cloud", cloud_from_cell)
    columns["lamps_nearby"] = rows.words("lamps_nearby", lamps_from_cell)
    _note_rows_without_measurement(rows)
    columns |= _instruments(rows, columns)
    comment, n_struck = strike_out(rows.texts["comment"])
    notes.add(
        n_struck,
        "comments held an e-mail address or a telephone number, which was struck out",
        "opmerkingen bevatten een e-mailadres of telefoonnummer, dat is weggehaald",
    )
    columns["comment"] = comment
    columns["is_simulated"] = [rows.is_simulated or text.startswith(SIMULATED_WORDS) for text in rows.texts["comment"]]
    columns.update(rows.problems.columns())
    return columns, notes.made


def _note_rows_without_measurement(rows: UploadRows) -> None:
    by_eye = (rows.texts["limiting_magnitude"] != "") | (rows.texts["stars_counted"] != "")
    for i in np.flatnonzero(~rows.has_brightness & ~by_eye).tolist():
        if i not in rows.problems:
            rows.problems.add(
                int(i),
                "there is no brightness, no limiting magnitude and no number of stars",
                "er is geen helderheid, geen grensmagnitude en geen aantal sterren",
            )


def _instruments(rows: UploadRows, columns: dict[str, Any]) -> dict[str, Any]:
    model, serial, code = (
        strike_out(rows.texts[name])[0] for name in ("meter_model", "serial_number", "observer_code")
    )
    is_app = pd.Series(model, dtype="str").str.contains(_APP_WORDS, case=False, regex=True).to_numpy(dtype=bool)
    has_brightness = rows.has_brightness
    stream = np.select(
        [~has_brightness, is_app], [Stream.NAKED_EYE, Stream.CAMERA_APP], default=Stream.HANDHELD_METER
    ).astype(object)
    kind = np.where(model != "", model, np.where(has_brightness, METER_NOT_STATED, NAKED_EYE))
    name = np.where(serial != "", kind + " " + serial, np.where(code != "", kind + " of " + code, kind))
    return {
        "stream": stream,
        "instrument_type": kind,
        "instrument_id": serial,
        "site_id": sites_from_places(
            name, longitude_deg=columns["longitude_deg"], latitude_deg=columns["latitude_deg"]
        ),
    }
