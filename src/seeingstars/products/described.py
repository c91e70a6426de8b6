"""Products: the facts of a publication that all its descriptions share: its files, its span of time and its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from seeingstars.event import Event, Text
from seeingstars.products.licences import Source
from seeingstars.products.sentences import SENTENCES

# What is written after the pages, in this order: each description names those before it, the sums name all.
DESCRIPTIONS = (
    "licences.json", "LICENCES.md", "CITATION.cff", "datacite.json", "stac-item.json", "datapackage.json", "README.md",
    "ro-crate-metadata.json", "SHA256SUMS",
)  # fmt: skip
# What the web pages are made of; catalogues name the folders and not each file in them.
PAGE_FOLDERS = ("site", "maps", "nl", "en", "sky")
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".nc": "application/x-netcdf",
    ".tif": "image/tiff; application=geotiff; profile=cloud-optimized",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".ipynb": "application/x-ipynb+json",
    ".md": "text/markdown",
    ".cff": "application/yaml",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@dataclass(frozen=True)
class PublishedFile:
    """A file of the publication: its address from the folder on, size [byte] and SHA-256."""

    address: str
    n_bytes: int
    sha256: str

    @property
    def media_type(self) -> str:
        """The media type by the ending; ``application/octet-stream`` where it is not known."""
        return _MEDIA_TYPES.get(PurePosixPath(self.address).suffix.lower(), "application/octet-stream")

    @property
    def is_of_pages(self) -> bool:
        """Whether it is a part of the web pages."""
        folder, _, rest = self.address.partition("/")
        return folder == "index.html" or bool(rest and folder in PAGE_FOLDERS)

    @property
    def what(self) -> Text:
        """What the file is."""
        name = PurePosixPath(self.address).name
        if name.startswith("readings-excel-nl"):
            name = "readings-excel-nl.csv"
        return SENTENCES.get(f"file_{name}", SENTENCES["file_other"])


@dataclass(frozen=True)
class Described:
    """What a publication is, for every description of it.

    ``first`` and ``last`` are the moments of the first and last reading (aware UTC), or the event's window where there
    is none; ``columns`` are those of the readings' CSV file; ``notes`` say what was left out of a file, and why.
    """

    event: Event
    result: Mapping[str, Any]
    files: tuple[PublishedFile, ...]
    sources: tuple[Source, ...]
    first: datetime
    last: datetime
    n_readings: int
    inputs: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def is_simulated(self) -> bool:
        """Whether any of it is simulated."""
        return bool(self.result.get("simulated"))

    @property
    def title(self) -> Text:
        """The name of the publication; one of a rehearsal says that it is simulated."""
        name = self.event.name
        nl, en = f"{name.nl}: hoeveel donkerder werd de hemel?", f"{name.en}: how much darker did the sky become?"
        return Text(f"GESIMULEERD. {nl}", f"SIMULATED. {en}") if self.is_simulated else Text(nl, en)

    @property
    def summary(self) -> Text:
        """What was compared, and the verdict of each stream in words."""
        comparisons = self.result.get("comparisons", [])
        texts = {
            language: " ".join(f"[{one['stream']}: {one['verdict']}] {one['reason'][language]}" for one in comparisons)
            for language in ("nl", "en")
        }
        nl = f"Vergelijking van de nacht van {self.event.night.isoformat()} met vergelijkbare nachten, per soort meting. {texts['nl']}"
        en = f"Comparison of the night of {self.event.night.isoformat()} with similar nights, one stream of readings at a time. {texts['en']}"
        if self.is_simulated:
            return Text(
                f"GESIMULEERD: verzonnen metingen, nooit gemeten. {nl}",
                f"SIMULATED: made-up data, never measured. {en}",
            )
        return Text(nl, en)

    @property
    def version(self) -> str:
        """The version of the program that made it."""
        return str(self.result.get("made_with", "")).removeprefix("seeingstars ")

    @property
    def shape(self) -> BaseGeometry:
        """All areas of the event together, in longitude, latitude [degree]."""
        return unary_union([area.shape for area in self.event.areas])

    @property
    def taken_home(self) -> tuple[PublishedFile, ...]:
        """The files that are not of the web pages, by name."""
        return tuple(file for file in self.files if not file.is_of_pages)

    def named(self, *addresses: str) -> list[PublishedFile]:
        """The files with these addresses that are there, in that order."""
        there = {file.address: file for file in self.files}
        return [there[address] for address in addresses if address in there]


def makers_of(event: Event) -> Text:
    """Who is named as the maker of a publication: those who measured, for the program knows no other name.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> makers_of(load_event(Path("data/events/leiden-2022"))).en.startswith("Contributors of measurements to ")
    True
    """
    return Text(f"Bijdragers van metingen aan {event.name.nl}", f"Contributors of measurements to {event.name.en}")


def without_repetition(values: Sequence[str]) -> list[str]:
    """Each value once, in order of first appearance.

    Examples
    --------
    >>> without_repetition(["b", "a", "b"])
    ['b', 'a']
    """
    return list(dict.fromkeys(values))
