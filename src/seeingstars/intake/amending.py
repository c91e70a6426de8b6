"""What was handed in is corrected, withdrawn or decided on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from seeingstars.errors import UploadError
from seeingstars.intake.acknowledging import Acknowledgements, kept_file, now_text, require_number
from seeingstars.intake.handed_in import GivenBytes, Receipt


class Amendments(Acknowledgements):
    """The part of the desk that changes what is there; `receiving.Desk` is the whole."""

    def correct(self, code: str, row: bytes | Sequence[GivenBytes]) -> Receipt:
        """Put a corrected reading, or corrected files, in the place of what a code stands for; the code stays.

        The earlier version is kept as superseded until the upload is withdrawn.

        Raises
        ------
        NoSuchReceipt
            If there is no such code.
        UploadError
            If the correction cannot be used, or the upload was withdrawn.
        """
        view = self.receipt(code)
        upload = view.upload
        entry = self._entry(upload.event_id, upload.language, upload.precision, "correction", None)
        received_at = datetime.fromisoformat(entry["received_at"])
        if isinstance(row, bytes):
            read = [self._read_row(row, received_at)]
        else:
            require_number(row)
            read = [self._read(file, received_at) for file in row]
            for one in read:
                if not one.summary.is_usable:
                    raise UploadError(one.summary.reason_en, one.summary.reason_nl)
        entry |= self._state_of(read, upload.event_id, received_at)
        entry |= {"replaces": upload.upload_id, "receipt_hash": self._digest(code)}
        if isinstance(row, bytes):
            return self._acknowledge(entry, [kept_file(read[0], row)], (), code=code).result()
        return self._keep_files(entry, list(zip(read, row, strict=True)), (), None, code=code)

    def withdraw(self, code: str) -> None:
        """Take back what a code stands for: readings and bytes go, unless another handed in the same file.

        Withdrawing twice is no error.

        Raises
        ------
        NoSuchReceipt
            If there is no such code.
        StoreError
            If it could not be done.
        """
        from seeingstars.intake.numbered_acts import Act
        from seeingstars.store.database import reading_from

        with reading_from(self._engine) as connection:
            self._uploads(connection, code)
        entry = {"act": "withdrawn", "receipt_hash": self._digest(code), "at": now_text()}
        done = self._keeper.submit(Act(entry)).result()
        if "upload_ids" in done:  # else it was withdrawn before
            self._bursts.told(done["event_id"])

    def decide(
        self, upload_id: int, *, decision: Literal["accept", "reject", "undo"], reviewer: str, reason: str
    ) -> None:
        """Accept or reject an upload, or undo the last decision; logged, and seen by the one who handed it in.

        Parameters
        ----------
        upload_id : int
        decision : accept, reject or undo
        reviewer : name that the decision is logged under
        reason : in words, for the one who handed it in

        Raises
        ------
        UploadError
            If there is no such upload, it is withdrawn, or there is nothing to undo.
        """
        from seeingstars.intake.numbered_acts import Act

        event_id = self.upload(upload_id).upload.event_id
        if not reason.strip() or not reviewer.strip():
            raise UploadError(
                "a decision needs a reviewer and a reason; give both",
                "een beslissing heeft een beoordelaar en een reden nodig; geef ze allebei",
            )
        entry = {
            "act": "decided", "upload_id": upload_id, "decision": decision, "reviewer": reviewer[:200],
            "reason": reason[:2000], "decided_at": now_text(),
        }  # fmt: skip
        self._keeper.submit(Act(entry)).result()
        self._bursts.told(event_id)
