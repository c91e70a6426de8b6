"""Products: columns of a table as the text of a CSV file, fast, and with nothing in it that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# What a spreadsheet takes for the start of a formula, also in full width; spaces before it do not help.
_SIGNS = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_BLANK = "[\\s\\x00-\\x1f\\x7f\\x85\\p{Z}]*"  # every blank and control sign, not only those of ASCII
_FORMULA = f"^(?:[\\t\\r\\n]|{_BLANK}{_SIGNS})"
# A spreadsheet of another country splits at another sign: there, too, no cell may begin with a formula.
_FORMULA_INSIDE = f"([;,\\t]{_BLANK})({_SIGNS})"
# What a spreadsheet in Dutch or English takes for a date or a time when it opens a CSV file.
_MONTHS = "jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec"
_DATE = (
    "(?i)^\\s*(?:\\d{1,4}[-/.]\\d{1,2}(?:[-/.]\\d{1,4})?(?:[ T]\\d.*)?|\\d{1,2}:\\d\\d(?::\\d\\d)?"
    f"|\\d{{1,2}}[-/. ]?(?:{_MONTHS})[a-z]*[-/. ]?\\d*|(?:{_MONTHS})[a-z]*[-/. ]?\\d{{1,4}})\\s*$"
)
_BLOCK = 50_000  # rows at a time, so that the text of a large table is never in memory whole


def guarded(text: str) -> str:
    """The text with a ``'`` before it if a spreadsheet might run it.

    Examples
    --------
    >>> guarded("=1+1"), guarded("  @sum"), guarded("fine"), guarded("-5 graden")
    ("'=1+1", "'  @sum", 'fine', "'-5 graden")
    """
    return str(_guard(pa.array([text], type=pa.string()))[0].as_py())


def kept_as_text(column: pa.Array) -> pa.Array:
    """Texts with a ``'`` before those that a spreadsheet would turn into a date or a time.

    Examples
    --------
    >>> kept_as_text(pa.array(["3-4", "mei 12", "12.5", "SQM-3", "stars62", None])).to_pylist()
    ["'3-4", "'mei 12", "'12.5", 'SQM-3', 'stars62', None]
    """
    is_date = pc.match_substring_regex(column, _DATE)
    if not pc.any(is_date).as_py():
        return column
    return pc.if_else(is_date, pc.binary_join_element_wise("'", column, ""), column)


def csv_columns(
    table: pa.Table,
    *,
    decimal: str = ".",
    decimals: Mapping[str, int] | None = None,
    one_line: bool = False,
    yes_no: tuple[str, str] = ("true", "false"),
) -> dict[str, pa.Array]:
    """Every column of an Arrow table as text, null where there is no value (NaN too).

    Parameters
    ----------
    table : columns of text, dictionary-encoded text, numbers, truth values and times in UTC
    decimal : the decimal sign
    decimals : columns to round, and to how many decimals; the others keep every digit
    one_line : whether line ends within a text become spaces
    yes_no : the words for true and false

    Returns
    -------
    mapping from the name to an Arrow array of strings; texts guarded against formulas, not yet quoted

    Examples
    --------
    >>> columns = csv_columns(pa.table({"a": [1.5, None], "b": ["=1", "x"]}), decimal=",")
    >>> columns["a"].to_pylist(), columns["b"].to_pylist()
    (['1,5', None], ["'=1", 'x'])
    """
    decimals = decimals or {}
    return {
        name: _text(column.combine_chunks(), decimal, decimals.get(name), one_line, yes_no)
        for name, column in zip(table.column_names, table.columns, strict=True)
    }


def csv_bytes(columns: Mapping[str, pa.Array], *, delimiter: str, end: str) -> Iterator[bytes]:
    """A CSV file in blocks of bytes (UTF-8): the heading, then the rows, quoted where they must be (RFC 4180).

    Parameters
    ----------
    columns : mapping from heading to Arrow arrays of strings, all of one length
    delimiter : sign between the columns
    end : line end

    Examples
    --------
    >>> b"".join(csv_bytes({"a": pa.array(["1", None]), "b": pa.array(["x;y", "z"])}, delimiter=";", end="\\n"))
    b'a;b\\n1;"x;y"\\n;z\\n'
    """
    head = delimiter.join(_quote(pa.array(list(columns)), delimiter).to_pylist())
    yield (head + end).encode()
    n_rows = len(next(iter(columns.values())))
    for start in range(0, n_rows, _BLOCK):
        block = [_quote(column.slice(start, _BLOCK), delimiter) for column in columns.values()]
        lines = pc.binary_join_element_wise(*block, delimiter, null_handling="replace", null_replacement="")
        ended = pc.binary_join_element_wise(lines, end, "")
        # The texts of an Arrow array lie one behind the other: together they are the file.
        offsets = np.frombuffer(ended.buffers()[1], dtype=np.int32)[ended.offset : ended.offset + len(ended) + 1]
        yield ended.buffers()[2].slice(int(offsets[0]), int(offsets[-1] - offsets[0])).to_pybytes()


def _text(column: pa.Array, decimal: str, decimals: int | None, one_line: bool, yes_no: tuple[str, str]) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        # The few different texts once, then a look-up: no pass over every row's text.
        return _text(column.dictionary, decimal, decimals, one_line, yes_no).take(column.indices)
    if pa.types.is_boolean(kind):
        return pc.if_else(column, *yes_no)
    if pa.types.is_floating(kind):
        return _number_text(column, decimal, decimals)
    if pa.types.is_timestamp(kind):
        return _time_text(column)
    text = column.cast(pa.string())
    if pa.types.is_integer(kind):
        return text
    return _guard(pc.replace_substring_regex(text, r"\s*[\r\n]+\s*", " ") if one_line else text)


def _number_text(column: pa.Array, decimal: str, decimals: int | None) -> pa.Array:
    number = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    if decimals is not None:
        number = pc.round(number, decimals)
    text = number.cast(pa.string())
    return text if decimal == "." else pc.replace_substring(text, ".", decimal)


def _time_text(column: pa.Array) -> pa.Array:
    moment = np.asarray(column.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False), dtype="datetime64[us]")
    known = moment[~np.isnat(moment)]
    fraction = known.astype("int64") % 1_000_000
    unit: Literal["s", "ms", "us"] = "s" if not fraction.any() else "ms" if not (fraction % 1000).any() else "us"
    text = np.char.add(np.datetime_as_string(moment, unit=unit), "Z")
    return pa.array(text, mask=np.isnat(moment), type=pa.string())


def _guard(text: pa.Array) -> pa.Array:
    starts = pc.match_substring_regex(text, _FORMULA)
    inside = pc.match_substring_regex(text, _FORMULA_INSIDE)
    if pc.any(inside).as_py():
        text = pc.replace_substring_regex(text, _FORMULA_INSIDE, r"\1'\2")
    if not pc.any(starts).as_py():
        return text
    return pc.if_else(starts, pc.binary_join_element_wise("'", text, ""), text)


def _quote(text: pa.Array, delimiter: str) -> pa.Array:
    text = text.cast(pa.string())
    needs = pc.match_substring_regex(text, f'[{delimiter}"\\r\\n]|^\\s|\\s$')
    if not pc.any(needs).as_py():
        return text
    inner = pc.replace_substring(text, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', inner, '"', ""), text)
