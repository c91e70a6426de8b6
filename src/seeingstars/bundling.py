"""Hall: one zip of a publication, ready for a repository that gives a DOI."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path
from shutil import copyfileobj

from seeingstars.errors import SeeingStarsError
from seeingstars.store.publication import MANIFEST, read_json
from seeingstars.verifying import verify
from seeingstars.watched import Told, untold

# The oldest time that a zip can hold: the same publication gives the same bytes on any day.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_PACKED_ALREADY = (".png", ".parquet", ".nc", ".tif", ".xlsx", ".zip", ".gz", ".pdf")
_MOST_NAMED = 5


def bundle(folder: Path, *, out: Path | None = None, told: Told = untold) -> Path:
    """Put a publication into one zip, if every file is as its manifest says.

    Parameters
    ----------
    folder : path of the publication
    out : path of the zip, outside the folder; None for ``<event>.zip`` beside it
    told : called with (what, done, of)

    Returns
    -------
    path
        Of the zip, which appears whole or not at all: all files under one folder named after the event, by name, with
        a fixed time. The same publication gives the same bytes with the same version of zlib.

    Raises
    ------
    SeeingStarsError
        If the folder is no publication, a file is missing, changed or not in the manifest, it has no README.md, or the
        zip cannot be written.
    """
    found = verify(folder, told=told)
    if found.findings:
        raise _changed([finding.en for finding in found.findings], [finding.nl for finding in found.findings])
    if not (folder / "README.md").is_file():
        raise SeeingStarsError(
            f"a publication to bundle must hold README.md; there is none in {folder}; make it again with seeingstars run",
            f"een publicatie die in een zip gaat moet README.md bevatten; in {folder} staat die niet; maak haar opnieuw met seeingstars run",
        )
    manifest = read_json(folder / MANIFEST)
    name = str(manifest["event"])
    out = folder.resolve().parent / f"{name}.zip" if out is None else out
    if out.resolve().is_relative_to(folder.resolve()):
        raise SeeingStarsError(
            f"the zip must stand outside the publication; got {out}; give another with --out",
            f"de zip moet buiten de publicatie staan; gegeven is {out}; geef een andere met --out",
        )
    files = [*(str(note["file"]) for note in manifest["outputs"]), MANIFEST]
    _write_whole(folder, sorted(files), name=name, out=out, told=told)
    return out


def _changed(en: list[str], nl: list[str]) -> SeeingStarsError:
    more = len(en) - _MOST_NAMED
    rest_en, rest_nl = (f"; and {more} more", f"; en nog {more}") if more > 0 else ("", "")
    return SeeingStarsError(
        f"a publication to bundle must be as its manifest says; it is not: {'; '.join(en[:_MOST_NAMED])}{rest_en}; make it again",
        f"een publicatie die in een zip gaat moet zijn zoals haar manifest zegt; dat is niet zo: {'; '.join(nl[:_MOST_NAMED])}{rest_nl}; maak haar opnieuw",
    )


def _write_whole(folder: Path, files: list[str], *, name: str, out: Path, told: Told) -> None:
    """Write beside the zip's place and rename, so that nobody meets half of one."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent)
    except OSError as error:
        raise _unwritable(out, error) from error
    os.close(handle)
    try:
        with zipfile.ZipFile(partial, "w", allowZip64=True) as packed:
            for done, file in enumerate(files):
                told("bundle", done, len(files))
                _add(packed, folder / file, f"{name}/{file}")
        told("bundle", len(files), len(files))
        Path(partial).chmod(0o644)
        Path(partial).replace(out)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        Path(partial).unlink(missing_ok=True)


def _unwritable(out: Path, error: OSError) -> SeeingStarsError:
    return SeeingStarsError(
        f"the zip must be writable; {error.strerror}, at {out}; give another with --out",
        f"de zip moet te schrijven zijn; {error.strerror}, op {out}; geef een andere met --out",
    )


def _add(packed: zipfile.ZipFile, path: Path, name: str) -> None:
    """Add a file in pieces: one of hundreds of megabytes is never in memory whole."""
    entry = zipfile.ZipInfo(name, date_time=_NO_TIME)
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    entry.compress_type = zipfile.ZIP_STORED if path.suffix in _PACKED_ALREADY else zipfile.ZIP_DEFLATED
    entry.file_size = path.stat().st_size  # known beforehand, so that a file above 4 GB gets its long form
    with path.open("rb") as source, packed.open(entry, "w") as target:
        copyfileobj(source, target, 1 << 20)
