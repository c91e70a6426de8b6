"""A publication is checked against its manifest, and made again from the same inputs."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from seeingstars import pipeline
from seeingstars.cli import main
from seeingstars.errors import SeeingStarsError
from seeingstars.verifying import in_words, verify


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("verify")
    out = pipeline.rehearse(folder / "raw", seed=7, n_sites=2, out=folder / "out")
    return folder / "raw", out


@pytest.fixture
def copy(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    raw, out = made
    shutil.copytree(raw, tmp_path / "elsewhere")
    shutil.copytree(out, tmp_path / "published")
    return tmp_path / "elsewhere", tmp_path / "published"


def test_the_same_inputs_in_another_folder_give_the_same_bytes(copy):
    raw, out = copy
    seen = verify(out, inputs=[raw], event_folder=raw / "event")
    assert seen.is_as_published, in_words(seen, language="en")
    assert seen.rerun == "same"
    assert "the same bytes" in in_words(seen, language="en")
    assert "dezelfde bytes" in in_words(seen, language="nl")


def test_a_changed_a_missing_and_an_added_file_are_told_by_name(copy):
    _, out = copy
    (out / "readings.csv").write_text("something else")
    (out / "result.json").unlink()
    (out / "extra.txt").touch()
    seen = verify(out)
    assert {finding.file for finding in seen.findings} == {"readings.csv", "result.json", "extra.txt"}
    assert not seen.is_as_published
    assert "result.json ontbreekt" in in_words(seen, language="nl")


def test_a_changed_input_is_told_by_name_and_nothing_is_run(copy):
    raw, out = copy
    changed = next((raw / "readings").glob("*.dat"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    seen = verify(out, inputs=[raw], event_folder=raw / "event")
    assert seen.rerun == "not_possible"
    assert [finding.en for finding in seen.findings] == [f"the input readings/{changed.name} has changed"]


def test_a_missing_input_is_told_by_name(copy):
    raw, out = copy
    gone = next((raw / "clouds").iterdir())
    gone.unlink()
    seen = verify(out, inputs=[raw], event_folder=raw / "event")
    assert [finding.en for finding in seen.findings] == [f"the input clouds/{gone.name} is not among PATH"]


def test_another_version_of_a_library_is_told_where_bytes_differ(copy):
    _, out = copy
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["versions"]["numpy"] = "1.0"
    manifest["outputs"][0]["sha256"] = "0" * 64
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert "numpy: 1.0 then" in in_words(verify(out), language="en")


def test_a_folder_that_is_no_publication_is_refused(tmp_path):
    with pytest.raises(SeeingStarsError, match="must be the folder of a publication"):
        verify(tmp_path)


def test_the_command_says_it_and_leaves_with_0_or_1(copy):
    _, out = copy
    assert CliRunner().invoke(main, ["verify", str(out)]).exit_code == 0
    (out / "readings.csv").unlink()
    done = CliRunner().invoke(main, ["verify", str(out)], standalone_mode=True)
    assert done.exit_code == 1
    assert "readings.csv" in done.output
