"""What the tests of the science share: an event and readings made by hand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from seeingstars.columns import FLAG_COLUMNS, SKY_COLUMNS, Flag, readings_from_columns
from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.science.nights import place_in_event

EVENTS = Path(__file__).resolve().parents[2] / "data" / "events"
# One place in the dark circle of Leiden, one in the ring round it, one far away.
AREA, CONTROL, FAR = (4.4841, 52.1547), (4.30, 52.05), (6.60, 53.20)


@pytest.fixture(scope="session")
def leiden() -> Event:
    return load_event(EVENTS / "leiden-2022")


@pytest.fixture(scope="session")
def iberia() -> Event:
    return load_event(EVENTS / "iberia-2025")


@pytest.fixture
def flagged() -> Callable[[Mapping[str, Any], int], pd.DataFrame]:
    """Readings with the columns given; every flag is good unless it is given."""

    def make(columns: Mapping[str, Any], n_rows: int) -> pd.DataFrame:
        added = [column.name for column in (*SKY_COLUMNS, *FLAG_COLUMNS)]
        table = readings_from_columns({k: v for k, v in columns.items() if k not in added}, n_rows)
        for column in SKY_COLUMNS:
            table[column.name] = np.nan
        for column in FLAG_COLUMNS:
            table[column.name] = "" if column.name.startswith("reason") else int(Flag.GOOD)
        return table.assign(**{k: v for k, v in columns.items() if k in added})

    return make


@pytest.fixture
def minutes_of_nights(
    flagged: Callable[[Mapping[str, Any], int], pd.DataFrame], leiden: Event
) -> Callable[..., pd.DataFrame]:
    """A reading each five minutes of the window of Leiden, for sites and nights with a level each."""

    def make(
        levels: Mapping[str, Mapping[str, float]],
        *,
        places: Mapping[str, tuple[float, float]],
        stream: str = "photometer",
        kind: str | Mapping[str, str] = "SQM-LE",
        wave_mag: float = 0.0,
        more: Mapping[str, Any] | None = None,
    ) -> pd.DataFrame:
        rows = []
        for site, by_night in levels.items():
            for night, level in by_night.items():
                window = leiden.on_night(leiden.window, date.fromisoformat(night))
                moments = pd.date_range(window.start, window.end, freq="5min")
                wave = wave_mag * np.sin(np.arange(len(moments)) * 0.9)
                name = kind if isinstance(kind, str) else kind[site]
                rows += [
                    (site, moment, level + dm, *places[site], name) for moment, dm in zip(moments, wave, strict=True)
                ]
        return place_in_event(flagged({**_columns(rows), "stream": stream, **(more or {})}, len(rows)), leiden)

    return make


def _columns(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    names = ["site_id", "observed_at_utc", "brightness_mag_arcsec2", "longitude_deg", "latitude_deg", "instrument_type"]
    return dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True)) if rows else {}


@pytest.fixture
def okta_of_nights() -> Callable[..., pd.DataFrame]:
    """Hours 20 and 21 UTC of each night at the nearest weather station of Leiden."""

    def make(by_night: Mapping[str, float | tuple[float, float]], *, station: int = 215) -> pd.DataFrame:
        rows = []
        for night, okta in by_night.items():
            pair = okta if isinstance(okta, tuple) else (okta, okta)
            rows += [(station, pd.Timestamp(f"{night}T{20 + i}:00Z"), value) for i, value in enumerate(pair)]
        return pd.DataFrame(rows, columns=["station", "hour_start_utc", "okta"])

    return make
