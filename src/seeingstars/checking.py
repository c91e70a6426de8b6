"""What is known of a file before anything is kept: `seeingstars check`, and every page that shows a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seeingstars.collecting import GivenFile, given_files
from seeingstars.columns import CHECKS
from seeingstars.errors import UploadError
from seeingstars.watched import Told, untold

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """What one file is, and how many of its readings are good."""

    file: str
    kind: str
    accepted: bool
    reason_en: str
    reason_nl: str
    rows_read: int = 0
    rows_good: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    raster: Mapping[str, Any] | None = None
    notes: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The finding as the contract of ``check --json`` has it."""
        content: dict[str, Any] = {
            "file": self.file,
            "kind": self.kind,
            "accepted": self.accepted,
            "reason": self.reason_en,
            "reason_nl": self.reason_nl,
            "rows_read": self.rows_read,
            "rows_good": self.rows_good,
            "flags": self.flags,
            "notes": [en for en, _ in self.notes],
        }
        return content | dict(self.raster or {})

    def in_words(self, *, language: str) -> str:
        """A line or a few for a terminal."""
        nl = language == "nl"
        reason = self.reason_nl if nl else self.reason_en
        if not self.accepted:
            return f"{self.file}: {'geweigerd' if nl else 'refused'}: {reason}"
        lines = [f"{self.file}: {self.kind}"]
        if self.raster is not None:
            lines.append(
                "  " + ", ".join(f"{name} {value}" for name, value in self.raster.items() if value is not None)
            )
        else:
            lines.append(self._counts(nl=nl))
            lines += [
                f"  {count} × {check.fault_nl if nl else check.fault_en}"
                for check in CHECKS
                if (count := self.flags.get(check.name, 0))
            ]
        lines += [f"  {note}" for note in [reason, *(pair[1] if nl else pair[0] for pair in self.notes)] if note]
        return "\n".join(lines)

    def _counts(self, *, nl: bool) -> str:
        if self.kind == "knmi_hourly_cloud":
            return f"  {self.rows_read} {'uren' if nl else 'hours'}"
        read, good = ("metingen gelezen", "goed") if nl else ("readings read", "good")
        return f"  {self.rows_read} {read}, {self.rows_good} {good}"


def check(paths: Sequence[Path], *, told: Told = untold) -> list[Finding]:
    """Look at every file behind `paths` with the readers and checks that the pipeline itself uses.

    Parameters
    ----------
    paths : sequence of path
        Files and folders.
    told : called with (what, done, of)

    Returns
    -------
    list of Finding
        One a file; a refused file is a finding, not an error.

    Raises
    ------
    UploadError
        If a path does not exist.
    """
    files = given_files(paths)
    findings = []
    for done, file in enumerate(files):
        told("check", done, len(files))
        findings.append(_finding(file))
    return findings


def _finding(file: GivenFile) -> Finding:
    from seeingstars.science.quality import flag_counts, flag_readings, rows_good
    from seeingstars.sources.recognise import describe, read_readings, recognise
    from seeingstars.sources.report import READING_KINDS

    try:
        if recognise(file.path) not in READING_KINDS:
            report = describe(file.path)
            return Finding(
                file.shown,
                report.kind,
                report.accepted,
                report.reason_en,
                report.reason_nl,
                report.rows_read,
                raster=report.raster,
                notes=report.notes,
            )
        readings, report = read_readings(file.path)
    except UploadError as error:
        return Finding(file.shown, "refused", False, error.en, error.nl)
    except OSError as error:
        words = error.strerror or str(error)
        return Finding(
            file.shown,
            "unreadable",
            False,
            f"the file cannot be opened: {words}",
            f"het bestand kan niet worden geopend: {words}",
        )
    flagged = flag_readings(readings)
    return Finding(
        file.shown, report.kind, True, report.reason_en, report.reason_nl,
        rows_read=report.rows_read, rows_good=rows_good(flagged), flags=flag_counts(flagged), notes=report.notes,
    )  # fmt: skip
