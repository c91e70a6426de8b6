"""Science: what each neighbourhood saw, and who took part, hidden where too few did to be a group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.stats import binom
from shapely.geometry.base import BaseGeometry

from seeingstars.columns import READING_STREAMS, Flag, Stream, require_columns

SMALLEST_GROUP = 5  # our choice, as statistical offices do: below it a number would be about persons
WALKING_KM = 1.0  # our choice: a quarter of an hour on foot
# Suppliers whose one file holds the readings of many people; in the file of any other, one person may have made all.
SUPPLIERS_OF_MANY = ("Globe at Night",)
_PLACE_DECIMALS = 3
_EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
_NEEDED = (
    "stream", "supplier", "source_sha256", "instrument_id", "site_id", "longitude_deg", "latitude_deg", "night", "in_window", "flag",
    "brightness_mag_arcsec2", "limiting_magnitude",
)  # fmt: skip
SHOWN, TOO_FEW, BESIDE_ANOTHER = "shown", "too_few", "beside_another"
COUNTS = ("readings", "event", "baseline")


def contributors(readings: pd.DataFrame) -> NDArray[np.int64]:
    """Which readings may come from one person: the fewest people that can have made them.

    Parameters
    ----------
    readings : table with ``supplier``, ``source_sha256``, ``instrument_id``, ``site_id``, ``longitude_deg``, ``latitude_deg``

    Returns
    -------
    n numbers
        From 0; equal for readings that share an instrument of one supplier, a site, a place (0.001 degree), or a file of
        a supplier that is not one of `SUPPLIERS_OF_MANY`, directly or through others.

    Notes
    -----
    Names of people are not in the data. Two people with one file count as one, so a group is never thought larger than
    it is for that reason; one person at two places with two files counts as two, which nothing here can see.

    Examples
    --------
    >>> table = pd.DataFrame({"supplier": "Globe at Night", "source_sha256": "a", "instrument_id": ["", "", "7", "7"],
    ...     "site_id": "", "longitude_deg": [4.5, 4.5, 4.6, 4.7], "latitude_deg": 52.2})
    >>> contributors(table).tolist()
    [0, 0, 1, 1]
    """
    n = len(readings)
    if not n:
        return np.zeros(0, dtype=np.int64)
    supplier = _texts(readings["supplier"])
    own_file = ~supplier.isin(SUPPLIERS_OF_MANY)
    instrument, site = _texts(readings["instrument_id"]), _texts(readings["site_id"])
    east, north = (readings[name].round(_PLACE_DECIMALS).astype("str") for name in ("longitude_deg", "latitude_deg"))
    keys = [
        ("file " + _texts(readings["source_sha256"])).where(own_file, ""),
        ("instrument " + supplier + " " + instrument).where(instrument != "", ""),
        ("site " + site).where(site != "", ""),
        "place " + east + " " + north,
    ]
    rows, columns, first = [], [], n
    for key in keys:
        there = np.flatnonzero(key.to_numpy() != "")
        codes, names = pd.factorize(key.iloc[there])
        rows.append(there)
        columns.append(codes + first)
        first += len(names)
    pairs = (np.concatenate(rows), np.concatenate(columns))
    joined = connected_components(coo_array((np.ones(len(pairs[0])), pairs), shape=(first, first)), directed=False)[1]
    return np.asarray(pd.factorize(joined[:n])[0], dtype=np.int64)


def _texts(column: pd.Series[str]) -> pd.Series[str]:
    return column.astype("str").fillna("").replace("nan", "").str.strip()


def area_of(
    longitude_deg: ArrayLike, latitude_deg: ArrayLike, *, shapes: Sequence[BaseGeometry | None]
) -> NDArray[np.int64]:
    """The area in which each point lies.

    Parameters
    ----------
    longitude_deg, latitude_deg : n numbers
        [degree]; NaN where not known.
    shapes : polygons in longitude, latitude [degree]; None for an area without a shape

    Returns
    -------
    n numbers
        Place of the area in `shapes`; the first one where areas overlap or share an edge; −1 outside all.

    Examples
    --------
    >>> area_of([4.5, 9.0, np.nan], [52.2, 52.2, 52.2], shapes=[None, shapely.box(4, 52, 5, 53)]).tolist()
    [1, -1, -1]
    """
    east, north = np.asarray(longitude_deg, dtype=float), np.asarray(latitude_deg, dtype=float)
    found = np.full(len(east), len(shapes), dtype=np.int64)
    known = np.flatnonzero(np.isfinite(east) & np.isfinite(north))
    solid = [place for place, one in enumerate(shapes) if one is not None]
    tree = shapely.STRtree([shapes[place] for place in solid])
    points, hits = tree.query(shapely.points(east[known], north[known]), predicate="intersects")
    np.minimum.at(found, known[points], np.array(solid, dtype=np.int64)[hits] if solid else hits)
    return np.where(found == len(shapes), -1, found)


def median_interval(values: ArrayLike) -> tuple[float, float, float]:
    """The median with a 95 % interval that assumes no shape of the noise.

    Parameters
    ----------
    values : n numbers, finite

    Returns
    -------
    median, low, high
        The interval lies between two of the values in order, by the binomial distribution; NaN for fewer than 6 values,
        of which no two hold the median with 95 %. All NaN without values.

    References
    ----------
    Conover, Practical Nonparametric Statistics, 3rd ed. (1999), section 3.2.

    Examples
    --------
    >>> median_interval([18.0, 18.1, 18.2, 18.3, 18.4, 18.5])
    (18.25, 18.0, 18.5)
    >>> median_interval([18.0, 18.2])
    (18.1, nan, nan)
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    n = len(ordered)
    if n == 0:
        return float("nan"), float("nan"), float("nan")
    middle = float(np.median(ordered))
    below = int(binom.ppf(0.025, n, 0.5))  # so many values may be left off at each end
    if binom.cdf(below - 1, n, 0.5) > 0.025 or below < 1:
        return middle, float("nan"), float("nan")
    return middle, float(ordered[below - 1]), float(ordered[n - below])


