"""Hall: a part is one tile of one stream in one year: kept as a cube of nights, summed over areas, one task a part.

Tasks are given paths and return paths, so that they run alike in this process and on any machine that sees the disk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.errors import SeeingStarsError, UploadError

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from seeingstars.science.area_coverage import Coverage
    from seeingstars.sources.night_files import NightFile

Box = tuple[float, float, float, float]

NIGHTS = "nights"
# Pixels of one cube while files are read: 60 MB of radiance in double precision.
_PIXELS_A_CUBE = 8_000_000
# Of a small window fewer: what is broken off loses no more than so many files.
_NIGHTS_A_CUBE = 16
# Settling packs chunks of a whole year anew: for a few nights, or some years of months, it costs more than it gives.
_WORTH_SETTLING = 60
# Rows of pixels that are summed at a time: those of the chunks of many nights, and of single ones.
_ROWS_A_BAND, _ROWS_OF_FEW_NIGHTS = 48, 240
# Raise it when the sums of the same nights and areas would come out otherwise.
_SUMS_VERSION = 1


@dataclass(frozen=True)
class Part:
    """One tile of one stream in one year (composites and images: in all years).

    Parameters
    ----------
    folder : where its cube and sums stand
    stream : product, collection and platform
    tile : of Black Marble, or the name of an image's grid
    kind : ``day``, ``month``, ``year`` or ``image``
    files : those given, in order of their days, the newest production of each
    named : paths of these that the user named himself
    box : (west, south, east, north), the window that the areas touch [degree]
    """

    folder: Path
    stream: tuple[str, str, str]
    tile: str
    kind: str
    files: tuple[NightFile, ...]
    named: frozenset[Path]
    box: Box


@dataclass(frozen=True)
class Plan:
    """What is to be done: the prepared areas, the parts, and notes on files that are in none of them."""

    areas: Path
    parts: tuple[Part, ...]
    notes: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Done:
    """What came of a part: where its sums stand, and a note (file, what, sha256, en, nl) of each file given."""

    sums: Path
    notes: tuple[dict[str, str], ...]


def do_part(part: Part, *, areas: Path) -> Done:
    """Add the files of a part to its cube of nights, and sum the cube over the areas.

    Use it as one task; parts have nothing in common and may be done anywhere in any order.

    Parameters
    ----------
    part : Part
    areas : path
        GeoParquet file of the areas, as `night_areas` prepares it.

    Returns
    -------
    Done

    Raises
    ------
    UploadError
        If a file that the user named cannot be used.
    SeeingStarsError
        If another program writes into the part, or its cube does not reach as far as the areas.
    """
    from seeingstars.science.tile_mosaic import Grid
    from seeingstars.store.night_store import only_writer, settle_nights, store_facts

    with only_writer(part.folder):
        notes = _store_files(part)
        store = part.folder / NIGHTS
        if not store.exists():
            return Done(Path(), tuple(notes))
        said = store_facts(store)
        _check_reaches(Grid(**said["grid"]), part)
        if said["n_recent"] >= _WORTH_SETTLING:
            settle_nights(store)
        return Done(sums_of_part(part, areas=areas), tuple(notes))


# --- files into the cube ---------------------------------------------------------------------------------------------


def _store_files(part: Part) -> list[dict[str, str]]:
    from seeingstars.store.night_store import append_nights, stored_nights

    store = part.folder / NIGHTS
    part = _within_store(part, store)
    there = {record["night"]: record for record in stored_nights(store)}
    notes: list[dict[str, str]] = []
    waiting: list[tuple[xr.Dataset, dict[str, str]]] = []
    for file in part.files:
        note = _note_of(file, there.get(file.last_day.isoformat()))
        notes.append(note)
        if note["what"] == "already stored" or note["what"] == "passed over":
            continue
        try:
            waiting.append((_night_of(file, part), {file.path.name: note["sha256"]}))
        except UploadError as refused:
            if file.path in part.named:
                raise
            note |= {"what": "refused", "en": refused.en, "nl": refused.nl}
        if len(waiting) >= _NIGHTS_A_CUBE or sum(night["clear"].size for night, _ in waiting) >= _PIXELS_A_CUBE:
            _append(store, waiting, append_nights)
    _append(store, waiting, append_nights)
    return notes


def _within_store(part: Part, store: Path) -> Part:
    """A night is read as far as the cube reaches, also where fewer areas ask today: no night in it has holes."""
    from seeingstars.science.tile_mosaic import Grid
    from seeingstars.store.night_store import store_facts

    if not store.exists():
        return part
    grid = Grid(**store_facts(store)["grid"])
    _check_reaches(grid, part)
    west, south, east, north = grid.edges_deg
    inward_x, inward_y = 0.01 * grid.step_x_deg, 0.01 * grid.step_y_deg
    return replace(part, box=(west + inward_x, south + inward_y, east - inward_x, north - inward_y))


def _note_of(file: NightFile, record: dict[str, Any] | None) -> dict[str, str]:
    from seeingstars.store.digests import sha256_of_file

    sha256 = sha256_of_file(file.path)
    note = {"file": file.path.name, "what": "added", "sha256": sha256, "en": "", "nl": ""}
    if record is None:
        return note
    earlier = str(record.get("source_files", ""))
    if sha256 in record["sha256"].values():
        return note | {"what": "already stored"}
    if file.product == "GeoTIFF" or file.produced_at < str(record.get("produced_at") or ""):
        return note | {
            "what": "passed over",
            "en": f"the store holds {earlier} of that day, which is as new or newer; two images of one source and day are never mixed",
            "nl": f"de opslag bevat {earlier} van die dag, dat even nieuw of nieuwer is; twee beelden van één bron en dag worden nooit gemengd",
        }
    return note | {
        "what": "replaced",
        "en": f"takes the place of {earlier}",
        "nl": f"komt in de plaats van {earlier}",
    }


def _append(store: Path, waiting: list[tuple[xr.Dataset, dict[str, str]]], append_nights: Any) -> None:
    import xarray as xr

    if not waiting:
        return
    nights = [night for night, _ in waiting]
    cube = nights[0] if len(nights) == 1 else xr.concat(nights, dim="night", data_vars="all", coords="minimal", join="exact", compat="equals", combine_attrs="override")  # fmt: skip
    append_nights(store, cube, digests={name: sha for _, digests in waiting for name, sha in digests.items()})
    waiting.clear()


# Layers that are kept of each kind, with the type of number and what stands where a file lacks them.
_RADIANCE = "radiance_nw_cm2_sr"
_FLAGS = {"mandatory_quality_flag": ("u1", 255), "qf_cloud_mask": ("u2", 65535), "snow_flag": ("u1", 255)}
_AT_SENSOR = {"qf_cloud_mask": ("u2", 65535), "qf_dnb": ("u2", 65535), "utc_time_hours": ("f4", float("nan")), "sensor_zenith_deg": ("f4", float("nan"))}  # fmt: skip
_WITH_PASS = ("utc_time_hours", "sensor_zenith_deg")
_COMPOSITE = {"composite_quality": ("u1", 255), "n_observations": ("u2", 65535)}


def layers_of(product: str, kind: str) -> dict[str, tuple[str, float]]:
    """The layers beside radiance and mask that the cube of a product keeps.

    Examples
    --------
    >>> sorted(layers_of("VNP46A4", "year"))
    ['composite_quality', 'n_observations']
    """
    if product == "GeoTIFF":
        return {}
    if kind in ("month", "year"):
        return dict(_COMPOSITE)
    return dict(_AT_SENSOR) if product.endswith("A1") else dict(_FLAGS)


def _night_of(file: NightFile, part: Part) -> xr.Dataset:
    """One file as a cube of one night, with all layers of its product."""
    import numpy as np
    import xarray as xr

    from seeingstars.sources.night_files import read_window

    tile = read_window(file, box=part.box)
    shape = tile["clear"].shape
    layers = {_RADIANCE: tile[_RADIANCE].to_numpy(), "clear": tile["clear"].to_numpy()}
    for name, (dtype, empty) in layers_of(file.product, file.kind).items():
        layers[name] = tile[name].to_numpy() if name in tile else np.full(shape, empty, dtype=dtype)
        layers[name] = layers[name].astype(dtype, copy=False)
    by_night = {
        "tile_date": file.last_day.isoformat(),
        "first_day": file.first_day.isoformat(),
        "last_day": file.last_day.isoformat(),
        "produced_at": file.produced_at,
        "source_files": file.path.name,
        "pass_time_utc": tile.attrs.get("acquired_at_utc", ""),
        "mask": mask_name(tile.attrs["clear_definition"]),
    }
    night = np.array([file.last_day], dtype="datetime64[D]").astype("datetime64[ns]")
    return xr.Dataset(
        {name: (("night", "y", "x"), values[None]) for name, values in layers.items()}
        | {name: ("night", [value]) for name, value in by_night.items()},
        coords={
            "night": ("night", night, {"long_name": "last UTC day that the file covers"}),
            "latitude_deg": ("y", tile["latitude_deg"].to_numpy()),
            "longitude_deg": ("x", tile["longitude_deg"].to_numpy()),
        },
        attrs={
            **dict(zip(("product", "collection", "platform"), part.stream, strict=True)),
            "tile": part.tile,
            "kind": part.kind,
            "layer": tile.attrs["layer"],
            "box": " ".join(f"{side:.9g}" for side in file.box),
            "is_simulated": int(file.is_simulated),
        },
    )


def mask_name(definition: str) -> str:
    """The short name of a mask in tables.

    Examples
    --------
    >>> mask_name("every pixel with a value: ...")
    'every_value'
    """
    from seeingstars.sources.black_marble_composites import MASK_BY_QUALITY
    from seeingstars.sources.black_marble_flags import CLEAR_DEFINITION

    return {CLEAR_DEFINITION: "strict", MASK_BY_QUALITY: "good_composite"}.get(definition, "every_value")


# --- the cube over areas ---------------------------------------------------------------------------------------------


def sums_of_part(part: Part, *, areas: Path) -> Path:
    """Sum the cube of a part over the areas; what was summed before is taken as it stands.

    Returns
    -------
    path
        Of a file of arrays: ``areas`` (places in the table of areas of those that touch the part), ``nights``
        (ISO days), by night ``first_day``, ``pass_time_utc``, ``mask``, and the sums (areas, nights) of
        `science.area_sums`; of at-sensor tiles also first, last and mean time and the mean view angle.
    """
    from seeingstars.store.digests import sha256_of_file
    from seeingstars.store.kept_arrays import keep_arrays, kept_arrays

    store = part.folder / NIGHTS
    journal = sha256_of_file(store / "nights.json")
    path = part.folder / f"sums-{areas.stem}-{journal[:16]}-{_SUMS_VERSION}.npz"
    if kept_arrays(path) is None:
        for old in part.folder.glob(f"sums-{areas.stem}-*.npz"):
            old.unlink()
        keep_arrays(path, _sums(part, store, areas))
    return path


def _sums(part: Part, store: Path, areas: Path) -> dict[str, NDArray[Any]]:
    import numpy as np

    from seeingstars.science.area_coverage import bands_of
    from seeingstars.science.area_passes import PassSums
    from seeingstars.science.area_sums import AreaSums, no_sums
    from seeingstars.store.night_store import stored_nights

    touching, coverage, grid = _coverage(part, store, areas)
    records = stored_nights(store)
    total = no_sums(len(touching), len(records))
    passes = PassSums(len(touching), len(records)) if part.stream[0].endswith("A1") else None
    rows = _ROWS_A_BAND if len(records) >= _WORTH_SETTLING else _ROWS_OF_FEW_NIGHTS
    for box, some, here in bands_of(coverage, grid=grid, rows=rows):
        sums, window = _sums_of_band(store, box, here, with_pass=passes is not None)
        for mine, theirs in zip(total.arrays(), sums.arrays(), strict=True):
            mine[some] += theirs
        if passes is not None:
            hours, zenith = (np.ascontiguousarray(_of_pixels(window[name], here)) for name in _WITH_PASS)
            passes.add(hours, zenith, areas=some, coverage=here)
    by_night = {key: np.array([str(record.get(key) or "") for record in records], dtype=np.str_) for key in ("night", "first_day", "pass_time_utc", "mask", "source_files")}  # fmt: skip
    names = AreaSums.__dataclass_fields__
    sums_by_name = dict(zip(names, total.arrays(), strict=True))
    return {"areas": touching, "whole": coverage.whole, **by_night, **sums_by_name, **(passes.arrays() if passes else {})}  # fmt: skip


def _sums_of_band(store: Path, box: Box, coverage: Coverage, *, with_pass: bool) -> tuple[Any, xr.Dataset]:
    import numpy as np

    from seeingstars.science.area_sums import area_sums
    from seeingstars.store.night_store import read_nights

    layers = [_RADIANCE, "clear", *(_WITH_PASS if with_pass else ())]
    nights = read_nights(store, box=box, layers=layers)
    radiance, clear = (np.ascontiguousarray(_of_pixels(nights[name], coverage)) for name in layers[:2])
    return area_sums(radiance, clear.astype(bool), coverage=coverage), nights


def _of_pixels(layer: xr.DataArray, coverage: Coverage) -> NDArray[Any]:
    import numpy as np

    return np.asarray(layer.to_numpy().reshape(layer.sizes["night"], -1).T[coverage.pixels])


def _coverage(part: Part, store: Path, areas: Path) -> tuple[NDArray[Any], Coverage, Any]:
    """The areas that touch the part, their shares of its pixels (kept for the next time), and its grid."""
    import numpy as np
    from scipy.sparse import csr_array

    from seeingstars.science.area_coverage import Coverage
    from seeingstars.science.tile_mosaic import Grid
    from seeingstars.store.kept_arrays import keep_arrays, kept_arrays
    from seeingstars.store.night_store import store_facts

    said = store_facts(store)["grid"]
    grid = Grid(**said)
    digest = hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]
    path = part.folder / f"shares-{areas.stem}-{digest}.npz"
    kept = kept_arrays(path)
    if kept is None:
        kept = _shares(grid, areas)
        keep_arrays(path, kept)
    shape = (len(kept["areas"]), len(kept["pixels"]))
    weights = csr_array((kept["shares"], kept["columns"], kept["starts"]), shape=shape)
    return kept["areas"], Coverage(np.asarray(kept["pixels"]), weights, kept["whole"]), grid


def _shares(grid: Any, areas: Path) -> dict[str, NDArray[Any]]:
    import geopandas as gpd
    import numpy as np
    from shapely.geometry import box

    from seeingstars.event import Area, Text
    from seeingstars.science.area_coverage import coverage_of

    shapes = gpd.read_parquet(areas).geometry
    frame = box(*grid.edges_deg)
    touching = np.flatnonzero(shapes.notna() & shapes.intersects(frame))
    some = [Area(str(place), "", Text("", ""), shapes.iloc[place]) for place in touching]
    coverage = coverage_of(some, grid=grid)
    weights = coverage.weights
    return {
        "areas": touching, "pixels": coverage.pixels, "whole": coverage.whole,
        "shares": weights.data, "columns": weights.indices, "starts": weights.indptr,
    }  # fmt: skip


def _check_reaches(grid: Any, part: Part) -> None:
    """The cube must reach as far as the areas do within its tile; otherwise part of an area would go missing."""
    west, south, east, north = grid.edges_deg
    slack = 1e-3 * grid.step_x_deg
    inside = west <= part.box[0] + slack and south <= part.box[1] + slack
    if not (inside and east >= part.box[2] - slack and north >= part.box[3] - slack):
        got = ", ".join(f"{side:.4g}" for side in part.box)
        has = ", ".join(f"{side:.4g}" for side in grid.edges_deg)
        raise SeeingStarsError(
            f"the store holds {part.tile} within {has} (west, south, east, north); the areas ask for {got}; give another --store for these areas",
            f"de opslag bevat {part.tile} binnen {has} (west, zuid, oost, noord); de gebieden vragen {got}; geef een andere --store voor deze gebieden",
        )
