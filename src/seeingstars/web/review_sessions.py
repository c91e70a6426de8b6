"""Who is signed in as a reviewer: sessions in memory, each known to the browser alone, and a brake on guessing."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from threading import Lock

COOKIE = "review_session"
LASTS_S = 8 * 3600.0
MOST_FAILURES = 10  # our choice: in a quarter of an hour, by everyone together; there are few reviewers
FAILURES_WITHIN_S = 900.0
_MOST_SESSIONS = 200


class ReviewSessions:
    """The sessions of this server; a restart ends them all.

    Examples
    --------
    >>> sessions = ReviewSessions()
    >>> session = sessions.open("reviewer 1")
    >>> sessions.reviewer(session), sessions.reviewer("made-up")
    ('reviewer 1', None)
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._open: dict[str, tuple[float, str]] = {}
        self._failures: deque[float] = deque(maxlen=MOST_FAILURES)

    def open(self, reviewer: str) -> str:
        """Begin a session; gives what the browser keeps."""
        session = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_old()
            while len(self._open) >= _MOST_SESSIONS:
                self._open.pop(next(iter(self._open)))
            self._open[_digest(session)] = (self._clock() + LASTS_S, reviewer)
        return session

    def reviewer(self, session: str | None) -> str | None:
        """Who is signed in with that session, None if nobody is."""
        if not session or len(session) > 100:
            return None
        with self._lock:
            self._forget_old()
            found = self._open.get(_digest(session))
        return found[1] if found else None

    def close(self, session: str | None) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(_digest(session or ""), None)

    def note_failure(self) -> None:
        """Remember that a token was wrong."""
        with self._lock:
            self._failures.append(self._clock())

    @property
    def is_braked(self) -> bool:
        """Whether too many tokens were wrong of late."""
        with self._lock:
            full = len(self._failures) == MOST_FAILURES
            return full and self._clock() - self._failures[0] < FAILURES_WITHIN_S

    def _forget_old(self) -> None:
        now = self._clock()
        self._open = {key: kept for key, kept in self._open.items() if kept[0] > now}


def _digest(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
