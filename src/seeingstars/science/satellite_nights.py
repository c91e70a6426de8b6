"""Science: the night lights of the areas in the shape of site-nights, and what the hour of the pass means."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from seeingstars.columns import Role, Stream, require_columns
from seeingstars.event import Event, Text
from seeingstars.science.satellite_pass import usual_pass_utc
from seeingstars.science.witnesses import CLEAR, CLOUD_WORDS, UNKNOWN
from seeingstars.science.wording import sentence

# Our choice: with less than half of an area seen clear, its mean is that of another place.
SMALLEST_CLEAR_SHARE = 0.5
# One magnitude is a factor 10^0.4 in light.
LN_PER_MAG = math.log(10) / 2.5
# A town sends up more or less light by the angle it is seen from; only nights of one class are alike. After Li et al.
# 2019 and Tong et al. 2025 (arXiv 2510.05105); the edges are the project's.
VIEW_CLASS_EDGES_DEG = (20.0, 40.0, 60.0)
VIEW_CLASSES = ("0–20°", "20–40°", "40–60°", "60–90°")
AREA_NIGHT_COLUMNS = ("site_id", "role", "night", "value", "clear_share")


NO_NIGHT_LIGHTS = Text("Er zijn geen satellietbeelden gegeven.", "No night lights were given.")
NOT_SEEN = Text(
    "De satelliet heeft het donkere gebied in deze nacht niet helder genoeg gezien.",
    "The satellite did not see the lights-off area clearly enough on this night.",
)
NOT_SEEN_CLEAR = Text(
    "het gebied was voor minder dan de helft helder te zien", "less than half of the area was seen clear"
)


def view_class(view_zenith_deg: ArrayLike) -> NDArray[np.object_]:
    """Class of the angle from which the satellite saw an area.

    Parameters
    ----------
    view_zenith_deg : any shape
        Angle between the satellite and the zenith of the place [degree]; NaN where it is not known.

    Returns
    -------
    same shape
        One of `VIEW_CLASSES`, an edge belonging to the class above it; an empty text where it is not known.

    Examples
    --------
    >>> view_class([4.0, 20.0, 59.9, 71.0, float("nan")]).tolist()
    ['0–20°', '20–40°', '40–60°', '60–90°', '']
    """
    angle = np.asarray(view_zenith_deg, dtype=np.float64)
    found = np.array(VIEW_CLASSES, dtype=object)[np.searchsorted(VIEW_CLASS_EDGES_DEG, np.nan_to_num(angle), "right")]
    return np.where(np.isnan(angle), "", found)


@dataclass(frozen=True)
class SameView:
    """The calendar with the nights of another view angle left out.

    ``event_class`` is that of the event night, empty if it is not known; then no night is left out. ``n_unknown``: of
    how many of the ``n_seen`` nights that could serve, and on which the area was seen, the angle is not known.
    """

    candidates: pd.DataFrame
    event_class: str
    n_seen: int = 0
    n_unknown: int = 0


def same_view(candidates: pd.DataFrame, table: pd.DataFrame, *, event: Event) -> SameView:
    """Leave out the nights on which the lights-off area was seen from another angle than on the event night.

    Parameters
    ----------
    candidates : table of `nights_of_calendar`
    table : table of `as_site_nights`
        ``view_zenith_deg`` [degree] may be there; the mean over the lights-off areas seen counts.
    event : Event

    Returns
    -------
    SameView

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> table = as_site_nights(pd.DataFrame({
    ...     "site_id": "dark", "role": "lights_off", "night": ["2022-09-24", "2022-09-25"], "value": [-3.0, -3.1],
    ...     "clear_share": 1.0, "view_zenith_deg": [52.0, 4.0]}))
    >>> same_view(nights_of_calendar(table.night, event=leiden), table, event=leiden).candidates.reason_en[0]
    'other view angle of the satellite: 52° instead of 4°'
    """
    angles = _angle_of_nights(table)
    event_angle = angles.get(event.night.isoformat(), math.nan)
    event_class = str(view_class(event_angle))
    if not event_class:
        return SameView(candidates, event_class)
    angle = candidates["night"].map(angles).astype("float64")
    other = candidates["is_candidate"] & (view_class(angle) != event_class)
    reasons = [_other_angle(one, event_angle) for one in angle]
    left = candidates.assign(
        is_candidate=candidates["is_candidate"] & ~other,
        reason_en=candidates["reason_en"].mask(other, pd.Series([text.en for text in reasons], dtype="str")),
        reason_nl=candidates["reason_nl"].mask(other, pd.Series([text.nl for text in reasons], dtype="str")),
    )
    lights_off_seen = table.loc[table["is_covered"] & (table["role"] == Role.LIGHTS_OFF), "night"]
    seen = candidates["is_candidate"] & candidates["night"].isin(lights_off_seen)
    return SameView(left, event_class, int(seen.sum()), int((seen & angle.isna()).sum()))


def _angle_of_nights(table: pd.DataFrame) -> dict[str, float]:
    if "view_zenith_deg" not in table:
        return {}
    seen = table[table["is_covered"] & (table["role"] == Role.LIGHTS_OFF) & table["view_zenith_deg"].notna()]
    return {str(night): float(angle) for night, angle in seen.groupby("night")["view_zenith_deg"].mean().items()}


def _other_angle(angle_deg: float, event_angle_deg: float) -> Text:
    if math.isnan(angle_deg):
        return Text("de kijkhoek van de satelliet is niet bekend", "the view angle of the satellite is not known")
    return Text(
        f"andere kijkhoek van de satelliet: {angle_deg:.0f}° in plaats van {event_angle_deg:.0f}°",
        f"other view angle of the satellite: {angle_deg:.0f}° instead of {event_angle_deg:.0f}°",
    )


def view_facts(view: SameView, *, matched: bool, n_nights: int) -> dict[str, Any]:
    """Whether the nights are of one view angle, and why if they are not, for the result.

    Parameters
    ----------
    view : SameView
    matched : whether only nights of the event night's class are used
    n_nights : nights of that class that could be used

    Returns
    -------
    dict
        ``matched``, ``class`` (None if not known), ``n_nights_in_class`` and ``reason`` in nl and en.

    Examples
    --------
    >>> view_facts(SameView(pd.DataFrame(), "0–20°"), matched=False, n_nights=1)["reason"]["en"]
    'Nights of every view angle are compared: only 1 was seen from the same angle as the event night (0–20°).'
    >>> view_facts(SameView(pd.DataFrame(), "0–20°", 9, 9), matched=False, n_nights=0)["reason"]["en"]
    'The view angles of the satellite on the other nights are not known; nights of every angle are compared.'
    """
    nl = f"Alleen nachten met dezelfde kijkhoek ({view.event_class}) zijn vergeleken."
    en = f"Only nights seen from the same angle ({view.event_class}) are compared."
    if not view.event_class:
        nl = "De kijkhoek van de satelliet in de nacht zelf is niet bekend; alle nachten zijn vergeleken."
        en = "The view angle of the satellite on the event night is not known; nights of every angle are compared."
    elif not matched and view.n_unknown and view.n_unknown == view.n_seen:
        nl = "De kijkhoek van de satelliet in de andere nachten is niet bekend; alle nachten zijn vergeleken."
        en = "The view angles of the satellite on the other nights are not known; nights of every angle are compared."
    elif not matched:
        were, waren = ("was", "is") if n_nights == 1 else ("were", "zijn")
        nl = f"Nachten met elke kijkhoek zijn vergeleken: maar {n_nights} {waren} gezien onder dezelfde hoek als de nacht zelf ({view.event_class})."
        en = f"Nights of every view angle are compared: only {n_nights} {were} seen from the same angle as the event night ({view.event_class})."
        if view.n_unknown:
            nl += f" Van {view.n_unknown} van de {view.n_seen} andere nachten is de kijkhoek niet bekend."
            en += f" Of {view.n_unknown} of the {view.n_seen} other nights the view angle is not known."
    return {
        "matched": matched,
        "class": view.event_class or None,
        "n_nights_in_class": n_nights if view.event_class else None,
        "reason": {"nl": nl, "en": en},
    }


def as_site_nights(area_nights: pd.DataFrame | None) -> pd.DataFrame:
    """The table of area and night with the columns that the matching of sites and nights asks for.

    Parameters
    ----------
    area_nights : table with `AREA_NIGHT_COLUMNS`, or None

    Returns
    -------
    pandas.DataFrame
        The same rows; ``is_covered`` where there is a value and half of the area was seen clear; ``view_class``
        (empty where ``view_zenith_deg`` is not known or not there).

    Raises
    ------
    TableError
        If a column is missing.

    Examples
    --------
    >>> table = as_site_nights(pd.DataFrame({
    ...     "site_id": "dark", "role": "lights_off", "night": ["2022-09-24", "2022-09-25"], "value": [-3.0, -3.1],
    ...     "clear_share": [0.4, 0.9]}))
    >>> table.is_covered.tolist()
    [False, True]
    """
    if area_nights is None:
        area_nights = pd.DataFrame({name: [] for name in AREA_NIGHT_COLUMNS}).astype(
            {"value": "float64", "clear_share": "float64"}
        )
    require_columns(area_nights, AREA_NIGHT_COLUMNS, where="compare_satellite")
    seen = area_nights["value"].notna() & (area_nights["clear_share"] >= SMALLEST_CLEAR_SHARE)
    pixels = area_nights.get("n_readings", 0)
    # The radiance is corrected for the moon and masked for cloud, so every night seen is seen alike.
    return area_nights.assign(
        site_id=area_nights["site_id"].astype("str"),
        role=area_nights["role"].astype("str"),
        night=area_nights["night"].astype("str"),
        n_readings=pixels,
        is_covered=seen,
        instrument_type=Stream.SATELLITE,
        cloud_class=CLEAR,
        cloud_mask_class=CLEAR,
        view_class=view_class(area_nights.get("view_zenith_deg", np.full(len(area_nights), np.nan))),
    ).astype({"view_class": "str"})


def area_table(table: pd.DataFrame, *, event: Event) -> pd.DataFrame:
    """One row an area, in the shape of the table of sites; its place is a point inside it."""
    night = event.night.isoformat()
    points = {area.area_id: area.shape.representative_point() for area in event.areas}
    rows = []
    for (role, site_id), nights in table.groupby(["role", "site_id"], observed=True, sort=True):
        on_event = nights[nights["night"] == night]
        covered = bool(on_event["is_covered"].any())
        word = CLEAR if covered else UNKNOWN
        point = points.get(str(site_id))
        rows.append(
            {
                "site_id": str(site_id),
                "role": str(role),
                "instrument_type": Stream.SATELLITE,
                "longitude_deg": math.nan if point is None else point.x,
                "latitude_deg": math.nan if point is None else point.y,
                "n_good": int(nights.loc[nights["is_covered"], "n_readings"].sum()),
                "n_in_window": int(on_event.loc[on_event["is_covered"], "n_readings"].sum()),
                "coverage": "covered" if covered else "no_coverage",
                "coverage_share": float(on_event["clear_share"].max()) if len(on_event) else 0.0,
                "cloud_class": word,
                "cloud_en": CLOUD_WORDS[word].en,
                "cloud_nl": CLOUD_WORDS[word].nl,
                "moves": False,
            }
        )
    return pd.DataFrame(rows, columns=list(_SITE_COLUMNS)).astype({"moves": "bool"})


_SITE_COLUMNS = (
    "site_id",
    "role",
    "instrument_type",
    "longitude_deg",
    "latitude_deg",
    "n_good",
    "n_in_window",
    "coverage",
    "coverage_share",
    "cloud_class",
    "cloud_en",
    "cloud_nl",
    "moves",
)


def nights_of_calendar(nights: Iterable[str], *, event: Event) -> pd.DataFrame:
    """The nights given as a table of candidates: within the days of the event's rule and not excluded by it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> nights_of_calendar(["2022-09-24", "2022-12-01"], event=leiden)[["night", "is_candidate"]].values.tolist()
    [['2022-09-24', True], ['2022-09-25', False], ['2022-12-01', False]]
    """
    rule = event.baseline
    first = (event.night - timedelta(days=rule.days_before)).isoformat()
    last = (event.night + timedelta(days=rule.days_after)).isoformat()
    excluded = {item.night.isoformat(): item.reason for item in rule.exclude}
    rows = []
    for night in sorted({*nights, event.night.isoformat()}):
        reason = excluded.get(night)
        if not first <= night <= last:
            reason = Text("te ver van de nacht zelf", "too many days from the event night")
        if night == event.night.isoformat():
            reason = Text("de nacht met het licht uit", "the lights-off night")
        rows.append((night, reason is None, night == event.night.isoformat(), True, *_words(reason)))
    columns = ["night", "is_candidate", "is_event", "is_dark", "reason_en", "reason_nl"]
    return pd.DataFrame(rows, columns=columns).astype({"night": "str"})


def _words(reason: Text | None) -> tuple[str, str]:
    return ("", "") if reason is None else (reason.en, reason.nl)


def counts(table: pd.DataFrame, *, event: Event) -> dict[str, int]:
    """Counted in area-nights: a raster has no readings.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> table = pd.DataFrame({"night": ["2022-09-24", "2022-09-25"], "is_covered": [True, False]})
    >>> counts(table, event=load_event(Path("data/events/leiden-2022")))
    {'read': 2, 'good': 1, 'in_window': 0}
    """
    covered = table["is_covered"]
    return {
        "read": len(table),
        "good": int(covered.sum()),
        "in_window": int((covered & (table["night"] == event.night.isoformat())).sum()),
    }


def pass_of_night(passes: pd.DataFrame | None, night: str) -> tuple[datetime | None, str | None]:
    """Moment of the pass on the event night, and how it is known; the first if there are more.

    Raises
    ------
    TableError
        If a column is missing.

    Examples
    --------
    >>> passes = pd.DataFrame({
    ...     "night": ["2022-09-25"], "pass_time_utc": pd.to_datetime(["2022-09-26T01:55Z"]), "basis": ["UTC_Time"]})
    >>> pass_of_night(passes, "2022-09-25")[1], pass_of_night(passes, "2022-09-24")
    ('UTC_Time', (None, None))
    """
    if passes is None:
        return None, None
    require_columns(passes, ("night", "pass_time_utc", "basis"), where="compare_satellite")
    rows = passes[passes["night"].astype("str") == night].sort_values("pass_time_utc")
    if rows.empty:
        return None, None
    moment = rows["pass_time_utc"].iloc[0]
    return (None if pd.isna(moment) else moment.to_pydatetime()), str(rows["basis"].iloc[0])


def pass_words(pass_time: datetime | None, *, event: Event) -> Text:
    """When the satellite passed, and what that means, in words.

    Examples
    --------
    >>> from datetime import UTC
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> leiden = load_event(Path("data/events/leiden-2022"))
    >>> pass_words(datetime(2022, 9, 25, 20, 30, tzinfo=UTC), event=leiden).en
    'The satellite passed at 22:30, in the lights-off hours.'
    """
    if pass_time is None:
        usual = usual_pass_utc(event.night + timedelta(days=1), longitude_deg=event.longitude_deg)
        return sentence(
            "Wanneer de satelliet overkwam is niet bekend (gewoonlijk rond 01:30 plaatselijke zonnetijd, hier ongeveer {clock}); hij telt daarom niet als meting van de donkere uren.",
            "When the satellite passed is not known (usually near 01:30 local solar time, here about {clock}), so it does not count as a measurement of the lights-off hours.",
            clock=f"{usual.astimezone(event.zone):%H:%M}",
        )
    local = f"{(pass_time + timedelta(seconds=30)).astimezone(event.zone):%H:%M}"  # to the nearest minute
    if pass_time > event.window.end:
        hours = (pass_time - event.window.end).total_seconds() / 3600
        return _outside(local, hours, Text("nadat het licht weer aanging", "after the lights came back"))
    if pass_time < event.window.start:
        hours = (event.window.start - pass_time).total_seconds() / 3600
        return _outside(local, hours, Text("voordat het licht uitging", "before the lights went off"))
    return sentence(
        "De satelliet kwam over om {local}, in de donkere uren.",
        "The satellite passed at {local}, in the lights-off hours.",
        local=local,
    )


def _outside(local: str, hours: float, when: Text) -> Text:
    return sentence(
        "De satelliet kwam over om {local}, {hours} uur {when}: hij kan het effect niet zien en dient als controle, die niets hoort te vinden.",
        "The satellite passed at {local}, {hours} hours {when}: it cannot see the effect and serves as a check, which should find nothing.",
        local=local,
        hours=Text(f"{hours:.1f}".replace(".", ","), f"{hours:.1f}"),
        when=when,
    )
