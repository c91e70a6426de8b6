"""A flow that is killed in a step goes on there when it is run again: the same bytes, and no step done twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.settings import PREFECT_API_URL

from seeing_stars import seeing_stars
from seeingstars import kept_steps, pipeline
from seeingstars.kept_steps import Job

pytestmark = pytest.mark.slow
FLOWS = Path(__file__).resolve().parents[2] / "flows"
# The step does all its work and the process dies before it is kept; Prefect has no chance to tell its server.
_KILLED = """
import os, signal, sys
from pathlib import Path
from seeingstars import pipeline

raw, work, out, step = map(str, sys.argv[1:])
whole = getattr(pipeline, step)

def dies(*given, **named):
    whole(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(pipeline, step, dies)
from seeing_stars import seeing_stars

raw = Path(raw)
seeing_stars(event=str(raw / "event"), readings=[raw / "readings"], nightlights=[raw / "nightlights"],
             clouds=raw / "clouds", out=Path(out), seed=7, work=Path(work))
"""
# The names of the tasks, in the order of the work, and the function that each of them does.
STEPS = {
    "read and flag the readings": "ingest_readings",
    "read the night lights": "ingest_nightlights",
    "compare the nights": "compare_nights",
    "publish": "publish",
}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pipeline.simulate(tmp_path_factory.mktemp("killed") / "raw", seed=7, n_sites=2)


@pytest.fixture(scope="module")
def undisturbed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    job = Job(raw / "event", folder / "work", (raw / "readings",), (raw / "nightlights",), raw / "clouds", seed=7)
    kept_steps.run(job, out=folder / "out")
    return folder / "out"


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _states(state: Any) -> dict[str, str]:
    """The last state of each task of a flow run, as the server tells it."""
    flow_run_id = state.state_details.flow_run_id
    with get_client(sync_client=True) as client:
        runs = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
    return {run.name.rpartition("-")[0]: run.state_name for run in runs}


@pytest.mark.parametrize("step", STEPS)
def test_after_a_kill_in_a_step_the_next_flow_gives_the_same_bytes_and_keeps_what_was_done(
    raw, undisturbed, tmp_path, step, capsys
):
    work, out = tmp_path / "work", tmp_path / "out"
    words = [sys.executable, "-c", _KILLED, raw, work, out, STEPS[step]]
    path = os.pathsep.join([str(FLOWS), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "PREFECT_API_URL": PREFECT_API_URL.value()}
    killed = subprocess.run(words, env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    before = {path.name.partition("-")[0] for path in work.iterdir() if not path.name.startswith(".")}
    state = seeing_stars(
        event=str(raw / "event"), readings=[raw / "readings"], nightlights=[raw / "nightlights"], clouds=raw / "clouds",
        out=out, seed=7, work=work, return_state=True,
    )  # fmt: skip
    states = _states(state)
    worked = [name for name in STEPS if states[name] == "Completed"]
    with capsys.disabled():
        print(
            f"\nkilled in {step!r}: afterwards {len(worked)} of 4 steps worked, {4 - len(worked)} kept {sorted(before)}"
        )
    assert set(states.values()) <= {"Completed", "Kept"}
    # The two readings run beside each other: of these the other one may have been done, or not, when the kill came.
    certain = list(STEPS).index(step)
    assert step in worked
    assert all(states[name] == "Completed" for name in list(STEPS)[max(certain, 2) :])
    assert all(states[name] == "Kept" for name in list(STEPS)[:2] if certain >= 2)
    assert len(worked) == 4 - len(before & {"readings", "nightlights", "comparison", "publication"})
    assert _bytes_of(out) == _bytes_of(undisturbed)
