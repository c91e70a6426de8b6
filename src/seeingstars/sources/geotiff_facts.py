"""What a GeoTIFF says of itself, what its sidecar adds, and whether the two agree."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import rasterio

from seeingstars.errors import UploadError
from seeingstars.sources.eog_names import composite_from_name

SIDECAR_KEYS = ("acquired_at_utc", "period_first_day", "period_last_day", "units", "source")
_DAYS = ("period_first_day", "period_last_day")
_TIME_TAGS = ("acquired_at_utc", "ACQUIRED_AT_UTC", "ACQUISITION_DATETIME", "ACQUISITIONDATETIME", "TIFFTAG_DATETIME")
_UNIT_TAGS = ("units", "UNITS", "unit", "UNIT")
_RADIANCE_UNITS = re.compile(r"nw(atts?)?[/·*\s]*\(?(cm\^?-?2[/·*\s]*sr(-?1|\^-1)?)\)?")


@dataclass(frozen=True)
class Facts:
    """What is known of an image; `acquired_at` is aware UTC or None, `basis` says how it was known.

    `period` holds the first and the last day of a composite, and is None for an image of one moment.
    """

    acquired_at: datetime | None
    basis: str
    units: str
    source: str
    crs: str
    absent: tuple[str, ...]
    is_simulated: bool
    period: tuple[date, date] | None = None

    @property
    def is_radiance(self) -> bool:
        """Whether the unit is stated to be nW cm-2 sr-1."""
        return units_are_radiance(self.units)


def units_are_radiance(units: str) -> bool:
    """Whether a text means nW cm-2 sr-1.

    Examples
    --------
    >>> [units_are_radiance(text) for text in ("nW cm-2 sr-1", "nWatts/(cm^2 sr)", "nW/cm2/sr", "W m-2 sr-1", "")]
    [True, True, True, False, False]
    """
    flat = (
        units.lower().replace("²", "2").replace("⁻", "-").replace("¹", "1").replace("−", "-").replace(" ", " ").strip()
    )
    return bool(_RADIANCE_UNITS.fullmatch(flat))


def facts_of(image: rasterio.io.DatasetReader, path: Path, *, acquired_at_utc: datetime | None) -> Facts:
    """What is known of an image from its tags, its sidecar and the caller.

    Parameters
    ----------
    image : open image
    path : its path; ``<name>.tif.toml`` or ``<name>.toml`` beside it is its sidecar
    acquired_at_utc : aware datetime or None
        What the caller says.

    Returns
    -------
    Facts

    Raises
    ------
    UploadError
        If it has no place on Earth or more than one band, or the sidecar is wrong or contradicts the caller.
    """
    _check_place(image, path.name)
    if image.count != 1:
        raise UploadError(
            f"{path.name} must have one band; it has {image.count}; give each night or quantity its own file",
            f"{path.name} moet één band hebben; het heeft er {image.count}; geef elke nacht of grootheid een eigen bestand",
        )
    if image.dtypes[0].startswith("complex"):
        raise UploadError(
            f"{path.name} must hold real numbers; it holds {image.dtypes[0]}",
            f"{path.name} moet reële getallen bevatten; het bevat {image.dtypes[0]}",
        )
    sidecar, tags = read_sidecar(path), {**image.tags(), **image.tags(1)}
    period, said = _period(sidecar, path.name), composite_from_name(path.name)
    acquired_at, basis = _acquired_at(acquired_at_utc, sidecar, {} if period else tags, path.name)
    if period is None and said is not None and acquired_at is None:
        period, basis = (said.first, said.last), "file name"
    elif period is not None:
        acquired_at, basis = None, "sidecar"
    units = sidecar.get("units") or image.units[0] or next((tags[tag] for tag in _UNIT_TAGS if tag in tags), "")
    source = sidecar.get("source") or (said.source if said else "")
    if said is not None and not units:
        units = "nW cm-2 sr-1" if said.is_radiance else "no radiance, by its name"
    known = {"acquisition time": acquired_at or period, "units": units, "source": source}
    crs = image.crs.to_string()
    return Facts(
        acquired_at,
        basis,
        str(units),
        str(source),
        crs if len(crs) < 40 else str(image.crs.to_wkt())[:60],
        tuple(fact for fact, value in known.items() if not value),
        any(word in text.upper() for pair in tags.items() for text in pair for word in ("SIMULATED", "GESIMULEERD")),
        period,
    )


def read_sidecar(path: Path) -> dict[str, Any]:
    """The facts that stand beside an image in ``<name>.tif.toml`` or ``<name>.toml``; empty if there is no such file.

    Raises
    ------
    UploadError
        If it is no TOML, has a key that is not known, or a value of the wrong kind.
    """
    beside = next(
        (place for place in (path.with_name(path.name + ".toml"), path.with_suffix(".toml")) if place.is_file()), None
    )
    if beside is None:
        return {}
    try:
        table = tomllib.loads(beside.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UploadError(
            f"{beside.name} must be TOML in UTF-8; {error}", f"{beside.name} moet TOML in UTF-8 zijn; {error}"
        ) from error
    for key, value in table.items():
        if key not in SIDECAR_KEYS or (key in ("units", "source") and not isinstance(value, str)):
            known = ", ".join(SIDECAR_KEYS)
            raise UploadError(
                f"{beside.name} may hold {known}, the last two as text; got {key} = {value!r}",
                f"{beside.name} mag {known} bevatten, de laatste twee als tekst; er staat {key} = {value!r}",
            )
    if "acquired_at_utc" in table:
        table["acquired_at_utc"] = _moment(table["acquired_at_utc"], beside.name)
    return table


def _period(sidecar: dict[str, Any], name: str) -> tuple[date, date] | None:
    """First and last day of a composite from its sidecar; None if it names none."""
    given = [sidecar[key] for key in _DAYS if key in sidecar]
    if not given:
        return None
    days = [day if type(day) is date else _day(day) for day in given]
    if len(days) != 2 or None in days or days[0] > days[1] or "acquired_at_utc" in sidecar:  # type: ignore[operator]
        got = ", ".join(f"{key} = {sidecar[key]}" for key in ("acquired_at_utc", *_DAYS) if key in sidecar)
        raise UploadError(
            f"the sidecar of {name} must give period_first_day and period_last_day, in order and without acquired_at_utc, such as 2022-09-01; got {got}",
            f"het bestand naast {name} moet period_first_day en period_last_day geven, op volgorde en zonder acquired_at_utc, zoals 2022-09-01; er staat {got}",
        )
    return days[0], days[1]  # type: ignore[return-value]


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _check_place(image: rasterio.io.DatasetReader, name: str) -> None:
    # An image without a geotransform gets the identity one: its rows and columns, no place on Earth.
    has_transform = not image.transform.is_identity and image.transform.a != 0
    if image.crs is None or not has_transform:
        lacks = [what for what, there in (("CRS", image.crs is not None), ("geotransform", has_transform)) if not there]
        raise UploadError(
            f"{name} has no {' and no '.join(lacks)}: nobody can tell where on Earth its pixels lie; export it again as a GeoTIFF with both",
            f"{name} heeft geen {' en geen '.join(lacks)}: niemand kan zeggen waar op aarde de pixels liggen; exporteer het opnieuw als GeoTIFF met beide",
        )


def _acquired_at(
    given: datetime | None, sidecar: dict[str, Any], tags: dict[str, str], name: str
) -> tuple[datetime | None, str]:
    beside = sidecar.get("acquired_at_utc")
    if given is not None and beside is not None and given.astimezone(UTC) != beside:
        raise UploadError(
            f"acquired_at_utc of {name} must be one moment; got {given.isoformat()} and {beside.isoformat()} in its sidecar",
            f"acquired_at_utc van {name} moet één moment zijn; er staat {given.isoformat()} en {beside.isoformat()} in het bestand ernaast",
        )
    if given is not None:
        return given.astimezone(UTC), "given by hand"
    if beside is not None:
        return beside, "sidecar"
    tag = next((tag for tag in _TIME_TAGS if tags.get(tag, "").strip()), None)
    if tag is None:
        return None, "not stated"
    text = re.sub(r"^(\d{4}):(\d\d):(\d\d)", r"\1-\2-\3", tags[tag].strip())
    words = f"{tag}, taken as UTC" if _is_naive(text) else tag
    return _moment(text, name), words


def _is_naive(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def _moment(value: object, name: str) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UploadError(
            f"the acquisition time of {name} must be a date and time such as 2022-09-26T01:52:00Z; got {value!r}",
            f"de opnametijd van {name} moet een datum en tijd zijn, zoals 2022-09-26T01:52:00Z; er staat {value!r}",
        ) from error
