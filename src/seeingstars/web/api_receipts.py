"""Receipts, files and previews of the desk in the shapes of the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from seeingstars.web import api_models as shapes
from seeingstars.web.incoming_files import RefusedFile

if TYPE_CHECKING:
    from seeingstars.intake.file_summary import FileSummary
    from seeingstars.intake.receiving import FilePreview, Preview, Receipt, ReceiptView
    from seeingstars.intake.verdicts import RowVerdict
    from seeingstars.store.upload_queries import FileRecord

ROWS_OF_PREVIEW = 200


def receipt_shape(
    receipt: Receipt, *, refused: Iterable[RefusedFile] = (), notes: Iterable[tuple[str, str]] = ()
) -> shapes.ReceiptShape:
    """An acknowledgement; files that were refused stand among the files, as not accepted."""
    had = set(receipt.already_had)
    files = [file_of_summary(file, already_have=file.name in had) for file in (*receipt.files, *receipt.refused)]
    return shapes.ReceiptShape(
        code=receipt.code,
        state=cast("shapes.State", receipt.state),
        reasons=_pairs(receipt.reasons_en, receipt.reasons_nl),
        files=files + [_file_refused(one) for one in refused],
        notes=[shapes.words_of(note) for note in notes],
        is_repeat=receipt.is_repeat,
        status_url=f"/api/v1/uploads/{receipt.code}",
    )


def status_shape(view: ReceiptView) -> shapes.StatusShape:
    """What became of an upload."""
    upload = view.upload
    return shapes.StatusShape(
        event=upload.event_id,
        received_at=upload.received_at,
        state=cast("shapes.State", upload.state),
        reasons=[shapes.Words(nl=reason["nl"], en=reason["en"]) for reason in upload.reasons],
        precision=cast("shapes.Precision", upload.precision),
        files=[_file_of_record(file) for file in view.files],
        decisions=[
            shapes.DecisionShape(decided_at=one.decided_at, decision=one.decision, reason=one.reason)
            for one in view.decisions
        ],
    )


def preview_shape(
    preview: Preview | None, *, refused: Iterable[RefusedFile], notes: Iterable[tuple[str, str]]
) -> shapes.PreviewShape:
    """What would be kept."""
    files = [] if preview is None else [_file_of_preview(file) for file in preview.files]
    files += [shapes.FilePreviewShape(**dict(_file_refused(one)), rows=[]) for one in refused]
    return shapes.PreviewShape(files=files, notes=[shapes.words_of(note) for note in notes])


def file_of_summary(file: FileSummary, *, already_have: bool) -> shapes.FileShape:
    """What was understood of a file."""
    return shapes.FileShape(
        name=file.name,
        sha256=file.sha256,
        accepted=file.is_usable,
        kind=file.kind,
        reason=shapes.Words(nl=file.reason_nl, en=file.reason_en),
        notes=[shapes.words_of(note) for note in file.notes],
        already_have=already_have,
        **_counts(file),
    )


def _file_of_record(file: FileRecord) -> shapes.FileShape:
    return shapes.FileShape(
        name=file.name,
        sha256=file.sha256,
        accepted=True,
        kind=file.kind,
        reason=shapes.Words(nl="", en=""),
        notes=[shapes.words_of(note) for note in file.notes],
        already_have=file.already_had,
        **_counts(file),
    )


def _file_of_preview(file: FilePreview) -> shapes.FilePreviewShape:
    return shapes.FilePreviewShape(
        name=file.name,
        sha256=file.sha256,
        accepted=file.accepted,
        kind=file.kind,
        reason=shapes.Words(nl=file.reason_nl, en=file.reason_en),
        notes=_pairs(file.notes_en, file.notes_nl),
        already_have=file.already_have,
        rows=[_row(row) for row in file.rows(limit=ROWS_OF_PREVIEW)],
        **_counts(file),
    )


def _file_refused(file: RefusedFile) -> shapes.FileShape:
    return shapes.FileShape(
        name=file.name, sha256="", accepted=False, kind="refused", reason=shapes.Words(nl=file.nl, en=file.en),
        rows_read=0, good=0, suspect=0, fail=0, missing=0, row_problems=0, notes=[], already_have=False,
    )  # fmt: skip


def _row(row: RowVerdict) -> shapes.RowShape:
    return shapes.RowShape(
        line=row.line,
        observed_at_utc=row.observed_at_utc,
        stream=row.stream,
        value=shapes.Words(nl=row.value_text_nl, en=row.value_text_en),
        flag=int(row.quality),
        reasons=_pairs(row.reasons_en, row.reasons_nl),
        is_duplicate=row.is_duplicate,
    )


def _counts(file: Any) -> dict[str, int]:
    return {
        "rows_read": file.rows_read,
        "good": file.n_good,
        "suspect": file.n_suspect,
        "fail": file.n_fail,
        "missing": file.n_missing,
        "row_problems": file.n_row_problems,
    }


def _pairs(en: Sequence[str], nl: Sequence[str]) -> list[shapes.Words]:
    return [shapes.Words(nl=dutch, en=english) for english, dutch in zip(en, nl, strict=True)]
