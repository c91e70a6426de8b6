"""Products: what the pictures of the sky are drawn from: stars, planets, moon and Milky Way over one place at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from seeingstars.products.star_table import StarTable, Strokes
from seeingstars.products.words import Language

FloatArray = NDArray[np.float64]

PLANET_NAMES: dict[str, dict[Language, str]] = {
    "mercury": {"nl": "Mercurius", "en": "Mercury"},
    "venus": {"nl": "Venus", "en": "Venus"},
    "mars": {"nl": "Mars", "en": "Mars"},
    "jupiter": {"nl": "Jupiter", "en": "Jupiter"},
    "saturn": {"nl": "Saturnus", "en": "Saturn"},
    "moon": {"nl": "Maan", "en": "Moon"},
}


class Body(NamedTuple):
    """A planet or the moon above the horizon."""

    name: str  # a key of `PLANET_NAMES`
    altitude_deg: float
    azimuth_deg: float
    v_mag: float  # of the planet; NaN for the moon
    illuminated_fraction: float  # of the moon's disc; NaN for a planet


@dataclass(frozen=True)
class SkyScene:
    """The sky over one place at one moment, without refraction; what can be seen of it is for `SeenSky` to say."""

    moment: datetime
    longitude_deg: float
    latitude_deg: float
    stars: StarTable
    strokes: Strokes
    altitude_deg: FloatArray  # of each star
    azimuth_deg: FloatArray
    dimmed_mag: FloatArray  # of each star, as if at the zenith; NaN below the horizon
    planets: tuple[Body, ...]
    moon: Body | None
    sun_altitude_deg: float
    galactic_from_horizon: FloatArray  # (3, 3), from (east, north, up) to galactic axes
    milky_way_nl: FloatArray  # (rows, columns), galactic latitude -90 to 90, longitude 0 to 360 [nL]


@dataclass(frozen=True)
class SeenSky:
    """How faint the stars were that could be seen, and how that is known.

    ``limits`` are the low and the high end of the limiting magnitude at the zenith [mag], ``counts`` the numbers of
    stars to both; None where nobody knows. ``basis`` is eyes, meters, model or unknown.
    """

    kind: str  # ordinary, event or natural
    basis: str
    limits: tuple[float, float] | None
    counts: tuple[int, int] | None
    brightness_mag_arcsec2: float | None  # NaN never: None where not known
    n_readings: int = 0
    n_sites: int = 0
    n_nights: int = 0


def on_disc(altitude_deg: FloatArray, azimuth_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Place on a disc of radius 1 as seen from below: zenith in the middle, north up, east to the left.

    Azimuthal equidistant: the distance to the middle is the angle to the zenith over 90 degree.

    Examples
    --------
    >>> x, y = on_disc(np.array([90.0, 0.0, 45.0]), np.array([0.0, 90.0, 180.0]))
    >>> (x.round(2) + 0.0).tolist(), (y.round(2) + 0.0).tolist()
    ([0.0, -1.0, 0.0], [0.0, 0.0, -0.5])
    """
    radius = (90.0 - np.asarray(altitude_deg)) / 90.0
    azimuth = np.radians(azimuth_deg)
    return -radius * np.sin(azimuth), radius * np.cos(azimuth)


def milky_way_on_disc(scene: SkyScene, size: int, *, rim: bool = False) -> FloatArray:
    """Light of the Milky Way [nL] on a square that holds the disc of `on_disc`, first row north; outside 0 or as on the rim.

    Examples
    --------
    >>> milky_way_on_disc.__name__
    'milky_way_on_disc'
    """
    along = (np.arange(size) + 0.5) / size * 2.0 - 1.0
    x, y = along[None, :], -along[:, None]
    radius = np.hypot(x, y)
    zenith_angle = np.minimum(radius, 1.0) * (np.pi / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        shrink = np.where(radius > 0, np.sin(zenith_angle) / radius, np.pi / 2)
    horizon = np.stack([-x * shrink, y * shrink, np.cos(zenith_angle)])
    galactic = np.tensordot(scene.galactic_from_horizon, horizon, axes=1)
    light = _looked_up(scene.milky_way_nl, galactic)
    return light if rim else np.where(radius <= 1.0, light, 0.0)


def _looked_up(table: FloatArray, galactic: FloatArray) -> FloatArray:
    """Values between the four nearest cells."""
    rows, columns = table.shape
    latitude = np.degrees(np.arcsin(np.clip(galactic[2], -1.0, 1.0)))
    longitude = np.degrees(np.arctan2(galactic[1], galactic[0])) % 360.0
    at_row = np.clip((latitude + 90.0) / 180.0 * rows - 0.5, 0.0, rows - 1.0)
    at_column = longitude / 360.0 * columns - 0.5
    row, column = np.floor(at_row).astype(np.intp), np.floor(at_column).astype(np.intp)
    below, right = at_row - row, at_column - column
    next_row, next_column = np.minimum(row + 1, rows - 1), (column + 1) % columns
    upper = table[row, column % columns] * (1 - right) + table[row, next_column] * right
    lower = table[next_row, column % columns] * (1 - right) + table[next_row, next_column] * right
    return np.asarray(upper * (1 - below) + lower * below)
