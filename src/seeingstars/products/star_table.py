"""Products: the stars and the lines of the constellations that come with the package; works without a network."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

COMPLETE_TO_V = 6.5

# Their magnitude in the catalogue is that of an outburst or of the maximum: hardly ever so bright. Counted, as the
# catalogue has them, but not drawn (T CrB, Mira, R Hor, chi Cyg, R Leo, R Cas, R Hya, R Ser).
SELDOM_SO_BRIGHT = (5958, 681, 868, 7564, 3882, 9066, 5080, 5894)

# Temperatures [K] and the colours that they are drawn in: our choice, paler than a lamp of that temperature, as
# the eye sees hardly any colour at night.
_TEMPERATURES = (2500.0, 3500.0, 4500.0, 5500.0, 6500.0, 8000.0, 10_000.0, 30_000.0)
_COLOURS = (
    (1.00, 0.75, 0.54),
    (1.00, 0.82, 0.66),
    (1.00, 0.90, 0.79),
    (1.00, 0.96, 0.91),
    (1.00, 0.99, 0.98),
    (0.90, 0.94, 1.00),
    (0.83, 0.89, 1.00),
    (0.74, 0.83, 1.00),
)


class StarTable(NamedTuple):
    """The stars, brightest first; every array has one value a star."""

    hr: NDArray[np.int64]
    right_ascension_deg: FloatArray  # J2000 (ICRS)
    declination_deg: FloatArray
    v_mag: FloatArray
    colour: FloatArray  # (n, 3), red, green and blue from 0 to 1
    is_seldom_so_bright: NDArray[np.bool_]
    name: tuple[str, ...]  # empty where the star has no name of its own here


class Strokes(NamedTuple):
    """The lines of the constellations: code of the constellation, rows of the two stars in the table."""

    constellation: tuple[str, ...]
    from_row: NDArray[np.intp]
    to_row: NDArray[np.intp]


@cache
def load_stars() -> StarTable:
    """The stars of the package; read once.

    Returns
    -------
    StarTable
        9,096 stars, complete to V = 6.5.

    References
    ----------
    .. [1] Hoffleit and Warren 1991, The Bright Star Catalogue, 5th revised edition; the whole in ``star_sources()``.

    Examples
    --------
    >>> stars = load_stars()
    >>> stars.name[:3], float(stars.v_mag[0]), len(stars.hr)
    (('Sirius', 'Canopus', 'Arcturus'), -1.46, 9096)
    """
    with (files(__package__) / "stars" / "stars.csv.gz").open("rb") as packed:
        table = pd.read_csv(packed, compression="gzip", keep_default_na=True, dtype={"name": str})
    colour = _colour(table.bv_mag.to_numpy(float), table.colour_temperature_k.to_numpy(float))
    arrays = (table.hr.to_numpy(), table.ra_deg.to_numpy(), table.dec_deg.to_numpy(), table.v_mag.to_numpy(), colour)
    for array in arrays:
        array.flags.writeable = False
    return StarTable(*arrays, table.hr.isin(SELDOM_SO_BRIGHT).to_numpy(), tuple(table.name.fillna("")))


@cache
def load_strokes() -> Strokes:
    """The lines of the constellations; read once.

    Examples
    --------
    >>> strokes = load_strokes()
    >>> strokes.constellation[0], load_stars().name[strokes.from_row[0]], len(strokes.from_row)
    ('And', '', 743)
    """
    with (files(__package__) / "stars" / "lines.csv").open("rb") as text:
        table = pd.read_csv(text)
    row_of = {number: row for row, number in enumerate(load_stars().hr.tolist())}
    ends = [np.array([row_of[number] for number in table[name]], dtype=np.intp) for name in ("hr_from", "hr_to")]
    return Strokes(tuple(table.constellation), *ends)


def star_sources() -> dict[str, Any]:
    """Where the tables come from and under which licence.

    Examples
    --------
    >>> star_sources()["sources"]["bsc5-short.json"]["licence"]
    'MIT, Copyright (c) 2016 Bretton Wade'
    """
    found: dict[str, Any] = json.loads((files(__package__) / "stars" / "stars.json").read_text("utf-8"))
    return found


def _colour(bv_mag: FloatArray, temperature_k: FloatArray) -> FloatArray:
    """Colours (n, 3) from B−V by Ballesteros 2012 (EPL 97, 34008), else from the catalogue's temperature, else white."""
    from_bv = 4600.0 * (1.0 / (0.92 * bv_mag + 1.7) + 1.0 / (0.92 * bv_mag + 0.62))
    kelvin = np.where(np.isfinite(from_bv), from_bv, temperature_k)
    kelvin = np.where(np.isfinite(kelvin), kelvin, 6500.0)
    return np.column_stack([np.interp(kelvin, _TEMPERATURES, channel) for channel in np.array(_COLOURS).T])
