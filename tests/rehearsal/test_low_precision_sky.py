from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from seeingstars.rehearsal.low_precision_sky import moon_altitude_and_phase_deg, sun_altitude_deg

LEIDEN = {"longitude_deg": 4.4841, "latitude_deg": 52.1547}


def days(*clock: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([(datetime(*clock) - datetime(2000, 1, 1, 12)).total_seconds() / 86400])


# Sun and moon over Leiden on 25 September 2022, computed with astropy's built-in ephemeris.
@pytest.mark.parametrize(
    ("hour", "minute", "sun", "moon"),
    [(20, 0, -22.376, -19.973), (20, 30, -26.229, -23.730), (21, 0, -29.731, -27.161)],
)
def test_sun_and_moon_stand_where_astropy_puts_them(hour: int, minute: int, sun: float, moon: float) -> None:
    when = days(2022, 9, 25, hour, minute)
    assert sun_altitude_deg(when, **LEIDEN)[0] == pytest.approx(sun, abs=0.03)
    assert moon_altitude_and_phase_deg(when, **LEIDEN)[0][0] == pytest.approx(moon, abs=0.5)


def test_the_moon_was_full_on_10_september_2022_and_new_on_25_september() -> None:
    # Full 10 September 09:59 UTC, new 25 September 21:54 UTC.
    assert moon_altitude_and_phase_deg(days(2022, 9, 10, 10), **LEIDEN)[1][0] < 6
    assert moon_altitude_and_phase_deg(days(2022, 9, 25, 21, 54), **LEIDEN)[1][0] > 174
