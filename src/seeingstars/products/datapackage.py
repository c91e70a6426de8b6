"""Products: the tables of the publication as a Frictionless data package, each column with its type and meaning."""

from __future__ import annotations

from typing import Any

from seeingstars.columns import READING_COLUMNS, Column
from seeingstars.products.described import Described, PublishedFile, without_repetition
from seeingstars.products.excel_headings import EXCEL_HEADINGS, EXCEL_ORDER
from seeingstars.products.licences import NOT_STATED

_TYPES = {"category": "string", "str": "string", "int64": "integer", "int8": "integer", "bool": "boolean", "float64": "number"}  # fmt: skip
_FORMATS = {".csv": "csv", ".parquet": "parquet", ".nc": "netcdf", ".tif": "geotiff", ".geojson": "geojson"}


def data_package(described: Described, *, columns_of: dict[str, tuple[Column, ...]] | None = None) -> dict[str, Any]:
    """A Frictionless data package: resources with schema, size and hash, licences and sources.

    Parameters
    ----------
    described : Described
    columns_of : columns of further CSV files by address, beside those of the readings

    Returns
    -------
    dict
        ``resources`` are the tables and arrays; the limits of a column stand in its description and bind nothing,
        because what lies outside them is flagged and kept.

    References
    ----------
    Frictionless Data, Data Package 1, https://specs.frictionlessdata.io

    Examples
    --------
    >>> data_package.__name__
    'data_package'
    """
    known = {"readings.csv": READING_COLUMNS, **(columns_of or {})}
    resources = [_resource(file, known.get(file.address)) for file in described.taken_home if _format(file.address)]
    package: dict[str, Any] = {
        "name": described.event.event_id.lower(),
        "title": described.title.en,
        "description": " ".join([described.summary.en, *(note.en for note in described.notes)]),
        "version": described.version,
        "profile": "data-package",
        "licenses": _licences(described),
        "sources": [{"title": title} for title in without_repetition([one.name for one in described.sources])],
        "resources": resources,
    }
    return {key: value for key, value in package.items() if value or key == "resources"}


def _format(address: str) -> str:
    return _FORMATS.get(address[address.rfind(".") :], "")


def _licences(described: Described) -> list[dict[str, str]]:
    """Each licence once; the specification wants a name or an address, so one that is not stated is left to the sources."""
    found: dict[str, dict[str, str]] = {}
    for source in described.sources:
        licence = source.licence
        if licence == NOT_STATED:
            continue
        names = {"name": licence.spdx, "path": licence.url, "title": licence.name}
        # A name must be one of the list of Open Definition: letters, digits, - and .
        found[licence.name] = {key: text for key, text in names.items() if text and not (key == "name" and " " in text)}
    kept = [one for one in found.values() if "name" in one or "path" in one]
    return kept


def _resource(file: PublishedFile, columns: tuple[Column, ...] | None) -> dict[str, Any]:
    name = file.address.lower().replace("/", "-").replace(".", "-").replace("_", "-")
    resource: dict[str, Any] = {
        "name": name,
        "path": file.address,
        "title": file.what.en,
        "format": _format(file.address),
        "mediatype": file.media_type.partition(";")[0],
        "bytes": file.n_bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.address.startswith("readings-excel-nl"):
        return resource | {"profile": "tabular-data-resource", "encoding": "utf-8", "dialect": {"delimiter": ";"}, "schema": _excel_schema()}  # fmt: skip
    if columns is None:
        return resource
    table = {
        "profile": "tabular-data-resource",
        # The class set begins with a byte-order mark, and its Dutch half has ; between the columns.
        "encoding": "utf-8-sig" if file.address.startswith("class-") else "utf-8",
        "dialect": {"delimiter": ";" if file.address.endswith("-nl.csv") else ",", "doubleQuote": True, "header": True},
        "schema": {"fields": [_field(column) for column in columns], "missingValues": [""]},
    }
    return resource | table


def _excel_schema() -> dict[str, Any]:
    """The columns for a Dutch Excel: a decimal comma, yes and no in Dutch, dates and times as texts."""
    known = {column.name: column for column in READING_COLUMNS}
    return {
        "fields": [_excel_field(EXCEL_HEADINGS[name], known.get(name)) for name in EXCEL_ORDER],
        "missingValues": [""],
    }


def _excel_field(heading: str, column: Column | None) -> dict[str, Any]:
    kind = "string" if column is None else _TYPES.get(column.dtype, "string")
    field: dict[str, Any] = {"name": heading, "type": kind}
    if column is not None:
        field["description"] = f"{column.name}: {column.en}"
    if kind == "number":
        field["decimalChar"] = ","
    if kind == "boolean":
        field |= {"trueValues": ["ja"], "falseValues": ["nee"]}
    return field


def _field(column: Column) -> dict[str, Any]:
    kind = _TYPES.get(column.dtype, "date" if column.dtype == "date" else "datetime")
    low_high = "" if column.limits is None else f" (possible: {column.limits[0]:g} to {column.limits[1]:g})"
    words = {"title": column.nl, "description": column.en + low_high} if column.en else {}
    field: dict[str, Any] = {"name": column.name, "type": kind, **words}
    if kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if kind == "datetime":
        field["format"] = "any"
    if column.unit:
        field["unit"] = column.unit
    if column.source:
        field["source"] = column.source
    return field
