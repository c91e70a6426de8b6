"""The checks of what is fetched, on true files of others: they pass as what they are, and are refused as something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeingstars.event_file import load_event
from seeingstars.sources.fetch_globe_at_night import _check
from seeingstars.sources.photometer_check import check_photometer_file
from seeingstars.sources.suppliers import Station
from seeingstars.sources.wanted_files import RefusedFileError

LEIDEN = Path(__file__).resolve().parents[2] / "data" / "events" / "leiden-2022"


@pytest.mark.real_files
@pytest.mark.parametrize("year", [2007, 2013, 2018, 2022])
def test_a_true_year_of_globe_at_night_is_that_year_and_no_other(year, real_data):
    path = real_data / "globe_at_night" / f"GaN{year}.csv"
    event = load_event(LEIDEN)
    assert _check(path, year=year, event=event, supplier="Globe at Night").n_rows > 8000
    with pytest.raises(RefusedFileError, match="nothing of it is used"):
        _check(path, year=year + 3, event=event, supplier="Globe at Night")


@pytest.mark.real_files
def test_true_files_of_meters_pass_or_are_refused_in_words(real_data):
    passed, refused = 0, []
    for path in sorted((real_data / "skyglow_dat").glob("*/*.dat")):
        try:
            check_photometer_file(
                path, name=path.name, supplier="A network", station=Station("x", -110.9, 32.2), ids=["x"], other_ids=[],
                start="1990-01-01T00:00", end="2030-01-01T00:00",
            )  # fmt: skip
            passed += 1
        except RefusedFileError as error:
            refused.append(error.en)
    assert all("A network" in words for words in refused)
    assert refused
