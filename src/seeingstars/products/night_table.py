"""Products: the site-by-night table and the differences that the verdict rests on, as CF netCDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from seeingstars.columns import STREAMS, require_columns
from seeingstars.event import Event
from seeingstars.products.rasters import CONVENTIONS, save_netcdf, with_night_times

_SITE_COLUMNS = ["site_id", "role", "night", "value", "n_readings"]
_DIFFERENCE_COLUMNS = ["night", "difference", "role"]


def write_nights(
    path: Path,
    *,
    site_nights: Mapping[str, pd.DataFrame],
    differences: Mapping[str, pd.DataFrame],
    result: Mapping[str, Any],
    event: Event,
) -> Path:
    """Write one number a site and night, and one difference a stream and night.

    Parameters
    ----------
    path : file to write
    site_nights : mapping from stream to a table site_id, role, night, value, n_readings (and more)
    differences : mapping from stream to a table night, difference, role (event, baseline, left_out)
    result : what result.json holds, for units and verdicts
    event : the event

    Returns
    -------
    the path

    Raises
    ------
    TableError
        If a table lacks a column.

    Notes
    -----
    Dimensions site, night and stream; their names stand in site_id and stream_name, because CF wants numbers in a
    variable that bears its dimension's name. A site belongs to one stream; its unit is that of the stream, because streams
    are never pooled. Missing is NaN, for n_readings 0.

    Examples
    --------
    >>> write_nights.__name__
    'write_nights'
    """
    streams = [stream for stream in STREAMS if stream in site_nights or stream in differences]
    for stream in streams:
        if stream in site_nights:
            require_columns(site_nights[stream], _SITE_COLUMNS, where=f"site_nights of {stream}")
        if stream in differences:
            require_columns(differences[stream], _DIFFERENCE_COLUMNS, where=f"differences of {stream}")
    nights = _nights(site_nights, differences, event)
    table = xr.Dataset(coords={"night": nights})
    table = with_night_times(
        table.merge(_sites(site_nights, streams, nights)).merge(_differences(differences, streams, nights))
    )
    units = {comparison["stream"]: str(comparison.get("unit") or "1") for comparison in result.get("comparisons", [])}
    unit_of_site = [units.get(str(stream), "1") for stream in table["site_stream"].values]
    table["site_unit"] = ("site", np.array(unit_of_site, dtype=object))
    table["stream_unit"] = ("stream", np.array([units.get(stream, "1") for stream in streams], dtype=object))
    _describe(table, result, event)
    save_netcdf(table, path)
    return path


def _nights(
    site_nights: Mapping[str, pd.DataFrame], differences: Mapping[str, pd.DataFrame], event: Event
) -> list[str]:
    named = {str(night)[:10] for table in (*site_nights.values(), *differences.values()) for night in table["night"]}
    return sorted(named | {event.night.isoformat()})


def _present(rows: pd.DataFrame) -> list[str]:
    return [name for name in ("event_value", "used") if name in rows]


def _sites(site_nights: Mapping[str, pd.DataFrame], streams: list[str], nights: list[str]) -> xr.Dataset:
    tables = [site_nights[stream].assign(stream=stream) for stream in streams if stream in site_nights]
    table = pd.concat([rows[[*_SITE_COLUMNS, *_present(rows), "stream"]] for rows in tables], ignore_index=True) if tables else pd.DataFrame(columns=[*_SITE_COLUMNS, "stream"])  # fmt: skip
    for name in ("site_id", "role", "stream"):
        table[name] = table[name].astype(str)
    sites = table[["stream", "site_id", "role"]].drop_duplicates().sort_values(["stream", "site_id", "role"])
    rows = pd.MultiIndex.from_frame(sites).get_indexer(pd.MultiIndex.from_frame(table[["stream", "site_id", "role"]]))
    columns = pd.Index(nights).get_indexer(pd.Index([str(night)[:10] for night in table["night"]], dtype=object))
    value = np.full((len(sites), len(nights)), np.nan)
    n_readings = np.zeros((len(sites), len(nights)), dtype=np.int32)
    value[rows, columns] = table["value"].astype(float)
    n_readings[rows, columns] = table["n_readings"].fillna(0).astype(int)
    texts = {name: ("site", sites[name].to_numpy(dtype=object)) for name in ("site_id", "role", "stream")}
    return xr.Dataset(
        {
            "value": (("site", "night"), value),
            "n_readings": (("site", "night"), n_readings),
            "site_role": texts["role"],
            "site_stream": texts["stream"],
            **_beside_the_value(table, rows, columns, value.shape),
        },
        coords={"site_id": texts["site_id"]},
    )


def _beside_the_value(
    table: pd.DataFrame, rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int]
) -> dict[str, Any]:
    """What a difference is made from besides the value: the event night over the same hours, and what was used."""
    event_value, used = np.full(shape, np.nan), np.zeros(shape, dtype=np.int8)
    if "event_value" in table:
        event_value[rows, columns] = table["event_value"].astype(float)
    if "used" in table:
        used[rows, columns] = table["used"].fillna(False).astype(bool)
    return {"event_value": (("site", "night"), event_value), "site_night_used": (("site", "night"), used)}


def _differences(differences: Mapping[str, pd.DataFrame], streams: list[str], nights: list[str]) -> xr.Dataset:
    difference = np.full((len(streams), len(nights)), np.nan)
    used = np.zeros((len(streams), len(nights)), dtype=np.int8)
    for row, stream in enumerate(streams):
        if stream not in differences:
            continue
        table = differences[stream]
        columns = pd.Index(nights).get_indexer(pd.Index([str(night)[:10] for night in table["night"]], dtype=object))
        difference[row, columns] = table["difference"].astype(float)
        used[row, columns] = np.select(
            [table["role"].astype(str) == "event", table["role"].astype(str) == "baseline"], [2, 1], 0
        )
    return xr.Dataset(
        {"difference": (("stream", "night"), difference), "used": (("stream", "night"), used)},
        coords={"stream_name": ("stream", np.array(streams, dtype=object))},
    )


def _describe(table: xr.Dataset, result: Mapping[str, Any], event: Event) -> None:
    attributes: dict[str, dict[str, Any]] = {
        "value": {
            "long_name": "sky brightness or limiting magnitude of one site in the window of one night",
            "comment": "the unit differs by site, so there is no attribute units: it stands in site_unit; larger is darker",
            "coordinates": "site_id",
            "ancillary_variables": "n_readings site_unit",
        },
        "event_value": {
            "long_name": "the event night at the site over the ten-minute bins that it shares with this night",
            "comment": "of fixed meters only; in the unit of value",
            "coordinates": "site_id",
            "ancillary_variables": "site_unit",
        },
        "site_night_used": {
            "long_name": "whether the verdict rests on this site and night",
            "flag_values": np.array([0, 1], dtype=np.int8),
            "flag_meanings": "not_used used",
        },
        "n_readings": {"long_name": "good readings behind the value", "units": "1"},
        "site_id": {"long_name": "the place and instrument that belong together", "cf_role": "timeseries_id"},
        "site_role": {"long_name": "lights_off or control"},
        "site_unit": {"long_name": "unit of value at the site, that of its stream"},
        "site_stream": {"long_name": "kind of instrument of the site"},
        "stream_name": {"long_name": "kind of instrument; never pooled"},
        "stream_unit": {"long_name": "unit of value and difference of the stream"},
        "difference": {
            "long_name": "lights-off area minus control area in the window of that night; positive is darker",
            "comment": "where the event has no control area: the area alone. The unit differs by stream, so there is no attribute "
            "units: it stands in stream_unit",
            "ancillary_variables": "stream_unit used",
        },
        "used": {
            "long_name": "what the night was used for",
            "flag_values": np.array([0, 1, 2], dtype=np.int8),
            "flag_meanings": "left_out baseline event",
        },
    }
    for name, described in attributes.items():
        table[name].attrs = described
    simulated = bool(result.get("simulated"))
    table.attrs = {
        "Conventions": CONVENTIONS,
        "title": f"{event.name.en}: one number a site and night" + (" (SIMULATED)" if simulated else ""),
        "source": "readings of sky brightness, see readings.parquet and manifest.json",
        "history": f"made by Seeing Stars {str(result.get('made_with', '')).removeprefix('seeingstars ')}",
        "references": "Donald and Lang 2007, Review of Economics and Statistics 89, 221-233",
        "simulated": "true" if simulated else "false",
        "event": event.event_id,
        "event_night": event.night.isoformat(),
        "verdicts": "; ".join(f"{c['stream']}: {c['verdict']}" for c in result.get("comparisons", [])),
    }
