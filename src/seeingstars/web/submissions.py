"""A confirmation that comes twice, from a double tap or a page sent again, is handed in once."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

REMEMBERED_S = 900.0
MOST_REMEMBERED = 20_000


class Submissions:
    """Remembers for a quarter of an hour which confirmation led to which receipt.

    Examples
    --------
    >>> submissions, made = Submissions(), iter(["A", "B"])
    >>> number = submissions.new()
    >>> submissions.once(number, lambda: next(made)), submissions.once(number, lambda: next(made))
    ('A', 'A')
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._busy: dict[str, Lock] = {}
        self._codes: OrderedDict[str, tuple[float, str]] = OrderedDict()

    @staticmethod
    def new() -> str:
        """A number for one confirmation that nobody can guess."""
        return secrets.token_urlsafe(16)

    def once(self, number: str, hand_in: Callable[[], str]) -> str:
        """The code of the receipt: from `hand_in` the first time, remembered after that.

        A second one that comes while the first is still busy waits for it. Without a number nothing is remembered.
        """
        if not number or len(number) > 64:
            return hand_in()
        with self._lock:
            busy = self._busy.setdefault(number, Lock())
        with busy:
            known = self._known(number)
            if known is not None:
                return known
            try:
                code = hand_in()
            finally:
                with self._lock:
                    self._busy.pop(number, None)
            with self._lock:
                self._codes[number] = (self._clock(), code)
            return code

    def _known(self, number: str) -> str | None:
        with self._lock:
            oldest_kept = self._clock() - REMEMBERED_S
            while self._codes and (
                len(self._codes) > MOST_REMEMBERED or next(iter(self._codes.values()))[0] < oldest_kept
            ):
                self._codes.popitem(last=False)
            return self._codes[number][1] if number in self._codes else None
