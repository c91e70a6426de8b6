"""Products: the table of areas and nights as Parquet, CSV and CF netCDF, block by block, and what its columns mean."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr
from numpy.typing import NDArray

from seeingstars.columns import Column
from seeingstars.products.area_columns import AREA_COLUMNS, AREA_NIGHT_COLUMNS, TREND_COLUMNS
from seeingstars.products.csv_text import csv_bytes, csv_columns

PARQUET, CSV, AREAS, TREND, DICTIONARY = "area_nights.parquet", "area_nights.csv", "areas.csv", "area_trends.csv", "dictionary.csv"  # fmt: skip
# More rows than a spreadsheet holds are packed.
ROWS_UNPACKED = 1_048_575
_DECIMALS = 6
_TYPES = {
    "category": pa.dictionary(pa.int32(), pa.string()), "str": pa.string(), "date": pa.date32(), "bool": pa.bool_(),
    "float64": pa.float64(), "int32": pa.int32(), "int64": pa.int64(), "int8": pa.int8(),
    "datetime64[ms, UTC]": pa.timestamp("ms", tz="UTC"),
}  # fmt: skip


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """The Arrow schema of columns, with unit and meaning beside each.

    Examples
    --------
    >>> schema_of(AREA_NIGHT_COLUMNS).field("clear_share").type
    DataType(double)
    """
    fields = [
        pa.field(one.name, _TYPES[one.dtype], metadata={"unit": one.unit, "en": one.en, "nl": one.nl})
        for one in columns
    ]
    return pa.schema(fields)


class AreaNightTables:
    """The long table, written block by block so that it is never in memory whole."""

    def __init__(self, folder: Path, *, n_rows: int) -> None:
        self._schema = schema_of(AREA_NIGHT_COLUMNS)
        self._parquet = pq.ParquetWriter(folder / PARQUET, self._schema, compression="zstd")
        packed = n_rows > ROWS_UNPACKED
        self._raw = (folder / (f"{CSV}.gz" if packed else CSV)).open("wb")
        # No name and no time within: the same rows give the same bytes.
        self._csv: IO[bytes] = gzip.GzipFile("", "wb", 3, self._raw, mtime=0) if packed else self._raw  # type: ignore[assignment]
        self._has_head = False

    def __enter__(self) -> AreaNightTables:
        """Ready to take blocks."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files; also a table without rows has its heading."""
        if not self._has_head:
            self._write_csv(self._schema.empty_table())
        self._parquet.close()
        self._csv.close()
        self._raw.close()

    def add(self, block: Mapping[str, Any]) -> None:
        """Add rows: a column of Arrow, numpy or one value for all rows by name; None is an empty column."""
        n_rows = max(len(values) for values in block.values() if isinstance(values, np.ndarray | pa.Array))
        columns = [_column(block.get(field.name), field, n_rows) for field in self._schema]
        table = pa.table(columns, schema=self._schema)
        self._parquet.write_table(table)
        self._write_csv(table)

    def _write_csv(self, table: pa.Table) -> None:
        decimals = {one.name: _DECIMALS for one in AREA_NIGHT_COLUMNS if one.dtype == "float64"}
        days = [one.name for one in AREA_NIGHT_COLUMNS if one.dtype == "date"]
        for name in days:
            place = table.column_names.index(name)
            table = table.set_column(place, name, table.column(name).cast(pa.string()))
        blocks = csv_bytes(csv_columns(table, decimals=decimals), delimiter=",", end="\n")
        head = next(blocks)
        if not self._has_head:
            self._csv.write(head)
            self._has_head = True
        self._csv.writelines(blocks)


def _column(values: Any, field: pa.Field, n_rows: int) -> pa.Array:
    if isinstance(values, pa.Array):
        return values.cast(field.type)
    if isinstance(values, np.ndarray):
        if values.dtype.kind == "f":
            return pa.array(values, mask=np.isnan(values)).cast(field.type)
        return pa.array(values).cast(field.type)
    if pa.types.is_dictionary(field.type) and values is not None:
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n_rows, np.int32)), pa.array([values], pa.string()))
    return pa.array([values], type=field.type).take(pa.array(np.zeros(n_rows, np.int64)))


def write_table(table: pd.DataFrame, path: Path) -> None:
    """A small table as CSV, guarded against what a spreadsheet would run.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_table(pd.DataFrame({"area_id": ["=1"]}), Path(folder, "a.csv"))
    ...     Path(folder, "a.csv").read_text()
    "area_id\\n'=1\\n"
    """
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    path.write_bytes(b"".join(csv_bytes(csv_columns(arrow), delimiter=",", end="\n")))


