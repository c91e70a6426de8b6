"""The notebook gives the published verdict again from the published files alone."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from seeingstars import pipeline

_TAIL = """
answer.to_json("again.json", orient="records")
step_1.to_json("step_1.json", orient="records")
step_2.to_json("step_2.json", orient="records")
import sys
Path("modules.json").write_text(json.dumps(sorted(name for name in sys.modules if "seeingstars" in name)))
"""


def _run_alone(publication: Path, folder: Path) -> Path:
    """Run the notebook in a folder with the five files that it needs and nothing else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the kernel's own libraries
        import nbformat
        from nbclient import NotebookClient

        for name in ("reproduce.ipynb", "readings.parquet", "nights.nc", "stac-item.json", "result.json"):
            shutil.copyfile(publication / name, folder / name)
        notebook = nbformat.read(folder / "reproduce.ipynb", as_version=4)
        nbformat.validate(notebook)
        notebook.cells.append(nbformat.v4.new_code_cell(_TAIL))
        where = {"metadata": {"path": str(folder)}}
        NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    return folder


@pytest.fixture(scope="module")
def again(publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _run_alone(publication, tmp_path_factory.mktemp("alone"))


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_it_gives_the_same_verdict_effect_and_interval_for_each_stream(again: Path, result: dict[str, Any]) -> None:
    rows = {row["stream"]: row for row in _read(again / "again.json")}
    assert set(rows) == {one["stream"] for one in result["comparisons"]}
    for one in result["comparisons"]:
        row = rows[one["stream"]]
        assert row["verdict"] == one["verdict"], one["stream"]
        assert row["effect"] == pytest.approx(one["effect"], abs=1e-8)
        assert [row["low"], row["high"]] == pytest.approx(one["ci95"], abs=1e-8)
        assert row["p_permutation"] == pytest.approx(one["p_permutation"])


def test_it_comes_from_the_readings_to_the_published_site_nights_and_differences(again: Path) -> None:
    for row in _read(again / "step_1.json"):
        assert row["site-nights"] > 0
        assert row["not found again"] == 0
        assert row["largest deviation"] < 1e-9
    assert max(row["largest deviation"] for row in _read(again / "step_2.json")) < 1e-6


def test_it_does_not_use_this_program(again: Path) -> None:
    assert _read(again / "modules.json") == []


def test_it_is_published_without_outputs_and_with_fixed_names_of_its_cells(publication: Path) -> None:
    cells = _read(publication / "reproduce.ipynb")["cells"]
    assert [cell["id"] for cell in cells] == [f"step-{n:02d}" for n in range(1, len(cells) + 1)]
    assert all(cell.get("outputs", []) == [] and cell.get("execution_count") is None for cell in cells)


def test_without_a_single_reading_it_says_no_coverage_as_the_publication_does(tmp_path: Path) -> None:
    leiden = Path(__file__).parents[2] / "data" / "events" / "leiden-2022"
    out = pipeline.run(leiden, out=tmp_path / "out")
    (tmp_path / "alone").mkdir()
    rows = _read(_run_alone(out, tmp_path / "alone") / "again.json")
    assert {row["verdict"] for row in rows} == {row["published_verdict"] for row in rows} == {"no_coverage"}
