"""The whole way from files of a satellite to its words, with each thing that goes wrong on the way planted in the files.

The traps of single files stand with the reader (sources/test_black_marble*.py), those of areas on a grid in
science/test_area_traps.py, those of pixels in science/test_pixel_change.py. Here: what the answer says.
"""

import json
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from seeingstars import pipeline
from seeingstars.errors import UploadError
from seeingstars.event_file import load_event
from seeingstars.publishing import with_pass_words
from seeingstars.rehearsal.campaign import write_campaign
from seeingstars.rehearsal.campaign_settings import CampaignSettings
from seeingstars.science.pixel_change import NOT_SEEN

FIELDS = "HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields"
CONFIDENT_CLOUD = 3 << 6 | 3 << 4 | 1 << 1
LOGIN_PAGE = b"<!DOCTYPE html><html><title>Earthdata Login</title></html>"


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("campaign")
    settings = CampaignSettings(
        n_nights=9, n_area_sites=1, n_control_sites=1, n_observers=0, with_crowd=False, with_dirt=False, cloudiness=0.0
    )
    write_campaign(folder, settings)
    return folder


@pytest.fixture
def files(campaign, tmp_path):
    """A copy of the tiles, to be spoilt."""
    return Path(shutil.copytree(campaign / "nightlights", tmp_path / "nightlights"))


def tile(files, product, day):
    return next(files.glob(f"{product}.A2022{day}.*"))


def answer(campaign, files, tmp_path):
    """The cube, the change of each pixel and what the result says of the satellite, after the way that all files go."""
    event, work = campaign / "event", tmp_path / "work"
    pipeline.ingest_readings([], event_folder=event, work=work / "readings")
    pipeline.ingest_nightlights([files], event_folder=event, work=work / "nightlights")
    pipeline.compare_nights(
        work / "readings", work / "nightlights", event_folder=event, clouds=None, seed=1, work=work / "c", with_checks=False
    )  # fmt: skip
    result = json.loads((work / "c" / "result.json").read_text())
    cube, change = (
        xr.open_dataset(path, engine="h5netcdf").load()
        for path in (work / "nightlights" / pipeline.NIGHTLIGHTS, work / "c" / pipeline.CHANGE)
    )
    notes = json.loads((work / "nightlights" / pipeline.FILES).read_text())
    cube, change = with_pass_words(cube, change, result=result, event=load_event(event))
    return cube, change, result["comparisons"][-1], notes


@pytest.fixture(scope="module")
def whole(campaign, tmp_path_factory):
    """What comes of the tiles as they are."""
    return answer(campaign, campaign / "nightlights", tmp_path_factory.mktemp("whole"))


def nights_of(cube):
    return [str(night)[:10] for night in cube["night"].values]


def test_a_web_page_a_truncated_file_and_a_missing_night_are_named_and_stop_nothing(campaign, files, tmp_path, whole):
    page, half = tile(files, "VNP46A2", 267), tile(files, "VNP46A2", 270)
    page.write_bytes(LOGIN_PAGE)
    half.write_bytes(half.read_bytes()[:-5000])
    tile(files, "VNP46A2", 271).unlink()
    cube, _, satellite, notes = answer(campaign, files, tmp_path)
    whole = whole[0]
    refused = {note["file"].split("/")[-1]: note["reason"]["en"] for note in notes if not note["accepted"]}
    assert set(refused) == {page.name, half.name}
    assert "web page" in refused[page.name]
    assert "download it again" in refused[half.name]
    assert all(note["reason"]["nl"] for note in notes if not note["accepted"])
    # Those nights are gone, the others are what they were, and nothing stands in for them.
    gone = {"2022-09-23", "2022-09-26", "2022-09-27"}
    kept = [night not in gone for night in nights_of(whole)]
    assert nights_of(cube) == [night for night in nights_of(whole) if night not in gone]
    np.testing.assert_array_equal(cube["radiance_nw_cm2_sr"], whole["radiance_nw_cm2_sr"][np.array(kept)])
    assert satellite["verdict"] in ("no_change", "cannot_tell")


def test_a_web_page_that_was_named_is_refused_in_both_languages(campaign, files, tmp_path):
    page = tile(files, "VNP46A2", 267)
    page.write_bytes(LOGIN_PAGE)
    with pytest.raises(UploadError, match="web page") as refused:
        pipeline.ingest_nightlights([page], event_folder=campaign / "event", work=tmp_path)
    assert refused.value.nl != refused.value.en


def test_the_night_of_day_268_is_in_the_tile_of_day_269_and_without_it_there_is_no_answer(
    campaign, files, tmp_path, whole
):
    cube = whole[0]
    at = nights_of(cube).index("2022-09-25")
    assert (cube["night_role"].values[at], cube["tile_date"].values[at]) == ("event", "2022-09-26")
    tile(files, "VNP46A2", 269).unlink()
    cube, change, satellite, _ = answer(campaign, files, tmp_path)
    assert "2022-09-25" not in nights_of(cube)
    assert satellite["verdict"] == "no_coverage"
    assert satellite["pixels"]["n_pixels_compared"] == 0
    assert change["change_ln_radiance"].isnull().all()


def test_all_clouds_on_the_night_is_no_answer_and_no_pixel_is_filled(campaign, files, tmp_path):
    with h5py.File(tile(files, "VNP46A2", 269), "r+") as file:
        mask = file[FIELDS]["QF_Cloud_Mask"]
        mask[1700:2000] = CONFIDENT_CLOUD
    _, change, satellite, _ = answer(campaign, files, tmp_path)
    assert satellite["verdict"] == "no_coverage"
    assert change["change_ln_radiance"].isnull().all()
    assert (change["pixel_state"] == NOT_SEEN).all()
    assert "none of the" in satellite["pixels"]["sentence"]["en"]


def test_with_the_at_sensor_tiles_every_pixel_knows_that_it_was_not_seen_in_the_window(whole):
    cube, change, satellite, _ = whole
    assert (cube["pixel_in_window"] == 0).all()
    assert satellite["negative_control"] is True
    assert "hours after the lights came back" in satellite["pass_words"]["en"]
    assert "looked at another moment" in satellite["pixels"]["sentence"]["en"]
    for words in (cube.attrs, change.attrs):
        assert words["pass_nl"] == satellite["pass_words"]["nl"]
        assert words["pass_en"] == satellite["pass_words"]["en"]


def test_without_them_the_time_is_unknown_everywhere_and_said_so(campaign, files, tmp_path):
    for path in files.glob("VNP46A1.*"):
        path.unlink()
    cube, change, satellite, _ = answer(campaign, files, tmp_path)
    assert (cube["pixel_in_window"] == -1).all()
    assert cube["pass_time_utc"].isnull().all()
    assert satellite["negative_control"] is True
    assert satellite["pass_time"] is None
    for language, word in (("nl", "01:30 plaatselijke zonnetijd"), ("en", "01:30 local solar time")):
        assert word in satellite["pass_words"][language]
        assert word in change.attrs[f"pass_{language}"]
    assert "not known" in satellite["pixels"]["sentence"]["en"]
    assert change.attrs["view_class"] == ""
