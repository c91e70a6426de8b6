"""Science: after the night, what would have been needed: how many nights, how many meters, or nothing at all."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

from scipy.special import ndtri

from seeingstars.science.comparison import CONFIDENCE, POWER, minimum_detectable_effect

# Nobody measures more nights than this before or after one evening (moonless ones of some three years).
MOST_NIGHTS = 365
MOST_METERS = 10_000  # or people


@dataclass(frozen=True)
class Needed:
    """What it would have taken to see one effect; None where no number of them would have done.

    ``baseline_nights``: with the meters that there were; ``meters_per_area``: with the nights that there were, at
    least; ``smallest_ever``: what would have shown with endless nights and meters, given the part of the spread that is
    the areas' own [unit of the effect]; ``seen``: it would have shown as it was.
    """

    effect: float
    seen: bool
    baseline_nights: int | None
    meters_per_area: int | None
    smallest_ever: float


def spread_of_nights(se: float, *, n_baseline_nights: int) -> float:
    """The spread s of the differences between nights behind a standard error: se / √(1 + 1/B).

    Parameters
    ----------
    se : standard error of the effect, above 0
    n_baseline_nights : int, 2 or more

    Returns
    -------
    scalar, unit of `se`

    Raises
    ------
    ValueError
        If there is no such spread.

    Examples
    --------
    >>> print(f"{spread_of_nights(0.039989, n_baseline_nights=8):.5f}")
    0.03770
    """
    if not (math.isfinite(se) and se > 0 and n_baseline_nights >= 2):
        raise ValueError(f"se must be above 0 with 2 nights or more; got {se} with {n_baseline_nights} nights")
    return se / math.sqrt(1 + 1 / n_baseline_nights)


def nights_needed(s: float, *, effect: float, most: int = MOST_NIGHTS) -> int | None:
    """Fewest baseline nights with which an effect of that size would show four times in five.

    Parameters
    ----------
    s : spread of the differences between nights
    effect : size of the effect, same unit; its sign does not matter
    most : int
        Where to stop looking.

    Returns
    -------
    int or None
        None where even `most` nights would not do: then the spread must come down, by more meters or a clear sky.

    Examples
    --------
    >>> nights_needed(0.1, effect=0.33), nights_needed(0.5, effect=0.33)
    (11, None)
    """
    if not (s > 0 and abs(effect) > 0):
        return None
    counts = range(2, most + 1)
    place = bisect_left(counts, True, key=lambda n: bool(minimum_detectable_effect(s, n) <= abs(effect)))
    return counts[place] if place < len(counts) else None


def what_was_needed(
    s: float,
    *,
    effect: float,
    n_baseline_nights: int,
    n_area: int,
    n_control: int = 0,
    site_night_sd: float = math.nan,
) -> Needed:
    """What it would have taken to see an effect of that size four times in five, given the spread that was met.

    Parameters
    ----------
    s : spread of the differences between nights
    effect : size of the effect, same unit; its sign does not matter
    n_baseline_nights : nights that there were, 2 or more
    n_area, n_control : meters (or people, places) that there were; no control is 0
    site_night_sd : scalar
        What one meter has to itself on one night, same unit; NaN if meters do not apply (a satellite).

    Returns
    -------
    Needed

    Raises
    ------
    ValueError
        If there is no spread, no effect, fewer than 2 nights or no meter in the area.

    Notes
    -----
    s² is taken as v² + σ² (1/n_area + 1/n_control): v² is the areas' own and no meter brings it down. σ² is the
    given one, or less where s² leaves no room for it: then all of the spread is put down to the meters and the answer is
    the fewest that could have done. s itself is an estimate of few nights, so all of this is rough.

    Examples
    --------
    >>> what_was_needed(0.108, effect=0.30, n_baseline_nights=8, n_area=3, n_control=3, site_night_sd=0.10)
    Needed(effect=0.3, seen=False, baseline_nights=None, meters_per_area=9, smallest_ever=0.198...)
    """
    if not (s > 0 and math.isfinite(effect) and effect != 0 and n_baseline_nights >= 2 and n_area >= 1):
        raise ValueError(
            "s must be above 0, effect other than 0, n_baseline_nights 2 or more and n_area 1 or more; "
            f"got {s}, {effect}, {n_baseline_nights} and {n_area}"
        )
    size = abs(effect)
    shares = 1 / n_area + (1 / n_control if n_control else 0)
    of_meters = min(site_night_sd**2 * shares, s**2) if site_night_sd > 0 else 0.0
    own = s**2 - of_meters
    seen = bool(minimum_detectable_effect(s, n_baseline_nights) <= size)
    target = (size / float(minimum_detectable_effect(1.0, n_baseline_nights))) ** 2
    arms = 2 if n_control else 1
    meters = _meters(of_meters / shares * arms, target - own) if of_meters else None
    endless = float(ndtri((1 + CONFIDENCE) / 2) + ndtri(POWER)) * math.sqrt(own)
    return Needed(effect, seen, nights_needed(s, effect=size), meters, endless)


def _meters(variance_of_one: float, left_for_meters: float) -> int | None:
    """Meters in each area that bring their part of the spread down to what is left for it."""
    if left_for_meters <= 0:
        return None
    needed = max(math.ceil(variance_of_one / left_for_meters), 1)
    return needed if needed <= MOST_METERS else None
