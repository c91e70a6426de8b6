"""Read files of fixed photometers: the community's skyglow format of SQM and TESS meters, and bare tables like it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seeingstars.errors import UploadError
from seeingstars.sources.delimited_rows import Rows, lines_of, read_rows, shown_problems
from seeingstars.sources.file_content import FileContent, read_content
from seeingstars.sources.personal_data import struck_out
from seeingstars.sources.photometer_table import joined_readings, readings_of_photometer
from seeingstars.sources.report import FileReport, Note
from seeingstars.sources.skyglow_header import Header, Place, layout_of_rows, place_from_text, site_id, utc_columns
from seeingstars.sources.skyglow_sections import Section, looks_like, no_columns, sections_of

_SAMPLE_ROWS = 2000  # our choice: rows that vote on how many fields a row has


def read_skyglow_dat(path: Path, *, careful: bool = False) -> tuple[pd.DataFrame, FileReport]:
    """Read a file of a fixed photometer (SQM-LE, -LU, -DL by UDM, PySQM and others; TESS-W and TESS4C).

    Parameters
    ----------
    path : path of a file; it may be packed with gzip
    careful : bool
        True to read every row the slow way; the result is the same.

    Returns
    -------
    readings : pandas.DataFrame
        One row for each line that holds a reading, or one a channel where a meter has several; ``SOURCE_COLUMNS``.
        A brightness of 0.00 means saturated and stays 0.0; a cover offset is noted and never applied.
    report : FileReport
        ``rows_read`` counts lines.

    Raises
    ------
    UploadError
        If the file has no column of UTC, no column of brightness, or is none of the family.

    Notes
    -----
    The column of local times is not used: in real files its zone is often that of the computer [1]_. The difference
    between the logger's clock and the computer's at retrieval is taken as the uncertainty of the time, without sign.

    References
    ----------
    .. [1] C. Kyba and D. Lolkema, A community standard for recording skyglow data, Astronomy & Geophysics 53 (2012)
       6.17, and its definition 1.0 of 10 April 2013.

    Examples
    --------
    >>> read_skyglow_dat(Path("LICENSE"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: LICENSE must have a line that names a column of UTC times and one of sky ...
    """
    content = read_content(path)
    tables, rows_of_sections, notes = [], [], []
    for section in sections_of(content):
        table, rows, section_notes = _read_section(content, section, careful=careful)
        tables.append(table)
        rows_of_sections.append(rows)
        notes += [note for note in section_notes if note not in notes]
    readings = tables[0] if len(tables) == 1 else joined_readings(tables)
    problem = np.concatenate([rows.problem for rows in rows_of_sections])
    shown, total = shown_problems(np.concatenate([rows.source_line for rows in rows_of_sections]), problem)
    report = FileReport(
        content.name,
        "skyglow_dat" if looks_like(content.data[:65536]) else "derived_sqm_csv",
        accepted=True,
        rows_read=int(problem.size),
        row_problems=shown,
        n_row_problems=total,
        sha256=content.sha256,
        notes=tuple(notes),
    )
    return readings, report


def _read_section(
    content: FileContent, section: Section, *, careful: bool
) -> tuple[pd.DataFrame, Rows, tuple[Note, ...]]:
    delimiter, field_counts = _fields_of_sample(section.body)
    header, notes = _with_utc(section, delimiter, content.name)
    layout, layout_notes = layout_of_rows(header, delimiter=delimiter, field_counts=field_counts)
    rows = read_rows(section.body, first_line=section.first_line, layout=layout, careful=careful)
    facts, header_notes = _facts_of_header(header)
    facts |= {"source_file": content.name, "source_sha256": content.sha256, "is_simulated": header.is_simulated}
    table, row_notes = readings_of_photometer(rows, layout, facts)
    end_notes = _end_notes(section.body, rows)
    return table, rows, (*section.notes, *notes, *layout_notes, *header_notes, *row_notes, *end_notes)


def _fields_of_sample(body: bytes | str) -> tuple[str, Counter[int]]:
    sample = body[: _SAMPLE_ROWS * 120]
    text = sample if isinstance(sample, str) else sample.decode("ascii", errors="replace")
    lines = [line for line in lines_of(text) if line.strip() and not line.lstrip().startswith("#")]
    if len(sample) < len(body):
        lines = lines[:-1]  # the last line of a sample may be cut
    first = "\n".join(lines[:20])
    delimiter = max((";", ",", "\t"), key=lambda mark: (first.count(mark), mark == ";"))
    return delimiter, Counter(line.count(delimiter) + 1 for line in lines)


def _with_utc(section: Section, delimiter: str, name: str) -> tuple[Header, tuple[Note, ...]]:
    """The header with names of columns among which is one in UTC, or the reason why the file is refused."""
    header = section.header
    if not header.column_names and header.units:
        header, notes = _named_by_units(header)
        if utc_columns(header.column_names):
            return header, notes
    if not header.column_names:
        raise no_columns(name)
    if utc_columns(header.column_names):
        return header, ()
    time = next(
        i for i, column in enumerate(header.column_names) if "time" in column or "date" in column or column == "tloc"
    )
    if _has_zone(section.body, delimiter, time):
        names = list(header.column_names)
        names[time] = "utc"
        return replace(header, column_names=tuple(names)), ()
    raise _no_zone(name, header.column_names[time])


def _named_by_units(header: Header) -> tuple[Header, tuple[Note, ...]]:
    names = ["" for _ in header.units]
    names[0] = "utc"
    magnitudes = [i for i, unit in enumerate(header.units) if unit.startswith("mag/arcsec")]
    if magnitudes:
        names[magnitudes[0]] = "msas"
    note = Note(
        "the header has no line with the names of the columns; the line with their units was followed",
        "de kop heeft geen regel met kolomnamen; de regel met de eenheden is gevolgd",
    )
    return replace(header, column_names=tuple(names) if magnitudes else ()), (note,)


def _has_zone(body: bytes | str, delimiter: str, index: int) -> bool:
    """Whether the first times carry Z or +00:00 themselves."""
    start = body[:4000]
    text = start if isinstance(start, str) else start.decode("ascii", errors="replace")
    rows = [line.split(delimiter) for line in lines_of(text)[:-1] if line.strip() and not line.startswith("#")]
    times = [fields[index].strip() for fields in rows if len(fields) > index]
    return bool(times) and all(re.search(r"(Z|\+00:?00)$", time) for time in times)


def _facts_of_header(header: Header) -> tuple[dict[str, Any], tuple[Note, ...]]:
    notes: list[Note] = []
    text = header.value("position")
    place = place_from_text(text)
    if place is None:
        notes.append(
            Note(
                f'the position "{text[:80]}" cannot be read; the readings have no place',
                f'de positie "{text[:80]}" is niet te lezen; de metingen hebben geen plaats',
            )
        )
        place = Place()
    elif np.isnan(place.latitude_deg) and header.keys:
        notes.append(Note("the header states no position", "de kop noemt geen positie"))
    instrument_id = header.value("sqm serial number", "instrument id")
    facts = {
        "supplier": struck_out(header.value("data supplier")),
        "licence": header.value("this data is released under the following license", "license", "licence"),
        "instrument_type": header.value("device type"),
        "instrument_id": instrument_id,
        "site_id": site_id(instrument_id or header.value("device type"), place),
        "longitude_deg": place.longitude_deg,
        "latitude_deg": place.latitude_deg,
        "elevation_m": place.elevation_m,
        "time_uncertainty_s": _clock_difference_s(header, notes),
    }
    _note_cover_offset(header, notes)
    return facts, tuple(notes)


def _clock_difference_s(header: Header, notes: list[Note]) -> float:
    text = header.value("dl time difference")
    if not re.fullmatch(r"[+-]?\d{1,9}(\.\d*)?", text):
        return float("nan")
    seconds = abs(float(text))
    if seconds > 0:
        notes.append(
            Note(
                f"the logger's clock differed by {text} s from the computer's at retrieval; "
                f"times are uncertain by {seconds:g} s and were not shifted",
                f"de klok van de logger week bij het uitlezen {text} s af van die van de computer; "
                f"tijden zijn {seconds:g} s onzeker en zijn niet verschoven",
            )
        )
    return seconds


def _note_cover_offset(header: Header, notes: list[Note]) -> None:
    for key, text in header.keys.items():
        if "cover offset" in key and re.fullmatch(r"[+-]?\d+(\.\d*)?", text) and float(text) != 0:
            notes.append(
                Note(
                    f"the header states a cover offset of {text} mag/arcsec²; whether it was applied is not known, "
                    "and it was not applied here",
                    f"de kop noemt een correctie voor het venster van {text} mag/arcsec²; of die al is toegepast is "
                    "niet bekend, en hier is zij niet toegepast",
                )
            )


def _end_notes(body: bytes | str, rows: Rows) -> tuple[Note, ...]:
    if not rows.source_line.size:
        return (Note("there is a header and not one reading", "er is een kop en niet één meting"),)
    if isinstance(body, bytes) and not body.endswith((b"\n", b"\r")):
        return (
            Note(
                "the last line has no end of line: the file may have been cut off",
                "de laatste regel heeft geen regeleinde: het bestand kan afgekapt zijn",
            ),
        )
    return ()


def _no_zone(name: str, column: str) -> UploadError:
    return UploadError(
        f'{name} looks like readings of a meter without UTC: its only times stand in "{column}" and name no time zone; '
        "export it again with a UTC column",
        f'{name} lijkt op metingen van een meter zonder UTC: de enige tijden staan in "{column}" en noemen geen '
        "tijdzone; exporteer het opnieuw met een UTC-kolom",
    )
