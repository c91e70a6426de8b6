"""The mixed model of nights and areas: the closed form where nothing is missing, and honest where it cannot fit."""

import math

import numpy as np
import pandas as pd
import pytest

from seeingstars.errors import TableError
from seeingstars.science.comparison import difference_in_differences
from seeingstars.science.mixed_model import mixed_model
from seeingstars.science.two_step import two_step

EVENT = "2022-09-25"


def crowd(seed, *, n_sites=5, n_nights=8, sd_area=0.15, missing=0.0, effect=0.3):
    """Site offsets, a sky for all, a shock for each area and night, noise; some site-nights not there."""
    rng = np.random.default_rng(seed)
    nights = [f"2022-09-{25 - n_nights + n:02d}" for n in range(n_nights)] + [EVENT]
    sky, own = rng.normal(0, 0.25, n_nights + 1), rng.normal(0, sd_area, (2, n_nights + 1))
    rows = []
    for area, role in enumerate(("lights_off", "control")):
        for site in range(n_sites):
            offset = rng.normal(18 + area, 0.1)
            for n, night in enumerate(nights):
                value = offset + sky[n] + own[area, n] + rng.normal(0, 0.1) + effect * (area == 0) * (night == EVENT)
                if night == EVENT or rng.random() >= missing:
                    rows.append((f"{role[0]}{site}", role, night, value))
    return pd.DataFrame(rows, columns=["site_id", "role", "night", "value"])


def closed_form(table, *, with_control=True):
    by_night = two_step(table, event_night=EVENT, with_control=with_control)
    event = by_night["night"] == EVENT
    return difference_in_differences(
        by_night.loc[~event, "difference"], float(by_night.loc[event, "difference"].iloc[0])
    )


@pytest.mark.parametrize("with_control", [True, False])
def test_with_nothing_missing_it_is_the_closed_form(with_control):
    table = crowd(0)
    model, form = (
        mixed_model(table, event_night=EVENT, with_control=with_control),
        closed_form(table, with_control=with_control),
    )
    assert model.is_made
    assert model.effect == pytest.approx(float(form.effect), abs=1e-4)
    assert model.se == pytest.approx(float(form.se), rel=1e-3)
    assert model.ci95 == pytest.approx(tuple(form.ci95), rel=2e-3, abs=1e-3)


def test_the_interval_is_that_of_nights_and_not_of_readings():
    model = mixed_model(crowd(1), event_night=EVENT, with_control=True)
    # t(.975, 7) of eight baseline nights
    assert (model.ci95[1] - model.effect) / model.se == pytest.approx(2.364624, abs=1e-5)


def test_with_two_in_five_missing_it_stays_near_the_two_step_form():
    table = crowd(2, n_sites=8, missing=0.4)
    model, form = mixed_model(table, event_night=EVENT, with_control=True), closed_form(table)
    assert model.effect == pytest.approx(float(form.effect), abs=0.05)
    assert 0.5 < model.se / float(form.se) < 1.5
    assert (model.n_sites, model.n_values) == (16, len(table))


def test_a_spread_that_comes_out_as_zero_is_said_and_is_not_a_start_mistaken_for_a_summit():
    # With this seed the areas' own spread is zero at the summit; a search by slopes stays at its start there.
    table = crowd(11, sd_area=0.0)
    model, form = mixed_model(table, event_night=EVENT, with_control=True), closed_form(table)
    assert model.is_made
    assert model.se < 1.5 * float(form.se)
    assert model.sd_night_area < 0.06


def test_the_spreads_that_made_the_data_are_found():
    model = mixed_model(crowd(5, n_sites=12, n_nights=20), event_night=EVENT, with_control=True)
    assert model.sd_reading == pytest.approx(0.1, abs=0.02)
    assert model.sd_night_area == pytest.approx(0.15, abs=0.06)
    assert model.sd_night == pytest.approx(0.25, abs=0.12)


def test_two_nights_are_too_few_and_it_says_so():
    model = mixed_model(crowd(0, n_nights=2), event_night=EVENT, with_control=True)
    assert not model.is_made
    assert model.why_not.en == "The mixed model needs at least 3 other nights; there are 2."


def test_one_site_cannot_be_told_from_the_night():
    table = crowd(0, n_sites=1)
    model = mixed_model(table[table["role"] == "lights_off"], event_night=EVENT, with_control=False)
    assert not model.is_made
    assert "cannot tell the night from the reading" in model.why_not.en


def test_without_the_control_on_the_event_night_there_is_nothing_to_estimate():
    table = crowd(0)
    table = table[(table["role"] != "control") | (table["night"] != EVENT)]
    model = mixed_model(table, event_night=EVENT, with_control=True)
    assert not model.is_made
    assert "An area is missing on the event night" in model.why_not.en


def test_no_rows_at_all_are_no_error():
    model = mixed_model(crowd(0).iloc[:0], event_night=EVENT, with_control=True)
    assert not model.is_made
    assert math.isnan(model.effect)


def test_constant_values_claim_no_certainty():
    table = crowd(0).assign(value=18.0)
    model = mixed_model(table, event_night=EVENT, with_control=True)
    assert not model.is_made or model.se >= 0


def test_the_order_of_rows_does_not_matter():
    table = crowd(4, missing=0.2)
    one, other = (
        mixed_model(rows, event_night=EVENT, with_control=True)
        for rows in (table, table.sample(frac=1, random_state=1))
    )
    assert one.effect == pytest.approx(other.effect, abs=1e-6)


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match=r"mixed_model needs the columns .* value is missing"):
        mixed_model(crowd(0).drop(columns="value"), event_night=EVENT, with_control=True)
