"""The rows of a delimited text as columns: a fast road for clean files, a careful one for the others, one result."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from seeingstars.sources.report import ROW_PROBLEMS_SHOWN, Note, RowProblem

# What can be wrong with a row as text; the words stand in the columns row_problem and row_problem_nl.
FIELDS_MISSING = Note("fields are missing; no value was taken", "er ontbreken velden; er is geen waarde overgenomen")
FIELDS_TOO_MANY = Note("too many fields; no value was taken", "er zijn te veel velden; er is geen waarde overgenomen")
NO_TIME = Note("the time cannot be read", "de tijd is niet te lezen")
NO_BRIGHTNESS = Note("the sky brightness is empty", "de hemelhelderheid is leeg")
BRIGHTNESS_NO_NUMBER = Note("the sky brightness is no number", "de hemelhelderheid is geen getal")
OTHER_NO_NUMBER = Note("a field beside the brightness is no number", "een veld naast de helderheid is geen getal")
ROW_PROBLEMS = (
    Note("", ""),
    FIELDS_MISSING,
    FIELDS_TOO_MANY,
    NO_TIME,
    NO_BRIGHTNESS,
    BRIGHTNESS_NO_NUMBER,
    OTHER_NO_NUMBER,
)

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|\+00:?00)?")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")  # linear for any text
_FAST_TIME_LENGTHS = (19, 23, 26)  # whole seconds, milliseconds, microseconds
_EARLIEST = np.datetime64("1900-01-01", "us")


@dataclass(frozen=True)
class RowLayout:
    """Where the columns stand in a row.

    Parameters
    ----------
    delimiter : one character between fields
    n_fields : fields that a good row has
    time : indices of the fields that make up the time in UTC, joined by ``T``
    numbers : index of the field of each column of numbers; ``brightness`` columns may be left empty by no row
    brightness : names in `numbers` that hold the sky brightness, one a channel
    """

    delimiter: str
    n_fields: int
    time: tuple[int, ...]
    numbers: Mapping[str, int]
    brightness: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """What was read: arrays of one value a line that holds a reading.

    ``problem`` holds indices into `ROW_PROBLEMS`; ``observed_at_utc`` is naive UTC with NaT where it cannot be read.
    """

    source_line: npt.NDArray[np.int64]
    time_as_given: Any
    observed_at_utc: npt.NDArray[np.datetime64]
    numbers: Mapping[str, npt.NDArray[np.float64]]
    problem: npt.NDArray[np.int8]


def read_rows(body: bytes | str, *, first_line: int, layout: RowLayout, careful: bool = False) -> Rows:
    """Read the lines of a text that hold readings.

    Use it on what follows the header. Blank lines and lines that begin with ``#`` are no readings.

    Parameters
    ----------
    body : text, or its bytes where it is ASCII
        The fast road is only taken for ASCII bytes.
    first_line : int
        Number of the body's first line in its file, from 1.
    layout : RowLayout
    careful : bool
        True to take the careful road at once, as a test does.

    Returns
    -------
    Rows
        As many values as there are lines with a reading; a field that cannot be read is NaN or NaT with a problem.

    Examples
    --------
    >>> layout = RowLayout(";", 2, (0,), {"brightness_mag_arcsec2": 1}, ("brightness_mag_arcsec2",))
    >>> rows = read_rows(b"2025-04-28T21:00:00;19.5\\n2025-04-28T21:01:00;\\n", first_line=7, layout=layout)
    >>> rows.source_line.tolist(), rows.numbers["brightness_mag_arcsec2"].tolist(), ROW_PROBLEMS[rows.problem[1]].en
    ([7, 8], [19.5, nan], 'the sky brightness is empty')
    """
    if isinstance(body, bytes) and not careful:
        rows = _fast(body, first_line, layout)
        if rows is not None:
            return rows
    text = body if isinstance(body, str) else body.decode("utf-8", errors="replace")
    return _careful(text, first_line, layout)


def problem_columns(problem: npt.NDArray[np.int8]) -> dict[str, str | npt.NDArray[np.object_]]:
    """The columns ``row_problem`` and ``row_problem_nl`` from indices into `ROW_PROBLEMS`.

    Examples
    --------
    >>> problem_columns(np.array([0, 3], dtype=np.int8))["row_problem"].tolist()
    ['', 'the time cannot be read']
    """
    if not problem.any():
        return {"row_problem": "", "row_problem_nl": ""}
    english, dutch = (np.array(words, dtype=object) for words in zip(*ROW_PROBLEMS, strict=True))
    return {"row_problem": english[problem], "row_problem_nl": dutch[problem]}


def shown_problems(
    source_line: npt.NDArray[np.int64], problem: npt.NDArray[np.int8]
) -> tuple[tuple[RowProblem, ...], int]:
    """The first rows with a problem, and how many there are in all.

    Examples
    --------
    >>> shown_problems(np.array([7, 8]), np.array([0, 3], dtype=np.int8))[0][0].line
    8
    """
    wrong = np.flatnonzero(problem)
    shown = tuple(RowProblem(int(source_line[i]), *ROW_PROBLEMS[problem[i]]) for i in wrong[:ROW_PROBLEMS_SHOWN])
    return shown, int(wrong.size)


def _fast(body: bytes, first_line: int, layout: RowLayout) -> Rows | None:
    """The rows of a text without any trouble; None where there is the least doubt."""
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    if not body or b'"' in body or b"\r" in body or len(layout.time) != 1 or not body.isascii():
        return None
    table = _arrow_table(body, layout)
    # numpy counts a dense byte three times as fast as bytes.count does.
    n_ends = int(np.count_nonzero(np.frombuffer(body, dtype=np.uint8) == ord("\n")))
    if table is None or table.num_rows != n_ends + (not body.endswith(b"\n")):
        return None
    times = table[f"f{layout.time[0]}"]
    observed = _fast_times(times)
    numbers = {name: table[f"f{i}"].to_numpy() for name, i in layout.numbers.items()}
    if observed is None or any(_has_trouble(table[f"f{i}"], numbers[name]) for name, i in layout.numbers.items()):
        return None
    if any(np.isnan(numbers[name]).any() for name in layout.brightness):
        return None
    lines = np.arange(first_line, first_line + table.num_rows, dtype=np.int64)
    text_type: Any = pd.StringDtype("pyarrow", na_value=np.nan)
    given = text_type.__from_arrow__(times)
    return Rows(lines, given, observed, numbers, np.zeros(table.num_rows, dtype=np.int8))


def _arrow_table(body: bytes, layout: RowLayout) -> Any | None:
    types = {f"f{i}": pa.float64() for i in layout.numbers.values()} | {f"f{i}": pa.string() for i in layout.time}
    try:
        return pyarrow.csv.read_csv(
            pa.py_buffer(body),
            read_options=pyarrow.csv.ReadOptions(column_names=[f"f{i}" for i in range(layout.n_fields)]),
            parse_options=pyarrow.csv.ParseOptions(delimiter=layout.delimiter),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=list(types), column_types=types, null_values=[""], strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None


def _fast_times(times: Any) -> npt.NDArray[np.datetime64] | None:
    shortest_longest = pc.min_max(pc.binary_length(times)).as_py()
    if shortest_longest["min"] != shortest_longest["max"] or shortest_longest["min"] not in _FAST_TIME_LENGTHS:
        return None
    try:
        observed: npt.NDArray[np.datetime64] = pc.cast(times, pa.timestamp("us")).to_numpy()
    except pa.ArrowInvalid:
        return None
    return observed if observed.min() >= _EARLIEST else None


def _has_trouble(column: Any, values: npt.NDArray[np.float64]) -> bool:
    """Whether a number is infinite, or NaN by its text rather than by an empty field."""
    return not bool(np.isfinite(values).sum() + column.null_count == values.size)


def _careful(text: str, first_line: int, layout: RowLayout) -> Rows:
    lines: list[int] = []
    times: list[str] = []
    observed: list[datetime | None] = []
    values: dict[str, list[float]] = {name: [] for name in layout.numbers}
    problems: list[int] = []
    for number, fields in _fields_of_lines(text, first_line, layout.delimiter):
        given = "T".join(fields[i] for i in layout.time if i < len(fields))
        moment = _moment(given)
        row, problem = _numbers_of_row(fields, layout)
        lines.append(number)
        times.append(given)
        observed.append(moment)
        problems.append(ROW_PROBLEMS.index(NO_TIME) if problem is None and moment is None else _index(problem))
        for name, value in row.items():
            values[name].append(value)
    return Rows(
        np.array(lines, dtype=np.int64),
        times,
        np.array(observed, dtype="datetime64[us]"),
        {name: np.array(column, dtype=np.float64) for name, column in values.items()},
        np.array(problems, dtype=np.int8),
    )


def _fields_of_lines(text: str, first_line: int, delimiter: str) -> Iterable[tuple[int, list[str]]]:
    for number, line in enumerate(lines_of(text), start=first_line):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        yield number, [field.strip() for field in fields_of_line(line, delimiter)]


def lines_of(text: str) -> list[str]:
    """The lines of a text, with Unix, Windows or old Macintosh ends; the last one only if it holds something.

    Examples
    --------
    >>> lines_of("a\\r\\nb\\n"), lines_of("a\\rb"), lines_of("")
    (['a', 'b'], ['a', 'b'], [])
    """
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.rstrip("\r") for line in lines]


def fields_of_line(line: str, delimiter: str) -> Sequence[str]:
    """The fields of one line, with quotes taken off where there are any.

    Examples
    --------
    >>> fields_of_line('1;"2;3"', ";")
    ['1', '2;3']
    """
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error:  # a field longer than the csv module takes, or a stray NUL
        return line.split(delimiter)


def _moment(given: str) -> datetime | None:
    if _TIME.fullmatch(given) is None:
        return None
    try:
        return datetime.fromisoformat(given).replace(tzinfo=None)
    except ValueError:  # a day or an hour that does not exist
        return None


def _numbers_of_row(fields: Sequence[str], layout: RowLayout) -> tuple[dict[str, float], Note | None]:
    if len(fields) != layout.n_fields:
        # A field may be missing anywhere, so that the brightness may stand in another's place: none is taken.
        problem = FIELDS_MISSING if len(fields) < layout.n_fields else FIELDS_TOO_MANY
        return dict.fromkeys(layout.numbers, np.nan), problem
    found: Note | None = None
    row = {}
    for name, i in layout.numbers.items():
        row[name] = _number(fields[i])
        if np.isnan(row[name]):
            found = _graver(found, _problem_of_field(fields[i], is_brightness=name in layout.brightness))
    return row, found


def _number(field: str) -> float:
    value = float(field) if _NUMBER.fullmatch(field) else np.nan
    return value if np.isfinite(value) else np.nan


def _problem_of_field(field: str, *, is_brightness: bool) -> Note | None:
    if is_brightness:
        return BRIGHTNESS_NO_NUMBER if field else NO_BRIGHTNESS
    return OTHER_NO_NUMBER if field else None


def _graver(first: Note | None, second: Note | None) -> Note | None:
    """Of two problems of one row the one that concerns the brightness."""
    if first is None or (second is not None and first is OTHER_NO_NUMBER):
        return second
    return first


def _index(problem: Note | None) -> int:
    return 0 if problem is None else ROW_PROBLEMS.index(problem)
