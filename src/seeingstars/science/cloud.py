"""Science: the cloud class of each site and night, from the witnesses that exist.

Nights are compared only with nights that the same witnesses call alike, so what they say must come from the
weather and never from how bright the sky was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from seeingstars.columns import READING_STREAMS, Role, Stream, require_columns
from seeingstars.event import Event
from seeingstars.science.nights import minutes_into_window
from seeingstars.science.site_nights import bin_parts, bins_in_window, event_bins, stream_readings, window_bin
from seeingstars.science.witnesses import (
    CHANGING,
    CLEAR,
    OVERCAST,
    PARTLY,
    STEADINESS,
    UNKNOWN,
    class_column,
    combined_class,
    combined_words,
    said_by_all,
)

SKY_OBSCURED_OKTA = 9

# A class must hold for this share of the bins that the event night has at the site, of the whole window where it
# has none (the project's rule for baseline nights).
SHARE_OF_BINS = 0.8
# Our choice. Over the 16 TESS-W photometers of Iberia in April 2025 (285 000 minutes; dark, moonless) the
# sky minus the enclosure has two modes, near −20 °C (steady, dark: clear) and above −9 °C (cloud), and its
# lowest point between them at −13 to −11 °C; from −15 °C upward the sky is already 0.7 mag off its best.
CLOUDY_ABOVE_C = -15.0
# Our choice, from the same meters: spread of ten-minute means round a straight line. 78 % of clear windows
# lie at or below 0.05 mag and 14 % of cloudy ones; above 0.10 mag these are 12 % and 74 %.
STEADY_UP_TO_MAG = 0.05
UNSTEADY_ABOVE_MAG = 0.10
# A line through fewer means says nothing of steadiness.
_FEWEST_MEANS = 5
# 1 and 7 okta in percent, the edges of "clear" and "overcast".
_CLEAR_BELOW_PERCENT, _OVERCAST_FROM_PERCENT = 12.5, 87.5

# The number under which the hours of a reanalysis stand among those of stations.
REANALYSIS_STATION = 0
_WITNESSES = ("sky_temperature", "observer", "okta", STEADINESS)
CLOUD_COLUMNS = (
    "stream",
    "site_id",
    "night",
    "cloud_class",
    "witness",
    "sky_temperature_class",
    "observer_class",
    "okta_class",
    "steadiness_class",
    "cloudy_share",
    "cloud_cover_percent",
    "okta",
    "okta_station",
    "steadiness_mag",
    "cloud_en",
    "cloud_nl",
)
_KEY = ["site_id", "night"]


def class_from_okta(okta: ArrayLike) -> NDArray[np.object_]:
    """Cloud class of a number of oktas.

    Parameters
    ----------
    okta : any shape
        0 to 8; 9 is "sky obscured"; NaN where nothing was observed.

    Returns
    -------
    same shape
        ``clear`` (0 and 1), ``partly`` (2 to 6), ``overcast`` (7, 8 and 9), ``unknown`` for anything else.

    Examples
    --------
    >>> class_from_okta([0, 1, 2, 6, 7, 9, float("nan")]).tolist()
    ['clear', 'clear', 'partly', 'partly', 'overcast', 'overcast', 'unknown']
    """
    number = np.asarray(okta, dtype=np.float64)
    inside = (number >= 0) & (number <= SKY_OBSCURED_OKTA)
    found = np.select([number < 2, number < 7], [CLEAR, PARTLY], OVERCAST)
    return np.where(inside, found, UNKNOWN).astype(object)


def cloud_classes(readings: pd.DataFrame, *, event: Event, okta: pd.DataFrame | None = None) -> pd.DataFrame:
    """The cloud class of each site and night in the event's areas, with every witness in its column.

    Parameters
    ----------
    readings : readings table with flags and event columns
    event : Event
        Its window says which minutes count; its ``knmi_stations`` are asked nearest first.
    okta : table with ``station``, ``hour_start_utc`` [aware UTC], ``okta``, or None
        Hourly cloud cover of weather stations; each hour holds for the 60 minutes after its start.

    Returns
    -------
    pandas.DataFrame
        One row a stream, site and night with readings in the window: the class by each witness
        (``sky_temperature_class``, ``observer_class``, ``okta_class``, ``steadiness_class``; ``unknown`` where it
        is silent), what each saw (``cloudy_share`` [1], ``cloud_cover_percent`` [%], ``okta``, ``okta_station``,
        ``steadiness_mag`` [mag]), the ``cloud_class`` in one word (``mixed`` where they disagree), the same in
        words with who says what (``cloud_en``, ``cloud_nl``), and the ``witness``es that speak.

    Raises
    ------
    TableError
        If a column is missing.

    Notes
    -----
    A fixed meter is judged in the ten-minute bins in which it has good readings on the event night, on all its
    nights, since only those are compared; where it has no event night, in the whole window. `witnesses` says
    which nights are alike.
    """
    tables = [_of_stream(readings, stream, event, okta) for stream in READING_STREAMS]
    return pd.concat(tables, ignore_index=True)[list(CLOUD_COLUMNS)]


def _of_stream(readings: pd.DataFrame, stream: str, event: Event, okta: pd.DataFrame | None) -> pd.DataFrame:
    rows = stream_readings(readings, stream=stream)
    rows = rows[rows["in_window"] & (rows["role"] != Role.OUTSIDE)]
    rows = rows.assign(bin=window_bin(minutes_into_window(rows["observed_at_utc"], event), event=event))
    table = rows[_KEY].drop_duplicates().sort_values(_KEY)
    fixed = stream == Stream.PHOTOMETER
    bins = _bins_of_sites(rows, event, by_event_night=fixed)
    counted = rows.merge(bins, on=["site_id", "bin"], how="inner", validate="many_to_one")
    n_bins = bins.groupby("site_id", observed=True).size()
    for witness in (
        _sky_temperature(counted, n_bins),
        _observer(rows),
        _steadiness(counted, n_bins) if fixed else _no_steadiness(),
        _okta(table, bins, event, okta),
    ):
        table = table.merge(witness, on=_KEY, how="left", validate="one_to_one")
    classes = [class_column(name) for name in _WITNESSES]
    table[classes] = table[classes].astype("object").fillna(UNKNOWN)
    return _combined(table).assign(stream=stream)


def _bins_of_sites(rows: pd.DataFrame, event: Event, *, by_event_night: bool) -> pd.DataFrame:
    """The bins that count at each site: those of its event night, all of the window where it has none."""
    bins = event_bins(rows, event=event) if by_event_night else rows.iloc[:0][["site_id", "bin"]]
    others = rows.loc[~rows["site_id"].isin(bins["site_id"]), ["site_id"]].drop_duplicates()
    whole = others.merge(pd.DataFrame({"bin": np.arange(bins_in_window(event), dtype=np.float64)}), how="cross")
    return pd.concat([bins, whole], ignore_index=True)


def _sky_temperature(rows: pd.DataFrame, n_bins: pd.Series[int]) -> pd.DataFrame:
    """Share of the bins in which the sky over the meter was too warm to be clear."""
    # Some meters write 0.0 for both temperatures when they have no such sensor.
    absent = (rows["sky_temperature_c"] == 0) & (rows["temperature_c"] == 0)
    colder = (rows["sky_temperature_c"] - rows["temperature_c"]).mask(absent)
    seen = rows[colder.notna()].assign(cloudy=(colder > CLOUDY_ABOVE_C).astype("float64"))
    bins = seen.groupby([*_KEY, "bin"], observed=True)["cloudy"].mean()
    table = bins.groupby(level=_KEY, observed=True).agg(cloudy_share="mean", n="size").reset_index()
    share = table["cloudy_share"]
    found = np.select(
        [
            table["n"] < SHARE_OF_BINS * table["site_id"].map(n_bins).astype("float64"),
            share <= 1 - SHARE_OF_BINS,
            share >= SHARE_OF_BINS,
        ],
        [UNKNOWN, CLEAR, OVERCAST],
        PARTLY,
    )
    return table.assign(sky_temperature_class=found.astype(object)).drop(columns="n")


def _observer(rows: pd.DataFrame) -> pd.DataFrame:
    """The observer's word: the mean over the readings of the night."""
    seen = rows[rows["is_good"] & rows["cloud_cover_percent"].notna()]
    table = seen.groupby(_KEY, observed=True)["cloud_cover_percent"].mean().reset_index()
    percent = table["cloud_cover_percent"]
    found = np.select([percent <= _CLEAR_BELOW_PERCENT, percent < _OVERCAST_FROM_PERCENT], [CLEAR, PARTLY], OVERCAST)
    return table.assign(observer_class=found.astype(object))


