"""The site in a true browser: from a file and over HTTP, on a phone and a desk, in both languages, by mouse and by key."""

from __future__ import annotations

import shutil
import threading
import warnings
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--font-render-hinting=none"]  # fmt: skip
PICTURES = Path(__file__).parent / "pictures"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
EVERY = ["index.html"] + [f"{language}/{page}.html" for language in ("nl", "en") for page in ("index", "map", "nights", "downloads")]  # fmt: skip

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here: install chromium to try the pages in a browser"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def served(simulated_site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(simulated_site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


class Opened:
    """A page, what it asked for, and what went wrong in it."""

    def __init__(self, browser: Any, *, viewport: dict[str, int] = DESK, **settings: Any) -> None:
        self.context = browser.new_context(viewport=viewport, locale="nl-NL", reduced_motion="reduce", accept_downloads=True, **settings)  # fmt: skip
        self.page = self.context.new_page()
        self.outside: list[str] = []
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("requestfailed", lambda request: self.faults.append(request.url))
        self.context.route("**/*", self._only_inside)

    def _only_inside(self, route: Any) -> None:
        if route.request.url.startswith(("file:", "http://127.0.0.1:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def map_of(self, address: str) -> Any:
        self.page.goto(f"{address}")
        self.page.wait_for_selector("#map[data-ready]")
        return self.page


def address_of(folder: Path, name: str) -> str:
    return (folder / name).as_uri()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("way", ["file", "http"])
def test_every_page_opens_without_a_fault_a_request_outside_or_a_sideways_scroll(
    browser: Any, simulated_site: Path, served: str, way: str, viewport: dict[str, int]
) -> None:
    with Opened(browser, viewport=viewport) as opened:
        for name in EVERY:
            opened.page.goto(address_of(simulated_site, name) if way == "file" else f"{served}/{name}")
            if name.endswith("map.html"):
                opened.page.wait_for_selector("#map[data-ready]")
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], name
            assert opened.page.locator("h1").is_visible()
        assert opened.outside == []
        assert opened.faults == []


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(browser: Any, simulated_site: Path, viewport: dict[str, int]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with Opened(browser, viewport=viewport) as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # On a phone the other language has the same tags: one is enough.
        for name in EVERY if viewport is DESK else EVERY[1:5]:
            opened.page.goto(address_of(simulated_site, name))
            if name.endswith("map.html"):
                opened.page.select_option("#meter", "0")
            found = axe.Axe().run(opened.page, options={"preload": False}).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], name


def test_axe_finds_nothing_in_a_dark_room_either(browser: Any, site: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with Opened(browser, color_scheme="dark") as opened:
        for name in ("nl/index.html", "en/map.html"):
            opened.page.goto(address_of(site, name))
            found = axe.Axe().run(opened.page, options={"preload": False}).response["violations"]
            assert [one["id"] for one in found] == [], name


def test_the_slider_lets_one_image_give_way_to_the_other_and_fills_nothing(browser: Any, site: Path) -> None:
    with Opened(browser) as opened:
        page = opened.map_of(address_of(site, "nl/map.html"))

        def opacities() -> list[float]:
            return page.evaluate(
                "['baseline', 'event', 'change'].map(n => Number(SEEING_STARS.overlays[n].options.opacity))"
            )  # type: ignore[no-any-return]

        assert opacities() == [1, 0, 0]
        page.locator("#night-slider").focus()
        page.keyboard.press("End")
        assert opacities() == [0, 1, 0]
        assert page.locator("#night-slider").get_attribute("aria-valuetext") == "de nacht zelf"
        page.keyboard.press("ArrowLeft")
        assert opacities() == pytest.approx([0.05, 0.95, 0])
        assert page.locator("#night-slider").get_attribute("aria-valuetext") == "95 % van de nacht zelf"
        page.check("input[name=lights][value=change]")
        assert opacities() == [0, 0, 1]
        assert page.locator("#night-slider").is_disabled()
        page.check("input[name=lights][value=none]")
        assert opacities() == [0, 0, 0]


def test_readings_are_chosen_by_kind_quality_and_hour(browser: Any, site: Path) -> None:
    # Of 60 readings by eye one has no place; every seventh is rejected; they spread over 25 nights, all in the window.
    with Opened(browser) as opened:
        page = opened.map_of(address_of(site, "en/map.html"))
        page.check("input[name=when][value='0']")
        assert page.locator("#map-count").inner_text() == "59 readings by people on the map"
        page.uncheck("input[name=quality][value='2']")
        assert page.locator("#map-count").inner_text() == "51 readings by people on the map"
        page.check("input[name=when][value='2']")
        within = int(page.locator("#map-count").inner_text().split()[0])
        assert 0 < within < 5
        page.uncheck("input[name=stream]")
        assert page.locator("#map-count").inner_text() == "0 readings by people on the map"


def test_a_meter_shows_its_evening_by_key_by_mouse_and_from_the_list(browser: Any, site: Path) -> None:
    with Opened(browser) as opened:
        page = opened.map_of(address_of(site, "nl/map.html"))
        page.locator("[aria-label='Rijswijk'].meter").focus()
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup")
        assert popup.locator("h2").inner_text() == "Rijswijk"
        assert "gemiddelden van tien minuten" in str(popup.locator("svg[role=img]").get_attribute("aria-label"))
        assert popup.locator("svg .dot").count() > 0
        assert popup.locator("svg path.band").count() > 0
        assert popup.locator(".leaflet-popup-close-button").get_attribute("aria-label") == "Sluiten"
        page.keyboard.press("Escape")
        popup.wait_for(state="detached")
        page.select_option("#meter", label="DeZilk")
        assert popup.locator("h2").inner_text() == "DeZilk"
        page.click("#whole-map")
        popup.wait_for(state="detached")
        page.locator("[aria-label='cosine-Warmond'].meter").click()
        assert popup.locator("h2").inner_text() == "cosine-Warmond"


def test_a_reading_tells_its_value_night_and_why_it_was_rejected(browser: Any, site: Path) -> None:
    with Opened(browser) as opened:
        page = opened.map_of(address_of(site, "en/map.html"))
        page.check("input[name=when][value='0']")
        place = page.evaluate(
            """() => { const d = SEEING_STARS_MAP.points, i = d.q.indexOf(2), at = SEEING_STARS.map.latLngToContainerPoint([d.y[i] / 1000, d.x[i] / 1000]);
            SEEING_STARS.map.setView([d.y[i] / 1000, d.x[i] / 1000], 14, {animate: false}); return i; }"""
        )
        assert place >= 0
        box = page.locator("#map").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        words = page.locator(".leaflet-popup").inner_text()
        assert "The naked eye" in words
        assert "night of" in words
        assert "rejected" in words


def test_the_map_moves_and_zooms_by_key(browser: Any, site: Path) -> None:
    with Opened(browser) as opened:
        page = opened.map_of(address_of(site, "nl/map.html"))
        before = page.evaluate("[SEEING_STARS.map.getZoom(), SEEING_STARS.map.getCenter().lng]")
        page.locator("#map").focus()
        page.keyboard.press("+")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
        after = page.evaluate("[SEEING_STARS.map.getZoom(), SEEING_STARS.map.getCenter().lng]")
        assert after[0] > before[0]
        assert after[1] > before[1]


def test_a_page_is_walked_through_by_the_tab_key_and_the_first_stop_skips_to_the_content(
    browser: Any, site: Path
) -> None:
    with Opened(browser) as opened:
        page = opened.page
        page.goto(address_of(site, "nl/index.html"))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#content")
        page.goto(address_of(site, "nl/map.html"))
        seen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.id || document.activeElement.name || document.activeElement.className"))  # fmt: skip
        assert {"map", "night-slider", "stream", "quality", "meter", "whole-map"} <= set(seen)


def test_a_download_is_the_file_itself(browser: Any, simulated_site: Path, served: str) -> None:
    with Opened(browser) as opened:
        opened.page.goto(f"{served}/nl/downloads.html")
        with opened.page.expect_download() as download:
            opened.page.get_by_role("link", name="readings.csv").click()
        assert download.value.suggested_filename == "readings.csv"
        assert Path(download.value.path()).read_bytes() == (simulated_site / "readings.csv").read_bytes()


def test_the_language_changes_on_the_same_page(browser: Any, site: Path) -> None:
    with Opened(browser) as opened:
        opened.page.goto(address_of(site, "index.html"))
        opened.page.get_by_role("link", name="Lees verder in het Nederlands").click()
        assert opened.page.locator("html").get_attribute("lang") == "nl"
        opened.page.get_by_role("link", name="De kaart").first.click()
        opened.page.get_by_role("link", name="This page in English").click()
        assert opened.page.url.endswith("en/map.html")
        assert opened.page.locator("h1").inner_text() == "Where was it measured, and what was seen?"


def test_without_javascript_the_pages_still_say_everything(browser: Any, site: Path) -> None:
    with Opened(browser, java_script_enabled=False) as opened:
        opened.page.goto(address_of(site, "nl/map.html"))
        assert opened.page.get_by_text("De kaart die beweegt heeft JavaScript nodig").is_visible()
        assert opened.page.locator("figure img").first.is_visible()
        assert opened.page.get_by_role("cell", name="cosine-Warmond").or_(opened.page.get_by_role("rowheader", name="cosine-Warmond")).count() > 0  # fmt: skip
        assert not opened.page.locator("#map-frame").is_visible()


def test_on_paper_the_menu_is_gone_and_the_answer_stands(browser: Any, simulated_site: Path) -> None:
    with Opened(browser) as opened:
        opened.page.goto(address_of(simulated_site, "nl/index.html"))
        opened.page.emulate_media(media="print")
        assert not opened.page.locator("nav.pages").is_visible()
        assert opened.page.get_by_text("Ja, donkerder").first.is_visible()
        assert opened.page.locator(".stamp").is_visible()
        stamp = opened.page.locator(".stamp").evaluate("one => getComputedStyle(one).backgroundColor")
        assert stamp == "rgb(255, 255, 255)"


def test_the_map_of_a_rehearsal_bears_the_word_itself(browser: Any, simulated_site: Path, site: Path) -> None:
    with Opened(browser) as opened:
        page = opened.map_of(address_of(simulated_site, "en/map.html"))
        assert page.locator(".map-stamp").text_content() == "SIMULATED"
        assert opened.map_of(address_of(site, "en/map.html")).locator(".map-stamp").count() == 0


@pytest.mark.parametrize(
    ("name", "choose"),
    [
        ("map-lights", "document.querySelector('#night-slider')"),
        ("map-change", "document.querySelector('input[name=lights][value=change]').click()"),
        ("map-none", "document.querySelector('input[name=lights][value=none]').click()"),
    ],
)
def test_the_map_looks_as_it_did(browser: Any, site: Path, tmp_path: Path, name: str, choose: str) -> None:
    """Small and grey-blurred, so that another font or another edge of a line does not matter, but a lost layer does."""
    with Opened(browser) as opened:
        page = opened.map_of(address_of(site, "nl/map.html"))
        page.evaluate(choose)
        page.check("input[name=when][value='0']")
        page.wait_for_timeout(300)
        page.locator("#map").screenshot(path=tmp_path / "now.png")
    small = Image.open(tmp_path / "now.png").convert("RGB").resize((96, 94), Image.Resampling.BOX)
    kept = PICTURES / f"{name}.png"
    if not kept.exists():  # a picture is made anew by deleting it and looking at what appears
        PICTURES.mkdir(exist_ok=True)
        small.save(kept, optimize=True)
    with Image.open(kept) as before:
        apart = np.abs(np.asarray(small, dtype=float) - np.asarray(before.convert("RGB"), dtype=float))
    assert apart.mean() < 4, (
        f"{name} differs by {apart.mean():.1f} of 255 on average; look at it, then delete {kept.name}"
    )
