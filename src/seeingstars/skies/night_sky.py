"""The hall's view of the sky: where stars, planets and Milky Way stand, and what was seen of them in an event.

Here the star table of the products meets the positions and the eye models of the science.
"""

from __future__ import annotations

import math
from datetime import datetime
from functools import cache

import numpy as np

from seeingstars.products.sky_charts import draw_limiting_magnitude_charts
from seeingstars.products.sky_scene import Body, FloatArray, SkyScene
from seeingstars.products.star_table import load_stars, load_strokes
from seeingstars.products.words import Language
from seeingstars.science.ephemeris import moon_position, sun_altitude_deg
from seeingstars.science.milky_way import brightness_nl, milky_way_map
from seeingstars.science.star_counts import dimmed_magnitude
from seeingstars.science.star_positions import planet_positions, star_positions

_MILKY_WAY_SEED = 1610  # the year in which Galileo saw that it is stars
_MILKY_WAY_STEP_DEG = 0.5


def sky_scene(moment: datetime, *, longitude_deg: float, latitude_deg: float) -> SkyScene:
    """The sky over a place at a moment, without refraction.

    Parameters
    ----------
    moment : aware datetime
    longitude_deg, latitude_deg : scalars
        Place, WGS 84 [degree].

    Returns
    -------
    SkyScene

    Raises
    ------
    ValueError
        If the moment has no time zone or the place is not on Earth.

    Examples
    --------
    >>> from datetime import UTC
    >>> scene = sky_scene(datetime(2022, 9, 25, 20, 45, tzinfo=UTC), longitude_deg=4.4841, latitude_deg=52.1547)
    >>> [planet.name for planet in scene.planets], scene.moon
    (['mars', 'jupiter', 'saturn'], None)
    """
    place = {"longitude_deg": longitude_deg, "latitude_deg": latitude_deg}
    stars = load_stars()
    altitude, azimuth = star_positions(
        moment,
        right_ascension_deg=stars.right_ascension_deg,
        declination_deg=stars.declination_deg,
        longitude_deg=longitude_deg,
        latitude_deg=latitude_deg,
    )
    return SkyScene(
        moment=moment,
        **place,
        stars=stars,
        strokes=load_strokes(),
        altitude_deg=altitude,
        azimuth_deg=azimuth,
        dimmed_mag=dimmed_magnitude(stars.v_mag, altitude),
        planets=_planets(moment, **place),
        moon=_moon(moment, **place),
        sun_altitude_deg=float(sun_altitude_deg(moment, **place)),
        galactic_from_horizon=_galactic_from_horizon(moment, **place),
        milky_way_nl=_milky_way_nl(),
    )


def limiting_magnitude_charts(
    moment: datetime, *, longitude_deg: float, latitude_deg: float, language: Language
) -> dict[int, str]:
    """The eight charts that an observer compares the sky with: one constellation, with the stars to magnitude 0 to 7.

    Parameters
    ----------
    moment : aware datetime
    longitude_deg, latitude_deg : scalars
        Place, WGS 84 [degree].
    language : nl or en

    Returns
    -------
    dict
        From limiting magnitude to the text of a whole SVG, below 60 kB each, without scripts and addresses.

    Examples
    --------
    >>> from datetime import UTC
    >>> charts = limiting_magnitude_charts(
    ...     datetime(2022, 9, 25, 20, 45, tzinfo=UTC), longitude_deg=4.4841, latitude_deg=52.1547, language="nl")
    >>> list(charts), charts[3].startswith("<svg")
    ([0, 1, 2, 3, 4, 5, 6, 7], True)
    """
    return draw_limiting_magnitude_charts(
        sky_scene(moment, longitude_deg=longitude_deg, latitude_deg=latitude_deg), language=language
    )


def _planets(moment: datetime, *, longitude_deg: float, latitude_deg: float) -> tuple[Body, ...]:
    found = planet_positions(moment, longitude_deg=longitude_deg, latitude_deg=latitude_deg)
    rows = zip(found.names, found.altitude_deg.tolist(), found.azimuth_deg.tolist(), found.v_mag.tolist(), strict=True)
    bodies = [Body(name, altitude, azimuth, v_mag, math.nan) for name, altitude, azimuth, v_mag in rows]
    return tuple(body for body in bodies if body.altitude_deg > 0)


def _moon(moment: datetime, *, longitude_deg: float, latitude_deg: float) -> Body | None:
    found = moon_position(moment, longitude_deg=longitude_deg, latitude_deg=latitude_deg)
    altitude, azimuth, lit, _ = (float(value) for value in found)
    return Body("moon", altitude, azimuth, np.nan, lit) if altitude > 0 else None


@cache
def _milky_way_nl() -> FloatArray:
    light = brightness_nl(milky_way_map(np.random.default_rng(_MILKY_WAY_SEED), step_deg=_MILKY_WAY_STEP_DEG))
    light.flags.writeable = False
    return light


# Right ascension and declination of the galactic centre, of longitude 90 and of the pole (J2000) [degree].
_GALACTIC_AXES_RA = (266.40499, 318.00438, 192.85948)
_GALACTIC_AXES_DEC = (-28.93617, 48.32964, 27.12825)


def _galactic_from_horizon(moment: datetime, *, longitude_deg: float, latitude_deg: float) -> FloatArray:
    """The galactic axes as an observer sees them, made square again: aberration bends them by 0.01 degree."""
    altitude, azimuth = (
        np.radians(angle)
        for angle in star_positions(
            moment,
            right_ascension_deg=_GALACTIC_AXES_RA,
            declination_deg=_GALACTIC_AXES_DEC,
            longitude_deg=longitude_deg,
            latitude_deg=latitude_deg,
        )
    )
    axes = np.column_stack([np.cos(altitude) * np.sin(azimuth), np.cos(altitude) * np.cos(azimuth), np.sin(altitude)])
    left, _, right = np.linalg.svd(axes)
    return np.asarray(left @ right)
