"""JSON as we take it: UTF-8, each name once, finite numbers of a size that people write, not nested deep."""

from __future__ import annotations

import json
from typing import Any

from seeingstars.web import problem_kinds as kinds
from seeingstars.web.problems import Problem, shown_value

_DEEPEST = 20  # our choice: a reading is one level deep
_LONGEST_NUMBER = 40  # our choice: no measurement has more digits


def object_from_json(body: bytes) -> dict[str, Any]:
    """The one JSON object in a body.

    Parameters
    ----------
    body : bytes

    Returns
    -------
    dict

    Raises
    ------
    Problem
        Of status 400, if it is no JSON, no object, nested deep, has a name twice or a number that is not finite.

    Examples
    --------
    >>> object_from_json(b'{"brightness": 18.72}')
    {'brightness': 18.72}
    >>> object_from_json(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    seeingstars.web.problems.Problem: 400: the name a stands twice in one object
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused("the body is not UTF-8", "de inhoud is geen UTF-8") from None
    if _depth(text) > _DEEPEST:
        raise _refused(f"it is nested more than {_DEEPEST} deep", f"het is meer dan {_DEEPEST} diep genest")
    try:
        content = json.loads(
            text, object_pairs_hook=_each_once, parse_constant=_no_constant, parse_int=_whole, parse_float=_number
        )
    except json.JSONDecodeError as error:
        raise _refused(
            f"it ends or breaks off at character {error.pos}", f"het breekt af of klopt niet bij teken {error.pos}"
        ) from None
    if not isinstance(content, dict):
        raise _refused("it must be one object in braces", "het moet één object tussen accolades zijn")
    return content


def _depth(text: str) -> int:
    """How deep brackets are nested at most, those within texts counted too: an upper bound that costs no stack."""
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result:
            shown = shown_value(name)
            raise _refused(
                f"the name {shown} stands twice in one object", f"de naam {shown} staat twee keer in één object"
            )
        result[name] = value
    return result  # fmt: skip


def _no_constant(name: str) -> Any:
    raise _refused(f"{name} is no number in JSON", f"{name} is geen getal in JSON")


def _whole(text: str) -> int:
    _check_length(text)
    return int(text)


def _number(text: str) -> float:
    _check_length(text)
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise _refused(f"{shown_value(text)} is too large a number", f"{shown_value(text)} is een te groot getal")
    return value


def _check_length(text: str) -> None:
    if len(text) > _LONGEST_NUMBER:
        raise _refused(f"{shown_value(text)} has too many digits", f"{shown_value(text)} heeft te veel cijfers")


def _refused(en: str, nl: str) -> Problem:
    return Problem(kinds.NO_JSON, en=en, nl=nl)
