"""Who may review: one token a reviewer, of which only a salted digest is kept; there is no token until one is made."""

from __future__ import annotations

import hmac
import json
import secrets
from pathlib import Path

from seeingstars.errors import SeeingStarsError

_LONGEST_NAME = 60


def new_token(reviewer: str, *, data: Path) -> str:
    """Make a token for a reviewer; an earlier token of the same name does not work any more.

    Parameters
    ----------
    reviewer : initials or a role; contributors may see it beside a decision
    data : the data folder

    Returns
    -------
    str
        256 random bits, shown once: it cannot be found back.

    Raises
    ------
    SeeingStarsError
        If the name is empty or too long.
    """
    from seeingstars.store.publication import write_json

    name = reviewer.strip()
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise SeeingStarsError(
            f"NAME must be 1 to {_LONGEST_NAME} letters that print; got {reviewer[:80]!r}",
            f"NAAM moet 1 tot {_LONGEST_NAME} zichtbare tekens zijn; er staat {reviewer[:80]!r}",
        )
    token, path = secrets.token_urlsafe(32), _path(data)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = {**_digests(data), name: _digest(token, data)}
    fresh = path.with_suffix(".partial")
    write_json(kept, fresh)
    fresh.chmod(0o600)
    fresh.replace(path)
    return token


def reviewer_of_token(token: str, *, data: Path) -> str | None:
    """Whose token it is; None if it is nobody's.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     token = new_token("anna", data=Path(folder))
    ...     reviewer_of_token(token, data=Path(folder)), reviewer_of_token("", data=Path(folder))
    ('anna', None)
    """
    if not token:
        return None
    digest, found = _digest(token, data), None
    for name, kept in _digests(data).items():  # all of them, so that the time tells nothing
        if hmac.compare_digest(kept, digest):
            found = name
    return found


def reviewers(data: Path) -> list[str]:
    """The names of all who have a token."""
    return sorted(_digests(data))


def remove_reviewer(reviewer: str, *, data: Path) -> bool:
    """Take a token away; False if that name had none."""
    from seeingstars.store.publication import write_json

    kept = _digests(data)
    if kept.pop(reviewer, None) is None:
        return False
    write_json(kept, _path(data))
    return True


def _path(data: Path) -> Path:
    return data / "raw" / "uploads" / "secrets" / "reviewers.json"


def _digests(data: Path) -> dict[str, str]:
    path = _path(data)
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _digest(token: str, data: Path) -> str:
    from seeingstars.store.site_secrets import site_secret

    salt = site_secret(_path(data).with_name("reviewers"))
    return hmac.new(salt, token.encode(), "sha256").hexdigest()
