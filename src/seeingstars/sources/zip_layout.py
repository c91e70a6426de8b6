"""The layout of a ZIP file: every entry where it says it stands, none within another, nothing hidden around them."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from seeingstars.errors import UploadError

ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_END = struct.Struct("<4s4H2LH")  # end of central directory: APPNOTE 4.3.16
_LOCAL = struct.Struct("<4s5H3L2H")  # local file header: APPNOTE 4.3.7
_LONGEST_COMMENT = 65_535
_ZIP64 = (0xFFFF, 0xFFFFFFFF)


class ZipFault(ValueError):
    """What is wrong with a ZIP file, in English and Dutch; words that follow on the file's name."""

    def __init__(self, en: str, nl: str) -> None:
        super().__init__(en)
        self.en, self.nl = en, nl

    def as_upload_error(self, name: str) -> UploadError:
        """The same as a refusal of the file with this name."""
        return UploadError(f"{name} {self.en}", f"{name} {self.nl}")


def is_zip(path: Path) -> bool:
    """Whether a file begins as a ZIP file does; what only ends as one is none.

    Examples
    --------
    >>> is_zip(Path("pyproject.toml"))
    False
    """
    with path.open("rb") as stream:
        return stream.read(4) in (ZIP_MAGIC, _EMPTY_ZIP)


def open_zip(stream: BinaryIO, *, most_entries: int) -> zipfile.ZipFile:
    """Open a ZIP file whose layout is sound.

    Parameters
    ----------
    stream : the file, open for reading
    most_entries : most entries that are accepted, folders counted

    Returns
    -------
    zipfile.ZipFile

    Raises
    ------
    ZipFault
        If it is damaged, has too many entries, is in parts or ZIP64, has bytes around or between its entries
        that belong to none, or entries that overlap.

    References
    ----------
    PKWARE, APPNOTE.TXT 6.3.10. Overlapping entries: D. Fifield, "A better zip bomb", WOOT 2019.
    """
    directory_start = _check_end(stream, most_entries)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        raise _damaged() from None
    if len(archive.infolist()) > most_entries:
        raise _too_many(most_entries)
    _check_places(stream, archive.infolist(), directory_start)
    return archive


def _check_end(stream: BinaryIO, most_entries: int) -> int:
    """Look at the end of the file before anything is allocated for its entries; where their list begins."""
    size = stream.seek(0, 2)
    start = max(0, size - _END.size - _LONGEST_COMMENT)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(_EMPTY_ZIP)
    if at < 0 or len(tail) - at < _END.size:
        raise _damaged()
    _, disk, first_disk, n_here, n_entries, length, offset, n_comment = _END.unpack_from(tail, at)
    if any(value in _ZIP64 for value in (n_entries, length, offset)):
        raise ZipFault(
            "is a ZIP64 archive, for more than 4 GB; pack it again as an ordinary ZIP",
            "is een ZIP64-archief, voor meer dan 4 GB; pak het opnieuw in als gewone ZIP",
        )
    if at + _END.size + n_comment != len(tail) or disk or first_disk or n_here != n_entries:
        raise _damaged()
    if n_entries > most_entries:
        raise _too_many(most_entries)
    if int(offset) + int(length) != start + at:
        raise _damaged()
    return int(offset)


def _check_places(stream: BinaryIO, entries: list[zipfile.ZipInfo], directory_start: int) -> None:
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise ZipFault(
                "has entries that overlap, as a ZIP bomb has; pack the files again",
                "heeft delen die elkaar overlappen, zoals een ZIP-bom; pak de bestanden opnieuw in",
            )
        if end == 0 and entry.header_offset != 0:
            raise _damaged()
        stream.seek(entry.header_offset)
        header = stream.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(ZIP_MAGIC):
            raise _damaged()
        n_name, n_extra = _LOCAL.unpack(header)[-2:]
        end = entry.header_offset + _LOCAL.size + n_name + n_extra + entry.compress_size
    if end > directory_start:
        raise _damaged()


def _damaged() -> ZipFault:
    return ZipFault(
        "looks like a ZIP archive that is cut off or damaged; pack the files again",
        "lijkt een ZIP-archief dat is afgekapt of beschadigd; pak de bestanden opnieuw in",
    )


def _too_many(most_entries: int) -> ZipFault:
    return ZipFault(
        f"must have at most {most_entries} entries and has more; pack it in parts",
        f"mag hoogstens {most_entries} onderdelen hebben en heeft er meer; verdeel het over meer archieven",
    )
