"""The genuine tiles through the whole of it, against what plain h5py and the coverage of the areas give."""

from datetime import date

import geopandas as gpd
import h5py
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from seeingstars.area_nights.night_areas import measure_areas
from seeingstars.sources.black_marble_name import corner_of_tile
from seeingstars.sources.night_files import night_file

PIXEL = 1 / 240


def squares(folder, path, *, size=24, n=40):
    """Squares of whole pixels over the tile, every one of them with its rows and columns."""
    west, north = corner_of_tile(night_file(path).tile)
    rng = np.random.default_rng(1)
    places = rng.integers(0, 2400 - size, (n, 2))
    shapes = [box(west + c * PIXEL, north - (r + size) * PIXEL, west + (c + size) * PIXEL, north - r * PIXEL) for r, c in places]  # fmt: skip
    areas = folder / "areas.gpkg"
    gpd.GeoDataFrame({"area_id": [f"{i:03d}" for i in range(n)]}, geometry=shapes, crs="EPSG:4326").to_file(areas)
    return areas, places


def layer(path, name):
    with h5py.File(path) as file:
        grid = next(iter(file["HDFEOS/GRIDS"].values()))
        return grid["Data Fields"][name][:]


@pytest.mark.real_files
def test_area_means_and_counts_of_the_genuine_daily_tile_equal_those_of_plain_h5py(real_data, tmp_path):
    path = next((real_data / "black_marble").glob("VNP46A2*.h5"))
    areas, places = squares(tmp_path, path, size=60)
    out = measure_areas(areas, [path], store=tmp_path / "store", out=tmp_path / "out")
    table = pd.read_parquet(out / "area_nights.parquet").sort_values("area_id")
    stored, cloud = layer(path, "DNB_BRDF-Corrected_NTL"), layer(path, "QF_Cloud_Mask")
    flag, snow = layer(path, "Mandatory_Quality_Flag"), layer(path, "Snow_Flag")
    valid = stored != 65535
    clear = valid & (flag == 0) & (snow == 0) & (cloud != 65535) & (cloud & 1 == 0) & (cloud >> 6 & 3 == 0) & (cloud >> 10 & 1 == 0)  # fmt: skip
    seen_any = 0
    for row, (top, left) in zip(table.itertuples(), places, strict=True):
        here = (slice(top, top + 60), slice(left, left + 60))
        lights = stored[here][clear[here]] * 0.1
        seen_any += len(lights)
        assert row.n_clear_pixels == len(lights)
        assert row.covered_share == pytest.approx(valid[here].mean(), abs=1e-6)
        assert row.clear_share == pytest.approx(clear[here].mean(), abs=1e-6)
        assert row.mean_radiance_nw_cm2_sr == pytest.approx(lights.mean() if len(lights) else np.nan, rel=1e-6, nan_ok=True)  # fmt: skip
    assert seen_any > 0
    assert set(table.last_day) == {date(2022, 10, 17)}


@pytest.mark.real_files
@pytest.mark.parametrize(("name", "last"), [("2023-02-2829950.h5", date(2023, 2, 28)), ("2024-02-293597.h5", date(2024, 2, 29))])  # fmt: skip
def test_the_genuine_monthly_tiles_have_corners_and_no_quality(real_data, tmp_path, name, last):
    path = real_data / "black_marble" / name
    areas, places = squares(tmp_path, path)
    out = measure_areas(areas, [path], store=tmp_path / "store", out=tmp_path / "out")
    table = pd.read_parquet(out / "area_nights.parquet").sort_values("area_id")
    stored = layer(path, next(name for name in h5py_names(path) if "Composite" in name))
    for row, (top, left) in zip(table.itertuples(), places, strict=True):
        numbers = stored[top : top + 24, left : left + 24]
        lights = numbers[numbers != 65535] * 0.1
        assert row.n_clear_pixels == len(lights)
        assert row.mean_radiance_nw_cm2_sr == pytest.approx(lights.mean() if len(lights) else np.nan, rel=1e-6, nan_ok=True)  # fmt: skip
    assert set(table["mask"]) == {"every_value"}
    assert set(table.last_day) == {last}
    assert set(table.first_day) == {last.replace(day=1)}


def h5py_names(path):
    with h5py.File(path) as file:
        return list(next(iter(file["HDFEOS/GRIDS"].values()))["Data Fields"])
