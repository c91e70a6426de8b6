"""Rows of a text with separators (CSV), each with the line on which it starts, however damaged the text is."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import NamedTuple

# Our choice: a comment of more lines than this is a quotation mark that was never closed.
MOST_LINES_OF_A_ROW = 200
# Our choice: lines may be read again this many times over, all together, in search of such marks; then no more rows
# of several lines are looked for, so that a file of nothing but quotation marks takes no longer than any other.
TIMES_READ_AGAIN = 4


class Row(NamedTuple):
    """The fields of one row and the line, counted from 1, on which it starts."""

    line: int
    fields: list[str]


def rows_of(text: str, *, delimiter: str, n_fields: int | None = None) -> Iterator[Row]:
    r"""The rows of a text with separators; empty lines are no rows.

    Fields may be quoted and a quoted field may hold line ends. A quotation mark that is never closed
    spoils the row in which it stands and no other: where a row of several lines has not the number of
    fields that it should have, or an odd number of marks, its first line becomes a row by itself and the
    next line starts anew.

    Parameters
    ----------
    text : the whole text; lines end in LF, CR LF or CR
    delimiter : one character
    n_fields : number of fields that a row should have; None takes that of the first row

    Yields
    ------
    Row
        In the order of the text, with as many fields as the row has.

    Examples
    --------
    >>> for row in rows_of('a,b\n1,"two\nlines"\n3,4\n', delimiter=","):
    ...     print(row.line, row.fields)
    1 ['a', 'b']
    2 ['1', 'two\nlines']
    4 ['3', '4']
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    while lines.start_row():
        try:
            fields = next(reader)
        except (csv.Error, StopIteration):  # a field beyond the limit of the csv module
            fields = lines.only_first(delimiter)
        if lines.n_read > 1 and (lines.is_left_open() or (n_fields is not None and len(fields) != n_fields)):
            fields = lines.only_first(delimiter)
        if fields:
            n_fields = len(fields) if n_fields is None else n_fields
            yield Row(lines.start + 1, fields)


class _Lines:
    """The lines of a text, given one by one to the csv module, with a way back."""

    def __init__(self, text: str) -> None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.lines = [line + "\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])
        self.start = self.at = 0
        self.most_lines = MOST_LINES_OF_A_ROW
        self.left_to_read_again = TIMES_READ_AGAIN * len(self.lines)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines) or self.n_read >= self.most_lines:
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]

    @property
    def n_read(self) -> int:
        """Lines that the present row took."""
        return self.at - self.start

    def is_left_open(self) -> bool:
        """Whether the lines of the present row hold a quotation mark that is never closed."""
        return sum(line.count('"') for line in self.lines[self.start : self.at]) % 2 == 1

    def start_row(self) -> bool:
        """Begin a row at the next line; false at the end of the text."""
        self.start = self.at
        return self.at < len(self.lines)

    def only_first(self, delimiter: str) -> list[str]:
        """The first line of the present row by itself; the next row starts at the line after it."""
        self.left_to_read_again -= self.n_read
        if self.left_to_read_again < 0:
            self.most_lines = 1
        self.at = self.start + 1
        line = self.lines[self.start].rstrip("\n")
        return line.split(delimiter)
