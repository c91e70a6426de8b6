"""The pages where files are handed in: choose, see row by row, confirm."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from seeingstars.columns import Flag
from seeingstars.errors import UploadError
from seeingstars.event import Text
from seeingstars.sources.upload_template import template_text
from seeingstars.web import guards
from seeingstars.web.form_fields import PRECISIONS
from seeingstars.web.incoming_files import given_files
from seeingstars.web.page_context import PRIVATE_HEADERS, Fields, Here, ThisPage
from seeingstars.web.reading_steps import why_held
from seeingstars.web.texts import both
from seeingstars.web.waiting_room import Waiting, WaitingRoom, readable

router = APIRouter(include_in_schema=False)

ROWS_A_PAGE = 100
MOST_FILES = 20
_PATIENCE_S = 1.5
_REFRESH_S = 3
_FLAGS = ((Flag.GOOD, "good"), (Flag.SUSPECT, "suspect"), (Flag.FAIL, "fail"), (Flag.MISSING, "missing"))


@router.get("/files")
def choose_files(here: ThisPage) -> Response:
    """The page where files are chosen."""
    return _chooser(here)


@router.post("/files")
async def sent_files(here: ThisPage, request: Request) -> Response:
    """Take the files over and begin to read them."""
    async with given_files(request) as given:
        refused = [(one.name, Text(nl=one.nl, en=one.en)) for one in given.refused]
        if not given.files:
            problem = (
                both("files_none") if not refused else _told([f"{n}: " for n, _ in refused], [t for _, t in refused])
            )
            return _chooser(here, problem=problem)
        precision = given.fields.get("precision", PRECISIONS[0])
        try:
            ticket = await run_in_threadpool(
                _room(here).take,
                given.files,
                event=here.this_event,
                precision=precision if precision in PRECISIONS else PRECISIONS[0],
                refused=refused,
                notes=[Text(nl=nl, en=en) for en, nl in given.notes],
            )
        except UploadError as error:
            return _chooser(here, problem=Text(nl=error.nl, en=error.en), status=503)
    return here.go(f"files/{ticket}")


@router.get("/files/template.csv")
def empty_template(here: ThisPage) -> Response:
    """The empty template, in the language of the page."""
    name = "invulblad.csv" if here.language == "nl" else "template.csv"
    content = "\ufeff" + template_text(here.language)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/files/{ticket}")
def preview(here: ThisPage, ticket: str) -> Response:
    """What the files hold, as far as they were read."""
    waiting = _room(here).get(ticket, patience_s=_PATIENCE_S)
    if waiting is None:
        return _chooser(here, problem=both("preview_expired"), status=410)
    if waiting.state == "kept":
        return here.go(f"receipt/{waiting.code}?new=1")
    if waiting.state == "failed":
        _room(here).drop(waiting)
        return _chooser(here, problem=waiting.problem or both("preview_failed"), status=422)
    if waiting.state in ("reading", "keeping"):
        return _private(here, "reading_files.html", waiting=waiting, refresh_s=_REFRESH_S)
    held = why_held(waiting.preview) if waiting.preview else []
    return _private(here, "preview.html", waiting=waiting, flags=_FLAGS, usable=readable(waiting), held=held)


@router.post("/files/{ticket}")
def confirm(here: ThisPage, ticket: str, fields: Fields) -> Response:
    """Keep the files, or throw them away."""
    room = _room(here)
    waiting = room.get(ticket)
    if waiting is None:
        return _chooser(here, problem=both("preview_expired"), status=410)
    if fields.get("step") == "drop":
        room.drop(waiting)
        return here.go("files")
    if any(readable(waiting)):
        room.confirm(waiting, language=here.language, origin="files")
        room.get(ticket, patience_s=4 * _PATIENCE_S)
    return here.go(f"files/{ticket}")


@router.get("/files/{ticket}/{number}")
def rows(here: ThisPage, ticket: str, number: int, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """The rows of one file, each with its verdict."""
    waiting, file = _file(here, ticket, number)
    first = (page - 1) * ROWS_A_PAGE
    shown = file.rows(offset=first, limit=ROWS_A_PAGE)
    if not shown and page > 1:
        raise HTTPException(404)
    return _private(
        here, "rows.html", waiting=waiting, file=file, number_of_file=number, page=page,
        rows=shown, first=first + 1, last=first + len(shown), has_more=first + len(shown) < file.rows_read,
    )  # fmt: skip


@router.get("/files/{ticket}/{number}/verdict.csv")
def verdict(here: ThisPage, ticket: str, number: int) -> Response:
    """The verdict on every row as a table."""
    waiting, file = _file(here, ticket, number)
    name = "oordeel.csv" if here.language == "nl" else "verdict.csv"
    path = waiting.folder / f"{number:03}-{here.language}.csv"
    if not path.is_file():
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        file.write_verdict_csv(fresh, language=here.language).replace(path)
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename=name, headers=PRIVATE_HEADERS)


def _file(here: Here, ticket: str, number: int) -> tuple[Waiting, Any]:
    waiting = _room(here).get(ticket, patience_s=_PATIENCE_S)
    if waiting is None or waiting.preview is None or not 0 <= number < len(waiting.preview.files):
        raise HTTPException(404)
    file = waiting.preview.files[number]
    if not file.accepted:
        raise HTTPException(404)
    return waiting, file


def _told(names: list[str], texts: list[Text]) -> Text:
    parts = list(zip(names, texts, strict=True))
    return Text(
        nl="; ".join(name + text.nl for name, text in parts), en="; ".join(name + text.en for name, text in parts)
    )


def _chooser(here: Here, *, problem: Text | None = None, status: int = 422) -> Response:
    return here.render(
        "files.html",
        status=status if problem else 200,
        problem=problem,
        action=f"{here.path('files')}?csrf_token={guards.csrf_token(here.request)}",
        precision_options=[(value, here.say(f"precision_{value}")) for value in PRECISIONS],
    )


def _private(here: Here, template: str, **context: Any) -> Response:
    return here.render(template, private=True, is_private=True, **context)


def _room(here: Here) -> WaitingRoom:
    room: WaitingRoom = here.request.app.state.waiting
    return room
