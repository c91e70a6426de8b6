"""The gate that every request passes: name, headers, sender, origin and body are looked at before the pages are asked."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seeingstars.web import error_table, form_tokens
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.log_lines import log
from seeingstars.web.metrics import metrics_of
from seeingstars.web.problems import Problem
from seeingstars.web.request_rules import check_headers, check_host, check_origin
from seeingstars.web.sender_limits import SenderLimits, SenderNames, Standing, sender_address

if TYPE_CHECKING:
    from seeingstars.web.guard_settings import GuardSettings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": under it a browser sends our own forms with Origin: null.
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    "cache-control": "no-store",
}
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_BYTES_A_SECOND = 20_000  # our choice: a slow telephone


class Gate:
    """Middleware: refuses what must not come in, limits and times the body, adds headers, writes one line of log."""

    def __init__(
        self, app: ASGIApp, *, guard: GuardSettings, is_https: bool, page: error_table.Page | None = None
    ) -> None:
        self.app, self.guard, self.is_https, self.page = app, guard, is_https, page
        self.names, self.limits = SenderNames(), SenderLimits()
        self.proxies = guard.proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; websockets are none of ours."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await _Passage(self, scope, receive, send).go()
        else:
            await send({"type": "websocket.close", "code": 1000})


class _Passage:
    """One request on its way through the gate."""

    def __init__(self, gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        self.gate, self.scope, self._receive, self._send = gate, scope, receive, send
        self.guard = gate.guard
        self.headers = Headers(scope=scope)
        self.standing: Standing | None = None
        self.status, self.n_in, self.n_out = 0, 0, 0
        self.began = time.monotonic()
        self.limit = gate.guard.body_limit(scope["path"])
        self.kept_body: list[Message] = []
        self.body_is_whole = False

    async def go(self) -> None:
        """Check, then let the application answer; a refusal answers itself."""
        try:
            try:
                await self._check()
            except Problem as refused:
                await self._refuse(refused)
                return
            await self.gate.app(self.scope, self.receive, self.send)
        finally:
            self._log()

    async def _check(self) -> None:
        check_headers(self.scope, guard=self.guard)
        check_host(self.headers.get("host", ""), allowed=self.guard.allowed_hosts)
        self._count()
        if self.scope["method"] not in _SAFE_METHODS:
            check_origin(self.headers)
            length = self.headers.get("content-length")
            if length is not None and int(length) > self.limit:
                raise self._too_large()
            await self._check_token()

    def _count(self) -> None:
        peer = (self.scope.get("client") or ("unknown", 0))[0]
        forwarded = ",".join(self.headers.getlist("x-forwarded-for"))
        address = sender_address(peer, forwarded_for=forwarded, trusted=self.gate.proxies)
        sender = self.gate.names.name_of(address)
        self.scope.setdefault("state", {})["sender"] = sender
        allowance = self.guard.allowance(self.scope["method"], self.scope["path"])
        if allowance is None:
            return
        self.standing = self.gate.limits.ask(allowance, sender=sender)
        if not self.standing.is_allowed:
            wait_s = max(1, self.standing.resets_in_s)
            raise Problem(
                kinds.TOO_MANY_REQUESTS,
                en=f"at most {allowance.most} in {allowance.seconds} s; wait {wait_s} s",
                nl=f"hoogstens {allowance.most} in {allowance.seconds} s; wacht {wait_s} s",
            )

    async def _check_token(self) -> None:
        """A form outside the API must carry the token of its page."""
        if self.scope["path"].startswith(error_table.API_PATH):
            return
        request = Request(self.scope)
        cookie = request.cookies.get(form_tokens.COOKIE, "")
        token = request.query_params.get(form_tokens.FIELD, "")
        if not token and self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            token = form_tokens.token_in_form(await self._whole_body())
        if not form_tokens.is_token_for(cookie, token=token, secret=self.guard.secret):
            raise Problem(kinds.NO_FORM_TOKEN)

    async def _whole_body(self) -> bytes:
        """The whole of a small body, kept so that the application reads it again."""
        kept: list[Message] = []
        while True:
            message = await self.receive()
            kept.append(message)
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        self.kept_body = kept
        return b"".join(message.get("body", b"") for message in kept)

    async def receive(self) -> Message:
        """The next piece of the body, if it comes in time and is not too much."""
        if self.kept_body:
            return self.kept_body.pop(0)
        if self.body_is_whole:
            return await self._receive()  # only the end of the connection can still come
        left_s = self.guard.body_whole_s + self.n_in / _BYTES_A_SECOND - (time.monotonic() - self.began)
        try:
            message = await asyncio.wait_for(self._receive(), max(0.001, min(self.guard.body_pause_s, left_s)))
        except TimeoutError:
            raise Problem(kinds.TOO_SLOW, headers={"connection": "close"}) from None
        self.n_in += len(message.get("body", b""))
        if self.n_in > self.limit:
            raise self._too_large()
        self.body_is_whole = not message.get("more_body")
        return message

    def _too_large(self) -> Problem:
        return Problem(
            kinds.TOO_LARGE,
            en=f"at most {self.limit} bytes are taken here",
            nl=f"hier worden hoogstens {self.limit} bytes aangenomen",
            headers={"connection": "close"},
        )

    async def send(self, message: Message) -> None:
        """The answer, with our headers where it has none of its own."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message["headers"])
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self.gate.is_https:
                headers.setdefault("strict-transport-security", "max-age=31536000")
            if self.standing is not None:
                headers.update(self.standing.headers)
            self._set_cookie(headers)
        elif message["type"] == "http.response.body":
            self.n_out += len(message.get("body", b""))
        await self._send(message)

    def _set_cookie(self, headers: MutableHeaders) -> None:
        fresh = self.scope.get("state", {}).get("form_cookie")
        if fresh:
            secure = "; Secure" if self.gate.is_https else ""
            headers.append("set-cookie", f"{form_tokens.COOKIE}={fresh}; Path=/; HttpOnly; SameSite=Strict{secure}")

    async def _refuse(self, problem: Problem) -> None:
        request = Request(self.scope, self._receive)
        response = error_table.answer_to(request, problem, page=self.gate.page)
        response.headers.setdefault("connection", "close")
        await response(self.scope, self._receive, self.send)

    def _log(self) -> None:
        # The name of what answered: the address itself may hold the code of a receipt.
        endpoint: Any = self.scope.get("endpoint")
        name = getattr(endpoint, "__name__", type(endpoint).__name__)
        seconds = time.monotonic() - self.began
        if "app" in self.scope:
            metrics_of(self.scope["app"]).count(
                endpoint=name, method=self.scope["method"], status=self.status, seconds=seconds
            )
        log(
            "request",
            method=self.scope["method"][:10],
            endpoint=name,
            status=self.status,
            milliseconds=round(1000 * seconds),
            bytes_in=self.n_in,
            bytes_out=self.n_out,
        )
