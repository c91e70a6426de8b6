"""Science: one number a night and arm from sites of which some miss some nights (the first of two steps)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from seeingstars.columns import Role, require_columns

FloatArray = NDArray[np.float64]


def night_effects(values: ArrayLike, *, event_index: int) -> FloatArray:
    """Level of each night from sites that each have their own offset: OLS of value = site + night.

    Use it for one arm (the lights-off sites, or the control sites). Sites missing on some nights do not
    drag the level up or down, as they would in a plain mean over sites.

    Parameters
    ----------
    values : shape (..., sites, nights)
        One number a site and night; NaN where a site has none.
    event_index : which night is the event

    Returns
    -------
    shape (..., nights)
        The level of each night for the average site; with no value missing the plain mean over sites.
        NaN where a night cannot be tied to the event night through sites that both share with other
        nights, and everywhere if no site has the event night.

    Raises
    ------
    ValueError
        If the last two axes are missing or there is no night `event_index`.

    Notes
    -----
    The site offsets are eliminated from the normal equations, which leaves one equation a night:
    (diag(n) − Σ_s w_s w_sᵀ / n_s) γ = Σ_s (sums by night of the values less the site's own mean), with w_s
    the nights of site s. This is the Laplacian of the graph of nights joined by shared sites; it has one
    free constant for each part that hangs together, fixed here so that the offsets average zero.

    References
    ----------
    Abowd, Creecy & Kramarz 2002, Computing person and firm effects using linked longitudinal
    employer-employee data (identification in connected groups).

    Examples
    --------
    A bright site and a dark one; the dark one misses the last night.

    >>> night_effects([[18.0, 18.1, 18.4], [20.0, 20.1, np.nan]], event_index=2).round(3).tolist()
    [19.0, 19.1, 19.4]
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim < 2 or not -table.shape[-1] <= event_index < table.shape[-1]:
        raise ValueError(
            "values must have the axes sites, nights at the end and hold the event night; "
            f"got shape {table.shape} and event_index {event_index}"
        )
    there = np.isfinite(table)
    tied = _tied_to(there, event_index)
    there = there & tied[..., None, :]
    table = np.where(there, table, 0.0)
    weights = there.astype(np.float64)
    per_site = weights.sum(axis=-1, keepdims=True)
    scaled = weights / np.maximum(per_site, 1.0)
    laplacian = -np.swapaxes(weights, -1, -2) @ scaled
    diagonal = np.arange(table.shape[-1])
    laplacian[..., diagonal, diagonal] += weights.sum(axis=-2)
    right = (table - scaled * table.sum(axis=-1, keepdims=True)).sum(axis=-2)
    levels = (np.linalg.pinv(laplacian, hermitian=True) @ right[..., None])[..., 0]
    offsets = ((table - weights * levels[..., None, :]).sum(axis=-1, keepdims=True) / np.maximum(per_site, 1.0))[..., 0]
    sites = (per_site[..., 0] > 0).sum(axis=-1)
    levels = levels + (offsets.sum(axis=-1) / np.maximum(sites, 1))[..., None]
    return np.where(tied, levels, np.nan)


def _tied_to(there: NDArray[np.bool_], event_index: int) -> NDArray[np.bool_]:
    """Nights that a chain of shared sites joins to the event night; none if no site has that night."""
    tied = np.zeros((*there.shape[:-2], there.shape[-1]), dtype=bool)
    tied[..., event_index] = np.any(there[..., event_index], axis=-1)
    while True:
        sites = np.asarray((there & tied[..., None, :]).any(axis=-1))
        grown = tied | (there & sites[..., None]).any(axis=-2)
        if np.array_equal(grown, tied):
            return tied
        tied = grown


def two_step(site_nights: pd.DataFrame, *, event_night: str, with_control: bool) -> pd.DataFrame:
    """The difference that each night gives, from the site-by-night table.

    Parameters
    ----------
    site_nights : table with ``site_id``, ``role``, ``night``, ``value``
        One row a site and night; only the rows that may be used.
    event_night : ISO date
    with_control : whether the control's level is taken off
        If not, the difference is the level of the lights-off sites themselves: night against nights.

    Returns
    -------
    pandas.DataFrame
        ``night`` (in order of date, every night of the table), ``difference`` (unit of the values; area
        minus control, positive is darker; NaN where the sites do not tie the night to the event night).

    Raises
    ------
    TableError
        If a column is missing.
    ValueError
        If a site has two values for one night.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "site_id": ["a", "a", "k", "k"], "role": ["lights_off", "lights_off", "control", "control"],
    ...     "night": ["2022-09-24", "2022-09-25"] * 2, "value": [18.0, 18.5, 19.0, 19.1]})
    >>> two_step(table, event_night="2022-09-25", with_control=True).difference.round(3).tolist()
    [-1.0, -0.6]
    """
    require_columns(site_nights, ("site_id", "role", "night", "value"), where="two_step")
    nights = sorted({*site_nights["night"].astype(str), event_night})
    levels = _arm_levels(site_nights, Role.LIGHTS_OFF, nights, event_night)
    if with_control:
        levels = levels - _arm_levels(site_nights, Role.CONTROL, nights, event_night)
    return pd.DataFrame({"night": pd.Series(nights, dtype="str"), "difference": levels})


def _arm_levels(site_nights: pd.DataFrame, role: str, nights: list[str], event_night: str) -> FloatArray:
    arm = site_nights.loc[site_nights["role"] == role, ["site_id", "night", "value"]]
    arm = arm.astype({"site_id": "str", "night": "str"})
    twice = int(arm.duplicated(["site_id", "night"]).sum())
    if twice:
        raise ValueError(f"a site must have one value a night; {twice} rows repeat a site and night, role {role}")
    if arm.empty:
        return np.full(len(nights), np.nan)
    table = arm.pivot(index="site_id", columns="night", values="value").reindex(columns=nights)
    return night_effects(table.to_numpy(dtype=np.float64), event_index=nights.index(event_night))
