"""The faintest star an eye sees, by three models, against tables worked out from their formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.science import naked_eye

# mag/arcsec², limit and slope of the maker's formula
UNIHEDRON = np.array(
    [
        (16, 2.1898, 0.9289),
        (17, 3.1013, 0.8918),
        (18, 3.9681, 0.8387),
        (18.5, 4.3792, 0.8051),
        (19, 4.7723, 0.7664),
        (20, 5.4942, 0.6743),
        (21, 6.1155, 0.5664),
        (21.6, 6.4348, 0.4977),
        (22, 6.6247, 0.4518),
    ]
)
# mag/arcsec², Unihedron, Schaefer, Crumey with field factor 1.4, 2 and 2.4, slope of Crumey
MODELS = np.array(
    [
        (17, 3.101, 3.100, 5.252, 4.864, 4.666, 0.040),
        (18, 3.968, 3.967, 5.365, 4.978, 4.780, 0.179),
        (18.5, 4.379, 4.378, 5.468, 5.081, 4.883, 0.230),
        (19, 4.772, 4.771, 5.594, 5.207, 5.009, 0.272),
        (20, 5.494, 5.493, 5.899, 5.511, 5.313, 0.333),
        (21, 6.116, 6.115, 6.254, 5.867, 5.669, 0.376),
        (22, 6.625, 6.624, 6.646, 6.259, 6.061, 0.406),
    ]
)
HALF_DIGIT = 5.01e-4


def test_the_makers_formula_and_its_slope():
    np.testing.assert_allclose(naked_eye.nelm_from_magnitude_unihedron(UNIHEDRON[:, 0]), UNIHEDRON[:, 1], rtol=1e-4)
    np.testing.assert_allclose(naked_eye.nelm_slope_unihedron(UNIHEDRON[:, 0]), UNIHEDRON[:, 2], rtol=1e-4)


@pytest.mark.parametrize(
    ("limit", "brightness"),
    [(2, 15.7963), (3, 16.8867), (4, 18.0381), (5, 19.3021), (6, 20.8000), (6.5, 21.7330), (7, 22.9398)],
)
def test_the_makers_inverse(limit, brightness):
    assert naked_eye.magnitude_from_nelm_unihedron(limit) == pytest.approx(brightness, abs=5e-5)


def test_three_models_to_the_printed_digits():
    sky = MODELS[:, 0]
    np.testing.assert_allclose(naked_eye.nelm_from_magnitude_unihedron(sky), MODELS[:, 1], atol=HALF_DIGIT)
    np.testing.assert_allclose(naked_eye.nelm_from_magnitude_schaefer(sky), MODELS[:, 2], atol=HALF_DIGIT)
    for column, field_factor in ((3, 1.4), (4, 2.0), (5, 2.4)):
        limit = naked_eye.nelm_from_magnitude_crumey(sky, field_factor=field_factor, allow_mesopic=True)
        np.testing.assert_allclose(limit, MODELS[:, column], atol=HALF_DIGIT)
    np.testing.assert_allclose(naked_eye.nelm_slope_crumey(sky, allow_mesopic=True), MODELS[:, 6], atol=HALF_DIGIT)


def test_crumeys_own_example_under_a_dark_sky():
    # Crumey 2014 gives 6.18 for 21.83 and F = 2, by the scotopic form; the combined form gives 6.19.
    assert naked_eye.nelm_from_magnitude_crumey(21.83) == pytest.approx(6.1900, abs=5e-5)


@pytest.mark.parametrize(
    ("darkest", "brightest", "slope", "constant", "error"),
    [(25, 21, 0.4260, -2.3650, 0.02), (22, 20, 0.3834, -1.4400, 0.02), (20, 18, 0.2687, 0.8668, 0.028)],
)
def test_crumeys_straight_lines_lie_near_his_curve(darkest, brightest, slope, constant, error):
    sky = np.linspace(brightest, darkest, 50)
    line = slope * sky + constant - 2.5 * np.log10(2.0)
    # The first two lines are for the scotopic form, up to 0.02 from the combined one.
    np.testing.assert_allclose(naked_eye.nelm_from_magnitude_crumey(sky), line, atol=error + 0.02)


def test_crumey_is_not_asked_about_skies_brighter_than_he_fitted():
    got = naked_eye.nelm_from_magnitude_crumey([17.49, 17.5, np.nan])
    np.testing.assert_array_equal(np.isnan(got), [True, False, True])
    np.testing.assert_array_equal(np.isnan(naked_eye.nelm_slope_crumey([17.49, 17.5, np.nan])), [True, False, True])


def test_no_sky_is_dark_enough_for_a_limit_beyond_the_makers_formula():
    assert np.isnan(naked_eye.magnitude_from_nelm_unihedron([7.93, 8.0, np.nan])).all()


@given(st.floats(10, 25))
def test_the_makers_formula_goes_there_and_back(brightness):
    limit = naked_eye.nelm_from_magnitude_unihedron(brightness)
    assert naked_eye.magnitude_from_nelm_unihedron(limit) == pytest.approx(brightness, abs=1e-9)


@given(st.floats(17.6, 24))
def test_slopes_are_the_derivatives(brightness):
    step = np.array([-1e-4, 1e-4])
    for limit, slope in (
        (naked_eye.nelm_from_magnitude_unihedron, naked_eye.nelm_slope_unihedron),
        (naked_eye.nelm_from_magnitude_crumey, naked_eye.nelm_slope_crumey),
    ):
        numeric = np.diff(limit(brightness + step)) / 2e-4
        assert slope(brightness) == pytest.approx(numeric[0], abs=1e-6)


@given(st.floats(17.5, 24), st.floats(0.5, 5))
def test_a_field_factor_moves_crumeys_limit_by_its_magnitudes(brightness, field_factor):
    shift = naked_eye.nelm_from_magnitude_crumey(
        brightness, field_factor=field_factor
    ) - naked_eye.nelm_from_magnitude_crumey(brightness, field_factor=1.0)
    assert shift == pytest.approx(-2.5 * np.log10(field_factor), abs=1e-9)


@pytest.mark.parametrize("field_factor", [0.0, -1.0, np.nan, np.inf])
def test_an_impossible_field_factor_is_refused_by_name(field_factor):
    with pytest.raises(ValueError, match=r"field_factor must be finite and above 0, a ratio; got"):
        naked_eye.nelm_from_magnitude_crumey(20.0, field_factor=field_factor)


@pytest.mark.parametrize(
    "model",
    [
        naked_eye.nelm_from_magnitude_unihedron,
        naked_eye.nelm_from_magnitude_schaefer,
        naked_eye.nelm_from_magnitude_crumey,
        naked_eye.magnitude_from_nelm_unihedron,
        naked_eye.nelm_slope_unihedron,
        naked_eye.nelm_slope_crumey,
    ],
)
def test_empty_stays_empty_and_shape_stays_shape(model):
    assert model([]).shape == (0,)
    assert model(np.full((2, 3), np.nan)).shape == (2, 3)
