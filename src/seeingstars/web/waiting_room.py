"""Files that their sender has not confirmed yet: read in the background, shown, and gone within the hour."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from seeingstars.errors import SeeingStarsError, UploadError
from seeingstars.event import Text
from seeingstars.intake.receiving import GivenBytes
from seeingstars.web.log_lines import log_failure

if TYPE_CHECKING:
    from seeingstars.event import Event
    from seeingstars.intake.receiving import Desk, Preview

State = Literal["reading", "ready", "keeping", "kept", "failed"]
MOST_WAITING = 500
MOST_WAITING_BYTES = 4_000_000_000  # our choice: some twenty of the largest uploads at once
SMALL_BYTES = 5_000_000  # our choice: what is read in a second or two
MOST_ROWS_IN_MEMORY = 1_500_000  # our choice: previews of more rows together are read anew when asked for again
_TICKET = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass
class Waiting:
    """Files of one sender and how far we are with them."""

    ticket: str
    folder: Path
    files: tuple[GivenBytes, ...]
    event: Event
    precision: str
    size_bytes: int
    until: float
    refused: Sequence[tuple[str, Text]] = ()
    notes: Sequence[Text] = ()
    state: State = "reading"
    preview: Preview | None = None
    code: str = ""
    problem: Text | None = None
    seen_at: float = 0.0
    done: int = 0
    of: int = 0
    job: Future[None] | None = field(default=None, repr=False)


class WaitingRoom:
    """The files that wait in a private folder, one folder a sender, with a name that nobody can guess.

    Parameters
    ----------
    folder : it is emptied first: nobody has the names of what an earlier server left
    desk : reads and receives
    keeps_s : how long files wait [s]
    clock : seconds that only go up
    """

    def __init__(
        self, folder: Path, desk: Desk, *, keeps_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._desk, self._keeps_s, self._clock = folder, desk, keeps_s, clock
        self._waiting: dict[str, Waiting] = {}
        self._lock = Lock()
        # Large uploads one at a time, so that memory stays bounded; small ones do not wait for them.
        self._large = ThreadPoolExecutor(1, thread_name_prefix="waiting-large")
        self._small = ThreadPoolExecutor(2, thread_name_prefix="waiting-small")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def take(
        self,
        files: Sequence[GivenBytes],
        *,
        event: Event,
        precision: str,
        refused: Sequence[tuple[str, Text]] = (),
        notes: Sequence[Text] = (),
    ) -> str:
        """Take over spooled files and begin to read them; gives the ticket.

        Parameters
        ----------
        files : they are moved away from where they stand
        event, precision : what they are handed in for, and how precisely places become public
        refused : names of what could not even be opened, such as a damaged archive, and why
        notes : what was decided on the way, such as what in an archive was passed over
        """
        self.sweep()
        size = sum(file.path.stat().st_size for file in files)
        self._require_room(size)
        ticket = secrets.token_urlsafe(24)
        folder = self._folder / ticket
        folder.mkdir(mode=0o700)
        own = []
        for number, file in enumerate(files):
            path = folder / f"{number:03}"
            shutil.move(file.path, path)
            own.append(GivenBytes(file.name, path))
        until = self._clock() + self._keeps_s
        waiting = Waiting(ticket, folder, tuple(own), event, precision, size, until, tuple(refused), tuple(notes))
        with self._lock:
            self._waiting[ticket] = waiting
        waiting.job = self._worker(waiting).submit(self._read, waiting)
        return ticket

    def get(self, ticket: str, *, patience_s: float = 0.0) -> Waiting | None:
        """What waits under that ticket, None if nothing does; waits a moment for work that is nearly done."""
        self.sweep()
        with self._lock:
            waiting = self._waiting.get(ticket) if _TICKET.fullmatch(ticket) else None
            if waiting is not None:
                waiting.seen_at = self._clock()
                if waiting.state == "ready" and waiting.preview is None:
                    waiting.state, waiting.job = "reading", self._worker(waiting).submit(self._read, waiting)
        if waiting is not None and waiting.job is not None and patience_s:
            wait([waiting.job], timeout=patience_s)
        return waiting

    def confirm(self, waiting: Waiting, *, language: str, origin: str) -> None:
        """Begin to keep the files for good; a second call changes nothing."""
        with self._lock:
            if waiting.state != "ready":
                return
            waiting.state = "keeping"
            waiting.until = self._clock() + self._keeps_s
        waiting.job = self._worker(waiting).submit(self._keep, waiting, language, origin)

    def drop(self, waiting: Waiting) -> None:
        """Throw away what waits; what is being kept stays until that is done."""
        with self._lock:
            if waiting.state == "keeping":
                return
            self._waiting.pop(waiting.ticket, None)
        self._remove(waiting)

    def sweep(self) -> None:
        """Throw away what has waited too long, and the oldest where too much waits."""
        now = self._clock()
        with self._lock:
            idle = [waiting for waiting in self._waiting.values() if waiting.state not in ("reading", "keeping")]
            idle.sort(key=lambda waiting: waiting.until)
            too_many = max(0, len(self._waiting) - MOST_WAITING)
            gone = [waiting for i, waiting in enumerate(idle) if waiting.until < now or i < too_many]
            for waiting in gone:
                del self._waiting[waiting.ticket]
        for waiting in gone:
            self._remove(waiting)

    def close(self) -> None:
        """Finish what is being kept, and throw the rest away."""
        for worker in (self._small, self._large):
            worker.shutdown(wait=True, cancel_futures=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _worker(self, waiting: Waiting) -> ThreadPoolExecutor:
        return self._small if waiting.size_bytes < SMALL_BYTES else self._large

    def _require_room(self, size: int) -> None:
        with self._lock:
            waiting = sum(one.size_bytes for one in self._waiting.values() if one.state != "kept")
        if waiting + size > MOST_WAITING_BYTES:
            raise UploadError(
                "too many files of others wait at the moment; nothing was kept, try again in a quarter of an hour",
                "er wachten nu te veel bestanden van anderen; er is niets bewaard, probeer het over een kwartier opnieuw",
            )

    def _remove(self, waiting: Waiting) -> None:
        waiting.preview = None
        shutil.rmtree(waiting.folder, ignore_errors=True)

    def _read(self, waiting: Waiting) -> None:
        def read() -> None:
            waiting.preview = self._desk.preview(list(waiting.files), event=waiting.event)
            waiting.state = "ready"
            self._make_room(waiting)

        self._work(waiting, read)

    def _make_room(self, newest: Waiting) -> None:
        """Forget previews that were not looked at for longest, until few enough rows are in memory."""
        with self._lock:
            others = [
                one for one in self._waiting.values() if one.preview and one.state == "ready" and one is not newest
            ]
            others.sort(key=lambda one: one.seen_at)
            rows = _rows(newest) + sum(_rows(one) for one in others)
            for one in others:
                if rows <= MOST_ROWS_IN_MEMORY:
                    return
                rows -= _rows(one)
                one.preview = None

    def _keep(self, waiting: Waiting, language: str, origin: str) -> None:
        def told(_what: str, done: int, of: int) -> None:
            waiting.done, waiting.of = done, of

        def keep() -> None:
            receipt: Any = self._desk.receive(
                [file for file, is_readable in zip(waiting.files, readable(waiting), strict=True) if is_readable],
                event_id=waiting.event.event_id,
                language=language,
                precision=waiting.precision,
                origin=origin,
                told=told,
            )
            waiting.code, waiting.state = str(receipt.code), "kept"
            self._remove(waiting)

        self._work(waiting, keep)

    def _work(self, waiting: Waiting, step: Callable[[], None]) -> None:
        try:
            step()
        except SeeingStarsError as error:
            waiting.problem, waiting.state = Text(nl=error.nl, en=error.en), "failed"
        except Exception as error:
            log_failure(error, number=secrets.token_hex(4))
            waiting.state = "failed"
            raise


def readable(waiting: Waiting) -> list[bool]:
    """For each file whether it can be used, in order; all False while it is being read."""
    if waiting.preview is None:
        return [False] * len(waiting.files)
    return [file.accepted for file in waiting.preview.files]


def _rows(waiting: Waiting) -> int:
    return 0 if waiting.preview is None else sum(file.rows_read for file in waiting.preview.files)
