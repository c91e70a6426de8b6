"""What the sky does at a place and moment: `seeingstars sky`."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from seeingstars.errors import SeeingStarsError


def moment_at_place(time: str, *, longitude_deg: float, latitude_deg: float) -> tuple[datetime, ZoneInfo]:
    """A moment in UTC, and the zone of the place, from what a user typed.

    A time without a zone is taken as the wall clock of the place.

    Raises
    ------
    SeeingStarsError
        If the text is no ISO 8601 time.

    Examples
    --------
    >>> moment_at_place("2022-09-25T22:30", longitude_deg=4.48, latitude_deg=52.15)[0].isoformat()
    '2022-09-25T20:30:00+00:00'
    """
    from tzfpy import get_tz

    zone = ZoneInfo(get_tz(longitude_deg, latitude_deg) or "UTC")
    try:
        moment = datetime.fromisoformat(time)
        if moment.tzinfo is None:
            moment = _on_the_wall(moment, zone)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise SeeingStarsError(
            f"TIME must be a date and time such as 2022-09-25T22:30 or 2022-09-25T20:30Z; got {time!r}",
            f"TIME moet een datum en tijd zijn, zoals 2022-09-25T22:30 of 2022-09-25T20:30Z; er staat {time!r}",
        ) from None
    if moment.year not in _YEARS:
        raise SeeingStarsError(
            f"TIME must lie in the years {_YEARS[0]} to {_YEARS[-1]} (UTC), for which sun and moon are worked out; got {time!r}",
            f"TIME moet in de jaren {_YEARS[0]} tot {_YEARS[-1]} (UTC) liggen, waarvoor zon en maan worden berekend; er staat {time!r}",
        )
    return moment, zone


# Those of science.ephemeris.
_YEARS = range(1900, 2100)


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment on that wall clock; when the clocks change some times come twice and some never."""
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise SeeingStarsError(
            f"TIME must be one moment; {moment:%Y-%m-%d %H:%M} comes twice or never in {zone.key}, where the clocks change; add the offset, as in {moment:%Y-%m-%dT%H:%M}+01:00",
            f"TIME moet één moment zijn; {moment:%Y-%m-%d %H:%M} komt twee keer of nooit voor in {zone.key}, waar de klok wordt verzet; zet het verschil erbij, zoals in {moment:%Y-%m-%dT%H:%M}+01:00",
        )
    return first


def sky_in_words(longitude_deg: float, *, latitude_deg: float, time: str, language: str) -> str:
    """Sun, moon and Milky Way at a place and moment, and whether it is dark, in a few lines.

    Parameters
    ----------
    longitude_deg, latitude_deg : scalar
        Place [degree].
    time : text
        ISO 8601; without a zone it is the wall clock of the place.
    language : ``nl`` or ``en``

    Returns
    -------
    str
    """
    import numpy as np

    from seeingstars.science import ephemeris

    moment, zone = moment_at_place(time, longitude_deg=longitude_deg, latitude_deg=latitude_deg)
    at = np.array([moment.replace(tzinfo=None)], dtype="datetime64[us]")
    place = {"longitude_deg": longitude_deg, "latitude_deg": latitude_deg}
    sun, moon = ephemeris.sun_position(at, **place), ephemeris.moon_position(at, **place)
    milky_way = float(ephemeris.zenith_galactic_latitude_deg(at, **place)[0])
    words = _WORDS[language]
    local = moment.astimezone(zone)
    sun_deg, moon_deg = float(sun.altitude_deg[0]), float(moon.altitude_deg[0])
    lines = [
        f"{local:%Y-%m-%d %H:%M:%S} {local:%Z} ({zone.key}) = {moment:%Y-%m-%d %H:%M:%S} UTC",
        f"{words['sun']}: {sun_deg:.2f}° {words['altitude']}, {float(sun.azimuth_deg[0]):.1f}° {words['azimuth']}",
        f"{words['moon']}: {moon_deg:.2f}° {words['altitude']}, {float(moon.azimuth_deg[0]):.1f}° {words['azimuth']}, "
        f"{float(moon.illuminated_fraction[0]) * 100:.1f} % {words['lit']}",
        f"{words['milky_way']}: {milky_way:.1f}°"
        + (f" ({words['overhead']})" if abs(milky_way) < _MILKY_WAY_HALF_WIDTH_DEG else ""),
        _verdict(sun_deg, moon_deg, words),
    ]
    return "\n".join(lines)


# Our choice: the bright band is some 20 degrees wide.
_MILKY_WAY_HALF_WIDTH_DEG = 10.0

_WORDS = {
    "en": {
        "sun": "Sun", "moon": "Moon", "altitude": "altitude", "azimuth": "azimuth", "lit": "lit",
        "milky_way": "Galactic latitude of the zenith", "overhead": "the Milky Way stands overhead",
        "dark": "Dark: the sun is below −18° and the moon is down.",
        "moonlit": "Not dark: the moon is up.",
        "twilight": "Not quite dark: the sun is between −18° and −12°.",
        "bright": "Not dark: the sun is above −12°.",
    },
    "nl": {
        "sun": "Zon", "moon": "Maan", "altitude": "hoogte", "azimuth": "azimut", "lit": "verlicht",
        "milky_way": "Galactische breedte van het zenit", "overhead": "de Melkweg staat recht boven",
        "dark": "Donker: de zon staat onder −18° en de maan is onder.",
        "moonlit": "Niet donker: de maan staat boven de horizon.",
        "twilight": "Nog niet helemaal donker: de zon staat tussen −18° en −12°.",
        "bright": "Niet donker: de zon staat boven −12°.",
    },
}  # fmt: skip


def _verdict(sun_altitude_deg: float, moon_altitude_deg: float, words: dict[str, str]) -> str:
    if sun_altitude_deg > -12:
        return words["bright"]
    if moon_altitude_deg >= 0:
        return words["moonlit"]
    return words["twilight"] if sun_altitude_deg > -18 else words["dark"]
