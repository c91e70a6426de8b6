"""What the names of the Earth Observation Group's composites say: period, satellite, version and quantity.

References: Elvidge et al. 2017, International Journal of Remote Sensing 38, 5860 (monthly); Elvidge et al. 2021, Remote
Sensing 13, 922 (annual, VNL 2). The radiance is in nW cm-2 sr-1.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_MONTHLY = re.compile(
    r"SVDNB_(?P<satellite>[a-z0-9]+)_(?P<first>\d{8})-(?P<last>\d{8})_(?P<tile>[0-9NSEWglobal]+)_(?P<kind>\w+?)_(?P<version>v\d+)_c\d+\.(?P<quantity>[a-z0-9_]+)"
)
_ANNUAL = re.compile(
    r"VNL_(?:(?P<version>v\d+)_)?(?P<satellite>npp|j\d+|n\d+)_(?P<period>\d{4}|\d{6}-\d{6})_global_(?P<kind>[a-z]+)(?:_(?P<later>v\d+))?_c\d+\.(?P<quantity>[a-z0-9_]+)"
)
_SATELLITES = {"npp": "Suomi-NPP", "j01": "NOAA-20", "n20": "NOAA-20", "j02": "NOAA-21", "n21": "NOAA-21"}
_RADIANCES = ("avg_rade9", "avg_rade9h", "average", "average_masked", "median", "median_masked")


@dataclass(frozen=True)
class Composite:
    """First and last day, where it comes from, and whether it is a radiance (else counts, masks and the like)."""

    first: date
    last: date
    source: str
    is_radiance: bool


def composite_from_name(name: str) -> Composite | None:
    """What a file name of the Earth Observation Group says; None if it is no such name.

    Parameters
    ----------
    name : str

    Returns
    -------
    Composite or None

    Examples
    --------
    >>> composite_from_name("SVDNB_npp_20220901-20220930_75N060W_vcmcfg_v10_c202210.avg_rade9h.tif").last.isoformat()
    '2022-09-30'
    >>> found = composite_from_name("VNL_v21_npp_2021_global_vcmslcfg_c202205302300.average_masked.dat.tif")
    >>> found.first.isoformat(), found.source
    ('2021-01-01', 'EOG v21 vcmslcfg average_masked (Suomi-NPP)')
    """
    if match := _MONTHLY.search(name):
        first, last = (_day(match[side]) for side in ("first", "last"))
        version = match["version"]
    elif match := _ANNUAL.search(name):
        first, last = _months(match["period"])
        version = match["version"] or match["later"] or ""
    else:
        return None
    if first is None or last is None or last < first:
        return None
    satellite = _SATELLITES.get(match["satellite"], match["satellite"])
    words = " ".join(part for part in ("EOG", version, match["kind"], match["quantity"]) if part)
    return Composite(first, last, f"{words} ({satellite})", match["quantity"] in _RADIANCES)


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def _months(period: str) -> tuple[date | None, date | None]:
    if len(period) == 4:
        return date(int(period), 1, 1), date(int(period), 12, 31)
    first, last = period.split("-")
    year, month = int(last[:4]), int(last[4:])
    if not 1 <= month <= 12:
        return None, None
    return _day(first + "01"), date(year, month, calendar.monthrange(year, month)[1])
