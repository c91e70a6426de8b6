"""Source room: hourly cloud of a reanalysis from Open-Meteo, for where no weather station serves."""

from __future__ import annotations

import hashlib
import json
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
# Our choice: points of the grid lie at most a quarter of a degree apart.
_FURTHEST_DEG = 0.3


def wants(event: Event, *, supplier: Supplier, nights: Sequence[date]) -> Wants:
    """One answer with all hours at the event's place.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> from seeingstars.sources.suppliers import read_suppliers
    >>> supplier = read_suppliers([Path("data/sources.toml")])["open_meteo"]
    >>> event = load_event(Path("data/events/leiden-2022"))
    >>> wants(event, supplier=supplier, nights=[event.night]).files[0].address.split("?")[1]
    'latitude=52.1547&longitude=4.4841&start_date=2022-09-25&end_date=2022-09-26&hourly=cloud_cover&timezone=GMT'
    """
    if not supplier.address:
        return no_address(supplier)
    first, last = min(nights), max(nights) + timedelta(days=1)
    name = f"open_meteo_{first:%Y%m%d}-{last:%Y%m%d}.json"
    address = supplier.address.format(
        longitude=event.longitude_deg, latitude=event.latitude_deg, start=first.isoformat(), end=last.isoformat()
    )
    check = partial(_check, name=name, supplier=supplier.name, event=event, first=first, last=last)
    return Wants(
        (WantedFile("cloud_cover", f"{first} – {last}", name, FOLDER, address, check, fingerprint=_fingerprint),)
    )


def _fingerprint(path: Path) -> str:
    """SHA-256 of the answer without the milliseconds that it took, which differ each time."""
    try:
        content = json.loads(path.read_bytes())
        content.pop("generationtime_ms", None)
    except (OSError, ValueError, AttributeError):
        return ""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _check(part: Path, *, name: str, supplier: str, event: Event, first: date, last: date) -> Looked:
    from seeingstars.sources.open_meteo import read_reanalysis_cloud

    try:
        found = read_reanalysis_cloud(part)
    except UploadError as error:
        raise refused(error, part, supplier=supplier, name=name) from error
    off_deg = max(abs(found.longitude_deg - event.longitude_deg), abs(found.latitude_deg - event.latitude_deg))
    hours = found.hours["hour_start_utc"]
    wanted = pd.date_range(first, last + timedelta(days=1), freq="h", tz="UTC", inclusive="left", unit="us")
    if not off_deg <= _FURTHEST_DEG or len(hours) != len(wanted) or not (hours.to_numpy() == wanted.to_numpy()).all():
        raise RefusedFileError(
            f"{supplier} must give every hour from {first} to {last} within {_FURTHEST_DEG} degree of the event; it gave {len(hours)} of {len(wanted)} hours at {found.longitude_deg}, {found.latitude_deg}; nothing of it is used",
            f"{supplier} moet elk uur van {first} tot {last} binnen {_FURTHEST_DEG} graad van het evenement geven; het gaf {len(hours)} van {len(wanted)} uren op {found.longitude_deg}, {found.latitude_deg}; er is niets van gebruikt",
        )
    n_blank = int(found.hours["okta"].isna().sum())
    if n_blank == len(hours):
        raise RefusedFileError(f"{supplier} gave no hour with a cloud cover from {first} to {last}", f"{supplier} gaf geen uur met bewolking van {first} tot {last}")  # fmt: skip
    return Looked(
        len(hours),
        Text(
            f"een heranalyse en geen waarneming: mist plaatselijke wolken ({n_blank} uren zonder)",
            f"a reanalysis and no observation: it misses local cloud ({n_blank} hours without)",
        ),
    )
