"""The steps of the main job, each done once for the same inputs: a flow that was stopped goes on where it was.

A step's folder is named by the digests of its inputs, its settings and the code, so a changed file reworks only
what depends on it, and what stands there was made of exactly these bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import seeingstars
from seeingstars import pipeline
from seeingstars.collecting import given_files
from seeingstars.event_file import load_event
from seeingstars.store.kept_work import digest_of_code, digest_of_file, kept_or_made, key_of
from seeingstars.store.publication import whole_or_not_at_all
from seeingstars.watched import Told, untold

_INNER = "publication"
# A newer one of these may give other bytes.
_LIBRARIES = ("numpy", "pandas", "pyarrow", "scipy", "xarray", "h5py", "rasterio", "matplotlib", "exactextract")


@dataclass(frozen=True)
class Job:
    """What the whole job is given; `work` is the folder in which steps are kept."""

    event_folder: Path
    work: Path
    readings: tuple[Path, ...] = ()
    nightlights: tuple[Path, ...] = ()
    clouds: Path | None = None
    baseline: Path | None = None
    seed: int = 2022

    @property
    def readings_folder(self) -> Path:
        """Where the flagged readings stand or will stand."""
        return self._folder("readings", [_inputs(self.readings), pipeline.chosen_places(self.readings)])

    @property
    def nightlights_folder(self) -> Path:
        """Where the cube of nights stands or will stand."""
        return self._folder("nightlights", _inputs(self.nightlights))

    @property
    def comparison_folder(self) -> Path:
        """Where the comparison stands or will stand."""
        parts = [self.readings_folder.name, self.nightlights_folder.name, _inputs(_some(self.clouds)), self.seed]
        return self._folder("comparison", [*parts, _inputs(_some(self.baseline))])

    @property
    def publication_folder(self) -> Path:
        """Where the publication stands or will stand before it is put in its place."""
        return self._folder("publication", [self.comparison_folder.name, self.baseline is not None])

    def _folder(self, step: str, parts: Sequence[Any]) -> Path:
        event = [[path.name, digest_of_file(path)] for path in load_event(self.event_folder).files]
        return self.work / f"{step}-{key_of(step, _code(), event, list(parts))}"


@dataclass(frozen=True)
class Done:
    """A step that is done: its folder, and whether it was worked now or found from before."""

    folder: Path
    is_new: bool

    @property
    def step(self) -> str:
        """``readings``, ``nightlights``, ``comparison`` or ``publication``."""
        return self.folder.name.partition("-")[0]


def _some(path: Path | None) -> list[Path]:
    return [] if path is None else [path]


def _inputs(paths: Sequence[Path]) -> list[list[Any]]:
    return [[file.shown, file.named, digest_of_file(file.path)] for file in given_files(paths)]


def _code() -> list[str]:
    code = digest_of_code(Path(seeingstars.__file__).parent)
    return [code, *(f"{name} {version(name)}" for name in _LIBRARIES)]


def read_readings(job: Job, *, told: Told = untold) -> Done:
    """Do `pipeline.ingest_readings` unless it was done."""

    def make(fresh: Path) -> None:
        pipeline.ingest_readings(job.readings, event_folder=job.event_folder, work=fresh, told=told)

    return _done(job.readings_folder, make)


def read_nightlights(job: Job, *, told: Told = untold) -> Done:
    """Do `pipeline.ingest_nightlights` unless it was done."""

    def make(fresh: Path) -> None:
        pipeline.ingest_nightlights(job.nightlights, event_folder=job.event_folder, work=fresh, told=told)

    return _done(job.nightlights_folder, make)


def compare(job: Job) -> Done:
    """Do `pipeline.compare_nights` unless it was done; the two readings before it must be."""

    def make(fresh: Path) -> None:
        pipeline.compare_nights(
            job.readings_folder,
            job.nightlights_folder,
            event_folder=job.event_folder,
            clouds=job.clouds,
            baseline=job.baseline,
            seed=job.seed,
            work=fresh,
        )

    return _done(job.comparison_folder, make)


def publish(job: Job, *, out: Path, told: Told = untold) -> Done:
    """Do `pipeline.publish` unless it was done, and put the publication at `out`, whole."""

    def make(fresh: Path) -> None:
        pipeline.publish(
            job.readings_folder,
            job.nightlights_folder,
            job.comparison_folder,
            event_folder=job.event_folder,
            seed=job.seed,
            baseline_was_given=job.baseline is not None,
            out=fresh / _INNER,
            told=told,
        )

    done = _done(job.publication_folder, make)
    with whole_or_not_at_all(out) as fresh:
        shutil.copytree(done.folder / _INNER, fresh, dirs_exist_ok=True)
    return done


def _done(folder: Path, make: Callable[[Path], None]) -> Done:
    return Done(folder, is_new=kept_or_made(folder, make))


def run(job: Job, *, out: Path, told: Told = untold) -> tuple[Done, ...]:
    """The whole job, step after step, each worked only if its inputs, its settings or the code are new.

    Parameters
    ----------
    job : Job
    out : path
        Folder of the publication; it appears whole or not at all, with the bytes that `pipeline.run` gives.
    told : called with (what, done, of)

    Returns
    -------
    tuple of Done
        The four steps in order.
    """
    readings, nightlights = read_readings(job, told=told), read_nightlights(job, told=told)
    told("compare", 0, 1)
    comparison = compare(job)
    told("compare", 1, 1)
    return readings, nightlights, comparison, publish(job, out=out, told=told)