def neighbourhood_table(
    readings: pd.DataFrame,
    *,
    area_ids: Sequence[str],
    area: NDArray[np.int64],
    event_night: str,
    baseline_nights: Mapping[str, Collection[str]],
    smallest_group: int = SMALLEST_GROUP,
) -> pd.DataFrame:
    """What each area saw, a row an area and stream, hidden where fewer than `smallest_group` contributors took part.

    Parameters
    ----------
    readings : readings table with flags and event columns
    area_ids : ids of the areas
    area : place of the area of each reading, of `area_of`
    event_night : ISO date
    baseline_nights : the nights that each stream was compared with
    smallest_group : fewest contributors that may be shown

    Returns
    -------
    pandas.DataFrame
        ``area_id``, ``stream``; ``n_readings``, ``n_event``, ``n_baseline`` (all readings; good ones in the lights-off
        hours of the event night; of the baseline nights) and ``n_contributors…`` of each, NaN where hidden;
        ``event_median``, ``event_low``, ``event_high`` over the contributors' own medians, ``baseline_…`` over the
        nights' medians of these (95 %, `median_interval`) [mag/arcsec², or mag for naked_eye]; ``n_baseline_nights``;
        and ``readings_state``, ``event_state``, ``baseline_state``: `SHOWN`, `TOO_FEW`, `BESIDE_ANOTHER`.

    Raises
    ------
    TableError
        If a column is missing.
    ValueError
        If the smallest group is below 1 or `area` has another length than the table.

    Notes
    -----
    Zero is shown: nobody is recognised by it. So that a hidden number does not follow from a total, what is hidden in a
    stream always holds at least `smallest_group` contributors and two areas together; else the smallest that could be
    shown is hidden too (complementary suppression).

    References
    ----------
    Hundepool et al. 2012, Statistical Disclosure Control, chapter 4 (frequency rule, secondary suppression).
    """
    require_columns(readings, _NEEDED, where="neighbourhood_table")
    if smallest_group < 1 or len(area) != len(readings):
        raise ValueError(
            f"smallest_group must be 1 or more and area as long as the readings; got {smallest_group}, {len(area)} areas, {len(readings)} readings"
        )
    rows = _rows_of(readings, area, event_night, baseline_nights)
    tables = [
        _of_stream(rows[rows["stream"] == stream], stream, area_ids, smallest_group) for stream in READING_STREAMS
    ]
    return pd.concat(tables, ignore_index=True)


