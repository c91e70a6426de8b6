"""Each step of the job is done once for the same inputs, and a kill costs no more than the step it fell in."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from seeingstars import kept_steps, pipeline
from seeingstars.kept_steps import Job

pytestmark = pytest.mark.slow

STEPS = ("readings", "nightlights", "comparison", "publication")
_FUNCTION = {
    "readings": "ingest_readings",
    "nightlights": "ingest_nightlights",
    "comparison": "compare_nights",
    "publication": "publish",
}
# A process that dies with work half written: the step does all its work, and is killed before it is kept.
_KILLED = """
import os, signal, sys
from pathlib import Path
from seeingstars import kept_steps, pipeline

raw, work, out, step = map(str, sys.argv[1:])
whole = getattr(pipeline, step)

def dies(*given, **named):
    whole(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(pipeline, step, dies)
raw = Path(raw)
job = kept_steps.Job(raw / "event", Path(work), (raw / "readings",), (raw / "nightlights",), raw / "clouds", seed=7)
kept_steps.run(job, out=Path(out))
"""


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pipeline.simulate(tmp_path_factory.mktemp("kept") / "raw", seed=7, n_sites=2)


@pytest.fixture(scope="module")
def undisturbed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("undisturbed")
    kept_steps.run(_job(raw, folder / "work"), out=folder / "out")
    return folder / "work", folder / "out"


def _job(raw: Path, work: Path, *, seed: int = 7) -> Job:
    return Job(raw / "event", work, (raw / "readings",), (raw / "nightlights",), raw / "clouds", seed=seed)


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _worked(raw: Path, work: Path, out: Path, *, seed: int = 7) -> dict[str, bool]:
    return {done.step: done.is_new for done in kept_steps.run(_job(raw, work, seed=seed), out=out)}


def test_the_kept_steps_give_the_bytes_of_the_plain_run(raw, undisturbed, tmp_path):
    plain = pipeline.run(
        raw / "event",
        readings=[raw / "readings"],
        nightlights=[raw / "nightlights"],
        clouds=raw / "clouds",
        out=tmp_path / "out",
        seed=7,
    )
    assert _bytes_of(plain) == _bytes_of(undisturbed[1])


def test_the_same_inputs_are_not_worked_twice(raw, undisturbed, tmp_path):
    work, out = undisturbed
    assert _worked(raw, work, tmp_path / "out") == dict.fromkeys(STEPS, False)
    assert _bytes_of(tmp_path / "out") == _bytes_of(out)


def test_a_changed_file_reworks_only_what_depends_on_it(raw, undisturbed, tmp_path):
    work, _ = undisturbed
    changed = tmp_path / "raw"
    shutil.copytree(raw, changed)
    crowd = changed / "readings" / "waarnemingen_gesimuleerd.csv"
    crowd.write_bytes(crowd.read_bytes().rstrip(b"\n").rpartition(b"\n")[0] + b"\n")
    worked = _worked(changed, work, tmp_path / "out")
    assert worked == {"readings": True, "nightlights": False, "comparison": True, "publication": True}


def test_another_seed_reworks_the_comparison_and_what_follows(raw, undisturbed, tmp_path):
    worked = _worked(raw, undisturbed[0], tmp_path / "out", seed=8)
    assert worked == {"readings": False, "nightlights": False, "comparison": True, "publication": True}


@pytest.mark.parametrize("step", STEPS)
def test_after_a_kill_in_a_step_the_next_run_gives_the_same_bytes_and_does_no_step_twice(
    raw, undisturbed, tmp_path, step, capsys
):
    work, out = tmp_path / "work", tmp_path / "out"
    killed = subprocess.run([sys.executable, "-c", _KILLED, raw, work, out, _FUNCTION[step]], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    worked = _worked(raw, work, out)
    at = STEPS.index(step)
    with capsys.disabled():
        print(
            f"\nkilled in {step}: afterwards {sum(worked.values())} of 4 steps worked, {4 - sum(worked.values())} kept"
        )
    assert worked == {name: STEPS.index(name) >= at for name in STEPS}
    assert _bytes_of(out) == _bytes_of(undisturbed[1])


def test_two_runs_at_once_both_end_well(raw, undisturbed, tmp_path):
    code = _KILLED.replace("    os.kill(os.getpid(), signal.SIGKILL)\n", "")
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, raw, tmp_path / "work", tmp_path / f"out{i}", "publish"], env={**os.environ}
        )
        for i in range(2)
    ]
    assert [one.wait() for one in both] == [0, 0]
    assert _bytes_of(tmp_path / "out0") == _bytes_of(tmp_path / "out1") == _bytes_of(undisturbed[1])
