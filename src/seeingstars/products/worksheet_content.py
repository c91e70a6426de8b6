"""Products: the questions of the worksheet and their answers, which follow from the measurements and the verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from seeingstars.columns import Role, Stream
from seeingstars.event import Event
from seeingstars.products.energy_words import energy_words
from seeingstars.products.maps import Picture
from seeingstars.products.print_content import (
    figure_words,
    main_comparison,
    means_words,
    question_words,
    size_sentences,
    when_words,
)
from seeingstars.products.print_figures import light_scale, nights_less_usual
from seeingstars.products.verdict_words import (
    answer_words,
    comparison_of,
    has_control,
    is_negative_control,
    size_words,
)
from seeingstars.products.words import Language, clock_words, date_words, number, say, text_in, unit_words

# The pair of questions that each verdict asks for.
QUESTIONS = {
    "darker": ("darker_range", "darker_proof"),
    "brighter": ("brighter_cause", "brighter_claim"),
    "no_change": ("no_change_small", "no_change_same"),
    "cannot_tell": ("cannot_tell_failed", "cannot_tell_next"),
    "no_coverage": ("no_coverage_claim", "no_coverage_plan"),
}
_FEWEST_NIGHTS, _MOST_NIGHTS = 3, 12

Question = dict[str, Any]


def worksheet_content(
    result: Mapping[str, Any],
    *,
    event: Event,
    picture: Picture,
    line: Mapping[str, Any] | None,
    language: Language,
) -> dict[str, Any]:
    """Everything on the worksheet and on its answer sheet in one language.

    Parameters
    ----------
    result : what result.json holds
    event : the event
    picture : the map of the measurements, shown where there is no line
    line : of `print_figures.evening_line`; None if there is none
    language : nl or en

    Returns
    -------
    dict
        ``look``, ``sums`` and ``think`` are lists of questions with their answers and the number of lines to write on.

    Examples
    --------
    >>> sorted(QUESTIONS)
    ['brighter', 'cannot_tell', 'darker', 'no_change', 'no_coverage']
    """
    main = main_comparison(result)
    rows = _rows(main, language)
    course = line if main.get("stream") == Stream.PHOTOMETER and main["verdict"] != "no_coverage" else None
    look = _evening(course, event, language) if course else _map(event, picture, language)
    question = question_words(main, language)
    control = "sheet_read_control" if has_control(main) and event.has_control else "sheet_read_alone"
    return {
        "language": language,
        "title": say("sheet_title", language, question=question),
        "answers_title": say("sheet_answers_title", language, question=question),
        "event": text_in(event.name, language),
        "read": f"{when_words(event, language)} {say('sheet_read_how', language)} {say(control, language)}",
        "simulated": say("print_simulated", language) if result.get("simulated") else "",
        "stamp": say("simulated_stamp", language),
        "course": course,
        "alt": picture.alternative_text,
        "answer": f"{answer_words(main, language)}.",
        "sizes": size_sentences(main, language),
        "means": means_words(main, language, line=course),
        "scale": light_scale(main, language),
        "table": rows,
        "sum_intro": say("sum_intro", language, unit=unit_words(main.get("unit"))) if rows else "",
        "look": look,
        "sums": _sums(main, language) if rows else [],
        "think": [*_of_verdict(main, language), *_of_all(result, language)],
        "do": _question("stars", language, lines=1),
        "log": [] if rows else [say(f"sheet_log_{name}", language) for name in ("date", "hour", "where", "clouds", "stars")],
        "exactly": f"{say('print_exactly', language)} {text_in(main.get('reason'), language)}",
        "free": say("print_free", language),
        "words": {name: say(f"sheet_{name}", language) for name in ("name", "class", "read", "look", "answer", "sum", "think", "do", "teacher")}
        | figure_words(main, language)
        | {"night": say("sum_night", language), "difference": say("sum_difference", language)},
    }  # fmt: skip


def _question(
    name: str, language: Language, *, lines: int = 2, asks: Mapping[str, Any] | None = None, **replies: object
) -> Question:
    return {
        "ask": say(f"ask_{name}", language, **(asks or {})),
        "reply": say(f"reply_{name}", language, **replies),
        "lines": lines,
    }


def _evening(course: Mapping[str, Any], event: Event, language: Language) -> list[Question]:
    inside = say("sheet_inside", language, **course["inside"]) if course["inside"]["points"] else ""
    start, end = (clock_words(moment, event.zone) for moment in (event.window.start, event.window.end))
    return [
        _question("hours", language, lines=1, start=start, end=end),
        _question("band", language, words=inside),
        _question("before", language),
    ]


def _map(event: Event, picture: Picture, language: Language) -> list[Question]:
    return [
        _question("wide", language, lines=1, km=number(_width_km(event), language, decimals=1)),
        _question("filled", language, lines=1, words=picture.alternative_text),
        _question("before", language),
    ]


def _width_km(event: Event) -> float:
    """From the western to the eastern end of the lights-off areas [km], to two figures."""
    boxes = [area.shape.bounds for area in event.areas_of(Role.LIGHTS_OFF)]
    west, east = min(box[0] for box in boxes), max(box[2] for box in boxes)
    km = (east - west) * 111.32 * math.cos(math.radians(event.latitude_deg))
    return float(f"{km:.2g}")


def _rows(main: Mapping[str, Any], language: Language) -> list[list[str]]:
    """Night and difference in words; empty if there are too few nights for a sum, or too many for a page."""
    if not _sum_nights(main):
        return []
    return [
        [_night_words(night, role, language), number(size, language, sign=True)]
        for night, role, size in _sum_nights(main)
    ]


def _sum_nights(main: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    """The nights of the sum: all of them, or those nearest to the evening where they would fill the page."""
    nights = nights_less_usual(main)
    places = [place for place, night in enumerate(nights) if night[1] == "event"]
    if main["verdict"] == "no_coverage" or not places or len(nights) <= _FEWEST_NIGHTS:
        return []
    first = max(0, min(places[0] - _MOST_NIGHTS // 2, len(nights) - _MOST_NIGHTS))
    return nights[first : first + _MOST_NIGHTS]


def _night_words(night: str, role: str, language: Language) -> str:
    words = date_words(night, language)
    return say("sum_event", language, night=words) if role == "event" else words


def _sums(main: Mapping[str, Any], language: Language) -> list[Question]:
    nights = _sum_nights(main)
    ordered = sorted(nights, key=lambda night: -night[2])
    event_size = next(size for _, role, size in nights if role == "event")
    rank = [role for _, role, _ in ordered].index("event") + 1
    far = max((night for night in nights if night[1] != "event"), key=lambda night: abs(night[2]))
    is_farther = round(abs(event_size), 2) > round(abs(far[2]), 2)
    order = "; ".join(number(size, language, sign=True) for *_, size in ordered)
    reply = "reply_far_yes" if is_farther else "reply_far_no"
    return [
        _question("order", language, rank=rank, count=len(nights), order=order),
        {
            "ask": say("ask_far", language),
            "reply": say(
                reply,
                language,
                night=date_words(far[0], language),
                size=number(far[2], language, sign=True),
                event=number(event_size, language, sign=True),
            ),
            "lines": 1,
        },
    ]


def _of_verdict(main: Mapping[str, Any], language: Language) -> list[Question]:
    smallest = size_words(main.get("smallest_effect_of_interest"), main.get("unit"), language)  # type: ignore[arg-type]
    return [_question(name, language, smallest=smallest) for name in QUESTIONS[str(main["verdict"])]]


def _of_all(result: Mapping[str, Any], language: Language) -> list[Question]:
    """Questions on the satellite, where it passed at another time, and on the electricity."""
    satellite = comparison_of(result, Stream.SATELLITE)
    asked = []
    if is_negative_control(satellite) and satellite.get("verdict") != "no_coverage" and satellite.get("pass_time"):
        asked.append(_question("space", language, lines=1))
    energy = [text_in(text, language) for text in energy_words(result.get("energy"))]
    if result.get("energy") is None:
        asked.append(_question("energy_none", language, lines=1))
    else:
        asked.append({"ask": say("ask_energy", language, energy=energy[0]), "reply": " ".join(energy[1:]), "lines": 1})
    return asked
