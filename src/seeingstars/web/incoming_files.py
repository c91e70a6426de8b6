"""Files out of a form: their number and size limited while they come, archives unpacked, names made harmless."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from seeingstars.errors import UploadError
from seeingstars.sources.archives import is_archive, unpack
from seeingstars.sources.file_names import harmless_name
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.problems import Problem

if TYPE_CHECKING:
    from seeingstars.intake.receiving import GivenBytes

MOST_FILES = 20
MOST_FIELDS = 20
LONGEST_FIELD = 8_192
MOST_UNPACKED_FILES = 200  # as `handed_in.MOST_FILES`: those of all archives of one form together


class RefusedFile(NamedTuple):
    """A file that cannot even be looked at, such as an archive that is damaged, and why."""

    name: str
    en: str
    nl: str


@dataclass(frozen=True)
class IncomingFiles:
    """What one form held: the files, those refused, notes (en, nl), and the other fields."""

    files: list[GivenBytes]
    refused: list[RefusedFile] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def given_files(request: Request, *, most_files: int = MOST_FILES) -> AsyncIterator[IncomingFiles]:
    """The files of a form, in a folder that is gone after the block.

    Parameters
    ----------
    request : of which the body was not read yet
    most_files : most files in the form, each archive being one

    Yields
    ------
    IncomingFiles
        A file in an archive has the name of the archive before its own. A field that comes twice counts once,
        the last one.

    Raises
    ------
    Problem
        Of status 400, 413 or 415, if it is no form with files, is broken, or has too many.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "multipart/form-data":
        raise Problem(kinds.WRONG_MEDIA_TYPE)
    async with request.form(max_files=most_files, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD) as form:
        with tempfile.TemporaryDirectory(prefix="seeingstars-") as folder:
            yield await run_in_threadpool(_taken_out, form, Path(folder))


def _taken_out(form: FormData, folder: Path) -> IncomingFiles:
    incoming = IncomingFiles([])
    for number, (key, value) in enumerate(form.multi_items()):
        if isinstance(value, UploadFile):
            if value.filename or value.size:  # a browser sends a nameless empty one where none was chosen
                _take_file(incoming, value, folder / f"{number:03}")
        else:
            incoming.fields[key[:64]] = value
    if len(incoming.files) > MOST_UNPACKED_FILES:
        raise Problem(
            kinds.TOO_MANY_PARTS,
            en=f"at most {MOST_UNPACKED_FILES} files at once, those in archives counted",
            nl=f"hoogstens {MOST_UNPACKED_FILES} bestanden tegelijk, die in archieven meegeteld",
        )
    return incoming


def _take_file(incoming: IncomingFiles, upload: UploadFile, place: Path) -> None:
    from seeingstars.intake.receiving import GivenBytes

    name = harmless_name(upload.filename or "")
    place.mkdir()
    path = place / "as-it-came"
    with path.open("xb") as target:
        shutil.copyfileobj(upload.file, target, 1_048_576)
    if not is_archive(path):
        incoming.files.append(GivenBytes(name, path))
        return
    inside = place / "unpacked"
    inside.mkdir()
    try:
        found = unpack(path, into=inside, name=name)
    except UploadError as refused:
        incoming.refused.append(RefusedFile(name, refused.en, refused.nl))
        return
    path.unlink()
    incoming.files.extend(GivenBytes(f"{name}/{file.name}", file.path) for file in found.files)
    incoming.notes.extend((note.en, note.nl) for note in found.notes)
