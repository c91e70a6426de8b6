"""Flow: the comparison. The event night against its baseline nights, a stream at a time."""

from pathlib import Path

from orchestration import flow, task
from seeingstars import pipeline

compare = task(name="compare the nights")(pipeline.compare_nights)


@flow(name="compare-nights")
def compare_nights(
    event_folder: Path,
    readings: Path,
    nightlights: Path,
    work: Path,
    clouds: Path | None = None,
    seed: int = 2022,
    baseline: Path | None = None,
) -> Path:
    """Compare what two ingest flows left in their working folders; returns the path of the result."""
    return compare(
        readings, nightlights, event_folder=event_folder, clouds=clouds, baseline=baseline, seed=seed, work=work
    )
