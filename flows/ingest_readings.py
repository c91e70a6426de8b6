"""Flow: readings in. Reads, flags and places every reading."""

from pathlib import Path

from orchestration import RETRIES, flow, task
from seeingstars import pipeline

read_and_flag = task(name="read and flag the readings", **RETRIES)(pipeline.ingest_readings)


@flow(name="ingest-readings")
def ingest_readings(event_folder: Path, paths: list[Path], work: Path) -> Path:
    """Read, flag and place every reading of the files and folders; returns the path of the table."""
    return read_and_flag(paths, event_folder=event_folder, work=work)
