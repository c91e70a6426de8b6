"""How long work tells how far it is: called with (what, done, of), or with nobody watching."""

from __future__ import annotations

from collections.abc import Callable

Told = Callable[[str, int, int], None]


def untold(what: str, done: int, of: int) -> None:
    """Nobody watches.

    Examples
    --------
    >>> untold("read", 1, 2)
    """
