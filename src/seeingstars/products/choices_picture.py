"""Products: every reasonable way to work it out, side by side: does the answer hang on one choice?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from seeingstars.event import Event
from seeingstars.products.captions import footer_words
from seeingstars.products.check_words import check_numbers, check_reading, comparison_with
from seeingstars.products.sentences import SENTENCES
from seeingstars.products.style import (
    INK,
    QUIET,
    add_footer,
    add_header,
    add_lines,
    new_figure,
    plain,
    stamp_simulated,
    tick_words,
    wrapped,
)
from seeingstars.products.verdict_words import verdict_line
from seeingstars.products.words import Language, interval_ends, known_number, number, say, text_in, unit_words

FloatArray = NDArray[np.float64]
CHECK = "specification_curve"
# The choices in the order of the rows; only those that differ are drawn.
_CHOICES = ("sun_below_deg", "cloud", "nights", "ring", "family", "statistic", "window")
_FAMILIES = {"sqm_l": "SQM-L", "sqm": "SQM", "tess-w": "TESS-W", "tess4c": "TESS4C"}
_PRIMARY, _BAR = "#00224e", "#a9adb3"
_CURVE_PT = 500.0  # width of the curve [pt], for strokes that leave a gap between them
_HEAD_IN, _CURVE_IN, _ROW_IN, _FOOT_IN = 2.3, 2.9, 0.235, 1.4


def draw_choices(
    readings: pd.DataFrame | None, *, event: Event, result: Mapping[str, Any], language: Language
) -> tuple[Figure, str]:
    """Draw the effect of every reasonable choice in order of size, with its interval, and which choices they were.

    Parameters
    ----------
    readings : only to name their suppliers in the small print
    event, result : the event and what result.json holds; the curve is that of the fixed meters, or else of the first
        kind of reading that has one
    language : nl or en

    Returns
    -------
    figure, alternative text
        Without a curve the picture says why.

    Examples
    --------
    >>> draw_choices.__name__
    'draw_choices'
    """
    comparison = comparison_with(result, CHECK)
    ways = ways_in_order(comparison)
    rows = option_rows(ways, language)
    matrix_in = _ROW_IN * len(rows) + (0.2 if rows else 0)
    height_in = _HEAD_IN + (_CURVE_IN if ways else 0.2) + matrix_in + _FOOT_IN
    figure = new_figure(width_in=10.5, height_in=height_in)
    how = say("choices_how", language) if ways else ""
    add_header(figure, title=say("choices_title", language), event=text_in(event.name, language), verdict=how)
    line, reading = verdict_line(comparison, language), check_reading(comparison, CHECK, language)
    if ways:
        add_lines(figure, line, reading, top_in=1.25)
        top = 1 - (_HEAD_IN + _CURVE_IN) / height_in
        axes = figure.add_axes((0.3, top, 0.68, _CURVE_IN / height_in), label="data")
        _draw_curve(axes, ways, unit_words(comparison.get("unit")), language)
        if rows:
            below = figure.add_axes((0.3, top - matrix_in / height_in, 0.68, matrix_in / height_in), label="choices")
            _draw_rows(below, rows, ways)
        figure.legend(*axes.get_legend_handles_labels(), loc="lower left", bbox_to_anchor=(0.015, 0.7 / height_in),
                      ncols=4, frameon=False, columnspacing=1.4)  # fmt: skip
    else:
        words = f"{wrapped(plain(reading), width=70)}\n\n{wrapped(plain(line), width=80)}"
        figure.text(0.5, 0.55, words, ha="center", va="center", fontsize=13)
    add_footer(figure, footer_words(readings, event=event, result=result, language=language))
    stamp_simulated(figure, simulated=bool(result.get("simulated")), language=language)
    return figure, f"{say('alt_choices', language)} {reading} {line}" if ways else f"{reading} {line}"


def ways_in_order(comparison: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The ways that gave an effect, from the smallest to the largest; equal ones stay in their order.

    Examples
    --------
    >>> ways = [{"effect": 0.3, "primary": True}, {"effect": None}, {"effect": 0.1}]
    >>> curve = {"specification_curve": {"numbers": {"specifications": ways}}}
    >>> [way["effect"] for way in ways_in_order({"checks": curve})]
    [0.1, 0.3]
    """
    numbers = check_numbers(comparison, CHECK) or {}
    ways = [way for way in numbers.get("specifications") or [] if known_number(way.get("effect"))]
    return sorted(ways, key=lambda way: float(way["effect"]))


def option_rows(
    ways: Sequence[Mapping[str, Any]], language: Language
) -> list[tuple[str, str, NDArray[np.bool_], bool]]:
    """One row an option: the choice that it belongs to, its words, which ways took it, and whether the primary one did.

    Examples
    --------
    >>> ways = [{"effect": 0.1, "statistic": "mean", "primary": True}, {"effect": 0.2, "statistic": "median"}]
    >>> [(words, took.tolist(), primary) for _, words, took, primary in option_rows(ways, "en")]
    [('the mean', [True, False], True), ('the middle reading (median)', [False, True], False)]
    """
    rows = []
    for choice in _CHOICES:
        taken = [way.get(choice) for way in ways]
        primary = next((way.get(choice) for way in ways if way.get("primary")), None)
        options = sorted({option for option in taken if option is not None}, key=lambda o: (o != primary, str(o)))
        if len(options) > 1:
            for option in options:
                took = np.array([own == option for own in taken], dtype=bool)
                rows.append((choice, _option_words(choice, option, language), took, option == primary))
    return rows


