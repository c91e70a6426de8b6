"""Products: the advice that follows from a plan, in plain words, Dutch and English."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from seeingstars.event import Text
from seeingstars.products.plan_page_words import PLAN_PAGE_WORDS
from seeingstars.products.plan_sentences import PLAN_SENTENCES
from seeingstars.products.words import LANGUAGES, Language, date_words, known_number, number

Advice = tuple[Text, Text]
ENOUGH_NIGHTS = 3
_MARGIN = timedelta(hours=1)


def plan_words(key: str, language: Language, **values: object) -> str:
    """A sentence of the plan with its values filled in.

    Raises
    ------
    ValueError
        If there is no sentence of that name.

    Examples
    --------
    >>> plan_words("nights", "nl")
    'Nachten om vrij te houden'
    """
    text = PLAN_SENTENCES.get(key) or PLAN_PAGE_WORDS.get(key)
    if text is None:
        raise ValueError(f"key must be the name of a sentence; got {key!r}; add it to products/plan_sentences.py")
    return (text.nl if language == "nl" else text.en).format(**values)


def advice_before(plan: Mapping[str, Any]) -> list[Advice]:
    """What to do before the night, each with a head and a body, in the order of importance.

    Parameters
    ----------
    plan : what `planning.plan` makes, without its advice

    Returns
    -------
    list of (head, body)
    """
    parts: list[tuple[str, Callable[[Mapping[str, Any], Language], str]]] = [
        ("seen", _seen),
        ("meters", _meters),
        ("control", _control),
        ("time", _time),
        ("nights", _nights),
        ("cloud", _cloud),
        ("crowd", _crowd),
        ("satellite", _satellite),
        ("log", lambda _, language: plan_words("log_body", language)),
    ]
    if not _event_night(plan)["is_dark"]:
        parts.insert(0, ("not_dark", _not_dark))
    return [(in_both(partial(plan_words, head)), in_both(partial(body, plan))) for head, body in parts]


def control_words(row: Mapping[str, Any]) -> Text:
    """What a control does under one class of cloud, in a sentence.

    Examples
    --------
    >>> control_words({"effect": "helps", "cloud_class": "clear", "with_control_sd": 0.05, "without_control_sd": 0.1}).en
    'Clear: a control helps, 0.10 becomes 0.05 mag.'
    """

    def words(language: Language) -> str:
        return plan_words(
            f"control_{row['effect']}",
            language,
            cloud=plan_words(f"cloud_{row['cloud_class']}", language),
            without=number(row["without_control_sd"], language),
            beside=number(row["with_control_sd"], language),
        )

    return in_both(words)


def night_ranges(nights: Sequence[str], language: Language) -> str:
    """Dates in words, nights in a row as one range.

    Examples
    --------
    >>> night_ranges(["2022-09-29", "2022-09-30", "2022-10-01", "2022-10-18"], "en")
    '29 September–1 October, 18 October'
    """
    days = [date.fromisoformat(night) for night in nights]
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_range_words(run[0], run[-1], language) for run in runs)


def _range_words(first: date, last: date, language: Language) -> str:
    def without_year(day: date) -> str:
        return date_words(day, language).rsplit(" ", 1)[0]

    if first == last:
        return without_year(first)
    begin = str(first.day) if first.month == last.month else without_year(first)
    return f"{begin}–{without_year(last)}"


def best_case(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row of ``expected`` that the advice rests on: 10 meters beside a control, or nights alone where there is none.

    Examples
    --------
    >>> best_case({"has_control": False, "expected": [{"design": "night_against_nights", "mde_mag": 0.5}]})["mde_mag"]
    0.5
    """
    rows = plan["expected"]
    if not plan["has_control"]:
        return next(row for row in rows if row["design"] == "night_against_nights")
    return next(row for row in rows if row["design"] != "night_against_nights" and row["meters_per_area"] == 10)


def percent_of_light(size_mag: float, language: Language) -> str:
    """How much of the sky's light a darkening takes away [%] (Pogson: 10^(−0.4 Δ) stays).

    Examples
    --------
    >>> percent_of_light(0.32, "en")
    '26'
    """
    return number(-100 * math.expm1(-0.4 * math.log(10) * size_mag), language, decimals=0)


def in_both(words: Callable[[Language], str]) -> Text:
    """A text in both languages from what makes it in one.

    Examples
    --------
    >>> in_both(lambda language: language.upper())
    Text(nl='NL', en='EN')
    """
    return Text(*(words(language) for language in LANGUAGES))