def _steadiness(rows: pd.DataFrame, n_bins: pd.Series[int]) -> pd.DataFrame:
    """Spread of the ten-minute means round a straight line: the slow darkening of the evening is no cloud."""
    good = rows[rows["is_good"]]
    means = good.groupby([*_KEY, "bin"], observed=True)["value"].mean().reset_index()
    fewest = {str(site): max(_FEWEST_MEANS, SHARE_OF_BINS * n) for site, n in n_bins.items()}
    found = [
        (site, night, _spread_round_a_line(group["bin"], group["value"]) if len(group) >= fewest[str(site)] else np.nan)
        for (site, night), group in means.groupby(_KEY, observed=True)
    ]
    table = pd.DataFrame(found, columns=[*_KEY, "steadiness_mag"]).astype({"steadiness_mag": "float64"})
    spread = table["steadiness_mag"]
    word = np.select([spread <= STEADY_UP_TO_MAG, spread > UNSTEADY_ABOVE_MAG], [CLEAR, PARTLY], UNKNOWN)
    return table.assign(steadiness_class=word.astype(object))


def _no_steadiness() -> pd.DataFrame:
    """A person who presses a button now and then leaves no series to judge."""
    empty: dict[str, Any] = {"site_id": [], "night": [], "steadiness_mag": [], "steadiness_class": []}
    types = {"site_id": "str", "night": "str", "steadiness_mag": "float64", "steadiness_class": "object"}
    return pd.DataFrame(empty).astype(types)


