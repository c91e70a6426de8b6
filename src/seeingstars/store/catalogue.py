"""A catalogue of an archive of tiles that stays where it is: one Zarr hierarchy whose chunks are those of the files.

Needs the extra ``dask`` (virtualizarr, icechunk). Nothing is copied: the catalogue holds where each chunk stands, and
a file that changes after it was catalogued is refused when it is read.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from seeingstars.errors import SeeingStarsError

_ROOT = "file://"


def catalogue_tiles(path: Path, tiles: Mapping[date, Path], *, group: str, layers: Sequence[str], name: str) -> str:
    """Add tiles of one product, collection, satellite and place to a catalogue, night behind night.

    Parameters
    ----------
    path : path of the catalogue
        An Icechunk repository; made if nothing stands there.
    tiles : mapping from the UTC day to the HDF5 file
        All of one layout; days after those that are in it; all below the folder of the first tiles ever added.
    group : str
        Group of the layers within the files.
    layers : names of the layers
    name : str
        Where they stand in the catalogue, such as ``VNP46A2-001-Suomi-NPP/h18v03``.

    Returns
    -------
    str
        Id of the snapshot, with which it can always be read as it is now.

    Raises
    ------
    SeeingStarsError
        If the packages are absent, there are no tiles, one has another layout or stands outside the archive of the
        catalogue, or a day is not after those in the catalogue.
    """
    if not tiles:
        raise SeeingStarsError(
            f"a catalogue needs at least one tile; none was given for {name}",
            f"een catalogus heeft minstens één tegel nodig; er is er geen gegeven voor {name}",
        )
    icechunk, virtualizarr = _packages()
    days = sorted(tiles)
    repository = _opened(path, icechunk, make=True, archive=_common_folder(tiles.values()))
    _check_is_below(repository, tiles.values(), path)
    known = _days(repository, name)
    if known and days[0] <= known[-1]:
        raise SeeingStarsError(
            f"a catalogue grows by later days; {name} reaches to {known[-1]}, got {days[0]}; make a new one for all",
            f"een catalogus groeit met latere dagen; {name} loopt tot {known[-1]}, gegeven is {days[0]}; maak een nieuwe voor alles",
        )
    session = repository.writable_session("main")
    with warnings.catch_warnings():
        # Codecs of the files that Zarr 3 has not yet written down; virtualizarr's own way of naming them.
        warnings.simplefilter("ignore")
        nights = [_virtual(tiles[day], day, group, layers, virtualizarr) for day in days]
        try:
            whole = virtualizarr.concat(nights, dim="night", coords="minimal", compat="override", combine_attrs="override")  # fmt: skip
        except (ValueError, NotImplementedError) as error:
            raise SeeingStarsError(
                f"tiles of one place in a catalogue must have one layout (types, chunks, packing); {error}",
                f"tegels van één plaats in een catalogus moeten één opmaak hebben (soorten, blokken, inpakking); {error}",
            ) from error
        whole.virtualize.to_icechunk(
            session.store, group=name, append_dim="night" if known else None, last_updated_at=_newest(tiles.values())
        )
    return str(session.commit(f"{name}: {days[0]} to {days[-1]}"))


def open_catalogue(path: Path, *, name: str) -> Any:
    """The nights of one place as an xarray Dataset that reads from the files themselves, chunk by chunk.

    Parameters
    ----------
    path, name : as for `catalogue_tiles`

    Returns
    -------
    xarray.Dataset
        Dims (night, y, x), not in memory; the numbers as they are stored, neither scaled nor masked.

    Raises
    ------
    SeeingStarsError
        If the packages are absent or there is no such place in it.
    """
    icechunk, _ = _packages()
    import xarray as xr

    repository = _opened(path, icechunk, make=False, archive=None)
    try:
        session = repository.readonly_session("main")
        return xr.open_zarr(session.store, group=name, consolidated=False, mask_and_scale=False, chunks=None)
    except (KeyError, FileNotFoundError) as error:
        raise SeeingStarsError(
            f"the catalogue at {path} must hold {name}; it does not",
            f"de catalogus in {path} moet {name} bevatten; dat doet hij niet",
        ) from error


def catalogued_days(path: Path) -> dict[str, list[date]]:
    """The UTC days of every place in a catalogue, by name; empty where there is no catalogue yet.

    Use it to add only what is new, and to see what there is to open.

    Parameters
    ----------
    path : as for `catalogue_tiles`

    Returns
    -------
    dict
        Name, such as ``VNP46A2-001-Suomi-NPP/h18v03``, to its days in order.

    Raises
    ------
    SeeingStarsError
        If the packages are absent.
    """
    import zarr

    icechunk, _ = _packages()
    if not icechunk.Repository.exists(icechunk.local_filesystem_storage(str(path.resolve()))):
        return {}
    repository = _opened(path, icechunk, make=False, archive=None)
    try:
        root = zarr.open_group(repository.readonly_session("main").store, mode="r")
    except FileNotFoundError:  # made, yet nothing was ever added
        return {}
    names = [f"{stream}/{tile}" for stream, group in root.groups() for tile in group.group_keys()]
    return {name: _days(repository, name) for name in sorted(names)}


def _check_is_below(repository: Any, files: Iterable[Path], path: Path) -> None:
    """Only files below the folder that the catalogue was made for can ever be read through it."""
    prefixes = list(repository.config.virtual_chunk_containers or {})
    outside = [file for file in files if not any(f"{_ROOT}{file.resolve()}".startswith(prefix) for prefix in prefixes)]
    if outside:
        archive = ", ".join(prefix.removeprefix(_ROOT) for prefix in prefixes)
        raise SeeingStarsError(
            f"the catalogue at {path} is of the archive {archive}; {len(outside)} tiles stand outside it, first {outside[0].name}; make another catalogue for these",
            f"de catalogus in {path} hoort bij het archief {archive}; {len(outside)} tegels staan daarbuiten, eerst {outside[0].name}; maak daarvoor een andere catalogus",
        )


class _Virtualizarr:
    """What is used of virtualizarr and its registry of places."""

    def __init__(self) -> None:
        import xarray as xr
        from obspec_utils.registry import ObjectStoreRegistry  # type: ignore[import-not-found, import-untyped, unused-ignore]
        from obstore.store import LocalStore  # type: ignore[import-not-found, import-untyped, unused-ignore]
        from virtualizarr import open_virtual_dataset  # type: ignore[import-not-found, import-untyped, unused-ignore]
        from virtualizarr.parsers import HDFParser  # type: ignore[import-not-found, import-untyped, unused-ignore]

        self.concat, self.open, self.parser = xr.concat, open_virtual_dataset, HDFParser
        self.registry = ObjectStoreRegistry({_ROOT: LocalStore(prefix="/")})


def _packages() -> tuple[Any, _Virtualizarr]:
    try:
        import icechunk  # type: ignore[import-not-found, import-untyped, unused-ignore]

        # It warns at every opening that a disk keeps no two writers apart; `cataloguing` does.
        icechunk.set_logs_filter("error")
        return icechunk, _Virtualizarr()
    except ImportError as error:
        raise SeeingStarsError(
            f"a catalogue needs the packages virtualizarr and icechunk; install seeingstars[dask] ({error.name} is not there)",
            f"een catalogus vraagt de pakketten virtualizarr en icechunk; installeer seeingstars[dask] ({error.name} is er niet)",
        ) from error


def _newest(files: Iterable[Path]) -> datetime:
    """Just after the last change of any of the files: one that changes later is refused by icechunk."""
    return datetime.fromtimestamp(max(file.stat().st_mtime for file in files) + 1, UTC)


def _common_folder(files: Iterable[Path]) -> Path:
    folders = {file.resolve().parent for file in files}
    first = next(iter(folders))
    return next(above for above in (first, *first.parents) if all(above in (one, *one.parents) for one in folders))


def _opened(path: Path, icechunk: Any, *, make: bool, archive: Path | None) -> Any:
    storage = icechunk.local_filesystem_storage(str(path.resolve()))
    is_there = icechunk.Repository.exists(storage)
    if not is_there and not make:
        raise SeeingStarsError(f"there must be a catalogue at {path}; there is none", f"in {path} moet een catalogus staan; die is er niet")  # fmt: skip
    if is_there:
        config = icechunk.Repository.fetch_config(storage) or icechunk.RepositoryConfig.default()
        places = dict.fromkeys(config.virtual_chunk_containers or {})
        return icechunk.Repository.open(storage, config=config, authorize_virtual_chunk_access=places)
    if path.is_dir() and any(path.iterdir()):
        raise SeeingStarsError(
            f"a new catalogue needs an empty folder; something else stands in {path}; name another",
            f"een nieuwe catalogus heeft een lege map nodig; in {path} staat iets anders; noem een andere",
        )
    config = icechunk.RepositoryConfig.default()
    prefix = f"{_ROOT}{archive}/"
    config.set_virtual_chunk_container(icechunk.VirtualChunkContainer(prefix, icechunk.local_filesystem_store(str(archive))))  # fmt: skip
    path.mkdir(parents=True, exist_ok=True)
    made = icechunk.Repository.create(storage, config=config, authorize_virtual_chunk_access={prefix: None})
    made.save_config()
    return made


def _days(repository: Any, name: str) -> list[date]:
    import zarr

    try:
        store = repository.readonly_session("main").store
        nights: Any = zarr.open_array(store, path=f"{name}/night", mode="r")
        return [day.item() for day in np.asarray(nights[:]).astype("datetime64[D]")]
    except (KeyError, FileNotFoundError):
        return []


def _virtual(file: Path, day: date, group: str, layers: Sequence[str], packages: _Virtualizarr) -> Any:
    url = f"{_ROOT}{file.resolve()}"
    with packages.open(url=url, parser=packages.parser(group=group), registry=packages.registry) as tile:
        missing = [layer for layer in layers if layer not in tile]
        if missing:
            raise SeeingStarsError(
                f"{file.name} must have the layers {', '.join(layers)} in {group}; it lacks {', '.join(missing)}",
                f"{file.name} moet de lagen {', '.join(layers)} in {group} hebben; er ontbreekt {', '.join(missing)}",
            )
        y, x = (tile[layers[0]].dims[axis] for axis in (0, 1))
        picked = tile[list(layers)].drop_attrs(deep=False).rename({y: "y", x: "x"})
        number = np.int64((day - date(1970, 1, 1)).days)
        named = picked.expand_dims("night").assign_coords(night=("night", [number]))
        named["night"].attrs = {"units": "days since 1970-01-01", "calendar": "standard"}
        return named
