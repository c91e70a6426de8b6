"""The pages of the site: whole, self-contained, safe, in both languages, and saying no more than the verdict."""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from seeingstars.event import Event
from seeingstars.products.site_map import Tiles
from seeingstars.products.site_pages import PAGES, content_policy

EVERY = ["index.html", *(f"{language}/{page[0]}" for language in ("nl", "en") for page in PAGES)]


class Page(HTMLParser):
    """Tags, addresses, words and headings of a page; fails on tags that do not close."""

    VOID = frozenset({"meta", "img", "br", "link", "input", "hr"})

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.html = path.read_text(encoding="utf-8")
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(self.html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def addresses(self) -> list[str]:
        names = ("href", "src", "srcset", "action")
        return [value for _, attrs in self.tags for name, value in attrs.items() if name in names and value]


def pages(folder: Path) -> dict[str, Page]:
    return {name: Page(folder / name) for name in EVERY}


def test_no_page_asks_anything_of_any_other_address(site: Path) -> None:
    for page in pages(site).values():
        assert not any(re.match(r"(?i)([a-z]+:)?//|data:|javascript:", address) for address in page.addresses())
    for asset in (site / "site").iterdir():
        if asset.suffix in (".css", ".js") and not asset.name.startswith("leaflet"):
            text = asset.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert "http" not in text, asset.name
            assert "@import" not in text


def test_every_relative_address_leads_to_a_file_that_is_there_or_coming(site: Path) -> None:
    for name, page in pages(site).items():
        for address in page.addresses():
            target = (site / name).parent / address.partition("#")[0]
            assert address.startswith("#") or target.is_file() or target.name == "manifest.json", (name, address)


def test_every_anchor_leads_to_a_place_on_the_page_and_every_place_has_one_name(site: Path) -> None:
    for page in pages(site).values():
        names = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(names) == len(set(names))
        assert {address[1:] for address in page.addresses() if address.startswith("#")} <= set(names)


def test_there_is_no_inline_script_style_or_handler_and_the_policy_forbids_them(site: Path) -> None:
    for page in pages(site).values():
        for tag, attrs in page.tags:
            assert tag != "style"
            assert "style" not in attrs, (page.path, tag)
            assert not any(name.startswith("on") for name in attrs)
            assert tag != "script" or attrs.get("src")
        policy = next(
            attrs["content"] for _, attrs in page.tags if "content-security" in str(attrs.get("http-equiv", "")).lower()
        )
        assert policy == content_policy(None)
        assert "unsafe" not in str(policy)


def test_only_the_map_has_a_script(site: Path) -> None:
    with_script = {name for name, page in pages(site).items() if any(tag == "script" for tag, _ in page.tags)}
    assert with_script == {"nl/map.html", "en/map.html"}


def test_each_page_says_its_language_and_leads_to_itself_in_the_other(site: Path) -> None:
    for name, page in pages(site).items():
        language, _, file = name.rpartition("/")
        assert page.tags[0] == ("html", {"lang": language or "nl"})
        if language:
            other = {"nl": "en", "en": "nl"}[language]
            assert f"../{other}/{file}" in page.addresses()


def test_the_door_gives_the_answer_in_both_languages(site: Path) -> None:
    page = Page(site / "index.html")
    assert {"nl/index.html", "en/index.html"} <= set(page.addresses())
    for words in ("Ja, donkerder", "Yes, darker", "95%-interval 0,22 tot 0,41", "95 % interval 0.22 to 0.41"):
        assert words in page.text


def test_headings_come_in_order_and_every_picture_has_words(site: Path) -> None:
    for name, page in pages(site).items():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, name
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name
        assert all(len(attrs["alt"] or "") > 30 for tag, attrs in page.tags if tag == "img")


def test_the_two_languages_have_the_same_pages_from_tag_to_tag(site: Path) -> None:
    every = pages(site)
    for file, *_ in PAGES:
        one, two = (every[f"{language}/{file}"] for language in ("nl", "en"))
        kinds = [[tag for tag, _ in page.tags if tag not in ("line", "text")] for page in (one, two)]
        assert kinds[0] == kinds[1]


def test_percent_stands_only_beside_its_interval_and_verdict(site: Path) -> None:
    # 1 - 10^(-0.4 × 0.219) = 18.3 %, 1 - 10^(-0.4 × 0.411) = 31.5 %
    dutch, english = (Page(site / language / "index.html").text for language in ("nl", "en"))
    assert "18 to 32 % less light" in english
    assert "18 tot 32 % minder licht" in dutch
    assert "0.22 to 0.41" in english
    assert "19 ordinary nights" in english


def test_who_took_part_is_told_in_numbers_without_names(site: Path, readings: pd.DataFrame) -> None:
    page = Page(site / "en" / "index.html")
    assert "Numbers, no names." in page.text
    assert "750" in page.text  # 5 meters, 25 nights, 6 readings
    for comment in readings["comment"].dropna().unique():
        if comment:
            assert all(comment not in other.html for other in pages(site).values())


def test_without_any_reading_every_page_says_zero_and_no_number(tmp_path: Path, site_writer: Any, empty_result: dict[str, Any], readings: pd.DataFrame) -> None:  # fmt: skip
    folder = site_writer(tmp_path, readings=readings.iloc[:0], cube=None, result=empty_result)
    answer = Page(folder / "nl" / "index.html")
    assert "0 goede metingen in het venster" in answer.text
    assert "Geen antwoord" in answer.text
    assert "Er is geen enkele meting ingestuurd of gevonden." in answer.text
    assert "95%-interval 0" not in answer.text
    the_map = Page(folder / "en" / "map.html")
    assert "There is not one reading with a place." in the_map.text
    assert "No satellite images were used." in the_map.text
    assert not (folder / "site" / "lights-event.png").exists()


def test_words_of_others_are_words_and_never_tags(tmp_path: Path, site_writer: Any, readings: pd.DataFrame, result: dict[str, Any]) -> None:  # fmt: skip
    hostile = '<script>alert("1")</script><img src=x onerror=alert(2)>'
    table = readings.copy()
    for column in ("supplier", "licence", "site_id"):
        table[column] = pd.Categorical([hostile] * len(table))
    result["comparisons"][0]["sites"][0]["site_id"] = hostile
    result["comparisons"][0]["reason"] = {"nl": hostile, "en": hostile}
    result["made_with"] = hostile
    folder = site_writer(tmp_path, readings=table, result=result)
    for page in pages(folder).values():
        assert "<script>" not in page.html
        assert "<img src=x" not in page.html
    assert "a newspaper <b>of the day</b>" in Page(folder / "en" / "downloads.html").text
    assert "</script>" not in (folder / "site" / "map-data.js").read_text(encoding="ascii")


def test_every_simulated_page_says_so_and_a_true_one_does_not(simulated_site: Path, site: Path) -> None:
    for name, page in pages(simulated_site).items():
        words = (
            ["GESIMULEERD", "SIMULATED"]
            if name == "index.html"
            else ["GESIMULEERD" if name[:2] == "nl" else "SIMULATED"]
        )
        for word in words:
            assert word in page.text
            assert any(tag == "aside" for tag, _ in page.tags)
        assert "SIMULEERD" in page.html.split("</title>")[0] or "SIMULATED" in page.html.split("</title>")[0]
    assert not any("GESIMULEERD" in page.text or "SIMULATED" in page.text for page in pages(site).values())


def test_the_approximate_boundary_is_warned_of_and_the_facts_have_sources(site: Path) -> None:
    assert "de grens van het gebied is bij benadering" in Page(site / "nl" / "index.html").text
    assert "22:00-23:30 CEST" in Page(site / "nl" / "downloads.html").text


def test_how_sure_we_are_is_told_with_the_fixed_meters_open_and_the_others_folded(tmp_path: Path, site_writer: Any, result: dict[str, Any]) -> None:  # fmt: skip
    kappa = {"kappa": {"numbers": {"kappa_star": 3.0}, "reading": {"nl": "Tot 3 keer.", "en": "Up to <3> times."}}}
    for place in (0, 3):
        result["comparisons"][place]["checks"] = kappa
    folder = site_writer(tmp_path, result=result, cube=None)
    english = Page(folder / "en" / "nights.html")
    assert "How sure are we?" in english.text
    assert "Up to <3> times." in english.text
    assert "Could not be done: This check was not made." in english.text
    assert "Was die nacht onrustiger (κ*)? Tot 3 keer." in Page(folder / "nl" / "nights.html").text
    assert re.search(r"<details open>\s*<summary>The tests with: Fixed meters", english.html)
    assert re.search(r"<details>\s*<summary>The tests with: The naked eye", english.html)


def test_without_checks_the_page_says_that_there_are_none(site: Path) -> None:
    assert "Fixed meters: No checks were kept with this comparison." in Page(site / "en" / "nights.html").text


def test_the_number_of_a_night_is_called_what_it_is(tmp_path: Path, site_writer: Any, result: dict[str, Any]) -> None:
    beside = Page(site_writer(tmp_path / "beside", result=result) / "en" / "nights.html").text
    assert "Difference (mag/arcsec²)" in beside
    assert "sets the lights-off area beside the control area" in beside
    for comparison in result["comparisons"]:
        comparison["design"] = "night_against_nights"
    alone = Page(site_writer(tmp_path / "alone", result=result) / "en" / "nights.html").text
    assert "Mean (mag/arcsec²)" in alone
    assert "Difference (mag/arcsec²)" not in alone


def test_streams_without_readings_are_named_with_their_zero(site: Path) -> None:
    assert "Geen enkele meting (0) met: Handmeters, Camera-apps." in Page(site / "nl" / "index.html").text


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, site_writer: Any) -> None:
    one, two = (site_writer(tmp_path / name, cube=None) for name in ("one", "two"))
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) > 20
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in files)


