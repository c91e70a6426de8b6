"""What is worth saying of a file while it is read: problems of single rows, and counts of what was decided."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from seeingstars.errors import UploadError
from seeingstars.sources.personal_data import struck_out
from seeingstars.sources.report import ROW_PROBLEMS_SHOWN, Note, RowProblem


class RowProblems:
    """The problems of the rows of one file, in both languages.

    Parameters
    ----------
    line : line of the file on which each row starts

    Examples
    --------
    >>> problems = RowProblems([2, 3])
    >>> problems.add(1, "date is no date: 'x'", "datum is geen datum: 'x'")
    >>> problems.columns()["row_problem"].tolist(), len(problems), problems.shown()[0].line
    (['', "date is no date: 'x'"], 1, 3)
    """

    def __init__(self, line: Sequence[int]) -> None:
        self.line = line
        self._of_row: dict[int, list[Note]] = {}

    def __len__(self) -> int:
        return len(self._of_row)

    def __contains__(self, row: int) -> bool:
        return row in self._of_row

    def add(self, row: int, en: str, nl: str) -> None:
        """Note a problem of a row, counted from 0; a row may have several."""
        self._of_row.setdefault(row, []).append(Note(en, nl))

    def columns(self) -> dict[str, npt.NDArray[np.object_]]:
        """The columns ``row_problem`` and ``row_problem_nl``, empty where nothing is wrong."""
        english, dutch = (np.full(len(self.line), "", dtype=object) for _ in range(2))
        for row, notes in self._of_row.items():
            english[row] = "; ".join(note.en for note in notes)
            dutch[row] = "; ".join(note.nl for note in notes)
        return {"row_problem": english, "row_problem_nl": dutch}

    def shown(self) -> tuple[RowProblem, ...]:
        """The first rows with a problem, for the report of the file."""
        return tuple(
            RowProblem(self.line[row], "; ".join(note.en for note in notes), "; ".join(note.nl for note in notes))
            for row, notes in sorted(self._of_row.items())[:ROW_PROBLEMS_SHOWN]
        )


class CountedNotes:
    """Sentences that begin with a number of rows; none is made for no rows.

    Examples
    --------
    >>> notes = CountedNotes()
    >>> notes.add(1938, "readings were left empty", "metingen zijn leeg gelaten")
    >>> notes.add(0, "never said", "nooit gezegd")
    >>> notes.made
    [Note(en='1,938 readings were left empty', nl='1.938 metingen zijn leeg gelaten')]
    """

    def __init__(self) -> None:
        self.made: list[Note] = []

    def add(self, n_rows: int, en: str, nl: str) -> None:
        """Add a sentence of `n_rows` rows, unless there are none."""
        if n_rows:
            self.made.append(Note(f"{n_rows:,} {en}", f"{n_rows:,}".replace(",", ".") + f" {nl}"))


def refuse_too_many(n_rows: int, *, most: int) -> None:
    """Refuse a file at its first row too many.

    Raises
    ------
    UploadError
        If there are `most` rows already.

    Examples
    --------
    >>> refuse_too_many(100_000, most=100_000)
    Traceback (most recent call last):
    seeingstars.errors.UploadError: a file must hold at most 100,000 rows and this one holds more; give it in smaller files
    """
    if n_rows >= most:
        dutch = f"{most:,}".replace(",", ".")
        raise UploadError(
            f"a file must hold at most {most:,} rows and this one holds more; give it in smaller files",
            f"een bestand mag hoogstens {dutch} rijen bevatten en dit bevat er meer; lever het in kleinere bestanden aan",
        )


def quoted(text: str, *, most: int = 40) -> str:
    """A value as it is shown in a sentence: between quotation marks, cut to a length that can be read.

    Examples
    --------
    >>> quoted("abc"), quoted("x" * 50, most=5)
    ("'abc'", "'xxxxx…'")
    """
    text = struck_out(text)
    return repr(text if len(text) <= most else text[:most] + "…")
