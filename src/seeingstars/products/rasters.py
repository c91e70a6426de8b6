"""Products: night lights as files: a CF netCDF cube and a Cloud-Optimised GeoTIFF of the change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import xarray as xr
from numpy.typing import NDArray
from pyproj import CRS
from rasterio import Affine
from rasterio.io import MemoryFile
from rasterio.shutil import copy as copy_raster

CONVENTIONS = "CF-1.11"

# What CF and people need to know of each variable that the cube may hold; the units that CF's table can read.
_ATTRIBUTES: dict[str, dict[str, str]] = {
    "radiance_nw_cm2_sr": {"long_name": "radiance of the ground at night, seen from above", "units": "nW cm-2 sr-1"},
    "clear": {"long_name": "1 if the pixel was seen without cloud and with good quality", "units": "1"},
    "valid": {"long_name": "1 if the pixel holds a value at all", "units": "1"},
    "pass_time_utc": {"long_name": "moment of the satellite's pass (UTC)"},
    "view_zenith_deg": {"long_name": "zenith angle of the satellite", "units": "degree"},
    "latitude_deg": {"standard_name": "latitude", "axis": "Y", "long_name": "latitude of the pixel's centre", "units": "degrees_north"},
    "longitude_deg": {"standard_name": "longitude", "axis": "X", "long_name": "longitude of the pixel's centre", "units": "degrees_east"},
}  # fmt: skip


def write_nightlights(cube: xr.Dataset, path: Path, *, simulated: bool = False) -> Path:
    """Write the night-lights cube as CF netCDF; nothing filled, missing stays missing.

    Parameters
    ----------
    cube : night, y, x with radiance_nw_cm2_sr [nW cm⁻² sr⁻¹; NaN where there is none], clear, valid;
        latitude_deg and longitude_deg are centres, north to south
    path : file to write; its dimensions are night, latitude_deg, longitude_deg
    simulated : whether the cube comes from a rehearsal

    Returns
    -------
    the path

    Raises
    ------
    ValueError
        If the cube has no radiance, nights or coordinates.

    Examples
    --------
    >>> write_nightlights(xr.Dataset(), Path("nightlights.nc"))
    Traceback (most recent call last):
    ValueError: cube must hold radiance_nw_cm2_sr, night, latitude_deg, longitude_deg; radiance_nw_cm2_sr is missing; ...
    """
    needed = ("radiance_nw_cm2_sr", "night", "latitude_deg", "longitude_deg")
    for name in needed:
        if name not in cube:
            raise ValueError(f"cube must hold {', '.join(needed)}; {name} is missing; make it with science.nightlights")
    # A coordinate that bears its dimension's name is what CF, and so every viewer, takes for the axis.
    written = with_night_times(cube.drop_encoding()).swap_dims(y="latitude_deg", x="longitude_deg")
    for name in list(map(str, written.variables)):
        variable = written[name]
        if variable.dtype == bool:
            written[name] = variable.astype("int8")
        written[name].attrs = {**_plain_attributes(variable.attrs), **_ATTRIBUTES.get(name, {})}
        if "long_name" not in written[name].attrs and name not in written.dims:
            written[name].attrs["long_name"] = name.replace("_", " ")
        if {"latitude_deg", "longitude_deg"} <= set(written[name].dims):
            written[name].attrs["grid_mapping"] = "crs"
    written["crs"] = ((), np.int32(0), {**CRS.from_epsg(4326).to_cf(), "long_name": "WGS 84, EPSG:4326"})
    written.attrs = {
        **_plain_attributes(cube.attrs),
        "Conventions": CONVENTIONS,
        "title": "Night lights seen from space, night by night" + (" (SIMULATED)" if simulated else ""),
        "source": str(cube.attrs.get("source", "satellite images, see manifest.json")),
        "history": "cut to the event's areas and masked by Seeing Stars; nothing was filled",
        "references": "https://blackmarble.gsfc.nasa.gov",
        "simulated": "true" if simulated else "false",
    }
    save_netcdf(written, path)
    return path


def with_night_times(table: xr.Dataset) -> xr.Dataset:
    """The coordinate ``night`` as days since 1970, which CF reads as a time.

    Examples
    --------
    >>> with_night_times(xr.Dataset(coords={"night": ["1970-01-02"]})).night.values.tolist()
    [1]
    """
    nights = np.array([str(night)[:10] for night in np.atleast_1d(table["night"].values)], dtype="datetime64[D]")
    attributes = {
        "standard_name": "time",
        "long_name": "local date of the evening; a night runs from noon to noon",
        "units": "days since 1970-01-01",
        "calendar": "standard",
        "units_metadata": "leap_seconds: none",
        "axis": "T",
    }
    return table.assign_coords(night=("night", nights.astype("int64").astype("int32"), attributes))


def save_netcdf(table: xr.Dataset, path: Path) -> None:
    """Write a dataset as netCDF-4, compressed, without a clock time in it: the same table, the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_netcdf(xr.Dataset({"a": ("x", [1.0, 2.0])}), Path(folder) / "a.nc")
    ...     (Path(folder) / "a.nc").stat().st_size > 0
    True
    """
    table = unknown_times_as_numbers(table)
    encoding: dict[Any, dict[str, Any]] = {}
    for name, variable in table.variables.items():
        settings: dict[str, Any] = {}
        if variable.dtype.kind == "f":
            is_coordinate = name in table.coords
            settings["_FillValue"] = None if is_coordinate else variable.dtype.type(np.nan)
        if variable.dtype.kind in "fiu" and variable.ndim > 1:
            settings |= {"zlib": True, "complevel": 4, "shuffle": True}
        if variable.dtype.kind == "M":
            settings |= {"units": "seconds since 1970-01-01 00:00:00", "dtype": "float64", "_FillValue": np.nan}
        encoding[name] = settings
    table.to_netcdf(path, engine="h5netcdf", format="NETCDF4", encoding=encoding)


def unknown_times_as_numbers(table: xr.Dataset) -> xr.Dataset:
    """Times of which not one is known, as empty numbers with the unit of a time: read back they are times again.

    xarray cannot encode a row of times without a single one in it and warns of it.

    Examples
    --------
    >>> table = unknown_times_as_numbers(xr.Dataset({"at": ("n", np.array(["NaT"], dtype="datetime64[ns]"))}))
    >>> table.at.values.tolist(), table.at.attrs["units"]
    ([nan], 'seconds since 1970-01-01 00:00:00')
    """
    for name, variable in table.data_vars.items():
        if variable.dtype.kind == "M" and variable.size and bool(variable.isnull().all()):
            said = {**variable.attrs, "units": "seconds since 1970-01-01 00:00:00", "calendar": "standard"}
            table = table.assign({name: (variable.dims, np.full(variable.shape, np.nan), said)})
    return table


def _plain_attributes(attributes: dict[Any, Any]) -> dict[str, Any]:
    """Only what netCDF can hold: texts, numbers and rows of numbers; truth values as text, the rest as its words."""
    kept: dict[str, Any] = {}
    for name, value in attributes.items():
        if value is None:
            continue
        is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        is_number |= isinstance(value, np.ndarray) and value.dtype.kind in "iuf"
        kept[str(name)] = value if is_number or isinstance(value, str) else str(value)
    return kept


def write_change(change: xr.Dataset | xr.DataArray, path: Path, *, simulated: bool = False) -> Path:
    """Write the change per pixel as a Cloud-Optimised GeoTIFF in longitude and latitude (EPSG:4326).

    Parameters
    ----------
    change : y, x; every variable and coordinate on (y, x) becomes a band named after it, as float32 with NaN for
        missing; latitude_deg and longitude_deg are centres, evenly spaced
    path : file to write
    simulated : whether it comes from a rehearsal; stands in the tags

    Returns
    -------
    the path

    Raises
    ------
    ValueError
        If there is nothing to write, or the pixels are not evenly spaced.

    Notes
    -----
    GeoTIFF puts the corner of the first pixel at its north-west edge: half a pixel from the first centre.

    Examples
    --------
    >>> write_change(xr.Dataset(), Path("change.tif"))
    Traceback (most recent call last):
    ValueError: change must hold a variable on (y, x); got none; make it with science.nightlights
    """
    if isinstance(change, xr.DataArray):
        change = change.to_dataset(name=change.name or "change", promote_attrs=True)
    names = [str(name) for name in (*change.data_vars, *change.coords) if set(change[name].dims) == {"y", "x"}]
    if not names:
        raise ValueError("change must hold a variable on (y, x); got none; make it with science.nightlights")
    flip = bool(change["latitude_deg"].values[0] < change["latitude_deg"].values[-1])
    change = change.isel(y=slice(None, None, -1)) if flip else change
    step_x, west = _even_step(change["longitude_deg"].values, "longitude_deg")
    step_y, north = _even_step(-change["latitude_deg"].values, "latitude_deg")
    bands = np.stack([change[name].transpose("y", "x").to_numpy().astype(np.float32) for name in names])
    profile = {
        "driver": "GTiff",
        "height": bands.shape[1],
        "width": bands.shape[2],
        "count": len(names),
        "dtype": "float32",
        "crs": "EPSG:4326",
        "transform": Affine(step_x, 0.0, west - step_x / 2, 0.0, -step_y, step_y / 2 - north),
        "nodata": float("nan"),
    }
    with MemoryFile() as memory:
        with memory.open(**profile) as file:
            file.write(bands)
            _tag(file, change, names, simulated=simulated)
        with rasterio.Env(GDAL_NUM_THREADS=1):
            copy_raster(memory.name, str(path), driver="COG", COMPRESS="DEFLATE", PREDICTOR="YES", OVERVIEW_RESAMPLING="NEAREST")  # fmt: skip
    return path


def _tag(file: Any, change: xr.Dataset, names: list[str], *, simulated: bool) -> None:
    words = {name: str(value) for name, value in _plain_attributes(change.attrs).items() if name != "units"}
    file.update_tags(
        **words,
        simulated="true" if simulated else "false",
        sign="positive is darker on the event night",
        AREA_OR_POINT="Area",
    )
    for index, name in enumerate(names, start=1):
        file.set_band_description(index, name)
        attributes = change[name].attrs
        file.update_tags(
            index, units=str(attributes.get("units", "1")), long_name=str(attributes.get("long_name", name))
        )


def _even_step(centres: NDArray[Any], name: str) -> tuple[float, float]:
    values = np.asarray(centres, dtype=float)
    if len(values) < 2:
        return 1 / 240, float(values[0])  # one pixel: the grid of Black Marble
    step = float(values[-1] - values[0]) / (len(values) - 1)
    worst = float(np.abs(np.diff(values) - step).max())
    if worst > 0.01 * abs(step):
        raise ValueError(f"{name} must be evenly spaced, in degree; steps differ by {worst:g}; resample it first")
    return step, float(values[0])
