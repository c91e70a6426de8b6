"""The parties of the benchmark of night lights: processes of their own that are asked in turn, and how far they differ."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent


@contextmanager
def party(python: str | Path, script: str) -> Iterator[subprocess.Popen[str]]:
    """A process that answers a request a line; ready when this begins."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [str(python), str(HERE / script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        assert process.stdin is not None
        assert json.loads(process.stdout.readline())["ready"]
        yield process
    finally:
        process.stdin.close()
        process.wait()


def ask(process: subprocess.Popen[str], **request: Any) -> dict[str, Any]:
    assert process.stdout is not None
    assert process.stdin is not None
    print(json.dumps(request), file=process.stdin, flush=True)
    return dict(json.loads(process.stdout.readline()))


def largest_difference(first: list[list[float]], second: list[list[float]]) -> float:
    """Largest relative difference; infinite if one has a number where the other has none."""
    one, other = np.array(first, dtype=float), np.array(second, dtype=float)
    if not np.array_equal(np.isnan(one), np.isnan(other)):
        return float("inf")
    return float(np.nanmax(np.abs(one / other - 1)))
