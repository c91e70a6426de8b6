"""The electricity that lamps would have used in the hours in which they were off."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from seeingstars.columns import require_columns
from seeingstars.event import Event, Interval


@dataclass(frozen=True)
class EnergyNotUsed:
    """Electricity [kWh] that was not used, between the fewest and the most hours that the lamps can have been off."""

    kwh: float
    kwh_low: float
    kwh_high: float
    n_lamps: float
    kilowatt_off: float
    hours: float
    hours_low: float
    hours_high: float


def energy_not_used(lamps: pd.DataFrame, *, event: Event) -> EnergyNotUsed:
    """What the lamps that were switched off would have used in the window.

    Use it with an inventory of the city only; without one there is no number.

    Parameters
    ----------
    lamps : DataFrame with ``lamps`` [1], ``watt`` of one lamp [W] and ``left_on_share`` [0 to 1]
    event : Event
        `kwh` is for the window as announced; the low end leaves out the minutes in which the lamps were being
        switched, the high end counts them all as off.

    Returns
    -------
    EnergyNotUsed

    Raises
    ------
    TableError
        If a column is missing.
    ValueError
        If a value is negative or missing.

    Notes
    -----
    Power is that of the inventory: no ageing, no losses in cables, no lamps that would have been broken or dimmed
    that evening anyway. It is the saving of these hours alone: a night's lighting goes on after them.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> lamps = pd.DataFrame({"lamps": [1000.0], "watt": [30.0], "left_on_share": [0.0]})
    >>> off = energy_not_used(lamps, event=leiden)
    >>> [round(value, 2) for value in (off.kwh_low, off.kwh, off.kwh_high)]
    [37.5, 45.0, 52.5]
    """
    require_columns(lamps, ("lamps", "watt", "left_on_share"), where="the inventory of lamps")
    if lamps[["lamps", "watt", "left_on_share"]].isna().any(axis=None) or (lamps[["lamps", "watt"]] < 0).any(axis=None):
        raise ValueError("lamps, watt and left_on_share must be numbers of 0 or more; some are missing or negative")
    kilowatt = float((lamps["lamps"] * lamps["watt"] * (1 - lamps["left_on_share"])).sum()) / 1000
    hours = _hours(event.window)
    low = sum(_hours(part) for part in event.usable_parts(event.night))
    edges = [event.window, *event.transitions]
    high = _hours(Interval(min(one.start for one in edges), max(one.end for one in edges)))
    return EnergyNotUsed(
        kwh=kilowatt * hours,
        kwh_low=kilowatt * low,
        kwh_high=kilowatt * high,
        n_lamps=float(lamps["lamps"].sum()),
        kilowatt_off=kilowatt,
        hours=hours,
        hours_low=low,
        hours_high=high,
    )


def _hours(interval: Interval) -> float:
    return (interval.end - interval.start).total_seconds() / 3600
