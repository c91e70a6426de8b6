"""Hall: the descriptions of a publication for researchers and repositories, made from the files that stand in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from seeingstars.columns import Column
from seeingstars.event import Event
from seeingstars.products import citation, licences
from seeingstars.products.datacite_record import datacite_record
from seeingstars.products.datapackage import data_package
from seeingstars.products.described import DESCRIPTIONS, Described, PublishedFile
from seeingstars.products.neighbourhood_tables import COLUMNS, TABLE
from seeingstars.products.reading_points import POINTS, RULE, TOO_MANY
from seeingstars.products.ro_crate import ro_crate
from seeingstars.products.stac_item import stac_item
from seeingstars.store.digests import sha256_of_file
from seeingstars.store.publication import MANIFEST, read_json, write_json

SUMS = DESCRIPTIONS[-1]


def write_metadata(
    folder: Path,
    *,
    event: Event,
    inputs: Sequence[Mapping[str, Any]] = (),
    base_map: str = "",
) -> list[Path]:
    """Describe a publication whose products all stand: licences, citation, DataCite, STAC, Frictionless, RO-Crate, sums.

    Use it last, before the manifest. The files of the folder are read; nothing of the clock or the machine goes in.

    Parameters
    ----------
    folder : path of the publication, with ``result.json`` and ``readings.parquet``
    event : Event
    inputs : notes of the manifest on what was given
    base_map : credit of the base map under the map; empty for none

    Returns
    -------
    the files written, of which ``SHA256SUMS`` is the last; it names every file but itself and the manifest

    Raises
    ------
    SeeingStarsError
        If ``result.json`` is not there.
    """
    result = read_json(folder / "result.json")
    rows = pq.read_table(folder / "readings.parquet", columns=["supplier", "licence", "observed_at_utc"]).to_pandas()
    first, last = _span(rows["observed_at_utc"], event)
    sources = licences.sources_of(
        rows,
        nightlights=_attributes(folder / "nightlights.nc"),
        inputs=inputs,
        base_map=base_map,
        has_sky=(folder / "sky").is_dir(),
    )

    notes = (RULE if (folder / POINTS).is_file() else TOO_MANY,)

    def described(files: Iterable[PublishedFile]) -> Described:
        return Described(event, result, tuple(files), tuple(sources), first, last, len(rows), tuple(inputs), notes)

    return _written(folder, described, sources, event)


def _written(folder: Path, described: Any, sources: list[licences.Source], event: Event) -> list[Path]:
    files = {file.address: file for file in _files_of(folder)}

    def keep(path: Path) -> None:
        files[path.name] = _published(path, folder)

    def now() -> Described:
        return described(files[name] for name in sorted(files))  # type: ignore[no-any-return]

    keep(write_json(licences.licences_json(sources), folder / "licences.json"))
    keep(_write_text(licences.licences_text(sources, title=now().title), folder / "LICENCES.md"))
    keep(_write_text(citation.citation(now()), folder / "CITATION.cff"))
    keep(write_json(datacite_record(now()), folder / "datacite.json"))
    keep(write_json(stac_item(now()), folder / "stac-item.json"))
    keep(write_json(data_package(now(), columns_of={TABLE: COLUMNS, **_as_texts(folder)}), folder / "datapackage.json"))
    keep(_write_text(citation.read_me(now()), folder / "README.md"))
    keep(write_json(ro_crate(now()), folder / "ro-crate-metadata.json"))
    _write_text("".join(f"{files[name].sha256}  {name}\n" for name in sorted(files)), folder / SUMS)
    return [folder / name for name in DESCRIPTIONS]


def _as_texts(folder: Path) -> dict[str, tuple[Column, ...]]:
    """The columns of the class set and of dictionaries: for people to read, so every cell is a text."""
    found = {}
    for path in sorted([*folder.glob("class-*.csv"), *folder.glob("*-dictionary.csv")]):
        with path.open(encoding="utf-8-sig", newline="") as file:
            headings = next(csv.reader(file, delimiter=";" if path.name.endswith("-nl.csv") else ","), [])
        found[path.name] = tuple(Column(heading, "str", "", "", "") for heading in headings)
    return found


def _files_of(folder: Path) -> list[PublishedFile]:
    """Every file of the folder but descriptions of an earlier call, the sums and the manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    left_out = {*DESCRIPTIONS, MANIFEST}
    return [_published(path, folder) for path in paths if path.relative_to(folder).as_posix() not in left_out]


def _published(path: Path, folder: Path) -> PublishedFile:
    return PublishedFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of_file(path))


def _write_text(text: str, path: Path) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _span(moments: pd.Series[Any], event: Event) -> tuple[datetime, datetime]:
    """When the first and the last reading were made; the event's window where there is none."""
    known = moments.dropna()
    if known.empty:
        return event.window.start, event.window.end
    return known.min().to_pydatetime(), known.max().to_pydatetime()


def _attributes(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    import xarray as xr

    with xr.open_dataset(path, engine="h5netcdf") as stored:
        return dict(stored.attrs)
