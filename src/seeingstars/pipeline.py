"""The few steps of the main job, each from paths to a path; the flows and the command line both call these.

A step keeps what the next one needs in a working folder, so that flows can retry, cache and spread
the steps without passing tables between them. Nothing is published before `publish` has all of it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeingstars import __version__
from seeingstars.collecting import GivenFile, given_files, input_note
from seeingstars.columns import READING_STREAMS, join_readings
from seeingstars.errors import UploadError
from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.fetching.notes import missing_of
from seeingstars.store.publication import read_json, whole_or_not_at_all, write_json, write_manifest
from seeingstars.watched import Told, untold

# Tables and arrays are imported where a step needs them, so that asking for help stays quick.
if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr

    from seeingstars.publishing import Backdrop
    from seeingstars.science.answer import Comparison


READINGS = "readings.parquet"
NIGHTLIGHTS = "nightlights.nc"
CHANGE = "nightlights_change.nc"
RESULT = "result.json"
BASELINE = "baseline.json"
FILES = "files.json"
PLACES = ".public-places.json"


def event_id(folder: Path) -> str:
    """The id that the event in that folder gives itself."""
    return load_event(folder).event_id


def run(
    event_folder: Path,
    *,
    readings: Sequence[Path] = (),
    nightlights: Sequence[Path] = (),
    clouds: Path | None = None,
    baseline: Path | None = None,
    out: Path,
    seed: int = 2022,
    backdrop: Backdrop | None = None,
    address: str | None = None,
    told: Told = untold,
) -> Path:
    """The whole job: readings and rasters in, the comparison, datasets and maps out.

    Parameters
    ----------
    event_folder : path
        Folder of the event, or its ``event.toml``.
    readings, nightlights : paths
        Files or folders; may be empty.
    clouds : path or None
        KNMI hourly cloud: a file or a folder.
    baseline : path or None
        A sealed list of baseline nights made before; without it the list is made and sealed first.
    out : path
        Folder of the publication; it appears whole or not at all.
    seed : int
        Seed of what is drawn by chance.
    backdrop : what lies under the map of the site; None for nothing
    address : str or None
        Where the publication will stand on the web; posters then carry it as a QR code.
    told : called with (what, done, of)

    Returns
    -------
    path
        `out`.

    Raises
    ------
    SeeingStarsError
        In words for the user, if the event or a file that was named cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="seeingstars-") as scratch:
        work = Path(scratch)
        ingest_readings(readings, event_folder=event_folder, work=work / "readings", told=told)
        ingest_nightlights(nightlights, event_folder=event_folder, work=work / "nightlights", told=told)
        told("compare", 0, 1)
        compare_nights(
            work / "readings",
            work / "nightlights",
            event_folder=event_folder,
            clouds=clouds,
            baseline=baseline,
            seed=seed,
            work=work / "comparison",
        )
        told("compare", 1, 1)
        return publish(
            work / "readings",
            work / "nightlights",
            work / "comparison",
            event_folder=event_folder,
            seed=seed,
            baseline_was_given=baseline is not None,
            out=out,
            backdrop=backdrop,
            address=address,
            told=told,
        )


def ingest_readings(paths: Sequence[Path], *, event_folder: Path, work: Path, told: Told = untold) -> Path:
    """Read every file behind `paths`, flag every reading, and place it in the event.

    Parameters
    ----------
    paths : paths
        Files or folders. In a folder a file that is refused is noted and passed over; a file that was
        named must be usable.
    event_folder, work : path
        The event; the working folder of this step, made if it is not there.
    told : called with (what, done, of)

    Returns
    -------
    path
        Of the table with all columns of `seeingstars.columns.READING_COLUMNS`; beside it ``files.json``.

    Raises
    ------
    UploadError
        If a file that was named is refused.
    """
    from seeingstars.science.nights import place_in_event
    from seeingstars.science.public_places import public_places
    from seeingstars.science.quality import flag_readings

    event = load_event(event_folder)
    tables, notes = [], []
    files = given_files(paths)
    for done, file in enumerate(files):
        told("read", done, len(files))
        table, note = _read_or_note(file)
        notes.append(note)
        if table is not None:
            tables.append(table)
    told("read", len(files), len(files))
    told("flag", 0, 1)
    rule = event.baseline
    flagged = flag_readings(join_readings(tables), sun_limit_deg=rule.sun_below_deg, moon_limit_deg=rule.moon_below_deg)
    # From here on nobody knows a place more exactly than it may be published.
    readings = public_places(place_in_event(flagged, event), decimals_by_sha256=chosen_places(paths))
    told("flag", 1, 1)
    work.mkdir(parents=True, exist_ok=True)
    readings.to_parquet(work / READINGS, index=False)
    write_json(notes, work / FILES)
    return work / READINGS


