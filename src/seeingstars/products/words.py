"""Products: every sentence that people read, in Dutch and English, and how numbers and dates are written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from seeingstars.columns import Stream
from seeingstars.event import Text
from seeingstars.products.sentences import SENTENCES

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

_MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_SHORT_MONTHS = {
    "nl": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
_DAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}

# A unit as it stands in the files, and as people read it.
_UNITS = {
    "mag arcsec-2": "mag/arcsec²",
    "mag/arcsec2": "mag/arcsec²",
    "mag_arcsec2": "mag/arcsec²",
    "nW cm-2 sr-1": "nW/cm²/sr",
    "1": "",
}
# The satellite is compared in logarithms; people read percent.
LOGARITHMS = ("ln(nW cm-2 sr-1)",)
_SKY_UNITS = ("mag arcsec-2", "mag/arcsec2", "mag_arcsec2", "mag/arcsec²")

VERDICTS = ("darker", "brighter", "no_change", "cannot_tell", "no_coverage")


def say(key: str, language: Language, **values: object) -> str:
    """The sentence of that name with its values filled in.

    Raises
    ------
    ValueError
        If there is no sentence of that name.

    Examples
    --------
    >>> say("readings_in_window", "nl", count="0")
    '0 goede metingen in het venster'
    """
    if key not in SENTENCES:
        raise ValueError(f"key must be the name of a sentence; got {key!r}; add it to products/sentences.py")
    return text_in(SENTENCES[key], language).format(**values)


def text_in(text: Text | Mapping[str, str] | str | None, language: Language) -> str:
    """One language of a text that exists in two; a plain text is the same in both.

    Examples
    --------
    >>> text_in(Text("donker", "dark"), "en"), text_in({"nl": "donker", "en": "dark"}, "nl"), text_in(None, "nl")
    ('dark', 'donker', '')
    """
    if text is None:
        return ""
    if isinstance(text, Text):
        return text.nl if language == "nl" else text.en
    if isinstance(text, Mapping):
        return str(text.get(language) or text.get("en") or "")
    return str(text)


def known_number(value: Any) -> bool:
    """Whether it is a finite number (None and NaN mean that no number exists).

    Examples
    --------
    >>> known_number(0.3), known_number(None), known_number(float("nan")), known_number("3")
    (True, False, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def number(value: Any, language: Language, *, decimals: int = 2, sign: bool = False) -> str:
    """A number as it is written in that language; a dash where no number exists.

    Examples
    --------
    >>> number(-0.306, "nl"), number(12345, "nl", decimals=0), number(12345.5, "en", decimals=1), number(None, "nl")
    ('−0,31', '12.345', '12,345.5', '–')
    >>> number(0.3, "en", sign=True), number(-0.001, "en", sign=True)
    ('+0.30', '0.00')
    """
    if not known_number(value):
        return "–"
    text = f"{value:{'+' if sign else ''},.{decimals}f}"
    if not any(letter in "123456789" for letter in text):
        text = text.lstrip("+-")
    text = text.replace("-", "−")
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def interval_words(ci95: Sequence[Any] | None, language: Language, *, decimals: int = 2) -> str:
    """Both ends of an interval in words; a dash where there is none.

    Examples
    --------
    >>> interval_words([0.2129, 0.402], "nl"), interval_words([None, None], "en")
    ('0,21 tot 0,40', '–')
    """
    ends = _ends(ci95)
    if ends is None:
        return "–"
    low, high = (number(end, language, decimals=decimals) for end in ends)
    return say("from_to", language, low=low, high=high)


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
    ends = _ends(ci95)
    if unit not in _SKY_UNITS or ends is None:
        return ""
    less = [percent_less(0.4 * math.log(10) * end) for end in ends]
    low, high = (number(abs(share), language, decimals=0) for share in less)
    if less[0] >= 0:
        return say("percent_less", language, low=low, high=high)
    if less[1] <= 0:
        return say("percent_more", language, low=high, high=low)
    return say("percent_between", language, low=low, high=high)


def unit_words(unit: Any) -> str:
    """A unit as people read it.

    Examples
    --------
    >>> unit_words("mag arcsec-2"), unit_words("mag"), unit_words(None)
    ('mag/arcsec²', 'mag', '')
    """
    return "" if unit is None else _UNITS.get(str(unit), str(unit))


def date_words(day: date | str, language: Language, *, weekday: bool = False) -> str:
    """A date in words, from a date or from its text (2022-09-25).

    Examples
    --------
    >>> date_words(date(2022, 9, 25), "nl", weekday=True), date_words("2022-09-25", "en")
    ('zondag 25 september 2022', '25 September 2022')
    """
    day = day if isinstance(day, date) else date.fromisoformat(str(day)[:10])
    words = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    return f"{_DAYS[language][day.weekday()]} {words}" if weekday else words


def short_date_words(day: date, language: Language) -> str:
    """Day and month, short, for an axis.

    Examples
    --------
    >>> short_date_words(date(2022, 3, 5), "nl"), short_date_words(date(2022, 10, 5), "en")
    ('5 mrt', '5 Oct')
    """
    return f"{day.day} {_SHORT_MONTHS[language][day.month - 1]}"


def clock_words(moment: datetime, zone: ZoneInfo) -> str:
    """The wall clock at that moment.

    Examples
    --------
    >>> from datetime import UTC
    >>> clock_words(datetime(2022, 9, 25, 20, 0, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
    '22:00'
    """
    return moment.astimezone(zone).strftime("%H:%M")


def stream_words(stream: str, language: Language) -> str:
    """The name of a stream of readings; one that is not known keeps its own name.

    Examples
    --------
    >>> stream_words("photometer", "nl"), stream_words("drone", "en")
    ('Vaste meters', 'drone')
    """
    key = f"stream_{stream}"
    return say(key, language) if key in SENTENCES else str(stream)


def role_words(role: str, language: Language) -> str:
    """The name of a role of a place.

    Examples
    --------
    >>> role_words("lights_off", "en"), role_words("control", "nl")
    ('lights-off area', 'vergelijkingsgebied')
    """
    key = f"role_{role}"
    return say(key, language) if key in SENTENCES else str(role)


def night_role_words(night: Mapping[str, Any], language: Language) -> str:
    """What a night was used for.

    Examples
    --------
    >>> night_role_words({"night": "2022-09-25", "used": True, "role": "event"}, "en")
    'the evening itself'
    """
    role = str(night.get("role", ""))
    if role == "baseline" and not night.get("used", True):
        role = "left_out"
    key = f"night_{role}"
    return say(key, language) if key in SENTENCES else role


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
    ends = _ends(comparison.get("ci95"))
    if not is_negative_control(comparison) or verdict == "no_coverage" or ends is None:
        return verdict
    if ends[0] > 0 or ends[1] < 0:
        return "control_alarm"
    return "control_calm" if verdict == "no_change" else "control_wide"


def _ends(ci95: Sequence[Any] | None) -> tuple[float, float] | None:
    if ci95 is None or len(ci95) != 2 or not all(known_number(end) for end in ci95):
        return None
    return float(ci95[0]), float(ci95[1])


def effect_words(comparison: Mapping[str, Any], language: Language) -> str:
    """The effect with its interval, its unit and its number of nights, never one without the other; empty if none.

    Only a verdict of darker or brighter is worded so; else it is a difference with its sign.

    Examples
    --------
    >>> numbers = {"effect": 0.3075, "ci95": [0.2129, 0.4021], "unit": "mag/arcsec²", "n_baseline_nights": 8}
    >>> effect_words({"verdict": "darker", **numbers}, "en")
    '0.31 mag/arcsec² darker (95 % interval 0.21 to 0.40; 8 ordinary nights)'
    >>> effect_words({"verdict": "cannot_tell", **numbers, "ci95": [-0.2, 0.8]}, "nl")
    'gemeten verschil +0,31 mag/arcsec² (95 %-interval −0,20 tot 0,80; 8 gewone nachten; plus is donkerder)'
    """
    effect, ends = comparison.get("effect"), _ends(comparison.get("ci95"))
    verdict = comparison.get("verdict")
    if not known_number(effect) or ends is None or verdict == "no_coverage":
        return ""
    sizes = [float(effect), *ends]  # type: ignore[arg-type]
    unit, decimals = str(comparison.get("unit") or ""), 2
    if unit in LOGARITHMS:
        sizes, unit, decimals = [percent_less(size) for size in sizes], say("unit_percent_less", language), 0
    is_changed = verdict in ("darker", "brighter")
    if is_changed and sizes[0] < 0:
        sizes = [-sizes[0], -sizes[2], -sizes[1]]
    nights = comparison.get("n_baseline_nights")
    n_nights = say("one_night" if nights == 1 else "n_nights", language, nights=number(nights, language, decimals=0))
    return say(
        f"effect_{verdict}" if is_changed else "effect_difference",
        language,
        size=f"{number(sizes[0], language, decimals=decimals, sign=not is_changed)} {unit_words(unit)}".strip(),
        interval=interval_words(sizes[1:], language, decimals=decimals),
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


def window_words(event: Any, language: Language) -> str:
    """The lights-off window on the wall clock, with its zone.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event import load_event
    >>> window_words(load_event(Path("data/events/leiden-2022")), "en")
    '22:00–23:30 (CEST)'
    """
    start, end = event.window.start.astimezone(event.zone), event.window.end.astimezone(event.zone)
    return f"{start:%H:%M}–{end:%H:%M} ({start:%Z})"
