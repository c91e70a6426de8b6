"""Whether a publication is still what it was, and whether the same inputs give the same bytes again."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from seeingstars import __version__
from seeingstars.collecting import given_files
from seeingstars.errors import SeeingStarsError
from seeingstars.store.digests import sha256_of_file
from seeingstars.store.publication import MANIFEST, read_json
from seeingstars.watched import Told, untold


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the manifest says, by name, in two languages."""

    file: str
    en: str
    nl: str


@dataclass(frozen=True)
class Verification:
    """What was found: how much was looked at, what differs, and how a second run ended.

    `rerun` is ``not_asked``, ``same``, ``different`` or ``not_possible`` (inputs are missing or have changed).
    """

    folder: Path
    n_outputs: int
    n_inputs: int
    findings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    rerun: str = "not_asked"
    differing: tuple[str, ...] = ()

    @property
    def is_as_published(self) -> bool:
        """Whether nothing differs and a second run, where asked for, gave the same bytes."""
        return not self.findings and self.rerun in {"not_asked", "same"}


def verify(
    folder: Path, *, inputs: Sequence[Path] = (), event_folder: Path | None = None, told: Told = untold
) -> Verification:
    """Check every digest of a publication and, given the inputs, run it again and compare the bytes.

    Parameters
    ----------
    folder : path
        Of the publication, with its ``manifest.json``.
    inputs : paths
        Files or folders with the raw files; they are recognised by their digests, wherever they stand and
        however they are called. Without them only the publication itself is checked.
    event_folder : path or None
        Folder of the event; needed with `inputs`.
    told : called with (what, done, of)

    Returns
    -------
    Verification

    Raises
    ------
    SeeingStarsError
        If the folder is no publication, or an event is needed and not given.

    Notes
    -----
    The manifest does not hold its own digest: whoever publishes it elsewhere should state that digest.
    """
    manifest = _manifest_of(folder)
    seen = Verification(
        folder,
        n_outputs=len(manifest["outputs"]),
        n_inputs=len(manifest["inputs"]),
        findings=tuple(_changed_outputs(folder, manifest, told=told)),
        notes=tuple(_other_versions(manifest)),
    )
    if not inputs:
        return seen
    if event_folder is None:
        raise SeeingStarsError(
            "to run again, the event must be given beside the inputs; give --event EVENT",
            "om opnieuw te rekenen is naast de invoer ook de gebeurtenis nodig; geef --event EVENT",
        )
    found, lacking = _inputs_found(manifest, [*inputs, *_files_of(event_folder)])
    if base_map := manifest["settings"].get("base_map"):
        said = Finding(
            base_map,
            f"the base map {base_map} cannot be given here, so the map page would differ",
            f"de ondergrond {base_map} kan hier niet gegeven worden, dus de kaartpagina zou verschillen",
        )
        lacking = [*lacking, said]
    if lacking:
        return replace(seen, findings=(*seen.findings, *lacking), rerun="not_possible")
    differing = _run_again(folder, manifest, found, told=told)
    return replace(seen, rerun="different" if differing else "same", differing=differing)


def _manifest_of(folder: Path) -> dict[str, Any]:
    if not (folder / MANIFEST).is_file():
        raise SeeingStarsError(
            f"DIR must be the folder of a publication, with {MANIFEST}; there is none in {folder}",
            f"DIR moet de map van een publicatie zijn, met {MANIFEST}; in {folder} staat die niet",
        )
    manifest = read_json(folder / MANIFEST)
    if not isinstance(manifest, dict) or not {"inputs", "outputs"} <= set(manifest):
        raise SeeingStarsError(
            f"{MANIFEST} must name the inputs and outputs of a publication; this one does not, at {folder}",
            f"{MANIFEST} moet de invoer en uitvoer van een publicatie noemen; deze doet dat niet, op {folder}",
        )
    return manifest


def _changed_outputs(folder: Path, manifest: dict[str, Any], *, told: Told) -> Iterable[Finding]:
    named = {str(note["file"]): note for note in manifest["outputs"]}
    for done, (name, note) in enumerate(named.items()):
        told("check", done, len(named))
        path = folder / name
        if not path.is_file():
            yield Finding(name, f"{name} is missing", f"{name} ontbreekt")
        elif sha256_of_file(path) != note["sha256"]:
            yield Finding(
                name,
                f"{name} has changed: {path.stat().st_size} bytes now, {note['bytes']} as published, or other bytes",
                f"{name} is veranderd: nu {path.stat().st_size} bytes, bij publicatie {note['bytes']}, of andere bytes",
            )
    told("check", len(named), len(named))
    standing = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(standing - set(named) - {MANIFEST}):
        yield Finding(name, f"{name} is not in the manifest", f"{name} staat niet in het manifest")


def _other_versions(manifest: dict[str, Any]) -> Iterable[Finding]:
    then = {
        "seeingstars": str(manifest.get("made_with", "")).removeprefix("seeingstars "),
        **manifest.get("versions", {}),
    }
    for name, was in then.items():
        now = _version_of(name)
        if now != was:
            yield Finding(name, f"{name}: {was} then, {now} here", f"{name}: toen {was}, hier {now}")


