"""What the API says of itself and of the events: nothing here changes anything."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from seeingstars.columns import CHECKS
from seeingstars.event import Event
from seeingstars.sources.archives import DEFAULT_LIMITS
from seeingstars.sources.upload_rows import MOST_ROWS
from seeingstars.web import api_models as shapes
from seeingstars.web import export_columns, incoming_files
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.api_choices import LARGEST_PAGE, default_event, problems
from seeingstars.web.guard_settings import GuardSettings
from seeingstars.web.metrics import health
from seeingstars.web.problems import Problem

router = APIRouter(tags=["about"])


@router.get("/events", responses=problems())
async def list_events(request: Request) -> shapes.EventsShape:
    """Events that readings can be handed in for."""
    events: dict[str, Event] = request.app.state.events
    return shapes.EventsShape(default=default_event(request), events=[_event(event) for event in events.values()])


def _event(event: Event) -> shapes.EventShape:
    return shapes.EventShape(
        event_id=event.event_id,
        name=shapes.Words(nl=event.name.nl, en=event.name.en),
        place=shapes.Words(nl=event.place.nl, en=event.place.en),
        longitude_deg=event.longitude_deg,
        latitude_deg=event.latitude_deg,
        timezone=event.timezone,
        window_start_utc=event.window.start,
        window_end_utc=event.window.end,
        is_simulated=event.is_simulated,
        areas=[
            shapes.AreaShape(area_id=area.area_id, role=area.role, name=shapes.Words(nl=area.name.nl, en=area.name.en))
            for area in event.areas
        ],
    )


@router.get("/rules", responses=problems())
async def list_rules() -> shapes.RulesShape:
    """What decides whether an upload is accepted at once, and what each reading is checked for."""
    from seeingstars.science.acceptance import RULES

    return shapes.RulesShape(
        acceptance=[
            shapes.RuleShape(
                name=rule.name,
                words=shapes.words_of((rule.en, rule.nl)),
                held=shapes.words_of((rule.held_en, rule.held_nl)),
            )
            for rule in RULES
        ],
        checks=[
            shapes.CheckShape(
                name=check.name,
                words=shapes.words_of((check.en, check.nl)),
                fault=shapes.words_of((check.fault_en, check.fault_nl)),
                counts=check.counts,
            )
            for check in CHECKS
        ],
    )


@router.get("/columns", responses=problems())
async def list_columns() -> shapes.ColumnsShape:
    """The data dictionary of the downloads."""
    return shapes.ColumnsShape(columns=[shapes.ColumnShape(**column) for column in export_columns.dictionary()])


@router.get("/limits", responses=problems())
async def list_limits(request: Request) -> shapes.LimitsShape:
    """How much may come at once, and how often."""
    guard: GuardSettings = request.app.state.guard
    allowances = (guard.reads, guard.submits, guard.uploads, guard.codes, guard.exports)
    return shapes.LimitsShape(
        largest_json_bytes=guard.largest_body,
        largest_upload_bytes=guard.largest_upload,
        most_files=incoming_files.MOST_FILES,
        most_files_in_archives=incoming_files.MOST_UNPACKED_FILES,
        largest_unpacked_file_bytes=DEFAULT_LIMITS.largest_file,
        most_rows_of_the_template=MOST_ROWS,
        largest_page=LARGEST_PAGE,
        requests=[shapes.AllowanceShape(name=one.name, requests=one.most, seconds=one.seconds) for one in allowances],
    )


@router.get("/problems", responses=problems())
async def list_problems() -> shapes.ProblemsShape:
    """Every kind of refusal that there is, and what to do about it."""
    return shapes.ProblemsShape(
        problems=[
            shapes.ProblemKindShape(
                code=kind.code,
                status=kind.status,
                title=shapes.words_of((kind.title_en, kind.title_nl)),
                what_to_do=shapes.words_of((kind.do_en, kind.do_nl)),
            )
            for kind in kinds.KINDS
        ]
    )


@router.get("/health", responses=problems(503))
async def tell_health(request: Request) -> shapes.HealthShape:
    """Whether readings can be kept now."""
    found = await run_in_threadpool(health(request.app.state).checks)
    failing = [one for one in found if one.is_needed and not one.is_ok]
    if failing:
        raise Problem(
            kinds.UNAVAILABLE,
            en="not so: " + "; ".join(one.en for one in failing),
            nl="niet zo: " + "; ".join(one.nl for one in failing),
        )
    return shapes.HealthShape(
        status="ok",
        checks=[
            shapes.HealthCheckShape(
                name=one.name, ok=one.is_ok, needed=one.is_needed, words=shapes.words_of((one.en, one.nl))
            )
            for one in found
        ],
    )
