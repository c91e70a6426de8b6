"""The list of baseline nights is sealed before brightness is looked at, and refused once it is changed."""

import json

import pytest

from seeingstars.errors import SeeingStarsError
from seeingstars.science.baseline import baseline_list, candidates_of, digest_of
from seeingstars.science.nights import candidate_nights


def test_the_sealed_list_of_leiden_holds_its_nineteen_nights(leiden):
    sealed = baseline_list(candidate_nights(leiden), event=leiden)
    nights = [night["night"] for night in sealed["nights"] if night["is_candidate"]]
    assert len(nights) == 19
    assert (nights[0], nights[-1]) == ("2022-09-18", "2022-10-23")
    assert sealed["sha256"] == digest_of(sealed)


def test_a_list_survives_its_file(leiden):
    candidates = candidate_nights(leiden)
    sealed = json.loads(json.dumps(baseline_list(candidates, event=leiden)))
    again = candidates_of(sealed, event=leiden)
    assert again.to_dict("list") == candidates[list(again.columns)].to_dict("list")


def test_a_night_taken_out_afterwards_breaks_the_seal(leiden):
    sealed = baseline_list(candidate_nights(leiden), event=leiden)
    sealed["nights"][30]["is_candidate"] = False
    with pytest.raises(SeeingStarsError, match="must match its hash"):
        candidates_of(sealed, event=leiden)


def test_a_list_of_another_event_is_refused(leiden, iberia):
    sealed = baseline_list(candidate_nights(iberia), event=iberia)
    with pytest.raises(SeeingStarsError, match="must be of the event leiden-2022; it is of iberia-2025"):
        candidates_of(sealed, event=leiden)
