"""The faults of true files, each put in one known place: the campaign must survive them, not be spared them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from seeingstars.columns import Role
from seeingstars.rehearsal.made_up_town import EVENT_NIGHT, LE, Site
from seeingstars.rehearsal.random_streams import stream_of
from seeingstars.rehearsal.sky_model import Night

COVERED = "covered"
STUCK = "stuck"
DUPLICATED = "duplicated lines"
BACKWARDS = "time runs backwards"
CLAIMS_ONE_MORE = "header claims one line more than it has"
NO_ROWS = "header without rows"

# Role and number of the station, nights from the event night: what is wrong with that night's file.
_FAULTS = {
    (Role.LIGHTS_OFF, 0, -4): COVERED,
    (Role.CONTROL, 0, 2): STUCK,
    (Role.LIGHTS_OFF, 0, -2): DUPLICATED,
    (Role.CONTROL, 0, -1): BACKWARDS,
    (Role.LIGHTS_OFF, 3, -3): CLAIMS_ONE_MORE,
    (Role.LIGHTS_OFF, 3, 5): NO_ROWS,
}
_STUCK_FROM_MIN, _STUCK_TO_MIN = 460.0, 820.0

SETTINGS_DUMP = "\r\n".join(
    (
        "[Serial:99001]",
        "Number Of Channels=1",
        "HardwareID=SIMULATED",
        "Instrument ID=SIMULATED-99001",
        "Data Supplier=SIMULATED / GESIMULEERD",
        "Local time zone=UTC+1",
        "Time Synchronization=NTP",
        "CoverOffset=-0.11",
        "",
    )
)


def fault_of(site: Site, night: Night, *, with_dirt: bool) -> str:
    """What is wrong with a station's file of a night; an empty text if nothing is.

    Parameters
    ----------
    site, night
        The station and the night; only stations of the commonest type have faults of this kind.
    with_dirt
        Whether the campaign has faults at all.

    Returns
    -------
    str
        One of the constants of this module, or an empty text.

    Examples
    --------
    >>> from seeingstars.rehearsal.campaign_settings import CampaignSettings
    >>> from seeingstars.rehearsal.made_up_town import sites_of
    >>> from seeingstars.rehearsal.sky_model import nights_of
    >>> settings = CampaignSettings()
    >>> [fault_of(sites_of(settings)[0], night, with_dirt=True) for night in nights_of(settings)[8:11]]
    ['covered', '', 'duplicated lines']
    """
    if not with_dirt or site.instrument != LE:
        return ""
    return _FAULTS.get((site.role, site.number, (night.evening - EVENT_NIGHT) // timedelta(days=1)), "")


def position_lacks_comma(site: Site, *, with_dirt: bool) -> bool:
    """Whether the station's files have a position without its second comma.

    Examples
    --------
    >>> from seeingstars.rehearsal.campaign_settings import CampaignSettings
    >>> from seeingstars.rehearsal.made_up_town import sites_of
    >>> [position_lacks_comma(site, with_dirt=True) for site in sites_of(CampaignSettings())].index(True)
    7
    """
    return with_dirt and site.role == Role.CONTROL and site.number == 3 and site.instrument == LE


def spoilt_brightness(
    brightness: NDArray[np.float64], minutes: NDArray[np.float64], *, fault: str, seed: int
) -> NDArray[np.float64]:
    """Readings of a meter that was covered or that stuck at one value; others stay as they are.

    Parameters
    ----------
    brightness : shape (n,)
        Readings [mag/arcsec²].
    minutes : shape (n,)
        Minutes since the night's noon [min].
    fault : str
        One of the constants of this module.
    seed : whole number
        Seed of the campaign.

    Returns
    -------
    shape (n,)
        Readings [mag/arcsec²].

    Examples
    --------
    >>> spoilt_brightness(np.array([18.5, 18.6, 18.7]), np.array([450.0, 500.0, 600.0]), fault=STUCK, seed=1).tolist()
    [18.5, 18.6, 18.6]
    """
    if fault == COVERED:
        # A cap over the sensor takes away some nine magnitudes, until the meter can read no darker.
        noise = 0.05 * stream_of(seed, "covered").normal(size=len(brightness))
        return np.minimum(brightness + 9.0, 23.4) + noise
    if fault == STUCK:
        stuck = (minutes >= _STUCK_FROM_MIN) & (minutes <= _STUCK_TO_MIN)
        if stuck.any():
            return np.where(stuck, np.round(brightness[int(np.argmax(stuck))], 2), brightness)
    return brightness


def spoilt_lines(lines: list[str], *, fault: str) -> list[str]:
    """The rows of a file with lines written twice, or with a clock that was set back.

    Examples
    --------
    >>> spoilt_lines(["a", "b", "c"], fault=NO_ROWS)
    []
    """
    if fault == NO_ROWS:
        return []
    if fault == DUPLICATED:
        start = len(lines) // 2
        return lines[: start + 6] + lines[start:]
    if fault == BACKWARDS:
        start = len(lines) // 24
        return lines[:start] + lines[2 * start : 3 * start] + lines[start : 2 * start] + lines[3 * start :]
    return lines
