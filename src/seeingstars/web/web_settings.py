"""What differs between the machines that serve the pages: folders, database, address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WebSettings:
    """How one server is set up; everything has a value that works on one machine.

    Parameters
    ----------
    data : folder with ``events/``, ``raw/`` and ``processed/``
    database_url : address of the database; None is SQLite inside `data`
    event_id : the event of the pages; None is the one whose window is nearest to now
    public_url : address under which people reach the server, such as ``https://stars.example.org``; None takes
        the one that the browser asked for
    is_https : whether people reach the server over HTTPS, so that cookies may say ``Secure``
    starts_work : whether accepted readings set the comparison going
    work_waits_s : how long after the last accepted reading of a burst the comparison starts [s]
    dark_at_night : whether pages are dark when it is night at the event's place, whatever the browser prefers
    keeps_waiting_s : how long files that were not yet confirmed are kept [s]
    metrics_for : networks that are told the numbers of ``/metrics``, besides this machine

    Examples
    --------
    >>> WebSettings(Path("data")).waiting_folder.as_posix()
    'data/waiting'
    """

    data: Path
    database_url: str | None = None
    event_id: str | None = None
    public_url: str | None = None
    is_https: bool = False
    starts_work: bool = True
    work_waits_s: float = 20.0
    dark_at_night: bool = True
    keeps_waiting_s: float = 3600.0
    metrics_for: tuple[str, ...] = ()

    @property
    def waiting_folder(self) -> Path:
        """Where files wait until their sender has seen the preview."""
        return self.data / "waiting"

    @property
    def results_folder(self) -> Path:
        """Where finished publications stand, one folder an event."""
        return self.data / "processed"
