"""When nothing can be kept: a clear word at once, never an acknowledgement."""

import pytest

from seeingstars.errors import StoreError

READING = {"date": "2022-09-25", "time": "22:15", "longitude": 4.484, "latitude": 52.155, "brightness": 18.72}
TEMPLATE = b"date;time;longitude;latitude;brightness\n2022-09-25;22:15;4.4840;52.1550;18,72\n"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_full_disk_is_told_and_not_described(ask, make_form, monkeypatch, language):
    def fails(*_, **__):
        raise StoreError("no space left at /srv/data/raw", "geen ruimte meer op /srv/data/raw")

    for name in ("submit_reading", "receive", "preview", "receipt", "withdraw", "readings", "checks"):
        monkeypatch.setattr(ask.app.state.desk, name, fails)
    headers = {"accept-language": language}
    answers = [
        ask.json("POST", "/api/v1/readings", READING, headers=headers),
        ask("POST", "/api/v1/uploads", **make_form([("a.csv", TEMPLATE)])),
        ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([("a.csv", TEMPLATE)])),
        ask("GET", "/api/v1/uploads/ABCD"),
        ask("DELETE", "/api/v1/uploads/ABCD"),
        ask("GET", "/api/v1/readings"),
        ask("GET", "/api/v1/readings", query=b"format=csv"),
        ask("GET", "/api/v1/health"),
    ]
    assert {(answer.status, answer.json["code"]) for answer in answers} == {(503, "unavailable")}
    assert not any(b"/srv" in answer.body for answer in answers)
    assert answers[0].json["title"] == (
        "Wij kunnen nu even niets bewaren" if language == "nl" else "We cannot keep anything just now"
    )
