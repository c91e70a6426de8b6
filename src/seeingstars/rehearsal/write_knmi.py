"""Hourly cloud in the classic text form of the Dutch weather service."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np

from seeingstars.rehearsal.made_up_town import SAID
from seeingstars.rehearsal.random_streams import stream_of
from seeingstars.rehearsal.sky_model import MadeUpSky, Night

# Number, longitude, latitude [degree], height [m] and name as the service lists them.
_STATIONS = (
    (215, 4.437, 52.141, -1.1, "VOORSCHOTEN"),
    (240, 4.790, 52.318, -3.3, "SCHIPHOL"),
    (344, 4.447, 51.962, -4.3, "ROTTERDAM"),
)


def write_knmi(path: Path, sky: MadeUpSky) -> Path:
    """Cloud cover in eighths, by station and hour, with the hour's END as its number: 21 is 20 to 21 UT.

    Parameters
    ----------
    path : path
        The file to write.
    sky : MadeUpSky
        The nights give the cloud; the nearest station sees what the town sees, the others nearly so.

    Returns
    -------
    path
        The file. An eighth that was not observed is empty; 9 is a sky that cannot be seen.

    References
    ----------
    KNMI, uurgegevens van het weer in Nederland, description of the columns.
    """
    lines = [
        "# BRON: KONINKLIJK NEDERLANDS METEOROLOGISCH INSTITUUT (KNMI)",
        f"# Opmerking: {SAID}; verzonnen voor een oefening van Seeing Stars, niet door het KNMI gemaakt",
        "# ",
        "# STN         LON(east)   LAT(north)  ALT(m)      NAME",
        *(f"# {n:<12}{lon:<12.3f}{lat:<12.3f}{alt:<12.2f}{name:<12}" for n, lon, lat, alt, name in _STATIONS),
        "# ",
        "# YYYYMMDD    : datum / date",
        "# HH          : uur, 12 is 11.00-12.00 UT / hour",
        "# N           : bewolking in achtsten, 9 = bovenlucht onzichtbaar / cloud cover in octants, 9 = sky invisible",
        "# ",
        "# STN,YYYYMMDD,   HH,    N",
        "# ",
    ]
    for station, *_ in _STATIONS:
        for night in sky.nights:
            lines += _rows(station, night)
    path.write_bytes(("\n".join(lines) + "\n").encode("ascii"))
    return path


def _rows(station: int, night: Night) -> list[str]:
    rng = stream_of(night.seed, "okta", night.evening.toordinal(), station)
    okta = _okta_by_hour(night, rng, is_near=station == 215)
    rows = []
    for hour, eighths in enumerate(okta):
        end = night.noon_utc + timedelta(hours=hour + 1)
        # Midnight is hour 24 of the day that ends.
        day, number = (end - timedelta(hours=1)).date(), end.hour or 24
        # Far from the event's hours one observation in forty is missing.
        text = "" if rng.uniform() < 0.025 and not 8 <= hour <= 11 else str(eighths)
        rows.append(f"  {station},{day:%Y%m%d},{number:>5},{text:>5}")
    return rows


def _okta_by_hour(night: Night, rng: np.random.Generator, *, is_near: bool) -> list[int]:
    """Eighths in each of the 24 hours from the night's noon."""
    cover = night.cloud_cover()[:-1].reshape(24, 12).mean(axis=1)
    draws = rng.uniform(size=24)
    if night.cloud == "clear":
        # A wisp on the horizon now and then: still a clear hour.
        return [int(draw < 0.2) for draw in draws]
    if night.cloud == "overcast":
        return [9 if draw < 0.03 else 8 if draw < 0.9 else 7 for draw in draws]
    jitter = np.zeros(24) if is_near else np.round(draws * 2 - 1)
    return [int(value) for value in np.clip(np.round(8 * cover) + jitter, 2, 6)]
