"""An archive of files that tells by itself whether it is whole: a tar with the digest of every file at its end."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, NoReturn

from seeingstars.errors import StoreError

FACTS, DIGESTS = "seeingstars-backup.json", "digests.jsonl"
_PIECE = 1 << 20
Told = Callable[[int], None]


class _Counted:
    """A file that is written, its digest taken along."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        return self._stream.write(piece)

    def tell(self) -> int:
        return self._stream.tell()


class _Hashed:
    """A file that is read, its digest taken along."""

    def __init__(self, stream: IO[bytes], told: Told) -> None:
        self._stream, self._told, self.digest = stream, told, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.digest.update(piece)
        self._told(len(piece))
        return piece


def write_archive(
    stream: IO[bytes], files: Iterable[tuple[str, Path]], *, facts: Mapping[str, Any], told: Told
) -> tuple[int, str]:
    """Write an archive, a piece at a time.

    Parameters
    ----------
    stream : open for writing
    files : pairs of the name within the archive and the path
    facts : what the archive says of itself, first of all
    told : called with the number of bytes that went in

    Returns
    -------
    int, str
        How many files it holds, and the SHA-256 of the whole archive.

    Raises
    ------
    OSError
        If a file cannot be read, or became shorter meanwhile.
    """
    out, n_files = _Counted(stream), 0
    with (
        tempfile.TemporaryFile() as lines,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,  # type: ignore[call-overload]
    ):
        _add_bytes(tar, FACTS, json.dumps(facts, ensure_ascii=False, indent=2).encode())
        for name, path in files:
            lines.write(_line(name, _add_file(tar, name, path, told)))
            n_files += 1
        # All that stands before is told apart by one digest, headers and all.
        before = json.dumps({"before": out.digest.hexdigest()}).encode() + b"\n"
        size = lines.tell() + len(before)
        lines.seek(0)
        with tempfile.TemporaryFile() as whole:
            whole.write(before)
            for piece in iter(lambda: lines.read(_PIECE), b""):
                whole.write(piece)
            whole.seek(0)
            tar.addfile(_entry(DIGESTS, size), whole)
    return n_files, out.digest.hexdigest()


def read_archive(path: Path, *, into: Path, tops: tuple[str, ...], told: Told) -> dict[str, Any]:
    """Put the files of an archive in an empty folder, each checked; if anything is wrong, all of it is refused.

    Parameters
    ----------
    path : of the archive
    into : an empty folder; what is in it after an error is of no use
    tops : the folders that the archive may hold; nothing can be written beside them
    told : called with the number of bytes that came out

    Returns
    -------
    dict
        What the archive says of itself, with ``n_files``.

    Raises
    ------
    StoreError
        If it is no such archive, is cut off, or differs by one bit from what was written.
    OSError
        If the disk refuses.
    """
    try:
        with (
            path.open("rb") as stream,
            tarfile.open(fileobj=stream, mode="r:") as tar,
            tempfile.TemporaryFile() as lines,
        ):
            facts = _read_facts(tar)
            n_files, digests = 0, None
            while (member := _next(tar)) is not None:
                if member.name == DIGESTS:
                    digests = member
                    break
                lines.write(_line(member.name, _extract(tar, member, into, tops, told)))
                n_files += 1
            if digests is None:
                _refuse("it is cut off: the digests at its end are not there", "het is afgebroken: het slot ontbreekt")
            _check(stream, tar, digests, lines)
            return facts | {"n_files": n_files}
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as error:
        _refuse(f"it is damaged or cut off ({error})", f"het is beschadigd of afgebroken ({error})", error)


def _line(name: str, digest: str) -> bytes:
    return json.dumps([digest, name]).encode() + b"\n"


def _entry(name: str, size: int, *, mode: int = 0o600, modified: float = 0.0) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, mode, int(modified)
    return entry


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_entry(name, len(content)), BytesIO(content))