def chosen_places(paths: Sequence[Path]) -> dict[str, int]:
    """Decimals of a degree that contributors chose, by digest, as the web door leaves them beside their files."""
    chosen: dict[str, int] = {}
    for note in (path / PLACES for path in paths if path.is_dir()):
        if note.is_file():
            chosen |= {str(sha256): int(decimals) for sha256, decimals in read_json(note).items()}
    return chosen


def _read_or_note(file: GivenFile) -> tuple[pd.DataFrame | None, dict[str, Any]]:
    from seeingstars.sources.recognise import read_readings

    if (missing := missing_of(file.path)) is not None:
        return None, input_note(file, kind="fetch_report", accepted=True) | {"missing": missing}
    try:
        table, report = read_readings(file.path)
    except UploadError as refused:
        if file.named:
            raise
        return None, input_note(file, kind="refused", accepted=False, reason_en=refused.en, reason_nl=refused.nl)
    note = input_note(file, kind=report.kind, accepted=True, reason_en=report.reason_en, reason_nl=report.reason_nl)
    return table, note | {
        "rows_read": report.rows_read,
        "row_problems": report.n_row_problems,
        "notes": [n.en for n in report.notes],
    }


def ingest_nightlights(paths: Sequence[Path], *, event_folder: Path, work: Path, told: Told = untold) -> Path:
    """Read the window round the event's areas from every raster behind `paths` into one cube of nights.

    Parameters
    ----------
    paths : paths
        Files or folders, as for `ingest_readings`.
    event_folder, work : path
    told : called with (what, done, of)

    Returns
    -------
    path
        Of the cube (night, y, x), or where it would stand if there is no raster; beside it ``files.json``.

    Raises
    ------
    UploadError
        If a file that was named is refused.
    """
    from seeingstars.products.rasters import unknown_times_as_numbers
    from seeingstars.science import nightlights
    from seeingstars.sources.night_lights import read_night

    event = load_event(event_folder)
    box = nightlights.box_of(event)
    tiles, notes = [], []
    files = given_files(paths)
    for done, file in enumerate(files):
        told("night lights", done, len(files))
        try:
            tiles.append(read_night(file.path, box=box))
            notes.append(input_note(file, kind="raster", accepted=True))
        except UploadError as refused:
            if file.named:
                raise
            notes.append(input_note(file, kind="refused", accepted=False, reason_en=refused.en, reason_nl=refused.nl))
    told("night lights", len(files), len(files))
    work.mkdir(parents=True, exist_ok=True)
    if tiles:
        cube = unknown_times_as_numbers(nightlights.cube(tiles, event=event))
        notes = [_note_of_use(note, left_out=json.loads(cube.attrs["left_out"])) for note in notes]
        cube.to_netcdf(work / NIGHTLIGHTS, engine="h5netcdf")
    write_json(notes, work / FILES)
    return work / NIGHTLIGHTS


def _note_of_use(note: dict[str, Any], *, left_out: Sequence[dict[str, str]]) -> dict[str, Any]:
    """A note that also says why a usable raster was passed over, such as for a newer production of the same night."""
    reason = next((rest for rest in left_out if rest["file"] == Path(note["file"]).name), None)
    if not note["accepted"] or reason is None:
        return note
    return note | {"used": False, "reason": {"nl": reason["nl"], "en": reason["en"]}}


