"""A small event, the suppliers played on this machine, and fetching from them."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from played_suppliers import PlayedSuppliers, playing, sources_file

from seeingstars.fetching import event as fetching
from seeingstars.fetching.event_report import EventReport, SupplierOutcome
from seeingstars.sources.downloading import Manners

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "data" / "sources.toml"
# As in use, but with short waits.
QUICK = Manners(pause_s=0.0, attempts=1, backoff_s=0.01, longest_wait_s=2.0, connect_timeout_s=1.0, read_timeout_s=0.3)


@pytest.fixture
def suppliers() -> Iterator[PlayedSuppliers]:
    with playing() as played:
        yield played


@pytest.fixture
def event_folder(tmp_path: Path) -> Path:
    """Leiden with the night before as its only baseline night."""
    folder = tmp_path / "event"
    shutil.copytree(ROOT / "data" / "events" / "leiden-2022", folder)
    text = (folder / "event.toml").read_text(encoding="utf-8")
    text = text.replace("days_before = 28", "days_before = 1").replace("days_after = 28", "days_after = 0")
    (folder / "event.toml").write_text(re.sub(r"exclude = \[.*?\n\]", "exclude = []", text, flags=re.DOTALL), "utf-8")
    return folder


@pytest.fixture
def sources(tmp_path: Path, suppliers: PlayedSuppliers) -> list[Path]:
    return [SHIPPED, sources_file(tmp_path, suppliers.address)]


@pytest.fixture(autouse=True)
def no_login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("EARTHDATA_TOKEN", "EARTHDATA_USERNAME", "EARTHDATA_PASSWORD", "SEEINGSTARS_SOURCES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))


@pytest.fixture
def fetch(tmp_path: Path, event_folder: Path, sources: list[Path]) -> Callable[..., EventReport]:
    def fetched(*names: str, manners: Manners = QUICK, **changed: Any) -> EventReport:
        given = {"raw": tmp_path / "raw", "sources": sources, **changed}
        return fetching.fetch_event(event_folder, suppliers=names, manners=manners, **given)

    return fetched


@pytest.fixture
def fetch_one(fetch: Callable[..., EventReport]) -> Callable[..., SupplierOutcome]:
    def fetched(name: str, **changed: Any) -> SupplierOutcome:
        (only,) = fetch(name, **changed).suppliers
        return only

    return fetched


@pytest.fixture
def data_files(tmp_path: Path) -> Callable[[], list[str]]:
    """What a walk of the event's raw folder meets, but for the reports."""

    def found() -> list[str]:
        folder = tmp_path / "raw" / "leiden-2022"
        paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
        shown = [path for path in paths if not any(part.startswith(".") for part in path.parts)]
        return sorted(path.as_posix() for path in shown if path.name != "fetched.json")

    return found
