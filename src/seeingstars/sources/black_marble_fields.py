"""The group of layers in an open Black Marble file, and what stands in it, by the low level of h5py.

The library's objects for users take longer to make than a window of a tile takes to unpack (`make bench-nightlights`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import h5py
import numpy as np

from seeingstars.errors import UploadError
from seeingstars.sources.black_marble_name import TILE_PIXELS


@dataclass(frozen=True)
class Fields:
    """The group of the layers: the name of its grid, the names in it, and the layers opened so far."""

    group: h5py.h5g.GroupID
    grid: str
    names: frozenset[str]
    layers: dict[str, h5py.h5d.DatasetID] = field(default_factory=dict)


def data_fields(file: h5py.h5g.GroupID, *, name: str) -> Fields:
    """The one group that holds the layers.

    Raises
    ------
    UploadError
        If there is no such group, or more than one.
    """
    grids, found = _group_in(file, b"HDFEOS/GRIDS"), []
    for grid in grids or ():
        inside = _group_in(grids, grid)
        groups = [_group_in(inside, kind) for kind in (b"Data Fields", b"Data_Fields")] if inside else []
        found += [(grid, group) for group in groups if group is not None]
    if len(found) != 1:
        raise UploadError(
            f"{name} is an HDF5 file but not of Black Marble: it needs one group HDFEOS/GRIDS/…/Data Fields and has {len(found)}",
            f"{name} is een HDF5-bestand, maar niet van Black Marble: het heeft één groep HDFEOS/GRIDS/…/Data Fields nodig en heeft er {len(found)}",
        )
    grid, group = found[0]
    return Fields(group, _text(grid), frozenset(map(_text, group)))


def _group_in(parent: h5py.h5g.GroupID, name: bytes) -> h5py.h5g.GroupID | None:
    item = item_in(parent, name)
    return item if isinstance(item, h5py.h5g.GroupID) else None


def item_in(parent: h5py.h5g.GroupID, name: bytes) -> Any:
    """What stands under a name in the same file, as the low level gives it; None if there is nothing."""
    try:
        item = h5py.h5o.open(parent, name)
    except KeyError:
        return None
    return item if h5py.h5o.get_info(item).fileno == h5py.h5o.get_info(parent).fileno else None


def numbers_of(dataset: h5py.h5d.DatasetID) -> Any:
    """All that a small dataset holds."""
    kind = dataset.get_type()
    if not isinstance(kind, h5py.h5t.TypeStringID) or kind.is_variable_str():
        return h5py.Dataset(dataset)[()]
    text = np.empty(dataset.shape, dtype=f"S{kind.get_size()}")
    dataset.read(h5py.h5s.ALL, h5py.h5s.ALL, text, mtype=kind)
    return text


def _text(name: bytes) -> str:
    return name.decode("utf-8", errors="surrogateescape")


def layer_of(fields: Fields, layer: str, *, file: str) -> h5py.h5d.DatasetID:
    """A layer of the right shape that is stored in the file itself.

    Raises
    ------
    UploadError
        If there is no such layer, or it is not 2400 by 2400 numbers, or stands in another file.
    """
    if layer in fields.layers:
        return fields.layers[layer]
    if layer not in fields.names:
        there = ", ".join(sorted(fields.names)[:30])
        raise UploadError(
            f"{file} has no layer {layer}; it has {there}", f"{file} heeft geen laag {layer}; het heeft {there}"
        )
    is_here = fields.group.links.get_info(layer.encode()).type == h5py.h5l.TYPE_HARD
    dataset = item_in(fields.group, layer.encode()) if is_here else None
    if not isinstance(dataset, h5py.h5d.DatasetID) or _is_elsewhere(dataset):
        raise UploadError(
            f"layer {layer} must be stored in {file} itself; it points elsewhere or is no table of numbers",
            f"laag {layer} moet in {file} zelf staan; hij verwijst naar elders of is geen tabel met getallen",
        )
    shape, dtype = dataset.shape, dataset.dtype
    if shape != (TILE_PIXELS, TILE_PIXELS) or dtype.kind not in "uif":
        raise UploadError(
            f"layer {layer} must be {TILE_PIXELS} by {TILE_PIXELS} numbers; it is {shape} of {dtype}, in {file}",
            f"laag {layer} moet {TILE_PIXELS} bij {TILE_PIXELS} getallen zijn; hij is {shape} van {dtype}, in {file}",
        )
    fields.layers[layer] = dataset
    return dataset


def _is_elsewhere(dataset: h5py.h5d.DatasetID) -> bool:
    made_with = dataset.get_create_plist()
    return bool(made_with.get_layout() == h5py.h5d.VIRTUAL or made_with.get_external_count() > 0)
