"""The whole demo after the imports, a step at a time: wall clock, processor time and memory.

    python benchmarks/bench_demo.py [--seed N]

Each step runs once in this process, in order; peak memory is that of the whole process up to then, and the row
"imports" says how much of it the libraries take before any work is done.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# What a step imports only when it needs it is imported here, so that the steps are timed without it.
import exactextract
import geopandas
import matplotlib.figure
import rasterio
import statsmodels.api

from seeingstars import pipeline, publishing
from seeingstars.rehearsal import campaign
from seeingstars.science import cloud, compare, nightlights, nights, quality
from seeingstars.sources import globe_at_night, knmi, night_lights, recognise, skyglow_dat, tess_ecsv, upload_template

IMPORTED = (
    exactextract, geopandas, matplotlib.figure, rasterio, statsmodels.api, publishing, campaign, cloud, compare,
    nightlights, nights, quality, globe_at_night, knmi, night_lights, recognise, skyglow_dat, tess_ecsv, upload_template,
)  # fmt: skip


def peak_mb() -> float:
    """The most memory that this process has held [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def told(what: str, work: Callable[[], object]) -> tuple[float, float]:
    """Run a step and print its line."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    spent = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<34}{spent[0]:>9.2f}{spent[1]:>9.2f}{peak_mb():>10.0f}")
    return spent


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=2022)
    seed = parser.parse_args().seed
    print(f"the demo of seed {seed}, after the imports of {len(IMPORTED)} modules")
    print(f"{'':<34}{'wall s':>9}{'CPU s':>9}{'peak MB':>10}")
    print(f"{'imports':<34}{'':>18}{peak_mb():>10.0f}")
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        raw, event = work / "raw", work / "raw" / "event"
        steps = [
            told("simulate", lambda: pipeline.simulate(raw, seed=seed)),
            told(
                "read and flag the readings",
                lambda: pipeline.ingest_readings([raw / "readings"], event_folder=event, work=work / "readings"),
            ),
            told(
                "read the night lights",
                lambda: pipeline.ingest_nightlights(
                    [raw / "nightlights"], event_folder=event, work=work / "nightlights"
                ),
            ),
            told(
                "compare the nights",
                lambda: pipeline.compare_nights(
                    work / "readings",
                    work / "nightlights",
                    event_folder=event,
                    clouds=raw / "clouds",
                    seed=seed,
                    work=work / "comparison",
                ),
            ),
            told(
                "publish",
                lambda: pipeline.publish(
                    work / "readings",
                    work / "nightlights",
                    work / "comparison",
                    event_folder=event,
                    seed=seed,
                    out=work / "out",
                ),
            ),
        ]
    wall, cpu = (sum(step[i] for step in steps) for i in (0, 1))
    print(f"{'the whole demo':<34}{wall:>9.2f}{cpu:>9.2f}{peak_mb():>10.0f}")


if __name__ == "__main__":
    main()
