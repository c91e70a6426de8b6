"""The page of the plan: whole, self-contained, safe, in two languages, before the night and after it."""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from seeingstars.event_file import load_event
from seeingstars.planning import plan
from seeingstars.products.hindsight_advice import advice_after
from seeingstars.products.plan_page import write_plan_page
from seeingstars.products.plan_picture import draw_hindsight, draw_plan
from seeingstars.products.style import house_style

EVENTS = Path(__file__).resolve().parents[2] / "data" / "events"


class Page(HTMLParser):
    """Tags and words of a page; fails on tags that do not close."""

    VOID = frozenset({"meta", "img"})

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


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return plan(load_event(EVENTS / "leiden-2022"))


@pytest.fixture(scope="module")
def html(made: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_plan_page(tmp_path_factory.mktemp("plan") / "plan.html", made).read_text(encoding="utf-8")


@pytest.fixture
def afterwards() -> dict[str, Any]:
    stream = {
        "stream": "photometer",
        "verdict": "cannot_tell",
        "reason": {"nl": "Te breed.", "en": "Too wide."},
        "unit": "mag/arcsec²",
        "negative_control": False,
        "n_baseline_nights": 8,
        "n_sites": {"area": 3, "control": 3},
        "smallest_effect_of_interest": 0.1,
        "effect": 0.2,
        "ci95": [-0.1, 0.5],
        "minimum_detectable_effect": 0.37,
        "cloud_classes": ["clear"],
        "nights_lost_to_cloud": 0,
        "s": 0.108,
        "detectable": [{"baseline_nights": n, "mde": size} for n, size in ((3, 0.7), (8, 0.37), (40, 0.31))],
        "needed": [],
        "nothing_would_have_helped": False,
    }
    made = {"event": "proef", "made_with": "seeingstars 0", "simulated": False, "streams": [stream]}
    return {**made, "advice": {"nl": [], "en": []}}


def test_the_page_asks_nothing_of_any_other_address(html: str) -> None:
    page = Page(html)
    addresses = [value for _, attrs in page.tags for name, value in attrs.items() if name in ("href", "src") and value]
    assert all(address.startswith(("#", "data:image/svg+xml")) for address in addresses)
    assert {address[1:] for address in addresses if address.startswith("#")} == {"nl", "en"}
    assert "<script" not in html.lower()
    assert "url(" not in html
    assert len(html) < 500_000


def test_both_languages_are_there_with_their_advice_and_tables(html: str, made: dict[str, Any]) -> None:
    page = Page(html)
    sections = {attrs["id"]: attrs["lang"] for tag, attrs in page.tags if tag == "section"}
    assert sections == {"nl": "nl", "en": "en"}
    for language in ("nl", "en"):
        for told in made["advice"][language]:
            head, body = told.split(": ", 1)
            assert head in page.text
            assert body in page.text
    assert "18 September" in page.text
    assert "0.345" not in page.text  # two decimals, as people read them
    assert {"0.34", "0,34", "0.29", "0,29"} <= set(page.text.split())


def test_headings_come_in_order_and_the_picture_has_words(html: str) -> None:
    page = Page(html)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    images = [attrs for tag, attrs in page.tags if tag == "img"]
    assert [bool(re.search(r"0[.,]32 mag/arcsec²", attrs["alt"] or "")) for attrs in images] == [True, True]


def test_the_same_plan_gives_the_same_bytes(html: str, made: dict[str, Any], tmp_path: Path) -> None:
    assert write_plan_page(tmp_path / "again.html", made).read_text(encoding="utf-8") == html


def test_words_of_others_are_words_and_never_tags(made: dict[str, Any], tmp_path: Path) -> None:
    hostile = '<script>alert("1")</script>'
    nights = [{**night, "reason": {"nl": hostile, "en": hostile}} for night in made["nights"]]
    text = {"nl": hostile, "en": hostile}
    path = write_plan_page(tmp_path / "plan.html", {**made, "name": text, "nights": nights, "noise_source": [hostile]})
    written = path.read_text(encoding="utf-8")
    assert "<script" not in written
    assert Page(written).text.count(hostile) > 10


def test_a_simulated_plan_says_so_in_page_and_picture(made: dict[str, Any], tmp_path: Path) -> None:
    simulated = {**made, "simulated": True}
    page = Page(write_plan_page(tmp_path / "plan.html", simulated).read_text(encoding="utf-8"))
    assert "GESIMULEERD" in page.text
    assert "SIMULATED" in page.text
    with house_style():
        figure, _ = draw_plan(simulated, "nl")
    assert "GESIMULEERD" in [text.get_text() for text in figure.texts]


def test_the_picture_draws_one_line_for_each_number_of_meters_and_one_box_a_night(made: dict[str, Any]) -> None:
    with house_style():
        figure, _ = draw_plan(made, "en")
    lines = {str(line.get_label()): line for line in figure.axes[0].lines}
    assert {"3 meters on each side", "10 meters on each side", "30 meters on each side"} <= set(lines)
    assert lines["10 meters on each side"].get_ydata()[1] == pytest.approx(0.345, abs=0.001)
    boxes = [patch.get_facecolor() for patch in figure.axes[1].patches]
    assert len(boxes) == 56  # 57 nights, one of them the event
    assert sum(colour != (1.0, 1.0, 1.0, 1.0) for colour in boxes) == 19


def test_the_page_afterwards_names_the_verdict_beside_what_could_be_seen(
    afterwards: dict[str, Any], tmp_path: Path
) -> None:
    page = Page(write_plan_page(tmp_path / "plan.html", afterwards).read_text(encoding="utf-8"))
    assert "We cannot tell" in page.text
    assert "0.37 mag/arcsec²" in page.text
    assert advice_after(afterwards)[0][1].nl in page.text


def test_streams_of_another_unit_share_no_axis_with_the_meters(afterwards: dict[str, Any]) -> None:
    stream = afterwards["streams"][0]
    both = {**afterwards, "streams": [stream, {**stream, "stream": "naked_eye", "unit": "mag"}]}
    with house_style():
        drawn = draw_hindsight(both, "en")
    assert drawn is not None
    assert sum(len(line.get_xdata()) == 3 for line in drawn[0].axes[0].lines) == 1
    assert draw_hindsight({**afterwards, "streams": both["streams"][1:]}, "en") is None


def test_a_page_without_any_stream_to_draw_has_no_picture(afterwards: dict[str, Any], tmp_path: Path) -> None:
    nothing = {"s": None, "detectable": [], "minimum_detectable_effect": None, "verdict": "no_coverage"}
    streams = [{**afterwards["streams"][0], **nothing}]
    page = Page(write_plan_page(tmp_path / "plan.html", {**afterwards, "streams": streams}).read_text(encoding="utf-8"))
    assert not [tag for tag, _ in page.tags if tag == "img"]
    assert "No answer" in page.text
