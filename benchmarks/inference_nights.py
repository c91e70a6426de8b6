"""Made-up nights for the check of the inference: many site-by-night tables at once, with a known truth.

The model: reading of site s on night n = level of the site + sky of the night, shared by all + shock of the night
to one area (patchy cloud, a match on the sports field) + error of the reading + the effect, if s is in the
lights-off area and n is the event night. Arrays run (repetition, area, site, night): area 0 had its lights off,
the event night is the last one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """What the nights are made of; every spread is a standard deviation in mag/arcsec².

    ``kappa``: how many times larger the area's shock is on the event night. ``autocorrelation``: of the shocks
    from night to night, the event night in the middle. ``spill_over``: share of the effect that reaches the
    control. ``missing``: share of site-nights without a number. ``skewed``: shocks follow an exponential
    distribution of the same spread, long towards the bright side, as cloud over a town does.
    """

    baseline_nights: int
    shock_mag: float = 0.05
    sites: int = 10
    effect_mag: float = 0.3
    night_mag: float = 0.25
    offset_mag: float = 0.1
    reading_mag: float = 0.1
    kappa: float = 1.0
    autocorrelation: float = 0.0
    spill_over: float = 0.0
    missing: float = 0.0
    skewed: bool = False


def site_by_night_tables(world: World, *, repetitions: int, rng: np.random.Generator) -> FloatArray:
    """Site-by-night tables of many repetitions, (repetition, area, site, night) [mag/arcsec²]; NaN where missing."""
    nights = world.baseline_nights + 1
    values = rng.normal(0, world.reading_mag, (repetitions, 2, world.sites, nights))
    values += rng.normal(0, world.offset_mag, (repetitions, 2, world.sites, 1))
    values += rng.normal(0, world.night_mag, (repetitions, 1, 1, nights))
    values += _shocks(world, repetitions, rng)[:, :, None, :]
    values[:, 0, :, -1] += world.effect_mag
    values[:, 1, :, -1] += world.effect_mag * world.spill_over
    if world.missing:
        values[rng.random(values.shape) < world.missing] = np.nan
    return values


def _shocks(world: World, repetitions: int, rng: np.random.Generator) -> FloatArray:
    """Shock of each night to each area, (repetition, area, night)."""
    shape = (repetitions, 2, world.baseline_nights + 1)
    shocks = 1 - rng.exponential(1, shape) if world.skewed else rng.normal(0, 1, shape)
    if world.autocorrelation:
        rho = world.autocorrelation
        for night in range(1, shape[-1]):
            shocks[..., night] = rho * shocks[..., night - 1] + np.sqrt(1 - rho**2) * shocks[..., night]
        # The nights lie round the event in time; the table has the event last.
        shocks = np.roll(shocks, -(shape[-1] // 2) - 1, axis=-1)
    shocks = shocks * world.shock_mag
    shocks[..., -1] *= world.kappa
    return shocks


def night_differences(tables: FloatArray) -> FloatArray:
    """Area minus control on each night, (repetition, night), where no site-night is missing."""
    return tables[:, 0].mean(axis=1) - tables[:, 1].mean(axis=1)
