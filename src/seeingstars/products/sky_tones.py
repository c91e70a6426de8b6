"""Products: from the light of the sky to the brightness of a screen: one scale for every picture of the sky.

The sky is shown by a power of its luminance, as the eye's own scale is one; the exponent and the top are our choice,
so that a town's sky stays dark enough for stars to stand out and a natural sky is not black.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeingstars.products.sky_scene import FloatArray

MOST_DISPLAY = 0.15  # of a full screen: brighter skies wash out in a dome
NATURAL_SKY_MAG_ARCSEC2 = 21.6
_EXPONENT = 0.4
_TOP_NL = 5400.0  # luminance shown at the most: 17.0 mag/arcsec²
_MILKY_WAY_DISPLAY, _MILKY_WAY_EXPONENT = (
    0.12,
    0.85,
)  # for light equal to the sky's own: some eight times what the power alone gives
_EXTINCTION_MAG = 0.3
_AIRGLOW_EXTINCTION_MAG = 0.172

_GLOW_COLOUR = np.array([1.00, 0.93, 0.82])  # lamps; pale, as the eye sees little colour at night
_NATURAL_COLOUR = np.array([0.70, 0.82, 1.00])
_MILKY_WAY_COLOUR = np.array([0.96, 0.97, 1.00])

MODEL: dict[str, Any] = {
    "natural_sky": "79 nL at the zenith (21.6 mag/arcsec2), away from it by Krisciunas and Schaefer 1991, PASP 103, 1033, eq. 2",
    "town_glow": "what the zenith has beyond the natural sky, times (1 - 0.96 sin^2 z)^-0.5: the same in every direction, our choice",
    "milky_way": "a model of stars and dust in galactic coordinates, dimmed by 0.3 mag per air mass; its contrast is raised about eight times",
    "display": "code = 0.15 (L / 5400 nL)^0.4 of a full screen, at most 0.15; Milky Way + 0.12 (L_milky_way / L_sky)^0.85",
    "left_out": "zodiacal light, gegenschein, moonlight, twilight, clouds, houses and trees",
}


def nanolambert(brightness_mag_arcsec2: float) -> float:
    """Brightness [nL] (Krisciunas and Schaefer 1991, equation 1).

    Examples
    --------
    >>> round(nanolambert(21.587), 1)
    79.0
    """
    return float(34.08 * np.exp(20.7233 - 0.92104 * brightness_mag_arcsec2))


def sky_luminance_nl(altitude_deg: FloatArray, *, zenith_mag_arcsec2: float) -> FloatArray:
    """Light of a clear, moonless sky without the Milky Way: the natural one, and a town's glow that grows downward.

    Parameters
    ----------
    altitude_deg : any shape
        0 to 90 [degree]; below the horizon as at it.
    zenith_mag_arcsec2 : scalar
        Brightness at the zenith [mag/arcsec²]; a sky darker than the natural one is shown as natural.

    Returns
    -------
    same shape
        [nL]

    Examples
    --------
    >>> sky_luminance_nl(np.array([90.0, 10.0]), zenith_mag_arcsec2=18.5).round().tolist()
    [1357.0, 5060.0]
    """
    zenith_angle = np.radians(90.0 - np.clip(altitude_deg, 0.0, 90.0))
    path = (1.0 - 0.96 * np.sin(zenith_angle) ** 2) ** -0.5
    natural = nanolambert(NATURAL_SKY_MAG_ARCSEC2)
    glow = max(nanolambert(zenith_mag_arcsec2) - natural, 0.0)
    return np.asarray(natural * 10.0 ** (-0.4 * _AIRGLOW_EXTINCTION_MAG * (path - 1.0)) * path + glow * path)


def sky_display(
    altitude_deg: FloatArray, milky_way_nl: FloatArray, *, zenith_mag_arcsec2: float
) -> NDArray[np.float32]:
    """Brightness on the screen of every point of the sky, in red, green and blue.

    Parameters
    ----------
    altitude_deg, milky_way_nl : one shape
        Altitude [degree]; light of the Milky Way above the air [nL].
    zenith_mag_arcsec2 : scalar
        As for `sky_luminance_nl`.

    Returns
    -------
    shape + (3,)
        Share of a full screen [1], at most 0.15.

    Examples
    --------
    >>> sky_display(np.array([90.0]), np.array([0.0]), zenith_mag_arcsec2=21.6).astype(float).round(3).tolist()
    [[0.019, 0.023, 0.028]]
    """
    light = sky_luminance_nl(altitude_deg, zenith_mag_arcsec2=zenith_mag_arcsec2)
    natural = sky_luminance_nl(altitude_deg, zenith_mag_arcsec2=NATURAL_SKY_MAG_ARCSEC2)
    by_lamps = (1.0 - natural / light)[..., None]
    colour = by_lamps * _GLOW_COLOUR + (1.0 - by_lamps) * _NATURAL_COLOUR
    code = np.minimum(MOST_DISPLAY * (light / _TOP_NL) ** _EXPONENT, MOST_DISPLAY)
    air = 1.0 / np.maximum(np.sin(np.radians(altitude_deg)), 0.05) - 1.0
    ratio = milky_way_nl * 10.0 ** (-0.4 * _EXTINCTION_MAG * air) / light
    band = _MILKY_WAY_DISPLAY * ratio**_MILKY_WAY_EXPONENT
    shown = code[..., None] * colour + band[..., None] * _MILKY_WAY_COLOUR
    return np.asarray(np.minimum(shown, MOST_DISPLAY), dtype=np.float32)
