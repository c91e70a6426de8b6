"""What an event needs of all its suppliers, fetched into the store of raw files, with what is missing said.

Raw files keep their bytes; a hidden note beside each says when it came, from where and its SHA-256. A supplier that is
down, slow, moved, changed or lying costs a message: the others go on, and nothing of what it sent is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from seeingstars.errors import SeeingStarsError, SourceError
from seeingstars.event import Event, Text
from seeingstars.event_file import load_event
from seeingstars.fetching.black_marble import (
    BLACK_MARBLE,
    black_marble_archive,
    check_installed,
    fetch_black_marble,
    nights_of_event,
)
from seeingstars.fetching.event_report import CHANGED, NOT_ASKED, EventReport, Outcome, SupplierOutcome, write_report
from seeingstars.fetching.notes import is_as_fetched, read_note, set_aside, write_note
from seeingstars.fetching.report import FAILED, FETCHED, NOT_CHECKED, NOT_LISTED, WAS_THERE
from seeingstars.watched import Told, untold

if TYPE_CHECKING:
    import requests

    from seeingstars.sources.black_marble_archive import Archive
    from seeingstars.sources.downloading import Manners
    from seeingstars.sources.fetch_black_marble import Patience
    from seeingstars.sources.open_download import Received
    from seeingstars.sources.suppliers import Supplier
    from seeingstars.sources.wanted_files import WantedFile, Wants


# Our choice: a supplier that is down costs three questions of 7 s each.
_ATTEMPTS = 3
KNMI, OPEN_METEO = "knmi", "open_meteo"
# In this order: whether Open-Meteo is asked depends on what KNMI gave.
SUPPLIERS = ("washetdonker", "tess", "globe_at_night", KNMI, OPEN_METEO, "cbs", BLACK_MARBLE)


def fetch_event(
    event_folder: Path,
    *,
    suppliers: Sequence[str] = (),
    raw: Path,
    sources: Sequence[Path],
    manners: Manners | None = None,
    archive: Archive | None = None,
    told: Told = untold,
) -> EventReport:
    """Bring what an event needs of its suppliers into ``raw/EVENT`` (night lights into ``raw/black_marble``).

    Parameters
    ----------
    event_folder : path
        Folder of the event, or its ``event.toml``.
    suppliers : names from `SUPPLIERS`
        None named is all.
    raw : path
        Folder of raw files.
    sources : paths
        Files that name the suppliers, as `sources.suppliers.read_suppliers` takes them.
    manners : Manners or None
        How suppliers are asked; None takes the pause that the file names for each.
    archive : Archive or None
        For the night lights; None is NASA's with the user's own login, if there is one.
    told : called with (what, done, of)

    Returns
    -------
    EventReport
        Also written as ``fetched.json`` in ``raw/EVENT``.

    Raises
    ------
    EventError
        If the event cannot be read.
    SeeingStarsError
        If the file of suppliers breaks a rule, or the folder cannot be written.
    ValueError
        If a supplier is not known.
    """
    if unknown := sorted(set(suppliers) - set(SUPPLIERS)):
        raise ValueError(f"suppliers must be among {', '.join(SUPPLIERS)}; got {', '.join(unknown)}")
    ended = [
        fetch_supplier(event_folder, supplier_id, raw=raw, sources=sources, manners=manners, archive=archive, told=told)
        for supplier_id in SUPPLIERS
        if not suppliers or supplier_id in suppliers
    ]
    return report_of(event_folder, ended, raw=raw)


def report_of(event_folder: Path, ended: Sequence[SupplierOutcome], *, raw: Path) -> EventReport:
    """The report of how it ended with several suppliers; also writes it as ``fetched.json``."""
    event_id = load_event(event_folder).event_id
    report = EventReport(event_id, event_folder, raw / event_id, raw / BLACK_MARBLE, tuple(ended))
    write_report(report, when_utc=datetime.now(UTC).isoformat(timespec="seconds"))
    return report


def fetch_supplier(
    event_folder: Path,
    supplier_id: str,
    *,
    raw: Path,
    sources: Sequence[Path],
    manners: Manners | None = None,
    archive: Archive | None = None,
    told: Told = untold,
) -> SupplierOutcome:
    """Bring what an event needs of one supplier; parameters and errors are those of `fetch_event`.

    Returns
    -------
    SupplierOutcome
        A supplier that fails is an outcome and no error.
    """
    from seeingstars.sources.suppliers import read_suppliers

    check_installed()
    event = load_event(event_folder)
    supplier = _known(read_suppliers(sources), supplier_id)
    try:
        if supplier_id == BLACK_MARBLE:
            return _night_lights(event_folder, supplier, raw=raw, archive=archive, told=told)
        return _from_open_supplier(event, supplier, raw / event.event_id, manners, told)
    except OSError as error:
        raise SeeingStarsError(
            f"the folder of raw files must be writable; {error.strerror}, at {error.filename or raw}; give another with --raw",
            f"de map van ruwe bestanden moet beschrijfbaar zijn; {error.strerror}, op {error.filename or raw}; geef een andere met --raw",
        ) from error


def _known(suppliers: dict[str, Supplier], supplier_id: str) -> Supplier:
    if supplier_id not in suppliers:
        there = ", ".join(suppliers) or "none"
        raise SeeingStarsError(
            f"the file of suppliers must have a table [{supplier_id}]; it has {there}",
            f"het bestand met leveranciers moet een tabel [{supplier_id}] hebben; het heeft {there}",
        )
    return suppliers[supplier_id]


def _from_open_supplier(
    event: Event, supplier: Supplier, folder: Path, manners: Manners | None, told: Told
) -> SupplierOutcome:
    from seeingstars.sources.downloading import Manners, polite_session
    from seeingstars.sources.fetch_black_marble import Patience

    wants = _wants_of(event, supplier, folder)
    session = polite_session(manners=manners or Manners(pause_s=supplier.pause_s, attempts=_ATTEMPTS))
    asking = _Asking(supplier, folder, session, Patience(supplier.name))
    outcomes = [_not_asked(one.group, one.label, one.reason) for one in wants.not_asked]
    paths = []
    waiting = list(wants.files)
    while waiting:
        wanted = waiting.pop(0)
        told(supplier.name, len(outcomes), len(outcomes) + 1 + len(waiting))
        outcome = asking.fetch(wanted)
        outcomes.append(outcome)
        if outcome.file:
            paths.append(folder / outcome.file)
            waiting = [*wanted.more(paths[-1]), *waiting]
    session.close()
    told(supplier.name, max(len(outcomes), 1), max(len(outcomes), 1))
    whole = bool(paths) and not any(one.status in (FAILED, NOT_LISTED) for one in outcomes)
    made = [str(path.relative_to(folder)) for path in wants.join(folder, paths)] if whole else []
    said = (supplier.supplier_id, supplier.name, supplier.licence, supplier.citation)
    return SupplierOutcome(*said, tuple(outcomes), wants.none_because or Text("", ""), tuple(made))


def _wants_of(event: Event, supplier: Supplier, folder: Path) -> Wants:
    from seeingstars.sources.wanted_files import Wants

    if supplier.supplier_id == OPEN_METEO and _knmi_serves(event, folder):
        return Wants(none_because=Text("het KNMI heeft de bewolking", "KNMI has the cloud cover"))
    module = import_module(f"seeingstars.sources.fetch_{supplier.supplier_id}")
    wants: Wants = module.wants(event, supplier=supplier, nights=nights_of_event(event))
    return wants


def _knmi_serves(event: Event, folder: Path) -> bool:
    """Whether a station of the event has a cloud cover in the window of the event itself."""
    from seeingstars.errors import UploadError
    from seeingstars.sources.knmi import read_hourly_cloud

    for path in sorted((folder / "clouds").glob("knmi_*")):
        try:
            hours = read_hourly_cloud(path)
        except UploadError:
            continue
        seen = hours[hours["okta"].notna() & hours["station"].isin(event.knmi_stations)]
        if seen["hour_start_utc"].between(event.window.start.replace(minute=0), event.window.end).any():
            return True
    return False


def _not_asked(group: str, label: str, reason: Text) -> Outcome:
    return Outcome(group, label, NOT_ASKED, reason=reason)


# --- one file -------------------------------------------------------------------------------------------------------


@dataclass
class _Asking:
    """One supplier being asked for one file after another."""

    supplier: Supplier
    folder: Path
    session: requests.Session
    patience: Patience

    def fetch(self, wanted: WantedFile) -> Outcome:
        """How it ended for one file; what cannot be used stands nowhere in the folder."""
        from seeingstars.sources.downloading import NotThereError
        from seeingstars.sources.wanted_files import RefusedFileError

        path = self.folder / wanted.folder / wanted.name
        stands = self._stands(path, wanted)
        if self.patience.lost is not None:
            return self._without(wanted, path, self.patience.lost, stands=stands, status=FAILED)
        try:
            received = self._receive(wanted, path, stands=stands)
        except NotThereError as error:
            self.patience.saw(None)
            return self._without(wanted, path, error, stands=stands, status=NOT_LISTED)
        except SourceError as error:
            # One bad file says nothing of the next one; a supplier that does not answer does.
            self.patience.saw(None if isinstance(error, RefusedFileError) else error)
            return self._without(wanted, path, error, stands=stands, status=FAILED)
        self.patience.saw(None)
        if received is None:
            return self._there(wanted, path, WAS_THERE)
        return self._there(wanted, path, self._put_in_place(received, wanted, path), received=received)

    def _stands(self, path: Path, wanted: WantedFile) -> bool:
        """Whether a file stands there that may be used; one that is damaged or is not what is wanted is set aside."""
        if not path.is_file():
            return False
        if is_as_fetched(path):
            return True
        try:
            if not read_note(path):
                wanted.check(path)
                return True
        except SourceError:
            pass
        set_aside(path, why="damaged")
        return False

    def _receive(self, wanted: WantedFile, path: Path, *, stands: bool) -> Received | None:
        from seeingstars.sources.open_download import Validators, receive

        note = read_note(path)
        known = None
        if stands and note.get("address") == wanted.address:
            known = Validators(note.get("etag", ""), note.get("last_modified", ""))
        name = self.supplier.name
        return receive(self.session, wanted.address, to=path, supplier=name, check=wanted.check, known=known)

    def _put_in_place(self, received: Received, wanted: WantedFile, path: Path) -> str:
        status = FETCHED
        if path.is_file():
            same = wanted.fingerprint(path) == wanted.fingerprint(received.part) != ""
            status = WAS_THERE if same else CHANGED
        if status == WAS_THERE:
            received.part.unlink()
            if read_note(path):
                return status
        else:
            if status == CHANGED:
                set_aside(path, why="earlier")
            received.part.replace(path)
        digest = received.digest
        facts = {
            "supplier": self.supplier.name,
            "licence": self.supplier.licence,
            "citation": self.supplier.citation,
            "address": wanted.address,
            "etag": received.validators.etag,
            "last_modified": received.validators.last_modified,
            "stated": None if digest is None else {digest.algorithm: digest.value},
        }
        write_note(path, facts)
        return status

    def _there(self, wanted: WantedFile, path: Path, status: str, *, received: Received | None = None) -> Outcome:
        looked = wanted.check(path) if received is None else received.looked
        return Outcome(
            wanted.group,
            wanted.label,
            status,
            path.relative_to(self.folder).as_posix(),
            str(read_note(path).get("sha256", "")),
            path.stat().st_size,
            looked.n_rows,
            wanted.address,
            looked.note or Text("", ""),
        )

    def _without(self, wanted: WantedFile, path: Path, error: SourceError, *, stands: bool, status: str) -> Outcome:
        from dataclasses import replace

        from seeingstars.sources.wanted_files import RefusedFileError

        reason = Text(error.nl, error.en)
        may_come = status == FAILED and not isinstance(error, RefusedFileError)
        if stands:
            return replace(self._there(wanted, path, NOT_CHECKED), reason=reason, may_come=may_come)
        return Outcome(wanted.group, wanted.label, status, address=wanted.address, reason=reason, may_come=may_come)


# --- the night lights -----------------------------------------------------------------------------------------------


def _night_lights(
    event_folder: Path, supplier: Supplier, *, raw: Path, archive: Archive | None, told: Told
) -> SupplierOutcome:
    said = (supplier.supplier_id, supplier.name, supplier.licence, supplier.citation)
    try:
        report = fetch_black_marble(event_folder, archive=archive or black_marble_archive(), raw=raw, told=told)
    except SourceError as error:
        return SupplierOutcome(*said, (_not_asked(supplier.name, "", Text(error.nl, error.en)),))
    outcomes = [
        Outcome(
            one.product,
            _tile_and_day(one.tile, one.day),
            one.status,
            "" if one.path is None else f"../{BLACK_MARBLE}/{one.path.name}",
            one.sha256,
            one.n_bytes,
            reason=Text(one.reason_nl, one.reason_en),
            may_come=one.status in (FAILED, NOT_CHECKED),
        )
        for one in report.ended
    ]
    return SupplierOutcome(*said, tuple(outcomes))


def _tile_and_day(tile: str, day: date) -> str:
    return f"{tile} {day.isoformat()}"
