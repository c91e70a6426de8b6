"""Large files of fixed meters, read and checked in pieces that fit in memory, with the verdicts of reading them whole.

The checks of a fixed meter look at nights, at weeks and at runs of readings. A piece is therefore a run of whole weeks,
counted from local noon to local noon as the checks count them, and it is checked together with a day (and at least 200
lines) on either side, whose own verdicts come from the piece that they belong to. Pieces go by time, not by lines, so
that a file in any order of time is read alike. Every piece is read by the very reader of the whole file, below the same
header and the same first lines, from which the reader tells how the rows are written.

Run as a program it writes the pieces to a folder and tells how far it is, a line of JSON at a time: a process of its own
keeps a hostile file from bringing the server down, and leaves the server's memory as it was.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.errors import SeeingStarsError, UploadError
from seeingstars.intake.file_summary import FileSummary
from seeingstars.intake.reading_uploads import counts_of_flags, flagged_upload
from seeingstars.science.meter_flags import NIGHTS_TOGETHER
from seeingstars.sources.file_content import is_packed, read_head, sha256_of
from seeingstars.sources.file_names import short_name
from seeingstars.sources.recognise import kind_of_head, read_readings
from seeingstars.watched import Told

KINDS = ("skyglow_dat", "derived_sqm_csv", "tess_ecsv")
LARGEST_BYTES = 1 << 30  # our choice: ten years of a reading every half minute
_BLOCK_BYTES = 2 << 20
_SAMPLE_LINES = 2000  # as many as the reader looks at to tell how rows are written
_FEWEST_LINES = 20_000  # of a piece, our choice: two weeks of minutes
_MARGIN = np.timedelta64(1, "D")
_MARGIN_LINES = 200
_DAY_US = 86_400 * 1_000_000
_END_OF_HEADER = b"END OF HEADER"
_NUMBER = re.compile(r"\d[\d.,]*")
_BACKWARDS = "the time runs backwards"
_BACKWARDS_WORDS = (
    "the time runs backwards {} times; the order of the file was kept",
    "de tijd loopt {} keer terug; de volgorde van het bestand is gehouden",
)

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class _Lines:
    """Where each line of the body begins, its moment (that of the line before where it has none) and its week."""

    offset: IntArray  # one more than there are lines
    moment: NDArray[np.datetime64]
    week: IntArray

    def __len__(self) -> int:
        return len(self.offset) - 1


class FileInPieces:
    """A large file of a fixed meter.

    Parameters
    ----------
    path : path of the bytes, not packed
    name : name that the sender gave
    received_at : aware moment

    Raises
    ------
    UploadError
        If the file is of no kind that is read in pieces, or too large; or as its reader says.
    """

    def __init__(self, path: Path, *, name: str, received_at: datetime) -> None:
        self._path, self._name, self._received_at = path, name, received_at
        if path.stat().st_size > LARGEST_BYTES:
            raise _too_large(name)
        head = read_head(path)
        self.kind = kind_of_head(head)
        if self.kind not in KINDS or is_packed(path):
            raise _not_in_pieces(name)
        self._header = _header_of(head, name)
        self._n_header = self._header.count(b"\n")
        with path.open("rb") as stream:
            stream.seek(len(self._header))
            self._sample = b"".join(line for _, line in zip(range(_SAMPLE_LINES), stream, strict=False))
        if _END_OF_HEADER in self._sample:
            raise _not_in_pieces(name)
        self._n_sample = self._sample.count(b"\n")
        self._counts = np.zeros(4, dtype=np.int64)
        self._notes: dict[str, list[Any]] = {}
        self._rows_read = self._n_readings = self._n_row_problems = 0

    def pieces(self, *, told: Told) -> Iterator[pd.DataFrame]:
        """The flagged readings, piece by piece in the order of time; lines in the order of the file within a piece."""
        with tempfile.TemporaryDirectory(prefix="seeingstars-") as folder:
            self._scratch = Path(folder, short_name(self._name))
            lines = self._index(told)
            order = np.argsort(lines.moment, kind="stable")
            cuts = _cuts(lines.week[order])
            for low, high in pairwise(cuts):
                told("read", len(lines) + int(low), 2 * len(lines))
                piece = self._piece(lines, order, int(low), int(high))
                self._counts += counts_of_flags(piece)
                self._n_readings += len(piece)
                yield piece
            told("read", 2 * len(lines), 2 * len(lines))

    def summary(self) -> FileSummary:
        """What is told of the file, once all pieces were read."""
        notes = tuple((en, nl) for en, nl in (_note_text(*note) for note in self._notes.values()) if en)
        good, suspect, fail, missing = (int(count) for count in self._counts)
        return FileSummary(
            self._name, sha256_of(self._path), self._path.stat().st_size, self.kind, True,
            rows_read=self._rows_read, n_readings=self._n_readings, n_good=good, n_suspect=suspect, n_fail=fail,
            n_missing=missing, n_row_problems=self._n_row_problems, notes=notes,
        )  # fmt: skip

    def _index(self, told: Told) -> _Lines:
        """Read the file once, block by block, for the moment of every line and what is told of the whole."""
        offsets, moments, noons = [np.zeros(1, dtype=np.int64) + len(self._header)], [], []
        size, of_sample = self._path.stat().st_size, self._read(b"", sample=True)[1]
        last: np.datetime64[Any] = np.datetime64("NaT", "us")
        n_back = 0
        for at, block in self._blocks():
            told("read", int(at / size * 1000), 2000)
            table, report, first = self._read_block(at, block)
            ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n")) + 1 + at
            if not block.endswith(b"\n"):
                ends = np.append(ends, at + len(block))
            offsets.append(ends.astype(np.int64))
            moment, noon = _of_lines(table, len(ends))
            moments.append(moment)
            noons.append(noon)
            n_back += _n_backwards(table, last)
            last = _last_moment(table, last)
            self._take_in(report, of_sample if first > self._n_header + 1 else None)
        if n_back:
            self._notes[_BACKWARDS] = [0, *(words.format(n_back) for words in _BACKWARDS_WORDS)]
        moment, noon = np.concatenate(moments), np.concatenate(noons)
        known = np.maximum.accumulate(np.where(np.isnat(moment), 0, np.arange(len(moment))))
        return _Lines(np.concatenate(offsets), moment[known], noon[known] // NIGHTS_TOGETHER)

    def _blocks(self) -> Iterator[tuple[int, bytes]]:
        with self._path.open("rb") as stream:
            at = len(self._header)
            stream.seek(at)
            while block := stream.read(_BLOCK_BYTES):
                block += stream.readline()
                if _END_OF_HEADER in block:
                    raise _not_in_pieces(self._name)
                yield at, block
                at += len(block)

    def _read_block(self, at: int, block: bytes) -> tuple[pd.DataFrame, Any, int]:
        """The rows of a block, with lines counted from the first of the block."""
        is_first = at == len(self._header)
        table, report = self._read(block, sample=not is_first)
        above = self._n_header + (0 if is_first else self._n_sample)
        kept = table.loc[table["source_line"] > above]
        return kept.assign(source_line=kept["source_line"] - above - 1), report, above + 1

    def _read(self, body: bytes, *, sample: bool) -> tuple[pd.DataFrame, Any]:
        self._scratch.write_bytes(self._header + (self._sample if sample else b"") + body)
        return read_readings(self._scratch)

    def _take_in(self, report: Any, of_sample: Any | None) -> None:
        """Add up what the reader says of the blocks, less what it says of the sample above each."""
        self._rows_read += report.rows_read - (of_sample.rows_read if of_sample else 0)
        self._n_row_problems += report.n_row_problems - (of_sample.n_row_problems if of_sample else 0)
        for sign, notes in ((1, report.notes), (-1, of_sample.notes if of_sample else ())):
            for note in notes:
                if note.en.startswith((_BACKWARDS, "the last line has no end")):
                    continue
                counted = _counts_rows(note.en)
                known = self._notes.setdefault(_NUMBER.sub("#", note.en) if counted else note.en, [0, note.en, note.nl])
                known[0] += sign * counted

    def _piece(self, lines: _Lines, order: IntArray, low: int, high: int) -> pd.DataFrame:
        """The flagged readings of the lines order[low:high], checked together with what lies around them."""
        moment = lines.moment
        start, end = moment[order[low]] - _MARGIN, moment[order[high - 1]] + _MARGIN
        sorted_moment = moment[order]
        low_wide = max(0, min(int(np.searchsorted(sorted_moment, start)), low - _MARGIN_LINES))
        high_wide = min(len(order), max(int(np.searchsorted(sorted_moment, end, side="right")), high + _MARGIN_LINES))
        wanted = np.sort(order[low_wide:high_wide])
        own = np.zeros(len(lines), dtype=bool)
        own[order[low:high]] = True
        table, _ = self._read(_bytes_of(self._path, lines.offset, wanted), sample=True)
        above = self._n_header + self._n_sample
        table = table.loc[table["source_line"] > above]
        line = wanted[table["source_line"].to_numpy() - above - 1]
        table = table.assign(source_line=line + self._n_header + 1).reset_index(drop=True)
        flagged = flagged_upload(table, received_at=self._received_at)
        kept: pd.DataFrame = flagged.loc[own[line]].reset_index(drop=True)
        return kept


def _header_of(head: bytes, name: str) -> bytes:
    """Everything above the first row: up to END OF HEADER, or the lines with ``#`` and one with the names."""
    end = head.find(_END_OF_HEADER)
    at = 0 if end < 0 else head.find(b"\n", end) + 1
    while end < 0 and head.startswith(b"#", at):
        at = head.find(b"\n", at) + 1
        if at == 0:
            raise _not_in_pieces(name)
    if end < 0 and not head[at : at + 1].isdigit():
        at = head.find(b"\n", at) + 1
    if at == 0 or b"\r" in head[:at].replace(b"\r\n", b"\n"):
        raise _not_in_pieces(name)
    return head[:at]


