"""Before the night: what could be seen, and what to do for it.

From the calendar and the noise of the sky alone: no brightness of the event is read here.
"""

from __future__ import annotations

import math
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars import __version__
from seeingstars.event import Event, Interval, Text
from seeingstars.event_file import load_event
from seeingstars.store.digests import sha256_of_file
from seeingstars.store.publication import whole_or_not_at_all, write_json, write_manifest

if TYPE_CHECKING:
    import pandas as pd

    from seeingstars.science.power import CloudNoise

# Of the dark, moonless nights a third stays after cloud; the project's own estimate for the Dutch coast.
USABLE_SHARE = 1 / 3
_ASSUMPTION = Text(
    "Aangenomen: van de donkere, maanloze nachten is een derde helder genoeg om mee te vergelijken (Nederland in de herfst).",
    "Assumed: of the dark, moonless nights one in three is clear enough to compare with (the Netherlands in autumn).",
)
ADVISED_METERS = 10
PAGE, PLAN = "plan.html", "plan.json"
_POSTPONED_UP_TO_DAYS = 35
_PASS_MARGIN_H = 2.0
_WIDEST = 100
_SIMULATED = {"nl": "GESIMULEERD", "en": "SIMULATED"}
_OPEN = {"nl": "Open", "en": "Open"}


def plan(event: Event, *, noise: Sequence[CloudNoise] | None = None) -> dict[str, Any]:
    """What an event could show, by calendar and noise alone, and the advice that follows.

    Parameters
    ----------
    event : Event
    noise : measured spread of the sky by class of cloud
        None is that of Leiden in 2023 (`power.LEIDEN_2023`); `power.noise_from_pairs` makes it from your own meters.

    Returns
    -------
    dict of plain Python values
        What ``plan.json`` holds: candidate nights, tables of the minimum detectable effect [mag/arcsec²], control,
        naked eye, postponement, satellite, and ``advice`` in Dutch and English. None where a number does not exist.

    Examples
    --------
    >>> made = plan(load_event(Path("data/events/leiden-2022")))
    >>> len(made["candidates"]), made["expected_usable_nights"]
    (19, 6)
    """
    from seeingstars.products.plan_advice import advice_before
    from seeingstars.science import power
    from seeingstars.science.nights import candidate_nights

    noise = power.LEIDEN_2023 if noise is None else noise
    calendar = candidate_nights(event)
    candidates = [str(night) for night in calendar.loc[calendar["is_candidate"], "night"]]
    usable = math.floor(len(candidates) * USABLE_SHARE)
    made: dict[str, Any] = {
        "event": event.event_id,
        "made_with": f"seeingstars {__version__}",
        "simulated": event.is_simulated,
        **_facts(event),
        "candidates": candidates,
        "nights": _nights(calendar),
        "expected_usable_nights": usable,
        "expected_usable_nights_assumption": {"share": USABLE_SHARE, **_both(_ASSUMPTION)},
        "assumed_sd_mag": {"site_night": power.SITE_NIGHT_SD_MAG, "area_night": power.AREA_NIGHT_SD_MAG},
        "minimum_detectable_effect": _records(power.detectable_table()),
        "minimum_detectable_effect_by_cloud": _records(power.detectable_by_cloud(noise)),
        "expected": _expected(usable, noise),
        "control": _control(noise),
        "naked_eye": _records(power.naked_eye_table()),
        "postponed": _postponed(event),
        "satellite": _satellite(event),
        "noise_source": sorted({one.source for one in noise if one.source}),
    }
    return {**made, "advice": both_languages(advice_before(made))}


def load_plan(event_folder: Path, *, noise: Sequence[CloudNoise] | None = None) -> tuple[dict[str, Any], list[Path]]:
    """The plan of the event in a folder, and the files that it rests on."""
    event = load_event(event_folder)
    return plan(event, noise=noise), list(event.files)


def write_plan(made: dict[str, Any], *, out: Path, inputs: Sequence[Path]) -> list[Path]:
    """Write a plan as a page and as JSON: both or neither.

    Parameters
    ----------
    made : what `plan` or `plan_after` gave
    out : folder; it appears whole or not at all, an earlier plan there is replaced
    inputs : files that the plan rests on, for the manifest

    Returns
    -------
    paths of what was written
    """
    from seeingstars.products.plan_page import write_plan_page

    notes = [{"file": path.name, "bytes": path.stat().st_size, "sha256": sha256_of_file(path)} for path in inputs]
    with whole_or_not_at_all(out) as fresh:
        write_json(made, fresh / PLAN)
        write_plan_page(fresh / PAGE, made)
        write_manifest(fresh, {"event": made["event"], "made_with": made["made_with"], "inputs": notes})
    return [out / PAGE, out / PLAN]


def in_words(made: dict[str, Any], *, language: str, written: Sequence[Path] = ()) -> str:
    """A plan as text for a terminal: the advice, and the files that were written.

    Parameters
    ----------
    made : what `plan` or `plan_after` gave
    language : ``nl`` or ``en``
    written : files to name at the end

    Returns
    -------
    str
    """
    name = made.get("name", {}).get(language, made["event"])
    lines = [str(name), *([_SIMULATED[language]] if made["simulated"] else [])]
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    for told in made["advice"][language]:
        lines += ["", *textwrap.wrap(told, width=width, subsequent_indent="  ", break_on_hyphens=False)]
    if written:
        lines += ["", f"{_OPEN[language]}:", *(f"  {path}" for path in written)]
    return "\n".join(lines)


