"""A night in a notebook: opened, compared with other choices, drawn."""

from pathlib import Path

import numpy as np
import pytest

from seeingstars import pipeline
from seeingstars.notebook import Night, open_night
from seeingstars.store.publication import read_json


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pipeline.simulate(tmp_path_factory.mktemp("notebook") / "raw", seed=7, n_sites=2)


@pytest.fixture(scope="module")
def night(raw: Path) -> Night:
    return open_night(
        raw / "event", readings=[raw / "readings"], nightlights=[raw / "nightlights"], clouds=raw / "clouds"
    )


def test_the_answers_are_those_of_the_publication(raw, night, tmp_path):
    work = tmp_path
    pipeline.ingest_readings([raw / "readings"], event_folder=raw / "event", work=work / "readings")
    pipeline.ingest_nightlights([raw / "nightlights"], event_folder=raw / "event", work=work / "nightlights")
    path = pipeline.compare_nights(
        work / "readings",
        work / "nightlights",
        event_folder=raw / "event",
        clouds=raw / "clouds",
        seed=2022,
        work=work / "comparison",
        with_checks=False,
    )
    for published in read_json(path)["comparisons"]:
        answer = night.compare(published["stream"])
        assert (answer.verdict, answer.result["ci95"]) == (published["verdict"], published["ci95"])


def test_a_number_is_never_shown_without_its_interval_and_nights(night):
    shown = repr(night.compare("photometer"))
    assert "darker" in shown
    assert "[" in shown
    assert "baseline nights" in shown
    assert "mag/arcsec²" in shown


def test_other_choices_change_the_nights_and_go_with_the_answer(night):
    usual, short = night.compare("photometer"), night.compare("photometer", days_before=6, days_after=0)
    assert short.n_baseline_nights < usual.n_baseline_nights
    assert "days_before=6" in repr(short)
    left_out = usual.nights.loc[usual.nights["role"] == "baseline", "night"].iloc[0]
    without = night.compare("photometer", exclude=[left_out])
    assert without.n_baseline_nights == usual.n_baseline_nights - 1


def test_an_unknown_choice_or_stream_is_named(night):
    with pytest.raises(ValueError, match="a choice must be one of days_before"):
        night.compare("photometer", brightness_below=18)
    with pytest.raises(ValueError, match="stream must be one of photometer"):
        night.compare("radio")


def test_nothing_measured_is_said_and_not_a_zero():
    answer = open_night("leiden-2022").compare("photometer")
    assert answer.verdict == "no_coverage"
    assert np.isnan(answer.effect)
    assert np.isnan(answer.ci95).all()
    assert "no number" in repr(answer)


def test_pictures_are_figures_and_say_that_they_are_simulated(night):
    for figure in (night.plot_evening(), night.plot_nights(language="nl")):
        texts = " ".join(text.get_text() for text in figure.findobj(match=lambda artist: hasattr(artist, "get_text")))
        assert "SIMULATED" in texts or "GESIMULEERD" in texts
