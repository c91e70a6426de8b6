"""Science: the list of baseline nights, fixed from calendar and weather before any brightness is looked at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from seeingstars.errors import SeeingStarsError
from seeingstars.event import Event

# The weather that a list may rest on; how steady a meter reads comes from brightness, so it is not among them.
WEATHER_COLUMNS = ("stream", "site_id", "night", "sky_temperature_class", "observer_class", "okta_class")
_CALENDAR_COLUMNS = ("night", "is_candidate", "is_event", "is_dark", "reason_en", "reason_nl")


def baseline_list(candidates: pd.DataFrame, *, event: Event, weather: pd.DataFrame | None = None) -> dict[str, Any]:
    """The nights that may stand beside the event night, with the weather known of each, sealed with a hash.

    Parameters
    ----------
    candidates : table of `nights.candidate_nights`
    event : Event
    weather : table of `cloud.cloud_classes` made without brightness, or None

    Returns
    -------
    dict
        ``event``, ``rule``, ``nights`` (one entry a night of the calendar), ``weather`` (one entry a stream, site
        and night of which any witness speaks) and ``sha256`` of all that. JSON can hold it as it is.

    Notes
    -----
    The hash is SHA-256 of the JSON with sorted keys and no spaces, without the key ``sha256``.
    """
    rule = event.baseline
    content: dict[str, Any] = {
        "event": event.event_id,
        "simulated": event.is_simulated,
        "rule": {
            "days_before": rule.days_before,
            "days_after": rule.days_after,
            "sun_below_deg": rule.sun_below_deg,
            "moon_below_deg": rule.moon_below_deg,
            "window_utc": [event.window.start.isoformat(), event.window.end.isoformat()],
            "excluded": [exclusion.night.isoformat() for exclusion in rule.exclude],
        },
        "nights": _rows(candidates[list(_CALENDAR_COLUMNS)]),
        "weather": [] if weather is None else _rows(_spoken(weather)),
    }
    return {**content, "sha256": digest_of(content)}


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 that seals a list.

    Examples
    --------
    >>> digest_of({"nights": []})[:12], digest_of({"nights": [], "sha256": "anything"})[:12]
    ('8a2a11577407', '8a2a11577407')
    """
    sealed = {key: value for key, value in content.items() if key != "sha256"}
    text = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def candidates_of(content: Mapping[str, Any], *, event: Event) -> pd.DataFrame:
    """The calendar of a sealed list, as `nights.candidate_nights` gives it.

    Parameters
    ----------
    content : what `baseline_list` made
    event : Event

    Returns
    -------
    pandas.DataFrame
        One row a night.

    Raises
    ------
    SeeingStarsError
        If the list does not match its hash or belongs to another event: nights may not be changed once
        brightness has been looked at.
    """
    if not isinstance(content, Mapping) or content.get("sha256") != digest_of(content):
        raise SeeingStarsError(
            "baseline.json must match its hash; it was changed after it was sealed; make the list anew and say why",
            "baseline.json moet bij zijn hash passen; het is veranderd nadat het was verzegeld; maak de lijst opnieuw en zeg waarom",
        )
    if content.get("event") != event.event_id:
        raise SeeingStarsError(
            f"baseline.json must be of the event {event.event_id}; it is of {content.get('event')}; make the list anew",
            f"baseline.json moet van het evenement {event.event_id} zijn; het is van {content.get('event')}; maak de lijst opnieuw",
        )
    return pd.DataFrame(list(content["nights"]), columns=list(_CALENDAR_COLUMNS))


def _spoken(weather: pd.DataFrame) -> pd.DataFrame:
    columns = [column for column in WEATHER_COLUMNS if column in weather]
    classes = [column for column in columns if column.endswith("_class")]
    spoken = (weather[classes].astype("str") != "unknown").any(axis=1)
    return weather.loc[spoken, columns].sort_values(columns[:3], ignore_index=True)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype("object").to_dict(orient="records")
    return [
        {str(key): bool(value) if isinstance(value, bool) else str(value) for key, value in row.items()}
        for row in plain
    ]
