"""What an event wants of a supplier: files with their address, what each should hold, and stations near its areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seeingstars.errors import SourceError, UploadError
from seeingstars.event import Area, Text
from seeingstars.sources.downloading import digest_of_file

if TYPE_CHECKING:
    import pandas as pd

    from seeingstars.sources.suppliers import Station, Supplier

# Our choice: a file that has less of its rows in the time that was asked is of another time.
_SHARE_IN_TIME = 0.95


class RefusedFileError(SourceError):
    """The supplier answered, with something that is not what was asked; nothing of it is used."""


@dataclass(frozen=True)
class Looked:
    """What a file was found to hold: rows, and what the user should know of them."""

    n_rows: int
    note: Text | None = None


@dataclass(frozen=True)
class WantedFile:
    """One file to be had: `folder` is below the event's raw folder, `group` and `label` name it in reports.

    `check` reads the whole file with our own reader and raises `RefusedFileError`; `fingerprint` tells whether two
    answers say the same; `more` gives the files that turn out to be wanted once this one is there.
    """

    group: str
    label: str
    name: str
    folder: str
    address: str
    check: Callable[[Path], Looked]
    fingerprint: Callable[[Path], str] = digest_of_file
    more: Callable[[Path], Sequence[WantedFile]] = lambda path: ()


@dataclass(frozen=True)
class NotAsked:
    """Something that is wanted and cannot be asked for, and why."""

    group: str
    label: str
    reason: Text


@dataclass(frozen=True)
class Wants:
    """What an event wants of one supplier; `none_because` where it is nothing.

    `join` makes one file of all that came, if there is a use for it, and gives its path.
    """

    files: tuple[WantedFile, ...] = ()
    not_asked: tuple[NotAsked, ...] = ()
    none_because: Text | None = None
    join: Callable[[Path, Sequence[Path]], Sequence[Path]] = lambda folder, paths: ()


def no_address(supplier: Supplier) -> Wants:
    """What is wanted of a supplier whose address is not known: nothing can be asked, and that is said."""
    line = f'[{supplier.supplier_id}] address = "https://…"'
    return Wants(
        not_asked=(
            NotAsked(
                supplier.name,
                "",
                Text(
                    f"er is geen openbaar adres bekend; vraag het daar, zet het als {line} in een bestand en geef dat met --sources",
                    f"no public address is known; ask them for it, put it as {line} in a file and give that with --sources",
                ),
            ),
        )
    )


def stations_near(stations: Iterable[Station], areas: Iterable[Area], *, within_km: float) -> list[Station]:
    """The stations in an area, or at most so far from one [km], in their order.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> from seeingstars.sources.suppliers import read_suppliers
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> known = read_suppliers([Path("data/sources.toml")])["washetdonker"].stations
    >>> [station.station_id for station in stations_near(known, leiden.areas, within_km=0.0)]
    ['Leiden-Sterrewacht', 'cosine-Warmond', 'DeZilk', 'Rijswijk', 'Delft']
    """
    shapes = [area.shape for area in areas]
    return [station for station in stations if _distance_km(station, shapes) <= within_km]


def _distance_km(station: Station, shapes: Sequence[object]) -> float:
    from pyproj import Geod
    from shapely.geometry import Point
    from shapely.ops import nearest_points

    point, geod = Point(station.longitude_deg, station.latitude_deg), Geod(ellps="WGS84")
    nearest = (nearest_points(shape, point)[0] for shape in shapes)
    return min((geod.inv(point.x, point.y, on.x, on.y)[2] / 1000 for on in nearest), default=float("inf"))


def kilometres_between(longitude_deg: float, latitude_deg: float, *, station: Station) -> float:
    """Distance of a place to a station [km]; NaN where the place is not known."""
    from pyproj import Geod

    if longitude_deg != longitude_deg or latitude_deg != latitude_deg:
        return float("nan")
    ends = (longitude_deg, latitude_deg, station.longitude_deg, station.latitude_deg)
    return float(Geod(ellps="WGS84").inv(*ends)[2] / 1000)


def check_in_time(times: pd.Series[pd.Timestamp], *, start: str, end: str, supplier: str, name: str) -> None:
    """That nearly all readings of a file lie in the time that was asked, aware UTC.

    Raises
    ------
    RefusedFileError
        If they do not; says from when they are.
    """
    import pandas as pd

    known = times.dropna()
    within = known.between(pd.Timestamp(start, tz="UTC"), pd.Timestamp(end, tz="UTC"))
    if len(known) and float(within.mean()) >= _SHARE_IN_TIME:
        return
    got = f"{known.min():%Y-%m-%d %H:%M} – {known.max():%Y-%m-%d %H:%M} UTC" if len(known) else "-"
    raise RefusedFileError(
        f"{supplier} must give readings of {start} to {end} UTC as {name}; {int(within.sum())} of {len(times)} are, they run {got}; nothing of it is used",
        f"{supplier} moet metingen van {start} tot {end} UTC geven als {name}; {int(within.sum())} van {len(times)} zijn dat, ze lopen {got}; er is niets van gebruikt",
    )


def refused(error: UploadError, part: Path, *, supplier: str, name: str) -> RefusedFileError:
    """The words of our own reader, as a failure of the supplier."""
    en, nl = (text.replace(part.name, name) for text in (error.en, error.nl))
    return RefusedFileError(
        f"{supplier} gave something that cannot be used as {name}: {en}",
        f"{supplier} gaf iets dat niet bruikbaar is als {name}: {nl}",
    )


def check_whole_lines(part: Path, *, supplier: str, name: str) -> None:
    """That a file of lines ends with the end of a line, as every file of the suppliers does that was not cut off.

    Raises
    ------
    RefusedFileError
        If it does not, or is empty.
    """
    with part.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - 1, 0))
        if stream.read(1) in (b"\n", b"\r"):
            return
    raise RefusedFileError(
        f"{supplier} must give {name} whole; it is cut off halfway a line, at byte {size}; run it again",
        f"{supplier} moet {name} volledig geven; het is halverwege een regel afgekapt, bij byte {size}; probeer het opnieuw",
    )
