"""What the apps wrote into the comment of a Globe at Night row: a limiting magnitude with its error, the sky in words."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_NUMBER = r"[-+]?\d{1,6}(?:\.\d{1,6})?"
_LIMIT = re.compile(rf"NELM\s?=\s?({_NUMBER})\s?\+/-\s?({_NUMBER})")
_FAILED_FITS = ((-3.0, 10.0), (0.0, 0.0))  # what the app writes if its fit found nothing
_SKY = re.compile(r'From "Dark Sky Meter"\s{1,4}sky:\s?"([^"]{0,80})"')

# Share of the sky under cloud [%] by the words of the form and of the app Dark Sky Meter.
CLOUD_PERCENT_BY_WORDS = {
    "clear": 0.0,
    "1/4 of sky": 25.0,
    "1/4": 25.0,
    "1/2 of sky": 50.0,
    "1/2": 50.0,
    "over 1/2 of sky": 75.0,
    "over 1/2": 75.0,
}


class StatedLimits(NamedTuple):
    """Limiting magnitudes that an app wrote into comments."""

    limiting_magnitude: FloatArray
    limiting_magnitude_error: FloatArray
    is_failed_fit: npt.NDArray[np.bool_]


def limits_in_comments(comments: npt.NDArray[np.object_]) -> StatedLimits:
    """The limiting magnitude and its error that the app Loss of the Night wrote into each comment.

    Parameters
    ----------
    comments : shape (n,), of str

    Returns
    -------
    StatedLimits
        Limiting magnitude and its standard error [mag], shape (n,); NaN where the comment states none and
        where the app's fit failed (it then writes -3.00 +/- 10.00 or 0.00 +/- 0.00).

    References
    ----------
    The form of the comment was read from the yearly files of Globe at Night, 2013 to 2019.

    Examples
    --------
    >>> limits_in_comments(np.array(['From "Loss of the Night";NELM=4.73 +/- 0.82 (method 2)'], dtype=object))
    StatedLimits(limiting_magnitude=array([4.73]), limiting_magnitude_error=array([0.82]), is_failed_fit=array([False]))
    """
    found = [_LIMIT.search(comment) for comment in comments]
    limit = np.array([float(match[1]) if match else np.nan for match in found], dtype=float)
    error = np.array([float(match[2]) if match else np.nan for match in found], dtype=float)
    failed = np.zeros(len(limit), dtype=bool)
    for failed_limit, failed_error in _FAILED_FITS:
        failed |= (limit == failed_limit) & (error == failed_error)
    return StatedLimits(np.where(failed, np.nan, limit), np.where(failed, np.nan, error), failed)


def cloud_in_comments(comments: npt.NDArray[np.object_]) -> FloatArray:
    """The share of the sky under cloud that the app Dark Sky Meter wrote into each comment.

    Parameters
    ----------
    comments : shape (n,), of str

    Returns
    -------
    shape (n,)
        Cloud [%]; NaN where the comment says nothing of cloud ("Foggy" and "Milky Way in Zenith" are none).

    Examples
    --------
    >>> cloud_in_comments(np.array(['From "Dark Sky Meter"  sky: "1/4 of sky"', "Foggy"], dtype=object)).tolist()
    [25.0, nan]
    """
    found = [_SKY.search(comment) for comment in comments]
    words = [match[1].strip().lower() if match else "" for match in found]
    return np.array([CLOUD_PERCENT_BY_WORDS.get(word, np.nan) for word in words], dtype=float)
