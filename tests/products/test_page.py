"""The page: whole, self-contained, safe, and saying no more than the verdict."""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xarray as xr

from seeingstars.event import Event
from seeingstars.products.maps import PICTURES, Picture, write_maps
from seeingstars.products.page import write_page


class Page(HTMLParser):
    """Tags, addresses, words and headings of a page; fails on tags that do not close."""

    VOID = frozenset({"meta", "img", "br", "link", "input", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def addresses(self) -> list[str]:
        return [
            value
            for _, attrs in self.tags
            for name, value in attrs.items()
            if name in ("href", "src", "srcset") and value
        ]


@pytest.fixture(scope="module")
def inputs(readings: pd.DataFrame, cube: xr.Dataset, event: Event) -> dict[str, Any]:
    return {"readings": readings, "cube": cube, "event": event}


@pytest.fixture(scope="module")
def pictures(
    inputs: dict[str, Any],
    differences: dict[str, pd.DataFrame],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> list[Picture]:
    make_result = request.getfixturevalue("result_maker")

    return write_maps(tmp_path_factory.mktemp("maps"), result=make_result(), differences=differences, **inputs)


def made(folder: Path, **inputs: Any) -> tuple[str, Page]:
    for name in ("readings.csv", "result.json"):
        (folder / name).write_text("x" * 2500)
    html = write_page(folder / "index.html", **inputs).read_text(encoding="utf-8")
    return html, Page(html)


def test_the_page_asks_nothing_of_any_other_address(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    html, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    assert not any(re.match(r"(?i)(https?:)?//", address) for address in page.addresses())
    assert "<script" not in html.lower()
    assert "@import" not in html
    assert "url(" not in html
    assert len(html) < 3_000_000


def test_every_relative_link_leads_to_a_file_that_is_there_or_coming(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    _, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    there = {
        "readings.csv",
        "result.json",
        "manifest.json",
        *(f"maps/{p.name}" for picture in pictures for p in (picture.png, picture.svg)),
    }
    relative = {address for address in page.addresses() if not address.startswith(("#", "data:"))}
    assert relative == there


def test_every_anchor_leads_to_a_place_on_the_page_and_every_place_has_one_name(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    _, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    names = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(names) == len(set(names))
    assert {address[1:] for address in page.addresses() if address.startswith("#")} <= set(names)


def test_both_languages_are_there_and_say_which_they_are(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    _, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    sections = {attrs["id"]: attrs["lang"] for tag, attrs in page.tags if tag == "section"}
    assert sections == {"nl": "nl", "en": "en"}
    for words in ("Ja, donkerder", "Yes, darker", "We kunnen het niet zeggen", "We cannot tell"):
        assert words in page.text


def test_headings_come_in_order_and_every_picture_has_words(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    _, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    images = [attrs for tag, attrs in page.tags if tag == "img"]
    assert len(images) == 2 * len(PICTURES)
    assert all(len(attrs["alt"] or "") > 30 for attrs in images)


def test_percent_stands_only_beside_its_interval_and_verdict(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    # 1 - 10^(-0.4 × 0.219) = 18.3 %, 1 - 10^(-0.4 × 0.411) = 31.5 %
    _, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    assert "18 to 32 % less light" in page.text
    assert "18 tot 32 % minder licht" in page.text
    assert "0.22 to 0.41" in page.text


def test_how_sure_we_are_is_told_with_the_fixed_meters_open_and_the_others_folded(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    kappa = {"kappa": {"numbers": {"kappa_star": 3.0}, "reading": {"nl": "Tot 3 keer.", "en": "Up to <3> times."}}}
    for place in (0, 3):
        result["comparisons"][place]["checks"] = kappa
    html, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    assert "How sure are we?" in page.text
    assert "Was die nacht onrustiger (κ*)? Tot 3 keer." in page.text
    assert "Up to <3> times." in page.text
    assert "Could not be done: This check was not made." in page.text
    assert re.search(r"<details open>\s*<summary>The tests with: Fixed meters", html)
    assert re.search(r"<details>\s*<summary>The tests with: The naked eye", html)


def test_without_checks_the_page_says_that_there_are_none(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    _, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    assert "Fixed meters: No checks were kept with this comparison." in page.text
    assert "knock over our own answer" not in page.text


def test_streams_without_readings_are_named_with_their_zero(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    _, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    assert "Geen enkele meting (0) met: Handmeters, Camera-apps." in page.text
    assert "Not one reading (0) with: Hand-held meters, Camera apps." in page.text


def test_an_event_without_readings_says_zero_and_no_number(
    tmp_path: Path, inputs: dict[str, Any], empty_result: dict[str, Any]
) -> None:
    nothing = {**inputs, "readings": inputs["readings"].iloc[:0], "cube": None}
    _, page = made(tmp_path, result=empty_result, pictures=[], **nothing)
    assert "0 goede metingen in het venster" in page.text
    assert "0 good readings in the window" in page.text
    assert "95 % interval 0" not in page.text
    assert "less light" not in page.text.replace("9 % less light", "")


def test_words_of_others_are_words_and_never_tags(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    hostile = '<script>alert("1")</script><img src=x onerror=alert(2)>'
    readings = inputs["readings"].copy()
    readings["supplier"] = hostile
    readings["licence"] = '"><b>'
    result["comparisons"][0]["sites"][0]["site_id"] = hostile
    result["comparisons"][0]["reason"] = {"nl": hostile, "en": hostile}
    result["made_with"] = hostile
    html, page = made(tmp_path, result=result, pictures=pictures, **{**inputs, "readings": readings})
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "a newspaper <b>of the day</b>" in page.text
    assert page.text.count("<script>alert") >= 6


def test_a_simulated_page_says_so_in_both_languages(
    tmp_path: Path,
    inputs: dict[str, Any],
    pictures: list[Picture],
    simulated_result: dict[str, Any],
    result: dict[str, Any],
) -> None:
    _, page = made(tmp_path, result=simulated_result, pictures=pictures, **inputs)
    assert "GESIMULEERD" in page.text
    assert "SIMULATED" in page.text
    _, real = made(tmp_path, result=result, pictures=pictures, **inputs)
    assert "GESIMULEERD" not in real.text


def test_the_approximate_boundary_is_warned_of_and_the_facts_have_sources(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    _, page = made(tmp_path, result=result, pictures=pictures, **inputs)
    assert "de grens van het gebied is bij benadering" in page.text
    assert "22:00-23:30 CEST" in page.text


def test_the_same_inputs_give_the_same_bytes(
    tmp_path: Path, inputs: dict[str, Any], pictures: list[Picture], result: dict[str, Any]
) -> None:
    one, _ = made(tmp_path, result=result, pictures=pictures, **inputs)
    two, _ = made(tmp_path, result=result, pictures=pictures, **inputs)
    assert one == two


def contrast(one: str, two: str) -> float:
    """WCAG 2 contrast of two colours."""

    def luminance(colour: str) -> float:
        digits = colour.lstrip("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_all_words_have_the_contrast_of_wcag_aa_in_light_and_dark(
    tmp_path: Path, inputs: dict[str, Any], result: dict[str, Any]
) -> None:
    html, _ = made(tmp_path, result=result, pictures=[], **inputs)
    palettes = [
        dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})", block)) for block in re.findall(r":root \{([^}]*)\}", html)
    ]
    assert len(palettes) == 3
    for palette in palettes:
        for ink in ("ink", "quiet", "accent"):
            for ground in ("paper", "panel"):
                assert contrast(palette[ink], palette[ground]) >= 4.5
        assert contrast(palette["warn-ink"], palette["warn"]) >= 4.5


def test_on_paper_the_word_simulated_is_black_on_white(
    tmp_path: Path, inputs: dict[str, Any], simulated_result: dict[str, Any]
) -> None:
    html, _ = made(tmp_path, result=simulated_result, pictures=[], **inputs)
    printed = html[html.index("@media print") :]
    assert ".stamp { background:#fff; color:#000;" in printed
