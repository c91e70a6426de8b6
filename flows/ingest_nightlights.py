"""Flow: night lights in. Reads the window round the areas from every raster into one cube of nights."""

from pathlib import Path

from orchestration import RETRIES, flow, task
from seeingstars import pipeline

read_rasters = task(name="read the night lights", **RETRIES)(pipeline.ingest_nightlights)


@flow(name="ingest-nightlights")
def ingest_nightlights(event_folder: Path, paths: list[Path], work: Path) -> Path:
    """Read every raster of the files and folders into one cube of nights; returns the path of the cube."""
    return read_rasters(paths, event_folder=event_folder, work=work)
