"""Whatever comes in at the door is taken or refused by one of our refusals: every small parser, at random."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers

from seeingstars.errors import SeeingStarsError
from seeingstars.intake.reading_together import read_alone, read_together
from seeingstars.intake.receiving import RowRefused, template_bytes
from seeingstars.sources.upload_headings import HEADINGS
from seeingstars.web import form_tokens, log_lines
from seeingstars.web.field_words import fault_of
from seeingstars.web.language import language_asked_for
from seeingstars.web.problems import Problem, shown_value
from seeingstars.web.reading_fields import cells_from_reading, is_judged_whole, problem_of_row
from seeingstars.web.readings_query import ReadingsQuery, format_asked_for
from seeingstars.web.request_rules import check_host, check_origin
from seeingstars.web.sender_limits import SenderNames, sender_address
from seeingstars.web.strict_json import object_from_json

SETTINGS = settings(max_examples=150, deadline=None)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8)  # fmt: skip
CELLS = JSON | st.sampled_from(
    [
        "2022-09-25",
        "22:15",
        4.484,
        "52,155",
        18.72,
        "1/4",
        "+02:00",
        "Europe/Amsterdam",
        "ja",
        12,
        "2022-10-30",
        "02:30",
    ]
)


def taken_or_refused(call, *arguments):
    """The answer, or the refusal with both its sentences."""
    try:
        return call(*arguments)
    except Problem as refused:
        problem = refused
    assert problem.en
    assert problem.nl
    for language in ("nl", "en"):
        json.dumps(problem.as_json(language)).encode()
    return problem


@SETTINGS
@given(body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_an_object_or_a_refusal(body):
    assert isinstance(taken_or_refused(object_from_json, body), dict | Problem)


@SETTINGS
@given(content=st.dictionaries(st.sampled_from(list(HEADINGS)) | st.text(max_size=10), CELLS, max_size=12))
def test_any_object_is_a_reading_or_a_refusal(content):
    cells = taken_or_refused(cells_from_reading, content)
    if not isinstance(cells, Problem):
        row = template_bytes(cells)
        row.decode()
        read = read_together([row, row], received_at=datetime(2026, 1, 1, tzinfo=UTC))[0]
        alone = read_alone(row, received_at=datetime(2026, 1, 1, tzinfo=UTC))
        if isinstance(alone, SeeingStarsError):
            assert isinstance(read, SeeingStarsError)
            return
        problem = alone.first_problem()
        assert read.first_problem() == problem
        if problem is not None and is_judged_whole(cells):
            assert problem_of_row(RowRefused(*problem), cells).kind.status == 422


@SETTINGS
@given(
    bbox=st.text(max_size=40) | st.lists(st.floats(), max_size=5).map(lambda numbers: ",".join(map(str, numbers))),
    quality=st.text(max_size=20),
)
def test_any_box_and_quality_are_taken_or_refused(bbox, quality):
    query = ReadingsQuery.model_construct(bbox=bbox, quality=quality)
    box = taken_or_refused(query.box)
    if not isinstance(box, Problem):
        west, south, east, north = box
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
    taken_or_refused(query.flags)


@SETTINGS
@given(text=st.text(max_size=120))
def test_any_header_is_understood_or_refused(text):
    assert taken_or_refused(format_asked_for, None, text)
    assert language_asked_for(text) in ("nl", "en")
    taken_or_refused(lambda: check_host(text, allowed=["localhost"]))
    raw = text.encode("latin-1", "replace")
    taken_or_refused(check_origin, Headers(raw=[(b"origin", raw), (b"host", b"localhost")]))
    assert sender_address(text, forwarded_for=text, trusted=[]) == text
    assert len(SenderNames().name_of(text)) == 32
    assert form_tokens.is_token_for(text, token=text, secret=b"x") is False
    assert isinstance(form_tokens.token_in_form(raw), str)


@SETTINGS
@given(name=st.text(max_size=20), value=JSON)
def test_any_line_of_the_log_can_be_written(name, value):
    json.dumps(log_lines.strike_out_secrets(None, "", {name: value}), default=str)


@SETTINGS
@given(
    kind=st.text(max_size=20),
    place=st.lists(st.text(max_size=10) | st.integers(), max_size=3),
    value=JSON,
    context=st.dictionaries(st.text(max_size=5), JSON, max_size=2),
)
def test_any_error_of_a_field_has_words(kind, place, value, context):
    fault = fault_of({"type": kind, "loc": tuple(place), "input": value, "ctx": context})
    assert fault.en
    assert fault.nl
    assert shown_value(value).isprintable()


@pytest.mark.parametrize("secret", ["7NWN-J307-YYK9-9MTS-3WRZ-H7QK-RAAM"])
@SETTINGS
@given(before=st.text(alphabet=" .,:;/'\"()[]{}", max_size=5), after=st.text(alphabet=" .,:;/'\"()[]{}", max_size=5))
def test_a_code_is_struck_whatever_stands_around_it(secret, before, after):
    assert secret not in str(log_lines.strike_out_secrets(None, "", {"event": before + secret + after}))
