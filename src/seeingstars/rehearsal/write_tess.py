"""TESS-W files: one a month and photometer, with the temperature of the sky as a witness of cloud."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seeingstars.rehearsal.made_up_town import ELEVATION_M, SAID, TOWN, Site
from seeingstars.rehearsal.random_streams import stream_of
from seeingstars.rehearsal.sky_model import MadeUpSky, Night, minutes_of_night, readings_of
from seeingstars.rehearsal.write_dat import LICENCE, enclosure_c, saturated, stamps

ZERO_POINT_MAG = 20.44
_CLEAR_SKY_BELOW_BOX_C = 24.0
_OVERCAST_BELOW_BOX_C = 5.0


def write_tess(folder: Path, sky: MadeUpSky, site: Site) -> list[Path]:
    """The months of one TESS-W: a head of 35 lines, LF, eight fields a row.

    Parameters
    ----------
    folder : path
        An existing folder.
    sky, site
        The made-up sky and the station.

    Returns
    -------
    list of paths
        One a month that has rows, in order.
    """
    name = f"stars{99_000 + site.key}"
    months: dict[str, list[str]] = defaultdict(list)
    sequence = 1
    for night in sky.nights:
        for row in _rows(sky, site, night):
            months[row[:7]].append(f"{row};{sequence}")
            sequence += 1
    paths = []
    for month, rows in months.items():
        path = folder / f"{name}_{month}.dat"
        path.write_bytes(("\n".join([*_head(name, sky, site), *rows]) + "\n").encode("ascii"))
        paths.append(path)
    return paths


def _head(name: str, sky: MadeUpSky, site: Site) -> list[str]:
    return [
        "# Definition of the community standard for skyglow observations 1.0",
        "# URL: http://www.darksky.org/NSBM/sdf1.0.pdf",
        "# Number of header lines: 35",
        f"# This data is released under the following license: {LICENCE}",
        "# Device type: TESS-W",
        f"# Instrument ID: {name}",
        f"# Data supplier: {SAID} / Seeing Stars",
        f"# Location name: {site.name} / {TOWN} / Zuid-Holland / Zuid-Holland / Netherlands",
        f"# Position: {site.latitude_deg}, {site.longitude_deg}, {ELEVATION_M}.0",
        "# Local timezone: Europe/Amsterdam",
        "# Time Synchronization: timestamp added by MQTT subscriber",
        "# Moving / Stationary position: STATIONARY",
        "# Moving / Fixed look direction: FIXED",
        "# Number of channels: 1",
        "# Filters per channel: UV/IR-740",
        "# Measurement direction per channel: (0.0, 0.0)",
        "# Field of view: 17.0",
        "# Number of fields per line: 8",
        f"# TESS MAC address: 00:00:00:00:00:{site.key:02X}",
        "# TESS firmware version: 1.0",
        "# TESS cover offset value: 0.0",
        f"# TESS zero point: {ZERO_POINT_MAG}",
        f"# Comment: {SAID}: made up by a rehearsal of Seeing Stars, seed {sky.settings.seed}",
        "# Comment:",
        "# Comment:",
        "# Comment:",
        "# Comment:",
        "# Comment: ",
        "# Comment: MSAS = ZP - 2.5*log10(Frequency)",
        "# blank line 30",
        "# blank line 31",
        "# blank line 32",
        "# UTC Date & Time, Local Date & Time, Enclosure Temperature, Sky Temperature, Frequency, MSAS, ZP, Sequence Number",
        "# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;Celsius;Hz;mag/arcsec^2;mag/arcsec^2; Multiple of Tx period",
        "# END OF HEADER",
    ]


def _rows(sky: MadeUpSky, site: Site, night: Night) -> list[str]:
    minutes = minutes_of_night(sky.settings.cadence_min)
    brightness, cover = readings_of(sky, site, night, minutes)
    bright = saturated(brightness) == 0
    hertz = np.where(bright, 0.0, np.round(10.0 ** (0.4 * (ZERO_POINT_MAG - brightness)), 2))
    msas = np.where(bright, 0.0, ZERO_POINT_MAG - 2.5 * np.log10(np.where(bright, 1.0, hertz)))
    box = enclosure_c(night, minutes)
    seconds = 7 * site.key % 60
    columns = (
        stamps(night, minutes, seconds=seconds),
        stamps(night, minutes + 120.0, seconds=seconds),
        box.tolist(),
        sky_temperature_c(sky, site, night, box, cover).tolist(),
        hertz.tolist(),
        np.round(msas, 2).tolist(),
    )
    return [f"%s;%s;%s;%s;%s;%s;{ZERO_POINT_MAG}" % row for row in zip(*columns, strict=True)]


def sky_temperature_c(
    sky: MadeUpSky, site: Site, night: Night, box_c: NDArray[np.float64], cover: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What the infrared thermometer sees: a clear sky far colder than the box, cloud nearly as warm.

    Parameters
    ----------
    sky, site, night
        The made-up world.
    box_c : shape (n,)
        Temperature of the box [degC].
    cover : shape (n,)
        Cloud over the meter, from 0 to 1.

    Returns
    -------
    shape (n,)
        Temperature of the sky [degC], to hundredths.
    """
    noise = stream_of(sky.settings.seed, "sky temperature", night.evening.toordinal(), site.key).normal(size=len(box_c))
    below = _CLEAR_SKY_BELOW_BOX_C + (_OVERCAST_BELOW_BOX_C - _CLEAR_SKY_BELOW_BOX_C) * cover
    return np.asarray(np.round(box_c - below + 0.7 * noise, 2))
