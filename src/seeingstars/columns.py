"""Ground: every column of the readings table: name, unit, limits, meaning in Dutch and English, source.

One table serves the readers, the checks, the published files and their data dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from seeingstars.errors import TableError


class Flag(IntEnum):
    """Quality flags of QARTOD (IOOS, Manual for Real-Time Quality Control, 2020).

    Examples
    --------
    >>> Flag.SUSPECT.value
    3
    """

    GOOD = 1
    NOT_CHECKED = 2
    SUSPECT = 3
    FAIL = 4
    MISSING = 9


class Stream:
    """The streams of readings, never pooled: each has its own instrument and unit."""

    PHOTOMETER = "photometer"  # a fixed meter that reads by itself
    HANDHELD_METER = "handheld_meter"  # a person presses the button of a meter
    CAMERA_APP = "camera_app"  # a telephone's camera reads the sky
    NAKED_EYE = "naked_eye"  # a person compares the stars with charts, or counts them
    SATELLITE = "satellite"  # a raster, not a reading


READING_STREAMS = (Stream.PHOTOMETER, Stream.HANDHELD_METER, Stream.CAMERA_APP, Stream.NAKED_EYE)
STREAMS = (*READING_STREAMS, Stream.SATELLITE)


class Role:
    """What a place is to the event."""

    LIGHTS_OFF = "lights_off"
    CONTROL = "control"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Column:
    """One column of the readings table.

    ``dtype`` is pandas' name; ``limits`` are what is physically possible, in ``unit``
    (what lies outside is flagged, never dropped).
    """

    name: str
    dtype: str
    unit: str
    en: str
    nl: str
    limits: tuple[float, float] | None = None
    source: str = ""


TIME_DTYPE = "datetime64[us, UTC]"

# What every reader in sources/ returns, in this order.
SOURCE_COLUMNS: tuple[Column, ...] = (
    Column(
        "source_file",
        "category",
        "",
        "name of the file that the row came from",
        "naam van het bestand waar de rij uit komt",
    ),
    Column(
        "source_line",
        "int64",
        "",
        "line in that file, the first line is 1",
        "regel in dat bestand, de eerste regel is 1",
    ),
    Column(
        "source_sha256", "category", "", "SHA-256 of the bytes of that file", "SHA-256 van de bytes van dat bestand"
    ),
    Column("supplier", "category", "", "who published the reading", "wie de meting heeft gepubliceerd"),
    Column(
        "licence",
        "category",
        "",
        "licence that the file states or its supplier gives",
        "licentie volgens het bestand of de leverancier",
    ),
    Column(
        "stream",
        "category",
        "",
        "kind of instrument: photometer, handheld_meter, camera_app or naked_eye; never pooled",
        "soort instrument: photometer (vaste meter), handheld_meter (handmeter), camera_app (camera-app) of naked_eye (blote oog); nooit samengevoegd",
    ),
    Column("instrument_type", "category", "", "make and model, as far as stated", "merk en model, voor zover vermeld"),
    Column(
        "instrument_id",
        "category",
        "",
        "serial number or name of the instrument; empty if not stated",
        "serienummer of naam van het instrument; leeg als niet vermeld",
    ),
    Column(
        "site_id",
        "category",
        "",
        "the place and instrument that belong together through the nights; empty if not known",
        "de plaats en het instrument die door de nachten heen bij elkaar horen; leeg als onbekend",
    ),
    Column(
        "observed_at_utc",
        TIME_DTYPE,
        "UTC",
        "moment of the reading; after repair where the time was repaired",
        "moment van de meting; na herstel waar de tijd is hersteld",
    ),
    Column("time_as_given", "str", "", "the time as it stands in the file", "de tijd zoals die in het bestand staat"),
    Column(
        "observed_at_utc_as_given",
        TIME_DTYPE,
        "UTC",
        "moment of the reading if the file is taken at its word",
        "moment van de meting als het bestand letterlijk wordt genomen",
    ),
    Column(
        "utc_offset_min",
        "float64",
        "min",
        "offset that the file states, as it stands there",
        "verschil met UTC dat het bestand noemt, zoals het daar staat",
    ),
    Column(
        "time_basis",
        "category",
        "",
        "how the time was known: utc_column, gan_offset_sign_reversed, gan_local_labelled_utc, gan_utc, gan_no_offset, local_time_with_zone_of_place, local_time_with_stated_offset, unknown",
        "hoe de tijd bekend is: dezelfde woorden als in de Engelse omschrijving",
    ),
    Column(
        "time_uncertainty_s",
        "float64",
        "s",
        "how far the instrument's clock may be off, where the file says it; NaN if not stated",
        "hoe ver de klok van het instrument kan afwijken, als het bestand dat zegt; leeg als niet vermeld",
        (0.0, float("inf")),
    ),
    Column("longitude_deg", "float64", "degree_east", "longitude (WGS 84)", "lengtegraad (WGS 84)", (-180.0, 180.0)),
    Column("latitude_deg", "float64", "degree_north", "latitude (WGS 84)", "breedtegraad (WGS 84)", (-90.0, 90.0)),
    Column(
        "elevation_m",
        "float64",
        "m",
        "height above sea level, as stated",
        "hoogte boven zeeniveau, zoals vermeld",
        (-450.0, 9000.0),
    ),
    Column(
        "position_accuracy_m",
        "float64",
        "m",
        "radius within which the place is known; NaN if not stated",
        "straal waarbinnen de plaats bekend is; leeg als niet vermeld",
        (0.0, float("inf")),
    ),
    Column(
        "brightness_mag_arcsec2",
        "float64",
        "mag arcsec-2",
        "sky brightness; larger is darker; NaN if there is none",
        "hemelhelderheid; groter is donkerder; leeg als die er niet is",
        (10.0, 23.0),
        "range: meters saturate below 10, 22.5 and above is a covered sensor",
    ),
    Column(
        "limiting_magnitude",
        "float64",
        "mag",
        "faintest star seen by eye (NELM or chart 0-7); NaN if there is none; never turned into mag/arcsec2",
        "zwakste ster met het blote oog (NELM of kaart 0-7); leeg als die er niet is; nooit omgerekend naar mag/arcsec2",
        (-1.0, 8.0),
    ),
    Column(
        "limiting_magnitude_error",
        "float64",
        "mag",
        "standard error of the limiting magnitude, where the file states it",
        "standaardfout van de grensmagnitude, als het bestand die noemt",
        (0.0, float("inf")),
    ),
    Column(
        "stars_counted",
        "float64",
        "1",
        "number of stars that the observer counted by eye, in the part of the sky that the comment names; NaN if none were counted; never turned into a limiting magnitude",
        "aantal sterren dat de waarnemer met het blote oog telde, in het deel van de hemel dat de opmerking noemt; leeg als er niet geteld is; nooit omgerekend naar een grensmagnitude",
        (0.0, 9100.0),
        "range: 9,096 stars reach magnitude 6.5 over both hemispheres (Bright Star Catalogue, 5th edition)",
    ),
    Column(
        "lamps_nearby",
        "category",
        "",
        "whether a lamp shone nearby, as the observer says: yes or no; empty if unknown",
        "of er een lamp dichtbij scheen, volgens de waarnemer: yes (ja) of no (nee); leeg als onbekend",
    ),
    Column(
        "cloud_cover_percent",
        "float64",
        "%",
        "share of the sky under cloud as the observer says: 0, 25, 50, 75, 100; NaN if unknown",
        "deel van de hemel met wolken volgens de waarnemer: 0, 25, 50, 75, 100; leeg als onbekend",
        (0.0, 100.0),
    ),
    Column(
        "temperature_c",
        "float64",
        "degC",
        "temperature of the instrument or its enclosure",
        "temperatuur van het instrument of zijn behuizing",
        (-60.0, 85.0),
    ),
    Column(
        "sky_temperature_c",
        "float64",
        "degC",
        "infrared temperature of the sky, a witness of cloud",
        "infraroodtemperatuur van de hemel, een getuige van bewolking",
        (-80.0, 60.0),
    ),
    Column(
        "comment",
        "str",
        "",
        "the observer's words; e-mail addresses and telephone numbers are struck out",
        "woorden van de waarnemer; e-mailadressen en telefoonnummers zijn weggehaald",
    ),
    Column(
        "row_problem",
        "category",
        "",
        "what is wrong with the row as text (a field missing, no number), in English; empty if nothing",
        "wat er mis is met de rij als tekst (veld ontbreekt, geen getal), in het Engels; leeg als er niets mis is",
    ),
    Column(
        "row_problem_nl",
        "category",
        "",
        "the same in Dutch",
        "hetzelfde in het Nederlands",
    ),
    Column(
        "is_simulated",
        "bool",
        "",
        "true if the file says that it is simulated",
        "waar als het bestand zegt dat het gesimuleerd is",
    ),
)

# What the sky says of each reading.
SKY_COLUMNS: tuple[Column, ...] = (
    Column(
        "sun_altitude_deg",
        "float64",
        "degree",
        "altitude of the sun's centre, without refraction",
        "hoogte van het midden van de zon, zonder straalbreking",
        (-90.0, 90.0),
    ),
    Column(
        "sun_altitude_as_given_deg",
        "float64",
        "degree",
        "altitude of the sun if the file's time is taken at its word: the evidence for a repaired time",
        "hoogte van de zon als de tijd in het bestand letterlijk wordt genomen: het bewijs bij een herstelde tijd",
        (-90.0, 90.0),
    ),
    Column(
        "moon_altitude_deg",
        "float64",
        "degree",
        "altitude of the moon's centre, topocentric, without refraction",
        "hoogte van het midden van de maan vanaf de plaats gezien, zonder straalbreking",
        (-90.0, 90.0),
    ),
    Column(
        "moon_illuminated_fraction",
        "float64",
        "1",
        "lit share of the moon's disc",
        "verlicht deel van de maanschijf",
        (0.0, 1.0),
    ),
    Column(
        "zenith_galactic_latitude_deg",
        "float64",
        "degree",
        "galactic latitude of the zenith; near 0 the Milky Way stands overhead",
        "galactische breedte van het zenit; bij 0 staat de Melkweg recht boven",
        (-90.0, 90.0),
    ),
)


@dataclass(frozen=True)
class Check:
    """One check of a reading; its flag stands in the column ``flag_<name>``."""

    name: str
    en: str
    nl: str
    fault_en: str  # what is the matter where it is not good
    fault_nl: str
    counts: bool = True  # whether it decides the overall flag

    @property
    def column(self) -> str:
        """Name of the column that holds the flag."""
        return f"flag_{self.name}"


CHECKS: tuple[Check, ...] = (
    Check("row", "the row can be read", "de rij is leesbaar", "row cannot be read", "rij niet leesbaar"),
    Check(
        "time",
        "the time is there and agrees with the sun",
        "de tijd is er en klopt met de zon",
        "time missing or at odds with the sun",
        "tijd ontbreekt of klopt niet met de zon",
    ),
    Check(
        "position",
        "the place is on Earth, not 0,0, and known well enough",
        "de plaats ligt op aarde, niet op 0,0, en is goed genoeg bekend",
        "place missing, at 0,0, off the Earth or too vague",
        "plaats ontbreekt, ligt op 0,0 of buiten de aarde, of is te vaag",
    ),
    Check(
        "sun",
        "the sun is far enough below the horizon",
        "de zon staat ver genoeg onder de horizon",
        "sun too high: daylight or twilight",
        "zon te hoog: daglicht of schemering",
    ),
    Check(
        "moon",
        "the moon is below the horizon",
        "de maan staat onder de horizon",
        "moon above the horizon",
        "maan boven de horizon",
    ),
    Check(
        "range",
        "the sky brightness is a possible one",
        "de hemelhelderheid is mogelijk",
        "brightness missing or hardly possible",
        "helderheid ontbreekt of is nauwelijks mogelijk",
    ),
    Check(
        "limiting_magnitude",
        "the limiting magnitude is a possible one",
        "de grensmagnitude is mogelijk",
        "limiting magnitude missing or hardly possible",
        "grensmagnitude ontbreekt of is nauwelijks mogelijk",
    ),
    Check(
        "saturation",
        "the meter is not saturated (0.00 means too bright to read)",
        "de meter is niet verzadigd (0,00 betekent te licht om te meten)",
        "meter saturated: too bright to read",
        "meter verzadigd: te licht om te meten",
    ),
    Check(
        "duplicate",
        "the reading is not a repetition of another",
        "de meting is geen herhaling van een andere",
        "repetition of another reading",
        "herhaling van een andere meting",
    ),
    Check(
        "stuck",
        "the meter does not repeat one value for hours",
        "de meter herhaalt niet urenlang dezelfde waarde",
        "meter repeats one value for hours",
        "meter herhaalt urenlang dezelfde waarde",
    ),
    Check(
        "covered",
        "the meter is not covered, indoors or facing a lamp",
        "de meter is niet afgedekt, staat niet binnen en kijkt niet in een lamp",
        "meter covered, indoors or facing a lamp",
        "meter afgedekt, binnen of in een lamp gericht",
    ),
    Check(
        "cloud",
        "no cloud; nights are matched by cloud, so this does not count against a reading",
        "geen wolken; nachten worden op bewolking bij elkaar gezocht, dus dit telt niet tegen een meting",
        "cloud (does not count against a reading)",
        "bewolking (telt niet tegen een meting)",
        counts=False,
    ),
)

FLAG_COLUMNS: tuple[Column, ...] = (
    *(Column(check.column, "int8", "QARTOD flag", f"flag: {check.en}", f"oordeel: {check.nl}") for check in CHECKS),
    Column(
        "flag",
        "int8",
        "QARTOD flag",
        "the worst of all flags that count: 1 is good",
        "het strengste van alle oordelen die tellen: 1 is goed",
    ),
    Column(
        "reason_en",
        "category",
        "",
        "why the flags are not all good, in English; empty if they are",
        "waarom niet alle oordelen goed zijn, in het Engels; leeg als ze dat zijn",
    ),
    Column(
        "reason_nl",
        "category",
        "",
        "why the flags are not all good, in Dutch; empty if they are",
        "waarom niet alle oordelen goed zijn, in het Nederlands; leeg als ze dat zijn",
    ),
)

# What the reading is to the event.
EVENT_COLUMNS: tuple[Column, ...] = (
    Column(
        "night",
        "str",
        "",
        "local date of the evening (nights run from noon to noon)",
        "plaatselijke datum van de avond (nachten lopen van middag tot middag)",
    ),
    Column(
        "area_id",
        "category",
        "",
        "the event's area that holds the place; empty outside all areas",
        "het gebied van het evenement waar de plaats in ligt; leeg buiten alle gebieden",
    ),
    Column(
        "role",
        "category",
        "",
        "lights_off, control or outside",
        "lights_off (licht uit), control (vergelijkingsgebied) of outside (daarbuiten)",
    ),
    Column(
        "in_window",
        "bool",
        "",
        "true if the clock time lies in the lights-off hours without their transitions, on any night",
        "waar als de kloktijd binnen de donkere uren zonder overgangstijd valt, in welke nacht ook",
    ),
)

READING_COLUMNS: tuple[Column, ...] = SOURCE_COLUMNS + SKY_COLUMNS + FLAG_COLUMNS + EVENT_COLUMNS


def readings_from_columns(columns: Mapping[str, Any], n_rows: int) -> pd.DataFrame:
    """The readings table of a source from the columns that its file has.

    Use it at the end of every reader: columns that the file lacks are filled with "not stated"
    (NaN, NaT, an empty text, false), the order and the types are those of `SOURCE_COLUMNS`.

    Parameters
    ----------
    columns : mapping from a name in `SOURCE_COLUMNS` to a scalar or `n_rows` values
    n_rows : number of rows

    Returns
    -------
    pandas.DataFrame
        `n_rows` rows, one column for each of `SOURCE_COLUMNS`.

    Raises
    ------
    TableError
        If a name is not one of `SOURCE_COLUMNS`.

    Examples
    --------
    >>> table = readings_from_columns({"stream": "photometer", "brightness_mag_arcsec2": [18.5, 18.6]}, 2)
    >>> table.brightness_mag_arcsec2.tolist(), str(table.stream.dtype), bool(table.longitude_deg.isna().all())
    ([18.5, 18.6], 'category', True)
    """
    known = {column.name for column in SOURCE_COLUMNS}
    unknown = sorted(set(columns) - known)
    if unknown:
        raise TableError(f"columns must be names of SOURCE_COLUMNS; got {', '.join(unknown)}; correct the reader")
    index = pd.RangeIndex(n_rows)
    made = {}
    for column in SOURCE_COLUMNS:
        if column.name in columns:
            made[column.name] = _typed(columns[column.name], column, index)
        else:
            made[column.name] = _typed(_NOT_STATED[column.dtype], column, index)
    return pd.DataFrame(made, index=index, copy=False)


_NOT_STATED: dict[str, Any] = {
    "category": "",
    "str": "",
    "float64": float("nan"),
    "int64": 0,
    "bool": False,
    TIME_DTYPE: pd.NaT,
}


def _typed(values: Any, column: Column, index: pd.RangeIndex) -> Any:
    if column.dtype == "category" and isinstance(values, str):
        # One text for the whole file: no pass over as many equal texts as there are rows.
        return pd.Categorical.from_codes(np.zeros(len(index), dtype=np.int8), dtype=_one_text(values))
    if isinstance(values, pd.Series):
        values = values.array
    if isinstance(values, np.ndarray) and values.dtype == column.dtype:
        return values
    return pd.Series(values, index=index, dtype=column.dtype).array


@lru_cache(maxsize=1024)
def _one_text(text: str) -> pd.CategoricalDtype:
    return pd.CategoricalDtype([text])


def join_readings(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """One readings table from those of many files, row after row.

    Use it rather than ``pandas.concat``, which turns columns of categories into texts as soon as two
    files have different ones.

    Parameters
    ----------
    tables : tables with the columns of `SOURCE_COLUMNS`
        May be none at all.

    Returns
    -------
    pandas.DataFrame
        All rows in the order given, with a fresh index.

    Examples
    --------
    >>> one, two = (readings_from_columns({"site_id": name}, 1) for name in ("Leiden", "Delft"))
    >>> joined = join_readings([one, two])
    >>> joined.site_id.tolist(), str(joined.site_id.dtype)
    (['Leiden', 'Delft'], 'category')
    """
    parts = [part for part in tables if len(part)]
    if not parts:
        return readings_from_columns({}, 0)
    index = pd.RangeIndex(sum(len(part) for part in parts))
    joined = {}
    for column in SOURCE_COLUMNS:
        pieces = [part[column.name] for part in parts]
        if column.dtype == "category":
            joined[column.name] = pd.Series(union_categoricals(pieces), index=index)
        else:
            joined[column.name] = pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(joined, index=index)


def require_columns(table: pd.DataFrame, names: Iterable[str], *, where: str) -> None:
    """Raise a `TableError` that names what is missing.

    Examples
    --------
    >>> require_columns(pd.DataFrame({"night": []}), ["night", "role"], where="site_nights")
    Traceback (most recent call last):
    seeingstars.errors.TableError: site_nights needs the columns night, role; role is missing; got night
    """
    wanted = list(names)
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        is_are = "is" if len(missing) == 1 else "are"
        raise TableError(
            f"{where} needs the columns {', '.join(wanted)}; {', '.join(missing)} {is_are} missing; got {', '.join(map(str, table.columns))}"
        )
