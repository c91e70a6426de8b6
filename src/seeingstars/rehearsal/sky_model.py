"""What the made-up sky does each night: levels, shocks, trend, clouds, twilight, the moon, and the effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from seeingstars.columns import Role
from seeingstars.rehearsal.campaign_settings import CampaignSettings
from seeingstars.rehearsal.low_precision_sky import moon_altitude_and_phase_deg, sun_altitude_deg
from seeingstars.rehearsal.made_up_town import (
    CENTRE_LATITUDE_DEG,
    CENTRE_LONGITUDE_DEG,
    EVENT_NIGHT,
    FAIR_NIGHT,
    Site,
)
from seeingstars.rehearsal.random_streams import stream_of

FloatArray = NDArray[np.float64]

# A night of the files runs from 11:00 UTC (noon at UTC+1) for 24 hours; minutes count from there.
MINUTES_A_NIGHT = 1440
_NOON_UTC_HOUR = 11
_GRID_MIN = 5
# Lights go down from 19:55 to 20:10 UTC and up from 21:25 to 21:40 UTC, here in minutes of the night.
_RAMP_MIN = (535.0, 550.0, 625.0, 640.0)
_RAMP_SHARE = (0.0, 1.0, 1.0, 0.0)
WINDOW_MIDDLE_MIN = 585.0
TREND_MAG_PER_HOUR = 0.10
FAIR_MAG = 0.6
# Town minus controls varies by 0.36 from hour to hour under an overcast Dutch sky: a quarter an arm.
_CLOUD_AREA_SD_MAG = 0.25
# Zenith sky of twilight alone by the sun's altitude [degree -> mag/arcsec²]; a rough table of our own.
_TWILIGHT_SUN_DEG = (-20.0, -18.0, -15.0, -12.0, -9.0, -6.0, -3.0, 0.0, 10.0, 60.0)
_TWILIGHT_MAG = (27.0, 23.5, 21.8, 19.6, 16.4, 12.8, 9.3, 7.0, 4.5, 3.0)


@dataclass(frozen=True)
class Night:
    """One night, from noon to noon: what all sites have in common, and what each arm has of its own."""

    evening: date
    cloud: str
    common_mag: float
    area_mag: float
    control_mag: float
    overcast_factor: float
    enclosure_c: float
    seed: int

    @property
    def is_event(self) -> bool:
        """Whether the lights go out this night."""
        return self.evening == EVENT_NIGHT

    @property
    def noon_utc(self) -> datetime:
        """Start of the night's file, UTC without zone."""
        return datetime(self.evening.year, self.evening.month, self.evening.day, _NOON_UTC_HOUR)

    @cached_property
    def cloud_state(self) -> FloatArray:
        """Common state of the cloud on the five-minute grid, standard normal and slow."""
        return _slow_noise(stream_of(self.seed, "cloud of the night", self.evening.toordinal()))

    def cloud_cover(self) -> FloatArray:
        """Share of the whole sky under cloud on the five-minute grid, as an observer calls it."""
        if self.cloud == "clear":
            return np.zeros_like(self.cloud_state)
        if self.cloud == "overcast":
            return 1.0 - 0.05 / (1.0 + np.exp(-self.cloud_state))
        # Between two and six eighths, so that it is partly cloudy at every hour.
        return np.asarray(0.25 + 0.5 / (1.0 + np.exp(-1.2 * self.cloud_state)))


def nights_of(settings: CampaignSettings) -> tuple[Night, ...]:
    """The nights of a campaign in order, the event night in their middle.

    Examples
    --------
    >>> nights = nights_of(CampaignSettings(n_nights=5))
    >>> [night.evening.day for night in nights], [night.is_event for night in nights].index(True)
    ([23, 24, 25, 26, 27], 2)
    """
    before = settings.n_nights // 2
    evenings = [EVENT_NIGHT + timedelta(days=i - before) for i in range(settings.n_nights)]
    clouds = _clouds_of(settings, evenings)
    return tuple(_night(settings, evening, clouds[evening]) for evening in evenings)


