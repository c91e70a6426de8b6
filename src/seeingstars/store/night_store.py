"""The store of nights: night lights on one grid through the years, added night by night, read place by place.

On disk a Zarr 3 group. New nights land in ``recent``, one chunk a night, so that adding one costs one night;
`settle_nights` moves them to ``settled``, whose chunks hold a year of a small place, so that asking one place for its
years costs one place. ``nights.json`` says which nights count and where each came from; it is replaced as a whole after
the numbers are written, so that work broken off at any moment is simply done again. One writer at a time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import xarray as xr
import zarr
from numpy.typing import NDArray
from zarr.codecs import BloscCodec

from seeingstars.errors import SeeingStarsError
from seeingstars.store.night_places import Box, centres, place_of, window_in

# Our choice, measured: a year of 48 by 48 pixels is read in milliseconds; a night of 240 by 240 is one small file.
SETTLED_CHUNK = (365, 48, 48)
RECENT_CHUNK = (1, 240, 240)
JOURNAL = "nights.json"
_STREAM = ("product", "collection", "platform")
_BY_NIGHT = (
    "tile_date", "source_files", "pass_time_utc", "pass_time_basis", "first_day", "last_day", "produced_at", "mask",
)  # fmt: skip
_PACKED = BloscCodec(cname="zstd", clevel=5, shuffle="bitshuffle")


def append_nights(path: Path, cube: xr.Dataset, *, digests: Mapping[str, str] | None = None) -> list[str]:
    """Add the nights of a cube that are not in the store yet.

    Use it night by night or year by year; what was added before is not added again. A night that came from other files
    than before (a newer production) takes the place of the earlier one, whose record stays.

    Parameters
    ----------
    path : path of the store
        Made, on the grid of the cube, if nothing stands there.
    cube : Dataset
        As `nightlights.cube` gives it: dims (night, y, x), on the store's grid or a part of it. Every layer of three
        dimensions is kept; radiance in single precision, that is to 6e-8 of its value (exact in collection 2).
    digests : mapping or None
        SHA-256 of the files named in ``source_files``, kept with each night.

    Returns
    -------
    list of str
        The nights added (ISO dates).

    Raises
    ------
    SeeingStarsError
        If the cube is of another stream, grid or layers than the store, or something else stands at `path`.
    """
    journal = _journal(path) if path.exists() else _create(path, cube)
    _check_stream(journal, cube, path)
    rows, columns = place_of(cube, grid=journal["grid"], path=path)
    known = {_identity(record) for record in (*journal["settled"], *journal["recent"])}
    added = []
    for index in range(cube.sizes["night"]):
        record = _record(cube, index, digests or {})
        if _identity(record) in known:
            continue
        _write_night(path, cube.isel(night=index), len(journal["recent"]), rows, columns)
        journal["recent"].append(record)
        added.append(record["night"])
    if added:
        _replace_journal(path, journal)
    return added


def settle_nights(path: Path) -> int:
    """Move the recent nights to where a question about one place is quick; the number moved.

    Use it after adding nights, not after each: it rewrites the chunks of the last year.

    Raises
    ------
    SeeingStarsError
        If there is no store at `path`.
    """
    journal = _journal(path)
    first, n_new = len(journal["settled"]), len(journal["recent"])
    if n_new == 0:
        return 0
    for name in journal["layers"]:
        recent, settled = _array(path, "recent", name), _array(path, "settled", name, mode="r+")
        settled.resize((max(first + n_new, settled.shape[0]), *settled.shape[1:]))
        for top in range(0, settled.shape[1], RECENT_CHUNK[1]):
            for left in range(0, settled.shape[2], RECENT_CHUNK[2]):
                here = (slice(top, top + RECENT_CHUNK[1]), slice(left, left + RECENT_CHUNK[2]))
                settled[first : first + n_new, *here] = recent[:n_new, *here]
    _write_evenings(path, [*journal["settled"], *journal["recent"]])
    _replace_journal(path, {**journal, "settled": [*journal["settled"], *journal["recent"]], "recent": []})
    return n_new


def read_nights(path: Path, *, box: Box | None = None, layers: Sequence[str] | None = None) -> xr.Dataset:
    """The nights of one place, settled and recent ones, each once and in order of date.

    Parameters
    ----------
    path : path of the store
    box : (west, south, east, north) or None
        [degree]; every pixel that it touches. None reads the whole grid.
    layers : names, or None for all

    Returns
    -------
    xarray.Dataset
        In memory, dims (night, y, x), with ``night`` (local date of the evening), ``latitude_deg`` and
        ``longitude_deg`` (centres of pixels) and ``source_files`` by night; `stored_nights` tells more of each night.

    Raises
    ------
    SeeingStarsError
        If there is no store at `path`, it lacks a layer, or the box lies outside its grid.
    """
    journal = _journal(path)
    wanted = list(journal["layers"] if layers is None else layers)
    if unknown := set(wanted) - set(journal["layers"]):
        raise SeeingStarsError(
            f"the store has the layers {', '.join(journal['layers'])}; {', '.join(sorted(unknown))} is none of them, at {path}",
            f"de opslag heeft de lagen {', '.join(journal['layers'])}; {', '.join(sorted(unknown))} is daar niet bij, in {path}",
        )
    grid = journal["grid"]
    rows, columns = window_in(grid, box=box, path=path)
    records = [*journal["settled"], *journal["recent"]]
    latest = {record["night"]: slot for slot, record in enumerate(records)}
    nights = sorted(latest)
    slots = np.array([latest[night] for night in nights], dtype=np.int64)
    variables = {name: (("night", "y", "x"), _layer(path, journal, name, rows, columns)[slots]) for name in wanted}
    files = np.array([records[slot].get("source_files", "") for slot in slots], dtype=object)
    return xr.Dataset(
        {**variables, "source_files": ("night", files)},
        coords={
            "night": np.array(nights, dtype="datetime64[D]").astype("datetime64[ns]"),
            "latitude_deg": ("y", centres(grid["north_centre_deg"], step_deg=-grid["step_y_deg"], part=rows)),
            "longitude_deg": ("x", centres(grid["west_centre_deg"], step_deg=grid["step_x_deg"], part=columns)),
        },
        attrs=journal["stream"],
    )


def stored_nights(path: Path) -> list[dict[str, Any]]:
    """Where each night that counts came from, in order of date; empty where there is no store yet.

    Use it to resume: what is told here need not be read or fetched again.
    """
    if not path.exists():
        return []
    journal = _journal(path)
    latest = {record["night"]: record for record in (*journal["settled"], *journal["recent"])}
    return [latest[night] for night in sorted(latest)]


def store_facts(path: Path) -> dict[str, Any]:
    """What a store holds: its ``grid`` (centre of the first pixel, steps, sizes), ``stream``, ``layers`` and ``n_recent``.

    Raises
    ------
    SeeingStarsError
        If there is no store at `path`.
    """
    journal = _journal(path)
    return {**{key: journal[key] for key in ("grid", "stream", "layers")}, "n_recent": len(journal["recent"])}


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Keep other programs that ask the same from writing into a folder while the block runs.

    Raises
    ------
    SeeingStarsError
        If another program writes there now.

    Notes
    -----
    Where the system or the disk knows no locks (some network disks) nothing is kept from writing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place, only_writer(Path(place)):
    ...     sorted(path.name for path in Path(place).iterdir())
    ['.writer']
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".writer").open("w") as stream:
        _lock(stream, folder)
        yield


def _lock(stream: IO[str], folder: Path) -> None:
    try:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise SeeingStarsError(
            f"one program at a time may write into a store of nights; another does now, at {folder}; wait for it",
            f"één programma tegelijk mag in een opslag van nachten schrijven; een ander doet dat nu, in {folder}; wacht daarop",
        ) from error
    except (ImportError, OSError):
        return


# --- the journal ----------------------------------------------------------------------------------------------------


def _journal(path: Path) -> dict[str, Any]:
    try:
        journal: dict[str, Any] = json.loads((path / JOURNAL).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SeeingStarsError(
            f"a store of nights has a file {JOURNAL} that can be read; there is none at {path} ({error})",
            f"een opslag van nachten heeft een leesbaar bestand {JOURNAL}; dat is er niet in {path} ({error})",
        ) from error
    return journal


def _replace_journal(path: Path, journal: Mapping[str, Any]) -> None:
    fresh = path / f"{JOURNAL}.partial"
    with fresh.open("w", encoding="utf-8") as stream:
        json.dump(journal, stream, ensure_ascii=False, allow_nan=False)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path / JOURNAL)


def _record(cube: xr.Dataset, index: int, digests: Mapping[str, str]) -> dict[str, Any]:
    night = np.datetime_as_string(cube["night"].values[index].astype("datetime64[D]"))
    record: dict[str, Any] = {"night": str(night)}
    for name in _BY_NIGHT:
        if name in cube:
            value = cube[name].values[index]
            record[name] = None if value != value else str(value)
    named = record.get("source_files", "").split()
    return {**record, "sha256": {file: digests[file] for file in named if file in digests}}


def _identity(record: Mapping[str, Any]) -> tuple[str, str, str]:
    # A file that was made anew under its old name is another file.
    return record["night"], record.get("source_files", ""), json.dumps(record["sha256"], sort_keys=True)


def _check_stream(journal: Mapping[str, Any], cube: xr.Dataset, path: Path) -> None:
    theirs, ours = (" ".join(str(of.get(key, "")) for key in _STREAM) for of in (cube.attrs, journal["stream"]))
    layers = _layers_of(cube)
    if theirs != ours or set(layers) - set(journal["layers"]):
        raise SeeingStarsError(
            f"a store holds one stream, never mixed: {path} holds {ours} with {', '.join(journal['layers'])}; got {theirs} with {', '.join(layers)}",
            f"een opslag bevat één reeks, nooit gemengd: {path} bevat {ours} met {', '.join(journal['layers'])}; aangeboden is {theirs} met {', '.join(layers)}",
        )


# --- the numbers ----------------------------------------------------------------------------------------------------


def _create(path: Path, cube: xr.Dataset) -> dict[str, Any]:
    latitude, longitude = cube["latitude_deg"].to_numpy(), cube["longitude_deg"].to_numpy()
    if len(latitude) < 2 or len(longitude) < 2:
        raise SeeingStarsError(
            f"a store needs a grid of at least 2 by 2 pixels; the first cube has {len(latitude)} by {len(longitude)}",
            f"een opslag heeft een raster van minstens 2 bij 2 pixels nodig; de eerste kubus heeft er {len(latitude)} bij {len(longitude)}",
        )
    journal: dict[str, Any] = {
        "format": 1,
        "grid": {
            "west_centre_deg": float(longitude[0]),
            "north_centre_deg": float(latitude[0]),
            "step_x_deg": float(longitude[-1] - longitude[0]) / (len(longitude) - 1),
            "step_y_deg": float(latitude[0] - latitude[-1]) / (len(latitude) - 1),
            "n_x": len(longitude),
            "n_y": len(latitude),
        },
        "stream": {
            key: value for key, value in cube.attrs.items() if isinstance(value, str | int) and key != "left_out"
        },
        "layers": _layers_of(cube),
        "settled": [],
        "recent": [],
    }
    # Made beside its place and put there when it is whole: a store without a journal never stands.
    fresh = path.with_name(f".{path.name}.partial")
    group = zarr.open_group(fresh, mode="w", zarr_format=3)
    for part, chunk in (("settled", SETTLED_CHUNK), ("recent", RECENT_CHUNK)):
        inner = group.create_group(part, attributes={**journal["stream"], "coordinates": "latitude_deg longitude_deg"})
        for name in _layers_of(cube):
            _create_layer(inner, name, cube[name], (0, len(latitude), len(longitude)), chunk)
    _write_axes(
        group["settled"], latitude, longitude, cube["night"].attrs.get("long_name", "local date of the evening")
    )
    _replace_journal(fresh, journal)
    fresh.rename(path)
    return journal


def _create_layer(
    group: zarr.Group, name: str, layer: xr.DataArray, shape: tuple[int, int, int], chunk: tuple[int, int, int]
) -> None:
    dtype = _stored_dtype(layer.dtype)
    group.create_array(
        name,
        shape=shape,
        dtype=dtype,
        chunks=(chunk[0], min(chunk[1], shape[1]), min(chunk[2], shape[2])),
        compressors=_PACKED,
        fill_value=_empty(dtype),
        dimension_names=("night", "y", "x"),
        attributes={key: value for key, value in layer.attrs.items() if isinstance(value, str)},
    )


def _write_axes(group: Any, latitude: NDArray[np.float64], longitude: NDArray[np.float64], night_is: str) -> None:
    for name, axis, dim, units in (
        ("latitude_deg", latitude, "y", "degrees_north"),
        ("longitude_deg", longitude, "x", "degrees_east"),
    ):
        made = group.create_array(
            name, shape=axis.shape, dtype="f8", dimension_names=(dim,), attributes={"units": units}
        )
        made[:] = axis
    said = {"units": "days since 1970-01-01", "calendar": "standard", "long_name": night_is}
    group.create_array("night", shape=(0,), dtype="i8", chunks=(4096,), dimension_names=("night",), attributes=said)


def _write_evenings(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    evenings = _array(path, "settled", "night", mode="r+")
    evenings.resize((len(records),))
    evenings[:] = np.array([record["night"] for record in records], dtype="datetime64[D]").astype(np.int64)


def _write_night(path: Path, night: xr.Dataset, slot: int, rows: slice, columns: slice) -> None:
    for name in _array_names(path):
        recent = _array(path, "recent", name, mode="r+")
        if recent.shape[0] <= slot:
            recent.resize((slot + 1, *recent.shape[1:]))
        # All of the night is written: a broken-off attempt may have left another in its place.
        whole = np.full(recent.shape[1:], recent.fill_value, dtype=recent.dtype)
        if name in night:
            whole[rows, columns] = night[name].to_numpy()
        recent[slot] = whole


def _layer(path: Path, journal: Mapping[str, Any], name: str, rows: slice, columns: slice) -> NDArray[Any]:
    parts = [
        np.asarray(_array(path, part, name)[: len(journal[part]), rows, columns])
        for part in ("settled", "recent")
        if journal[part]
    ]
    if not parts:
        dtype = _array(path, "settled", name).dtype
        return np.zeros((0, rows.stop - rows.start, columns.stop - columns.start), dtype=dtype)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _array(path: Path, part: str, name: str, *, mode: Any = "r") -> Any:
    return zarr.open_array(path / part / name, mode=mode, zarr_format=3)


def _array_names(path: Path) -> list[str]:
    return sorted(entry.name for entry in (path / "recent").iterdir() if entry.is_dir())


def _layers_of(cube: xr.Dataset) -> list[str]:
    return sorted(str(name) for name, layer in cube.data_vars.items() if layer.dims == ("night", "y", "x"))


def _stored_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype("f4") if dtype.kind == "f" else dtype


def _empty(dtype: np.dtype[Any]) -> Any:
    """What stands for "nothing here": NaN, False, and for flags the largest number, as the supplier does."""
    if dtype.kind == "f":
        return np.nan
    return False if dtype.kind == "b" else int(np.iinfo(dtype).max)
