"""What orchestration costs: the whole flow beside ``seeingstars run`` on the same files, in turns, a server running.

    python benchmarks/bench_flows.py [--rounds N]

Each row is a process of its own, from its start to its end. The flow may cost at most 10 s more; the last rows are the
same flow again, when every step is kept, and one that starts a server for itself.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_S = 10.0
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "PREFECT_LOGGING_LEVEL": "WARNING"}


def given(raw: Path) -> list[str]:
    """The options of both commands."""
    words = ["--readings", str(raw / "readings"), "--nightlights", str(raw / "nightlights")]
    return [*words, "--clouds", str(raw / "clouds"), "--seed", "7"]


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall clock of a command that must end well [s]."""
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - started


def wait_for(address: str, *, within_s: float = 180.0) -> None:
    """Until the server answers."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):
            return
        time.sleep(0.5)
    raise TimeoutError(f"no Prefect server within {within_s:g} s")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as scratch, socket.socket() as free:
        work = Path(scratch)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        plain |= {**QUIET, "PREFECT_HOME": str(work / "home"), "SEEINGSTARS_DATA": str(work / "data")}
        served = plain | {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
        from seeingstars import pipeline

        raw = pipeline.simulate(work / "raw", seed=7)
        with (work / "server.log").open("wb") as log:
            server = subprocess.Popen(
                [str(Path(sys.executable).with_name("prefect")), "server", "start", "--host", "127.0.0.1", "--port", str(port)],
                env=plain, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/api")
            measure(raw, work, plain, served, rounds)
        finally:
            server.terminate()
            server.wait(60)


def measure(raw: Path, work: Path, plain: dict[str, str], served: dict[str, str], rounds: int) -> None:
    """Each kind in turn, `rounds` times."""
    run = [sys.executable, "-c", "from seeingstars.cli import main; main()", "run", str(raw / "event" / "event.toml")]
    flow = [sys.executable, "flows/seeing_stars.py", "--event", str(raw / "event" / "event.toml")]
    found: dict[str, list[float]] = {
        "seeingstars run": [],
        "the flow, a server running": [],
        "the same again, every step kept": [],
    }
    for i in range(rounds):
        out, kept = ["--out", str(work / f"out{i}")], ["--work", str(work / f"work{i}")]
        found["seeingstars run"].append(seconds([*run, *given(raw), *out], plain))
        for name in list(found)[1:]:
            found[name].append(seconds([*flow, *given(raw), *out, *kept], served))
    alone = seconds([*flow, *given(raw), "--out", str(work / "alone"), "--work", str(work / "workalone")], plain)
    print(f"{'wall clock, s':<40}{'median':>8}{'least':>8}{'most':>8}   ({rounds} rounds, in turns)")
    for name, walls in found.items():
        print(f"{name:<40}{statistics.median(walls):>8.1f}{min(walls):>8.1f}{max(walls):>8.1f}")
    print(f"{'the flow with a server of its own':<40}{alone:>8.1f}")
    pairs = zip(found["the flow, a server running"], found["seeingstars run"], strict=True)
    more = statistics.median(flow - run for flow, run in pairs)
    print(f"orchestration costs {more:.1f} s (at most {MOST_S:g}: {'met' if more <= MOST_S else 'NOT MET'})")
    sys.exit(more > MOST_S)


if __name__ == "__main__":
    main()
