"""What differs between machines: where data stands and which language the user reads. Only doors ask."""

from __future__ import annotations

import os
from pathlib import Path

from seeingstars.errors import EventError

_CHECKOUT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """The folder with ``events/``, ``raw/`` and ``processed/``.

    ``SEEINGSTARS_DATA`` if it is set; else ``data`` in the working folder if it holds events; else
    the one of this checkout if there is one; else ``data`` in the working folder.
    """
    named = os.environ.get("SEEINGSTARS_DATA")
    if named:
        return Path(named)
    here = Path("data")
    if not (here / "events").is_dir() and (_CHECKOUT / "data" / "events").is_dir():
        return _CHECKOUT / "data"
    return here


def event_folder(name: str) -> Path:
    """The folder of an event from its name in ``data/events``, or from a path.

    Raises
    ------
    EventError
        If there is no such event; the message names those that there are.
    """
    as_path = Path(name)
    if as_path.suffix == ".toml" or (as_path / "event.toml").is_file():
        return as_path
    folder = data_folder() / "events" / name
    if not (folder / "event.toml").is_file():
        known = ", ".join(path.name for path in event_folders()) or "none"
        raise EventError(
            f"EVENT must be the name of a folder in {data_folder() / 'events'} or the path of an event.toml; got {name!r}; known are {known}",
            f"EVENT moet de naam van een map in {data_folder() / 'events'} of het pad van een event.toml zijn; er staat {name!r}; bekend zijn {known}",
        )
    return folder


def event_folders() -> list[Path]:
    """The folders of all events in ``data/events``, by name."""
    return sorted(path.parent for path in (data_folder() / "events").glob("*/event.toml"))


def sources_files(own: Path | None = None) -> list[Path]:
    """The files that name the suppliers: ``sources.toml``, and over it one of the user's own.

    The first is that of the data folder, or of this checkout if that has none; the second is `own`, or
    ``SEEINGSTARS_SOURCES`` if it is set.
    """
    shipped = data_folder() / "sources.toml"
    if not shipped.is_file() and (_CHECKOUT / "data" / "sources.toml").is_file():
        shipped = _CHECKOUT / "data" / "sources.toml"
    named = os.environ.get("SEEINGSTARS_SOURCES")
    over = own or (Path(named) if named else None)
    return [shipped] if over is None else [shipped, over]


def language() -> str:
    """``nl`` or ``en``: ``SEEINGSTARS_LANGUAGE``, else the language of the terminal, else English."""
    for name in ("SEEINGSTARS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "nl" if value.lower().startswith("nl") else "en"
    return "en"
