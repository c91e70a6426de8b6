from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from seeingstars.event_file import load_event
from seeingstars.rehearsal.campaign import Campaign, CampaignSettings, write_campaign

ReadDarkHours = Callable[[Path], dict[tuple[str, str], float]]

# Moonless and dark for the whole window, by the calendar (astropy, Leiden), without the night of the fair.
CANDIDATES = {f"2022-09-{day}" for day in (18, 19, 20, 21, 22, 23, 24, 26, 27, 28, 30)} | {"2022-10-01"}


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def nightly_differences(campaign: Campaign, means: dict[tuple[str, str], float]) -> tuple[float, np.ndarray[Any, Any]]:
    """D of the event night, and D of the clear candidates, from the means of the dark hours."""
    truth = json.loads(campaign.truth.read_text(encoding="utf-8"))
    clear = {night["night"] for night in truth["nights"] if night["cloud"] == "clear"}
    stations = {station for station, _ in means}
    area = {station for station in stations if "Binnen" in station or station == "stars99002"}

    def difference(night: str) -> float:
        inside = np.mean([means[station, night] for station in area])
        return float(inside - np.mean([means[station, night] for station in stations - area]))

    return difference("2022-09-25"), np.array([difference(night) for night in sorted(clear & CANDIDATES)])


def test_the_same_settings_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    def written(name: str, seed: int) -> dict[str, str]:
        return digests(write_campaign(tmp_path / name, CampaignSettings(seed=seed, n_nights=3)).folder)

    first, again, other = written("a", 1), written("b", 1), written("c", 2)
    assert first == again
    differing = {name for name in first if name in other and first[name] != other[name]}
    assert {name.split("/")[0] for name in differing} == {"truth.json", "readings", "nightlights", "clouds"}


def test_more_sites_and_people_leave_the_files_of_the_others_as_they_were(tmp_path: Path) -> None:
    settings = {"n_nights": 3, "with_nightlights": False, "with_crowd": False}
    few = digests(write_campaign(tmp_path / "few", CampaignSettings(**settings)).readings)  # type: ignore[arg-type]
    more = CampaignSettings(n_area_sites=6, n_control_sites=5, **settings)  # type: ignore[arg-type]
    many = digests(write_campaign(tmp_path / "many", more).readings)
    assert len(many) > len(few)
    assert all(many[name] == digest for name, digest in few.items())


def test_an_earlier_campaign_is_replaced_and_other_files_are_left_alone(tmp_path: Path) -> None:
    small = CampaignSettings(n_nights=2, n_area_sites=1, n_control_sites=1, with_nightlights=False, with_crowd=False)
    write_campaign(tmp_path / "made", CampaignSettings(n_nights=2))
    campaign = write_campaign(tmp_path / "made", small)
    assert campaign.nightlights is None
    assert not (campaign.folder / "nightlights").exists()
    assert len(list(campaign.readings.glob("*_SQM-*.dat"))) == 4
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(ValueError, match=r"folder must be empty or hold an earlier campaign .*; got thesis.txt, at "):
        write_campaign(tmp_path / "mine", small)
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_the_truth_states_effects_nights_sites_and_faults(truth: dict[str, Any]) -> None:
    assert truth["effect"]["photometer"] == 0.3
    assert truth["effect"]["satellite"] == 0.0
    assert 0 < truth["effect"]["naked_eye"] < 0.3
    assert truth["is_simulated"] is True
    assert truth["settings"]["seed"] == 2022
    assert [night["cloud"] for night in truth["nights"] if night["is_event"]] == ["clear"]
    assert len(truth["sites"]) == 8
    assert truth["sites"][0]["faults"]["2022-09-21"] == "covered"


def test_only_the_truth_holds_the_effect(campaign: Campaign) -> None:
    for path in campaign.folder.rglob("*"):
        if path.is_file() and path.name != "truth.json":
            assert b"effect_mag" not in path.read_bytes(), path


@pytest.mark.parametrize(
    "unusual",
    [
        {"n_nights": 1},
        {"n_control_sites": 0},
        {"n_observers": 0},
        {"n_observers": 1},
        {"cadence_min": 60, "n_nights": 57, "with_nightlights": False},
        {"cloudiness": 1.0, "event_cloud": "overcast"},
        {"with_dirt": False, "with_crowd": False, "event_cloud": "partly"},
        {"effect_mag": -0.4, "reading_sd_mag": 0.0, "night_sd_mag": 0.0},
    ],
)
def test_every_setting_gives_a_campaign_whose_event_loads(tmp_path: Path, unusual: dict[str, Any]) -> None:
    campaign = write_campaign(tmp_path / "unusual", CampaignSettings(**{"n_nights": 3, **unusual}))
    assert load_event(campaign.event_folder).is_simulated
    assert list(campaign.readings.glob("*.dat"))


def test_without_any_noise_the_files_carry_exactly_the_stated_effect(
    tmp_path: Path, read_dark_hours: ReadDarkHours
) -> None:
    settings = CampaignSettings(
        effect_mag=0.3,
        area_night_sd_mag=0.0,
        reading_sd_mag=0.0,
        cloudiness=0.0,
        with_dirt=False,
        with_crowd=False,
        with_nightlights=False,
    )
    campaign = write_campaign(tmp_path / "quiet", settings)
    event, baseline = nightly_differences(campaign, read_dark_hours(campaign.readings))
    assert len(baseline) == 12
    # Figures are printed to hundredths or thousandths: what is left is their rounding.
    assert event - baseline.mean() == pytest.approx(0.3, abs=0.003)
    assert np.ptp(baseline) < 0.006


def test_over_seeds_a_plain_difference_of_differences_finds_the_stated_effect(
    tmp_path: Path, read_dark_hours: ReadDarkHours
) -> None:
    found, errors, covered = [], [], 0
    for seed in range(24):
        settings = CampaignSettings(
            seed=seed, cadence_min=20, with_dirt=False, with_crowd=False, with_nightlights=False
        )
        campaign = write_campaign(tmp_path / "seeds", settings)
        event, baseline = nightly_differences(campaign, read_dark_hours(campaign.readings))
        n = len(baseline)
        error = baseline.std(ddof=1) * np.sqrt(1 + 1 / n)
        found.append(event - baseline.mean())
        errors.append(error)
        covered += abs(found[-1] - 0.3) <= stats.t.ppf(0.975, n - 1) * error
    # Two shocks of 0.05 an arm, a little noise, and nine baseline nights: an SD of about 0.076.
    assert np.mean(found) == pytest.approx(0.3, abs=4 * 0.076 / np.sqrt(24))
    assert np.std(found, ddof=1) == pytest.approx(0.076, rel=0.5)
    assert np.mean(errors) == pytest.approx(0.076, rel=0.25)
    # 24 intervals at 95 %: 19 or fewer in one run in a thousand.
    assert covered >= 20
