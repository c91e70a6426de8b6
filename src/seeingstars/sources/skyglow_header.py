"""The header of a skyglow file: what it says of the instrument and its place, and what the columns are called."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seeingstars.sources.delimited_rows import RowLayout
from seeingstars.sources.report import Note

END_OF_HEADER = "END OF HEADER"
_LONGEST_KEY = 100

_COORDINATE = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?|\bNone\b|\bnan\b", re.IGNORECASE)
_CHANNEL = re.compile(r"(?:msas|mag|sqm)\s*(?:ch)?\s*([1-9])")

# Names of the brightness column, most telling first; UDM, PySQM and TESS write MSAS, other programs the rest.
_BRIGHTNESS = (
    "msas",
    "sb",
    "sqm",
    "mpsas",
    "mag/arcsec^2",
    "mag/arcsec2",
    "sky brightness",
    "brightness",
    "brightness_mag_arcsec2",
    "magnitude",
    "mag",
)
# The instrument's own temperature; a weather station's comes last.
_TEMPERATURE = ("enclosure temperature", "t", "etempc", "tamb", "temp", "temperature")
_SKY_TEMPERATURE = ("sky temperature", "tsky", "skytemp", "sky temp")


@dataclass(frozen=True)
class Header:
    """One header: its lines as they stand, its keys in lower case, and where its last line stands."""

    lines: tuple[str, ...]
    keys: Mapping[str, str] = field(default_factory=dict)
    column_names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def value(self, *starts: str) -> str:
        """The text behind the first key that begins with one of these words; empty if there is none.

        Examples
        --------
        >>> parse_header(["# Position (lat, lon, elev(m)): 52.1, 4.5, 0"]).value("position")
        '52.1, 4.5, 0'
        """
        for start in starts:
            for key, value in self.keys.items():
                if key.startswith(start) and value:
                    return value
        return ""

    @property
    def is_simulated(self) -> bool:
        """Whether any line says SIMULATED or GESIMULEERD."""
        text = "\n".join(self.lines).upper()
        return "SIMULATED" in text or "GESIMULEERD" in text


@dataclass(frozen=True)
class Place:
    """A stated position [degree, degree, m]; NaN where it is not stated."""

    longitude_deg: float = math.nan
    latitude_deg: float = math.nan
    elevation_m: float = math.nan


def parse_header(lines: Sequence[str]) -> Header:
    """Read the lines of a header; which line holds what is known by its text, never by its number.

    Parameters
    ----------
    lines : the lines up to and including the one with END OF HEADER

    Returns
    -------
    Header

    Examples
    --------
    >>> header = parse_header(["# Device type: SQM-LE", "# UTC Date & Time, Local Date & Time, MSAS"])
    >>> header.value("device type"), header.column_names
    ('SQM-LE', ('utc date & time', 'local date & time', 'msas'))
    """
    keys: dict[str, str] = {}
    column_names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    for line in lines:
        names = names_of_columns(line)
        if names:
            column_names = names
        elif "YYYY-MM-DD" in line and ";" in line:
            units = tuple(part.strip(" #\t").lower() for part in line.split(";"))
        else:
            # Some files have a path glued before the mark; what a key says begins behind it.
            key, colon, value = line[max(line.find("#"), 0) :].partition(":")
            if colon and len(key) < _LONGEST_KEY:
                # The first wins: a comment further down must not replace what the program wrote.
                keys.setdefault(_plain(key), value.strip())
    return Header(tuple(lines), keys, column_names, units)


def names_of_columns(line: str) -> tuple[str, ...]:
    """The column names on a line, in lower case; empty if the line does not name a time and a brightness.

    Examples
    --------
    >>> names_of_columns("#UT, Tloc, SQM, Temp, RH"), names_of_columns("# Device type: SQM-LE, spare")
    (('ut', 'tloc', 'sqm', 'temp', 'rh'), ())
    """
    if len(line) > 4000:
        return ()
    for delimiter in (";", ",", "\t"):
        names = tuple(_plain(part) for part in line.split(delimiter))
        if len(names) > 1 and brightness_columns(names) and any(_is_time(name) for name in names):
            return names
    return ()


def brightness_columns(names: Sequence[str]) -> dict[str, int]:
    """Index of the brightness column of each channel; the one of a single channel has the key ``""``.

    Examples
    --------
    >>> brightness_columns(["utc", "msas", "msas_avg"]), brightness_columns(["time", "msas1", "zp1", "msas2"])
    ({'': 1}, {'1': 1, '2': 3})
    """
    for wanted in _BRIGHTNESS:
        if wanted in names:
            return {"": names.index(wanted)}
    channels = {found[1]: i for i, name in enumerate(names) if (found := _CHANNEL.fullmatch(name))}
    return channels


def utc_columns(names: Sequence[str]) -> tuple[int, ...]:
    """Indices of the columns that make up the time in UTC; empty if there is none.

    Examples
    --------
    >>> utc_columns(["utc date & time", "local date & time"]), utc_columns(["utdate", "uttime"])
    ((0,), (0, 1))
    >>> utc_columns(["local time", "sqm"])
    ()
    """
    utc = [i for i, name in enumerate(names) if re.match(r"utc?(\b|_|date|time)", name) and "offset" not in name]
    utc += [i for i, name in enumerate(names) if re.search(r"[\w)] *[(_ ]utc\b", name) and "local" not in name]
    dates = [i for i in utc if "date" in names[i] and "time" not in names[i]]
    times = [i for i in utc if "time" in names[i] and "date" not in names[i]]
    if dates and times:
        return (dates[0], times[0])
    return tuple(utc[:1])


def layout_of_rows(header: Header, *, delimiter: str, field_counts: Counter[int]) -> tuple[RowLayout, tuple[Note, ...]]:
    """Where the columns stand in the rows, and what the header claimed otherwise.

    The line with the names decides over any declared count. Where the rows have another number of fields, the line
    with the units decides if it agrees with the rows; longer rows are read from the left; shorter ones are not trusted.

    Parameters
    ----------
    header : Header
        With column names that hold a time in UTC and a brightness.
    delimiter : character between the fields of a row
    field_counts : how many rows have how many fields

    Returns
    -------
    layout : RowLayout
    notes : what the header says and the rows do not

    Examples
    --------
    >>> header = parse_header(["# UTC Date & Time, Local Date & Time, Temperature, Voltage, MSAS"])
    >>> layout_of_rows(header, delimiter=";", field_counts=Counter({6: 9}))[0].n_fields
    6
    """
    names = list(header.column_names)
    usual = field_counts.most_common(1)[0][0] if field_counts else len(names)
    notes = list(_declared_count_notes(header, len(names)))
    brightness = brightness_columns(names)
    if usual != len(names):
        notes.append(_field_count_note(len(names), usual))
        magnitudes = [i for i, unit in enumerate(header.units) if unit.startswith("mag/arcsec")]
        if len(header.units) == usual and magnitudes and "" in brightness:
            brightness = {"": magnitudes[0]}
            names = list(header.units)
    numbers = {f"brightness{channel}": i for channel, i in brightness.items()}
    numbers |= other_numbers(names, taken=set(brightness.values()))
    layout = RowLayout(
        delimiter,
        n_fields=usual if usual > max(numbers.values()) and usual >= len(names) else len(names),
        time=utc_columns(header.column_names),
        numbers=numbers,
        brightness=tuple(name for name in numbers if name.startswith("brightness")),
    )
    return layout, tuple(notes)


def other_numbers(names: Sequence[str], *, taken: set[int]) -> dict[str, int]:
    """Index of each column of temperature and of position, by our name for it.

    Examples
    --------
    >>> other_numbers(["time", "enclosure temperature", "sky temperature", "msas"], taken={3})
    {'temperature_c': 1, 'sky_temperature_c': 2}
    """
    found = {}
    for column, wanted in (("temperature_c", _TEMPERATURE), ("sky_temperature_c", _SKY_TEMPERATURE)):
        index = next((names.index(name) for name in wanted if name in names), None)
        if index is not None:
            found[column] = index
    for column, start in (("longitude_deg", "lon"), ("latitude_deg", "lat"), ("elevation_m", "elev")):
        index = next((i for i, name in enumerate(names) if name.startswith(start)), None)
        if index is not None:
            found[column] = index
    return {column: index for column, index in found.items() if index not in taken}


def _declared_count_notes(header: Header, n_columns: int) -> list[Note]:
    notes = []
    declared = header.value("number of fields per line")
    if declared.isdecimal() and int(declared) != n_columns:
        notes.append(
            Note(
                f"the header declares {declared} fields a line and names {n_columns} columns; the names were followed",
                f"de kop noemt {declared} velden per regel en geeft {n_columns} kolomnamen; de namen zijn gevolgd",
            )
        )
    declared = header.value("number of header lines")
    if declared.isdecimal() and int(declared) != len(header.lines):
        notes.append(
            Note(
                f"the header declares {declared} lines and has {len(header.lines)}; its last line was followed",
                f"de kop noemt {declared} regels en heeft er {len(header.lines)}; de laatste regel is gevolgd",
            )
        )
    return notes


def _field_count_note(n_columns: int, usual: int) -> Note:
    return Note(
        f"the header names {n_columns} columns and most rows have {usual} fields",
        f"de kop geeft {n_columns} kolomnamen en de meeste rijen hebben {usual} velden",
    )


def place_from_text(text: str) -> Place | None:
    """The place that a header states as latitude, longitude and height, with or without all commas.

    Parameters
    ----------
    text : what stands behind ``Position``

    Returns
    -------
    Place or None
        With NaN where nothing or ``None`` is stated; None if the text holds something that is no position.

    Examples
    --------
    >>> place_from_text("32.25446, -111.19748 778")
    Place(longitude_deg=-111.19748, latitude_deg=32.25446, elevation_m=778.0)
    >>> place_from_text("None, None, None").latitude_deg, place_from_text("on the roof")
    (nan, None)
    """
    if not text.strip(" ,"):
        return Place()
    parts = _COORDINATE.findall(text)
    left = re.sub(r"[\s,;m]+", "", _COORDINATE.sub("", text))
    if left or not 2 <= len(parts) <= 3:
        return None
    values = [_coordinate(part) for part in parts]
    return Place(values[1], values[0], values[2] if len(values) == 3 else math.nan)


def _coordinate(part: str) -> float:
    return math.nan if part.lower() in ("none", "nan") else float(part)


def site_id(instrument: str, place: Place) -> str:
    """The name of an instrument at a place; the instrument alone if its place is not known.

    The place is part of it, rounded to 0.001 degree (our choice: about 100 m, more than the scatter of a repeated
    survey and less than a move to another roof), so that an instrument that moves becomes another site.

    Examples
    --------
    >>> site_id("stars17", Place(-6.0051528, 39.8136576)), site_id("stars17", Place())
    ('stars17 at -6.005 39.814', 'stars17')
    """
    if math.isnan(place.longitude_deg) or math.isnan(place.latitude_deg):
        return instrument
    # Adding 0.0 turns a rounded -0.0 into 0.0.
    longitude_deg, latitude_deg = round(place.longitude_deg, 3) + 0.0, round(place.latitude_deg, 3) + 0.0
    return f"{instrument or 'meter'} at {longitude_deg:.3f} {latitude_deg:.3f}"


def _is_time(name: str) -> bool:
    return bool(utc_columns([name])) or "time" in name or "date" in name or name in ("tloc", "local")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip(" #\t\ufeff\"'")).lower()
