"""Science: what each check of an answer says, in one sentence that a pupil can read, Dutch and English."""

from __future__ import annotations

import math
from collections.abc import Sequence

from seeingstars.columns import Stream
from seeingstars.event import Text
from seeingstars.science.placebo import PlaceboNights, PlaceboPlaces, PreTrend
from seeingstars.science.sensitivity import Bent, NoiseRatio
from seeingstars.science.specification_curve import SpecificationCurve
from seeingstars.science.verdict import unit_of
from seeingstars.science.within_night import WithinNight
from seeingstars.science.wording import (
    counted,
    interval_text,
    joined,
    light_interval_text,
    light_text,
    number_text,
    sentence,
)

NO_COMPARISON = Text(
    "Er is geen vergelijking gemaakt, dus valt er niets te controleren.",
    "No comparison was made, so there is nothing to check.",
)
ONE_PASS = Text(
    "De satelliet komt één keer per nacht over, dus een verloop binnen de nacht is er niet.",
    "The satellite passes once a night, so there is no course within the night.",
)
NO_CHOICES = Text(
    "De satelliet meet zonder de keuzes die hier gevarieerd worden.",
    "The satellite measures without the choices that are varied here.",
)
NO_SERIES = Text(
    "Alleen een meter die de hele avond zelf meet laat het verloop binnen de nacht zien.",
    "Only a meter that reads all evening by itself shows the course within the night.",
)
NO_CONTROL = Text(
    "Er is geen vergelijkingsgebied in deze vergelijking.",
    "This comparison has no control area.",
)
NO_CHARTS = Text("Dit geldt alleen voor sterrenkaarten.", "This is for star charts only.")
FEW_CHARTS = Text(
    "Te weinig nachten hebben waarnemingen met een kaartnummer.",
    "Too few nights have observations that name a chart.",
)
FEW_NIGHTS = Text(
    "Er zijn minstens 3 vergelijkbare nachten nodig die onderling verschillen.",
    "This needs at least 3 similar nights that differ from one another.",
)
FEW_BEFORE = Text(
    "Er zijn minstens 3 vergelijkbare nachten vóór de nacht zelf nodig.",
    "This needs at least 3 similar nights before the event night.",
)
FEW_PLACES = Text(
    "Er zijn minstens 2 controleplaatsen nodig die dezelfde nachten delen.",
    "This needs at least 2 control sites that share the nights.",
)
NO_FLANKS = Text(
    "De uren vóór en na het venster zijn niet op genoeg nachten gemeten (of het was er nog niet donker).",
    "The hours before and after the window were not measured on enough nights (or it was not dark yet).",
)


def unit_text(stream: str) -> Text:
    """The unit of a stream for a sentence; the satellite has none: its sizes are percents of light."""
    return Text(unit_of(stream), unit_of(stream))


def size_text(size: float, *, stream: str) -> Text:
    """A difference with its unit; seen from space in percent of light, which needs no sign.

    Examples
    --------
    >>> size_text(0.3, stream="photometer").nl, size_text(0.0513, stream="satellite").nl
    ('0,30 mag/arcsec²', '5 % minder licht')
    """
    if stream == Stream.SATELLITE:
        return light_text(size)
    return sentence("{size} {unit}", "{size} {unit}", size=number_text(size), unit=unit_text(stream))


def bounds_text(low: float, high: float, *, stream: str) -> Text:
    """Both ends of an interval of such differences.

    Examples
    --------
    >>> bounds_text(-0.07, 0.24, stream="photometer").en, bounds_text(-0.07, 0.24, stream="satellite").en
    ('−0.07 to 0.24', '21 % less to 7 % more')
    """
    return light_interval_text(low, high) if stream == Stream.SATELLITE else interval_text(low, high)


