"""Numbers for those who run the server, in the text format of Prometheus; and its health, looked at now and then.

The numbers are told to this machine and to networks that the settings name, to nobody else.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, exposition
from prometheus_client.core import GaugeMetricFamily
from starlette.concurrency import run_in_threadpool

from seeingstars.errors import StoreError
from seeingstars.watching import Check
from seeingstars.web import problem_kinds as kinds
from seeingstars.web.problems import Problem

router = APIRouter(include_in_schema=False)
_LOOKS_EVERY_S = 10.0  # anyone may ask for the health: the database is asked no more often than this
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HERE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded", "via")


class Health:
    """The health of an application's desk; asked often, looked at seldom."""

    def __init__(self, state: Any) -> None:
        self._state, self._lock = state, threading.Lock()
        self._seen: list[Check] = []
        self._until = 0.0

    def checks(self) -> list[Check]:
        """What was found, at most ten seconds ago."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._seen, self._until = self._state.desk.checks(), time.monotonic() + _LOOKS_EVERY_S
            return self._seen


class Metrics:
    """What one server counts, and what it asks of its desk when somebody wants to know."""

    def __init__(self, app: Any) -> None:
        self._app, self.registry = app, CollectorRegistry()
        self._requests = Counter(
            "seeingstars_requests",
            "Requests that were answered.",
            ("endpoint", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "seeingstars_request_seconds", "Time until a request was answered [s].", ("endpoint",), registry=self.registry,
            buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
        )  # fmt: skip
        self.registry.register(self)

    def count(self, *, endpoint: str, method: str, status: int, seconds: float) -> None:
        """One request that was answered."""
        self._requests.labels(endpoint, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(endpoint).observe(seconds)

    def describe(self) -> list[Any]:
        """Nothing beforehand: the database is asked only when the numbers are."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What the desk tells of itself now."""
        state = self._app.state
        yield _gauge(
            "check_ok",
            "1 if what is looked at is well.",
            {one.name: one.is_ok for one in health(state).checks()},
            "check",
        )
        try:
            found, wanted = state.desk.health(), len(state.desk.work_wanted())
        except StoreError:
            return  # the checks above tell that the database is gone
        yield _gauge("uploads", "Uploads by state.", found["uploads"], "state")
        for name, words in (
            ("files", "Files that are kept."), ("readings", "Readings in the database."),
            ("waiting", "Acts that wait for the writer."), ("disk_free_bytes", "Room left on the disk of the raw folder [byte]."),
        ):  # fmt: skip
            yield _gauge(name, words, {"": found[name]})
        yield _gauge("events_with_work", "Events of which a comparison is wanted or under way.", {"": wanted})


def _gauge(name: str, words: str, values: dict[str, Any], label: str | None = None) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(f"seeingstars_{name}", words, labels=[label] if label else [])
    for key, value in values.items():
        gauge.add_metric([key] if label else [], float(value))
    return gauge


def health(state: Any) -> Health:
    """The health of the desk of an application's state."""
    if getattr(state, "health", None) is None:
        state.health = Health(state)
    return state.health  # type: ignore[no-any-return]


def metrics_of(app: Any) -> Metrics:
    """What an application counts."""
    if getattr(app.state, "metrics", None) is None:
        app.state.metrics = Metrics(app)
    return app.state.metrics  # type: ignore[no-any-return]


@router.get("/metrics")
async def tell_metrics(request: Request) -> Response:
    """The numbers, for this machine and the networks of the settings; for others the page does not exist."""
    if not _may_know(request):
        raise Problem(kinds.NOT_FOUND)
    content = await run_in_threadpool(exposition.generate_latest, metrics_of(request.app).registry)
    return Response(content, media_type=exposition.CONTENT_TYPE_LATEST)


def _may_know(request: Request) -> bool:
    """Whether the one who asks stands near; what came through a proxy may come from anywhere."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    named = (ipaddress.ip_network(text, strict=False) for text in request.app.state.settings.metrics_for)
    return any(address in network for network in (*_HERE, *named))
