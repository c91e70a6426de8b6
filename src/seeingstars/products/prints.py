"""Products: posters and a worksheet with its answers as tagged PDF (PDF/UA-1), in Dutch and English, readable in grey."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import segno
import typst

from seeingstars.columns import Stream
from seeingstars.event import Event
from seeingstars.products.captions import footer_words
from seeingstars.products.evening_course import evening_course
from seeingstars.products.maps import Picture
from seeingstars.products.print_content import poster_content
from seeingstars.products.print_figures import evening_line
from seeingstars.products.verdict_words import comparison_of
from seeingstars.products.words import LANGUAGES, Language, say
from seeingstars.products.worksheet_content import worksheet_content

PAPERS = ("a4", "a3")
SHEETS = ("worksheet", "answers")
_TEMPLATES = ("shared", "poster", "worksheet", "answers")


def write_prints(
    folder: Path,
    *,
    result: Mapping[str, Any],
    event: Event,
    pictures: Sequence[Picture],
    readings: pd.DataFrame,
    site_nights: pd.DataFrame | None = None,
    address: str | None = None,
) -> list[Path]:
    """Write the posters (A4, A3), the worksheet (two pages) and its answers into a folder.

    Parameters
    ----------
    folder : folder to write into, made if need be
    result : what result.json holds
    event : the event
    pictures : what `maps.write_maps` made; the map of the measurements is used where there is no evening to draw
    readings : table with `READING_COLUMNS`
    site_nights : table of site-nights of the fixed meters with ``used``; None if there is none
    address : where the data stand on the web, for the QR code; None for no code, but words that say where the files are

    Returns
    -------
    eight paths
        ``poster-a4-nl.pdf``, ``poster-a3-nl.pdf``, ``worksheet-nl.pdf``, ``answers-nl.pdf`` and the same in English.

    Notes
    -----
    Each is PDF/UA-1 by typst's own check: tagged, with title, language and an alternative text for each figure. The
    date in the file is the end of the window, so that the same inputs give the same bytes.

    Examples
    --------
    >>> PAPERS, SHEETS
    (('a4', 'a3'), ('worksheet', 'answers'))
    """
    folder.mkdir(parents=True, exist_ok=True)
    comparison = comparison_of(result, Stream.PHOTOMETER)
    course = evening_course(readings, comparison=comparison, event=event, site_nights=site_nights)
    written = []
    for language in LANGUAGES:
        picture = map_of(pictures, language)
        small = [footer_words(readings, event=event, result=result, language=language), say("print_free", language)]
        line = evening_line(course, event=event, language=language)
        poster = poster_content(
            result, event=event, language=language, line=line, small_print=small, address=address
        )  # fmt: skip
        poster |= {"picture_alt": picture.alternative_text}
        sheet = worksheet_content(result, event=event, picture=picture, line=line, language=language) | {
            "small_print": small
        }
        jobs = {f"poster-{paper}": ("poster", poster | {"paper": paper}) for paper in PAPERS}
        jobs |= {name: (name, sheet) for name in SHEETS}
        for name, (template, content) in jobs.items():
            path = folder / f"{name}-{language}.pdf"
            path.write_bytes(compiled(template, content, picture=picture.svg.read_bytes(), event=event))
            written.append(path)
    return written


def map_of(pictures: Sequence[Picture], language: Language) -> Picture:
    """The map of the measurements in that language, which stands in where there is no evening to draw.

    Raises
    ------
    ValueError
        If the pictures do not hold it.

    Examples
    --------
    >>> map_of([Picture("readings", "nl", Path("b"), Path("b"), "", "caption_readings")], "nl").name
    'readings'
    """
    for picture in pictures:
        if (picture.name, picture.language) == ("readings", language):
            return picture
    names = sorted(picture.name for picture in pictures)
    raise ValueError(f"pictures must hold one called readings in {language}; got {names}; make the maps first")


def compiled(
    template: str,
    content: Mapping[str, Any],
    *,
    picture: bytes,
    event: Event,
    form: str = "pdf",
    ppi: float | None = None,
) -> Any:
    """A sheet as the bytes of a PDF; or as PNG pages, to look at.

    Parameters
    ----------
    template : poster, worksheet or answers
    content : what stands on it
    picture : SVG of the picture on it
    event : whose window ends at the date that is written into the file
    form : pdf or png
    ppi : for PNG only [pixel/inch]

    Raises
    ------
    typst.TypstError
        If the sheet breaks the rules of PDF/UA-1, as a figure without words does.
    """
    sheets: dict[str, bytes] = {f"{name}.typ": _template(name) for name in _TEMPLATES if name != template}
    sheets |= {
        "main.typ": _template(template),
        "content.json": json.dumps(_printable(content), ensure_ascii=False).encode(),
        "picture.svg": picture,
        "qr.svg": _qr(str(content.get("address") or "-")),
    }
    return typst.compile(  # type: ignore[call-overload]  # its stub knows neither files in memory nor a form by name
        sheets,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=form,
        ppi=ppi,
        pdf_standards=["ua-1"] if form == "pdf" else [],
        timestamp=event.window.end,
    )


def _printable(content: Any) -> Any:
    """Without letters that no font can print: control signs from names that others gave."""
    if isinstance(content, str):
        return "".join(letter if letter.isprintable() else " " for letter in content)
    if isinstance(content, Mapping):
        return {key: _printable(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_printable(value) for value in content]
    return content


@cache
def _fonts() -> typst.Fonts:
    # DejaVu Sans comes with matplotlib: the letters of the pictures, the same on every machine.
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


@cache
def _template(name: str) -> bytes:
    return (files("seeingstars.products") / "prints" / f"{name}.typ").read_bytes()


@cache
def _qr(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=4, xmldecl=True)
    return drawn.getvalue()
