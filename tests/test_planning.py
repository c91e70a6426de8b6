"""The plan before the night and the look back after it, from an event or a result to words and files."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from seeingstars.cli import main
from seeingstars.errors import SeeingStarsError
from seeingstars.event import BaselineRule, Event
from seeingstars.event_file import load_event
from seeingstars.looking_back import plan_after
from seeingstars.planning import in_words, plan, write_plan
from seeingstars.science.matching import OTHER_CLOUD_EN
from seeingstars.science.nights import candidate_nights
from seeingstars.science.power import noise_from_pairs

EVENTS = Path(__file__).resolve().parents[1] / "data" / "events"


def run_of_days(first: str, n_days: int) -> list[str]:
    return [(date.fromisoformat(first) + timedelta(days=day)).isoformat() for day in range(n_days)]


# Dark and moonless from 20:00 to 21:30 UTC within 28 days, by an ephemeris of others.
CANDIDATES = [*run_of_days("2022-09-18", 7), *run_of_days("2022-09-26", 6), *run_of_days("2022-10-18", 6)]


@pytest.fixture(scope="module")
def leiden() -> Event:
    return load_event(EVENTS / "leiden-2022")


@pytest.fixture(scope="module")
def made(leiden: Event) -> dict[str, Any]:
    return plan(leiden)


@pytest.fixture
def result() -> dict[str, Any]:
    """A result with one stream that saw too little on a clear night, as result.json holds it."""
    comparison = {
        "stream": "photometer",
        "design": "difference_in_differences",
        "verdict": "cannot_tell",
        "reason": {"nl": "Te breed.", "en": "Too wide."},
        "unit": "mag/arcsec²",
        "smallest_effect_of_interest": 0.3,
        "effect": 0.32,
        "ci95": [-0.01, 0.65],
        "se": 0.108 * np.sqrt(1 + 1 / 8),
        "n_baseline_nights": 8,
        "minimum_detectable_effect": 0.374,
        "n_sites": {"area": 3, "control": 3},
        "sites": [{"role": "lights_off", "coverage": "covered", "cloud_class": "clear", "used": True}],
        "nights": [],
    }
    return {"event": "proef", "simulated": False, "comparisons": [comparison]}


def after(result: dict[str, Any], folder: Path) -> dict[str, Any]:
    (folder / "result.json").write_text(json.dumps(result))
    return plan_after(folder)


def test_the_candidates_of_leiden_are_the_nineteen_dark_nights(made: dict[str, Any]) -> None:
    assert made["candidates"] == CANDIDATES
    assert len(CANDIDATES) == 19


def test_every_night_of_the_period_is_told_with_its_reason_in_both_languages(made: dict[str, Any]) -> None:
    nights = made["nights"]
    assert [night["night"] for night in nights] == run_of_days("2022-08-28", 57)
    assert [night["night"] for night in nights if night["is_candidate"]] == CANDIDATES
    for night in nights:
        assert all(bool(night["reason"][language]) != night["is_candidate"] for language in ("nl", "en"))


def test_a_third_of_the_candidates_is_expected_to_be_usable_and_it_says_so(made: dict[str, Any]) -> None:
    assert made["expected_usable_nights"] == 6
    assert made["expected_usable_nights_assumption"]["share"] == pytest.approx(1 / 3)
    assert "one in three" in made["expected_usable_nights_assumption"]["en"]


def test_the_advice_rests_on_ten_meters_and_the_expected_nights(made: dict[str, Any]) -> None:
    row = next(row for row in made["expected"] if row["meters_per_area"] == 10)
    # between 0.345 with five nights and 0.290 with eight
    assert 0.290 < row["mde_mag"] < 0.345
    assert row["baseline_nights"] == 6
    assert f"{row['mde_mag']:.2f}" in made["advice"]["en"][0]
    assert f"{row['mde_mag']:.2f}".replace(".", ",") in made["advice"]["nl"][0]


def test_the_plan_is_plain_json_without_nan(made: dict[str, Any]) -> None:
    assert json.loads(json.dumps(made, allow_nan=False)) == made


def test_the_satellite_passes_hours_after_the_lights_are_back(made: dict[str, Any]) -> None:
    assert made["satellite"]["may_fall_in_window"] is False
    assert made["satellite"]["usual_pass_utc"].startswith("2022-09-26T01:12")


def test_each_postponement_is_the_calendar_of_the_event_on_that_night(leiden: Event, made: dict[str, Any]) -> None:
    rows = {row["night"]: row for row in made["postponed"]}
    assert next(iter(rows)) == "2022-09-26"
    assert [night for night, row in rows.items() if row["same_weekday"]] == ["2022-10-23", "2022-10-30"]
    assert not {"2022-10-02", "2022-10-03"} & set(rows)  # the town feast
    shift = timedelta(days=28)
    moved = replace(
        leiden, window=replace(leiden.window, start=leiden.window.start + shift, end=leiden.window.end + shift)
    )
    assert rows["2022-10-23"]["candidates"] == int(candidate_nights(moved)["is_candidate"].sum())


def test_an_event_without_control_is_told_to_find_one_and_sees_less(made: dict[str, Any]) -> None:
    iberia = plan(load_event(EVENTS / "iberia-2025"))
    alone = next(row for row in iberia["expected"] if row["design"] == "night_against_nights")
    beside = next(row for row in iberia["expected"] if row["meters_per_area"] == 10)
    assert alone["mde_mag"] > beside["mde_mag"]
    assert "This event has none" in " ".join(iberia["advice"]["en"])
    assert iberia["satellite"]["may_fall_in_window"] is True


def test_a_night_under_the_moon_is_warned_of_first(leiden: Event) -> None:
    moonlit = replace(leiden, window=leiden.on_night(leiden.window, date(2022, 10, 9)), transitions=())
    made = plan(moonlit)
    assert made["advice"]["en"][0].startswith("Beware, the chosen night")
    assert "moon" in made["advice"]["en"][0]


def test_a_period_without_nights_promises_nothing(leiden: Event) -> None:
    made = plan(replace(leiden, baseline=BaselineRule(days_before=0, days_after=0)))
    assert made["candidates"] == []
    assert all(row["mde_mag"] is None for row in made["expected"])
    assert "no change at all can be shown" in made["advice"]["en"][0]
    json.dumps(made, allow_nan=False)


def test_measured_pairs_take_the_place_of_the_figures_of_leiden(leiden: Event) -> None:
    change = np.linspace(-0.2, 0.2, 9)
    made = plan(leiden, noise=[noise_from_pairs(change, change, cloud_class="clear", source="our own meters")])
    assert [(row["cloud_class"], row["with_control_sd"]) for row in made["control"]] == [("clear", 0.0)]
    assert made["noise_source"] == ["our own meters"]
    json.dumps(made, allow_nan=False)


def test_looking_back_gives_the_nights_and_meters_that_were_lacking(result: dict[str, Any], tmp_path: Path) -> None:
    stream = after(result, tmp_path)["streams"][0]
    assert stream["s"] == pytest.approx(0.108)
    smallest, found = stream["needed"]
    assert (smallest["seen"], smallest["meters_per_area"]) == (False, 9)
    # 0.108 shows 0.327 with 20 nights and 0.314 with 40
    assert 20 < found["baseline_nights"] <= 40
    assert stream["nothing_would_have_helped"] is False


def test_looking_back_cautions_against_the_effect_that_was_found(result: dict[str, Any], tmp_path: Path) -> None:
    advice = after(result, tmp_path)["advice"]
    assert "at least 9 meters on each side" in advice["en"][0]
    assert "0.32 mag/arcsec²; 95 % interval −0.01 to 0.65" in advice["en"][0]
    assert "says nothing new" in advice["en"][-1]
    assert "zegt niets nieuws" in advice["nl"][-1]


def test_looking_back_on_cloud_says_that_nothing_would_have_helped(result: dict[str, Any], tmp_path: Path) -> None:
    comparison = result["comparisons"][0]
    comparison.update(se=0.6, minimum_detectable_effect=1.96)
    comparison["sites"][0]["cloud_class"] = "partly"
    made = after(result, tmp_path)
    assert made["streams"][0]["nothing_would_have_helped"] is True
    assert "Nothing would have helped, for it was cloudy" in made["advice"]["en"][0]
    assert "Niets had geholpen, want het was bewolkt" in made["advice"]["nl"][0]


def test_looking_back_on_changing_cloud_without_any_spread_says_the_same(
    result: dict[str, Any], tmp_path: Path
) -> None:
    comparison = result["comparisons"][0]
    comparison.update(se=None, ci95=None, effect=None, n_baseline_nights=0, minimum_detectable_effect=None)
    comparison["sites"][0]["cloud_class"] = "changing"
    made = after(result, tmp_path)
    assert made["streams"][0]["nothing_would_have_helped"] is True
    assert "it was cloudy" in made["advice"]["en"][0]


def test_looking_back_counts_the_nights_that_other_cloud_took(result: dict[str, Any], tmp_path: Path) -> None:
    comparison = result["comparisons"][0]
    comparison.update(se=None, ci95=None, effect=None, n_baseline_nights=1, minimum_detectable_effect=None)
    reason = {"nl": "andere bewolking", "en": f"{OTHER_CLOUD_EN} (overcast, clear on the night itself)"}
    comparison["nights"] = [{"night": night, "used": False, "reason": reason} for night in CANDIDATES[:4]]
    made = after(result, tmp_path)
    assert made["streams"][0]["nights_lost_to_cloud"] == 4
    assert "4 dark nights fell out because of other cloud" in made["advice"]["en"][0]


def test_looking_back_on_no_readings_says_what_a_start_would_have_been(result: dict[str, Any], tmp_path: Path) -> None:
    comparison = result["comparisons"][0]
    nothing = {"se": None, "ci95": None, "effect": None, "n_baseline_nights": 0, "minimum_detectable_effect": None}
    comparison.update(nothing, verdict="no_coverage", sites=[], n_sites={"area": 0, "control": 0})
    made = after(result, tmp_path)
    assert made["streams"][0]["needed"] == []
    assert made["advice"]["en"] == [
        "No readings: Of fixed meters there is no good reading in the dark area in the lights-off hours. "
        "One meter running all evening would have been a start."
    ]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "{", '{"event": "x", "comparisons": [1]}', '{"event": "x", "comparisons": [{"stream": "x"}]}']
)  # fmt: skip
def test_what_is_no_result_is_refused_in_words(text: str, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(text)
    with pytest.raises(SeeingStarsError, match=r"RESULT must be (the|a) result\.json"):
        plan_after(tmp_path)


def test_a_result_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SeeingStarsError, match="RESULT must be a result\\.json or the folder of a publication"):
        plan_after(tmp_path / "nothing")


def test_the_files_appear_together_and_the_manifest_names_them(
    made: dict[str, Any], leiden: Event, tmp_path: Path
) -> None:
    out = tmp_path / "plan"
    written = write_plan(made, out=out, inputs=leiden.files)
    assert [path.name for path in written] == ["plan.html", "plan.json"]
    assert json.loads((out / "plan.json").read_text(encoding="utf-8")) == made
    named = [note["file"] for note in json.loads((out / "manifest.json").read_text())["outputs"]]
    assert named == ["plan.html", "plan.json"]
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    write_plan(made, out=out, inputs=leiden.files)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_of_something_else_is_left_alone(made: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SeeingStarsError, match="must be new, empty or an earlier result"):
        write_plan(made, out=tmp_path, inputs=[])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_terminal_text_is_in_the_language_asked_for(made: dict[str, Any]) -> None:
    assert "Wat we hoogstens kunnen zien" in in_words(made, language="nl")
    assert "What we could see at best" in in_words(made, language="en")


def seeingstars(*words: object, language: str = "en") -> Any:
    return CliRunner().invoke(main, [str(word) for word in words], env={"SEEINGSTARS_LANGUAGE": language})


def test_the_command_prints_json_with_the_candidates() -> None:
    done = seeingstars("plan", EVENTS / "leiden-2022", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["candidates"] == CANDIDATES


def test_the_command_says_which_files_it_wrote(tmp_path: Path) -> None:
    done = seeingstars("plan", EVENTS / "leiden-2022" / "event.toml", "--out", tmp_path / "plan", language="nl")
    assert done.exit_code == 0
    assert "Nachten om vrij te houden" in done.output
    assert str(tmp_path / "plan" / "plan.html") in done.output


def test_the_command_looks_back_on_a_file(result: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text(json.dumps(result))
    done = seeingstars("plan", "--after", file, "--out", tmp_path / "after")
    assert done.exit_code == 0
    assert "at least 9" in done.output
    assert (tmp_path / "after" / "plan.html").is_file()


@pytest.mark.parametrize("words", [[], ["leiden-2022", "--after", "x"]])
def test_the_command_needs_an_event_or_a_result(words: list[str]) -> None:
    done = seeingstars("plan", *words)
    assert done.exit_code == 1
    assert (
        done.output == "Error: plan needs either EVENT (before the night) or --after RESULT (after it), and not both\n"
    )
