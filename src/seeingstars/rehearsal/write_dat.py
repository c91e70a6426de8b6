"""SQM files of the community standard: one a night as PySQM writes them, one a campaign as a data logger gives them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seeingstars.columns import Role
from seeingstars.rehearsal.faults import (
    CLAIMS_ONE_MORE,
    fault_of,
    position_lacks_comma,
    spoilt_brightness,
    spoilt_lines,
)
from seeingstars.rehearsal.made_up_town import ELEVATION_M, SAID, TOWN, Site
from seeingstars.rehearsal.sky_model import MadeUpSky, Night, minutes_of_night, readings_of

# An SQM cannot read a sky brighter than this and then prints 0.00.
SATURATION_MAG = 6.5
LICENCE = "ODbL 1.0 http://opendatacommons.org/licenses/odbl/summary/"
_LOGGER_THRESHOLD_MAG = 10.0


def write_pysqm(folder: Path, sky: MadeUpSky, site: Site) -> list[Path]:
    """One file a night from noon to noon at UTC+1, with a head of 35 lines and daylight as 0.

    Parameters
    ----------
    folder : path
        An existing folder.
    sky, site
        The made-up sky and the station.

    Returns
    -------
    list of paths
        In order of the nights.

    References
    ----------
    Kyba, C. & Lolkema, D. 2012, A community standard for recording skyglow data; names and order of
    the lines as in files of PySQM.
    """
    minutes = minutes_of_night(sky.settings.cadence_min)
    newline = "\r\n" if site.number % 2 else "\n"
    paths = []
    for night in sky.nights:
        fault = fault_of(site, night, with_dirt=sky.settings.with_dirt)
        brightness, _ = readings_of(sky, site, night, minutes)
        brightness = spoilt_brightness(brightness, minutes, fault=fault, seed=sky.settings.seed)
        rows = spoilt_lines(_pysqm_rows(night, site, minutes, brightness), fault=fault)
        head = _pysqm_head(site, sky, claims_one_more=fault == CLAIMS_ONE_MORE)
        path = folder / f"{night.evening:%Y%m%d}_120000_SQM-{site.name}.dat"
        path.write_bytes((newline.join([*head, *rows]) + newline).encode("ascii"))
        paths.append(path)
    return paths


def _pysqm_head(site: Site, sky: MadeUpSky, *, claims_one_more: bool) -> list[str]:
    elevation = (
        f" {ELEVATION_M}" if position_lacks_comma(site, with_dirt=sky.settings.with_dirt) else f", {ELEVATION_M}"
    )
    serial = _serial(site)
    return [
        "# Definition of the community standard for skyglow observations 1.0",
        "# URL: http://www.darksky.org/NSBM/sdf1.0.pdf",
        f"# Number of header lines: {36 if claims_one_more else 35}",
        f"# This data is released under the following license: {LICENCE}",
        "# Device type: SQM-LE",
        f"# Instrument ID: SQM-{site.name}",
        f"# Data supplier: {SAID} / Seeing Stars",
        f"# Location name: {site.name} / {SAID}",
        f"# Position: {site.latitude_deg}, {site.longitude_deg}{elevation}",
        "# Local timezone: UTC+1",
        "# Time Synchronization: NTP",
        "# Moving / Stationary position: STATIONARY",
        "# Moving / Fixed look direction: FIXED",
        "# Number of channels: 1",
        "# Filters per channel: HOYA CM-500",
        "# Measurement direction per channel: 0., 0.",
        "# Field of view: 20",
        "# Number of fields per line: 6",
        f"# SQM serial number: {serial}",
        "# SQM firmware version: 80",
        "# SQM cover offset value: -0.11",
        f"# SQM readout test ix: i,00000004,00000003,00000080,{serial:08d}",
        "# SQM readout test rx: r, 18.50m,0000000004Hz,0000125000c,0000000.271s, 015.0C",
        "# SQM readout test cx: c,00000019.90m,0000300.000s, 021.2C,00000008.71m, 025.1C",
        f"# Comment: {SAID}: made up by a rehearsal of Seeing Stars, seed {sky.settings.seed}",
        "# Comment: ",
        "# Comment: ",
        "# Comment: ",
        "# Comment: Capture program: PySQM",
        "# blank line 30",
        "# blank line 31",
        "# blank line 32",
        "# UTC Date & Time, Local Date & Time, Temperature, Counts, Frequency, MSAS",
        "# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;number;Hz;mag/arcsec^2",
        "# END OF HEADER",
    ]


def _pysqm_rows(night: Night, site: Site, minutes: NDArray[np.float64], brightness: NDArray[np.float64]) -> list[str]:
    seconds = 7 * site.key % 60
    utc = stamps(night, minutes, seconds=seconds)
    local = stamps(night, minutes + 60.0, seconds=seconds)
    msas = saturated(brightness)
    # The sensor counts up to its frequency; at 19.91 mag/arcsec² it gives 1 Hz, timed by a clock of 460.8 kHz.
    hertz = np.where(msas > 0, 10.0 ** (0.4 * (19.91 - np.maximum(msas, SATURATION_MAG))), 500_000.0)
    counts = np.where(hertz < 1000.0, np.round(460_800.0 / hertz), 0.0)
    columns = (utc, local, enclosure_c(night, minutes).tolist(), counts.tolist(), hertz.tolist(), msas.tolist())
    return [
        "%s;%s;%.2f;%.3f;%.3f;%.3f" % row  # noqa: UP031  (an f-string takes 1.4 times as long)
        for row in zip(*columns, strict=True)
    ]


def write_data_logger(folder: Path, sky: MadeUpSky, site: Site) -> Path:
    """One file of a data logger as its owner takes it off after the campaign: 43 lines of head, CRLF.

    Parameters
    ----------
    folder : path
        An existing folder.
    sky, site
        The made-up sky and the station.

    Returns
    -------
    path
        The logger wrote nothing brighter than its threshold of 10 mag/arcsec²: no daylight rows.
    """
    rows = []
    minutes = minutes_of_night(sky.settings.cadence_min)
    for night in sky.nights:
        brightness, _ = readings_of(sky, site, night, minutes)
        rows += _logger_rows(night, site, minutes, brightness)
    rows = [f"{row};{0 if i == 0 else 1}" for i, row in enumerate(rows)]
    retrieved = sky.nights[-1].noon_utc + timedelta(days=2, seconds=17)
    head = _logger_head(site, sky, f"{retrieved:%Y-%m-%dT%H:%M:%S}.343")
    path = folder / f"{retrieved:%Y%m%d_%H%M%S}_{site.name}.dat"
    path.write_bytes(("\r\n".join([*head, *rows]) + "\r\n").encode("ascii"))
    return path


def _logger_head(site: Site, sky: MadeUpSky, retrieved: str) -> list[str]:
    cadence, serial = sky.settings.cadence_min, _serial(site)
    return [
        "# Light Pollution Monitoring Data Format 1.0",
        "# URL: http://www.darksky.org/measurements",
        "# Number of header lines: 43",
        f"# This data is released under the following license: {LICENCE}",
        "# Device type: SQM-LU-DL",
        f"# Instrument ID: {site.name}",
        f"# Data supplier: {SAID} / Seeing Stars",
        f"# Location name: {site.name} / {SAID}",
        f"# Position (lat, lon, elev(m)): {site.latitude_deg}, {site.longitude_deg}, {ELEVATION_M}",
        "# Local timezone: Europe/Amsterdam",
        "# Time Synchronization: GPS",
        "# Moving / Stationary position: STATIONARY",
        "# Moving / Fixed look direction: FIXED",
        "# Number of channels: 1",
        "# Filters per channel: HOYA CM-500",
        "# Measurement direction per channel: 0., 0.",
        "# Field of view (degrees): 20",
        # The column line below has one field more: true files of this family say 5 over rows of 6.
        f"# Number of fields per line: {5 if sky.settings.with_dirt else 6}",
        f"# SQM serial number: {serial}",
        "# SQM hardware identity: SIMULATED",
        "# SQM firmware version: 4-6-84",
        "# SQM cover offset value: -0.11",
        f"# SQM readout test ix (Information): i,00000004,00000006,00000084,{serial:08d}",
        "# SQM readout test rx (Reading): r, 18.50m,0000000004Hz,0000125000c,0000000.271s, 015.0C",
        "# SQM readout test cx (Calibration): c,00000019.96m,0000252.659s, 018.3C,00000008.71m, 018.3C",
        "# SQM readout test Ix (Report Interval): 0000000000s,0000000000s,00000000.00m,00000000.00m",
        "# DL time difference (seconds): 12",
        f"# DL retrieved at (UTC): {retrieved}",
        f"# DL trigger mode : Every {cadence} minutes",
        "# DL trigger seconds : 0",
        f"# DL trigger minutes : {cadence}",
        f"# DL trigger threshold : {_LOGGER_THRESHOLD_MAG:g}",
        f"# Comment: {SAID}: made up by a rehearsal of Seeing Stars, seed {sky.settings.seed}",
        "# Comment: ",
        "# Comment: ",
        "# Comment: ",
        f"# Comment: {TOWN} does not exist",
        "# UDM version: 1.0.0.384",
        "# UDM setting: DL Retrieve All",
        "# blank line",
        "# UTC Date & Time, Local Date & Time, Temperature, Voltage, MSAS, Record type",
        "# YYYY-MM-DDTHH:mm:ss.fff;YYYY-MM-DDTHH:mm:ss.fff;Celsius;Volts;mag/arcsec^2;Init/Subs",
        "# END OF HEADER",
    ]


def _logger_rows(night: Night, site: Site, minutes: NDArray[np.float64], brightness: NDArray[np.float64]) -> list[str]:
    keep = brightness >= _LOGGER_THRESHOLD_MAG
    seconds = 7 * site.key % 60
    utc, local = (stamps(night, minutes[keep] + ahead, seconds=seconds) for ahead in (0.0, 120.0))
    columns = (utc, local, enclosure_c(night, minutes[keep]).tolist(), brightness[keep].tolist())
    return ["%s;%s;%.1f;4.97;%.2f" % row for row in zip(*columns, strict=True)]  # noqa: UP031


def stamps(night: Night, minutes: NDArray[np.float64], *, seconds: int) -> list[str]:
    """Times as the standard writes them, with thousandths of a second.

    Examples
    --------
    >>> from seeingstars.rehearsal.campaign_settings import CampaignSettings
    >>> from seeingstars.rehearsal.sky_model import nights_of
    >>> stamps(nights_of(CampaignSettings(n_nights=1))[0], np.array([541.0]), seconds=7)
    ['2022-09-25T20:01:07.000']
    """
    whole = (minutes * 60).astype("int64") + seconds
    times = np.datetime64(night.noon_utc, "s") + whole.astype("timedelta64[s]")
    text: list[str] = np.datetime_as_string(times.astype("datetime64[ms]"), unit="ms").tolist()
    return text


def saturated(brightness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Readings with 0 where the sky is too bright for the meter.

    Examples
    --------
    >>> saturated(np.array([4.0, 18.5])).tolist()
    [0.0, 18.5]
    """
    return np.where(brightness < SATURATION_MAG, 0.0, brightness)


def enclosure_c(night: Night, minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Temperature of an instrument's box: warm after noon, coldest before dawn [degC].

    Examples
    --------
    >>> from seeingstars.rehearsal.campaign_settings import CampaignSettings
    >>> from seeingstars.rehearsal.sky_model import nights_of
    >>> noon, dawn = enclosure_c(nights_of(CampaignSettings(n_nights=1))[0], np.array([60.0, 1020.0]))
    >>> bool(noon > dawn)
    True
    """
    return np.asarray(np.round(night.enclosure_c + 5.0 * np.cos(2 * np.pi * (minutes - 150.0) / 1440.0), 1))


def _serial(site: Site) -> int:
    return 99_000 + site.key + (500 if site.role == Role.CONTROL else 0)
