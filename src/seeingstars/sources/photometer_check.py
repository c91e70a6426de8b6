"""Whether a fetched file of a fixed meter is of the station and the time that were asked; else nothing of it is used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from seeingstars.errors import UploadError
from seeingstars.event import Text
from seeingstars.sources.suppliers import Station
from seeingstars.sources.wanted_files import (
    Looked,
    RefusedFileError,
    check_in_time,
    check_whole_lines,
    kilometres_between,
    refused,
)

# Our choices: stated places of stations are rounded, and ours are approximate; towns lie further apart.
_SURELY_THERE_KM = 3.0
_SURELY_ELSEWHERE_KM = 25.0


def check_photometer_file(
    part: Path,
    *,
    name: str,
    supplier: str,
    station: Station,
    ids: Iterable[str],
    other_ids: Iterable[str],
    start: str,
    end: str,
) -> Looked:
    """Read a fetched file as the pipeline will, and hold station and time beside what was asked.

    Parameters
    ----------
    part : path
        The whole file.
    name, supplier : str
        For the messages.
    station : Station
        That was asked for.
    ids, other_ids : texts
        Instrument IDs that this station may state, and those of others.
    start, end : str
        Between which the readings should lie, ISO 8601, UTC.

    Returns
    -------
    Looked

    Raises
    ------
    RefusedFileError
        If our reader refuses it, it is cut off, holds no reading, or is of another station or time.

    Notes
    -----
    A file is of the station if its Instrument ID says so or it states a place within 3 km, and if it is not the ID of
    another station nor a place more than 25 km off: our choices.
    """
    from seeingstars.sources.skyglow_dat import read_skyglow_dat

    check_whole_lines(part, supplier=supplier, name=name)
    try:
        readings, report = read_skyglow_dat(part)
        stated = _instrument_id(part)
    except UploadError as error:
        raise refused(error, part, supplier=supplier, name=name) from error
    check_in_time(readings["observed_at_utc"], start=start, end=end, supplier=supplier, name=name)
    first = readings.iloc[0]
    away_km = kilometres_between(float(first["longitude_deg"]), float(first["latitude_deg"]), station=station)
    _check_station(stated, away_km, station, set(ids), set(other_ids), name=name, supplier=supplier)
    n_odd = report.n_row_problems
    note = Text(f"{n_odd} regels onleesbaar", f"{n_odd} lines could not be read") if n_odd else None
    return Looked(len(readings), note)


def _instrument_id(part: Path) -> str:
    from seeingstars.sources.file_content import read_content
    from seeingstars.sources.skyglow_sections import sections_of

    return next(iter(sections_of(read_content(part)))).header.value("instrument id")


def _check_station(
    stated: str, away_km: float, station: Station, ids: set[str], other_ids: set[str], *, name: str, supplier: str
) -> None:
    low = stated.lower()
    is_other = low in {one.lower() for one in other_ids - ids} or away_km > _SURELY_ELSEWHERE_KM
    is_this = low in {one.lower() for one in ids} or away_km <= _SURELY_THERE_KM
    if is_this and not is_other:
        return
    where_en = "states no place" if away_km != away_km else f"lies {away_km:.1f} km from it"
    where_nl = "noemt geen plaats" if away_km != away_km else f"ligt er {away_km:.1f} km vandaan"
    raise RefusedFileError(
        f"{supplier} must give the station {station.station_id} as {name}; the file calls itself {stated or 'nothing'!r} and {where_en}; nothing of it is used",
        f"{supplier} moet het station {station.station_id} geven als {name}; het bestand noemt zich {stated or 'niets'!r} en {where_nl}; er is niets van gebruikt",
    )
