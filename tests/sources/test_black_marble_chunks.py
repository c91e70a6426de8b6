"""Windows of layers: the same numbers as the HDF5 library gives, or a plain refusal."""

import zlib

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources import black_marble_chunks
from seeingstars.sources.black_marble import read_tile
from seeingstars.sources.black_marble_chunks import stored_window

SHAPE = (50, 70)


@pytest.fixture(scope="module")
def file():
    with h5py.File("made.h5", "w", driver="core", backing_store=False) as made:
        yield made


NUMBERS = np.random.default_rng(0).integers(0, 65536, SHAPE)
STORAGES = {
    "gzip": {"chunks": (7, 70), "compression": "gzip"},
    "gzip of blocks": {"chunks": (16, 16), "compression": "gzip", "compression_opts": 8},
    "shuffled gzip": {"chunks": (7, 70), "compression": "gzip", "shuffle": True},
    "checksummed": {"chunks": (7, 70), "compression": "gzip", "fletcher32": True},
    "lzf": {"chunks": (7, 70), "compression": "lzf"},
    "chunks as they are": {"chunks": (7, 70)},
    "in one piece": {},
}


@pytest.mark.parametrize("storage", STORAGES)
@pytest.mark.parametrize("dtype", ["u1", "<u2", ">u2", "<f4", "<f8"])
@settings(max_examples=12, deadline=None)
@given(corner=st.tuples(st.integers(0, 49), st.integers(0, 69)), size=st.tuples(st.integers(1, 50), st.integers(1, 70)))
def test_a_window_holds_what_the_hdf5_library_reads(file, storage, dtype, corner, size):
    name = f"{storage} {dtype}"
    if name not in file:
        file.create_dataset(name, data=NUMBERS.astype(dtype), **STORAGES[storage])
    rows, columns = slice(corner[0], min(corner[0] + size[0], 50)), slice(corner[1], min(corner[1] + size[1], 70))
    window = stored_window(file[name].id, rows=rows, columns=columns)
    np.testing.assert_array_equal(window, file[name][rows, columns])
    assert window.dtype == file[name].dtype


def test_a_chunk_that_was_never_written_holds_the_fill_value(file):
    layer = file.create_dataset("sparse", SHAPE, dtype="u2", chunks=(10, 70), compression="gzip", fillvalue=65535)
    layer[0:10] = 7
    window = stored_window(layer.id, rows=slice(5, 15), columns=slice(0, 3))
    assert window[:5].tolist() == [[7] * 3] * 5
    assert window[5:].tolist() == [[65535] * 3] * 5


def test_a_chunk_stored_without_its_filter_is_read_as_the_library_reads_it(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as made:
        layer = made.create_dataset("t", (10, 10), dtype="u1", chunks=(10, 10), compression="gzip")
        layer.id.write_direct_chunk((0, 0), bytes(range(100)), filter_mask=1)
    with h5py.File(tmp_path / "a.h5") as made:
        window = stored_window(made["t"].id, rows=slice(0, 2), columns=slice(0, 10))
    assert window.ravel().tolist() == list(range(20))


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (b"no gzip at all", "does not unpack"),
        (zlib.compress(bytes(99)), "must unpack to 100 bytes; it gives 99"),
        (zlib.compress(bytes(10**7)), "must unpack to 100 bytes; it gives 101"),
        (zlib.compress(bytes(100))[:-2], "must unpack to 100 bytes"),
    ],
)
@pytest.mark.parametrize("library", ["the fastest there is", "zlib"])
def test_a_chunk_that_is_damaged_short_or_a_bomb_is_refused(tmp_path, monkeypatch, packed, words, library):
    if library == "zlib":
        monkeypatch.setattr(black_marble_chunks, "_ZLIB", zlib)
    with h5py.File(tmp_path / "a.h5", "w") as made:
        layer = made.create_dataset("t", (10, 10), dtype="u1", chunks=(10, 10), compression="gzip")
        layer.id.write_direct_chunk((0, 0), packed)
        with pytest.raises(OSError, match=words):
            stored_window(layer.id, rows=slice(0, 10), columns=slice(0, 10))


def test_a_changed_byte_in_a_tile_is_said_to_be_damage(make_tile):
    path = make_tile({"DNB_BRDF-Corrected_NTL": np.random.default_rng(0).integers(0, 900, (100, 2400))})
    with h5py.File(path) as made:
        there = made["HDFEOS/GRIDS/VNP_Grid_DNB/Data Fields/DNB_BRDF-Corrected_NTL"].id.get_chunk_info_by_coord((0, 0))
    content = bytearray(path.read_bytes())
    content[there.byte_offset + there.size // 2] ^= 255
    path.write_bytes(content)
    with pytest.raises(UploadError, match=r"is damaged: its parts cannot all be read \(the chunk at row 0, column 0"):
        read_tile(path)
