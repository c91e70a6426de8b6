"""Products: the files that people take home, in groups, each with what it is, its form, size and licence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from seeingstars.products.captions import licences_words
from seeingstars.products.sentences import SENTENCES
from seeingstars.products.words import LANGUAGES, Language, number, say

GROUPS = ("class", "print", "data", "proof")
# Files known by name, in the order in which people want them; what is not there is not listed.
_ORDER = {
    "class": (
        "class-set-nl.xlsx", "class-nights-nl.csv", "class-set-nl.csv", "class-set-en.xlsx", "class-nights-en.csv", "class-set-en.csv",
        "readings-excel-nl.csv",
    ),
    "print": (),
    "data": ("readings.csv", "readings-dictionary.csv", "readings.parquet", "readings.geojson", "neighbourhoods.csv", "neighbourhoods-dictionary.csv", "neighbourhoods.geojson", "participation.json", "nights.nc", "nightlights.nc", "nightlights_change.tif"),
    "proof": ("result.json", "reproduce.ipynb", "baseline.json", "README.md", "LICENCES.md", "CITATION.cff", "manifest.json", "SHA256SUMS", "datapackage.json", "ro-crate-metadata.json", "stac-item.json", "datacite.json", "licences.json"),
}  # fmt: skip
# The site itself and its pictures are not for taking home one by one.
_SITE = ("site", "maps", "nl", "en")
_FORMATS = {
    ".csv": "CSV", ".xlsx": "Excel (XLSX)", ".parquet": "GeoParquet", ".nc": "NetCDF", ".tif": "GeoTIFF (COG)", ".json": "JSON",
    ".pdf": "PDF", ".png": "PNG", ".svg": "SVG", ".geojson": "GeoJSON", ".zip": "ZIP", ".ipynb": "Jupyter", ".md": "Markdown",
    ".txt": "text", ".cff": "CFF", ".xml": "XML", ".html": "HTML", ".gpkg": "GeoPackage",
}  # fmt: skip
_PRINTED = (".pdf", ".png", ".svg")
_MOST_OF_A_FOLDER = 40


@dataclass(frozen=True)
class File:
    """A file of the publication: its address from the publication on, and its size, None while it is still to come."""

    address: str
    n_bytes: int | None

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.address.rsplit("/", 1)[-1]

    @property
    def ending(self) -> str:
        """The ending of the name, in small letters, with its dot."""
        return Path(self.name).suffix.lower()


def files_of(folder: Path, *, coming: Sequence[str] = ("manifest.json",)) -> dict[str, list[File]]:
    """Every file of a publication that people take home, by group: known ones first, then all others by name.

    Parameters
    ----------
    folder : the publication
    coming : files that are written after the site: listed without a size

    Returns
    -------
    mapping from the names in `GROUPS` to files; without empty groups

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "readings.csv").write_text("a")
    ...     {group: [file.name for file in files] for group, files in files_of(Path(folder)).items()}
    {'data': ['readings.csv'], 'proof': ['manifest.json']}
    """
    there = {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }
    files = {name: File(name, size) for name, size in there.items() if _is_taken_home(name)}
    files |= {name: File(name, None) for name in coming if name not in files}
    groups: dict[str, list[File]] = {group: [] for group in GROUPS}
    for group, names in _ORDER.items():
        groups[group] = [files.pop(name) for name in names if name in files]
    for name in sorted(files):
        groups[_group_of(files[name])].append(files[name])
    return {group: found for group, found in groups.items() if found}


def _is_taken_home(address: str) -> bool:
    first, _, rest = address.partition("/")
    return first != "index.html" if not rest else first not in _SITE


def _group_of(file: File) -> str:
    if file.name.startswith(("readings-excel-nl", "class-")):
        return "class"
    return "print" if file.ending in _PRINTED else "data"


def download_groups(
    files: Mapping[str, Sequence[File]], *, readings: pd.DataFrame, cube: xr.Dataset | None, language: Language
) -> list[dict[str, Any]]:
    """The groups as the page shows them.

    Parameters
    ----------
    files : of `files_of`
    readings : table whose licences are named
    cube : night lights, for their licence; None if there are none
    language : nl or en

    Examples
    --------
    >>> groups = download_groups({"data": [File("a/b.parquet", 1500)]}, readings=pd.DataFrame(), cube=None, language="en")
    >>> groups[0]["words"], groups[0]["files"][0]["format"], groups[0]["files"][0]["size"]
    ('For those who calculate and program', 'GeoParquet', '2 kB')
    """
    return [
        {
            "id": f"group-{group}",
            "words": say(f"group_{group}", language),
            "files": [_row(file, readings, cube, language) for file in sorted(found, key=_is_foreign(language))],
        }
        for group, found in files.items()
    ]


def _is_foreign(language: Language) -> Callable[[File], bool]:
    """Files in the reader's own language, and those in none, come first."""
    others = tuple(f"-{other}" for other in LANGUAGES if other != language)
    return lambda file: Path(file.name).stem.endswith(others)


def _row(file: File, readings: pd.DataFrame, cube: xr.Dataset | None, language: Language) -> dict[str, Any]:
    return {
        "address": file.address,
        "name": file.name,
        "what": _what(file, language),
        "format": _FORMATS.get(file.ending, file.ending.lstrip(".").upper() or "–"),
        "size": size_in_words(file.n_bytes, language),
        "licence": _licence(file, readings, cube, language),
        "save": file.ending not in (".pdf", ".png", ".svg", ".html"),
    }


def _what(file: File, language: Language) -> str:
    name = "readings-excel-nl.csv" if file.name.startswith("readings-excel-nl-") else file.name
    if file.address.startswith("sky/"):
        name = "sky.json" if name == "sky.json" else "sky"
    if f"file_{name}" in SENTENCES:
        return say(f"file_{name}", language)
    folder = file.address.rpartition("/")[0]
    return f"{say('file_other', language)} ({folder})" if folder else say("file_other", language)


def _licence(file: File, readings: pd.DataFrame, cube: xr.Dataset | None, language: Language) -> str:
    if file.name.startswith("nightlights") and cube is not None:
        return str(cube.attrs.get("licence") or say("licence_unknown", language))
    if file.name.startswith(("readings", "class-")) and file.name != "readings-dictionary.csv":
        licences = (licences_words(readings, language) if "licence" in readings else "") or say(
            "sources_none", language
        )
        is_by_row = file.name.startswith("readings")  # the class set has one sheet for all sources
        return say("licence_rows", language, licences=licences) if is_by_row else licences
    return say("licence_free", language)


def size_in_words(n_bytes: int | None, language: Language) -> str:
    """A size as people read it.

    Examples
    --------
    >>> size_in_words(None, "nl"), size_in_words(1_500_000, "nl"), size_in_words(10, "en")
    ('–', '1,5 MB', '1 kB')
    """
    if n_bytes is None:
        return say("size_unknown", language)
    if n_bytes < 1_000_000:
        return say("bytes_kb", language, size=number(max(n_bytes / 1000, 1), language, decimals=0))
    return say("bytes_mb", language, size=number(n_bytes / 1_000_000, language, decimals=1))
