"""Hall: the sums of parts put together over tiles, and published as tables of area and night, trends and a manifest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars import __version__
from seeingstars.area_nights.area_manifest import is_simulated, manifest_facts, records_of
from seeingstars.errors import SeeingStarsError
from seeingstars.event_file import load_event
from seeingstars.watched import Told, untold

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from seeingstars.area_nights.night_parts import Box, Done, Part, Plan
    from seeingstars.event import Event
    from seeingstars.science.area_values import AreaValues

# Rows of the long table that are made at a time.
_ROWS_A_BLOCK = 500_000
_DETECTION_LIMIT_NW_CM2_SR = 0.5
_PIXELS_A_SQUARE_DEGREE = 240.0**2
# Half of a pixel of 15 arc seconds: neighbouring images whose edges differ by less lie side by side.
_EDGE_DEG = 1 / 480


@dataclass(frozen=True)
class _Year:
    """One stream in one year (or in all years): places of the areas, days, sums by name, and the times of the passes."""

    stream: tuple[str, str, str]
    kind: str
    label: str
    areas: NDArray[np.int64]
    days: NDArray[np.str_]
    by_night: dict[str, NDArray[Any]]
    sums: dict[str, NDArray[Any]]
    whole: NDArray[np.float64]


def write_areas(
    made: Plan, done: Sequence[Done], *, store: Path, out: Path, event_folder: Path | None = None, told: Told = untold
) -> Path:
    """Put the sums of all parts together and publish them: all of it or nothing.

    Parameters
    ----------
    made : Plan
    done : sequence of Done
        Of its parts, in their order.
    store : path
        Where the cubes stand.
    out : path
        Folder of the result; an earlier result there is replaced.
    event_folder : path or None
        An event, so that each row says whether the satellite looked in its lights-off hours.
    told : called with (what, done, of)

    Returns
    -------
    path
        `out`, with the long table (Parquet, CSV), a netCDF file a stream and year, the areas, trends where there are
        composites, a dictionary and a manifest.
    """
    import numpy as np

    from seeingstars.products.area_tables import AREAS, DICTIONARY, AreaNightTables, write_area_dictionary, write_table
    from seeingstars.store.publication import whole_or_not_at_all, write_manifest

    event = None if event_folder is None else load_event(event_folder)
    groups = _groups(made.parts, done)
    _check_no_light_counts_twice(made.parts, done)
    areas = _area_table(made.areas)
    records = [record for part in made.parts for record in records_of(part)]
    simulated = any(is_simulated(part) for part in made.parts)
    with whole_or_not_at_all(out) as fresh:
        n_rows = sum(_n_rows(group) for group in groups.values())
        has_tile = np.zeros(len(areas), dtype=bool)
        with AreaNightTables(fresh, n_rows=n_rows) as tables:
            for number, key in enumerate(sorted(groups)):
                told("tables", number, len(groups))
                year = _together(key, groups[key])
                has_tile[year.areas] = True
                _write_year(year, _passes_beside(year, groups), areas, event, tables, fresh, made.parts)
        told("tables", len(groups), len(groups))
        areas.insert(list(areas.columns).index("done_to_shape"), "has_tile", has_tile)
        write_table(areas, fresh / AREAS)
        write_area_dictionary(fresh / DICTIONARY, simulated=simulated)
        without = areas.loc[~has_tile, "area_id"].tolist()
        write_manifest(
            fresh,
            manifest_facts(made, done, records, event=event, simulated=simulated) | {"areas_without_a_tile": without},
        )
    return out


# --- parts put together ----------------------------------------------------------------------------------------------

_Key = tuple[tuple[str, str, str], str, str]


def _groups(parts: Sequence[Part], done: Sequence[Done]) -> dict[_Key, list[Path]]:
    groups: dict[_Key, list[Path]] = defaultdict(list)
    for part, one in zip(parts, done, strict=True):
        if one.sums.name:
            groups[part.stream, part.kind, part.folder.name].append(one.sums)
    return dict(groups)


def _check_no_light_counts_twice(parts: Sequence[Part], done: Sequence[Done]) -> None:
    """Tiles have no pixel in common; images of one source may, and on one day they would be added up."""
    images = [(part, one.sums) for part, one in zip(parts, done, strict=True) if part.stream[0] == "GeoTIFF" and one.sums.name]  # fmt: skip
    for (mine, my_sums), (other, their_sums) in combinations(images, 2):
        if (mine.stream, mine.kind) != (other.stream, other.kind) or not _overlap(mine.box, other.box):
            continue
        if shared := sorted({*_one_of(my_sums, "night").tolist()} & {*_one_of(their_sums, "night").tolist()}):
            source = mine.stream[2]
            raise SeeingStarsError(
                f"images of {source} overlap on {shared[0]}: the same light would count twice; join them into one image first, or give each a source of its own in its sidecar, and another --store",
                f"beelden van {source} overlappen op {shared[0]}: hetzelfde licht zou dubbel tellen; voeg ze eerst samen tot één beeld, of geef elk een eigen source in het bestand ernaast, en een andere --store",
            )


def _overlap(mine: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge (and the rounding of it)."""
    wide, high = (min(mine[side + 2], other[side + 2]) - max(mine[side], other[side]) for side in (0, 1))
    return min(wide, high) > _EDGE_DEG


