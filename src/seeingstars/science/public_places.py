"""How exactly the places of people may be told: rounded once the readings are placed, before anything is published."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from seeingstars.columns import require_columns

# About 100 m: what people are promised who hand in a reading.
DECIMALS = 3
_HANDED_IN = "Seeing Stars upload"
_FROM_PLACE = ("sun_altitude_deg", "sun_altitude_as_given_deg", "moon_altitude_deg", "zenith_galactic_latitude_deg")
_SITE = re.compile(r"^(.*) at (-?\d+\.\d+) (-?\d+\.\d+)$")


def public_places(readings: pd.DataFrame, *, decimals_by_sha256: Mapping[str, int] | None = None) -> pd.DataFrame:
    """The readings with the places of people as exactly as they may be published, and not more.

    Use it after every reading was flagged and placed in the event with its exact place.

    Parameters
    ----------
    readings : table with position, sky columns, ``supplier``, ``source_sha256`` and ``site_id``
    decimals_by_sha256 : mapping from the digest of a file to decimals of a degree, or None
        What a contributor chose: 2 is about 1 km, 3 about 100 m, 5 exact. Files that are not in it are rounded to
        0.001° if they hold readings that people handed in by our template; files of suppliers stay as published.

    Returns
    -------
    DataFrame
        A copy: positions rounded; altitudes of sun and moon and the galactic latitude to 0.1°, since finer ones give
        the place away; the place within ``site_id`` likewise. NaN stays NaN.

    Examples
    --------
    >>> row = {"supplier": ["Seeing Stars upload"], "source_sha256": ["a"], "site_id": ["SQM 1 at 4.484 52.155"],
    ...        "longitude_deg": [4.48412], "latitude_deg": [52.15514], "sun_altitude_deg": [-23.6946]}
    >>> public = public_places(pd.DataFrame(row), decimals_by_sha256={"a": 2})
    >>> public["longitude_deg"].tolist(), public["site_id"].tolist(), public["sun_altitude_deg"].tolist()
    ([4.48], ['SQM 1 at 4.48 52.16'], [-23.7])
    """
    require_columns(readings, ("supplier", "source_sha256", "longitude_deg", "latitude_deg"), where="the readings")
    decimals = _decimals(readings, decimals_by_sha256 or {})
    public = readings.copy()
    for number in np.unique(decimals[decimals >= 0]):
        here = decimals == number
        for name in ("longitude_deg", "latitude_deg"):
            public.loc[here, name] = readings.loc[here, name].round(int(number))
        for name in _FROM_PLACE:
            if name in readings and number <= DECIMALS:
                public.loc[here, name] = readings.loc[here, name].round(1)
    if "site_id" in readings and (decimals >= 0).any():
        public["site_id"] = _sites(readings["site_id"], decimals)
    return public


def _decimals(readings: pd.DataFrame, by_sha256: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """Decimals for each row; -1 where the place stays as its supplier published it."""
    chosen = readings["source_sha256"].astype("str").map(dict(by_sha256))
    handed_in = np.where((readings["supplier"] == _HANDED_IN).to_numpy(), DECIMALS, -1)
    return np.where(chosen.isna(), handed_in, chosen.fillna(-1)).astype(np.int64)


def _sites(site_id: pd.Series, decimals: npt.NDArray[np.int64]) -> pd.Series:
    names = site_id.astype("str").to_numpy(dtype=object)
    rounded = [
        _coarser(name, number) if 0 <= number < DECIMALS else name for name, number in zip(names, decimals, strict=True)
    ]
    return pd.Series(rounded, index=site_id.index).astype(site_id.dtype if site_id.dtype != "category" else "category")


def _coarser(name: str, decimals: int) -> str:
    found = _SITE.match(name)
    if not found:
        return name
    return f"{found[1]} at {float(found[2]):.{decimals}f} {float(found[3]):.{decimals}f}"