def _option_words(choice: str, option: Any, language: Language) -> str:
    if choice == "sun_below_deg":
        return say("choice_sun", language, degrees=number(option, language, decimals=0))
    key = f"choice_{choice}_{option}"
    if key in SENTENCES:
        return say(key, language)
    name = plain(_FAMILIES.get(str(option), str(option)))
    return say("choice_family", language, family=name if len(name) <= 22 else f"{name[:21]}…")


def _draw_curve(axes: Axes, ways: Sequence[Mapping[str, Any]], unit: str, language: Language) -> None:
    effect = np.array([float(way["effect"]) for way in ways])
    ends = np.array([interval_ends(way.get("ci95")) or (np.nan, np.nan) for way in ways])
    place = np.arange(len(ways), dtype=float)
    primary = np.array([bool(way.get("primary")) for way in ways], dtype=bool)
    low, high = _view(effect, ends, primary)
    is_cut = bool((ends[:, 0] < low).any() or (ends[:, 1] > high).any())
    label = say("choices_interval_cut" if is_cut else "choices_interval", language)
    axes.axhline(0, color=QUIET, linewidth=1.2, linestyle=(0, (6, 3)), zorder=3.5, label=say("choices_zero", language))
    width, dot = (float(np.clip(share * _CURVE_PT / len(ways), least, 6)) for share, least in ((0.65, 0.5), (1.2, 2.0)))
    axes.plot(*_strokes(place, ends[:, 0], ends[:, 1]), color=_BAR, linewidth=width, solid_capstyle="butt", zorder=3,
              label=label)  # fmt: skip
    axes.plot(place[~primary], effect[~primary], linestyle="none", marker="o", markersize=dot, color=INK, zorder=4,
              label=say("choices_way", language))  # fmt: skip
    for at in np.flatnonzero(primary):
        axes.plot([at, at], ends[at], color=_PRIMARY, linewidth=2, zorder=5)
        axes.scatter([at], effect[at], s=130, marker="D", color=_PRIMARY, edgecolor="white", zorder=6,
                     label=say("choices_primary", language))  # fmt: skip
    axes.set_ylim(low, high)
    axes.set_xlim(*_sides(len(ways)))
    axes.set_xticks([])
    axes.set_ylabel(f"{say('nights_axis', language)}\n{unit}".strip(), fontweight="bold", fontsize=10)
    axes.yaxis.set_major_formatter(tick_words(language))
    axes.locator_params(axis="y", nbins=6)
    axes.grid(axis="y", color="#ececec", linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)


def _view(effect: FloatArray, ends: FloatArray, primary: NDArray[np.bool_]) -> tuple[float, float]:
    """Ends of the axis: zero, every effect, the primary interval and half of the others; a few wild ones run out."""
    known = ends[np.isfinite(ends).all(axis=1)]
    middle = np.median(known, axis=0) if len(known) else np.array([0.0, 0.0])
    shown = np.concatenate([effect, [0.0], middle, ends[primary].ravel()])
    low, high = float(np.nanmin(shown)), float(np.nanmax(shown))
    room = max(high - low, 1e-3)
    return low - 0.35 * room, high + 0.35 * room


def _sides(n_ways: int) -> tuple[float, float]:
    return -1 - 0.01 * n_ways, n_ways + 0.01 * n_ways


def _strokes(x: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Upright strokes as one broken line: one path in the SVG instead of one for each stroke."""
    gaps = np.full(len(x), np.nan)
    return np.column_stack([x, x, gaps]).ravel(), np.column_stack([low, high, gaps]).ravel()


def _draw_rows(
    axes: Axes, rows: Sequence[tuple[str, str, NDArray[np.bool_], bool]], ways: Sequence[Mapping[str, Any]]
) -> None:
    kinds = list(dict.fromkeys(choice for choice, _, _, _ in rows))
    width = float(np.clip(0.8 * _CURVE_PT / len(ways), 0.5, 6))
    for row, (choice, words, took, is_primary) in enumerate(rows):
        if kinds.index(choice) % 2 == 0:
            axes.axhspan(row - 0.5, row + 0.5, facecolor="#eef0f3", edgecolor="none", zorder=0)
        x = np.flatnonzero(took).astype(float)
        axes.plot(*_strokes(x, np.full(len(x), row - 0.3), np.full(len(x), row + 0.3)), color=INK, linewidth=width,
                  solid_capstyle="butt", zorder=3)  # fmt: skip
        axes.annotate(f"{words}{'  ◆' if is_primary else ''}", (0, row), (-6, 0), xycoords=axes.get_yaxis_transform(),
                      textcoords="offset points", ha="right", va="center", fontsize=9.5)  # fmt: skip
    for at, way in enumerate(ways):
        if way.get("primary"):
            axes.axvline(at, color=_PRIMARY, linewidth=2, zorder=2)
    axes.set_xlim(*_sides(len(ways)))
    axes.set_ylim(len(rows) - 0.4, -0.9)
    axes.axis("off")
