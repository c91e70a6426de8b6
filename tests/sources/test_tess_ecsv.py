"""ECSV months of TESS photometers: position and licence from the YAML head, rows by arrow, both roads alike."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from astropy.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources import delimited_rows
from seeingstars.sources.tess_ecsv import read_tess_ecsv

# Made up, in the form that tess-ida-tools writes through astropy; the place is in the North Sea.
HEAD = """\
# %ECSV 1.0
# ---
# datatype:
# - {name: time, datatype: string}
# - {name: Enclosure Temperature, unit: deg_C, datatype: float64}
# - {name: Sky Temperature, unit: deg_C, datatype: float64}
# - {name: Frequency, unit: Hz, datatype: float64}
# - {name: MSAS, unit: mag / arcsec2, datatype: float64}
# - {name: ZP, datatype: float64}
# - {name: Sequence Number, datatype: int64}
# - {name: Sun Alt, unit: deg, datatype: float64}
# delimiter: ','
# meta: !!omap
# - ida:
#     Data supplier: {affiliation: A club, observer: A. Person}
#     Device type: TESS-W
#     Instrument ID: stars9001
#     License: ODbL 1.0 http://opendatacommons.org/licenses/odbl/summary/
#     Location name: {country: null, place: a buoy, town: "Cura\\xE7ao,\\
#         \\ sea"}
#     Position: {height: 2.0, latitude: 53.50123, longitude: 3.50456}
#     TESS cover offset value: 0.0
# - __serialized_columns__:
#     Enclosure Temperature:
#       __class__: astropy.units.quantity.Quantity
#       unit: &id001 !astropy.units.Unit {unit: deg_C}
#       value: !astropy.table.SerializedColumn {name: Enclosure Temperature}
#     Sky Temperature:
#       __class__: astropy.units.quantity.Quantity
#       unit: *id001
#       value: !astropy.table.SerializedColumn {name: Sky Temperature}
# schema: astropy-2.0
time,Enclosure Temperature,Sky Temperature,Frequency,MSAS,ZP,Sequence Number,Sun Alt
"""
ROWS = """\
2025-04-28T21:00:11.000,10.13,-13.84,0.37,21.34,20.27,154125,-45.21
2025-04-28T21:01:11.000,10.18,-13.93,0.0,0.0,20.27,154126,-45.24
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "stars9001_2025-04.ecsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_head_and_rows_become_our_columns(tmp_path):
    readings, report = read_tess_ecsv(written(tmp_path, HEAD + ROWS))
    first = readings.iloc[0]
    assert first.observed_at_utc == pd.Timestamp("2025-04-28T21:00:11Z")
    assert (first.instrument_type, first.instrument_id, first.supplier) == ("TESS-W", "stars9001", "A. Person / A club")
    assert (first.longitude_deg, first.latitude_deg, first.elevation_m) == (3.50456, 53.50123, 2.0)
    assert (first.temperature_c, first.sky_temperature_c) == (10.13, -13.84)
    assert first.licence.startswith("ODbL 1.0")
    assert (first.stream, first.time_basis, first.site_id) == ("photometer", "utc_column", "stars9001 at 3.505 53.501")
    assert readings.brightness_mag_arcsec2.tolist() == [21.34, 0.0]
    n_head = HEAD.count("\n")
    assert readings.source_line.tolist() == [n_head + 1, n_head + 2]
    assert (report.kind, report.rows_read, report.n_row_problems, report.notes) == ("tess_ecsv", 2, 0, ())


def test_a_clean_file_takes_the_fast_road(tmp_path, monkeypatch):
    def never(*_):
        raise AssertionError("the careful road was taken")

    monkeypatch.setattr(delimited_rows, "_careful", never)
    assert len(read_tess_ecsv(written(tmp_path, HEAD + ROWS))[0]) == 2


def test_a_wrong_row_is_a_row_with_its_problem(tmp_path):
    bad = "2025-04-28T21:02:11.000,10.18\nlater,10.18,-13.93,0.3,21.3,20.27,1,-45\n"
    readings, report = read_tess_ecsv(written(tmp_path, HEAD + ROWS + bad))
    assert readings.row_problem.tolist() == [
        "",
        "",
        "fields are missing; no value was taken",
        "the time cannot be read",
    ]
    assert report.n_row_problems == 2


def test_a_head_without_position_gives_no_place(tmp_path):
    head = HEAD.replace("{height: 2.0, latitude: 53.50123, longitude: 3.50456}", "null")
    readings, report = read_tess_ecsv(written(tmp_path, head + ROWS))
    assert readings.longitude_deg.isna().all()
    assert report.notes[0].en == "the head states no position"


def test_four_channels_become_four_rows_a_line(tmp_path):
    head = HEAD.replace("Frequency,MSAS,ZP,", "Freq1,MSAS1,ZP1,Freq2,MSAS2,ZP2,Freq3,MSAS3,ZP3,Freq4,MSAS4,ZP4,")
    row = "2025-04-28T21:00:11.000,10.1,-13.8,1,21.1,20.2,1,21.2,20.2,1,21.3,20.2,1,21.4,20.2,7,-45.2\n"
    readings, report = read_tess_ecsv(written(tmp_path, head + row))
    assert readings.brightness_mag_arcsec2.tolist() == [21.1, 21.2, 21.3, 21.4]
    assert report.rows_read == 1


