"""The log tells what happened and nothing of who: every kind of secret goes through the API, and none comes out."""

import io
import json
import logging

import pytest

from seeingstars.web import log_lines

SECRETS = ["198.51.100.77", "2001:db8::77", "jan.jansen@example.org", "0612345678", "onder de appelboom", "waarnemer-77", "4.48765", "52.15432", "key-key-key-key-77", "top-secret-cookie"]  # fmt: skip


@pytest.fixture
def lines():
    out = io.StringIO()
    before = log_lines._Log.logger
    kept = {
        name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate)
        for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "fastapi")
    }
    log_lines.configure(out)
    yield out
    log_lines._Log.logger = before
    for name, (handlers, propagate) in kept.items():
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate


def test_no_code_address_place_comment_or_token_is_in_the_log(ask, make_form, lines):
    ask.peer = "198.51.100.77"
    headers = {"x-forwarded-for": "2001:db8::77", "idempotency-key": "key-key-key-key-77", "cookie": "seeingstars_form=top-secret-cookie", "user-agent": "jan.jansen@example.org"}  # fmt: skip
    reading = {"date": "2022-09-25", "time": "22:15", "longitude": 4.48765, "latitude": 52.15432, "brightness": 18.7,
               "comment": "onder de appelboom, bel 0612345678", "observer_code": "waarnemer-77"}  # fmt: skip
    receipt = ask.json("POST", "/api/v1/readings", reading, headers=headers).json
    ask("GET", receipt["status_url"])
    ask("DELETE", receipt["status_url"])
    ask("GET", f"/nl/receipt/{receipt['code']}", query=b"csrf_token=top-secret-cookie")
    ask.json("POST", "/api/v1/readings", reading | {"time": "onder de appelboom"})
    ask("POST", "/api/v1/uploads", **make_form([("onder de appelboom.csv", b"jan.jansen@example.org")]))
    ask("GET", "/api/v1/readings", query=b"bbox=4.48765,52.15432,4.6,52.2")
    text = lines.getvalue()
    assert len(text.splitlines()) == 7
    assert [
        secret
        for secret in [*SECRETS, receipt["code"], receipt["code"].replace("-", "")]
        if secret.lower() in text.lower()
    ] == []
    entries = [json.loads(line) for line in text.splitlines()]
    assert [entry["status"] for entry in entries] == [201, 200, 204, 404, 422, 422, 200]
    assert set(entries[0]) == {
        "event",
        "level",
        "timestamp",
        "method",
        "endpoint",
        "status",
        "milliseconds",
        "bytes_in",
        "bytes_out",
    }


def test_a_fault_of_ours_is_logged_by_its_place_and_not_by_its_words(ask, lines, monkeypatch):
    def fails(*_, **__):
        raise RuntimeError("reading of jan.jansen@example.org at 4.48765")

    monkeypatch.setattr(ask.app.state.desk, "readings", fails)
    answer = ask("GET", "/api/v1/readings")
    assert (answer.status, answer.json["code"]) == (500, "internal")
    assert b"jan" not in answer.body
    failure = next(json.loads(line) for line in lines.getvalue().splitlines() if "failure" in line)
    assert failure["error"] == "RuntimeError"
    assert failure["number"] in answer.json["detail"]
    assert any("readings_query.py" in place for place in failure["where"])
    assert "jan" not in lines.getvalue()
    assert "4.48765" not in lines.getvalue()


@pytest.mark.parametrize("name", ["code", "receipt_code", "Authorization", "cookie", "csrf_token", "client_ip", "comment", "opmerking", "email", "latitude_deg", "url", "password"])  # fmt: skip
def test_a_secret_name_is_struck_whatever_it_holds(name):
    assert log_lines.strike_out_secrets(None, "", {name: ["x", {"y": 1}]}) == {name: log_lines.STRUCK}


@pytest.mark.parametrize(
    "text",
    ["from 192.0.2.7", "from 192.0.2.7:5151", "from 2001:db8::8a2e:370:7334", "from ::ffff:192.0.2.7", "code 7NWN-J307-YYK9-9MTS-3WRZ-H7QK-RAAM", "code 7NWNJ307YYK99MTS3WRZH7QKRAAM",
     "token dGhpcyBpcyBhIHNlY3JldCB0b2tlbg", "jan@example.org wrote", "sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
)  # fmt: skip
def test_a_secret_text_is_struck_wherever_it_stands(text):
    line = log_lines.strike_out_secrets(None, "", {"event": text, "more": {"deep": [text]}})
    secret = text.split(" ")[1] if "@" not in text else "jan@example.org"
    assert log_lines.STRUCK in line["event"]
    assert secret not in str(line)


def test_lines_of_the_server_go_through_the_same_sieve(lines):
    logging.getLogger("uvicorn.error").warning("Invalid request from %s", "198.51.100.77")
    try:
        raise ValueError("4.48765 onder de appelboom")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("in the application")
    logging.getLogger("uvicorn.access").info("198.51.100.77 GET /nl/receipt/ABCD")
    assert not [secret for secret in SECRETS if secret in lines.getvalue()]
    assert "ABCD" not in lines.getvalue()
