"""Products: the verdict in words: the answer, the effect with its interval, and what it means for the light."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from seeingstars.columns import Stream
from seeingstars.products.words import (
    Language,
    interval_ends,
    interval_words,
    known_number,
    number,
    say,
    stream_words,
    unit_words,
)

VERDICTS = ("darker", "brighter", "no_change", "cannot_tell", "no_coverage")

# The satellite is compared in logarithms; people read percent.
LOGARITHMS = ("ln(nW cm-2 sr-1)",)
_SKY_UNITS = ("mag arcsec-2", "mag/arcsec2", "mag_arcsec2", "mag/arcsec²")


def comparison_of(result: Mapping[str, Any], stream: str) -> Mapping[str, Any]:
    """What the result says of one stream; of a stream that it does not name: no coverage.

    Examples
    --------
    >>> comparison_of({"comparisons": []}, "photometer")["verdict"]
    'no_coverage'
    """
    for comparison in result.get("comparisons", []):
        if comparison.get("stream") == stream:
            return comparison  # type: ignore[no-any-return]
    return {"stream": stream, "verdict": "no_coverage", "reason": {}, "unit": None, "n_readings": {}, "nights": []}


def is_negative_control(comparison: Mapping[str, Any]) -> bool:
    """Whether the comparison is there to show that nothing happened (the satellite that passed hours later).

    Examples
    --------
    >>> is_negative_control({"stream": "satellite", "negative_control": True}), is_negative_control({})
    (True, False)
    """
    return bool(comparison.get("negative_control"))


def has_control(comparison: Mapping[str, Any]) -> bool:
    """Whether the comparison stands beside a control area, or only beside other nights.

    Examples
    --------
    >>> has_control({"design": "difference_in_differences"}), has_control({"design": "night_against_nights"})
    (True, False)
    """
    return comparison.get("design") == "difference_in_differences"


def answer_words(comparison: Mapping[str, Any], language: Language) -> str:
    """The verdict as a short sentence, without any number.

    Examples
    --------
    >>> answer_words({"stream": "photometer", "verdict": "darker"}, "nl")
    'Ja, donkerder'
    >>> answer_words({"verdict": "no_change", "negative_control": True, "ci95": [-0.1, 0.1]}, "en")
    'No change, as it should be'
    """
    return say(f"answer_{answer_key(comparison)}", language)


def answer_key(comparison: Mapping[str, Any]) -> str:
    """Which answer it is: the verdict, or what a negative control shows.

    Raises
    ------
    ValueError
        If the verdict is not one of `VERDICTS`.

    Examples
    --------
    >>> answer_key({"verdict": "cannot_tell", "negative_control": True, "ci95": [0.2, 0.4]})
    'control_alarm'
    """
    verdict = str(comparison.get("verdict"))
    if verdict not in VERDICTS:
        raise ValueError(f"verdict must be one of {', '.join(VERDICTS)}; got {verdict!r}; look at result.json")
    ends = interval_ends(comparison.get("ci95"))
    # Of a pass whose hour is not known nobody can say what it should have found.
    is_pass_unknown = "pass_time" in comparison and comparison["pass_time"] is None
    if not is_negative_control(comparison) or verdict == "no_coverage" or ends is None or is_pass_unknown:
        return verdict
    if ends[0] > 0 or ends[1] < 0:
        return "control_alarm"
    return "control_calm" if verdict == "no_change" else "control_wide"


def effect_words(comparison: Mapping[str, Any], language: Language) -> str:
    """The effect with its interval, its unit and its number of nights, never one without the other; empty if none.

    Only a verdict of darker or brighter is worded so; else it is a difference with its sign.

    Examples
    --------
    >>> numbers = {"effect": 0.3075, "ci95": [0.2129, 0.4021], "unit": "mag/arcsec²", "n_baseline_nights": 8}
    >>> effect_words({"verdict": "darker", **numbers}, "en")
    '0.31 mag/arcsec² darker (95 % interval 0.21 to 0.40; 8 ordinary nights)'
    >>> effect_words({"verdict": "cannot_tell", **numbers, "ci95": [-0.2, 0.8]}, "nl")
    'gemeten verschil +0,31 mag/arcsec² (95%-interval −0,20 tot 0,80; 8 gewone nachten; plus is donkerder)'
    >>> satellite = {"effect": -0.01, "ci95": [-0.157, 0.139], "unit": "ln(nW cm-2 sr-1)", "n_baseline_nights": 8}
    >>> effect_words({"verdict": "cannot_tell", **satellite}, "en")
    '1 % more light (95 % interval: 13 % less to 17 % more; 8 ordinary nights)'
    """
    effect, ends = comparison.get("effect"), interval_ends(comparison.get("ci95"))
    verdict = comparison.get("verdict")
    if not known_number(effect) or ends is None or verdict == "no_coverage":
        return ""
    sizes = [float(effect), *ends]  # type: ignore[arg-type]
    unit = str(comparison.get("unit") or "")
    nights = comparison.get("n_baseline_nights")
    n_nights = say("one_night" if nights == 1 else "n_nights", language, nights=number(nights, language, decimals=0))
    if unit in LOGARITHMS:
        light, interval = light_words(sizes[0], language), light_interval_words(sizes[1:], language)
        return say("effect_radiance", language, size=light, interval=interval, nights=n_nights)
    is_changed = verdict in ("darker", "brighter")
    if is_changed and sizes[0] < 0:
        sizes = [-sizes[0], -sizes[2], -sizes[1]]
    return say(
        f"effect_{verdict}" if is_changed else "effect_difference",
        language,
        size=f"{number(sizes[0], language, sign=not is_changed)} {unit_words(unit)}".strip(),
        interval=interval_words(sizes[1:], language),
        nights=n_nights,
    )


def percent_less(log_difference: float) -> float:
    """How much less light a difference of −ln(radiance) is [%]; positive is less light.

    Examples
    --------
    >>> round(percent_less(0.1), 2), round(percent_less(-0.1), 2)
    (9.52, -10.52)
    """
    return -100 * math.expm1(-max(min(log_difference, 25.0), -25.0))


def size_words(size: float, unit: Any, language: Language) -> str:
    """The size of a change with its unit; a logarithm of light as percent.

    Examples
    --------
    >>> size_words(-0.3, "mag/arcsec²", "nl"), size_words(0.1, "ln(nW cm-2 sr-1)", "en")
    ('0,30 mag/arcsec²', '10 %')
    """
    if not known_number(size):
        return number(None, language)
    if unit in LOGARITHMS:
        return f"{number(percent_less(abs(size)), language, decimals=0)} %"
    return f"{number(abs(size), language)} {unit_words(unit)}".strip()


def light_words(log_difference: float, language: Language) -> str:
    """How much less or more light a difference of −ln(radiance) is, without a sign; positive is less light.

    Examples
    --------
    >>> light_words(0.1, "en"), light_words(-0.1, "nl"), light_words(0.001, "nl")
    ('10 % less light', '11 % meer licht', 'even veel licht')
    """
    size, word = _share(log_difference, language)
    return say(f"light_{word}", language, size=size)


def light_interval_words(ends: Sequence[float], language: Language) -> str:
    """An interval of −ln(radiance) as light, from the end with the least light to the end with the most.

    Examples
    --------
    >>> light_interval_words([-0.157, 0.139], "en"), light_interval_words([0.0, 0.1], "nl")
    ('13 % less to 17 % more', '10 % minder tot geen verandering')
    >>> light_interval_words([0.17, 0.41], "en"), light_interval_words([-0.41, -0.17], "nl")
    ('16 to 34 % less', '19 tot 51 % meer')
    """
    least, most = (_share(end, language) for end in (max(ends), min(ends)))
    if least[1] == most[1] != "same":
        small, large = (size for size, _ in ((most, least) if least[1] == "less" else (least, most)))
        return say(f"light_both_{least[1]}", language, low=small, high=large)
    low, high = (say(f"light_end_{word}", language, size=size) for size, word in (least, most))
    return say("from_to", language, low=low, high=high)


def _share(log_difference: float, language: Language) -> tuple[str, str]:
    """Whole percents, and less or more; same where it rounds to nothing."""
    share = percent_less(log_difference)
    size = number(abs(share), language, decimals=0)
    return size, "same" if size == "0" else "less" if share > 0 else "more"


def light_percent(ci95: Sequence[Any] | None, unit: str, language: Language) -> str:
    """What an interval in mag/arcsec² means for the light of the sky, both ends in percent; empty for other units.

    Notes
    -----
    The magnitude is Pogson's: a sky darker by Δ gives 10^(−0.4 Δ) of the light. There is no percent for what the
    naked eye sees, nor for an interval that does not exist.

    Examples
    --------
    >>> light_percent([0.1, 0.3], "mag arcsec-2", "en")
    '9 to 24 % less light'
    >>> light_percent([-0.1, 0.3], "mag arcsec-2", "nl")
    'tussen 10 % meer en 24 % minder licht'
    >>> light_percent([0.1, 0.3], "mag", "en")
    ''
    """
    ends = interval_ends(ci95)
    if unit not in _SKY_UNITS or ends is None:
        return ""
    less = [percent_less(0.4 * math.log(10) * end) for end in ends]
    low, high = (number(abs(share), language, decimals=0) for share in less)
    if less[0] >= 0:
        return say("percent_less", language, low=low, high=high)
    if less[1] <= 0:
        return say("percent_more", language, low=high, high=low)
    return say("percent_between", language, low=low, high=high)


def verdict_line(comparison: Mapping[str, Any], language: Language) -> str:
    """The words of the verdict for a picture: the stream, the answer and, where it exists, the effect with its interval.

    Examples
    --------
    >>> verdict_line({"stream": "photometer", "verdict": "no_coverage", "n_readings": {"in_window": 0}}, "en")
    'Fixed meters: no answer. 0 good readings in the window.'
    """
    stream = stream_words(str(comparison.get("stream")), language)
    answer = answer_words(comparison, language)
    line = f"{stream}: {answer[0].lower()}{answer[1:]}."
    effect = effect_words(comparison, language)
    if effect:
        return f"{line} {effect[0].upper()}{effect[1:]}."
    if comparison.get("stream") == Stream.SATELLITE:
        return line
    return f"{line} {in_window_words(comparison, language)}."


def in_window_words(comparison: Mapping[str, Any], language: Language) -> str:
    """How many good readings lie in the window, also when there are none.

    Examples
    --------
    >>> in_window_words({"n_readings": {"read": 12, "good": 3, "in_window": 1}}, "nl")
    '1 goede meting in het venster'
    """
    count = (comparison.get("n_readings") or {}).get("in_window") or 0
    key = "readings_in_window_one" if count == 1 else "readings_in_window"
    return say(key, language, count=number(count, language, decimals=0))
