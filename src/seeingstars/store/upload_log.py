"""The log of what was done with uploads: numbered files of JSON lines, from which the database can be made again.

Each file holds what was committed together; it is whole or not there. The log holds no content: no readings, no
positions, no comments. What it tells of a withdrawn upload is struck out again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from seeingstars.store.raw_files import sync_folder, write_whole

Entry = dict[str, Any]

_PER_FOLDER = 10_000


class UploadLog:
    """A folder of log files with running numbers from 1.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     log = UploadLog(Path(folder))
    ...     log.write(1, [{"act": "received", "upload_id": 1}])
    ...     log.has(1), log.has(2), log.read(1), log.last_number()
    (True, False, [{'act': 'received', 'upload_id': 1}], 1)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, number: int) -> Path:
        """Where the log file with this number stands, or would."""
        return self.folder / f"{number // _PER_FOLDER:06d}" / f"{number:012d}.jsonl"

    def has(self, number: int) -> bool:
        """Whether there is a log file with this number."""
        return self.path(number).is_file()

    def write(self, number: int, entries: Sequence[Entry]) -> None:
        """Write a log file; it is on the disk when this returns.

        Raises
        ------
        OSError
            If the disk refuses; nothing is left behind.
        """
        path = self.path(number)
        if not path.parent.is_dir():
            path.parent.mkdir()
            sync_folder(self.folder)
        lines = (json.dumps(entry, ensure_ascii=False, allow_nan=False, sort_keys=True) for entry in entries)
        write_whole(path, "".join(f"{line}\n" for line in lines).encode())

    def take_back(self, number: int) -> None:
        """Take away a log file of which the work was never committed."""
        path = self.path(number)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync_folder(path.parent)

    def read(self, number: int) -> list[Entry]:
        """The entries of a log file."""
        return [json.loads(line) for line in self.path(number).read_text(encoding="utf-8").splitlines()]

    def rewrite(self, number: int, change: Callable[[Entry], Entry]) -> None:
        """Put a changed file in the place of a log file, whole; entries that do not change cost nothing."""
        before = self.read(number)
        after = [change(dict(entry)) for entry in before]
        if after != before:
            self.write(number, after)

    def numbers(self) -> Iterator[int]:
        """The numbers of all log files, in order."""
        for folder in sorted(self.folder.glob("[0-9]*")):
            for path in sorted(folder.glob("*.jsonl")):
                yield int(path.stem)

    def last_number(self) -> int:
        """The number of the last log file; 0 if there is none."""
        return max(self.numbers(), default=0)

    def clear_partial(self) -> None:
        """Take away what a broken-off write left behind."""
        for path in self.folder.glob("*/.*.partial"):
            path.unlink(missing_ok=True)
