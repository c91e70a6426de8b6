"""Workbooks: cells become what a person would have typed, and the same reader takes them."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources.recognise import describe, read_readings, recognise
from seeingstars.sources.spreadsheet import cell_text

HEADINGS = ["Datum", "Tijd", "Lengtegraad", "Breedtegraad", "Helderheid", "Bewolking", "Serienummer", "Opmerking"]


def written(folder, *rows, headings=HEADINGS, change=None, name="metingen.xlsx"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Metingen"
    for row in [headings, *rows]:
        sheet.append(list(row))
    if change:
        change(book)
    path = folder / name
    book.save(path)
    return path


def test_true_dates_times_and_numbers_are_read_as_typed_ones_are(tmp_path):
    path = written(
        tmp_path,
        [dt.date(2022, 9, 25), dt.time(22, 15), 4.484, 52.155, 18.72, 0.25, 2534, "helder"],
        [
            dt.datetime(2022, 9, 25),
            dt.datetime(1899, 12, 30, 22, 15),
            "4,484",
            "52,155",
            "18,72",
            "1/4",
            "2534",
            "helder",
        ],
        ["25-09-2022", dt.timedelta(hours=22, minutes=15), 4.484, 52.155, 18.72, "25%", 2534, "helder"],
    )
    readings, report = read_readings(path)
    assert (report.kind, report.n_row_problems, recognise(path)) == ("upload_template", 0, "upload_template")
    assert [str(moment) for moment in readings["observed_at_utc"]] == ["2022-09-25 20:15:00+00:00"] * 3
    for name, value in (("longitude_deg", 4.484), ("brightness_mag_arcsec2", 18.72), ("cloud_cover_percent", 25.0)):
        assert readings[name].tolist() == [value] * 3
    assert readings["instrument_id"].astype(str).tolist() == ["2534"] * 3
    assert report.notes[0].en == "the sheet Metingen of the workbook was read"


def test_a_workbook_is_read_as_its_csv_is(tmp_path):
    rows = [
        [
            "2022-09-25",
            f"22:{minute}",
            round(4.48 + minute / 1000, 3),
            52.15,
            round(18.5 + minute / 100, 2),
            "",
            "7",
            "a;b",
        ]
        for minute in range(10, 30)
    ]
    workbook, _ = read_readings(written(tmp_path, *rows))
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in [HEADINGS, *rows])
    (tmp_path / "same.csv").write_text(text, encoding="utf-8")
    table, _ = read_readings(tmp_path / "same.csv")
    own = ["source_file", "source_sha256"]
    assert workbook.drop(columns=own).astype(str).equals(table.drop(columns=own).astype(str))


def test_a_problem_is_told_by_the_row_of_the_sheet(tmp_path):
    path = written(
        tmp_path,
        [],
        ["2022-09-25", "22:15", 4.484, 52.155, 18.72, "", "", "twee\nregels"],
        [],
        ["2022-09-25", "22:75", 4.484, 52.155, 18.72],
    )
    readings, report = read_readings(path)
    assert readings["source_line"].tolist() == [3, 5]
    assert [(problem.line, problem.en) for problem in report.row_problems] == [
        (5, "time: '22:75' is no time; write 22:15")
    ]


def test_a_fraction_that_became_a_date_is_named_as_such(tmp_path):
    path = written(tmp_path, ["2022-09-25", "22:15", 4.484, 52.155, 18.72, dt.date(2022, 4, 1)])
    assert "a spreadsheet makes a date of 1/4" in read_readings(path)[1].row_problems[0].en


def test_titles_above_the_headings_and_other_sheets_do_no_harm(tmp_path):
    def change(book):
        book["Metingen"].insert_rows(1, 2)
        book["Metingen"]["A1"] = "Nacht van de Nacht"
        book.create_sheet("uitleg").append(["hoe het werkt"])

    readings, report = read_readings(written(tmp_path, ["2022-09-25", "22:15", 4.484, 52.155, 18.72], change=change))
    assert readings["source_line"].tolist() == [4]
    assert report.n_row_problems == 0


def test_two_sheets_with_our_headings_are_refused_and_named(tmp_path):
    path = written(tmp_path, change=lambda book: book.create_sheet("klas 2").append(HEADINGS))
    with pytest.raises(UploadError, match=r"our headings on more than one sheet \(Metingen, klas 2\)"):
        read_readings(path)


def test_a_formula_is_taken_by_its_stored_value(tmp_path):
    path = written(tmp_path, ["2022-09-25", "22:15", 4.484, 52.155, 18.72])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>18.72</v>", b"<f>18+0.5</f><v>18.5</v>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(out.getvalue())
    assert read_readings(path)[0]["brightness_mag_arcsec2"].tolist() == [18.5]


def test_a_formula_without_a_stored_value_is_refused_by_its_cell(tmp_path):
    path = written(tmp_path, ["2022-09-25", "22:15", 4.484, 52.155, "=18+0.5"])
    with pytest.raises(
        UploadError, match=r"metingen\.xlsx has a formula without its value in row 2, column 5"
    ) as refused:
        read_readings(path)
    assert "rij 2, kolom 5" in refused.value.nl


def test_a_formula_on_a_sheet_that_is_not_read_does_not_matter(tmp_path):
    path = written(
        tmp_path,
        ["2022-09-25", "22:15", 4.484, 52.155, 18.72],
        change=lambda book: book.create_sheet("x").append(["=1+1"]),
    )
    assert len(read_readings(path)[0]) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_workbook_is_told_as_before(tmp_path, content):
    (tmp_path / "a.xlsx").write_bytes(content)
    assert not describe(tmp_path / "a.xlsx").accepted


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_workbook_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    path = written(folder, ["2022-09-25", "22:15", 4.484, 52.155, 18.72, "", "", "x"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    at = data.draw(st.integers(0, len(part) - 1))
    part[at : at + data.draw(st.integers(0, 12))] = data.draw(
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from([b"<", b"<v>", b"</row>", b'r="', b"9" * 20, b"-1", b"nan", b"\x00", b"&a;", b'"']),
        )
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, content in parts.items():
            archive.writestr(key, bytes(part) if key == name else content)
    path.write_bytes(out.getvalue())
    try:
        readings, report = read_readings(path)
    except UploadError as error:
        refused = error
    else:
        refused = None
        assert report.rows_read == len(readings)
    assert refused is None or refused.nl != refused.en


@settings(max_examples=200, deadline=None)
@given(
    value=st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(),
        st.datetimes(),
        st.dates(),
        st.times(),
        st.timedeltas(),
    )
)
def test_any_cell_becomes_text(value):
    assert isinstance(cell_text(value), str)
    if isinstance(value, float) and abs(value) < 1e300:
        assert float(cell_text(value)) == pytest.approx(value, rel=1e-14, abs=1e-320)


def test_a_sum_of_a_spreadsheet_has_no_binary_dust():
    assert cell_text(4.48 + 0.011) == "4.491"
