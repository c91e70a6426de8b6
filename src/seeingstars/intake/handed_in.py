"""What is handed in at the desk and what is handed back: files, previews, receipts, pages of readings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import UploadError
from seeingstars.intake.verdicts import RowVerdict, row_verdicts, write_verdicts

if TYPE_CHECKING:
    from seeingstars.intake.file_summary import FileSummary
    from seeingstars.intake.reading_uploads import ReadFile
    from seeingstars.store.upload_queries import Decision, FileRecord, UploadRecord

PRECISION_CHOICES = ("100m", "1km", "exact")
DEFAULT_PRECISION = "100m"
MOST_FILES = (
    200  # our choice: one to twenty in a form (web/incoming_files.py), those within archives counted one by one
)
LARGEST_ROW_BYTES = 16_384  # our choice: one row of the form with a long comment
_WHITE = re.compile(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+")  # whatever some reader takes for the end of a line


class NoSuchReceipt(UploadError):
    """There is no upload with this code."""


class RowRefused(UploadError):
    """What a single reading says cannot be; nothing was kept."""


@dataclass(frozen=True)
class GivenBytes:
    """A file as it was handed in: the name that the sender gave, and where its bytes stand now."""

    name: str
    path: Path


@dataclass(frozen=True)
class FilePreview:
    """What one file is and what every check says of its rows; nothing is kept."""

    name: str
    sha256: str
    accepted: bool
    kind: str
    reason_nl: str
    reason_en: str
    rows_read: int
    n_good: int
    n_suspect: int
    n_fail: int
    n_missing: int
    n_row_problems: int
    notes_nl: tuple[str, ...]
    notes_en: tuple[str, ...]
    already_have: bool
    n_readings: int = 0
    n_duplicates: int = 0
    _read: ReadFile | None = field(default=None, repr=False, compare=False)
    _repeated: frozenset[int] = field(default=frozenset(), repr=False, compare=False)

    def rows(self, *, offset: int = 0, limit: int = 200) -> list[RowVerdict]:
        """The verdicts of some rows, in the order of the file.

        Parameters
        ----------
        offset : number of rows to pass over
        limit : most rows to return
        """
        rows = None if self._read is None else self._read.rows(offset=offset, limit=limit)
        return [] if rows is None else row_verdicts(rows, start=offset, repeated=self._repeated)

    def write_verdict_csv(self, target: Path, *, language: str) -> Path:
        """Write every row with the flag of every check and the reasons, safe to open in a spreadsheet.

        Parameters
        ----------
        target : path to write
        language : ``nl`` or ``en``

        Returns
        -------
        path
        """
        tables = () if self._read is None else self._read.tables()
        return write_verdicts(tables, target, language=language, repeated=self._repeated)


@dataclass(frozen=True)
class Preview:
    """What some files are; nothing of them is kept. ``state`` and ``reasons`` say what would become of the upload."""

    files: tuple[FilePreview, ...]
    state: str = ""
    reasons_en: tuple[str, ...] = ()
    reasons_nl: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """The acknowledgement: what was handed in is on the disk.

    Parameters
    ----------
    code : the only key to this upload; it is not stored anywhere
    state : accepted or held
    reasons_en, reasons_nl : why it is held
    refused : files of the upload that were not kept, with the reason
    is_repeat : the same idempotency key was answered before; nothing new was kept
    n_duplicates : readings that repeat one that we have
    already_had : names of files of which we had the very bytes
    """

    code: str
    upload_id: int
    event_id: str
    received_at: datetime
    state: str
    reasons_en: tuple[str, ...] = ()
    reasons_nl: tuple[str, ...] = ()
    files: tuple[FileSummary, ...] = ()
    refused: tuple[FileSummary, ...] = ()
    already_had: tuple[str, ...] = ()
    n_duplicates: int = 0
    is_repeat: bool = False


@dataclass(frozen=True)
class ReceiptView:
    """What the holder of a code sees: ``upload`` is the one that counts, ``earlier`` those that it replaced."""

    code: str
    upload: UploadRecord
    files: tuple[FileRecord, ...]
    decisions: tuple[Decision, ...]
    earlier: tuple[UploadRecord, ...]

    @property
    def state(self) -> str:
        """accepted, held, rejected or withdrawn."""
        return self.upload.state


@dataclass(frozen=True)
class HeldUpload:
    """An upload that waits for a reviewer, with the rules that it does not meet."""

    upload: UploadRecord
    files: tuple[FileRecord, ...]


@dataclass(frozen=True)
class ReadingsPage:
    """Some public readings; ask on with ``after_id=next_after_id`` until that is None."""

    rows: list[dict[str, Any]]
    next_after_id: int | None


@dataclass(frozen=True)
class Work:
    """The work of an event that was taken up; hand it to `Desk.finish_work` when it is done."""

    event_id: str
    n_uploads: int


def template_bytes(cells: Mapping[str, str], *, language: str = "en") -> bytes:
    """One reading as a file of our upload template, as `Desk.receive_reading` takes it.

    Parameters
    ----------
    cells : mapping from our name of a column (`sources.upload_headings.HEADINGS`) to what was typed
        Columns without a cell, or with an empty one, are left out.
    language : ``nl`` or ``en``
        Of the headings.

    Returns
    -------
    bytes
        A line of headings and a line of cells, UTF-8, quoted as CSV where needed.

    Raises
    ------
    ValueError
        If a name is no column of the template.

    Examples
    --------
    >>> template_bytes({"date": "2022-09-25", "time": "22:15", "longitude": "4,48", "latitude": "52.16", "comment": "a;b"})
    b'date;time;longitude;latitude;comment\\n2022-09-25;22:15;4,48;52.16;"a;b"\\n'
    """
    import csv
    import io

    from seeingstars.sources.upload_headings import HEADINGS

    unknown = sorted(set(cells) - set(HEADINGS))
    if unknown:
        raise ValueError(f"cells must be columns of the upload template; got {', '.join(unknown)}")
    filled = {
        name: _WHITE.sub(" ", cells[name].replace("\x00", "\ufffd")).strip()
        for name in HEADINGS
        if cells.get(name, "").strip()
    }
    at = 1 if language == "nl" else 0
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow([HEADINGS[name][at] for name in filled])
    writer.writerow(list(filled.values()))
    return text.getvalue().encode("utf-8", errors="replace")
