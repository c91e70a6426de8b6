"""Downloads of any size: written while they are read, whole, and the same in every form."""

import io
import itertools
import json
import tracemalloc

import pyarrow.parquet as pq
import pytest

from seeingstars.web.export_columns import NAMES
from seeingstars.web.exports import FORMATS

N_PAGES, N_ROWS = 20, 200


def pages(n_pages=N_PAGES):
    number = itertools.count(1)
    for _ in range(n_pages):
        yield [
            {
                "reading_id": next(number),
                "stream": "naked_eye",
                "comment": "x" * 200,
                "longitude_deg": 4.48,
                "latitude_deg": 52.15,
                "flags": {"time": 1},
            }
            for _ in range(N_ROWS)
        ]


def peak_bytes(name, n_pages):
    tracemalloc.start()
    size = sum(len(piece) for piece in FORMATS[name][2](pages(n_pages)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, size


@pytest.mark.parametrize("name", FORMATS)
def test_five_times_as_much_takes_no_more_memory(name):
    peak_bytes(name, 1)  # what is imported and made once
    few, _ = peak_bytes(name, 4)
    many, size = peak_bytes(name, 20)
    assert many < 1.5 * few + 200_000
    assert size > 0


def test_every_page_is_in_every_form():
    csv, geojson, parquet = (b"".join(FORMATS[name][2](pages(3))) for name in ("csv", "geojson", "parquet"))
    assert csv.count(b"\r\n") == 3 * N_ROWS + 1
    assert csv.count(b"reading_id") == 1
    assert [feature["id"] for feature in json.loads(geojson)["features"]] == list(range(1, 3 * N_ROWS + 1))
    table = pq.read_table(io.BytesIO(parquet))
    assert (table.num_rows, tuple(table.column_names)) == (3 * N_ROWS, NAMES)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("empty", [[], [[]]], ids=["no page", "an empty page"])
def test_nothing_is_a_whole_file_too(name, empty):
    content = b"".join(FORMATS[name][2](iter(empty)))
    if name == "csv":
        assert content.decode().strip().split(",") == list(NAMES)
    elif name == "geojson":
        assert json.loads(content) == {"type": "FeatureCollection", "features": []}
    else:
        assert pq.read_table(io.BytesIO(content)).num_rows == 0
