"""Flow: the publication. Datasets, maps and a page, whole or not at all."""

from pathlib import Path

from orchestration import flow, task
from seeingstars import pipeline

write_publication = task(name="publish")(pipeline.publish)


@flow(name="publish")
def publish(
    event_folder: Path, readings: Path, nightlights: Path, comparison: Path, out: Path, seed: int = 2022
) -> Path:
    """Publish what the other flows left in their working folders; returns the folder of the publication."""
    return write_publication(readings, nightlights, comparison, event_folder=event_folder, seed=seed, out=out)
