"""What a rehearsal may be asked for: how large the effect is, how many sites, nights and people, how cloudy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

EVENT_CLOUDS = ("clear", "partly", "overcast")


@dataclass(frozen=True)
class CampaignSettings:
    """The settings of a made-up campaign; the same settings give the same bytes.

    Parameters
    ----------
    seed : whole number from 0
        Every draw comes from streams of this seed; one stream a site, night and purpose, so that
        another site or night does not change the draws of the rest.
    effect_mag
        The true effect in the lights-off area and hours [mag/arcsec²]; positive is darker.
    n_nights : 1 to 57
        Nights from noon to noon, the event night in their middle.
    n_area_sites : 1 to 50
        Fixed meters in the lights-off area.
    n_control_sites : 0 to 50
        Fixed meters in the control area.
    n_observers : 0 to 200
        People with a meter in the hand; as many again look with the naked eye, half as many with
        the camera of a telephone. Even numbers live in the area, odd ones outside.
    cloudiness : 0 to 1
        Share of the baseline nights that are not clear.
    event_cloud : "clear", "partly" or "overcast"
        The cloud of the event night.
    cadence_min : 1 to 60
        Minutes between two readings of a fixed meter.
    night_sd_mag
        SD of the sky that a whole night has in common [mag/arcsec²].
    area_night_sd_mag
        SD of the shock that an area has of its own on a clear night [mag/arcsec²]; cloud adds to it.
    offset_sd_mag
        SD between instruments of one type [mag/arcsec²].
    reading_sd_mag
        SD of one reading of a fixed meter [mag/arcsec²].
    with_nightlights, with_crowd, with_dirt
        Whether to write the satellite tiles, what people report, and the faults of true files.
    nightlights_collection : 1 or 2
        Layout of the tiles.

    Raises
    ------
    ValueError
        If a setting breaks its rule; the message names it, the rule and the value.

    Notes
    -----
    The SDs of nights, areas and instruments are those of the simulation that the comparison was
    judged by. Manufacturer and network state 0.10 and 0.14 mag between meters (den Outer et al. 2011).

    References
    ----------
    den Outer, P. et al. 2011, Sensors 11, 9603.

    Examples
    --------
    >>> CampaignSettings(effect_mag=0.0).n_nights
    25
    >>> CampaignSettings(cloudiness=1.4)
    Traceback (most recent call last):
    ValueError: cloudiness must lie in 0 to 1; got 1.4
    """

    seed: int = 2022
    effect_mag: float = 0.30
    n_nights: int = 25
    n_area_sites: int = 4
    n_control_sites: int = 4
    n_observers: int = 12
    cloudiness: float = 0.3
    event_cloud: Literal["clear", "partly", "overcast"] = "clear"
    cadence_min: int = 5
    night_sd_mag: float = 0.25
    area_night_sd_mag: float = 0.05
    offset_sd_mag: float = 0.10
    reading_sd_mag: float = 0.04
    with_nightlights: bool = True
    with_crowd: bool = True
    with_dirt: bool = True
    nightlights_collection: Literal[1, 2] = 1

    def __post_init__(self) -> None:
        _whole("seed", self.seed, 0, 2**63 - 1)
        _within("effect_mag", self.effect_mag, -3.0, 3.0, "mag/arcsec²")
        _whole("n_nights", self.n_nights, 1, 57)
        _whole("n_area_sites", self.n_area_sites, 1, 50)
        _whole("n_control_sites", self.n_control_sites, 0, 50)
        _whole("n_observers", self.n_observers, 0, 200)
        _within("cloudiness", self.cloudiness, 0.0, 1.0, "")
        _one_of("event_cloud", self.event_cloud, EVENT_CLOUDS)
        _whole("cadence_min", self.cadence_min, 1, 60)
        for name in ("night_sd_mag", "area_night_sd_mag", "offset_sd_mag", "reading_sd_mag"):
            _within(name, getattr(self, name), 0.0, 3.0, "mag/arcsec²")
        _one_of("nightlights_collection", self.nightlights_collection, (1, 2))


def _whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}; got {value!r}")


def _within(name: str, value: float, low: float, high: float, unit: str) -> None:
    if not math.isfinite(value) or not low <= value <= high:
        raise ValueError(f"{name} must lie in {low:g} to {high:g}{' ' + unit if unit else ''}; got {value!r}")


def _one_of(name: str, value: object, known: tuple[object, ...]) -> None:
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(map(str, known))}; got {value!r}")
