"""The first page, what is kept, and which readings count."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse

from seeingstars.columns import CHECKS
from seeingstars.event import Event, Interval
from seeingstars.web.language import LANGUAGES, language_asked_for
from seeingstars.web.page_context import ThisPage
from seeingstars.web.results import latest_result

root_router = APIRouter(include_in_schema=False)
router = APIRouter(include_in_schema=False)

KEPT = ("reading", "bytes", "place", "code", "waiting", "sender", "tombstone")
_STATIC = Path(__file__).parent / "static"


@root_router.get("/")
def choose_language(request: Request) -> Response:
    """Send a browser to the pages in its language."""
    language = language_asked_for(request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{language}/", 307, headers={"vary": "Accept-Language", "cache-control": "no-cache"})


@root_router.get("/robots.txt")
def robots() -> Response:
    """What search engines leave alone: receipts, files that wait, the pages of reviewers."""
    private = [f"Disallow: /{language}/{page}" for language in LANGUAGES for page in ("receipt", "files/", "review")]
    return PlainTextResponse("\n".join(["User-agent: *", *private, "Disallow: /api/", ""]))


@root_router.get("/favicon.ico")
def icon() -> Response:
    """The picture in the tab of a browser."""
    return FileResponse(_STATIC / "icon.svg", media_type="image/svg+xml")


@router.get("/")
def start(here: ThisPage) -> Response:
    """What this is, and the doors."""
    event = here.event
    others = [other for other in here.events.values() if event is None or other.event_id != event.event_id]
    result = latest_result(here.settings.results_folder, event) if event else None
    return here.render(
        "start.html",
        window=event and _local_window(event),
        others=others,
        result_when=result and result.when_words(here.language),
    )


def _local_window(event: Event) -> Interval:
    return Interval(event.window.start.astimezone(event.zone), event.window.end.astimezone(event.zone))


@router.get("/keeping")
def keeping(here: ThisPage) -> Response:
    """What is kept, why and how long."""
    return here.render("keeping.html", kept=KEPT)


@router.get("/rules")
def rules(here: ThisPage) -> Response:
    """The rules of automatic acceptance, and the checks of every reading."""
    from seeingstars.science.acceptance import RULES

    return here.render("rules.html", rules=RULES, checks=CHECKS)
