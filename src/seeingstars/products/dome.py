"""Products: the image for a planetarium's dome: a domemaster of 4096 by 4096, with a sidecar that says how to hang it.

Azimuthal equidistant in the inscribed circle: the zenith in the middle, the horizon on the rim. By the custom of
domes [1]_ the lower edge of the image is before the audience, so that ``north_up`` faces south.

References
----------
.. [1] Ringling College of Art and Design, "The Dome Master": bottom centre is before the audience, left is left.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from seeingstars.event import Text
from seeingstars.products.sky_content import bodies_of
from seeingstars.products.sky_scene import Body, FloatArray, SkyScene, milky_way_on_disc
from seeingstars.products.sky_tones import MODEL, MOST_DISPLAY, sky_display
from seeingstars.products.star_table import star_sources
from seeingstars.products.style import new_figure

Pixels = NDArray[np.uint8]

SIZE_PX = 4096
LEAST_SIGMA_PX = 1.9
_COARSE = 4  # the sky without stars is worked out on every fourth pixel: a sixth of a degree
_BAND_ROWS = 256
_COMPRESSION = 1  # of PNG: more costs seconds and saves a tenth, as the dither cannot be packed

ORIENTATIONS: dict[str, Text] = {
    "north_up": Text(
        "noord boven, oost links, zoals de hemel van onderen te zien is; het publiek kijkt naar het zuiden (onderrand)",
        "north up, east to the left, as the sky is seen from below; the audience faces south (lower edge)",
    ),
    "south_up": Text(
        "een halve slag gedraaid: zuid boven, oost rechts; het publiek kijkt naar het noorden (onderrand)",
        "turned by half: south up, east to the right; the audience faces north (lower edge)",
    ),
    "north_up_mirrored": Text(
        "noord boven, oost rechts: gespiegeld, voor een projector met een spiegel of wie van boven kijkt",
        "north up, east to the right: mirrored, for a projector with a mirror or a look from above",
    ),
    "south_up_mirrored": Text(
        "zuid boven, oost links: gespiegeld en een halve slag gedraaid",
        "south up, east to the left: mirrored and turned by half",
    ),
}
_SIGNS = {"north_up": (1, 1), "south_up": (-1, -1), "north_up_mirrored": (-1, 1), "south_up_mirrored": (1, -1)}


@dataclass(frozen=True)
class DomeSky:
    """What one image of the dome shows: stars to one limiting magnitude under a sky of one brightness."""

    name: str  # of the file and in the series: city, event, natural
    limiting_magnitude: float
    zenith_mag_arcsec2: float
    how_known: Text
    is_simulated: bool = False


def draw_dome(scene: SkyScene, sky: DomeSky, *, orientation: str = "north_up", size_px: int = SIZE_PX) -> Pixels:
    """The pixels of one image.

    Parameters
    ----------
    scene : SkyScene
    sky : DomeSky
    orientation : str
        One of `ORIENTATIONS`.
    size_px : int
        Side of the square [pixel], a multiple of 256.

    Returns
    -------
    (size, size, 3), uint8
        Red, green, blue; black outside the circle. The same arguments give the same pixels.

    Raises
    ------
    ValueError
        If the orientation or the size is none of these.

    Notes
    -----
    The sky stays below 15 % of a full screen and is dithered to 8 bits, so that no bands show; a star is a bell of
    at least 1.9 pixels (of 4096), wider and lighter the brighter it is; stars within 0.3 mag of the limit fade out.

    Examples
    --------
    >>> draw_dome.__name__
    'draw_dome'
    """
    if orientation not in ORIENTATIONS:
        raise ValueError(f"orientation must be one of {', '.join(ORIENTATIONS)}; got {orientation!r}")
    if size_px < 256 or size_px % 256:
        raise ValueError(f"size_px must be a multiple of 256, in pixel; got {size_px}; a dome takes 4096")
    pixels = np.zeros((size_px, size_px, 3), dtype=np.uint8)
    _paint_sky(pixels, scene, sky, orientation)
    _paint_stars(pixels, scene, sky, orientation)
    if sky.is_simulated:
        _paint_simulated(pixels, orientation)
    return pixels


def pixel_of(
    altitude_deg: FloatArray, azimuth_deg: FloatArray, *, orientation: str = "north_up", size_px: int = SIZE_PX
) -> tuple[FloatArray, FloatArray]:
    """Column and row of a direction; whole numbers are the middles of pixels, (0, 0) the upper left one.

    Examples
    --------
    >>> column, row = pixel_of(np.array([90.0, 0.0]), np.array([0.0, 90.0]))
    >>> column.round(1).tolist(), row.round(1).tolist()  # the zenith, and east on the left rim
    ([2047.5, -0.5], [2047.5, 2047.5])
    """
    right, down = _SIGNS[orientation]
    radius = (90.0 - np.asarray(altitude_deg, dtype=np.float64)) / 90.0 * (size_px / 2)
    azimuth, middle = np.radians(azimuth_deg), size_px / 2 - 0.5
    return middle - right * radius * np.sin(azimuth), middle - down * radius * np.cos(azimuth)


def write_dome(
    path: Path, *, scene: SkyScene, sky: DomeSky, orientation: str = "north_up", size_px: int = SIZE_PX
) -> tuple[Path, Path]:
    """Write the PNG and, beside it, the JSON that says what it shows and how to hang it.

    Parameters as for `draw_dome`.

    Returns
    -------
    the two paths, PNG first
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_png(path, draw_dome(scene, sky, orientation=orientation, size_px=size_px))
    sidecar = path.with_suffix(".json")
    notes = dome_notes(scene, sky, orientation=orientation, size_px=size_px)
    sidecar.write_text(f"{json.dumps({'file': path.name, **notes}, indent=2, ensure_ascii=False)}\n", "utf-8")
    return path, sidecar


