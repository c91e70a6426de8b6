"""Source room: the TESS photometers of STARS4ALL: one file a photometer and month, as the network publishes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from seeingstars.event import Event, Text
from seeingstars.sources.photometer_check import check_photometer_file
from seeingstars.sources.suppliers import Station, Supplier
from seeingstars.sources.wanted_files import WantedFile, Wants, no_address, stations_near

FOLDER = "readings/tess"


def wants(event: Event, *, supplier: Supplier, nights: Sequence[date]) -> Wants:
    """The months of the photometers in or near the event's areas.

    Notes
    -----
    A photometer that was moved has files with a number behind the month; those are not asked for.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> from seeingstars.sources.suppliers import read_suppliers
    >>> supplier = read_suppliers([Path("data/sources.toml")])["tess"]
    >>> event = load_event(Path("data/events/iberia-2025"))
    >>> wants(event, supplier=supplier, nights=[event.night]).not_asked[0].reason.en[:26]
    'no public address is known'
    >>> known = replace(supplier, address="https://tess.example.org/{station}/{station}_{month}.dat")
    >>> len(wants(event, supplier=known, nights=[event.night]).files)
    16
    """
    near = stations_near(supplier.stations, event.areas, within_km=supplier.within_km)
    if not near:
        return Wants(
            none_because=Text("er is geen fotometer bij het gebied bekend", "no photometer near the area is known")
        )
    if not supplier.address:
        return no_address(supplier)
    # Files are by UTC month, and a night ends on the day after its evening.
    days = sorted({day for night in nights for day in (night, night + timedelta(days=1))})
    months = sorted({day.replace(day=1) for day in days})
    return Wants(tuple(_file(station, month, supplier) for station in near for month in months))


def _file(station: Station, month: date, supplier: Supplier) -> WantedFile:
    name = f"{station.station_id}_{month:%Y-%m}.dat"
    following = (month + timedelta(days=32)).replace(day=1)
    check = partial(
        check_photometer_file,
        name=name,
        supplier=supplier.name,
        station=station,
        ids=[station.station_id],
        other_ids=[one.station_id for one in supplier.stations],
        start=f"{month - timedelta(days=1)}T00:00",
        end=f"{following + timedelta(days=1)}T00:00",
    )
    address = supplier.address.format(station=station.station_id, month=f"{month:%Y-%m}")
    return WantedFile(station.station_id, f"{month:%Y-%m}", name, FOLDER, address, check)
