"""How fetching for an event ended, supplier by supplier and file by file: for a program, for a terminal, for the result."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seeingstars.errors import SeeingStarsError
from seeingstars.event import Text
from seeingstars.fetching.notes import REPORT
from seeingstars.fetching.report import FAILED, FETCHED, NOT_CHECKED, NOT_LISTED, WAS_THERE
from seeingstars.store.publication import read_json, write_json

CHANGED, NOT_ASKED = "changed", "not_asked"
STATUSES = (FETCHED, CHANGED, WAS_THERE, NOT_CHECKED, NOT_LISTED, NOT_ASKED, FAILED)
_THERE = (FETCHED, CHANGED, WAS_THERE, NOT_CHECKED)
_MISSING = (NOT_LISTED, NOT_ASKED, FAILED)
_SHOWN = 6
_NOTHING = Text("", "")


@dataclass(frozen=True)
class Outcome:
    """How it ended for one file; `may_come` if it is worth trying again soon."""

    group: str
    label: str
    status: str
    file: str = ""
    sha256: str = ""
    n_bytes: int = 0
    n_rows: int | None = None
    address: str = ""
    note: Text = _NOTHING
    reason: Text = _NOTHING
    may_come: bool = False


@dataclass(frozen=True)
class SupplierOutcome:
    """How it ended for one supplier; `none_because` where the event needs nothing of it."""

    supplier_id: str
    name: str
    licence: str
    citation: str
    outcomes: tuple[Outcome, ...] = ()
    none_because: Text = _NOTHING
    made: tuple[str, ...] = ()

    def of(self, *statuses: str) -> list[Outcome]:
        """Those that ended so."""
        return [one for one in self.outcomes if one.status in statuses]


@dataclass(frozen=True)
class EventReport:
    """What was fetched for an event into `folder`; `rasters` is where the night lights of all events stand."""

    event_id: str
    event_folder: Path
    folder: Path
    rasters: Path
    suppliers: tuple[SupplierOutcome, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing failed of what could be asked, and something is there."""
        failed = any(one.of(FAILED, NOT_CHECKED) for one in self.suppliers)
        return not failed and any(one.of(*_THERE) for one in self.suppliers)

    @property
    def missing(self) -> list[dict[str, Any]]:
        """What the event needs and is not there, and why; plain values in a fixed order."""
        return [entry for one in self.suppliers for entry in _missing_of(one)]


def _missing_of(supplier: SupplierOutcome) -> list[dict[str, Any]]:
    """One entry a station, layer or the like, and how it ended; the reason is that of its first file."""
    entries = []
    for group, status in dict.fromkeys((one.group, one.status) for one in supplier.of(*_MISSING)):
        several = [one for one in supplier.of(status) if one.group == group]
        reason = several[0].reason if status != NOT_LISTED else Text("niet bij de leverancier", "not with the supplier")
        entries.append(
            {
                "supplier": supplier.name,
                "what": group,
                "which": [one.label for one in several if one.label],
                "status": status,
                "reason": {"nl": reason.nl, "en": reason.en},
            }
        )
    return entries


def as_content(report: EventReport) -> dict[str, Any]:
    """The report as plain values: every supplier, every file."""
    return {
        "event": report.event_id,
        "complete": report.complete,
        "missing": report.missing,
        "suppliers": [_supplier_content(one) for one in report.suppliers],
    }


def _supplier_content(one: SupplierOutcome) -> dict[str, Any]:
    return {
        "supplier": one.supplier_id,
        "name": one.name,
        "licence": one.licence,
        "citation": one.citation,
        "none_because": {"nl": one.none_because.nl, "en": one.none_because.en} if one.none_because.en else None,
        "made": list(one.made),
        "files": [
            {
                "what": file.group,
                "which": file.label,
                "status": file.status,
                "file": file.file or None,
                "sha256": file.sha256 or None,
                "bytes": file.n_bytes,
                "rows": file.n_rows,
                "address": file.address or None,
                "note": {"nl": file.note.nl, "en": file.note.en} if file.note.en else None,
                "reason": {"nl": file.reason.nl, "en": file.reason.en} if file.reason.en else None,
            }
            for file in one.outcomes
        ],
    }


def write_report(report: EventReport, *, when_utc: str) -> Path:
    """Write ``fetched.json``: whole in the event's raw folder, and what is missing beside the readings.

    Suppliers that were not asked this time keep what an earlier report said of them. The one beside the readings says
    nothing of the clock, so that the same data give the same result.

    Parameters
    ----------
    report : EventReport
    when_utc : str
        ISO 8601; it stands with the suppliers that were asked now.

    Returns
    -------
    path
        Of the whole report.
    """
    content = as_content(report)
    asked = {one["supplier"]: one | {"asked_at_utc": when_utc} for one in content["suppliers"]}
    earlier = _earlier(report.folder / REPORT, report.event_id)
    kept = [one for one in earlier.get("suppliers", []) if one["supplier"] not in asked]
    names = {one["name"] for one in kept}
    missing = [entry for entry in earlier.get("missing", []) if entry["supplier"] in names] + content["missing"]
    whole = content | {"missing": missing, "suppliers": [*kept, *asked.values()]}
    readings = report.folder / "readings"
    readings.mkdir(parents=True, exist_ok=True)
    _write(whole, report.folder / REPORT)
    _write({"event": report.event_id, "missing": missing}, readings / REPORT)
    return report.folder / REPORT


