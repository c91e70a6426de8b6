"""The one table from error to status, and the answers that follow from it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from seeingstars.errors import EventError, SeeingStarsError, SourceError, StoreError, TableError, UploadError
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.field_words import fault_of
from seeingstars.web.language import Language, language_asked_for
from seeingstars.web.log_lines import log_failure
from seeingstars.web.problems import Problem, ProblemKind, problem_response

API_PATH = "/api/"
Page = Callable[[Request, int, str, str], Response]

# The first class that fits decides; what is no class of ours is `INTERNAL`.
TABLE: tuple[tuple[type[Exception], ProblemKind], ...] = (
    (UploadError, kinds.FILE_REFUSED),
    (EventError, kinds.NO_SUCH_EVENT),
    (StoreError, kinds.UNAVAILABLE),
    (SourceError, kinds.UNAVAILABLE),
    (TableError, kinds.INTERNAL),
    (SeeingStarsError, kinds.REFUSED),
)
_BY_STATUS: Mapping[int, ProblemKind] = {
    kind.status: kind
    for kind in (
        kinds.BAD_REQUEST, kinds.NOT_FROM_HERE, kinds.NOT_FOUND, kinds.METHOD_NOT_ALLOWED, kinds.NOT_ACCEPTABLE, kinds.TOO_SLOW,
        kinds.TOO_LARGE, kinds.WRONG_MEDIA_TYPE, kinds.INVALID, kinds.TOO_MANY_REQUESTS, kinds.UNAVAILABLE,
    )
}  # fmt: skip


def install(app: FastAPI, *, page: Page | None = None) -> None:
    """Let every error of `app` become an answer of one shape.

    Parameters
    ----------
    app : the application
    page : makes the page of an error for a browser, from (request, status, sentence in English, in Dutch);
        addresses under ``/api/`` answer problem+json
    """

    async def answered(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.kind.status >= 500:
            problem = _numbered(problem, error)
        return answer_to(request, problem, page=page)

    for kind_of_error in (HTTPException, RequestValidationError, SeeingStarsError, Exception):
        app.add_exception_handler(kind_of_error, answered)


def problem_of(error: Exception) -> Problem:
    """The refusal that an error is.

    Examples
    --------
    >>> problem_of(UploadError("a.csv is empty", "a.csv is leeg")).kind.status
    422
    >>> problem_of(RuntimeError("secret")).en
    'Something went wrong on our side'
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return invalid(error.errors())
    if isinstance(error, HTTPException):
        return _of_framework(error)
    for kind_of_error, kind in TABLE:
        if isinstance(error, kind_of_error):
            tells = isinstance(error, SeeingStarsError) and kind.status < 500
            return Problem(kind, en=error.en, nl=error.nl) if tells else Problem(kind)  # type: ignore[attr-defined]
    return Problem(kinds.INTERNAL)


def invalid(errors: Sequence[Any], *, kind: ProblemKind = kinds.INVALID) -> Problem:
    """The refusal of a request of which some fields cannot be taken, from Pydantic's list of errors.

    Examples
    --------
    >>> invalid([{"type": "missing", "loc": ("query", "limit"), "input": None}]).faults[0].nl
    'limit ontbreekt'
    """
    return Problem(kind, faults=[fault_of(error) for error in errors])


def answer_to(request: Request, problem: Problem, *, page: Page | None = None) -> Response:
    """What the sender gets: problem+json under ``/api/``, a page elsewhere."""
    if request.url.path.startswith(API_PATH):
        return problem_response(problem, language=language_of(request))
    if page is None:
        words = problem.nl if language_of(request) == "nl" else problem.en
        return PlainTextResponse(words, problem.kind.status, headers=dict(problem.headers or {}))
    response = page(request, problem.kind.status, problem.en, problem.nl)
    response.headers.update(problem.headers or {})
    return response


def language_of(request: Request) -> Language:
    """The language of an answer: that of the address, else the one that the browser asks for."""
    first = request.url.path.split("/", 2)[1:2]
    if first == ["nl"]:
        return "nl"
    if first == ["en"]:
        return "en"
    return language_asked_for(request.headers.get("accept-language", ""))


def _of_framework(error: HTTPException) -> Problem:
    headers = dict(error.headers or {})
    if error.status_code == 400 and str(error.detail).startswith("Too many"):
        return Problem(kinds.TOO_MANY_PARTS, headers=headers)
    otherwise = kinds.INTERNAL if error.status_code >= 500 else kinds.BAD_REQUEST
    return Problem(_BY_STATUS.get(error.status_code, otherwise), headers=headers)


def _numbered(problem: Problem, error: Exception) -> Problem:
    """The same refusal with a number under which the log has the place of the fault, but not its words."""
    number = secrets.token_hex(4)
    log_failure(error, number=number)
    return Problem(
        problem.kind,
        en=f"{problem.en} (number {number})",
        nl=f"{problem.nl} (nummer {number})",
        headers=problem.headers,
    )
