"""The simulation table of the design, from site-by-night tables: what is nominal is, and what is not fails.

A reduced check that takes seconds; the whole of it is `make bench-inference`, run here by the slow suite.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seeingstars.science.comparison import difference_in_differences, permutation

ROOT = Path(__file__).resolve().parents[2]
with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(str(ROOT / "benchmarks"))
    import inference_methods as methods
    import inference_peers as peers
    from inference_nights import World, night_differences, site_by_night_tables

REPETITIONS = 4_000
NIGHTS = [3, 5, 10, 20]


def tables(world, *, seed=1, repetitions=REPETITIONS):
    rng = np.random.default_rng([seed, world.baseline_nights])
    return site_by_night_tables(world, repetitions=repetitions, rng=rng)


def estimate(world, *, seed=1):
    differences = night_differences(tables(world, seed=seed))
    return difference_in_differences(differences[:, :-1], differences[:, -1])


def coverage(world):
    answer = estimate(world)
    return ((answer.ci95[:, 0] <= world.effect_mag) & (world.effect_mag <= answer.ci95[:, 1])).mean()


@pytest.mark.parametrize("nights", NIGHTS)
def test_the_interval_by_nights_is_nominal(nights):
    assert 0.938 <= methods.by_nights_t(tables(World(nights)), 0.3).mean() <= 0.962


def test_the_permutation_is_of_its_size_at_twenty_nights_and_never_refuses_below_nineteen():
    assert 0.035 <= 1 - methods.by_permutation(tables(World(20)), 0.3).mean() <= 0.060
    assert methods.by_permutation(tables(World(18), repetitions=500), 0.3).all()


@pytest.mark.parametrize(
    ("shock_mag", "expected"), [(0.05, [0.409, 0.694, 0.858, 0.912]), (0.15, [0.112, 0.163, 0.220, 0.253])]
)
def test_the_power_is_that_of_the_table(shock_mag, expected):
    found = [(estimate(World(b, shock_mag=shock_mag)).p_t < 0.05).mean() for b in NIGHTS]
    assert found == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(
    ("method", "limit"),
    [
        (methods.bootstrap_pairs, 0.75),
        (methods.mixed_night_z, 0.80),
        (methods.welch_on_readings, 0.86),
        (methods.bootstrap_pairs_and_nights, 0.86),
    ],
)
@pytest.mark.parametrize("nights", [3, 20])
def test_what_counts_readings_or_sites_as_evidence_of_their_own_is_too_sure(method, limit, nights):
    assert method(tables(World(nights), repetitions=1_000), 0.3).mean() < limit


@pytest.mark.parametrize(("kappa", "expected"), [(1.5, 0.876), (2.0, 0.780), (3.0, 0.618)])
def test_an_unruly_event_night_costs_coverage_as_told(kappa, expected):
    assert coverage(World(10, kappa=kappa)) == pytest.approx(expected, abs=0.025)


@pytest.mark.parametrize(("rho", "expected"), [(0.3, 0.951), (0.6, 0.962), (0.8, 0.970)])
def test_nights_that_resemble_their_neighbours_do_not_make_the_interval_too_narrow(rho, expected):
    assert coverage(World(10, shock_mag=0.10, autocorrelation=rho)) == pytest.approx(expected, abs=0.012)


@pytest.mark.parametrize(("share", "bias", "expected"), [(0.2, -0.06, 0.905), (0.4, -0.12, 0.772)])
def test_spill_over_into_the_control_makes_the_effect_too_small(share, bias, expected):
    world = World(10, spill_over=share)
    assert estimate(world).effect.mean() - 0.3 == pytest.approx(bias, abs=0.005)
    assert coverage(world) == pytest.approx(expected, abs=0.025)


@pytest.mark.parametrize("nights", [5, 20])
def test_skewed_shocks_cost_the_interval_a_little_and_the_permutation_nothing(nights):
    world = World(nights, shock_mag=0.15, skewed=True)
    assert 0.915 <= coverage(world) <= 0.950
    differences = night_differences(tables(world))
    size = (permutation(differences[:, :-1], differences[:, -1] - 0.3).p <= 0.05).mean()
    assert size == 0 if nights < 19 else 0.035 <= size <= 0.060


def test_all_answers_together_are_those_of_statsmodels_one_by_one():
    few = tables(World(6), repetitions=20)
    together = peers.full_inference(few)
    np.testing.assert_allclose(together, peers.loop_of_one_fit(few), atol=1e-9)
    np.testing.assert_allclose(together, peers.loop_of_all_fits(few), atol=1e-9)


def test_the_closed_form_of_the_mixed_models_is_the_answer_of_statsmodels():
    # Four data sets, with and without the night by area; shocks of 0.02 mag often give a variance of 0.
    for words, theirs, ours in peers.mixed_model_gaps(data_sets=4, seed=1):
        assert ours == pytest.approx(theirs, rel=0.005), words


def test_the_mixed_model_with_t_is_the_difference_by_nights_where_areas_differ_enough():
    world = World(20, shock_mag=0.15)
    found = methods.mixed_se(tables(world), night_by_area=True)
    np.testing.assert_allclose(found, estimate(world).se, rtol=1e-9)


@pytest.mark.slow
def test_the_whole_benchmark_keeps_to_its_bounds():
    script = ROOT / "benchmarks" / "bench_inference.py"
    run = subprocess.run([sys.executable, script, "--no-picture"], capture_output=True, text=True, check=False)
    print(run.stdout)
    assert run.returncode == 0, run.stdout[-2_000:] + run.stderr[-2_000:]
