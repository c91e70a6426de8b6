"""Hall: results by neighbourhood: the user's polygons, the readings and the night lights put together and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from seeingstars.columns import Role, Stream
from seeingstars.event import Area, Event, Neighbourhoods, Text
from seeingstars.products.neighbourhood_tables import (
    COLUMNS,
    neighbourhood_views,
    write_neighbourhoods,
    write_participation,
)
from seeingstars.products.words import LANGUAGES, Language
from seeingstars.science import neighbourhoods as science


def write_neighbourhood_products(
    readings: pd.DataFrame, folder: Path, *, cube: xr.Dataset | None, result: Mapping[str, Any], event: Event
) -> pd.DataFrame | None:
    """Write who took part and, where the event names a file of polygons, the results by neighbourhood.

    Parameters
    ----------
    readings : readings table with flags and event columns
    folder : existing folder
    cube : night lights; None if there are none
    result : what result.json holds, for the nights that were compared
    event : Event

    Returns
    -------
    table or None
        A row an area and stream; None without a file of polygons.

    Raises
    ------
    UploadError
        If the file of polygons cannot be used.
    """
    given = event.neighbourhoods
    smallest = science.SMALLEST_GROUP if given is None else given.smallest_group
    simulated = bool(result["simulated"])
    counts = science.participation(readings, timezone=event.timezone, smallest_group=smallest)
    write_participation(counts, folder, smallest_group=smallest, simulated=simulated)
    if given is None:
        return None
    table, shapes = _table(given, readings, cube, result, event)
    write_neighbourhoods(table, folder, shapes=shapes, smallest_group=smallest, simulated=simulated)
    return table


def neighbourhood_pages(table: pd.DataFrame | None, *, event: Event) -> dict[Language, dict[str, Any]] | None:
    """What the pages show of `write_neighbourhood_products`, by language; None where there is nothing."""
    if table is None or event.neighbourhoods is None:
        return None
    smallest = event.neighbourhoods.smallest_group
    return {one: neighbourhood_views(table, language=one, smallest_group=smallest) for one in LANGUAGES}


def _table(
    given: Neighbourhoods, readings: pd.DataFrame, cube: xr.Dataset | None, result: Mapping[str, Any], event: Event
) -> tuple[pd.DataFrame, list[Any]]:
    from seeingstars.sources.area_files import read_areas

    areas = read_areas(given.file, layer=given.layer, id_column=given.id_column)
    nights = {
        one["stream"]: [night["night"] for night in one["nights"] if night["role"] == "baseline"]
        for one in result["comparisons"]
    }
    table = science.neighbourhood_table(
        readings,
        area_ids=areas.ids,
        area=science.area_of(readings["longitude_deg"], readings["latitude_deg"], shapes=areas.shapes),
        event_night=event.night.isoformat(),
        baseline_nights=nights,
        smallest_group=given.smallest_group,
    )
    lights = _lights(areas.ids, areas.shapes, cube, nights.get(Stream.SATELLITE, []), event)
    table = table if lights.empty else pd.concat([table, lights], ignore_index=True)
    names = dict(zip(areas.ids, areas.names, strict=True))
    table = table.assign(name=table["area_id"].map(names))
    order = {name: place for place, name in enumerate(areas.ids)}
    table = table.sort_values("area_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)
    missing = [column.name for column in COLUMNS if column.name not in table]
    return table.assign(**dict.fromkeys(missing, np.nan)), list(areas.shapes)


def _lights(ids: tuple[str, ...], shapes: tuple[Any, ...], cube: xr.Dataset | None, baseline: list[str], event: Event) -> pd.DataFrame:  # fmt: skip
    """The light of each area that the cube holds, on the event night and on the nights of the comparison."""
    if cube is None:
        return pd.DataFrame()
    from seeingstars.science.nightlights import area_nights

    # Only areas that lie wholly in the cube: of others a part was never read, and would be taken for the whole.
    inside = [
        (name, shape) for name, shape in zip(ids, shapes, strict=True) if shape is not None and _holds(cube, shape)
    ]
    if not inside:
        return pd.DataFrame()
    places = tuple(Area(name, Role.LIGHTS_OFF, Text(name, name), shape) for name, shape in inside)
    found = area_nights(cube, event=replace(event, areas=places))
    return pd.DataFrame([_light_of(str(name), rows, baseline, event) for name, rows in found.groupby("site_id")])


def _holds(cube: xr.Dataset, shape: Any) -> bool:
    west, south, east, north = shape.bounds
    longitude, latitude = cube["longitude_deg"].to_numpy(), cube["latitude_deg"].to_numpy()
    half = abs(float(longitude[1] - longitude[0])) / 2 if len(longitude) > 1 else 1 / 480
    return bool(
        longitude.min() - half <= west
        and east <= longitude.max() + half
        and latitude.min() - half <= south
        and north <= latitude.max() + half
    )


def _light_of(name: str, rows: pd.DataFrame, baseline: list[str], event: Event) -> dict[str, Any]:
    on_event = rows[rows["night"] == event.night.isoformat()]
    on_others = rows.loc[rows["night"].isin(baseline), "mean_radiance_nw_cm2_sr"].dropna()
    middle, low, high = science.median_interval(on_others)
    first = on_event.iloc[0] if len(on_event) else None
    return {
        "area_id": name,
        "stream": Stream.SATELLITE,
        "event_radiance_nw_cm2_sr": np.nan if first is None else first["mean_radiance_nw_cm2_sr"],
        "event_radiance_uncertainty_nw_cm2_sr": np.nan if first is None else first["standard_uncertainty_nw_cm2_sr"],
        "event_clear_share": np.nan if first is None else first["clear_share"],
        "baseline_radiance_nw_cm2_sr": middle,
        "baseline_radiance_low_nw_cm2_sr": low,
        "baseline_radiance_high_nw_cm2_sr": high,
        "n_baseline_nights": len(on_others),
        **{f"{count}_state": science.SHOWN for count in science.COUNTS},
    }
