"""Nights with the noise of Leiden, and effects that others have published put into them.

The noise is that of the hour-to-hour change at Leiden less the mean of two stations 16 km away, from hourly means
of the Dutch network in 2023 by cloud cover: a robust spread (of the middle half) and a raw one, which the cloud
that the weather model missed makes larger. It stands here for the difference that each night gives.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm, t

from inference_nights import FloatArray
from seeingstars.science.comparison import difference_in_differences
from seeingstars.science.verdict import DIFFERENCE_IN_DIFFERENCES, Finding, decide

# Published changes of the zenith [1]: Tucson, street lamps dimmed after midnight (Barentine et al. 2020, JQSRT,
# arXiv 2005.12357); Cracow, all street lamps off (Ściężor 2021, Remote Sensing 13, 1654: −15 to −39 %).
PUBLISHED = {"Tucson": -0.054, "Cracow, least": -0.15, "Cracow, most": -0.39}
# Overcast against clear at Leiden-Sterrewacht, medians of 2023, as a factor of luminance.
CLOUD_FACTOR = 14.5
SMALLEST_EFFECT_MAG = 0.10
_OF_A_NORMAL = float(norm.ppf(0.75))


@dataclass(frozen=True)
class Noise:
    """Spread of the nights' differences [mag]: of the middle half (as a normal's standard deviation), and raw."""

    robust_mag: float
    raw_mag: float


CLEAR = Noise(0.05, 0.37)
# What is left of it when the meter's own unrest has taken out the cloud that the weather model missed.
CLEAR_AND_STEADY = Noise(0.05, 0.05)
PARTLY = Noise(0.55, 0.96)


def magnitudes(change_of_luminance: float) -> float:
    """How much darker in magnitudes, from a relative change of luminance such as −0.054.

    >>> round(magnitudes(-0.054), 3)
    0.06
    """
    return float(-2.5 * np.log10(1 + change_of_luminance))


def contaminated_normal(
    noise: Noise, shape: tuple[int, ...], *, rng: np.random.Generator, share: float = 0.15
) -> FloatArray:
    """Draws from two normals, of which the wide one comes with a chance of `share`; it has both spreads exactly.

    `share` is our choice: about one night in seven had a cloud that the weather model missed.
    """
    narrow, wide = _two_spreads(noise, share)
    return rng.normal(0, 1, shape) * np.where(rng.random(shape) < share, wide, narrow)


def _two_spreads(noise: Noise, share: float) -> tuple[float, float]:
    if noise.raw_mag <= noise.robust_mag:
        return noise.robust_mag, noise.robust_mag
    quarter = _OF_A_NORMAL * noise.robust_mag

    def wide_of(narrow: float) -> float:
        return float(np.sqrt((noise.raw_mag**2 - (1 - share) * narrow**2) / share))

    def outside(narrow: float) -> float:
        return float(
            (1 - share) * norm.sf(quarter / narrow) + share * norm.sf(quarter / wide_of(narrow)) - norm.sf(_OF_A_NORMAL)
        )

    narrow = float(brentq(outside, 1e-3 * noise.robust_mag, noise.robust_mag))
    return narrow, wide_of(narrow)


def student(noise: Noise, shape: tuple[int, ...], *, rng: np.random.Generator) -> FloatArray:
    """Draws from Student's t, scaled, that has both spreads exactly; its tails are heavier still."""

    def too_wide(df: float) -> float:
        raw_to_robust = np.sqrt(df / (df - 2)) / (t.ppf(0.75, df) / _OF_A_NORMAL)
        return float(raw_to_robust - noise.raw_mag / noise.robust_mag)

    df = float(brentq(too_wide, 2.001, 200))
    return rng.standard_t(df, shape) * noise.robust_mag * _OF_A_NORMAL / float(t.ppf(0.75, df))


@dataclass(frozen=True)
class Outcome:
    """Of many nights with one truth: how often the interval held it [1], and how often each verdict fell [1]."""

    held: float
    verdicts: dict[str, float]


def outcome(differences: FloatArray, effect_mag: float) -> Outcome:
    """Put an effect into the last night of each row of differences, (repetition, night), and judge them all."""
    answer = difference_in_differences(differences[:, :-1], differences[:, -1] + effect_mag)
    low, high = answer.ci95[:, 0], answer.ci95[:, 1]
    counts = Counter(
        decide(
            Finding(
                "photometer",
                DIFFERENCE_IN_DIFFERENCES,
                SMALLEST_EFFECT_MAG,
                differences.shape[1] - 1,
                float(answer.effect[i]),
                (float(low[i]), float(high[i])),
            )
        ).verdict
        for i in range(len(differences))
    )
    held = float(((low <= effect_mag) & (effect_mag <= high)).mean())
    return Outcome(held, {verdict: n / len(differences) for verdict, n in counts.items()})
