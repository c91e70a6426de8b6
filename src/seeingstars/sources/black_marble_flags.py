"""What the quality flags of Black Marble mean, and which pixels count as clear.

References: Román et al. 2018, Remote Sensing of Environment 210, 113 (the product); Black Marble User Guide
(NASA), tables of Mandatory_Quality_Flag, QF_Cloud_Mask and QF_DNB; the ``Description`` attributes in the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLOUD_FILL = 65535
FLAG_FILL = 255
HIGH_QUALITY = 0
EPHEMERAL = 1  # in collection 1 only: high quality, of a light that is not always there

Bools = NDArray[np.bool_]

CLEAR_DEFINITION = (
    "valid radiance, of the highest quality (Mandatory_Quality_Flag 0, QF_DNB 0), at night, "
    "cloud mask there and confidently clear, no snow or ice; "
    "flag 1 of collection 1 (high quality, ephemeral light) is not clear but counted apart"
)


def cloud_confidence(qf_cloud_mask: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.uint8]:
    """How sure the cloud mask is: bits 6 and 7.

    Parameters
    ----------
    qf_cloud_mask : any shape
        QF_Cloud_Mask as stored.

    Returns
    -------
    same shape
        0 confident clear, 1 probably clear, 2 probably cloudy, 3 confident cloudy; 255 where there is no mask.

    Examples
    --------
    >>> cloud_confidence(np.array([178, 50, 65535], dtype="u2"))
    array([  2,   0, 255], dtype=uint8)
    """
    bits = (qf_cloud_mask >> 6) & 3
    return np.where(qf_cloud_mask == CLOUD_FILL, FLAG_FILL, bits).astype(np.uint8)


def is_night(qf_cloud_mask: NDArray[np.unsignedinteger[Any]]) -> Bools:
    """Whether the mask says night (bit 0 is 0); False where there is no mask.

    Examples
    --------
    >>> is_night(np.array([178, 179, 65535], dtype="u2"))
    array([ True, False, False])
    """
    return np.asarray((qf_cloud_mask != CLOUD_FILL) & ((qf_cloud_mask & 1) == 0))


def has_snow(qf_cloud_mask: NDArray[np.unsignedinteger[Any]]) -> Bools:
    """Whether the mask says snow or ice (bit 10); False where there is no mask.

    Examples
    --------
    >>> has_snow(np.array([178, 178 + 1024, 65535], dtype="u2"))
    array([False,  True, False])
    """
    return np.asarray((qf_cloud_mask != CLOUD_FILL) & ((qf_cloud_mask >> 10) & 1 == 1))


def land_or_water(qf_cloud_mask: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.uint8]:
    """Background under the pixel: bits 1 to 3.

    Returns
    -------
    same shape
        0 desert, 1 land, 2 inland water, 3 sea, 5 coast; 255 where there is no mask.

    Examples
    --------
    >>> land_or_water(np.array([178, 65535], dtype="u2"))
    array([  1, 255], dtype=uint8)
    """
    return np.where(qf_cloud_mask == CLOUD_FILL, FLAG_FILL, (qf_cloud_mask >> 1) & 7).astype(np.uint8)


def clear_pixels(layers: Mapping[str, NDArray[Any]]) -> Bools:
    """Which pixels are clear, by every flag that the file has.

    Use it for the one mask that numbers rest on; the flags themselves stay beside it.

    Parameters
    ----------
    layers : mapping of arrays of one shape
        ``valid`` and whichever of ``qf_cloud_mask``, ``mandatory_quality_flag``, ``snow_flag`` and ``qf_dnb``
        the file has, as stored.

    Returns
    -------
    same shape
        True where the pixel is clear (see `CLEAR_DEFINITION`); nowhere if there is no cloud mask.

    Notes
    -----
    Our choice: the strictest reading of the flags. A snow flag of 255 (not known) is not clear.

    Examples
    --------
    >>> layers = {"valid": np.array([True, True]), "qf_cloud_mask": np.array([50, 178], dtype="u2")}
    >>> clear_pixels(layers)
    array([ True, False])
    """
    mask = layers.get("qf_cloud_mask")
    if mask is None:
        return np.zeros_like(layers["valid"])
    clear = layers["valid"] & (cloud_confidence(mask) == 0) & is_night(mask) & ~has_snow(mask)
    for name in ("mandatory_quality_flag", "snow_flag", "qf_dnb"):
        if name in layers:
            clear &= layers[name] == HIGH_QUALITY
    return np.asarray(clear)
