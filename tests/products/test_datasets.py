"""The readings in every form that people take home."""

import csv
import hashlib
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from seeingstars.columns import READING_COLUMNS
from seeingstars.errors import TableError
from seeingstars.products.datasets import write_excel, write_readings

ZONE = "Europe/Amsterdam"


@pytest.fixture(scope="module")
def folder(readings: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("datasets")
    write_readings(readings, folder, timezone=ZONE)
    return folder


def excel_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_every_reading_stands_in_every_file(folder: Path, readings: pd.DataFrame) -> None:
    assert len(gpd.read_parquet(folder / "readings.parquet")) == len(readings)
    assert len(pd.read_csv(folder / "readings.csv")) == len(readings)
    assert len(excel_rows(folder / "readings-excel-nl.csv")) == len(readings)


def test_the_same_readings_give_the_same_bytes(folder: Path, readings: pd.DataFrame, tmp_path: Path) -> None:
    for path in write_readings(readings.copy(), tmp_path, timezone=ZONE):
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256((folder / path.name).read_bytes()).digest()


def test_the_parquet_file_is_geoparquet_in_longitude_and_latitude(folder: Path, readings: pd.DataFrame) -> None:
    read = gpd.read_parquet(folder / "readings.parquet")
    geo = json.loads(pq.read_schema(folder / "readings.parquet").metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert read.crs.equals("OGC:CRS84")
    there = readings.longitude_deg.notna().to_numpy()
    assert np.array_equal(read.geometry.notna().to_numpy(), there)
    assert np.array_equal(read.geometry[there].x.to_numpy(), readings.longitude_deg[there].to_numpy())
    assert np.array_equal(read.geometry[there].y.to_numpy(), readings.latitude_deg[there].to_numpy())


def test_the_parquet_file_holds_every_text_as_it_was(folder: Path, readings: pd.DataFrame) -> None:
    read = pd.read_parquet(folder / "readings.parquet")
    pd.testing.assert_frame_equal(read[list(readings.columns)], readings, check_dtype=False, check_categorical=False)


def test_a_place_that_is_none_is_no_point(readings: pd.DataFrame, tmp_path: Path) -> None:
    wrong = readings.head(2).assign(longitude_deg=[500.0, 4.5], latitude_deg=[52.0, np.nan])
    write_readings(wrong, tmp_path, timezone=ZONE)
    assert gpd.read_parquet(tmp_path / "readings.parquet").geometry.isna().all()


def test_the_csv_reads_back_with_its_times_and_numbers(folder: Path, readings: pd.DataFrame) -> None:
    read = pd.read_csv(folder / "readings.csv")
    assert list(read.columns) == [column.name for column in READING_COLUMNS]
    assert read.observed_at_utc[0] == "2022-09-13T20:05:00Z"
    assert (pd.to_datetime(read.observed_at_utc) == readings.observed_at_utc.array).all()
    assert np.array_equal(read.brightness_mag_arcsec2, readings.brightness_mag_arcsec2, equal_nan=True)


@pytest.mark.parametrize(("name", "delimiter"), [("readings.csv", ","), ("readings-excel-nl.csv", ";")])
def test_no_cell_of_a_csv_would_run_in_a_spreadsheet(folder: Path, name: str, delimiter: str) -> None:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]
    suspect = [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]
    assert all(
        cell.startswith("-") and cell.replace(",", ".").lstrip("-").replace(".", "").isdigit() for cell in suspect
    )
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert any(cell == "'-5 graden" for cell in cells)


def test_the_excel_file_has_mark_semicolons_commas_and_crlf(folder: Path) -> None:
    raw = (folder / "readings-excel-nl.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfdatum (plaatselijk);tijd (plaatselijk);")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    first = excel_rows(folder / "readings-excel-nl.csv")[0]
    assert "," in first["hemelhelderheid (mag/arcsec2, groter is donkerder)"]
    assert first["hoogte zon (graden)"] == "-25,12"


def test_the_excel_file_gives_the_wall_clock_and_utc_apart(folder: Path) -> None:
    first = excel_rows(folder / "readings-excel-nl.csv")[0]
    assert (first["datum (plaatselijk)"], first["tijd (plaatselijk)"]) == ("2022-09-13", "22:05:00")
    assert (first["datum (UTC)"], first["tijd (UTC)"]) == ("2022-09-13", "20:05:00")


def test_the_wall_clock_follows_summer_and_winter_time(readings: pd.DataFrame, tmp_path: Path) -> None:
    # The clocks of the Netherlands went back on 30 October 2022 at 01:00 UTC.
    times = pd.to_datetime(["2022-10-30T00:59:59Z", "2022-10-30T01:00:00Z", None]).as_unit("us")
    write_excel(readings.head(3).assign(observed_at_utc=times), tmp_path, timezone=ZONE)
    rows = excel_rows(tmp_path / "readings-excel-nl.csv")
    assert [row["tijd (plaatselijk)"] for row in rows] == ["02:59:59", "02:00:00", ""]


def test_rows_that_do_not_fit_a_sheet_go_on_in_the_next_file(readings: pd.DataFrame, tmp_path: Path) -> None:
    paths = write_excel(readings.head(7), tmp_path, timezone=ZONE, rows_a_file=3)
    assert [path.name for path in paths] == [
        "readings-excel-nl.csv",
        "readings-excel-nl-2.csv",
        "readings-excel-nl-3.csv",
    ]
    lines = [row["regel in het bestand"] for path in paths for row in excel_rows(path)]
    assert lines == [str(line) for line in readings.source_line.head(7)]


def test_no_readings_at_all_give_files_with_headings_only(readings: pd.DataFrame, tmp_path: Path) -> None:
    write_readings(readings.iloc[:0], tmp_path, timezone=ZONE)
    assert (tmp_path / "readings.csv").read_text().count("\n") == 1
    assert len(gpd.read_parquet(tmp_path / "readings.parquet")) == 0


def test_a_missing_column_is_named(readings: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"readings needs the columns .*; night is missing"):
        write_readings(readings.drop(columns="night"), tmp_path, timezone=ZONE)


def test_the_dictionary_explains_every_column_in_both_languages(folder: Path) -> None:
    dictionary = pd.read_csv(folder / "readings-dictionary.csv", index_col="name")
    for column in READING_COLUMNS:
        row = dictionary.loc[column.name]
        assert row.meaning_en.startswith(column.en)
        assert row.meaning_nl.startswith(column.nl)
    assert dictionary.loc["longitude_deg", "lowest"] == -180
    assert "' before it" in dictionary.loc["(texts)", "meaning_en"]
    assert "2 decimals" in dictionary.loc["sun_altitude_deg", "meaning_en"]
    assert "SIMULATED" not in (folder / "readings-dictionary.csv").read_text(encoding="utf-8")


def test_the_dictionary_of_simulated_readings_says_so_in_its_first_row(readings: pd.DataFrame, tmp_path: Path) -> None:
    write_readings(readings.head(5).assign(is_simulated=[False, True, False, False, False]), tmp_path, timezone=ZONE)
    lines = (tmp_path / "readings-dictionary.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("name,heading_excel_nl,")
    assert lines[1].startswith("(SIMULATED),(GESIMULEERD),")
