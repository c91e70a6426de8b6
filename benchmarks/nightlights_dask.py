"""A year of tiles by two Dask workers, by two bare processes and by one, for the night lights benchmark."""

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
N_TASKS = 12  # a month of tiles each


def month(paths: list[Path]) -> NDArray[np.float64]:
    """Means of the areas over a month of tiles: what one task does. Paths go in, small tables come out."""
    return from_tiles(paths, list(town_and_ring()), None).mean_radiance_nw_cm2_sr


def warm(paths: list[Path]) -> int:
    """Makes a worker import what it needs."""
    time.sleep(0.3)  # so that the other worker takes the other call
    return len(month(paths))


def dask_rows(tiles: list[Path]) -> list[Line]:
    from distributed import Client, LocalCluster

    months = [list(part) for part in np.array_split(np.array(tiles, dtype=object), N_TASKS)]
    seconds: dict[str, list[float]] = {"one": [], "two": [], "dask": []}
    answers: dict[str, Any] = {}
    with (
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as bare,
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as cluster,
        Client(cluster) as client,
    ):
        list(bare.map(warm, [tiles[:1]] * 4))
        client.run(warm, tiles[:1])
        month(tiles[:1])
        for _ in range(3):
            for name, run in (
                ("one", lambda: [month(part) for part in months]),
                ("two", lambda: list(bare.map(month, months))),
                ("dask", lambda: client.gather(client.map(month, months, pure=False))),
            ):
                start = time.perf_counter()
                answers[name] = np.hstack(run())
                seconds[name].append(time.perf_counter() - start)
    allowed = float(np.median(np.array(seconds["one"]) / seconds["two"]))
    found = float(np.median(np.array(seconds["one"]) / seconds["dask"]))
    same = all(np.array_equal(answers["one"], answers[name], equal_nan=True) for name in ("two", "dask"))
    said = f"x {found:.2f} ({np.median(seconds['one']):.1f} s by one)"
    # Where two bare processes hardly gain, other work holds the cores and nothing can be judged.
    passed = bool(found >= 0.85 * allowed) if allowed >= 1.5 else None
    return [
        ("two bare processes against one, a year of tiles: what two cores allow now", "", f"x {allowed:.2f}", None),
        ("Dask, two workers, against one process on a year of tiles", f">= {0.85 * allowed:.2f}" if passed is not None else "cores are busy", said, passed),
        ("  results identical", "", "yes" if same else "no", same),
    ]  # fmt: skip
