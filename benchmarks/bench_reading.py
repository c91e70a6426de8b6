"""Reading and flagging the files of TESS-W photometers, beside pyarrow merely parsing the same bytes.

    python benchmarks/bench_reading.py [FOLDER] [--rounds N]

FOLDER holds ECSV files; without it the folder of real files beside the checkout is taken, and where that is not
there either, made-up files in the same form. Times are wall-clock times of one run, the three taking turns; peak
memory is that of a process of its own for each, above what it takes after the imports.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv

from seeingstars.columns import join_readings
from seeingstars.science.quality import flag_readings
from seeingstars.sources.tess_ecsv import read_tess_ecsv

REAL_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "tess_iberia_2025_04"
TARGET_RATIO = 5.0
MADE_FILES, MADE_ROWS = 16, 18_000

HEAD = """# %ECSV 1.0
# ---
# datatype:
# - {{name: time, datatype: string}}
# - {{name: Enclosure Temperature, unit: deg_C, datatype: float64}}
# - {{name: Sky Temperature, unit: deg_C, datatype: float64}}
# - {{name: Frequency, unit: Hz, datatype: float64}}
# - {{name: MSAS, unit: mag / arcsec2, datatype: float64}}
# - {{name: ZP, datatype: float64}}
# - {{name: Sequence Number, datatype: int64}}
# - {{name: Sun Alt, unit: deg, datatype: float64}}
# - {{name: Moon Alt, unit: deg, datatype: float64}}
# - {{name: Moon Illumination, datatype: float64}}
# delimiter: ','
# meta: !!omap
# - ida:
#     Device type: TESS-W
#     Instrument ID: made{number}
#     Local timezone: Europe/Madrid
#     Position: {{height: 0.0, latitude: {latitude}, longitude: {longitude}}}
# schema: astropy-2.0
time,Enclosure Temperature,Sky Temperature,Frequency,MSAS,ZP,Sequence Number,Sun Alt,Moon Alt,Moon Illumination
"""


def make_files(folder: Path) -> None:
    """Write a month of minutes of made-up stations, as long as the real files."""
    rng = np.random.default_rng(0)
    for number in range(MADE_FILES):
        # The two thirds of each day round midnight, as stations are set to send.
        minute = np.arange(MADE_ROWS) // 600 * 1440 + np.arange(MADE_ROWS) % 600 + 1140
        moments = np.datetime64("2025-04-01T00:00:00.000") + minute * np.timedelta64(60_000, "ms")
        value = np.round(19 + 0.3 * rng.standard_normal(MADE_ROWS), 2)
        rows = (
            f"{moment},{10.13:.2f},{-13.84:.2f},{0.37:.2f},{magnitude:.2f},20.27,{line},-45.21,-20.0,0.096"
            for line, (moment, magnitude) in enumerate(zip(moments.astype(str), value, strict=True))
        )
        head = HEAD.format(number=number, latitude=38 + number / 4, longitude=-6 + number / 2)
        (folder / f"made{number}_2025-04.ecsv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


def head_lines(path: Path) -> int:
    with path.open(encoding="utf-8", errors="replace") as lines:
        return next(number for number, line in enumerate(lines) if not line.startswith("#"))


def parse(paths: list[Path], heads: dict[Path, int]) -> int:
    """The floor: the numbers and times of these bytes, by pyarrow and nothing else."""
    tables = [pyarrow.csv.read_csv(path, read_options=pyarrow.csv.ReadOptions(skip_rows=heads[path])) for path in paths]
    return sum(table.num_rows for table in tables)


def read(paths: list[Path], heads: dict[Path, int]) -> int:
    return len(join_readings([read_tess_ecsv(path)[0] for path in paths]))


def read_and_flag(paths: list[Path], heads: dict[Path, int]) -> int:
    return len(flag_readings(join_readings([read_tess_ecsv(path)[0] for path in paths])))


STEPS: dict[str, Callable[[list[Path], dict[Path, int]], int]] = {
    "pyarrow parses the bytes": parse,
    "we read them": read,
    "we read and flag them": read_and_flag,
}


def ecsv_files(folder: Path) -> tuple[list[Path], dict[Path, int]]:
    paths = sorted(folder.glob("*.ecsv"))
    if not paths:
        raise SystemExit(f"FOLDER must hold ECSV files (*.ecsv); there is none in {folder}")
    return paths, {path: head_lines(path) for path in paths}


def measured(folder: Path, rounds: int) -> tuple[dict[str, list[float]], int]:
    """Seconds of each step in each round, the steps taking turns; the first round warms up and is left out."""
    paths, heads = ecsv_files(folder)
    seconds: dict[str, list[float]] = {name: [] for name in STEPS}
    n_rows = 0
    for number in range(rounds + 1):
        for name, step in STEPS.items():
            start = time.perf_counter()
            n_rows = step(paths, heads)
            if number:
                seconds[name].append(time.perf_counter() - start)
    return seconds, n_rows


def peak_mb(name: str, folder: Path) -> float:
    """Peak memory of one step in a process of its own, above that after the imports [MB]."""
    command = [sys.executable, __file__, str(folder), "--memory-of", name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def peak_resident_mb() -> float:
    """Most memory that this process ever held [MB]."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux: getrusage would tell that of the parent, too
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1e3
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def report(folder: Path, rounds: int) -> None:
    seconds, n_rows = measured(folder, rounds)
    size_mb = sum(path.stat().st_size for path in folder.glob("*.ecsv")) / 1e6
    print(f"{n_rows:,} readings, {size_mb:.1f} MB, {rounds} rounds, {folder}")
    print(f"{'':26}{'median s':>10}{'least s':>10}{'ratio':>8}{'readings/s':>14}{'peak MB':>10}")
    floor = seconds["pyarrow parses the bytes"]
    for name, each in seconds.items():
        # The ratio within a round, so that a slow moment of the machine falls on both.
        ratio = statistics.median(one / of_floor for one, of_floor in zip(each, floor, strict=True))
        middle = statistics.median(each)
        print(
            f"{name:26}{middle:10.3f}{min(each):10.3f}{ratio:8.2f}{n_rows / middle:14,.0f}{peak_mb(name, folder):10.0f}"
        )
    print(f"target: reading and flagging within {TARGET_RATIO:g} times the parse")


def main(arguments: list[str] | None = None) -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="folder with ECSV files")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--memory-of", choices=list(STEPS), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.memory_of:
        paths, heads = ecsv_files(given.folder)
        before = peak_resident_mb()
        STEPS[given.memory_of](paths, heads)
        print(peak_resident_mb() - before)
    elif given.folder or REAL_FOLDER.is_dir():
        report(given.folder or REAL_FOLDER, given.rounds)
    else:
        with tempfile.TemporaryDirectory() as made:
            make_files(Path(made))
            report(Path(made), given.rounds)


if __name__ == "__main__":
    main()
