"""Products: the publication as an RO-Crate: which files there are, what made them, and from what."""

from __future__ import annotations

from typing import Any

from seeingstars.products.described import PAGE_FOLDERS, Described, PublishedFile, makers_of

_CRATE = "https://w3id.org/ro/crate/1.1"
_PROGRAM, _RUN, _MAKERS, _PLACE = "#seeingstars", "#run", "#makers", "#place"


def ro_crate(described: Described) -> dict[str, Any]:
    """The content of ``ro-crate-metadata.json``, JSON-LD of RO-Crate 1.1.

    Parameters
    ----------
    described : Described

    Returns
    -------
    dict
        The files that people take home one by one, the folders of the web pages as a whole, the run of the program
        with its inputs by SHA-256. ``datePublished`` is the date of the last reading: nothing here reads a clock, and
        the repository gives the true one.

    References
    ----------
    RO-Crate 1.1, https://w3id.org/ro/crate/1.1

    Examples
    --------
    >>> ro_crate.__name__
    'ro_crate'
    """
    files = [_file(file, described) for file in described.taken_home]
    folders = [
        {"@id": f"{name}/", "@type": "Dataset", "name": f"pages and pictures: {name}"}
        for name in PAGE_FOLDERS
        if any(file.address.startswith(f"{name}/") for file in described.files)
    ]
    inputs = [_input(note) for note in described.inputs if note.get("accepted") and note.get("sha256")]
    licences = _licences(described)
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": _CRATE},
        },
        _root(described, [*files, *folders]),
        *files,
        *folders,
        *licences,
        *_about(described),
        _run([*files], inputs),
        *inputs,
    ]
    return {"@context": f"{_CRATE}/context", "@graph": _each_once(graph)}


def _root(described: Described, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": described.title.en,
        "alternateName": described.title.nl,
        "description": " ".join([described.summary.en, *(note.en for note in described.notes), _DATE_WORDS]),
        "identifier": described.event.event_id,
        "datePublished": described.last.date().isoformat(),
        "temporalCoverage": f"{described.first.isoformat()}/{described.last.isoformat()}",
        "spatialCoverage": {"@id": _PLACE},
        "creator": {"@id": _MAKERS},
        "license": {"@id": "LICENCES.md"},
        "hasPart": [{"@id": part["@id"]} for part in parts],
        "mentions": [{"@id": _RUN}],
    }


_DATE_WORDS = "datePublished is the date of the last reading; the repository gives the date of publication."


def _file(file: PublishedFile, described: Described) -> dict[str, Any]:
    licences = [_licence_id(source.licence) for source in described.sources if _holds(file.address, source.files)]
    entity: dict[str, Any] = {
        "@id": file.address,
        "@type": "File",
        "name": file.what.en + (" (SIMULATED)" if described.is_simulated else ""),
        "encodingFormat": file.media_type,
        "contentSize": str(file.n_bytes),
        "sha256": file.sha256,
    }
    if licences:
        entity["license"] = [{"@id": name} for name in dict.fromkeys(licences)]
    return entity


def _holds(address: str, patterns: tuple[str, ...]) -> bool:
    from fnmatch import fnmatchcase

    return any(fnmatchcase(address, pattern) for pattern in patterns)


def _licence_id(licence: Any) -> str:
    return licence.url or f"#licence-{'-'.join(licence.name.lower().split())}"


def _licences(described: Described) -> list[dict[str, Any]]:
    return [
        {"@id": _licence_id(source.licence), "@type": "CreativeWork", "name": source.licence.name}
        for source in described.sources
    ]


def _about(described: Described) -> list[dict[str, Any]]:
    west, south, east, north = described.shape.bounds
    return [
        {"@id": _MAKERS, "@type": "Organization", "name": makers_of(described.event).en},
        {"@id": _PLACE, "@type": "Place", "name": described.event.place.en, "geo": {"@id": "#box"}},
        {"@id": "#box", "@type": "GeoShape", "box": f"{south:.5f} {west:.5f} {north:.5f} {east:.5f}"},
        {"@id": _PROGRAM, "@type": "SoftwareApplication", "name": "Seeing Stars", "version": described.version},
    ]


def _input(note: Any) -> dict[str, Any]:
    # The bytes are not in the crate; a name after # is one that stands for something outside it.
    return {
        "@id": f"#input-{note['sha256']}",
        "@type": "CreativeWork",
        "name": str(note["file"]),
        "sha256": str(note["sha256"]),
        "contentSize": str(note.get("bytes", "")),
    }


def _run(files: list[dict[str, Any]], inputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@id": _RUN,
        "@type": "CreateAction",
        "name": "comparison of the event night with its sister nights",
        "instrument": {"@id": _PROGRAM},
        "object": [{"@id": one["@id"]} for one in inputs],
        "result": [{"@id": one["@id"]} for one in files],
    }


def _each_once(graph: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entities by their names, each once: two inputs with the same bytes are one."""
    return list({entity["@id"]: entity for entity in reversed(graph)}.values())[::-1]
