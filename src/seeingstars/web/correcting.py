"""What was typed for a reading that its sender wants to correct, from the row as it was kept."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from seeingstars.sources.upload_headings import column_of_heading
from seeingstars.web.form_fields import DIRECTIONS, Kind
from seeingstars.web.language import Language

FORM_ORIGINS = ("form", "correction")
_NAMES = {"lamps_nearby": "lamps", "brightness": "brightness_north"}
_NUMBERS = (*DIRECTIONS, "longitude", "latitude")
_LARGEST_BYTES = 16_384


def typed_before(view: Any, *, raw: Path, language: Language = "en") -> tuple[Kind, dict[str, str]] | None:
    """The form and its fields for a receipt of one reading; None if it is of files, or gone.

    Parameters
    ----------
    view : what `receiving.Desk.receipt` gave
    raw : folder with the bytes as they came
    """
    if view.state == "withdrawn" or view.upload.origin not in FORM_ORIGINS or len(view.files) != 1:
        return None
    sha256 = view.files[0].sha256
    path = raw / sha256[:2] / sha256
    if view.files[0].rows_read != 1 or not path.is_file() or path.stat().st_size > _LARGEST_BYTES:
        return None
    before = typed_in_row(path.read_text(encoding="utf-8"))
    if before is not None and language == "nl":
        return before[0], {name: _with_comma(name, text) for name, text in before[1].items()}
    return before


def _with_comma(name: str, text: str) -> str:
    return text.replace(".", ",") if name in _NUMBERS else text


def typed_in_row(text: str) -> tuple[Kind, dict[str, str]] | None:
    """The form and its fields from one row of our template.

    Examples
    --------
    >>> typed_in_row("date;time;limiting_magnitude\\n2022-09-25;22:14:00;4\\n")
    ('eyes', {'date': '2022-09-25', 'time': '22:14', 'limiting_magnitude': '4'})
    """
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    if len(rows) != 2:
        return None
    names = [column_of_heading(heading) for heading in rows[0]]
    fields = {_NAMES.get(name, name): cell for name, cell in zip(names, rows[1], strict=False) if name}
    if fields.get("time", "").endswith(":00") and fields["time"].count(":") == 2:
        fields["time"] = fields["time"][:-3]
    kind: Kind = "eyes" if {"limiting_magnitude", "stars_counted"} & set(fields) else "meter"
    return kind, fields
