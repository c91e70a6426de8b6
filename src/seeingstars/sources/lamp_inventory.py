"""A city's list of lamps that were switched off or dimmed: how many, of how many watts."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from seeingstars.errors import UploadError
from seeingstars.sources.file_content import read_content, text_from_bytes
from seeingstars.sources.upload_cells import CellError, number_from_cell

COLUMNS = ("line", "lamps", "watt", "left_on_share")
_HEADINGS = {
    "lamps": ("lamps", "lampen", "aantal", "number"),
    "watt": ("watt", "watts", "watt_per_lamp", "vermogen", "vermogen_w", "power_w"),
    "left_on_share": ("left_on_percent", "aan_gebleven_procent", "gedimd_tot_procent", "dimmed_to_percent"),
}
_LIMITS = {"lamps": (0.0, 1e7), "watt": (0.0, 5000.0), "left_on_share": (0.0, 100.0)}


def read_lamps(path: Path) -> pd.DataFrame:
    """The lamps of an inventory, a row a lamp or a group of equal lamps.

    Parameters
    ----------
    path : path of a CSV file
        With headings ``lamps`` (or ``aantal``), ``watt`` (or ``vermogen``: of one lamp with its driver) and, where
        lamps stayed on or were dimmed, ``left_on_percent`` (or ``gedimd_tot_procent``; 0 where it is left out).
        Semicolons, commas or tabs; decimal comma or point. Lines that begin with # and empty lines do not count.

    Returns
    -------
    DataFrame
        ``line`` (int), ``lamps`` [1], ``watt`` of one lamp [W], ``left_on_share`` [0 to 1].

    Raises
    ------
    UploadError
        If a heading is missing or a cell is no number within its limits; names the line. No row is passed over:
        a sum without it would be too low.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "lampen.csv")
    ...     _ = path.write_text("aantal;vermogen;gedimd_tot_procent\\n120;24,5;0\\n30;60;50\\n")
    ...     read_lamps(path)[["lamps", "watt", "left_on_share"]].values.tolist()
    [[120.0, 24.5, 0.0], [30.0, 60.0, 0.5]]
    """
    text, _ = text_from_bytes(read_content(path).data)
    lines = [
        (n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise _wrong(path, "must hold lamps; it is empty", "moet lampen bevatten; het is leeg")
    delimiter = max(";\t,", key=lines[0][1].count)
    places = _places(next(csv.reader([lines[0][1]], delimiter=delimiter)), path)
    rows = [_row(n, next(csv.reader([line], delimiter=delimiter)), places, path) for n, line in lines[1:]]
    if not rows:
        raise _wrong(path, "must hold lamps; it has headings only", "moet lampen bevatten; er staan alleen kopjes in")
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _places(headings: list[str], path: Path) -> dict[str, int]:
    plain = [heading.strip().lower().replace(" ", "_") for heading in headings]
    places = {name: plain.index(one) for name, known in _HEADINGS.items() for one in known if one in plain}
    for name in ("lamps", "watt"):
        if name not in places:
            known = ", ".join(_HEADINGS[name])
            found = ", ".join(headings)[:80]
            raise _wrong(
                path,
                f"needs a heading for {name} (one of {known}); its first line says: {found}",
                f"heeft een kopje voor {name} nodig (een van {known}); de eerste regel zegt: {found}",
            )
    return places


def _row(line: int, cells: list[str], places: dict[str, int], path: Path) -> tuple[int, float, float, float]:
    values = {"left_on_share": 0.0}
    for name, place in places.items():
        cell = cells[place] if place < len(cells) else ""
        if name == "left_on_share" and not cell.strip():
            continue
        low, high = _LIMITS[name]
        try:
            values[name] = number_from_cell(cell)
        except CellError as error:
            raise _wrong(path, f"line {line}, {name}: {error.en}", f"regel {line}, {name}: {error.nl}") from error
        if not low <= values[name] <= high:
            raise _wrong(
                path,
                f"line {line}: {name} must lie in {low:g} to {high:g}; got {values[name]:g}",
                f"regel {line}: {name} moet in {low:g} tot {high:g} liggen; er staat {values[name]:g}",
            )
    return line, values["lamps"], values["watt"], values["left_on_share"] / 100


def _wrong(path: Path, en: str, nl: str) -> UploadError:
    return UploadError(f"the list of lamps {en}, in {path.name}", f"de lampenlijst {nl}, in {path.name}")
