"""The fields of the form for one reading: their names, their longest texts, and the cells that they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from seeingstars.event import Text
from seeingstars.sources.upload_cells import CellError, number_from_cell
from seeingstars.web.texts import both

Kind = Literal["meter", "eyes"]
KINDS: tuple[Kind, ...] = ("meter", "eyes")
DIRECTIONS = ("brightness_north", "brightness_east", "brightness_south", "brightness_west")
CLOUDS = ("0", "25", "50", "75", "100", "")
LAMPS = ("no", "yes", "")
PRECISIONS = ("100m", "1km", "exact")
CHARTS = tuple(str(number) for number in range(8))

WHERE_AND_WHEN = ("place", "latitude", "longitude", "date", "time", "time_zone")
_AROUND = ("cloud", "lamps", "comment", "precision")
FIELDS: dict[Kind, tuple[str, ...]] = {
    "meter": (*WHERE_AND_WHEN, *DIRECTIONS, "meter_model", "serial_number", *_AROUND),
    "eyes": (*WHERE_AND_WHEN, "limiting_magnitude", "stars_counted", *_AROUND),
}
LONGEST = {"comment": 1000, "meter_model": 60, "serial_number": 40}
_LONGEST_OTHER = 40
_SHOWN = 30


def typed(fields: Mapping[str, str], *, kind: Kind) -> dict[str, str]:
    """What was typed in each field of this form, without what is not ours.

    Control characters go, since no keyboard of a contributor makes them; lines of a comment stay lines.

    Examples
    --------
    >>> typed({"date": " 2022-09-25\\x00", "colour": "red"}, kind="eyes")["date"]
    '2022-09-25'
    """
    return {name: _clean(fields.get(name, "")) for name in FIELDS[kind]}


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter == "\n" or letter.isprintable()).strip()


def too_long(texts: Mapping[str, str]) -> dict[str, Text]:
    """A sentence for each field that holds more than it may.

    Examples
    --------
    >>> too_long({"serial_number": "1" * 41})["serial_number"].en
    'This may have 40 characters at most.'
    """
    return {
        name: both("too_long", most=LONGEST.get(name, _LONGEST_OTHER))
        for name, text in texts.items()
        if len(text) > LONGEST.get(name, _LONGEST_OTHER)
    }


def number_in(texts: Mapping[str, str], name: str, problems: dict[str, Text]) -> float | None:
    """The number in a field, None if it is empty; one that cannot be read becomes a problem of the field.

    Examples
    --------
    >>> problems = {}
    >>> number_in({"latitude": "52,15"}, "latitude", problems), number_in({"latitude": "noord"}, "latitude", problems)
    (52.15, None)
    >>> problems["latitude"].nl
    "'noord' is geen getal; schrijf 18,72"
    """
    text = texts.get(name, "")
    if not text or name in problems:
        return None
    try:
        return number_from_cell(text.replace("°", ""))
    except CellError as error:
        problems[name] = Text(nl=error.nl, en=error.en)
        return None


def shown(text: str) -> str:
    """A typed text short enough to stand in a sentence.

    Examples
    --------
    >>> shown("x" * 40)
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'
    """
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
