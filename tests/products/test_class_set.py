"""The class set: small, safe, right by double click, and enough for a class to find the answer itself."""

import csv
import re
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from seeingstars.event import Event
from seeingstars.products.class_set import safe_cell, write_class_set

# What a Dutch spreadsheet takes for a number, a date or a time.
NUMBER, DAY, CLOCK = r"-?\d+(,\d+)?", r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d"


@pytest.fixture(scope="module")
def used(site_nights: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    table = site_nights["photometer"].assign(used=True)
    table.loc[table["night"] == "2022-09-30", "used"] = False
    return {"photometer": table}


@pytest.fixture(scope="module")
def folder(readings: pd.DataFrame, used: dict[str, pd.DataFrame], event: Event, tmp_path_factory: pytest.TempPathFactory) -> Path:  # fmt: skip
    made = tmp_path_factory.mktemp("class")
    write_class_set(made, readings=readings, site_nights=used, event=event, simulated=False)
    return made


def rows_of(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_the_dutch_file_opens_right_by_double_click(folder: Path) -> None:
    assert (folder / "class-set-nl.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of(folder / "class-set-nl.csv", ";")
    assert len(rows) > 500
    for row in rows:
        assert re.fullmatch(DAY, row["nacht"])
        assert re.fullmatch(CLOCK, row["tijd (plaatselijk)"])
        brightness, limit = (row[name] for name in row if "groter is donkerder" in name)
        assert re.fullmatch(NUMBER, brightness or limit)
        assert bool(brightness) != bool(limit)
        for name in ("gemeten met", "meetplaats", "gebied", "soort nacht"):
            assert safe_cell(row[name]) == row[name]


def test_only_good_readings_of_nights_that_were_compared_are_in_it(folder: Path, readings: pd.DataFrame) -> None:
    rows = rows_of(folder / "class-set-en.csv", ",")
    assert "2022-09-30" not in {row["night"] for row in rows}
    assert {row["kind of night"] for row in rows} == {"the evening itself", "ordinary night"}
    eyes = [row for row in rows if row["measured with"] == "The naked eye"]
    good = readings[(readings["stream"] == "naked_eye") & (readings["flag"] == 1) & (readings["night"] != "2022-09-30")]
    assert len(eyes) == len(good)


def test_a_class_can_work_out_the_difference_itself(folder: Path) -> None:
    rows = [row for row in rows_of(folder / "class-nights-en.csv", ",") if row["measured with"] == "Fixed meters"]
    value = next(name for name in rows[0] if name.startswith("sky brightness"))
    table = pd.DataFrame(rows).assign(value=lambda one: one[value].astype(float))
    means = table.groupby(["night", "area"])["value"].mean().unstack()
    assert (means["lights-off area"] - means["control area"]).notna().sum() > 10


def test_the_workbook_has_true_dates_times_and_numbers(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "class-set-nl.xlsx")
    assert book.sheetnames == ["uitleg", "nachten", "avonden"]
    heading, first, *_ = book["avonden"].iter_rows(values_only=True)
    assert heading[:3] == ("nacht", "soort nacht", "tijd (plaatselijk)")
    assert isinstance(first[0], datetime)
    assert isinstance(first[2], time)
    assert isinstance(first[7], float)
    assert book["avonden"].freeze_panes == "A2"
    words = " ".join(str(row[0]) for row in book["uitleg"].iter_rows(values_only=True))
    assert "25 september 2022" in words
    assert "CC BY 4.0" in words
    book.close()


def test_the_workbook_is_ready_for_paper_and_says_there_what_it_is(tmp_path: Path, readings: pd.DataFrame, used: dict[str, pd.DataFrame], event: Event) -> None:  # fmt: skip
    write_class_set(tmp_path, readings=readings, site_nights=used, event=event, simulated=True)
    book = openpyxl.load_workbook(tmp_path / "class-set-nl.xlsx")
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.right.text == "GESIMULEERD  &P / &N"
    assert book["avonden"].print_title_rows == "$1:$1"
    assert book["avonden"]["C2"].number_format == "hh:mm"
    book.close()


def test_nobody_is_named_and_nothing_runs(folder: Path, readings: pd.DataFrame) -> None:
    text = (folder / "class-set-nl.csv").read_text(encoding="utf-8-sig")
    assert all(str(comment) not in text for comment in readings["comment"].dropna().unique() if comment)
    with zipfile.ZipFile(folder / "class-set-nl.xlsx") as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)


def test_a_hostile_name_is_no_formula_and_no_date(tmp_path: Path, readings: pd.DataFrame, used: dict[str, pd.DataFrame], event: Event) -> None:  # fmt: skip
    table, nights = readings.copy(), used["photometer"].copy()
    for one, name in (("DeZilk", "=1+1"), ("Rijswijk", "3-4")):
        table["site_id"] = table["site_id"].astype(str).replace(one, name)
        nights["site_id"] = nights["site_id"].replace(one, name)
    write_class_set(tmp_path, readings=table, site_nights={"photometer": nights}, event=event, simulated=True)
    places = {row["meetplaats"] for row in rows_of(tmp_path / "class-nights-nl.csv", ";")}
    assert {"'=1+1", "'3-4"} <= places
    assert {row["gesimuleerd"] for row in rows_of(tmp_path / "class-set-nl.csv", ";")} == {"ja"}
    book = openpyxl.load_workbook(tmp_path / "class-set-en.xlsx")
    assert "SIMULATED" in str(book["about"]["A2"].value)
    assert all(cell.data_type != "f" for row in book["nights"].iter_rows() for cell in row)
    book.close()


def test_the_same_set_is_the_same_bytes(folder: Path, tmp_path: Path, readings: pd.DataFrame, used: dict[str, pd.DataFrame], event: Event) -> None:  # fmt: skip
    again = write_class_set(tmp_path, readings=readings.iloc[::-1], site_nights=used, event=event, simulated=False)
    assert len(again) == 6
    for path in again:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_without_a_comparison_the_sheets_are_empty_and_say_so(
    tmp_path: Path, readings: pd.DataFrame, event: Event
) -> None:
    nothing: dict[str, Any] = {"photometer": pd.DataFrame()}
    write_class_set(tmp_path, readings=readings.iloc[:0], site_nights=nothing, event=event, simulated=False)
    assert rows_of(tmp_path / "class-set-nl.csv", ";") == []
    book = openpyxl.load_workbook(tmp_path / "class-set-nl.xlsx")
    assert "geen enkele goede meting" in str(book["uitleg"]["A2"].value)
    book.close()
