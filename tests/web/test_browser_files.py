"""Files in a real browser: chosen, shown row by row before anything is kept, confirmed, thrown away."""

import csv
import io
import time
from pathlib import Path
from typing import Any

import pytest

from seeingstars.web import pages_files

SIZES_AND_LANGUAGES = [("phone", "nl", True), ("desktop", "en", False)]
_HEAD = {
    "nl": "datum;tijd;lengtegraad;breedtegraad;helderheid;opmerking",
    "en": "date;time;longitude;latitude;brightness;comment",
}


def _template(path: Path, *, hour: int, rows: int = 120, language: str = "nl") -> Path:
    """Our template, filled in; of every ten rows one cannot be read and one is of the afternoon."""
    lines = [_HEAD[language]]
    for row in range(rows):
        time = "" if row % 10 == 3 else f"15:{row % 60:02}" if row % 10 == 7 else f"{hour}:{row % 60:02}:{row // 60:02}"
        lines.append(f"2022-09-25;{time};4,4841;52,1547;18,{row % 100:02};<b>=1+1</b>")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _files(folder: Path, *, hour: int) -> list[str]:
    strange = folder / "boodschappen.csv"
    strange.write_text("brood;melk\n2;1\n", encoding="utf-8")
    return [str(_template(folder / "metingen.csv", hour=hour)), str(strange)]


@pytest.mark.parametrize(("size", "language", "javascript"), SIZES_AND_LANGUAGES)
def test_files_are_shown_row_by_row_and_kept_only_when_confirmed(
    visit: Any, server: Any, tmp_path: Path, size: str, language: str, javascript: bool
) -> None:
    visitor = visit(size, language, javascript=javascript)
    page, name = visitor.page, f"{size}-{language}"
    uploads_before = server.app.state.desk.health()["uploads"]
    page.goto(f"/{language}/files")
    if javascript:
        visitor.look(f"{name}-files")
    page.set_input_files("#files", _files(tmp_path, hour=20 if javascript else 21))
    visitor.send()
    page.wait_for_selector("button[value=confirm]")  # a page without JavaScript looks again by itself
    assert server.app.state.desk.health()["uploads"] == uploads_before
    told = visitor.text()
    assert ("120 metingen gelezen" if language == "nl" else "120 readings read") in told
    assert ("Geweigerd" if language == "nl" else "Refused") in told
    if javascript:
        visitor.look(f"{name}-files-preview")
    page.click("section.file:not(.refused) a >> nth=0")
    assert page.locator("tbody tr").count() == 100
    if javascript:
        visitor.look(f"{name}-files-rows")
    page.click("a[rel=next]")
    assert page.locator("tbody tr").count() == 20
    with page.expect_download() as coming:
        page.click("a[download]")
    rows = list(csv.reader(io.StringIO(Path(coming.value.path()).read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len([row for row in rows if row]) >= 121
    page.goto(page.url.rsplit("/", 1)[0])
    visitor.press("confirm")
    page.wait_for_selector(".code")
    visitor.code()
    if javascript:
        visitor.look(f"{name}-files-receipt")
    after = server.app.state.desk.health()["uploads"]
    assert sum(after.values()) == sum(uploads_before.values()) + 1
    assert visitor.faults == []


def test_files_that_are_thrown_away_leave_nothing(visit: Any, server: Any, tmp_path: Path) -> None:
    visitor = visit("phone", "nl")
    visitor.page.goto("/nl/files")
    visitor.page.set_input_files("#files", str(_template(tmp_path / "weg.csv", hour=22, rows=3)))
    visitor.send()
    visitor.page.wait_for_selector("button[value=drop]")
    address = visitor.page.url
    ticket = address.rsplit("/", 1)[1]
    assert (server.settings.waiting_folder / ticket).is_dir()
    visitor.press("drop")
    assert not (server.settings.waiting_folder / ticket).exists()
    visitor.page.goto(address)
    assert "wie niet bevestigt, laat niets achter" in visitor.text()
    visitor.look("phone-nl-files-expired")


def test_a_form_without_a_file_says_so(visit: Any) -> None:
    visitor = visit("phone", "nl", javascript=False)
    visitor.page.goto("/nl/files")
    visitor.page.eval_on_selector("#files", "input => input.removeAttribute('required')")
    visitor.send()
    assert "Kies eerst een bestand." in visitor.text()


def test_the_same_file_again_is_told_and_linked(visit: Any, tmp_path: Path) -> None:
    visitor, file = visit("phone", "en"), str(_template(tmp_path / "twice.csv", hour=23, rows=4, language="en"))
    for _ in range(2):
        visitor.page.goto("/en/files")
        visitor.page.set_input_files("#files", file)
        visitor.send()
        visitor.page.wait_for_selector("button[value=confirm]")
        told = visitor.text()
        visitor.press("confirm")
        visitor.page.wait_for_selector(".code")
    assert "We already have this file" in told


class _SlowDesk:
    """A desk that takes its time, as it does with a million rows."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def preview(self, *given: Any, **asked: Any) -> Any:
        time.sleep(2.0)
        return self._desk.preview(*given, **asked)


@pytest.mark.parametrize("javascript", [True, False])
def test_while_files_are_being_read_the_page_looks_again_by_itself(
    visit: Any, server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, javascript: bool
) -> None:
    room = server.app.state.waiting
    monkeypatch.setattr(room, "_desk", _SlowDesk(room._desk))
    monkeypatch.setattr(pages_files, "_PATIENCE_S", 0.0)
    visitor = visit("phone", "nl", javascript=javascript)
    visitor.page.goto("/nl/files")
    visitor.page.set_input_files("#files", str(_template(tmp_path / "veel.csv", hour=22, rows=2)))
    visitor.send()
    visitor.page.wait_for_selector("h1:has-text('Wij lezen uw bestanden')")
    if javascript:
        visitor.look("phone-nl-files-busy")
    visitor.page.wait_for_selector("button[value=drop]")
    visitor.press("drop")
    assert visitor.faults == []
