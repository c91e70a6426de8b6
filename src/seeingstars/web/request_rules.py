"""Rules of a request that are checked before its body is read: headers, name of the host, and where it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from seeingstars.web import problem_kinds as kinds
from seeingstars.web.problems import Problem

if TYPE_CHECKING:
    from seeingstars.web.guard_settings import GuardSettings

_DIGITS = re.compile(r"\d{1,15}", re.ASCII)
_HOST = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?", re.ASCII)
# A browser or proxy that sends one of these twice, or both, lets two readers disagree on where a request ends.
_ONCE = (b"host", b"content-length", b"content-type", b"transfer-encoding", b"idempotency-key", b"origin")


def check_headers(scope: Scope, *, guard: GuardSettings) -> None:
    """Refuse a request with too many, too long, doubled or contradicting headers, or too long an address.

    Raises
    ------
    Problem
        Of status 400, 414 or 431.
    """
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if len(headers) > guard.most_headers or sum(len(n) + len(v) for n, v in headers) > guard.largest_headers:
        raise Problem(kinds.TOO_MANY_HEADERS)
    raw_path = scope.get("raw_path") or scope["path"].encode()
    if len(raw_path) + len(scope.get("query_string", b"")) > guard.longest_address:
        raise Problem(kinds.ADDRESS_TOO_LONG)
    if "\x00" in scope["path"] or any(b"\x00" in value or b"\n" in value or b"\r" in value for _, value in headers):
        raise Problem(
            kinds.BAD_REQUEST,
            en="a NUL or line end stands where none may be",
            nl="er staat een NUL of regeleinde waar dat niet mag",
        )
    for name in _ONCE:
        if sum(key.lower() == name for key, _ in headers) > 1:
            shown = name.decode()
            raise Problem(
                kinds.BAD_REQUEST,
                en=f"the header {shown} must come once",
                nl=f"de header {shown} mag maar één keer komen",
            )
    _check_length(Headers(raw=headers))  # fmt: skip


def _check_length(headers: Headers) -> None:
    length = headers.get("content-length")
    if length is not None and not _DIGITS.fullmatch(length):
        raise Problem(kinds.BAD_REQUEST, en="Content-Length must be a number", nl="Content-Length moet een getal zijn")
    if length is not None and "transfer-encoding" in headers:
        raise Problem(
            kinds.BAD_REQUEST,
            en="Content-Length and Transfer-Encoding must not both be there",
            nl="Content-Length en Transfer-Encoding mogen er niet allebei zijn",
        )


def check_host(host: str, *, allowed: Sequence[str]) -> None:
    """Refuse a request that asks for another name than ours (a page of ours must never show another's links).

    Raises
    ------
    Problem
        Of status 400.

    Examples
    --------
    >>> check_host("localhost:8000", allowed=["localhost"])
    >>> check_host("evil.example", allowed=["localhost"])
    Traceback (most recent call last):
    seeingstars.web.problems.Problem: 400: This name is not ours
    """
    parts = _HOST.fullmatch(host)
    if parts is None or ("*" not in allowed and parts[1].lower() not in {name.lower() for name in allowed}):
        raise Problem(kinds.UNKNOWN_HOST)


def check_origin(headers: Headers) -> None:
    """Refuse what changes something when a page of another site asks for it.

    A browser says where a request comes from in Sec-Fetch-Site, an older one in Origin; a program says neither.

    Raises
    ------
    Problem
        Of status 403.

    References
    ----------
    W3C Fetch Metadata Request Headers; RFC 6454 (the web origin concept).
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Problem(kinds.NOT_FROM_HERE)
    elif origin is not None and not _is_host_of(origin, headers.get("host", "")):
        raise Problem(kinds.NOT_FROM_HERE)


def _is_host_of(origin: str, host: str) -> bool:
    try:
        return origin != "null" and urlsplit(origin).netloc.lower() == host.lower() != ""
    except ValueError:
        return False