def test_a_joined_file_says_whose_position_it_has(tmp_path):
    head = HEAD.replace("# - __serialized", "# - combined: [a.ecsv, b.ecsv]\n# - __serialized")
    _, report = read_tess_ecsv(written(tmp_path, head + ROWS))
    assert "joins several months under one head" in report.notes[0].en


def test_a_simulated_file_is_marked(tmp_path):
    head = HEAD.replace("a buoy", "SIMULATED / GESIMULEERD")
    assert read_tess_ecsv(written(tmp_path, head + ROWS))[0].is_simulated.all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time,MSAS\n", 'must be ECSV and begin with "# %ECSV"'),
        ("# %ECSV 1.0\n# ---\n# meta: [1, 2\ntime,MSAS\n", "head cannot be read: it is no YAML"),
        ("# %ECSV 1.0\n# - a\n# - b\ntime,MSAS\n", "it is no YAML mapping"),
        ("# %ECSV 1.0\n# " + "[" * 1500 + "\ntime,MSAS\n", "nested too deeply"),
        ("# %ECSV 1.0\n# " + "- " * 1500 + "\ntime,MSAS\n", "nested too deeply"),
        ("# %ECSV 1.0\n# meta: {}", "it does not end"),
        ("# %ECSV 1.0\n# meta: {}\ntime,flux\n", "must have the columns time and MSAS; it has time, flux"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_reason(tmp_path, text, message):
    with pytest.raises(UploadError, match=message):
        read_tess_ecsv(written(tmp_path, text))


def test_no_class_of_the_head_is_ever_made(tmp_path):
    head = HEAD.replace("A. Person", "!!python/object/apply:os.getcwd []")
    readings, _ = read_tess_ecsv(written(tmp_path, head + ROWS))
    assert readings.supplier[0] == "A club"


def test_a_head_that_would_grow_without_bound_is_read_or_refused_at_once(tmp_path):
    lines = ["# a0: &a0 {key: value}"]
    lines += [f"# a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, 30)]
    readings, _ = read_tess_ecsv(written(tmp_path, "# %ECSV 1.0\n" + "\n".join(lines) + "\ntime,MSAS\n" + "x,1\n"))
    assert readings.row_problem.tolist() == ["the time cannot be read"]


@pytest.mark.parametrize("line", ["[" * 490 + "]" * 490, "- " * 990, "{a: " * 900 + "}" * 900])
def test_a_head_nested_below_the_limit_is_read_or_refused(tmp_path, line):
    with pytest.raises(UploadError, match="stars9001_2025-04"):
        read_tess_ecsv(written(tmp_path, f"# %ECSV 1.0\n# {line}\ntime,flux\n"))


FIELD = st.sampled_from(["", "0.0", "21.3", "nan", "x", "1e2", " 3", '"4.5"', "-0", "inf"])


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.datetimes(), st.lists(FIELD, min_size=7, max_size=8)).map(
            lambda parts: ",".join([parts[0].isoformat(timespec="milliseconds"), *parts[1]])
        ),
        max_size=6,
    )
)
def test_the_fast_and_the_careful_road_give_the_same_table(tmp_path_factory, rows):
    path = written(tmp_path_factory.mktemp("roads"), HEAD + "\n".join(rows))
    fast, report = read_tess_ecsv(path)
    careful, careful_report = read_tess_ecsv(path, careful=True)
    pd.testing.assert_frame_equal(fast, careful)
    assert report == careful_report
    assert len(fast) == len(rows)


@pytest.mark.real_files
def test_a_real_station_equals_astropys_reading_of_it(real_data):
    path = real_data / "tess_iberia_2025_04" / "stars62_2025-04.ecsv"
    readings, report = read_tess_ecsv(path)
    theirs = Table.read(path, format="ascii.ecsv")
    assert len(readings) == report.rows_read == len(theirs) == 817
    np.testing.assert_array_equal(readings.brightness_mag_arcsec2, theirs["MSAS"].value)
    np.testing.assert_array_equal(readings.observed_at_utc.dt.tz_localize(None), theirs["time"].datetime64)
    assert readings.latitude_deg[0] == theirs.meta["ida"]["Position"]["latitude"]


@pytest.mark.real_files
def test_row_counts_of_all_stations_equal_an_independent_count(real_data):
    for path in sorted((real_data / "tess_iberia_2025_04").glob("*.ecsv")):
        lines = path.read_bytes().split(b"\n")
        expected = sum(bool(line) and not line.startswith(b"#") for line in lines) - 1  # the line with the names
        readings, report = read_tess_ecsv(path)
        assert len(readings) == report.rows_read == expected, path.name
        assert not readings.row_problem.astype(str).any(), path.name
