"""Areas and nights when something is odd: work killed midway, two passes in one UTC day, areas where no tile lies."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import h5py
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from shapely.geometry import box

from seeingstars.area_nights import night_parts
from seeingstars.area_nights.night_areas import measure_areas, summary_of
from seeingstars.errors import SeeingStarsError
from seeingstars.store.publication import read_json

PIXEL = 1 / 240
CLEAR_NIGHT = 0b110010  # land, best mask, confidently clear, night
FIRST = date(2022, 9, 1)


def write_sensor_tile(folder, radiance, *, day=FIRST, tile="h18v03", hours=1.9):
    """An at-sensor tile of collection 2 with this radiance in its north-west corner."""
    folder.mkdir(parents=True, exist_ok=True)
    values = np.atleast_2d(np.asarray(radiance, dtype="f4"))
    path = folder / f"VNP46A1.A{day:%Y%j}.{tile}.002.{day + timedelta(days=8):%Y%j}114623.h5"
    layers = {
        "DNB_At_Sensor_Radiance": (values, -999.9),
        "QF_Cloud_Mask": (np.full(values.shape, CLEAR_NIGHT, "u2"), 65535),
        "QF_DNB": (np.zeros(values.shape, "u2"), 65535),
        "UTC_Time": (np.broadcast_to(np.asarray(hours, "f4"), values.shape), -999.9),
    }
    with h5py.File(path, "w") as file:
        file.attrs["ShortName"], file.attrs["VersionID"] = np.bytes_("VNP46A1"), np.bytes_("002")
        fields = file.create_group("HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields")
        for name, (numbers, fill) in layers.items():
            made = fields.create_dataset(name, (2400, 2400), dtype=numbers.dtype, chunks=(100, 2400), compression="gzip", fillvalue=fill)  # fmt: skip
            made[: numbers.shape[0], : numbers.shape[1]] = numbers
            made.attrs["_FillValue"] = np.array([fill], numbers.dtype)
    return path


def write_areas_file(path, **shapes):
    gpd.GeoDataFrame({"buurtcode": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326").to_file(path)
    return path


@pytest.fixture
def town(tmp_path):
    return write_areas_file(tmp_path / "areas.gpkg", BU1=box(0, 60 - 2 * PIXEL, 2 * PIXEL, 60))


# Kills itself, as kill -9 does, once so many batches of nights are in the store, or when the result is to be published.
KILLED = """
import os, signal, sys
from pathlib import Path
from seeingstars.area_nights import night_areas
from seeingstars.area_nights import night_parts
from seeingstars.store import publication

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

when, areas, tiles, store, out = sys.argv[1:]
append, done = night_parts._append, []
night_parts._NIGHTS_A_CUBE = 3
def counted(*given):
    append(*given)
    done.append(1)
    if len(done) == int(when):
        die()
night_parts._append = counted
if when == "0":
    publication.write_manifest = die
night_areas.measure_areas(Path(areas), [Path(tiles)], store=Path(store), out=Path(out))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize(("when", "n_left"), [("2", 3), ("0", 0)])
def test_after_a_kill_the_second_run_reads_only_the_rest_and_gives_the_same_bytes(tmp_path, town, monkeypatch, when, n_left):  # fmt: skip
    for day in range(9):
        write_sensor_tile(tmp_path / "tiles", [[10 + day, 20], [30, 40]], day=FIRST + timedelta(days=day))
    whole = measure_areas(town, [tmp_path / "tiles"], store=tmp_path / "unbroken", out=tmp_path / "whole")
    asked = [when, str(town), str(tmp_path / "tiles"), str(tmp_path / "store"), str(tmp_path / "out")]
    killed = subprocess.run([sys.executable, "-c", KILLED, *asked], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "out").exists()
    read, names = night_parts._night_of, []
    monkeypatch.setattr(night_parts, "_night_of", lambda file, part: names.append(file.path.name) or read(file, part))
    again = measure_areas(town, [tmp_path / "tiles"], store=tmp_path / "store", out=tmp_path / "out")
    assert len(names) == n_left
    assert _bytes_of(again) == _bytes_of(whole)


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_utc_day_with_passes_of_two_nights_over_an_area_is_no_sure_night_and_no_known_window(tmp_path):
    # At 22 degrees east 01:30 by the sun is 00:02 UTC: one pixel seen at 00:06, its neighbour at 23:54.
    areas = write_areas_file(tmp_path / "a.gpkg", both=box(20, 60 - PIXEL, 20 + 2 * PIXEL, 60), one=box(20, 60 - PIXEL, 20 + PIXEL, 60))  # fmt: skip
    write_sensor_tile(tmp_path / "t", [[10, 10]], tile="h20v03", hours=[[0.1, 23.9]])
    folder = tmp_path / "event"
    folder.mkdir()
    leiden = Path(__file__).parents[1] / "data" / "events" / "leiden-2022"
    for name in ("event.toml", "areas.geojson"):
        os.link(leiden / name, folder / name)
    out = measure_areas(areas, [tmp_path / "t"], store=tmp_path / "s", out=tmp_path / "o", event_folder=folder)
    table = pd.read_parquet(out / "area_nights.parquet").set_index("area_id")
    assert table.night_is_sure.to_dict() == {"both": False, "one": True}
    assert table.in_window.to_dict() == {"both": -1, "one": 0}


