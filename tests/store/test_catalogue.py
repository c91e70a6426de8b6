"""A catalogue of tiles that stay where they are: the numbers are those of the files, and changed files are refused."""

import importlib.util
import os
from datetime import date, timedelta

import h5py
import numpy as np
import pytest

from seeingstars.errors import SeeingStarsError
from seeingstars.store.catalogue import catalogue_tiles, open_catalogue

GROUP = "HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"
LAYER, NAME = "DNB_BRDF-Corrected_NTL", "VNP46A2-001-Suomi-NPP/h18v03"
FIRST = date(2022, 9, 1)
has_packages = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("virtualizarr", "icechunk")),
    reason="virtualizarr and icechunk are not installed (extra dask)",
)


def a_tile(folder, day, *, dtype="u2", layer=LAYER):
    folder.mkdir(exist_ok=True)
    path = folder / f"tile-{day}.h5"
    with h5py.File(path, "w") as file:
        numbers = np.arange(400, dtype=dtype).reshape(20, 20) + day.day
        file.create_dataset(f"{GROUP}/{layer}", data=numbers, chunks=(5, 20), compression="gzip")
    return path


def tiles(folder, *days):
    return {FIRST + timedelta(days=day): a_tile(folder, FIRST + timedelta(days=day)) for day in days}


@has_packages
@pytest.mark.filterwarnings("ignore")
def test_the_numbers_are_those_of_the_files_and_later_nights_are_added(tmp_path):
    for days in ((0, 1), (2, 5)):
        catalogue_tiles(tmp_path / "c", tiles(tmp_path / "t", *days), group=GROUP, layers=[LAYER], name=NAME)
    found = open_catalogue(tmp_path / "c", name=NAME)
    assert dict(found.sizes) == {"night": 4, "y": 20, "x": 20}
    assert found["night"].values.astype("datetime64[D]").astype(str).tolist()[-1] == "2022-09-06"
    for place, day in enumerate((1, 2, 3, 6)):
        np.testing.assert_array_equal(found[LAYER][place, 7:9, 3], (np.arange(400).reshape(20, 20) + day)[7:9, 3])


@has_packages
@pytest.mark.filterwarnings("ignore")
def test_a_file_that_changes_after_it_was_catalogued_is_refused(tmp_path):
    files = tiles(tmp_path / "t", 0, 1)
    catalogue_tiles(tmp_path / "c", files, group=GROUP, layers=[LAYER], name=NAME)
    changed = files[FIRST]
    os.utime(changed, (changed.stat().st_mtime + 100,) * 2)
    with pytest.raises(Exception, match="has changed"):
        open_catalogue(tmp_path / "c", name=NAME)[LAYER][0].load()


@has_packages
@pytest.mark.filterwarnings("ignore")
def test_what_cannot_be_added_or_opened_is_told(tmp_path):
    files = tiles(tmp_path / "t", 3)
    catalogue_tiles(tmp_path / "c", files, group=GROUP, layers=[LAYER], name=NAME)
    with pytest.raises(SeeingStarsError, match=r"grows by later days; .* reaches to 2022-09-04, got 2022-09-04"):
        catalogue_tiles(tmp_path / "c", files, group=GROUP, layers=[LAYER], name=NAME)
    with pytest.raises(SeeingStarsError, match="it lacks Snow_Flag"):
        catalogue_tiles(tmp_path / "c", tiles(tmp_path / "t", 9), group=GROUP, layers=[LAYER, "Snow_Flag"], name=NAME)
    with pytest.raises(SeeingStarsError, match=r"must hold nothing/h00v00; it does not"):
        open_catalogue(tmp_path / "c", name="nothing/h00v00")
    with pytest.raises(SeeingStarsError, match="there must be a catalogue at"):
        open_catalogue(tmp_path / "none", name=NAME)


@pytest.mark.skipif(importlib.util.find_spec("icechunk") is not None, reason="icechunk is installed")
def test_without_the_packages_it_is_said_what_to_install(tmp_path):
    with pytest.raises(SeeingStarsError, match=r"a catalogue needs the packages virtualizarr and icechunk; install"):
        open_catalogue(tmp_path, name=NAME)
