"""Science: puts one stream together: readings in, the answer of the event night and all it rests on out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from seeingstars.columns import READING_STREAMS, Role, Stream
from seeingstars.event import Event, Text
from seeingstars.science import satellite_nights
from seeingstars.science.answer import Comparison, assemble
from seeingstars.science.area_uncertainty import area_values_of
from seeingstars.science.matching import Match, best_match
from seeingstars.science.site_nights import SMALLEST_EVENT_SHARE, site_nights, site_table, stream_readings
from seeingstars.science.verdict import FEWEST_BASELINE_NIGHTS, NIGHT_AGAINST_NIGHTS
from seeingstars.science.witnesses import CHANGING, STRONG_WITNESSES, UNKNOWN, class_column
from seeingstars.science.wording import counted, joined, number_text, sentence

__all__ = ["Comparison", "compare_satellite", "compare_stream"]


def compare_stream(
    readings: pd.DataFrame,
    *,
    stream: str,
    event: Event,
    candidates: pd.DataFrame,
    cloud: pd.DataFrame | None,
    rng: np.random.Generator,
) -> Comparison:
    """Compare the event night with its sister nights in one stream of readings.

    Parameters
    ----------
    readings : readings table with flags and event columns, of all streams
    stream : one of `columns.READING_STREAMS`
    event : Event
    candidates : table of `nights.candidate_nights`
    cloud : table of `cloud.cloud_classes`, or None if there is no witness of cloud
    rng : Generator
        For estimators that draw; the permutation over nights counts them all and draws nothing.

    Returns
    -------
    Comparison

    Raises
    ------
    TableError
        If a column is missing.
    ValueError
        If the stream is not one of the streams of readings.
    """
    if stream not in READING_STREAMS:
        raise ValueError(f"stream must be one of {', '.join(READING_STREAMS)}; got {stream!r}")
    table = site_nights(readings, stream=stream, event=event, cloud=cloud)
    sites = site_table(readings, stream=stream, event=event, nights=table)
    rows = stream_readings(readings, stream=stream)
    counts = {
        "read": len(rows),
        "good": int(rows["is_good"].sum()),
        "in_window": int(sites["n_in_window"].sum()),
    }
    match = best_match(table, sites, candidates=candidates, has_control=event.has_control)
    return assemble(
        match,
        site_nights=table,
        stream=stream,
        smallest_effect=event.smallest_effect_of_interest_mag,
        n_readings=counts,
        no_coverage=_no_coverage(counts, sites, event),
        blocked=_blocked(sites, candidates) or _other_sky(match, event, stream=stream),
        zone=event.zone,
    )


def compare_satellite(
    area_nights: pd.DataFrame | None, *, event: Event, passes: pd.DataFrame | None, rng: np.random.Generator
) -> Comparison:
    """Compare the radiance of the areas on the event night with that of other nights, in logarithms.

    Parameters
    ----------
    area_nights : table with ``site_id`` (the area), ``role``, ``night``, ``value``, ``clear_share``
        One row an area and night; ``value`` is −ln(mean radiance [nW cm⁻² sr⁻¹]), so that positive
        differences are darker, NaN where there is none; ``clear_share`` is the share of the area's pixels
        that were seen clear [1]; ``n_readings`` (pixels used) and ``view_zenith_deg`` [degree] may be there.
        None if there are no night lights.
    event : Event
    passes : table with ``night``, ``pass_time_utc`` (aware UTC, NaT if not known), ``basis``; or None
    rng : Generator
        For estimators that draw; nothing is drawn here.

    Returns
    -------
    Comparison
        As for the streams of readings, with ``negative_control``, ``pass_time`` (ISO, UTC, or None),
        ``pass_basis`` and ``view_angle`` (whether only nights seen from the event night's angle are used, and
        why if not) and ``area_values`` (value and uncertainty of each area and night) in the result; ``n_readings`` counts areas and nights. Baseline nights are all nights
        given within the days of the event's rule that are clear enough and not excluded by name; the moon
        does not matter, since the radiance is corrected for it.

    Raises
    ------
    TableError
        If a column is missing.

    Notes
    -----
    The satellite is a negative control unless its pass is known to lie in the lights-off window.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> answer = compare_satellite(None, event=leiden, passes=None, rng=np.random.default_rng(1))
    >>> answer.result["verdict"], answer.result["reason"]["en"]
    ('no_coverage', 'No night lights were given.')
    """
    table = satellite_nights.as_site_nights(area_nights)
    match, view = _match_by_view(table, event=event)
    pass_time, basis = satellite_nights.pass_of_night(passes, event.night.isoformat())
    sees_the_event = pass_time is not None and event.window.start <= pass_time <= event.window.end
    answer = assemble(
        match,
        site_nights=table,
        stream=Stream.SATELLITE,
        smallest_effect=event.smallest_effect_of_interest_mag * satellite_nights.LN_PER_MAG,
        n_readings=satellite_nights.counts(table, event=event),
        no_coverage=satellite_nights.NO_NIGHT_LIGHTS if table.empty else satellite_nights.NOT_SEEN,
        blocked=None,
        negative_control=not sees_the_event,
        pass_words=None if table.empty else _pass_words(pass_time, view, event=event),
        pass_is_known=pass_time is not None,
    )
    satellite: dict[str, Any] = {
        "negative_control": not sees_the_event,
        "pass_time": None if pass_time is None else pass_time.isoformat(),
        "pass_basis": basis,
        "view_angle": view,
        "area_values": area_values_of(area_nights),
    }
    return replace(answer, result={**answer.result, **satellite})


def _match_by_view(table: pd.DataFrame, *, event: Event) -> tuple[Match, dict[str, Any]]:
    """The nights seen from the angle of the event night where 3 of them remain, else all; and which it is."""
    sites = satellite_nights.area_table(table, event=event)
    calendar = satellite_nights.nights_of_calendar(table["night"], event=event)
    same = satellite_nights.same_view(calendar, table, event=event)

    def matched(candidates: pd.DataFrame) -> Match:
        return best_match(
            table,
            sites,
            candidates=candidates,
            has_control=event.has_control,
            no_readings=satellite_nights.NOT_SEEN_CLEAR,
        )

    alike = matched(same.candidates)
    n_nights = alike.n_baseline_nights
    enough = bool(same.event_class) and n_nights >= FEWEST_BASELINE_NIGHTS
    view = satellite_nights.view_facts(same, matched=enough, n_nights=n_nights)
    return alike if enough or not same.event_class else matched(calendar), view


def _pass_words(pass_time: datetime | None, view: Mapping[str, Any], *, event: Event) -> Text:
    """When the satellite passed, and that nights of other angles had to serve where they did."""
    words = satellite_nights.pass_words(pass_time, event=event)
    if view["matched"] or view["class"] is None:
        return words
    return joined(words, Text(view["reason"]["nl"], view["reason"]["en"]))


def _no_coverage(counts: Mapping[str, int], sites: pd.DataFrame, event: Event) -> Text:
    """Why the event night gives nothing, with the counts."""
    start, end = (f"{moment.astimezone(event.zone):%H:%M}" for moment in (event.window.start, event.window.end))
    when = Text(f"{start}–{end} op {event.night:%Y-%m-%d}", f"{start}–{end} on {event.night:%Y-%m-%d}")
    area = sites[sites["role"] == Role.LIGHTS_OFF]
    in_window = int(area["n_in_window"].sum())
    if counts["read"] == 0:
        return Text("Er zijn geen metingen van deze soort.", "There are no readings of this kind.")
    there_are = sentence(
        "Er {are} {readings} van deze soort",
        "There {are} {readings} of this kind",
        are=Text("is", "is") if counts["read"] == 1 else Text("zijn", "are"),
        readings=counted(counts["read"], *_READING),
    )
    if area.empty:
        return sentence(
            "{there_are}; daarvan liggen er 0 in het donkere gebied, dus 0 in de donkere uren ({when}).",
            "{there_are}; 0 of them lie in the lights-off area, so 0 in the lights-off hours ({when}).",
            there_are=there_are,
            when=when,
        )
    if in_window == 0:
        return sentence(
            "{there_are}; daarvan zijn er 0 goede uit het donkere gebied in de donkere uren ({when}). Uit het gebied zelf {are} er {good} van andere tijden, op {sites}.",
            "{there_are}; 0 are good ones from the lights-off area in the lights-off hours ({when}). The area has {good} from other times, at {sites}.",
            there_are=there_are,
            when=when,
            are=Text("is", "is") if int(area["n_good"].sum()) == 1 else Text("zijn", "are"),
            good=counted(int(area["n_good"].sum()), *_GOOD_READING),
            sites=counted(len(area), Text("meetpunt", "site"), Text("meetpunten", "sites")),
        )
    return sentence(
        "{readings} uit het donkere gebied in de donkere uren ({when}): op geen enkel meetpunt genoeg voor {share} % van die tijd, en zoveel is nodig.",
        "{readings} from the lights-off area in the lights-off hours ({when}): at no site enough for {share} % of that time, which is needed.",
        readings=counted(in_window, *_GOOD_READING),
        when=when,
        share=f"{100 * SMALLEST_EVENT_SHARE:.0f}",
    )


_READING = (Text("meting", "reading"), Text("metingen", "readings"))
_GOOD_READING = (Text("goede meting", "good reading"), Text("goede metingen", "good readings"))


def _blocked(sites: pd.DataFrame, candidates: pd.DataFrame) -> Text | None:
    """Why the event night may be compared with no night at all."""
    event = candidates[candidates["is_event"]].iloc[0]
    if not event["is_dark"]:
        return sentence(
            "De nacht zelf voldoet niet aan de regel voor een donkere nacht: {why}.",
            "The event night itself breaks the rule for a dark night: {why}.",
            why=Text(str(event["reason_nl"]), str(event["reason_en"])),
        )
    covered = sites[(sites["role"] == Role.LIGHTS_OFF) & (sites["coverage"] == "covered")]
    classes = set(covered["cloud_class"])
    if classes and classes <= {UNKNOWN}:
        return Text(
            "Niets zegt hoe bewolkt de nacht zelf was, en wolken veranderen de hemel meer dan lampen doen; geef uurwaarnemingen van een weerstation mee (--clouds).",
            "Nothing says how cloudy the event night was, and cloud changes the sky more than lamps do; give the hourly cloud of a weather station (--clouds).",
        )
    if classes and classes <= {UNKNOWN, CHANGING}:
        return Text(
            "De bewolking veranderde tijdens de donkere uren, dus geen andere nacht lijkt genoeg op deze.",
            "The cloud changed during the lights-off hours, so no other night is enough like this one.",
        )
    return None


# Our choice: over Leiden the level of clear nights has a robust SD of 0.2 mag (network of 2023); a closed deck of
# cloud makes it 1.1 to 2.9 mag brighter. A control area does not see the lamps that were switched off.
LARGEST_CHANGE_OF_CONTROL_MAG = 1.0


def _other_sky(match: Match, event: Event, *, stream: str) -> Text | None:
    """Why the sky itself was another one on the event night, whatever the witnesses of cloud said.

    A motionless deck that a witness missed leaves a meter as steady as a clear sky does. The control area gives it
    away; without one, the steadiness of the meters alone decides nothing.
    """
    event_night = event.night.isoformat()
    at_event = match.site_nights[match.site_nights["night"] == event_night]
    if match.design == NIGHT_AGAINST_NIGHTS:
        strong = [class_column(name) for name in STRONG_WITNESSES if class_column(name) in at_event]
        if len(at_event) and (at_event[strong] == UNKNOWN).all(axis=None):
            return Text(
                "Dat de meters rustig waren, kan helder en kan dicht bewolkt betekenen; geef uurwaarnemingen van een weerstation mee (--clouds).",
                "That the meters were steady can mean clear and can mean overcast; give the hourly cloud of a weather station (--clouds).",
            )
        return None
    if stream == Stream.NAKED_EYE:  # one person's limit scatters by more than cloud would show
        return None
    usual = match.site_nights[match.site_nights["night"] != event_night].groupby("site_id")["value"].mean()
    control = at_event[at_event["role"] == Role.CONTROL]
    change_mag = float((control["value"] - control["site_id"].map(usual).astype("float64")).mean())
    if not abs(change_mag) > LARGEST_CHANGE_OF_CONTROL_MAG:
        return None
    return sentence(
        "De hemel boven het vergelijkingsgebied was zelf {size} mag {word} dan op de vergelijkbare nachten: er hing andere bewolking dan de getuigen zeggen.",
        "The sky over the control area was itself {size} mag {word} than on the similar nights: there was other cloud than the witnesses say.",
        size=number_text(abs(change_mag)),
        word=Text("donkerder", "darker") if change_mag > 0 else Text("lichter", "brighter"),
    )
