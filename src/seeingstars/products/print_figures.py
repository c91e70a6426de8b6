"""Products: the two figures of a poster as places between 0 and 1: the scale of light, and the course of the evening."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from seeingstars.columns import Role
from seeingstars.event import Event
from seeingstars.products.evening_course import EveningCourse, FloatArray, band
from seeingstars.products.verdict_words import LOGARITHMS, percent_less
from seeingstars.products.words import Language, clock_words, interval_ends, known_number, number, say, unit_words

_LN_OF_MAG = 0.4 * math.log(10)
_TICKS_PERCENT = (90.0, 75.0, 50.0, 25.0, 10.0, -10.0, -25.0, -50.0, -100.0, -200.0, -400.0)
_NEAREST_TICKS = 0.085
_LEAST_REACH = 0.25  # [ln]: a quarter less and a quarter more light are always on the scale


def light_of(size: float, unit: Any) -> float:
    """How much less light a difference is, as −ln(light); positive is less light.

    Examples
    --------
    >>> round(light_of(1.0, "mag/arcsec²"), 3), light_of(0.2, "ln(nW cm-2 sr-1)")
    (0.921, 0.2)
    """
    return size if unit in LOGARITHMS else _LN_OF_MAG * size


def is_light(comparison: Mapping[str, Any]) -> bool:
    """Whether the difference can be said in percent of light, and is there with its interval.

    Examples
    --------
    >>> is_light({"unit": "mag/arcsec²", "effect": 0.1, "ci95": [0.0, 0.2], "verdict": "cannot_tell"})
    True
    >>> is_light({"unit": "mag", "effect": 0.1, "ci95": [0.0, 0.2], "verdict": "cannot_tell"})
    False
    """
    unit = comparison.get("unit")
    is_there = known_number(comparison.get("effect")) and interval_ends(comparison.get("ci95")) is not None
    return (
        is_there
        and comparison.get("verdict") != "no_coverage"
        and (unit in LOGARITHMS or unit_words(unit) == "mag/arcsec²")
    )


def share_words(log_difference: float, language: Language) -> str:
    """A difference of light in words for the young.

    Examples
    --------
    >>> share_words(0.1, "nl"), share_words(-0.1, "en"), share_words(0.001, "en")
    ('10 procent minder licht', '11 percent more light', 'just as much light')
    """
    share = percent_less(log_difference)
    size = number(abs(share), language, decimals=0)
    key = "same" if size == "0" else "less" if share > 0 else "more"
    return say(f"print_end_{key}", language, size=size)


def nights_less_usual(comparison: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    """Night, role and difference of each used night, less the mean of the ordinary ones, in order of the calendar.

    Examples
    --------
    >>> nights = [{"night": "2022-09-24", "role": "baseline", "used": True, "difference": -0.5},
    ...           {"night": "2022-09-25", "role": "event", "used": True, "difference": -0.2}]
    >>> [(night, round(size, 2)) for night, _, size in nights_less_usual({"nights": nights})]
    [('2022-09-24', 0.0), ('2022-09-25', 0.3)]
    """
    used = [
        (str(night["night"]), str(night.get("role")), float(night["difference"]))
        for night in comparison.get("nights") or []
        if night.get("used") and known_number(night.get("difference"))
    ]
    ordinary = [size for _, role, size in used if role == "baseline"]
    if not ordinary:
        return []
    mean = math.fsum(ordinary) / len(ordinary)
    return sorted((night, role, size - mean) for night, role, size in used)


def light_scale(comparison: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
    """The answer on a scale from more light (0) to less light (1), with the ordinary nights as dots; None without one.

    Examples
    --------
    >>> scale = light_scale(
    ...     {"unit": "mag/arcsec²", "effect": 0.0, "ci95": [-0.1, 0.1], "verdict": "cannot_tell",
    ...      "smallest_effect_of_interest": 0.1}, "en")
    >>> scale["best"], [round(end, 2) for end in scale["range"]]
    (0.5, [0.33, 0.67])
    """
    ends = interval_ends(comparison.get("ci95"))
    if not is_light(comparison) or ends is None:
        return None
    unit = comparison.get("unit")
    best, low, high = (light_of(float(size), unit) for size in (comparison["effect"], *ends))
    smallest = comparison.get("smallest_effect_of_interest")
    small = light_of(float(smallest), unit) if known_number(smallest) else 0.0  # type: ignore[arg-type]
    dots = [light_of(size, unit) for _, role, size in nights_less_usual(comparison) if role == "baseline"]
    reach = 1.1 * max([_LEAST_REACH, 1.2 * small, *(abs(size) for size in (best, low, high, *dots))])

    def place(size: float) -> float:
        return 0.5 + size / (2 * reach)

    words = {"best": best, "most": low, "least": high}
    return {
        "best": place(best),
        "range": [place(low), place(high)],
        "small": [place(-small), place(small)],
        "dots": [place(size) for size in dots],
        "ticks": _ticks(reach, language),
        "alt": say(
            "print_bar_alt",
            language,
            nights=len(dots),
            **{name: share_words(size, language) for name, size in words.items()},
        ),
    }


def _ticks(reach: float, language: Language) -> list[dict[str, Any]]:
    """Places with a percent; those that would touch one nearer to the middle are left out."""
    shown: list[dict[str, Any]] = []
    for percent in sorted(_TICKS_PERCENT, key=abs):
        at = 0.5 - math.log1p(-percent / 100) / (2 * reach)
        is_free = all(abs(at - tick["at"]) > _NEAREST_TICKS for tick in shown) and abs(at - 0.5) > _NEAREST_TICKS
        if 0.04 < at < 0.96 and is_free:
            shown.append({"at": at, "words": f"{number(abs(percent), language, decimals=0)} %"})
    return sorted(shown, key=lambda tick: float(tick["at"]))


def evening_line(course: EveningCourse | None, *, event: Event, language: Language) -> dict[str, Any] | None:
    """The evening as a line beside the band of the ordinary nights, all between 0 and 1; None without a line.

    Parameters
    ----------
    course : of `evening_course`
    event : the event
    language : nl or en

    Returns
    -------
    dict or None
        ``line`` and ``band``: runs of [x, y] and [x, low, high], a run for each stretch without a gap; ``window`` [x, x];
        ``ticks``; ``zero`` y; ``control`` whether the line is a difference; ``inside`` how many points of
        the window lie in the band; ``gap`` whether a part of the window has no line; ``alt`` the figure in words.
    """
    if course is None:
        return None
    at_event, ordinary = course.difference() if course.has_control else _area(course)
    low, _, high = band(ordinary)
    clock = course.clock_min
    seen = np.isfinite(at_event)
    if seen.sum() < 2:
        return None
    start, end = _window_min(event)
    first, last = min(float(clock[seen].min()), start), max(float(clock[seen].max()), end)
    values = [at_event[seen], low[np.isfinite(low)], high[np.isfinite(high)], np.zeros(1)]
    bottom, top = float(min(v.min() for v in values if v.size)), float(max(v.max() for v in values if v.size))
    height = max(top - bottom, 0.2) * 1.15
    floor = (top + bottom - height) / 2
    x, y = (clock - first) / (last - first), (at_event - floor) / height
    within = (clock >= start) & (clock <= end)
    inside = _inside(at_event, low, high, within)
    return {
        "line": _runs(x, [y], seen),
        "band": _runs(x, [(low - floor) / height, (high - floor) / height], (clock >= first) & (clock <= last)),
        "window": [(start - first) / (last - first), (end - first) / (last - first)],
        "ticks": [{"at": (m - first) / (last - first), "words": _clock(m)} for m in _hours(first, last)],
        "zero": -floor / height,
        "control": course.has_control,
        "inside": inside,
        "gap": bool((~seen & within & np.isfinite(low)).any()),
        "alt": say(
            "print_course_alt",
            language,
            start=_clock(first),
            end=_clock(last),
            off=clock_words(event.window.start, event.zone),
            on=clock_words(event.window.end, event.zone),
            **inside,
        ),
    }


def _area(course: EveningCourse) -> tuple[FloatArray, FloatArray]:
    return course.event[Role.LIGHTS_OFF], course.ordinary[Role.LIGHTS_OFF]


def _inside(at_event: FloatArray, low: FloatArray, high: FloatArray, within: Any) -> dict[str, int]:
    """How many points of the line there are in the window, and how many of them lie in the band."""
    counted = within & np.isfinite(at_event) & np.isfinite(low)
    inside = counted & (at_event >= low) & (at_event <= high)
    return {"inside": int(inside.sum()), "points": int(counted.sum())}


def _runs(x: FloatArray, values: Sequence[FloatArray], kept: Any) -> list[list[list[float]]]:
    """Points without gaps, each run a list of [x, value, ...]."""
    runs: list[list[list[float]]] = [[]]
    there = np.logical_and.reduce([np.isfinite(one) for one in values]) & kept
    for place, is_there in enumerate(there):
        if is_there:
            runs[-1].append([round(float(one[place]), 5) for one in (x, *values)])
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _window_min(event: Event) -> tuple[float, float]:
    """The window on the wall clock, in minutes after local midnight of the night's date."""
    midnight = datetime.combine(event.night, datetime.min.time(), event.zone)
    start, end = (
        (moment.astimezone(event.zone).replace(tzinfo=None) - midnight.replace(tzinfo=None)).total_seconds() / 60
        for moment in (event.window.start, event.window.end)
    )
    return start, end


def _clock(minutes: float) -> str:
    whole = round(minutes)
    return f"{whole // 60 % 24:02d}:{whole % 60:02d}"


def _hours(first: float, last: float) -> list[float]:
    step = 60.0 if last - first <= 8 * 60 else 120.0
    return list(map(float, np.arange(math.ceil(first / step) * step, last + 1, step)))