def test_the_pages_and_what_they_share_are_small(site: Path) -> None:
    shared = [path for path in site.rglob("*") if path.suffix in (".html", ".css", ".js") or path.parent.name == "site"]
    assert sum(path.stat().st_size for path in shared) < 700_000


def test_images_from_the_internet_are_asked_for_only_where_the_user_gave_their_address(tmp_path: Path, site_writer: Any, event: Event) -> None:  # fmt: skip
    tiles = Tiles("https://tiles.example.org/{z}/{x}/{y}.png", "© makers of the tiles")
    folder = site_writer(tmp_path, tiles=tiles, cube=None)
    the_map = Page(folder / "en" / "map.html")
    assert "asks tiles.example.org for images" in the_map.text
    policies = [str(attrs["content"]) for _, attrs in the_map.tags if attrs.get("http-equiv")]
    assert "img-src 'self' data: https://tiles.example.org;" in policies[0]
    box = next(attrs for tag, attrs in the_map.tags if tag == "input" and attrs.get("id") == "tiles")
    assert "checked" not in box


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_all_words_have_the_contrast_of_wcag_aa(site: Path, scheme: str) -> None:
    css = (site / "site" / "site.css").read_text(encoding="utf-8")
    blocks = [
        dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})", block)) for block in re.findall(r":root \{([^}]*)\}", css)
    ]
    assert len(blocks) == 3
    palette = blocks[("light", "dark", "print").index(scheme)]
    for ink in ("ink", "quiet", "accent"):
        for ground in ("paper", "panel"):
            assert contrast(palette[ink], palette[ground]) >= 4.5
    assert contrast(palette["warn-ink"], palette["warn"]) >= 4.5


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