def _rows_of(
    readings: pd.DataFrame, area: NDArray[np.int64], event_night: str, baseline_nights: Mapping[str, Collection[str]]
) -> pd.DataFrame:
    stream, night = readings["stream"].astype("str"), readings["night"].astype("str")
    by_eye = stream == Stream.NAKED_EYE
    value = readings["limiting_magnitude"].where(by_eye, readings["brightness_mag_arcsec2"])
    good = (readings["flag"] == Flag.GOOD) & readings["in_window"] & np.isfinite(value)
    sister = pd.Series(False, index=readings.index)
    for name, nights in baseline_nights.items():
        sister |= (stream == name) & night.isin(list(nights))
    return pd.DataFrame(
        {
            "stream": stream,
            "night": night,
            "area": area,
            "value": value,
            "contributor": contributors(readings),
            "event": good & (night == event_night),
            "baseline": good & sister,
            "readings": True,
        }
    )


def _of_stream(rows: pd.DataFrame, stream: str, area_ids: Sequence[str], smallest_group: int) -> pd.DataFrame:
    table = pd.DataFrame({"area_id": list(area_ids), "stream": stream})
    for name in COUNTS:
        used = rows[rows[name] & (rows["area"] >= 0)]
        grouped = used.groupby("area")
        n = _by_area(grouped.size(), len(area_ids))
        people = _by_area(grouped["contributor"].nunique(), len(area_ids))
        state = hidden_states(people, smallest_group=smallest_group)
        shown = state == SHOWN
        table[f"n_{name}"], table[f"n_contributors_{name}"] = (
            np.where(shown, n, np.nan),
            np.where(shown, people, np.nan),
        )
        table[f"{name}_state"] = state
        if name != "readings":
            numbers = _medians(used, len(area_ids), by_night=name == "baseline")
            for column, values in numbers.items():
                table[f"{name}_{column}"] = np.where(shown, values, np.nan)
    table["n_baseline_nights"] = table.pop("baseline_nights")
    return table


def _by_area(counts: pd.Series[int], n_areas: int) -> NDArray[np.int64]:
    return np.asarray(counts.reindex(range(n_areas), fill_value=0), dtype=np.int64)


def _medians(used: pd.DataFrame, n_areas: int, *, by_night: bool) -> dict[str, NDArray[np.float64]]:
    found = {name: np.full(n_areas, np.nan) for name in ("median", "low", "high")}
    if by_night:
        found["nights"] = np.zeros(n_areas)
    for place, rows in used.groupby("area"):
        area = int(str(place))
        values = rows.groupby(["night", "contributor"])["value"].median()
        if by_night:
            values = values.groupby("night").median()
            found["nights"][area] = len(values)
        found["median"][area], found["low"][area], found["high"][area] = median_interval(values)
    return found


def hidden_states(n_contributors: ArrayLike, *, smallest_group: int) -> NDArray[np.str_]:
    """Which numbers of a row of areas may be shown, so that none that is hidden follows from their total.

    Parameters
    ----------
    n_contributors : n whole numbers
    smallest_group : fewest contributors that may be shown

    Returns
    -------
    n words
        `TOO_FEW` for 1 to `smallest_group` − 1; `BESIDE_ANOTHER` for those hidden so that the hidden hold together at
        least two areas and `smallest_group` contributors, the smallest first; else `SHOWN`. Zero is always shown.

    Examples
    --------
    >>> hidden_states([0, 2, 9, 6], smallest_group=5).tolist()
    ['shown', 'too_few', 'shown', 'beside_another']
    """
    counts = np.asarray(n_contributors, dtype=np.int64)
    state = np.full(counts.shape, SHOWN, dtype="<U14")
    state[(counts > 0) & (counts < smallest_group)] = TOO_FEW
    for place in np.lexsort((np.arange(len(counts)), counts)):
        hidden = state != SHOWN
        if not hidden.any() or (hidden.sum() >= 2 and counts[hidden].sum() >= smallest_group):
            break
        if counts[place] > 0 and not hidden[place]:
            state[place] = BESIDE_ANOTHER
    return state


