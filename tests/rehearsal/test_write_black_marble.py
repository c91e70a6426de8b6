from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from seeingstars.rehearsal.campaign import Campaign, CampaignSettings, write_campaign

FIELDS = "HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"
NTL = "DNB_BRDF-Corrected_NTL"
# Row and column of the town's centre: (60 - 52.12) * 240 and 4.6 * 240.
ROW, COLUMN = 1891, 1104


def tile_of(campaign: Campaign, product: str, night: str) -> Path:
    day = date.fromisoformat(night) + timedelta(days=1)
    assert campaign.nightlights is not None
    return next(campaign.nightlights.glob(f"{product}.A{day:%Y%j}.h18v03.*.h5"))


@pytest.mark.real_files
def test_a_tile_has_the_layout_of_a_genuine_one(campaign: Campaign, real_data: Path) -> None:
    genuine_path = next((real_data / "black_marble").glob("VNP46A2.*.001.*.h5"))
    with h5py.File(genuine_path) as genuine, h5py.File(tile_of(campaign, "VNP46A2", "2022-09-25")) as ours:
        assert set(genuine[FIELDS]) == set(ours[FIELDS])
        for name in genuine[FIELDS]:
            true, made = genuine[FIELDS][name], ours[FIELDS][name]
            assert (true.shape, true.dtype, true.chunks) == (made.shape, made.dtype, made.chunks)
            assert (true.compression, true.compression_opts) == (made.compression, made.compression_opts)
            assert set(true.attrs) == set(made.attrs), name
            for key in true.attrs:
                assert np.shape(true.attrs[key]) == np.shape(made.attrs[key]), (name, key)
                assert type(true.attrs[key]) is type(made.attrs[key]), (name, key)
                if key in ("scale_factor", "offset", "_FillValue", "units", "valid_range"):
                    assert np.all(true.attrs[key] == made.attrs[key]), (name, key)
        for key in ("TileID", "VersionID", "HorizontalTileNumber", "WestBoundingCoord", "GRingPointLatitude"):
            assert type(genuine.attrs[key]) is type(ours.attrs[key])
        information = "HDFEOS INFORMATION/StructMetadata.0"
        assert genuine[information].dtype == ours[information].dtype
        true_lines, lines = (file[information][()].decode().splitlines() for file in (genuine, ours))
        differing = [line for line, made in zip(true_lines, lines, strict=True) if line != made]
        assert all("Mtrs" in line or "DataFieldName" in line or "DataType" in line for line in differing)


def test_corners_and_attributes_say_where_the_tile_lies(campaign: Campaign) -> None:
    with h5py.File(tile_of(campaign, "VNP46A2", "2022-09-25")) as tile:
        text = tile["HDFEOS INFORMATION/StructMetadata.0"][()].decode()
        assert "UpperLeftPointMtrs=(0.000000,60000000.000000)" in text
        assert "LowerRightMtrs=(10000000.000000,50000000.000000)" in text
        assert tile.attrs["DayNightFlag"] == b"Day"
        assert b"SIMULATED" in tile.attrs["LongName"]


def test_the_pass_after_the_evening_stands_in_the_next_utc_day_and_long_after_the_window(campaign: Campaign) -> None:
    path = tile_of(campaign, "VNP46A1", "2022-09-25")
    assert ".A2022269." in path.name
    with h5py.File(path) as tile:
        hours = tile[FIELDS]["UTC_Time"][ROW - 10 : ROW + 10, COLUMN - 10 : COLUMN + 10]
    assert 1.0 < hours.min() <= hours.max() < 2.7


def test_lights_are_filled_exactly_where_the_quality_flag_is_255_and_the_sky_not_clear(campaign: Campaign) -> None:
    assert campaign.nightlights is not None
    for path in sorted(campaign.nightlights.glob("VNP46A2*"))[::4]:
        with h5py.File(path) as tile:
            fields = tile[FIELDS]
            none = fields[NTL][1700:2100] == 65535
            assert np.array_equal(none, fields["Mandatory_Quality_Flag"][1700:2100] == 255)
            cloud = fields["QF_Cloud_Mask"][1700:2100]
            assert np.array_equal(none, (cloud == 65535) | (((cloud >> 6) & 3) != 0))


def test_a_chunk_far_from_the_town_does_not_exist_and_reads_as_fill(campaign: Campaign) -> None:
    with h5py.File(tile_of(campaign, "VNP46A2", "2022-09-25")) as tile:
        field = tile[FIELDS][NTL]
        assert field.id.get_num_chunks() == 2
        assert set(np.unique(field[:100])) == {65535}


def share_clear(path: Path) -> float:
    with h5py.File(path) as tile:
        cloud = tile[FIELDS]["QF_Cloud_Mask"][ROW - 40 : ROW + 40, COLUMN - 60 : COLUMN + 60]
    return float(np.mean((cloud >> 6) & 3 == 0))


def test_the_satellite_sees_the_clouds_of_the_night(campaign: Campaign, truth: dict[str, Any]) -> None:
    shares = [(night["cloud"], share_clear(tile_of(campaign, "VNP46A2", night["night"]))) for night in truth["nights"]]
    assert all(share > 0.9 for cloud, share in shares if cloud == "clear")
    assert all(share < 0.05 for cloud, share in shares if cloud == "overcast")
    assert all(0.15 < share < 0.85 for cloud, share in shares if cloud == "partly")


def test_the_satellite_sees_no_effect(campaign: Campaign, truth: dict[str, Any]) -> None:
    ratios = {}
    for night in truth["nights"]:
        if night["cloud"] != "clear":
            continue
        with h5py.File(tile_of(campaign, "VNP46A2", night["night"])) as tile:
            stored = tile[FIELDS][NTL][ROW - 40 : ROW + 40, COLUMN - 60 : COLUMN + 60].astype(float)
        stored[stored == 65535] = np.nan
        town, around = stored[38:42, 57:63], stored[:10]
        ratios[night["night"]] = float(np.log(np.nanmean(town) / np.nanmean(around)))
    event = ratios.pop("2022-09-25")
    assert abs(event - np.mean(list(ratios.values()))) < 3.5 * np.std(list(ratios.values()), ddof=1)
    assert np.std(list(ratios.values())) < 0.1


def test_collection_2_has_real_numbers_another_grid_and_coordinates(tmp_path: Path) -> None:
    settings = CampaignSettings(n_nights=1, with_crowd=False, nightlights_collection=2)
    campaign = write_campaign(tmp_path / "c2", settings)
    path = tile_of(campaign, "VNP46A2", "2022-09-25")
    assert ".002." in path.name
    with h5py.File(path) as tile:
        fields = tile["HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields"]
        lights = fields[NTL]
        assert (lights.dtype, float(lights.attrs["scale_factor"][0])) == (np.dtype("<f4"), 1.0)
        assert lights[0, 0] == np.float32(-999.9)
        assert fields["lat"].shape == fields["lon"].shape == (2400,)
        assert (fields["lat"][0], fields["lon"][0]) == (60.0, 0.0)
        assert set(np.unique(fields["Mandatory_Quality_Flag"][ROW, COLUMN - 60 : COLUMN + 60])) <= {0, 1, 255}
    with h5py.File(tile_of(campaign, "VNP46A1", "2022-09-25")) as tile:
        assert "DNB_At_Sensor_Radiance" in tile["HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields"]
