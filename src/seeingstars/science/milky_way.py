"""How bright the band of the Milky Way is: a model of our own in galactic coordinates, no photograph.

A disc of stars and a bulge, seen from the sun through a thin layer of dust, are added up along each line of sight.
The clouds of that dust are drawn at random from the generator that is handed in, but stand where the large ones
are known to be: the rift from Cygnus to Centaurus, the Coalsack, the bright clouds in Scutum, Sagittarius and
Cygnus. It looks like the Milky Way; a single small cloud in it is nobody's measurement.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

FloatArray = NDArray[np.float64]

BRIGHTEST_MAG_ARCSEC2 = 20.8  # the band's own light in its brightest clouds: our choice, after [2] of the function

# The sun's distance from the centre, scale lengths and heights of stars and dust [kpc]; dust dims per kpc.
_SUN_KPC, _STARS_KPC, _STARS_HEIGHT_KPC = 8.2, 2.6, 0.30
_DUST_KPC, _DUST_HEIGHT_KPC, _DUST_PER_KPC = 3.5, 0.10, 0.55
_BULGE_KPC, _BULGE_STRENGTH = 0.8, 11.0
_STEPS_KPC = np.concatenate([np.linspace(0.05, 4.0, 40), np.linspace(4.25, 16.0, 48)])

# Longitude, latitude, half-widths along and across [degree], optical depth of dark clouds.
_DARK = (
    (22.0, 4.5, 22.0, 3.0, 1.3),  # the rift through Aquila and Serpens
    (50.0, 2.5, 22.0, 2.2, 1.2),
    (76.0, 0.5, 12.0, 1.8, 0.9),  # the rift in Cygnus
    (357.0, 4.5, 12.0, 4.0, 1.5),  # rho Ophiuchi, Pipe
    (353.0, 16.0, 4.0, 3.0, 0.7),
    (330.0, 1.0, 25.0, 1.8, 0.7),
    (303.0, -1.0, 2.8, 2.4, 1.9),  # the Coalsack
    (93.0, -4.0, 5.0, 2.5, 0.7),
    (110.0, 13.0, 10.0, 5.0, 0.5),  # Cepheus
    (170.0, -14.0, 14.0, 6.0, 0.7),  # Taurus
    (265.0, 1.0, 8.0, 2.5, 0.5),  # Vela
)
# The same for bright clouds: longitude, latitude, half-widths, share of the brightest part of the model.
_BRIGHT = (
    (27.0, -3.0, 4.0, 2.5, 0.55),  # the Scutum cloud
    (4.0, -4.5, 7.0, 3.5, 0.60),  # the great Sagittarius cloud
    (13.0, -1.5, 2.0, 1.2, 0.40),  # the small one
    (76.0, 4.0, 11.0, 4.0, 0.30),  # Cygnus
    (288.0, -0.8, 6.0, 2.5, 0.40),  # Carina
    (331.0, -2.5, 8.0, 3.0, 0.30),  # Norma
    (120.0, -1.5, 12.0, 4.0, 0.10),  # Cassiopeia
    (280.5, -32.9, 3.3, 2.8, 0.45),  # the Large Magellanic Cloud
    (302.8, -44.3, 1.7, 1.3, 0.25),  # the Small one
)


def milky_way_map(rng: np.random.Generator, *, step_deg: float = 0.5) -> FloatArray:
    """Brightness of the Milky Way over the whole sky, as a share of its brightest part.

    Parameters
    ----------
    rng : numpy Generator
        For the small clouds; the same generator gives the same sky.
    step_deg : scalar
        Size of a cell [degree]; 180 must hold it a whole number of times.

    Returns
    -------
    (180 / step, 360 / step)
        Rows from galactic latitude −90 to 90, columns from galactic longitude 0 to 360, at the middle of each
        cell; 0 to 1 [1].

    Raises
    ------
    ValueError
        If the step does not fit into 180 degree.

    Notes
    -----
    Schematic: right in where the band lies, how wide it is and where it is bright; not to be measured in.

    References
    ----------
    .. [1] Exponential discs of stars and dust: Bahcall and Soneira 1980, Astrophysical Journal Supplement 44, 73,
       with scale lengths of the size that Bland-Hawthorn and Gerhard 2016 (ARA&A 54, 529) review.
    .. [2] Leinert et al. 1998, Astronomy and Astrophysics Supplement 127, 1: brightness of the integrated starlight.

    Examples
    --------
    >>> sky = milky_way_map(np.random.default_rng(1), step_deg=2.0)
    >>> sky.shape, bool(sky[45, :].mean() > 5 * sky[10, :].mean())
    ((90, 180), True)
    """
    rows = 180.0 / step_deg if step_deg > 0 else 0.0
    if not (rows >= 1 and abs(rows - round(rows)) < 1e-9):
        raise ValueError(f"step_deg must go into 180 degree a whole number of times; got {step_deg}; take 0.5")
    latitude: FloatArray = -90.0 + (np.arange(round(rows), dtype=np.float64) + 0.5) * step_deg
    longitude: FloatArray = (np.arange(2 * round(rows), dtype=np.float64) + 0.5) * step_deg
    light = _smooth(longitude, latitude)
    bright_clouds = _clouds(rng, light.shape, step_deg)
    dark_clouds = _clouds(rng, light.shape, step_deg)
    for cloud in _BRIGHT:
        light += cloud[4] * _patch(longitude, latitude, cloud)
    band = np.exp(-0.5 * (latitude[:, None] / 14.0) ** 2)
    light *= np.exp(0.34 * band * bright_clouds)
    near_plane = np.exp(-0.5 * (latitude[:, None] / 6.0) ** 2)
    depth = 0.55 * near_plane * np.maximum(dark_clouds, 0.0) ** 1.5
    for cloud in _DARK:
        depth += cloud[4] * _patch(longitude, latitude, cloud) * np.exp(0.8 * dark_clouds)
    light *= np.exp(-depth)
    return np.asarray(np.clip(light / np.percentile(light, 99.97), 0.0, 1.0))


def brightness_nl(share: ArrayLike) -> FloatArray:
    """Light that the Milky Way adds to a dark sky [nL] from its share of `milky_way_map`.

    Parameters
    ----------
    share : any shape
        0 to 1.

    Returns
    -------
    same shape
        [nL], 163 in the brightest clouds, about two natural skies.

    Examples
    --------
    >>> brightness_nl([0.0, 1.0]).round().tolist()
    [0.0, 163.0]
    """
    brightest = 34.08 * np.exp(20.7233 - 0.92104 * BRIGHTEST_MAG_ARCSEC2)
    return np.asarray(brightest * np.asarray(share, dtype=np.float64))


def _smooth(longitude_deg: FloatArray, latitude_deg: FloatArray) -> FloatArray:
    """Light of stars dimmed by smooth dust, as a share of nearly its brightest; the model is the same on both sides."""
    east, north = np.arange(0.0, 181.0), np.arange(0.0, 91.0)
    quarter = _line_of_sight(east[None, :], north[:, None])
    folded_east, folded_north = 180.0 - np.abs(longitude_deg - 180.0), np.abs(latitude_deg)
    at = np.meshgrid(folded_north, folded_east, indexing="ij")
    return np.asarray(map_coordinates(quarter / np.percentile(quarter, 99.9), at, order=1))


def _line_of_sight(longitude_deg: FloatArray, latitude_deg: FloatArray) -> FloatArray:
    """Summed outward step by step."""
    east, north = np.radians(longitude_deg), np.radians(latitude_deg)
    flat = np.cos(north) * np.cos(east)
    light, dimming = np.zeros(flat.shape), np.zeros(flat.shape)
    before = 0.0
    for distance in _STEPS_KPC:
        length, before = distance - before, distance
        from_centre = _SUN_KPC**2 + (distance * np.cos(north)) ** 2 - 2 * _SUN_KPC * distance * flat
        in_plane = np.sqrt(np.maximum(from_centre, 0.0))
        height = np.abs(distance * np.sin(north))
        disc = np.exp(-(in_plane - _SUN_KPC) / _STARS_KPC - height / _STARS_HEIGHT_KPC)
        bulge = _BULGE_STRENGTH * np.exp(-np.hypot(in_plane, 1.6 * height) / _BULGE_KPC)
        light += (disc + bulge) * np.exp(-dimming) * length
        dust = np.exp(-(in_plane - _SUN_KPC) / _DUST_KPC - height / _DUST_HEIGHT_KPC)
        dimming += _DUST_PER_KPC * dust * length
    return light


def _clouds(rng: np.random.Generator, shape: tuple[int, int], step_deg: float) -> FloatArray:
    """Noise of unit spread with clouds of all sizes from 14 degree to one cell, round in longitude."""
    total = np.zeros(shape)
    size_deg, strength = 14.0, 1.0
    while size_deg >= 2 * step_deg:
        noise = rng.standard_normal(shape)
        # Clouds are drawn out along the plane.
        layer = gaussian_filter(
            noise, (0.35 * size_deg / step_deg, 0.6 * size_deg / step_deg), mode=("nearest", "wrap")
        )
        total += strength * layer / layer.std()
        size_deg, strength = size_deg / 2, strength * 0.72
    return np.asarray(total / total.std())


def _patch(longitude_deg: FloatArray, latitude_deg: FloatArray, cloud: tuple[float, ...]) -> FloatArray:
    along = (longitude_deg[None, :] - cloud[0] + 180.0) % 360.0 - 180.0
    across = latitude_deg[:, None] - cloud[1]
    return np.asarray(np.exp(-0.5 * ((along / cloud[2]) ** 2 + (across / cloud[3]) ** 2)))
