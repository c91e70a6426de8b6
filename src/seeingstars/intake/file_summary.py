"""What is told of one file that was handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FileSummary:
    """What is told of one file: what it is, and how many of its readings are good.

    ``kind`` is that of `sources.report.FileReport`; ``notes`` are pairs (en, nl).
    """

    name: str
    sha256: str
    size_bytes: int
    kind: str
    is_usable: bool
    reason_en: str = ""
    reason_nl: str = ""
    rows_read: int = 0
    n_readings: int = 0
    n_good: int = 0
    n_suspect: int = 0
    n_fail: int = 0
    n_missing: int = 0
    n_row_problems: int = 0
    notes: tuple[tuple[str, str], ...] = field(default=())

    def facts(self) -> dict[str, Any]:
        """What the table of files holds of it."""
        return {name: getattr(self, name) for name in _FACTS} | {"notes": [list(note) for note in self.notes]}


_FACTS = (
    "size_bytes", "kind", "is_usable", "reason_en", "reason_nl", "rows_read", "n_good", "n_suspect", "n_fail",
    "n_missing", "n_row_problems", "n_readings",
)  # fmt: skip
