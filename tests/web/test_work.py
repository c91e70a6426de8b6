"""Accepted readings set the comparison going: once for a burst, and nothing is lost when it fails."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from seeingstars import pipeline
from seeingstars.cli import main
from seeingstars.errors import SourceError
from seeingstars.intake.receiving import Desk, template_bytes
from seeingstars.web import work as work_module
from seeingstars.web.flow_server import tell_flow_server
from seeingstars.web.web_settings import WebSettings
from seeingstars.web.work import Work

CHECKOUT = Path(__file__).resolve().parents[2]
_RECORD = "import sys, pathlib; p = pathlib.Path({path!r}); p.open('a').write(' '.join(sys.argv[1:]) + chr(10)); sys.exit({code})"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "events").symlink_to(CHECKOUT / "data" / "events")
    with Desk(data=tmp_path / "data") as opened:
        yield opened


def _row(minute: int) -> bytes:
    return template_bytes(
        {
            "date": "2022-09-25",
            "time": f"22:{minute:02}",
            "longitude": "4.48",
            "latitude": "52.15",
            "brightness": "18.7",
        }
    )


def _hand_in(desk: Desk, minute: int) -> str:
    return desk.receive_reading(_row(minute), event_id="leiden-2022", language="nl").code


def _until(done: Callable[[], bool]) -> None:
    for _ in range(400):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 20 s")


def _recording(monkeypatch: pytest.MonkeyPatch, path: Path, *, code: int = 0) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr(work_module, "_PROGRAM", _RECORD.format(path=str(path), code=code))


def test_a_burst_starts_the_comparison_once_with_every_accepted_file(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _recording(monkeypatch, tmp_path / "asked")
    for minute in range(10, 15):
        _hand_in(desk, minute)
    work = Work(desk, WebSettings(tmp_path / "data", work_waits_s=0.3))
    _until(lambda: desk.work_wanted() == [])
    work.close()
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert len(asked) == 1
    words = asked[0].split(" ")
    assert words[:2] == ["run", str(tmp_path / "data" / "events" / "leiden-2022")]
    assert words[words.index("--out") + 1] == str(tmp_path / "data" / "processed" / "leiden-2022")
    assert len(list(Path(words[words.index("--readings") + 1]).glob("[!.]*"))) == 5


def test_a_comparison_that_fails_is_done_again_with_the_next_reading(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _recording(monkeypatch, tmp_path / "asked", code=1)
    work = Work(desk, WebSettings(tmp_path / "data", work_waits_s=0.1))
    for minute in (10, 11):
        _hand_in(desk, minute)
        _until(lambda: desk.work_wanted() == [])
    work.close()
    assert len((tmp_path / "asked").read_text(encoding="utf-8").splitlines()) == 2


def test_work_that_is_stopped_halfway_is_still_wanted(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr(work_module, "_PROGRAM", "import time; time.sleep(60)")
    work = Work(desk, WebSettings(tmp_path / "data", work_waits_s=0.1))
    _hand_in(desk, 10)
    _until(lambda: work.is_running("leiden-2022") and work._process is not None)
    work.close()
    assert desk.work_wanted() == ["leiden-2022"]


def test_a_flow_server_is_told_instead_where_there_is_one(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr(work_module, "tell_flow_server", lambda api, **said: told.append((api, said)))
    work = Work(desk, WebSettings(tmp_path / "data", work_waits_s=0.1))
    _hand_in(desk, 10)
    _until(lambda: desk.work_wanted() == [])
    work.close()
    assert [(api, said["event_id"]) for api, said in told] == [("http://127.0.0.1:9/api", "leiden-2022")]


def test_a_flow_still_at_work_keeps_its_files_unless_one_was_withdrawn(desk: Desk, tmp_path: Path) -> None:
    work = Work(desk, WebSettings(tmp_path / "data", starts_work=False))
    code = _hand_in(desk, 10)
    first = work._folder_of("leiden-2022")
    _hand_in(desk, 11)
    second = work._folder_of("leiden-2022")
    assert [len(list(folder.glob("[!.]*"))) for folder in (first, second)] == [1, 2]
    assert work._folder_of("leiden-2022") == second
    desk.withdraw(code)
    third = work._folder_of("leiden-2022")
    work.close()
    assert [len(list(folder.glob("[!.]*"))) for folder in (first, second, third)] == [0, 0, 1]


def test_a_flow_server_that_is_not_there_is_told_of_in_words() -> None:
    with pytest.raises(SourceError, match="the flow server at PREFECT_API_URL could not be told of new measurements"):
        tell_flow_server("http://127.0.0.1:9/api", event_id="leiden-2022", readings=[])


def test_the_command_line_understands_what_it_is_asked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _recording(monkeypatch, tmp_path / "asked")
    for name in ("readings", "nightlights", "clouds"):
        (tmp_path / "data" / "raw" / "leiden-2022" / name).mkdir(parents=True)
    _do_now(desk, tmp_path)
    given: dict[str, Any] = {}

    def run(folder: Path, **asked: Any) -> Path:
        given.update(asked)
        raise SourceError("enough")

    monkeypatch.setattr(pipeline, "run", run)
    told = CliRunner().invoke(main, (tmp_path / "asked").read_text(encoding="utf-8").split())
    assert "enough" in told.output
    assert [path.name for path in given["readings"]] == ["leiden-2022", "readings"]
    assert [path.name for path in given["nightlights"]] == ["nightlights"]
    assert given["clouds"].name == "clouds"


def _do_now(desk: Desk, tmp_path: Path) -> None:
    _hand_in(desk, 15)
    work = Work(desk, WebSettings(tmp_path / "data", starts_work=False))
    taken = desk.take_work(quiet=timedelta(0))
    assert taken is not None
    work._do(taken)
    work.close()


@pytest.mark.slow
def test_the_real_program_publishes_a_result_from_accepted_readings(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    _do_now(desk, tmp_path)
    assert (tmp_path / "data" / "processed" / "leiden-2022" / "result.json").is_file()
