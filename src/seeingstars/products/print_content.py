"""Products: what a poster says, as words and figures without any layout; it claims no more than the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seeingstars.columns import STREAMS, Stream
from seeingstars.event import Event
from seeingstars.products.energy_words import energy_words
from seeingstars.products.print_figures import is_light, light_of, light_scale, share_words
from seeingstars.products.verdict_words import (
    answer_words,
    comparison_of,
    has_control,
    is_negative_control,
    percent_less,
)
from seeingstars.products.words import (
    Language,
    clock_words,
    date_words,
    interval_ends,
    known_number,
    number,
    say,
    stream_words,
    text_in,
    unit_words,
)


def main_comparison(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """The comparison that a poster is about: the first way of measuring that covers the evening, fixed meters first.

    A satellite that passed at another time never is; where nothing covers the evening it is the fixed meters.

    Examples
    --------
    >>> comparisons = [{"stream": "photometer", "verdict": "no_coverage"}, {"stream": "naked_eye", "verdict": "darker"}]
    >>> main_comparison({"comparisons": comparisons})["stream"]
    'naked_eye'
    >>> main_comparison({"comparisons": []})["verdict"]
    'no_coverage'
    """
    for stream in STREAMS:
        comparison = comparison_of(result, stream)
        if comparison.get("verdict") != "no_coverage" and not is_negative_control(comparison):
            return comparison
    return comparison_of(result, Stream.PHOTOMETER)


def question_words(comparison: Mapping[str, Any], language: Language) -> str:
    """What is asked: of the sky, or of the light that goes to space.

    Examples
    --------
    >>> question_words({"stream": "photometer"}, "nl")
    'Werd de hemel donkerder?'
    """
    is_space = comparison.get("stream") == Stream.SATELLITE
    return say("print_question_space" if is_space else "print_question", language)


def size_sentences(comparison: Mapping[str, Any], language: Language) -> list[str]:
    """How large the difference is, with its interval and its nights, in words for the young; empty without coverage.

    Examples
    --------
    >>> numbers = {"effect": 0.3, "ci95": [0.2, 0.4], "unit": "mag/arcsec²", "n_baseline_nights": 8}
    >>> for sentence in size_sentences({"verdict": "darker", **numbers}, "en"):
    ...     print(sentence)
    There was 17 to 31 percent less light than expected.
    The best estimate is 24 percent less light.
    We compared the evening with 8 ordinary nights.
    How sure is that? A range like this is right about 95 times out of 100.
    """
    verdict, ends = str(comparison.get("verdict")), interval_ends(comparison.get("ci95"))
    if verdict == "no_coverage":
        return []
    if ends is None or not known_number(comparison.get("effect")):
        return [say("print_no_number", language), *_nights(comparison, language)]
    range_words = _percents(comparison, ends, language) if is_light(comparison) else _plain(comparison, ends, language)
    return [*range_words, *_nights(comparison, language), say("print_sure", language)]


def _percents(comparison: Mapping[str, Any], ends: tuple[float, float], language: Language) -> list[str]:
    verdict, unit = str(comparison["verdict"]), comparison.get("unit")
    low, high = (light_of(end, unit) for end in ends)
    best = say("print_best", language, best=share_words(light_of(float(comparison["effect"]), unit), language))
    if (verdict == "darker" and low > 0) or (verdict == "brighter" and high < 0):
        near, far = (low, high) if verdict == "darker" else (high, low)
        sizes = [number(abs(percent_less(end)), language, decimals=0) for end in (near, far)]
        return [say(f"print_size_{verdict}", language, low=sizes[0], high=sizes[1]), best]
    key = "print_size_no_change" if verdict == "no_change" else "print_size_open"
    return [say(key, language, low=share_words(low, language), high=share_words(high, language)), best]


def _plain(comparison: Mapping[str, Any], ends: tuple[float, float], language: Language) -> list[str]:
    low, high = (number(end, language, sign=True) for end in ends)
    return [
        say("print_magnitude", language, low=low, high=high, unit=unit_words(comparison.get("unit"))),
        say("print_magnitude_sign", language),
    ]


def _nights(comparison: Mapping[str, Any], language: Language) -> list[str]:
    nights = comparison.get("n_baseline_nights")
    if not known_number(nights) or not nights:
        return []
    key = "print_one_night" if nights == 1 else "print_nights"
    return [say(key, language, nights=number(nights, language, decimals=0))]


def means_words(comparison: Mapping[str, Any], language: Language, *, line: Mapping[str, Any] | None = None) -> str:
    """What the verdict means and what it does not mean, and whether a part of the dark hours was not measured.

    Examples
    --------
    >>> means_words({"verdict": "no_change"}, "en")
    'Perhaps there was a small difference. If so, it was too small to matter.'
    """
    means = say(f"print_means_{comparison['verdict']}", language)
    return f"{means} {say('print_gap', language)}" if line and line["gap"] else means


def how_sentences(comparison: Mapping[str, Any], language: Language) -> list[str]:
    """How it was found out; without coverage how it can be found out next time.

    Examples
    --------
    >>> how_sentences({"verdict": "no_coverage"}, "en")[2]
    'Write down whether there were clouds or a moon.'
    """
    if comparison["verdict"] == "no_coverage":
        return [say(f"print_next_{key}", language) for key in ("two", "nights", "sky")]
    beside = "control" if has_control(comparison) else "alone"
    return [say(f"print_how_{key}", language) for key in ("nights", beside, "rank")]


def other_sentences(result: Mapping[str, Any], main: Mapping[str, Any], language: Language) -> list[str]:
    """The answers of the other ways of measuring, and which of them measured nothing that counts.

    Examples
    --------
    >>> other_sentences({"comparisons": []}, {"stream": "photometer"}, "en")
    ['Not measured well enough with: hand-held meters, camera apps, the naked eye, satellite.']
    """
    others = [comparison_of(result, stream) for stream in STREAMS if stream != main.get("stream")]
    said, silent = [], []
    for other in others:
        name = stream_words(str(other.get("stream")), language)
        if other.get("verdict") == "no_coverage":
            silent.append(_small(name))
            continue
        said.append(say("print_other", language, stream=name, answer=_small(answer_words(other, language))))
        if is_negative_control(other):
            said.append(say("print_space_later", language))
    if silent:
        said.append(say("print_others_none", language, streams=", ".join(silent)))
    return said


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def poster_content(
    result: Mapping[str, Any],
    *,
    event: Event,
    language: Language,
    line: Mapping[str, Any] | None,
    small_print: Sequence[str],
    address: str | None,
) -> dict[str, Any]:
    """Everything on a poster in one language.

    Parameters
    ----------
    result : what result.json holds
    event : the event
    language : nl or en
    line : of `print_figures.evening_line`; None if there is none
    small_print : sources and licences
    address : where the data stand on the web; None if nowhere

    Returns
    -------
    dict of texts and figures, ready for the template

    Examples
    --------
    >>> poster_content.__name__
    'poster_content'
    """
    main = main_comparison(result)
    course = line if main.get("stream") == Stream.PHOTOMETER and main["verdict"] != "no_coverage" else None
    energy = [text_in(text, language) for text in energy_words(result.get("energy"))]
    return {
        "language": language,
        "question": question_words(main, language),
        "event": text_in(event.name, language),
        "when": when_words(event, language),
        "simulated": say("print_simulated", language) if result.get("simulated") else "",
        "stamp": say("simulated_stamp", language),
        "answer": f"{answer_words(main, language)}.",
        "sizes": size_sentences(main, language),
        "means": means_words(main, language, line=course),
        "measured_with": _measured_with(main, language),
        "scale": light_scale(main, language),
        "course": course,
        "how_title": say("print_next" if main["verdict"] == "no_coverage" else "print_how", language),
        "how": how_sentences(main, language),
        "others_title": say("print_others", language),
        "others": other_sentences(result, main, language),
        "energy_title": say("print_energy", language),
        "energy": energy[0],
        "exactly": f"{say('print_exactly', language)} {text_in(main.get('reason'), language)}".strip()
        if text_in(main.get("reason"), language)
        else "",
        "small_print": [*energy[1:], *small_print],
        "address": address or "",
        "files": say("print_qr" if address else "print_files", language),
        "qr_alt": say("print_qr_alt", language, address=address) if address else "",
        "words": figure_words(main, language),
    }


def _measured_with(main: Mapping[str, Any], language: Language) -> str:
    if main["verdict"] == "no_coverage":
        return ""
    return say("print_measured_with", language, stream=_small(stream_words(str(main["stream"]), language)))


def when_words(event: Event, language: Language) -> str:
    """When and where the lights went off, and whether the area is only known by and large.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> when_words(load_event(Path("data/events/leiden-2022")), "en")[:78]
    'On Sunday 25 September 2022 the lights were off in Leiden, from 22:00 to 23:30'
    """
    when = say(
        "print_when",
        language,
        night=date_words(event.window.start.astimezone(event.zone).date(), language, weekday=True),
        place=text_in(event.place, language),
        start=clock_words(event.window.start, event.zone),
        end=clock_words(event.window.end, event.zone),
    )
    return f"{when} {say('print_approximate', language)}" if event.areas_are_approximate else when


def figure_words(comparison: Mapping[str, Any], language: Language) -> dict[str, str]:
    """The fixed words of the figures.

    Examples
    --------
    >>> figure_words({"stream": "photometer"}, "nl")["course_window"]
    'lampen uit'
    """
    names = (
        "bar_title", "bar_less", "bar_more", "bar_same", "bar_night", "bar_event", "bar_range", "bar_small",
        "course_title", "course_up", "course_window", "course_line", "course_band", "course_how", "course_how_alone",
    )  # fmt: skip
    words = {name: say(f"print_{name}", language) for name in names}
    if comparison.get("stream") == Stream.SATELLITE:
        words["bar_title"] = say("print_bar_title_space", language)
    return words
