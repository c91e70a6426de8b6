"""Science: numbers and results in the words of a sentence, English and Dutch."""

from __future__ import annotations

from seeingstars.event import Text

MINUS = "−"


def number_text(value: float, *, decimals: int = 2) -> Text:
    """A number for a sentence: decimal point in English, decimal comma in Dutch, a true minus sign.

    Examples
    --------
    >>> number_text(-0.1234)
    Text(nl='−0,12', en='−0.12')
    """
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")  # no "−0.00"
    english = text.replace("-", MINUS)
    return Text(english.replace(".", ","), english)


def interval_text(low: float, high: float, *, decimals: int = 2) -> Text:
    """An interval for a sentence.

    Examples
    --------
    >>> interval_text(-0.05, 0.11).nl
    '−0,05 tot 0,11'
    """
    bounds = [number_text(value, decimals=decimals) for value in (low, high)]
    return Text(f"{bounds[0].nl} tot {bounds[1].nl}", f"{bounds[0].en} to {bounds[1].en}")


def sentence(nl: str, en: str, **parts: Text | str | int) -> Text:
    """A sentence with its parts filled in, each in its own language.

    Examples
    --------
    >>> sentence("{n} nachten, {d}", "{n} nights, {d}", n=3, d=number_text(0.5)).nl
    '3 nachten, 0,50'
    """
    dutch = {key: part.nl if isinstance(part, Text) else str(part) for key, part in parts.items()}
    english = {key: part.en if isinstance(part, Text) else str(part) for key, part in parts.items()}
    return Text(nl.format(**dutch), en.format(**english))


def joined(first: Text, *more: Text | None) -> Text:
    """Sentences after one another; None is left out."""
    texts = [first, *(text for text in more if text is not None)]
    return Text(" ".join(text.nl for text in texts), " ".join(text.en for text in texts))
