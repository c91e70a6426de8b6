"""Products: the small print of a picture: date, sources, licences and the version that made it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from seeingstars.event import Event
from seeingstars.products.words import Language, date_words, say, text_in

_MOST_SOURCES = 5


def footer_words(
    readings: pd.DataFrame | None, *, event: Event, result: Mapping[str, Any], language: Language, sources: str = ""
) -> str:
    """The small print of a picture.

    Parameters
    ----------
    readings : table whose suppliers and licences are named; None if the picture shows none of it
    event, result : the event and what result.json holds
    language : nl or en
    sources : names of other sources with their licences

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> event = load_event(Path("data/events/iberia-2025"))
    >>> footer_words(None, event=event, result={"made_with": "0.1.0"}, language="en", sources="VNP46A2 (NASA)")
    'Blackout of the Iberian Peninsula, 28 April 2025. Night of 28 April 2025. Source: VNP46A2 (NASA). Made with Seeing Stars 0.1.0.'
    """
    named = sources or ("" if readings is None else suppliers_words(readings, language))
    return say(
        "footer_picture",
        language,
        event=text_in(event.name, language),
        night=date_words(event.night, language),
        sources=say("footer_sources", language, sources=named) if named else "",
        version=str(result.get("made_with", "")).removeprefix("seeingstars "),
    )


def suppliers_words(readings: pd.DataFrame, language: Language) -> str:
    """The suppliers of the readings by licence, most readings first.

    Examples
    --------
    >>> table = pd.DataFrame({"supplier": ["A", "B", "me"], "licence": ["ODbL 1.0 http://odbl.org/", "ODbL 1.0", ""]})
    >>> suppliers_words(table, "en")
    'A, B (ODbL 1.0); me (licence not stated)'
    """
    names = ["supplier", "licence"]
    counts = readings.groupby(names, observed=True, dropna=False).size().reset_index(name="n")
    counts = counts.assign(**{name: counts[name].astype(str).replace("nan", "") for name in names})
    counts = counts.sort_values(["n", *names], ascending=[False, True, True])
    groups: dict[str, list[str]] = {}
    for supplier, licence in zip(counts["supplier"].head(_MOST_SOURCES), counts["licence"], strict=False):
        words = without_address(licence) or say("licence_unknown", language)
        groups.setdefault(words, []).append(supplier or say("source_unknown", language))
    names = [f"{', '.join(suppliers)} ({licence})" for licence, suppliers in groups.items()]
    if len(counts) > _MOST_SOURCES:
        names.append(say("and_more", language, count=len(counts) - _MOST_SOURCES))
    return "; ".join(names)


def without_address(licence: str) -> str:
    """The name of a licence without its address on the web, which nobody can follow on paper.

    Examples
    --------
    >>> without_address("ODbL 1.0 http://opendatacommons.org/licenses/odbl/summary/")
    'ODbL 1.0'
    """
    return re.sub(r"\s*\(?https?://\S+\)?", "", licence).strip()


def licences_words(readings: pd.DataFrame, language: Language) -> str:
    """The licences of the readings, each once, in order of the alphabet.

    Examples
    --------
    >>> licences_words(pd.DataFrame({"licence": ["ODbL 1.0", "CC BY 4.0", "ODbL 1.0", ""]}), "en")
    'CC BY 4.0, licence not stated, ODbL 1.0'
    """
    named = {
        without_address(str(licence)) or say("licence_unknown", language)
        for licence in readings["licence"].dropna().unique()
    }
    return ", ".join(sorted(named, key=str.lower))
