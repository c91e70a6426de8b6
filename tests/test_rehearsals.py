"""The slow suite: many rehearsals, of which the known truth must be recovered as often as the intervals claim.

`make slow` runs it and prints the counts.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from seeingstars import pipeline
from seeingstars.rehearsal.campaign import write_campaign
from seeingstars.rehearsal.campaign_settings import CampaignSettings
from seeingstars.store.publication import read_json

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Outcome:
    """What one rehearsal said of the fixed meters."""

    seed: int
    verdict: str
    effect: float | None
    ci95: tuple[float, float] | None
    n_baseline_nights: int


def _rehearsal(seed: int, effect_mag: float) -> Outcome:
    with TemporaryDirectory() as scratch:
        work = Path(scratch)
        campaign = write_campaign(
            work / "raw", CampaignSettings(seed=seed, effect_mag=effect_mag, with_nightlights=False, with_crowd=False)
        )
        event = campaign.event_folder
        pipeline.ingest_readings([work / "raw" / "readings"], event_folder=event, work=work / "readings")
        pipeline.ingest_nightlights([], event_folder=event, work=work / "nightlights")
        result = pipeline.compare_nights(
            work / "readings",
            work / "nightlights",
            event_folder=event,
            clouds=work / "raw" / "clouds",
            seed=seed,
            work=work / "comparison",
            with_checks=False,
        )
        (photometer,) = (c for c in read_json(result)["comparisons"] if c["stream"] == "photometer")
    interval = photometer["ci95"]
    return Outcome(
        seed,
        photometer["verdict"],
        photometer["effect"],
        tuple(interval) if interval else None,
        photometer["n_baseline_nights"],
    )


def _rehearsals(seeds: Iterable[int], *, effect_mag: float) -> list[Outcome]:
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        return list(pool.map(partial(_rehearsal, effect_mag=effect_mag), seeds, chunksize=5))


def _told(outcomes: list[Outcome], title: str) -> None:
    verdicts = {
        verdict: sum(o.verdict == verdict for o in outcomes) for verdict in sorted({o.verdict for o in outcomes})
    }
    nights = [o.n_baseline_nights for o in outcomes]
    print(
        f"\n{title}: {verdicts}; baseline nights {min(nights)} to {max(nights)}, mean {sum(nights) / len(nights):.1f}"
    )


def test_of_200_intervals_between_180_and_198_hold_the_truth():
    outcomes = _rehearsals(range(200), effect_mag=0.30)
    _told(outcomes, "seeds 0 to 199, effect 0.30")
    holding = sum(o.ci95 is not None and o.ci95[0] <= 0.30 <= o.ci95[1] for o in outcomes)
    without = [o.seed for o in outcomes if o.ci95 is None]
    effects = [o.effect for o in outcomes if o.effect is not None]
    print(
        f"intervals that hold 0.30: {holding} of 200; without an interval: {without}; mean effect {sum(effects) / len(effects):.4f}"
    )
    assert 180 <= holding <= 198


def test_of_100_rehearsals_without_an_effect_at_most_5_say_darker():
    outcomes = _rehearsals(range(100), effect_mag=0.0)
    _told(outcomes, "seeds 0 to 99, effect 0")
    assert sum(o.verdict == "darker" for o in outcomes) <= 5
