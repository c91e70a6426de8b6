"""Which of the two languages a browser asks for, and how numbers, dates and times are written in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, cast
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_LONGEST_HEADER = 200


def language_asked_for(accept_language: str) -> Language:
    """The language that a browser likes best, from its header ``Accept-Language``; English if it likes neither.

    Examples
    --------
    >>> language_asked_for("fr, nl-BE;q=0.8, en;q=0.5"), language_asked_for("de"), language_asked_for("en;q=0.1,nl;q=x")
    ('nl', 'en', 'en')
    """
    best, best_weight = "en", 0.0
    for wish in accept_language[:_LONGEST_HEADER].split(","):
        name, _, weight_text = wish.strip().partition(";q=")
        language = name.strip().lower()[:2]
        try:
            weight = float(weight_text) if weight_text else 1.0
        except ValueError:
            weight = 0.0
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return cast(Language, best)


def number_words(value: float, language: Language, *, decimals: int = 2) -> str:
    """A number as that language writes it, with a true minus.

    Examples
    --------
    >>> number_words(-1234.5, "nl", decimals=1), number_words(20.1, "en")
    ('−1.234,5', '20.10')
    """
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_LOCALES[language]).replace("-", "−")


def day_words(day: date, language: Language) -> str:
    """A day in words.

    Examples
    --------
    >>> day_words(date(2022, 9, 25), "nl"), day_words(date(2022, 9, 25), "en")
    ('zondag 25 september 2022', 'Sunday 25 September 2022')
    """
    return format_date(day, format="EEEE d MMMM y", locale=_LOCALES[language])


def moment_words(moment: datetime, language: Language, *, zone: ZoneInfo) -> str:
    """A moment on the clock of a place.

    Examples
    --------
    >>> from datetime import UTC
    >>> moment_words(datetime(2022, 9, 25, 20, 14, tzinfo=UTC), "nl", zone=ZoneInfo("Europe/Amsterdam"))
    '25 sep 2022 22:14'
    """
    local = moment.astimezone(zone)
    return f"{format_date(local, format='d MMM y', locale=_LOCALES[language])} {local:%H:%M}".replace(".", "")


def size_words(size_bytes: int, language: Language) -> str:
    """The size of a file as people say it.

    Examples
    --------
    >>> size_words(512, "nl"), size_words(2_300_000, "nl"), size_words(45_000, "en")
    ('512 B', '2,3 MB', '45 kB')
    """
    if size_bytes < 1000:
        return f"{size_bytes} B"
    if size_bytes < 1_000_000:
        return f"{number_words(size_bytes / 1000, language, decimals=0)} kB"
    return f"{number_words(size_bytes / 1e6, language, decimals=1)} MB"
