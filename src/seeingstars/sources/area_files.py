"""Areas from any file of polygons: GeoJSON, GeoPackage, shapefile, GeoParquet; those of Statistics Netherlands among them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio  # type: ignore[import-untyped, unused-ignore]
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from seeingstars.errors import UploadError
from seeingstars.sources.file_content import sha256_of

# Names of identifying columns, those of Statistics Netherlands (CBS) first, and of the names beside them.
ID_COLUMNS = ("buurtcode", "wijkcode", "gemeentecode", "statcode", "area_id", "id", "code", "gid", "fid")
NAME_COLUMNS = ("buurtnaam", "wijknaam", "gemeentenaam", "statnaam", "name", "naam")
_BROKEN = (OSError, ValueError, RuntimeError, TypeError, KeyError, AttributeError, ShapelyError)


@dataclass(frozen=True)
class AreaFile:
    """The areas of a file, in its order; shapes are in longitude, latitude (WGS 84) [degree], None where there is none."""

    file: str
    sha256: str
    layer: str
    crs: str
    id_column: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    shapes: tuple[BaseGeometry | None, ...]


def read_areas(path: Path, *, id_column: str | None = None, layer: str | None = None) -> AreaFile:
    """Every area of a file of polygons.

    Parameters
    ----------
    path : path of a file that GDAL reads, or of a GeoParquet file
    id_column : str or None
        The column whose values tell the areas apart; None looks for one of `ID_COLUMNS`.
    layer : str or None
        Which layer of a file with several.

    Returns
    -------
    AreaFile

    Raises
    ------
    UploadError
        If the file cannot be read, has several layers and none is named, does not say in which coordinates it is,
        holds something else than polygons, or the column is not there or does not tell the areas apart.

    Examples
    --------
    >>> read_areas(Path("pyproject.toml"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: pyproject.toml cannot be read as a file of areas...
    """
    layer = _layer_of(path, layer)
    table = _table_of(path, layer)
    _check_polygons(table, path.name)
    table = _in_degrees(table, path.name)
    column = _id_column(table, id_column, path.name)
    beside = next((name for name in table.columns if str(name).lower() in NAME_COLUMNS), column)
    return AreaFile(
        path.name,
        sha256_of(path),
        layer or "",
        str(table.attrs["crs_as_given"]),
        column,
        tuple(map(_text, table[column])),
        tuple(map(_text, table[beside])),
        tuple(None if shape is None or shape.is_empty else shape for shape in table.geometry),
    )


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _unreadable(path: Path, error: Exception) -> UploadError:
    words = " ".join(str(error).replace(str(path), path.name).split())[:160]
    return UploadError(
        f"{path.name} cannot be read as a file of areas (GeoJSON, GeoPackage, shapefile, GeoParquet): {words}",
        f"{path.name} is niet te lezen als bestand met gebieden (GeoJSON, GeoPackage, shapefile, GeoParquet): {words}",
    )


def _layer_of(path: Path, layer: str | None) -> str | None:
    if path.suffix.lower() in (".parquet", ".geoparquet"):
        return None
    try:
        there = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except _BROKEN as error:
        raise _unreadable(path, error) from error
    if layer is None and len(there) == 1:
        return there[0]
    if layer not in there:
        names = ", ".join(there) or "none"
        raise UploadError(
            f"{path.name} holds the layers {names}; name one of these with --layer; got {layer or 'none'}",
            f"{path.name} bevat de lagen {names}; noem er een met --layer; gegeven is {layer or 'geen'}",
        )
    return layer


def _table_of(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drivers about fields that are not used here
            table = gpd.read_parquet(path) if layer is None else gpd.read_file(path, layer=layer, engine="pyogrio")
    except _BROKEN as error:
        raise _unreadable(path, error) from error
    if not isinstance(table, gpd.GeoDataFrame) or not len(table):
        raise UploadError(f"{path.name} must hold areas; it holds none", f"{path.name} moet gebieden bevatten; het bevat er geen")  # fmt: skip
    return table


def _check_polygons(table: gpd.GeoDataFrame, name: str) -> None:
    kinds = {str(kind) for kind in table.geom_type.dropna().unique()} - {"Polygon", "MultiPolygon"}
    if kinds:
        got = ", ".join(sorted(kinds))
        raise UploadError(
            f"the areas of {name} must be polygons; it also holds {got}; draw the areas themselves",
            f"de gebieden in {name} moeten vlakken zijn; er staat ook {got} in; teken de gebieden zelf",
        )
    if all(shape is None or shape.is_empty for shape in table.geometry):
        raise UploadError(
            f"the areas of {name} must be polygons; none of its {len(table)} has a shape; draw the areas themselves",
            f"de gebieden in {name} moeten vlakken zijn; geen van de {len(table)} heeft een vorm; teken de gebieden zelf",
        )


def _in_degrees(table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    if table.crs is None:
        raise UploadError(
            f"{name} must say in which coordinates it is (a CRS); it does not; save it again with one",
            f"{name} moet zeggen in welke coördinaten het is (een CRS); dat ontbreekt; sla het opnieuw op met een",
        )
    given = table.crs.to_string()
    moved = table if table.crs.equals("EPSG:4326", ignore_axis_order=True) else table.to_crs("EPSG:4326")
    moved.attrs["crs_as_given"] = given if len(given) < 40 else table.crs.name
    return moved


def _id_column(table: gpd.GeoDataFrame, asked: str | None, name: str) -> str:
    columns = [str(column) for column in table.columns if column != table.geometry.name]
    if asked is None:
        found = [column for known in ID_COLUMNS for column in columns if column.lower() == known]
        found = [column for column in found if _tells_apart(table[column])] or found
        if found:
            asked = found[0]
    if asked is None or asked not in columns:
        could = ", ".join(column for column in columns if _tells_apart(table[column]))
        if not could:
            raise UploadError(
                f"each area of {name} needs a name of its own; no column of it tells the {len(table)} areas apart; add one, such as area_id",
                f"elk gebied in {name} heeft een eigen naam nodig; geen kolom ervan houdt de {len(table)} gebieden uit elkaar; voeg er een toe, zoals area_id",
            )
        raise UploadError(
            f"give with --id-column the column of {name} that tells the areas apart; got {asked or 'none'}; these could: {could}",
            f"geef met --id-column de kolom van {name} die de gebieden uit elkaar houdt; gegeven is {asked or 'geen'}; deze kunnen: {could}",
        )
    _check_tells_apart(table[asked].map(_text), asked, name)
    return asked


def _tells_apart(values: Any) -> bool:
    texts = values.map(_text)
    return bool((texts != "").all() and texts.is_unique)


def _check_tells_apart(texts: Any, column: str, name: str) -> None:
    twice, empty = texts[texts.duplicated() & (texts != "")], int((texts == "").sum())
    if len(twice) or empty:
        said = f"{empty} are empty" if empty else f"{twice.nunique()} stand more than once, first {twice.iloc[0]!r}"
        gezegd = f"{empty} zijn leeg" if empty else f"{twice.nunique()} komen vaker voor, eerst {twice.iloc[0]!r}"
        raise UploadError(
            f"column {column} of {name} must tell the {len(texts)} areas apart; {said}; give another with --id-column, or join the parts of an area first",
            f"kolom {column} van {name} moet de {len(texts)} gebieden uit elkaar houden; {gezegd}; geef een andere met --id-column, of voeg de delen van een gebied eerst samen",
        )
