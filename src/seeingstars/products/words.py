"""Products: every sentence that people read, in Dutch and English, and how numbers and dates are written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

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
    ends = interval_ends(ci95)
    if ends is None:
        return "–"
    low, high = (number(end, language, decimals=decimals) for end in ends)
    return say("from_to", language, low=low, high=high)


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
    """The wall clock at that moment, to the nearest minute.

    Examples
    --------
    >>> from datetime import UTC
    >>> clock_words(datetime(2022, 9, 25, 20, 0, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
    '22:00'
    >>> clock_words(datetime(2022, 9, 26, 1, 47, 59, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
    '03:48'
    """
    return (moment + timedelta(seconds=30)).astimezone(zone).strftime("%H:%M")


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


def interval_ends(ci95: Sequence[Any] | None) -> tuple[float, float] | None:
    """Both ends of an interval as numbers; None where there is none.

    Examples
    --------
    >>> interval_ends([0.1, 0.3]), interval_ends([None, 0.3]), interval_ends(None)
    ((0.1, 0.3), None, None)
    """
    if ci95 is None or len(ci95) != 2 or not all(known_number(end) for end in ci95):
        return None
    return float(ci95[0]), float(ci95[1])


def window_words(event: Any, language: Language) -> str:
    """The lights-off window on the wall clock, with its zone.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> window_words(load_event(Path("data/events/leiden-2022")), "en")
    '22:00–23:30 (CEST)'
    """
    start, end = event.window.start.astimezone(event.zone), event.window.end.astimezone(event.zone)
    return f"{start:%H:%M}–{end:%H:%M} ({start:%Z})"
