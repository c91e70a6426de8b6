"""Large files read in a process of their own; what it read comes back piece by piece, from a folder of parquet files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from seeingstars.errors import StoreError, UploadError
from seeingstars.intake.file_summary import FileSummary
from seeingstars.watched import Told

LARGE_BYTES = 8 << 20  # our choice: above it a table of all rows takes a tenth of a gigabyte or more

_METERS = ("skyglow_dat", "derived_sqm_csv", "tess_ecsv")


class LargeReadings:
    """The flagged readings of a large file, in parquet files that go when nobody holds this any more."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="seeingstars-"))
        self.close = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def tables(self) -> Iterator[pd.DataFrame]:
        """The pieces, in order."""
        for path in sorted(self.folder.glob("*.parquet")):
            yield pd.read_parquet(path)

    def rows(self, *, offset: int, limit: int) -> pd.DataFrame:
        """Some rows, in the order of the pieces."""
        import pyarrow.parquet

        found = []
        for path in sorted(self.folder.glob("*.parquet")):
            n_rows = pyarrow.parquet.ParquetFile(path).metadata.num_rows
            if offset < n_rows and limit > 0:
                part = pd.read_parquet(path).iloc[offset : offset + limit]
                found.append(part)
                limit -= len(part)
            offset = max(0, offset - n_rows)
        return pd.concat(found, ignore_index=True) if found else next(self.tables()).iloc[:0]


def is_read_in_pieces(path: Path) -> bool:
    """Whether a file is of those that are read in pieces: large, not packed, and of a fixed meter.

    Examples
    --------
    >>> is_read_in_pieces(Path("pyproject.toml"))
    False
    """
    from seeingstars.sources.file_content import is_packed
    from seeingstars.sources.recognise import recognise

    return path.stat().st_size > LARGE_BYTES and not is_packed(path) and recognise(path) in _METERS


def read_large(
    path: Path, *, name: str, received_at: datetime, told: Told | None = None
) -> tuple[FileSummary, LargeReadings]:
    """Read a large file of a fixed meter in a process of its own.

    Parameters
    ----------
    path : path of the bytes
    name : name that the sender gave
    received_at : aware moment
    told : called with (what, done, of), or None

    Returns
    -------
    summary : FileSummary
    readings : LargeReadings

    Raises
    ------
    UploadError
        If the file cannot be used.
    StoreError
        If the reading process failed.
    """
    readings = LargeReadings()
    command = [sys.executable, "-m", "seeingstars.intake.reading_in_pieces"]
    command += [str(path), name, received_at.isoformat(), str(readings.folder)]
    facts: dict[str, Any] | None = None
    with tempfile.TemporaryFile() as errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as reader:
        for line in reader.stdout or ():
            what = json.loads(line)
            if "refused" in what:
                raise UploadError(*what["refused"])
            facts = what.get("summary", facts)
            if told is not None and "what" in what:
                told(what["what"], what["done"], what["of"])
    if reader.returncode != 0 or facts is None:
        readings.close()
        raise _failed(name)
    notes = tuple((en, nl) for en, nl in facts.pop("notes"))
    return FileSummary(name, **facts, notes=notes), readings


def _failed(name: str) -> StoreError:
    return StoreError(
        f"{name} could not be read to its end on this server; hand it in as smaller files, for instance one a year",
        f"{name} kon op deze server niet tot het einde worden gelezen; lever het in kleinere bestanden in, bijvoorbeeld een per jaar",
    )
