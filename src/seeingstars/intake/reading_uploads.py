"""From bytes that were handed in to flagged readings: the same reader and checks for preview, upload and rebuilding."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.columns import Flag
from seeingstars.errors import SeeingStarsError, StoreError
from seeingstars.event import Event
from seeingstars.intake.file_summary import FileSummary

if TYPE_CHECKING:
    import pandas as pd

    from seeingstars.intake.reading_large import LargeReadings
    from seeingstars.science.acceptance import UploadFacts

# Clocks differ: a reading a quarter of an hour ahead of ours is no reading in the future (our choice).
_ROWS_TOGETHER = 5_000  # our choice: rows as plain values take about 2 kB each
CLOCK_MARGIN = timedelta(minutes=15)


@dataclass
class ReadTogether:
    """Flagged readings of many files of one reading each; what is worked out of all of them is worked out once."""

    readings: pd.DataFrame
    received_at: datetime

    def __post_init__(self) -> None:
        from seeingstars.store.reading_rows import plain_rows

        self.rows = plain_rows(self.readings)
        self._facts: dict[str, list[UploadFacts]] = {}

    def facts(self, event: Event, number: int) -> UploadFacts:
        """What the rules of acceptance look at, of one of them."""
        import pandas as pd

        from seeingstars.science.acceptance import facts_of_each

        if event.event_id not in self._facts:
            received_at = pd.Timestamp(self.received_at)
            self._facts[event.event_id] = facts_of_each(self.readings, event, received_at=received_at)
        return self._facts[event.event_id][number]


@dataclass(frozen=True)
class ReadFile:
    """A file and its flagged readings; there are none where it is refused or no file of readings.

    Readings stand in a table of their own, in a row among those of others (``together``, its number), or, of a large
    file, in pieces.
    """

    summary: FileSummary
    readings: pd.DataFrame | None = None
    together: tuple[ReadTogether, int] | None = None
    large: LargeReadings | None = None

    def tables(self) -> Iterator[pd.DataFrame]:
        """The flagged readings, piece by piece."""
        if self.large is not None:
            yield from self.large.tables()
        elif self.readings is not None:
            yield self.readings

    def rows(self, *, offset: int, limit: int) -> pd.DataFrame | None:
        """Some of the flagged readings; None where there are none."""
        if self.large is not None:
            return self.large.rows(offset=offset, limit=limit)
        return None if self.readings is None else self.readings.iloc[offset : offset + limit]

    def first_problem(self) -> tuple[str, str] | None:
        """What is wrong with the first of its rows that could not be read as it should (en, nl); None if nothing is."""
        table, first = (self.together[0].readings, self.together[1]) if self.together is not None else (None, 0)
        table = self.readings if table is None else table
        if table is None or not self.summary.n_row_problems:
            return None
        texts = table[["row_problem", "row_problem_nl"]].astype(object).to_numpy()[first:]
        return next(((str(en), str(nl)) for en, nl in texts if en), None)

    def facts(self, event: Event, *, received_at: datetime) -> UploadFacts:
        """What the rules of acceptance look at."""
        import pandas as pd

        from seeingstars.science.acceptance import UploadFacts, facts_of

        if self.together is not None:
            return self.together[0].facts(event, self.together[1])
        facts = UploadFacts()
        for table in self.tables():
            facts = facts.together(facts_of(table, event, received_at=pd.Timestamp(received_at)))
        return facts

    def pieces(self) -> Iterator[list[dict[str, Any]]]:
        """The readings as rows for the database, some thousands at a time."""
        from seeingstars.store.reading_rows import plain_rows

        if self.together is not None:
            yield [self.together[0].rows[self.together[1]]]
        for table in self.tables():
            for start in range(0, len(table), _ROWS_TOGETHER):
                yield plain_rows(table.iloc[start : start + _ROWS_TOGETHER])


def read_upload(
    path: Path, *, name: str, received_at: datetime, told: Callable[[str, int, int], None] | None = None
) -> ReadFile:
    """Read one file that was handed in and flag its readings; never an error for what a file holds.

    Parameters
    ----------
    path : path of the bytes
    name : name that the sender gave, without a folder
    received_at : aware moment
        A reading later than this by more than a quarter of an hour is flagged.
    told : called with (what, done, of), or None
        Of a large file, which is read in pieces in a process of its own.

    Returns
    -------
    ReadFile
        With ``summary.is_usable`` false and the reason if the file is refused.
    """
    from seeingstars.intake.reading_large import is_read_in_pieces, read_large
    from seeingstars.sources.file_content import sha256_of
    from seeingstars.sources.recognise import describe, read_readings, recognise
    from seeingstars.sources.report import READING_KINDS

    sha256, size = sha256_of(path), path.stat().st_size
    with _under_its_name(path, name) as named:
        try:
            if recognise(named) not in READING_KINDS:
                report = describe(named)
                return ReadFile(
                    FileSummary(
                        name, sha256, size, report.kind, report.accepted, report.reason_en, report.reason_nl,
                        report.rows_read, notes=tuple((note.en, note.nl) for note in report.notes),
                    )
                )  # fmt: skip
            if is_read_in_pieces(named):
                summary, large = read_large(named.resolve(), name=name, received_at=received_at, told=told)
                return ReadFile(summary, large=large)
            readings, report = read_readings(named)
        except StoreError:
            raise
        except SeeingStarsError as refused:
            return ReadFile(FileSummary(name, sha256, size, "refused", False, refused.en, refused.nl))
    flagged = flagged_upload(readings, received_at=received_at)
    summary = FileSummary(
        name, sha256, size, report.kind, True, report.reason_en, report.reason_nl, report.rows_read, len(flagged),
        *counts_of_flags(flagged), report.n_row_problems, tuple((note.en, note.nl) for note in report.notes),
    )  # fmt: skip
    return ReadFile(summary, flagged)


def flagged_upload(readings: pd.DataFrame, *, received_at: datetime) -> pd.DataFrame:
    """The readings of an upload with their sky and flags, as of the moment of handing in."""
    from seeingstars.science.quality import flag_readings

    return flag_readings(readings, latest_utc=received_at + CLOCK_MARGIN)


def counts_of_flags(flagged: pd.DataFrame) -> tuple[int, int, int, int]:
    """How many readings are good, suspect, failed and missing in all that counts."""
    flag = flagged["flag"]
    good, suspect, fail, missing = (
        int((flag == one).sum()) for one in (Flag.GOOD, Flag.SUSPECT, Flag.FAIL, Flag.MISSING)
    )
    return good, suspect, fail, missing


def read_kept(
    path: Path, file: Mapping[str, Any], *, received_at: datetime
) -> tuple[Mapping[str, Any], Iterable[Sequence[Mapping[str, Any]]]]:
    """Read the bytes of an upload again, from the record of it in the log.

    Parameters
    ----------
    path : path of the bytes
    file : mapping with ``name`` and ``sha256``
    received_at : aware moment
        The one as of which it was read before.

    Returns
    -------
    facts : mapping
        What the table of files holds of it.
    pieces : rows for the database, piece by piece

    Raises
    ------
    StoreError
        If the bytes are not there or are not those that were handed in.
    """
    if not path.is_file():
        raise _damaged(file["sha256"], "are not there", "zijn er niet")
    read = read_upload(path, name=file["name"] or "file", received_at=received_at)
    if read.summary.sha256 != file["sha256"]:
        raise _damaged(file["sha256"], "have changed", "zijn veranderd")
    return read.summary.facts(), read.pieces()


def _damaged(sha256: str, en: str, nl: str) -> StoreError:
    return StoreError(
        f"the bytes of every file in the log must stand in data/raw/uploads; those of {sha256} {en}; put them back from a copy",
        f"de bytes van elk bestand in het logboek moeten in data/raw/uploads staan; die van {sha256} {nl}; zet ze terug uit een kopie",
    )


@contextmanager
def _under_its_name(path: Path, name: str) -> Iterator[Path]:
    """The file under the name that its sender knows, for what readers say of it."""
    from seeingstars.sources.file_names import short_name

    with tempfile.TemporaryDirectory(prefix="seeingstars-") as folder:
        shown = Path(folder, short_name(name))
        shown.symlink_to(path.resolve())
        yield shown
