"""Science: one number a site and night from the good readings in the window, and a row for each site."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import Flag, Role, Stream, require_columns
from seeingstars.event import Event
from seeingstars.science.nights import minutes_into_window, usable_minutes

BIN_MINUTES = 10
# A fixed meter must have good readings in this share of the ten-minute bins: our choice, so that a night
# is not judged by its first or last minutes (the sky darkens by about 0.1 mag an hour by itself).
SMALLEST_WINDOW_SHARE = 0.5
NO_CLOUD_CLASS = "unknown"
# Checks that decide whether a limiting magnitude is good; the others judge a meter.
NAKED_EYE_CHECKS = ("row", "time", "position", "sun", "moon", "limiting_magnitude", "duplicate")
NAKED_EYE_INSTRUMENT = "naked eye"
CROWD_POSITION_DECIMALS = 3

SITE_NIGHT_COLUMNS = (
    "site_id",
    "role",
    "night",
    "value",
    "n_readings",
    "window_share",
    "is_covered",
    "instrument_type",
    "cloud_class",
)
_IN_AREAS = (Role.LIGHTS_OFF, Role.CONTROL)
_NEEDED = (
    "stream",
    "site_id",
    "role",
    "night",
    "in_window",
    "observed_at_utc",
    "longitude_deg",
    "latitude_deg",
    "brightness_mag_arcsec2",
    "limiting_magnitude",
    "instrument_type",
    "cloud_cover_percent",
    "temperature_c",
    "sky_temperature_c",
    "flag",
    *(f"flag_{name}" for name in NAKED_EYE_CHECKS),
)


def stream_readings(readings: pd.DataFrame, *, stream: str) -> pd.DataFrame:
    """The readings of one stream, with the one value that counts in it.

    Parameters
    ----------
    readings : readings table with flags and event columns
    stream : one of `columns.READING_STREAMS`
        ``naked_eye`` holds the rows of that stream and the rows of handheld meters that also carry a
        limiting magnitude.

    Returns
    -------
    pandas.DataFrame
        One row a reading, the index of `readings`: ``value`` (limiting magnitude [mag] for naked_eye, else
        sky brightness [mag/arcsec²]; positive differences are darker in both), ``is_good``, ``site_id``
        (a reading without one belongs to its place, rounded to 0.001 degree), and the columns that the
        comparison needs.

    Raises
    ------
    TableError
        If a column is missing.
    ValueError
        If the stream is not one of the streams of readings.
    """
    require_columns(readings, _NEEDED, where="stream_readings")
    belongs = readings["stream"] == stream
    if stream == Stream.NAKED_EYE:
        belongs |= (readings["stream"] == Stream.HANDHELD_METER) & readings["limiting_magnitude"].notna()
    rows = readings.loc[belongs, list(_NEEDED)]
    naked_eye = stream == Stream.NAKED_EYE
    value = rows["limiting_magnitude" if naked_eye else "brightness_mag_arcsec2"]
    checks = [f"flag_{name}" for name in NAKED_EYE_CHECKS] if naked_eye else ["flag"]
    good = (rows[checks] == Flag.GOOD).all(axis=1) & value.notna()
    kept = ["night", "in_window", "observed_at_utc", "longitude_deg", "latitude_deg"]
    witnesses = ["cloud_cover_percent", "temperature_c", "sky_temperature_c"]
    return rows[[*kept, *witnesses]].assign(
        site_id=_site_id(rows),
        role=rows["role"].astype("str"),
        night=rows["night"].astype("str"),
        value=value,
        is_good=good,
        instrument_type=NAKED_EYE_INSTRUMENT if naked_eye else rows["instrument_type"].astype("str"),
    )


def _site_id(rows: pd.DataFrame) -> pd.Series[str]:
    given = rows["site_id"].astype("str").fillna("")
    empty = given == ""
    if not empty.any():
        return given
    places = rows.loc[empty, ["longitude_deg", "latitude_deg"]].round(CROWD_POSITION_DECIMALS)
    texts = [f"{east:.3f},{north:.3f}" for east, north in places.to_numpy()]
    return given.mask(empty, pd.Series(texts, index=places.index, dtype="str"))


def site_nights(
    readings: pd.DataFrame, *, stream: str, event: Event, cloud: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One number a site and night: the mean of the good readings in the window without its transitions.

    Parameters
    ----------
    readings : readings table with flags and event columns
    stream : one of `columns.READING_STREAMS`
    event : Event
    cloud : table of `cloud.cloud_classes`, or None
        Without it every class is ``unknown``.

    Returns
    -------
    pandas.DataFrame
        One row for each site in an area and night that has a good reading in the window: ``site_id``,
        ``role``, ``night``, ``value`` (mean over readings [mag/arcsec², or mag for naked_eye]),
        ``n_readings``, ``window_share`` (share of the ten-minute bins of the window that hold a good reading
        [1]), ``is_covered`` (enough of the window for a fixed meter; always true for a crowd),
        ``instrument_type``, ``cloud_class``. Ordered by role, site and night.

    Notes
    -----
    A mean of magnitudes is the geometric mean of luminances; it is used for all nights alike.
    """
    rows = stream_readings(readings, stream=stream)
    used = rows[rows["is_good"] & rows["in_window"] & rows["role"].isin(_IN_AREAS)]
    minutes = minutes_into_window(used["observed_at_utc"], event)
    n_bins = bins_in_window(event)
    used = used.assign(bin=window_bin(minutes, event=event))
    grouped = used.groupby(["role", "site_id", "night"], observed=True, sort=True)
    table = grouped.agg(
        value=("value", "mean"),
        n_readings=("value", "size"),
        window_share=("bin", "nunique"),
        instrument_type=("instrument_type", "first"),
    ).reset_index()
    share = table["window_share"] / n_bins
    fixed = stream == Stream.PHOTOMETER
    table = table.assign(window_share=share, is_covered=(share >= SMALLEST_WINDOW_SHARE) if fixed else True)
    texts = dict.fromkeys(("site_id", "role", "night", "instrument_type", "cloud_class"), "str")
    return _with_cloud(table, cloud, stream)[list(SITE_NIGHT_COLUMNS)].astype(texts)


