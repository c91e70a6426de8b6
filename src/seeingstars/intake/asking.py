"""What can be asked of the store of uploads without changing what was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import UploadError
from seeingstars.intake.handed_in import HeldUpload, NoSuchReceipt, ReadingsPage, ReceiptView, Work

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from seeingstars.intake.keeping_uploads import Keeper
    from seeingstars.store.raw_files import RawFiles
    from seeingstars.store.upload_log import UploadLog
    from seeingstars.store.upload_queries import Decision, UploadRecord
    from seeingstars.watching import Check

QUIET = timedelta(seconds=30)  # our choice: a burst is over when nothing came in for half a minute
LONGEST = timedelta(minutes=5)  # but nobody waits longer than this for the result to follow

_EXACT = 7  # decimals of a degree: a centimetre, as exact as anybody gives it


class Questions:
    """The half of the desk that answers; `receiving.Desk` is the whole."""

    _engine: Engine
    _raw: RawFiles
    _log: UploadLog
    _keeper: Keeper
    _salt: bytes

    # ---- the holder of a receipt

    def receipt(self, code: str) -> ReceiptView:
        """What the holder of a code sees.

        Raises
        ------
        NoSuchReceipt
            If there is no such code.
        """
        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            *earlier, current = self._uploads(connection, code)
            decisions = [
                one
                for upload in (*earlier, current)
                for one in upload_queries.decisions_of(connection, upload.upload_id)
            ]
            files = upload_queries.files_of_upload(connection, current.upload_id)
        return ReceiptView(code, current, tuple(files), tuple(decisions), tuple(earlier))

    def own_readings(self, code: str, *, offset: int = 0, limit: int = 200) -> list[dict[str, Any]]:
        """The readings of a receipt with their exact places and every reason, for the one who handed them in."""
        from seeingstars.store import reading_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            current = self._uploads(connection, code)[-1]
            return reading_queries.own_readings(connection, current.upload_id, offset=offset, limit=limit)

    # ---- the reviewer

    def held(self, *, state: str = "held") -> list[HeldUpload]:
        """Uploads that wait for a reviewer (or are in another state), the oldest first."""
        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            return [
                HeldUpload(one, tuple(upload_queries.files_of_upload(connection, one.upload_id)))
                for one in upload_queries.uploads_in_state(connection, state)
            ]

    def upload(self, upload_id: int) -> HeldUpload:
        """One upload, in whatever state.

        Raises
        ------
        UploadError
            If there is none with this number.
        """
        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            one = upload_queries.upload(connection, upload_id)
            if one is None:
                raise UploadError(
                    f"there is no upload {upload_id}; see the list", f"er is geen inzending {upload_id}; zie de lijst"
                )
            return HeldUpload(one, tuple(upload_queries.files_of_upload(connection, upload_id)))

    def upload_readings(self, upload_id: int, *, offset: int = 0, limit: int = 200) -> list[dict[str, Any]]:
        """The readings of an upload with exact places and every reason, for a reviewer."""
        from seeingstars.store import reading_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            return reading_queries.own_readings(connection, upload_id, offset=offset, limit=limit)

    def decisions(self, upload_id: int) -> list[Decision]:
        """Every decision on an upload, the first one first."""
        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            return upload_queries.decisions_of(connection, upload_id)

    # ---- what comes out

    def readings(
        self,
        *,
        event_id: str | None = None,
        box: tuple[float, float, float, float] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        stream: str | None = None,
        quality: Sequence[int] | None = None,
        after_id: int = 0,
        limit: int = 1000,
    ) -> ReadingsPage:
        """A page of readings of accepted uploads as anyone may see them.

        Parameters
        ----------
        event_id, stream : str or None
        box : (west, south, east, north) or None
            In degrees.
        start, end : aware moments or None
        quality : flags or None
            Only readings whose overall flag is one of these.
        after_id : int
            ``next_after_id`` of the page before.
        limit : int

        Returns
        -------
        ReadingsPage
            Rows are mappings: reading_id, stream, instrument_type, instrument_id, supplier, licence, source_line,
            observed_at_utc, longitude_deg and latitude_deg (rounded as the contributor chose: ``precision``),
            brightness_mag_arcsec2, limiting_magnitude, stars_counted, cloud_cover_percent, lamps_nearby,
            sun_altitude_deg, moon_altitude_deg, flag, flags (by check), reason_en, reason_nl, comment, is_simulated,
            duplicate_of (the reading that it repeats, or None).
        """
        from seeingstars.store import reading_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            rows = reading_queries.public_readings(
                connection, event_id=event_id, box=box, start=start, end=end, stream=stream, quality=quality,
                after_id=after_id, limit=limit,
            )  # fmt: skip
        return ReadingsPage(rows, rows[-1]["reading_id"] if len(rows) == limit else None)

    def accepted_files(self, *, event_id: str | None = None) -> list[Path]:
        """The files that the pipeline reads: of accepted uploads only, each once, in the order of coming in."""
        from seeingstars.sources.report import READING_KINDS
        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            found = upload_queries.accepted_digests(connection, event_id)
        return [self._raw.path(sha256) for sha256, kind in found if kind in READING_KINDS]

    def accepted_places(self, *, event_id: str | None = None) -> dict[str, int]:
        """Decimals of a degree to which the places of accepted files may be published, by SHA-256."""
        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from
        from seeingstars.store.reading_rows import PRECISIONS

        with reading_from(self._engine) as connection:
            found = upload_queries.accepted_precisions(connection, event_id)
        return {sha256: PRECISIONS[precision] or _EXACT for sha256, precision in sorted(found.items())}

    # ---- setting the work going

    def work_wanted(self) -> list[str]:
        """Events whose flow has something new to do, the longest waiting first."""
        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            return [row["event_id"] for row in upload_queries.work_wanted(connection)]

    def take_work(self, *, quiet: timedelta = QUIET, longest: timedelta = LONGEST) -> Work | None:
        """Take up the work of one event when its burst is over; nobody else gets it until `finish_work`.

        Parameters
        ----------
        quiet : a burst is over when nothing came in for this long
        longest : or when the first one came in this long ago
        """
        from seeingstars.store import event_work

        now = datetime.now(UTC)
        with self._writing() as connection:
            row = event_work.take_work(connection, at=now, quiet_since=now - quiet, longest_since=now - longest)
        return None if row is None else Work(row["event_id"], row["n_uploads"])

    def finish_work(self, work: Work) -> None:
        """The work is done; what came in meanwhile is wanted again."""
        from seeingstars.store import event_work

        with self._writing() as connection:
            event_work.finish_work(connection, work.event_id, n_uploads=work.n_uploads)

    def health(self) -> dict[str, Any]:
        """How the store is: numbers of uploads and readings, and whether database and log agree.

        Raises
        ------
        StoreError
            If the database cannot be reached.
        """
        import shutil

        from seeingstars.store import upload_queries
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            counts = upload_queries.counts(connection)
        free = shutil.disk_usage(self._raw.folder).free
        return counts | {
            "database": self._engine.dialect.name,
            "log_is_in": not self._log.has(counts["log_number"] + 1),
            "waiting": self._keeper.waiting(),
            "disk_free_bytes": free,
        }

    def checks(self) -> list[Check]:
        """What keeping an upload needs, each looked at now: disk, raw folder, database, tables, log, work."""
        from seeingstars.watching import look

        return look(self._engine, uploads=self._raw.folder, log=self._log)

    # ---- within

    def _writing(self) -> Any:
        from seeingstars.store.database import writing_told

        return writing_told(self._engine)

    def _digest(self, code: str) -> str:
        from seeingstars.store.receipt_codes import code_digest

        return code_digest(self._salt, code)

    def _uploads(self, connection: Any, code: str) -> list[UploadRecord]:
        from seeingstars.store import upload_queries
        from seeingstars.store.receipt_codes import is_code

        found = upload_queries.uploads_of_receipt(connection, self._digest(code)) if is_code(code) else []
        if not found:
            raise NoSuchReceipt(
                "there is no upload with this code; check it letter by letter",
                "er is geen inzending met deze code; controleer hem letter voor letter",
            )
        return found
