"""Many calls in a burst become one: something is told when nothing came in for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Bursts:
    """Tells of each name once for a burst of calls, in a thread of its own.

    Parameters
    ----------
    tell : called with a name, or None to tell nobody
    quiet_seconds : a burst is over when the name was not mentioned for this long [s]

    Examples
    --------
    >>> heard = []
    >>> bursts = Bursts(heard.append, quiet_seconds=60)
    >>> for _ in range(100):
    ...     bursts.told("leiden-2022")
    >>> bursts.close()
    >>> heard
    ['leiden-2022']
    """

    def __init__(self, tell: Callable[[str], None] | None, *, quiet_seconds: float) -> None:
        self._tell, self._quiet_seconds = tell, quiet_seconds
        self._timers: dict[str, threading.Timer] = {}
        self._lock = threading.Lock()

    def told(self, name: str) -> None:
        """Mention a name."""
        if self._tell is None:
            return
        with self._lock:
            waiting = self._timers.get(name)
            if waiting is not None:
                waiting.cancel()
            timer = self._timers[name] = threading.Timer(self._quiet_seconds, self._over, (name,))
            timer.daemon = True
            timer.start()

    def close(self) -> None:
        """Tell at once what waits to be told."""
        with self._lock:
            waiting = list(self._timers)
        for name in waiting:
            self._over(name)

    def _over(self, name: str) -> None:
        with self._lock:
            timer = self._timers.pop(name, None)
        if timer is not None and self._tell is not None:
            timer.cancel()
            self._tell(name)
