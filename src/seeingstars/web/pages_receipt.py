"""The pages under the code of a receipt: see, correct, take back."""

from __future__ import annotations

import segno
from fastapi import APIRouter, HTTPException, Response

from seeingstars.intake.receiving import NoSuchReceipt, ReceiptView
from seeingstars.web.correcting import typed_before
from seeingstars.web.form_fields import Kind
from seeingstars.web.page_context import Fields, Here, ThisPage
from seeingstars.web.reading_steps import first_page, next_page
from seeingstars.web.receipt_rows import advice_for, beside_meters, receipt_rows
from seeingstars.web.results import latest_result

router = APIRouter(include_in_schema=False)

MOST_ROWS = 50


@router.get("/receipt")
def ask_code(here: ThisPage) -> Response:
    """Ask for the code."""
    return _ask(here)


@router.post("/receipt")
def sent_code(here: ThisPage, fields: Fields) -> Response:
    """Look up a code that was typed."""
    typed = fields.get("code", "")[:80]
    try:
        here.desk.receipt(typed)
    except NoSuchReceipt:
        return _ask(here, problem=here.say("find_unknown"))
    return here.go(f"receipt/{_tidy(typed)}")


@router.get("/receipt/{code}")
def receipt(here: ThisPage, code: str, new: str = "") -> Response:
    """What was received under that code, what became of it, and what to do."""
    view = _view(here, code)
    if view is None:
        return _ask(here, problem=here.say("find_unknown"), status=404)
    if view.state == "withdrawn":
        return here.render("withdrawn.html", private=True, is_private=True)
    event = here.events.get(view.upload.event_id) or here.this_event
    readings = here.desk.own_readings(code, limit=MOST_ROWS)
    publication = here.settings.results_folder / event.event_id
    compared = beside_meters(here.desk, readings, publication=publication, zone=event.zone)
    return here.render(
        "receipt.html", private=True, is_private=True,
        code=_tidy(code), view=view, of_event=event, new=new, rows=receipt_rows(readings),
        totals=_totals(view), advice=advice_for(readings),
        compared=[told for told, _ in compared], has_meter=any(found for _, found in compared),
        result=latest_result(here.settings.results_folder, event),
        streams={one["stream"] for one in readings},
        can_correct=_before(here, view) is not None,
        qr=_qr(here, code) if new == "1" else "",
    )  # fmt: skip


@router.get("/receipt/{code}/correct")
def correct_form(here: ThisPage, code: str) -> Response:
    """The form with what was given before."""
    kind, before = _correctable(here, code)
    return first_page(here, kind=kind, action=f"receipt/{_tidy(code)}/correct", filled=before)


@router.post("/receipt/{code}/correct")
def corrected(here: ThisPage, code: str, fields: Fields) -> Response:
    """The next page after what was typed to correct."""
    kind, before = _correctable(here, code)

    def keep(row: bytes, _precision: str, _number: str) -> str:
        here.desk.correct(code, row)
        return _tidy(code)

    action = f"receipt/{_tidy(code)}/correct"
    return next_page(here, {**fields, "precision": before["precision"]}, kind=kind, action=action, keep=keep)


@router.get("/receipt/{code}/withdraw")
def ask_withdraw(here: ThisPage, code: str) -> Response:
    """Ask whether it shall really go."""
    view = _view(here, code)
    if view is None:
        return _ask(here, problem=here.say("find_unknown"), status=404)
    if view.state == "withdrawn":
        return here.go(f"receipt/{_tidy(code)}")
    return here.render("withdraw.html", private=True, is_private=True, code=_tidy(code), totals=_totals(view))


@router.post("/receipt/{code}/withdraw")
def withdraw(here: ThisPage, code: str) -> Response:
    """Take it back."""
    try:
        here.desk.withdraw(code)
    except NoSuchReceipt:
        return _ask(here, problem=here.say("find_unknown"), status=404)
    return here.go(f"receipt/{_tidy(code)}")


def _ask(here: Here, *, problem: str = "", status: int = 422) -> Response:
    return here.render("receipt_find.html", status=status if problem else 200, private=True, problem=problem)


def _view(here: Here, code: str) -> ReceiptView | None:
    try:
        view: ReceiptView = here.desk.receipt(code)
    except NoSuchReceipt:
        return None
    return view


def _tidy(code: str) -> str:
    """The code in its own letters and groups, however it was typed; nothing else gets into an address."""
    from seeingstars.store.receipt_codes import plain_code

    plain = plain_code(code)
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def _before(here: Here, view: ReceiptView) -> tuple[Kind, dict[str, str]] | None:
    return typed_before(view, raw=here.settings.data / "raw" / "uploads", language=here.language)


def _correctable(here: Here, code: str) -> tuple[Kind, dict[str, str]]:
    view = _view(here, code)
    before = None if view is None else _before(here, view)
    if view is None or before is None:
        raise HTTPException(404)
    return before[0], {**before[1], "precision": view.upload.precision}


def _totals(view: ReceiptView) -> dict[str, int]:
    names = ("n_readings", "n_good", "n_suspect", "n_fail", "n_missing", "n_row_problems", "n_duplicates")
    return {name: sum(getattr(file, name) for file in view.files) for name in names}


def _qr(here: Here, code: str) -> str:
    """The address of the receipt as a picture that stands in the page itself, so that it has no address of its own."""
    return str(segno.make(here.address(f"receipt/{_tidy(code)}"), error="m").svg_data_uri(scale=4, border=4))
