"""Science: which sites and nights may stand beside the event night, and why the others may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seeingstars.columns import Role
from seeingstars.event import Text
from seeingstars.science.site_nights import instrument_family
from seeingstars.science.two_step import two_step
from seeingstars.science.verdict import DIFFERENCE_IN_DIFFERENCES, FEWEST_BASELINE_NIGHTS, NIGHT_AGAINST_NIGHTS
from seeingstars.science.witnesses import (
    CHANGING,
    UNKNOWN,
    WITNESSES,
    class_column,
    difference_words,
    said_by_all,
    witnesses_alike,
)

EVENT, BASELINE, LEFT_OUT = "event", "baseline", "left_out"
_ARMS = {DIFFERENCE_IN_DIFFERENCES: (Role.LIGHTS_OFF, Role.CONTROL), NIGHT_AGAINST_NIGHTS: (Role.LIGHTS_OFF,)}
_CANNOT_MATCH = (UNKNOWN, CHANGING)
NO_READINGS = Text(
    "geen of te weinig goede metingen op dezelfde kloktijden, op de meetpunten die meetellen",
    "no good readings, or too few, at the same clock hours at the sites that count",
)
OTHER_CLOUD_EN = "cloud class differs"
_EVENT_PREFIX = "event_"


@dataclass(frozen=True)
class Match:
    """The site-nights that a design uses, and the difference that each night gives.

    ``site_nights`` holds the rows used; ``differences`` one row a night: ``night``, ``difference``,
    ``role`` (event, baseline or left_out), ``reason_en``, ``reason_nl``; ``sites`` the site table with
    ``used``, ``baseline_nights``, ``reason_en`` and ``reason_nl``.
    """

    design: str
    site_nights: pd.DataFrame
    differences: pd.DataFrame
    sites: pd.DataFrame

    @property
    def n_baseline_nights(self) -> int:
        """Number of nights that the event night is compared with."""
        return int((self.differences["role"] == BASELINE).sum())

    @property
    def has_event(self) -> bool:
        """Whether the event night gives a difference in this design."""
        at_event = self.differences.loc[self.differences["role"] == EVENT, "difference"]
        return bool(at_event.notna().any())


def best_match(
    nights: pd.DataFrame,
    sites: pd.DataFrame,
    *,
    candidates: pd.DataFrame,
    has_control: bool,
    no_readings: Text = NO_READINGS,
) -> Match:
    """The design that the event allows, and the sites and nights that it uses.

    Parameters
    ----------
    nights : table of `site_nights`
    sites : table of `site_table`
    candidates : table of `candidate_nights`
    has_control : whether the event has a control area
    no_readings : why a night without any usable site-night is left out

    Returns
    -------
    Match
        Difference in differences where control sites share with the lights-off sites the event night and at
        least 3 baseline nights, or as many as the lights-off sites have alone; else night against nights.
        The choice looks at which site-nights exist and at their cloud, never at their values.
    """
    if not has_control:
        return _match(nights, sites, candidates, NIGHT_AGAINST_NIGHTS, no_readings)
    paired = _match(nights, sites, candidates, DIFFERENCE_IN_DIFFERENCES, no_readings)
    if paired.has_event and paired.n_baseline_nights >= FEWEST_BASELINE_NIGHTS:
        return paired
    alone = _match(nights, sites, candidates, NIGHT_AGAINST_NIGHTS, no_readings)
    if paired.has_event and paired.n_baseline_nights >= max(1, alone.n_baseline_nights):
        return paired
    return alone if alone.has_event else paired


def _match(
    nights: pd.DataFrame, sites: pd.DataFrame, candidates: pd.DataFrame, design: str, no_readings: Text
) -> Match:
    event_night = _event_night(candidates)
    sites = _judged(sites, design)
    in_play = _in_play(nights, sites, event_night)
    allowed = {*candidates.loc[candidates["is_candidate"], "night"], event_night}
    alike = in_play[in_play["night"].isin(allowed) & in_play["is_alike"]]
    with_control = design == DIFFERENCE_IN_DIFFERENCES
    levels = two_step(alike.assign(value=_same_hours(alike)), event_night=event_night, with_control=with_control)
    differences = _with_roles(levels, candidates, in_play, alike, design, no_readings)
    baseline = set(differences.loc[differences["role"] == BASELINE, "night"])
    used = alike[alike["night"].isin({*baseline, event_night})]
    counts = used[used["night"] != event_night].groupby(["role", "site_id"]).size().rename("baseline_nights")
    sites = sites.merge(counts.reset_index(), on=["role", "site_id"], how="left")
    sites = sites.assign(baseline_nights=sites["baseline_nights"].fillna(0).astype("int64"))
    return Match(design, used[nights.columns], differences, _without_nights(sites))


def _in_play(nights: pd.DataFrame, sites: pd.DataFrame, event_night: str) -> pd.DataFrame:
    """The site-nights with a value at the sites that may be used, each with the event night at its site.

    ``is_alike`` says whether the cloud was that of the event night by every witness.
    """
    table = nights[nights["is_covered"] & nights["value"].notna()]
    said = [class_column(name) for name in WITNESSES if class_column(name) in nights]
    on_event = table.loc[table["night"] == event_night, ["role", "site_id", "value", *said]]
    on_event = on_event.rename(columns={name: _EVENT_PREFIX + name for name in said} | {"value": "whole_event_value"})
    used = sites.loc[sites["used"], ["role", "site_id"]].merge(on_event, on=["role", "site_id"], validate="one_to_one")
    table = table.merge(used, on=["role", "site_id"], validate="many_to_one")
    of_event = table[[_EVENT_PREFIX + name for name in said]].set_axis(said, axis=1)
    return table.assign(is_alike=witnesses_alike(table[said], of_event))


def _same_hours(table: pd.DataFrame) -> pd.Series[float]:
    """Values whose difference from the event night is taken over the bins that both nights have.

    A night that lacks bins of the event night is set against those it has; the rest of the event night must not
    come in, for the sky darkens through the hours by itself.
    """
    if "event_value" not in table:
        return table["value"]
    missed = (table["whole_event_value"] - table["event_value"]).fillna(0.0)
    return table["value"] + missed


def _event_night(candidates: pd.DataFrame) -> str:
    nights = candidates.loc[candidates["is_event"], "night"]
    if len(nights) != 1:
        raise ValueError(f"candidates must hold the event night once; it stands there {len(nights)} times")
    return str(nights.iloc[0])


def _judged(sites: pd.DataFrame, design: str) -> pd.DataFrame:
    """Which sites the design may use, each with the reason if it may not."""
    sites = sites.assign(family=[instrument_family(str(kind)) for kind in sites["instrument_type"]])
    free = sites[(sites["coverage"] == "covered") & ~sites["moves"] & ~sites["cloud_class"].isin(_CANNOT_MATCH)]
    both = set(free["family"])
    for arm in _ARMS[design]:
        both &= set(free.loc[free["role"] == arm, "family"])
    reasons = [_site_reason(site, design, both) for site in sites.itertuples(index=False)]
    return sites.assign(
        used=[reason is None for reason in reasons],
        reason_en=["" if reason is None else reason.en for reason in reasons],
        reason_nl=["" if reason is None else reason.nl for reason in reasons],
    )


def _site_reason(site: Any, design: str, families_in_both_arms: set[str]) -> Text | None:
    if site.role not in _ARMS[design]:
        return Text("deze vergelijking heeft geen vergelijkingsgebied", "this comparison has no control area")
    if site.moves:
        return Text("het instrument is verplaatst tussen gebieden", "the instrument moved between areas")
    if site.coverage != "covered":
        return Text(
            "geen of te weinig goede metingen in de donkere uren van de nacht zelf",
            "no good readings, or too few, in the lights-off hours of the event night",
        )
    if site.cloud_class == UNKNOWN:
        return Text(
            "niets zegt hoe bewolkt het was in de nacht zelf", "nothing says how cloudy the event night was here"
        )
    if site.cloud_class == CHANGING:
        return Text("de bewolking veranderde tijdens de donkere uren", "the cloud changed during the lights-off hours")
    if site.family not in families_in_both_arms:
        return Text(
            "dit soort instrument staat alleen in één van beide gebieden",
            "this type of instrument stands in one of the two areas only",
        )
    return None


def _without_nights(sites: pd.DataFrame) -> pd.DataFrame:
    """A site with the event night but no baseline night says nothing: it is told so."""
    lonely = sites["used"] & (sites["baseline_nights"] == 0)
    return sites.assign(
        used=sites["used"] & ~lonely,
        reason_en=sites["reason_en"].mask(lonely, "no similar night has readings here"),
        reason_nl=sites["reason_nl"].mask(lonely, "geen vergelijkbare nacht heeft hier metingen"),
    )


def _with_roles(
    levels: pd.DataFrame,
    candidates: pd.DataFrame,
    in_play: pd.DataFrame,
    alike: pd.DataFrame,
    design: str,
    no_readings: Text,
) -> pd.DataFrame:
    """Every night of the calendar with its difference, its role and the reason if it is left out."""
    table = candidates.merge(levels, on="night", how="left", validate="one_to_one")
    there = {str(night): rows for night, rows in in_play.groupby("night")}
    same_cloud = {str(night): rows for night, rows in alike.groupby("night")}
    nothing = in_play.iloc[:0]
    words = [
        _night_words(
            row, there.get(str(row.night), nothing), same_cloud.get(str(row.night), nothing), design, no_readings
        )
        for row in table.itertuples(index=False)
    ]
    return pd.DataFrame(
        {
            "night": table["night"],
            "difference": table["difference"].mask(np.array([role == LEFT_OUT for role, _ in words], dtype=bool)),
            "role": [role for role, _ in words],
            "reason_en": [reason.en for _, reason in words],
            "reason_nl": [reason.nl for _, reason in words],
        }
    )


def _night_words(
    row: Any, there: pd.DataFrame, alike: pd.DataFrame, design: str, no_readings: Text
) -> tuple[str, Text]:
    given = Text(str(row.reason_nl), str(row.reason_en))
    if row.is_event:
        return EVENT, given
    if not row.is_candidate:
        return LEFT_OUT, given
    if np.isfinite(row.difference):
        return BASELINE, Text(
            "vergelijkbare nacht: donker, zonder maan, zelfde bewolking", "similar night: dark, no moon, same cloud"
        )
    arms = set(_ARMS[design])
    if not arms <= set(there["role"]):
        return LEFT_OUT, no_readings if there.empty else _missing_arm(arms - set(there["role"]))
    if not arms <= set(alike["role"]):
        return LEFT_OUT, _other_cloud(there[~there["is_alike"]])
    return LEFT_OUT, Text(
        "geen meetpunt verbindt deze nacht met de nacht zelf", "no site ties this night to the event night"
    )


def _missing_arm(arms: set[str]) -> Text:
    if Role.CONTROL in arms:
        return Text("geen goede metingen in het vergelijkingsgebied", "no good readings in the control area")
    return Text("geen goede metingen in het donkere gebied", "no good readings in the lights-off area")


def _other_cloud(rows: pd.DataFrame) -> Text:
    """In what the cloud differed from that of the event night, by those who say so."""
    records = rows.sort_values(["role", "site_id"]).to_dict("records")
    words = difference_words((said_by_all(row), said_by_all(_of_event(row))) for row in records)
    return Text(f"andere bewolking: {words.nl}", f"{OTHER_CLOUD_EN}: {words.en}")


def _of_event(row: dict[Any, Any]) -> dict[str, Any]:
    return {name.removeprefix(_EVENT_PREFIX): value for name, value in row.items() if name.startswith(_EVENT_PREFIX)}
