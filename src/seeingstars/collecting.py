"""The files behind the paths that a user gives: folders are walked, hidden files and our own notes left alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seeingstars.errors import UploadError
from seeingstars.store.digests import sha256_of_file


@dataclass(frozen=True)
class GivenFile:
    """A file, whether the user named it or its folder, and its name from that folder on."""

    path: Path
    named: bool
    shown: str


def given_files(paths: Sequence[Path]) -> list[GivenFile]:
    """Every file behind `paths`, each once, in the order of the paths and by name within a folder.

    Parameters
    ----------
    paths : sequence of path
        Files, or folders to be walked. Names that begin with a dot are passed over within folders.

    Returns
    -------
    list of GivenFile
        `shown` is the path from the given folder on, the same on every machine.

    Raises
    ------
    UploadError
        If a path does not exist.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "a.dat").touch(); Path(folder, ".hidden").touch()
    ...     [file.shown.split("/")[-1] for file in given_files([Path(folder), Path(folder, "a.dat")])]
    ['a.dat']
    """
    found: dict[Path, GivenFile] = {}
    for path in paths:
        if path.is_dir():
            for inner in _walked(path):
                found.setdefault(
                    inner.resolve(),
                    GivenFile(inner, False, f"{path.resolve().name}/{inner.relative_to(path).as_posix()}"),
                )
        elif path.exists():
            found.setdefault(path.resolve(), GivenFile(path, True, path.name))
        else:
            raise UploadError(
                f"PATH must be a file or folder that exists; there is none at {path}",
                f"PATH moet een bestaand bestand of bestaande map zijn; op {path} staat er geen",
            )
    return list(found.values())


def _walked(folder: Path) -> list[Path]:
    found = []
    for inner, folders, names in os.walk(folder, onerror=_cannot_open):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(inner, name) for name in names if not name.startswith(".")]
    return sorted(path for path in found if path.is_file())


def _cannot_open(error: OSError) -> None:
    raise UploadError(
        f"PATH must be a folder that can be opened, with all in it; {error.strerror}, at {error.filename}",
        f"PATH moet een map zijn die met alles erin geopend kan worden; {error.strerror}, op {error.filename}",
    ) from error


def input_note(
    file: GivenFile, *, kind: str, accepted: bool, reason_en: str = "", reason_nl: str = ""
) -> dict[str, Any]:
    """What the manifest says of an input: name, size, digest, what it is and, if it was refused, why.

    A file that cannot be opened has no digest.
    """
    try:
        sha256 = sha256_of_file(file.path)
    except OSError:
        sha256 = ""
    return {
        "file": file.shown,
        "bytes": file.path.stat().st_size,
        "sha256": sha256,
        "kind": kind,
        "accepted": accepted,
        "reason": {"nl": reason_nl, "en": reason_en},
    }
