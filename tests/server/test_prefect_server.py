"""A real Prefect server and worker: deployed, started by command and by uploads at the pages, watched through API and browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PREFECT = str(Path(sys.executable).with_name("prefect"))
LOGIN = "admin:a-password-of-the-test"
_SERVE = "from seeingstars.cli import main; main()"
_READING = {"time": "22:15", "longitude": 4.484, "latitude": 52.155, "brightness": 18.72}


class Server:
    """A server on loopback with its own home, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.data = folder / "data"
        shutil.copytree(ROOT / "data" / "events", self.data / "events")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
            "PREFECT_HOME": str(folder / "home"),
            "PREFECT_API_URL": f"{self.address}/api",
            "PREFECT_SERVER_UI_API_URL": f"{self.address}/api",
            "PREFECT_SERVER_API_AUTH_STRING": LOGIN,
            "PREFECT_API_AUTH_STRING": LOGIN,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_UI_V2_ENABLED": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "DO_NOT_TRACK": "1",
            "SEEINGSTARS_DATA": str(self.data),
        }

    def start(self, *words: str, log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as out:  # the process has its own handle of it
            return subprocess.Popen([PREFECT, *words], env=self.environment, cwd=ROOT, stdout=out, stderr=out)

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [PREFECT, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, path: str, **body: Any) -> Any:
        answer = requests.post(f"{self.address}/api{path}", json=body, auth=tuple(LOGIN.split(":", 1)), timeout=30)
        answer.raise_for_status()
        return answer.json()

    def runs(self, flow: str) -> list[dict[str, Any]]:
        return self.ask("/flow_runs/filter", flows={"name": {"any_": [flow]}})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("prefect")
    made = Server(folder)
    running = [
        made.start("server", "start", "--host", "127.0.0.1", "--port", str(made.port), log=folder / "server.log")
    ]
    try:
        _until(lambda: requests.get(f"{made.address}/api/health", auth=tuple(LOGIN.split(":", 1)), timeout=5).ok, 180)
        made.command("work-pool", "create", "seeing-stars", "--type", "process")
        made.command("--no-prompt", "deploy", "--all")
        running.append(made.start("worker", "start", "--pool", "seeing-stars", log=folder / "worker.log"))
        yield made
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(60)


def _until(asked: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = asked()
        except requests.RequestException:
            found = None
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds:g} s: {asked}")


def _ended(server: Server, flow: str) -> dict[str, Any] | None:
    return next((run for run in server.runs(flow) if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED"}), None)


@pytest.fixture(scope="module")
def rehearsed(server: Server) -> dict[str, Any]:
    server.command("deployment", "run", "rehearsal/rehearsal", "--param", "seed=11")
    return _until(lambda: _ended(server, "rehearsal"), 300)


def test_a_run_by_command_completes_and_shows_its_answer(server, rehearsed):
    assert rehearsed["state_type"] == "COMPLETED", rehearsed["state"]["message"]
    shown = {artifact["key"]: artifact for artifact in server.ask("/artifacts/filter") if artifact["key"]}
    assert {"answer", "streams", "publication"} <= set(shown)
    assert "SIMULATED" in shown["answer"]["data"]
    assert "baseline nights" in shown["streams"]["data"]
    assert (server.data / "processed" / "rehearsal" / "index.html").is_file()


def test_nobody_is_served_without_the_password(server):
    assert requests.post(f"{server.address}/api/flow_runs/filter", json={}, timeout=30).status_code == 401


@pytest.fixture
def door(server: Server, tmp_path: Path) -> Iterator[str]:
    """The pages where people hand in, started as an operator does; gives their address."""
    words = ["serve", "--port", "0", "--event", "leiden-2022"]
    with (tmp_path / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, *words], env=server.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=log,
            text=True,
        )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().removeprefix("Seeing Stars: ").strip()
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()


def test_uploads_start_the_flow_of_their_event_once(server, rehearsed, door):
    for day in ("2022-09-25", "2022-09-26"):
        answer = requests.post(f"{door}api/v1/readings", json={"date": day, **_READING}, timeout=30)
        assert (answer.status_code, answer.json()["state"]) == (201, "accepted"), answer.text

    def told() -> list[dict[str, Any]]:
        return [one for one in server.runs("seeing-stars") if one["parameters"].get("event") == "leiden-2022"]

    _until(told, 120)
    (ended,) = _until(lambda: [one for one in told() if one["state_type"] in {"COMPLETED", "FAILED"}], 300)
    assert ended["state_type"] == "COMPLETED", ended["state"]["message"]
    (folder,) = ended["parameters"]["readings"]
    assert len(list(Path(folder).iterdir())) == 2
    assert (server.data / "processed" / "leiden-2022" / "result.json").is_file()
    assert len(told()) == 1


def test_the_pages_of_a_run_and_of_the_form_open_in_a_browser(server, rehearsed):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    (inner,) = [run for run in server.runs("seeing-stars") if run["parent_task_run_id"]]
    (form,) = server.ask("/deployments/filter", deployments={"name": {"any_": ["event"]}})
    screens = ROOT / "artifacts" / "screens"
    screens.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 1100})
        page.goto(server.address)
        page.fill("input[type=password]", LOGIN)
        page.keyboard.press("Enter")
        page.wait_for_url("**/dashboard*")
        page.goto(f"{server.address}/runs/flow-run/{inner['id']}")
        page.get_by_text("publish").first.wait_for()
        page.wait_for_timeout(2000)
        page.screenshot(path=screens / "prefect-run.png")
        page.goto(f"{server.address}/deployments/deployment/{form['id']}/run")
        page.get_by_text("nightlights").first.wait_for()
        page.screenshot(path=screens / "prefect-form.png")
        browser.close()
