"""The command that catalogues an archive: days once, the newest production, later days added, what is left out told."""

import importlib.util
from datetime import date, timedelta

import h5py
import numpy as np
import pytest
from click.testing import CliRunner

from seeingstars.area_nights.cataloguing import catalogue_archive, catalogue_in_words
from seeingstars.commands.nightlights import catalogue
from seeingstars.errors import SeeingStarsError
from seeingstars.store.catalogue import catalogue_tiles, catalogued_days, open_catalogue

pytestmark = [
    pytest.mark.skipif(
        not all(importlib.util.find_spec(name) for name in ("virtualizarr", "icechunk")),
        reason="virtualizarr and icechunk are not installed (extra dask)",
    ),
    pytest.mark.filterwarnings("ignore"),
]
NAME, LAYER = "VNP46A2-002-Suomi-NPP/h18v03", "DNB_BRDF-Corrected_NTL"


def write_tile(folder, value, *, day, made=8):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"VNP46A2.A{day:%Y%j}.h18v03.002.{day + timedelta(days=made):%Y%j}114623.h5"
    with h5py.File(path, "w") as file:
        file.attrs["ShortName"], file.attrs["VersionID"] = np.bytes_("VNP46A2"), np.bytes_("002")
        fields = file.create_group("HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields")
        layers = (LAYER, "f4"), ("Gap_Filled_DNB_BRDF-Corrected_NTL", "f4"), ("Mandatory_Quality_Flag", "u1")
        for name, dtype in layers:
            made_layer = fields.create_dataset(name, (2400, 2400), dtype=dtype, chunks=(800, 2400), compression="gzip")
            made_layer[:2, :2] = value
    return path


def test_an_archive_is_catalogued_once_and_grows_by_later_days(tmp_path):
    for day in (1, 2):
        write_tile(tmp_path / "t", day, day=date(2022, 9, day))
    older = write_tile(tmp_path / "t", 99, day=date(2022, 9, 2), made=3)
    left = catalogue_archive(tmp_path / "c", [tmp_path / "t"])
    assert left == [(f"{older.name}: a newer production is used", f"{older.name}: een nieuwere productie is gebruikt")]
    write_tile(tmp_path / "t", 3, day=date(2022, 9, 3))
    catalogue_archive(tmp_path / "c", [tmp_path / "t"])
    assert catalogued_days(tmp_path / "c") == {NAME: [date(2022, 9, 1), date(2022, 9, 2), date(2022, 9, 3)]}
    found = open_catalogue(tmp_path / "c", name=NAME)
    assert found[LAYER][:, 0, 0].values.tolist() == [1, 2, 3]
    assert sorted(found.data_vars) == [LAYER, "Mandatory_Quality_Flag"]


def test_the_command_tells_what_is_in_it_and_that_there_were_no_tiles(tmp_path):
    write_tile(tmp_path / "t", 1, day=date(2022, 9, 1))
    done = CliRunner().invoke(catalogue, [str(tmp_path / "c"), str(tmp_path / "t")], catch_exceptions=False)
    assert done.output.splitlines()[-1] == f"{NAME}  1 day, 2022-09-01 to 2022-09-01"
    assert catalogue_in_words(tmp_path / "c", language="nl") == f"{NAME}  1 dag, 2022-09-01 t/m 2022-09-01"
    assert "nothing in" in CliRunner().invoke(catalogue, [str(tmp_path / "none")]).output
    (tmp_path / "empty").mkdir()
    with pytest.raises(SeeingStarsError, match="a catalogue needs at least one Black Marble tile"):
        catalogue_archive(tmp_path / "d", [tmp_path / "empty"])
    with pytest.raises(SeeingStarsError, match="a catalogue needs at least one tile; none was given for x/y"):
        catalogue_tiles(tmp_path / "d", {}, group="g", layers=["l"], name="x/y")


def test_tiles_outside_the_archive_of_a_catalogue_are_refused(tmp_path):
    catalogue_archive(tmp_path / "c", [write_tile(tmp_path / "t", 1, day=date(2022, 9, 1))])
    elsewhere = write_tile(tmp_path / "u", 2, day=date(2022, 9, 2))
    with pytest.raises(SeeingStarsError, match=r"is of the archive .*t/; 1 tiles stand outside it, first VNP46A2"):
        catalogue_archive(tmp_path / "c", [elsewhere])


def test_a_folder_with_something_else_in_it_is_no_place_for_a_catalogue(tmp_path):
    tile = write_tile(tmp_path / "t", 1, day=date(2022, 9, 1))
    with pytest.raises(SeeingStarsError, match="a new catalogue needs an empty folder; something else stands in"):
        catalogue_archive(tmp_path / "t", [tile])
