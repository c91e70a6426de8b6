"""Requests that lie about themselves, and forms made to harm: refused before anything is read, or harmless."""

import asyncio

import pytest

READING = b'{"date":"2022-09-25","time":"22:15","longitude":4.484,"latitude":52.155,"brightness":18.72}'
TEMPLATE = b"date;time;longitude;latitude;brightness\n2022-09-25;22:15;4.4840;52.1550;18,72\n"
JSON = {"content-type": "application/json"}
HEADERS = {
    "66 headers": ([(f"x-{i}", "1") for i in range(66)], 431),
    "one header of 30 kB": ([("x-long", "a" * 30_000)], 431),
    "30 headers of 1 kB": ([(f"x-{i}", "a" * 1000) for i in range(30)], 431),
    "a cookie of 30 kB": ([("cookie", "a=" + "b" * 30_000)], 431),
    "two lengths": ([("content-length", "5"), ("content-length", "6")], 400),
    "two lengths that agree": ([("content-length", "5"), ("content-length", "5")], 400),
    "length and chunks": ([("content-length", "5"), ("transfer-encoding", "chunked")], 400),
    "two transfer encodings": ([("transfer-encoding", "chunked"), ("transfer-encoding", "identity")], 400),
    "a length below zero": ([("content-length", "-1")], 400),
    "a length with a plus": ([("content-length", "+5")], 400),
    "a length in words": ([("content-length", "five")], 400),
    "a length in hexadecimal": ([("content-length", "0x10")], 400),
    "a length with a comma": ([("content-length", "5, 5")], 400),
    "a length in other digits": ([("content-length", "\u00b2")], 400),
    "a length of 20 digits": ([("content-length", "9" * 20)], 400),
    "a length of a terabyte": ([("content-length", "1" + "0" * 12)], 413),
    "two kinds of content": ([("content-type", "application/json"), ("content-type", "text/html")], 400),
    "two keys": ([("idempotency-key", "a" * 16), ("idempotency-key", "b" * 16)], 400),
    "another site": ([("origin", "https://evil.example")], 403),
    "a site that ends as ours": ([("origin", "http://localhost.evil.example")], 403),
    "a site with our name as its user": ([("origin", "http://localhost@evil.example")], 403),
    "our name at another port": ([("origin", "http://localhost:9999")], 403),
    "an origin that is null": ([("origin", "null")], 403),
    "an origin that is rubbish": ([("origin", "http://[")], 403),
    "two origins": ([("origin", "http://localhost"), ("origin", "https://evil.example")], 400),
    "a page of another site": ([("sec-fetch-site", "cross-site")], 403),
    "a page of a sister site": ([("sec-fetch-site", "same-site")], 403),
    "a word of its own for the site": ([("sec-fetch-site", "whatever")], 403),
    "another site that claims our origin": ([("sec-fetch-site", "cross-site"), ("origin", "http://localhost")], 403),
    "a header with a line end": ([("x-a", "b\r\nx-c: d")], 400),
    "a header with a NUL": ([("x-a", "b\x00")], 400),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_headers_that_lie_are_refused_before_the_body_is_read(ask, name):
    headers, status = HEADERS[name]
    own = [] if any(key == "content-type" for key, _ in headers) else [("content-type", "application/json")]

    async def never():
        raise AssertionError("the body was read")

    answer = ask("POST", "/api/v1/readings", headers=headers + own, chunks=[never])
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("headers", [{"origin": "http://localhost"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {}],
                         ids=["our origin", "our page", "typed by hand", "a program"])  # fmt: skip
def test_what_comes_from_our_own_pages_or_from_a_program_is_taken(ask, headers):
    assert ask("POST", "/api/v1/readings", body=READING, headers=headers | JSON).status == 201


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "evil.example/localhost", "", None, "a b", "[::1",
                                  "localhost:99999999", "localhost\\evil", "192.0.2.1", "xn--lcalhost-54a"])  # fmt: skip
