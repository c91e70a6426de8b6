"""Bytes that are no HTTP, or HTTP that lies, sent to a true server: refused or closed, and the server goes on."""

import socket
import threading
import time

import pytest
import uvicorn

from seeingstars.web.guards import SERVER_OPTIONS

READING = b'{"date":"2022-09-25","time":"22:15","longitude":4.484,"latitude":52.155,"brightness":18.72}'
HEAD = b"POST /api/v1/readings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def port(ask):
    server = uvicorn.Server(uvicorn.Config(ask.app, host="127.0.0.1", port=0, lifespan="off", **SERVER_OPTIONS))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


def said(port, *pieces):
    """What comes back until the other end closes or falls silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        got = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
            while part := connection.recv(65536):
                got += part
        except (TimeoutError, ConnectionError):
            pass
    return got


TALK = {
    "no HTTP": ((b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,), b"400"),
    "another protocol": ((b"SSH-2.0-OpenSSH_9.6\r\n\r\n",), b"400"),
    "a line end within the address": ((b"GET /api/v1/events\r\nX: y HTTP/1.1\r\n\r\n",), b"400"),
    "HTTP of the year 1991": ((b"GET /\r\n\r\n",), b"400"),
    "a header of 100 kB": ((b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",), b"4"),
    "10,000 headers": ((b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",), b"4"),
    "a header without a name": ((b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",), b"400"),
    "a header over two lines": ((b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nX: y\r\n z\r\n\r\n",), b""),
    "no host": ((b"GET /api/v1/events HTTP/1.1\r\n\r\n",), b"400"),
    "length and chunks together": ((HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\nHost: x\r\n\r\n",), b"400"),
    "two lengths": ((HEAD + b"Content-Length: 5\r\nContent-Length: 90\r\n\r\n" + READING,), b"400"),
    "chunks of a negative size": ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",), b"400"),
    "chunks of an endless size": ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 60 + b"\r\nhello",), b"4"),
    "chunks that say less than they hold": ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",), b"4"),
    "chunks of 2 MB": ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *(b"10000\r\n" + b"x" * 65536 + b"\r\n" for _ in range(32))), b"413"),
    "a transfer encoding of its own": ((HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",), b"4"),
    "a body cut off": ((HEAD + b"Content-Length: 500\r\nConnection: close\r\n\r\n" + READING,), b""),
    "a length of a terabyte": ((HEAD + b"Content-Length: 1000000000000\r\n\r\n",), b"413"),
    "a websocket": ((b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",), b""),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TALK)
def test_a_server_refuses_what_lies_and_goes_on(port, name):
    pieces, status = TALK[name]
    got = said(port, *pieces)
    if status and got:
        assert got.split(b" ", 2)[1].startswith(status), got[:300]
    assert b"evil" not in got
    assert b"Traceback" not in got
    honest = said(port, HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(READING) + READING)
    assert honest.startswith(b"HTTP/1.1 201"), honest[:300]
    assert b"\r\nserver:" not in honest.lower()
