"""What was understood of one reading, told back in words, and what is odd enough to ask about."""

from __future__ import annotations

from datetime import UTC

import numpy as np

from seeingstars.event import Event, Text
from seeingstars.skies.sky_then import SkyThen, distance_km
from seeingstars.sources.personal_data import strike_out
from seeingstars.web.form_fields import DIRECTIONS
from seeingstars.web.form_reading import FormReading, spread_of
from seeingstars.web.language import LANGUAGES, day_words
from seeingstars.web.texts import Num, both, say

LIGHT_ABOVE_DEG = -6.0  # civil twilight: lamps and stars tell nothing yet
DARK_BELOW_DEG = -18.0  # astronomical night
FAR_KM = 200.0  # our choice: no control place of an event lies farther
_LARGEST_SPREAD_MAG = 0.2 + 1e-9
_DARKEST_MAG, _BRIGHTEST_MAG = 22.0, 14.0


def sun_words(sky: SkyThen) -> Text:
    """Where the sun stood.

    Examples
    --------
    >>> sun_words(SkyThen(-24.2, -8.0, 0.0)).en
    'sun 24° below the horizon'
    """
    key = "sun_below" if sky.sun_altitude_deg < 0 else "sun_above"
    return both(key, degrees=Num(abs(sky.sun_altitude_deg), 0))


def moon_words(sky: SkyThen) -> Text:
    """Where the moon stood, if it was up.

    Examples
    --------
    >>> moon_words(SkyThen(-24.2, -8.0, 0.0)).nl, moon_words(SkyThen(-24.2, 31.0, 0.52)).en
    ('geen maan', 'moon 31° above the horizon, 52 % lit')
    """
    if sky.moon_altitude_deg < 0:
        return both("moon_none")
    return both("moon_up", degrees=Num(sky.moon_altitude_deg, 0), lit=Num(100 * sky.moon_illuminated_fraction, 0))


def place_words(reading: FormReading, event: Event | None) -> Text:
    """The name of the place that was picked or typed: the event's if it is within 5 km, else the coordinates."""
    longitude_deg, latitude_deg = reading.longitude_deg or 0.0, reading.latitude_deg or 0.0
    if reading.place is not None:
        return reading.place.name
    if event is not None and _km_from(event, longitude_deg, latitude_deg) <= _IN_TOWN_KM:
        return event.place
    return coordinates_words(longitude_deg, latitude_deg=latitude_deg, decimals=3)


_IN_TOWN_KM = 5.0


def coordinates_words(longitude_deg: float, *, latitude_deg: float, decimals: int) -> Text:
    """A place in degrees.

    Examples
    --------
    >>> coordinates_words(4.4841, latitude_deg=52.1547, decimals=3).nl
    '52,155° NB, 4,484° OL'
    """
    return both("place_at", latitude=Num(latitude_deg, decimals), longitude=Num(longitude_deg, decimals))


def told_back(reading: FormReading, event: Event | None) -> list[Text]:
    """The sentences that say what was understood; the first has the moment, the place and the sky."""
    return [_when_and_where(reading, event), *_measured(reading), *_around(reading), _public_place(reading)]


def _when_and_where(reading: FormReading, event: Event | None) -> Text:
    moment, sky = reading.moment, reading.sky
    if moment is None or sky is None:
        raise ValueError("reading must have a place and a moment; read it without problems first")
    local = moment.astimezone(reading.zone)
    day = Text(*(day_words(local.date(), language) for language in LANGUAGES))
    return _with(
        "understood_when",
        clock=f"{local:%H:%M}",
        utc=f"{moment.astimezone(UTC):%H:%M}",
        place=place_words(reading, event),
        day=day,
        sun=sun_words(sky),
        moon=moon_words(sky),
    )


def _with(key: str, **values: str | Text | Num) -> Text:
    """A sentence that holds other sentences."""
    in_nl = {name: value.nl if isinstance(value, Text) else value for name, value in values.items()}
    in_en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Text(nl=say(key, "nl", **in_nl), en=say(key, "en", **in_en))


