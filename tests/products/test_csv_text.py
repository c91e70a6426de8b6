"""Text of CSV files: reads back as it was, and runs nowhere."""

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.products.csv_text import csv_bytes, csv_columns, guarded

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a1)", "\tx", "\rx", " =1+1", "＝1+1"])
def test_a_text_that_a_spreadsheet_would_run_has_a_quote_before_it(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "mooi", "1+1=2", "a-b", "'=1"])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_text_split_by_a_spreadsheet_of_another_country_runs_nowhere_either(separator: str) -> None:
    assert guarded(f"mooi{separator} =1+1") == f"mooi{separator} '=1+1"


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.sampled_from([",", ";"]))
def test_every_text_reads_back_apart_from_its_guard(rows: list[tuple[str, str]], delimiter: str) -> None:
    table = pa.table(
        {"a": pa.array([row[0] for row in rows], pa.string()), "b": pa.array([row[1] for row in rows], pa.string())}
    )
    written = b"".join(csv_bytes(csv_columns(table), delimiter=delimiter, end="\r\n")).decode()
    read = list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter))
    assert read == [["a", "b"], *[[guarded(a), guarded(b)] for a, b in rows]]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_no_cell_begins_with_a_formula(texts: list[str]) -> None:
    cells = csv_columns(pa.table({"a": pa.array(texts, pa.string())}))["a"].to_pylist()
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


@given(st.lists(st.one_of(st.none(), st.floats(allow_infinity=False)), max_size=6))
def test_a_number_keeps_every_digit_and_what_is_none_is_empty(values: list[float | None]) -> None:
    cells = csv_columns(pa.table({"a": pa.array(values, pa.float64())}), decimal=",")["a"].to_pylist()
    for value, cell in zip(values, cells, strict=True):
        if value is None or value != value:
            assert cell is None
        else:
            assert float(cell.replace(",", ".")) == value


def test_more_rows_than_a_block_come_out_whole_and_in_order() -> None:
    numbers = pa.array([str(i) for i in range(100_001)])
    written = b"".join(csv_bytes({"n": numbers}, delimiter=",", end="\n")).split(b"\n")
    assert written[0] == b"n"
    assert written[-1] == b""
    assert [int(cell) for cell in written[1:-1]] == list(range(100_001))


def test_a_slice_of_a_column_is_written_as_that_slice() -> None:
    column = pa.array(["a", "b", "c"]).slice(1, 1)
    assert b"".join(csv_bytes({"x": column}, delimiter=",", end="\n")) == b"x\nb\n"
