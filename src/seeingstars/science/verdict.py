"""Science: the verdict in one of five words, and why in one or two plain sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass

from seeingstars.columns import Stream
from seeingstars.event import Text
from seeingstars.science.wording import (
    counted,
    interval_text,
    joined,
    light_interval_text,
    light_text,
    number_text,
    sentence,
)

DARKER, BRIGHTER, NO_CHANGE = "darker", "brighter", "no_change"
CANNOT_TELL, NO_COVERAGE = "cannot_tell", "no_coverage"
VERDICTS = (DARKER, BRIGHTER, NO_CHANGE, CANNOT_TELL, NO_COVERAGE)

DIFFERENCE_IN_DIFFERENCES = "difference_in_differences"
NIGHT_AGAINST_NIGHTS = "night_against_nights"

FEWEST_BASELINE_NIGHTS = 3
# Our choice: with less of the lights-off hours measured than this, the reader is told.
WHOLE_WINDOW_FROM = 0.9
MAG_ARCSEC2, MAG, LN_RADIANCE = "mag/arcsec²", "mag", "ln(nW cm-2 sr-1)"


@dataclass(frozen=True)
class Verdict:
    """One of `VERDICTS`, and the reason in words."""

    verdict: str
    reason: Text


@dataclass(frozen=True)
class Finding:
    """What the verdict rests on. Numbers are in the unit of the stream, positive is darker, NaN if there is none.

    ``is_most_unusual``: no other night stands as far from the rest. ``blocked``: why the numbers may not be read
    at all (the event night was not dark, its cloud is not known, …). ``too_few_because``: why nights fell out.
    ``pass_words``: when the satellite passed; ``pass_is_known``: whether that is known. ``measured_share``: share of
    the lights-off hours that fixed meters measured on the event night [1]; ``measured_hours``: from when to when. ``only_steady``: no witness of cloud
    spoke but the steadiness of the meters.
    """

    stream: str
    design: str
    smallest_effect: float
    n_baseline_nights: int
    effect: float = math.nan
    ci95: tuple[float, float] = (math.nan, math.nan)
    minimum_detectable_effect: float = math.nan
    is_most_unusual: bool = False
    has_coverage: bool = True
    no_coverage: Text | None = None
    blocked: Text | None = None
    too_few_because: Text | None = None
    negative_control: bool = False
    pass_words: Text | None = None
    pass_is_known: bool = True
    measured_share: float = 1.0
    measured_hours: Text | None = None
    only_steady: bool = False


def unit_of(stream: str) -> str:
    """The unit of a stream's effect.

    Examples
    --------
    >>> unit_of("naked_eye")
    'mag'
    """
    return {Stream.NAKED_EYE: MAG, Stream.SATELLITE: LN_RADIANCE}.get(stream, MAG_ARCSEC2)


def decide(finding: Finding) -> Verdict:
    """The verdict by the project's rule, with its reason.

    Parameters
    ----------
    finding : Finding

    Returns
    -------
    Verdict
        In this order: ``no_coverage`` without good readings where the design needs them; ``cannot_tell``
        where the event night cannot be matched (`blocked`), with fewer than 3 baseline nights, or where the
        baseline gives no spread; ``darker`` or ``brighter`` where the 95 % interval excludes 0 (with the
        word "slightly" where all of it lies within ± the smallest effect of interest); ``no_change`` where
        it holds 0 and lies within ± that effect; else ``cannot_tell``.

    Notes
    -----
    A negative control (a satellite that passed when the lights burned) is never darker or brighter: an
    interval that excludes 0 there says that the error bars are in doubt, not that the event had an effect.

    Examples
    --------
    >>> answer = decide(Finding("photometer", "difference_in_differences", 0.1, 11, 0.29, (0.17, 0.41)))
    >>> print(answer.verdict + ":", answer.reason.en)
    darker: Compared with 11 similar nights and with the control area the sky was 0.29 mag/arcsec² darker
    (95 % interval 0.17 to 0.41).
    """
    if not finding.has_coverage:
        return Verdict(NO_COVERAGE, joined(finding.no_coverage or _NOTHING, _control_words(finding)))
    answer = _of_covered(finding)
    only_steady = _ONLY_STEADY if finding.only_steady and finding.n_baseline_nights else None
    return Verdict(answer.verdict, joined(answer.reason, _part_of_window(finding), only_steady))


def _of_covered(finding: Finding) -> Verdict:
    if finding.blocked is not None:
        return Verdict(CANNOT_TELL, joined(finding.blocked, _control_words(finding)))
    if finding.n_baseline_nights < FEWEST_BASELINE_NIGHTS:
        return Verdict(
            CANNOT_TELL, joined(_too_few(finding.n_baseline_nights), finding.too_few_because, _control_words(finding))
        )
    if not all(math.isfinite(bound) for bound in finding.ci95):
        return Verdict(CANNOT_TELL, joined(_NO_SPREAD, _control_words(finding)))
    return _negative_control(finding) if finding.negative_control else _by_interval(finding)


def _by_interval(finding: Finding) -> Verdict:
    low, high = finding.ci95
    inside = max(abs(low), abs(high)) <= finding.smallest_effect
    if low > 0 or high < 0:
        return Verdict(DARKER if low > 0 else BRIGHTER, joined(_changed(finding, slightly=inside), _place(finding)))
    if inside:
        return Verdict(NO_CHANGE, joined(_difference(finding), _ruled_out(finding)))
    return Verdict(CANNOT_TELL, joined(_difference(finding), _too_wide(finding)))


def _negative_control(finding: Finding) -> Verdict:
    inside = max(abs(bound) for bound in finding.ci95) <= finding.smallest_effect
    words = joined(
        _control_words(finding) or _NOTHING, _difference(finding), _judged_as_control(finding, inside=inside)
    )
    return Verdict(NO_CHANGE if inside else CANNOT_TELL, words)


def _judged_as_control(finding: Finding, *, inside: bool) -> Text:
    """Whether it found what a negative control should find: nothing."""
    low, high = finding.ci95
    if low > 0 or high < 0:
        return _DOUBT if finding.pass_is_known else _UNKNOWN_PASS
    as_it_should = Text(", zoals het hoort", ", as it should") if finding.pass_is_known else Text("", "")
    as_it_should_be = Text(", zoals het hoort", ", as it should be") if finding.pass_is_known else Text("", "")
    if inside:
        return sentence(
            "Hij vindt niets{as_it_should}: een verandering van {size} of meer is daarmee uitgesloten.",
            "It finds nothing{as_it_should}: that rules out a change of {size} or more.",
            as_it_should=as_it_should,
            size=_smallest(finding),
        )
    return sentence(
        "Dat past bij geen verandering{as_it_should}, maar een verandering die ertoe doet ({size}) past er ook in.",
        "It is consistent with no change{as_it_should}, but a change that matters ({size}) fits in the interval too.",
        as_it_should=as_it_should_be,
        size=_smallest(finding),
    )


_NOTHING = Text(
    "Er zijn geen goede metingen in de donkere uren.", "There are no good readings in the lights-off hours."
)
_NO_SPREAD = Text(
    "De vergelijkbare nachten verschillen onderling niets, dus wat toeval doet is niet te meten.",
    "The similar nights do not differ from one another at all, so what chance does cannot be measured.",
)
_DOUBT = Text(
    "Dat had nul moeten zijn: de foutmarges zijn verdacht.", "It should have been zero: the error bars are in doubt."
)

_UNKNOWN_PASS = Text(
    "Wat dat betekent is zonder het uur van de overkomst niet te zeggen.",
    "What that means cannot be said without the hour of the pass.",
)


_ONLY_STEADY = Text(
    "Let op: over de bewolking is niets bekend dan dat de meters rustig waren; geef uurwaarnemingen van een weerstation mee (--clouds).",
    "Note: nothing is known of the cloud but that the meters were steady; give the hourly cloud of a weather station (--clouds).",
)


def _part_of_window(finding: Finding) -> Text | None:
    """That only a part of the lights-off hours was measured, and how much."""
    if not finding.measured_share < WHOLE_WINDOW_FROM:
        return None
    hours = finding.measured_hours
    return sentence(
        "Let op: gemeten is maar {share} % van de donkere uren{hours}, dus over de rest zegt dit niets.",
        "Note: only {share} % of the lights-off hours was measured{hours}, so this says nothing of the rest.",
        share=number_text(100 * finding.measured_share, decimals=0),
        hours=Text("", "") if hours is None else Text(f" ({hours.nl})", f" ({hours.en})"),
    )


def _too_few(n: int) -> Text:
    if n == 0:
        return Text(
            "Er is geen enkele vergelijkbare nacht om mee te vergelijken (minstens 3 nodig).",
            "There is no similar night to compare with (at least 3 are needed).",
        )
    nights = _similar_nights(n)
    return sentence(
        "Er {are} maar {nights} (minstens 3 nodig), te weinig om te zien wat toeval doet.",
        "There {are} only {nights} (at least 3 are needed), too few to see what chance does.",
        are=Text("is", "is") if n == 1 else Text("zijn", "are"),
        nights=nights,
    )


def _similar_nights(n: int) -> Text:
    return counted(n, Text("vergelijkbare nacht", "similar night"), Text("vergelijkbare nachten", "similar nights"))


def _compared(finding: Finding) -> Text:
    nights = _similar_nights(finding.n_baseline_nights)
    if finding.design == DIFFERENCE_IN_DIFFERENCES:
        return sentence(
            "Vergeleken met {nights} en met het vergelijkingsgebied",
            "Compared with {nights} and with the control area",
            nights=nights,
        )
    return sentence("Vergeleken met {nights}", "Compared with {nights}", nights=nights)


def _changed(finding: Finding, *, slightly: bool) -> Text:
    """The sky was so much darker or brighter; the numbers of the sentence are all positive."""
    darker = finding.effect > 0
    low, high = finding.ci95 if darker else (-finding.ci95[1], -finding.ci95[0])
    a_little = Text("iets ", "slightly ") if slightly else Text("", "")
    if finding.stream == Stream.SATELLITE:
        return _radiance_sentence(finding)
    what = Text("donkerder", "darker") if darker else Text("lichter", "brighter")
    if finding.stream == Stream.NAKED_EYE:
        what = (
            Text("zwakkere sterren zichtbaar", "fainter stars visible")
            if darker
            else Text("minder zwakke sterren zichtbaar", "fewer faint stars visible")
        )
        return sentence(
            "{compared} waren met het blote oog {a_little}{what}: {size} mag verschil (95%-interval {interval}).",
            "{compared} the naked eye had {a_little}{what}: {size} mag of difference (95 % interval {interval}).",
            compared=_compared(finding),
            a_little=a_little,
            what=what,
            size=number_text(abs(finding.effect)),
            interval=interval_text(low, high),
        )
    return sentence(
        "{compared} was de hemel {size} mag/arcsec² {a_little}{what} (95%-interval {interval}).",
        "{compared} the sky was {size} mag/arcsec² {a_little}{what} (95 % interval {interval}).",
        compared=_compared(finding),
        a_little=a_little,
        what=what,
        size=number_text(abs(finding.effect)),
        interval=interval_text(low, high),
    )


def _place(finding: Finding) -> Text | None:
    """The place of the event night among all nights: with few nights this says more than a p-value."""
    if not finding.is_most_unusual:
        return None
    n = finding.n_baseline_nights + 1
    return Text(f"Het is de meest afwijkende van deze {n} nachten.", f"It is the most unusual of these {n} nights.")


def _difference(finding: Finding) -> Text:
    """The difference as it stands, with its sign."""
    if finding.stream == Stream.SATELLITE:
        return _radiance_sentence(finding)
    return sentence(
        "{compared} is het verschil {effect} {unit} (95%-interval {interval}; positief is donkerder).",
        "{compared} the difference is {effect} {unit} (95 % interval {interval}; positive is darker).",
        compared=_compared(finding),
        effect=number_text(finding.effect),
        unit=unit_of(finding.stream),
        interval=interval_text(*finding.ci95),
    )


def _radiance_sentence(finding: Finding) -> Text:
    """The same in percent of the light seen from above: people do not read logarithms."""
    return sentence(
        "{compared} was er, gezien vanuit de ruimte, {light} (95%-interval: {interval}).",
        "{compared} there was {light}, seen from space (95 % interval: {interval}).",
        compared=_compared(finding),
        light=light_text(finding.effect),
        interval=light_interval_text(*finding.ci95),
    )


def _ruled_out(finding: Finding) -> Text:
    return sentence(
        "Een verandering van {size} of meer is daarmee uitgesloten.",
        "That rules out a change of {size} or more.",
        size=_smallest(finding),
    )


def _too_wide(finding: Finding) -> Text:
    text = sentence(
        "Daarin past zowel geen verandering als een verandering die ertoe doet ({size}).",
        "That holds both no change and a change that matters ({size}).",
        size=_smallest(finding),
    )
    if not math.isfinite(finding.minimum_detectable_effect) or finding.stream == Stream.SATELLITE:
        return text
    seen = sentence(
        "Pas vanaf ongeveer {mde} {unit} was een effect hier meestal te zien geweest.",
        "Only an effect of about {mde} {unit} or more would usually have shown here.",
        mde=number_text(finding.minimum_detectable_effect),
        unit=unit_of(finding.stream),
    )
    return joined(text, seen)


def _smallest(finding: Finding) -> Text:
    if finding.stream == Stream.SATELLITE:
        percent = number_text(100 * (1 - math.exp(-finding.smallest_effect)), decimals=0)
        return Text(f"{percent.nl} %", f"{percent.en} %")
    size = number_text(finding.smallest_effect)
    unit = unit_of(finding.stream)
    return Text(f"{size.nl} {unit}", f"{size.en} {unit}")


def _control_words(finding: Finding) -> Text | None:
    return finding.pass_words if finding.stream == Stream.SATELLITE else None
