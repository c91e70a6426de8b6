"""Products: what the pictures of the sky say and where: words, names, strokes and sizes, the same in PNG and SVG."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from seeingstars.event import Event
from seeingstars.products.constellations import CONSTELLATIONS
from seeingstars.products.sky_scene import Body, FloatArray, SeenSky, SkyScene, milky_way_on_disc, on_disc
from seeingstars.products.sky_sentences import sky_words
from seeingstars.products.sky_tones import NATURAL_SKY_MAG_ARCSEC2, sky_display
from seeingstars.products.words import Language, clock_words, date_words, number, text_in

NAME_COLOUR = "#a9bce2"
PERHAPS = 0.42  # how light a star is that may have been seen
_SCREEN = 2.1  # a page is brighter than a dome: the tones of the sky are raised by this
_MOST_NAMES = 20


def when_words(scene: SkyScene, event: Event, language: Language) -> str:
    """Place, date and hour of the picture."""
    return sky_words(
        "when",
        language,
        place=text_in(event.place, language),
        date=date_words(scene.moment.astimezone(event.zone).date(), language),
        clock=clock_words(scene.moment, event.zone),
    )


def unknown_words(sky: SeenSky, language: Language) -> str:
    """Why a disc has no stars."""
    if sky.basis == "too_bright" and sky.brightness_mag_arcsec2 is not None:
        bright = number(sky.brightness_mag_arcsec2, language, decimals=2)
        return sky_words("too_bright", language, brightness=bright)
    return sky_words(f"unknown_{sky.kind}", language)


def disc_background(scene: SkyScene, sky: SeenSky, size_px: int) -> FloatArray:
    """The glow of the sky and the Milky Way as it would show through it, (size, size, 3), first row north."""
    return _background(_Key(scene), size_px, brightness_of(sky))


class _Key:
    """A scene as a key: the same object is the same sky."""

    def __init__(self, scene: SkyScene) -> None:
        self.scene = scene

    def __hash__(self) -> int:
        return id(self.scene)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.scene is self.scene


@lru_cache(maxsize=3)  # of the three skies: the same in both languages and both formats
def _background(key: _Key, size_px: int, zenith_mag_arcsec2: float) -> FloatArray:
    along = (np.arange(size_px) + 0.5) / size_px * 2 - 1
    altitude = 90.0 * (1.0 - np.minimum(np.hypot(along[None, :], along[:, None]), 1.0))
    shown = sky_display(altitude, milky_way_on_disc(key.scene, size_px), zenith_mag_arcsec2=zenith_mag_arcsec2)
    return np.clip(_SCREEN * shown.astype(np.float64), 0.0, 1.0)


def strokes_on_disc(scene: SkyScene) -> FloatArray:
    """Both ends of every line of a constellation that is up, (n, 2, 2); they stop short of their stars."""
    strokes = scene.strokes
    places = np.column_stack(on_disc(scene.altitude_deg, scene.azimuth_deg))
    is_up = (scene.altitude_deg[strokes.from_row] > 0) & (scene.altitude_deg[strokes.to_row] > 0)
    ends = np.stack([places[rows[is_up]] for rows in (strokes.from_row, strokes.to_row)], axis=1)
    along = ends[:, 1] - ends[:, 0]
    length = np.linalg.norm(along, axis=1, keepdims=True)
    short = along / np.maximum(length, 1e-9) * np.minimum(0.012, 0.25 * length)
    return np.stack([ends[:, 0] + short, ends[:, 1] - short], axis=1)


def names_on_disc(scene: SkyScene, language: Language) -> list[tuple[float, float, str, str]]:
    """Where each name stands, the name, and the Latin one where it differs; none hides another, and few stars."""
    return _names(_Key(scene), language)


@lru_cache(maxsize=2)
def _names(key: _Key, language: Language) -> list[tuple[float, float, str, str]]:
    scene = key.scene
    taken = [at for body in bodies_of(scene) for at in _with_its_name(*on_disc_of(body))]
    places = np.column_stack(on_disc(scene.altitude_deg, scene.azimuth_deg))
    is_bright = scene.dimmed_mag < 3.5
    bright, weight = places[is_bright], (4.0 - scene.dimmed_mag[is_bright]) ** 2
    codes = np.array(scene.strokes.constellation)
    placed = []
    for code in _named_first(scene):
        its = codes == code
        rows = np.unique(np.concatenate([scene.strokes.from_row[its], scene.strokes.to_row[its]]))
        free = [at for at in places[rows].mean(axis=0) + _STEPS if _is_free(at, taken)]
        if not free:
            continue
        hidden = [float(weight[(np.abs(bright - at) < _NAME_HALF).all(axis=1)].sum()) for at in free]
        x, y = (float(value) for value in free[int(np.argmin(hidden))])
        taken.append((x, y))
        names = CONSTELLATIONS[code]
        own = names.nl if language == "nl" else names.en
        placed.append((x, y, own, "" if own == names.latin else names.latin))
    return placed


# Places to try for a name, nearest first, and half its width and height, in radii of the disc.
_STEPS = np.array([(0, 0), (0, -0.06), (0, 0.06), (0.08, 0), (-0.08, 0), (0.08, -0.06), (-0.08, -0.06), (0, -0.11), (0.1, 0.06), (-0.1, 0.06), (0, 0.11)])  # fmt: skip
_NAME_HALF = np.array([0.09, 0.052])


def _with_its_name(x: float, y: float) -> list[tuple[float, float]]:
    """A planet, and the middle of the name beside it."""
    return [(x, y), (x + (0.14 if x <= 0.6 else -0.14), y)]


def _is_free(at: FloatArray, taken: Sequence[tuple[float, float]]) -> bool:
    is_clear = all(abs(at[0] - x) > 0.18 or abs(at[1] - y) > 0.078 for x, y in taken)
    return is_clear and bool(np.hypot(*at) < 0.86)


def count_words(sky: SeenSky, language: Language) -> str:
    """The number of stars as a range; one number only where both ends are the same.

    Examples
    --------
    >>> count_words(SeenSky("event", "eyes", (4.0, 4.5), (134, 256), None), "en")
    '134 to 256 stars'
    """
    if sky.counts is None:
        return sky_words("unknown", language)
    low, high = (number(count, language, decimals=0) for count in sky.counts)
    return sky_words("count" if low != high else "count_one", language, low=low, high=high)


def basis_words(sky: SeenSky, language: Language) -> tuple[str, ...]:
    """The limit of a sky, and how it is known; one line each.

    Examples
    --------
    >>> basis_words(SeenSky("natural", "model", (6.07, 6.43), (1500, 2500), 21.6), "en")
    ('to magnitude 6.1 to 6.4', 'a sky without lamps (21.6 mag/arcsec²), two models of the eye')
    """
    if sky.limits is None:
        return (sky_words("only_places", language),)
    low, high = (number(end, language, decimals=1) for end in sky.limits)
    values: dict[str, object] = {"n": sky.n_readings, "sites": sky.n_sites, "nights": sky.n_nights}
    if sky.brightness_mag_arcsec2 is not None:
        decimals = 1 if sky.basis == "model" else 2
        values["brightness"] = number(sky.brightness_mag_arcsec2, language, decimals=decimals)
    key = f"from_{sky.basis}"
    if sky.basis == "eyes" and sky.kind == "ordinary":
        key = "from_eyes_nights"
    if sky.basis == "meters" and sky.n_sites == 1:
        key = "from_meters_one"
    return sky_words("to_magnitude", language, low=low, high=high), sky_words(key, language, **values)


def sky_alternative(skies: Sequence[SeenSky], language: Language) -> str:
    """What the picture shows, in words."""
    parts = {}
    for sky in skies:
        title = sky_words(sky.kind, language)
        known = sky.counts is not None
        count = count_words(sky, language) if known else ""
        parts[sky.kind] = sky_words("alt_known" if known else "alt_unknown", language, title=title, count=count)
    return sky_words("alt", language, **parts)


def notes_of(
    scene: SkyScene,
    skies: Sequence[SeenSky],
    language: Language,
    control_darker_by_mag: float | None,
    *,
    is_answered: bool,
) -> list[str]:
    """What must be known to read the picture rightly."""
    notes = [sky_words("hold_up", language)]
    if all(sky.limits is not None for sky in skies):
        notes.append(sky_words("not_the_answer" if is_answered else "perhaps_chance", language))
        if control_darker_by_mag is not None:
            key = "control_darker" if control_darker_by_mag > 0 else "control_brighter"
            notes.append(sky_words(key, language, size=number(abs(control_darker_by_mag), language, decimals=2)))
    if scene.moon is not None:
        notes.append(sky_words("moon_up", language))
    if scene.sun_altitude_deg > -18.0:
        notes.append(sky_words("twilight", language, sun=number(-scene.sun_altitude_deg, language, decimals=0)))
    return notes


def brightness_of(sky: SeenSky) -> float:
    """Brightness of the sky for its background [mag/arcsec²]: as measured, else what goes with the limiting magnitude.

    The second is the maker's formula (Unihedron), for the look of a picture alone.

    Examples
    --------
    >>> round(brightness_of(SeenSky("event", "eyes", (4.3, 4.5), (1, 2), None)), 1)
    18.5
    """
    if sky.brightness_mag_arcsec2 is not None:
        return sky.brightness_mag_arcsec2
    if sky.limits is None:
        return NATURAL_SKY_MAG_ARCSEC2
    middle = min(sum(sky.limits) / 2, 6.5)
    return float(21.58 - 5.0 * np.log10(10.0 ** (1.586 - middle / 5.0) - 1.0))


def star_size(v_mag: FloatArray) -> FloatArray:
    """Diameter of a star's dot [point]: the same in every panel.

    Examples
    --------
    >>> star_size(np.array([0.0, 3.0, 6.0])).round(1).tolist()
    [6.6, 2.6, 1.1]
    """
    return np.asarray(np.clip(6.6 * 10.0 ** (-0.133 * np.asarray(v_mag)), 0.8, 10.5))


def _named_first(scene: SkyScene) -> list[str]:
    """Constellations that stand high enough, those with the brightest stars first."""
    light: dict[str, float] = {}
    lowest: dict[str, float] = {}
    for code, *rows in zip(scene.strokes.constellation, scene.strokes.from_row, scene.strokes.to_row, strict=True):
        light[code] = light.get(code, 0.0) + float((10.0 ** (-0.4 * scene.stars.v_mag[rows])).sum())
        lowest[code] = min([lowest.get(code, 90.0), *scene.altitude_deg[rows].tolist()])
    high = [code for code in light if lowest[code] > -6.0]
    return sorted(high, key=lambda code: -light[code])[:_MOST_NAMES]


def bodies_of(scene: SkyScene) -> list[Body]:
    """Planets and moon above the horizon."""
    return [*scene.planets, *([scene.moon] if scene.moon is not None else [])]


def on_disc_of(body: Body) -> tuple[float, float]:
    """Place of a planet or the moon on the disc."""
    x, y = on_disc(np.array([body.altitude_deg]), np.array([body.azimuth_deg]))
    return float(x[0]), float(y[0])