def compare_nights(
    readings: Path,
    nightlights: Path,
    *,
    event_folder: Path,
    clouds: Path | None,
    baseline: Path | None = None,
    seed: int,
    work: Path,
    with_checks: bool = True,
) -> Path:
    """Compare the event night with its baseline nights, a stream at a time.

    Parameters
    ----------
    readings, nightlights : path
        Working folders that `ingest_readings` and `ingest_nightlights` filled.
    event_folder, work : path
        The event; the working folder of this step, made if it is not there.
    clouds : path or None
        KNMI hourly cloud: a file or a folder.
    baseline : path or None
        A sealed list of baseline nights made before; without it the list is made from calendar and weather.
    seed : int
        Seed of what is drawn by chance.
    with_checks : bool
        Whether to add the placebos, sensitivities and the specification curve, which take some seconds.

    Returns
    -------
    path
        Of ``result.json`` in `work`; beside it the sealed list of nights and the tables that the verdicts rest on.

    Raises
    ------
    UploadError
        If the cloud file cannot be used.
    SeeingStarsError
        If the list of nights does not match its hash or the event.
    """
    import numpy as np
    import pandas as pd

    from seeingstars.science.baseline import baseline_list, candidates_of
    from seeingstars.science.checks import checks_of
    from seeingstars.science.cloud import cloud_classes
    from seeingstars.science.compare import compare_stream
    from seeingstars.science.nights import candidate_nights

    event = load_event(event_folder)
    table = pd.read_parquet(readings / READINGS)
    okta, cloud_notes = read_okta(clouds)
    cloud = cloud_classes(table, event=event, okta=okta)
    work.mkdir(parents=True, exist_ok=True)
    if baseline is None:
        write_json(baseline_list(candidate_nights(event), event=event, weather=cloud), work / BASELINE)
    else:
        write_json(read_json(baseline), work / BASELINE)
    candidates = candidates_of(read_json(work / BASELINE), event=event)
    rng = np.random.default_rng(seed)
    comparisons = [
        compare_stream(table, stream=stream, event=event, candidates=candidates, cloud=cloud, rng=rng)
        for stream in READING_STREAMS
    ]
    comparisons.append(_compare_satellite(nightlights / NIGHTLIGHTS, event, rng=rng, change=work / CHANGE))
    for comparison in comparisons:
        if with_checks:
            comparison.result["checks"] = checks_of(
                comparison, readings=table, event=event, candidates=candidates, cloud=cloud, rng=rng
            )
        stream = comparison.result["stream"]
        comparison.site_nights.to_parquet(work / f"{stream}-site_nights.parquet", index=False)
        comparison.differences.to_parquet(work / f"{stream}-differences.parquet", index=False)
    write_json(cloud_notes, work / FILES)
    missing = [
        entry for note in read_json(readings / FILES) for entry in note.get("missing", {}).get(event.event_id, [])
    ]
    return write_json(_result(event, table, comparisons) | ({"missing": missing} if missing else {}), work / RESULT)


def _result(event: Event, readings: pd.DataFrame, comparisons: list[Comparison]) -> dict[str, Any]:
    return {
        "event": event.event_id,
        "simulated": event.is_simulated or bool(readings["is_simulated"].any()),
        "made_with": f"seeingstars {__version__}",
        "design": comparisons[0].result["design"],
        "comparisons": [comparison.result for comparison in comparisons],
        "energy": _energy(event),
    }


def _energy(event: Event) -> dict[str, float] | None:
    """The electricity not used, from the city's own list; without one there is no number."""
    from dataclasses import asdict

    from seeingstars.science.energy import energy_not_used
    from seeingstars.sources.lamp_inventory import read_lamps

    if event.lamps_file is None:
        return None
    return asdict(energy_not_used(read_lamps(event.lamps_file), event=event))


def read_okta(clouds: Path | None) -> tuple[pd.DataFrame | None, list[dict[str, Any]]]:
    """The hours of cloud of a file or folder, or None, and a note on each file for the manifest."""
    from seeingstars.cloud_hours import read_cloud_hours

    return read_cloud_hours(given_files([] if clouds is None else [clouds]))


def read_cube(path: Path) -> xr.Dataset | None:
    """The cube of nights that `ingest_nightlights` left at `path`, in memory; None where there was no raster."""
    import xarray as xr

    if not path.is_file():
        return None
    with xr.open_dataset(path, engine="h5netcdf") as stored:
        return stored.load()


def _compare_satellite(cube_path: Path, event: Event, *, rng: np.random.Generator, change: Path) -> Comparison:
    from seeingstars.science import nightlights
    from seeingstars.science.compare import compare_satellite
    from seeingstars.science.pixel_words import with_pixels

    cube = read_cube(cube_path)
    if cube is None:
        return compare_satellite(None, event=event, passes=None, rng=rng)
    changed = nightlights.change(cube, event=event)
    changed.to_netcdf(change, engine="h5netcdf")
    answer = compare_satellite(
        nightlights.area_nights(cube, event=event), event=event, passes=nightlights.passes(cube), rng=rng
    )
    return with_pixels(answer, changed, event=event)


