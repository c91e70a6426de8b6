"""Files that come packed together in a ZIP archive: unpacked one by one, counted while they grow, none by its own path."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from seeingstars.errors import UploadError
from seeingstars.sources.file_names import harmless_name, harmless_path
from seeingstars.sources.report import Note
from seeingstars.sources.zip_layout import ZipFault, is_zip, open_zip

_PIECE = 65_536
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What operating systems put beside the files that people pack.
_BY_THE_WAY = ("thumbs.db", "desktop.ini")
_FREE_BYTES = 1_048_576
# Documents that are ZIP files themselves: the name of an entry that each of them has.
_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml")


@dataclass(frozen=True)
class ArchiveLimits:
    """How much an archive may hold: our choices.

    Parameters
    ----------
    most_entries : entries, folders counted
    largest_file, largest_total : bytes after unpacking, of one file and of all together
    largest_ratio : bytes after unpacking for one packed byte, once a file has passed 1 MiB
    """

    most_entries: int = 200
    largest_file: int = 268_435_456
    largest_total: int = 536_870_912
    largest_ratio: int = 200


@dataclass(frozen=True)
class UnpackedFile:
    """One file out of an archive: its name there, made harmless, and where its bytes stand now."""

    name: str
    path: Path


@dataclass(frozen=True)
class Unpacked:
    """What an archive held, in its order, and notes of what was passed over."""

    files: tuple[UnpackedFile, ...]
    notes: tuple[Note, ...] = ()


DEFAULT_LIMITS = ArchiveLimits()


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive of files, and no document that happens to be packed so (a workbook).

    Examples
    --------
    >>> is_archive(Path("pyproject.toml"))
    False
    """
    if not is_zip(path):
        return False
    try:
        with path.open("rb") as stream, open_zip(stream, most_entries=DEFAULT_LIMITS.most_entries) as archive:
            return not any(entry.filename in _DOCUMENTS for entry in archive.infolist())
    except ZipFault:
        return True  # unpacking says what is wrong with it


def unpack(path: Path, *, into: Path, name: str | None = None, limits: ArchiveLimits = DEFAULT_LIMITS) -> Unpacked:
    """Unpack every file of a ZIP archive into a folder, under numbers and not under its names.

    Use it on what people hand in. An archive inside is not opened: it comes out as it is, and no reader
    takes it. Either all is unpacked or nothing is.

    Parameters
    ----------
    path : the archive
    into : an existing folder of our own, empty
    name : name of the archive in messages; None takes that of `path`
    limits : how much it may hold

    Returns
    -------
    Unpacked

    Raises
    ------
    UploadError
        If it is damaged, empty, encrypted, packed in a way that is rare, or holds more than the limits allow,
        paths that lead elsewhere, links, two files of one name, or entries that overlap.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     packed = Path(folder, "mei.zip")
    ...     with zipfile.ZipFile(packed, "w") as archive:
    ...         archive.writestr("2022/a.dat", "one"); archive.writestr("2022/.DS_Store", "x")
    ...     found = unpack(packed, into=Path(folder))
    ...     [(file.name, file.path.read_text()) for file in found.files], found.notes[0].en
    ([('2022/a.dat', 'one')], 'mei.zip: 1 hidden file of the operating system was passed over')
    """
    shown = harmless_name(name or path.name)
    try:
        with path.open("rb") as stream, open_zip(stream, most_entries=limits.most_entries) as archive:
            wanted, n_hidden = _wanted(archive.infolist())
            files = tuple(_unpacked(archive, wanted, into, limits))
    except ZipFault as fault:
        raise fault.as_upload_error(shown) from None
    if not files:
        raise UploadError(
            f"{shown} is an archive without files; pack the files and hand it in again",
            f"{shown} is een archief zonder bestanden; pak de bestanden in en lever het opnieuw in",
        )
    return Unpacked(files, _notes(shown, n_hidden))


def _wanted(entries: list[zipfile.ZipInfo]) -> tuple[list[zipfile.ZipInfo], int]:
    """The entries that are files of the sender; every entry is judged, also those that are passed over."""
    seen: set[str] = set()
    wanted, n_hidden = [], 0
    for entry in entries:
        parts = _parts(entry)
        name = "/".join(parts)
        if name in seen:
            raise ZipFault(
                f"holds {harmless_path(name)} twice; keep one of them",
                f"bevat {harmless_path(name)} twee keer; laat er een weg",
            )
        seen.add(name)
        _check_entry(entry)
        if entry.is_dir():
            continue
        if parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1].lower() in _BY_THE_WAY:
            n_hidden += 1
        else:
            wanted.append(entry)
    return wanted, n_hidden