def _of_lines(table: pd.DataFrame, n_lines: int) -> tuple[NDArray[np.datetime64], IntArray]:
    """The moment of each line of a block and the number of the local noon before it; NaT where there is none."""
    moment = np.full(n_lines, np.datetime64("NaT", "us"))
    noon = np.zeros(n_lines, dtype=np.int64)
    line = table["source_line"].to_numpy()
    given = table["observed_at_utc"].dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    longitude = np.nan_to_num(table["longitude_deg"].to_numpy(dtype=np.float64))
    moment[line] = given
    known = np.where(np.isnat(given), np.datetime64(0, "us"), given).astype(np.int64)
    noon[line] = ((longitude * (_DAY_US / 360)).astype(np.int64) + known - _DAY_US // 2) // _DAY_US
    return moment, noon


def _n_backwards(table: pd.DataFrame, last: np.datetime64) -> int:
    moments = table["observed_at_utc"].dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    first_of_line = np.append(True, np.diff(table["source_line"].to_numpy()) != 0)[: len(moments)]
    steps = np.diff(np.append(last, moments[first_of_line]))
    return int((steps < np.timedelta64(0)).sum())


def _last_moment(table: pd.DataFrame, last: np.datetime64) -> np.datetime64:
    if not len(table):
        return last
    moment: np.datetime64 = np.datetime64(table["observed_at_utc"].dt.tz_localize(None).iloc[-1], "us")
    return moment


def _cuts(week: IntArray) -> list[int]:
    """Where pieces begin and end among lines in the order of time: between weeks, of enough lines each."""
    changes = np.flatnonzero(np.diff(week)) + 1
    cuts = [0]
    for change in changes.tolist():
        if change - cuts[-1] >= _FEWEST_LINES:
            cuts.append(change)
    if len(week) - cuts[-1] < _FEWEST_LINES // 4 and len(cuts) > 1:
        cuts.pop()
    return [*cuts, len(week)]


def _bytes_of(path: Path, offset: IntArray, wanted: IntArray) -> bytes:
    """The bytes of some lines, in the order of the file."""
    breaks = np.flatnonzero(np.diff(wanted) != 1)
    firsts, lasts = wanted[np.append(0, breaks + 1)], wanted[np.append(breaks, len(wanted) - 1)]
    parts = []
    with path.open("rb") as stream:
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            stream.seek(int(offset[first]))
            part = stream.read(int(offset[last + 1] - offset[first]))
            parts.append(part if part.endswith(b"\n") else part + b"\n")
    return b"".join(parts)


def _counts_rows(en: str) -> int:
    """The number of rows that a note counts; 0 where it counts none."""
    counted = re.match(r"([\d,]+) |.* in (\d+) rows", en)
    return int((counted[1] or counted[2]).replace(",", "")) if counted else 0


def _note_text(count: int, en: str, nl: str) -> tuple[str, str]:
    was = _counts_rows(en)
    if not was:
        return en, nl
    if not count:
        return "", ""
    return en.replace(str(was), str(count), 1), nl.replace(str(was), str(count), 1)


def _not_in_pieces(name: str) -> UploadError:
    return UploadError(
        f"{name} is large and its rows do not stand below one header; give it in smaller files, for instance one a month",
        f"{name} is groot en zijn rijen staan niet onder één kop; lever het in kleinere bestanden aan, bijvoorbeeld een per maand",
    )


def _too_large(name: str) -> UploadError:
    return UploadError(
        f"{name} must hold at most {LARGEST_BYTES >> 20} MiB; give it in smaller files, for instance one a year",
        f"{name} mag hoogstens {LARGEST_BYTES >> 20} MiB zijn; lever het in kleinere bestanden aan, bijvoorbeeld een per jaar",
    )


def main(arguments: Sequence[str]) -> int:
    """Read PATH, which its sender calls NAME, as of RECEIVED_AT, into parquet files in FOLDER."""
    path, name, received_at, folder = arguments

    def tell(**what: Any) -> None:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()

    try:
        file = FileInPieces(Path(path), name=name, received_at=datetime.fromisoformat(received_at))
        told: Told = lambda what, done, of: tell(what=what, done=done, of=of)  # noqa: E731
        for number, piece in enumerate(file.pieces(told=told)):
            target = Path(folder) / f"{number:06d}.parquet"
            piece.to_parquet(target, index=False)
            tell(piece=target.name, rows=len(piece))
        summary = file.summary()
        tell(summary={**summary.facts(), "sha256": summary.sha256})
    except SeeingStarsError as refused:
        tell(refused=[refused.en, refused.nl])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
