"""The single checks of a reading: arrays in, one finding a reading out; nothing is dropped or changed.

Each check stands alone and knows no other; `quality.flag_readings` calls them in order. An empty input
gives an empty answer. Unless a source is named, a limit is our choice and the line says why.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seeingstars.science.findings import Findings, painted

# A lights-off area is a few km across: from 1 km on, inside and outside are guesses (our choice).
LARGEST_POSITION_ERROR_M = 1000.0
# Without a fix many devices write 0,0; there is no land within 0.01° (1 km) of it.
NULL_ISLAND_DEG = 0.01
# The shore of the Dead Sea, the lowest dry land, lies at about −430 m.
LOWEST_LAND_M = -450.0

# Nautical twilight; public tools reject readings above it.
NAUTICAL_TWILIGHT_DEG = -12.0
# Astronomical twilight: below it the sun adds nothing.
ASTRONOMICAL_TWILIGHT_DEG = -18.0

# Meters saturate below 10; above 23 no sky exists (columns.py). The World Atlas of 2016
# takes 22.0 for a natural sky; 14 is brighter than an overcast city (our choice; 39,698 of
# 44,579 readings of Globe at Night lie in between).
POSSIBLE_MAG_ARCSEC2 = (10.0, 23.0)
USUAL_MAG_ARCSEC2 = (14.0, 22.2)
# No eye sees beyond 8; below −1 stand Sirius and the planets alone.
POSSIBLE_LIMITING_MAGNITUDE = (-1.0, 8.0)
# Two magnitudes of error make a reading that says nothing: one naked-eye estimate scatters by 1.2 (Kyba 2013).
LARGEST_LIMITING_MAGNITUDE_ERROR = 2.0

# A quarter of the sky is the smallest cloud that Globe at Night lets an observer state.
CLOUDY_PERCENT = 25.0
# Sky minus enclosure temperature of a TESS-W. Over 16 stations in April 2025 the readings stay still (scatter in
# half an hour at most 0.04 mag) below −18 K, jump to 0.19 mag from −15 K on and no longer follow it above −10 K:
# between the two nothing is said (our count; stations differ).
CLEAR_SKY_BELOW_K = -15.0
CLOUDY_SKY_ABOVE_K = -10.0


def flag_row(has_problem: ArrayLike) -> Findings:
    """Whether the reader could make sense of the row.

    Parameters
    ----------
    has_problem : (n,) booleans
        True where the reader found something wrong.

    Returns
    -------
    Findings

    Examples
    --------
    >>> flag_row([False, True]).flags.tolist()
    [1, 4]
    """
    problem = np.asarray(has_problem, dtype=bool)
    return painted("row", len(problem), ("unreadable", problem))


def flag_position(
    longitude_deg: ArrayLike,
    *,
    latitude_deg: ArrayLike,
    elevation_m: ArrayLike,
    position_accuracy_m: ArrayLike,
) -> Findings:
    """Whether the place is on Earth, is not the 0,0 of a device without a fix, and is known to 1 km.

    Parameters
    ----------
    longitude_deg, latitude_deg : (n,)
        Place [degree], WGS 84; NaN is MISSING.
    elevation_m : (n,)
        Height above sea level [m]; NaN is not held against a reading.
    position_accuracy_m : (n,)
        Radius within which the place is known [m]; NaN is not held against a reading.

    Returns
    -------
    Findings

    Examples
    --------
    >>> nan = np.nan
    >>> flag_position([4.48, 0.0, 412.0, nan, 4.48], latitude_deg=[52.2, 0.0, 52.2, 52.2, 52.2],
    ...               elevation_m=[nan] * 5, position_accuracy_m=[nan, nan, nan, nan, 3000.0]).names
    ['good', 'null_island', 'not_on_earth', 'missing', 'coarse']
    """
    longitude, latitude = np.asarray(longitude_deg, dtype=float), np.asarray(latitude_deg, dtype=float)
    return painted(
        "position",
        len(longitude),
        ("below_ground", np.asarray(elevation_m, dtype=float) < LOWEST_LAND_M),
        ("coarse", np.asarray(position_accuracy_m, dtype=float) > LARGEST_POSITION_ERROR_M),
        ("null_island", (np.abs(longitude) < NULL_ISLAND_DEG) & (np.abs(latitude) < NULL_ISLAND_DEG)),
        ("not_on_earth", (np.abs(longitude) > 180) | (np.abs(latitude) > 90)),
        ("missing", np.isnan(longitude) | np.isnan(latitude)),
    )


def flag_sun(sun_altitude_deg: ArrayLike, *, limit_deg: float = ASTRONOMICAL_TWILIGHT_DEG) -> Findings:
    """Whether the sun is far enough below the horizon.

    Parameters
    ----------
    sun_altitude_deg : (n,)
        Altitude of the sun's centre, airless [degree]; NaN (no time or place) is NOT_CHECKED, for the time
        and the place are told missing already.
    limit_deg : scalar
        At or below it a reading is good [degree]; above −12° it fails, unless the limit itself lies higher.

    Returns
    -------
    Findings

    Examples
    --------
    >>> flag_sun([-18.0, -17.9, -11.9, np.nan]).flags.tolist()
    [1, 3, 4, 2]
    """
    altitude = np.asarray(sun_altitude_deg, dtype=float)
    return painted(
        "sun",
        len(altitude),
        ("twilight", altitude > limit_deg),
        ("too_bright", altitude > max(limit_deg, NAUTICAL_TWILIGHT_DEG)),
        ("not_checked", np.isnan(altitude)),
    )


def flag_moon(moon_altitude_deg: ArrayLike, *, limit_deg: float = 0.0) -> Findings:
    """Whether the moon is below the horizon; its lit share does not matter, altitude decides.

    Parameters
    ----------
    moon_altitude_deg : (n,)
        Altitude of the moon's centre [degree]; NaN is NOT_CHECKED.
    limit_deg : scalar
        Below it a reading is good [degree].

    Returns
    -------
    Findings

    Examples
    --------
    >>> flag_moon([-4.0, 0.0, 30.0, np.nan]).flags.tolist()
    [1, 3, 3, 2]
    """
    altitude = np.asarray(moon_altitude_deg, dtype=float)
    return painted("moon", len(altitude), ("up", altitude >= limit_deg), ("not_checked", np.isnan(altitude)))


def flag_range(
    brightness_mag_arcsec2: ArrayLike, *, limiting_magnitude: ArrayLike, must_have_brightness: ArrayLike
) -> Findings:
    """Whether a meter can have read this brightness from a night sky.

    A reading of exactly 0 is told by `flag_saturation` alone; here it is NOT_CHECKED, so that one
    trouble is told once.

    Parameters
    ----------
    brightness_mag_arcsec2 : (n,)
        Sky brightness [mag/arcsec²]; NaN is MISSING where there should be one, else NOT_CHECKED.
    limiting_magnitude : (n,)
        Faintest star seen [mag]; the same number as a brightness below 10 was typed into the wrong box.
    must_have_brightness : (n,) booleans
        True for the streams that are read with a meter or a camera.

    Returns
    -------
    Findings

    Examples
    --------
    >>> flag_range([19.2, 12.0, 22.4, 6.0, 0.0, np.nan], limiting_magnitude=[np.nan, np.nan, np.nan, 6.0, 0.0, 4.0],
    ...            must_have_brightness=[True] * 5 + [False]).names
    ['good', 'bright', 'dark', 'limiting_magnitude_typed', 'not_checked', 'not_checked']
    """
    brightness = np.asarray(brightness_mag_arcsec2, dtype=float)
    impossible = (brightness < POSSIBLE_MAG_ARCSEC2[0]) | (brightness > POSSIBLE_MAG_ARCSEC2[1])
    absent = np.isnan(brightness)
    return painted(
        "range",
        len(brightness),
        ("bright", brightness < USUAL_MAG_ARCSEC2[0]),
        ("dark", brightness > USUAL_MAG_ARCSEC2[1]),
        ("impossible", impossible),
        ("limiting_magnitude_typed", impossible & (brightness == np.asarray(limiting_magnitude, dtype=float))),
        ("not_checked", absent | (brightness == 0)),
        ("missing", absent & np.asarray(must_have_brightness, dtype=bool)),
    )


def flag_saturation(brightness_mag_arcsec2: ArrayLike) -> Findings:
    """Whether the meter was too bright to read, which it prints as 0.00.

    Parameters
    ----------
    brightness_mag_arcsec2 : (n,)
        Sky brightness [mag/arcsec²]; NaN is NOT_CHECKED, and so is a number below 0, which `flag_range` fails.

    Returns
    -------
    Findings

    Examples
    --------
    >>> flag_saturation([18.0, 0.0, np.nan]).flags.tolist()
    [1, 4, 2]
    """
    brightness = np.asarray(brightness_mag_arcsec2, dtype=float)
    return painted(
        "saturation",
        len(brightness),
        ("saturated", brightness == 0),
        ("not_checked", np.isnan(brightness) | (brightness < 0)),
    )


def flag_limiting_magnitude(
    limiting_magnitude: ArrayLike, *, limiting_magnitude_error: ArrayLike, must_have_stars: ArrayLike
) -> Findings:
    """Whether an eye can have seen this faintest star.

    Exactly 0 is SUSPECT: chart 0 is the one without stars, and a fit that failed says 0.00 as well.

    Parameters
    ----------
    limiting_magnitude : (n,)
        Faintest star seen [mag]; NaN is MISSING where there should be one, else NOT_CHECKED.
    limiting_magnitude_error : (n,)
        Its standard error [mag]; NaN is not stated.
    must_have_stars : (n,) booleans
        True for readings with the naked eye.

    Returns
    -------
    Findings

    Examples
    --------
    >>> flag_limiting_magnitude([4.0, 0.0, 9.0, 3.0, np.nan], limiting_magnitude_error=[np.nan, np.nan, np.nan, 2.5, np.nan],
    ...                         must_have_stars=[True] * 5).flags.tolist()
    [1, 3, 4, 3, 9]
    """
    magnitude = np.asarray(limiting_magnitude, dtype=float)
    low, high = POSSIBLE_LIMITING_MAGNITUDE
    absent = np.isnan(magnitude)
    return painted(
        "limiting_magnitude",
        len(magnitude),
        ("no_stars", magnitude == 0),
        ("uncertain", np.asarray(limiting_magnitude_error, dtype=float) > LARGEST_LIMITING_MAGNITUDE_ERROR),
        ("impossible", (magnitude < low) | (magnitude > high)),
        ("not_checked", absent),
        ("missing", absent & np.asarray(must_have_stars, dtype=bool)),
    )


def flag_cloud(cloud_cover_percent: ArrayLike, *, temperature_c: ArrayLike, sky_temperature_c: ArrayLike) -> Findings:
    """Whether there was cloud: the observer's word first, the temperature of the sky where there is no word.

    Nights are matched by cloud elsewhere; this check does not decide the overall flag.

    Parameters
    ----------
    cloud_cover_percent : (n,)
        Share of the sky under cloud as the observer says [%]; NaN is no word.
    temperature_c, sky_temperature_c : (n,)
        Of the instrument and of the sky in the infrared [°C]; NaN is none, and so is 0.0 for both,
        which a TESS-W without its sensor writes.

    Returns
    -------
    Findings
        NOT_CHECKED without a witness, and where the sky is 10 to 15 K colder than the instrument:
        that can be either.

    Examples
    --------
    >>> flag_cloud([0, 50, np.nan, np.nan, np.nan], temperature_c=[np.nan, np.nan, 10, 10, 0],
    ...            sky_temperature_c=[np.nan, np.nan, -12, 6, 0]).names
    ['good', 'seen', 'good', 'warm_sky', 'not_checked']
    """
    word = np.asarray(cloud_cover_percent, dtype=float)
    enclosure, sky = np.asarray(temperature_c, dtype=float), np.asarray(sky_temperature_c, dtype=float)
    colder_by = sky - enclosure
    no_word, no_sensor = np.isnan(word), (sky == 0) & (enclosure == 0)
    return painted(
        "cloud",
        len(word),
        ("not_checked", no_word),
        ("seen", word >= CLOUDY_PERCENT),
        ("good", no_word & (colder_by < CLEAR_SKY_BELOW_K)),
        ("warm_sky", no_word & (colder_by > CLOUDY_SKY_ABOVE_K)),
        ("not_checked", no_word & no_sensor),
    )
