"""What the parts of the API share: how a request chooses its event, and which refusals an address may answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import Request

from seeingstars.event import Event
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.api_models import ProblemShape
from seeingstars.web.page_context import nearest_event
from seeingstars.web.problems import MEDIA_TYPE, Problem, shown_value

LARGEST_PAGE = 1000
# What the guards may answer anywhere.
_ANYWHERE = (400, 403, 408, 413, 414, 422, 429, 431, 500, 503)
_TOLD = {
    kind.status: kind.title_en
    for kind in reversed(kinds.KINDS)
}  # fmt: skip


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of the refusals of an address: those of the guards, and these.

    Examples
    --------
    >>> 404 in problems(404), 404 in problems()
    (True, False)
    """
    return {
        status: {
            "description": _TOLD[status],
            "model": ProblemShape,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemShape"}}},
        }
        for status in sorted({*_ANYWHERE, *statuses})
    }


def chosen_event(request: Request, name: str | None) -> Event:
    """The event that a request names, else the default one.

    Raises
    ------
    Problem
        Of status 404, if there is none of that name, or none at all.
    """
    events: dict[str, Event] = request.app.state.events
    key = name or default_event(request)
    if key is None or key not in events:
        shown = shown_value(name)
        raise Problem(
            kinds.NO_SUCH_EVENT,
            en=f"there is no event {shown}" if shown else "",
            nl=f"er is geen gebeurtenis {shown}" if shown else "",
        )
    return events[key]


def default_event(request: Request) -> str | None:
    """The event of the settings, else the one whose window is nearest to now; None if there is none."""
    events: dict[str, Event] = request.app.state.events
    named = request.app.state.settings.event_id
    if named in events:
        return str(named)
    nearest = nearest_event(events, now=datetime.now(UTC))
    return None if nearest is None else nearest.event_id
