"""Receipt codes: long enough not to be guessed, easy to copy by hand; only a salted digest of one is ever stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_LENGTH = 28  # 140 bits
_GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(salt: bytes, *, key: str | None = None) -> str:
    """A receipt code of 140 bits; the same one again for the same idempotency key.

    Parameters
    ----------
    salt : secret of the site
    key : what the sender calls this sending; None: a random code

    Examples
    --------
    >>> new_code(b"s", key="a") == new_code(b"s", key="a"), len(new_code(b"s").split("-"))
    (True, 7)
    """
    bits = secrets.token_bytes(18) if key is None else hmac.digest(salt, b"code|" + key.encode(), "sha256")
    number = int.from_bytes(bits[:18], "big") >> 4
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in range(_LENGTH))
    return "-".join(letters[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP))


def plain_code(typed: str) -> str:
    """A code as typed by hand: small letters, spaces, and the letters that look like digits do not matter.

    Examples
    --------
    >>> plain_code(" abcd-01ol ")
    'ABCD0101'
    """
    return "".join(letter for letter in typed.upper().translate(_MISREAD) if letter in _LETTERS)


def is_code(typed: str) -> bool:
    """Whether a text has the form of a receipt code.

    Examples
    --------
    >>> is_code(new_code(b"s")), is_code("hello")
    (True, False)
    """
    return len(typed) <= 80 and len(plain_code(typed)) == _LENGTH


def code_digest(salt: bytes, typed: str) -> str:
    """What is stored of a code.

    Examples
    --------
    >>> code_digest(b"s", "abcd") == code_digest(b"s", "AB-CD")
    True
    """
    return hmac.new(salt, b"receipt|" + plain_code(typed).encode(), hashlib.sha256).hexdigest()


def key_digest(salt: bytes, key: str) -> str:
    """What is stored of an idempotency key."""
    return hmac.new(salt, b"key|" + key.encode(errors="replace"), hashlib.sha256).hexdigest()
