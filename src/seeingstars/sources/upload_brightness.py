"""The brightness of an uploaded row: one reading, or the mean of readings in four directions that agree."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from seeingstars.sources.reading_notes import CountedNotes
from seeingstars.sources.upload_cells import number_from_cell
from seeingstars.sources.upload_headings import DIRECTIONS
from seeingstars.sources.upload_rows import UploadRows

FloatArray = npt.NDArray[np.float64]

LARGEST_RANGE_MAG = 0.2
_TYPING_ERROR_MAG = 1e-9  # 18.7 - 18.5 is a little more than 0.2 in binary
_ROUNDING_MAG = 0.05


def brightness_of_rows(rows: UploadRows, *, notes: CountedNotes) -> FloatArray:
    """The sky brightness of each row.

    Parameters
    ----------
    rows : uploaded rows
    notes : takes a note of how many rows are a mean

    Returns
    -------
    shape (n,)
        Brightness [mag/arcsec²]. Readings in several directions become their mean if they lie within 0.2;
        otherwise, or where one of them cannot be read, or where a single brightness beside them
        disagrees, NaN and a problem of the row.

    References
    ----------
    Unihedron's advice for handheld meters: four readings towards N, E, S and W, and no more than
    0.2 mag/arcsec² between them, or the place does not serve.

    Examples
    --------
    >>> from seeingstars.sources.upload_headings import find_layout
    >>> from seeingstars.sources.upload_rows import rows_under_headings
    >>> text = "date;time;brightness_north;brightness_south\\n1;2;18,50;18,70\\n1;2;18,50;18,71\\n"
    >>> rows = rows_under_headings(text, find_layout(text))
    >>> brightness_of_rows(rows, notes=CountedNotes()).tolist(), rows.problems.shown()[0].en
    ([18.6, nan], 'the readings towards N, E, S and W differ by 0.21 mag/arcsec2, more than 0.2; none was taken')
    """
    single = rows.numbers("brightness", number_from_cell)
    towards = np.column_stack([rows.numbers(name, number_from_cell) for name in DIRECTIONS])
    filled = np.column_stack([rows.texts[name] != "" for name in DIRECTIONS])
    n_filled = filled.sum(axis=1)
    result = single.copy()
    for i in np.flatnonzero(n_filled):
        result[i] = _of_directions(rows, int(i), towards[i][filled[i]], single[i])
    is_mean = (n_filled > 1) & np.isfinite(result)
    notes.add(
        int(is_mean.sum()),
        "rows have the mean of their readings in several directions",
        "rijen hebben het gemiddelde van hun metingen in verschillende richtingen",
    )
    notes.add(
        int((is_mean & (n_filled < len(DIRECTIONS))).sum()),
        "of these rows have fewer than the four directions",
        "van deze rijen hebben minder dan de vier richtingen",
    )
    return result


def _of_directions(rows: UploadRows, row: int, values: FloatArray, single: float) -> float:
    if np.isnan(values).any():
        return float("nan")  # the cell that cannot be read was noted
    spread = float(np.ptp(values))
    if spread > LARGEST_RANGE_MAG + _TYPING_ERROR_MAG:
        rows.problems.add(
            row,
            f"the readings towards N, E, S and W differ by {spread:.2f} mag/arcsec2, more than 0.2; none was taken",
            f"de metingen naar N, O, Z en W verschillen {spread:.2f} mag/arcsec2, meer dan 0,2; geen is gebruikt",
        )
        return float("nan")
    if single < values.min() - _ROUNDING_MAG or single > values.max() + _ROUNDING_MAG:
        rows.problems.add(
            row,
            "the brightness lies outside the readings towards N, E, S and W; none was taken",
            "de helderheid ligt buiten de metingen naar N, O, Z en W; geen is gebruikt",
        )
        return float("nan")
    return float(values.mean())