@pytest.mark.parametrize(("language", "words"), [
    ("en", "areas without a value, since no file covers them: 1 (far; has_tile in areas.csv)"),
    ("nl", "gebieden zonder waarde, omdat geen bestand ze beslaat: 1 (far; has_tile in areas.csv)"),
])  # fmt: skip
def test_an_area_where_no_tile_lies_is_told_and_keeps_its_size(tmp_path, language, words):
    here, far = box(0, 60 - PIXEL, 2 * PIXEL, 60), box(100, 10, 100 + 3 * PIXEL, 10 + PIXEL)
    areas = write_areas_file(tmp_path / "a.gpkg", here=here, far=far)
    write_sensor_tile(tmp_path / "t", [[10, 10]])
    out = measure_areas(areas, [tmp_path / "t"], store=tmp_path / "s", out=tmp_path / "o")
    table = pd.read_csv(out / "areas.csv").set_index("area_id")
    assert table.has_tile.to_dict() == {"here": True, "far": False}
    assert table.size_pixels.to_dict() == pytest.approx({"here": 2, "far": 3})
    assert read_json(out / "manifest.json")["areas_without_a_tile"] == ["far"]
    assert words in summary_of(out, language=language)


def write_image(path, values, *, west, day="2022-09-26", source="aerial"):
    pixels = np.repeat(np.atleast_2d(np.asarray(values, dtype="f4")), 3, axis=0)
    profile = {"driver": "GTiff", "width": pixels.shape[1], "height": pixels.shape[0], "count": 1, "dtype": "float32", "crs": "EPSG:4326"}  # fmt: skip
    with rasterio.open(path, "w", transform=Affine(0.01, 0, west, 0, -0.01, 53), **profile) as image:
        image.write(pixels, 1)
    path.with_name(path.name + ".toml").write_text(
        f'acquired_at_utc = "{day}T01:00:00Z"\nunits = "nW cm-2 sr-1"\nsource = "{source}"\n'
    )
    return path


def test_images_of_one_source_and_day_that_overlap_are_never_added_up(tmp_path):
    areas = write_areas_file(tmp_path / "a.gpkg", BU1=box(4, 52.99, 4.04, 53))
    (tmp_path / "t").mkdir()
    write_image(tmp_path / "t" / "one.tif", [[10, 10, 10]], west=4.0)
    write_image(tmp_path / "t" / "two.tif", [[10, 10, 10]], west=4.02)
    with pytest.raises(SeeingStarsError, match="images of aerial overlap on 2022-09-26: the same light would count twice") as told:  # fmt: skip
        measure_areas(areas, [tmp_path / "t"], store=tmp_path / "s", out=tmp_path / "o")
    assert "hetzelfde licht zou dubbel tellen" in told.value.nl
    assert not (tmp_path / "o").exists()


def test_images_side_by_side_and_overlapping_ones_of_other_days_are_put_together(tmp_path):
    areas = write_areas_file(tmp_path / "a.gpkg", BU1=box(4, 52.99, 4.04, 53))
    (tmp_path / "t").mkdir()
    write_image(tmp_path / "t" / "one.tif", [[10, 10]], west=4.0)
    write_image(tmp_path / "t" / "two.tif", [[30, 30]], west=4.02)
    write_image(tmp_path / "t" / "three.tif", [[10, 10, 10]], west=4.01, day="2022-09-27")
    out = measure_areas(areas, [tmp_path / "t"], store=tmp_path / "s", out=tmp_path / "o")
    table = pd.read_parquet(out / "area_nights.parquet")
    assert table.mean_radiance_nw_cm2_sr.tolist() == pytest.approx([20, 10])
    assert table.clear_share.tolist() == pytest.approx([1, 0.75])


def test_an_area_smaller_than_a_pixel_of_a_coarse_image_has_its_value(tmp_path):
    areas = write_areas_file(tmp_path / "a.gpkg", BU1=box(4.012, 52.992, 4.014, 52.994))
    image = write_image(tmp_path / "one.tif", [[10, 30, 10]], west=4.0)
    out = measure_areas(areas, [image], store=tmp_path / "s", out=tmp_path / "o")
    row = pd.read_parquet(out / "area_nights.parquet").iloc[0]
    assert (row.mean_radiance_nw_cm2_sr, row.clear_share) == (30, pytest.approx(1))
