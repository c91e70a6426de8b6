"""Science: what the light of areas on nights adds up to, tile by tile, so that values and their errors can be worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from seeingstars.science.area_coverage import Coverage
from seeingstars.science.area_series import area_series

Floats = NDArray[np.float64]
# Numbers in one block of areas while the earliest and latest are sought: 80 MB.
_NUMBERS_A_BLOCK = 10_000_000


@dataclass(frozen=True)
class AreaSums:
    """Sums over pixels, each (n_areas, n_nights); w is the share of a pixel in the area, L its radiance [nW cm-2 sr-1].

    Parameters
    ----------
    light, squares : sums of w L and of w L² over the pixels used
    clear, clear_squares : sums of w and of w² over these
    pixels : how many these are
    valid : sum of w over the pixels that have a radiance, clear or not
    """

    light: Floats
    squares: Floats
    clear: Floats
    clear_squares: Floats
    pixels: Floats
    valid: Floats

    def __add__(self, other: AreaSums) -> AreaSums:
        """The same areas and nights over the pixels of both, which may have none in common.

        Raises
        ------
        ValueError
            If the areas or nights are not as many.
        """
        if self.light.shape != other.light.shape:
            raise ValueError(
                f"sums that are added must be of the same areas and nights; got {self.light.shape} and {other.light.shape}"
            )
        return AreaSums(*(mine + theirs for mine, theirs in zip(self.arrays(), other.arrays(), strict=True)))

    def arrays(self) -> tuple[Floats, ...]:
        """The six sums in the order of their names."""
        return tuple(getattr(self, field.name) for field in fields(self))


def no_sums(n_areas: int, n_nights: int) -> AreaSums:
    """Sums over no pixel at all.

    Examples
    --------
    >>> no_sums(1, 2).light.tolist()
    [[0.0, 0.0]]
    """
    return AreaSums(*(np.zeros((n_areas, n_nights)) for _ in fields(AreaSums)))


def area_sums(
    radiance_nw_cm2_sr: NDArray[np.floating[Any]], clear: NDArray[np.bool_], *, coverage: Coverage
) -> AreaSums:
    """The sums of every area on every night.

    Parameters
    ----------
    radiance_nw_cm2_sr : (n_pixels, n_nights), float32 or float64
        Of the pixels of `coverage` in their order; NaN where there is none.
    clear : same shape
        Whether a pixel is to be used; one without a radiance never is.
    coverage : Coverage

    Returns
    -------
    AreaSums

    Raises
    ------
    ValueError
        If the pixels are not as many as those of the coverage, or the two arrays differ in shape.

    Examples
    --------
    >>> half = Coverage(np.array([0, 1]), csr_array([[1.0, 0.5]]), np.array([1.5]))
    >>> sums = area_sums(np.array([[10.0], [40.0]]), np.array([[True], [False]]), coverage=half)
    >>> float(sums.light[0, 0]), float(sums.clear[0, 0]), float(sums.valid[0, 0])
    (10.0, 1.0, 1.5)
    """
    if clear.shape != radiance_nw_cm2_sr.shape:
        raise ValueError(f"clear must have the shape of the radiance, {radiance_nw_cm2_sr.shape}; got {clear.shape}")
    used = np.where(clear, radiance_nw_cm2_sr, radiance_nw_cm2_sr.dtype.type(np.nan))
    series = area_series(used, coverage=coverage)
    squares = area_series(np.square(used, dtype=np.float64), coverage=coverage).light
    seen = area_series(radiance_nw_cm2_sr, coverage=coverage).covered
    return AreaSums(
        series.light,
        squares,
        series.covered,
        area_series(used, coverage=_weighted(coverage, coverage.weights.data**2)).covered,
        area_series(used, coverage=_weighted(coverage, np.ones_like(coverage.weights.data))).covered,
        seen,
    )


def _weighted(coverage: Coverage, shares: Floats) -> Coverage:
    weights = coverage.weights
    other = csr_array((shares, weights.indices, weights.indptr), shape=weights.shape)
    return Coverage(coverage.pixels, other, coverage.whole)


def area_mean(values: NDArray[np.floating[Any]], *, coverage: Coverage) -> tuple[Floats, Floats]:
    """Sum of share times value and sum of shares of any quantity, where it is known: their ratio is the mean.

    Examples
    --------
    >>> one = Coverage(np.array([0]), csr_array([[0.5]]), np.array([0.5]))
    >>> [float(part[0, 0]) for part in area_mean(np.array([[30.0]]), coverage=one)]
    [15.0, 0.5]
    """
    series = area_series(values, coverage=coverage)
    return series.light, series.covered


def area_extremes(values: NDArray[np.floating[Any]], *, coverage: Coverage) -> tuple[Floats, Floats]:
    """The lowest and the highest value in each area and night.

    Use it for the times at which an area was seen.

    Parameters
    ----------
    values : (n_pixels, n_nights)
        NaN where not known.
    coverage : Coverage

    Returns
    -------
    lowest, highest : (n_areas, n_nights)
        NaN where no pixel of the area has a value.

    Examples
    --------
    >>> two = Coverage(np.array([0, 1]), csr_array([[1.0, 0.5], [0.0, 0.0]]), np.array([1.5, 1.0]))
    >>> lowest, highest = area_extremes(np.array([[1.5], [1.7]]), coverage=two)
    >>> lowest.tolist(), highest.tolist()
    ([[1.5], [nan]], [[1.7], [nan]])
    """
    lowest, highest = (np.full((len(coverage.whole), values.shape[1]), np.nan) for _ in range(2))
    for areas, pixels, starts in _runs(coverage.weights, max(1, _NUMBERS_A_BLOCK // max(1, values.shape[1]))):
        block = values[pixels].astype(np.float64)
        lowest[areas] = np.fmin.reduceat(block, starts, axis=0)
        highest[areas] = np.fmax.reduceat(block, starts, axis=0)
    return lowest, highest


def _runs(
    weights: csr_array, shares_a_block: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]]:
    """Runs of areas that have pixels, the pixels of each behind one another, and where each area begins."""
    having = np.flatnonzero(np.diff(weights.indptr))
    first = 0
    while first < len(having):
        begin = weights.indptr[having[first]]
        ends = weights.indptr[having[first:] + 1]
        last = first + max(1, int(np.searchsorted(ends, begin + shares_a_block, side="right")))
        areas = having[first:last]
        inside = weights.indices[begin : weights.indptr[areas[-1] + 1]]
        yield areas, inside.astype(np.intp), (weights.indptr[areas] - begin).astype(np.intp)
        first = last
