"""Tokens by which a form proves that it came from our own page: signed, bound to a cookie, no session kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from urllib.parse import parse_qsl

COOKIE = "seeingstars_form"
FIELD = "csrf_token"
_COOKIE_VALUE = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def new_cookie() -> str:
    """A fresh random value for the cookie, of 128 bits.

    Examples
    --------
    >>> len(new_cookie())
    22
    """
    return secrets.token_urlsafe(16)


def is_cookie(value: str) -> bool:
    """Whether this may be a value that we gave.

    Examples
    --------
    >>> is_cookie(new_cookie()), is_cookie("<script>")
    (True, False)
    """
    return bool(_COOKIE_VALUE.fullmatch(value))


def token_for(cookie: str, *, secret: bytes) -> str:
    """The token that belongs to a cookie.

    Examples
    --------
    >>> len(token_for("a" * 22, secret=b"0" * 32))
    43
    """
    digest = hmac.new(secret, b"form token of " + cookie.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_token_for(cookie: str, *, token: str, secret: bytes) -> bool:
    """Whether a form's token belongs to the browser's cookie, compared in constant time.

    Examples
    --------
    >>> is_token_for("a" * 22, token=token_for("a" * 22, secret=b"1"), secret=b"1")
    True
    >>> is_token_for("a" * 22, token=token_for("b" * 22, secret=b"1"), secret=b"1"), is_token_for("", token="", secret=b"1")
    (False, False)
    """
    if not is_cookie(cookie):
        return False
    return hmac.compare_digest(token_for(cookie, secret=secret).encode(), token.encode())


def token_in_form(body: bytes) -> str:
    """The token in the body of an urlencoded form; empty if there is none, or more than one.

    Examples
    --------
    >>> token_in_form(b"a=1&csrf_token=xyz"), token_in_form(b"csrf_token=1&csrf_token=2")
    ('xyz', '')
    """
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), max_num_fields=1000)
    except ValueError:
        return ""
    found = [value for name, value in pairs if name == FIELD]
    return found[0] if len(found) == 1 else ""
