"""The guards at the door: what is refused before anything is read, and the headers that every answer carries."""

from __future__ import annotations

import ipaddress
import re
import secrets
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from fastapi import FastAPI, Request

from seeingstars.web import error_table, form_tokens
from seeingstars.web.gate import Gate
from seeingstars.web.sender_limits import Allowance, Network
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

_FILES = re.compile(r"/(?:api/v1/uploads|(?:nl|en)/(?:[\w-]{1,64}/)?(?:files|uploads?|bestanden)(?:/.*)?)/?")
_EXPORTS = re.compile(r"/api/v1/readings/?")
_RECEIPTS = re.compile(r"/(?:api/v1/uploads/|(?:nl|en)/(?:[\w-]{1,64}/)?receipt/).*")
_REVIEW = re.compile(r"/(?:nl|en)/review(?:/.*)?")
# Our choice: a class behind one address can hand in all at once, and a program can follow at its ease.
_READS_ALLOWED = Allowance("reads", 600, 60)
_SUBMITS_ALLOWED = Allowance("submits", 600, 600)
_UPLOADS_ALLOWED = Allowance("uploads", 120, 600)
_CODES_ALLOWED = Allowance("codes", 120, 60)
_EXPORTS_ALLOWED = Allowance("exports", 120, 600)
_REVIEWS_ALLOWED = Allowance("reviews", 60, 600)
_UNCOUNTED = re.compile(r"/(?:static/.*|health|api/v1/health|favicon\.ico|robots\.txt)")


@dataclass(frozen=True)
class GuardSettings:
    """The limits at the door; every one has a value that serves one machine.

    Parameters
    ----------
    allowed_hosts : names under which the site may be asked, without port; ``*`` allows any
    trusted_proxies : networks of our own reverse proxies, whose X-Forwarded-For is believed
    largest_body : largest body of a form or of JSON [byte]
    largest_upload : largest body of files handed in together [byte]
    body_pause_s : longest silence within a body [s]
    body_whole_s : longest time of a whole body, to which a second for every 20 kB of its length is added [s]
    most_headers, largest_headers : of one request; bytes of names and values together
    longest_address : of path and query together [byte]
    reads, submits, uploads, codes, exports, reviews : what one sender may ask in how many seconds
    secret : signs form tokens; a server that starts anew makes forms that were open too old
    """

    allowed_hosts: tuple[str, ...] = ("*",)
    trusted_proxies: tuple[str, ...] = ()
    largest_body: int = 262_144
    largest_upload: int = 168_000_000
    body_pause_s: float = 20.0
    body_whole_s: float = 60.0
    most_headers: int = 64
    largest_headers: int = 24_576
    longest_address: int = 4_096
    reads: Allowance = _READS_ALLOWED
    submits: Allowance = _SUBMITS_ALLOWED
    uploads: Allowance = _UPLOADS_ALLOWED
    codes: Allowance = _CODES_ALLOWED
    exports: Allowance = _EXPORTS_ALLOWED
    reviews: Allowance = _REVIEWS_ALLOWED
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """The trusted proxies as networks."""
        return tuple(ipaddress.ip_network(text, strict=False) for text in self.trusted_proxies)

    def body_limit(self, path: str) -> int:
        """The largest body that an address takes [byte]."""
        return self.largest_upload if _FILES.fullmatch(path) else self.largest_body

    def allowance(self, method: str, path: str) -> Allowance | None:
        """What a request counts against; None for what is not counted."""
        if _UNCOUNTED.fullmatch(path):
            return None
        if _REVIEW.fullmatch(path):
            return self.reviews
        if _RECEIPTS.fullmatch(path):
            return self.codes
        if method not in ("GET", "HEAD", "OPTIONS"):
            return self.uploads if _FILES.fullmatch(path) else self.submits
        return self.exports if _EXPORTS.fullmatch(path) else self.reads


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
