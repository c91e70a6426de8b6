"""The application: pages, files, the interface for programs and the guards, put together."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from seeingstars import __version__
from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.intake.receiving import Desk
from seeingstars.web import (
    api,
    guards,
    metrics,
    pages_charts,
    pages_files,
    pages_reading,
    pages_receipt,
    pages_results,
    pages_review,
    pages_start,
)
from seeingstars.web.guard_settings import GuardSettings
from seeingstars.web.pages_errors import error_page
from seeingstars.web.review_sessions import ReviewSessions
from seeingstars.web.submissions import Submissions
from seeingstars.web.waiting_room import WaitingRoom
from seeingstars.web.web_settings import WebSettings
from seeingstars.web.work import Work

_STATIC = Path(__file__).parent / "static"
_PAGES = (pages_start, pages_reading, pages_files, pages_receipt, pages_results)


def create_app(settings: WebSettings, *, guard: GuardSettings | None = None) -> FastAPI:
    """The web application of one server.

    Parameters
    ----------
    settings : WebSettings
    guard : limits at the door; None takes those that serve one machine

    Returns
    -------
    FastAPI
        Its desk is opened when the server starts and closed when it stops.
    """
    app = FastAPI(
        title="Seeing Stars", version=__version__, lifespan=_open_and_close,
        docs_url=None, redoc_url=None, openapi_url=None,  # the API describes itself, without the pages
    )  # fmt: skip
    app.state.settings = settings
    app.state.events = events_in(settings.data)
    app.state.submissions = Submissions()
    app.state.review_sessions = ReviewSessions()
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.include_router(api.router)
    app.include_router(metrics.router)
    app.include_router(pages_start.root_router)
    app.include_router(pages_charts.router)
    app.include_router(pages_review.router, prefix="/{lang}")
    for pages in _PAGES:
        app.include_router(pages.router, prefix="/{lang}")
    app.include_router(pages_results.files_router, prefix="/{lang}")
    for pages in _PAGES:
        app.include_router(pages.router, prefix="/{lang}/{event_id}")
    guards.install(app, settings, guard=guard, page=error_page)
    return app


def events_in(data: Path) -> Mapping[str, Event]:
    """All events of a data folder, by their name.

    Examples
    --------
    >>> sorted(events_in(Path("data")))[-1:]
    ['leiden-2022']
    """
    events = [load_event(path.parent) for path in sorted((data / "events").glob("*/event.toml"))]
    return {event.event_id: event for event in events}


@contextlib.asynccontextmanager
async def _open_and_close(app: FastAPI) -> AsyncIterator[None]:
    settings: WebSettings = app.state.settings
    desk = Desk(data=settings.data, database_url=settings.database_url)
    app.state.desk = desk
    app.state.waiting = WaitingRoom(settings.waiting_folder, desk, keeps_s=settings.keeps_waiting_s)
    app.state.work = Work(desk, settings)
    try:
        yield
    finally:
        app.state.work.close()
        app.state.waiting.close()
        desk.close()