def placebo_nights_words(nights: PlaceboNights, *, hours: Sequence[bool]) -> Text:
    """`hours`: for each other hour of the event night whether the interval there excludes zero."""
    n, alarms = len(nights.effect), nights.n_false_alarms
    first = sentence(
        "Doen we of {nights} om de beurt de bijzondere was, dan slaat de methode {alarms} keer vals alarm (ongeveer {expected} verwacht).",
        "Pretending that each of {nights} in turn was the special one, the method raises {alarms} (about {expected} expected).",
        nights=Text(f"elk van {n} gewone nachten", f"{n} ordinary nights"),
        alarms=Text(str(alarms), f"{alarms} false alarm{'' if alarms == 1 else 's'}"),
        expected=number_text(0.05 * n, decimals=1),
    )
    if not hours:
        return first
    if not any(hours):
        return joined(
            first,
            Text(
                "Op andere uren van die nacht, buiten het venster, ziet hij niets, zoals het hoort.",
                "At other hours of that night, outside the window, it sees nothing, as it should.",
            ),
        )
    return joined(
        first,
        sentence(
            "Let op: ook op {k} van {n} andere uren van die nacht, buiten het venster, lijkt er iets veranderd (door toeval 1 op 20); het kan dus het weer zijn.",
            "Note: at {k} of {n} other hours of that night too, outside the window, something seems to have changed (by chance 1 in 20); so it may be the weather.",
            k=sum(hours),
            n=len(hours),
        ),
    )


def placebo_places_words(places: PlaceboPlaces) -> Text:
    """Where the true area stands among pseudo-areas, each measured by its own ordinary nights."""
    n = len(places.members)
    return sentence(
        "Zetten we in gedachten het licht uit op {n} andere plekken zonder dat er iets gebeurde, dan staat het echte gebied op plaats {rank} van {all} (1 wijkt het meest af van zijn eigen gewone nachten).",
        "Pretending that the lights went off at {n} other places where nothing happened, the true area comes out at place {rank} of {all} (1 differs most from its own ordinary nights).",
        n=n,
        rank=places.rank_of_ratio,
        all=round(places.rank_of_ratio / places.p_of_ratio),
    )


def pre_trend_words(trend: PreTrend, *, stream: str) -> Text:
    """Whether the areas drifted apart before the event."""
    drift = sentence(
        "{drift} in 4 weken (90%-interval {interval})",
        "{drift} in 4 weeks (90 % interval {interval})",
        drift=size_text(trend.drift, stream=stream),
        interval=bounds_text(*trend.drift_ci90, stream=stream),
    )
    if trend.is_flat:
        return sentence(
            "In de nachten ervoor liep het verschil niet merkbaar weg: {drift}.",
            "In the nights before, the difference did not drift noticeably: {drift}.",
            drift=drift,
        )
    if trend.is_trend:
        return sentence(
            "Let op: al vóór de nacht zelf liep het verschil weg, met {drift}; een deel van het effect kan dat zijn.",
            "Note: already before the event night the difference drifted, by {drift}; part of the effect may be that.",
            drift=drift,
        )
    return sentence(
        "Of het verschil al vóór de nacht zelf wegliep is met {nights} niet te zeggen: {drift}.",
        "Whether the difference already drifted before the event night cannot be said with {nights}: {drift}.",
        nights=counted(trend.n_nights, Text("nacht", "night"), Text("nachten", "nights")),
        drift=drift,
    )


def kappa_words(rows: Sequence[Bent], kappa_star: float, noise: NoiseRatio | None) -> Text:
    """How much noisier the event night may have been."""
    if math.isfinite(kappa_star) and kappa_star >= 1:
        first = sentence(
            "Het antwoord houdt stand zolang de nacht zelf niet meer dan {kappa} keer zo grillig was als de andere nachten.",
            "The answer holds as long as the event night was no more than {kappa} times as fickle as the other nights.",
            kappa=number_text(kappa_star, decimals=1),
        )
    else:
        first = Text(
            "Nul past al in het interval; was de nacht zelf grilliger dan de andere, dan wordt het interval nog breder.",
            "The interval holds zero as it is; if the event night was more fickle than the others it is wider still.",
        )
    if noise is None or not math.isfinite(noise.kappa):
        return first
    return joined(
        first,
        sentence(
            "Binnen het venster was die nacht {ratio} keer zo onrustig als de andere.",
            "Within the window that night was {ratio} times as unsteady as the others.",
            ratio=number_text(noise.kappa, decimals=1),
        ),
    )


def spill_over_words(rows: Sequence[Bent], *, stream: str) -> Text:
    """What it would be if the control got darker too."""
    last = rows[-1]
    return sentence(
        "Werd het vergelijkingsgebied ook een beetje donkerder ({share} % van het effect), dan was het echte effect {effect} (95%-interval {interval}).",
        "If the control area became a little darker too ({share} % of the effect), the true effect was {effect} (95 % interval {interval}).",
        share=number_text(100 * last.assumed, decimals=0),
        effect=size_text(last.effect, stream=stream),
        interval=bounds_text(*last.ci95, stream=stream),
    )


