"""Each flow runs for real, and gives the bytes that the command line gives."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, FlowRunFilter
from prefect.exceptions import ParameterTypeError
from prefect.states import Failed

from compare_nights import compare_nights
from ingest_nightlights import ingest_nightlights
from ingest_readings import ingest_readings
from orchestration import RETRIES
from publish import publish
from seeing_stars import main, rehearsal, seeing_stars
from seeingstars import pipeline
from seeingstars.errors import SourceError, UploadError
from seeingstars.store.publication import read_json


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pipeline.simulate(tmp_path_factory.mktemp("campaign") / "raw", seed=7)


@pytest.fixture(scope="session")
def without_prefect(campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pipeline.run(
        campaign / "event",
        readings=[campaign / "readings"],
        nightlights=[campaign / "nightlights"],
        clouds=campaign / "clouds",
        out=tmp_path_factory.mktemp("plain") / "out",
        seed=7,
    )


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_the_whole_flow_gives_the_bytes_of_the_command_line(campaign, without_prefect, tmp_path):
    made = seeing_stars(
        event=str(campaign / "event"),
        readings=[campaign / "readings"],
        nightlights=[campaign / "nightlights"],
        clouds=campaign / "clouds",
        out=tmp_path / "out",
        seed=7,
        work=tmp_path / "work",
    )
    assert _bytes_of(made) == _bytes_of(without_prefect)


def test_a_second_run_on_the_same_bytes_keeps_every_step_and_shows_it(campaign, without_prefect, tmp_path):
    given = {
        "event": str(campaign / "event"),
        "readings": [campaign / "readings"],
        "nightlights": [campaign / "nightlights"],
        "clouds": campaign / "clouds",
        "seed": 7,
        "work": tmp_path / "work",
    }
    seeing_stars(out=tmp_path / "first", **given)
    state = seeing_stars(out=tmp_path / "second", return_state=True, **given)
    with get_client(sync_client=True) as client:
        runs = client.read_task_runs(
            flow_run_filter=FlowRunFilter(id={"any_": [state.state_details.flow_run_id]}),
        )
        shown = client.read_artifacts(
            artifact_filter=ArtifactFilter(flow_run_id={"any_": [state.state_details.flow_run_id]})
        )
    assert {run.state_name for run in runs} == {"Kept"}, [(run.name, run.state_name) for run in runs]
    assert {artifact.key for artifact in shown} >= {"answer", "streams", "publication"}
    assert _bytes_of(tmp_path / "second") == _bytes_of(without_prefect)


def test_a_missing_input_fails_in_one_sentence(campaign, tmp_path):
    state = seeing_stars(
        event=str(campaign / "event"),
        readings=[tmp_path / "nowhere"],
        out=tmp_path / "out",
        work=tmp_path / "work",
        return_state=True,
    )
    assert state.is_failed()
    assert "PATH must be a file or folder that exists" in str(state.message)
    assert not (tmp_path / "out").exists()


def test_a_wrong_parameter_is_refused_before_anything_runs(campaign, tmp_path):
    with pytest.raises(ParameterTypeError, match="seed"):
        seeing_stars(event=str(campaign / "event"), seed=-1, out=tmp_path / "out", work=tmp_path / "work")


def test_every_parameter_of_the_form_says_what_it_is():
    fields = seeing_stars.parameters.properties
    assert [name for name, entry in fields.items() if not entry.get("description")] == []


def test_each_flow_hands_its_path_to_the_next(campaign, without_prefect, tmp_path):
    event = campaign / "event"
    table = ingest_readings(event, [campaign / "readings"], tmp_path / "readings")
    cube = ingest_nightlights(event, [campaign / "nightlights"], tmp_path / "nightlights")
    result = compare_nights(event, table.parent, cube.parent, tmp_path / "comparison", campaign / "clouds", 7)
    made = publish(event, table.parent, cube.parent, result.parent, tmp_path / "out", 7)
    assert _bytes_of(made) == _bytes_of(without_prefect)


@pytest.mark.slow
def test_the_rehearsal_flow_recovers_the_truth(tmp_path):
    made = rehearsal(raw=tmp_path / "raw", out=tmp_path / "out", seed=7, effect_mag=0.30, work=tmp_path / "work")
    (photometer,) = (c for c in read_json(made / "result.json")["comparisons"] if c["stream"] == "photometer")
    low, high = photometer["ci95"]
    assert low <= 0.30 <= high


def test_the_flow_is_a_script_that_runs_from_its_options(campaign, tmp_path):
    event, out = campaign / "event" / "event.toml", tmp_path / "out"
    options = ["--event", str(event), "--readings", str(campaign / "readings" / "GaN2022.csv"), "--out", str(out)]
    options += ["--work", str(tmp_path / "work")]
    done = CliRunner().invoke(main, options)
    assert done.exit_code == 0, done.output
    assert str(out / "index.html") in done.output


def test_the_script_tells_an_error_in_one_line(tmp_path):
    done = CliRunner().invoke(main, ["--event", str(tmp_path / "nowhere")])
    assert done.exit_code == 1
    assert "EVENT must be the name of a folder" in done.output
    assert "Traceback" not in done.output


def test_only_a_supplier_that_failed_is_asked_again():
    tried_again = RETRIES["retry_condition_fn"]
    assert tried_again(None, None, Failed(data=SourceError("the supplier is down")))
    assert not tried_again(None, None, Failed(data=UploadError("this is no data")))