def _spread_round_a_line(place: pd.Series[Any], value: pd.Series[Any]) -> float:
    x, y = place.to_numpy(dtype=np.float64), value.to_numpy(dtype=np.float64)
    design = np.column_stack([np.ones_like(x), x])
    left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(np.sqrt((left**2).sum() / (len(y) - 2)))


def _okta(table: pd.DataFrame, bins: pd.DataFrame, event: Event, okta: pd.DataFrame | None) -> pd.DataFrame:
    """The weather station's word for each site and night, over the bins that count at the site."""
    by_station = _hours_by_station(event, okta)
    of_site = {site: frozenset(numbers.astype(int)) for site, numbers in bins.groupby("site_id", observed=True)["bin"]}
    found: dict[tuple[str, frozenset[int]], tuple[str, float, float]] = {}
    rows = []
    for site, night in table[_KEY].itertuples(index=False):
        key = (night, of_site[site])
        if key not in found:
            found[key] = _okta_of_hours(_minutes_by_hour(event, *key), by_station) if night else _NO_OKTA
        rows.append((site, night, *found[key]))
    made = pd.DataFrame(rows, columns=[*_KEY, "okta_class", "okta", "okta_station"])
    types = {"site_id": "str", "night": "str", "okta_class": "object", "okta": "float64", "okta_station": "float64"}
    return made.astype(types)


def _hours_by_station(event: Event, okta: pd.DataFrame | None) -> dict[int, dict[datetime, float]]:
    """The hours of each station that the event names, nearest first; every station if it names none."""
    if okta is None:
        return {}
    require_columns(okta, ("station", "hour_start_utc", "okta"), where="cloud_classes")
    seen = okta[okta["okta"].notna()]
    there = tuple(int(station) for station in sorted(seen["station"].unique()))
    # A reanalysis is asked last: it is no station that the event could name.
    wanted = (*event.knmi_stations, REANALYSIS_STATION) if event.knmi_stations else there
    hours = {}
    for station in wanted:
        rows = seen[seen["station"] == station]
        starts = [moment.to_pydatetime() for moment in rows["hour_start_utc"]]
        hours[station] = dict(zip(starts, rows["okta"].astype("float64"), strict=True))
    return hours


def _okta_of_hours(
    minutes: dict[datetime, float], by_station: dict[int, dict[datetime, float]]
) -> tuple[str, float, float]:
    """Class, mean okta and station of the first station that saw enough of these minutes of each hour."""
    total = sum(minutes.values())
    for station, hours in by_station.items():
        seen = {hour: share / total for hour, share in minutes.items() if hour in hours}
        covered = sum(seen.values())
        if covered < SHARE_OF_BINS:
            continue
        # "Sky obscured" counts as 8 oktas in the mean.
        mean = sum(share * min(hours[hour], 8.0) for hour, share in seen.items()) / covered
        shares: dict[str, float] = {}
        for hour, share in seen.items():
            word = str(class_from_okta(hours[hour]))
            shares[word] = shares.get(word, 0.0) + share
        word, share = max(shares.items(), key=lambda item: item[1])
        return (word if share >= SHARE_OF_BINS else CHANGING), mean, float(station)
    return _NO_OKTA


_NO_OKTA = (UNKNOWN, float("nan"), float("nan"))


def _minutes_by_hour(event: Event, night: str, bins: frozenset[int]) -> dict[datetime, float]:
    """How many minutes of each hour lie in these bins of the window of a night."""
    minutes: dict[datetime, float] = {}
    for number, part in bin_parts(event, night=date.fromisoformat(night)):
        if number not in bins:
            continue
        first = part.start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        for hour in pd.date_range(first, part.end, freq="h", inclusive="both").to_pydatetime():
            end = hour + pd.Timedelta(hours=1)
            overlap = (min(part.end, end) - max(part.start, hour)).total_seconds() / 60
            if overlap > 0:
                minutes[hour] = minutes.get(hour, 0.0) + overlap
    return minutes


def _combined(table: pd.DataFrame) -> pd.DataFrame:
    said = [said_by_all(row, _WITNESSES) for row in table.to_dict("records")]
    words = [combined_words(one) for one in said]
    columns = {
        "cloud_class": [combined_class(one) for one in said],
        "witness": [", ".join(name for name, word in one.items() if word != UNKNOWN) for one in said],
        "cloud_en": [text.en for text in words],
        "cloud_nl": [text.nl for text in words],
    }
    return table.assign(**{name: pd.Series(made, index=table.index, dtype="object") for name, made in columns.items()})
