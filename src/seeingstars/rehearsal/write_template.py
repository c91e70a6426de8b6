"""The upload template as citizens fill it in: Dutch headings, `;`, decimal commas and the clock on the wall."""

from __future__ import annotations

import csv
import io
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from seeingstars.columns import Stream
from seeingstars.rehearsal.crowd import Person, Report, people_of, reports_of
from seeingstars.rehearsal.made_up_town import EVENT_NIGHT, SAID, TOWN
from seeingstars.rehearsal.random_streams import stream_of
from seeingstars.rehearsal.sky_model import MadeUpSky

_HEADINGS = (
    "datum",
    "tijd",
    "lengtegraad",
    "breedtegraad",
    "helderheid",
    "helderheid_noord",
    "helderheid_oost",
    "helderheid_zuid",
    "helderheid_west",
    "grensmagnitude",
    "metermodel",
    "serienummer",
    "bewolking",
    "waarnemerscode",
    "opmerking",
)
_DIRECTIONS = ("helderheid_noord", "helderheid_oost", "helderheid_zuid", "helderheid_west")
_MODELS = {Stream.HANDHELD_METER: "SQM-L", Stream.CAMERA_APP: "Dark Sky Meter (app)", Stream.NAKED_EYE: ""}
_ZONE, _UTC = ZoneInfo("Europe/Amsterdam"), ZoneInfo("UTC")

Row = dict[str, str]


def write_template(path: Path, sky: MadeUpSky) -> Path:
    """The filled-in template of all people who do not report through Globe at Night.

    Parameters
    ----------
    path : path
        The file to write.
    sky : MadeUpSky
        The made-up sky.

    Returns
    -------
    path
        CSV with a byte-order mark and CRLF, as a Dutch spreadsheet saves it; a title above the
        headings and nearly every comment say that it is simulated.
    """
    rows: list[Row] = []
    for stream in (Stream.HANDHELD_METER, Stream.CAMERA_APP, Stream.NAKED_EYE):
        for person in people_of(sky, stream):
            if uses_template(person):
                rows += [_row(sky, report) for report in reports_of(sky, person)]
    if sky.settings.with_dirt:
        rows = _with_faults(rows)
    text = io.StringIO()
    # A title above the headings, as people write one.
    text.write(f"# {SAID}: waarnemingen van {TOWN}, een plaats die niet bestaat\r\n")
    writer = csv.DictWriter(text, _HEADINGS, delimiter=";", lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def uses_template(person: Person) -> bool:
    """Whether a person fills in the template; all others report through Globe at Night.

    Examples
    --------
    >>> from seeingstars.rehearsal.campaign_settings import CampaignSettings
    >>> sky = MadeUpSky(CampaignSettings(n_observers=6), ())
    >>> [uses_template(person) for person in people_of(sky, Stream.HANDHELD_METER)]
    [True, True, True, True, False, False]
    """
    if person.stream == Stream.NAKED_EYE:
        return person.number % 6 in (0, 1)
    return person.stream == Stream.CAMERA_APP or person.number % 6 not in (4, 5)


def _row(sky: MadeUpSky, report: Report) -> Row:
    person = report.person
    local = report.at_utc.replace(tzinfo=_UTC).astimezone(_ZONE)
    row = {
        "datum": f"{local:%d-%m-%Y}",
        "tijd": f"{local:%H:%M}",
        "lengtegraad": _comma(person.longitude_deg, 6),
        "breedtegraad": _comma(person.latitude_deg, 6),
        "metermodel": _MODELS[person.stream],
        "serienummer": ""
        if person.stream == Stream.NAKED_EYE
        else f"SIM-{person.stream[:3].upper()}-{person.number:03d}",
        "bewolking": str(report.cloud_percent),
        "waarnemerscode": f"OEF-{person.stream[:3].upper()}-{person.number:03d}",
        "opmerking": SAID,
    }
    if person.stream == Stream.NAKED_EYE:
        return {**row, "grensmagnitude": _comma(report.value, 1)}
    if person.stream == Stream.HANDHELD_METER and person.number % 4 == 1:
        rng = stream_of(
            sky.settings.seed, "directions", person.number, round(report.at_utc.replace(tzinfo=UTC).timestamp() / 60)
        )
        turned = 0.04 * rng.normal(size=4)
        turned = report.value + turned - turned.mean()
        return {**row, **{name: _comma(value, 2) for name, value in zip(_DIRECTIONS, turned.tolist(), strict=True)}}
    return {**row, "helderheid": _comma(report.value, 2)}


def _comma(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _with_faults(rows: list[Row]) -> list[Row]:
    """The same rows and, below them, what people get wrong; all of it on the event night, where it matters most."""
    if not rows:
        return rows
    rows[0]["opmerking"] = f"{SAID}; bel 0612345678 of mail iemand@example.org"
    rows[-1]["opmerking"] = "=1+1"
    event_day = f"{EVENT_NIGHT:%d-%m-%Y}"
    good = next(row for row in rows if row["datum"] == event_day)
    wrong = {**good, "opmerking": f"{SAID}: fout met opzet"}
    return [
        *rows,
        {**wrong, "helderheid": "18,4O"},
        {**wrong, "helderheid": "184"},
        {**wrong, "helderheid": "-9999"},
        {**wrong, "helderheid": ""},
        {**wrong, "tijd": "24:61"},
        {**wrong, "datum": "31-09-2022"},
        {**wrong, "lengtegraad": good["breedtegraad"], "breedtegraad": good["lengtegraad"]},
        {**wrong, "lengtegraad": "0", "breedtegraad": "0"},
        dict(good),
    ]
