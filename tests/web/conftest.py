"""What the tests of the web door share: one server and one browser a session, and a browser page for each test."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import uvicorn

from seeingstars.web.app import create_app
from seeingstars.web.web_settings import WebSettings

CHECKOUT = Path(__file__).resolve().parents[2]
SCREENS = CHECKOUT / "artifacts" / "screens"
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}

METER = {
    "#date": "2022-09-25", "#brightness_north": "18,72", "#brightness_east": "18.70",
    "#brightness_south": "18,69", "#brightness_west": "18,75", "#meter_model": "SQM-L", "#serial_number": "1234",
}  # fmt: skip
CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


class Visitor:
    """Somebody at a browser, and the faults that the browser told of."""

    def __init__(self, page: Any, screens: Path) -> None:
        self.page, self.screens = page, screens
        self.faults: list[str] = []
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def look(self, name: str) -> None:
        """A picture of the whole page, what axe says of it, and whether it fits the width of the window."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.screenshot(path=self.screens / f"{name}.png", full_page=True)
        violations = Axe().run(self.page).response["violations"]
        told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in violations]
        assert told == [], f"axe on {name}: {told}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} pixels wider than the window"

    def press(self, step: str, *, name: str = "step") -> None:
        """Press the button of a step and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.click(f"main button[name={name}][value={step}]")

    def send(self) -> None:
        """Press the one button of the form."""
        with self.page.expect_navigation():
            self.page.click("main form button[type=submit]")

    def fill_meter(self, *, time: str, **changes: str) -> None:
        """Fill in the form for a meter, at a minute of its own for each test so that no reading repeats another."""
        for field, text in {**METER, "#time": time, **{f"#{name}": text for name, text in changes.items()}}.items():
            self.page.fill(field, text)
        if "latitude" not in changes:
            self.page.select_option("#place", "centre")
        self.page.check("input[name=cloud][value='0']")

    def hand_in_meter(self, language: str, *, time: str, **changes: str) -> str:
        """Hand in one reading; gives the code of the receipt."""
        self.page.goto(f"/{language}/reading/meter")
        self.fill_meter(time=time, **changes)
        self.press("understood")
        self.press("confirm")
        return self.code()

    def code(self) -> str:
        """The code that the page shows."""
        text = str(self.page.inner_text(".code"))
        assert CODE.fullmatch(text), text
        return text

    def text(self, selector: str = "main") -> str:
        """What stands in a part of the page."""
        return str(self.page.inner_text(selector))


class Server:
    """A server in a thread of this process, on a port of its own."""

    def __init__(self, settings: WebSettings) -> None:
        self.settings, self.app = settings, create_app(settings)
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(self.app, access_log=False, log_config=None, lifespan="on")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)

    def start(self) -> None:
        self._thread.start()
        for _ in range(600):
            if self._server.started:
                return
            time.sleep(0.05)
        raise RuntimeError("the server did not start within half a minute")

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=30)


def data_with_events(folder: Path) -> Path:
    """A data folder of its own, with the events of this checkout."""
    shutil.copytree(CHECKOUT / "data" / "events", folder / "events")
    return folder


def publish_a_little(folder: Path) -> None:
    """A publication with one reading of one fixed meter at 22:05, and an answer for handheld meters."""
    folder.mkdir(parents=True)
    reading = {
        "stream": "photometer", "site_id": "Testmeter", "observed_at_utc": datetime(2022, 9, 25, 20, 5, tzinfo=UTC),
        "longitude_deg": 4.5041, "latitude_deg": 52.1547, "brightness_mag_arcsec2": 18.90, "flag": 1,
    }  # fmt: skip
    pd.DataFrame([reading]).to_parquet(folder / "readings.parquet")
    reason = {"nl": "te weinig nachten", "en": "too few nights"}
    comparison = {"stream": "handheld_meter", "verdict": "cannot_tell", "reason": reason, "effect": None, "ci95": None}
    result = {"event": folder.name, "simulated": False, "comparisons": [comparison]}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    (folder / "index.html").write_text(
        "<!DOCTYPE html><title>t</title><style>p{}</style><p>published</p>", encoding="utf-8"
    )


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = data_with_events(tmp_path_factory.mktemp("web") / "data")
    publish_a_little(folder / "processed" / "leiden-2022")
    return folder


@pytest.fixture(scope="session")
def server(data: Path) -> Iterator[Server]:
    running = Server(WebSettings(data, event_id="leiden-2022", starts_work=False, dark_at_night=False))
    running.start()
    yield running
    running.stop()


# Not for the session: while it is open this thread has a running event loop, which other tests want for themselves.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: the pages were not opened in a browser")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, server: Server, screens: Path) -> Iterator[Callable[..., Visitor]]:
    """Gives ``visit(size, language, javascript=…)``: a visitor with a fresh browser profile."""
    contexts = []

    def visited(size: str = "phone", language: str = "nl", *, javascript: bool = True, **options: Any) -> Visitor:
        context = browser.new_context(
            viewport=SIZES[size], locale="nl-NL" if language == "nl" else "en-GB", java_script_enabled=javascript,
            base_url=server.address, has_touch=size == "phone", timezone_id="Europe/Amsterdam", **options,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context.new_page(), screens)

    yield visited
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def screens() -> Path:
    SCREENS.mkdir(parents=True, exist_ok=True)
    return SCREENS
