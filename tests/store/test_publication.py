"""A publication appears whole or not at all."""

import json
from pathlib import Path

import pytest

from seeingstars.errors import SeeingStarsError
from seeingstars.store.publication import whole_or_not_at_all, write_json, write_manifest


def _publish(out: Path, text: str) -> None:
    with whole_or_not_at_all(out) as folder:
        (folder / "result.json").write_text(text)
        write_manifest(folder, {"event": "e"})


def _fail_halfway(out: Path) -> None:
    with whole_or_not_at_all(out) as folder:
        (folder / "result.json").write_text("{}")
        raise RuntimeError("halfway")


def test_a_failed_publication_leaves_nothing_behind(tmp_path):
    with pytest.raises(RuntimeError, match="halfway"):
        _fail_halfway(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_publication_keeps_the_earlier_one(tmp_path):
    _publish(tmp_path / "out", "first")
    with pytest.raises(RuntimeError, match="halfway"):
        _fail_halfway(tmp_path / "out")
    assert (tmp_path / "out" / "result.json").read_text() == "first"


def test_a_new_publication_replaces_the_earlier_one_with_nothing_left_of_it(tmp_path):
    _publish(tmp_path / "out", "first")
    (tmp_path / "out" / "stale.txt").write_text("old")
    _publish(tmp_path / "out", "second")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["manifest.json", "out", "result.json"]
    assert (tmp_path / "out" / "result.json").read_text() == "second"


def test_a_folder_that_holds_something_else_is_never_replaced(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(SeeingStarsError, match="holds something else"), whole_or_not_at_all(tmp_path):
        pass
    assert (tmp_path / "thesis.doc").read_text() == "years of work"


def test_the_manifest_names_every_file_with_its_digest(tmp_path):
    _publish(tmp_path / "out", "")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest == {
        "event": "e",
        "outputs": [
            {
                "file": "result.json",
                "bytes": 0,
                "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            }
        ],
    }


def test_a_number_that_does_not_exist_may_not_be_written_as_nan(tmp_path):
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json({"effect": float("nan")}, tmp_path / "x.json")
