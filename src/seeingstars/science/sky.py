"""Sun, moon and Milky Way for every reading of a table: the columns `SKY_COLUMNS`, fast for fixed stations."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.science.ephemeris import sun_altitude_deg, sun_and_moon, zenith_galactic_latitude_deg

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TimeArray = NDArray[np.datetime64]

# A station that reads every minute has its sky worked out every half hour and interpolated between: the
# sines of altitudes are smooth, so that six points are within 3e-8 of them.
_NODE_US = 1800 * 1_000_000
_FIRST_POINT, _N_POINTS = -2, 6
# Below this number of readings for each node there is nothing to gain.
_FEWEST_READINGS_A_NODE = 4


def sky_columns(
    observed_at_utc: TimeArray,
    *,
    observed_at_utc_as_given: TimeArray,
    longitude_deg: FloatArray,
    latitude_deg: FloatArray,
) -> dict[str, FloatArray]:
    """Where sun, moon and Milky Way stand for each reading.

    Parameters
    ----------
    observed_at_utc, observed_at_utc_as_given : (n,) datetime64
        Moment [UTC], and the one that the file states; NaT where there is none.
    longitude_deg, latitude_deg : (n,)
        Place [degree]; NaN where there is none.

    Returns
    -------
    dict from the names in `columns.SKY_COLUMNS` to (n,) arrays
        [degree], the lit share as [1]; NaN without a time or a place on Earth.

    Notes
    -----
    Where a place has many readings in each half hour its sky is interpolated; the answer then lies within
    0.0001° of `ephemeris.sun_and_moon` (0.001° when the body stands within 1° of the zenith), and
    does not depend on which other readings there are.

    Examples
    --------
    >>> moment = np.array(["2022-09-25T20:00"], dtype="datetime64[us]")
    >>> sky = sky_columns(moment, observed_at_utc_as_given=moment, longitude_deg=np.array([4.4841]),
    ...                   latitude_deg=np.array([52.1547]))
    >>> round(float(sky["sun_altitude_deg"][0]), 1), round(float(sky["moon_altitude_deg"][0]), 1)
    (-22.4, -20.0)
    """
    sun, moon, lit, galactic = _sky(observed_at_utc, longitude_deg, latitude_deg)
    as_given = sun.copy()
    # Not-a-time differs from itself, and costs nothing to work out again.
    other = np.flatnonzero(observed_at_utc != observed_at_utc_as_given)
    as_given[other] = sun_altitude_deg(
        observed_at_utc_as_given[other], longitude_deg=longitude_deg[other], latitude_deg=latitude_deg[other]
    )
    return {
        "sun_altitude_deg": sun,
        "sun_altitude_as_given_deg": as_given,
        "moon_altitude_deg": moon,
        "moon_illuminated_fraction": lit,
        "zenith_galactic_latitude_deg": galactic,
    }


def _sky(moment: TimeArray, longitude_deg: FloatArray, latitude_deg: FloatArray) -> FloatArray:
    """Sun, moon, lit share and galactic latitude: (4, n)."""
    sky = np.full((4, len(moment)), np.nan)
    by_place, slow = _dense_places(moment, longitude_deg, latitude_deg)
    sky[:, slow] = _direct(moment[slow], longitude_deg[slow], latitude_deg[slow])
    if by_place:
        nodes = [_nodes_around(moment[rows]) for rows in by_place]
        sizes = [len(one) for one in nodes]
        firsts = [rows[0] for rows in by_place]
        at_nodes = _direct(
            np.concatenate(nodes), np.repeat(longitude_deg[firsts], sizes), np.repeat(latitude_deg[firsts], sizes)
        )
        for rows, node, values in zip(by_place, nodes, np.split(at_nodes, np.cumsum(sizes)[:-1], axis=1), strict=True):
            together = rows[-1] - rows[0] + 1 == len(rows)  # as a file is read: a slice is cheaper
            where = slice(rows[0], rows[-1] + 1) if together else rows
            sky[:, where] = _interpolated(moment[where], node, values)
    return sky


def _direct(moment: TimeArray, longitude_deg: FloatArray, latitude_deg: FloatArray) -> FloatArray:
    sun, moon, lit = sun_and_moon(moment, longitude_deg=longitude_deg, latitude_deg=latitude_deg)
    galactic = zenith_galactic_latitude_deg(moment, longitude_deg=longitude_deg, latitude_deg=latitude_deg)
    return np.stack([sun, moon, lit, galactic])


def _dense_places(
    moment: TimeArray, longitude_deg: FloatArray, latitude_deg: FloatArray
) -> tuple[list[IntArray], IntArray]:
    """Rows of each place with many readings in each half hour, and the rows of all others together."""
    place = _place_numbers(longitude_deg, latitude_deg)
    place[np.isnat(moment)] = -1
    order = np.argsort(place, kind="stable")
    size = np.bincount(place + 1, minlength=1)
    start = np.cumsum(size) - size
    size[0] = 0  # readings without a place or a time
    dense, is_slow = [], np.ones(len(moment), dtype=bool)
    for number in np.flatnonzero(size > _FEWEST_READINGS_A_NODE * _N_POINTS):
        rows = order[start[number] : start[number] + size[number]]
        if len(rows) >= _FEWEST_READINGS_A_NODE * len(_nodes_around(moment[rows])):
            dense.append(rows)
            is_slow[rows] = False
    return dense, np.flatnonzero(is_slow)


def _place_numbers(longitude_deg: FloatArray, latitude_deg: FloatArray) -> IntArray:
    """A number for each place; −1 where there is none."""
    if not len(longitude_deg):
        return np.zeros(0, dtype=np.int64)
    # A file holds one place over and over: only the first of each run of equal places is looked up.
    moves = (longitude_deg[1:] != longitude_deg[:-1]) | (latitude_deg[1:] != latitude_deg[:-1])
    first = np.concatenate([[0], np.flatnonzero(moves) + 1])
    east, _ = pd.factorize(longitude_deg[first])
    north, norths = pd.factorize(latitude_deg[first])
    number, _ = pd.factorize(east * max(len(norths), 1) + north)
    nowhere = (east < 0) | (north < 0) | (np.abs(longitude_deg[first]) > 180) | (np.abs(latitude_deg[first]) > 90)
    return np.repeat(np.where(nowhere, -1, number), np.diff(first, append=len(longitude_deg)))


def _nodes_around(moment: TimeArray) -> TimeArray:
    """Whole half hours from two before the first reading to three after the last."""
    first, last = (
        int(end.astype("datetime64[us]").astype(np.int64)) // _NODE_US for end in (moment.min(), moment.max())
    )
    nodes = np.arange(first + _FIRST_POINT, last + _FIRST_POINT + _N_POINTS) * _NODE_US
    return nodes.astype("datetime64[us]")


# Coefficients of the polynomial through six points from their values.
_FROM_POINTS = np.linalg.inv(np.vander(np.arange(_FIRST_POINT, _FIRST_POINT + _N_POINTS, dtype=float), increasing=True))
_ANGLES = [0, 1, 3]


def _interpolated(moment: TimeArray, nodes: TimeArray, at_nodes: FloatArray) -> FloatArray:
    """The sky (4, n) between the nodes: in the sines of the angles, which have no corner at the zenith."""
    values = at_nodes.copy()
    values[_ANGLES] = np.sin(np.radians(values[_ANGLES]))
    around = np.lib.stride_tricks.sliding_window_view(values, _N_POINTS, axis=1)
    powers = np.ascontiguousarray(np.tensordot(_FROM_POINTS, around, axes=(1, 2)))  # (power, quantity, window)
    since_us = moment.astype("datetime64[us]").astype(np.int64) - nodes[-_FIRST_POINT].astype(np.int64)
    window, part_us = np.divmod(since_us, _NODE_US)
    part = part_us / _NODE_US
    sky = np.empty((4, len(moment)))
    for quantity in range(4):
        value = powers[-1, quantity].take(window)
        for power in powers[-2::-1, quantity]:
            value *= part
            value += power.take(window)
        sky[quantity] = value
    sky[_ANGLES] = np.degrees(np.arcsin(np.clip(sky[_ANGLES], -1.0, 1.0)))
    sky[2] = np.clip(sky[2], 0.0, 1.0)
    return sky
