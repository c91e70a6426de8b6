"""Science: which of many pixels may be called changed, when among a thousand some look so by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control

# One in ten of the pixels that a map calls changed may be wrong: our choice for maps.
SHARE_OF_FALSE = 0.10


def discoveries(p_values: ArrayLike, *, share_of_false: float = SHARE_OF_FALSE) -> NDArray[np.bool_]:
    """The tests that may be called a discovery, so that on average that share of them is false.

    Use it on the p-values of a map before any pixel is coloured as changed.

    Parameters
    ----------
    p_values : any shape
        0 to 1; NaN where there is no test.
    share_of_false : scalar
        q, above 0 and at most 1.

    Returns
    -------
    same shape
        False where there is no test.

    Raises
    ------
    ValueError
        If a p-value or the share lies outside its range.

    References
    ----------
    Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57, 289.

    Examples
    --------
    >>> discoveries([0.001, 0.02, 0.9, float("nan")]).tolist()
    [True, True, False, False]
    """
    p = np.asarray(p_values, dtype=np.float64)
    there = ~np.isnan(p)
    if not 0 < share_of_false <= 1:
        raise ValueError(f"share_of_false must lie above 0, up to 1; got {share_of_false}")
    outside = int(((p[there] < 0) | (p[there] > 1)).sum())
    if outside:
        raise ValueError(f"p_values must lie in 0 to 1; {outside} of {int(there.sum())} do not")
    found = np.zeros(p.shape, dtype=bool)
    if there.any():
        found[there] = false_discovery_control(p[there], method="bh") <= share_of_false
    return found
