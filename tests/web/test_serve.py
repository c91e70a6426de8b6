"""``seeingstars serve``: one command, an address, and a clean end that loses nothing that was acknowledged."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from seeingstars.commands.serve import serve
from seeingstars.errors import SeeingStarsError

CHECKOUT = Path(__file__).resolve().parents[2]
_PROGRAM = "from seeingstars.commands.serve import serve; serve()"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    data = tmp_path / "data"
    shutil.copytree(CHECKOUT / "data" / "events", data / "events")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SEEINGSTARS_")}
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, "--port", "0", "--data", str(data), "--no-work"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
    )  # fmt: skip
    assert process.stdout is not None
    told = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", told)
    assert found, told
    yield process, found[0], data
    if process.poll() is None:
        process.kill()
    process.stdout.close()
    process.wait(timeout=20)


def _get(address: str) -> str:
    for _ in range(60):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return str(answer.read().decode())
        except ConnectionError:
            continue
    raise AssertionError("the server did not answer")


def test_it_starts_with_nothing_to_configure_and_stops_cleanly(
    served: tuple[subprocess.Popen[str], str, Path],
) -> None:
    process, address, data = served
    assert "Breng uw meting" in _get(f"{address}/nl/")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) in (0, -signal.SIGTERM)
    assert not (data / "waiting").exists()
    databases = list(data.rglob("*.db"))
    assert len(databases) == 1
    with sqlite3.connect(databases[0]) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--event", "atlantis"], "--event must be an event in"),
        (["--proxy", "the next room"], "--proxy must be a network such as 127.0.0.1/32"),
        (["--metrics-for", "everybody"], "--metrics-for must be a network such as 127.0.0.1/32"),
    ],
)
def test_what_is_asked_wrongly_is_told(asked: list[str], words: str, tmp_path: Path) -> None:
    (tmp_path / "events").symlink_to(CHECKOUT / "data" / "events")
    told = CliRunner().invoke(serve, ["--port", "0", "--data", str(tmp_path), *asked])
    assert isinstance(told.exception, SeeingStarsError)
    assert words in told.exception.en


def test_help_answers_without_loading_the_server() -> None:
    program = "import sys, seeingstars.commands.serve; print(sorted({'uvicorn', 'fastapi', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