def _both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}


def both_languages(advice: Sequence[tuple[Text, Text]]) -> dict[str, list[str]]:
    """Advice as it stands in plan.json: head and body as one text, a list a language."""
    return {
        "nl": [f"{head.nl}: {body.nl}" for head, body in advice],
        "en": [f"{head.en}: {body.en}" for head, body in advice],
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of plain Python values; None where a number does not exist."""
    return [{str(name): plain_value(value) for name, value in row.items()} for row in table.to_dict("records")]


def plain_value(value: Any) -> Any:
    """A value of a table as plain Python; None where it does not exist."""
    import pandas as pd

    return None if pd.api.types.is_scalar(value) and pd.isna(value) else getattr(value, "item", lambda: value)()


def _facts(event: Event) -> dict[str, Any]:
    start, end = event.window.start.astimezone(event.zone), event.window.end.astimezone(event.zone)
    return {
        "name": _both(event.name),
        "place": _both(event.place),
        "night": event.night.isoformat(),
        "window": {
            "start_utc": event.window.start.isoformat(),
            "end_utc": event.window.end.isoformat(),
            "start_local": f"{start:%H:%M}",
            "end_local": f"{end:%H:%M}",
            "zone": f"{start:%Z}",
        },
        "has_control": event.has_control,
        "areas_are_approximate": event.areas_are_approximate,
        "smallest_effect_of_interest_mag": event.smallest_effect_of_interest_mag,
    }


def _nights(calendar: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "night": str(row["night"]),
            "is_candidate": bool(row["is_candidate"]),
            "is_event": bool(row["is_event"]),
            "is_dark": bool(row["is_dark"]),
            "reason": {"nl": str(row["reason_nl"]), "en": str(row["reason_en"])},
        }
        for row in calendar.to_dict("records")
    ]


def _expected(usable: int, noise: Sequence[CloudNoise]) -> list[dict[str, Any]]:
    """What the nights that are expected could show on a clear evening: beside a control, and without one."""
    from seeingstars.science import power
    from seeingstars.science.comparison import minimum_detectable_effect

    beside = power.detectable_table(nights=[usable], area_night_sds_mag=[power.AREA_NIGHT_SD_MAG])
    rows = [{"design": "difference_in_differences", **row} for row in _records(beside)]
    night_sd = next((one.night_sd for one in noise if one.cloud_class == "clear"), math.nan)
    alone = {
        "design": "night_against_nights",
        "sigma_area_night": plain_value(night_sd),
        "meters_per_area": 1,
        "baseline_nights": usable,
        "mde_mag": plain_value(minimum_detectable_effect(night_sd, usable)),
    }
    return [*rows, alone]


def _control(noise: Sequence[CloudNoise]) -> list[dict[str, Any]]:
    from seeingstars.products.plan_advice import control_words
    from seeingstars.science.power import control_table

    return [{**row, "advice": _both(control_words(row))} for row in _records(control_table(noise))]


def _postponed(event: Event) -> list[dict[str, Any]]:
    """Each dark night soon after the event on which it could be done instead, and what is then left to compare with."""
    from seeingstars.science import power
    from seeingstars.science.comparison import minimum_detectable_effect
    from seeingstars.science.nights import candidate_nights

    later = replace(event, baseline=replace(event.baseline, days_before=0, days_after=_POSTPONED_UP_TO_DAYS))
    calendar = candidate_nights(later)
    rows = []
    for night in calendar.loc[calendar["is_candidate"], "night"]:
        moved = candidate_nights(_on(event, date.fromisoformat(str(night))))
        usable = math.floor(int(moved["is_candidate"].sum()) * USABLE_SHARE)
        spread = power.difference_sd(ADVISED_METERS, area_night_sd_mag=power.AREA_NIGHT_SD_MAG)
        rows.append(
            {
                "night": str(night),
                "same_weekday": date.fromisoformat(str(night)).weekday() == event.night.weekday(),
                "candidates": int(moved["is_candidate"].sum()),
                "expected_usable_nights": usable,
                "mde_mag": plain_value(minimum_detectable_effect(spread, usable)),
            }
        )
    return rows


def _on(event: Event, night: date) -> Event:
    """The same event on another night, by the same wall clock."""
    return replace(
        event,
        window=event.on_night(event.window, night),
        transitions=tuple(event.on_night(transition, night) for transition in event.transitions),
    )


def _satellite(event: Event) -> dict[str, Any]:
    """When the satellites that see night lights usually pass, and whether that can be within the window."""
    from seeingstars.science.satellite_pass import night_of_pass, usual_pass_utc

    days = [event.night + timedelta(days=shift) for shift in (-1, 0, 1)]
    longitude_deg = event.longitude_deg
    usual = next(
        usual_pass_utc(day, longitude_deg=longitude_deg)
        for day in days
        if night_of_pass(day, longitude_deg=longitude_deg, timezone=event.timezone) == event.night
    )
    margin = timedelta(hours=_PASS_MARGIN_H)
    around = Interval(usual - margin, usual + margin)
    return {
        "usual_pass_utc": usual.astimezone(UTC).isoformat(timespec="minutes"),
        "usual_pass_local": f"{_whole_ten_minutes(usual).astimezone(event.zone):%H:%M}",
        "margin_h": _PASS_MARGIN_H,
        "may_fall_in_window": around.start <= event.window.end and around.end >= event.window.start,
    }


def _whole_ten_minutes(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 10 * 10, second=0, microsecond=0)