def test_a_name_that_is_not_ours_is_refused(make_ask, host):
    answer = make_ask(allowed_hosts=("localhost", "[::1]"))("GET", "/api/v1/events", host=host)
    assert (answer.status, answer.json["code"]) == (400, "unknown_host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "[::1]:80"])
def test_our_own_names_are_taken(make_ask, host):
    assert make_ask(allowed_hosts=("localhost", "[::1]"))("GET", "/api/v1/events", host=host).status == 200


PATHS = [
    ("/api/v1/uploads/../../../etc/passwd", 404), ("/api/v1/uploads/..%2f..%2fetc%2fpasswd", 404), ("/api/v1/uploads/" + "A" * 3000, 422),
    ("/api/v1/uploads/" + "A" * 5000, 414), ("/api/v1/uploads/\x00", 400), ("/api/v1/uploads/' OR '1'='1", 404), ("/api/v1/uploads/%00", 404),
    ("/api/v1/uploads/\u202e", 404), ("/api/v1/uploads/<script>", 404), ("//evil.example/api/v1/events", 404), ("/api/v1/../../etc/passwd", 404),
    ("/api/v1/uploads/*", 404), ("/api/v1/uploads/{code}", 404), ("/.env", 404), ("/.git/config", 404), ("/wp-admin/setup.php", 404), ("/api/v2/readings", 404),
    ("/api/v1/uploads/" + "0" * 28, 404), ("/api/v1/events;x=1", 404), ("/api/v1/EVENTS", 404), ("/api/v1/uploads/\ud800", 422),
]  # fmt: skip


@pytest.mark.parametrize(("path", "status"), PATHS, ids=lambda value: ascii(value)[:50])
def test_a_path_that_leads_elsewhere_leads_nowhere(ask, path, status):
    answer = ask("GET", path, raw_path=path.encode("utf-8", "surrogatepass"))
    assert answer.status == status
    assert b"root:" not in answer.body
    assert b"<script>" not in answer.body


@pytest.mark.parametrize(
    "method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG", "PATCH", "PUT", "get", "HELO", "A" * 500, "OPTIONS"]
)
def test_a_method_that_we_do_not_have_is_refused(ask, method):
    assert ask(method, "/api/v1/readings").status == 405


def test_no_other_site_may_read_our_answers(ask):
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for method in ("OPTIONS", "GET"):
        assert not [
            name
            for name in ask(method, "/api/v1/readings", headers=headers).headers
            if name.startswith("access-control")
        ]


