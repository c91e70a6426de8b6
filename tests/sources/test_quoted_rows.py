"""Rows of a text with separators know their line and survive quotation marks that are never closed."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.errors import UploadError
from seeingstars.sources.quoted_rows import rows_of
from seeingstars.sources.reading_notes import refuse_too_many

CELL = st.text(alphabet='ab,;"\n ', max_size=6)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8))
def test_what_a_csv_writer_wrote_is_read_back_with_the_line_of_each_row(rows):
    text, lines = io.StringIO(), []
    for row in rows:
        lines.append(text.getvalue().count("\n") + 1)
        csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(row)
    read = list(rows_of(text.getvalue(), delimiter=",", n_fields=3))
    assert [row.fields for row in read] == rows
    assert [row.line for row in read] == lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_as_one(end):
    read = list(rows_of(end.join(["a,b", '"1', '2",3', "", "4,5"]), delimiter=","))
    assert [(row.line, row.fields) for row in read] == [(1, ["a", "b"]), (2, ["1\n2", "3"]), (5, ["4", "5"])]


def test_an_open_quotation_mark_costs_one_row():
    read = list(rows_of('a,b\n"1,2\n3,4\n"5\n6",7\n', delimiter=","))
    assert [(row.line, row.fields) for row in read] == [
        (1, ["a", "b"]),
        (2, ['"1', "2"]),
        (3, ["3", "4"]),
        (4, ["5\n6", "7"]),
    ]


def test_many_open_quotation_marks_do_not_make_the_work_grow_with_their_square():
    read = list(rows_of("a,b\n" + '"x\n' * 60_000 + "1,2\n", delimiter=","))
    assert len(read) == 60_002
    assert read[-1].fields == ["1", "2"]


def test_a_field_beyond_every_limit_is_a_row_by_itself():
    read = list(rows_of("a,b\n" + "x" * 200_000 + ",1\n2,3\n", delimiter=","))
    assert [row.line for row in read] == [1, 2, 3]
    assert read[2].fields == ["2", "3"]


def test_more_rows_than_a_file_may_hold_are_refused():
    refuse_too_many(9, most=10)
    with pytest.raises(UploadError, match="at most 10 rows"):
        refuse_too_many(10, most=10)
