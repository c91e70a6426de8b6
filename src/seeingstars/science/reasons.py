"""Words for the flags of a reading: what was found, in English and Dutch, and what to do better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import Flag
from seeingstars.science.findings import FINDINGS, Findings

# A check that could not be done is told by the one that it waits for (no place: no sun), not twice.
_TOLD = (Flag.SUSPECT, Flag.FAIL, Flag.MISSING)

SHORT_NAMES: dict[str, tuple[str, str]] = {
    "row": ("row", "rij"),
    "time": ("time", "tijd"),
    "position": ("place", "plaats"),
    "sun": ("sun", "zon"),
    "moon": ("moon", "maan"),
    "range": ("brightness", "helderheid"),
    "limiting_magnitude": ("limiting magnitude", "grensmagnitude"),
    "saturation": ("saturation", "verzadiging"),
    "duplicate": ("repetition", "herhaling"),
    "stuck": ("stuck", "vastgelopen"),
    "covered": ("covered", "afgedekt"),
    "cloud": ("cloud", "bewolking"),
}


@dataclass(frozen=True)
class Combinations:
    """The combinations of findings that occur, far fewer than readings: what a flag and a sentence are made from.

    ``number`` (n,) tells the combination of each reading, ``first`` a reading that has it.
    """

    number: NDArray[np.intp]
    first: NDArray[np.intp]


def combinations_of(findings: Sequence[Findings], *, row_problem: pd.Series[Any] | None = None) -> Combinations:
    """Which combinations of findings there are, and which one each reading has.

    Parameters
    ----------
    findings : one for each check, each as long as there are readings
    row_problem : categorical of texts, one a reading
        What is wrong with the row as text; it tells combinations apart too.

    Returns
    -------
    Combinations

    Raises
    ------
    ValueError
        If the checks are not all of the same length.

    Examples
    --------
    >>> combinations_of([Findings("sun", np.array([0, 3, 0, 3], dtype=np.int8))])
    Combinations(number=array([0, 1, 0, 1]), first=array([0, 1]))
    """
    lengths = {len(one.codes) for one in findings}
    if len(lengths) > 1:
        raise ValueError(
            f"findings must all have one length; got {sorted(lengths)}; give every check the same readings"
        )
    packed = np.zeros(lengths.pop() if lengths else 0, dtype=np.int64)
    if row_problem is not None:
        packed += pd.Categorical(row_problem).codes
        packed += 1
    for one in findings:
        if len(one.codes) and one.codes.min() != one.codes.max():  # else it tells no readings apart
            packed *= len(FINDINGS[one.check])
            packed += one.codes
    number, values = pd.factorize(packed)
    first = np.zeros(len(values), dtype=np.intp)
    first[number[::-1]] = np.arange(len(packed))[::-1]
    return Combinations(number, first)


def reasons(
    findings: Sequence[Findings],
    combinations: Combinations,
    *,
    row_problem: pd.Series[Any] | None = None,
    row_problem_nl: pd.Series[Any] | None = None,
) -> tuple[pd.Categorical[str], pd.Categorical[str]]:
    """Why the flags of each reading are not all good, in words.

    Parameters
    ----------
    findings : one for each check, each as long as there are readings
    combinations : of the same findings, from `combinations_of`
    row_problem : categorical of texts, one a reading
        What is wrong with the row as text; it stands in brackets after the words of the check "row".
    row_problem_nl : the same in Dutch
        Without it the words of `row_problem` stand in both languages.

    Returns
    -------
    tuple of two pandas.Categorical
        English and Dutch; empty where nothing is suspect, failed or missing. The categories are sorted,
        so that they do not depend on the order of the readings.

    Examples
    --------
    >>> found = [Findings("sun", np.array([0, 3], dtype=np.int8)), Findings("moon", np.array([0, 2], dtype=np.int8))]
    >>> english, dutch = reasons(found, combinations_of(found))
    >>> list(english)
    ['', 'sun: the sun stands above −12°, too light to measure; measure later in the evening |
    moon: the moon is up and lights the sky; measure when it is below the horizon']
    """
    first = combinations.first
    in_dutch = row_problem if row_problem_nl is None else row_problem_nl
    english, dutch = (
        [
            _sentence(findings, row, text, language=language)
            for row, text in zip(first, _texts(detail, first), strict=True)
        ]
        for language, detail in enumerate((row_problem, in_dutch))
    )
    return _categorical(combinations.number, english), _categorical(combinations.number, dutch)


def _texts(detail: pd.Series[Any] | None, rows: NDArray[np.intp]) -> list[str]:
    return [""] * len(rows) if detail is None else [str(text) for text in detail.iloc[rows]]


def _sentence(findings: Sequence[Findings], row: int, detail: str, *, language: int) -> str:
    parts = []
    for one in findings:
        found = FINDINGS[one.check][one.codes[row]]
        if found.flag in _TOLD:
            words = (found.en, found.nl)[language]
            added = f" ({detail})" if one.check == "row" and detail else ""
            parts.append(f"{SHORT_NAMES[one.check][language]}: {words}{added}")
    return " | ".join(parts)


def _categorical(number: NDArray[np.intp], texts: list[str]) -> pd.Categorical[str]:
    categories, codes = np.unique(np.array(texts, dtype=object), return_inverse=True)
    return pd.Categorical.from_codes(codes.astype(np.int32)[number], pd.Index(categories, dtype="str"), validate=False)
