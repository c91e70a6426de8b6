"""When the sky is dark: the sun's classes, the moonless rule, moonlight of Krisciunas and Schaefer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.science import darkness
from seeingstars.science.darkness import SunClass

# phase angle, separation, zenith angle of the moon, zenith angle of the sky; moonlight nL, change, total
MOONLIGHT = np.array(
    [
        (0, 60, 60, 0, 1089.86, -2.9253, 18.6618),
        (0, 45, 45, 0, 1586.03, -3.3095, 18.2776),
        (0, 90, 30, 60, 1574.71, -2.7968, 18.2523),
        (0, 30, 30, 0, 2367.59, -3.7273, 17.8598),
        (0, 5, 5, 0, 9021.06, -5.1535, 16.4336),
        (30, 60, 60, 0, 529.75, -2.2170, 19.3701),
        (60, 60, 60, 0, 246.96, -1.5389, 20.0482),
        (90, 60, 60, 0, 99.17, -0.8830, 20.7040),
        (120, 60, 60, 0, 28.68, -0.3363, 21.2508),
        (150, 60, 60, 0, 4.65, -0.0621, 21.5250),
        (90, 30, 30, 0, 215.44, -1.4284, 20.1587),
    ]
)


def moonlight_of_table() -> np.ndarray:
    phase, separation, moon_zenith, zenith = MOONLIGHT[:, :4].T
    return darkness.moonlight_nl(
        phase_angle_deg=phase,
        separation_deg=separation,
        moon_zenith_angle_deg=moon_zenith,
        zenith_angle_deg=zenith,
    )


def test_moonlight_of_the_published_formula():
    np.testing.assert_allclose(moonlight_of_table(), MOONLIGHT[:, 4], atol=0.0051)


def test_moonlight_on_a_natural_sky():
    natural = darkness.natural_sky_nl(MOONLIGHT[:, 3])
    change = -2.5 * np.log10((natural + moonlight_of_table()) / natural)
    np.testing.assert_allclose(change, MOONLIGHT[:, 5], atol=6e-5)
    at_zenith = MOONLIGHT[:, 3] == 0
    effect = darkness.moon_effect_mag(moonlight_of_table(), moonless_mag_arcsec2=21.587)
    np.testing.assert_allclose(effect[at_zenith], MOONLIGHT[at_zenith, 5], atol=2e-4)
    np.testing.assert_allclose(21.587 + effect[at_zenith], MOONLIGHT[at_zenith, 6], atol=2e-4)


@pytest.mark.parametrize(
    ("town", "by_phase"), [(18.5, (-0.640, -0.182, -0.077, -0.023)), (20.0, (-1.558, -0.592, -0.277, -0.088))]
)
def test_a_bright_town_feels_the_moon_less(town, by_phase):
    light = darkness.moonlight_nl(phase_angle_deg=[0, 60, 90, 120], separation_deg=60, moon_zenith_angle_deg=60)
    np.testing.assert_allclose(darkness.moon_effect_mag(light, moonless_mag_arcsec2=town), by_phase, atol=5.1e-4)


def test_air_mass_of_the_glowing_layer():
    np.testing.assert_allclose(darkness.air_mass([60, 80, 90]), [1.88982, 3.80838, 5.0], rtol=1e-5)
    assert np.isnan(darkness.air_mass([90.1, -0.1, np.nan])).all()


def test_a_moon_below_the_horizon_gives_no_light_and_an_unknown_one_nan():
    light = darkness.moonlight_nl(
        phase_angle_deg=[0, 0, np.nan], separation_deg=100, moon_zenith_angle_deg=[91, 90, 91]
    )
    assert light[0] == 0
    assert light[1] > 0
    assert np.isnan(light[2])
    unknown_place = darkness.moonlight_nl(phase_angle_deg=0, separation_deg=60, moon_zenith_angle_deg=np.nan)
    assert np.isnan(unknown_place)


@given(st.floats(0, 170), st.floats(1, 9), st.floats(0, 85))
def test_a_fuller_moon_gives_more_light(phase, step, zenith_angle):
    fuller, leaner = darkness.moonlight_nl(
        phase_angle_deg=[phase, phase + step], separation_deg=zenith_angle + 0.1, moon_zenith_angle_deg=zenith_angle
    )
    assert fuller > leaner > 0


@given(st.floats(0, 1e4), st.floats(15, 22))
def test_moonlight_never_makes_a_sky_darker(light, sky):
    assert darkness.moon_effect_mag(light, moonless_mag_arcsec2=sky) <= 0


def test_each_limit_of_the_sun_belongs_to_its_darker_class():
    limits = [-18.0, -15.0, -12.0, -6.0, -0.833]
    assert darkness.sun_class(limits).tolist() == [0, 1, 2, 3, 4]
    assert darkness.sun_class(np.nextafter(limits, 90)).tolist() == [1, 2, 3, 4, 5]
    assert darkness.sun_class([[np.nan, 90.0, -90.0]]).tolist() == [[SunClass.UNKNOWN, SunClass.DAY, SunClass.DARK]]
    assert darkness.sun_class([]).shape == (0,)


@given(st.floats(-90, 90), st.floats(0, 180))
def test_a_higher_sun_is_never_a_darker_class(altitude, step):
    assert darkness.sun_class(altitude + step) >= darkness.sun_class(altitude)


def test_every_class_of_the_sun_has_its_words_in_both_languages():
    for members in SunClass:
        assert members.en
        assert members.nl
        assert members.en != members.nl


def test_the_moonless_rule_is_strict_and_unknown_is_not_moonless():
    np.testing.assert_array_equal(darkness.is_moonless([-1e-9, 0.0, 5.0, np.nan]), [True, False, False, False])
    assert darkness.is_moonless(-5.0, moon_below_deg=-10.0) == np.False_


def test_dark_needs_both_sun_and_moon_down():
    dark = darkness.is_dark([[-18.0], [-17.99], [np.nan]], [-1.0, 0.0, np.nan])
    np.testing.assert_array_equal(dark, [[True, False, False], [False, False, False], [False, False, False]])
    assert darkness.is_dark(-15.0, -1.0, sun_below_deg=-15.0)


def test_borderline_is_within_the_error_of_the_ephemeris():
    got = darkness.is_borderline([-18.02, -18.021, -17.99, np.nan], limit_deg=-18.0, within_deg=0.0201)
    np.testing.assert_array_equal(got, [True, False, True, False])


def test_the_milky_way_is_overhead_near_its_plane():
    np.testing.assert_array_equal(
        darkness.is_milky_way_overhead([-15.0, 15.1, 0.0, np.nan]), [True, False, True, False]
    )
    assert not darkness.is_milky_way_overhead(6.85, within_deg=5.0)


def test_limits_that_are_no_numbers_are_refused_by_name():
    with pytest.raises(ValueError, match="moon_below_deg must be finite, in degree; got nan"):
        darkness.is_moonless(0.0, moon_below_deg=np.nan)
    with pytest.raises(ValueError, match="sun_below_deg must be finite, in degree; got inf"):
        darkness.is_dark(0.0, 0.0, sun_below_deg=np.inf)
    with pytest.raises(ValueError, match="limit_deg must be finite, in degree; got nan"):
        darkness.is_borderline(0.0, limit_deg=np.nan)
    with pytest.raises(ValueError, match="within_deg must be 0 or more, in degree; got -1"):
        darkness.is_borderline(0.0, limit_deg=0.0, within_deg=-1)
    with pytest.raises(ValueError, match="within_deg must be 0 or more, in degree; got nan"):
        darkness.is_milky_way_overhead(0.0, within_deg=np.nan)
    with pytest.raises(ValueError, match=r"extinction_mag must be 0 or more, in mag per air mass; got -0\.1"):
        darkness.natural_sky_nl(extinction_mag=-0.1)
