"""Products: the picture of a plan: how small a change could be seen, and which nights there are to see it with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seeingstars.products.plan_advice import best_case, plan_words
from seeingstars.products.style import INK, PALE, QUIET, new_figure, stamp_simulated, tick_words
from seeingstars.products.words import Language, number, short_date_words, stream_words

_LINES = (("-", "#00224e", "o"), ("--", "#6b6c55", "s"), ("-.", "#b8860b", "^"), (":", "#8a8a8a", "D"))
# A single-scatter model of a dark patch of 800 m in a town, 30 to 60 % of its light off; our own computation.
MODEL_MAG = (0.04, 0.22)
SIGMA_SHOWN = 0.05
MAG_ARCSEC2 = "mag/arcsec²"


def draw_plan(plan: Mapping[str, Any], language: Language) -> tuple[Figure, str]:
    """Draw the smallest change to be seen by number of nights, and the calendar below it.

    Parameters
    ----------
    plan : what `planning.plan` makes
    language : nl or en

    Returns
    -------
    figure, alternative text

    Examples
    --------
    >>> draw_plan.__name__
    'draw_plan'
    """
    figure = new_figure(width_in=8.4, height_in=6.2)
    axes = figure.add_axes((0.095, 0.445, 0.875, 0.48), label="data")
    rows = [row for row in plan["minimum_detectable_effect"] if row["sigma_area_night"] == SIGMA_SHOWN]
    for meters, style in zip(sorted({row["meters_per_area"] for row in rows}), _LINES, strict=False):
        mine = [row for row in rows if row["meters_per_area"] == meters]
        words = plan_words("picture_line", language, meters=meters)
        _line(axes, [row["baseline_nights"] for row in mine], [row["mde_mag"] for row in mine], style, words)
    _marks(axes, plan, language)
    _scales(axes, language)
    _legend(figure, axes, bottom=0.245)
    _calendar(figure.add_axes((0.095, 0.05, 0.875, 0.1)), plan, language)
    stamp_simulated(figure, simulated=bool(plan["simulated"]), language=language)
    best = best_case(plan)
    alternative = plan_words(
        "alt_before",
        language,
        nights=plan["expected_usable_nights"],
        size=number(best["mde_mag"], language),
        count=len(plan["candidates"]),
    )
    return figure, alternative


def draw_hindsight(after: Mapping[str, Any], language: Language) -> tuple[Figure, str] | None:
    """Draw, for every stream of sky brightness that has a spread, what it could have seen by number of nights.

    Parameters
    ----------
    after : what `planning.plan_after` makes
    language : nl or en

    Returns
    -------
    figure, alternative text; None where no such stream has a spread

    Notes
    -----
    What the eye sees and what the satellite sees have units of their own and share no axis with the meters.

    Examples
    --------
    >>> draw_hindsight({"streams": []}, "en") is None
    True
    """
    streams = [stream for stream in after["streams"] if stream["detectable"] and stream["unit"] == MAG_ARCSEC2]
    if not streams:
        return None
    figure = new_figure(width_in=8.4, height_in=4.6)
    axes = figure.add_axes((0.095, 0.29, 0.875, 0.61), label="data")
    for stream, style in zip(streams, _LINES, strict=False):
        curve = stream["detectable"]
        words = stream_words(stream["stream"], language)
        _line(axes, [row["baseline_nights"] for row in curve], [row["mde"] for row in curve], style, words)
        axes.scatter(
            stream["n_baseline_nights"],
            stream["minimum_detectable_effect"],
            s=120,
            marker="D",
            color=style[1],
            edgecolor="white",
            zorder=5,
        )
    axes.scatter([], [], s=90, marker="D", color=QUIET, label=plan_words("picture_stream_dot", language))
    smallest = {float(stream["smallest_effect_of_interest"]) for stream in streams}
    for size in smallest:
        axes.axhline(size, color=INK, linewidth=1, linestyle=(0, (2, 2)))
    _label(axes, min(smallest), plan_words("picture_smallest", language))
    _scales(axes, language)
    _legend(figure, axes, bottom=0.02)
    stamp_simulated(figure, simulated=bool(after["simulated"]), language=language)
    return figure, plan_words("alt_after", language)


def _line(
    axes: Axes, nights: Sequence[int], sizes: Sequence[float | None], style: tuple[str, str, str], label: str
) -> None:
    line, colour, marker = style
    values = np.array([np.nan if size is None else size for size in sizes], dtype=float)
    axes.plot(nights, values, linestyle=line, color=colour, marker=marker, markersize=5, linewidth=2, label=label)


def _marks(axes: Axes, plan: Mapping[str, Any], language: Language) -> None:
    """What is expected, what matters, and where the advice stands."""
    axes.axhspan(*MODEL_MAG, facecolor=PALE, alpha=0.6, zorder=0, label=plan_words("picture_model", language))
    smallest = plan["smallest_effect_of_interest_mag"]
    axes.axhline(smallest, color=INK, linewidth=1, linestyle=(0, (2, 2)))
    _label(axes, smallest, plan_words("picture_smallest", language))
    nights, best = plan["expected_usable_nights"], best_case(plan)
    if best["mde_mag"] is None:
        return
    axes.axvline(nights, color=QUIET, linewidth=1, linestyle=":")
    if not plan["has_control"]:
        words = plan_words("picture_alone", language)
        axes.scatter(nights, best["mde_mag"], s=110, marker="D", color=INK, edgecolor="white", zorder=6, label=words)
    words = plan_words("picture_expected", language, nights=nights)
    place = axes.get_xaxis_transform()
    axes.annotate(
        words, (nights, 0.97), xycoords=place, xytext=(9, 0), textcoords="offset points", va="top", fontsize=9.5
    )


def _label(axes: Axes, height: float, words: str) -> None:
    axes.annotate(
        words,
        (0.995, height),
        xycoords=axes.get_yaxis_transform(),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=9.5,
    )


def _scales(axes: Axes, language: Language) -> None:
    axes.set_yscale("log")
    axes.set_xscale("log")
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 0.035), max(high, 0.8))
    for axis, ticks in ((axes.yaxis, (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)), (axes.xaxis, (2, 3, 5, 8, 10, 15, 20, 40))):
        axis.set_minor_locator(mpl.ticker.NullLocator())
        axis.set_major_locator(mpl.ticker.FixedLocator(list(ticks)))
        axis.set_major_formatter(tick_words(language))
    axes.grid(axis="y", color=PALE, linewidth=0.6)
    axes.set_xlabel(plan_words("picture_nights_axis", language))
    axes.set_ylabel(MAG_ARCSEC2)
    axes.set_title(plan_words("picture_seen", language), loc="left", fontweight="bold")


def _legend(figure: Figure, axes: Axes, *, bottom: float) -> None:
    """What the lines are, below them, where they hide nothing."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0.085, bottom), frameon=False, ncols=2, borderaxespad=0
    )


