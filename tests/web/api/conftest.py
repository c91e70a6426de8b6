"""An application of the API alone, and a client that sends whatever a test wants, byte for byte."""

import asyncio
import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI

from seeingstars.event_file import load_event
from seeingstars.intake.receiving import Desk
from seeingstars.web import api, guards
from seeingstars.web.sender_limits import Allowance
from seeingstars.web.web_settings import WebSettings


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    set_cookies: list[str] = field(default_factory=list)

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Asker:
    """Asks an application straight through ASGI: no client library mends what is sent."""

    app: object
    peer: str = "192.0.2.1"

    def __call__(self, method, path, *, headers=(), body=b"", query=b"", host="localhost", chunks=None, raw_path=None):
        return asyncio.run(self.ask(method, path, headers, body, query, host, chunks, raw_path))

    async def ask(self, method, path, headers, body, query, host, chunks, raw_path):
        given = dict(headers) if isinstance(headers, dict) else headers
        raw = [
            (n.lower().encode("latin-1"), v.encode("latin-1"))
            for n, v in (given.items() if isinstance(given, dict) else given)
        ]
        if host is not None:
            raw.insert(0, (b"host", host.encode()))
        pieces = list(chunks) if chunks is not None else [body]
        if chunks is None and body and not any(name == b"content-length" for name, _ in raw):
            raw.append((b"content-length", str(len(body)).encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
            "raw_path": raw_path or path.encode("utf-8", "surrogateescape"), "query_string": query, "headers": raw,
            "scheme": "http", "client": (self.peer, 1234), "server": ("localhost", 80), "root_path": "", "state": {},
        }  # fmt: skip
        return await self._play(scope, pieces)

    async def _play(self, scope, pieces):
        got = {"status": 0, "headers": [], "body": b""}

        async def receive():
            if not pieces:
                await asyncio.sleep(3600)
            piece = pieces.pop(0)
            if callable(piece):
                piece = await piece()
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

        async def send(message):
            if message["type"] == "http.response.start":
                got["status"], got["headers"] = message["status"], message["headers"]
            else:
                got["body"] += message.get("body", b"")

        try:
            await self.app(scope, receive, send)
        except Exception:
            if not got["status"]:
                raise
            got["raised"] = True
        headers = [(name.decode(), value.decode("latin-1")) for name, value in got["headers"]]
        cookies = [value for name, value in headers if name == "set-cookie"]
        return Answer(got["status"], dict(headers), got["body"], cookies)

    def json(self, method, path, content, **more):
        headers = {"content-type": "application/json", **more.pop("headers", {})}
        return self(method, path, body=json.dumps(content).encode(), headers=headers, **more)


EVENTS = Path(__file__).resolve().parents[3] / "data" / "events"
LEIDEN = "leiden-2022"
BOUNDARY = "----what-stands-between-the-files"


def form(files=(), **fields):
    """The headers and body of a form with files (name, bytes) and fields."""
    parts = []
    for name, value in fields.items():
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value.encode() + b"\r\n"
        )
    for name, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        parts.append(head.encode("utf-8", "surrogatepass") + content + b"\r\n")
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return {"headers": {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}, "body": body}


def data_folder(folder):
    """A data folder with the events of the checkout and nothing handed in."""
    (folder / "events").mkdir(parents=True)
    for event in EVENTS.iterdir():
        if (event / "event.toml").is_file():
            (folder / "events" / event.name).symlink_to(event)
    return folder


@contextmanager
def api_app(folder, **limits):
    """The API with a desk of its own behind all guards, without the pages."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(api.router)
    app.state.settings = WebSettings(folder, event_id=LEIDEN)
    app.state.events = {path.name: load_event(path) for path in sorted((folder / "events").iterdir())}
    guards.install(app, app.state.settings, guard=guards.GuardSettings(**limits))
    with Desk(data=folder) as desk:
        app.state.desk = desk
        yield app


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Asks one application, which all tests of a file share; the limits on how often are out of the way."""
    often = {
        name: Allowance(name, 100_000, 60) for name in ("reads", "submits", "uploads", "codes", "exports", "reviews")
    }
    with api_app(data_folder(tmp_path_factory.mktemp("api") / "data"), **often) as app:
        yield Asker(app)


@pytest.fixture
def make_ask(tmp_path):
    """Makes an application with limits of one's own."""
    with ExitStack() as stack:
        yield lambda **limits: Asker(stack.enter_context(api_app(data_folder(tmp_path / "data"), **limits)))


@pytest.fixture(scope="session")
def make_form():
    return form
