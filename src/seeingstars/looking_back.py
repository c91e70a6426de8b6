"""After the night: what it would have taken to see an effect, from a result that was published."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from seeingstars import __version__
from seeingstars.errors import SeeingStarsError
from seeingstars.planning import both_languages, plain_value
from seeingstars.store.publication import read_json


def plan_after(result_path: Path) -> dict[str, Any]:
    """What it would have taken to see the effects of a finished comparison.

    Parameters
    ----------
    result_path : path
        A ``result.json``, or the folder of a publication.

    Returns
    -------
    dict of plain Python values
        ``streams``: per stream the spread, and for the smallest effect of interest and the effect found the nights or
        meters that would have been needed; ``advice`` in Dutch and English.

    Raises
    ------
    SeeingStarsError
        If there is no result of this project at that path.
    """
    file = result_file(result_path)
    result = _read_result(file)
    made: dict[str, Any] = {
        "event": result["event"],
        "made_with": f"seeingstars {__version__}",
        "simulated": bool(result.get("simulated")),
    }
    try:
        return _with_advice({**made, "streams": [_stream_after(stream) for stream in result["comparisons"]]})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _something_else(file) from error


def result_file(path: Path) -> Path:
    """The ``result.json`` that a path means: itself, or the one in that folder."""
    return path / "result.json" if path.is_dir() else path


def _with_advice(made: dict[str, Any]) -> dict[str, Any]:
    from seeingstars.products.hindsight_advice import advice_after

    return {**made, "advice": both_languages(advice_after(made))}


def _read_result(file: Path) -> dict[str, Any]:
    try:
        result = read_json(file)
    except SeeingStarsError as error:
        raise SeeingStarsError(
            f"RESULT must be a result.json or the folder of a publication; {error.en}",
            f"RESULT moet een result.json of de map van een publicatie zijn; {error.nl}",
        ) from error
    if not isinstance(result, dict) or "event" not in result or not isinstance(result.get("comparisons"), list):
        raise _something_else(file)
    return dict(result)


def _something_else(file: Path) -> SeeingStarsError:
    return SeeingStarsError(
        f"RESULT must be the result.json of a comparison, with event and comparisons; {file} is something else",
        f"RESULT moet de result.json van een vergelijking zijn, met event en comparisons; {file} is iets anders",
    )


def _stream_after(comparison: dict[str, Any]) -> dict[str, Any]:
    """One stream of a result, with what would have been needed where it has a spread."""
    from seeingstars.science.comparison import minimum_detectable_effect
    from seeingstars.science.hindsight import spread_of_nights
    from seeingstars.science.power import BASELINE_NIGHTS
    from seeingstars.science.verdict import VERDICTS

    if comparison["verdict"] not in VERDICTS:
        raise ValueError(f"verdict must be one of {', '.join(VERDICTS)}; got {comparison['verdict']!r}")
    n_sites = comparison.get("n_sites") or {}
    told = {
        "stream": comparison["stream"],
        "verdict": comparison["verdict"],
        "reason": comparison.get("reason") or {},
        "unit": comparison.get("unit"),
        "negative_control": bool(comparison.get("negative_control")),
        "n_baseline_nights": int(comparison.get("n_baseline_nights") or 0),
        "n_sites": {arm: int(n_sites.get(arm) or 0) for arm in ("area", "control")},
        "smallest_effect_of_interest": comparison.get("smallest_effect_of_interest"),
        "effect": comparison.get("effect"),
        "ci95": comparison.get("ci95"),
        "minimum_detectable_effect": comparison.get("minimum_detectable_effect"),
        **_cloud_of(comparison),
    }
    se, nights = comparison.get("se"), told["n_baseline_nights"]
    if not se or nights < 2 or not told["n_sites"]["area"]:
        return {
            **told,
            "s": None,
            "detectable": [],
            "needed": [],
            "nothing_would_have_helped": told["cloud_classes"] == ["changing"],
        }
    s = spread_of_nights(float(se), n_baseline_nights=nights)
    needed = _needed(told, s)
    hopeless = any(_is_hopeless(row) for row in needed if row["what"] == "smallest_effect_of_interest")
    detectable = [
        {"baseline_nights": n, "mde": plain_value(minimum_detectable_effect(s, n))}
        for n in sorted({*BASELINE_NIGHTS, nights})
    ]
    return {**told, "s": s, "detectable": detectable, "needed": needed, "nothing_would_have_helped": hopeless}


def _is_hopeless(row: dict[str, Any]) -> bool:
    """Whether endless nights and meters together would not have shown it."""
    return not row["seen"] and row["smallest_ever"] >= abs(row["effect"])


def _needed(told: dict[str, Any], s: float) -> list[dict[str, Any]]:
    from seeingstars.science.hindsight import what_was_needed
    from seeingstars.science.power import SITE_NIGHT_SDS

    rows = []
    for what in ("smallest_effect_of_interest", "effect"):
        if not told[what]:
            continue
        needed = what_was_needed(
            s,
            effect=float(told[what]),
            n_baseline_nights=told["n_baseline_nights"],
            n_area=told["n_sites"]["area"],
            n_control=told["n_sites"]["control"],
            site_night_sd=SITE_NIGHT_SDS.get(str(told["stream"]), math.nan),
        )
        rows.append({"what": what, **vars(needed)})
    return rows


def _cloud_of(comparison: dict[str, Any]) -> dict[str, Any]:
    """Cloud over the area on the event night as the meters' witnesses had it, and how many nights it cost."""
    from seeingstars.science.matching import OTHER_CLOUD_EN

    in_area = [site for site in comparison.get("sites") or [] if site.get("role") == "lights_off"]
    sites = [site for site in in_area if site.get("used")] or [s for s in in_area if s.get("coverage") == "covered"]
    left_out = [night for night in comparison.get("nights") or [] if not night.get("used")]
    lost = [night for night in left_out if str((night.get("reason") or {}).get("en")).startswith(OTHER_CLOUD_EN)]
    return {
        "cloud_classes": sorted({str(site.get("cloud_class")) for site in sites}),
        "nights_lost_to_cloud": len(lost),
    }