def write_png(path: Path, pixels: Pixels) -> None:
    """The pixels as a PNG, without a date or the name of a program."""
    Image.fromarray(pixels, "RGB").save(path, format="PNG", compress_level=_COMPRESSION)


def dome_notes(
    scene: SkyScene, sky: DomeSky, *, orientation: str = "north_up", size_px: int = SIZE_PX
) -> dict[str, Any]:
    """The sidecar of an image: projection, orientation, time, place, limiting magnitude, model and sources.

    Examples
    --------
    >>> dome_notes.__name__
    'dome_notes'
    """
    return {
        "simulated": sky.is_simulated,
        "shows": sky.name,
        "limiting_magnitude": round(sky.limiting_magnitude, 2),
        "how_known": {"nl": sky.how_known.nl, "en": sky.how_known.en},
        "zenith_brightness_mag_arcsec2": round(sky.zenith_mag_arcsec2, 2),
        "observed_at_utc": scene.moment.isoformat(),
        "longitude_deg": scene.longitude_deg,
        "latitude_deg": scene.latitude_deg,
        "projection": "azimuthal equidistant (angular fisheye) in the inscribed circle",
        "field_deg": 180,
        "size_px": size_px,
        "zenith_px": {
            "column": size_px / 2 - 0.5,
            "row": size_px / 2 - 0.5,
            "counted_from": "middle of the upper left pixel, 0",
        },
        "orientation": orientation,
        "orientation_means": _both(ORIENTATIONS[orientation]),
        "orientations_offered": {name: _both(words) for name, words in ORIENTATIONS.items()},
        "refraction": False,
        "extinction_mag_per_air_mass": 0.3,
        "sky_at_most_of_full_screen": MOST_DISPLAY,
        "star_sigma_px_at_least": round(LEAST_SIGMA_PX * size_px / SIZE_PX, 2),
        "brightness_model": MODEL,
        "bodies": [_body_notes(body, orientation, size_px) for body in bodies_of(scene)],
        "not_shown": "clouds, houses, trees; proper motion of stars (below 0.03 degree)",
        "star_sources": star_sources()["sources"],
    }


def _both(words: Text) -> Mapping[str, str]:
    return {"nl": words.nl, "en": words.en}


def _body_notes(body: Body, orientation: str, size_px: int) -> dict[str, Any]:
    column, row = pixel_of(
        np.array(body.altitude_deg), np.array(body.azimuth_deg), orientation=orientation, size_px=size_px
    )
    bright = {"v_mag": round(body.v_mag, 1)} if np.isfinite(body.v_mag) else {}
    return {
        "name": body.name,
        "altitude_deg": round(body.altitude_deg, 3),
        "azimuth_deg": round(body.azimuth_deg, 3),
        **bright,
        "column_px": round(float(column), 1),
        "row_px": round(float(row), 1),
    }