def _calendar(axes: Axes, plan: Mapping[str, Any], language: Language) -> None:
    """One box a night: filled where it may serve, hollow where it may not, a diamond for the evening itself."""
    for night in plan["nights"]:
        x = date.fromisoformat(night["night"]).toordinal()
        if night["is_event"]:
            axes.scatter(x, 0.5, s=130, marker="D", color=INK, zorder=4)
        else:
            colour = "#00224e" if night["is_candidate"] else "white"
            axes.bar(x, 0.7, bottom=0.15, width=0.76, facecolor=colour, edgecolor="#8a8a8a", linewidth=0.7)
    first, last = (date.fromisoformat(plan["nights"][end]["night"]).toordinal() for end in (0, -1))
    axes.set_xlim(first - 0.8, last + 0.8)
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    ticks = list(range(first, last + 1, max(7, (last - first) // 8)))
    axes.set_xticks(ticks, [short_date_words(date.fromordinal(tick), language) for tick in ticks])
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    key = (
        ("s", "#00224e", plan_words("picture_dark", language)),
        ("s", "white", plan_words("picture_not_dark", language)),
        ("D", INK, plan_words("picture_event", language)),
    )
    for marker, colour, words in key:
        axes.scatter([], [], marker=marker, s=60, facecolor=colour, edgecolor="#8a8a8a", label=words)
    axes.legend(frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(-0.01, 0.9), borderaxespad=0, fontsize=9.5)
