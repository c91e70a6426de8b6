"""Hall: what the manifest of a result of areas and nights says: every file used or not, with its digest and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from seeingstars import __version__

if TYPE_CHECKING:
    from seeingstars.area_nights.night_parts import Done, Part, Plan
    from seeingstars.event import Event


def records_of(part: Part) -> list[dict[str, Any]]:
    """The nights that the cube of a part holds, with their files (see `night_store.stored_nights`)."""
    from seeingstars.area_nights.night_parts import NIGHTS
    from seeingstars.store.night_store import stored_nights

    return stored_nights(part.folder / NIGHTS)


def is_simulated(part: Part) -> bool:
    """Whether the files of a part say that they were made up."""
    from seeingstars.area_nights.night_parts import NIGHTS
    from seeingstars.store.night_store import store_facts

    store = part.folder / NIGHTS
    return store.exists() and bool(store_facts(store)["stream"]["is_simulated"])


def manifest_facts(
    made: Plan, done: Sequence[Done], records: Sequence[dict[str, Any]], *, event: Event | None, simulated: bool
) -> dict[str, Any]:
    """What the manifest says: the same whether the files were read now or kept before.

    Parameters
    ----------
    made : Plan
    done : sequence of Done
    records : of `records_of`, of all parts
    event : Event or None
    simulated : bool

    Returns
    -------
    dict
        ``inputs`` names every file used with its digest, and every file not used with the reason in nl and en.
    """
    used = [
        {"file": file, "sha256": sha256, "kind": "raster", "accepted": True, "reason": {"nl": "", "en": ""}}
        for record in records
        for file, sha256 in sorted(record["sha256"].items())
    ]
    notes = [*made.notes, *(note for one in done for note in one.notes)]
    rest = [
        {"file": note["file"], "sha256": note["sha256"], "kind": note["what"], "accepted": False, "reason": {"nl": note["nl"], "en": note["en"]}}
        for note in notes
        if note["what"] in ("refused", "passed over", "not needed")
    ]  # fmt: skip
    return {
        "made_with": f"seeingstars {__version__}",
        "simulated": simulated,
        "event": None if event is None else event.event_id,
        "areas": made.areas.stem,
        "inputs": sorted([*used, *rest], key=lambda one: (one["file"], one["sha256"], one["kind"])),
    }
