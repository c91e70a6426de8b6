"""Electricity not used: worked by hand."""

from pathlib import Path

import pandas as pd
import pytest

from seeingstars.errors import TableError, UploadError
from seeingstars.event_file import load_event
from seeingstars.products.energy_words import energy_words
from seeingstars.science.energy import energy_not_used
from seeingstars.sources.lamp_inventory import read_lamps

LEIDEN = load_event(Path(__file__).parents[2] / "data" / "events" / "leiden-2022")


def _lamps(**columns):
    return pd.DataFrame({"lamps": [100.0], "watt": [50.0], "left_on_share": [0.0]} | columns)


def test_hours_run_from_the_usable_window_to_the_outer_transitions():
    # 22:10-23:25 is 1.25 h, 22:00-23:30 is 1.5 h, 21:55-23:40 is 1.75 h; 100 lamps of 50 W are 5 kW.
    off = energy_not_used(_lamps(), event=LEIDEN)
    assert (off.kwh_low, off.kwh, off.kwh_high) == pytest.approx((6.25, 7.5, 8.75))


def test_a_lamp_dimmed_to_half_counts_for_half():
    assert energy_not_used(_lamps(left_on_share=[0.5]), event=LEIDEN).kwh == pytest.approx(3.75)


def test_a_missing_power_is_not_passed_over():
    with pytest.raises(ValueError, match="some are missing or negative"):
        energy_not_used(_lamps(watt=[float("nan")]), event=LEIDEN)
    with pytest.raises(TableError, match="watt"):
        energy_not_used(_lamps().drop(columns="watt"), event=LEIDEN)


def test_without_an_inventory_there_is_no_number_and_the_words_say_why():
    texts = energy_words(None)
    assert not any(character.isdigit() for text in texts for character in text.nl + text.en)
    assert "list of the lamps" in texts[1].en


def test_the_words_show_a_range_and_the_assumptions():
    off = energy_not_used(_lamps(), event=LEIDEN)
    answer, rests_on, assumed = energy_words(vars(off))
    assert "6.2 to 8.8 kWh" in answer.en
    assert "5,0 kW" in rests_on.nl
    assert "1,25 tot 1,75 uur" in rests_on.nl
    assert assumed.en.startswith("Assumed")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "it is empty"),
        ("aantal;vermogen\n", "headings only"),
        ("straat;lamp\nA;3\n", "needs a heading for lamps"),
        ("aantal;vermogen\n3;veel\n", "line 2, watt: 'veel' is no number"),
        ("aantal;vermogen\n3;9000\n", "watt must lie in 0 to 5000; got 9000"),
        ("aantal;vermogen\n-3;30\n", "lamps must lie in 0"),
        ("aantal;vermogen;dimmed_to_percent\n3;30;101\n", "left_on_share must lie in 0 to 100"),
    ],
)
def test_a_bad_list_is_refused_whole_with_its_line(tmp_path, text, rule):
    path = tmp_path / "lamps.csv"
    path.write_text(text)
    with pytest.raises(UploadError, match=rule):
        read_lamps(path)


def test_a_list_of_excel_with_commas_and_notes_is_read(tmp_path):
    path = tmp_path / "lamps.csv"
    path.write_bytes("\ufeff# gemeente\r\nAantal;Vermogen W;straat\r\n12;35,5;Breestraat\r\n\r\n".encode())
    lamps = read_lamps(path)
    assert lamps[["line", "lamps", "watt", "left_on_share"]].values.tolist() == [[3, 12, 35.5, 0]]
