"""Science: the answer of one stream: the estimate, the verdict and everything they rest on, ready to be written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from seeingstars.columns import Role, Stream
from seeingstars.event import Text
from seeingstars.science.comparison import (
    Estimate,
    PermutationTest,
    difference_in_differences,
    kappa_star,
    minimum_detectable_effect,
    permutation,
)
from seeingstars.science.matching import BASELINE, EVENT, LEFT_OUT, OTHER_CLOUD_EN, Match
from seeingstars.science.verdict import Finding, decide, unit_of
from seeingstars.science.witnesses import STRONG_WITNESSES, UNKNOWN, class_column
from seeingstars.science.wording import counted, sentence

_ARM_NAMES = {"area": Role.LIGHTS_OFF, "control": Role.CONTROL}


@dataclass(frozen=True)
class Comparison:
    """The answer of one stream.

    ``result`` holds plain Python types only (`json.dumps(..., allow_nan=False)` works; a number that does
    not exist is None); ``site_nights`` is the table of `science.site_nights` with ``used``; ``differences``
    has ``night``, ``difference`` (NaN for a night left out) and ``role`` (event, baseline, left_out).
    """

    result: dict[str, Any]
    site_nights: pd.DataFrame
    differences: pd.DataFrame


def assemble(
    match: Match,
    *,
    site_nights: pd.DataFrame,
    stream: str,
    smallest_effect: float,
    n_readings: Mapping[str, int],
    no_coverage: Text,
    blocked: Text | None,
    negative_control: bool = False,
    pass_words: Text | None = None,
    pass_is_known: bool = True,
    zone: ZoneInfo | None = None,
) -> Comparison:
    """The comparison of one stream from the sites and nights that were matched.

    Parameters
    ----------
    match : Match
    site_nights : table of all site-nights, used or not
    stream : one of `columns.STREAMS`
    smallest_effect : smallest effect of interest in the unit of the stream
    n_readings : ``read``, ``good``, ``in_window``
    no_coverage : why, if the event night gives no difference
    blocked : why the numbers may not be read, or None
    negative_control, pass_words, pass_is_known : of the satellite
    zone : wall clock of the hours that fixed meters measured; None for the satellite

    Returns
    -------
    Comparison
    """
    estimate, test = _inference(match)
    mde = float(minimum_detectable_effect(estimate.s, estimate.n_baseline_nights))
    finding = Finding(
        stream=stream,
        design=match.design,
        smallest_effect=smallest_effect,
        n_baseline_nights=match.n_baseline_nights,
        effect=float(estimate.effect),
        ci95=(float(estimate.ci95[0]), float(estimate.ci95[1])),
        minimum_detectable_effect=mde,
        is_most_unusual=int(test.rank) == 1,
        has_coverage=_has_coverage(match.sites),
        no_coverage=no_coverage,
        blocked=blocked,
        too_few_because=_too_few_because(match),
        negative_control=negative_control,
        pass_words=pass_words,
        pass_is_known=pass_is_known,
        only_steady=stream != Stream.SATELLITE and _only_steady(match),
        **_measured(match.sites, zone if stream == Stream.PHOTOMETER else None),
    )
    verdict = decide(finding)
    result = {
        "stream": stream,
        "design": match.design,
        "verdict": verdict.verdict,
        "reason": _in_both(verdict.reason),
        "unit": unit_of(stream),
        "smallest_effect_of_interest": smallest_effect,
        **_numbers(estimate, test, mde, match),
        "n_sites": {arm: _sites_used(match, role) for arm, role in _ARM_NAMES.items()},
        "sites": _sites(match.sites),
        "n_readings": {name: int(n_readings[name]) for name in ("read", "good", "in_window")},
        "nights": _nights(match.differences),
    }
    return Comparison(result, _marked(site_nights, match), match.differences[["night", "difference", "role"]])


def _inference(match: Match) -> tuple[Estimate, PermutationTest]:
    differences = match.differences
    baseline = differences.loc[differences["role"] == BASELINE, "difference"].to_numpy(dtype=np.float64)
    event = float(differences.loc[differences["role"] == EVENT, "difference"].iloc[0])
    return difference_in_differences(baseline, event), permutation(baseline, event)


def _numbers(estimate: Estimate, test: PermutationTest, mde: float, match: Match) -> dict[str, Any]:
    has_p = bool(np.isfinite(test.p))
    low, high = _number(estimate.ci95[0]), _number(estimate.ci95[1])
    return {
        "effect": _number(estimate.effect),
        "ci95": None if low is None or high is None else [low, high],
        "se": _number(estimate.se),
        "n_baseline_nights": match.n_baseline_nights,
        "t": _number(estimate.t),
        "p_t": _number(estimate.p_t),
        "p_permutation": _number(test.p),
        "rank": int(test.rank) if has_p else None,
        "minimum_detectable_effect": _number(mde),
        "kappa_star": _number(kappa_star(estimate.effect, estimate.s, estimate.n_baseline_nights)),
    }


def _number(value: Any) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None


def _in_both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}


def _has_coverage(sites: pd.DataFrame) -> bool:
    return bool(((sites["role"] == Role.LIGHTS_OFF) & (sites["coverage"] == "covered")).any())


def _only_steady(match: Match) -> bool:
    """Whether the nights used were matched in cloud by nothing but how steady the meters were."""
    strong = [class_column(name) for name in STRONG_WITNESSES if class_column(name) in match.site_nights]
    return not match.site_nights.empty and bool((match.site_nights[strong] == UNKNOWN).all(axis=None))


def _measured(sites: pd.DataFrame, zone: ZoneInfo | None) -> dict[str, Any]:
    """Share of the lights-off hours that the sites of the area measured, their mean [1], and from when to when.

    Nothing for a crowd: one reading is enough there.
    """
    area = sites[(sites["role"] == Role.LIGHTS_OFF) & (sites["coverage"] == "covered")]
    area = area[area["used"]] if area["used"].any() else area
    if zone is None or area.empty:
        return {}
    first, last = area["first_in_window_utc"].min(), area["last_in_window_utc"].max()
    hours = "–".join(f"{moment.tz_convert(zone):%H:%M}" for moment in (first, last))
    return {"measured_share": float(area["coverage_share"].mean()), "measured_hours": Text(hours, hours)}


def _sites_used(match: Match, role: str) -> int:
    return int((match.sites["used"] & (match.sites["role"] == role)).sum())


def _sites(sites: pd.DataFrame) -> list[dict[str, Any]]:
    ordered = sites.sort_values(["role", "site_id"], key=_lights_off_first, kind="stable")
    return [
        {
            "site_id": str(site["site_id"]),
            "role": str(site["role"]),
            "instrument_type": str(site["instrument_type"]),
            "longitude_deg": _number(site["longitude_deg"]),
            "latitude_deg": _number(site["latitude_deg"]),
            "n_readings": {"good": int(site["n_good"]), "in_window": int(site["n_in_window"])},
            "coverage": str(site["coverage"]),
            "coverage_share": _number(site["coverage_share"]),
            "cloud_class": str(site["cloud_class"]),
            "cloud": {"nl": str(site["cloud_nl"]), "en": str(site["cloud_en"])},
            "baseline_nights": int(site["baseline_nights"]),
            "used": bool(site["used"]),
            "reason": {"nl": str(site["reason_nl"]), "en": str(site["reason_en"])},
        }
        for site in ordered.to_dict("records")
    ]


def _lights_off_first(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.ne(Role.LIGHTS_OFF) if column.name == "role" else column


def _nights(differences: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "night": str(row["night"]),
            "used": row["role"] != LEFT_OUT and bool(np.isfinite(row["difference"])),
            "role": str(row["role"]),
            "difference": _number(row["difference"]),
            "reason": {"nl": str(row["reason_nl"]), "en": str(row["reason_en"])},
        }
        for row in differences.to_dict("records")
    ]


def _marked(table: pd.DataFrame, match: Match) -> pd.DataFrame:
    keys = ["role", "site_id", "night"]
    used = pd.MultiIndex.from_frame(match.site_nights[keys])
    return table.assign(used=pd.MultiIndex.from_frame(table[keys]).isin(used))


def _too_few_because(match: Match) -> Text | None:
    n = int(match.differences["reason_en"].str.startswith(OTHER_CLOUD_EN).sum())
    if n == 0:
        return None
    nights = counted(n, Text("donkere nacht viel", "dark night"), Text("donkere nachten vielen", "dark nights"))
    return sentence(
        "{nights} af omdat de bewolking anders was.",
        "{nights} fell out because the cloud was different.",
        nights=nights,
    )
