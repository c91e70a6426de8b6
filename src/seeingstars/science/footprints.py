"""Science: how many independent looks a number of pixels is, when neighbours share the satellite's footprint."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

# The grid of the VIIRS products; a footprint of 750 m lies over about 3 by 3 of its pixels at 52 degrees north.
_VIIRS_STEP_DEG = 1 / 240
PIXELS_A_SIDE = 3


def pixels_a_side(step_deg: float) -> int:
    """Pixels along a side of what counts as one look: 3 on the grid of 15 arc-seconds, 1 on any other.

    Examples
    --------
    >>> pixels_a_side(1 / 240), pixels_a_side(0.001)
    (3, 1)
    """
    return PIXELS_A_SIDE if abs(abs(step_deg) - _VIIRS_STEP_DEG) < 0.01 * _VIIRS_STEP_DEG else 1


def footprints_of(chosen: ArrayLike, *, step_deg: float) -> int:
    """How many blocks of pixels hold one of those chosen.

    Parameters
    ----------
    chosen : shape (y, x)
        Truth of each pixel.
    step_deg : scalar
        Size of a pixel [degree].

    Returns
    -------
    int
        An estimate of the number of independent samples; never more than there are pixels.

    Raises
    ------
    ValueError
        If `chosen` has not two dimensions.

    Notes
    -----
    The sensor's pixel is about 750 m and is laid on a grid of 463 m by 284 m (at 52 degrees north), so that one
    measurement fills several cells; blocks of 3 by 3 are our choice.

    References
    ----------
    NASA, Black Marble User Guide (742 to 750 m, regridded to 15 arc-seconds).

    Examples
    --------
    >>> footprints_of(np.ones((6, 6)), step_deg=1 / 240), footprints_of(np.ones((6, 6)), step_deg=0.001)
    (4, 36)
    """
    there: NDArray[Any] = np.asarray(chosen, dtype=bool)
    if there.ndim != 2:
        raise ValueError(f"chosen must have two dimensions (y, x); got {there.ndim}")
    side = pixels_a_side(step_deg)
    rows, columns = np.nonzero(there)
    return len(set(zip((rows // side).tolist(), (columns // side).tolist(), strict=True)))
