"""Single readings that are read together get what each would get alone."""

from datetime import UTC, datetime

import pytest
from handing_in import row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeingstars.errors import SeeingStarsError
from seeingstars.event_file import load_event
from seeingstars.intake.reading_together import read_alone, read_together
from seeingstars.intake.receiving import template_bytes

RECEIVED = datetime(2022, 9, 26, tzinfo=UTC)

CELLS = st.fixed_dictionaries(
    {
        "date": st.sampled_from(["2022-09-25", "25-09-2022", "9/5/2022", "9/25/2022", "2022-02-30", "2022-09-27", ""]),
        "time": st.sampled_from(["22:15", "22.15", "14:00", "25:00", "02:30"]),
        "longitude": st.sampled_from(["4,4841", "4.4841", "0", "200", "x", ""]),
        "latitude": st.sampled_from(["52,1551", "0", ""]),
        "brightness": st.sampled_from(["18,72", "0", "25", "abc", ""]),
        "limiting_magnitude": st.sampled_from(["", "4", "9"]),
        "comment": st.sampled_from(
            ["", "clear; and dark", 'with "quotes"', "a@example.org", "# hash", "SIMULATED", "é"]
        ),
    }
)


def what(read):
    if isinstance(read, SeeingStarsError):
        return read.en, read.nl
    rows = [dict(one) for piece in read.pieces() for one in piece]
    return read.summary, rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CELLS, min_size=1, max_size=8))
def test_reading_together_is_reading_alone(cells):
    contents = [template_bytes(one) for one in cells]
    together = read_together(contents, received_at=RECEIVED)
    assert [what(one) for one in together] == [what(read_alone(one, received_at=RECEIVED)) for one in contents]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"date;time\n",
        row() + row(),
        b'a;"b\n',
        b"\n\n\n",
        row().replace(b"\n", b"\r\n"),
        row()[:-9],
    ],
)
def test_what_is_no_plain_row_beside_plain_ones_is_read_as_it_would_be_alone(content):
    contents = [row(), content, row(time="22:20")]
    together = read_together(contents, received_at=RECEIVED)
    assert [what(one) for one in together] == [what(read_alone(one, received_at=RECEIVED)) for one in contents]


def test_good_readings_are_indeed_read_together_and_judged_one_by_one():
    from pathlib import Path

    event = load_event(Path(__file__).resolve().parents[2] / "data" / "events" / "leiden-2022")
    contents = [row(time="22:15"), row(longitude="9.5", time="22:20"), row(date="2022-12-25")]
    found = read_together(contents, received_at=RECEIVED)
    assert all(one.together is not None for one in found)
    for one, content in zip(found, contents, strict=True):
        alone = read_alone(content, received_at=RECEIVED).facts(event, received_at=RECEIVED)
        assert one.facts(event, received_at=RECEIVED) == alone
    assert [one.facts(event, received_at=RECEIVED).n_far for one in found] == [0, 1, 0]
    assert [one.facts(event, received_at=RECEIVED).n_future for one in found] == [0, 0, 1]
