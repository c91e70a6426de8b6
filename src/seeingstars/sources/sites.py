"""The name under which one instrument at one place is followed through the nights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[np.object_]


def sites_from_places(instrument: TextArray, *, longitude_deg: FloatArray, latitude_deg: FloatArray) -> TextArray:
    """Names of sites for readings that people took by hand: the instrument and its place to 0.001 degree.

    Parameters
    ----------
    instrument : shape (n,), of str
        What tells the instrument from others: its serial number, an observer's code, or only its type.
    longitude_deg, latitude_deg : shape (n,)
        Position (WGS 84) [degree].

    Returns
    -------
    shape (n,)
        Names; empty where the position is NaN, off the Earth or exactly 0,0.

    Notes
    -----
    0.001 degree is about 110 m north to south and 70 m east to west in the Netherlands: our choice, so that an
    observer who stands at the other end of the same garden stays one site.

    Examples
    --------
    >>> sites_from_places(np.array(["SQM 2534"]), longitude_deg=np.array([4.48402]), latitude_deg=np.array([52.155]))
    array(['SQM 2534 at 4.484 52.155'], dtype=object)
    """
    on_earth = (np.abs(longitude_deg) <= 180) & (np.abs(latitude_deg) <= 90)
    known = on_earth & ~((longitude_deg == 0) & (latitude_deg == 0))
    rows = zip(instrument, longitude_deg.tolist(), latitude_deg.tolist(), known, strict=True)
    return np.array([f"{name} at {lon:.3f} {lat:.3f}" if is_known else "" for name, lon, lat, is_known in rows], object)
