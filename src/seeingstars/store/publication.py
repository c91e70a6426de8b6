"""A publication: a folder that appears complete or not at all, with a manifest of everything in it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from seeingstars.errors import SeeingStarsError
from seeingstars.store.digests import sha256_of_file

MANIFEST = "manifest.json"


@contextmanager
def whole_or_not_at_all(out: Path) -> Iterator[Path]:
    """Fill a fresh folder that takes the place of `out` only when the block ends well.

    Use it for every publication: a reader never meets half of one, and an earlier one stays
    where it is until the new one is complete.

    Parameters
    ----------
    out : path
        The folder to publish. What stands there is replaced only if it is an earlier publication
        (it has a ``manifest.json``) or is empty.

    Yields
    ------
    path
        The folder to fill, beside `out` on the same disk.

    Raises
    ------
    SeeingStarsError
        If something else stands at `out`, or the disk refuses.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_or_not_at_all(Path(folder, "result")) as fresh:
    ...         _ = fresh.joinpath("manifest.json").write_text("{}")
    ...     sorted(path.name for path in Path(folder).rglob("*"))
    ['manifest.json', 'result']
    """
    out = out.resolve()
    _refuse_what_is_not_ours(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    except OSError as error:
        raise SeeingStarsError(
            f"the folder of the result must be writable; {error.strerror}, at {out}; give another with --out",
            f"de map van de uitkomst moet beschrijfbaar zijn; {error.strerror}, op {out}; geef een andere met --out",
        ) from error
    try:
        yield fresh
        fresh.chmod(0o755)
        _put_in_place(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _refuse_what_is_not_ours(out: Path) -> None:
    is_free = not out.exists() or (out.is_dir() and (out.joinpath(MANIFEST).is_file() or not any(out.iterdir())))
    if not is_free:
        raise SeeingStarsError(
            f"the folder of the result must be new, empty or an earlier result; {out} holds something else; give another with --out",
            f"de map van de uitkomst moet nieuw, leeg of een eerdere uitkomst zijn; in {out} staat iets anders; geef een andere met --out",
        )


def _put_in_place(fresh: Path, out: Path) -> None:
    if out.exists():
        previous = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".previous", dir=out.parent))
        out.rename(previous / out.name)
        fresh.rename(out)
        shutil.rmtree(previous, ignore_errors=True)
    else:
        fresh.rename(out)


def write_json(content: Mapping[str, Any] | list[Any], path: Path) -> Path:
    """Write JSON in UTF-8 that is the same for the same content; a number that is not finite is refused.

    Parameters
    ----------
    content : mapping or list of plain Python values; None where a number does not exist
    path : path to write

    Returns
    -------
    path

    Raises
    ------
    ValueError
        If a number is NaN or infinite.
    """
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> Path:
    """Write ``manifest.json``: the given facts and every file of the folder with size and SHA-256.

    Parameters
    ----------
    folder : path of the publication
    facts : mapping
        What the publication was made from: inputs, settings, versions. Nothing of the machine or the
        clock belongs in it, so that the same work gives the same manifest anywhere.

    Returns
    -------
    path
        Of the manifest, which does not name itself.
    """
    outputs = [
        {"file": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": sha256_of_file(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    ]
    return write_json({**facts, "outputs": outputs}, folder / MANIFEST)


def read_json(path: Path) -> Any:
    """Read what `write_json` wrote.

    Raises
    ------
    SeeingStarsError
        If the file is not there or holds no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SeeingStarsError(
            f"{path.name} must be a JSON file that this program wrote; {error}, at {path}",
            f"{path.name} moet een JSON-bestand zijn dat dit programma schreef; {error}, op {path}",
        ) from error