def _parts(entry: zipfile.ZipInfo) -> list[str]:
    name = unicodedata.normalize("NFC", entry.orig_filename).replace("\\", "/")
    parts = name.rstrip("/").split("/")
    is_drive = len(parts[0]) == 2 and parts[0][1] == ":"
    if "\x00" in name or not name.strip("/") or name.startswith("/") or is_drive or ".." in parts or len(name) > 1024:
        raise ZipFault(
            f"holds a file whose path leads elsewhere ({harmless_path(name)}); pack a folder as it is",
            f"bevat een bestand met een pad dat ergens anders heen wijst ({harmless_path(name)}); pak een map in zoals die is",
        )
    return [part for part in parts if part not in ("", ".")] or ["."]


def _check_entry(entry: zipfile.ZipInfo) -> None:
    shown = harmless_path(entry.filename)
    if entry.flag_bits & _ENCRYPTED:
        raise ZipFault(
            f"is locked with a password ({shown}); pack it without one",
            f"is met een wachtwoord op slot ({shown}); pak het zonder in",
        )
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ZipFault(
            f"holds a link or device ({shown}) instead of a file; pack the file itself",
            f"bevat een verwijzing of apparaat ({shown}) in plaats van een bestand; pak het bestand zelf in",
        )
    if entry.compress_type not in _METHODS:
        raise ZipFault(
            f"is packed in a way that we do not read ({shown}); pack it as an ordinary ZIP",
            f"is ingepakt op een manier die wij niet lezen ({shown}); pak het in als gewone ZIP",
        )


def _unpacked(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], into: Path, limits: ArchiveLimits
) -> Iterator[UnpackedFile]:
    left = limits.largest_total
    for number, entry in enumerate(entries):
        target = into / f"{number:04}"
        left -= copy_entry(archive, entry, target, limits=limits, most=min(limits.largest_file, left))
        yield UnpackedFile(harmless_path(entry.orig_filename), target)


def copy_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, *, limits: ArchiveLimits, most: int
) -> int:
    """Unpack one entry into a file; the number of bytes is counted while they come, not taken from what it says.

    Raises
    ------
    ZipFault
        If it grows past `most` bytes or past the ratio of `limits`, or is damaged.
    """
    n_bytes = 0
    try:
        with archive.open(entry) as packed, target.open("xb") as unpacked:
            for piece in _pieces(packed):
                n_bytes += len(piece)
                check_growth(n_bytes, packed=entry.compress_size, most=most, ratio=limits.largest_ratio)
                unpacked.write(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise damaged_entry(entry) from None
    if n_bytes != entry.file_size:
        raise damaged_entry(entry)
    return n_bytes


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    while piece := packed.read(_PIECE):
        yield piece


def check_growth(n_bytes: int, *, packed: int, most: int, ratio: int) -> None:
    """Stop unpacking what grows too large, or far too large for its packed size.

    Raises
    ------
    ZipFault

    Examples
    --------
    >>> check_growth(2_000_000, packed=1_000, most=10_000_000, ratio=200)
    Traceback (most recent call last):
    seeingstars.sources.zip_layout.ZipFault: grows to more than 200 times its packed size, as a ZIP bomb does; ...
    """
    if n_bytes > most:
        raise ZipFault(
            f"holds more than may be unpacked ({most // 2**20} MiB were left); hand it in as smaller archives",
            f"bevat meer dan mag worden uitgepakt (er was nog {most // 2**20} MiB over); lever kleinere archieven in",
        )
    if n_bytes > _FREE_BYTES and n_bytes > ratio * max(packed, 1):
        raise ZipFault(
            f"grows to more than {ratio} times its packed size, as a ZIP bomb does; hand in the files themselves",
            f"groeit tot meer dan {ratio} keer zijn ingepakte grootte, zoals een ZIP-bom; lever de bestanden zelf in",
        )


def damaged_entry(entry: zipfile.ZipInfo) -> ZipFault:
    """The fault of an entry that cannot be unpacked, or whose bytes are not those that were packed."""
    shown = harmless_path(entry.filename)
    return ZipFault(
        f"has a part that is damaged ({shown}); pack the files again",
        f"heeft een beschadigd deel ({shown}); pak de bestanden opnieuw in",
    )


def _notes(shown: str, n_hidden: int) -> tuple[Note, ...]:
    if not n_hidden:
        return ()
    files_were, bestanden = ("file", "verborgen bestand") if n_hidden == 1 else ("files", "verborgen bestanden")
    was, is_nl = ("was", "is") if n_hidden == 1 else ("were", "zijn")
    return (
        Note(
            f"{shown}: {n_hidden} hidden {files_were} of the operating system {was} passed over",
            f"{shown}: {n_hidden} {bestanden} van het besturingssysteem {is_nl} overgeslagen",
        ),
    )