def bins_in_window(event: Event) -> int:
    """Number of ten-minute bins in the usable window; the last one may be shorter."""
    return max(1, int(np.ceil(usable_minutes(event) / BIN_MINUTES)))


def window_bin(minutes: NDArray[np.float64], *, event: Event) -> NDArray[np.float64]:
    """The number of the ten-minute bin of each reading, from 0; NaN outside the window."""
    # The last moment of the window belongs to the last bin.
    return np.minimum(np.floor(minutes / BIN_MINUTES), bins_in_window(event) - 1)


def _with_cloud(table: pd.DataFrame, cloud: pd.DataFrame | None, stream: str) -> pd.DataFrame:
    if cloud is None:
        return table.assign(cloud_class=NO_CLOUD_CLASS)
    require_columns(cloud, ("stream", "site_id", "night", "cloud_class"), where="site_nights")
    of_stream = cloud.loc[cloud["stream"] == stream, ["site_id", "night", "cloud_class"]]
    joined = table.merge(of_stream, on=["site_id", "night"], how="left", validate="many_to_one")
    return joined.assign(cloud_class=joined["cloud_class"].fillna(NO_CLOUD_CLASS))


def site_table(readings: pd.DataFrame, *, stream: str, event: Event, nights: pd.DataFrame) -> pd.DataFrame:
    """One row a site in an area: where it stands and what it has on the event night.

    Parameters
    ----------
    readings : readings table with flags and event columns
    stream : one of `columns.READING_STREAMS`
    event : Event
    nights : table of `site_nights` of the same readings

    Returns
    -------
    pandas.DataFrame
        ``site_id``, ``role``, ``instrument_type``, ``longitude_deg`` and ``latitude_deg`` (as published:
        to 0.001 degree, about 100 m, for a crowd; as stated for a fixed meter), ``n_good``, ``n_in_window``
        (good readings in the window of the event night), ``coverage`` (``covered`` or ``no_coverage``),
        ``coverage_share`` (share of the window on the event night [1]), ``cloud_class`` (on the event
        night), ``moves`` (the site stands in more than one area role; such a site is in no arm).
    """
    rows = stream_readings(readings, stream=stream)
    rows = rows[rows["role"].isin(_IN_AREAS)]
    night = event.night.isoformat()
    rows = rows.assign(n_in_window=rows["is_good"] & rows["in_window"] & (rows["night"] == night))
    grouped = rows.groupby(["role", "site_id"], observed=True, sort=True)
    table = grouped.agg(
        instrument_type=("instrument_type", "first"),
        longitude_deg=("longitude_deg", "median"),
        latitude_deg=("latitude_deg", "median"),
        n_good=("is_good", "sum"),
        n_in_window=("n_in_window", "sum"),
    ).reset_index()
    if stream != Stream.PHOTOMETER:
        table = table.round({"longitude_deg": CROWD_POSITION_DECIMALS, "latitude_deg": CROWD_POSITION_DECIMALS})
    event_night = nights.loc[nights["night"] == night, ["role", "site_id", "window_share", "is_covered", "cloud_class"]]
    table = table.merge(event_night, on=["role", "site_id"], how="left", validate="one_to_one")
    covered = table["is_covered"].eq(True)
    return table.assign(
        coverage=np.where(covered, "covered", "no_coverage"),
        coverage_share=table["window_share"].fillna(0.0),
        cloud_class=table["cloud_class"].fillna(NO_CLOUD_CLASS),
        moves=table["site_id"].duplicated(keep=False),
    ).drop(columns=["window_share", "is_covered"])


def instrument_family(instrument_type: str) -> str:
    """The family of an instrument: instruments of one family see the same sky in the same band.

    Use it for the rule that a type which stands in one arm only cannot serve a comparison of arms.

    Parameters
    ----------
    instrument_type : make and model as stated

    Returns
    -------
    text
        ``sqm_l`` for every Sky Quality Meter with the lens (L, LE, LU, LU-DL, LR: field of view 20 degree),
        ``sqm`` for the one without, ``tess-w``, ``tess4c``; any other text is its own family, in small letters.

    References
    ----------
    Unihedron, Sky Quality Meter with lens: one detector and lens behind every L model.

    Examples
    --------
    >>> [instrument_family(name) for name in ("SQM-LU-DL", "Unihedron SQM-LE", "SQM", "TESS-W", "Dark Sky Meter")]
    ['sqm_l', 'sqm_l', 'sqm', 'tess-w', 'dark sky meter']
    """
    name = " ".join(instrument_type.lower().replace("_", "-").split())
    if "tess4c" in name:
        return "tess4c"
    if "tess" in name:
        return "tess-w"
    if "sqm-l" in name or "sqm l" in name:
        return "sqm_l"
    if name in ("sqm", "unihedron sqm"):
        return "sqm"
    return name
