"""Source room: districts and neighbourhoods of Statistics Netherlands (CBS) in the event's box, from the WFS of PDOK."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from shapely import box, union_all

from seeingstars.errors import SourceError, UploadError
from seeingstars.event import Event, Text
from seeingstars.sources.suppliers import Supplier
from seeingstars.sources.wanted_files import Looked, RefusedFileError, WantedFile, Wants, no_address, refused

FOLDER = "areas/cbs"
JOINED = "areas"
# Our choice, and as much as services of PDOK are known to give at once; more pages than this is a fault.
PAGE = 1000
_MOST_PAGES = 40
_CODES = {"buurten": "buurtcode", "wijken": "wijkcode", "gemeenten": "gemeentecode"}


@dataclass(frozen=True)
class _Question:
    supplier: Supplier
    year: int
    event: Event

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the event's areas [degree]."""
        west, south, east, north = union_all([area.shape for area in self.event.areas]).bounds
        return west, south, east, north


def wants(event: Event, *, supplier: Supplier, nights: Sequence[date]) -> Wants:
    """The first page of each layer; the others turn out to be wanted once that is there.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> from seeingstars.sources.suppliers import read_suppliers
    >>> supplier = read_suppliers([Path("data/sources.toml")])["cbs"]
    >>> iberia = load_event(Path("data/events/iberia-2025"))
    >>> wants(iberia, supplier=supplier, nights=[iberia.night]).none_because.en
    'CBS districts and neighbourhoods serves another part of the world'
    """
    question = _Question(supplier, event.night.year, event)
    if supplier.serves_box is not None and not box(*supplier.serves_box).contains(box(*question.bounds)):
        return Wants(
            none_because=Text(
                f"{supplier.name} geldt voor een ander deel van de wereld",
                f"{supplier.name} serves another part of the world",
            )
        )
    if not supplier.address:
        return no_address(supplier)
    files = tuple(_page(question, layer, 0, 0) for layer in supplier.layers)
    return Wants(files, join=partial(_join, question=question))


def _page(question: _Question, layer: str, number: int, first: int) -> WantedFile:
    supplier = question.supplier
    name = f"{layer}_{question.year}_{number + 1:02d}.json"
    address = supplier.address.format(
        layer=layer, year=question.year, bbox=_bbox(question.bounds), count=PAGE, first=first
    )
    return WantedFile(
        layer,
        f"{question.year}/{number + 1}",
        name,
        FOLDER,
        address,
        partial(_check, name=name, question=question, layer=layer, number=number),
        fingerprint=_fingerprint,
        more=partial(_following, question=question, layer=layer, number=number, first=first),
    )


def _bbox(bounds: tuple[float, float, float, float]) -> str:
    """The box in metres of the Dutch grid: there x stands first in every version of WFS, which in degrees it does not."""
    from pyproj import Transformer

    moved = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True).transform_bounds(*bounds)
    return ",".join(f"{value:.0f}" for value in moved)


def _features(path: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    content = json.loads(path.read_bytes())
    features = content["features"]
    if content["type"] != "FeatureCollection" or not isinstance(features, list):
        raise ValueError("no FeatureCollection")
    return features, content


def _fingerprint(path: Path) -> str:
    """What the areas are, without the moment of the answer that some services write in it."""
    import hashlib

    try:
        features, _ = _features(path)
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return hashlib.sha256(json.dumps(features, sort_keys=True).encode()).hexdigest()


def _check(part: Path, *, name: str, question: _Question, layer: str, number: int) -> Looked:
    supplier, code = question.supplier.name, _CODES.get(layer, "")
    try:
        features, content = _features(part)
        codes = [feature["properties"][code] for feature in features] if code else []
        said = content.get("numberReturned", len(features))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _not_areas(supplier, name, f"{type(error).__name__}: {str(error)[:80]}") from error
    if said != len(features) or len(features) > PAGE or len(set(codes)) != len(codes):
        raise _not_areas(supplier, name, f"numberReturned {said}, {len(features)} areas, {len(set(codes))} codes")
    if not features and number:
        return Looked(0)
    n_here = len(_inside(part, features, question, layer))
    if not n_here:
        raise _not_areas(supplier, name, f"0 of {len(features)} in the box of the event")
    return Looked(len(features), Text(f"{n_here} in het vak van het evenement", f"{n_here} in the box of the event"))


def _inside(
    path: Path, features: list[dict[str, Any]], question: _Question, layer: str
) -> list[tuple[dict[str, Any], Any]]:
    """The features, each with its shape in degrees, that touch the box of the event."""
    from seeingstars.sources.area_files import read_areas

    try:
        areas = read_areas(path, id_column=_CODES.get(layer))
    except UploadError as error:
        name = path.name.removeprefix(".").removesuffix(".part")
        raise refused(error, path, supplier=question.supplier.name, name=name) from error
    around = box(*question.bounds)
    pairs = zip(features, areas.shapes, strict=True)
    return [(feature, shape) for feature, shape in pairs if shape is not None and shape.intersects(around)]


def _not_areas(supplier: str, name: str, got: str) -> RefusedFileError:
    return RefusedFileError(
        f"{supplier} must give {name} as whole GeoJSON with areas of the event's box, each with its code once; got {got}; nothing of it is used",
        f"{supplier} moet {name} geven als volledige GeoJSON met gebieden uit het vak van het evenement, elk met zijn code één keer; er kwam {got}; er is niets van gebruikt",
    )


def _following(path: Path, *, question: _Question, layer: str, number: int, first: int) -> list[WantedFile]:
    features, content = _features(path)
    matched = content.get("numberMatched")
    n_so_far = first + len(features)
    # A service may give fewer at once than was asked: then only its own count tells whether there are more.
    is_last = n_so_far >= matched if isinstance(matched, int) else len(features) < PAGE
    if is_last or not features:
        return []
    if number + 1 >= _MOST_PAGES:
        raise SourceError(
            f"{question.supplier.name} gave more than {_MOST_PAGES} pages of {layer}; the event's box is too large",
            f"{question.supplier.name} gaf meer dan {_MOST_PAGES} bladen {layer}; het vak van het evenement is te groot",
        )
    return [_page(question, layer, number + 1, n_so_far)]


def _join(folder: Path, paths: Sequence[Path], *, question: _Question) -> list[Path]:
    """One GeoJSON a layer of what lies in the event's box, in longitude and latitude; ready for the command on areas."""
    from shapely import to_geojson

    made = []
    for layer in question.supplier.layers:
        code, found = _CODES.get(layer, ""), {}
        for path in sorted(path for path in paths if path.name.startswith(f"{layer}_")):
            for feature, shape in _inside(path, _features(path)[0], question, layer):
                properties = feature["properties"]
                found[str(properties.get(code))] = (properties, json.loads(to_geojson(shape)))
        features = [
            {"type": "Feature", "properties": properties, "geometry": geometry}
            for _, (properties, geometry) in sorted(found.items())
        ]
        if features:
            target = folder / JOINED / f"cbs_{layer}_{question.year}.geojson"
            target.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False)
            target.write_text(text + "\n", encoding="utf-8")
            made.append(target)
    return made
