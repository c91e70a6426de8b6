"""Source room: Globe at Night: one file a year, under a number that its site gives it; both layouts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from shapely import contains_xy, union_all

from seeingstars.errors import UploadError
from seeingstars.event import Event, Text
from seeingstars.sources.suppliers import Supplier
from seeingstars.sources.wanted_files import (
    Looked,
    NotAsked,
    RefusedFileError,
    WantedFile,
    Wants,
    check_in_time,
    check_whole_lines,
    no_address,
    refused,
)

FOLDER = "readings/globe_at_night"


def wants(event: Event, *, supplier: Supplier, nights: Sequence[date]) -> Wants:
    """The files of the years of the nights.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> from seeingstars.sources.suppliers import read_suppliers
    >>> supplier = read_suppliers([Path("data/sources.toml")])["globe_at_night"]
    >>> event = load_event(Path("data/events/leiden-2022"))
    >>> [file.address for file in wants(event, supplier=supplier, nights=[event.night]).files]
    ['https://globeatnight.org/documents/662/GaN2022.csv']
    """
    if not supplier.address:
        return no_address(supplier)
    years = sorted({night.year for night in nights})
    known = [year for year in years if str(year) in supplier.documents]
    files = tuple(_file(year, event, supplier) for year in known)
    return Wants(files, tuple(_unknown(year) for year in years if year not in known))


def _unknown(year: int) -> NotAsked:
    return NotAsked(
        "GaN",
        str(year),
        Text(
            f"het nummer van het document van {year} is niet bekend; zoek het op globeatnight.org (maps and data), zet documents = {{ {year} = NUMMER }} onder [globe_at_night] in een bestand en geef dat met --sources",
            f"the number of the document of {year} is not known; look it up on globeatnight.org (maps and data), put documents = {{ {year} = NUMBER }} under [globe_at_night] in a file and give that with --sources",
        ),
    )


def _file(year: int, event: Event, supplier: Supplier) -> WantedFile:
    name = f"GaN{year}.csv"
    address = supplier.address.format(document=supplier.documents[str(year)], year=year)
    return WantedFile(
        "GaN", str(year), name, FOLDER, address, partial(_check, year=year, event=event, supplier=supplier.name)
    )


def _check(part: Path, *, year: int, event: Event, supplier: str) -> Looked:
    from seeingstars.sources.globe_at_night import looks_like, read_globe_at_night

    name = f"GaN{year}.csv"
    check_whole_lines(part, supplier=supplier, name=name)
    try:
        if not looks_like(part.read_bytes()[:65536]):
            raise RefusedFileError(
                f"{supplier} must give {name} in one of its two layouts; the names of the columns are others; nothing of it is used",
                f"{supplier} moet {name} in een van zijn twee indelingen geven; de kolommen heten anders; er is niets van gebruikt",
            )
        readings, _ = read_globe_at_night(part)
    except UploadError as error:
        raise refused(error, part, supplier=supplier, name=name) from error
    check_in_time(
        readings["observed_at_utc"],
        start=f"{year - 1}-12-31T00:00",
        end=f"{year + 1}-01-02T00:00",
        supplier=supplier,
        name=name,
    )
    around = union_all([area.shape for area in event.areas])
    n_here = int(contains_xy(around, readings["longitude_deg"], readings["latitude_deg"]).sum())
    return Looked(
        len(readings),
        Text(f"{n_here} daarvan in de gebieden van het evenement", f"{n_here} of these in the areas of the event"),
    )
