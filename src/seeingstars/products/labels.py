"""Products: names beside points, where they hide neither each other nor the points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

_STEPS = [(9, 0, "left", "center"), (-9, 0, "right", "center"), (0, 9, "center", "bottom"), (0, -9, "center", "top"),
          (8, 8, "left", "bottom"), (8, -8, "left", "top"), (-8, 8, "right", "bottom"), (-8, -8, "right", "top"),
          (14, 20, "left", "bottom"), (14, -20, "left", "top"), (-14, 20, "right", "bottom"), (-14, -20, "right", "top")]  # fmt: skip


def place_labels(
    axes: Axes,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    names: Sequence[str],
    *,
    others: NDArray[np.float64] | None = None,
) -> None:
    """Write a name beside each point, at the first of twelve places where it fits; the last resort may overlap.

    Parameters
    ----------
    axes : drawn with its limits already set
    x, y : n data coordinates
    names : n names, the most important first
    others : m, 2; data coordinates of points without a name that the names should not hide either

    Examples
    --------
    >>> from seeingstars.products.style import new_figure
    >>> axes = new_figure(width_in=3, height_in=3).add_subplot()
    >>> place_labels(axes, np.array([0.5]), np.array([0.5]), ["Leiden"])
    >>> [text.get_text() for text in axes.texts]
    ['Leiden']
    """
    canvas = axes.figure.canvas
    if not len(names) or not isinstance(canvas, FigureCanvasAgg):
        return
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    axes.apply_aspect()  # else the points move after their names were placed
    points = axes.transData.transform(np.column_stack([x, y]))
    taken = [Bbox.from_bounds(east - 6, north - 6, 12, 12) for east, north in points]
    hidden = [] if others is None else axes.transData.transform(others).tolist()
    taken += [Bbox.from_bounds(east - 4, north - 4, 8, 8) for east, north in hidden]
    window = axes.get_window_extent(renderer)
    halo = [patheffects.withStroke(linewidth=2.5, foreground="white")]
    for own, (name, east, north) in enumerate(zip(names, x, y, strict=True)):
        best, fewest = None, np.inf
        for right, up, ha, va in _STEPS:
            label = axes.annotate(name, (east, north), (right, up), textcoords="offset points", ha=ha, va=va, fontsize=9.5,
                                  zorder=8, path_effects=halo)  # fmt: skip
            box = label.get_window_extent(renderer)
            clashes = box.count_overlaps(taken[:own] + taken[own + 1 :]) + 10 * _sticks_out(box, window)
            if clashes < fewest:
                if best is not None:
                    best.remove()
                best, fewest, best_box = label, clashes, box
            else:
                label.remove()
            if fewest == 0:
                break
        taken.append(best_box)


def _sticks_out(box: Bbox, window: Bbox) -> int:
    return int(box.x0 < window.x0) + int(box.x1 > window.x1) + int(box.y0 < window.y0) + int(box.y1 > window.y1)
