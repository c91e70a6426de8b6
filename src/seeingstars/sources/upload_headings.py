"""The headings of our upload template in Dutch and English, and where they stand in a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from seeingstars.sources.quoted_rows import rows_of

# Our name of a column: its heading in English and in Dutch.
HEADINGS: dict[str, tuple[str, str]] = {
    "date": ("date", "datum"),
    "time": ("time", "tijd"),
    "longitude": ("longitude", "lengtegraad"),
    "latitude": ("latitude", "breedtegraad"),
    "brightness": ("brightness", "helderheid"),
    "brightness_north": ("brightness_north", "helderheid_noord"),
    "brightness_east": ("brightness_east", "helderheid_oost"),
    "brightness_south": ("brightness_south", "helderheid_zuid"),
    "brightness_west": ("brightness_west", "helderheid_west"),
    "limiting_magnitude": ("limiting_magnitude", "grensmagnitude"),
    "stars_counted": ("stars_counted", "sterren_geteld"),
    "meter_model": ("meter_model", "metermodel"),
    "serial_number": ("serial_number", "serienummer"),
    "cloud": ("cloud", "bewolking"),
    "lamps_nearby": ("lamps_nearby", "lampen_dichtbij"),
    "observer_code": ("observer_code", "waarnemerscode"),
    "comment": ("comment", "opmerking"),
    "time_zone": ("time_zone", "tijdzone"),
}
REQUIRED = ("date", "time", "longitude", "latitude")
DIRECTIONS = ("brightness_north", "brightness_east", "brightness_south", "brightness_west")
MEASURED = ("brightness", *DIRECTIONS, "limiting_magnitude", "stars_counted")
DELIMITERS = (";", ",", "\t")

_MOST_ROWS_BEFORE = 20  # our choice: titles and explanations that stand above the headings


def _plain(heading: str) -> str:
    without_unit = re.sub(r"[(\[].{0,80}$", "", heading.strip().lstrip("\ufeff").lower())
    letters = unicodedata.normalize("NFKD", without_unit).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", letters)


_BY_PLAIN = {_plain(heading): name for name, both in HEADINGS.items() for heading in both}


def column_of_heading(heading: str) -> str:
    """Our name of the column with this heading, in either language; empty if it is none of ours.

    Capitals, spaces, hyphens and a unit in brackets do not matter.

    Examples
    --------
    >>> column_of_heading("Helderheid (mag/arcsec²)"), column_of_heading("Meter model"), column_of_heading("colour")
    ('brightness', 'meter_model', '')
    """
    return _BY_PLAIN.get(_plain(heading), "")


class Layout(NamedTuple):
    """Where the headings stand: the separator, their line (from 1), the texts, and our names for them."""

    delimiter: str
    line: int
    found: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def n_known(self) -> int:
        """How many of the headings are ours."""
        return len(set(self.columns) - {""})


def find_layout(text: str) -> Layout:
    """The separator and the headings of a text: the row near its top with the most headings of ours.

    Parameters
    ----------
    text : the text, or its beginning

    Returns
    -------
    Layout
        Of the first row of the text, split by ``;``, if it has no heading of ours anywhere.

    Examples
    --------
    >>> find_layout("Sterren kijken\\ndatum;tijd;kleur\\n")
    Layout(delimiter=';', line=2, found=('datum', 'tijd', 'kleur'), columns=('date', 'time', ''))
    """
    best = Layout(DELIMITERS[0], 1, (), ())
    for delimiter in DELIMITERS:
        for row in islice(rows_of(text, delimiter=delimiter), _MOST_ROWS_BEFORE):
            columns = tuple(column_of_heading(field) for field in row.fields)
            layout = Layout(delimiter, row.line, tuple(field.strip() for field in row.fields), columns)
            if layout.n_known > best.n_known or not best.found:
                best = layout
    return best


def is_upload(layout: Layout) -> bool:
    """Whether headings are those of our template, even if one that is needed is missing.

    Examples
    --------
    >>> is_upload(find_layout("date,time,longitude,remark\\n")), is_upload(find_layout("date,time,T\\n"))
    (True, False)
    """
    known = set(layout.columns)
    has_moment_and_more = {"date", "time"} <= known and bool(known & {"longitude", "latitude", *MEASURED})
    return has_moment_and_more or layout.n_known >= 4


def missing_headings(columns: Sequence[str]) -> list[str]:
    """Our names of the columns that a file needs and lacks; the last may stand for "any measurement".

    Examples
    --------
    >>> missing_headings(["date", "time", "longitude", "latitude", "comment"])
    ['brightness']
    """
    missing = [name for name in REQUIRED if name not in columns]
    if not set(columns) & set(MEASURED):
        missing.append("brightness")
    return missing
