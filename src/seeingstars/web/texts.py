"""Every sentence of the pages, Dutch and English side by side; the words themselves stand in ``texts_*.py``."""

from __future__ import annotations

from typing import NamedTuple

from seeingstars.event import Text
from seeingstars.web.language import Language, number_words
from seeingstars.web.texts_files import FILES
from seeingstars.web.texts_keeping import KEEPING
from seeingstars.web.texts_reading import READING
from seeingstars.web.texts_receipt import RECEIPT
from seeingstars.web.texts_review import REVIEW
from seeingstars.web.texts_site import SITE

_PARTS = (SITE, READING, FILES, RECEIPT, KEEPING, REVIEW)
TEXTS: dict[str, tuple[str, str]] = {key: both for part in _PARTS for key, both in part.items()}


class Num(NamedTuple):
    """A number in a sentence, and with how many decimals it is written."""

    value: float
    decimals: int = 1


def say(key: str, language: Language, **values: object) -> str:
    """The sentence of that name with its values filled in.

    Raises
    ------
    KeyError
        If there is no sentence of that name.

    Examples
    --------
    >>> say("event_when", "nl", day="zondag", start="22:00", end="23:30")
    'zondag, van 22:00 tot 23:30 uur'
    """
    written = {
        name: number_words(value.value, language, decimals=value.decimals) if isinstance(value, Num) else value
        for name, value in values.items()
    }
    return TEXTS[key][0 if language == "nl" else 1].format(**written)


def both(key: str, **values: object) -> Text:
    """The sentence of that name in both languages.

    Examples
    --------
    >>> both("sun_below", degrees=Num(24.2, 0))
    Text(nl='zon 24° onder de horizon', en='sun 24° below the horizon')
    """
    return Text(nl=say(key, "nl", **values), en=say(key, "en", **values))


def text_in(text: Text, language: Language) -> str:
    """One language of a text.

    Examples
    --------
    >>> text_in(Text("donker", "dark"), "en")
    'dark'
    """
    return text.nl if language == "nl" else text.en
