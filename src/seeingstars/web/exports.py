"""Readings as CSV, GeoJSON, Parquet or JSON, written while they are read: no more than one page is ever in memory."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from seeingstars.products.csv_text import csv_bytes, csv_columns
from seeingstars.web.export_columns import FLAGS, SCHEMA, flat_row, table_of

Rows = Sequence[Mapping[str, Any]]
Writer = Callable[[Iterable[Rows]], Iterator[bytes]]

# Signs that mean something to a web page: harmless in JSON, and more so written as numbers.
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_text(content: object) -> str:
    """JSON that a web page cannot take for its own words.

    Examples
    --------
    >>> json_text({"comment": "<script>"})
    '{"comment":"\\\\u003cscript\\\\u003e"}'
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    return text.translate(_ESCAPED)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


def public_reading(reading: Mapping[str, Any]) -> dict[str, Any]:
    """A reading as JSON has it: the flags of the checks together under ``flags``."""
    row = flat_row(reading)
    flags = {name.removeprefix("flag_"): row.pop(name) for name in FLAGS}
    return row | {"flags": flags}


def as_csv(pages: Iterable[Rows]) -> Iterator[bytes]:
    """CSV (RFC 4180, UTF-8): one line of headings; texts that a spreadsheet would run have a ``'`` before them.

    Examples
    --------
    >>> text = b"".join(as_csv([[{"reading_id": 1, "comment": "=1+1"}]])).decode()
    >>> text.split("\\r\\n")[0][:24], "'=1+1" in text
    ('reading_id,stream,instru', True)
    """
    is_first = True
    for page in _one_at_least(pages):
        columns = csv_columns(table_of(flat_row(reading) for reading in page), one_line=True)
        blocks = csv_bytes(columns, delimiter=",", end="\r\n")
        head = next(blocks)
        if is_first:
            yield head
        is_first = False
        yield from blocks


def as_geojson(pages: Iterable[Rows]) -> Iterator[bytes]:
    """GeoJSON (RFC 7946): a feature a reading, at its public place; without a place its geometry is null.

    Examples
    --------
    >>> b"".join(as_geojson([])).decode()
    '{"type":"FeatureCollection","features":[\\n]}\\n'
    """
    yield b'{"type":"FeatureCollection","features":['
    separator = "\n"
    for page in pages:
        lines = []
        for reading in page:
            lines.append(separator + json_text(_feature(reading)))
            separator = ",\n"
        yield "".join(lines).encode()
    yield b"\n]}\n"


def _feature(reading: Mapping[str, Any]) -> dict[str, Any]:
    properties = public_reading(reading)
    longitude, latitude = properties.pop("longitude_deg"), properties.pop("latitude_deg")
    known = longitude is not None and latitude is not None
    point = {"type": "Point", "coordinates": [longitude, latitude]} if known else None
    return {"type": "Feature", "id": properties["reading_id"], "geometry": point, "properties": properties}


def as_parquet(pages: Iterable[Rows]) -> Iterator[bytes]:
    """Parquet (zstd), a row group a page.

    Examples
    --------
    >>> whole = b"".join(as_parquet([[{"reading_id": 1}]]))
    >>> pq.read_table(io.BytesIO(whole)).num_rows
    1
    """
    sink = _Pieces()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), SCHEMA, compression="zstd") as writer:
        for page in pages:
            writer.write_table(table_of(flat_row(reading) for reading in page))
            yield sink.taken()
    yield sink.taken()


class _Pieces(io.RawIOBase):
    """Takes what is written and gives it out in pieces."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Keep a piece until it is taken."""
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _one_at_least(pages: Iterable[Rows]) -> Iterator[Rows]:
    is_empty = True
    for page in pages:
        is_empty = False
        yield page
    if is_empty:
        yield []


# By the word of ?format=: media type, ending of the file's name, writer.
FORMATS: Mapping[str, tuple[str, str, Writer]] = {
    "csv": ("text/csv; charset=utf-8; header=present", "csv", as_csv),
    "geojson": ("application/geo+json", "geojson", as_geojson),
    "parquet": ("application/vnd.apache.parquet", "parquet", as_parquet),
}
