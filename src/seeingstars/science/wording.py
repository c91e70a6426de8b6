"""Science: numbers and results in the words of a sentence, English and Dutch."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    """Sentences after one another; None is left out.

    Examples
    --------
    >>> joined(Text("Een.", "One."), None, Text("Twee.", "Two.")).en
    'One. Two.'
    """
    texts = [first, *(text for text in more if text is not None)]
    return Text(" ".join(text.nl for text in texts), " ".join(text.en for text in texts))


def listed(parts: Sequence[Text]) -> Text:
    """Parts of a sentence with commas between them, each in its own language.

    Examples
    --------
    >>> listed([Text("helder", "clear"), Text("koud", "cold")]).nl
    'helder, koud'
    """
    return Text(", ".join(part.nl for part in parts), ", ".join(part.en for part in parts))


def counted(n: int, one: Text, many: Text) -> Text:
    """A number with its noun, of one or of many.

    Examples
    --------
    >>> reading, readings = Text("meting", "reading"), Text("metingen", "readings")
    >>> counted(1, reading, readings).en, counted(0, reading, readings).nl
    ('1 reading', '0 metingen')
    """
    noun = one if n == 1 else many
    return Text(f"{n} {noun.nl}", f"{n} {noun.en}")


def light_text(effect_ln: float) -> Text:
    """How much less or more light a difference of −ln(radiance) is; positive is less light.

    Examples
    --------
    >>> light_text(0.0408).en, light_text(-0.01).nl, light_text(0.001).en
    ('4 % less light', '1 % meer licht', 'just as much light')
    """
    size, word = _percent_of_light(effect_ln)
    if word is None:
        return Text("even veel licht", "just as much light")
    return Text(f"{size} % {word.nl} licht", f"{size} % {word.en} light")


def light_interval_text(low_ln: float, high_ln: float) -> Text:
    """An interval of −ln(radiance) in percent of light, the darkest end first.

    Examples
    --------
    >>> light_interval_text(-0.01, 0.0943).en, light_interval_text(-0.01, 0.0943).nl
    ('9 % less to 1 % more', '9 % minder tot 1 % meer')
    >>> light_interval_text(0.17, 0.41).en, light_interval_text(-0.41, -0.17).nl, light_interval_text(0.0, 0.1).en
    ('16 to 34 % less', '19 tot 51 % meer', '10 % less to no change')
    """
    (low, low_word), (high, high_word) = _percent_of_light(low_ln), _percent_of_light(high_ln)
    if low_word is not None and low_word == high_word:
        first, last = sorted((int(low), int(high)))
        return Text(f"{first} tot {last} % {low_word.nl}", f"{first} to {last} % {low_word.en}")
    darkest, brightest = _end_of_light(high, high_word), _end_of_light(low, low_word)
    return Text(f"{darkest.nl} tot {brightest.nl}", f"{darkest.en} to {brightest.en}")


def _end_of_light(size: str, word: Text | None) -> Text:
    if word is None:
        return Text("geen verandering", "no change")
    return Text(f"{size} % {word.nl}", f"{size} % {word.en}")


def _percent_of_light(effect_ln: float) -> tuple[str, Text | None]:
    """Whole percents, and less or more; no word where it rounds to nothing."""
    size = f"{abs(100 * math.expm1(-effect_ln)):.0f}"
    if size == "0":
        return size, None
    return size, Text("minder", "less") if effect_ln > 0 else Text("meer", "more")
