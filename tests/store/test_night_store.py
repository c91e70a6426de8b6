"""The store of nights: added night by night, read place by place, whole whatever happens."""

import json
from datetime import date, timedelta

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.errors import SeeingStarsError
from seeingstars.store import night_store
from seeingstars.store.night_store import append_nights, read_nights, settle_nights, stored_nights

PIXEL = 1 / 240
FIRST = date(2022, 9, 1)
SHAPE = (20, 30)


def a_cube(*days, seed=0, shape=SHAPE, at=(0, 0), made="a", **attributes):
    """Nights so many days after the first, on the grid from 4 E, 53 N, beginning `at` row and column."""
    rows, columns = shape
    pictures = [np.random.default_rng([seed, day]).integers(0, 900, shape) * 0.1 for day in days]
    radiance = np.stack(pictures) if pictures else np.zeros((0, *shape))
    radiance[:, 0, 0] = np.nan
    evenings = [FIRST + timedelta(days=day) for day in days]
    return xr.Dataset(
        {
            "radiance_nw_cm2_sr": (("night", "y", "x"), radiance, {"units": "nW cm-2 sr-1"}),
            "clear": (("night", "y", "x"), np.isfinite(radiance)),
            "mandatory_quality_flag": (("night", "y", "x"), np.where(np.isfinite(radiance), 0, 255).astype("u1")),
            "tile_date": ("night", [(evening + timedelta(days=1)).isoformat() for evening in evenings]),
            "source_files": ("night", [f"{evening}.{made}.h5" for evening in evenings]),
        },
        coords={
            "night": np.array(evenings, dtype="datetime64[D]").astype("datetime64[ns]"),
            "latitude_deg": ("y", 53 - (at[0] + np.arange(rows) + 0.5) * PIXEL),
            "longitude_deg": ("x", 4 + (at[1] + np.arange(columns) + 0.5) * PIXEL),
        },
        attrs={"product": "VNP46A2", "collection": "001", "platform": "Suomi-NPP", **attributes},
    )


def nights_of(found):
    return np.datetime_as_string(found["night"].values.astype("datetime64[D]")).tolist()


def same(found, cube):
    for name in ("radiance_nw_cm2_sr", "clear", "mandatory_quality_flag"):
        expected = cube[name].to_numpy()
        np.testing.assert_array_equal(found[name], expected.astype("f4") if expected.dtype.kind == "f" else expected)


def test_nights_added_one_by_one_come_back_as_they_were(tmp_path):
    store = tmp_path / "store"
    for day in range(5):
        assert append_nights(store, a_cube(day)) == [(FIRST + timedelta(days=day)).isoformat()]
    same(read_nights(store), a_cube(*range(5)))
    assert settle_nights(store) == 5
    same(read_nights(store), a_cube(*range(5)))


@settings(max_examples=8, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=4), order=st.randoms())
def test_whatever_is_added_and_settled_when_the_nights_stand_in_order(tmp_path_factory, steps, order):
    store = tmp_path_factory.mktemp("any") / "store"
    days = list(range(sum(size for size, _ in steps)))
    shuffled = order.sample(days, len(days))
    for size, is_settled in steps:
        append_nights(store, a_cube(*sorted(shuffled[:size])))
        shuffled = shuffled[size:]
        if is_settled:
            settle_nights(store)
    found = read_nights(store)
    assert nights_of(found) == [(FIRST + timedelta(days=day)).isoformat() for day in days]
    same(found, a_cube(*days))


def test_the_nights_of_one_place_are_the_part_of_the_whole_that_its_box_touches(tmp_path):
    append_nights(tmp_path / "s", a_cube(0, 1, 2))
    settle_nights(tmp_path / "s")
    append_nights(tmp_path / "s", a_cube(3))
    box = (4 + 5.2 * PIXEL, 53 - 9 * PIXEL, 4 + 8 * PIXEL, 53 - 6.5 * PIXEL)
    part = read_nights(tmp_path / "s", box=box, layers=["radiance_nw_cm2_sr"])
    whole = read_nights(tmp_path / "s")
    assert dict(part.sizes) == {"night": 4, "y": 3, "x": 3}
    np.testing.assert_array_equal(part["radiance_nw_cm2_sr"], whole["radiance_nw_cm2_sr"][:, 6:9, 5:8])
    np.testing.assert_allclose(part["longitude_deg"], whole["longitude_deg"][5:8])
    assert "clear" not in part


