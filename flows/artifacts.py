"""What a run shows in Prefect's pages: how far it is, the answer in words, the numbers, where the files stand."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from seeingstars import answers
from seeingstars.settings import language
from seeingstars.store.publication import read_json

_BETWEEN_S = 2.0


def progress() -> Callable[[str, int, int], None]:
    """A listener for the steps: one progress artifact a part of the work, told at most every two seconds."""
    bars: dict[str, Any] = {}
    told_at: dict[str, float] = {}

    def told(what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if of <= 1 or (done < of and now - told_at.get(what, 0.0) < _BETWEEN_S):
            return
        share = 100.0 * done / of
        told_at[what] = now
        if what not in bars:
            bars[what] = create_progress_artifact(share, description=what)
        else:
            update_progress_artifact(bars[what], share)

    return told


def show_publication(folder: Path) -> None:
    """The verdict in words, a table of every stream, and where the page stands."""
    result = read_json(folder / "result.json")
    words = answers.in_words(folder, language=language())
    title = "SIMULATED / GESIMULEERD" if result["simulated"] else result["event"]
    create_markdown_artifact(f"# {title}\n\n```\n{words}\n```\n", key="answer", description="What the data can say")
    create_table_artifact([_row(one) for one in result["comparisons"]], key="streams", description="One row a stream")
    create_link_artifact((folder / "index.html").resolve().as_uri(), key="publication", link_text="index.html")


def _row(comparison: dict[str, Any]) -> dict[str, Any]:
    low, high = comparison["ci95"] or (None, None)
    return {
        "stream": comparison["stream"],
        "verdict": comparison["verdict"],
        "effect": comparison["effect"],
        "95 % from": low,
        "95 % to": high,
        "unit": comparison["unit"],
        "baseline nights": comparison["n_baseline_nights"],
        "readings": comparison["n_readings"],
        "reason": comparison["reason"]["en"] if isinstance(comparison["reason"], dict) else comparison["reason"],
    }