def _version_of(name: str) -> str:
    if name == "seeingstars":
        return __version__
    if name == "python":
        return platform.python_version()
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _files_of(event_folder: Path) -> list[Path]:
    from seeingstars.event_file import load_event

    return list(load_event(event_folder).files)


def _inputs_found(manifest: dict[str, Any], paths: Sequence[Path]) -> tuple[dict[str, Path], list[Finding]]:
    """Where each input stands, by its digest; and those that are not there or not as they were, by name."""
    given = [file.path for file in given_files(paths)]
    by_digest = {sha256_of_file(path): path for path in given}
    by_name: dict[str, Path] = {path.name: path for path in given}
    lacking = []
    for note in manifest["inputs"]:
        name = str(note["file"])
        if note["sha256"] in by_digest:
            continue
        if Path(name).name in by_name:
            lacking.append(Finding(name, f"the input {name} has changed", f"de invoer {name} is veranderd"))
        else:
            lacking.append(Finding(name, f"the input {name} is not among PATH", f"de invoer {name} is niet gegeven"))
    return by_digest, lacking


def _run_again(folder: Path, manifest: dict[str, Any], found: dict[str, Path], *, told: Told) -> tuple[str, ...]:
    """The names of the files that come out otherwise when the same inputs are worked once more."""
    from seeingstars import pipeline

    with tempfile.TemporaryDirectory(prefix="seeingstars-") as name:
        scratch = Path(name)
        given = {step: _laid_out(manifest, found, step=step, scratch=scratch) for step in _STEPS}
        _laid_out(manifest, found, step=None, scratch=scratch)
        clouds = given["clouds"]
        settings = manifest["settings"]
        again = pipeline.run(
            scratch / "event",
            readings=given["readings"],
            nightlights=given["nightlights"],
            clouds=clouds[0] if clouds else None,
            baseline=folder / pipeline.BASELINE if settings.get("baseline") == "given" else None,
            out=scratch / "out",
            seed=settings["seed"],
            address=settings.get("address"),
            told=told,
        )
        return _differing(folder, again)


_STEPS = ("readings", "nightlights", "clouds")


def _laid_out(manifest: dict[str, Any], found: dict[str, Path], *, step: str | None, scratch: Path) -> list[Path]:
    """Put the inputs of a step under the names that they had; returns the paths that the user gave then.

    The event's files are those that were given as no step.
    """
    root = scratch / "given" / step if step else scratch
    given: dict[Path, None] = {}
    for note in manifest["inputs"]:
        if note.get("given_as") != step:
            continue
        target = root / str(note["file"])
        target.parent.mkdir(parents=True, exist_ok=True)
        _place(found[note["sha256"]], target)
        given[root / Path(str(note["file"])).parts[0]] = None
    return list(given)


def _place(path: Path, target: Path) -> None:
    # A link is a file of its own to the readers and costs nothing; across disks there is none.
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _differing(first: Path, second: Path) -> tuple[str, ...]:
    names = {
        path.relative_to(root).as_posix() for root in (first, second) for path in root.rglob("*") if path.is_file()
    }
    return tuple(sorted(name for name in names if not _same_bytes(first / name, second / name)))


def _same_bytes(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and sha256_of_file(one) == sha256_of_file(other)


def in_words(verification: Verification, *, language: str) -> str:
    """What was found, a line each, for a terminal.

    Parameters
    ----------
    verification : Verification
    language : "nl" or "en"

    Returns
    -------
    str
    """
    nl = language == "nl"
    lines = [getattr(finding, language) for finding in verification.findings]
    checked, inputs = verification.n_outputs, verification.n_inputs
    if not lines:
        lines.append(
            f"alle {checked} bestanden van de publicatie zijn zoals het manifest zegt"
            if nl
            else f"all {checked} files of the publication are as the manifest says"
        )
    lines += _rerun_in_words(verification, inputs=inputs, nl=nl)
    if verification.notes and not verification.is_as_published:
        told = "; ".join(getattr(note, language) for note in verification.notes)
        lines.append(f"andere versies: {told}" if nl else f"other versions: {told}")
    return "\n".join(lines)


def _rerun_in_words(verification: Verification, *, inputs: int, nl: bool) -> list[str]:
    if verification.rerun == "same":
        return [
            f"opnieuw berekend uit {inputs} invoerbestanden: dezelfde bytes"
            if nl
            else f"run again from {inputs} input files: the same bytes"
        ]
    if verification.rerun == "different":
        names = ", ".join(verification.differing)
        return [
            f"opnieuw berekend uit dezelfde invoer, maar anders: {names}"
            if nl
            else f"run again from the same inputs, and different: {names}"
        ]
    if verification.rerun == "not_possible":
        return [
            "niet opnieuw berekend: de invoer is niet die van toen"
            if nl
            else "not run again: the inputs are not those of then"
        ]
    return []
