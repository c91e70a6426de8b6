"""How fetching ended, tile by tile and day by day, and that in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

# How a tile and day ended.
FETCHED, WAS_THERE, NOT_CHECKED, NOT_LISTED, FAILED = "fetched", "was_there", "not_checked", "not_listed", "failed"


@dataclass(frozen=True)
class Ended:
    """How it ended for one tile and day; the reason stands where it could not be had."""

    product: str
    day: date
    tile: str
    status: str
    path: Path | None = None
    sha256: str = ""
    n_bytes: int = 0
    reason_en: str = ""
    reason_nl: str = ""


@dataclass(frozen=True)
class FetchReport:
    """What was asked of a supplier, in order, and how each ended."""

    event_id: str
    supplier: str
    folder: Path
    ended: tuple[Ended, ...]

    def of(self, *statuses: str) -> list[Ended]:
        """Those that ended so."""
        return [one for one in self.ended if one.status in statuses]

    @property
    def complete(self) -> bool:
        """Whether everything that the archive has of it is on disk and checked, and that is something."""
        return bool(self.of(FETCHED, WAS_THERE)) and not self.of(FAILED, NOT_CHECKED)


_WORDS = {
    "en": {
        FETCHED: "fetched", WAS_THERE: "already there", NOT_CHECKED: "on disk, not checked", NOT_LISTED: "not in the archive",
        FAILED: "failed", "missing": "Not in the archive (not made, not yet made, or withdrawn)",
        "unchecked": "On disk as fetched before, but the archive could not be asked", "failures": "Could not be had",
        "next": "Use them with", "nothing": "The event needs no tile.",
    },
    "nl": {
        FETCHED: "opgehaald", WAS_THERE: "was er al", NOT_CHECKED: "op schijf, niet nagekeken", NOT_LISTED: "niet in het archief",
        FAILED: "mislukt", "missing": "Niet in het archief (niet gemaakt, nog niet gemaakt of ingetrokken)",
        "unchecked": "Op schijf zoals eerder opgehaald, maar het archief was niet te vragen", "failures": "Niet gekregen",
        "next": "Gebruik ze met", "nothing": "Het evenement heeft geen tegel nodig.",
    },
}  # fmt: skip


def in_words(report: FetchReport, *, language: str) -> str:
    """What came, what was there, and what is missing and why, for a terminal.

    Parameters
    ----------
    report : FetchReport
    language : ``nl`` or ``en``

    Returns
    -------
    str
    """
    words = _WORDS[language]
    if not report.ended:
        return words["nothing"]
    counts = []
    for status in (FETCHED, WAS_THERE, NOT_CHECKED, NOT_LISTED, FAILED):
        these = report.of(status)
        n_mb = sum(one.n_bytes for one in these) / 1e6
        if these:
            counts.append(f"{len(these)} {words[status]}" + (f" ({n_mb:.1f} MB)" if n_mb else ""))
    lines = [f"{report.supplier}: {', '.join(counts)}; {report.folder}"]
    if missing := report.of(NOT_LISTED):
        lines.append(f"{words['missing']}: {_list_of(missing)}")
    for status, head in ((NOT_CHECKED, "unchecked"), (FAILED, "failures")):
        for reason in dict.fromkeys(one.reason_nl if language == "nl" else one.reason_en for one in report.of(status)):
            these = [one for one in report.of(status) if reason in (one.reason_nl, one.reason_en)]
            lines += [f"{words[head]}: {_list_of(these)}", f"  {reason}"]
    if report.of(FETCHED, WAS_THERE, NOT_CHECKED):
        lines.append(f"{words['next']}: seeingstars run {report.event_id} --nightlights {report.folder}")
    return "\n".join(lines)


def _list_of(these: Sequence[Ended]) -> str:
    return ", ".join(f"{one.product} {one.tile} {one.day}" for one in these)


def as_json(report: FetchReport) -> str:
    """The report for a program: one entry a tile and day.

    Examples
    --------
    >>> as_json(FetchReport("e", "s", Path("raw"), ()))[:21]
    '{"event": "e", "suppl'
    """
    ended = [
        {
            "product": one.product,
            "day": one.day.isoformat(),
            "tile": one.tile,
            "status": one.status,
            "file": None if one.path is None else one.path.name,
            "sha256": one.sha256 or None,
            "bytes": one.n_bytes,
            "reason": {"nl": one.reason_nl, "en": one.reason_en},
        }
        for one in report.ended
    ]
    content = {"event": report.event_id, "supplier": report.supplier, "complete": report.complete, "files": ended}
    return json.dumps(content, ensure_ascii=False)
