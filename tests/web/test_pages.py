"""What the pages answer over plain HTTP: languages, published files, headers, codes, and what is not theirs to give."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from seeingstars.web import pages_results


@pytest.fixture
def client(server: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=30) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("nl-NL,nl;q=0.9", "/nl/"),
        ("en-GB", "/en/"),
        ("de,fr", "/en/"),
        ("de, nl;q=0.2", "/nl/"),
        ("", "/en/"),
        ("*;q=x,;;", "/en/"),
    ],
)
def test_the_start_goes_to_the_language_of_the_browser(client: httpx.Client, asked: str, given: str) -> None:
    answer = client.get("/", headers={"accept-language": asked})
    assert (answer.status_code, answer.headers["location"]) == (307, given)
    assert "accept-language" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    "address",
    [
        "/fr/",
        "/nl/atlantis/",
        "/nl/reading/telepathy",
        "/nl/files/x/0",
        "/nl/charts/9.svg?longitude=4&latitude=52&at=2022-09-25T20:00Z",
    ],
)
def test_what_does_not_exist_is_a_page_with_404(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "../../raw/README.md",
        "..%2F..%2Fevents%2Fleiden-2022%2Fevent.toml",
        "%2e%2e/%2e%2e/events/leiden-2022/event.toml",
        ".fetched/x",
        "a\x00b",
        "/etc/passwd",
    ],
)
def test_nothing_outside_a_publication_is_given(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/nl/results/leiden-2022/{path.replace(chr(0), '%00')}")
    assert answer.status_code in (400, 404)
    assert "timezone" not in answer.text


def test_a_published_page_has_a_policy_of_its_own_and_its_files_their_types(client: httpx.Client) -> None:
    page = client.get("/nl/results/leiden-2022/index.html")
    assert "published" in page.text
    assert page.headers["content-security-policy"] == pages_results.PUBLISHED_POLICY
    result = client.get("/en/results/leiden-2022/result.json")
    assert result.headers["content-type"] == "application/json"
    assert result.json()["event"] == "leiden-2022"
    assert client.get("/en/results/leiden-2022/").headers["location"].endswith("index.html")


def test_a_page_lets_no_script_or_style_in_that_is_not_ours(client: httpx.Client) -> None:
    policy = client.get("/nl/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_chart_is_drawn_for_a_place_and_hour(client: httpx.Client) -> None:
    answer = client.get("/en/charts/5.svg", params={"longitude": 4.5, "latitude": 52.2, "at": "2022-09-25T20:40Z"})
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "Star chart 5" in answer.text
    again = client.get("/en/charts/5.svg", params={"longitude": 4.5, "latitude": 52.2, "at": "2022-09-25T20:40Z"})
    assert again.content == answer.content


@pytest.mark.parametrize(
    "query",
    [
        "",
        "longitude=999&latitude=52&at=2022-09-25T20:40Z",
        "longitude=nan&latitude=52&at=2022-09-25T20:40Z",
        "longitude=4&latitude=52&at=yesterday",
        "longitude=4&latitude=52&at=9999-12-31T23:59Z",
    ],
)
def test_a_chart_of_nowhere_or_never_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"/en/charts/5.svg?{query}").status_code in (404, 422)


@pytest.mark.parametrize(
    "address",
    [
        "/nl/receipt/AAAA",
        "/nl/receipt/%3Cscript%3E",
        "/nl/receipt/" + "A" * 500,
        "/nl/receipt/x/correct",
        "/nl/receipt/x/withdraw",
    ],
)
def test_a_code_that_is_not_known_tells_nothing(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "address", ["/nl/reading/meter", "/nl/files", "/nl/receipt", "/nl/review/login", "/nl/receipt/x/withdraw"]
)
def test_a_form_without_our_token_is_refused(client: httpx.Client, address: str) -> None:
    assert client.post(address, data={"step": "confirm", "code": "x", "token": "x"}).status_code == 403


def test_the_empty_template_comes_in_the_language_of_the_page(client: httpx.Client) -> None:
    nl, en = (client.get(f"/{language}/files/template.csv") for language in ("nl", "en"))
    assert "datum;tijd;lengtegraad;breedtegraad" in nl.content.decode("utf-8-sig")
    assert "date,time,longitude,latitude" in en.content.decode("utf-8-sig")


def test_another_event_has_its_own_pages(client: httpx.Client) -> None:
    answer = client.get("/en/iberia-2025/")
    assert "Blackout of the Iberian Peninsula" in answer.text
    assert 'href="/en/iberia-2025/reading/meter"' in answer.text
    assert 'href="/nl/iberia-2025/"' in answer.text


def test_search_engines_are_told_to_leave_receipts_alone(client: httpx.Client) -> None:
    assert "Disallow: /nl/receipt" in client.get("/robots.txt").text


def test_what_is_typed_comes_back_escaped(client: httpx.Client) -> None:
    form = client.get("/en/reading/meter").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token
    evil = "<script>alert(1)</script>\"'>"
    answer = client.post(
        "/en/reading/meter", data={"csrf_token": token[1], "step": "understood", "comment": evil, "place": evil}
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
