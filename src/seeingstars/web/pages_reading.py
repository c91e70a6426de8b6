"""The pages where one reading is handed in, with a meter or with the eyes."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response

from seeingstars.web.form_fields import KINDS, Kind
from seeingstars.web.page_context import Fields, ThisPage
from seeingstars.web.reading_steps import first_page, next_page

router = APIRouter(include_in_schema=False)


@router.get("/reading")
def which_reading(here: ThisPage) -> Response:
    """Ask what was measured with."""
    return here.render("reading.html")


@router.get("/reading/{kind}")
def empty_form(here: ThisPage, kind: str) -> Response:
    """The form for a meter or for the eyes."""
    return first_page(here, kind=_kind(kind), action=f"reading/{kind}")


@router.post("/reading/{kind}")
def sent_form(here: ThisPage, kind: str, fields: Fields) -> Response:
    """The next page after what was typed."""

    def keep(row: bytes, precision: str, number: str) -> str:
        receipt = here.desk.receive_reading(
            row,
            event_id=here.this_event.event_id,
            language=here.language,
            precision=precision,
            idempotency_key=f"form {number}" if 16 <= len(number) <= 64 else None,
        )
        return str(receipt.code)

    return next_page(here, fields, kind=_kind(kind), action=f"reading/{kind}", keep=keep)


def _kind(kind: str) -> Kind:
    for known in KINDS:
        if kind == known:
            return known
    raise HTTPException(404)
