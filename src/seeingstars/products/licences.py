"""Products: what each source of a publication is, under which licence, kept apart: ODbL, CC BY, NASA, not stated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from seeingstars.event import Text


@dataclass(frozen=True)
class Licence:
    """A licence by its SPDX name, where it has one, and where its text stands; ``""`` where that is not known."""

    name: str
    spdx: str = ""
    url: str = ""


@dataclass(frozen=True)
class Source:
    """One source with one licence: who, what it gave, the licence as it was stated, and in which files it is found."""

    name: str
    gives: Text
    licence: Licence
    as_stated: str
    files: tuple[str, ...]
    n_readings: int | None = None


NOT_STATED = Licence("not stated")
ODBL = Licence("Open Data Commons Open Database License 1.0", "ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/")  # fmt: skip
CC_BY = Licence("Creative Commons Attribution 4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
CC_BY_SA = Licence("Creative Commons Attribution-ShareAlike 4.0", "CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/")  # fmt: skip
CC_ZERO = Licence("Creative Commons Zero 1.0", "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
NASA_OPEN = Licence(
    "NASA Earth science data: open, without restriction; NASA asks to be named",
    url="https://www.earthdata.nasa.gov/engage/open-data-services-software-policies/data-use-guidance",
)
_KNOWN = (
    (re.compile(r"(?i)\bodbl\b|open database licen[sc]e|licenses/odbl"), ODBL),
    (re.compile(r"(?i)\bcc[- ]?by[- ]sa[- ]?4|licenses/by-sa/4\.0"), CC_BY_SA),
    (re.compile(r"(?i)\bcc[- ]?by[- ]?4|licenses/by/4\.0"), CC_BY),
    (re.compile(r"(?i)\bcc[- ]?0\b|publicdomain/zero"), CC_ZERO),
    (re.compile(r"(?i)\bnasa\b|\blaads\b"), NASA_OPEN),
)
_READINGS = ("readings.csv", "readings.parquet", "readings-excel-nl*.csv", "readings.geojson", "class-*")
_ADDRESS = re.compile(r"https?://[^\s<>()]+")


def licence_of(stated: str) -> Licence:
    """The licence that a text names; one that is not known here keeps its own words.

    Parameters
    ----------
    stated : the words of a file or its supplier; may be empty

    Returns
    -------
    Licence
        `NOT_STATED` for an empty text. Only versions that the text names are recognised.

    Examples
    --------
    >>> licence_of("ODbL 1.0 http://opendatacommons.org/licenses/odbl/summary/").spdx
    'ODbL-1.0'
    >>> licence_of("CC BY-NC 4.0"), licence_of(" ").name
    (Licence(name='CC BY-NC 4.0', spdx='', url=''), 'not stated')
    """
    words = " ".join(stated.split())
    if not words:
        return NOT_STATED
    for pattern, licence in _KNOWN:
        if pattern.search(words):
            return licence
    address = _ADDRESS.search(words)
    return Licence(words, url=address.group(0).rstrip(".,;") if address else "")


def sources_of(
    readings: pd.DataFrame,
    *,
    nightlights: Mapping[str, Any] | None = None,
    inputs: Sequence[Mapping[str, Any]] = (),
    base_map: str = "",
    has_sky: bool = False,
) -> list[Source]:
    """Every source of a publication, one row for each supplier and licence, most readings first.

    Parameters
    ----------
    readings : table with ``supplier`` and ``licence``
    nightlights : attributes of the cube of night lights; None if there is none
    inputs : notes of the manifest, for what leaves no licence in a product (hourly cloud)
    base_map : credit of the base map under the map; empty for none
    has_sky : whether charts of the sky are published

    Returns
    -------
    list of Source

    Examples
    --------
    >>> table = pd.DataFrame({"supplier": ["A", "A", ""], "licence": ["CC BY 4.0", "CC BY 4.0", ""]})
    >>> [(source.name, source.licence.spdx or source.licence.name, source.n_readings) for source in sources_of(table)]
    [('A', 'CC-BY-4.0', 2), ('not stated', 'not stated', 1)]
    """
    found = _of_readings(readings)
    if nightlights is not None:
        stated = str(nightlights.get("licence") or "")
        name = str(nightlights.get("source") or "not stated")
        files = ("nightlights.nc", "nightlights_change.tif", "maps/nightlights-*", "maps/change-*", "site/lights-*")
        found.append(Source(name, Text("nachtlicht, gezien vanuit de ruimte", "night lights seen from space"), licence_of(stated), stated, files))  # fmt: skip
    if any(note.get("kind") == "knmi_hourly_cloud" and note.get("accepted") for note in inputs):
        found.append(_KNMI)
    if base_map:
        found.append(Source(base_map, Text("de ondergrond van de kaart", "the base map"), licence_of(base_map), base_map, ("site/map-data.js",)))  # fmt: skip
    return [*found, *([_STARS] if has_sky else [])]


_KNMI = Source(
    "KNMI, hourly weather observations",
    Text("uurwaarnemingen van de bewolking; alleen de klasse per nacht staat in de bestanden", "hourly cloud; only its class for each night stands in the files"),
    CC_BY, "CC BY 4.0 (KNMI)", ("result.json", "baseline.json"),
)  # fmt: skip
_STARS = Source(
    "Bright Star Catalogue, 5th revised edition (Hoffleit and Warren 1991), and the constellation lines of d3-celestial",
    Text("de sterren en lijnen van de hemelkaarten", "the stars and lines of the sky charts"),
    Licence("MIT (bsc5-short.json) and BSD 3-Clause (d3-celestial)", "MIT AND BSD-3-Clause"),
    "MIT; BSD 3-Clause", ("sky/*",),
)  # fmt: skip


def _of_readings(readings: pd.DataFrame) -> list[Source]:
    names = ["supplier", "licence"]
    counts = readings.groupby(names, observed=True, dropna=False).size().reset_index(name="n")
    counts = counts.assign(**{name: counts[name].astype("str").fillna("").replace("nan", "") for name in names})
    counts = counts.sort_values(["n", *names], ascending=[False, True, True])
    gives = Text("metingen van de hemel", "readings of the sky")
    return [
        Source(supplier or "not stated", gives, licence_of(stated), stated, _READINGS, int(n))
        for supplier, stated, n in counts[[*names, "n"]].itertuples(index=False)
    ]


def licences_json(sources: Sequence[Source]) -> dict[str, Any]:
    """The sources and licences for a program.

    Examples
    --------
    >>> licences_json([])["sources"]
    []
    """
    return {
        "note": {"en": _NOTE.en, "nl": _NOTE.nl},
        "sources": [
            {
                "name": source.name,
                "gives": {"en": source.gives.en, "nl": source.gives.nl},
                "licence": source.licence.name,
                "spdx": source.licence.spdx or None,
                "url": source.licence.url or None,
                "as_stated": source.as_stated or None,
                "n_readings": source.n_readings,
                "files": list(source.files),
            }
            for source in sources
        ],
    }


def licences_text(sources: Sequence[Source], *, title: Text) -> str:
    """LICENCES.md: the sources with their licences in a table, in English and Dutch.

    Examples
    --------
    >>> print(licences_text([], title=Text("proef", "trial")).splitlines()[0])
    # Licences of the sources: trial
    """
    lines = [f"# Licences of the sources: {title.en}", "", _NOTE.en, ""]
    lines += [
        "| source | what it gave | licence | as stated | readings | where it stands |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_row(source) for source in sources]
    lines += ["", _KINDS.en, "", f"# Licenties van de bronnen: {title.nl}", "", _NOTE.nl, "", _KINDS.nl, ""]
    return "\n".join(lines)


def _row(source: Source) -> str:
    licence = source.licence.name + (f" ({source.licence.spdx})" if source.licence.spdx else "")
    if source.licence.url:
        licence += f", {source.licence.url}"
    count = "" if source.n_readings is None else str(source.n_readings)
    stated = source.as_stated or "not stated"
    cells = (source.name, source.gives.en, licence, stated, count, ", ".join(source.files))
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


_NOTE = Text(
    "De bronnen houden elk hun eigen licentie; er is er geen een voor alles. Bij elke meting staat de licentie in de kolom licence. "
    "'Not stated' betekent dat noch het bestand, noch de leverancier er een noemt: vraag het de maker voordat je die metingen verder verspreidt.",
    "Each source keeps its own licence; no single one holds for everything. Each reading bears its licence in the column licence. "
    "'Not stated' means that neither the file nor its supplier names one: ask the maker before you pass those readings on.",
)
_KINDS = Text(
    "De rijen onder ODbL en die onder CC BY zijn te scheiden op de kolom licence. Wie de rijen onder ODbL bewerkt tot een eigen databank en die openbaar maakt, "
    "deelt die onder ODbL; een kaart, figuur of getal daaruit vraagt om bronvermelding. CC BY vraagt om bronvermelding. Dit is een samenvatting, geen juridisch advies.",
    "Rows under ODbL and rows under CC BY can be told apart by the column licence. Whoever makes a database of the rows under ODbL and publishes it "
    "shares it under ODbL; a map, figure or number made from them asks that the source be named. CC BY asks that the source be named. This is a summary and no legal advice.",
)