def publish(
    readings: Path,
    nightlights: Path,
    comparison: Path,
    *,
    event_folder: Path,
    seed: int,
    baseline_was_given: bool = False,
    out: Path,
    backdrop: Backdrop | None = None,
    address: str | None = None,
    told: Told = untold,
) -> Path:
    """Write the datasets, maps and the page of an event: all of it or nothing.

    Parameters
    ----------
    readings, nightlights, comparison : path
        Working folders that the other steps filled.
    event_folder : path
    seed : int
        As it was used; it stands in the manifest.
    baseline_was_given : bool
        Whether the list of nights came from the user; it stands in the manifest.
    out : path
        Folder of the publication; an earlier publication there is replaced.
    backdrop : what lies under the map of the site; None for nothing
    address : str or None
        Where the publication will stand on the web; posters then carry it as a QR code.
    told : called with (what, done, of)

    Returns
    -------
    path
        `out`.
    """
    from seeingstars.describing import write_metadata
    from seeingstars.publishing import base_map_credit, facts_of, write_products

    event = load_event(event_folder)
    with whole_or_not_at_all(out) as fresh:
        told("publish", 0, 1)
        write_products(
            readings / READINGS,
            nightlights / NIGHTLIGHTS,
            comparison,
            event=event,
            folder=fresh,
            backdrop=backdrop,
            address=address,
        )
        simulated = read_json(comparison / RESULT)["simulated"]
        settings = {
            "seed": seed,
            "baseline": "given" if baseline_was_given else "made",
            "address": address,
            "base_map": backdrop.file.name if backdrop is not None and backdrop.file is not None else None,
        }
        inputs = _inputs(readings=readings, nightlights=nightlights, clouds=comparison)
        write_metadata(fresh, event=event, inputs=inputs, base_map=base_map_credit(backdrop))
        write_manifest(fresh, facts_of(event, inputs=inputs, settings=settings, simulated=simulated))
        told("publish", 1, 1)
    return out


def _inputs(**steps: Path) -> list[dict[str, Any]]:
    """Every file that a step was given, and as what, so that a run can be repeated from its manifest."""
    return [note | {"given_as": name} for name, step in steps.items() for note in read_json(step / FILES)]


def simulate(
    raw: Path, *, seed: int = 2022, effect_mag: float = 0.30, n_sites: int = 4, cloudiness: float = 0.3
) -> Path:
    """Write a made-up campaign with a known answer, in the true formats of the suppliers.

    Parameters
    ----------
    raw : path
        Folder of the campaign; it appears whole or not at all, an earlier campaign there is replaced.
    seed : int
        Another seed is another campaign.
    effect_mag : scalar
        The true darkening of the lights-off area in the window [mag/arcsec²].
    n_sites : int
        Fixed meters in each of the two areas.
    cloudiness : scalar
        Share of the baseline nights with cloud.

    Returns
    -------
    path
        `raw`, with ``event``, ``readings``, ``nightlights``, ``clouds`` and ``truth.json``.
    """
    from seeingstars.rehearsal.campaign import write_campaign
    from seeingstars.rehearsal.campaign_settings import CampaignSettings

    settings = CampaignSettings(
        seed=seed, effect_mag=effect_mag, n_area_sites=n_sites, n_control_sites=n_sites, cloudiness=cloudiness
    )
    with whole_or_not_at_all(raw) as fresh:
        write_campaign(fresh, settings)
        write_manifest(fresh, {"simulated": True, "made_with": f"seeingstars {__version__}"})
    return raw


def rehearse(
    raw: Path,
    *,
    seed: int = 2022,
    effect_mag: float = 0.30,
    n_sites: int = 4,
    cloudiness: float = 0.3,
    out: Path,
    told: Told = untold,
) -> Path:
    """Simulate a campaign and do the whole job on it, which knows nothing of the truth.

    Parameters and what is returned are those of `simulate` and `run`.
    """
    told("simulate", 0, 1)
    simulate(raw, seed=seed, effect_mag=effect_mag, n_sites=n_sites, cloudiness=cloudiness)
    told("simulate", 1, 1)
    return run(
        raw / "event",
        readings=[raw / "readings"],
        nightlights=[raw / "nightlights"],
        clouds=raw / "clouds",
        out=out,
        seed=seed,
        told=told,
    )
