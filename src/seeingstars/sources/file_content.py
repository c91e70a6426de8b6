"""The bytes of a file that was handed in: unpacked if it is gzip, never more than a stated limit."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

from seeingstars.errors import UploadError
from seeingstars.sources.report import Note

HEAD_BYTES = 65_536
# Our choice: a year of one reading a minute is about 40 MB; a small gzip that grows past this is a trap or a mistake.
LARGEST_TEXT_BYTES = 268_435_456
# Our choice: readings pack to a fifth or a tenth; up to 16 MiB anything may.
LARGEST_RATIO = 200
_FREE_BYTES = 16_777_216
_PIECE = 1_048_576
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class FileContent:
    """The whole content of one text file; `sha256` is that of the bytes on disk."""

    name: str
    data: bytes
    sha256: str
    is_compressed: bool


def read_head(path: Path, *, n_bytes: int = HEAD_BYTES) -> bytes:
    """The first bytes of a file, unpacked if it is gzip; the rest is not read.

    Parameters
    ----------
    path : path of a file
    n_bytes : most bytes to return

    Returns
    -------
    bytes
        At most `n_bytes`; empty for an empty file.

    Raises
    ------
    UploadError
        If there is no such file, it is a folder, may not be read, or is a gzip file that cannot be unpacked.

    Examples
    --------
    >>> read_head(Path("no-such-file.dat"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: there is no file no-such-file.dat; check its name
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(n_bytes)
        if head.startswith(_GZIP_MAGIC):
            with gzip.open(path) as unpacked:
                head = unpacked.read(n_bytes)
    except OSError as error:
        raise _cannot_open(path, error) from None
    except (EOFError, zlib.error):
        raise _broken_gzip(path) from None
    return head


def read_content(path: Path, *, largest_bytes: int = LARGEST_TEXT_BYTES) -> FileContent:
    """The whole content of a text file, unpacked if it is gzip.

    Parameters
    ----------
    path : path of a file
    largest_bytes : most bytes that are accepted after unpacking

    Returns
    -------
    FileContent

    Raises
    ------
    UploadError
        If the file cannot be opened or unpacked, or holds more than `largest_bytes`.

    Examples
    --------
    >>> read_content(Path("pyproject.toml")).is_compressed
    False
    """
    try:
        if path.stat().st_size > largest_bytes:
            raise _too_large(path, largest_bytes)
        packed = path.read_bytes()
        is_compressed = packed.startswith(_GZIP_MAGIC)
        data = packed
        if is_compressed:
            data = _inflated(path, n_packed=len(packed), largest_bytes=largest_bytes)
    except OSError as error:
        raise _cannot_open(path, error) from None
    except (EOFError, zlib.error):
        raise _broken_gzip(path) from None
    if len(data) > largest_bytes:
        raise _too_large(path, largest_bytes)
    return FileContent(path.name, data, hashlib.sha256(packed).hexdigest(), is_compressed)


def _inflated(path: Path, *, n_packed: int, largest_bytes: int) -> bytes:
    """The unpacked bytes, at most one more than `largest_bytes`; what grows out of all proportion is stopped early."""
    pieces: list[bytes] = []
    n_bytes = 0
    with gzip.open(path) as stream:
        while n_bytes <= largest_bytes and (piece := stream.read(min(_PIECE, largest_bytes + 1 - n_bytes))):
            pieces.append(piece)
            n_bytes += len(piece)
            if n_bytes > _FREE_BYTES and n_bytes > LARGEST_RATIO * n_packed:
                raise UploadError(
                    f"{path.name} grows to more than {LARGEST_RATIO} times its packed size, as a gzip bomb does; give the file itself",
                    f"{path.name} groeit tot meer dan {LARGEST_RATIO} keer zijn ingepakte grootte, zoals een gzip-bom; geef het bestand zelf",
                )
    return b"".join(pieces)


def is_packed(path: Path) -> bool:
    """Whether a file is packed with gzip, by its first bytes.

    Examples
    --------
    >>> is_packed(Path("pyproject.toml"))
    False
    """
    with path.open("rb") as stream:
        return stream.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC


def sha256_of(path: Path) -> str:
    """SHA-256 of the bytes on disk, as hexadecimal; read in pieces, so of a file of any size.

    Examples
    --------
    >>> len(sha256_of(Path("pyproject.toml")))
    64
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def text_from_bytes(data: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text of a file, and a note where its encoding had to be chosen.

    UTF-8, and UTF-16 and UTF-32 with a byte order mark, are read as what they are; bytes that are no UTF-8 are read as
    Windows-1252's superset of Latin letters, one character a byte, so that nothing is lost.

    Examples
    --------
    >>> text_from_bytes("Torrejón".encode())[0]
    'Torrejón'
    >>> text_from_bytes("Torrejón".encode("latin-1"))[1][0].en
    'the text is not UTF-8; it was read as Latin-1, so accented letters may be wrong'
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        note = Note("the text is UTF-32; it was read as such", "de tekst is UTF-32; zo is hij gelezen")
        return data.decode("utf-32", errors="replace"), (note,)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        note = Note("the text is UTF-16; it was read as such", "de tekst is UTF-16; zo is hij gelezen")
        return data.decode("utf-16", errors="replace"), (note,)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        note = Note(
            "the text is not UTF-8; it was read as Latin-1, so accented letters may be wrong",
            "de tekst is geen UTF-8; hij is gelezen als Latin-1, dus letters met accenten kunnen verkeerd zijn",
        )
        return data.decode("latin-1"), (note,)


def _cannot_open(path: Path, error: OSError) -> UploadError:
    if isinstance(error, FileNotFoundError):
        return UploadError(
            f"there is no file {path.name}; check its name", f"er is geen bestand {path.name}; controleer de naam"
        )
    if isinstance(error, IsADirectoryError):
        return UploadError(
            f"{path.name} is a folder, not a file; give the files in it",
            f"{path.name} is een map en geen bestand; geef de bestanden die erin staan",
        )
    if isinstance(error, gzip.BadGzipFile):
        return _broken_gzip(path)
    return UploadError(
        f"{path.name} must be readable; {error.strerror}", f"{path.name} moet leesbaar zijn; {error.strerror}"
    )


def _broken_gzip(path: Path) -> UploadError:
    return UploadError(
        f"{path.name} looks like a gzip file that is cut off or damaged; pack it again, or give the file itself",
        f"{path.name} lijkt een gzip-bestand dat is afgekapt of beschadigd; pak het opnieuw in, of geef het bestand zelf",
    )


def _too_large(path: Path, largest_bytes: int) -> UploadError:
    return UploadError(
        f"{path.name} must hold at most {largest_bytes // 2**20} MiB of text after unpacking and holds more; "
        "give it in smaller files, for instance one a month",
        f"{path.name} mag uitgepakt hoogstens {largest_bytes // 2**20} MiB tekst bevatten en bevat meer; "
        "lever het in kleinere bestanden aan, bijvoorbeeld een per maand",
    )
