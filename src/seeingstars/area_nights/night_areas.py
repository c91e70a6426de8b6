"""Hall: the light of any number of areas through the nights: polygons and tiles in, a table of area and night out.

Three steps, each from paths to paths: `plan` says which tiles of which years hold the areas, `do_part` (one task each,
anywhere) keeps a tile's year and sums it over the areas, `write_areas` puts the sums together and publishes them.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars.area_nights.night_parts import NIGHTS, Box, Done, Part, Plan, do_part
from seeingstars.collecting import given_files
from seeingstars.errors import SeeingStarsError, UploadError
from seeingstars.watched import Told, untold

if TYPE_CHECKING:
    from seeingstars.science.area_windows import AreaWindows
    from seeingstars.sources.night_files import NightFile

_SHOWN = 5


def measure_areas(
    areas: Path,
    paths: Sequence[Path] = (),
    *,
    store: Path,
    out: Path,
    event_folder: Path | None = None,
    dask: str | None = None,
    id_column: str | None = None,
    layer: str | None = None,
    told: Told = untold,
) -> Path:
    """The whole of it: every area on every night of the files given and of those kept before.

    Parameters
    ----------
    areas : path
        A file of polygons (see `sources.area_files.read_areas`).
    paths : paths
        Files or folders of night lights; none asks the store alone.
    store : path
        Folder in which the cubes of nights are kept; made if it is not there. What is in it is not read again.
    out : path
        Folder of the result; it appears whole or not at all.
    event_folder : path or None
        An event, so that each row says whether the satellite looked in its lights-off hours.
    dask : str or None
        Address of a Dask scheduler whose workers see the same disk; None does the work here.
    id_column, layer : str or None
        Column that tells the areas apart; layer of a file with several.
    told : called with (what, done, of)

    Returns
    -------
    path
        `out`.

    Raises
    ------
    SeeingStarsError
        In words for the user, if the areas or a file that was named cannot be used.
    """
    from seeingstars.area_nights.area_products import write_areas

    made = plan(areas, paths, store=store, id_column=id_column, layer=layer, told=told)
    done = do_parts(made, dask=dask, told=told)
    return write_areas(made, done, store=store, out=out, event_folder=event_folder, told=told)


def plan(
    areas: Path,
    paths: Sequence[Path] = (),
    *,
    store: Path,
    id_column: str | None = None,
    layer: str | None = None,
    told: Told = untold,
) -> Plan:
    """Prepare the areas, look at each file, and say which parts there are.

    Parameters and errors are those of `measure_areas`.

    Returns
    -------
    Plan
        Parts in order of stream, tile and year; also those that only the store holds.

    Raises
    ------
    SeeingStarsError
        If neither the files nor the store hold any tile that the areas touch.
    """
    store = store.resolve()
    prepared = prepare_areas(areas, store=store, id_column=id_column, layer=layer)
    files, named, notes = _look_at(paths, told)
    chosen, passed = _newest(files)
    windows = _windows_of(prepared)
    parts, missed = _parts(chosen, named, windows, store)
    kept = _kept_parts(store, {part.folder for part in parts}, windows)
    if not parts and not kept:
        why = next((note["en"] for note in (*notes, *missed) if note["en"]), "no file was given and the store is empty")
        waarom = next((note["nl"] for note in (*notes, *missed) if note["nl"]), "er is geen bestand gegeven en de opslag is leeg")  # fmt: skip
        raise SeeingStarsError(
            f"no night lights touch the areas of {areas.name}: {why}",
            f"geen nachtlicht raakt de gebieden van {areas.name}: {waarom}",
        )
    ordered = sorted([*parts, *kept], key=lambda part: part.folder)
    return Plan(prepared, tuple(ordered), (*notes, *passed, *missed))


def do_parts(made: Plan, *, dask: str | None = None, told: Told = untold) -> list[Done]:
    """Do every part of a plan, here or on the workers of a Dask scheduler; the results are the same.

    Parameters
    ----------
    made : Plan
    dask : str or None
        Address of the scheduler, such as ``tcp://127.0.0.1:8786``.
    told : called with (what, done, of)

    Returns
    -------
    list of Done
        In the order of the parts.

    Raises
    ------
    SeeingStarsError
        If the scheduler does not answer, or what a part raises.
    """
    parts = made.parts
    told("nights", 0, len(parts))
    if dask is None:
        done = []
        for number, part in enumerate(parts, start=1):
            done.append(do_part(part, areas=made.areas))
            told("nights", number, len(parts))
        return done
    with _client(dask) as client:
        from distributed import as_completed

        futures = [client.submit(do_part, part, areas=made.areas, pure=False) for part in parts]
        for number, _ in enumerate(as_completed(futures, loop=client.loop), start=1):  # type: ignore[no-untyped-call]
            told("nights", number, len(parts))
        gathered: list[Done] = client.gather(futures)
        return gathered


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise SeeingStarsError(
            "--dask needs the package dask[distributed]; install seeingstars[dask]",
            "--dask vraagt het pakket dask[distributed]; installeer seeingstars[dask]",
        ) from error
    try:
        return Client(address, timeout="20s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        words = " ".join(str(error).split())[:120]
        raise SeeingStarsError(
            f"--dask must be the address of a scheduler that answers, such as tcp://127.0.0.1:8786; got {address}: {words}",
            f"--dask moet het adres zijn van een scheduler die antwoordt, zoals tcp://127.0.0.1:8786; gegeven is {address}: {words}",
        ) from error


# --- areas -----------------------------------------------------------------------------------------------------------


def prepare_areas(areas: Path, *, store: Path, id_column: str | None = None, layer: str | None = None) -> Path:
    """Read the areas, put their shapes on the map, and keep them for all parts.

    Returns
    -------
    path
        GeoParquet in `store`, named after its content: ``area_id``, ``name``, ``done`` (what was done to the shape),
        in the order of the file; an area without a shape stays, without one.

    Raises
    ------
    UploadError
        As `read_areas`, or if a shape cannot be one on Earth.
    """
    import geopandas as gpd
    import pandas as pd

    from seeingstars.sources.area_files import read_areas

    given = read_areas(areas, id_column=id_column, layer=layer)
    shapes, done = [], []
    for area_id, shape in zip(given.ids, given.shapes, strict=True):
        placed, what = _placed(shape, area_id, given.file)
        shapes.append(placed)
        done.append(what)
    table = pd.DataFrame({"area_id": given.ids, "name": given.names, "done": done}).astype("str")
    frame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"))
    said = (given.file, given.sha256, given.layer, given.crs, given.id_column)
    digest = hashlib.sha256("\n".join([*said, *done]).encode()).hexdigest()[:16]
    path = store / "areas" / f"{digest}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".partial")
    frame.to_parquet(fresh, index=False)
    fresh.replace(path)
    return path


def _placed(shape: Any, area_id: str, file: str) -> tuple[Any, str]:
    from seeingstars.science.area_shapes import OffTheMapError, on_the_map

    if shape is None:
        return None, "no shape"
    try:
        placed, what = on_the_map(shape)
    except OffTheMapError as error:
        raise UploadError(
            f"area {area_id} of {file} cannot lie on Earth: {error.en}",
            f"gebied {area_id} in {file} kan niet op aarde liggen: {error.nl}",
        ) from error
    return placed, "; ".join(what)


def _windows_of(areas: Path) -> AreaWindows:
    import geopandas as gpd

    from seeingstars.science.area_windows import AreaWindows

    return AreaWindows(gpd.read_parquet(areas).geometry.dropna().to_numpy())


# --- files -----------------------------------------------------------------------------------------------------------


def _note(file: str, what: str, en: str, nl: str) -> dict[str, str]:
    return {"file": file, "what": what, "sha256": "", "en": en, "nl": nl}


def _look_at(paths: Sequence[Path], told: Told) -> tuple[list[NightFile], frozenset[Path], list[dict[str, str]]]:
    from seeingstars.sources.night_files import night_file

    found, named, notes = [], set(), []
    given = given_files([path.resolve() for path in paths])
    for number, file in enumerate(given):
        told("files", number, len(given))
        if file.path.suffix == ".toml":  # the sidecar of an image
            continue
        try:
            found.append(night_file(file.path))
            named |= {file.path} if file.named else set()
        except UploadError as refused:
            if file.named:
                raise
            notes.append(_note(file.path.name, "refused", refused.en, refused.nl))
    told("files", len(given), len(given))
    return found, frozenset(named), notes


def _newest(files: Iterable[NightFile]) -> tuple[list[NightFile], list[dict[str, str]]]:
    """Of one tile and day the newest production, and a note on each that was passed over."""
    groups: dict[tuple[Any, ...], list[NightFile]] = defaultdict(list)
    for file in files:
        groups[file.product, file.collection, file.platform, file.tile, file.kind, file.last_day].append(file)
    newest, notes = [], []
    for group in groups.values():
        ordered = sorted(group, key=lambda file: (file.produced_at, file.path.name))
        newest.append(ordered[-1])
        for older in ordered[:-1]:
            is_image = older.product == "GeoTIFF"
            en = "of two images of one source and day one is used" if is_image else "a newer production is used"
            nl = (
                "van twee beelden van één bron en dag is er een gebruikt"
                if is_image
                else "een nieuwere productie is gebruikt"
            )
            notes.append(_note(older.path.name, "passed over", f"{en}: {ordered[-1].path.name}", f"{nl}: {ordered[-1].path.name}"))  # fmt: skip
    return newest, notes


def _parts(
    files: Sequence[NightFile], named: frozenset[Path], windows: AreaWindows, store: Path
) -> tuple[list[Part], list[dict[str, str]]]:
    groups: dict[Path, list[NightFile]] = defaultdict(list)
    for file in sorted(files, key=lambda file: (file.last_day, file.path.name)):
        groups[_folder(file, store)].append(file)
    parts, missed = [], []
    boxes: dict[tuple[Box, bool], Box | None] = {}
    for folder, some in groups.items():
        first = some[0]
        key = (first.box, first.product != "GeoTIFF")
        if key not in boxes:
            # A small area touches a single pixel of a coarse image: two more on each side make a grid.
            margin = (0.0, 0.0) if key[1] else (2 * first.pixel_deg[0], 2 * first.pixel_deg[1])
            boxes[key] = windows.window(first.box, in_blocks=key[1], margin_deg=margin)
        box = boxes[key]
        if box is None:
            missed += [_note(file.path.name, "not needed", f"no area touches {file.tile}", f"geen gebied raakt {file.tile}") for file in some]  # fmt: skip
            continue
        stream = (first.product, first.collection, first.platform)
        parts.append(Part(folder, stream, first.tile, first.kind, tuple(some), named, box))
    return parts, missed


def _folder(file: NightFile, store: Path) -> Path:
    words = "-".join(part for part in (file.product, file.collection, file.platform) if part)
    years = f"{file.last_day.year:04d}" if file.kind == "day" else "all"
    kind = [] if file.kind == "day" or file.product != "GeoTIFF" else [file.kind]
    return store / "-".join([re.sub(r"[^A-Za-z0-9.]+", "_", words), *kind]) / file.tile / years


def _kept_parts(store: Path, given: set[Path], windows: AreaWindows) -> list[Part]:
    """Parts that only the store holds and that the areas touch."""
    from seeingstars.store.night_store import store_facts

    parts = []
    for journal in sorted(store.glob(f"*/*/*/{NIGHTS}/nights.json")):
        folder = journal.parent.parent
        if folder in given:
            continue
        stream = store_facts(journal.parent)["stream"]
        west, south, east, north = (float(side) for side in stream["box"].split())
        box = windows.window((west, south, east, north), in_blocks=stream["product"] != "GeoTIFF")
        if box is not None:
            names = (stream["product"], stream["collection"], stream["platform"])
            parts.append(Part(folder, names, stream["tile"], stream["kind"], (), frozenset(), box))
    return parts


def summary_of(made: Path, *, language: str) -> str:
    """A result of `measure_areas` in a few lines: what is in it, and what was not used and why.

    Parameters
    ----------
    made : path
        Folder of the result.
    language : ``nl`` or ``en``

    Returns
    -------
    str
    """
    import pyarrow.parquet as pq

    from seeingstars.products.area_tables import PARQUET
    from seeingstars.store.publication import read_json

    manifest = read_json(made / "manifest.json")
    n_rows = pq.ParquetFile(made / PARQUET).metadata.num_rows
    used = sum(one["accepted"] for one in manifest["inputs"])
    rest = [one for one in manifest["inputs"] if not one["accepted"]]
    is_dutch = language == "nl"
    lines = [
        f"{n_rows} waarden van gebieden en nachten uit {used} bestanden, in {made}"
        if is_dutch
        else f"{n_rows} values of areas and nights from {used} files, in {made}"
    ]
    if manifest["simulated"]:
        lines.insert(0, "GESIMULEERD: verzonnen bestanden, nooit gemeten" if is_dutch else "SIMULATED: made-up files, never measured")  # fmt: skip
    if without := manifest["areas_without_a_tile"]:
        some = ", ".join(without[:_SHOWN]) + (", …" if len(without) > _SHOWN else "")
        lines.append(
            f"gebieden zonder waarde, omdat geen bestand ze beslaat: {len(without)} ({some}; has_tile in areas.csv)"
            if is_dutch
            else f"areas without a value, since no file covers them: {len(without)} ({some}; has_tile in areas.csv)"
        )
    if rest:
        lines.append(f"{len(rest)} bestanden niet gebruikt:" if is_dutch else f"{len(rest)} files not used:")
        lines += [f"  {one['file']}: {one['reason'][language]}" for one in rest[:_SHOWN]]
    if len(rest) > _SHOWN:
        lines.append(f"  … en {len(rest) - _SHOWN} meer, in manifest.json" if is_dutch else f"  … and {len(rest) - _SHOWN} more, in manifest.json")  # fmt: skip
    return "\n".join(lines)