def _measured(reading: FormReading) -> list[Text]:
    told = []
    sides = [reading.values[name] for name in DIRECTIONS if name in reading.values]
    if len(sides) == 1:
        told.append(both("told_one", value=Num(sides[0], 2)))
    elif sides:
        mean = Num(sum(sides) / len(sides), 2)
        each = Text(*(" · ".join(_number(value, language) for value in sides) for language in LANGUAGES))
        told.append(_with("told_mean", value=mean, count=str(len(sides)), values=each))
    if "limiting_magnitude" in reading.values:
        told.append(both("told_chart", value=Num(reading.values["limiting_magnitude"], 0)))
    if "stars_counted" in reading.values:
        told.append(both("told_count", value=Num(reading.values["stars_counted"], 0)))
    meter = " ".join(reading.texts.get(name, "") for name in ("meter_model", "serial_number")).strip()
    return [*told, *([both("told_meter", name=meter)] if meter else [])]


def _number(value: float, language: str) -> str:
    text = f"{value:.2f}"
    return text.replace(".", ",") if language == "nl" else text


def _around(reading: FormReading) -> list[Text]:
    told = [
        _with(f"told_{name}", words=both(f"{name}_{reading.texts[name]}"))
        for name in ("cloud", "lamps")
        if reading.texts[name]
    ]
    if reading.texts["comment"]:
        struck, _ = strike_out(np.array([reading.texts["comment"]], dtype=object))
        told.append(both("told_comment", words=str(struck[0])))
    return told


def _public_place(reading: FormReading) -> Text:
    decimals = {"100m": 3, "1km": 2, "exact": 5}[reading.texts["precision"]]
    place = coordinates_words(reading.longitude_deg or 0.0, latitude_deg=reading.latitude_deg or 0.0, decimals=decimals)
    return _with("told_precision", words=both(f"precision_{reading.texts['precision']}"), place=place)


def questions(reading: FormReading, *, event: Event | None) -> list[Text]:
    """What is odd about a reading that is possible; each is asked, and none is refused."""
    return [*_about_the_sky(reading), *_about_the_place(reading, event), *_about_the_value(reading)]


def _about_the_sky(reading: FormReading) -> list[Text]:
    asked, sky = [], reading.sky
    if sky is None or reading.moment is None:
        return []
    if sky.sun_altitude_deg > LIGHT_ABOVE_DEG:
        asked.append(_with("ask_light", sun=sun_words(sky)))
    elif sky.sun_altitude_deg > DARK_BELOW_DEG:
        asked.append(_with("ask_twilight", sun=sun_words(sky)))
    if sky.moon_altitude_deg >= 0 and sky.sun_altitude_deg <= LIGHT_ABOVE_DEG:
        asked.append(both("ask_moon"))
    return asked


def _about_the_place(reading: FormReading, event: Event | None) -> list[Text]:
    if event is None or reading.place is not None:
        return []
    longitude_deg, latitude_deg = reading.longitude_deg or 0.0, reading.latitude_deg or 0.0
    km = _km_from(event, longitude_deg, latitude_deg)
    if km <= FAR_KM:
        return []
    asked = [_with("ask_far", km=Num(km, 0), place=event.place)]
    if abs(longitude_deg) <= 90 and _km_from(event, latitude_deg, longitude_deg) <= FAR_KM:
        asked.append(both("ask_swapped", latitude=Num(longitude_deg, 4), longitude=Num(latitude_deg, 4)))
    return asked


def _km_from(event: Event, longitude_deg: float, latitude_deg: float) -> float:
    return distance_km(
        longitude_deg,
        latitude_deg=latitude_deg,
        to_longitude_deg=event.longitude_deg,
        to_latitude_deg=event.latitude_deg,
    )


def _about_the_value(reading: FormReading) -> list[Text]:
    asked = []
    sides = [reading.values[name] for name in DIRECTIONS if name in reading.values]
    if spread_of(reading) > _LARGEST_SPREAD_MAG:
        asked.append(both("ask_spread", spread=Num(spread_of(reading), 2)))
    if sides and max(sides) > _DARKEST_MAG:
        asked.append(both("ask_dark", value=Num(max(sides), 2)))
    if sides and min(sides) < _BRIGHTEST_MAG:
        asked.append(both("ask_bright", value=Num(min(sides), 2)))
    if reading.texts["lamps"] == "yes":
        asked.append(both("ask_lamp_shines"))
    return asked
