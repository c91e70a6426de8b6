"""Ways to put a 95 % interval round the effect of one dark night: ours, and those in common use that fail.

Each takes site-by-night tables (repetition, area, site, night; the event night last, nothing missing) and the
true effect, and says for each repetition whether its interval holds the truth.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from inference_nights import FloatArray, night_differences
from seeingstars.science.comparison import difference_in_differences, permutation, t_quantile

BoolArray = NDArray[np.bool_]
Method = Callable[[FloatArray, float], BoolArray]
Z = 1.959963984540054
DRAWS = 400
_BATCH = 500  # repetitions drawn at a time: bootstrap draws of all at once would fill the memory


def by_nights_t(tables: FloatArray, truth: float) -> BoolArray:
    """Ours: difference in differences over nights, t(B − 1)."""
    differences = night_differences(tables)
    ci95 = difference_in_differences(differences[:, :-1], differences[:, -1]).ci95
    return _holds(ci95[:, 0], ci95[:, 1], truth)


def by_permutation(tables: FloatArray, truth: float) -> BoolArray:
    """Ours: every effect that the permutation over nights does not refuse at 5 % (all of them below 19 nights)."""
    differences = night_differences(tables)
    return permutation(differences[:, :-1], differences[:, -1] - truth).p > 0.05


def welch_on_readings(tables: FloatArray, truth: float) -> BoolArray:
    """Readings in the area on the event night against those of the other nights, as if each stood alone."""
    event = tables[:, 0, :, -1]
    baseline = tables[:, 0, :, :-1].reshape(len(tables), -1)
    a, b = (x.var(axis=1, ddof=1) / x.shape[1] for x in (event, baseline))
    df = (a + b) ** 2 / (a**2 / (event.shape[1] - 1) + b**2 / (baseline.shape[1] - 1))
    effect, half = event.mean(axis=1) - baseline.mean(axis=1), stdtrit(df, 0.975) * np.sqrt(a + b)
    return _holds(effect - half, effect + half, truth)


def bootstrap_pairs(tables: FloatArray, truth: float) -> BoolArray:
    """Pairs of an area and a control site drawn again and again; the nights stay as they are."""
    pairs = tables[:, 0] - tables[:, 1]
    effects = pairs[..., -1] - pairs[..., :-1].mean(axis=-1)
    rng = np.random.default_rng(101)
    found = []
    for batch in _batches(effects):
        drawn = _counts(rng, batch.shape[1]) @ batch.T
        found.append(_percentiles_hold(drawn, truth))
    return np.concatenate(found)


def bootstrap_pairs_and_nights(tables: FloatArray, truth: float) -> BoolArray:
    """Pairs and baseline nights drawn again and again; there is only one event night to draw."""
    rng = np.random.default_rng(102)
    found = []
    for batch in _batches(tables[:, 0] - tables[:, 1]):
        sites, nights = _counts(rng, batch.shape[1]), _counts(rng, batch.shape[2] - 1)
        event = sites @ batch[..., -1].T
        baseline = np.einsum("rdn,dn->dr", sites @ batch[..., :-1], nights, optimize=False)
        found.append(_percentiles_hold(event - baseline, truth))
    return np.concatenate(found)


def mixed_night_z(tables: FloatArray, truth: float) -> BoolArray:
    """Mixed model with a random night, Wald z."""
    return _symmetric(tables, mixed_se(tables, night_by_area=False), Z, truth)


def mixed_night_by_area_z(tables: FloatArray, truth: float) -> BoolArray:
    """Mixed model with a random night and a random night by area, Wald z."""
    return _symmetric(tables, mixed_se(tables, night_by_area=True), Z, truth)


def mixed_night_by_area_t(tables: FloatArray, truth: float) -> BoolArray:
    """The same with t(B − 1)."""
    quantile = float(t_quantile(tables.shape[-1] - 2))
    return _symmetric(tables, mixed_se(tables, night_by_area=True), quantile, truth)


def mixed_se(tables: FloatArray, *, night_by_area: bool) -> FloatArray:
    """Standard error of the effect in the mixed model, in closed form for a table with nothing missing.

    The model: level of each site, the event night and the effect are fixed; each night is random, and with
    `night_by_area` each night in each area too; variances by restricted maximum likelihood. On a full table
    the estimate is the difference in differences, and the variances follow from the mean squares of the
    baseline nights, made to rise from the residual to night by area to night by pooling neighbours that do
    not (a variance is never below 0).

    References
    ----------
    Thompson & Moore 1963, Technometrics 5, 441 (restricted maximum likelihood of non-negative variance
    components in balanced nested data: pool adjacent mean squares).
    """
    sites, baseline_nights = tables.shape[2], tables.shape[3] - 1
    baseline = tables[..., :-1]
    arm = baseline.mean(axis=2)
    df_area = baseline_nights - 1
    difference, both = arm[:, 0] - arm[:, 1], arm.mean(axis=1)
    ss_area = sites / 2 * df_area * difference.var(axis=1, ddof=1)
    ss_night = 2 * sites * df_area * both.var(axis=1, ddof=1)
    # Over all nights, the event night too: its own sites differ by the same error.
    apart = tables - tables.mean(axis=2, keepdims=True)
    apart = apart - apart.mean(axis=3, keepdims=True)
    ss_rest, df_rest = (apart**2).sum(axis=(1, 2, 3)), 2 * (sites - 1) * baseline_nights
    strata = [(ss_rest, df_rest), (ss_area, df_area), (ss_night, df_area)]
    if not night_by_area:
        strata = [(ss_rest + ss_area, df_rest + df_area), (ss_night, df_area)]
    rising = _rising([ss for ss, _ in strata], [df for _, df in strata])
    return np.sqrt(2 / sites * rising[1 if night_by_area else 0] * (1 + 1 / baseline_nights))


def _rising(sums: list[FloatArray], df: list[int]) -> list[FloatArray]:
    """Mean squares pooled so that they never fall: at each place the largest of the least mean ahead."""
    n = len(sums)

    def mean(first: int, last: int) -> FloatArray:
        return sum(sums[first : last + 1]) / sum(df[first : last + 1])  # type: ignore[no-any-return]

    return [np.max([np.min([mean(i, j) for j in range(k, n)], axis=0) for i in range(k + 1)], axis=0) for k in range(n)]


def _symmetric(tables: FloatArray, se: FloatArray, quantile: float, truth: float) -> BoolArray:
    differences = night_differences(tables)
    effect = differences[:, -1] - differences[:, :-1].mean(axis=1)
    return _holds(effect - quantile * se, effect + quantile * se, truth)


def _holds(low: FloatArray, high: FloatArray, truth: float) -> BoolArray:
    return (low <= truth) & (truth <= high)


def _percentiles_hold(drawn: FloatArray, truth: float) -> BoolArray:
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return _holds(low, high, truth)


def _batches(values: FloatArray) -> list[FloatArray]:
    return np.array_split(values, max(1, len(values) // _BATCH))


def _counts(rng: np.random.Generator, n: int) -> FloatArray:
    """Weights of n things drawn n times with replacement, (draw, n). A batch of repetitions shares its draws."""
    return rng.multinomial(n, np.full(n, 1 / n), size=DRAWS) / n
