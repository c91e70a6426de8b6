"""Flow: what an event needs of its suppliers. One task a supplier, side by side; each supplier is asked by one at a time.

``python flows/fetch_event.py EVENT [--from SUPPLIER ...] [--raw DIR] [--sources FILE]``
"""

from pathlib import Path
from typing import Annotated, Any

import click
from pydantic import Field

from orchestration import RETRIES, flow, task

# isort: split
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.orchestration import get_client
from prefect.concurrency.sync import concurrency
from prefect.runtime import task_run
from prefect.task_runners import ThreadPoolTaskRunner

from seeingstars.errors import SeeingStarsError, SourceError
from seeingstars.fetching import event as fetching
from seeingstars.fetching.event_report import EventReport, SupplierOutcome, in_words
from seeingstars.settings import data_folder, event_folder, language, sources_files

THREADS: Any = ThreadPoolTaskRunner(max_workers=len(fetching.SUPPLIERS))


@task(name="ask a supplier", task_run_name="{supplier}", **RETRIES)
def ask(supplier: str, folder: Path, raw: Path, sources: list[Path]) -> SupplierOutcome:
    """Bring what the event needs of one supplier; tried again while it fails in a way that may pass."""
    with concurrency(_limit_of(supplier), occupy=1):
        ended = fetching.fetch_supplier(folder, supplier, raw=raw, sources=sources)
    failed = next((one for one in ended.outcomes if one.may_come), None)
    if failed is not None and int(task_run.run_count or 0) <= int(ask.retries):
        raise SourceError(failed.reason.en, failed.reason.nl)
    return ended


@flow(name="fetch-event", flow_run_name="fetch {event}", task_runner=THREADS)
def fetch_event(
    event: Annotated[str, Field(description="Name of a folder in data/events, or the path of an event.toml")],
    suppliers: Annotated[list[str], Field(description="Names of suppliers; none is all")] = [],  # noqa: B006
    raw: Annotated[Path | None, Field(description="Folder of raw files; default data/raw")] = None,
    sources: Annotated[Path | None, Field(description="Keys of data/sources.toml that differ")] = None,
) -> Path:
    """What could be had is on disk and what is missing is told; returns the event's folder of raw files."""
    folder, place, files = event_folder(event), raw or data_folder() / "raw", sources_files(sources)
    chosen = [one for one in fetching.SUPPLIERS if not suppliers or one in suppliers]
    if unknown := sorted(set(suppliers) - set(fetching.SUPPLIERS)):
        raise ValueError(f"suppliers must be among {', '.join(fetching.SUPPLIERS)}; got {', '.join(unknown)}")
    _one_at_a_time(chosen)
    submit: Any = ask.submit
    asked: dict[str, Any] = {}
    for supplier in chosen:
        # Whether the reanalysis is needed is known once the weather service has answered.
        before = [asked[fetching.KNMI]] if supplier == fetching.OPEN_METEO and fetching.KNMI in asked else []
        asked[supplier] = submit(supplier, folder, place, files, wait_for=before)
    report = fetching.report_of(folder, [one.result() for one in asked.values()], raw=place)
    _show(report)
    return report.folder


def _limit_of(supplier: str) -> str:
    return f"seeingstars-supplier-{supplier}"


def _one_at_a_time(suppliers: list[str]) -> None:
    """Have the server keep runs from asking the same supplier at the same time."""
    with get_client(sync_client=True) as client:
        for supplier in suppliers:
            client.upsert_global_concurrency_limit_by_name(_limit_of(supplier), 1)


def _show(report: EventReport) -> None:
    rows = [
        {
            "supplier": supplier.name,
            "what": one.group,
            "which": one.label,
            "status": one.status,
            "rows": one.n_rows,
            "file": one.file,
            "reason": getattr(one.reason, language()),
        }
        for supplier in report.suppliers
        for one in supplier.outcomes
    ]
    create_table_artifact(rows, key="fetched", description="What came, what was there, what is missing")
    create_markdown_artifact(f"```\n{in_words(report, language=language())}\n```\n", key="fetch-answer")


@click.command()
@click.argument("event")
@click.option("--from", "suppliers", type=click.Choice(fetching.SUPPLIERS), multiple=True, help="A supplier.")
@click.option("--raw", type=click.Path(path_type=Path), default=None, help="Folder of raw files.")
@click.option("--sources", type=click.Path(path_type=Path), default=None, help="Keys of sources.toml that differ.")
def main(event: str, suppliers: tuple[str, ...], raw: Path | None, sources: Path | None) -> None:
    """Run it as a Prefect flow; no server needs to be started by hand."""
    try:
        folder = fetch_event(event, list(suppliers), raw, sources)
    except SeeingStarsError as error:
        raise click.ClickException(error.nl if language() == "nl" else error.en) from error
    click.echo(folder / "fetched.json")


if __name__ == "__main__":
    main()
