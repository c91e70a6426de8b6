"""The inference beside statsmodels: the same answers, and how long each takes."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf

from inference_methods import mixed_se
from inference_nights import FloatArray, World, night_differences, site_by_night_tables
from seeingstars.science.comparison import difference_in_differences, kappa_star, permutation

# Estimate, low, high, p of the permutation, κ*: one row a repetition.
ANSWERS = ("estimate", "interval, low", "interval, high", "p of the permutation", "kappa*")


def full_inference(tables: FloatArray) -> FloatArray:
    """Ours: all answers of all repetitions in a few calls."""
    differences = night_differences(tables)
    baseline, event = differences[:, :-1], differences[:, -1]
    answer = difference_in_differences(baseline, event)
    kappa = kappa_star(answer.effect, answer.s, answer.n_baseline_nights)
    return np.column_stack([answer.effect, answer.ci95, permutation(baseline, event).p, kappa])


def loop_of_one_fit(tables: FloatArray) -> FloatArray:
    """statsmodels: one OLS on the nights' differences for each repetition, the permutation in numpy."""
    return np.array([_by_ols(table, _permutation_in_numpy) for table in tables])


def loop_of_all_fits(tables: FloatArray) -> FloatArray:
    """statsmodels: one OLS for each night called the event, for each repetition."""
    return np.array([_by_ols(table, _permutation_by_ols) for table in tables])


def _by_ols(table: FloatArray, permutation_of: Callable[[FloatArray], float]) -> list[float]:
    differences = table[0].mean(axis=0) - table[1].mean(axis=0)
    n = len(differences) - 1
    fit = sm.OLS(differences, _called_event(n + 1, n)).fit()
    low, high = fit.conf_int()[1]
    effect, half = fit.params[1], (high - low) / 2
    # half = t s √(1 + 1/B)
    square = (effect * np.sqrt(1 + 1 / n) / half) ** 2 - 1 / n
    kappa = np.sqrt(square) if square >= 0 else np.nan
    return [effect, low, high, permutation_of(differences), kappa]


def _called_event(n_nights: int, night: int) -> FloatArray:
    return np.column_stack([np.ones(n_nights), np.arange(n_nights) == night]).astype(np.float64)


def _permutation_in_numpy(differences: FloatArray) -> float:
    others = (differences.sum() - differences) / (len(differences) - 1)
    unusual = np.abs(differences - others)
    return float((unusual >= unusual[-1] - 1e-12).mean())


def _permutation_by_ols(differences: FloatArray) -> float:
    n = len(differences)
    unusual = np.abs([sm.OLS(differences, _called_event(n, night)).fit().params[1] for night in range(n)])
    return float((unusual >= unusual[-1] - 1e-12).mean())


@dataclass(frozen=True)
class Speed:
    """Seconds for all repetitions (the loops scaled from a sample), and the largest difference of any answer."""

    ours_wall: float
    ours_cpu: float
    one_fit_cpu: float
    all_fits_cpu: float
    largest_difference: float


def race(tables: FloatArray, *, sample: int, rounds: int) -> Speed:
    """All repetitions by ours, the first ones by the loops, taking turns; medians of the rounds."""
    few = tables[:sample]
    for work in (full_inference, loop_of_one_fit, loop_of_all_fits):
        work(few[:2])  # what is set up once is not counted
    seconds: dict[str, list[float]] = {name: [] for name in ("wall", "ours", "one", "all")}
    for _ in range(rounds):
        start = time.perf_counter()
        seconds["ours"].append(_cpu(full_inference, tables))
        seconds["wall"].append(time.perf_counter() - start)
        seconds["one"].append(_cpu(loop_of_one_fit, few) * len(tables) / sample)
        seconds["all"].append(_cpu(loop_of_all_fits, few) * len(tables) / sample)
    median = {name: float(np.median(values)) for name, values in seconds.items()}
    gap = np.abs(full_inference(few) - loop_of_all_fits(few))
    return Speed(median["wall"], median["ours"], median["one"], median["all"], float(np.nanmax(gap)))


def _cpu(work: Callable[[FloatArray], Any], tables: FloatArray) -> float:
    start = time.process_time()
    work(tables)
    return time.process_time() - start


def mixed_model_gaps(*, data_sets: int, seed: int) -> list[tuple[str, float, float]]:
    """Standard error of the effect by MixedLM and by our closed form on a few small tables: (words, theirs, ours)."""
    found = []
    for i in range(data_sets):
        shock_mag = (0.15, 0.02)[i % 2]
        world = World(5, shock_mag=shock_mag, sites=4)
        table = site_by_night_tables(world, repetitions=1, rng=np.random.default_rng([seed, i]))
        for night_by_area in (True, False):
            words = f"shock {shock_mag:.2f}, {'night and night x area' if night_by_area else 'night only'}"
            theirs = _mixed_lm_se(table[0], night_by_area=night_by_area)
            found.append((words, theirs, float(mixed_se(table, night_by_area=night_by_area)[0])))
    return found


def _mixed_lm_se(table: FloatArray, *, night_by_area: bool) -> float:
    area, site, night = (index.ravel() for index in np.indices(table.shape))
    at_event = night == table.shape[-1] - 1
    rows = pd.DataFrame(
        {
            "y": table.ravel(),
            "site": [f"{a}-{s}" for a, s in zip(area, site, strict=True)],
            "area": area,
            "night": night,
            "event": at_event.astype(float),
            "effect": (at_event & (area == 0)).astype(float),
        }
    )
    more = {"vc_formula": {"area": "0 + C(area)"}} if night_by_area else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of variances at 0, which is the point of some of these tables
        model = smf.mixedlm("y ~ C(site) + event + effect", rows, groups="night", re_formula="1", **more)
        # The first climbs best inside, the second where a variance is 0: the higher top is the answer.
        fits = [model.fit(reml=True, method=method) for method in ("bfgs", "powell")]
    return float(max(fits, key=lambda fit: fit.llf).bse["effect"])
