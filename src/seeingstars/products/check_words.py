"""Products: the checks of an answer as the result holds them: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seeingstars.columns import READING_STREAMS, STREAMS, Stream
from seeingstars.products.verdict_words import comparison_of, is_negative_control
from seeingstars.products.words import Language, say, stream_words, text_in

# In the order in which a reader meets them.
LISTED_CHECKS = (
    "placebo_in_time",
    "placebo_in_space",
    "within_night",
    "pre_trend",
    "kappa",
    "spill_over",
    "specification_curve",
    "mixed_model",
    "charts",
)
# Told only where they were made: they are for some streams only, or a second way to the same number.
_ONLY_WHERE_MADE = ("mixed_model", "charts")


def check_numbers(comparison: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The numbers of one check; None where it was not made.

    Examples
    --------
    >>> check_numbers({"checks": {"kappa": {"numbers": {"kappa_star": 3.0}}}}, "kappa")
    {'kappa_star': 3.0}
    >>> check_numbers({}, "kappa") is None
    True
    """
    return _check(comparison, name).get("numbers") or None


def check_reading(comparison: Mapping[str, Any], name: str, language: Language) -> str:
    """What one check says, or why it was not made.

    Examples
    --------
    >>> check_reading({"checks": {"kappa": {"reading": {"nl": "Goed.", "en": "Fine."}}}}, "kappa", "nl")
    'Goed.'
    >>> check_reading({"checks": None}, "kappa", "en")
    'This check was not made.'
    """
    return text_in(_check(comparison, name).get("reading"), language) or say("check_not_made", language)


def _check(comparison: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return (comparison.get("checks") or {}).get(name) or {}


def comparison_with(result: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The comparison whose check a picture shows: of the fixed meters, or else the first kind of reading that has it.

    Examples
    --------
    >>> eye = {"stream": "naked_eye", "verdict": "darker", "checks": {"kappa": {"numbers": {"kappa_star": 2.0}}}}
    >>> comparison_with({"comparisons": [eye]}, "kappa")["stream"], comparison_with({}, "kappa")["stream"]
    ('naked_eye', 'photometer')
    """
    every = [comparison_of(result, stream) for stream in READING_STREAMS]
    return next((one for one in every if check_numbers(one, name)), comparison_of(result, Stream.PHOTOMETER))


def checks_shown(result: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """For the page: each stream that was compared, the fixed meters first, with its checks in a sentence each.

    Parameters
    ----------
    result : what result.json holds; without checks it says that there are none
    language : nl or en

    Returns
    -------
    list
        ``stream`` (its name), ``is_first``, ``lines`` (label, sentence, whether it was made), and ``none`` (why there
        is nothing to list; empty if there is).

    Examples
    --------
    >>> [part["none"] for part in checks_shown({"comparisons": []}, "en")]
    ['There is no comparison of this kind of measurement, so there is nothing to check.']
    """
    shown = []
    for stream in STREAMS:
        comparison = comparison_of(result, stream)
        lines = _lines(comparison, language)
        is_made = any(made for _, _, made in lines)
        if stream == Stream.PHOTOMETER or is_made:
            none = "" if is_made else _why_none(comparison, language)
            shown.append(
                {
                    "stream": stream_words(stream, language),
                    "is_first": stream == Stream.PHOTOMETER,
                    "lines": lines if is_made else [],
                    "none": none,
                }
            )
    return shown


def _lines(comparison: Mapping[str, Any], language: Language) -> list[tuple[str, str, bool]]:
    lines = []
    for name in LISTED_CHECKS:
        made = check_numbers(comparison, name) is not None
        if name == "spill_over" and is_negative_control(comparison):
            continue  # a check that should find nothing has no effect to correct
        if made or name not in _ONLY_WHERE_MADE:
            lines.append((say(f"check_{name}", language), check_reading(comparison, name, language), made))
    return lines


def _why_none(comparison: Mapping[str, Any], language: Language) -> str:
    if comparison.get("checks") or comparison.get("verdict") == "no_coverage":
        return say("checks_no_comparison", language)
    return say("checks_none", language)