def test_every_answer_carries_the_strict_headers(ask):
    for answer in (
        ask("GET", "/api/v1/events"),
        ask("GET", "/nothing"),
        ask("GET", "/api/v1/readings", query=b"format=csv"),
        ask("POST", "/api/v1/readings"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers


def test_a_body_that_is_too_large_is_refused_with_and_without_its_length(make_ask):
    ask = make_ask(largest_body=1000, largest_upload=5000)
    declared = ask("POST", "/api/v1/readings", body=b"x" * 1001, headers=JSON)
    in_pieces = ask("POST", "/api/v1/readings", chunks=[b"x" * 600] * 3, headers=JSON)
    for answer in (declared, in_pieces):
        assert (answer.status, answer.json["code"], answer.headers["connection"]) == (413, "too_large", "close")


def test_a_body_longer_than_its_length_says_is_counted_by_its_bytes(make_ask):
    ask = make_ask(largest_body=1000)
    assert (
        ask("POST", "/api/v1/readings", chunks=[b"x" * 600] * 3, headers=JSON | {"content-length": "10"}).status == 413
    )


def test_files_that_are_too_large_are_refused_with_and_without_their_length(make_ask, make_form):
    ask = make_ask(largest_upload=20_000)
    form = make_form([("a.csv", b"x" * 30_000)])
    assert ask("POST", "/api/v1/uploads", **form).status == 413
    body = form.pop("body")
    assert ask("POST", "/api/v1/uploads", chunks=[body[:15_000], body[15_000:]], **form).status == 413


def test_a_body_that_stops_coming_is_given_up(make_ask):
    ask = make_ask(body_pause_s=0.05)

    async def late():
        await asyncio.sleep(5)
        return b"}"

    answer = ask("POST", "/api/v1/readings", chunks=[b"{", late], headers=JSON)
    assert (answer.status, answer.json["code"], answer.headers["connection"]) == (408, "too_slow", "close")


def test_a_body_that_drips_is_given_up(make_ask):
    ask = make_ask(body_pause_s=1.0, body_whole_s=0.2)

    async def drip():
        await asyncio.sleep(0.05)
        return b" "

    answer = ask("POST", "/api/v1/readings", chunks=[drip] * 100, headers=JSON)
    assert (answer.status, answer.json["code"]) == (408, "too_slow")


def multipart(body, content_type="multipart/form-data; boundary=b"):
    return {"headers": {"content-type": content_type}, "body": body}


PART = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n' + TEMPLATE + b"\r\n"
FORMS = {
    "no boundary": (multipart(PART + b"--b--\r\n", "multipart/form-data"), (400,)),
    "an empty boundary": (multipart(PART + b"--b--\r\n", "multipart/form-data; boundary="), (400,)),
    "another boundary": (multipart(PART + b"--b--\r\n", "multipart/form-data; boundary=c"), (400, 422)),
    "a boundary of 10,000 characters": (multipart(b"x", "multipart/form-data; boundary=" + "b" * 10_000), (400, 422)),
    "nothing": (multipart(b""), (400, 422)),
    "no last boundary": (multipart(PART), (200, 400, 422)),
    "cut off in a head": (multipart(PART[:30]), (400, 422)),
    "no name": (multipart(PART.replace(b' name="files";', b"") + b"--b--\r\n"), (400,)),
    "no head": (multipart(b"--b\r\n\r\n" + TEMPLATE + b"\r\n--b--\r\n"), (400,)),
    "a head of 100 kB": (multipart(PART.replace(b"a.csv", b"a" * 100_000) + b"--b--\r\n"), (200, 400, 413)),
    "10,000 heads in one part": (multipart(PART.replace(b"\r\n\r\n", b"\r\n" + b"X: y\r\n" * 10_000 + b"\r\n", 1) + b"--b--\r\n"), (200, 400, 413)),
    "21 files": (multipart(PART * 21 + b"--b--\r\n"), (413,)),
    "10,000 files": (multipart(PART.replace(TEMPLATE, b"") * 10_000 + b"--b--\r\n"), (413,)),
    "21 fields": (multipart(b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n' * 21 + PART + b"--b--\r\n"), (413,)),
    "a field of 1 MB": (multipart(b'--b\r\nContent-Disposition: form-data; name="event"\r\n\r\n' + b"x" * 1_000_000 + b"\r\n" + PART + b"--b--\r\n"), (400, 413)),
    "no file": (multipart(b'--b\r\nContent-Disposition: form-data; name="event"\r\n\r\nleiden-2022\r\n--b--\r\n'), (422,)),
    "an empty file without a name": (multipart(b'--b\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n--b--\r\n'), (422,)),
    "a form within the form": (multipart(PART.replace(b"\r\n\r\n", b"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n", 1) + b"--b--\r\n"), (200,)),
    "a file in base64": (multipart(PART.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1) + b"--b--\r\n"), (200,)),
    "a file that says it is a page": (multipart(PART.replace(b"\r\n\r\n", b"\r\nContent-Type: text/html\r\n\r\n", 1) + b"--b--\r\n"), (200,)),
    "an event upwards": (multipart(b'--b\r\nContent-Disposition: form-data; name="event"\r\n\r\n../../../etc\r\n' + PART + b"--b--\r\n"), (404,)),
    "an event with a NUL": (multipart(b'--b\r\nContent-Disposition: form-data; name="event"\r\n\r\na\x00\r\n' + PART + b"--b--\r\n"), (404,)),
    "no form at all": (multipart(TEMPLATE, "text/csv"), (415,)),
    "a urlencoded form": (multipart(b"files=a", "application/x-www-form-urlencoded"), (415,)),
    "rubbish": (multipart(bytes(range(256)) * 10), (400,)),
}  # fmt: skip


# A part that never ends is let go by the parser of forms without being closed; the interpreter closes it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("name", FORMS)
def test_a_form_made_to_harm_is_refused_or_harmless(ask, name):
    form, statuses = FORMS[name]
    answer = ask("POST", "/api/v1/uploads", query=b"preview=true", **form)
    assert answer.status in statuses, answer.body


NAMES = {
    "../../etc/passwd": "passwd", "..\\..\\boot.ini": "boot.ini", "/etc/shadow": "shadow", "C:\\x.csv": "x.csv", "a\x00.csv": "a_.csv",
    "=cmd|' !A0.csv": "cmd__ !A0.csv", "<script>.csv": "_script_.csv", "\u202evsc.exe": "_vsc.exe", "⭐ sterren.csv": "⭐ sterren.csv",
    "é.csv": "é.csv", "e\u0301.csv": "é.csv", ".htaccess": "htaccess", "-rf": "rf", "a;b&c|d.csv": "a_b_c_d.csv", "x" * 1000 + ".csv": "x" * 116 + ".csv",
    "con.csv": "con.csv", "a\tb\x07.csv": "a_b_.csv", "   ": "file", "..": "file", "%2e%2e%2fx.csv": "_2e_2e_2fx.csv", "a.csv;filename=b": "a.csv_filename=b",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda value: ascii(value)[:40])
def test_the_name_of_a_file_is_made_harmless(ask, make_form, name):
    answer = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([(name, TEMPLATE)]))
    assert answer.status == 200
    assert [file["name"] for file in answer.json["files"]] == [NAMES[name]]


@pytest.mark.parametrize(
    "name", ['a"; name="event', "a\r\nX-Injected: yes\r\n\r\nbody"], ids=["a quotation mark", "a line end"]
)
def test_a_name_cannot_add_heads_to_the_answer(ask, make_form, name):
    answer = ask("POST", "/api/v1/uploads", query=b"preview=true", **make_form([(name, TEMPLATE)]))
    assert answer.status in (200, 400, 404, 422)
    assert "x-injected" not in answer.headers


def test_one_sender_may_ask_so_often_and_is_told(make_ask):
    from seeingstars.web.sender_limits import Allowance

    ask = make_ask(reads=Allowance("reads", 3, 60))
    answers = [ask("GET", "/api/v1/events") for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"reads";q=3;w=60'
    assert answers[0].headers["ratelimit"].startswith('"reads";r=2;t=')
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert answers[3].json["code"] == "too_many_requests"
    ask.peer = "192.0.2.2"
    assert ask("GET", "/api/v1/events").status == 200


@pytest.mark.parametrize("spoof", ["198.51.100.{}", "2001:db8::{}", "evil{}", "192.0.2.1, 198.51.100.{}"])
def test_nobody_escapes_the_limit_by_claiming_another_address(make_ask, spoof):
    from seeingstars.web.sender_limits import Allowance

    ask = make_ask(reads=Allowance("reads", 3, 60))
    statuses = [ask("GET", "/api/v1/events", headers={"x-forwarded-for": spoof.format(i)}).status for i in range(5)]
    assert statuses[3:] == [429, 429]


def test_what_our_own_proxy_says_of_the_sender_is_believed(make_ask):
    from seeingstars.web.sender_limits import Allowance

    ask = make_ask(reads=Allowance("reads", 1, 60), trusted_proxies=("192.0.2.0/24",))
    for i in range(3):
        assert ask("GET", "/api/v1/events", headers={"x-forwarded-for": f"203.0.113.9, 198.51.100.{i}"}).status == 200
    assert ask("GET", "/api/v1/events", headers={"x-forwarded-for": "1.1.1.1, 198.51.100.1"}).status == 429
