"""Read a month of a TESS photometer as ECSV, as tess-ida-tools writes it: a YAML head, then comma-separated rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from seeingstars.errors import UploadError
from seeingstars.sources.delimited_rows import RowLayout, fields_of_line, lines_of, read_rows, shown_problems
from seeingstars.sources.file_content import FileContent, read_content, text_from_bytes
from seeingstars.sources.personal_data import struck_out
from seeingstars.sources.photometer_table import readings_of_photometer
from seeingstars.sources.report import FileReport, Note
from seeingstars.sources.skyglow_header import Place, brightness_columns, other_numbers, site_id

_MAGIC = b"# %ECSV"
# Our choices against a head that is made to exhaust the YAML reader; a true head has 3 kB and 40 brackets.
_LARGEST_HEAD_BYTES = 65_536
_LONGEST_HEAD_LINE = 2_000
_MOST_BRACKETS = 1_000


def looks_like(head: bytes) -> bool:
    """Whether these first bytes are those of an ECSV file.

    Examples
    --------
    >>> looks_like(b"# %ECSV 1.0\\n# ---\\n"), looks_like(b"# UT, SQM")
    (True, False)
    """
    return head.removeprefix(b"\xef\xbb\xbf").startswith(_MAGIC)


def read_tess_ecsv(path: Path, *, careful: bool = False) -> tuple[pd.DataFrame, FileReport]:
    """Read the ECSV of a TESS-W or TESS4C photometer.

    Parameters
    ----------
    path : path of a file; it may be packed with gzip
    careful : bool
        True to read every row the slow way; the result is the same.

    Returns
    -------
    readings : pandas.DataFrame
        One row for each line that holds a reading, or one a channel where a meter has several; ``SOURCE_COLUMNS``.
        The altitudes of sun and moon in the file are not taken over: they are worked out anew.
    report : FileReport
        ``rows_read`` counts lines.

    Raises
    ------
    UploadError
        If the head is no YAML, or there is no column ``time`` or no column ``MSAS``.

    References
    ----------
    ECSV: Astropy Proposal for Enhancement 6. The head: STARS4ALL, tess-ida-tools, keys under ``meta: ida``.

    Examples
    --------
    >>> read_tess_ecsv(Path("LICENSE"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: LICENSE must be ECSV and begin with "# %ECSV"; it does not
    """
    content = read_content(path)
    head, head_end, n_head_lines, notes = _head_of(content)
    facts, fact_notes = _facts_of_head(head)
    facts |= {
        "source_file": content.name,
        "source_sha256": content.sha256,
        "is_simulated": b"SIMULATED" in content.data[:head_end].upper(),
    }
    names_line, body, body_notes = _names_and_body(content.data, head_end)
    layout = _layout(head, names_line, content.name)
    rows = read_rows(body, first_line=n_head_lines + 2, layout=layout, careful=careful)
    readings, row_notes = readings_of_photometer(rows, layout, facts)
    shown, total = shown_problems(rows.source_line, rows.problem)
    report = FileReport(
        content.name,
        "tess_ecsv",
        accepted=True,
        rows_read=int(rows.problem.size),
        row_problems=shown,
        n_row_problems=total,
        sha256=content.sha256,
        notes=(*(notes or body_notes), *fact_notes, *row_notes),
    )
    return readings, report


def _names_and_body(data: bytes, head_end: int) -> tuple[str, bytes | str, tuple[Note, ...]]:
    """The line with the names, and the rows below it: as bytes where they are ASCII."""
    line_end = data.find(b"\n", head_end)
    cut = len(data) if line_end < 0 else line_end + 1
    names_line = text_from_bytes(data[head_end:cut])[0].strip()
    body = data[cut:]
    if body.isascii():
        return names_line, body, ()
    return names_line, *text_from_bytes(body)


def _head_of(content: FileContent) -> tuple[Mapping[str, Any], int, int, tuple[Note, ...]]:
    """The head as a mapping, where it ends [byte], how many lines it has, and notes on its encoding."""
    data = content.data
    if not looks_like(data[:16]):
        raise UploadError(
            f'{content.name} must be ECSV and begin with "# %ECSV"; it does not',
            f'{content.name} moet ECSV zijn en met "# %ECSV" beginnen; dat doet het niet',
        )
    end, n_lines = 0, 0
    while data.startswith(b"#", end) or n_lines == 0:
        line_end = data.find(b"\n", end)
        if line_end < 0 or line_end > _LARGEST_HEAD_BYTES:
            raise _bad_head(content.name, "it does not end", "zij eindigt niet")
        end, n_lines = line_end + 1, n_lines + 1
    text, notes = text_from_bytes(data[:end])
    lines = [line[1:].removeprefix(" ") for line in lines_of(text)[1:]]
    too_deep = (
        sum(text.count(mark) for mark in "[{") > _MOST_BRACKETS or max(map(len, lines), default=0) > _LONGEST_HEAD_LINE
    )
    if too_deep:
        raise _bad_head(content.name, "it is nested too deeply", "zij is te diep genest")
    return _yaml_mapping("\n".join(_without_classes(lines)), content.name), end, n_lines, notes


def _without_classes(lines: Sequence[str]) -> list[str]:
    """The head without astropy's description of its own classes: half of it, of no use to us and slow to read."""
    kept, is_class = [], False
    for line in lines:
        is_class = line.startswith("- __serialized_columns__:") or (is_class and line.startswith(" "))
        if not is_class:
            kept.append(line)
    return kept


# The C reader is ten times as fast, and a month of 16 stations would else take longer to introduce than to read.
class _HeadLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader that passes over the tags of astropy's own classes."""

    def flatten_mapping(self, node: yaml.Node) -> None:
        """Merge nothing: heads have no merge keys, and nested ones grow without bound."""


def _pass_over(loader: Any, suffix: str, node: yaml.Node) -> None:
    """A value of a class that we do not need."""


_HeadLoader.add_multi_constructor("", _pass_over)


def _yaml_mapping(text: str, name: str) -> Mapping[str, Any]:
    try:
        head = yaml.load(text, Loader=_HeadLoader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, OverflowError):
        raise _bad_head(name, "it is no YAML", "zij is geen YAML") from None
    if not isinstance(head, dict):
        raise _bad_head(name, "it is no YAML mapping", "zij is geen lijst van sleutels en waarden")
    return head


def _facts_of_head(head: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Note, ...]]:
    meta = _mapping(head.get("meta"))
    ida = _mapping(meta.get("ida"))
    position = _mapping(ida.get("Position"))
    place = Place(*(_number(position.get(key)) for key in ("longitude", "latitude", "height")))
    notes = []
    if np.isnan(place.longitude_deg) or np.isnan(place.latitude_deg):
        notes.append(Note("the head states no position", "de kop noemt geen positie"))
    if meta.get("combined"):
        notes.append(
            Note(
                "the file joins several months under one head; the position is that of the head",
                "het bestand voegt maanden samen onder één kop; de positie is die van de kop",
            )
        )
    offset = _number(ida.get("TESS cover offset value"))
    if np.isfinite(offset) and offset != 0:
        notes.append(
            Note(
                f"the head states a cover offset of {offset:g} mag/arcsec²; it was not applied here",
                f"de kop noemt een correctie voor het venster van {offset:g} mag/arcsec²; hier is zij niet toegepast",
            )
        )
    instrument_id = _text(ida.get("Instrument ID"))
    facts = {
        "supplier": struck_out(_supplier(ida.get("Data supplier"))),
        "licence": _text(ida.get("License")),
        "instrument_type": _text(ida.get("Device type")),
        "instrument_id": instrument_id,
        "site_id": site_id(instrument_id, place),
        "longitude_deg": place.longitude_deg,
        "latitude_deg": place.latitude_deg,
        "elevation_m": place.elevation_m,
    }
    return facts, tuple(notes)


def _supplier(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(text for key in ("observer", "affiliation") if (text := _text(value.get(key))))
    return _text(value)


def _layout(head: Mapping[str, Any], names_line: str, name: str) -> RowLayout:
    # ECSV knows the comma and, where its head names none, the space.
    delimiter = "," if head.get("delimiter") == "," or "," in names_line else " "
    names = [part.strip().lower() for part in fields_of_line(names_line, delimiter)]
    brightness = brightness_columns(names)
    if "time" not in names or not brightness:
        raise UploadError(
            f"{name} is ECSV and must have the columns time and MSAS; it has {', '.join(names)[:200]}",
            f"{name} is ECSV en moet de kolommen time en MSAS hebben; het heeft {', '.join(names)[:200]}",
        )
    numbers = {f"brightness{channel}": i for channel, i in brightness.items()}
    return RowLayout(
        delimiter,
        len(names),
        (names.index("time"),),
        numbers | other_numbers(names, taken=set(brightness.values())),
        tuple(numbers),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    """A mapping, or an ordered one that YAML gives as a list of pairs, with texts as keys."""
    pairs = value.items() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {str(pair[0]): pair[1] for pair in pairs if isinstance(pair, tuple) and len(pair) == 2}


def _number(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
    return float(value) if is_number else float("nan")


def _text(value: Any) -> str:
    return str(value)[:200].strip() if isinstance(value, str | int | float) else ""


def _bad_head(name: str, en: str, nl: str) -> UploadError:
    return UploadError(
        f"{name} looks like ECSV of which the head cannot be read: {en}; fetch it again",
        f"{name} lijkt ECSV waarvan de kop niet te lezen is: {nl}; haal het opnieuw op",
    )
