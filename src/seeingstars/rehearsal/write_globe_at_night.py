"""A Globe at Night file of 2022: fifteen columns, and its times wrong in the way that true files of that year are."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

from seeingstars.columns import Stream
from seeingstars.rehearsal.crowd import Report, people_of, reports_of
from seeingstars.rehearsal.made_up_town import ELEVATION_M, EVENT_NIGHT, SAID
from seeingstars.rehearsal.sky_model import MadeUpSky
from seeingstars.rehearsal.write_template import uses_template

_HEADINGS = (
    "ID",
    "ObsType",
    "ObsDateTime",
    "Latitude",
    "Longitude",
    "Elevation",
    "UTCOffset",
    "LimitingMag",
    "CloudCover",
    "SQMReading",
    "SQMSerial",
    "Constellation",
    "SkyComment",
    "LocationComment",
    "Country",
)
# Minutes from local time to UTC, as the files of 2022 write them: west is positive.
_SUMMER_OFFSET_MIN = -120
_FIRST_ID = 990_001
_CLOUD_CODES = {0: "0", 25: "25", 50: "50", 100: "75"}

Row = dict[str, object]


def write_globe_at_night(path: Path, sky: MadeUpSky) -> Path:
    """The reports of people who look with the naked eye, and of some with a meter, as Globe at Night.

    Parameters
    ----------
    path : path
        The file to write.
    sky : MadeUpSky
        The made-up sky.

    Returns
    -------
    path
        A file with LF, quotes where they are needed, and newlines inside comments.

    Notes
    -----
    The supplier of 2022 applied the offset the wrong way: the true time is ObsDateTime plus twice
    the offset. 22:15 summer time on 25 September stands there as 00:15 UTC of the 26th.
    """
    rows: list[Row] = []
    for person in people_of(sky, Stream.NAKED_EYE):
        if not uses_template(person):
            rows += [_eye_row(report) for report in reports_of(sky, person)]
    for person in people_of(sky, Stream.HANDHELD_METER):
        if not uses_template(person):
            rows += [_meter_row(report) for report in reports_of(sky, person)]
    if sky.settings.with_dirt:
        rows = _with_faults(rows)
    for i, row in enumerate(rows):
        row["ID"] = _FIRST_ID + len(rows) - i
    text = io.StringIO()
    writer = csv.DictWriter(text, _HEADINGS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8"))
    return path


def file_time(true_utc: datetime, *, offset_min: int) -> str:
    """The time that the file of 2022 gives for a true UTC time.

    Examples
    --------
    >>> file_time(datetime(2022, 9, 25, 20, 15), offset_min=-120)
    '2022-09-26 00:15:00+00:00'
    """
    return f"{true_utc - timedelta(minutes=2 * offset_min):%Y-%m-%d %H:%M:%S}+00:00"


def _row(report: Report, **more: object) -> Row:
    person = report.person
    return {
        "ObsType": "Globe at Night",
        "ObsDateTime": file_time(report.at_utc, offset_min=_SUMMER_OFFSET_MIN),
        "Latitude": person.latitude_deg,
        "Longitude": person.longitude_deg,
        "Elevation": float(ELEVATION_M),
        "UTCOffset": _SUMMER_OFFSET_MIN,
        # Code -1 is clear or not known; 0 came into use late in the year.
        "CloudCover": -1 if report.cloud_percent == 0 and person.number % 2 else _CLOUD_CODES[report.cloud_percent],
        "Constellation": "Cygnus",
        "SkyComment": f"{SAID}",
        "LocationComment": f"{SAID}",
        "Country": "Netherlands",
        **more,
    }


def _eye_row(report: Report) -> Row:
    return _row(report, LimitingMag=min(7, max(0, round(report.value))), SQMReading="", SQMSerial="")


def _meter_row(report: Report) -> Row:
    serial = f"SIM{report.person.number:04d}"
    return _row(report, LimitingMag=-9999, SQMReading=round(report.value, 2), SQMSerial=serial)


def _with_faults(rows: list[Row]) -> list[Row]:
    """The same rows with what stands in true files: some of the good ones spoilt, some added."""
    if len(rows) < 12:
        return rows
    rows[0]["SkyComment"] = f"{SAID}: mail me at somebody@example.org"
    rows[1]["LocationComment"] = "=1+1"
    rows[2]["SkyComment"] = f'{SAID}\nsecond line; with a "quote", and a comma'
    rows[3]["LocationComment"] = f"{SAID} <script>alert(1)</script>"
    rows[4]["Constellation"] = "None"
    # Somebody typed the limiting magnitude where the meter's number belongs.
    rows[9]["SQMReading"] = rows[9]["LimitingMag"]
    twice = [dict(row) for row in rows[5:8]]
    nowhere = {**rows[8], "Latitude": 0.0, "Longitude": 0.0}
    nothing = {**rows[10], "LimitingMag": -9999, "SQMReading": ""}
    far_away = {
        **rows[11],
        "Latitude": 39.5,
        "Longitude": -98.25,
        "UTCOffset": 300,
        "ObsDateTime": file_time(
            datetime(EVENT_NIGHT.year, EVENT_NIGHT.month, EVENT_NIGHT.day) + timedelta(days=1, hours=3), offset_min=300
        ),
        "Country": "United States - Kansas",
    }
    return [*rows, *twice, nowhere, nothing, far_away]