def _n_rows(paths: Sequence[Path]) -> int:
    """At least as many rows as the parts will give."""
    return sum(len(_one_of(path, "areas")) * len(_one_of(path, "night")) for path in paths)


def _together(key: _Key, paths: Sequence[Path]) -> _Year:
    """The sums of all tiles of a stream and year: areas that cross an edge are put together here."""
    import numpy as np

    from seeingstars.store.kept_arrays import kept_arrays

    areas, days = (np.unique(np.concatenate([_one_of(path, name) for path in paths])) for name in ("areas", "night"))
    whole, extremes = np.zeros(len(areas)), _extremes()
    sums: dict[str, NDArray[Any]] = {}
    by_night: dict[str, NDArray[Any]] = {name: np.full(len(days), "", dtype="U200") for name in ("first_day", "pass_time_utc", "mask")}  # fmt: skip
    for path in paths:  # one at a time: a country's year of sums is a quarter of a gigabyte
        part = kept_arrays(path) or {}
        rows, columns = np.searchsorted(areas, part["areas"]), np.searchsorted(days, part["night"])
        whole[rows] = part["whole"]
        place = np.ix_(rows, columns)
        for name in _summed(part):
            into = sums.setdefault(name, np.full((len(areas), len(days)), np.nan if name in extremes else 0.0))
            into[place] = extremes[name](into[place], part[name]) if name in extremes else into[place] + part[name]
        for name, values in by_night.items():
            # Where tiles of one night were masked in different ways both ways are named.
            new, old = part[name], values[columns]
            differs = (old != "") & (old != new) if name == "mask" else np.zeros(len(new), bool)
            values[columns] = np.where(differs, np.char.add(np.char.add(old, "+"), new), new)
    return _Year(*key, areas, days, by_night, sums, whole)


def _one_of(path: Path, name: str) -> NDArray[Any]:
    import numpy as np

    with np.load(path, allow_pickle=False) as kept:
        return np.asarray(kept[name])


def _extremes() -> dict[str, Any]:
    import numpy as np

    return {"first_hours": np.fmin, "last_hours": np.fmax}


def _summed(part: dict[str, NDArray[Any]]) -> list[str]:
    return [name for name, values in part.items() if values.ndim == 2]


def _passes_beside(year: _Year, groups: dict[_Key, list[Path]]) -> _Year | None:
    """The at-sensor tiles of the same satellite and year, of the same collection if there are any."""
    product, collection, platform = year.stream
    if "first_hours" in year.sums:
        return year
    beside = [
        key for key in groups if key[2] == year.label and key[0][2] == platform and key[0][0] == f"{product[:-1]}1"
    ]
    if year.kind != "day" or not beside:
        return None
    best = min(beside, key=lambda key: (key[0][1] != collection, key))
    return _together(best, groups[best])


