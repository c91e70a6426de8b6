"""The bytes that people handed in, as they came, by their SHA-256: whole on the disk before anything is said of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

_PARTIAL = ".partial"
_AT_ONCE, _FEWEST_AT_ONCE = 24, 4  # our choice: file systems write down together what is asked for together


class RawFiles:
    """A folder of bytes by their digest; every write is whole, synced and in place, or not there at all.

    Parameters
    ----------
    folder : path
        Made if it is not there.

    Examples
    --------
    >>> import hashlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     raw = RawFiles(Path(folder))
    ...     digest = hashlib.sha256(b"18.7").hexdigest()
    ...     made = raw.keep([(digest, b"18.7")])
    ...     made == [digest], raw.keep([(digest, b"18.7")]), raw.path(digest).read_bytes()
    (True, [], b'18.7')
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the bytes with this digest stand, or would."""
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return self.path(sha256).is_file()

    def keep(self, contents: Sequence[tuple[str, bytes | Path]]) -> list[str]:
        """Put bytes, or copies of files, in place, and return when all of them are on the disk.

        Parameters
        ----------
        contents : pairs of a SHA-256 and the bytes, or the path of a file that holds them

        Returns
        -------
        list of str
            The digests that were not here before.

        Raises
        ------
        OSError
            If the disk refuses; what was made by this call is then taken away.
        """
        wanted = {sha256: content for sha256, content in contents if not self.path(sha256).exists()}
        made = list(wanted)
        folders = {self.path(sha256).parent for sha256 in made}
        try:
            fresh = [folder for folder in folders if not folder.is_dir()]
            for folder in fresh:
                folder.mkdir(exist_ok=True)
            self._each(lambda sha256: _write_whole(self.path(sha256), wanted[sha256]), made)
            self._each(sync_folder, [*folders, self.folder] if fresh else list(folders))
        except OSError:
            self.drop(made)
            raise
        return made

    def _each(self, do: Callable[[Any], None], what: Sequence[Any]) -> None:
        """Do something with each, many at once: those who wait for the disk together wait once."""
        if len(what) < _FEWEST_AT_ONCE:
            for one in what:
                do(one)
            return
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for done in [pool.submit(do, one) for one in what]:
                done.result()

    def drop(self, digests: Sequence[str]) -> None:
        """Take bytes away; those that are not here are passed over."""
        folders = set()
        for sha256 in digests:
            self.path(sha256).unlink(missing_ok=True)
            folders.add(self.path(sha256).parent)
        for folder in folders:
            if folder.is_dir():
                sync_folder(folder)

    def digests(self) -> Iterator[str]:
        """Of all bytes that are here, in order."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if not path.name.endswith(_PARTIAL):
                    yield path.name

    def clear_partial(self) -> int:
        """Take away what a broken-off write left behind; how many there were."""
        left = list(self.folder.glob(f"[0-9a-f][0-9a-f]/*{_PARTIAL}"))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def _write_whole(target: Path, content: bytes | Path) -> None:
    number, name = tempfile.mkstemp(prefix=f".{target.name[:16]}.", suffix=_PARTIAL, dir=target.parent)
    try:
        with os.fdopen(number, "wb") as stream:
            if isinstance(content, bytes):
                stream.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, stream, 1 << 20)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).rename(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is there whole, and still there after the power fails; or not at all.

    Raises
    ------
    OSError
        If the disk refuses; nothing is left behind.
    """
    _write_whole(target, content)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, as `os.fsync` has the bytes of a file."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
