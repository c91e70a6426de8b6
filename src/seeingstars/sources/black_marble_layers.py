"""The layers of Black Marble files: which they are, and how a stored number becomes a quantity."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble_chunks import stored_window

RADIANCE = "radiance_nw_cm2_sr"
GAP_FILLED = "Gap_Filled_DNB_BRDF-Corrected_NTL"

# The radiance layers of each level, the one to use first.
RADIANCE_LAYERS: dict[int, tuple[str, ...]] = {
    1: ("DNB_At_Sensor_Radiance_500m", "DNB_At_Sensor_Radiance"),
    2: ("DNB_BRDF-Corrected_NTL", GAP_FILLED),
    3: tuple(
        f"{angle}_Composite_Snow_{snow}"
        for snow in ("Free", "Covered")
        for angle in ("AllAngle", "NearNadir", "OffNadir")
    ),
}
RADIANCE_LAYERS[4] = RADIANCE_LAYERS[3]


@dataclass(frozen=True)
class Layer:
    """One layer beside the radiance: our name, unit, whether it is a flag (kept as stored), and its usual fill."""

    name: str
    unit: str
    is_flag: bool
    fill: float


LAYERS: dict[str, Layer] = {
    "Mandatory_Quality_Flag": Layer("mandatory_quality_flag", "1", True, 255),
    "QF_Cloud_Mask": Layer("qf_cloud_mask", "1", True, 65535),
    "Snow_Flag": Layer("snow_flag", "1", True, 255),
    "QF_DNB": Layer("qf_dnb", "1", True, 65535),
    "Granule": Layer("granule", "1", True, 255),
    "Latest_High_Quality_Retrieval": Layer("latest_high_quality_retrieval_days", "day", True, 255),
    "UTC_Time": Layer("utc_time_hours", "hour", False, -999.9),
    "Sensor_Zenith": Layer("sensor_zenith_deg", "degree", False, -32768),
    "Sensor_Azimuth": Layer("sensor_azimuth_deg", "degree", False, -32768),
    "Solar_Zenith": Layer("solar_zenith_deg", "degree", False, -32768),
    "Lunar_Zenith": Layer("lunar_zenith_deg", "degree", False, -32768),
    "Glint_Angle": Layer("glint_angle_deg", "degree", False, -32768),
    "Moon_Phase_Angle": Layer("moon_phase_angle_deg", "degree", False, -32768),
    "Moon_Illumination_Fraction": Layer("moon_illumination_percent", "%", False, -32768),
    "DNB_Lunar_Irradiance": Layer("lunar_irradiance_nw_cm2", "nW cm-2", False, 65535),
}

# What is read unless the caller says otherwise, and the flags without which no pixel can be called clear.
COMPANIONS: dict[int, tuple[str, ...]] = {
    1: ("QF_Cloud_Mask", "QF_DNB", "UTC_Time", "Sensor_Zenith"),
    2: ("Mandatory_Quality_Flag", "QF_Cloud_Mask", "Snow_Flag"),
    3: (),
    4: (),
}
NEEDED_FOR_CLEAR: dict[int, tuple[str, ...]] = {1: ("QF_Cloud_Mask", "QF_DNB"), 2: COMPANIONS[2], 3: (), 4: ()}


def is_radiance(name: str) -> bool:
    """Whether a layer of that name holds radiance.

    Examples
    --------
    >>> is_radiance("DNB_BRDF-Corrected_NTL"), is_radiance("Snow_Flag")
    (True, False)
    """
    return any(name in names for names in RADIANCE_LAYERS.values())


def level_from_layers(names: Set[str]) -> int | None:
    """The level (1 at sensor, 2 corrected, 3 composite) that has such layers; None if none has.

    Examples
    --------
    >>> level_from_layers({"NearNadir_Composite_Snow_Free", "lat", "lon"})
    3
    """
    return next((level for level in (1, 2, 3) if not names.isdisjoint(RADIANCE_LAYERS[level])), None)


def collection_from_dtype(dtype: np.dtype[Any]) -> str | None:
    """The collection that stores radiance in this way: integers 001, floats 002; None for anything else.

    Examples
    --------
    >>> collection_from_dtype(np.dtype("u2")), collection_from_dtype(np.dtype("f4"))
    ('001', '002')
    """
    return {"u": "001", "f": "002"}.get(dtype.kind)


def text_of(value: object) -> str:
    """An attribute as text: bytes, text or an array of one of these.

    Examples
    --------
    >>> text_of(np.array([b"nWatts/(cm^2 sr) \\n"]))
    'nWatts/(cm^2 sr)'
    """
    flat = np.ravel(np.asarray(value))
    if flat.size == 0:
        return ""
    first = flat[0]
    return (first.decode("utf-8", errors="replace") if isinstance(first, bytes) else str(first)).strip()


def attribute_of(item: h5py.h5g.GroupID | h5py.h5d.DatasetID, name: str) -> Any:
    """One attribute, or None if there is none: numbers and texts of fixed length without the library's detours.

    A tile has some thirty attributes, and asking for them in the usual way took as long as unpacking its numbers.
    """
    try:
        attribute = h5py.h5a.open(item, name.encode())
    except KeyError:
        return None
    kind = attribute.get_type()
    if isinstance(kind, h5py.h5t.TypeStringID) and not kind.is_variable_str():
        dtype = np.dtype(f"S{kind.get_size()}")
    elif isinstance(kind, h5py.h5t.TypeFloatID):
        kind, dtype = h5py.h5t.NATIVE_DOUBLE, np.dtype(np.float64)  # asking for the type as stored takes longer
    elif isinstance(kind, h5py.h5t.TypeIntegerID):
        dtype = kind.dtype
    else:
        high_level = h5py.Dataset if isinstance(item, h5py.h5d.DatasetID) else h5py.Group
        return high_level(item).attrs[name]
    value = np.empty(attribute.get_space().get_simple_extent_npoints(), dtype=dtype)
    if value.size:
        attribute.read(value, mtype=kind)
    return value


def number_of(dataset: h5py.h5d.DatasetID, *names: str) -> float | None:
    """The first of these attributes that the layer has, as a number; attributes are arrays of length 1."""
    for name in names:
        value = attribute_of(dataset, name)
        if value is not None:
            flat = np.ravel(value)
            return float(flat[0]) if flat.size else None
    return None


def quantity_from_stored(
    stored: NDArray[Any], *, scale: float, offset: float, fill: float, negative_is_fill: bool
) -> NDArray[np.float64]:
    """Quantities from stored numbers: stored × scale + offset, NaN where there is none.

    Parameters
    ----------
    stored : any shape
        Numbers as they stand in the file.
    scale, offset : scalar
        The attributes ``scale_factor`` and ``offset`` (or ``add_offset``).
    fill : scalar
        The stored number that means none; for floats it is met within their precision.
    negative_is_fill : bool
        Whether any negative float means none (radiance of collection 2).

    Returns
    -------
    same shape
        NaN where the stored number is fill, NaN or infinite.

    Examples
    --------
    >>> quantity_from_stored(np.array([12, 65535], "u2"), scale=0.1, offset=0, fill=65535, negative_is_fill=False)
    array([1.2, nan])
    """
    missing = _is_missing(stored, fill, negative_is_fill=negative_is_fill)
    with np.errstate(invalid="ignore", over="ignore"):
        quantity: NDArray[np.float64] = np.multiply(stored, scale, dtype=np.float64)
        if offset:
            quantity += offset
    np.copyto(quantity, np.nan, where=missing)
    return quantity


def _is_missing(stored: NDArray[Any], fill: float, *, negative_is_fill: bool) -> NDArray[np.bool_]:
    if stored.dtype.kind != "f":
        return np.asarray(stored == fill)
    # NaN is neither below nor above anything.
    missing = ~((stored >= 0) & (stored < np.inf)) if negative_is_fill else ~np.isfinite(stored)
    if not (negative_is_fill and fill < 0):
        with np.errstate(invalid="ignore", over="ignore"):
            missing |= np.abs(stored - fill) <= 1e-6 * abs(fill)
    return np.asarray(missing)


def read_layer(
    dataset: h5py.h5d.DatasetID, *, name: str, rows: slice, columns: slice, file: str
) -> NDArray[np.float64] | NDArray[np.unsignedinteger[Any]]:
    """One layer in a window: radiance and quantities decoded, flags as they are stored.

    Parameters
    ----------
    dataset : low-level HDF5 dataset of shape (2400, 2400)
    name : str
        Its name in the file.
    rows, columns : slice
        The window; only the chunks that it touches are read.
    file : str
        Name of the file, for the message.

    Returns
    -------
    array of the window's shape
        Quantities in the layer's unit with NaN where there is none; flags as unsigned integers.

    Raises
    ------
    UploadError
        If integers lack a scale, or a flag is no integer.
    """
    stored = stored_window(dataset, rows=rows, columns=columns)
    layer = LAYERS.get(name) or Layer(name, "", False, 65535 if stored.dtype.kind == "u" else -999.9)
    if layer.is_flag:
        if stored.dtype.kind not in "ui":
            raise UploadError(
                f"{name} must hold whole numbers; it holds {stored.dtype}, in {file}: not an untouched file",
                f"{name} moet hele getallen bevatten; het bevat {stored.dtype}, in {file}: geen onaangeroerd bestand",
            )
        return np.asarray(stored, dtype=stored.dtype.str.replace("i", "u"))
    scale = number_of(dataset, "scale_factor")
    if scale is None and stored.dtype.kind != "f":
        raise UploadError(
            f"{name} must state its scale_factor, for it holds {stored.dtype}; there is none, in {file}",
            f"{name} moet zijn scale_factor noemen, want het bevat {stored.dtype}; die ontbreekt, in {file}",
        )
    fill = number_of(dataset, "_FillValue")
    return quantity_from_stored(
        stored,
        scale=1.0 if scale is None else scale,
        offset=number_of(dataset, "offset", "add_offset") or 0.0,
        fill=layer.fill if fill is None else fill,
        negative_is_fill=is_radiance(name),
    )
