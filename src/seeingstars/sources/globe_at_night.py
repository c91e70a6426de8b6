"""Globe at Night: the yearly files of NOIRLab, in both of their schemas, as CSV or JSON.

One row of the file is one row of the table. Nothing is taken away: a time that was repaired carries how
it was known and what stood in the file, a row that cannot be read says so in ``row_problem``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from seeingstars.columns import Stream, readings_from_columns
from seeingstars.sources import app_comments, globe_at_night_table
from seeingstars.sources.file_content import read_content, text_from_bytes
from seeingstars.sources.globe_at_night_table import RawTable
from seeingstars.sources.globe_at_night_time import LOCAL_LABELLED_UTC, OFFSET_SIGN_REVERSED, repair_times
from seeingstars.sources.personal_data import strike_out
from seeingstars.sources.reading_notes import CountedNotes, quoted
from seeingstars.sources.report import FileReport, Note
from seeingstars.sources.sites import sites_from_places

FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[np.object_]

SUPPLIER = "Globe at Night"
LARGEST_BYTES = 134_217_728  # our choice: all years 2006 to 2023 together are about 42 MB
LICENCE = "CC BY 4.0 (Globe at Night, NOIRLab)"
NO_LIMIT = (-9999.0, -999.0)  # stand for "none" in LimitingMag
LOSS_OF_THE_NIGHT = "Loss of the Night"
DARK_SKY_METER = "Dark Sky Meter"
_MOMENT = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s?(?:Z|[+-]\d\d:?\d\d)?"
CHART = "Globe at Night chart"
HANDHELD = "SQM (handheld)"


def looks_like(head: bytes) -> bool:
    """Whether these first bytes are those of a Globe at Night file, by its headings.

    Examples
    --------
    >>> looks_like(b"ID,ObsType,ObsDateTime,Latitude,Longitude,LimitingMag\\n"), looks_like(b"date;time\\n")
    (True, False)
    """
    return globe_at_night_table.looks_like(head)


def read_globe_at_night(path: Path) -> tuple[pd.DataFrame, FileReport]:
    """Read a yearly file of Globe at Night, with its times repaired.

    Parameters
    ----------
    path : path of a CSV file, or of a JSON list of objects with the same keys; gzip is unpacked

    Returns
    -------
    readings : pandas.DataFrame
        One row for each row of the file, in its order, with the columns `SOURCE_COLUMNS`.
    report : FileReport
        Rows, rows that cannot be read, and notes of what was decided.

    Raises
    ------
    UploadError
        If the file cannot be opened or has not the headings of Globe at Night.

    Notes
    -----
    ``stream``: a row of the app Dark Sky Meter is camera_app; another row with an SQM reading is handheld_meter and
    keeps its limiting magnitude; the rest is naked_eye. ``site_id`` is the instrument (with its serial number,
    where stated) at its place rounded to 0.001 degree, about 100 m, so that an observer's spot can be followed
    through the nights. An SQM reading of exactly 0 without a serial number is taken as "no meter": a batch of
    1,938 such rows in 2013 has chart numbers and no meters.
    Times: see `globe_at_night_time.repair_times`.

    Examples
    --------
    A made-up reading at 22:15 in Leiden, which the supplier would have put four hours later.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "GaN2022.csv"
    ...     _ = path.write_text(
    ...         "ObsType,ObsDateTime,Latitude,Longitude,UTCOffset,LimitingMag\\n"
    ...         "Globe at Night,2022-09-26 00:15:00+00:00,52.155,4.484,-120,4\\n")
    ...     readings, report = read_globe_at_night(path)
    >>> str(readings.observed_at_utc[0]), readings.site_id[0], report.rows_read
    ('2022-09-25 20:15:00+00:00', 'Globe at Night chart at 4.484 52.155', 1)
    """
    content = read_content(path, largest_bytes=LARGEST_BYTES)
    text, notes = text_from_bytes(content.data)
    table = globe_at_night_table.table_from_text(text)
    columns, more_notes = _columns(table)
    columns["source_file"], columns["source_sha256"] = content.name, content.sha256
    readings = readings_from_columns(columns, len(table.line))
    report = FileReport(
        file=content.name,
        kind="globe_at_night",
        accepted=True,
        rows_read=len(table.line),
        row_problems=table.problems.shown(),
        n_row_problems=len(table.problems),
        sha256=content.sha256,
        notes=(*notes, *more_notes),
    )
    return readings, report


def _columns(table: RawTable) -> tuple[dict[str, Any], list[Note]]:
    columns: dict[str, Any] = {"source_line": table.line, "supplier": SUPPLIER, "licence": LICENCE}
    columns["longitude_deg"] = _numbers(table, "longitude")
    columns["latitude_deg"] = _numbers(table, "latitude")
    columns["elevation_m"] = _numbers(table, "elevation")
    notes = CountedNotes()
    columns |= _times(table, columns, notes)
    columns |= _values(table, notes)
    columns |= _instruments(table, columns)
    columns |= _words(table, notes)
    columns.update(table.problems.columns())
    return columns, notes.made


def _times(table: RawTable, columns: dict[str, Any], notes: CountedNotes) -> dict[str, Any]:
    if table.has_ut_columns:
        as_given = table.texts["utdate"] + " " + table.texts["uttime"]
        given = _moments(table, as_given)
        local = _moments(table, table.texts["localdate"] + " " + table.texts["localtime"])
        offset: FloatArray = np.asarray((local - given) / pd.Timedelta(minutes=1), dtype=np.float64)
    else:
        as_given = table.texts["obsdatetime"]
        given = _moments(table, as_given)
        offset = _numbers(table, "utcoffset")
    known = repair_times(
        given,
        utc_offset_min=offset,
        longitude_deg=columns["longitude_deg"],
        latitude_deg=columns["latitude_deg"],
        has_true_utc=table.has_ut_columns | (table.texts["obstype"] == LOSS_OF_THE_NIGHT),
    )
    notes.add(
        int(np.isin(known.time_basis, (OFFSET_SIGN_REVERSED, LOCAL_LABELLED_UTC)).sum()),
        "times were repaired by the offset beside them; the times as given stand in observed_at_utc_as_given",
        "tijden zijn hersteld met het verschil met UTC dat erbij staat; de oorspronkelijke tijden staan in "
        "observed_at_utc_as_given",
    )
    return {
        "time_as_given": _times_as_given(as_given, given),
        "observed_at_utc_as_given": given,
        "observed_at_utc": known.observed_at_utc,
        "utc_offset_min": offset,
        "time_basis": known.time_basis,
    }


def _times_as_given(as_given: TextArray, given: pd.Series[pd.Timestamp]) -> TextArray:
    texts = np.array([text.strip() for text in as_given], dtype=object)
    odd = given.isna().to_numpy()
    texts[odd] = strike_out(texts[odd])[0]  # what is no time may be anything, an address too
    return texts


def _moments(table: RawTable, texts: TextArray) -> pd.Series[pd.Timestamp]:
    """Texts as UTC; a text that states no zone is UTC, as the heading says."""
    stripped = pd.Series(texts, dtype="str").str.strip()
    is_moment = stripped.str.fullmatch(_MOMENT)
    moments = pd.to_datetime(stripped.where(is_moment, None), format="ISO8601", utc=True, errors="coerce")
    for i in np.flatnonzero(moments.isna() & (stripped != "")):
        shown = quoted(stripped[i])
        table.problems.add(int(i), f"the time is no date and time: {shown}", f"de tijd is geen datum en tijd: {shown}")
    return moments.astype("datetime64[us, UTC]")


def _numbers(table: RawTable, heading: str) -> FloatArray:
    texts = table.texts[heading]
    numbers = pd.to_numeric(pd.Series(texts, dtype="object"), errors="coerce").to_numpy(dtype=float)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    for i in np.flatnonzero(np.isnan(numbers) & (texts != "")):
        shown = quoted(texts[i])
        table.problems.add(int(i), f"{heading} is no number: {shown}", f"{heading} is geen getal: {shown}")
    return numbers


def _values(table: RawTable, notes: CountedNotes) -> dict[str, Any]:
    brightness = _numbers(table, "sqmreading")
    no_meter = (brightness == 0) & (table.texts["sqmserial"] == "") & (table.texts["obstype"] != DARK_SKY_METER)
    no_reading = no_meter | np.isin(brightness, NO_LIMIT)
    notes.add(
        int(no_reading.sum()),
        "SQM readings of exactly 0 without a serial number, or of -999 or -9999, were taken as no reading",
        "SQM-metingen van precies 0 zonder serienummer, of van -999 of -9999, zijn opgevat als geen meting",
    )
    limit = _numbers(table, "limitingmag")
    limit = np.where(np.isin(limit, NO_LIMIT), np.nan, limit)
    stated = app_comments.limits_in_comments(table.texts["skycomment"])
    by_app = table.texts["obstype"] == LOSS_OF_THE_NIGHT
    in_app = by_app & (np.isfinite(stated.limiting_magnitude) | stated.is_failed_fit)
    notes.add(
        int((by_app & stated.is_failed_fit).sum()),
        "rows of Loss of the Night hold a failed fit and have no limiting magnitude",
        "rijen van Loss of the Night bevatten een mislukte berekening en hebben geen grensmagnitude",
    )
    return {
        "brightness_mag_arcsec2": np.where(no_reading, np.nan, brightness),
        "limiting_magnitude": np.where(in_app, stated.limiting_magnitude, limit),
        "limiting_magnitude_error": np.where(by_app, stated.limiting_magnitude_error, np.nan),
        "cloud_cover_percent": _cloud(table, notes),
    }


def _cloud(table: RawTable, notes: CountedNotes) -> FloatArray:
    words = np.array([text.lower() for text in table.texts["cloudcover"]], dtype=object)
    cloud = np.array([app_comments.CLOUD_PERCENT_BY_WORDS.get(word, np.nan) for word in words], dtype=float)
    numbers = pd.to_numeric(pd.Series(words, dtype="object"), errors="coerce").to_numpy(dtype=float)
    cloud = np.where(np.isfinite(numbers) & (numbers >= 0), numbers, cloud)
    in_comment = app_comments.cloud_in_comments(table.texts["skycomment"])
    from_comment = np.isnan(cloud) & np.isfinite(in_comment)
    notes.add(
        int(from_comment.sum()),
        "rows of Dark Sky Meter have their cloud from the words of the app in the comment",
        "rijen van Dark Sky Meter hebben hun bewolking uit de woorden van de app in de opmerking",
    )
    return np.where(from_comment, in_comment, cloud)


def _instruments(table: RawTable, columns: dict[str, Any]) -> dict[str, Any]:
    kind, serial = table.texts["obstype"], strike_out(table.texts["sqmserial"])[0]
    has_reading = np.isfinite(columns["brightness_mag_arcsec2"])
    camera, phone = kind == DARK_SKY_METER, kind == LOSS_OF_THE_NIGHT
    meter = has_reading & ~camera
    stream = np.select([camera, meter], [Stream.CAMERA_APP, Stream.HANDHELD_METER], default=Stream.NAKED_EYE)
    instrument = np.select([camera, meter, phone], [DARK_SKY_METER, HANDHELD, LOSS_OF_THE_NIGHT], default=CHART)
    name = np.where(meter & (serial != ""), "SQM " + serial, instrument.astype(object))
    return {
        "stream": stream.astype(object),
        "instrument_type": instrument.astype(object),
        "instrument_id": np.where(meter | camera, serial, ""),
        "site_id": sites_from_places(
            name, longitude_deg=columns["longitude_deg"], latitude_deg=columns["latitude_deg"]
        ),
    }


def _words(table: RawTable, notes: CountedNotes) -> dict[str, Any]:
    sky, place = table.texts["skycomment"], table.texts["locationcomment"]
    both = np.where((sky != "") & (place != ""), sky + " | " + place, sky + place)
    comment, n_struck = strike_out(both)
    notes.add(
        n_struck,
        "comments held an e-mail address or a telephone number, which was struck out",
        "opmerkingen bevatten een e-mailadres of telefoonnummer, dat is weggehaald",
    )
    simulated = [a.startswith("SIMULATED") or b.startswith("SIMULATED") for a, b in zip(sky, place, strict=True)]
    return {"comment": comment, "is_simulated": simulated}
