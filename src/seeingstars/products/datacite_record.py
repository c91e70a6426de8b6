"""Products: the publication as a DataCite record, ready for a repository that gives it a DOI."""

from __future__ import annotations

from typing import Any

from seeingstars.products.described import Described, makers_of, without_repetition
from seeingstars.products.licences import NOT_STATED

# DataCite's own word for a value that is still to be given.
TO_BE_GIVEN = ":tba"


def datacite_record(described: Described) -> dict[str, Any]:
    """A record by the schema 4.5 of DataCite, without DOI: the repository gives it.

    Parameters
    ----------
    described : Described

    Returns
    -------
    dict
        The publisher is ``:tba``, to be put in by whoever deposits it. ``publicationYear`` is the year of the last
        reading, the earliest that it can be: nothing here reads a clock.

    References
    ----------
    DataCite Metadata Schema 4.5, https://doi.org/10.14454/g8e5-6293; appendix 3 for ``:tba``.

    Examples
    --------
    >>> TO_BE_GIVEN
    ':tba'
    """
    event, (west, south, east, north) = described.event, described.shape.bounds
    return {
        "creators": [{"name": makers_of(event).en, "nameType": "Organizational"}],
        "titles": [
            {"title": described.title.en, "lang": "en"},
            {"title": described.title.nl, "titleType": "TranslatedTitle", "lang": "nl"},
        ],
        "publisher": {"name": TO_BE_GIVEN},
        "publicationYear": f"{described.last.year:04d}",
        "types": {"resourceType": "comparison of nights", "resourceTypeGeneral": "Dataset"},
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "language": "en",
        "version": described.version,
        "subjects": [{"subject": word, "lang": "en"} for word in _SUBJECTS],
        "contributors": [
            {"name": name, "nameType": "Organizational", "contributorType": "DataCollector"}
            for name in without_repetition([source.name for source in described.sources])
        ],
        "dates": [
            {"date": f"{described.first.date()}/{described.last.date()}", "dateType": "Collected"},
            {"date": event.night.isoformat(), "dateType": "Other", "dateInformation": "the event night"},
        ],
        "rightsList": _rights(described),
        "descriptions": [
            {"description": described.summary.en, "descriptionType": "Abstract", "lang": "en"},
            {"description": described.summary.nl, "descriptionType": "Abstract", "lang": "nl"},
            {"description": _HOW_TO, "descriptionType": "TechnicalInfo", "lang": "en"},
        ],
        "geoLocations": [
            {
                "geoLocationPlace": event.place.en,
                "geoLocationBox": {
                    "westBoundLongitude": west,
                    "eastBoundLongitude": east,
                    "southBoundLatitude": south,
                    "northBoundLatitude": north,
                },
            }
        ],
        "formats": without_repetition([file.media_type for file in described.taken_home]),
        "sizes": [f"{sum(file.n_bytes for file in described.files)} bytes", f"{len(described.files)} files"],
    }


_SUBJECTS = ("light pollution", "night sky brightness", "citizen science", "lights-off event")
_HOW_TO = (
    "To publish with a DOI: deposit the zip that 'seeingstars bundle' makes; give the repository this record with the names of "
    "the makers, the publisher in place of :tba and the year of publication; the repository adds the DOI. README.md says more."
)


def _rights(described: Described) -> list[dict[str, str]]:
    """Each licence once, with what it holds for; what is not stated is said to be so."""
    rights: dict[str, dict[str, str]] = {}
    for source in described.sources:
        licence = source.licence
        names = without_repetition([one.name for one in described.sources if one.licence == licence])
        words = f"{licence.name}: {', '.join(names)}"
        one = {"rights": "licence not stated: " + ", ".join(names) if licence == NOT_STATED else words, "lang": "en"}
        if licence.url:
            one["rightsUri"] = licence.url
        if licence.spdx and " " not in licence.spdx:
            one |= {
                "rightsIdentifier": licence.spdx,
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
        rights[licence.name] = one
    return list(rights.values())
