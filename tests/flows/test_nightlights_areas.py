"""The flow of areas and nights gives the bytes of the command, on threads and on a Dask scheduler."""

import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from nightlights_areas import main, nightlights_areas
from seeingstars import pipeline
from seeingstars.area_nights.night_areas import measure_areas


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pipeline.simulate(tmp_path_factory.mktemp("areas") / "raw", seed=7, n_sites=1)


@pytest.fixture(scope="module")
def without_prefect(campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    areas, tiles = campaign / "event" / "areas.geojson", campaign / "nightlights"
    return measure_areas(areas, [tiles], store=folder / "store", out=folder / "out", event_folder=campaign / "event")


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_flow_gives_the_bytes_of_the_command(campaign, without_prefect, tmp_path):
    areas, tiles = campaign / "event" / "areas.geojson", [campaign / "nightlights"]
    made = nightlights_areas(areas, tiles, tmp_path / "store", tmp_path / "out", campaign / "event")
    assert _bytes_of(made) == _bytes_of(without_prefect)


def test_so_it_does_on_a_dask_scheduler(campaign, without_prefect, tmp_path):
    from distributed import LocalCluster

    areas, tiles = campaign / "event" / "areas.geojson", [campaign / "nightlights"]
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None, silence_logs=logging.CRITICAL) as cluster:  # fmt: skip
        made = nightlights_areas(
            areas, tiles, tmp_path / "store", tmp_path / "out", campaign / "event", dask=cluster.scheduler_address
        )
    assert _bytes_of(made) == _bytes_of(without_prefect)


def test_the_script_tells_an_error_in_one_line(tmp_path):
    done = CliRunner().invoke(
        main, [str(tmp_path / "none.gpkg"), "--store", str(tmp_path / "s"), "--out", str(tmp_path / "o")]
    )
    assert done.exit_code == 1
    assert "none.gpkg cannot be read as a file of areas" in done.output