def _event_night(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(night for night in plan["nights"] if night["is_event"])


def _not_dark(plan: Mapping[str, Any], language: Language) -> str:
    return plan_words("not_dark_body", language, reason=_event_night(plan)["reason"][language])


def _seen(plan: Mapping[str, Any], language: Language) -> str:
    best = best_case(plan)
    nights = number(plan["expected_usable_nights"], language, decimals=0)
    if plan["expected_usable_nights"] < ENOUGH_NIGHTS or not known_number(best["mde_mag"]):
        return plan_words("seen_nothing", language, nights=nights)
    key = "seen_beside" if plan["has_control"] else "seen_alone"
    words = plan_words(
        key,
        language,
        nights=nights,
        size=number(best["mde_mag"], language),
        percent=percent_of_light(best["mde_mag"], language),
        meters=best["meters_per_area"],
    )
    smallest = plan["smallest_effect_of_interest_mag"]
    if smallest < best["mde_mag"]:
        words += " " + plan_words("seen_smallest", language, size=number(smallest, language))
    return f"{words} {plan_words('seen_expect', language)}"


def _meters(plan: Mapping[str, Any], language: Language) -> str:
    rows = [row for row in plan["expected"] if row["design"] != "night_against_nights"]
    if plan["expected_usable_nights"] < ENOUGH_NIGHTS:
        return f"{plan_words('meters_body', language)} {plan_words('meters_how', language)}"
    each = ", ".join(
        plan_words("meters_each", language, meters=row["meters_per_area"], size=number(row["mde_mag"], language))
        for row in rows
    )
    return f"{plan_words('meters_body', language)} {plan_words('meters_rows', language, rows=each)} {plan_words('meters_how', language)}"


def _control(plan: Mapping[str, Any], language: Language) -> str:
    rows = " ".join(str(row["advice"][language]) for row in plan["control"])
    none = "" if plan["has_control"] else plan_words("control_none", language) + " "
    return f"{none}{plan_words('control_body', language)} {rows} {plan_words('control_why', language)}"


def _time(plan: Mapping[str, Any], language: Language) -> str:
    if not plan["candidates"]:
        return plan_words("time_none", language)
    nights = sorted([*plan["candidates"], plan["night"]])
    return plan_words(
        "time_body",
        language,
        first=date_words(nights[0], language),
        last=date_words(nights[-1], language),
        start=_clock(plan["window"]["start_local"], -_MARGIN),
        end=_clock(plan["window"]["end_local"], _MARGIN),
    )


def _clock(wall: str, shift: timedelta) -> str:
    hours, minutes = (int(part) for part in wall.split(":"))
    total = (hours * 60 + minutes + int(shift.total_seconds() // 60)) % (24 * 60)
    return f"{total // 60:02d}:{total % 60:02d}"


def _nights(plan: Mapping[str, Any], language: Language) -> str:
    if not plan["candidates"]:
        return plan_words("nights_none", language)
    return plan_words(
        "nights_body",
        language,
        count=len(plan["candidates"]),
        ranges=night_ranges(plan["candidates"], language),
        usable=plan["expected_usable_nights"],
    )


def _cloud(plan: Mapping[str, Any], language: Language) -> str:
    words = [plan_words("cloud_body", language), _postpone(plan, language)]
    sizes = {
        row["cloud_class"]: row["mde_mag"]
        for row in plan["minimum_detectable_effect_by_cloud"]
        if row["meters_per_area"] == 10 and row["baseline_nights"] == 8
    }
    if {"partly", "overcast"} <= set(sizes):
        partly, overcast = (number(sizes[cloud], language, decimals=1) for cloud in ("partly", "overcast"))
        words.append(plan_words("cloud_sizes", language, partly=partly, overcast=overcast))
    words.append(plan_words("cloud_go_on", language))
    return " ".join(words)


def _postpone(plan: Mapping[str, Any], language: Language) -> str:
    rows = plan["postponed"]
    if not rows:
        return plan_words("postpone_none", language)
    same = [row for row in rows[1:] if row["same_weekday"]]
    chosen = [rows[0], *same[:1]]
    told = [
        plan_words(
            "postpone_one",
            language,
            night=date_words(row["night"], language, weekday=True),
            usable=row["expected_usable_nights"],
            size=number(row["mde_mag"], language),
        )
        for row in chosen
    ]
    now = plan["expected_usable_nights"]
    is_cheap = all(row["expected_usable_nights"] >= now - 1 for row in chosen)
    return plan_words("postpone" if is_cheap else "postpone_costly", language, rows="; ".join(told), now=now)


def _crowd(plan: Mapping[str, Any], language: Language) -> str:
    people = [row["observers_per_cell"] for row in plan["naked_eye"] if row["sky_change_mag"] == 0.3]
    fewest, most = (number(value, language, decimals=0) for value in (min(people), max(people)))
    return plan_words("crowd_body", language, size=number(0.3, language, decimals=1), fewest=fewest, most=most)


def _satellite(plan: Mapping[str, Any], language: Language) -> str:
    satellite = plan["satellite"]
    key = "satellite_may" if satellite["may_fall_in_window"] else "satellite_cannot"
    return plan_words(
        key,
        language,
        time=satellite["usual_pass_local"],
        margin=number(satellite["margin_h"], language, decimals=0),
    )
