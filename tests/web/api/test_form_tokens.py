"""Forms of our pages: only a page of ours can send one."""

from pathlib import Path

import pytest
from fastapi import FastAPI, Form, Request
from starlette.responses import HTMLResponse

from seeingstars.errors import StoreError
from seeingstars.web import guards
from seeingstars.web.web_settings import WebSettings

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def site(ask):
    app = FastAPI(openapi_url=None)
    app.state.settings = WebSettings(Path("data"))

    @app.get("/nl/form")
    async def page(request: Request):
        return HTMLResponse(guards.csrf_token(request))

    @app.post("/nl/form")
    async def taken(comment: str = Form("")):
        return HTMLResponse(f"taken {comment}")

    @app.get("/nl/broken")
    async def broken():
        raise StoreError("the disk is full", "de schijf is vol")

    @app.get("/nl/own-policy")
    async def own_policy():
        return HTMLResponse("x", headers={"content-security-policy": "default-src 'self'"})

    def error_page(request, status, en, nl):
        return HTMLResponse(f"<p>{nl}</p>", status)

    guards.install(app, WebSettings(Path("data")), guard=guards.GuardSettings(largest_body=1000), page=error_page)
    return type(ask)(app)


def opened(site):
    page = site("GET", "/nl/form")
    return page.body.decode(), page.set_cookies[0].split(";")[0], page


def test_a_form_of_our_page_is_taken_and_read_whole(site):
    token, cookie, page = opened(site)
    assert "HttpOnly" in page.set_cookies[0]
    assert "SameSite=Strict" in page.set_cookies[0]
    answer = site(
        "POST", "/nl/form", headers=FORM | {"cookie": cookie}, body=f"csrf_token={token}&comment=dag".encode()
    )
    assert (answer.status, answer.body) == (200, b"taken dag")
    in_pieces = site(
        "POST",
        "/nl/form",
        headers=FORM | {"cookie": cookie},
        chunks=[f"csrf_token={token}".encode(), b"&comment=", b"dag"],
    )
    assert in_pieces.body == b"taken dag"


def test_the_token_of_a_form_with_files_stands_in_its_address(site):
    token, cookie, _ = opened(site)
    head = {"content-type": "multipart/form-data; boundary=b", "cookie": cookie}
    body = b'--b\r\nContent-Disposition: form-data; name="comment"\r\n\r\ndag\r\n--b--\r\n'
    assert site("POST", "/nl/form", headers=head, body=body, query=f"csrf_token={token}".encode()).body == b"taken dag"
    assert site("POST", "/nl/form", headers=head, body=body).status == 403


def test_a_second_page_keeps_the_cookie_of_the_first(site):
    token, cookie, _ = opened(site)
    again = site("GET", "/nl/form", headers={"cookie": cookie})
    assert again.body.decode() == token
    assert again.set_cookies == []


@pytest.mark.parametrize(
    "change",
    [
        "no token",
        "no cookie",
        "another token",
        "token twice",
        "cookie of our choice",
        "token cut off",
        "other letters",
        "another site",
        "token of another server",
    ],
)
def test_a_form_of_another_page_is_refused(site, change):
    token, cookie, _ = opened(site)
    headers, body = FORM | {"cookie": cookie}, f"csrf_token={token}"
    if change == "no token":
        body = "comment=x"
    elif change == "no cookie":
        headers = FORM
    elif change == "another token":
        body = f"csrf_token={opened(site)[0]}"
    elif change == "token twice":
        body += f"&csrf_token={token}"
    elif change == "cookie of our choice":
        headers = FORM | {"cookie": "seeingstars_form=" + "a" * 22}
    elif change == "token cut off":
        body = body[:-1]
    elif change == "other letters":
        body = "csrf_token=%ff%fe\u00e9"
    elif change == "another site":
        headers = headers | {"sec-fetch-site": "cross-site"}
    else:
        site.app.state.guard.__dict__["secret"] = b"x" * 32
        fresh = type(site)(site.app)
        body = f"csrf_token={fresh('GET', '/nl/form', headers={'cookie': cookie}).body.decode()}"[:-2] + "xx"
    answer = site("POST", "/nl/form", headers=headers, body=body.encode())
    assert answer.status == 403
    assert b"taken" not in answer.body


def test_a_form_that_is_too_large_is_not_read_for_its_token(site):
    _, cookie, _ = opened(site)
    answer = site("POST", "/nl/form", headers=FORM | {"cookie": cookie}, chunks=[b"a" * 600] * 5)
    assert answer.status == 413
    assert answer.body == b"<p>hier worden hoogstens 1000 bytes aangenomen</p>"


def test_a_store_that_fails_is_told_without_its_words(site):
    answer = site("GET", "/nl/broken")
    assert answer.status == 503
    assert b"schijf" not in answer.body
    assert "Wij kunnen nu even niets bewaren" in answer.body.decode()


def test_a_page_may_have_a_policy_of_its_own(site):
    assert site("GET", "/nl/own-policy").headers["content-security-policy"] == "default-src 'self'"


def test_over_https_cookies_are_secure_and_browsers_are_told_to_stay(ask):
    app = FastAPI(openapi_url=None)

    @app.get("/nl/form")
    async def page(request: Request):
        return HTMLResponse(guards.csrf_token(request))

    guards.install(app, WebSettings(Path("data"), is_https=True, public_url="https://stars.example.org"), guard=guards.GuardSettings(allowed_hosts=("localhost",)))  # fmt: skip
    answer = type(ask)(app)("GET", "/nl/form", host="stars.example.org")
    assert answer.status == 200
    assert "; Secure" in answer.set_cookies[0]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
