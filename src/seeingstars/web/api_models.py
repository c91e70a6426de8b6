"""The shapes of what the API takes and gives; OpenAPI is made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["accepted", "held", "rejected", "withdrawn"]
Precision = Literal["100m", "1km", "exact"]
StreamName = Literal["photometer", "handheld_meter", "camera_app", "naked_eye"]


class Shape(BaseModel):
    """What all shapes share: no member that is not named here."""

    model_config = ConfigDict(extra="forbid")


class Words(Shape):
    """One text in both languages."""

    nl: str
    en: str


class FieldFaultShape(Shape):
    """One field that cannot be taken."""

    field: str
    value: str
    code: str
    message: str


class ProblemShape(Shape):
    """Every refusal (RFC 9457, application/problem+json); ``code`` never changes, words follow Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str | None
    value: str | None
    what_to_do: str
    errors: list[FieldFaultShape]


class FileShape(Shape):
    """What was understood of one file."""

    name: str
    sha256: str
    accepted: bool = Field(description="whether it can be read; `seeingstars check` says the same")
    kind: str
    reason: Words
    rows_read: int
    good: int
    suspect: int
    fail: int
    missing: int
    row_problems: int
    notes: list[Words]
    already_have: bool = Field(description="the same bytes were handed in before: they are not kept twice")


class RowShape(Shape):
    """The verdict on one row."""

    line: int
    observed_at_utc: datetime | None
    stream: str
    value: Words
    flag: int = Field(description="1 good, 2 not checked, 3 suspect, 4 fail, 9 missing")
    reasons: list[Words]
    is_duplicate: bool


class FilePreviewShape(FileShape):
    """What was understood of one file, with the verdicts on its first rows."""

    rows: list[RowShape]


class PreviewShape(Shape):
    """What would be kept; nothing was."""

    files: list[FilePreviewShape]
    notes: list[Words]


class ReceiptShape(Shape):
    """The acknowledgement: what is told here is on the disk."""

    code: str = Field(description="opens, corrects and withdraws this upload; it is shown once and stored nowhere")
    state: State
    reasons: list[Words]
    files: list[FileShape]
    notes: list[Words]
    is_repeat: bool = Field(description="the same Idempotency-Key came before: this is the answer it got")
    status_url: str


class DecisionShape(Shape):
    """A decision of a reviewer."""

    decided_at: datetime
    decision: str
    reason: str


class StatusShape(Shape):
    """What became of an upload."""

    event: str
    received_at: datetime
    state: State
    reasons: list[Words]
    precision: Precision
    files: list[FileShape]
    decisions: list[DecisionShape]


class PublicReading(Shape):
    """One reading as anyone may see it; /api/v1/columns says what each member means."""

    reading_id: int
    stream: str | None
    instrument_type: str | None
    instrument_id: str | None
    supplier: str | None
    licence: str | None
    source_line: int | None
    observed_at_utc: datetime | None
    longitude_deg: float | None
    latitude_deg: float | None
    precision: str | None
    brightness_mag_arcsec2: float | None
    limiting_magnitude: float | None
    stars_counted: float | None
    cloud_cover_percent: float | None
    lamps_nearby: str | None
    sun_altitude_deg: float | None
    moon_altitude_deg: float | None
    flag: int | None
    reason_en: str | None
    reason_nl: str | None
    comment: str | None
    is_simulated: bool | None
    duplicate_of: int | None
    flags: dict[str, int | None]


class ReadingsPage(Shape):
    """One page of readings; ``next`` is the address of the page behind it, or null."""

    readings: list[PublicReading]
    next: str | None
    columns: str


class AreaShape(Shape):
    """An area of an event."""

    area_id: str
    role: str
    name: Words


class EventShape(Shape):
    """An event that readings can be handed in for."""

    event_id: str
    name: Words
    place: Words
    longitude_deg: float
    latitude_deg: float
    timezone: str
    window_start_utc: datetime
    window_end_utc: datetime
    is_simulated: bool
    areas: list[AreaShape]


class EventsShape(Shape):
    """All events; ``default`` is taken where none is named."""

    default: str | None
    events: list[EventShape]


class RuleShape(Shape):
    """A rule of automatic acceptance."""

    name: str
    words: Words
    held: Words


class CheckShape(Shape):
    """A check of a reading."""

    name: str
    words: Words
    fault: Words
    counts: bool


class RulesShape(Shape):
    """What decides whether an upload is accepted at once, and what each reading is checked for."""

    acceptance: list[RuleShape]
    checks: list[CheckShape]


class ColumnShape(Shape):
    """A column of the downloads."""

    name: str
    type: str
    unit: str
    en: str
    nl: str


class ColumnsShape(Shape):
    """The data dictionary of the downloads."""

    columns: list[ColumnShape]


class AllowanceShape(Shape):
    """So many requests in so many seconds."""

    name: str
    requests: int
    seconds: int


class LimitsShape(Shape):
    """The limits at the door."""

    largest_json_bytes: int
    largest_upload_bytes: int
    most_files: int
    most_files_in_archives: int
    largest_unpacked_file_bytes: int
    most_rows_of_the_template: int
    largest_page: int
    requests: list[AllowanceShape]


class ProblemKindShape(Shape):
    """One kind of refusal."""

    code: str
    status: int
    title: Words
    what_to_do: Words


class ProblemsShape(Shape):
    """Every kind of refusal that there is."""

    problems: list[ProblemKindShape]


class HealthShape(Shape):
    """Whether readings can be kept now."""

    status: Literal["ok", "failing"]
    checks: list[HealthCheckShape]


class HealthCheckShape(Shape):
    """One thing that was looked at in the last ten seconds; nothing can be kept while a needed one fails."""

    name: str
    ok: bool
    needed: bool
    words: Words


def words_of(pair: Any) -> Words:
    """A pair (en, nl) as it goes out."""
    en, nl = pair
    return Words(nl=nl, en=en)