def participation(
    readings: pd.DataFrame, *, timezone: str, smallest_group: int = SMALLEST_GROUP
) -> dict[str, list[dict[str, object]]]:
    """How many people took part, when, and how far apart each one measured; fixed meters, which stand by themselves, left out.

    Parameters
    ----------
    readings : readings table with flags and event columns
    timezone : IANA name of the wall clock
    smallest_group : fewest contributors that may be shown

    Returns
    -------
    dict
        ``by_stream``, ``by_night``, ``by_hour`` (of the wall clock) and ``by_distance``: rows with ``group``,
        ``n_readings``, ``n_contributors`` (None where hidden) and ``state``. ``by_distance`` holds the contributors with a
        place: ``one_reading``, ``within_walking_distance`` (all within `WALKING_KM` of each other) and ``farther``.

    Notes
    -----
    Nobody's home is known, so whether somebody measured near home is not said: only how far apart their own readings lie.

    Raises
    ------
    TableError
        If a column is missing.
    """
    require_columns(readings, (*_NEEDED, "observed_at_utc"), where="participation")
    by_people = readings["stream"].astype("str") != Stream.PHOTOMETER
    people = readings[by_people]
    people = people.assign(contributor=contributors(people), stream=people["stream"].astype("str"))
    hour = people["observed_at_utc"].dt.tz_convert(timezone).dt.strftime("%H:00")
    return {
        "by_stream": _groups(people, people["stream"], smallest_group),
        "by_night": _groups(people, people["night"].astype("str").replace("", "unknown"), smallest_group),
        "by_hour": _groups(people, hour, smallest_group),
        "by_distance": _groups(people, _spread(people), smallest_group),
    }


def _groups(people: pd.DataFrame, group: pd.Series[str], smallest_group: int) -> list[dict[str, object]]:
    grouped = people.groupby(group, observed=True, sort=True)["contributor"].agg(["size", "nunique"])
    state = hidden_states(grouped["nunique"], smallest_group=smallest_group)
    return [
        {
            "group": str(name),
            "n_readings": int(n) if one == SHOWN else None,
            "n_contributors": int(who) if one == SHOWN else None,
            "state": str(one),
        }
        for name, n, who, one in zip(grouped.index, grouped["size"], grouped["nunique"], state, strict=True)
    ]


def _spread(people: pd.DataFrame) -> pd.Series[str]:
    """The class of distance of each reading's contributor; NaN for those without a place."""
    known = people[people["longitude_deg"].notna() & people["latitude_deg"].notna()]
    grouped = known.groupby("contributor")
    box = grouped.agg(
        n=("longitude_deg", "size"), west=("longitude_deg", "min"), east=("longitude_deg", "max"),
        south=("latitude_deg", "min"), north=("latitude_deg", "max"),
    )  # fmt: skip
    # The diagonal of the box round all of them: never shorter than the largest distance between two.
    shrink = np.cos(np.radians((box["south"] + box["north"]) / 2))
    wide = np.radians(box["east"] - box["west"]) * shrink * _EARTH_RADIUS_KM
    high = np.radians(box["north"] - box["south"]) * _EARTH_RADIUS_KM
    near = np.where(np.hypot(wide, high) <= WALKING_KM, "within_walking_distance", "farther")
    named = pd.Series(np.where(box["n"] == 1, "one_reading", near), index=box.index)
    return people["contributor"].map(named)
