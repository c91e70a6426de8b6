"""The filled-in rows of an upload as texts under our names of the columns, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeingstars.sources.quoted_rows import rows_of
from seeingstars.sources.reading_notes import RowProblems, refuse_too_many
from seeingstars.sources.upload_cells import CellError
from seeingstars.sources.upload_headings import DIRECTIONS, HEADINGS, Layout

FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[np.object_]

MOST_ROWS = 100_000  # our choice: far more than people fill in by hand
SIMULATED_WORDS = ("SIMULATED", "GESIMULEERD")


@dataclass(frozen=True)
class UploadRows:
    """Rows as texts: `line` where each starts, `texts` by our name of the column (all of `HEADINGS`)."""

    line: list[int]
    texts: dict[str, TextArray]
    problems: RowProblems
    is_simulated: bool

    def __len__(self) -> int:
        return len(self.line)

    @property
    def has_brightness(self) -> npt.NDArray[np.bool_]:
        """Whether anything stands in a column of brightness."""
        cells = np.column_stack([self.texts[name] for name in ("brightness", *DIRECTIONS)])
        has: npt.NDArray[np.bool_] = (cells != "").any(axis=1)
        return has

    def numbers(self, name: str, parse: Callable[[str], float]) -> FloatArray:
        """A column as numbers; NaN where the cell is empty, or cannot be read (which is noted)."""
        values = np.full(len(self), np.nan)
        for i in np.flatnonzero(self.texts[name] != ""):
            try:
                values[i] = parse(self.texts[name][i])
            except CellError as error:
                self.cell_problem(int(i), name, error)
        return values

    def words(self, name: str, parse: Callable[[str], str]) -> TextArray:
        """A column as words; empty where the cell is, or cannot be read (which is noted)."""
        values = np.full(len(self), "", dtype=object)
        for i in np.flatnonzero(self.texts[name] != ""):
            try:
                values[i] = parse(self.texts[name][i])
            except CellError as error:
                self.cell_problem(int(i), name, error)
        return values

    def cell_problem(self, row: int, name: str, error: CellError) -> None:
        """Note that a cell cannot be read."""
        en, nl = HEADINGS[name]
        self.problems.add(row, f"{en}: {error.en}", f"{nl}: {error.nl}")


def rows_under_headings(text: str, layout: Layout) -> UploadRows:
    """The rows below the headings; rows that are empty or begin with ``#`` are none.

    A row may end early or late by empty cells. Where it holds more values than there are headings, none
    of them can be trusted: the row stays, empty, with a problem.

    Parameters
    ----------
    text : the whole text
    layout : where the headings stand in it

    Returns
    -------
    UploadRows

    Examples
    --------
    >>> from seeingstars.sources.upload_headings import find_layout
    >>> text = "date;time;longitude\\n2022-09-25;22:15;4,48\\n;;\\n# a remark\\n"
    >>> rows = rows_under_headings(text, find_layout(text))
    >>> rows.line, rows.texts["longitude"].tolist()
    ([2], ['4,48'])
    """
    n = len(layout.columns)
    line: list[int] = []
    kept: list[list[str]] = []
    too_long: list[int] = []
    is_simulated = False
    for row in rows_of(text, delimiter=layout.delimiter, n_fields=n):
        fields = [field.strip() for field in row.fields]
        if not any(fields) or fields[0].startswith("#"):
            is_simulated |= any(field.lstrip("# ").startswith(SIMULATED_WORDS) for field in fields[:1])
        elif row.line > layout.line:
            refuse_too_many(len(line), most=MOST_ROWS)
            if any(fields[n:]):
                too_long.append(len(line))
            kept.append([""] * n if any(fields[n:]) else (fields + [""] * n)[:n])
            line.append(row.line)
    problems = RowProblems(line)
    for i in too_long:
        problems.add(
            i,
            f"the row has more values than the {n} headings; a decimal comma needs another separator or quotation marks",
            f"de rij heeft meer waarden dan de {n} kopjes; bij een decimale komma hoort een ander scheidingsteken, "
            "of aanhalingstekens",
        )
    return UploadRows(line, _texts(layout, kept), problems, is_simulated)


def _texts(layout: Layout, kept: list[list[str]]) -> dict[str, TextArray]:
    texts = {name: np.full(len(kept), "", dtype=object) for name in HEADINGS}
    for at, name in enumerate(layout.columns):
        if name:
            texts[name][:] = [fields[at] for fields in kept]
    return texts
