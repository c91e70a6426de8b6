"""Files in; what became of them; and gone again, with the code of the receipt alone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from seeingstars.intake.receiving import PRECISION_CHOICES, NoSuchReceipt
from seeingstars.sources.file_content import sha256_of
from seeingstars.web import api_models as shapes
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.api_choices import chosen_event, problems
from seeingstars.web.api_readings import IdempotencyKey
from seeingstars.web.api_receipts import preview_shape, receipt_shape, status_shape
from seeingstars.web.error_table import language_of
from seeingstars.web.incoming_files import MOST_FILES, IncomingFiles, given_files
from seeingstars.web.problems import FieldFault, Problem, shown_value

if TYPE_CHECKING:
    from seeingstars.intake.receiving import Desk

router = APIRouter(tags=["uploads"])

_AT_ONCE = 2  # our choice: files are read by as many threads; a large one takes much of a processor
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST_FILES,
                            "items": {"type": "string", "format": "binary"},
                            "description": "files of readings, or ZIP archives of them",
                        },
                        "event": {"type": "string", "description": "left out, the default of /events"},
                        "precision": {"type": "string", "enum": list(PRECISION_CHOICES), "default": "100m"},
                    },
                }
            }
        },
    }
}
_PREVIEWED: dict[int | str, dict[str, Any]] = {
    200: {"description": "with preview=true: the verdicts; nothing was kept", "model": shapes.PreviewShape}
}
Code = Annotated[str, Path(max_length=80, description="the code of the receipt")]


@router.post(
    "/uploads", status_code=201, response_model=shapes.ReceiptShape, responses=_PREVIEWED | problems(404, 415), openapi_extra=_FORM
)  # fmt: skip
async def hand_in_files(
    request: Request,
    preview: Annotated[bool, Query(description="only look: verdicts row by row, nothing is kept")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Hand in files; the answer comes when they are on the disk.

    A file that is refused stops no other; if none can be used the answer is a refusal.
    """
    async with given_files(request) as incoming:
        if not incoming.files and not incoming.refused:
            raise _fault(
                "files", "", "files: there is no file in the form", "files: er zit geen bestand in het formulier"
            )
        event = chosen_event(request, incoming.fields.get("event"))
        if preview:
            return await _heavy(request, _looked_at, request.app.state.desk, incoming, event)
        return await _heavy(
            request, _kept, request.app.state.desk, incoming, event.event_id, language_of(request), idempotency_key
        )


async def _heavy(request: Request, work: Any, *arguments: Any) -> Response:
    state = request.app.state
    if not hasattr(state, "heavy_work"):
        state.heavy_work = CapacityLimiter(_AT_ONCE)
    answer: Response = await anyio.to_thread.run_sync(work, *arguments, limiter=state.heavy_work)
    return answer


def _looked_at(desk: Desk, incoming: IncomingFiles, event: Any) -> Response:
    found = desk.preview(incoming.files, event=event) if incoming.files else None
    shape = preview_shape(found, refused=incoming.refused, notes=incoming.notes)
    return JSONResponse(shape.model_dump(mode="json"))


def _kept(desk: Desk, incoming: IncomingFiles, event_id: str, language: str, key: str | None) -> Response:
    precision = incoming.fields.get("precision") or "100m"
    if precision not in PRECISION_CHOICES:
        choices = ", ".join(PRECISION_CHOICES)
        raise _fault(
            "precision", precision, f"precision must be one of {choices}", f"precision moet een van {choices} zijn"
        )
    if not incoming.files:
        en, nl = ("; ".join(getattr(one, name) for one in incoming.refused) for name in ("en", "nl"))
        raise Problem(kinds.FILE_REFUSED, en=en, nl=nl)
    receipt = desk.receive(
        incoming.files,
        event_id=event_id,
        language=language,
        precision=precision,
        origin="api",
        idempotency_key=None if key is None else f"{key}|{_digest(incoming)}",
    )
    shape = receipt_shape(receipt, refused=incoming.refused, notes=incoming.notes)
    return JSONResponse(shape.model_dump(mode="json"), status_code=201, headers={"location": shape.status_url})


def _digest(incoming: IncomingFiles) -> str:
    """What was sent under an idempotency key; see `api_readings.bound_key`."""
    whole = hashlib.sha256()
    for file in incoming.files:
        whole.update(f"{file.name}\x00{sha256_of(file.path)}\x00".encode())
    return whole.hexdigest()


def _fault(field: str, value: str, en: str, nl: str) -> Problem:
    return Problem(kinds.INVALID, faults=[FieldFault(field, shown_value(value), "not_readable", en, nl)])


@router.get("/uploads/{code}", responses=problems(404))
async def tell_status(request: Request, code: Code) -> shapes.StatusShape:
    """What became of an upload, for the one who holds its code."""
    desk: Desk = request.app.state.desk
    try:
        return status_shape(await run_in_threadpool(desk.receipt, code))
    except NoSuchReceipt as error:
        raise Problem(kinds.NO_SUCH_RECEIPT) from error


@router.delete("/uploads/{code}", status_code=204, responses=problems(404))
async def withdraw(request: Request, code: Code) -> Response:
    """Take an upload back: its readings and bytes go; doing it twice is no error."""
    desk: Desk = request.app.state.desk
    try:
        await run_in_threadpool(desk.withdraw, code)
    except NoSuchReceipt as error:
        raise Problem(kinds.NO_SUCH_RECEIPT) from error
    return Response(status_code=204)
