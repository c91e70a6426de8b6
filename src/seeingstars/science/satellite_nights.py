"""Science: the night lights of the areas in the shape of site-nights, and what the hour of the pass means."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

import pandas as pd

from seeingstars.columns import Stream, require_columns
from seeingstars.event import Event, Text
from seeingstars.science.wording import sentence

# Our choice: with less than half of an area seen clear, its mean is that of another place.
SMALLEST_CLEAR_SHARE = 0.5
# One magnitude is a factor 10^0.4 in light.
LN_PER_MAG = math.log(10) / 2.5
# The radiance is corrected for the moon and masked for cloud, so every night seen is seen alike.
_SEEN_CLEAR = "clear"
AREA_NIGHT_COLUMNS = ("site_id", "role", "night", "value", "clear_share")


NO_NIGHT_LIGHTS = Text("Er zijn geen satellietbeelden gegeven.", "No night lights were given.")
NOT_SEEN = Text(
    "De satelliet heeft het donkere gebied in deze nacht niet helder genoeg gezien.",
    "The satellite did not see the lights-off area clearly enough on this night.",
)
NOT_SEEN_CLEAR = Text(
    "het gebied was voor minder dan de helft helder te zien", "less than half of the area was seen clear"
)


def as_site_nights(area_nights: pd.DataFrame | None) -> pd.DataFrame:
    """The table of area and night with the columns that the matching of sites and nights asks for.

    Parameters
    ----------
    area_nights : table with `AREA_NIGHT_COLUMNS`, or None

    Returns
    -------
    pandas.DataFrame
        The same rows; ``is_covered`` where there is a value and half of the area was seen clear.

    Raises
    ------
    TableError
        If a column is missing.
    """
    if area_nights is None:
        area_nights = pd.DataFrame({name: [] for name in AREA_NIGHT_COLUMNS}).astype(
            {"value": "float64", "clear_share": "float64"}
        )
    require_columns(area_nights, AREA_NIGHT_COLUMNS, where="compare_satellite")
    seen = area_nights["value"].notna() & (area_nights["clear_share"] >= SMALLEST_CLEAR_SHARE)
    pixels = area_nights.get("n_readings", 0)
    return area_nights.assign(
        site_id=area_nights["site_id"].astype("str"),
        role=area_nights["role"].astype("str"),
        night=area_nights["night"].astype("str"),
        n_readings=pixels,
        is_covered=seen,
        instrument_type=Stream.SATELLITE,
        cloud_class=_SEEN_CLEAR,
    )


def area_table(table: pd.DataFrame, *, event: Event) -> pd.DataFrame:
    """One row an area, in the shape of the table of sites; its place is a point inside it."""
    night = event.night.isoformat()
    points = {area.area_id: area.shape.representative_point() for area in event.areas}
    rows = []
    for (role, site_id), nights in table.groupby(["role", "site_id"], observed=True, sort=True):
        on_event = nights[nights["night"] == night]
        covered = bool(on_event["is_covered"].any())
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
                "cloud_class": _SEEN_CLEAR if covered else "unknown",
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
    "moves",
)


def nights_of_calendar(nights: Iterable[str], *, event: Event) -> pd.DataFrame:
    """The nights given as a table of candidates: within the days of the event's rule and not excluded by it."""
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
    """Counted in area-nights: a raster has no readings."""
    covered = table["is_covered"]
    return {
        "read": len(table),
        "good": int(covered.sum()),
        "in_window": int((covered & (table["night"] == event.night.isoformat())).sum()),
    }


def pass_of_night(passes: pd.DataFrame | None, night: str) -> tuple[datetime | None, str | None]:
    """Moment of the pass on the event night; the first if there are more."""
    if passes is None:
        return None, None
    require_columns(passes, ("night", "pass_time_utc", "basis"), where="compare_satellite")
    rows = passes[passes["night"].astype("str") == night].sort_values("pass_time_utc")
    if rows.empty:
        return None, None
    moment = rows["pass_time_utc"].iloc[0]
    return (None if pd.isna(moment) else moment.to_pydatetime()), str(rows["basis"].iloc[0])


def pass_words(pass_time: datetime | None, *, event: Event) -> Text:
    """When the satellite passed, and what that means, in words."""
    if pass_time is None:
        return Text(
            "Wanneer de satelliet overkwam is niet bekend; hij telt daarom niet als meting van de donkere uren.",
            "When the satellite passed is not known, so it does not count as a measurement of the lights-off hours.",
        )
    local = f"{pass_time.astimezone(event.zone):%H:%M}"
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
