"""Door: a night in a notebook. Open it, look at its readings, compare it in other ways, draw it.

from seeingstars.notebook import open_night
night = open_night("leiden-2022", readings=["my-files"], clouds="knmi.txt")
night.compare("photometer")
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from seeingstars import pipeline
from seeingstars.columns import READING_STREAMS, STREAMS, Stream
from seeingstars.event import Event, Exclusion, Text
from seeingstars.event_file import load_event
from seeingstars.settings import event_folder

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from seeingstars.science.answer import Comparison

_CHOICES = ("days_before", "days_after", "sun_below_deg", "moon_below_deg")


@dataclass(frozen=True)
class Answer:
    """What one comparison says. Positive is darker. An effect never stands without its interval, verdict and nights."""

    stream: str
    choices: dict[str, Any]
    comparison: Comparison

    @property
    def verdict(self) -> str:
        """``darker``, ``brighter``, ``no_change``, ``cannot_tell`` or ``no_coverage``."""
        return str(self.comparison.result["verdict"])

    @property
    def effect(self) -> float:
        """The change in the unit of the stream; NaN where there is none."""
        value = self.comparison.result["effect"]
        return float("nan") if value is None else float(value)

    @property
    def ci95(self) -> tuple[float, float]:
        """The 95 % interval; NaN where there is none."""
        low, high = self.comparison.result["ci95"] or (None, None)
        return (float("nan") if low is None else float(low), float("nan") if high is None else float(high))

    @property
    def n_baseline_nights(self) -> int:
        """Nights that the event night was compared with."""
        return int(self.comparison.result["n_baseline_nights"])

    @property
    def nights(self) -> pd.DataFrame:
        """One row a night: ``night``, ``difference`` and ``role`` (event, baseline, left_out)."""
        return self.comparison.differences

    @property
    def result(self) -> dict[str, Any]:
        """Everything, as result.json holds it."""
        return self.comparison.result

    def in_words(self, language: str = "en") -> str:
        """The answer in a sentence, ``nl`` or ``en``."""
        return str(self.comparison.result["reason"][language])

    def __repr__(self) -> str:
        """The answer with its interval and nights, so that a bare number is never what a notebook shows."""
        low, high = self.ci95
        unit, nights = self.comparison.result["unit"], self.n_baseline_nights
        numbers = f"{self.effect:+.3f} [{low:+.3f}, {high:+.3f}] {unit}" if np.isfinite(self.effect) else "no number"
        others = "".join(f", {name}={value}" for name, value in self.choices.items())
        return f"<{self.stream}: {self.verdict}, {numbers}, {nights} baseline nights{others}>"


@dataclass(frozen=True)
class Night:
    """An event with its readings and night lights, ready to be compared and drawn."""

    event: Event
    readings: pd.DataFrame
    nightlights: xr.Dataset | None
    okta: pd.DataFrame | None
    seed: int

    def candidates(self, **choices: Any) -> pd.DataFrame:
        """The calendar: each night around the event, whether it may be compared with, and why not.

        Takes the choices of `compare`.
        """
        from seeingstars.science.nights import candidate_nights

        return candidate_nights(self._event_with(choices))

    def compare(self, stream: str = Stream.PHOTOMETER, **choices: Any) -> Answer:
        """Compare the event night with its baseline nights in one stream.

        Parameters
        ----------
        stream : one of `columns.STREAMS`
        **choices : other rules for the baseline nights
            ``days_before``, ``days_after``, ``sun_below_deg``, ``moon_below_deg``, and ``exclude``, a list of dates.
            They go with the answer: a comparison with other choices than those made before is exploration.

        Returns
        -------
        Answer

        Raises
        ------
        ValueError
            If the stream or a choice is not known.
        """
        if stream not in STREAMS:
            raise ValueError(f"stream must be one of {', '.join(STREAMS)}; got {stream!r}")
        event = self._event_with(choices)
        made = self._satellite(event) if stream == Stream.SATELLITE else self._readings(stream, event, choices)
        return Answer(stream, dict(choices), made)

    def plot_evening(self, language: str = "en") -> Figure:
        """How the evening went in the area and in its control, beside ordinary evenings."""
        from seeingstars.products.evening_picture import draw_evening
        from seeingstars.products.style import house_style

        answers = self._answers()
        with house_style():
            figure, _ = draw_evening(
                self.readings,
                event=self.event,
                result=self._result(answers),
                language=language,  # type: ignore[arg-type]
                site_nights=answers[Stream.PHOTOMETER].site_nights,
            )
        return figure

    def plot_nights(self, language: str = "en") -> Figure:
        """Every night a dot: the event night among those that it is compared with, a panel a stream."""
        from seeingstars.products.night_strip import draw_night_strip
        from seeingstars.products.style import house_style

        answers = self._answers()
        with house_style():
            figure, _ = draw_night_strip(
                {stream: answer.differences for stream, answer in answers.items()},
                event=self.event,
                result=self._result(answers),
                language=language,  # type: ignore[arg-type]
                readings=self.readings,
            )
        return figure

    def _answers(self) -> dict[str, Comparison]:
        return {stream: self.compare(stream).comparison for stream in STREAMS}

    def _result(self, answers: dict[str, Comparison]) -> dict[str, Any]:
        return {
            "event": self.event.event_id,
            "simulated": self.is_simulated,
            "comparisons": [answer.result for answer in answers.values()],
        }

    @property
    def is_simulated(self) -> bool:
        """Whether the event or any reading is made up."""
        return self.event.is_simulated or bool(self.readings["is_simulated"].any())

    def _event_with(self, choices: dict[str, Any]) -> Event:
        unknown = set(choices) - {*_CHOICES, "exclude"}
        if unknown:
            known = ", ".join([*_CHOICES, "exclude"])
            raise ValueError(f"a choice must be one of {known}; got {', '.join(sorted(unknown))}")
        rule = replace(self.event.baseline, **{name: choices[name] for name in _CHOICES if name in choices})
        said = Text("door de gebruiker weggelaten", "left out by the user")
        left_out = tuple(Exclusion(date.fromisoformat(str(night)), said) for night in choices.get("exclude", ()))
        return replace(self.event, baseline=replace(rule, exclude=(*rule.exclude, *left_out)))

    def _readings(self, stream: str, event: Event, choices: dict[str, Any]) -> Comparison:
        from seeingstars.science.cloud import cloud_classes
        from seeingstars.science.compare import compare_stream
        from seeingstars.science.nights import candidate_nights, place_in_event

        table = place_in_event(self.readings, event) if choices else self.readings
        return compare_stream(
            table,
            stream=stream,
            event=event,
            candidates=candidate_nights(event),
            cloud=cloud_classes(table, event=event, okta=self.okta),
            rng=self._generator(stream),
        )

    def _satellite(self, event: Event) -> Comparison:
        from seeingstars.science import nightlights
        from seeingstars.science.compare import compare_satellite

        rng = self._generator(Stream.SATELLITE)
        if self.nightlights is None:
            return compare_satellite(None, event=event, passes=None, rng=rng)
        nights = nightlights.area_nights(self.nightlights, event=event)
        return compare_satellite(nights, event=event, passes=nightlights.passes(self.nightlights), rng=rng)

    def _generator(self, stream: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, STREAMS.index(stream)])


def open_night(
    event: str | Path,
    *,
    readings: Sequence[str | Path] = (),
    nightlights: Sequence[str | Path] = (),
    clouds: str | Path | None = None,
    seed: int = 2022,
) -> Night:
    """Open an event with its files.

    Parameters
    ----------
    event : name of a folder in data/events, or the path of an event
    readings, nightlights : files or folders
    clouds : KNMI hourly cloud, file or folder, or None
    seed : int
        Seed of what is drawn by chance.

    Returns
    -------
    Night

    Raises
    ------
    SeeingStarsError
        In words, if the event or a file that was named cannot be used.

    Examples
    --------
    >>> leiden = open_night("leiden-2022")
    >>> leiden.compare("photometer")
    <photometer: no_coverage, no number, 0 baseline nights>
    >>> int(leiden.candidates()["is_candidate"].sum())
    19
    """
    folder = event_folder(str(event))
    with tempfile.TemporaryDirectory(prefix="seeingstars-") as scratch:
        work = Path(scratch)
        table = pipeline.ingest_readings([Path(path) for path in readings], event_folder=folder, work=work / "readings")
        cube = pipeline.ingest_nightlights(
            [Path(path) for path in nightlights], event_folder=folder, work=work / "nightlights"
        )
        okta, _ = pipeline.read_okta(None if clouds is None else Path(clouds))
        return Night(load_event(folder), pd.read_parquet(table), pipeline.read_cube(cube), okta, seed)


__all__ = ["READING_STREAMS", "Answer", "Night", "open_night"]