def write_area_dictionary(path: Path, *, simulated: bool) -> None:
    """What every column of every table means; the first row says so where the files are simulated."""
    rows: list[tuple[Any, ...]] = []
    if simulated:
        rows.append(("(all)", "", "", "", None, None, "SIMULATED: made-up files of a rehearsal, never measured", "GESIMULEERD: verzonnen bestanden van een oefening, nooit gemeten", ""))  # fmt: skip
    rows.append(("(numbers)", "", "", "", None, None, f"rounded to {_DECIMALS} decimals in {CSV}, whole in {PARQUET}, in single precision in the netCDF files", f"afgerond op {_DECIMALS} decimalen in {CSV}, volledig in {PARQUET}, in enkele precisie in de netCDF-bestanden", ""))  # fmt: skip
    for file, columns in ((CSV, AREA_NIGHT_COLUMNS), (AREAS, AREA_COLUMNS), (TREND, TREND_COLUMNS)):
        for one in columns:
            ends = [None if end is None or not np.isfinite(end) else end for end in one.limits or (None, None)]
            rows.append((one.name, file, one.dtype, one.unit, *ends, one.en, one.nl, one.source))
    names = ["name", "file", "type", "unit", "lowest", "highest", "meaning_en", "meaning_nl", "source"]
    write_table(pd.DataFrame(rows, columns=names).astype({"lowest": "float64", "highest": "float64"}), path)


def write_area_netcdf(
    path: Path,
    values: Mapping[str, NDArray[Any]],
    *,
    areas: pd.DataFrame,
    first_days: NDArray[np.datetime64],
    last_days: NDArray[np.datetime64],
    attributes: Mapping[str, Any],
) -> None:
    """The values of one stream as a CF netCDF file: time series of areas, dims (area, time).

    Parameters
    ----------
    path : path to write
    values : arrays (n_areas, n_times) by the name of their column
    areas : table with ``area_id``, ``longitude_deg``, ``latitude_deg``
        In the order of the arrays.
    first_days, last_days : (n_times,)
        Of the periods; the time stands at the last day, and its bounds reach to the end of it.
    attributes : of the whole file
    """
    told = {one.name: one for one in AREA_NIGHT_COLUMNS}
    variables: dict[str, Any] = {}
    for name, array in values.items():
        is_float = array.dtype.kind == "f"
        said = {"units": told[name].unit or "1", "long_name": told[name].en}
        variables[name] = (("area", "time"), array.astype(np.float32) if is_float else array, said)
    day = np.timedelta64(1, "D")
    bounds = np.column_stack([first_days, last_days + day]).astype("datetime64[ns]")
    variables["time_bounds"] = (("time", "bound"), bounds)
    dataset = xr.Dataset(
        variables,
        coords={
            "time": ("time", last_days.astype("datetime64[ns]"), {"standard_name": "time", "bounds": "time_bounds", "long_name": "last UTC day of the value"}),
            "area_id": ("area", areas["area_id"].to_numpy(dtype=object), {"cf_role": "timeseries_id", "long_name": "the area"}),
            "longitude_deg": ("area", areas["longitude_deg"].to_numpy(), {"units": "degrees_east", "standard_name": "longitude", "long_name": "a point inside the area"}),
            "latitude_deg": ("area", areas["latitude_deg"].to_numpy(), {"units": "degrees_north", "standard_name": "latitude", "long_name": "a point inside the area"}),
        },
        attrs={"Conventions": "CF-1.11", "featureType": "timeSeries", **attributes},
    )  # fmt: skip
    dataset.to_netcdf(path, engine="h5netcdf", encoding=_encoding(dataset))


def _encoding(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    encoding: dict[str, dict[str, Any]] = {}
    for name, variable in dataset.variables.items():
        kind = variable.dtype.kind
        one: dict[str, Any] = {}
        if kind == "M":
            one = {"units": "days since 1970-01-01", "calendar": "standard", "dtype": "int32"}
        elif kind in "biuf":
            one = {"_FillValue": np.float32(np.nan) if kind == "f" and variable.ndim == 2 else None}
        if variable.ndim == 2 and variable.size:
            one |= {"zlib": True, "complevel": 1, "shuffle": True}
        encoding[str(name)] = one
    return encoding
