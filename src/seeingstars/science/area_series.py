"""Science: the light of many areas on many nights as one sparse product: share of each pixel times its radiance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from seeingstars.science.area_coverage import Coverage
from seeingstars.science.fused_sums import fused_sums

# Shares times nights in one block of areas: its numbers then stay in the processor's cache. Found by measuring.
_NUMBERS_A_BLOCK = 500_000
# Below this many shares times nights the fused loop is not worth the half second that it takes to compile.
_WORTH_COMPILING = 20_000_000


@dataclass(frozen=True)
class AreaSeries:
    """The light of areas on nights, as sums that can be put together.

    Parameters
    ----------
    light : (n_areas, n_nights)
        Sum over the pixels used of radiance times the share of the pixel in the area [nW cm-2 sr-1 pixel].
    covered : (n_areas, n_nights)
        Sum of these shares [pixel].
    whole : (n_areas,)
        Size of each area [pixel], what lies outside the grid included.
    """

    light: NDArray[np.float64]
    covered: NDArray[np.float64]
    whole: NDArray[np.float64]

    @property
    def mean_radiance_nw_cm2_sr(self) -> NDArray[np.float64]:
        """Mean over the pixels used, by their share [nW cm-2 sr-1]; NaN where none is used, and never filled."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.covered > 0, self.light / self.covered, np.nan)

    @property
    def covered_share(self) -> NDArray[np.float64]:
        """Share of the area that the pixels used cover [1]; 0 where none is used or the area has no size."""
        whole = np.where(self.whole > 0, self.whole, np.inf)
        return np.asarray(self.covered / whole[:, None])

    def __add__(self, other: AreaSeries) -> AreaSeries:
        """The same areas and nights over the pixels of both, which may have none in common.

        Raises
        ------
        ValueError
            If the areas or nights are not as many, or the areas differ in size.
        """
        # The same area measured on two parts of a grid may differ in the last digits of its size.
        if self.light.shape != other.light.shape or not np.allclose(self.whole, other.whole, rtol=1e-9, atol=0):
            raise ValueError(
                f"series that are added must be of the same areas and nights; got {self.light.shape} and {other.light.shape}"
            )
        return AreaSeries(self.light + other.light, self.covered + other.covered, self.whole)


def area_series(radiance_nw_cm2_sr: NDArray[np.floating[Any]], *, coverage: Coverage) -> AreaSeries:
    """The light of every area on every night.

    Use it for thousands of areas and years of nights; `nightlights.area_nights` for those of an event, where nights
    with other clear pixels are compared.

    Parameters
    ----------
    radiance_nw_cm2_sr : (n_pixels, n_nights), float32 or float64
        Radiance of the pixels of `coverage` in their order [nW cm-2 sr-1]; NaN where a pixel is not to be used
        (not clear, not seen).
    coverage : Coverage
        Worked out once for these areas and this grid (`coverage_of`).

    Returns
    -------
    AreaSeries
        An area on a night without a single pixel has light 0, covered 0 and a mean of NaN.

    Raises
    ------
    ValueError
        If the pixels are not as many as those of the coverage, or are no floats.

    Notes
    -----
    Sums are in double precision whatever the precision of the radiance, pixel by pixel in the order of the grid.
    A large job runs in one fused loop where numba is installed, any other in blocks by scipy, with the same sums.

    Examples
    --------
    >>> half = Coverage(np.array([0, 1]), csr_array([[1.0, 0.5]]), np.array([1.5]))
    >>> two_nights = area_series(np.array([[10.0, 10.0], [40.0, np.nan]]), coverage=half)
    >>> two_nights.mean_radiance_nw_cm2_sr.tolist(), two_nights.covered_share.round(3).tolist()
    ([[20.0, 10.0]], [[1.0, 0.667]])
    """
    radiance, weights = radiance_nw_cm2_sr, coverage.weights
    _check(radiance, coverage)
    light, covered = (np.zeros((len(coverage.whole), radiance.shape[1])) for _ in range(2))
    fused = fused_sums() if weights.nnz * radiance.shape[1] >= _WORTH_COMPILING else None
    if fused is not None:
        fused(weights.indptr, weights.indices, weights.data, radiance, light, covered)
    else:
        _sum_in_blocks(weights, radiance, light, covered)
    return AreaSeries(light, covered, coverage.whole)


def _check(radiance: NDArray[Any], coverage: Coverage) -> None:
    n_pixels = coverage.weights.shape[1]
    if radiance.ndim != 2 or radiance.shape[0] != n_pixels:
        raise ValueError(
            f"radiance_nw_cm2_sr must be (pixels, nights) with the {n_pixels} pixels of the coverage; got {radiance.shape}"
        )
    if radiance.dtype.kind != "f":
        raise ValueError(f"radiance_nw_cm2_sr must be floats with NaN where there is none; got {radiance.dtype}")


def _sum_in_blocks(
    weights: csr_array, radiance: NDArray[Any], light: NDArray[np.float64], covered: NDArray[np.float64]
) -> None:
    for areas, pixels, shares in _blocks(weights, max(1, _NUMBERS_A_BLOCK // max(1, radiance.shape[1]))):
        values = radiance[pixels].astype(np.float64)
        is_none = np.isnan(values)
        np.copyto(values, 0.0, where=is_none)
        light[areas] = shares @ values
        covered[areas] = shares @ (~is_none).astype(np.float64)


def _blocks(weights: csr_array, shares_a_block: int) -> Iterator[tuple[slice, NDArray[np.intp] | slice, csr_array]]:
    """Runs of areas, the pixels that they touch, and their shares of these."""
    starts, first = weights.indptr, 0
    if weights.shape[1] <= shares_a_block:
        yield slice(0, weights.shape[0]), slice(0, weights.shape[1]), weights
        return
    while first < weights.shape[0]:
        last = int(np.searchsorted(starts, starts[first] + shares_a_block, side="right")) - 1
        last = min(max(last, first + 1), weights.shape[0])
        inside = slice(starts[first], starts[last])
        pixels, places = np.unique(weights.indices[inside], return_inverse=True)
        part = (weights.data[inside], places, starts[first : last + 1] - starts[first])
        yield slice(first, last), pixels.astype(np.intp), csr_array(part, shape=(last - first, len(pixels)))
        first = last
