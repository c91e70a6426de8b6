"""The hours of cloud that a user gives: those of stations, or of a reanalysis where there is no station's hour at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from seeingstars.collecting import GivenFile, input_note
from seeingstars.errors import UploadError

if TYPE_CHECKING:
    import pandas as pd


def read_cloud_hours(files: Sequence[GivenFile]) -> tuple[pd.DataFrame | None, list[dict[str, Any]]]:
    """One table of hours from files of KNMI and of Open-Meteo, and a note on each file for the manifest.

    Parameters
    ----------
    files : sequence of GivenFile
        A file that was named must be usable; one from a folder that is refused is noted and passed over.

    Returns
    -------
    hours : pandas.DataFrame or None
        ``station``, ``hour_start_utc``, ``okta``; None if no file can be used. The reanalysis is left out as soon as
        one station has one hour with a cloud cover.
    notes : list of dict

    Raises
    ------
    UploadError
        If a file that was named is refused.
    """
    import pandas as pd

    tables: dict[str, list[pd.DataFrame]] = {"knmi_hourly_cloud": [], "open_meteo_hourly_cloud": []}
    notes = []
    for file in files:
        try:
            kind, table = _read(file)
        except UploadError as refused:
            if file.named:
                raise
            notes.append(input_note(file, kind="refused", accepted=False, reason_en=refused.en, reason_nl=refused.nl))
            continue
        tables[kind].append(table)
        notes.append(input_note(file, kind=kind, accepted=True))
    stations, reanalysis = tables["knmi_hourly_cloud"], tables["open_meteo_hourly_cloud"]
    serves = any(table["okta"].notna().any() for table in stations)
    if serves:
        notes = [_not_used(note) for note in notes]
    used = stations if serves else [*stations, *reanalysis]
    return (pd.concat(used, ignore_index=True) if used else None), notes


def _read(file: GivenFile) -> tuple[str, pd.DataFrame]:
    from seeingstars.sources import open_meteo
    from seeingstars.sources.file_content import read_head
    from seeingstars.sources.knmi import read_hourly_cloud

    if open_meteo.looks_like(read_head(file.path)):
        return open_meteo.KIND, open_meteo.read_reanalysis_cloud(file.path).hours
    return "knmi_hourly_cloud", read_hourly_cloud(file.path)


def _not_used(note: dict[str, Any]) -> dict[str, Any]:
    if note["kind"] != "open_meteo_hourly_cloud":
        return note
    reason = {
        "nl": "een heranalyse; niet gebruikt, want een station van het KNMI heeft de bewolking",
        "en": "a reanalysis; not used, because a station of KNMI has the cloud cover",
    }
    return note | {"used": False, "reason": reason}