def specification_words(curve: SpecificationCurve, *, stream: str) -> Text:
    """What the answer owes to choices."""
    known = [value for value in curve.effect if math.isfinite(value)]
    if not math.isfinite(curve.share_same_sign):
        return sentence(
            "Van {n} manieren om te kiezen kunnen er {made} gemaakt worden, maar de vooraf gekozen manier niet.",
            "Of {n} ways to choose {made} can be made, but not the one fixed beforehand.",
            n=len(curve.specifications),
            made=curve.n_made,
        )
    return sentence(
        "Van {n} redelijke manieren om te rekenen konden er {made} gemaakt worden; {share} % daarvan wijst dezelfde kant op als de vooraf gekozen manier (midden {median}, van {low} tot {high} {unit}).",
        "Of {n} reasonable ways to work it out {made} could be made; {share} % of these point the same way as the one fixed beforehand (middle {median}, from {low} to {high} {unit}).",
        n=len(curve.specifications),
        made=curve.n_made,
        share=number_text(100 * curve.share_same_sign, decimals=0),
        median=number_text(curve.median),
        low=number_text(min(known)),
        high=number_text(max(known)),
        unit=unit_text(stream),
    )


def within_night_words(within: WithinNight, *, stream: str) -> Text:
    """The window against the hours beside it."""
    low, high = (float(bound) for bound in within.flanked.ci95)
    first = sentence(
        "Vergeleken met de uren ervoor en erna, en met hoe gewone avonden verlopen, was het venster {effect} {unit} donkerder (95%-interval {interval}; negatief is lichter).",
        "Compared with the hours before and after, and with the course of ordinary evenings, the window was {effect} {unit} darker (95 % interval {interval}; negative is brighter).",
        effect=number_text(float(within.flanked.effect)),
        unit=unit_text(stream),
        interval=interval_text(low, high),
    )
    trend = sentence(
        "Een gewone avond wordt vanzelf {trend} {unit} per uur donkerder; dat is eraf gehaald.",
        "An ordinary evening darkens by {trend} {unit} an hour by itself; that is taken off.",
        trend=number_text(within.trend_per_hour),
        unit=unit_text(stream),
    )
    return joined(first, _no_change_fits(low, high), trend, _by_the_clock(within, stream=stream))


def _by_the_clock(within: WithinNight, *, stream: str) -> Text:
    """What lamps that go off at a fixed hour do to it."""
    low, high = within.baseline_step_ci95
    if low > 0 or high < 0:
        return sentence(
            "Let op: ook op gewone avonden wijkt het venster {step} {unit} af van de uren ernaast, zoals wanneer lampen om 23.00 uur uitgaan; dat valt alleen weg als het die avond ook zo ging.",
            "Note: on ordinary evenings too the window differs by {step} {unit} from the hours beside it, as when lamps go off at 23:00; that falls out only if it went so that evening as well.",
            step=number_text(within.baseline_step),
            unit=unit_text(stream),
        )
    return Text(
        "Lampen die elke avond op een vast uur uitgaan (zoals om 23.00 uur) vallen weg, maar niet als ze dat alleen die avond anders deden.",
        "Lamps that go off at a fixed hour every evening (such as 23:00) fall out, but not if they did otherwise that evening only.",
    )


def estimate_words(effect: float, ci95: tuple[float, float], *, stream: str, made_by: Text) -> Text:
    """One more estimate of the same effect, by another method."""
    first = sentence(
        "{made_by} geeft {effect} (95%-interval {interval}{sign}).",
        "{made_by} gives {effect} (95 % interval {interval}{sign}).",
        made_by=made_by,
        effect=size_text(effect, stream=stream),
        interval=bounds_text(*ci95, stream=stream),
        # Percents of light say less or more themselves.
        sign="" if stream == Stream.SATELLITE else Text("; positief is donkerder", "; positive is darker"),
    )
    return joined(first, _no_change_fits(*ci95))


def _no_change_fits(low: float, high: float) -> Text | None:
    """That an interval holds zero, for who does not read intervals."""
    if low > 0 or high < 0:
        return None
    return Text("Geen verandering past daar ook in.", "No change fits in that as well.")
