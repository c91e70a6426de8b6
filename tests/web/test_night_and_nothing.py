"""Servers of another kind: one without any event, and one whose pages are dark because it is night at the event."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from seeingstars.web import page_context
from seeingstars.web.web_settings import WebSettings


@pytest.fixture
def empty(server: Any, tmp_path: Path) -> Iterator[httpx.Client]:
    other = type(server)(WebSettings(tmp_path / "data", starts_work=False))
    other.start()
    with httpx.Client(base_url=other.address, timeout=30) as opened:
        yield opened
    other.stop()


def test_a_server_without_events_says_so_and_no_page_breaks(empty: httpx.Client) -> None:
    assert "Er is nog geen evenement ingesteld" in empty.get("/nl/").text
    for page in (
        "reading",
        "reading/meter",
        "reading/eyes",
        "files",
        "receipt",
        "results",
        "keeping",
        "rules",
        "review",
    ):
        assert empty.get(f"/en/{page}").status_code == 200, page


class _Clock(datetime):
    moment = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return cls.moment.astimezone(tz)


@pytest.mark.parametrize(("hour", "is_dark"), [(22, True), (12, False)])
def test_pages_are_dark_when_it_is_night_at_the_event(
    server: Any, monkeypatch: pytest.MonkeyPatch, hour: int, is_dark: bool
) -> None:
    monkeypatch.setattr(_Clock, "moment", datetime(2026, 11, 21, hour, tzinfo=UTC))
    monkeypatch.setattr(page_context, "datetime", _Clock)
    monkeypatch.setitem(server.app.state._state, "settings", replace(server.settings, dark_at_night=True))
    assert ('data-sky="night"' in httpx.get(f"{server.address}/nl/", timeout=30).text) == is_dark
