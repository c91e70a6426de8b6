"""What every page knows: the language, the event, the words, the addresses, and how a template becomes an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, partial
from typing import Annotated, Any, cast

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from seeingstars.event import Event
from seeingstars.skies.sky_then import sky_then
from seeingstars.web import guards
from seeingstars.web.language import LANGUAGES, Language, day_words, moment_words, number_words, size_words
from seeingstars.web.texts import say, text_in
from seeingstars.web.web_settings import WebSettings

# The sender's words and the code of a receipt stand in pages: no copy of them anywhere, and nobody is told where we send people.
PRIVATE_HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow"}
_NIGHT_SUN_DEG = -6.0


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("seeingstars.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Here:
    """One request for a page: who asks, in which language, about which event."""

    def __init__(self, request: Request) -> None:
        self.request = request
        language = request.path_params.get("lang", "")
        if language not in LANGUAGES:
            raise HTTPException(404)
        self.language: Language = cast(Language, language)
        self.named_event: str = request.path_params.get("event_id", "")
        if self.named_event and self.named_event not in self.events:
            raise HTTPException(404)

    @classmethod
    def after_error(cls, request: Request, language: Language) -> Here:
        """For the page of an error, whose address may be none of ours."""
        here = cls.__new__(cls)
        here.request, here.language, here.named_event = request, language, ""
        return here

    @property
    def desk(self) -> Any:
        """The desk that takes and gives readings."""
        return self.request.app.state.desk

    @property
    def settings(self) -> WebSettings:
        """How this server is set up."""
        return cast(WebSettings, self.request.app.state.settings)

    @property
    def events(self) -> Mapping[str, Event]:
        """All events that the pages know."""
        return cast("Mapping[str, Event]", self.request.app.state.events)

    @property
    def event(self) -> Event | None:
        """The event that the address names, else the one of the settings, else the nearest to now."""
        chosen = self.named_event or self.settings.event_id
        if chosen:
            return self.events.get(chosen)
        return nearest_event(self.events, now=self.now)

    @property
    def this_event(self) -> Event:
        """The event; where there is none the sender is told so."""
        event = self.event
        if event is None:
            raise HTTPException(404)
        return event

    @property
    def now(self) -> datetime:
        """The clock of the server."""
        return datetime.now(UTC)

    def say(self, key: str, **values: object) -> str:
        """A sentence of the pages in the language asked for."""
        return say(key, self.language, **values)

    def path(self, tail: str = "", *, language: Language | None = None) -> str:
        """The address of another page in the same language, about the same event."""
        event = f"{self.named_event}/" if self.named_event else ""
        return f"/{language or self.language}/{event}{tail}"

    def address(self, tail: str) -> str:
        """The same with the name of the server, for a QR code."""
        return (self.settings.public_url or str(self.request.base_url)).rstrip("/") + self.path(tail)

    def render(self, template: str, *, status: int = 200, private: bool = False, **context: Any) -> HTMLResponse:
        """A page from a template."""
        words = {**self._words(), **context}
        html = _templates().get_template(template).render(words)
        headers = {"content-language": self.language, "vary": "Cookie", "cache-control": "no-cache"}
        return HTMLResponse(html, status, headers=headers | (PRIVATE_HEADERS if private else {}))

    def go(self, tail: str) -> RedirectResponse:
        """Send the browser on to another page, which it asks with GET."""
        return RedirectResponse(self.path(tail), 303, headers=PRIVATE_HEADERS)

    def _words(self) -> dict[str, Any]:
        language = self.language
        other: Language = "en" if language == "nl" else "nl"
        inside = self.request.url.path.split("/", 2)
        return {
            "here": self,
            "say": self.say,
            "lang": language,
            "other": other,
            "other_path": f"/{other}/{inside[2] if len(inside) > 2 else ''}",
            "event": self.event,
            "csrf_token": partial(guards.csrf_token, self.request),
            "text": lambda both: text_in(both, language),
            "number": lambda value, decimals=2: number_words(value, language, decimals=decimals),
            "day": lambda value: day_words(value, language),
            "moment": lambda value, zone: moment_words(value, language, zone=zone),
            "size": lambda value: size_words(value, language),
            "is_night": self._is_night(),
            "switch_form": "",
            "switch_step": "",
            "refresh_s": 0,
            "is_private": False,
        }

    def _is_night(self) -> bool:
        """Whether it is dark where people measure, so that the page should not spoil their eyes."""
        event = self.event
        if event is None or not self.settings.dark_at_night:
            return False
        sky = sky_then(self.now, longitude_deg=event.longitude_deg, latitude_deg=event.latitude_deg)
        return sky.sun_altitude_deg < _NIGHT_SUN_DEG


def nearest_event(events: Mapping[str, Event], *, now: datetime) -> Event | None:
    """The event whose window is nearest to now; None if there are none.

    Examples
    --------
    >>> nearest_event({}, now=datetime(2022, 9, 25, tzinfo=UTC)) is None
    True
    """
    if not events:
        return None
    return min(events.values(), key=lambda event: (_seconds_from(event, now), event.event_id))


def _seconds_from(event: Event, now: datetime) -> float:
    if event.window.start <= now <= event.window.end:
        return 0.0
    return min(abs((event.window.start - now).total_seconds()), abs((event.window.end - now).total_seconds()))


async def form_fields(request: Request) -> dict[str, str]:
    """The texts of a form; a field that comes twice counts once, a file is left out."""
    form = await request.form(max_files=0, max_fields=100)
    return {name: value for name, value in form.items() if isinstance(value, str)}


ThisPage = Annotated[Here, Depends(Here)]
Fields = Annotated[dict[str, str], Depends(form_fields)]
