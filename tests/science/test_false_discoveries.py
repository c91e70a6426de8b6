"""Which of many pixels may be called changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.science.false_discoveries import discoveries

# Worked by hand: sorted p against rank × q / 15. At q .05 the limits are .0033, .0067, .01, ...: only .001 passes. At
# q .10: .0067, .0133: .001 and .008. At q .25: .0167 ... .1167 at rank 7: .074 passes and .205 at rank 8 does not.
P = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34]


@pytest.mark.parametrize(("q", "n"), [(0.05, 1), (0.10, 2), (0.25, 7)])
def test_the_worked_example(q, n):
    assert discoveries(P, share_of_false=q).tolist() == [True] * n + [False] * (15 - n)


def test_order_does_not_matter_and_holes_do_not_count():
    order = np.random.default_rng(0).permutation(15)
    with_holes = np.append(np.array(P)[order], [np.nan, np.nan]).reshape(1, 17)
    found = discoveries(with_holes, share_of_false=0.25)
    assert found.shape == (1, 17)
    assert found[0, :15].tolist() == (order < 7).tolist()
    assert not found[0, 15:].any()


def test_nothing_in_nothing_out():
    assert discoveries([]).shape == (0,)
    assert not discoveries([np.nan]).any()


def test_numbers_that_are_no_chances_are_refused():
    with pytest.raises(ValueError, match="p_values must lie in 0 to 1; 1 of 2 do not"):
        discoveries([0.5, 1.5])
    with pytest.raises(ValueError, match="share_of_false must lie above 0, up to 1; got 0"):
        discoveries([0.5], share_of_false=0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0.01, 0.5))
def test_a_looser_share_never_finds_less(p, q):
    assert (discoveries(p, share_of_false=q) <= discoveries(p, share_of_false=min(1.0, 2 * q))).all()


def test_noise_alone_makes_few_discoveries():
    rng = np.random.default_rng(1)
    any_found = [discoveries(rng.uniform(size=200)).any() for _ in range(300)]
    assert np.mean(any_found) == pytest.approx(0.10, abs=0.05)
