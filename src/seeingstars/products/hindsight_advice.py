"""Products: what would have been needed, in plain words, Dutch and English, after the night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from seeingstars.columns import Stream
from seeingstars.products.plan_advice import Advice, in_both, plan_words
from seeingstars.products.verdict_words import LOGARITHMS, light_interval_words, size_words
from seeingstars.products.words import Language, interval_ends, interval_words, stream_words

_OF_PEOPLE = (Stream.NAKED_EYE, Stream.CAMERA_APP)
_CLOUDY = {"partly", "overcast", "changing"}


def advice_after(after: Mapping[str, Any]) -> list[Advice]:
    """What would have been needed, one head and body a stream, and the caution that goes with it.

    Parameters
    ----------
    after : what `planning.plan_after` makes, without its advice

    Returns
    -------
    list of (head, body)
    """
    told = [stream for stream in after["streams"] if stream["s"] is not None or stream["verdict"] != "no_coverage"]
    silent = [stream for stream in after["streams"] if stream not in told]
    silent = [stream for stream in silent if stream["stream"] != Stream.SATELLITE]
    words = [(in_both(partial(stream_words, stream["stream"])), in_both(partial(_stream, stream))) for stream in told]
    if silent:
        words.append((in_both(partial(plan_words, "silent")), in_both(partial(_silent, silent))))
    if any(stream["needed"] for stream in told):
        words.append((in_both(partial(plan_words, "caution")), in_both(partial(plan_words, "caution_body"))))
    return words


def _stream(stream: Mapping[str, Any], language: Language) -> str:
    if stream["negative_control"]:
        return plan_words("after_negative_control", language)
    if stream["s"] is None:
        return " ".join([str(stream["reason"].get(language, "")), _without_spread(stream, language)]).strip()
    seen = plan_words(
        "after_seen",
        language,
        nights=stream["n_baseline_nights"],
        spread=size_words(stream["s"], stream["unit"], language),
        size=size_words(stream["minimum_detectable_effect"], stream["unit"], language),
    )
    smallest = abs(float(stream["smallest_effect_of_interest"] or 0))
    told = [row for row in stream["needed"] if row["what"] != "effect" or abs(row["effect"]) >= smallest]
    words = [seen, *(_needed(row, stream, language) for row in told)]
    if stream["nothing_would_have_helped"]:
        words.insert(2, _hopeless(stream, language))
    return " ".join(words)


def _needed(needed: Mapping[str, Any], stream: Mapping[str, Any], language: Language) -> str:
    what = plan_words(
        f"after_{needed['what']}",
        language,
        size=size_words(needed["effect"], stream["unit"], language),
        interval=_interval(stream, language),
    )
    if needed["seen"]:
        return plan_words("after_was_seen", language, what=what)
    ways = []
    if needed["baseline_nights"] is not None:
        ways.append(plan_words("after_nights", language, nights=needed["baseline_nights"]))
    if needed["meters_per_area"] is not None:
        key = "after_people" if stream["stream"] in _OF_PEOPLE else "after_meters"
        side = "_beside" if stream["n_sites"]["control"] else ""
        ways.append(plan_words(f"{key}{side}", language, meters=needed["meters_per_area"]))
    if ways:
        return plan_words("after_way", language, what=what, ways=plan_words("after_or", language).join(ways))
    key = "after_only_both" if needed["smallest_ever"] < abs(needed["effect"]) else "after_no_way"
    smallest = size_words(needed["smallest_ever"], stream["unit"], language)
    return plan_words(key, language, what=what, smallest=smallest)


def _interval(stream: Mapping[str, Any], language: Language) -> str:
    """The interval that goes with every effect found."""
    ends = interval_ends(stream["ci95"])
    if ends is not None and stream["unit"] in LOGARITHMS:
        return light_interval_words(ends, language)
    return interval_words(ends, language)


def _hopeless(stream: Mapping[str, Any], language: Language) -> str:
    is_cloudy = bool(stream["cloud_classes"]) and set(stream["cloud_classes"]) <= _CLOUDY
    return plan_words("after_hopeless_cloud" if is_cloudy else "after_hopeless", language)


def _without_spread(stream: Mapping[str, Any], language: Language) -> str:
    if stream["nothing_would_have_helped"]:
        return _hopeless(stream, language)
    if stream["nights_lost_to_cloud"]:
        return plan_words("after_lost_to_cloud", language, nights=stream["nights_lost_to_cloud"])
    return plan_words("after_more_nights", language)


def _silent(streams: Sequence[Mapping[str, Any]], language: Language) -> str:
    names = ", ".join(stream_words(stream["stream"], language).lower() for stream in streams)
    return plan_words("silent_body", language, streams=names)
