"""What the tests of the desk share: a data folder with events, a desk on each kind of database, readings to hand in."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
from handing_in import LEIDEN  # noqa: E402

from postgres import migrated_postgres, migrated_sqlite, postgres_url, ready_url  # noqa: E402
from seeingstars.intake.receiving import Desk  # noqa: E402

__all__ = ["migrated_postgres", "migrated_sqlite", "postgres_url", "ready_url"]

EVENTS = Path(__file__).resolve().parents[2] / "data" / "events"


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copytree(EVENTS / LEIDEN, folder / "events" / LEIDEN)
    return folder


@pytest.fixture
def desk(data, ready_url):
    with Desk(data=data, database_url=ready_url) as opened:
        yield opened


@pytest.fixture
def sqlite_desk(data, migrated_sqlite):
    folder = data / "processed" / "uploads"
    folder.mkdir(parents=True)
    shutil.copy(migrated_sqlite, folder / "seeingstars.db")
    with Desk(data=data) as opened:
        yield opened
