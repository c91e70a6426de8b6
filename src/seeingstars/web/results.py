"""The latest published result of an event, and its words for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seeingstars.event import Event, Text
from seeingstars.products.verdict_words import answer_words, effect_words
from seeingstars.products.words import stream_words
from seeingstars.store.publication import read_json
from seeingstars.web.language import Language, moment_words

RESULT = "result.json"
PAGE = "index.html"


@dataclass(frozen=True)
class Answer:
    """What the result says of one stream."""

    stream: str
    stream_name: Text
    verdict: str
    answer: Text
    effect: Text
    reason: Text


@dataclass(frozen=True)
class LatestResult:
    """A publication: when it was made and its answers, one a stream."""

    event: Event
    folder: Path
    made_at: datetime
    simulated: bool
    answers: tuple[Answer, ...]

    def when_words(self, language: Language) -> str:
        """When it was made, on the clock of the event's place."""
        return moment_words(self.made_at, language, zone=self.event.zone)

    @property
    def has_page(self) -> bool:
        """Whether there is a page to open."""
        return (self.folder / PAGE).is_file()


def latest_result(results_folder: Path, event: Event) -> LatestResult | None:
    """The result of an event, None if there is none or it cannot be read.

    The time is that of the file: products carry no clock, so that the same readings give the same bytes.

    Examples
    --------
    >>> from seeingstars.event_file import load_event
    >>> latest_result(Path("no-such-folder"), load_event(Path("data/events/leiden-2022"))) is None
    True
    """
    folder = results_folder / event.event_id
    try:
        made_at = datetime.fromtimestamp((folder / RESULT).stat().st_mtime, UTC)
        result = read_json(folder / RESULT)
        answers = tuple(_answer(comparison) for comparison in result["comparisons"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return LatestResult(event, folder, made_at, bool(result.get("simulated")), answers)


def _answer(comparison: Mapping[str, Any]) -> Answer:
    stream, reason = str(comparison["stream"]), comparison.get("reason") or {}
    return Answer(
        stream=stream,
        stream_name=Text(stream_words(stream, "nl"), stream_words(stream, "en")),
        verdict=str(comparison["verdict"]),
        answer=Text(answer_words(comparison, "nl"), answer_words(comparison, "en")),
        effect=Text(effect_words(comparison, "nl"), effect_words(comparison, "en")),
        reason=Text(str(reason.get("nl", "")), str(reason.get("en", ""))),
    )
