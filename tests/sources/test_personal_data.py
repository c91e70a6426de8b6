"""What tells who an observer is, is struck out; what only looks like it stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeingstars.sources.personal_data import strike_out, struck_out


@pytest.mark.parametrize(
    "address",
    ["jan@example.org", "Jan.de.Vries+sterren@mail.example.co.uk", "jan_1@sub-domain.example.nl", "jan [at] example.org",
     "jan(at)example.org", "jan @ example.org", "ján@exámple.org", "mailto:jan@example.org"],
)  # fmt: skip
def test_an_email_address_is_struck_out(address):
    text = struck_out(f"clear sky, {address}; dark")
    assert "[e-mail]" in text
    assert "exam" not in text
    assert text.endswith("; dark")


@pytest.mark.parametrize(
    "number",
    ["+31 6 12345678", "+31612345678", "0031 71 5272727", "06-12345678", "0612345678", "071 - 5 27 27 27", "(071) 5272727",
     "+1 (520) 555-0100", "(520) 555-0100", "520-555-0100", "520.555.0100", "01 23 45 67 89", "01.23.45.67.89",
     "612 345 678", "+34 612 345 678", "tel. 5272727", "phone: 555 0100 22", "Tel: 71 5272727"],
)  # fmt: skip
def test_a_telephone_number_is_struck_out(number):
    text = struck_out(f"clear sky, {number}, dark")
    assert "[telephone]" in text
    assert sum(character.isdigit() for character in text) == 0
    assert text.endswith(", dark")


@pytest.mark.parametrize(
    "text",
    ["52.1550, 4.4840", "Latitude: 35.16833577353771  Longitude: 129.12978172302246", "2013-12-04, 04:50", "04-12-2013 22:15",
     "12/04/2013 at 20:24", "04-12-2013 22.15", "datum 25-09-2022 om 22.15", "SQM 18.72 18.75 18.70 18.72", "19.22, 19.25, 19.27, 19.23", "300 - 500 ft away", "#1277",
     "21.34 (21_20')", "@ school", "GLOBE@night experience", "city lights @10 or so miles. Clear.", "NELM=4.73 +/- 0.82",
     "36.20482412345678", "population 1600", "2022-09-25T20:15:00+00:00", "V=4.78, 8 stars", "0.5 1.0 1.5 2.0 2.5",
     "-57.9666700 -31.3833300", "31°23′18″S 57°57′38″O"],
)  # fmt: skip
def test_coordinates_dates_and_readings_stay(text):
    assert struck_out(text) == text


def test_texts_that_held_personal_data_are_counted():
    texts = np.array(["clear", "a@example.org", "a@example.org", ""], dtype=object)
    clean, n_struck = strike_out(texts)
    assert clean.tolist() == ["clear", "[e-mail]", "[e-mail]", ""]
    assert n_struck == 2
    assert texts[1] == "a@example.org"


@given(st.text(alphabet="ab1@.+0 (-)", max_size=60))
def test_striking_twice_is_striking_once(text):
    once = struck_out(text)
    assert struck_out(once) == once


@given(st.emails(domains=st.just("example.org")).filter(lambda mail: mail.replace(".", "").split("@")[0].isalnum()))
def test_any_plain_address_is_struck_out(address):
    assert "@" not in struck_out(f"x {address} y")


@pytest.mark.parametrize("long", ["a", "a@", "1", "+1 ", "a.", "0 1", "06", "tel "])
def test_a_text_of_any_length_comes_to_an_end(long):
    assert struck_out(long * 100_000 + " at @").endswith("at @")