def _clouds_of(settings: CampaignSettings, evenings: list[date]) -> dict[date, str]:
    """The stated share of the baseline nights is not clear; half of those are overcast."""
    draws = {day: stream_of(settings.seed, "cloud class", day.toordinal()).uniform(size=2) for day in evenings}
    baseline = sorted((day for day in evenings if day != EVENT_NIGHT), key=lambda day: float(draws[day][0]))
    n_cloudy = round(settings.cloudiness * len(baseline))
    clouds = dict.fromkeys(evenings, "clear")
    for day in baseline[:n_cloudy]:
        clouds[day] = "overcast" if draws[day][1] < 0.5 else "partly"
    clouds[EVENT_NIGHT] = settings.event_cloud
    return clouds


def _night(settings: CampaignSettings, evening: date, cloud: str) -> Night:
    draws = stream_of(settings.seed, "night", evening.toordinal()).normal(size=3)
    others = stream_of(settings.seed, "weather", evening.toordinal())
    factor, warmth = others.uniform(size=2)
    # Cloud of another height and thickness over the town than over the fields.
    cloud_shocks = np.zeros(2) if cloud == "clear" else _CLOUD_AREA_SD_MAG * others.normal(size=2)
    return Night(
        evening=evening,
        cloud=cloud,
        common_mag=float(settings.night_sd_mag * draws[0]),
        area_mag=float(settings.area_night_sd_mag * draws[1] + cloud_shocks[0]),
        control_mag=float(settings.area_night_sd_mag * draws[2] + cloud_shocks[1]),
        overcast_factor=float(8.0 + 6.0 * factor),
        enclosure_c=float(9.0 + 8.0 * warmth),
        seed=settings.seed,
    )


def minutes_of_night(cadence_min: int) -> FloatArray:
    """Minutes since the night's noon at which a fixed meter reads.

    Examples
    --------
    >>> minutes_of_night(60)[:3].tolist(), len(minutes_of_night(60))
    ([0.0, 60.0, 120.0], 24)
    """
    return np.arange(0.0, MINUTES_A_NIGHT, cadence_min)


def effect_share(night: Night, minutes: FloatArray) -> FloatArray:
    """Share of the effect that is there: 0 with the lights on, 1 with the lights off, a ramp between.

    Parameters
    ----------
    night : Night
    minutes : any shape
        Minutes since the night's noon [min].

    Returns
    -------
    same shape
        Share from 0 to 1; 0 everywhere on other nights than the event's.

    Examples
    --------
    >>> night = nights_of(CampaignSettings(n_nights=1))[0]
    >>> effect_share(night, np.array([500.0, 542.5, 600.0, 700.0])).tolist()
    [0.0, 0.5, 1.0, 0.0]
    """
    if not night.is_event:
        return np.zeros_like(minutes)
    return np.interp(minutes, _RAMP_MIN, _RAMP_SHARE)


@dataclass(frozen=True)
class MadeUpSky:
    """The sky over the town through all nights of a campaign."""

    settings: CampaignSettings
    nights: tuple[Night, ...]

    def cloud_overhead(self, night: Night, place_key: int) -> FloatArray:
        """Cloud over one place on the five-minute grid, from 0 to 1; broken cloud comes and goes within minutes."""
        cover = night.cloud_cover()
        if night.cloud != "partly":
            return cover
        rng = stream_of(self.settings.seed, "cloud of a place", night.evening.toordinal(), place_key)
        # The odds of the cover shift a quick state; a steep curve then makes it cloud or gap, seldom between.
        odds = np.log(cover / (1.0 - cover)) / 1.7
        return np.asarray(1.0 / (1.0 + np.exp(-6.0 * (_slow_noise(rng, memory=0.7) + odds))))

    def brightness_mag_arcsec2(
        self, night: Night, minutes: FloatArray, *, role: str, clear_sky_mag: float, cover: FloatArray
    ) -> FloatArray:
        """The true sky over a place, before any instrument.

        Parameters
        ----------
        night : Night
        minutes : shape (n,)
            Minutes since the night's noon [min].
        role : str
            Whether the place stands in the area or is a control.
        clear_sky_mag : scalar
            Sky of a clear night in the middle of the window [mag/arcsec²].
        cover : shape (289,)
            Cloud over the place on the five-minute grid, from 0 to 1.

        Returns
        -------
        shape (n,)
            Sky brightness [mag/arcsec²]; larger is darker.
        """
        in_area = role == Role.LIGHTS_OFF
        hours = np.clip((minutes - WINDOW_MIDDLE_MIN) / 60.0, -3.5, 4.5)
        middle = clear_sky_mag + night.common_mag + (night.area_mag if in_area else night.control_mag)
        level = middle + TREND_MAG_PER_HOUR * hours
        # Cloud throws back the light of the town; outside there is less of it to throw back.
        extra = (night.overcast_factor - 1.0) * (1.0 if in_area else 0.7)
        level = level - 2.5 * np.log10(1.0 + extra * np.interp(minutes, _GRID, cover))
        if in_area:
            level = level + self.settings.effect_mag * effect_share(night, minutes)
            level = level - (FAIR_MAG if night.evening == FAIR_NIGHT else 0.0)
        flux = 10.0 ** (-0.4 * level) + natural_flux(night, minutes)
        return np.asarray(-2.5 * np.log10(flux))


