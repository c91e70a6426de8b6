"""Science: one number a site and night from the good readings in the window, and a row for each site."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import Flag, Role, Stream, require_columns
from seeingstars.event import Event, Interval
from seeingstars.science.nights import minutes_into_window, usable_minutes
from seeingstars.science.witnesses import CLOUD_WORDS, UNKNOWN, WITNESSES, class_column

BIN_MINUTES = 10
# On the event night a fixed meter must have good readings in this share of the ten-minute bins. Our choice: each
# night is compared in the bins that the event night has, so a part of the window is a fair comparison of that
# part; in less than a quarter one passing cloud is most of what was measured.
SMALLEST_EVENT_SHARE = 0.25
# Another night must have this share of the event night's bins: our choice, the share for which a class of cloud
# must hold too, so that nearly the same hours stand behind both.
SMALLEST_SHARE_OF_EVENT_BINS = 0.8
NO_CLOUD_CLASS = UNKNOWN
# Checks that decide whether a limiting magnitude is good; the others judge a meter.
NAKED_EYE_CHECKS = ("row", "time", "position", "sun", "moon", "limiting_magnitude", "duplicate")
NAKED_EYE_INSTRUMENT = "naked eye"
CROWD_POSITION_DECIMALS = 3

# What the table of site-nights takes over from the table of cloud classes.
COLUMNS_OF_CLOUD = (
    "cloud_class",
    *(class_column(name) for name in WITNESSES if name != "cloud_mask"),
    "cloud_en",
    "cloud_nl",
)
_NO_CLOUD = {
    **dict.fromkeys(COLUMNS_OF_CLOUD, NO_CLOUD_CLASS),
    "cloud_en": CLOUD_WORDS[UNKNOWN].en,
    "cloud_nl": CLOUD_WORDS[UNKNOWN].nl,
}

SITE_NIGHT_COLUMNS = (
    "site_id",
    "role",
    "night",
    "value",
    "event_value",
    "n_readings",
    "window_share",
    "event_bins_share",
    "is_covered",
    "instrument_type",
    *COLUMNS_OF_CLOUD,
)
_IN_AREAS = (Role.LIGHTS_OFF, Role.CONTROL)
_KEY = ["role", "site_id", "night"]
# In its files of 2007 to 2022 the chart of a row with a meter changes at 15.6, 16.65, 17.8, 19.0, 20.4 and 22.0
# mag/arcsec², whatever the observer: neighbours in brightness agree in over 99 % of cases (counted by us).
LIMIT_FROM_METER = "Globe at Night"
_NEEDED = (
    "stream",
    "supplier",
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
        limiting magnitude, except those of Globe at Night, whose limit is worked out from the meter.

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
        # Globe at Night works out the limit of a reading with a meter from the meter: that is no second witness.
        by_eye_too = (readings["stream"] == Stream.HANDHELD_METER) & (readings["supplier"] != LIMIT_FROM_METER)
        belongs |= by_eye_too & readings["limiting_magnitude"].notna()
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
    """One number a site and night, over the same clock hours as the event night at that site.

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
        One row for each site in an area and night that has a good reading in the window, ordered by role, site
        and night: ``site_id``, ``role``, ``night``;
        ``value`` [mag/arcsec², or mag for naked_eye]: for a fixed meter the mean of the means of the ten-minute
        bins that this night and the event night both have at that site (all bins of the night where the site has no
        event night; NaN where they share none), for a crowd the mean of the readings in the window;
        ``event_value``: the mean of the event night over those same bins (NaN for a crowd, and without event night);
        ``n_readings`` behind the value; ``window_share`` (share of the bins of the window that hold a good reading
        [1]); ``event_bins_share`` (share of the event night's bins that this night has too [1]; NaN for a crowd,
        and without event night);
        ``is_covered`` (a fixed meter: `SMALLEST_EVENT_SHARE` of the window on the event night and
        `SMALLEST_SHARE_OF_EVENT_BINS` on another night; always true for a crowd); ``instrument_type`` and
        `COLUMNS_OF_CLOUD`.

    Notes
    -----
    The sky darkens by about 0.1 mag an hour by itself, so a night with its first hour only must not stand beside
    a whole window. For a crowd one reading is enough, and two readings of different hours on different nights do
    differ by that trend: nothing corrects it, and it widens the spread between the nights of a crowd.

    A mean of magnitudes is the geometric mean of luminances; it is used for all nights alike.
    """
    rows = stream_readings(readings, stream=stream)
    used = rows[rows["is_good"] & rows["in_window"] & rows["role"].isin(_IN_AREAS)]
    used = used.assign(bin=window_bin(minutes_into_window(used["observed_at_utc"], event), event=event))
    grouped = used.groupby(_KEY, observed=True, sort=True)
    table = grouped.agg(
        value=("value", "mean"),
        n_readings=("value", "size"),
        window_share=("bin", "nunique"),
        instrument_type=("instrument_type", "first"),
    ).reset_index()
    table["window_share"] = table["window_share"] / bins_in_window(event)
    if stream == Stream.PHOTOMETER:
        table = _in_the_event_bins(table, used, event)
    else:
        table = table.assign(event_value=np.nan, event_bins_share=np.nan, is_covered=True)
    texts = dict.fromkeys(("site_id", "role", "night", "instrument_type", *COLUMNS_OF_CLOUD), "str")
    return _with_cloud(table, cloud, stream)[list(SITE_NIGHT_COLUMNS)].astype(texts)


def _in_the_event_bins(table: pd.DataFrame, used: pd.DataFrame, event: Event) -> pd.DataFrame:
    """The table with the values over the bins that each night shares with the event night at its site."""
    bins = used.groupby([*_KEY, "bin"], observed=True)["value"].agg(value="mean", n="size").reset_index()
    night = event.night.isoformat()
    on_event = bins.loc[bins["night"] == night, ["role", "site_id", "bin", "value"]]
    on_event = on_event.rename(columns={"value": "event_value"})
    n_event = on_event.groupby(["role", "site_id"], observed=True).size().rename("n_event").reset_index()
    bins = bins.merge(n_event, on=["role", "site_id"], how="left", validate="many_to_one")
    bins = bins.merge(on_event, on=["role", "site_id", "bin"], how="left", validate="many_to_one")
    shared = bins[bins["event_value"].notna() | bins["n_event"].isna()]
    means = shared.groupby(_KEY, observed=True, sort=True).agg(
        value=("value", "mean"),
        event_value=("event_value", "mean"),
        n_readings=("n", "sum"),
        n_bins=("bin", "size"),
    )
    own = table[[*_KEY, "window_share", "instrument_type"]].merge(n_event, on=["role", "site_id"], how="left")
    made = own.merge(means.reset_index(), on=_KEY, how="left", validate="one_to_one")
    made = made.fillna({"n_readings": 0, "n_bins": 0}).astype({"n_readings": "int64"})
    share = made["n_bins"] / made["n_event"]
    enough = np.where(
        made["night"] == night,
        made["window_share"] >= SMALLEST_EVENT_SHARE,
        share >= SMALLEST_SHARE_OF_EVENT_BINS,
    )
    return made.assign(event_bins_share=share, is_covered=enough).drop(columns=["n_event", "n_bins"])


def event_bins(rows: pd.DataFrame, *, event: Event) -> pd.DataFrame:
    """The ten-minute bins in which each site has good readings on the event night.

    Parameters
    ----------
    rows : table of `stream_readings`
    event : Event

    Returns
    -------
    pandas.DataFrame
        ``site_id`` and ``bin``, one row each; none for a site without good readings on the event night.
    """
    there = rows[rows["is_good"] & rows["in_window"] & (rows["night"] == event.night.isoformat())]
    there = there.assign(bin=window_bin(minutes_into_window(there["observed_at_utc"], event), event=event))
    return there[["site_id", "bin"]].drop_duplicates(ignore_index=True)


def bins_in_window(event: Event) -> int:
    """Number of ten-minute bins in the usable window; the last one may be shorter.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> bins_in_window(load_event(Path("data/events/leiden-2022")))
    8
    """
    return max(1, int(np.ceil(usable_minutes(event) / BIN_MINUTES)))


def window_bin(minutes: NDArray[np.float64], *, event: Event) -> NDArray[np.float64]:
    """The number of the ten-minute bin of each reading, from 0; NaN outside the window.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> window_bin(np.array([0.0, 9.9, 75.0, np.nan]), event=load_event(Path("data/events/leiden-2022"))).tolist()
    [0.0, 0.0, 7.0, nan]
    """
    # The last moment of the window belongs to the last bin.
    return np.minimum(np.floor(minutes / BIN_MINUTES), bins_in_window(event) - 1)


def bin_parts(event: Event, *, night: date) -> list[tuple[int, Interval]]:
    """The pieces of clock time that each ten-minute bin of the window of a night is made of.

    Parameters
    ----------
    event : Event
    night : local date of the evening

    Returns
    -------
    list of pairs
        Number of the bin and a piece of it, in order of time; a bin that a transition cuts has more than one piece.

    Examples
    --------
    >>> from pathlib import Path
    >>> from seeingstars.event_file import load_event
    >>> parts = bin_parts(load_event(Path("data/events/leiden-2022")), night=date(2022, 9, 25))
    >>> [(number, f"{piece.start:%H:%M}", f"{piece.end:%H:%M}") for number, piece in (parts[0], parts[-1])]
    [(0, '20:10', '20:20'), (7, '21:20', '21:25')]
    """
    pieces, before, last = [], timedelta(), bins_in_window(event) - 1
    width = timedelta(minutes=BIN_MINUTES)
    for part in event.usable_parts(night):
        start = part.start
        while start < part.end:
            passed = before + (start - part.start)
            number = passed // width
            end = min(part.end, start + (number + 1) * width - passed)
            pieces.append((min(number, last), Interval(start, end)))
            start = end
        before += part.end - part.start
    return pieces


def _with_cloud(table: pd.DataFrame, cloud: pd.DataFrame | None, stream: str) -> pd.DataFrame:
    if cloud is None:
        return table.assign(**_NO_CLOUD)
    require_columns(cloud, ("stream", "site_id", "night", *COLUMNS_OF_CLOUD), where="site_nights")
    of_stream = cloud.loc[cloud["stream"] == stream, ["site_id", "night", *COLUMNS_OF_CLOUD]]
    joined = table.merge(of_stream, on=["site_id", "night"], how="left", validate="many_to_one")
    return joined.fillna(_NO_CLOUD)


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
        (good readings in the window of the event night), ``first_in_window_utc`` and ``last_in_window_utc``
        (the first and last of them, NaT if there is none), ``coverage`` (``covered`` or ``no_coverage``),
        ``coverage_share`` (share of the window on the event night [1]), ``cloud_class``, ``cloud_en`` and
        ``cloud_nl`` (on the event night: a word, and in words who says what), ``moves`` (the site stands in more than one area role; such a site is in no arm).
    """
    rows = stream_readings(readings, stream=stream)
    rows = rows[rows["role"].isin(_IN_AREAS)]
    night = event.night.isoformat()
    there = rows["is_good"] & rows["in_window"] & (rows["night"] == night)
    rows = rows.assign(n_in_window=there, measured_at_utc=rows["observed_at_utc"].where(there))
    grouped = rows.groupby(["role", "site_id"], observed=True, sort=True)
    table = grouped.agg(
        instrument_type=("instrument_type", "first"),
        longitude_deg=("longitude_deg", "median"),
        latitude_deg=("latitude_deg", "median"),
        n_good=("is_good", "sum"),
        n_in_window=("n_in_window", "sum"),
        first_in_window_utc=("measured_at_utc", "min"),
        last_in_window_utc=("measured_at_utc", "max"),
    ).reset_index()
    if stream != Stream.PHOTOMETER:
        table = table.round({"longitude_deg": CROWD_POSITION_DECIMALS, "latitude_deg": CROWD_POSITION_DECIMALS})
    kept = ["role", "site_id", "window_share", "is_covered", "cloud_class", "cloud_en", "cloud_nl"]
    event_night = nights.loc[nights["night"] == night, kept]
    table = table.merge(event_night, on=["role", "site_id"], how="left", validate="one_to_one")
    covered = table["is_covered"].eq(True)
    return table.assign(
        coverage=np.where(covered, "covered", "no_coverage"),
        coverage_share=table["window_share"].fillna(0.0),
        cloud_class=table["cloud_class"].fillna(NO_CLOUD_CLASS),
        cloud_en=table["cloud_en"].fillna(CLOUD_WORDS[UNKNOWN].en),
        cloud_nl=table["cloud_nl"].fillna(CLOUD_WORDS[UNKNOWN].nl),
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
