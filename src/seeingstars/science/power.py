"""Science: what could be seen at all: the smallest detectable effect by meters, nights and cloud, before anyone measures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import median_abs_deviation

from seeingstars.columns import Stream
from seeingstars.science.comparison import CONFIDENCE, POWER, minimum_detectable_effect
from seeingstars.science.naked_eye import nelm_slope_crumey, nelm_slope_unihedron
from seeingstars.science.witnesses import CLEAR, OVERCAST, PARTLY

FloatArray = NDArray[np.float64]

# Spread of one meter's number of a night, and of what one area has to itself that night (patchy cloud, haze,
# a football match). Our choice of typical sizes; the second decides nearly everything and is known nowhere
# before it is measured, so the tables give four of it.
SITE_NIGHT_SD_MAG = 0.10
AREA_NIGHT_SD_MAG = 0.05
METERS_PER_AREA = (3, 10, 30)
BASELINE_NIGHTS = (3, 5, 8, 10, 15, 20, 40)
AREA_NIGHT_SDS_MAG = (0.0, 0.05, 0.10, 0.15)
# One person's guess of the faintest star: Kyba et al. 2013, Scientific Reports 3, 1835.
OBSERVER_SD_MAG = 1.2
# The same of each stream that people or meters make; a single reading of a camera app: repeats of Dark Sky Meter within
# ten minutes at one place, robust. A hand-held meter moves about: our guess.
SITE_NIGHT_SDS = {
    Stream.PHOTOMETER: SITE_NIGHT_SD_MAG,
    Stream.HANDHELD_METER: 0.40,
    Stream.CAMERA_APP: 0.22,
    Stream.NAKED_EYE: OBSERVER_SD_MAG,
}
CITY_SKY_MAG_ARCSEC2 = 18.5

HELPS, HARDLY, HURTS = "helps", "hardly", "hurts"
# Our choice: a control that changes the spread by less than a fifth hardly matters.
_HARDLY = 1.25


@dataclass(frozen=True)
class CloudNoise:
    """How much the sky of a town changes of itself under one class of cloud, no lamp touched [mag/arcsec²].

    ``change_sd``: one meter, from one hour to the next in an evening; ``difference_sd``: the same minus the mean
    of the control meters; both robust (from the median deviation), the ``_raw`` ones plain. ``night_sd``: one
    meter on one night against the median of similar nights, robust. ``n_nights`` are those behind ``night_sd``.
    """

    cloud_class: str
    change_sd: float
    difference_sd: float
    change_sd_raw: float
    difference_sd_raw: float
    night_sd: float = math.nan
    n_nights: int = 0
    control_distance_km: tuple[float, float] = (math.nan, math.nan)
    source: str = ""


_SOURCE = (
    "Hourly means of the Dutch network of sky-brightness meters (washetdonker.nl), all of 2023 without May to July, "
    "moon down; Leiden-Sterrewacht, controls Rijswijk (17 km) and De Zilk (16 km); cloud class by ERA5; our own "
    "computation from a copy of that archive"
)
_DISTANCE_KM = (16.0, 17.0)
LEIDEN_2023 = (
    CloudNoise(CLEAR, 0.10, 0.05, 0.31, 0.37, 0.15, 6, _DISTANCE_KM, _SOURCE),
    CloudNoise(PARTLY, 0.59, 0.55, 1.01, 0.96, 0.86, 47, _DISTANCE_KM, _SOURCE),
    CloudNoise(OVERCAST, 0.24, 0.36, 0.62, 0.73, 1.04, 39, _DISTANCE_KM, _SOURCE),
)


def difference_sd(
    meters_per_area: ArrayLike, *, area_night_sd_mag: ArrayLike, site_night_sd_mag: ArrayLike = SITE_NIGHT_SD_MAG
) -> FloatArray:
    """Spread from night to night of the area's mean minus the control's mean.

    Parameters
    ----------
    meters_per_area : any shape
        Number S of fixed meters in the area, and as many in the control.
    area_night_sd_mag : same shape, or one number
        σ_v, what each area has to itself on a night [mag/arcsec²].
    site_night_sd_mag : same shape, or one number
        σ_e, what each meter has to itself on a night [mag/arcsec²].

    Returns
    -------
    same shape
        √(2 σ_v² + 2 σ_e² / S) [mag/arcsec²]; NaN for S below 1.

    Notes
    -----
    What both areas share (the common sky of that night) falls out; more meters bring down the second part only.

    Examples
    --------
    >>> difference_sd([3, 10, 1000], area_night_sd_mag=0.05).round(3).tolist()
    [0.108, 0.084, 0.071]
    """
    meters = np.asarray(meters_per_area, dtype=np.float64)
    per_meter = np.asarray(site_night_sd_mag, dtype=np.float64) ** 2 / np.where(meters >= 1, meters, np.nan)
    return np.asarray(np.sqrt(2 * (np.asarray(area_night_sd_mag, dtype=np.float64) ** 2 + per_meter)))[()]


def detectable_table(
    *,
    meters: Sequence[int] = METERS_PER_AREA,
    nights: Sequence[int] = BASELINE_NIGHTS,
    area_night_sds_mag: Sequence[float] = AREA_NIGHT_SDS_MAG,
    site_night_sd_mag: float = SITE_NIGHT_SD_MAG,
) -> pd.DataFrame:
    """The smallest effect that four such events in five would show, for every combination.

    Parameters
    ----------
    meters : fixed meters in the area, and as many in the control
    nights : similar nights to compare with
    area_night_sds_mag : σ_v, what each area has to itself on a night [mag/arcsec²]
    site_night_sd_mag : σ_e of one meter on one night [mag/arcsec²]

    Returns
    -------
    pandas.DataFrame
        ``sigma_area_night``, ``meters_per_area``, ``baseline_nights``, ``mde_mag`` [mag/arcsec²].

    References
    ----------
    `comparison.minimum_detectable_effect` (exact, non-central t) on `difference_sd`.

    Examples
    --------
    >>> table = detectable_table(meters=[10], nights=[5, 20], area_night_sds_mag=[0.05])
    >>> table["mde_mag"].round(3).tolist()
    [0.345, 0.253]
    """
    rows = pd.MultiIndex.from_product(
        [area_night_sds_mag, meters, nights], names=["sigma_area_night", "meters_per_area", "baseline_nights"]
    ).to_frame(index=False)
    spread = difference_sd(
        rows["meters_per_area"].to_numpy(),
        area_night_sd_mag=rows["sigma_area_night"].to_numpy(dtype=np.float64),
        site_night_sd_mag=site_night_sd_mag,
    )
    return rows.assign(mde_mag=minimum_detectable_effect(spread, rows["baseline_nights"].to_numpy()))


def detectable_by_cloud(
    noise: Sequence[CloudNoise] = LEIDEN_2023,
    *,
    meters: Sequence[int] = METERS_PER_AREA,
    nights: Sequence[int] = BASELINE_NIGHTS,
    site_night_sd_mag: float = SITE_NIGHT_SD_MAG,
) -> pd.DataFrame:
    """The smallest detectable effect under each class of cloud, beside a control.

    Parameters
    ----------
    noise : measured spread by cloud class
    meters, nights, site_night_sd_mag : as for `detectable_table`

    Returns
    -------
    pandas.DataFrame
        ``cloud_class`` and the columns of `detectable_table`.

    Notes
    -----
    Our choice: all of the measured spread of a difference is put down to the areas, σ_v = SD / √2, and that of the
    meters comes on top. In cloud the areas decide and meters hardly matter, so little hangs on it.

    Examples
    --------
    >>> detectable_by_cloud(meters=[10], nights=[8]).round(2)[["cloud_class", "mde_mag"]].to_dict("list")
    {'cloud_class': ['clear', 'partly', 'overcast'], 'mde_mag': [0.23, 1.91, 1.26]}
    """
    tables = [
        detectable_table(
            meters=meters,
            nights=nights,
            area_night_sds_mag=[one.difference_sd / math.sqrt(2)],
            site_night_sd_mag=site_night_sd_mag,
        ).assign(cloud_class=one.cloud_class)
        for one in noise
    ]
    return pd.concat(tables, ignore_index=True)


def control_table(noise: Sequence[CloudNoise] = LEIDEN_2023) -> pd.DataFrame:
    """Where a control helps and where it hurts: the spread with and without it, by class of cloud.

    Parameters
    ----------
    noise : measured spread by cloud class
        The default is Leiden with controls at 16 and 17 km; `noise_from_pairs` makes one from your own meters.

    Returns
    -------
    pandas.DataFrame
        ``cloud_class``, ``with_control_sd``, ``without_control_sd`` and the same with ``_raw``
        [mag/arcsec²], ``night_against_nights_sd``, ``n_nights``, and ``effect``: helps, hardly or hurts (our choice: a
        change by less than a quarter of the smaller spread is hardly any).

    Examples
    --------
    >>> control_table()["effect"].tolist()
    ['helps', 'hardly', 'hurts']
    """
    return pd.DataFrame(
        {
            "cloud_class": [one.cloud_class for one in noise],
            "with_control_sd": [one.difference_sd for one in noise],
            "without_control_sd": [one.change_sd for one in noise],
            "with_control_sd_raw": [one.difference_sd_raw for one in noise],
            "without_control_sd_raw": [one.change_sd_raw for one in noise],
            "night_against_nights_sd": [one.night_sd for one in noise],
            "n_nights": [one.n_nights for one in noise],
            "effect": [_effect_of_control(one) for one in noise],
        }
    )


def _effect_of_control(noise: CloudNoise) -> str:
    if noise.difference_sd * _HARDLY <= noise.change_sd:
        return HELPS
    return HURTS if noise.difference_sd >= noise.change_sd * _HARDLY else HARDLY


def noise_from_pairs(
    area_change_mag: ArrayLike, control_change_mag: ArrayLike, *, cloud_class: str, source: str = ""
) -> CloudNoise:
    """The spread under one class of cloud from your own pairs, in the place of the measured Leiden figures.

    Parameters
    ----------
    area_change_mag, control_change_mag : n numbers each
        Change from one hour to the next of the meter in the area and of the (mean) control, of the same evening and
        hours, lamps untouched [mag/arcsec²]; a pair with NaN is left out.
    cloud_class : the class of all of them
    source : where they come from

    Returns
    -------
    CloudNoise

    Raises
    ------
    ValueError
        If the two are not equally long or fewer than 5 pairs are whole: a spread of fewer says nothing.

    Examples
    --------
    >>> own = noise_from_pairs([0.1, -0.1, 0.2, 0.0, -0.2], [0.1, -0.1, 0.2, 0.0, -0.2], cloud_class="clear")
    >>> round(own.change_sd, 3), own.difference_sd
    (0.148, 0.0)
    """
    area, control = (np.asarray(change, dtype=np.float64).ravel() for change in (area_change_mag, control_change_mag))
    if area.shape != control.shape:
        raise ValueError(
            f"area_change_mag and control_change_mag must be equally long; got {area.size} and {control.size}"
        )
    whole = np.isfinite(area) & np.isfinite(control)
    if whole.sum() < 5:
        raise ValueError(f"pairs must number 5 or more without NaN; got {int(whole.sum())}; measure on more evenings")
    change, difference = area[whole], (area - control)[whole]
    return CloudNoise(
        cloud_class,
        change_sd=float(median_abs_deviation(change, scale="normal")),
        difference_sd=float(median_abs_deviation(difference, scale="normal")),
        change_sd_raw=float(np.std(change, ddof=1)),
        difference_sd_raw=float(np.std(difference, ddof=1)),
        source=source,
    )


def observers_needed(
    limit_change_mag: ArrayLike, *, observer_sd_mag: float = OBSERVER_SD_MAG, n_groups: int = 2
) -> FloatArray:
    """People that must look in each group to see a change of the faintest star, four times in five.

    Parameters
    ----------
    limit_change_mag : any shape
        Change of the naked-eye limiting magnitude [mag]; its sign does not matter.
    observer_sd_mag : scalar
        Spread of one person's guess [mag].
    n_groups : int
        2 for one group against another; 4 for area and control, before and during.

    Returns
    -------
    same shape
        Whole numbers, rounded up: n_groups (z(.975) + z(.80))² σ² / change²; infinite for no change, NaN stays NaN.

    References
    ----------
    Cohen 1988, Statistical Power Analysis, chapter 2 (normal approximation); σ from Kyba et al. 2013.

    Examples
    --------
    >>> observers_needed([0.3, 0.1]).tolist()
    [252.0, 2261.0]
    """
    shift = float(ndtri((1 + CONFIDENCE) / 2) + ndtri(POWER))
    with np.errstate(divide="ignore"):
        exact = n_groups * (shift * observer_sd_mag / np.asarray(limit_change_mag, dtype=np.float64)) ** 2
    return np.asarray(np.ceil(exact))[()]


def naked_eye_table(
    sky_changes_mag: Sequence[float] = (0.1, 0.3, 0.5),
    *,
    brightness_mag_arcsec2: float = CITY_SKY_MAG_ARCSEC2,
    observer_sd_mag: float = OBSERVER_SD_MAG,
) -> pd.DataFrame:
    """How many people with the naked eye it takes, by both models of the eye.

    Parameters
    ----------
    sky_changes_mag : darkening of the sky [mag/arcsec²]
    brightness_mag_arcsec2 : scalar
        Sky without the event [mag/arcsec²].
    observer_sd_mag : scalar
        As for `observers_needed`.

    Returns
    -------
    pandas.DataFrame
        ``sky_change_mag``, ``model``, ``slope``, ``limit_change_mag`` [mag], ``observers_per_group`` (two groups),
        ``observers_per_cell`` (area and control, before and during).

    Examples
    --------
    >>> naked_eye_table([0.3])[["model", "observers_per_group", "observers_per_cell"]].values.tolist()
    [['unihedron', 388, 776], ['crumey', 4732, 9463]]
    """
    slopes = {
        "unihedron": float(nelm_slope_unihedron(brightness_mag_arcsec2)),
        "crumey": float(nelm_slope_crumey(brightness_mag_arcsec2)),
    }
    rows = pd.MultiIndex.from_product([sky_changes_mag, slopes], names=["sky_change_mag", "model"]).to_frame(
        index=False
    )
    rows["slope"] = rows["model"].map(slopes)
    rows["limit_change_mag"] = rows["sky_change_mag"] * rows["slope"]
    for name, n_groups in (("observers_per_group", 2), ("observers_per_cell", 4)):
        people = observers_needed(
            rows["limit_change_mag"].to_numpy(), observer_sd_mag=observer_sd_mag, n_groups=n_groups
        )
        rows[name] = pd.array(np.where(np.isfinite(people), people, np.nan), dtype="Int64")
    return rows
