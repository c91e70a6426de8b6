"""What a reader says of the file that it read: accepted or not, how many rows, and what is odd about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

# The kinds of files whose rows are readings, and those that hold a raster.
READING_KINDS = ("skyglow_dat", "derived_sqm_csv", "tess_ecsv", "globe_at_night", "upload_template")
RASTER_KINDS = ("black_marble", "geotiff")

ROW_PROBLEMS_SHOWN = 20  # our choice: enough to see a pattern, short enough for a terminal


class Note(NamedTuple):
    """One sentence about a file, in English and Dutch."""

    en: str
    nl: str


class RowProblem(NamedTuple):
    """One row that could not be read as it should, and why."""

    line: int
    en: str
    nl: str


@dataclass(frozen=True)
class FileReport:
    """The health of one file.

    Parameters
    ----------
    file : name of the file, without its folder
    kind : what the content is: one of `READING_KINDS`, `RASTER_KINDS`, ``knmi_hourly_cloud`` or ``unknown``
    accepted : whether it can be used
    reason_en, reason_nl : one sentence: why it was refused and what it looks like, or a summary; may be empty
    rows_read : lines of the file that hold a reading, well or badly written
    row_problems : the first rows that could not be read as they should
    n_row_problems : how many such rows there are in all
    sha256 : SHA-256 of the bytes on disk, as hexadecimal; empty if the file could not be opened
    notes : what else a user should know of the file
    raster : for a raster valid_pixels, clear_pixels, collection, tile, date, product, layer; else None

    Examples
    --------
    >>> FileReport(file="a.dat", kind="skyglow_dat", accepted=True, rows_read=3).n_row_problems
    0
    """

    file: str
    kind: str
    accepted: bool
    reason_en: str = ""
    reason_nl: str = ""
    rows_read: int = 0
    row_problems: tuple[RowProblem, ...] = ()
    n_row_problems: int = 0
    sha256: str = ""
    notes: tuple[Note, ...] = ()
    raster: Mapping[str, Any] | None = None
