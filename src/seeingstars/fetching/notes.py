"""Beside raw files that were fetched: a note of when and from where each came, and the earlier bytes of what changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seeingstars.errors import SeeingStarsError
from seeingstars.store.digests import sha256_of_file
from seeingstars.store.publication import read_json, write_json

REPORT = "fetched.json"
# Hidden, so that whoever walks the folder for data passes it over.
_NOTES = ".fetched"


def missing_of(path: Path) -> dict[str, list[Any]] | None:
    """What a report of fetching says is missing, by event; None if the file is no such report.

    Examples
    --------
    >>> missing_of(Path("pyproject.toml")) is None
    True
    """
    if path.name != REPORT:
        return None
    try:
        content = read_json(path)
    except SeeingStarsError:
        return None
    if not isinstance(content, dict) or not isinstance(content.get("missing"), list) or "event" not in content:
        return None
    return {str(content["event"]): content["missing"]}


def read_note(path: Path) -> dict[str, Any]:
    """The note of a raw file; empty if there is none."""
    try:
        note = read_json(_note_path(path))
    except SeeingStarsError:
        return {}
    return note if isinstance(note, dict) else {}


def write_note(path: Path, facts: dict[str, Any]) -> None:
    """Note what is known of a raw file that came just now, whole or not at all."""
    note = {
        "file": path.name,
        "bytes": path.stat().st_size,
        "sha256": sha256_of_file(path),
        "fetched_at_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        **facts,
    }
    target = _note_path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_json(note, target.with_suffix(".part")).replace(target)


def is_as_fetched(path: Path) -> bool:
    """Whether a raw file stands with the bytes that its note says."""
    return path.is_file() and read_note(path).get("sha256") == sha256_of_file(path)


def set_aside(path: Path, *, why: str) -> Path:
    """Move a raw file out of the way of whoever reads its folder; nothing is thrown away.

    Parameters
    ----------
    path : path of a file
    why : str
        ``earlier`` (the supplier changed it) or ``damaged``.

    Returns
    -------
    path
        Where it stands now.
    """
    target = path.parent / _NOTES / why / f"{sha256_of_file(path)[:16]}-{path.name}"
    target.parent.mkdir(parents=True, exist_ok=True)
    return path.replace(target)


def _note_path(path: Path) -> Path:
    return path.parent / _NOTES / f"{path.name}.json"
