"""Is a 95 % interval a 95 % interval? The inference on made-up nights with a known truth, beside its bounds.

    python benchmarks/bench_inference.py               about a minute; writes docs/pictures/inference-{en,nl}.png
    python benchmarks/bench_inference.py --no-picture

Every figure is printed with PASS or FAIL; the process ends with 1 if one is outside its bound. Seeded: the same
seed gives the same figures. "Expected" is what an independent simulation of the same model gave beforehand.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from inference_checks import Checks
from inference_leiden import (
    CLEAR,
    CLEAR_AND_STEADY,
    PARTLY,
    PUBLISHED,
    contaminated_normal,
    magnitudes,
    outcome,
    student,
)
from inference_methods import (
    Method,
    bootstrap_pairs,
    bootstrap_pairs_and_nights,
    by_nights_t,
    by_permutation,
    mixed_night_by_area_t,
    mixed_night_by_area_z,
    mixed_night_z,
    welch_on_readings,
)
from inference_nights import World, night_differences, site_by_night_tables
from inference_peers import full_inference, mixed_model_gaps, race
from inference_picture import Curves, draw
from seeingstars.science.comparison import Estimate, difference_in_differences, permutation
from seeingstars.science.two_step import night_effects

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
NIGHTS = (3, 5, 10, 20)
REPETITIONS, MORE_REPETITIONS = 4_000, 20_000
NOMINAL = (0.938, 0.962)
# Towns whose sites stand in streets 0.5 mag apart: nothing to the paired designs, all to Welch on readings.
UNLIKE_STREETS_MAG = float(np.hypot(0.5, 0.1))

# Name, method, spread of the site levels, expected coverage at 3, 5, 10, 20 nights, tolerance, limit below which
# the method must fail; None: it is ours and must keep to NOMINAL. Bootstraps were expected from 2,000 repetitions.
METHODS: tuple[tuple[str, Method, float, tuple[float, ...], float, float | None], ...] = (
    ("Welch on readings", welch_on_readings, UNLIKE_STREETS_MAG, (0.805, 0.809, 0.811, 0.812), 0.025, 0.86),
    ("Welch on readings, sites alike", welch_on_readings, 0.1, (), 0.0, 0.86),
    ("bootstrap over pairs", bootstrap_pairs, 0.1, (0.632, 0.650, 0.665, 0.663), 0.04, 0.75),
    ("bootstrap pairs x nights", bootstrap_pairs_and_nights, 0.1, (0.784, 0.785, 0.753, 0.709), 0.04, 0.86),
    ("mixed, night only, z", mixed_night_z, 0.1, (0.716, 0.727, 0.730, 0.732), 0.025, 0.80),
    ("mixed, night x area, z", mixed_night_by_area_z, 0.1, (0.860, 0.892, 0.919, 0.933), 0.02, None),
    ("mixed, night x area, t", mixed_night_by_area_t, 0.1, (0.992, 0.961, 0.950, 0.950), 0.015, None),
    ("permutation over nights", by_permutation, 0.1, (1.0, 1.0, 1.0, 0.951), 0.012, None),
)
OURS = "difference in differences over nights, t(B-1)"
POWER = {0.05: (0.409, 0.694, 0.858, 0.912), 0.15: (0.112, 0.163, 0.220, 0.253)}
HALF_WIDTH = {0.05: (0.345, 0.232, 0.191, 0.176), 0.15: (0.903, 0.605, 0.495, 0.456)}
KAPPAS = (1.0, 1.5, 2.0, 3.0)
KAPPA_COVERAGE = {5: (0.948, 0.895, 0.826, 0.688), 10: (0.952, 0.876, 0.780, 0.618), 20: (0.949, 0.860, 0.756, 0.579)}
KAPPA_PERMUTATION = (0.952, 0.871, 0.771, 0.600)
AUTOCORRELATION = {0.3: (0.957, 0.951, 0.951), 0.6: (0.966, 0.962, 0.958), 0.8: (0.970, 0.970, 0.965)}
SPILL_OVER = {0.2: (-0.060, 0.905), 0.4: (-0.120, 0.772)}
MISSING = {(3, 5): 0.948, (3, 20): 0.957, (10, 5): 0.953, (10, 10): 0.945, (10, 20): 0.942, (30, 10): 0.935}


def differences_of(world: World, repetitions: int, seed: list[int]) -> np.ndarray:
    """Area minus control of each night, (repetition, night), drawn a part at a time to spare memory."""
    rng = np.random.default_rng(seed)
    parts = [REPETITIONS] * (repetitions // REPETITIONS)
    return np.concatenate([night_differences(site_by_night_tables(world, repetitions=n, rng=rng)) for n in parts])


def estimate(differences: np.ndarray) -> Estimate:
    return difference_in_differences(differences[:, :-1], differences[:, -1])


def coverage(answer: Estimate, truth: float) -> float:
    known = np.isfinite(answer.ci95).all(axis=-1)
    held = (answer.ci95[..., 0] <= truth) & (truth <= answer.ci95[..., 1])
    return float(held[known].mean())


def check_methods(checks: Checks, curves: Curves, seed: int) -> None:
    checks.title(f"Coverage of the 95 % interval: {REPETITIONS:,} repetitions, 10 sites an area, shocks 0.05 mag")
    for b in NIGHTS:
        tables = site_by_night_tables(World(b), repetitions=REPETITIONS, rng=np.random.default_rng([seed, 1, b]))
        held = float(by_nights_t(tables, 0.3).mean())
        curves.add(OURS, b, held)
        checks.within(f"{OURS}, B={b}", held, *NOMINAL)
    for name, method, offset_mag, expected, tolerance, limit in METHODS:
        for i, b in enumerate(NIGHTS):
            world = World(b, offset_mag=offset_mag)
            tables = site_by_night_tables(world, repetitions=REPETITIONS, rng=np.random.default_rng([seed, 1, b]))
            held = float(method(tables, world.effect_mag).mean())
            curves.add(name, b, held)
            if expected:
                checks.near(f"{name}, B={b}", held, expected[i], tolerance)
            if limit is not None:
                checks.below(f"{name}, B={b}: not nominal", held, limit)


def check_size_and_power(checks: Checks, curves: Curves, seed: int) -> None:
    checks.title(f"Size and power for 0.3 mag: {REPETITIONS:,} repetitions, 10 sites an area")
    for i, b in enumerate(NIGHTS):
        nothing = differences_of(World(b, effect_mag=0.0), REPETITIONS, [seed, 2, b])
        size = float((permutation(nothing[:, :-1], nothing[:, -1]).p <= 0.05).mean())
        if b == 20:
            checks.within("permutation over nights, size at B=20", size, 0.035, 0.060)
        else:
            checks.within(f"permutation, size at B={b}: it cannot reach 5 % (least p {1 / (b + 1):.3f})", size, 0, 0)
        for shock_mag in POWER:
            answer = estimate(differences_of(World(b, shock_mag=shock_mag), REPETITIONS, [seed, 3, b]))
            power = float((answer.p_t < 0.05).mean())
            curves.add_power(shock_mag, b, power)
            checks.near(f"power, shocks {shock_mag:.2f} mag, B={b}", power, POWER[shock_mag][i], 0.03)
            half = float(np.median((answer.ci95[:, 1] - answer.ci95[:, 0]) / 2))
            expected = HALF_WIDTH[shock_mag][i]
            checks.near(f"half-width, median [mag], shocks {shock_mag:.2f} mag, B={b}", half, expected, 0.04 * expected)


def check_robustness(checks: Checks, seed: int) -> None:
    checks.title(f"What breaks it, and by how much: {MORE_REPETITIONS:,} repetitions, 10 sites an area")
    for b, expected in KAPPA_COVERAGE.items():
        for i, kappa in enumerate(KAPPAS):
            found = differences_of(World(b, kappa=kappa), MORE_REPETITIONS, [seed, 4, b])
            checks.near(f"event night {kappa:g} x as unruly, B={b}", coverage(estimate(found), 0.3), expected[i], 0.012)
            if b == 20:
                held = float((permutation(found[:, :-1], found[:, -1] - 0.3).p > 0.05).mean())
                checks.near(f"the same by permutation, {kappa:g} x, B={b}", held, KAPPA_PERMUTATION[i], 0.012)
    checks.note("AR(1) shocks of 0.10 mag, the event night in the middle of the nights:")
    for rho, expected in AUTOCORRELATION.items():
        for b, value in zip((5, 10, 20), expected, strict=True):
            world = World(b, shock_mag=0.10, autocorrelation=rho)
            answer = estimate(differences_of(world, MORE_REPETITIONS, [seed, 5, b]))
            checks.near(f"shocks correlated {rho:g} from night to night, B={b}", coverage(answer, 0.3), value, 0.01)
    for share, (bias, held) in SPILL_OVER.items():
        answer = estimate(differences_of(World(10, spill_over=share), MORE_REPETITIONS, [seed, 6]))
        name = f"{share:.0%} of the effect reaches the control, B=10"
        checks.near(f"{name}: bias [mag]", float(answer.effect.mean()) - 0.3, bias, 0.005)
        checks.near(f"{name}: coverage", coverage(answer, 0.3), held, 0.012)
    checks.note("Shocks far from normal (exponential, 0.15 mag); between 0.927 and 0.940 was expected:")
    for b in NIGHTS[1:]:
        skewed = differences_of(World(b, shock_mag=0.15, skewed=True), MORE_REPETITIONS, [seed, 7, b])
        checks.within(f"skewed shocks, B={b}", coverage(estimate(skewed), 0.3), 0.920, 0.948)
    size = float((permutation(skewed[:, :-1], skewed[:, -1] - 0.3).p <= 0.05).mean())
    checks.within("skewed shocks, B=20: size of the permutation", size, 0.035, 0.060)


def check_missing(checks: Checks, seed: int) -> None:
    checks.title(f"Two in five site-nights missing, two-step: {REPETITIONS:,} repetitions (expected from 600)")
    for (sites, b), expected in MISSING.items():
        world = World(b, sites=sites, missing=0.4)
        rng = np.random.default_rng([seed, 8, sites, b])
        levels = night_effects(site_by_night_tables(world, repetitions=REPETITIONS, rng=rng), event_index=b)
        answer = estimate(levels[:, 0] - levels[:, 1])
        checks.near(f"coverage, {sites} sites an area, B={b}", coverage(answer, 0.3), expected, 0.025)
        if (sites, b) == (10, 10):
            # 2.5 standard errors of the two simulations together
            checks.near("power, 10 sites an area, B=10", float((answer.p_t < 0.05).mean()), 0.787, 0.045)
        if sites == 3:
            lost = float(np.isnan(answer.effect).mean())
            checks.within(f"no event night in one of the areas, 3 sites, B={b}", lost, 0.10, 0.15)


def check_mixed(checks: Checks, seed: int) -> None:
    checks.title("The closed form of the mixed models beside statsmodels MixedLM, on small tables")
    for words, theirs, ours in mixed_model_gaps(data_sets=6, seed=seed):
        checks.within(f"standard error, ours / theirs, {words}", ours / theirs, 0.995, 1.005)


def check_leiden(checks: Checks, seed: int) -> None:
    checks.title(
        f"Published effects in the noise of Leiden: {REPETITIONS:,} repetitions, 8 nights, verdicts by the rule"
    )
    shape = (REPETITIONS, 9)
    for place, change in PUBLISHED.items():
        effect = magnitudes(change)
        found = outcome(contaminated_normal(CLEAR_AND_STEADY, shape, rng=np.random.default_rng([seed, 9])), effect)
        checks.within(f"clear: {place} ({change:.1%} = {effect:.3f} mag) held", found.held, *NOMINAL)
        told = ", ".join(f"{verdict} {share:.1%}" for verdict, share in sorted(found.verdicts.items()))
        checks.note(f"verdicts: {told}")
        checks.below("   called brighter", found.verdicts.get("brighter", 0.0), 0.025)
    for b in (5, 8, 19):
        for name, draws in (("two normals", contaminated_normal), ("Student's t", student)):
            noise = draws(PARTLY, (MORE_REPETITIONS, b + 1), rng=np.random.default_rng([seed, 10, b]))
            found = outcome(noise, 0.0)
            checks.within(f"partly cloudy, no effect, B={b}, {name}: darker", found.verdicts["darker"], 0.0, 0.05)
            checks.note(f"the interval held the truth in {found.held:.1%}: heavy tails cost it a little")
    checks.within("the same, most of any share of wild nights (3 to 40 %) and B", worst_false_alarm(seed), 0.0, 0.05)
    checks.note("What the matching of cloud is for; no bounds:")
    rng = np.random.default_rng([seed, 11])
    unscreened = outcome(contaminated_normal(CLEAR, shape, rng=rng), 0.0)
    checks.note(f"clear by the weather model alone (hidden cloud in one night of seven): held {unscreened.held:.1%}")
    mixed = contaminated_normal(CLEAR_AND_STEADY, shape, rng=rng)
    mixed[:, -1] = contaminated_normal(PARTLY, shape[:1], rng=rng)
    wrong = outcome(mixed, 0.0)
    checks.note(f"partly cloudy event night against clear nights, no effect: darker {wrong.verdicts['darker']:.1%}")


def worst_false_alarm(seed: int) -> float:
    """Largest share of false "darker" on partly cloudy nights, over shares of wild nights and numbers of nights."""
    shares = []
    for share in (0.03, 0.05, 0.1, 0.2, 0.3, 0.4):
        for b in (3, 5, 8, 19):
            rng = np.random.default_rng([seed, 13, round(100 * share), b])
            noise = contaminated_normal(PARTLY, (MORE_REPETITIONS, b + 1), rng=rng, share=share)
            shares.append(float((estimate(noise).ci95[:, 0] > 0).mean()))
    return max(shares)


def check_speed(checks: Checks, seed: int, *, sample: int) -> None:
    checks.title(
        f"{MORE_REPETITIONS:,} repetitions of the full inference, from site-by-night tables (2 x 10 sites, B=20)"
    )
    tables = site_by_night_tables(World(20), repetitions=MORE_REPETITIONS, rng=np.random.default_rng([seed, 12]))
    speed = race(tables, sample=sample, rounds=3)
    checks.within("seconds by the clock, one process", speed.ours_wall, 0, 60)
    checks.note(f"CPU {speed.ours_cpu:.3f} s, {speed.ours_cpu / len(tables) * 1e6:.1f} µs a repetition")
    scaled = f"({sample} repetitions taking turns with ours in the same run, CPU time scaled)"
    for name, cpu in (
        ("one OLS each, permutation in numpy", speed.one_fit_cpu),
        ("OLS for every night", speed.all_fits_cpu),
    ):
        checks.note(f"statsmodels loop, {name}: {cpu:.1f} s {scaled}: {cpu / speed.ours_cpu:,.0f} times as long")
    checks.below("largest difference of any answer to theirs", speed.largest_difference, 1e-9)
    checks.within(
        "repetitions with an answer", float(np.isfinite(full_inference(tables)[:, :4]).all(axis=1).mean()), 1, 1
    )


def main() -> int:
    options = argparse.ArgumentParser(description="The inference on made-up nights with a known truth.")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--sample", type=int, default=200, help="repetitions of the statsmodels loops (200)")
    options.add_argument("--no-picture", action="store_true")
    given = options.parse_args()
    start, cpu = time.perf_counter(), time.process_time()
    checks, curves = Checks(), Curves()
    check_methods(checks, curves, given.seed)
    check_size_and_power(checks, curves, given.seed)
    check_robustness(checks, given.seed)
    check_missing(checks, given.seed)
    check_mixed(checks, given.seed)
    check_leiden(checks, given.seed)
    check_speed(checks, given.seed, sample=given.sample)
    if not given.no_picture:
        for path in draw(curves, PICTURES, repetitions=REPETITIONS):
            print(f"\npicture: {path.relative_to(PICTURES.parents[1])}")
    print(f"\n{time.perf_counter() - start:.0f} s by the clock, {time.process_time() - cpu:.0f} s of CPU")
    return checks.verdict()


if __name__ == "__main__":
    sys.exit(main())
