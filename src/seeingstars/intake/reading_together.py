"""Single readings of many senders, read and checked together as fast as one, with the verdict that each would get alone.

One thread reads; what it has read it hands on to the one that keeps.
"""

from __future__ import annotations

import hashlib
import queue
import re
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seeingstars.columns import Flag
from seeingstars.errors import SeeingStarsError, StoreError, UploadError
from seeingstars.intake.file_summary import FileSummary
from seeingstars.intake.reading_uploads import ReadFile, ReadTogether, flagged_upload, read_upload

ROW_NAME = "reading.csv"
MOST_TOGETHER = 256  # our choice, as many as share a wait for the disk
_COUNT = re.compile(r"^[\d.,]+ ")
_ISO_DATE = re.compile(rb"(?<![^;,\t])\d{4}-\d{2}-\d{2}(?![^;,\t])")


@dataclass
class GivenRow:
    """One reading that waits to be read: a row of the template under its headings."""

    content: bytes
    read: Future[tuple[ReadFile, datetime]]


class RowReader:
    """A thread that reads single readings, all that wait at once."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[GivenRow | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="row reader", daemon=True)
        self._thread.start()

    def submit(self, content: bytes) -> Future[tuple[ReadFile, datetime]]:
        """Have a row read; gives what was read and the moment of its coming in."""
        if self._closed:
            raise StoreError("the store is closed; start it again", "de opslag is gesloten; start hem opnieuw")
        given = GivenRow(content, Future())
        self._waiting.put(given)
        return given.read

    def close(self) -> None:
        """Read what waits, then stop."""
        self._closed = True
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        going_on = True
        while going_on:
            rows = [self._waiting.get()]
            while len(rows) < MOST_TOGETHER and rows[-1] is not None:
                try:
                    rows.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            going_on = rows[-1] is not None
            self._read([row for row in rows if row is not None])

    def _read(self, rows: Sequence[GivenRow]) -> None:
        received_at = datetime.now(UTC)
        try:
            found = read_together([row.content for row in rows], received_at=received_at)
        except Exception as error:  # noqa: BLE001 — whatever it is, every sender must hear of it
            for row in rows:
                row.read.set_exception(error)
            return
        for row, one in zip(rows, found, strict=True):
            if isinstance(one, SeeingStarsError):
                row.read.set_exception(one)
            else:
                row.read.set_result((one, received_at))


def read_together(contents: Sequence[bytes], *, received_at: datetime) -> list[ReadFile | SeeingStarsError]:
    """What each of these single readings is: the same as when each is read alone.

    Parameters
    ----------
    contents : rows of the template, each under its headings
    received_at : aware moment

    Returns
    -------
    list
        One for each, in order; an error where a row is no reading of the template.
    """
    found: list[ReadFile | SeeingStarsError | None] = [None] * len(contents)
    groups: dict[bytes, list[int]] = {}
    for number, content in enumerate(contents):
        head = _headings_of_plain(content)
        if head is not None:
            groups.setdefault(head, []).append(number)
    for head, numbers in groups.items():
        together = (
            _read_group(head, [contents[number] for number in numbers], received_at) if len(numbers) > 1 else None
        )
        for number, one in zip(numbers, together or [], strict=False):
            found[number] = one
    return [read_alone(contents[i], received_at=received_at) if one is None else one for i, one in enumerate(found)]


def read_alone(content: bytes, *, received_at: datetime) -> ReadFile | SeeingStarsError:
    """What one single reading is, or the error that tells why it is none."""
    with tempfile.TemporaryDirectory(prefix="seeingstars-") as folder:
        path = Path(folder, ROW_NAME)
        path.write_bytes(content)
        read = read_upload(path, name=ROW_NAME, received_at=received_at)
    if not read.summary.is_usable:
        return UploadError(read.summary.reason_en, read.summary.reason_nl)
    return read


def _headings_of_plain(content: bytes) -> bytes | None:
    """The headings, where the content is two plain lines with a date that reads one way only; else None."""
    head, _, rest = content.partition(b"\n")
    row = rest.removesuffix(b"\n").removesuffix(b"\r")
    plain = b"\n" not in row and b"\r" not in row and b"\x00" not in content and not content.startswith(b"\xef\xbb\xbf")
    if not plain or not row.strip(b";,\t \r") or row.lstrip(b' "').startswith(b"#") or row.count(b'"') % 2:
        return None
    if not _ISO_DATE.search(row):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return head.removesuffix(b"\r")


def _read_group(head: bytes, contents: Sequence[bytes], received_at: datetime) -> list[ReadFile | None] | None:
    """Rows under the same headings, read as one file; None where that does not give one reading a row."""
    from seeingstars.sources.upload_template import looks_like, read_upload_template

    rows = [content.partition(b"\n")[2].rstrip(b"\r\n") for content in contents]
    if not looks_like(head + b"\n"):
        return None
    with tempfile.TemporaryDirectory(prefix="seeingstars-") as folder:
        path = Path(folder, ROW_NAME)
        path.write_bytes(b"\n".join([head, *rows, b""]))
        try:
            readings, report = read_upload_template(path)
        except SeeingStarsError:
            return None
    if readings["source_line"].tolist() != list(range(2, len(rows) + 2)):
        return None
    notes = [_of_one(note.en, note.nl, len(rows)) for note in report.notes]
    if None in notes or readings["is_simulated"].any():
        return None
    readings["source_line"] = 2
    together = ReadTogether(flagged_upload(readings, received_at=received_at), received_at)
    shared = tuple(note for note in notes if note is not None)
    return [_one(together, number, content, shared) for number, content in enumerate(contents)]


def _of_one(en: str, nl: str, n_rows: int) -> tuple[str, str] | None:
    """A note that counts all rows, as each row alone would have it; None if it counts some of them."""
    counted = _COUNT.match(en)
    if counted is None:
        return en, nl
    if int(re.sub(r"\D", "", counted[0])) != n_rows:
        return None
    return _COUNT.sub("1 ", en), _COUNT.sub("1 ", nl)


def _one(together: ReadTogether, number: int, content: bytes, notes: tuple[tuple[str, str], ...]) -> ReadFile | None:
    flagged = together.readings
    if flagged["flag_duplicate"].iat[number] == Flag.FAIL:
        return None  # it repeats another sender's reading; alone it would not
    flag = int(flagged["flag"].to_numpy()[number])
    counts = {Flag.GOOD: 0, Flag.SUSPECT: 0, Flag.FAIL: 0, Flag.MISSING: 0}
    counts[Flag(flag)] = counts.get(Flag(flag), 0) + 1
    has_problem = bool(str(flagged["row_problem"].iat[number]))
    sha256 = hashlib.sha256(content).hexdigest()
    summary = FileSummary(
        ROW_NAME, sha256, len(content), "upload_template", True, rows_read=1, n_readings=1, n_good=counts[Flag.GOOD],
        n_suspect=counts[Flag.SUSPECT], n_fail=counts[Flag.FAIL], n_missing=counts[Flag.MISSING],
        n_row_problems=int(has_problem), notes=notes,
    )  # fmt: skip
    return ReadFile(summary, None, together=(together, number))
