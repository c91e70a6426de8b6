"""Accepted readings set the comparison going: once for a burst, one event at a time, in a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal
from threading import Lock, Thread

from seeingstars.errors import SeeingStarsError, SourceError
from seeingstars.intake.receiving import Desk
from seeingstars.intake.receiving import Work as TakenWork
from seeingstars.pipeline import PLACES
from seeingstars.store.publication import write_json
from seeingstars.web.flow_server import tell_flow_server
from seeingstars.web.log_lines import log, log_failure
from seeingstars.web.web_settings import WebSettings

_LOOKS_EVERY_S = 2.0
_STOPS_WITHIN_S = 5.0
_TRIES, _TRIES_AGAIN_S = 30, 60.0
_KEPT_S = 2 * 86_400.0  # our choice: no comparison waits longer for its turn
_PROGRAM = "from seeingstars.cli import main; main()"


class Work:
    """Looks every two seconds whether a burst is over, and does what is wanted.

    With ``PREFECT_API_URL`` set the flow server is told that measurements arrived; without it ``seeingstars run`` is
    started here. Work that failed is told in the log and done anew with the next accepted reading.
    """

    def __init__(self, desk: Desk, settings: WebSettings) -> None:
        self._desk, self._settings = desk, settings
        self._stop, self._lock = Signal(), Lock()
        self._running: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._look, name="work", daemon=True)
        if settings.starts_work:
            self._thread.start()

    def is_running(self, event_id: str) -> bool:
        """Whether the result of an event is being worked out now."""
        with self._lock:
            return self._running == event_id

    def close(self) -> None:
        """Stop looking; what runs is told to stop, and publishes whole or not at all."""
        self._stop.set()
        with self._lock:
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
        if self._thread.is_alive():
            self._thread.join(timeout=2 * _STOPS_WITHIN_S)

    def _look(self) -> None:
        quiet = timedelta(seconds=self._settings.work_waits_s)
        while not self._stop.wait(min(_LOOKS_EVERY_S, max(0.1, self._settings.work_waits_s))):
            try:
                taken = self._desk.take_work(quiet=quiet)
                if taken is not None:
                    self._do(taken)
            except (SeeingStarsError, OSError) as error:
                log_failure(error, number=secrets.token_hex(4))

    def _do(self, taken: TakenWork) -> None:
        with self._lock:
            self._running = taken.event_id
        try:
            folder = self._folder_of(taken.event_id)
            api = os.environ.get("PREFECT_API_URL")
            if api:
                self._tell(api, taken.event_id, folder)
            else:
                self._run(taken.event_id, folder)
        finally:
            with self._lock:
                self._running = None
        if not self._stop.is_set():  # what was stopped halfway is wanted again at the next start
            self._desk.finish_work(taken)

    def _tell(self, api: str, event_id: str, folder: Path) -> None:
        for _ in range(_TRIES):
            try:
                own = self._settings.data / "raw" / event_id / "readings"  # as `_run` takes it
                given = [folder, own] if own.is_dir() else [folder]
                tell_flow_server(api, event_id=event_id, readings=[path.resolve() for path in given])
                return
            except SourceError as error:
                log("flow server not told, trying again in a minute", reason=str(error))
                if self._stop.wait(_TRIES_AGAIN_S):
                    return

    def _folder_of(self, event_id: str) -> Path:
        """A folder with the accepted files of an event, linked and not copied, for the pipeline to walk.

        It is named by what it holds and never changes, so that a flow that is still at work reads what it was told of.
        """
        files = self._desk.accepted_files(event_id=event_id)
        places = self._desk.accepted_places(event_id=event_id)
        named = [*(path.name for path in files), json.dumps(places, sort_keys=True)]
        key = hashlib.sha256("\n".join(named).encode()).hexdigest()[:16]
        kept = self._settings.data / "processed" / "uploads" / "accepted" / event_id
        kept.mkdir(parents=True, exist_ok=True)
        _clear(kept, keep=key, accepted={path.name for path in files})
        folder = kept / key / event_id
        if not folder.is_dir():
            fresh = kept / f"{key}.partial"
            shutil.rmtree(fresh, ignore_errors=True)
            (fresh / event_id).mkdir(parents=True)
            for path in files:
                try:
                    os.link(path, fresh / event_id / path.name)
                except OSError:  # another disk
                    shutil.copyfile(path, fresh / event_id / path.name)
            # The pipeline tells places no more exactly than each contributor chose.
            write_json(places, fresh / event_id / PLACES)
            fresh.rename(kept / key)
        return folder

    def _run(self, event_id: str, folder: Path) -> None:
        data, out = self._settings.data, self._settings.results_folder / event_id
        asked = ["run", str(data / "events" / event_id), "--out", str(out), "--readings", str(folder)]
        own = data / "raw" / event_id  # what the maintainer put there: fixed meters, night lights, clouds
        for name in ("readings", "nightlights", "clouds"):
            if (own / name).is_dir():
                asked += [f"--{name}", str(own / name)]
        environment = {**os.environ, "SEEINGSTARS_DATA": str(data)}
        with self._lock:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, *asked],
                env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )  # fmt: skip
        _, said = self._process.communicate()
        code = self._process.returncode
        with self._lock:
            self._process = None
        if code != 0 and not self._stop.is_set():
            log("comparison failed", of=event_id, exit_code=code, said=said.decode(errors="replace")[-500:])


def _clear(kept: Path, *, keep: str, accepted: set[str]) -> None:
    """Take folders of earlier work away: old ones, and at once those with a file that was withdrawn since."""
    for folder in kept.iterdir():
        is_old = time.time() - folder.stat().st_mtime > _KEPT_S
        names = {path.name for path in folder.glob("*/*")}
        if folder.name != keep and (is_old or not folder.is_dir() or not names - {PLACES} <= accepted):
            shutil.rmtree(folder, ignore_errors=True)
