"""What is published of the sky says what is known, and no more."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from PIL import Image

from seeingstars.columns import readings_from_columns
from seeingstars.commands.sky import dome
from seeingstars.errors import SeeingStarsError, TableError
from seeingstars.event import Event
from seeingstars.event_file import load_event
from seeingstars.products.sky_sentences import SKY_SENTENCES, sky_words
from seeingstars.products.words import LANGUAGES
from seeingstars.skies.night_sky import sky_scene
from seeingstars.skies.seen_skies import FEWEST_EYES, MANY_EYES, seen_skies
from seeingstars.skies.sky_products import (
    dome_series,
    middle_of_window,
    published_sky,
    sky_without_readings,
    write_domes,
    write_sky,
)

EVENTS = Path(__file__).parents[1] / "data" / "events"
NIGHTS = [f"2022-09-{day}" for day in (20, 21, 22, 23, 24)]


@pytest.fixture(scope="module")
def event() -> Event:
    return load_event(EVENTS / "leiden-2022")


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    usual = {"flag": 1, "in_window": True, "role": "lights_off", "site_id": "roof"}
    wanted = {"brightness_mag_arcsec2": np.nan, "limiting_magnitude": np.nan}
    return pd.DataFrame([{**usual, **wanted, **row} for row in rows])


def meters(ordinary: float, evening: float, *, role: str = "lights_off", site: str = "roof") -> list[dict[str, Any]]:
    return [
        {"stream": "photometer", "night": night, "brightness_mag_arcsec2": value, "role": role, "site_id": site}
        for night, value in [*((night, ordinary) for night in NIGHTS), ("2022-09-25", evening)]
    ]


def eyes(ordinary: float, evening: float, *, each: int) -> list[dict[str, Any]]:
    return [
        {"stream": "naked_eye", "night": night, "limiting_magnitude": value, "site_id": ""}
        for night, value in [(NIGHTS[0], ordinary), ("2022-09-25", evening)]
        for _ in range(each)
    ]


def result(*, simulated: bool = False) -> dict[str, Any]:
    nights = [{"night": night, "role": "baseline", "used": True} for night in NIGHTS]
    streams = [
        {"stream": stream, "verdict": "cannot_tell", "nights": nights, "n_readings": {"in_window": 6}}
        for stream in ("photometer", "handheld_meter", "naked_eye")
    ]
    return {"event": "leiden-2022", "simulated": simulated, "made_with": "seeingstars 0.1.0", "comparisons": streams}


def seen(rows: list[dict[str, Any]], event: Event) -> Any:
    scene = sky_scene(middle_of_window(event), longitude_deg=event.longitude_deg, latitude_deg=event.latitude_deg)
    return seen_skies(table(rows), result=result(), event=event, scene=scene)


def test_meters_give_a_range_from_two_models_of_the_eye(event: Event) -> None:
    found = seen(meters(18.5, 18.8), event)
    assert (found.ordinary.basis, found.event.basis, found.stream) == ("meters", "meters", "photometer")
    # 20:45 UTC is a quarter of an hour after the table of the star counts: 218 to 518 and 297 to 563.
    assert found.ordinary.counts == pytest.approx((218, 518), rel=0.03)
    assert found.event.counts == pytest.approx((297, 563), rel=0.03)


def test_many_eyes_come_before_a_meter_and_few_after_it(event: Event) -> None:
    both = meters(18.5, 18.8)
    assert seen([*both, *eyes(4.0, 4.5, each=MANY_EYES)], event).stream == "naked_eye"
    assert seen([*both, *eyes(4.0, 4.5, each=FEWEST_EYES)], event).stream == "photometer"
    few = seen(eyes(4.0, 4.5, each=FEWEST_EYES), event)
    assert few.event.limits == pytest.approx((4.5 - 2 * 1.2 / 10**0.5, 4.5 + 2 * 1.2 / 10**0.5))


def test_fewer_than_ten_eyes_are_not_known(event: Event) -> None:
    found = seen(eyes(4.0, 4.5, each=FEWEST_EYES - 1), event)
    assert found.event.limits is None
    assert found.event.basis == "unknown"


def test_bad_readings_other_hours_and_other_places_count_for_nothing(event: Event) -> None:
    for spoiled in ({"flag": 4}, {"in_window": False}, {"role": "outside"}):
        rows = [{**row, **spoiled} for row in meters(18.5, 18.8)]
        assert seen(rows, event).event.limits is None


def test_a_meter_that_missed_the_evening_does_not_shift_the_ordinary_night(event: Event) -> None:
    elsewhere = [row for row in meters(21.0, 21.0, site="dune") if row["night"] != "2022-09-25"]
    found = seen([*meters(18.5, 18.8), *elsewhere], event)
    assert found.ordinary.brightness_mag_arcsec2 == pytest.approx(18.5)


def test_a_meter_without_ordinary_nights_does_not_shift_the_evening(event: Event) -> None:
    new = [row for row in meters(21.0, 21.0, site="dune") if row["night"] == "2022-09-25"]
    found = seen([*meters(18.5, 18.8), *new], event)
    assert found.event.brightness_mag_arcsec2 == pytest.approx(18.8)
    assert found.event.n_sites == 1


def test_only_the_nights_that_the_comparison_took_from_a_meter_count(event: Event) -> None:
    rows = [*meters(18.5, 18.8), *eyes(4.0, 5.0, each=MANY_EYES)]
    rows[0]["brightness_mag_arcsec2"] = 17.0  # a night with other clouds
    used = pd.DataFrame({"site_id": "roof", "night": [*NIGHTS, "2022-09-25"], "used": [False, *[True] * 5]})
    scene = sky_scene(middle_of_window(event), longitude_deg=event.longitude_deg, latitude_deg=event.latitude_deg)
    asked = {"result": result(), "event": event, "scene": scene, "site_nights": {"photometer": used}}
    found = seen_skies(table(rows[:6]), **asked)
    assert found.ordinary.brightness_mag_arcsec2 == pytest.approx(18.5)
    assert found.ordinary.n_nights == 4
    assert seen_skies(table(rows), **asked).ordinary.n_readings == MANY_EYES  # what people saw stays as it is


@pytest.mark.parametrize(("verdict", "is_chance"), [("cannot_tell", True), ("darker", False)])
def test_the_picture_says_that_a_difference_may_be_chance_unless_the_comparison_can_tell(
    verdict: str, is_chance: bool, tmp_path: Path, event: Event
) -> None:
    told = result()
    told["comparisons"] = [{**one, "verdict": verdict} for one in told["comparisons"]]
    write_sky(tmp_path, readings=table(meters(18.5, 18.8)), result=told, event=event)
    svg = (tmp_path / "sky-en.svg").read_text("utf-8")
    assert ("may be chance" in svg) is is_chance


def test_the_control_area_is_told_beside_it(event: Event) -> None:
    found = seen([*meters(18.5, 18.8), *meters(19.0, 19.2, role="control", site="dune")], event)
    assert found.control_darker_by_mag == pytest.approx(0.2)


def test_a_sky_too_bright_for_the_models_is_not_guessed_at(event: Event) -> None:
    found = seen(meters(16.9, 17.2), event)
    assert (found.event.basis, found.event.limits) == ("too_bright", None)
    assert found.event.brightness_mag_arcsec2 == pytest.approx(17.2)


def test_a_missing_column_is_named(event: Event) -> None:
    scene = sky_scene(middle_of_window(event), longitude_deg=4.5, latitude_deg=52.2)
    with pytest.raises(TableError, match=r"seen_skies needs the columns .* are missing; got stream"):
        seen_skies(pd.DataFrame({"stream": []}), result=result(), event=event, scene=scene)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, event: Event) -> Path:
    folder = tmp_path_factory.mktemp("publication")
    rows = [*meters(18.5, 18.8), *meters(19.0, 19.2, role="control", site="dune")]
    write_sky(folder / "sky", readings=table(rows), result=result(simulated=True), event=event)
    return folder


def test_the_picture_is_there_in_both_languages_and_formats(published: Path) -> None:
    names = sorted(path.name for path in (published / "sky").iterdir())
    assert names == ["sky-en.png", "sky-en.svg", "sky-nl.png", "sky-nl.svg", "sky.json"]
    for path in (published / "sky").glob("*.svg"):
        text = path.read_text("utf-8")
        ElementTree.fromstring(text)
        assert len(text) < 400_000
        assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    with Image.open(published / "sky" / "sky-nl.png") as stored:
        assert stored.size[0] > 1500


def test_a_simulated_picture_says_so_in_every_disc_and_corner(published: Path) -> None:
    for language, word in (("nl", "GESIMULEERD"), ("en", "SIMULATED")):
        assert (published / "sky" / f"sky-{language}.svg").read_text("utf-8").count(word) == 4


def test_the_picture_names_constellations_in_dutch_and_latin_and_the_planets(published: Path) -> None:
    dutch = (published / "sky" / "sky-nl.svg").read_text("utf-8")
    for words in ("Zwaan", "Cygnus", "Grote Beer", "Ursa Major", "Jupiter", "Saturnus"):
        assert words in dutch
    english = (published / "sky" / "sky-en.svg").read_text("utf-8")
    assert "Swan" in english
    assert re.search(r"\d+ to \d+ stars", english)


def test_the_numbers_hold_what_a_dome_needs(published: Path) -> None:
    notes = published_sky(published)
    assert notes["simulated"] is True
    assert [sky["sky"] for sky in notes["skies"]] == ["ordinary", "event", "natural"]
    assert all(low < high for low, high in (sky["stars"] for sky in notes["skies"]))
    assert len(notes["domes"]["images"]) == 3
    assert notes["domes"]["images"][0]["field_deg"] == 180
    assert notes["alternative_text"]["en"].startswith("Three round star charts side by side. Ordinary evening: ")
    assert notes["alternative_text"]["nl"].startswith("Drie ronde sterrenkaarten naast elkaar. Gewone avond: ")


def test_the_same_inputs_give_the_same_bytes(published: Path, tmp_path: Path, event: Event) -> None:
    rows = [*meters(18.5, 18.8), *meters(19.0, 19.2, role="control", site="dune")]
    write_sky(tmp_path, readings=table(rows), result=result(simulated=True), event=event)
    for path in (published / "sky").iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ["leiden-2022", "iberia-2025"])
def test_an_event_without_readings_says_that_nobody_knows(name: str, tmp_path: Path) -> None:
    nothing = readings_from_columns({}, 0).assign(flag=[], in_window=[], role=[], night=[])
    write_sky(tmp_path, readings=nothing, result={"simulated": False}, event=load_event(EVENTS / name))
    english = (tmp_path / "sky-en.svg").read_text("utf-8")
    assert english.count("Nobody knows which stars") == 2
    assert "SIMULATED" not in english
    assert len(re.findall(r"\d+ to [\d,]+ stars</text>", english)) == 1  # the natural sky alone
    notes = json.loads((tmp_path / "sky.json").read_text("utf-8"))
    assert [sky["stars"] is None for sky in notes["skies"]] == [True, True, False]
    assert len(notes["domes"]["images"]) == 1


def test_the_series_goes_from_bright_to_dark_with_steps_between(published: Path) -> None:
    _, skies = dome_series(published_sky(published), between=1)
    assert [sky.name for sky in skies] == ["city", "city-to-event-1", "event", "event-to-natural-1", "natural"]
    brightness = [sky.zenith_mag_arcsec2 for sky in skies]
    assert brightness == sorted(brightness)
    assert [sky.is_simulated for sky in skies] == [True, True, True, True, False]
    assert "no measurement" in skies[1].how_known.en


def test_without_readings_only_natural_darkness_and_what_was_asked_for_is_shown(event: Event) -> None:
    _, skies = dome_series(sky_without_readings(event), brightness_mag_arcsec2=[18.5])
    assert [sky.name for sky in skies] == ["asked-18.50", "natural"]
    assert "not measured" in skies[0].how_known.en


def test_a_brightness_that_no_model_knows_is_refused(event: Event) -> None:
    with pytest.raises(SeeingStarsError, match=r"brightness must lie in 17.5 to 22 mag/arcsec²; got 15"):
        dome_series(sky_without_readings(event), brightness_mag_arcsec2=[15.0])


def test_domes_are_written_each_with_its_sidecar(tmp_path: Path, event: Event) -> None:
    scene, skies = dome_series(sky_without_readings(event))
    paths = write_domes(tmp_path, scene=scene, skies=skies, orientation="south_up", size_px=256)
    assert [path.name for path in paths] == ["dome-01-natural.png", "dome-01-natural.json"]
    assert json.loads(paths[1].read_text("utf-8"))["orientation"] == "south_up"


def test_the_command_makes_the_series_of_a_publication(published: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(dome, [str(published), "--out", str(tmp_path), "--size", "256"])
    assert done.exit_code == 0, done.output
    assert len(list(tmp_path.glob("*.png"))) == len(list(tmp_path.glob("*.json"))) == 3
    assert "mag/arcsec²" in done.output


def test_the_command_refuses_a_folder_without_a_sky_and_an_odd_size(tmp_path: Path) -> None:
    run = CliRunner()
    missing = run.invoke(dome, [str(tmp_path), "--out", str(tmp_path)])
    assert "a publication must hold sky/sky.json" in str(missing.exception)
    odd = run.invoke(dome, [str(tmp_path), "--out", str(tmp_path), "--size", "1000"])
    assert "--size must be a multiple of 256" in str(odd.exception)


@pytest.mark.parametrize("key", sorted(SKY_SENTENCES))
def test_every_sentence_of_the_sky_exists_in_both_languages_with_the_same_values(key: str) -> None:
    text = SKY_SENTENCES[key]
    assert text.nl.strip()
    assert text.en.strip()
    assert set(re.findall(r"{(\w+)}", text.nl)) == set(re.findall(r"{(\w+)}", text.en))


def test_an_unknown_sentence_is_refused() -> None:
    for language in LANGUAGES:
        with pytest.raises(ValueError, match="key must be the name of a sentence; got 'none'"):
            sky_words("none", language)


def test_the_moment_is_the_middle_of_the_dark_hours(event: Event) -> None:
    assert middle_of_window(event) == datetime(2022, 9, 25, 20, 45, tzinfo=UTC)
    assert event.night == date(2022, 9, 25)
    assert event.window.end - event.window.start == timedelta(minutes=90)