def test_what_was_added_before_is_not_added_again(tmp_path):
    append_nights(tmp_path / "s", a_cube(0, 1))
    settle_nights(tmp_path / "s")
    assert append_nights(tmp_path / "s", a_cube(0, 1, 2)) == ["2022-09-03"]
    assert append_nights(tmp_path / "s", a_cube(0, 1, 2)) == []


def test_a_newer_production_takes_the_place_of_the_older_one(tmp_path):
    append_nights(tmp_path / "s", a_cube(0, 1, 2))
    settle_nights(tmp_path / "s")
    newer = a_cube(1, seed=9, made="b")
    assert append_nights(tmp_path / "s", newer) == ["2022-09-02"]
    for _ in range(2):
        found = read_nights(tmp_path / "s")
        assert nights_of(found) == ["2022-09-01", "2022-09-02", "2022-09-03"]
        same(found.isel(night=[1]), newer)
        assert found["source_files"].values[1] == "2022-09-02.b.h5"
        settle_nights(tmp_path / "s")


def test_each_night_knows_where_it_came_from(tmp_path):
    assert stored_nights(tmp_path / "s") == []
    append_nights(tmp_path / "s", a_cube(0, 4), digests={"2022-09-05.a.h5": "f" * 64, "another.h5": "0" * 64})
    assert stored_nights(tmp_path / "s") == [
        {"night": "2022-09-01", "tile_date": "2022-09-02", "source_files": "2022-09-01.a.h5", "sha256": {}},
        {"night": "2022-09-05", "tile_date": "2022-09-06", "source_files": "2022-09-05.a.h5", "sha256": {"2022-09-05.a.h5": "f" * 64}},
    ]  # fmt: skip


def test_a_night_that_is_missing_is_no_row_and_stops_nothing(tmp_path):
    append_nights(tmp_path / "s", a_cube(0, 1, 3))
    assert nights_of(read_nights(tmp_path / "s")) == ["2022-09-01", "2022-09-02", "2022-09-04"]


def test_what_a_part_of_the_grid_does_not_cover_stays_empty(tmp_path):
    append_nights(tmp_path / "s", a_cube(0))
    append_nights(tmp_path / "s", a_cube(1, shape=(4, 5), at=(2, 3)))
    night = read_nights(tmp_path / "s").isel(night=1)
    inside = np.zeros(SHAPE, dtype=bool)
    inside[2:6, 3:8] = True
    assert np.isnan(night["radiance_nw_cm2_sr"].values[~inside]).all()
    assert not night["clear"].values[~inside].any()
    assert (night["mandatory_quality_flag"].values[~inside] == 255).all()
    same(night.isel(y=slice(2, 6), x=slice(3, 8)).expand_dims("night"), a_cube(1, shape=(4, 5), at=(2, 3)))


@pytest.mark.parametrize("moment", ["_replace_journal", "_write_night", "_write_evenings"])
def test_work_broken_off_at_any_moment_is_simply_done_again(tmp_path, monkeypatch, moment):
    store = tmp_path / "s"
    append_nights(store, a_cube(0, 1))
    settle_nights(store)

    def broken(*_):
        raise RuntimeError("the light went out")

    with monkeypatch.context() as dark:
        dark.setattr(night_store, moment, broken)
        try:
            append_nights(store, a_cube(2, seed=5))  # written, yet not said to count
            settle_nights(store)
        except RuntimeError:
            pass
    found = read_nights(store)
    same(found.isel(night=slice(0, 2)), a_cube(0, 1))
    append_nights(store, a_cube(2, 3))
    settle_nights(store)
    assert nights_of(read_nights(store)) == [f"2022-09-0{day}" for day in (1, 2, 3, 4)]