# --- tables ----------------------------------------------------------------------------------------------------------


def _area_table(areas: Path) -> pd.DataFrame:
    import geopandas as gpd
    import pandas as pd
    import shapely

    given = gpd.read_parquet(areas)
    points = given.geometry.representative_point()
    return pd.DataFrame(
        {
            "area_id": given["area_id"].astype("str"),
            "name": given["name"].astype("str"),
            "longitude_deg": points.x.to_numpy(),
            "latitude_deg": points.y.to_numpy(),
            "size_pixels": shapely.area(given.geometry.to_numpy()) * _PIXELS_A_SQUARE_DEGREE,
            "done_to_shape": given["done"].astype("str"),
        }
    )


def _write_year(
    year: _Year,
    beside: _Year | None,
    areas: pd.DataFrame,
    event: Event | None,
    tables: Any,
    folder: Path,
    parts: Sequence[Part],
) -> None:
    import numpy as np

    from seeingstars.science.area_sums import AreaSums
    from seeingstars.science.area_values import RELATIVE_SCATTER, area_values

    names = AreaSums.__dataclass_fields__
    sums = AreaSums(*(year.sums[name] for name in names))
    values = area_values(sums, whole_px=year.whole, relative_scatter=RELATIVE_SCATTER.get(year.kind, np.nan))
    some = areas.iloc[year.areas]
    facts = _pass_facts(year, beside, some["longitude_deg"].to_numpy(), event)
    year.sums.clear()  # they are in the values now, and as large
    simulated = any(is_simulated(part) for part in parts if part.stream == year.stream)
    step = max(1, _ROWS_A_BLOCK // max(1, len(year.days)))
    for first in range(0, len(year.areas), step):
        tables.add(_block(year, values, facts, some["area_id"].to_numpy(), slice(first, first + step), simulated))
    _write_netcdf(year, values, facts, some, folder, simulated)
    if year.kind in ("month", "year"):
        _write_trend(year, values, some, folder)


def _pass_facts(
    year: _Year, beside: _Year | None, longitude_deg: NDArray[np.float64], event: Event | None
) -> dict[str, NDArray[Any]]:
    """By area and night: evening, first and last time, whether in the window, view angle."""
    import numpy as np

    from seeingstars.science.area_passes import evenings_of, inside_window, moments_of, of_two_nights
    from seeingstars.science.satellite_pass import NOT_KNOWN

    shape = (len(year.areas), len(year.days))
    if year.kind in ("month", "year"):
        return {}
    days = year.days.astype("datetime64[D]")
    first, last, zenith = (np.full(shape, np.nan) for _ in range(3))
    if beside is not None:
        _, mine, theirs = np.intersect1d(year.areas, beside.areas, assume_unique=True, return_indices=True)
        _, my_days, their_days = np.intersect1d(year.days, beside.days, assume_unique=True, return_indices=True)
        here, there = np.ix_(mine, my_days), np.ix_(theirs, their_days)
        first[here], last[here] = beside.sums["first_hours"][there], beside.sums["last_hours"][there]
        with np.errstate(invalid="ignore", divide="ignore"):
            zenith[here] = beside.sums["zenith"][there] / beside.sums["zenith_weight"][there]
    elif year.kind == "image":
        moments = np.array([text[:19] or "NaT" for text in year.by_night["pass_time_utc"]], dtype="datetime64[ms]")
        first[:] = last[:] = (moments - days) / np.timedelta64(1, "h")
    evenings, sure = evenings_of(days, longitude_deg, first)
    starts, ends = moments_of(days, first), moments_of(days, last)
    two = of_two_nights(first, last)
    facts = {"night": evenings, "night_is_sure": sure & ~two, "view_zenith_deg": zenith}
    facts |= {"pass_first_utc": starts, "pass_last_utc": ends}
    if event is not None:
        facts["in_window"] = np.where(two, NOT_KNOWN, inside_window(starts, ends, evenings, event=event)).astype(
            np.int8
        )
    return facts


def _block(
    year: _Year,
    values: AreaValues,
    facts: dict[str, NDArray[Any]],
    area_ids: NDArray[Any],
    some: slice,
    simulated: bool,
) -> dict[str, Any]:
    import numpy as np
    import pyarrow as pa

    ids = area_ids[some]
    n_areas, n_days = len(ids), len(year.days)
    table: dict[str, Any] = {name: getattr(values, name)[some].ravel() for name in values.__dataclass_fields__}
    for name, array in facts.items():
        flat = array[some].ravel()
        table[name] = flat
    if "pass_first_utc" in facts:
        table["acquisition_time_known"] = ~np.isnat(table["pass_first_utc"])
        for name in ("pass_first_utc", "pass_last_utc"):
            table[name] = pa.array(table[name].astype("datetime64[ms]")).cast(pa.timestamp("ms", tz="UTC"))
    places = np.repeat(np.arange(n_areas, dtype=np.int32), n_days)
    table["area_id"] = pa.DictionaryArray.from_arrays(pa.array(places), pa.array(list(ids), pa.string()))
    last, first = year.days.astype("datetime64[D]"), year.by_night["first_day"].astype("datetime64[D]")
    mean = table["mean_radiance_nw_cm2_sr"]
    masks = pa.array(year.by_night["mask"].tolist()).dictionary_encode()
    return table | {
        "product": year.stream[0],
        "collection": year.stream[1],
        "platform": year.stream[2],
        "first_day": np.tile(first, n_areas),
        "last_day": np.tile(last, n_areas),
        "below_detection_limit": np.isfinite(mean) & (np.nan_to_num(mean) < _DETECTION_LIMIT_NW_CM2_SR),
        "mask": masks.take(pa.array(np.tile(np.arange(n_days), n_areas))),
        "is_simulated": simulated,
    }


def _file_words(year: _Year) -> str:
    words = "-".join([*(part for part in year.stream if part), year.label])
    return "".join(sign if sign.isalnum() or sign in ".-" else "_" for sign in words)


def _write_netcdf(
    year: _Year,
    values: AreaValues,
    facts: dict[str, NDArray[Any]],
    areas: pd.DataFrame,
    folder: Path,
    simulated: bool,
) -> None:
    import numpy as np

    from seeingstars.products.area_tables import write_area_netcdf

    arrays = {name: getattr(values, name) for name in values.__dataclass_fields__}
    arrays |= {name: facts[name] for name in ("in_window", "view_zenith_deg") if name in facts}
    title = "Night lights of areas"
    write_area_netcdf(
        folder / f"area_nights-{_file_words(year)}.nc",
        arrays,
        areas=areas,
        first_days=year.by_night["first_day"].astype("datetime64[D]"),
        last_days=year.days.astype("datetime64[D]"),
        attributes={
            "title": f"SIMULATED / GESIMULEERD: {title}" if simulated else title,
            "is_simulated": int(simulated),
            "product": year.stream[0],
            "collection": year.stream[1],
            "platform": year.stream[2],
            "mask": " ".join(np.unique(year.by_night["mask"])),
            "source": f"seeingstars {__version__}",
        },
    )


def _write_trend(year: _Year, values: AreaValues, areas: pd.DataFrame, folder: Path) -> None:
    import numpy as np

    from seeingstars.products.area_tables import write_table
    from seeingstars.science.area_trend import trend_table

    first, last = (days.astype("datetime64[D]") for days in (year.by_night["first_day"], year.days))
    middle = first + (last - first) // 2
    table = trend_table(
        areas["area_id"].to_numpy(),
        np.asarray(middle),
        values.mean_radiance_nw_cm2_sr,
        values.clear_share,
        is_monthly=year.kind == "month",
    )
    for place, name in enumerate(("product", "collection", "platform")):
        table.insert(place + 1, name, year.stream[place])
    write_table(table, folder / f"area_trends-{_file_words(year)}.csv")
