"""A year of tiles by two Dask workers, by two bare processes and by one, for the night lights benchmark.

Dask starts its workers with MALLOC_TRIM_THRESHOLD_=65536, so that memory goes back to the system at every chance. A
task that unpacks a few hundred tiles then spends a third of its time on fresh pages. The workers here are started with
thresholds under which the pages stay, and so should those of anyone who reads tiles with Dask on Linux.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightlights_areas import town_and_ring
from nightlights_ours import from_tiles

Line = tuple[str, str, str, bool | None]
N_TASKS, N_ROUNDS = 12, 5  # a task is a month of tiles
KEEP_PAGES = {"MALLOC_TRIM_THRESHOLD_": 134_217_728, "MALLOC_MMAP_THRESHOLD_": 33_554_432}
# Where two bare processes gain less than this, other work holds the cores and nothing can be judged by the clock.
CORES_ARE_FREE = 1.5


def month(paths: list[Path]) -> tuple[NDArray[np.float64], float]:
    """Means of the areas over a month of tiles, and the CPU seconds: what one task does. Paths go in, small tables out."""
    start = time.process_time()
    means = from_tiles(paths, list(town_and_ring()), None).mean_radiance_nw_cm2_sr
    return means, time.process_time() - start


def warm(paths: list[Path]) -> None:
    """Makes a worker import what it needs."""
    time.sleep(0.3)  # so that the other worker takes the other call
    month(paths)


def dask_rows(tiles: list[Path]) -> list[Line]:
    import dask
    from distributed import Client, LocalCluster

    months = [list(part) for part in np.array_split(np.array(tiles, dtype=object), N_TASKS)]
    seconds: dict[str, list[float]] = {"one": [], "two": [], "dask": []}
    cpu: dict[str, list[float]] = {"one": [], "two": [], "dask": []}
    answers: dict[str, Any] = {}
    with (
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as bare,
        dask.config.set({"distributed.nanny.pre-spawn-environ": {**KEEP_PAGES, "OMP_NUM_THREADS": 1}}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as cluster,
        Client(cluster) as client,
    ):
        list(bare.map(warm, [tiles[:1]] * 4))
        client.run(warm, tiles[:1])
        month(tiles[:1])
        for _ in range(N_ROUNDS):
            for name, run in (
                ("one", lambda: [month(part) for part in months]),
                ("two", lambda: list(bare.map(month, months))),
                ("dask", lambda: client.gather(client.map(month, months, pure=False))),
            ):
                start = time.perf_counter()
                done = run()
                seconds[name].append(time.perf_counter() - start)
                answers[name] = np.hstack([means for means, _ in done])
                cpu[name].append(sum(spent for _, spent in done))
    same = all(np.array_equal(answers["one"], answers[name], equal_nan=True) for name in ("two", "dask"))
    return _lines(seconds, {name: float(np.median(spent)) for name, spent in cpu.items()}, same=same)


def _lines(seconds: dict[str, list[float]], cpu: dict[str, float], *, same: bool) -> list[Line]:
    allowed = float(np.median(np.array(seconds["one"]) / seconds["two"]))
    found = float(np.median(np.array(seconds["one"]) / seconds["dask"]))
    is_judged = allowed >= CORES_ARE_FREE
    target = f">= {0.85 * allowed:.2f}" if is_judged else "cores are busy"
    spent = ", ".join(f"{name} {cpu[name]:.1f}" for name in ("one", "two", "dask"))
    return [
        ("two bare processes against one, a year of tiles: what two cores allow now", "", f"x {allowed:.2f}", None),
        ("Dask, two workers, against one process on a year of tiles", target, f"x {found:.2f} ({np.median(seconds['one']):.1f} s by one)", found >= 0.85 * allowed if is_judged else None),
        ("  CPU seconds that the tasks took: by one process, two bare ones, Dask", "", spent, None),
        ("  results identical", "", "yes" if same else "no", same),
    ]  # fmt: skip
