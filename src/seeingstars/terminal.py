"""Door: how long work shows itself on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType


def progress() -> Progress | Silent:
    """What to show long work with: bars on a terminal, nothing where nobody watches.

    Examples
    --------
    >>> with Silent() as told:
    ...     told("read", 1, 2)
    """
    return Progress() if sys.stderr.isatty() else Silent()


class Silent:
    """No progress where nobody watches: in a pipe, a log, a test."""

    def __enter__(self) -> Callable[[str, int, int], None]:
        """Call what is returned with (what, done, of); nothing is shown."""
        return lambda what, done, of: None

    def __exit__(self, *_: object) -> None:
        """Nothing to put back."""


class Progress:
    """A line a step on stderr: what is done, how far, how long."""

    def __init__(self) -> None:
        # Imported here, so that asking for help stays quick.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        self._bars = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, object] = {}

    def __enter__(self) -> Callable[[str, int, int], None]:
        """Start showing; call what is returned with (what, done, of)."""
        self._bars.start()
        return self._told

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        self._bars.stop()

    def _told(self, what: str, done: int, of: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=max(of, 1))
        self._bars.update(self._tasks[what], completed=done, total=max(of, 1))  # type: ignore[arg-type]