def _paint_sky(pixels: Pixels, scene: SkyScene, sky: DomeSky, orientation: str) -> None:
    """Glow and Milky Way, worked out coarsely, drawn finely and dithered, a band of rows at a time."""
    size = len(pixels)
    coarse = size // _COARSE
    along = (np.arange(coarse) + 0.5) / coarse * 2.0 - 1.0
    altitude = 90.0 * (1.0 - np.minimum(np.hypot(along[None, :], along[:, None]), 1.0))
    light = sky_display(altitude, milky_way_on_disc(scene, coarse, rim=True), zenith_mag_arcsec2=sky.zenith_mag_arcsec2)
    right, down = _SIGNS[orientation]
    light = np.ascontiguousarray(light[::down, ::right]) * np.float32(255.0)
    left, share = _between(size)
    wide = np.stack([light[:, :, channel][:, left] for channel in range(3)])
    wide += share * (np.stack([light[:, :, channel][:, left + 1] for channel in range(3)]) - wide)
    middle = size / 2 - 0.5
    columns = np.arange(size, dtype=np.float32)
    for top in range(0, size, _BAND_ROWS):
        rows = np.arange(top, top + _BAND_ROWS, dtype=np.float32)
        dither = _dither(rows, columns)
        reach = np.sqrt(np.maximum((size / 2) ** 2 - (rows - middle) ** 2, 0.0))
        is_outside = np.abs(columns[None, :] - middle) > reach[:, None]
        dither[is_outside] = -256.0
        upper, fraction = left[top : top + _BAND_ROWS], share[top : top + _BAND_ROWS, None]
        for channel in range(3):
            band = wide[channel][upper]
            band += fraction * (wide[channel][upper + 1] - band)
            band += dither
            np.maximum(band, 0.0, out=band)
            pixels[top : top + _BAND_ROWS, :, channel] = band  # cuts off what is behind the point


