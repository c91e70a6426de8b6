"""Source room: the fixed meters of Was het donker: one file a station and night, from noon to noon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from seeingstars.event import Event, Text
from seeingstars.sources.photometer_check import check_photometer_file
from seeingstars.sources.suppliers import Station, Supplier
from seeingstars.sources.wanted_files import WantedFile, Wants, no_address, stations_near

FOLDER = "readings/washetdonker"


def wants(event: Event, *, supplier: Supplier, nights: Sequence[date]) -> Wants:
    """The night files of the stations in or near the event's areas.

    Parameters
    ----------
    event : Event
    supplier : Supplier
    nights : sequence of date
        Local dates of the evenings.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> from seeingstars.sources.suppliers import read_suppliers
    >>> supplier = read_suppliers([Path("data/sources.toml")])["washetdonker"]
    >>> event = load_event(Path("data/events/leiden-2022"))
    >>> found = wants(event, supplier=supplier, nights=[event.night]).files
    >>> found[0].address.removeprefix("https://www.washetdonker.nl/data/")
    'Leiden-Sterrewacht/2022/09/20220925_120000_SQM-Leiden-Sterrewacht.dat'
    """
    if not supplier.address:
        return no_address(supplier)
    near = stations_near(supplier.stations, event.areas, within_km=supplier.within_km)
    near = [station for station in near if station.first_night is None or station.first_night <= max(nights)]
    if not near:
        return Wants(none_because=Text("er is geen station bij het gebied bekend", "no station near the area is known"))
    return Wants(
        tuple(
            _file(station, night, supplier)
            for station in near
            for night in nights
            if station.first_night is None or station.first_night <= night
        )
    )


def _file(station: Station, night: date, supplier: Supplier) -> WantedFile:
    name = f"{night:%Y%m%d}_120000_SQM-{station.station_id}.dat"
    address = supplier.address.format(
        station=station.station_id, year=f"{night:%Y}", month=f"{night:%m}", day=f"{night:%Y%m%d}"
    )
    check = partial(
        check_photometer_file,
        name=name,
        supplier=supplier.name,
        station=station,
        ids=[f"SQM-{station.station_id}", station.station_id],
        other_ids=[text for one in supplier.stations for text in (f"SQM-{one.station_id}", one.station_id)],
        # Noon to noon at UTC+1, and an hour on each side for a computer on summer time.
        start=f"{night}T10:00",
        end=f"{night + timedelta(days=1)}T12:00",
    )
    return WantedFile(station.station_id, night.isoformat(), name, FOLDER, address, check)
