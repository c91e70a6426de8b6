"""Open-Meteo: hourly cloud cover of a reanalysis, as the same table as that of KNMI; it is no observation.

Source: https://archive-api.open-meteo.com (Open-Meteo.com, CC BY 4.0; reanalyses of ECMWF).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from seeingstars.errors import UploadError
from seeingstars.sources.file_content import read_content, text_from_bytes

KIND = "open_meteo_hourly_cloud"
# No weather station has this number: the label of a reanalysis in the column of stations.
REANALYSIS_STATION = 0


@dataclass(frozen=True)
class ReanalysisCloud:
    """The hours of one point of the grid [degree]; the table is as `read_hourly_cloud` of KNMI gives it."""

    longitude_deg: float
    latitude_deg: float
    hours: pd.DataFrame


def looks_like(head: bytes) -> bool:
    """Whether these first bytes are of an answer of Open-Meteo with hourly cloud.

    Examples
    --------
    >>> looks_like(b'{"latitude":52.1,"hourly_units":{"cloud_cover":"%"}}'), looks_like(b"[]")
    (True, False)
    """
    text, _ = text_from_bytes(head)
    return text.lstrip().startswith("{") and '"hourly_units"' in text and '"cloud_cover"' in text


def okta_from_percent(cloud_cover_percent: ArrayLike) -> NDArray[np.float64]:
    """Cloud cover in whole eighths, counted as observers count it.

    Parameters
    ----------
    cloud_cover_percent : any shape
        Share of the sky under cloud [%]; NaN where it is not known.

    Returns
    -------
    same shape
        0 for no cloud at all, 8 for a sky without a gap, else the nearest of 1 to 7; NaN stays NaN.

    Raises
    ------
    ValueError
        If a share is not from 0 to 100.

    References
    ----------
    WMO, Manual on Codes (WMO-No. 306), code table 2700: 1 is one okta or less but not zero, 7 is seven or more but not
    eight.

    Examples
    --------
    >>> okta_from_percent([0, 1, 24, 50, 99, 100]).tolist()
    [0.0, 1.0, 2.0, 4.0, 7.0, 8.0]
    """
    percent = np.asarray(cloud_cover_percent, dtype=np.float64)
    if np.any((percent < 0) | (percent > 100)):
        raise ValueError("cloud_cover_percent must lie in 0 to 100")
    between = np.clip(np.round(percent / 12.5), 1, 7)
    return np.asarray(np.where(percent == 0, 0.0, np.where(percent == 100, 8.0, between)))


def read_reanalysis_cloud(path: Path) -> ReanalysisCloud:
    """Hourly cloud cover at one point, from the archive of Open-Meteo.

    Parameters
    ----------
    path : path of an answer in JSON with ``hourly=cloud_cover`` and ``timezone=GMT``

    Returns
    -------
    ReanalysisCloud
        ``station`` is `REANALYSIS_STATION`; ``okta`` as `okta_from_percent`, NaN where the reanalysis has none.

    Raises
    ------
    UploadError
        If it is no such answer, not in GMT or in percent, or holds a value that cannot be.

    Notes
    -----
    Use it only where no station serves. It is no observation and misses local cloud: beside a meter in Leiden
    overcast nights stood as 12 and 40 % [1]_. The value at an hour stands for the 60 minutes after it.

    References
    ----------
    .. [1] Our comparison with a third party's hourly means of Leiden-Sterrewacht, September 2023.

    Examples
    --------
    >>> read_reanalysis_cloud(Path("pyproject.toml"))
    Traceback (most recent call last):
    seeingstars.errors.UploadError: pyproject.toml must be whole JSON as Open-Meteo answers...
    """
    content = _content(path)
    hourly, units = content["hourly"], content["hourly_units"]
    if content.get("utc_offset_seconds") != 0 or units.get("time") != "iso8601" or units.get("cloud_cover") != "%":
        raise UploadError(
            f"{path.name} must be in GMT, with times as iso8601 and cloud in %; it has {content.get('utc_offset_seconds')} s, {units.get('time')} and {units.get('cloud_cover')}; ask again with timezone=GMT",
            f"{path.name} moet in GMT zijn, met tijden als iso8601 en bewolking in %; het heeft {content.get('utc_offset_seconds')} s, {units.get('time')} en {units.get('cloud_cover')}; vraag opnieuw met timezone=GMT",
        )
    times, percent = _series(hourly, path.name)
    table = pd.DataFrame(
        {
            "station": np.full(len(times), REANALYSIS_STATION, dtype="int64"),
            "hour_start_utc": times,
            "okta": okta_from_percent(percent),
        }
    )
    return ReanalysisCloud(float(content["longitude"]), float(content["latitude"]), table)


def _content(path: Path) -> Mapping[str, Any]:
    text, _ = text_from_bytes(read_content(path).data)
    try:
        content = json.loads(text)
        if content.get("error"):
            raise UploadError(
                f"{path.name} holds no cloud: Open-Meteo says {content.get('reason')!r}",
                f"{path.name} bevat geen bewolking: Open-Meteo zegt {content.get('reason')!r}",
            )
        float(content["longitude"]), float(content["latitude"])
        content["hourly"]["time"], content["hourly"]["cloud_cover"], content["hourly_units"]["time"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UploadError(
            f"{path.name} must be whole JSON as Open-Meteo answers with hourly=cloud_cover; it is not ({type(error).__name__}: {str(error)[:80]})",
            f"{path.name} moet volledige JSON zijn zoals Open-Meteo antwoordt op hourly=cloud_cover; dat is het niet ({type(error).__name__}: {str(error)[:80]})",
        ) from error
    return content  # type: ignore[no-any-return]


def _series(hourly: Mapping[str, Any], name: str) -> tuple[pd.Series[pd.Timestamp], NDArray[np.float64]]:
    try:
        times = pd.Series(pd.to_datetime(hourly["time"], format="%Y-%m-%dT%H:%M", utc=True)).dt.as_unit("us")
        percent = np.array([np.nan if one is None else one for one in hourly["cloud_cover"]], dtype=np.float64)
        right = len(times) == len(percent) and times.is_unique and times.is_monotonic_increasing
        right = right and bool((times.dt.minute == 0).all()) and not np.any((percent < 0) | (percent > 100))
    except (ValueError, TypeError) as error:
        raise _odd(name) from error
    if not right:
        raise _odd(name)
    return times, percent


def _odd(name: str) -> UploadError:
    return UploadError(
        f"{name} must hold whole hours in order, each with a cloud cover of 0 to 100 % or none; it does not",
        f"{name} moet hele uren op volgorde bevatten, elk met een bewolking van 0 tot 100 % of geen; dat doet het niet",
    )
