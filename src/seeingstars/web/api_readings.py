"""One reading in; readings out by place, time, stream and quality."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from seeingstars.intake.receiving import RowRefused, template_bytes
from seeingstars.web import api_models as shapes
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.api_choices import chosen_event, problems
from seeingstars.web.api_receipts import receipt_shape
from seeingstars.web.error_table import language_of
from seeingstars.web.exports import FORMATS, json_text, public_reading
from seeingstars.web.problems import Problem
from seeingstars.web.reading_fields import cells_from_reading, is_judged_whole, problem_of_row, reading_schema
from seeingstars.web.readings_query import Name, ReadingsQuery, Selection, format_asked_for
from seeingstars.web.strict_json import object_from_json

if TYPE_CHECKING:
    from seeingstars.intake.receiving import Desk

router = APIRouter(tags=["readings"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=16,
        max_length=128,
        pattern=r"^[A-Za-z0-9_.:-]+$",
        description="a fresh random name of this sending, such as a UUID: sent again, it gives the same answer and keeps nothing twice",
    ),
]
EventName = Annotated[Name | None, Query(description="the event; left out, the default of /events")]
_COLUMNS = "/api/v1/columns"
_JSON_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": reading_schema()}}}}


@router.post(
    "/readings", status_code=201, responses=problems(404, 415), response_model=shapes.ReceiptShape, openapi_extra=_JSON_BODY
)  # fmt: skip
async def hand_in_a_reading(
    request: Request,
    response: Response,
    event: EventName = None,
    precision: Annotated[shapes.Precision, Query(description="how exactly the place may be known")] = "100m",
    idempotency_key: IdempotencyKey = None,
) -> shapes.ReceiptShape:
    """Hand in one reading; the answer comes when it is on the disk."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Problem(kinds.WRONG_MEDIA_TYPE)
    cells = cells_from_reading(object_from_json(await request.body()))
    row = template_bytes(cells)
    desk: Desk = request.app.state.desk
    future = desk.submit_reading(
        row,
        event_id=chosen_event(request, event).event_id,
        language=language_of(request),
        precision=precision,
        origin="api",
        idempotency_key=bound_key(idempotency_key, row),
        refuses_problems=is_judged_whole(cells),
    )
    try:
        receipt = receipt_shape(await asyncio.wrap_future(future))
    except RowRefused as refused:
        raise problem_of_row(refused, cells) from refused
    response.headers["location"] = receipt.status_url
    return receipt


def bound_key(key: str | None, content: bytes) -> str | None:
    """An idempotency key together with what was sent under it.

    A receipt must open for nobody who only guesses the key of somebody else: the key counts for the same content alone.

    Examples
    --------
    >>> bound_key(None, b"x"), bound_key("k" * 16, b"x") == bound_key("k" * 16, b"y")
    (None, False)
    """
    return None if key is None else f"{key}|{hashlib.sha256(content).hexdigest()}"


_FOUND: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "a page of JSON, or the whole in another form",
        "model": shapes.ReadingsPage,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/geo+json": {"schema": {"type": "object"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get("/readings", response_model=None, responses=_FOUND | problems(404, 406))
async def find_readings(request: Request, query: Annotated[ReadingsQuery, Query()]) -> Response:
    """Readings of accepted uploads as anyone may see them, by area, time, stream and quality.

    JSON comes in pages; CSV, GeoJSON and Parquet come whole, written while they are read.
    """
    form = format_asked_for(query.format, request.headers.get("accept", ""))
    event = None if query.event is None else chosen_event(request, query.event)
    selection = Selection(request.app.state.desk, query, event=event)
    if form == "json":
        rows, cursor = await run_in_threadpool(selection.page)
        return _page(request.query_params, rows, cursor)
    media_type, ending, write = FORMATS[form]
    # The first page is read before the answer begins, so that a store that fails is told as such.
    pages = selection.pages()
    first: list[dict[str, Any]] = await run_in_threadpool(next, pages, [])
    headers = {
        "content-disposition": f'attachment; filename="seeingstars-readings.{ending}"',
        "link": f'<{_COLUMNS}>; rel="describedby"',
        "vary": "Accept",
    }
    return StreamingResponse(write(_and_the_rest(first, pages)), media_type=media_type, headers=headers)


def _and_the_rest(first: list[dict[str, Any]], pages: Any) -> Any:
    yield first
    yield from pages


def _page(asked: Mapping[str, str], rows: list[dict[str, Any]], cursor: str | None) -> Response:
    following = None if cursor is None else "/api/v1/readings?" + urlencode({**asked, "cursor": cursor})
    content = {"readings": [public_reading(row) for row in rows], "next": following, "columns": _COLUMNS}
    links = [f'<{_COLUMNS}>; rel="describedby"']
    if following is not None:
        links.append(f'<{following}>; rel="next"')
    headers = {"link": ", ".join(links), "vary": "Accept"}
    return Response(json_text(content), media_type="application/json", headers=headers)
