"""The lights that a satellite sees over the made-up town: the same every night but for weather, angle and noise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from seeingstars.rehearsal.black_marble_layout import NORTH_DEG, PIXELS_A_DEGREE, WEST_DEG
from seeingstars.rehearsal.low_precision_sky import moon_altitude_and_phase_deg, sun_altitude_deg
from seeingstars.rehearsal.made_up_town import CENTRE_LATITUDE_DEG, CENTRE_LONGITUDE_DEG, EVENT_NIGHT, place_at
from seeingstars.rehearsal.random_streams import stream_of
from seeingstars.rehearsal.sky_model import MINUTES_A_NIGHT, Night, days_j2000

FloatArray = NDArray[np.float64]

_CENTRE_ROW = round((NORTH_DEG - CENTRE_LATITUDE_DEG) * PIXELS_A_DEGREE)
_CENTRE_COLUMN = round((CENTRE_LONGITUDE_DEG - WEST_DEG) * PIXELS_A_DEGREE)
# Pixels that are written, wide enough for the control ring of 15 km; the rest of the tile is fill.
ROWS = slice(_CENTRE_ROW - 42, _CENTRE_ROW + 42)
COLUMNS = slice(_CENTRE_COLUMN - 64, _CENTRE_COLUMN + 64)
_SHAPE = (ROWS.stop - ROWS.start, COLUMNS.stop - COLUMNS.start)
_BACKGROUND = 2.5
_NIGHT_SD, _AREA_SD, _PIXEL_SD = 0.12, 0.03, 0.05
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True)
class Pass:
    """What one pass over the town gives, on the written pixels."""

    utc_hours: float
    sensor_zenith_deg: float
    sun_zenith_deg: float
    moon_zenith_deg: float
    moon_phase_deg: float
    cloud_class: NDArray[np.uint16]  # 0 confident clear to 3 confident cloudy
    seen: FloatArray  # radiance [nW cm⁻² sr⁻¹] with the lights as they are, cloud or not
    earlier: FloatArray  # radiance of older clear nights, for the gap-filled layer
    doubt: FloatArray  # uniform from 0 to 1: the highest pixels are of lesser quality

    @property
    def is_retrieved(self) -> NDArray[np.bool_]:
        """Where a corrected radiance exists: in confident-clear pixels only, as in true tiles."""
        return np.asarray(self.cloud_class == 0)

    @property
    def cloud_mask(self) -> NDArray[np.uint16]:
        """The cloud word: night, land, mask of high quality, and the class."""
        return np.asarray((1 << 1) | (3 << 4) | (self.cloud_class << 6), dtype=np.uint16)


def lights_map() -> FloatArray:
    """Radiance of town and villages on the written pixels [nW cm⁻² sr⁻¹].

    Examples
    --------
    >>> 40 < float(lights_map().max()) < 60
    True
    """
    latitude = NORTH_DEG - (np.arange(ROWS.start, ROWS.stop) + 0.5) / PIXELS_A_DEGREE
    longitude = WEST_DEG + (np.arange(COLUMNS.start, COLUMNS.stop) + 0.5) / PIXELS_A_DEGREE
    east = (longitude - CENTRE_LONGITUDE_DEG) * 111.2 * math.cos(math.radians(CENTRE_LATITUDE_DEG))
    north = (latitude - CENTRE_LATITUDE_DEG) * 111.2
    radiance = np.full(_SHAPE, _BACKGROUND) + _glow(east, north, 0.0, 0.0, peak=45.0, width_km=1.2)
    for i in range(8):
        village_lon, village_lat = place_at(4.0 + 1.2 * i, 1.0 + _GOLDEN_ANGLE * i)
        village_east = (village_lon - CENTRE_LONGITUDE_DEG) * 111.2 * math.cos(math.radians(CENTRE_LATITUDE_DEG))
        village_north = (village_lat - CENTRE_LATITUDE_DEG) * 111.2
        radiance += _glow(east, north, village_east, village_north, peak=18.0 + 3.0 * (i % 4), width_km=0.9)
    return radiance


def _glow(
    east: FloatArray, north: FloatArray, at_east: float, at_north: float, *, peak: float, width_km: float
) -> FloatArray:
    across = np.exp(-0.5 * ((east - at_east) / width_km) ** 2)
    along = np.exp(-0.5 * ((north - at_north) / width_km) ** 2)
    return np.asarray(peak * np.outer(along, across))


def pass_of(night: Night, lights: FloatArray) -> Pass:
    """The pass in the small hours after an evening: hours after the lights were back, so without effect.

    Parameters
    ----------
    night : Night
        The night whose evening came before.
    lights : shape (rows, columns)
        The map of `lights_map` [nW cm⁻² sr⁻¹].

    Returns
    -------
    Pass

    Notes
    -----
    The angle repeats after 16 nights; on the event's it is straight down, at 01:50 UTC. A night's
    factor of 12 %, 3 % of the town's own and 5 % a pixel are of the order of what is found between
    nights; our choice.

    Examples
    --------
    >>> from seeingstars.rehearsal.campaign_settings import CampaignSettings
    >>> from seeingstars.rehearsal.sky_model import nights_of
    >>> one = pass_of(nights_of(CampaignSettings(n_nights=1))[0], lights_map())
    >>> 1.0 < one.utc_hours < 2.7, one.seen.shape
    (True, (84, 128))
    """
    rng = stream_of(night.seed, "satellite", night.evening.toordinal())
    phase = ((night.evening - EVENT_NIGHT).days * 5 + 8) % 16 / 16.0
    utc_hours = 1.83 + 0.8 * (phase - 0.5)
    sensor_zenith = abs(phase - 0.5) * 2 * 62.0
    minutes = np.array([utc_hours * 60.0 + MINUTES_A_NIGHT - 11 * 60.0])
    place = {"longitude_deg": CENTRE_LONGITUDE_DEG, "latitude_deg": CENTRE_LATITUDE_DEG}
    days = days_j2000(night, minutes)
    moon, moon_phase = moon_altitude_and_phase_deg(days, **place)
    factor = np.exp(_NIGHT_SD * rng.normal()) * (1.0 + 0.08 * (sensor_zenith / 60.0) ** 2)
    own = np.where(lights > 20.0, np.exp(_AREA_SD * rng.normal()), 1.0)
    cover = float(np.interp(minutes[0], np.arange(0.0, MINUTES_A_NIGHT + 1, 5.0), night.cloud_cover()))
    return Pass(
        utc_hours=utc_hours,
        sensor_zenith_deg=sensor_zenith,
        sun_zenith_deg=float(90.0 - sun_altitude_deg(days, **place)[0]),
        moon_zenith_deg=float(90.0 - moon[0]),
        moon_phase_deg=float(moon_phase[0]),
        cloud_class=_cloud_classes(rng, cover),
        seen=lights * factor * own * np.exp(_PIXEL_SD * rng.normal(size=_SHAPE)),
        earlier=lights * np.exp(0.03 * rng.normal(size=_SHAPE)),
        doubt=rng.uniform(size=_SHAPE),
    )


def _cloud_classes(rng: np.random.Generator, cover: float) -> NDArray[np.uint16]:
    """Patches of cloud over about the share of the sky that the ground sees, 2 % of doubt at least."""
    field = gaussian_filter(rng.normal(size=_SHAPE), 5.0)
    rank = (field - field.mean()) / field.std()
    doubt = np.quantile(rank, 1.0 - max(cover, 0.02))
    if cover == 0.0:
        return np.where(rank > doubt, 1, 0).astype(np.uint16)
    if cover > 0.9:
        return np.where(rank > np.quantile(rank, 0.1), 3, 2).astype(np.uint16)
    return np.select([rank > doubt + 0.4, rank > doubt + 0.2, rank > doubt], [3, 2, 1], 0).astype(np.uint16)