def natural_flux(night: Night, minutes: FloatArray) -> FloatArray:
    """Light of the twilight and of the moon, as 10^(-0.4 mag).

    Parameters
    ----------
    night : Night
    minutes : any shape
        Minutes since the night's noon [min].

    Returns
    -------
    same shape
        Flux relative to a sky of 0 mag/arcsec².

    Notes
    -----
    A full moon at 60 degrees gives about 1,100 nanolamberts at the zenith and a natural sky of
    21.587 mag/arcsec² 79 (after Krisciunas & Schaefer 1991, PASP 103, 1033); the fall with phase is
    theirs, the fall with altitude is our choice.

    Examples
    --------
    >>> night = nights_of(CampaignSettings(n_nights=1))[0]
    >>> bool(natural_flux(night, np.array([585.0]))[0] < 10 ** (-0.4 * 26))
    True
    """
    days = days_j2000(night, minutes)
    place = {"longitude_deg": CENTRE_LONGITUDE_DEG, "latitude_deg": CENTRE_LATITUDE_DEG}
    sun = sun_altitude_deg(days, **place)
    twilight = 10.0 ** (-0.4 * np.interp(sun, _TWILIGHT_SUN_DEG, _TWILIGHT_MAG))
    altitude, phase = moon_altitude_and_phase_deg(days, **place)
    nanolambert = 1100.0 * 10.0 ** (-0.4 * (0.026 * phase + 4e-9 * phase**4))
    nanolambert = nanolambert * np.clip(np.sin(np.radians(altitude)) / np.sin(np.radians(60.0)), 0.0, None)
    return np.asarray(twilight + 10.0 ** (-0.4 * 21.587) * nanolambert / 79.0)


def days_j2000(night: Night, minutes: FloatArray) -> FloatArray:
    """Days since 2000-01-01 12:00 UTC at those minutes of the night [d]."""
    noon = (night.noon_utc - datetime(2000, 1, 1, 12)).total_seconds() / 86400.0
    return np.asarray(noon + minutes / MINUTES_A_NIGHT)


def readings_of(sky: MadeUpSky, site: Site, night: Night, minutes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What a fixed meter reads through a night, and the cloud above it.

    Parameters
    ----------
    sky, site, night
        The made-up world.
    minutes : shape (n,)
        Minutes since the night's noon [min].

    Returns
    -------
    brightness : shape (n,)
        Readings before rounding [mag/arcsec²]; no limit of the instrument is applied.
    cover : shape (n,)
        Cloud over the meter, from 0 to 1.
    """
    cover = sky.cloud_overhead(night, site.key)
    truth = sky.brightness_mag_arcsec2(night, minutes, role=site.role, clear_sky_mag=site.clear_sky_mag, cover=cover)
    rng = stream_of(sky.settings.seed, "reading", night.evening.toordinal(), site.key)
    noise = sky.settings.reading_sd_mag * rng.normal(size=len(minutes))
    return truth + site.offset_mag + noise, np.interp(minutes, _GRID, cover)


_GRID = np.arange(0.0, MINUTES_A_NIGHT + 1, _GRID_MIN)


def _slow_noise(rng: np.random.Generator, *, memory: float = 0.93) -> FloatArray:
    """Standard normal noise with a memory of about an hour on the five-minute grid."""
    steps = rng.normal(size=len(_GRID)).tolist()
    scale = float(np.sqrt(1.0 - memory**2))
    states = [steps[0]]
    for step in steps[1:]:
        states.append(memory * states[-1] + scale * step)
    return np.array(states)
