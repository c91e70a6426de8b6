"""Stars and planets stand where astropy puts them."""

import warnings
from datetime import UTC, datetime

import numpy as np
import pytest
from astropy import units
from astropy.coordinates import AltAz, EarthLocation, SkyCoord, get_body, solar_system_ephemeris
from astropy.time import Time
from astropy.utils import iers
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.science.star_positions import PLANETS, planet_positions, star_positions

LEIDEN = {"longitude_deg": 4.4841, "latitude_deg": 52.1547}
EVENING = datetime(2022, 9, 25, 20, 45, tzinfo=UTC)
PLACES = [
    (4.4841, 52.1547, datetime(2022, 9, 25, 20, 45, tzinfo=UTC)),
    (-3.7, 40.4, datetime(2025, 4, 28, 21, 30, tzinfo=UTC)),
    (151.2, -33.9, datetime(2010, 1, 3, 12, 0, tzinfo=UTC)),
]
# Ten bright stars, J2000 (Bright Star Catalogue).
STARS = {
    "Sirius": (101.2871, -16.7161),
    "Arcturus": (213.9154, 19.1825),
    "Vega": (279.2346, 38.7836),
    "Capella": (79.1725, 45.9981),
    "Altair": (297.6958, 8.8683),
    "Aldebaran": (68.98, 16.5092),
    "Deneb": (310.3579, 45.2803),
    "Regulus": (152.0929, 11.9672),
    "Dubhe": (165.9321, 61.7508),
    "Polaris": (37.9529, 89.2642),
}


def astropy_frame(longitude_deg: float, latitude_deg: float, moment: datetime) -> AltAz:
    place = EarthLocation.from_geodetic(longitude_deg * units.deg, latitude_deg * units.deg)
    return AltAz(obstime=Time(moment), location=place)


def apart_deg(found: object, theirs: SkyCoord) -> np.ndarray:
    ours = SkyCoord(found.azimuth_deg * units.deg, found.altitude_deg * units.deg)  # type: ignore[attr-defined]
    return np.asarray(ours.separation(SkyCoord(theirs.az, theirs.alt)).deg)


@pytest.mark.parametrize(("longitude", "latitude", "moment"), PLACES)
def test_ten_bright_stars_stand_where_astropy_puts_them(longitude: float, latitude: float, moment: datetime) -> None:
    east, north = np.array(list(STARS.values())).T
    found = star_positions(
        moment, right_ascension_deg=east, declination_deg=north, longitude_deg=longitude, latitude_deg=latitude
    )
    with iers.conf.set_temp("auto_download", False), iers.conf.set_temp("auto_max_age", None):
        theirs = SkyCoord(east * units.deg, north * units.deg).transform_to(astropy_frame(longitude, latitude, moment))
        assert apart_deg(found, theirs).max() < 0.01  # asked: 0.1


@pytest.mark.parametrize(("longitude", "latitude", "moment"), PLACES)
def test_planets_stand_where_the_builtin_ephemeris_of_astropy_puts_them(
    longitude: float, latitude: float, moment: datetime
) -> None:
    found = planet_positions(moment, longitude_deg=longitude, latitude_deg=latitude)
    frame = astropy_frame(longitude, latitude, moment)
    with (
        iers.conf.set_temp("auto_download", False),
        iers.conf.set_temp("auto_max_age", None),
        solar_system_ephemeris.set("builtin"),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        theirs = [get_body(name, Time(moment), frame.location).transform_to(frame) for name in PLANETS]
    away = [apart_deg(found, body)[row] for row, body in enumerate(theirs)]
    assert max(away) < 0.02  # asked: 0.1


def test_jupiter_and_saturn_over_leiden_are_as_bright_as_the_almanac_says() -> None:
    # Jupiter -2.9 and Saturn 0.5 in the last week of September 2022.
    found = planet_positions(EVENING, **LEIDEN)
    bright = dict(zip(found.names, found.v_mag, strict=True))
    assert bright["jupiter"] == pytest.approx(-2.9, abs=0.1)
    assert bright["saturn"] == pytest.approx(0.5, abs=0.15)


def test_the_air_lifts_a_star_by_two_arcminutes_at_thirty_degrees() -> None:
    star = {"right_ascension_deg": STARS["Capella"][0], "declination_deg": STARS["Capella"][1]}
    bare, lifted = (star_positions(EVENING, **star, **LEIDEN, with_refraction=on) for on in (False, True))
    expected = 1.02 / np.tan(np.radians(bare.altitude_deg + 10.3 / (bare.altitude_deg + 5.11))) / 60  # Saemundsson
    assert float(lifted.altitude_deg - bare.altitude_deg) == pytest.approx(float(expected), rel=0.05)
    assert float(lifted.azimuth_deg) == pytest.approx(float(bare.azimuth_deg), abs=1e-6)


def test_the_pole_star_stays_at_the_latitude() -> None:
    east, north = STARS["Polaris"]
    heights = [
        star_positions(EVENING.replace(hour=hour), right_ascension_deg=east, declination_deg=north, **LEIDEN)
        for hour in range(0, 24, 4)
    ]
    assert all(abs(float(found.altitude_deg) - LEIDEN["latitude_deg"]) < 0.8 for found in heights)


@settings(max_examples=25, deadline=None)
@given(st.floats(-180, 180), st.floats(-89.9, 89.9), st.floats(0, 360), st.floats(-90, 90))
def test_every_star_stands_somewhere(longitude: float, latitude: float, east: float, north: float) -> None:
    found = star_positions(
        EVENING, right_ascension_deg=east, declination_deg=north, longitude_deg=longitude, latitude_deg=latitude
    )
    assert -90 <= float(found.altitude_deg) <= 90
    assert 0 <= float(found.azimuth_deg) <= 360


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="moment must carry its time zone"):
        planet_positions(datetime(2022, 9, 25, 20, 45), **LEIDEN)


def test_a_place_off_the_earth_is_refused() -> None:
    with pytest.raises(ValueError, match="latitude_deg must lie in -90 to 90; got 95"):
        planet_positions(EVENING, longitude_deg=4.0, latitude_deg=95)
    with pytest.raises(ValueError, match="longitude_deg must lie in -180 to 180; got nan"):
        planet_positions(EVENING, longitude_deg=float("nan"), latitude_deg=5)
