"""The steps of handing in one reading, for a new one and for a correction alike: ask, tell back, keep."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from seeingstars.event import Text
from seeingstars.intake import receiving
from seeingstars.web.form_fields import (
    CHARTS,
    CLOUDS,
    DIRECTIONS,
    FIELDS,
    LAMPS,
    PRECISIONS,
    WHERE_AND_WHEN,
    Kind,
    typed,
)
from seeingstars.web.form_reading import FormReading, read_form, read_where_and_when
from seeingstars.web.form_row import cells_of
from seeingstars.web.form_words import place_words, questions, told_back
from seeingstars.web.language import moment_words
from seeingstars.web.named_places import named_places
from seeingstars.web.page_context import Here
from seeingstars.web.submissions import Submissions
from seeingstars.web.texts import both, say

# Receives the row, how exactly its place may be public, and the number of the confirmation; gives the receipt's code.
Keep = Callable[[bytes, str, str], str]
_STEPS = {"meter": 1, "eyes": 2}


def first_page(here: Here, *, kind: Kind, action: str, filled: Mapping[str, str] | None = None) -> Response:
    """The empty form, with today and the time of the event's place filled in, or with what was given before."""
    texts = typed(filled or {}, kind=kind)
    if filled is None:
        zone = here.event.zone if here.event else None
        local = here.now.astimezone(zone)
        texts |= {"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "precision": PRECISIONS[0]}
    return _form(here, FormReading(kind, texts), action=action, step=1, is_fresh=filled is None)


def next_page(here: Here, fields: Mapping[str, str], *, kind: Kind, action: str, keep: Keep) -> Response:
    """What follows on a form that was sent: the next questions, what is wrong, what was understood, or the receipt."""
    step, event, now = fields.get("step", ""), here.event, here.now
    if step == "show":
        return _form(here, FormReading(kind, typed(fields, kind=kind)), action=action, step=1)
    where = read_where_and_when(fields, kind=kind, event=event, now=now)
    if kind == "eyes" and (where.problems or step in ("measured", "change")):
        return _form(here, where, action=action, step=1 if where.problems else 2)
    if step == "change":
        return _form(here, FormReading(kind, typed(fields, kind=kind)), action=action, step=1)
    reading = read_form(fields, kind=kind, event=event, now=now)
    if reading.problems:
        return _form(here, reading, action=action, step=_STEPS[kind])
    row = receiving.template_bytes(cells_of(reading))
    if step != "confirm":
        return _understood(here, reading, row, action=action)
    submissions: Submissions = here.request.app.state.submissions
    number = fields.get("submission", "")
    code = submissions.once(number, lambda: keep(row, reading.texts["precision"], number))
    return here.go(f"receipt/{code}?new=1")


def _form(here: Here, reading: FormReading, *, action: str, step: int, is_fresh: bool = False) -> Response:
    kind = reading.kind
    shows_all = kind == "meter"
    parts = {
        "where": step == 1,
        "meter": shows_all,
        "eyes": not shows_all and step == 2,
        "around": shows_all or step == 2,
    }
    context: dict[str, Any] = {
        "reading": reading, "action": action, "step": step, "steps": _STEPS[kind], "parts": parts,
        "is_fresh": is_fresh, "is_correction": action.startswith("receipt/"), "directions": DIRECTIONS,
        "hidden": [] if shows_all else _not_shown(kind, step),
        "places": named_places(here.event),
        "next_step": "understood" if step == _STEPS[kind] else "measured",
        "switch_form": "reading", "switch_step": "show" if step == 1 else "measured",
        "offset_options": [(offset, here.say("time_zone_choice", offset=offset)) for offset in reading.offsets],
        "cloud_options": [(value, here.say(f"cloud_{value}")) for value in CLOUDS],
        "lamp_options": [(value, here.say(f"lamps_{value}")) for value in LAMPS],
        "precision_options": [(value, here.say(f"precision_{value}")) for value in PRECISIONS],
    }  # fmt: skip
    if parts["eyes"]:
        context |= _charts(here, reading)
    status = 422 if reading.problems else 200
    return here.render("form.html", status=status, private=True, is_private=True, **context)


def _not_shown(kind: Kind, step: int) -> list[str]:
    return [name for name in FIELDS[kind] if (name in WHERE_AND_WHEN) == (step == 2)]


def _charts(here: Here, reading: FormReading) -> dict[str, Any]:
    """The eight charts; their addresses hold the place and hour only as roughly as the drawing needs."""
    moment, zone = reading.moment, reading.zone
    if moment is None or zone is None or reading.longitude_deg is None or reading.latitude_deg is None:
        raise ValueError("reading must have a place and a moment; read it without problems first")
    sky = urlencode(
        {
            "longitude": f"{reading.longitude_deg:.1f}",
            "latitude": f"{reading.latitude_deg:.1f}",
            "at": f"{_to_ten_minutes(moment):%Y-%m-%dT%H:%M}Z",
        }
    )
    return {
        "charts": [{"number": number, "address": f"/{here.language}/charts/{number}.svg?{sky}"} for number in CHARTS],
        "place_name": place_words(reading, here.event),
        "when": moment_words(moment, here.language, zone=zone),
    }


def _to_ten_minutes(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 10 * 10, second=0, microsecond=0)


def _understood(here: Here, reading: FormReading, row: bytes, *, action: str) -> Response:
    reasons, is_duplicate, held = _checks(here, row)
    asked = [*questions(reading, event=here.event), *held]
    if is_duplicate:
        asked.append(both("ask_duplicate"))
    return here.render(
        "understood.html",
        private=True,
        is_private=True,
        reading=reading,
        action=action,
        told=told_back(reading, here.event),
        questions=asked,
        reasons=reasons,
        submission=Submissions.new(),
        switch_form="reading",
        switch_step="understood",
    )


def _checks(here: Here, row: bytes) -> tuple[list[Text], bool, list[Text]]:
    """What the reader and the checks say of this row, whether it is here already, and why a reviewer must look."""
    with tempfile.TemporaryDirectory(prefix="seeingstars-") as folder:
        path = Path(folder) / "reading.csv"
        path.write_bytes(row)
        preview = here.desk.preview([receiving.GivenBytes("reading.csv", path)], event=here.this_event)
        file = preview.files[0]
        if not file.accepted:
            return [Text(nl=file.reason_nl, en=file.reason_en)], False, []
        verdict = file.rows()[0]
    nl_parts, en_parts = (" | ".join(told).split(" | ") for told in (verdict.reasons_nl, verdict.reasons_en))
    pairs = zip(nl_parts, en_parts, strict=True) if verdict.reasons_nl else ()
    return [Text(nl=nl, en=en) for nl, en in pairs], verdict.is_duplicate or file.already_have, why_held(preview)


def why_held(preview: receiving.Preview) -> list[Text]:
    """A sentence that says why a reviewer looks first; none where the upload is accepted at once."""
    if preview.state != "held":
        return []
    nl, en = "; ".join(preview.reasons_nl), "; ".join(preview.reasons_en)
    return [Text(nl=say("preview_held", "nl", why=nl), en=say("preview_held", "en", why=en))]