def _add_file(tar: tarfile.TarFile, name: str, path: Path, told: Told) -> str:
    with path.open("rb") as stream:
        facts = os.fstat(stream.fileno())
        hashed = _Hashed(stream, told)
        entry = _entry(name, facts.st_size, mode=facts.st_mode & 0o700, modified=facts.st_mtime)
        tar.addfile(entry, hashed)
    tar.members.clear()  # type: ignore[attr-defined]  # else it remembers each of millions of files
    return hashed.digest.hexdigest()


def _next(tar: tarfile.TarFile) -> tarfile.TarInfo | None:
    tar.members.clear()  # type: ignore[attr-defined]
    return tar.next()


def _read_facts(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    stream = tar.extractfile(first) if first is not None and first.name == FACTS and first.size < _PIECE else None
    try:
        facts = json.loads(stream.read()) if stream is not None else None
    except ValueError:
        facts = None
    if not isinstance(facts, dict) or facts.get("format") != 1:
        _refuse("it is no backup of this program", "het is geen reservekopie van dit programma")
    return facts


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path, tops: tuple[str, ...], told: Told) -> str:
    name = PurePosixPath(member.name)
    stream = tar.extractfile(member) if member.isreg() else None
    if stream is None or name.is_absolute() or ".." in name.parts or len(name.parts) < 2 or name.parts[0] not in tops:
        _refuse(f"{member.name!r} does not belong in it", f"{member.name!r} hoort er niet in")
    target = into / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), member.size
    try:
        with target.open("xb") as out:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                out.write(piece)
                left -= len(piece)
                told(len(piece))
    except FileExistsError:
        _refuse(f"{member.name!r} is in it twice", f"{member.name!r} staat er twee keer in")
    if left:
        _refuse(f"it is cut off within {member.name!r}", f"het is afgebroken in {member.name!r}")
    target.chmod(0o600 if "secrets" in name.parts else 0o600 | (member.mode & 0o700))
    os.utime(target, (member.mtime, member.mtime))
    return digest.hexdigest()


def _check(stream: IO[bytes], tar: tarfile.TarFile, member: tarfile.TarInfo, lines: IO[bytes]) -> None:
    """Compare what came out with the digests, then the bytes of the archive itself."""
    told = tar.extractfile(member)
    try:
        before = json.loads(told.readline())["before"] if told is not None else None
    except (ValueError, KeyError, TypeError):
        before = None
    if told is None or before is None:
        _refuse("the digests at its end are damaged", "het slot is beschadigd")
    lines.seek(0)
    for found in lines:
        if found != told.readline():
            name = json.loads(found)[1]
            _refuse(f"{name!r} is not as it was written", f"{name!r} is niet zoals het geschreven is")
    if told.readline():
        _refuse("files are missing in it", "er ontbreken bestanden in")
    end = member.offset_data + -(-member.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
    if _digest_of(stream, member.offset) != before or not _is_empty_after(
        stream, member.offset_data + member.size, end
    ):
        _refuse("it is not as it was written", "het is niet zoals het geschreven is")


def _digest_of(stream: IO[bytes], n_bytes: int) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while n_bytes and (piece := stream.read(min(_PIECE, n_bytes))):
        digest.update(piece)
        n_bytes -= len(piece)
    return digest.hexdigest()


def _is_empty_after(stream: IO[bytes], start: int, end: int) -> bool:
    """Whether only zeros follow, and at least the two empty blocks with which a tar ends."""
    stream.seek(start)
    n_bytes = 0
    while piece := stream.read(_PIECE):
        if piece.strip(b"\0"):
            return False
        n_bytes += len(piece)
    return start + n_bytes >= end + 2 * tarfile.BLOCKSIZE


def _refuse(en: str, nl: str, cause: Exception | None = None) -> NoReturn:
    raise StoreError(
        f"the archive cannot be used: {en}; nothing was put back; take another copy of it",
        f"het archief is niet bruikbaar: {nl}; er is niets teruggezet; neem een andere kopie ervan",
    ) from cause
