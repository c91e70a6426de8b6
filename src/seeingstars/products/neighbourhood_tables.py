"""Products: results by neighbourhood and who took part, as CSV, GeoJSON, their dictionary and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from seeingstars.columns import STREAMS, Column, Stream, require_columns
from seeingstars.event import Text
from seeingstars.products.csv_text import csv_bytes, csv_columns
from seeingstars.products.words import Language, number, say

TABLE, SHAPES, DICTIONARY, WHO = (
    "neighbourhoods.csv",
    "neighbourhoods.geojson",
    "neighbourhoods-dictionary.csv",
    "participation.json",
)
_MAG = "mag arcsec-2, or mag for naked_eye"
_PEOPLE_EN = "; a contributor is the fewest people that can have made the readings"
_PEOPLE_NL = "; een bijdrager is het kleinste aantal mensen dat de metingen kan hebben gedaan"
_OF = {
    "readings": ("all readings, good or not", "alle metingen, goed of niet"),
    "event": (
        "good readings in the lights-off hours of the event night",
        "goede metingen in de donkere uren van de nacht zelf",
    ),
    "baseline": (
        "good readings in those hours of the baseline nights",
        "goede metingen in die uren van de vergelijkbare nachten",
    ),
}


def _counted(name: str) -> tuple[Column, ...]:
    en, nl = _OF[name]
    return (
        Column(f"n_{name}", "int64", "1", f"number of {en}; empty where hidden", f"aantal {nl}; leeg als verborgen"),
        Column(
            f"n_contributors_{name}", "int64", "1", f"contributors of {en}; empty where hidden{_PEOPLE_EN}",
            f"bijdragers van {nl}; leeg als verborgen{_PEOPLE_NL}",
        ),
        Column(
            f"{name}_state", "str", "",
            "shown; too_few (fewer contributors than smallest_group); beside_another (hidden so that no hidden number follows from a total)",
            "shown (te zien); too_few (minder bijdragers dan smallest_group); beside_another (verborgen zodat geen verborgen getal uit een totaal volgt)",
        ),
    )  # fmt: skip


def _median(name: str) -> tuple[Column, ...]:
    over_en, over_nl = {
        "event": ("over the contributors' own medians on the event night", "over de eigen medianen van de bijdragers in de nacht zelf"),
        "baseline": ("over the medians of the baseline nights", "over de medianen van de vergelijkbare nachten"),
    }[name]  # fmt: skip
    return (
        Column(f"{name}_median", "float64", _MAG, f"median {over_en}; larger is darker", f"mediaan {over_nl}; groter is donkerder"),
        Column(f"{name}_low", "float64", _MAG, "lower end of its 95 % interval; empty for fewer than 6 values", "ondergrens van het 95%-interval; leeg bij minder dan 6 waarden"),
        Column(f"{name}_high", "float64", _MAG, "upper end of its 95 % interval; empty for fewer than 6 values", "bovengrens van het 95%-interval; leeg bij minder dan 6 waarden"),
    )  # fmt: skip


_LIGHT = "nW cm-2 sr-1"
COLUMNS: tuple[Column, ...] = (
    Column("area_id", "str", "", "the neighbourhood, as its file names it", "de buurt of wijk, zoals het bestand die noemt"),
    Column("name", "str", "", "its name, where the file has one", "de naam, als het bestand die heeft"),
    Column("stream", "str", "", "kind of instrument; satellite for the night lights; never pooled", "soort instrument; satellite voor het nachtlicht; nooit samengevoegd"),
    *_counted("readings"), *_counted("event"), *_counted("baseline"),
    Column("n_baseline_nights", "int64", "1", "baseline nights with readings here", "vergelijkbare nachten met metingen hier"),
    *_median("event"), *_median("baseline"),
    Column("event_radiance_nw_cm2_sr", "float64", _LIGHT, "mean radiance on the event night, satellite only; nobody is recognised by it, so it is never hidden", "gemiddelde straling in de nacht zelf, alleen satelliet; niemand is eraan te herkennen, dus nooit verborgen"),
    Column("event_radiance_uncertainty_nw_cm2_sr", "float64", _LIGHT, "its standard uncertainty", "de standaardonzekerheid daarvan"),
    Column("event_clear_share", "float64", "1", "share of the area seen clear that night", "deel van het gebied dat die nacht helder is gezien"),
    Column("baseline_radiance_nw_cm2_sr", "float64", _LIGHT, "median of the mean radiance over the baseline nights", "mediaan van de gemiddelde straling over de vergelijkbare nachten"),
    Column("baseline_radiance_low_nw_cm2_sr", "float64", _LIGHT, "lower end of its 95 % interval; empty for fewer than 6 nights", "ondergrens van het 95%-interval; leeg bij minder dan 6 nachten"),
    Column("baseline_radiance_high_nw_cm2_sr", "float64", _LIGHT, "upper end of its 95 % interval; empty for fewer than 6 nights", "bovengrens van het 95%-interval; leeg bij minder dan 6 nachten"),
    Column("smallest_group", "int64", "1", "fewest contributors that are shown", "kleinste aantal bijdragers dat te zien is"),
    Column("is_simulated", "bool", "", "true if any of it is made up in a rehearsal", "waar als iets ervan is verzonnen voor een oefening"),
)  # fmt: skip

NOTE = Text(
    "Verborgen is wat van minder dan {k} bijdragers komt, en soms een getal ernaast, zodat het verborgene niet uit een totaal volgt. Een bijdrager is het "
    "kleinste aantal mensen dat de metingen kan hebben gedaan: één instrument, één plaats of één bestand telt als één. Dit zijn kleine groepen: een verschil "
    "tussen buurten is meestal toeval, en zegt niets over oorzaak. De metingen zelf staan met hun plaats in readings.csv, zoals hun bron ze openbaar maakte.",
    "Hidden is what comes from fewer than {k} contributors, and at times a number beside it, so that what is hidden does not follow from a total. A contributor is "
    "the fewest people that can have made the readings: one instrument, one place or one file counts as one. These are small groups: a difference between "
    "neighbourhoods is mostly chance, and says nothing of a cause. The readings themselves stand with their place in readings.csv, as their source published them.",
)
HOMES = Text(
    "Waar mensen wonen is niet bekend en wordt niet gevraagd. Daarom staat hier niet wie dicht bij huis mat, maar alleen of iemands metingen alle binnen 1 km van elkaar liggen.",
    "Where people live is not known and not asked. So this does not say who measured near home, only whether somebody's readings all lie within 1 km of each other.",
)


def write_neighbourhoods(
    table: pd.DataFrame, folder: Path, *, shapes: Sequence[BaseGeometry | None], smallest_group: int, simulated: bool
) -> list[Path]:
    """Write ``neighbourhoods.csv``, ``neighbourhoods.geojson`` and the dictionary of their columns.

    Parameters
    ----------
    table : a row an area and stream, with the columns of `COLUMNS`
        Those of hidden numbers are NaN.
    folder : existing folder
    shapes : polygons of the areas, in the order in which ``area_id`` first appears; None without a shape
    smallest_group : fewest contributors that are shown
    simulated : whether any of it is simulated

    Returns
    -------
    the files written

    Raises
    ------
    TableError
        If a column is missing.

    Examples
    --------
    >>> write_neighbourhoods(pd.DataFrame(), Path("."), shapes=[], smallest_group=5, simulated=False)
    Traceback (most recent call last):
    seeingstars.errors.TableError: neighbourhoods needs the columns ...
    """
    table = table.assign(smallest_group=smallest_group, is_simulated=simulated)
    require_columns(table, [column.name for column in COLUMNS], where="neighbourhoods")
    ordered = pa.table({column.name: _arrow(table[column.name], column) for column in COLUMNS})
    paths = [folder / name for name in (TABLE, SHAPES, DICTIONARY)]
    with paths[0].open("wb") as file:
        file.writelines(csv_bytes(csv_columns(ordered), delimiter=",", end="\n"))
    features = [
        {"type": "Feature", "geometry": None if shape is None else mapping(shape), "properties": properties}
        for shape, properties in zip(shapes, _by_area(ordered), strict=True)
    ]
    content = {
        "type": "FeatureCollection",
        "note_en": NOTE.en.format(k=smallest_group),
        "note_nl": NOTE.nl.format(k=smallest_group),
        "simulated": simulated,
        "features": features,
    }
    paths[1].write_text(json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8", newline="\n")
    rows = [[one.name, one.dtype, one.unit, one.en, one.nl] for one in COLUMNS]
    dictionary = pd.DataFrame(rows, columns=["name", "type", "unit", "meaning_en", "meaning_nl"])
    paths[2].write_bytes(dictionary.to_csv(index=False, lineterminator="\n").encode("utf-8"))
    return paths


def _arrow(column: pd.Series[Any], of: Column) -> pa.Array:
    kind = {"int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}.get(of.dtype, pa.string())
    if kind == pa.string():
        return pa.array(["" if pd.isna(value) else str(value) for value in column], type=kind)
    values = column.to_numpy(dtype=float)
    known = np.isfinite(values)
    plain = [None if not there else value for value, there in zip(values, known, strict=True)]
    return pa.array(plain, type=pa.float64()).cast(kind) if kind != pa.bool_() else pa.array(column.astype(bool))


def _by_area(ordered: pa.Table) -> list[dict[str, Any]]:
    """What stands beside each polygon: its id and name, and a table for each stream."""
    areas: dict[str, dict[str, Any]] = {}
    for row in ordered.to_pylist():
        area = areas.setdefault(row["area_id"], {"area_id": row["area_id"], "name": row["name"]})
        area[row["stream"]] = {
            name: value
            for name, value in row.items()
            if name not in ("area_id", "name", "stream") and value is not None
        }
    return list(areas.values())


def write_participation(
    counts: Mapping[str, Sequence[Mapping[str, object]]], folder: Path, *, smallest_group: int, simulated: bool
) -> Path:
    """Write ``participation.json``: how many took part, when, and how far apart each measured.

    Parameters
    ----------
    counts : of `science.neighbourhoods.participation`
    folder : existing folder
    smallest_group : fewest contributors that are shown
    simulated : whether any of it is simulated

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_participation({"by_night": []}, Path(folder), smallest_group=5, simulated=False).name
    'participation.json'
    """
    content = {
        "simulated": simulated,
        "smallest_group": smallest_group,
        "note": {"en": NOTE.en.format(k=smallest_group), "nl": NOTE.nl.format(k=smallest_group)},
        "homes": {"en": HOMES.en, "nl": HOMES.nl},
        **{name: list(rows) for name, rows in counts.items()},
    }
    path = folder / WHO
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def neighbourhood_rows(table: pd.DataFrame, *, language: Language, stream: str) -> list[dict[str, str]]:
    """The rows of one stream as a page shows them, those with anything in them, in the order of the table.

    Parameters
    ----------
    table : as `write_neighbourhoods` takes it
    language : nl or en
    stream : one of `columns.READING_STREAMS`

    Returns
    -------
    list of dict
        ``name``, ``readings``, ``event`` and ``baseline``: texts; a hidden number is told to be hidden, a missing one
        is a dash.

    Examples
    --------
    >>> neighbourhood_rows(pd.DataFrame({"stream": []}), language="nl", stream="photometer")
    []
    """
    rows = table[table["stream"] == stream].to_dict("records")
    return [
        {
            "name": str(row["name"] or row["area_id"]),
            "readings": _count(row["n_readings"], row["readings_state"], language),
            "event": _with_interval(row, "event", language),
            "baseline": _with_interval(row, "baseline", language),
        }
        for row in rows
        if row["readings_state"] != "shown" or row["n_readings"] > 0
    ]


def neighbourhood_views(table: pd.DataFrame, *, language: Language, smallest_group: int) -> dict[str, Any]:
    """What a page shows of all streams: the note on what is hidden, and a table for each stream that has any reading.

    Parameters
    ----------
    table : as `write_neighbourhoods` takes it
    language : nl or en
    smallest_group : fewest contributors that are shown

    Returns
    -------
    dict
        ``note``, and ``streams``: each with ``stream`` (in words), ``head`` and ``rows`` of texts.

    Examples
    --------
    >>> neighbourhood_views(pd.DataFrame({"stream": []}), language="en", smallest_group=5)["streams"]
    []
    """
    views = []
    for stream in STREAMS:
        if stream == Stream.SATELLITE:
            head, rows = _lights_of(table, language)
        else:
            unit = "mag" if stream == Stream.NAKED_EYE else "mag/arcsec²"
            head = _head(("column_readings_all", "column_event_median", "column_baseline_median"), unit, language)
            rows = [list(row.values()) for row in neighbourhood_rows(table, language=language, stream=stream)]
        if rows:
            views.append({"stream": say(f"stream_{stream}", language), "head": head, "rows": rows})
    return {"note": getattr(NOTE, language).format(k=smallest_group), "streams": views}


def _head(columns: Sequence[str], unit: str, language: Language) -> list[str]:
    words = [say(name, language, unit=unit) if "median" in name else say(name, language) for name in columns]
    return [say("column_neighbourhood", language), *words]


def _lights_of(table: pd.DataFrame, language: Language) -> tuple[list[str], list[list[str]]]:
    head = _head(("column_seen_clear", "column_event_median", "column_baseline_median"), "nW cm⁻² sr⁻¹", language)
    if "event_clear_share" not in table:
        return head, []
    return head, [
        [
            str(row["name"] or row["area_id"]),
            _plain(100 * row["event_clear_share"], language, decimals=0),
            _plain(row["event_radiance_nw_cm2_sr"], language, decimals=2),
            _plain(row["baseline_radiance_nw_cm2_sr"], language, decimals=2),
        ]
        for row in table[table["stream"] == Stream.SATELLITE].to_dict("records")
    ]


def _plain(value: float, language: Language, *, decimals: int) -> str:
    return number(float(value), language, decimals=decimals) if np.isfinite(value) else "–"


_HIDDEN = Text("verborgen: te weinig deelnemers", "hidden: too few took part")


def _count(value: float, state: str, language: Language) -> str:
    return getattr(_HIDDEN, language) if state != "shown" else f"{int(value)}"


def _with_interval(row: Mapping[Any, Any], name: str, language: Language) -> str:
    if row[f"{name}_state"] != "shown":
        return str(getattr(_HIDDEN, language))
    middle, low, high = (float(row[f"{name}_{part}"]) for part in ("median", "low", "high"))
    if not np.isfinite(middle):
        return "–"
    text = number(middle, language, decimals=2)
    if not np.isfinite(low):
        return text
    to = {"nl": "tot", "en": "to"}[language]
    return f"{text} ({number(low, language, decimals=2)} {to} {number(high, language, decimals=2)})"
