"""The guards at the door: what is refused before anything is read, and the headers that every answer carries."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from fastapi import FastAPI, Request

from seeingstars.web import error_table, form_tokens
from seeingstars.web.gate import Gate
from seeingstars.web.guard_settings import GuardSettings
from seeingstars.web.web_settings import WebSettings

# What `uvicorn.Config` must be given for the promises of docs/security.md to hold.
SERVER_OPTIONS: dict[str, object] = {
    "access_log": False,
    "log_config": None,
    "server_header": False,
    "proxy_headers": False,  # who may speak for a sender is our own setting
    "timeout_keep_alive": 10,
    "h11_max_incomplete_event_size": 32_768,
    "limit_concurrency": 1_000,
}


def install(
    app: FastAPI,
    settings: WebSettings,
    *,
    guard: GuardSettings | None = None,
    page: error_table.Page | None = None,
) -> None:
    """Put every guard before `app`, and let every error become an answer of one shape.

    Call it last, after all routes: what is installed last stands outermost.

    Parameters
    ----------
    app : the application
    settings : whether people come over HTTPS, and under which name
    guard : limits; None takes those that serve one machine
    page : makes the page of an error for a browser, from (request, status, sentence in English, in Dutch)
    """
    guard = guard or GuardSettings()
    if settings.public_url and guard.allowed_hosts != ("*",):
        name = urlsplit(settings.public_url).hostname or ""
        guard = _with_host(guard, name)
    app.state.guard = guard
    error_table.install(app, page=page)
    app.add_middleware(Gate, guard=guard, is_https=settings.is_https, page=page)


def _with_host(guard: GuardSettings, name: str) -> GuardSettings:
    return replace(guard, allowed_hosts=tuple(dict.fromkeys((*guard.allowed_hosts, name))))


def csrf_token(request: Request) -> str:
    """The token for a form of this page: a hidden field ``csrf_token``, and for files also in the action's query.

    The cookie that belongs to it is set with the answer where the browser has none.
    """
    state = request.scope.setdefault("state", {})
    cookie = request.cookies.get(form_tokens.COOKIE, "")
    if not form_tokens.is_cookie(cookie):
        cookie = state.setdefault("form_cookie", form_tokens.new_cookie())
    guard: GuardSettings = request.app.state.guard
    return form_tokens.token_for(cookie, secret=guard.secret)