def _between(size: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each fine pixel: the coarse one before it, and how far it is on the way to the next."""
    at = np.clip((np.arange(size) + 0.5) / _COARSE - 0.5, 0.0, size // _COARSE - 1.000001)
    before = np.floor(at).astype(np.intp)
    return before, (at - before).astype(np.float32)


def _dither(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """A fixed pattern from 0 to 1 without visible structure (interleaved gradient noise: Jimenez 2014, SIGGRAPH)."""
    inner = np.float32(0.06711056) * columns[None, :] + np.float32(0.00583715) * rows[:, None]
    inner -= np.floor(inner)
    inner *= np.float32(52.9829189)
    inner -= np.floor(inner)
    return inner


def star_peak(v_mag: FloatArray) -> FloatArray:
    """How light the middle of a star is, as a share of a full screen: the same in every image.

    Examples
    --------
    >>> star_peak(np.array([-1.0, 0.0, 3.0, 6.0])).round(2).tolist()
    [1.0, 0.97, 0.54, 0.3]
    """
    return np.asarray(np.minimum(0.97 * 10.0 ** (-0.085 * np.asarray(v_mag)), 1.0))


def star_sigma_px(v_mag: FloatArray) -> FloatArray:
    """Width of a star's bell [pixel of 4096]: 1.9 for faint ones.

    Examples
    --------
    >>> star_sigma_px(np.array([-1.0, 0.0, 3.0, 6.0])).round(2).tolist()
    [4.37, 3.99, 2.85, 1.9]
    """
    return np.asarray(LEAST_SIGMA_PX + 0.38 * np.maximum(5.5 - np.asarray(v_mag), 0.0))


def _paint_stars(pixels: Pixels, scene: SkyScene, sky: DomeSky, orientation: str) -> None:
    """Faint ones first; planets and moon last."""
    size = len(pixels)
    scale = size / SIZE_PX
    magnitude = scene.dimmed_mag
    chosen = np.flatnonzero((magnitude <= sky.limiting_magnitude) & ~scene.stars.is_seldom_so_bright)[::-1]
    fading = np.clip((sky.limiting_magnitude - magnitude[chosen]) / 0.3, 0.35, 1.0)
    column, row = pixel_of(scene.altitude_deg[chosen], scene.azimuth_deg[chosen], orientation=orientation, size_px=size)
    peak, sigma = star_peak(magnitude[chosen]) * fading, star_sigma_px(magnitude[chosen]) * scale
    coloured = np.clip(0.9 - 0.22 * magnitude[chosen], 0.12, 1.0)[:, None]  # the eye sees colour in bright stars alone
    tints = 1.0 - coloured * (1.0 - scene.stars.colour[chosen])
    for x, y, light, width, colour in zip(column, row, peak, sigma, tints, strict=True):
        _stamp(pixels, x, y, _bell(float(light), float(width), colour), width)
    for body in bodies_of(scene):
        x, y = pixel_of(np.array(body.altitude_deg), np.array(body.azimuth_deg), orientation=orientation, size_px=size)
        if body.name == "moon":
            _stamp(pixels, float(x), float(y), _moon_disc(0.26 / 90.0 * size / 2), 0.13 / 90.0 * size)
        else:
            width = float(star_sigma_px(np.array(body.v_mag))) * scale
            _stamp(
                pixels,
                float(x),
                float(y),
                _bell(float(star_peak(np.array(body.v_mag))), width, (1.0, 0.95, 0.84)),
                width,
            )


def _bell(light: float, width: float, colour: Any) -> Any:
    """Light of a star at a distance from its middle, in three channels; its halo grows with its light."""
    tint = np.asarray(colour, dtype=np.float32)

    def at(squared: FloatArray) -> FloatArray:
        core = light * np.exp(-0.5 * squared / width**2)
        halo = 0.10 * light**4 * np.exp(-0.5 * squared / (3.2 * width) ** 2)
        return np.asarray(np.minimum(core + halo, 1.0)[..., None] * tint)

    return at


def _moon_disc(radius_px: float) -> Any:
    """A plain disc of the moon's size; its phase stands in the sidecar of the event, not here."""

    def at(squared: FloatArray) -> FloatArray:
        return np.asarray(np.clip(radius_px + 0.5 - np.sqrt(squared), 0.0, 1.0)[..., None] * np.ones(3))

    return at


def _stamp(pixels: Pixels, x: float, y: float, light: Any, width: float) -> None:
    """Adds light to what is there as light does on a screen: never beyond full."""
    reach = int(np.ceil(7.0 * width))
    size = len(pixels)
    left, top = max(round(x) - reach, 0), max(round(y) - reach, 0)
    right, bottom = min(round(x) + reach + 1, size), min(round(y) + reach + 1, size)
    if right <= left or bottom <= top:
        return
    squared = (np.arange(left, right) - x)[None, :] ** 2 + (np.arange(top, bottom) - y)[:, None] ** 2
    part = pixels[top:bottom, left:right]
    kept = (255.0 - part) * (1.0 - light(squared))
    part[...] = np.round(255.0 - kept).astype(np.uint8)


def _paint_simulated(pixels: Pixels, orientation: str) -> None:
    """GESIMULEERD · SIMULATED low over the horizon, before the audience and behind it, and once more in a corner."""
    size = len(pixels)
    word = _text_mask("GESIMULEERD · SIMULATED", max(size // 64, 8))[:, : size - 16]
    word = word[:, ::-1] if orientation.endswith("mirrored") else word  # legible once the mirror has turned it
    rows, columns = word.shape
    left, low = (size - columns) // 2, round(size * (1.0 - 6.0 / 180.0)) - rows
    corner = _text_mask("SIMULATED", max(size // 100, 8))
    for mask, top, start, light in (
        (word, low, left, 150),
        (word[::-1, ::-1], size - low - rows, left, 150),
        (corner, 8, 8, 255),
    ):
        part = pixels[top : top + mask.shape[0], start : start + mask.shape[1]]
        np.maximum(part, (mask[: part.shape[0], : part.shape[1], None] * light).astype(np.uint8), out=part)


def _text_mask(words: str, height_px: int) -> FloatArray:
    """Words as a mask (rows, columns) from 0 to 1 of about that height."""
    figure: Figure = new_figure(width_in=len(words) * 0.8 * height_px / 100 + 0.2, height_in=1.4 * height_px / 100)
    figure.set_dpi(100)
    figure.text(0.5, 0.5, words, ha="center", va="center", fontsize=0.72 * height_px, fontweight="bold")
    canvas: Any = figure.canvas
    canvas.draw()
    return 1.0 - np.asarray(canvas.buffer_rgba())[:, :, 0] / 255.0
