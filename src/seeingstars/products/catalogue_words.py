"""Products: what the files for researchers are, and the sentences of README.md, in Dutch and English."""

from __future__ import annotations

from seeingstars.event import Text

CATALOGUE_SENTENCES: dict[str, Text] = {
    "file_README.md": Text("wat in deze map staat en hoe je het gebruikt", "what is in this folder and how to use it"),
    "file_LICENCES.md": Text("de licentie van elke bron apart", "the licence of each source by itself"),
    "file_licences.json": Text("de licenties voor een programma", "the licences for a program"),
    "file_CITATION.cff": Text("hoe je dit aanhaalt", "how to cite this"),
    "file_datacite.json": Text(
        "beschrijving voor een archief met DOI (DataCite 4.5)", "description for a repository with a DOI (DataCite 4.5)"
    ),
    "file_datapackage.json": Text(
        "de tabellen en hun kolommen voor een programma (Frictionless)",
        "the tables and their columns for a program (Frictionless)",
    ),
    "file_ro-crate-metadata.json": Text(
        "hoe de bestanden samenhangen en waaruit ze zijn gemaakt (RO-Crate)",
        "how the files belong together and what they were made from (RO-Crate)",
    ),
    "file_stac-item.json": Text(
        "plaats, tijd en bestanden voor een kaartcatalogus (STAC)", "place, time and files for a catalogue of maps (STAC)"
    ),
    "file_reproduce.ipynb": Text(
        "rekenblad dat de uitkomst narekent uit deze bestanden alleen (Jupyter, pandas, xarray)",
        "notebook that works out the verdict again from these files alone (Jupyter, pandas, xarray)",
    ),
    "file_SHA256SUMS": Text(
        "controlegetallen van alle bestanden, voor sha256sum -c", "checksums of all files, for sha256sum -c"
    ),
    "file_readings.geojson": Text(
        "metingen als punten voor een kaartprogramma (GeoJSON)", "readings as points for mapping software (GeoJSON)"
    ),
    "file_neighbourhoods.csv": Text(
        "uitkomst per buurt of wijk, verborgen waar te weinig mensen meededen",
        "results by neighbourhood, hidden where too few people took part",
    ),
    "file_neighbourhoods.geojson": Text("hetzelfde op de kaart (GeoJSON)", "the same on the map (GeoJSON)"),
    "file_neighbourhoods-dictionary.csv": Text(
        "wat elke kolom van de buurten betekent", "what every column of the neighbourhoods means"
    ),
    "file_participation.json": Text(
        "hoeveel, waar en wanneer mensen meededen, zonder iemand herkenbaar te maken",
        "how many took part, where and when, with nobody recognisable",
    ),
    "neighbourhoods_title": Text("Per buurt of wijk", "By neighbourhood"),
    "neighbourhoods_of": Text("Per buurt of wijk: {stream}", "By neighbourhood: {stream}"),
    "column_neighbourhood": Text("Buurt of wijk", "Neighbourhood"),
    "column_readings_all": Text("Metingen", "Readings"),
    "column_event_median": Text("De nacht zelf, mediaan ({unit})", "The night itself, median ({unit})"),
    "column_baseline_median": Text("Vergelijkbare nachten, mediaan ({unit})", "Similar nights, median ({unit})"),
    "column_seen_clear": Text("Helder gezien (%)", "Seen clear (%)"),
}  # fmt: skip