def _write(content: Mapping[str, Any], path: Path) -> None:
    write_json(content, path.with_name(f".{path.name}.part")).replace(path)


def _earlier(path: Path, event_id: str) -> dict[str, Any]:
    try:
        content = read_json(path)
    except SeeingStarsError:
        return {}
    right = isinstance(content, dict) and content.get("event") == event_id
    return content if right else {}


_WORDS = {
    "en": {
        FETCHED: "fetched", CHANGED: "changed there, fetched anew", WAS_THERE: "already there",
        NOT_CHECKED: "on disk, not checked", NOT_LISTED: "not with the supplier", NOT_ASKED: "not asked", FAILED: "failed",
        "none": "nothing needed", "made": "made of it", "next": "Use them with", "nothing": "Nothing came.", "more": "and {n} more",
        "report": "Every file, and what is missing",
    },
    "nl": {
        FETCHED: "opgehaald", CHANGED: "daar veranderd, opnieuw opgehaald", WAS_THERE: "was er al",
        NOT_CHECKED: "op schijf, niet nagekeken", NOT_LISTED: "niet bij de leverancier", NOT_ASKED: "niet gevraagd", FAILED: "mislukt",
        "none": "niets nodig", "made": "ervan gemaakt", "next": "Gebruik ze met", "nothing": "Er kwam niets.", "more": "en nog {n}",
        "report": "Elk bestand, en wat ontbreekt",
    },
}  # fmt: skip


def in_words(report: EventReport, *, language: str) -> str:
    """What came, what was there, what is missing and why, and the command that uses it.

    Parameters
    ----------
    report : EventReport
    language : ``nl`` or ``en``

    Returns
    -------
    str
    """
    words = _WORDS[language]
    lines = [line for supplier in report.suppliers for line in _supplier_lines(supplier, language)]
    lines.append(f"{words['report']}: {report.folder / REPORT}")
    command = run_command(report)
    lines.append(f"{words['next']}: {shlex.join(command)}" if command else words["nothing"])
    return "\n".join(lines)


def run_command(report: EventReport) -> list[str]:
    """The words of the command that uses what stands in the folders now; empty if there is nothing.

    Examples
    --------
    >>> run_command(EventReport("e", Path("e"), Path("no-such-folder"), Path("neither"), ()))
    []
    """
    given = (
        ("--readings", report.folder / "readings"),
        ("--clouds", report.folder / "clouds"),
        ("--nightlights", report.rasters),
    )
    there = [word for option, folder in given if _holds_data(folder) for word in (option, str(folder))]
    return ["seeingstars", "run", str(report.event_folder), *there] if there else []


def _holds_data(folder: Path) -> bool:
    return any(
        path.is_file() and path.name != REPORT and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        for path in folder.rglob("*")
    )  # fmt: skip


def _supplier_lines(supplier: SupplierOutcome, language: str) -> list[str]:
    words = _WORDS[language]
    if not supplier.outcomes:
        return [f"{supplier.name}: {words['none']}: {getattr(supplier.none_because, language)}"]
    lines = [f"{supplier.name}: {', '.join(_counts(supplier, words))}"]
    lines += [
        f"  {one.group} {one.label}: {getattr(one.note, language)}"
        for one in supplier.of(*_THERE)
        if one.note.en and len(supplier.of(*_THERE)) <= _SHOWN
    ]
    lines += [f"  {words['made']}: {made}" for made in supplier.made]
    lines += _reasons(supplier.of(NOT_CHECKED), words, language)
    for entry in _missing_of(supplier):
        which = _listed([f"{entry['what']} {label}" for label in entry["which"]] or [entry["what"]], words)
        lines += [f"  {words[entry['status']]}: {which}"]
        lines += [f"    {entry['reason'][language]}"] if entry["status"] != NOT_LISTED else []
    return lines


def _counts(supplier: SupplierOutcome, words: Mapping[str, str]) -> Iterable[str]:
    for status in STATUSES:
        these = supplier.of(status)
        n_kb = sum(one.n_bytes for one in these) / 1e3
        size = f" ({n_kb / 1e3:.1f} MB)" if n_kb >= 1e3 else f" ({n_kb:.1f} kB)"
        if these:
            yield f"{len(these)} {words[status]}" + (size if n_kb else "")


def _reasons(these: Sequence[Outcome], words: Mapping[str, str], language: str) -> list[str]:
    lines = []
    for reason in dict.fromkeys(getattr(one.reason, language) for one in these):
        several = [f"{one.group} {one.label}" for one in these if getattr(one.reason, language) == reason]
        lines += [f"  {words[NOT_CHECKED]}: {_listed(several, words)}", f"    {reason}"]
    return lines


def _listed(several: Sequence[str], words: Mapping[str, str]) -> str:
    more = len(several) - _SHOWN
    return ", ".join([*several[:_SHOWN], *([words["more"].format(n=more)] if more > 0 else [])])
