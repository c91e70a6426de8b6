"""Units of sky brightness, against tables worked out from the definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from seeingstars.science import photometry

MAGNITUDES = hnp.arrays(np.float64, hnp.array_shapes(min_side=0), elements=st.floats(10, 25))

# mag/arcsec², mcd/m², natural sky units
TABLE = np.array(
    [
        (16, 42.9956, 173.780),
        (17, 17.1169, 69.183),
        (18, 6.81434, 27.542),
        (18.5, 4.29956, 17.378),
        (19, 2.71284, 10.965),
        (20, 1.08000, 4.3652),
        (21, 0.429956, 1.7378),
        (21.6, 0.247411, 1.0000),
        (22, 0.171168, 0.6918),
    ]
)


def test_luminance_follows_the_makers_convention():
    np.testing.assert_allclose(photometry.luminance_from_magnitude(TABLE[:, 0]) * 1000, TABLE[:, 1], rtol=1e-4)


def test_natural_sky_units_are_one_at_the_natural_sky():
    np.testing.assert_allclose(photometry.nsu_from_magnitude(TABLE[:, 0]), TABLE[:, 2], rtol=1e-4)


@pytest.mark.parametrize(
    ("zero_point_cd_m2", "microcandela"), [(1.11e5, 175.9), (1.34e5, 212.4), (1.18e5, 187.0), (1.43e5, 226.6)]
)
def test_zero_points_of_real_skies_give_the_published_range_at_22(zero_point_cd_m2, microcandela):
    # Bará et al. 2020: 176 to 213 (AB) and 187 to 227 µcd/m² (Vega) at 22.0 mag/arcsec².
    luminance = photometry.luminance_from_magnitude(22.0, zero_point_cd_m2=zero_point_cd_m2)
    assert luminance * 1e6 == pytest.approx(microcandela, abs=0.05)


def test_the_convention_is_the_illuminance_of_magnitude_zero_over_a_square_arcsecond():
    square_arcsecond_sr = np.radians(1 / 3600) ** 2
    assert pytest.approx(2.54e-6 / square_arcsecond_sr, rel=1e-3) == photometry.ZERO_POINT_CD_M2


@pytest.mark.parametrize(
    ("darker_by_mag", "ratio"), [(0.1, 0.9120), (0.3, 0.7586), (0.5, 0.6310), (0.75, 0.5012), (1, 0.3981)]
)
def test_differences_of_magnitude_are_ratios_of_light(darker_by_mag, ratio):
    percent = photometry.percent_change_from_magnitude_difference(darker_by_mag)
    assert 1 + percent / 100 == pytest.approx(ratio, rel=1e-4)


def test_ten_percent_is_not_the_same_up_and_down():
    got = photometry.magnitude_difference_from_percent_change([10.0, -10.0])
    np.testing.assert_allclose(got, [-0.1035, 0.1144], atol=5e-5)


def test_nanolambert_of_a_dark_sky_is_seventy_nine():
    assert photometry.nanolambert_from_magnitude(21.587) == pytest.approx(79.0057, abs=1e-4)


def test_nanolambert_and_candela_are_the_same_light():
    # 1 nL is 1e-5/π cd/m²; the two published zero points agree within 1 %.
    by_nanolambert = photometry.nanolambert_from_magnitude(TABLE[:, 0]) * 1e-5 / np.pi
    np.testing.assert_allclose(by_nanolambert, TABLE[:, 1] / 1000, rtol=0.01)


@given(MAGNITUDES)
def test_conversions_go_there_and_back_in_the_same_shape(brightness):
    before = brightness.copy()
    there = photometry.luminance_from_magnitude(brightness)
    np.testing.assert_allclose(photometry.magnitude_from_luminance(there), brightness, rtol=1e-12)
    there = photometry.nanolambert_from_magnitude(brightness)
    np.testing.assert_allclose(photometry.magnitude_from_nanolambert(there), brightness, rtol=1e-12)
    np.testing.assert_array_equal(brightness, before)


@given(st.floats(-5, 5))
def test_percent_and_magnitude_difference_are_inverse(darker_by_mag):
    percent = photometry.percent_change_from_magnitude_difference(darker_by_mag)
    assert photometry.magnitude_difference_from_percent_change(percent) == pytest.approx(darker_by_mag, abs=1e-12)


@given(st.floats(10, 25), st.floats(0.001, 5))
def test_a_larger_magnitude_is_always_less_light(brightness, step):
    for conversion in (
        photometry.luminance_from_magnitude,
        photometry.nsu_from_magnitude,
        photometry.nanolambert_from_magnitude,
    ):
        assert conversion(brightness + step) < conversion(brightness)


@pytest.mark.parametrize(
    "conversion",
    [
        photometry.luminance_from_magnitude,
        photometry.magnitude_from_luminance,
        photometry.nanolambert_from_magnitude,
        photometry.magnitude_from_nanolambert,
        photometry.nsu_from_magnitude,
        photometry.percent_change_from_magnitude_difference,
        photometry.magnitude_difference_from_percent_change,
    ],
)
def test_nan_stays_nan_and_empty_stays_empty(conversion):
    assert np.isnan(conversion(np.nan))
    assert conversion([]).shape == (0,)
    assert conversion([[18, 19, 20]]).dtype == np.float64


def test_no_light_has_no_magnitude():
    assert np.isnan(photometry.magnitude_from_luminance([0.0, -1.0])).all()
    assert np.isnan(photometry.magnitude_from_nanolambert([0.0, -1.0])).all()
    assert np.isnan(photometry.magnitude_difference_from_percent_change([-100.0, -101.0])).all()


@pytest.mark.parametrize("zero_point", [0.0, -1.0, np.nan, np.inf])
def test_an_impossible_zero_point_is_refused_by_name(zero_point):
    with pytest.raises(ValueError, match=r"zero_point_cd_m2 must be finite and above 0, in cd/m²; got"):
        photometry.luminance_from_magnitude(20.0, zero_point_cd_m2=zero_point)
    with pytest.raises(ValueError, match=r"zero_point_cd_m2 must be finite and above 0, in cd/m²; got"):
        photometry.magnitude_from_luminance(1e-3, zero_point_cd_m2=zero_point)


def test_an_unknown_natural_sky_is_refused_by_name():
    with pytest.raises(ValueError, match=r"natural_mag_arcsec2 must be finite, in mag/arcsec²; got nan"):
        photometry.nsu_from_magnitude(20.0, natural_mag_arcsec2=np.nan)
