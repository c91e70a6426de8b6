"""Products: how to cite a publication (CITATION.cff), and what is in its folder (README.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from seeingstars.event import Text
from seeingstars.products.described import Described, makers_of, without_repetition
from seeingstars.products.licences import NOT_STATED


def citation(described: Described) -> str:
    """CITATION.cff of a publication.

    Parameters
    ----------
    described : Described

    Returns
    -------
    str
        YAML. ``license`` is there only where one licence holds for all sources; each has its own under ``references``
        and in LICENCES.md. There is no DOI and no date of publication: whoever publishes adds both.

    References
    ----------
    Citation File Format 1.2.0, https://citation-file-format.github.io

    Examples
    --------
    >>> citation.__name__
    'citation'
    """
    licences = without_repetition([source.licence.spdx for source in described.sources])
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "title": described.title.en,
        "message": "Cite this data set and the sources under references; add the DOI once a repository has given one.",
        "abstract": described.summary.en,
        "authors": [{"name": makers_of(described.event).en}],
        "version": described.version,
        "keywords": ["light pollution", "night sky brightness", "lights-off event"],
        "references": [
            {"type": "data", "title": source.name, "authors": [{"name": source.name}], "notes": _licence_words(source)}
            for source in described.sources
        ],
    }
    # In this format a list of licences means "any of them", which is not so here: only a single one is named.
    if len(licences) == 1 and licences[0] and " " not in licences[0]:
        content["license"] = licences[0]
    return yaml.safe_dump(_filled(content), allow_unicode=True, sort_keys=False, width=10_000)


def _licence_words(source: Any) -> str:
    return "licence not stated" if source.licence == NOT_STATED else f"licence: {source.licence.name}"


def _filled(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value}


def read_me(described: Described) -> str:
    """README.md of a publication, in English and Dutch: what each file is, how to check and how to publish it.

    Parameters
    ----------
    described : Described

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> read_me.__name__
    'read_me'
    """
    english = _half(described, "en", _EN)
    return english + "\n" + _half(described, "nl", _NL)


def _half(described: Described, language: str, words: Mapping[str, str]) -> str:
    def say(text: Text) -> str:
        return str(getattr(text, language))

    rows = [
        f"| {file.address} | {say(file.what)} | {file.n_bytes} | {file.media_type.partition(';')[0]} |"
        for file in described.taken_home
    ]
    notes = [f"- {say(note)}" for note in described.notes]
    parts = [
        f"# {say(described.title)}",
        say(described.summary),
        f"## {words['files']}",
        "\n".join(
            [words["head"], "|---|---|---|---|", *rows, f"| index.html, nl/, en/ | {words['pages']} | | text/html |"]
        ),
        *(["\n".join(notes)] if notes else []),
        f"## {words['check']}",
        words["how_to_check"],
        f"## {words['doi']}",
        words["how_to_doi"],
        f"## {words['licences']}",
        words["see_licences"],
    ]
    return "\n\n".join(parts) + "\n"


_EN = {
    "files": "What is here",
    "head": "| file | what it is | bytes | type |",
    "pages": "the pages: open index.html",
    "check": "To check it",
    "how_to_check": "`sha256sum -c SHA256SUMS` says whether every file is as published; manifest.json also names every input by its SHA-256 "
    "and the versions used. reproduce.ipynb works out the verdict again from these files with pandas, xarray and scipy, without this program.",
    "doi": "To publish it with a DOI",
    "how_to_doi": "1. `seeingstars bundle FOLDER` makes one zip. 2. Deposit it in a repository that gives DOIs (Zenodo, DANS, 4TU.ResearchData). "
    "3. Fill in from datacite.json; put your names under creators, the repository in place of `:tba`, and the year. "
    "4. Put the DOI under `doi:` in CITATION.cff of the deposit's description. The files in the zip stay as they are: their checksums are published with them.",
    "licences": "Licences",
    "see_licences": "Each source keeps its own: see LICENCES.md. Read it before you pass anything on.",
}
_NL = {
    "files": "Wat hier staat",
    "head": "| bestand | wat het is | bytes | soort |",
    "pages": "de pagina's: open index.html",
    "check": "Nagaan of het klopt",
    "how_to_check": "`sha256sum -c SHA256SUMS` zegt of elk bestand is zoals gepubliceerd; manifest.json noemt ook elk invoerbestand met zijn SHA-256 "
    "en de gebruikte versies. reproduce.ipynb rekent de uitkomst na uit deze bestanden met pandas, xarray en scipy, zonder dit programma.",
    "doi": "Publiceren met een DOI",
    "how_to_doi": "1. `seeingstars bundle MAP` maakt één zip. 2. Zet die in een archief dat DOI's geeft (Zenodo, DANS, 4TU.ResearchData). "
    "3. Vul het formulier in met datacite.json; zet jullie namen bij creators, het archief op de plaats van `:tba`, en het jaar. "
    "4. Zet de DOI bij `doi:` in de CITATION.cff van de beschrijving. De bestanden in de zip blijven zoals ze zijn: hun controlegetallen zijn meegepubliceerd.",
    "licences": "Licenties",
    "see_licences": "Elke bron houdt haar eigen licentie: zie LICENCES.md. Lees dat voordat je iets verder verspreidt.",
}
