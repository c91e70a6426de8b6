"""Source room: hourly cloud cover of the KNMI stations that an event names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pandas as pd

from seeingstars.errors import UploadError
from seeingstars.event import Event, Text
from seeingstars.sources.suppliers import Supplier
from seeingstars.sources.wanted_files import Looked, RefusedFileError, WantedFile, Wants, no_address, refused

FOLDER = "clouds"


def wants(event: Event, *, supplier: Supplier, nights: Sequence[date]) -> Wants:
    """One answer with all hours of all stations, from the day of the first evening to the day after the last.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> from seeingstars.sources.suppliers import read_suppliers
    >>> supplier = read_suppliers([Path("data/sources.toml")])["knmi"]
    >>> event = load_event(Path("data/events/leiden-2022"))
    >>> wants(event, supplier=supplier, nights=[event.night]).files[0].address.split("?")[1]
    'stns=215:344:240&start=2022092501&end=2022092624&vars=N&fmt=json'
    """
    if not event.knmi_stations:
        return Wants(
            none_because=Text(
                "het evenement noemt geen station van het KNMI (cloud.knmi_stations)",
                "the event names no station of KNMI (cloud.knmi_stations)",
            )
        )
    if not supplier.address:
        return no_address(supplier)
    first, last = min(nights), max(nights) + timedelta(days=1)
    stations = event.knmi_stations
    address = supplier.address.format(
        stations=":".join(map(str, stations)), start=f"{first:%Y%m%d}01", end=f"{last:%Y%m%d}24"
    )
    name = f"knmi_{'-'.join(map(str, stations))}_{first:%Y%m%d}-{last:%Y%m%d}.json"
    check = partial(check_hours, name=name, supplier=supplier.name, stations=stations, first=first, last=last)
    return Wants((WantedFile("N", f"{first} – {last}", name, FOLDER, address, check),))


def check_hours(part: Path, *, name: str, supplier: str, stations: Sequence[int], first: date, last: date) -> Looked:
    """That an answer holds hours of the stations and days that were asked, and says what of them is lacking.

    Raises
    ------
    RefusedFileError
        If our reader refuses it, or it holds another station or day, or no hour with a cloud cover.
    """
    from seeingstars.sources.knmi import read_hourly_cloud

    try:
        hours = read_hourly_cloud(part)
    except UploadError as error:
        raise refused(error, part, supplier=supplier, name=name) from error
    start, end = pd.Timestamp(first, tz="UTC"), pd.Timestamp(last, tz="UTC") + pd.Timedelta(days=1)
    other = sorted(set(hours["station"]) - set(stations))
    outside = ~hours["hour_start_utc"].between(start, end, inclusive="left")
    if other or outside.any():
        got = f"station {other[0]}" if other else f"{hours['hour_start_utc'][outside].iloc[0]:%Y-%m-%d %H:%M} UTC"
        raise RefusedFileError(
            f"{supplier} must give hours of station {', '.join(map(str, stations))} from {first} to {last}; it also gave {got}; nothing of it is used",
            f"{supplier} moet uren van station {', '.join(map(str, stations))} van {first} tot {last} geven; het gaf ook {got}; er is niets van gebruikt",
        )
    seen = hours[hours["okta"].notna()]
    if not len(seen):
        raise RefusedFileError(
            f"{supplier} gave no hour with a cloud cover of station {', '.join(map(str, stations))} from {first} to {last}",
            f"{supplier} gaf geen uur met een bewolkingsgraad van station {', '.join(map(str, stations))} van {first} tot {last}",
        )
    return Looked(len(hours), _lacking(seen, stations, n_hours=24 * ((last - first).days + 1)))


def _lacking(seen: pd.DataFrame, stations: Sequence[int], *, n_hours: int) -> Text | None:
    counts = {station: int((seen["station"] == station).sum()) for station in stations}
    short = {station: n for station, n in counts.items() if n < n_hours}
    if not short:
        return None
    text = ", ".join(f"{station} {n}/{n_hours}" for station, n in short.items())
    return Text(f"uren met bewolking per station: {text}", f"hours with a cloud cover a station: {text}")