def test_a_settled_store_opens_in_xarray_with_its_places_and_nights(tmp_path):
    append_nights(tmp_path / "s", a_cube(0, 2))
    settle_nights(tmp_path / "s")
    opened = xr.open_zarr(tmp_path / "s", group="settled", consolidated=False, chunks=None)
    assert nights_of(opened) == ["2022-09-01", "2022-09-03"]
    assert {"latitude_deg", "longitude_deg"} <= set(opened.coords)
    assert opened.attrs["product"] == "VNP46A2"
    same(opened.load(), a_cube(0, 2))


def test_chunks_hold_a_year_of_a_small_place(tmp_path):
    import zarr

    append_nights(tmp_path / "s", a_cube(0, shape=(100, 300)))
    layer = zarr.open_array(tmp_path / "s" / "settled" / "radiance_nw_cm2_sr", mode="r")
    assert (layer.chunks, layer.metadata.zarr_format) == ((365, 48, 48), 3)


@pytest.mark.parametrize(
    ("cube", "words"),
    [
        (lambda: a_cube(1, collection="002"), "holds one stream, never mixed"),
        (lambda: a_cube(1, platform="NOAA-20"), "holds one stream, never mixed"),
        (lambda: a_cube(1).assign(more=(("night", "y", "x"), np.zeros((1, *SHAPE)))), "never mixed"),
        (lambda: a_cube(1, at=(0.5, 0)), "must lie on the grid of the store"),
        (lambda: a_cube(1, at=(0, 5)), "must lie on the grid of the store"),
    ],
)
def test_another_stream_layer_or_grid_is_refused_and_nothing_is_added(tmp_path, cube, words):
    append_nights(tmp_path / "s", a_cube(0))
    with pytest.raises(SeeingStarsError, match=words):
        append_nights(tmp_path / "s", cube())
    assert len(stored_nights(tmp_path / "s")) == 1


def test_bad_questions_name_what_there_is(tmp_path):
    append_nights(tmp_path / "s", a_cube(0))
    with pytest.raises(SeeingStarsError, match="the store has the layers clear, mandatory_quality_flag, radiance"):
        read_nights(tmp_path / "s", layers=["ntl"])
    with pytest.raises(SeeingStarsError, match=r"the box 7, 50, 8, 51 .* must touch the grid of the store"):
        read_nights(tmp_path / "s", box=(7, 50, 8, 51))
    (tmp_path / "other").mkdir()
    with pytest.raises(SeeingStarsError, match=r"a store of nights has a file nights.json"):
        read_nights(tmp_path / "other")
    with pytest.raises(SeeingStarsError, match=r"at least 2 by 2 pixels; the first cube has 1 by 3"):
        append_nights(tmp_path / "small", a_cube(0, shape=(1, 3)))


def test_the_journal_names_every_night_once_it_counts(tmp_path):
    append_nights(tmp_path / "s", a_cube(0, 1))
    journal = json.loads((tmp_path / "s" / "nights.json").read_text())
    assert [record["night"] for record in journal["recent"]] == ["2022-09-01", "2022-09-02"]
    assert journal["settled"] == []


def test_only_one_program_writes_at_a_time(tmp_path):
    with (
        night_store.only_writer(tmp_path),
        pytest.raises(SeeingStarsError, match="one program at a time may write into a store of nights"),
        night_store.only_writer(tmp_path),
    ):
        pass
    with night_store.only_writer(tmp_path):
        pass


def test_a_file_made_anew_under_its_old_name_is_another_file(tmp_path):
    append_nights(tmp_path / "s", a_cube(0), digests={"2022-09-01.a.h5": "0" * 64})
    assert append_nights(tmp_path / "s", a_cube(0, seed=9), digests={"2022-09-01.a.h5": "1" * 64}) == ["2022-09-01"]
    same(read_nights(tmp_path / "s"), a_cube(0, seed=9))
