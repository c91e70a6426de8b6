"""Places of people are told no more exactly than they chose."""

import numpy as np
import pandas as pd

from seeingstars.science.public_places import public_places


def _rows(**columns):
    given = {
        "supplier": ["Seeing Stars upload", "Globe at Night"],
        "source_sha256": ["a", "b"],
        "site_id": ["SQM 1 at 4.484 52.155", "GaN at 4.484 52.155"],
        "longitude_deg": [4.48412, 4.48412],
        "latitude_deg": [52.15514, 52.15514],
        "sun_altitude_deg": [-23.694634, -23.694634],
    }
    return pd.DataFrame(given | columns).astype(
        {"supplier": "category", "source_sha256": "category", "site_id": "category"}
    )


def test_what_people_hand_in_is_rounded_to_a_hundred_metres_unless_they_chose_otherwise():
    public = public_places(_rows())
    assert public["longitude_deg"].tolist() == [4.484, 4.48412]
    assert public["sun_altitude_deg"].tolist() == [-23.7, -23.694634]
    assert public["site_id"].tolist() == ["SQM 1 at 4.484 52.155", "GaN at 4.484 52.155"]


def test_a_kilometre_also_holds_within_the_name_of_the_site():
    public = public_places(_rows(), decimals_by_sha256={"a": 2})
    assert public["latitude_deg"].tolist() == [52.16, 52.15514]
    assert (
        public["site_id"].tolist()[0] == "SQM 1 at 4.48 52.16" or public["site_id"].tolist()[0] == "SQM 1 at 4.48 52.15"
    )


def test_who_chose_exact_is_told_exactly_and_the_given_table_stays():
    rows = _rows()
    public = public_places(rows, decimals_by_sha256={"a": 7})
    assert public["longitude_deg"].tolist() == [4.48412, 4.48412]
    assert public["sun_altitude_deg"].iloc[0] == -23.694634
    pd.testing.assert_frame_equal(rows, _rows())


def test_a_missing_place_stays_missing():
    public = public_places(_rows(longitude_deg=[np.nan, 1.0]))
    assert np.isnan(public["longitude_deg"].iloc[0])
