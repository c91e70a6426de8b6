"""The protected pages of a reviewer: what waits, deciding with a reason, undoing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from seeingstars.errors import UploadError
from seeingstars.intake.reviewers import reviewer_of_token
from seeingstars.web.page_context import Fields, Here, ThisPage
from seeingstars.web.receipt_rows import receipt_rows
from seeingstars.web.review_sessions import COOKIE, LASTS_S, ReviewSessions

router = APIRouter(include_in_schema=False)

DECISIONS = ("accept", "reject", "undo")
MOST_ROWS = 100
_MOST_RECENT = 20


def _sessions(request: Request) -> ReviewSessions:
    sessions: ReviewSessions = request.app.state.review_sessions
    return sessions


def reviewer(request: Request) -> str | None:
    """Who is signed in, None if nobody is."""
    return _sessions(request).reviewer(request.cookies.get(_cookie(request)))


Reviewer = Annotated[str | None, Depends(reviewer)]


def _cookie(request: Request) -> str:
    return f"__Host-{COOKIE}" if request.app.state.settings.is_https else COOKIE


@router.get("/review")
def review(here: ThisPage, name: Reviewer) -> Response:
    """What waits for a decision, or the form to sign in."""
    if name is None:
        return _login(here)
    rejected = here.desk.held(state="rejected")[-_MOST_RECENT:]
    return _page(here, "review.html", reviewer=name, held=here.desk.held(), decided=rejected[::-1])


@router.post("/review/login")
def login(here: ThisPage, request: Request, fields: Fields) -> Response:
    """Sign in with a token."""
    sessions = _sessions(request)
    if sessions.is_braked:
        return _login(here, problem=here.say("review_too_often"), status=429)
    name = reviewer_of_token(fields.get("token", "").strip()[:200], data=here.settings.data)
    if name is None:
        sessions.note_failure()
        return _login(here, problem=here.say("review_wrong"), status=401)
    answer = here.go("review")
    answer.set_cookie(
        _cookie(request), sessions.open(name), max_age=int(LASTS_S), path="/",
        secure=here.settings.is_https, httponly=True, samesite="strict",
    )  # fmt: skip
    return answer


@router.post("/review/leave")
def leave(here: ThisPage, request: Request) -> Response:
    """Sign out."""
    _sessions(request).close(request.cookies.get(_cookie(request)))
    answer = here.go("review")
    answer.delete_cookie(_cookie(request), path="/")
    return answer


@router.get("/review/{upload_id}")
def one_upload(here: ThisPage, upload_id: int, name: Reviewer) -> Response:
    """One upload with its rows and the decisions on it."""
    if name is None:
        return _login(here, status=401)
    return _upload(here, upload_id, name)


@router.post("/review/{upload_id}")
def decide(here: ThisPage, upload_id: int, name: Reviewer, fields: Fields) -> Response:
    """Decide on one upload."""
    if name is None:
        return _login(here, status=401)
    decision, reason = fields.get("decision", ""), fields.get("reason", "").strip()
    if decision not in DECISIONS:
        raise HTTPException(422)
    if not reason:
        return _upload(here, upload_id, name, problem=here.say("review_reason_needed"))
    try:
        here.desk.decide(upload_id, decision=decision, reviewer=name, reason=reason)
    except UploadError as error:
        return _upload(here, upload_id, name, problem=error.nl if here.language == "nl" else error.en, reason=reason)
    return here.go(f"review/{upload_id}")


def _upload(here: Here, upload_id: int, name: str, *, problem: str = "", reason: str = "") -> Response:
    try:
        held = here.desk.upload(upload_id)
    except UploadError:
        raise HTTPException(404) from None
    return _page(
        here, "review_upload.html", status=422 if problem else 200,
        reviewer=name, held=held, problem=problem, reason=reason,
        of_event=here.events.get(held.upload.event_id) or here.this_event,
        rows=receipt_rows(here.desk.upload_readings(upload_id, limit=MOST_ROWS)),
        decisions=here.desk.decisions(upload_id),
    )  # fmt: skip


def _login(here: Here, *, problem: str = "", status: int = 200) -> Response:
    return _page(here, "review_login.html", status=status, problem=problem)


def _page(here: Here, template: str, *, status: int = 200, **context: object) -> Response:
    return here.render(template, status=status, private=True, is_private=True, **context)
