"""Science: the mixed model of nights and areas, for crowds of which many sites miss many nights."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.columns import Role, require_columns
from seeingstars.event import Text
from seeingstars.science.comparison import FloatArray, t_quantile

# The site offsets are fixed effects: with more of them the fit takes minutes, and the two-step form says the same.
MOST_SITES = 120
FEWEST_NIGHTS = 3
# statsmodels' lbfgs calls itself converged on its own start where a spread goes to zero, so searches without slopes
# go first, and lbfgs from where they end must not find better by more than this in log-likelihood.
_METHODS = ("powell", "nm")
_SAME_SUMMIT = 0.01
# A variance of nights below this share of that of readings has gone to its edge, zero.
_AT_THE_EDGE = 1e-6


@dataclass(frozen=True)
class MixedModel:
    """What the mixed model makes of the site-nights; unit of the values, positive is darker.

    ``is_made`` is False where the model cannot be fitted, and ``why_not`` says why. ``sd_night_area`` is the spread
    that an area has to itself on a night, ``sd_night`` the sky that both share (NaN without a control),
    ``sd_reading`` what is left. ``at_the_edge``: the spread of areas came out as zero, so the interval is that of
    sites alone with the degrees of freedom of nights.
    """

    is_made: bool
    why_not: Text | None = None
    effect: float = math.nan
    se: float = math.nan
    ci95: tuple[float, float] = (math.nan, math.nan)
    n_baseline_nights: int = 0
    n_sites: int = 0
    n_values: int = 0
    sd_night: float = math.nan
    sd_night_area: float = math.nan
    sd_reading: float = math.nan
    at_the_edge: bool = False


def mixed_model(site_nights: pd.DataFrame, *, event_night: str, with_control: bool) -> MixedModel:
    """Effect by restricted maximum likelihood: site and event night fixed, night and night×area random.

    Use it beside the estimate where many sites miss many nights: it weighs nights by what they hold.

    Parameters
    ----------
    site_nights : table with ``site_id``, ``role``, ``night``, ``value``
        The rows that the estimate uses.
    event_night : ISO date
    with_control : whether there is a control area; without one the only random term is the night

    Returns
    -------
    MixedModel
        The interval is effect ± t(.975, B − 1) SE, with B the baseline nights: one dark night is one treated
        cluster, so the normal distribution, which the fit itself would use, claims too much.

    Raises
    ------
    TableError
        If a column is missing.

    Notes
    -----
    value = site + event night + effect (lights-off area on the event night) + u(night) + v(night, area) + e. With no
    value missing the effect is that of `comparison.difference_in_differences`, and so is its standard error
    where the spread between nights exceeds what the sites alone give.

    References
    ----------
    Laird & Ware 1982, Biometrics 38, 963; fitted with statsmodels ``MixedLM``.
    """
    require_columns(site_nights, ("site_id", "role", "night", "value"), where="mixed_model")
    rows = site_nights[site_nights["value"].notna()]
    if not with_control:
        rows = rows[rows["role"] == Role.LIGHTS_OFF]
    rows = rows.astype({"site_id": "str", "role": "str", "night": "str"})
    why_not = _refused(rows, event_night, with_control)
    if why_not is not None:
        return MixedModel(False, why_not)
    # Sorted by night: the fit takes the rows of a night together.
    rows = rows.sort_values(["night", "role", "site_id"], kind="stable")
    fit = _fitted(rows, event_night, with_control)
    return MixedModel(False, _NOT_CONVERGED) if fit is None else _read_off(fit, rows, event_night, with_control)


_NOT_CONVERGED = Text(
    "Het gemengde model vindt hier geen oplossing; de schatting per nacht is het antwoord.",
    "The mixed model finds no solution here; the estimate by nights is the answer.",
)


def _refused(rows: pd.DataFrame, event_night: str, with_control: bool) -> Text | None:
    n_nights = rows.loc[rows["night"] != event_night, "night"].nunique()
    arms = set(rows.loc[rows["night"] == event_night, "role"])
    wanted = {Role.LIGHTS_OFF, Role.CONTROL} if with_control else {Role.LIGHTS_OFF}
    if not wanted <= arms:
        return Text(
            "In de nacht zelf mist een van de gebieden, dus het gemengde model heeft niets te schatten.",
            "An area is missing on the event night, so the mixed model has nothing to estimate.",
        )
    if n_nights < FEWEST_NIGHTS:
        return Text(
            f"Het gemengde model heeft minstens {FEWEST_NIGHTS} andere nachten nodig; er zijn er {n_nights}.",
            f"The mixed model needs at least {FEWEST_NIGHTS} other nights; there are {n_nights}.",
        )
    n_sites = rows["site_id"].nunique()
    if n_sites > MOST_SITES:
        return Text(
            f"Met {n_sites} plaatsen is het gemengde model te groot (hoogstens {MOST_SITES}).",
            f"With {n_sites} sites the mixed model is too large (at most {MOST_SITES}).",
        )
    per_site = rows.groupby(["role", "site_id"]).size()
    if len(rows) <= len(per_site) + 2 or per_site.groupby("role").max().min() < 2 or n_sites < 2:
        return Text(
            "Met zo weinig plaatsen kan het gemengde model nacht en meting niet uit elkaar houden.",
            "With so few sites the mixed model cannot tell the night from the reading.",
        )
    return None


def _fitted(rows: pd.DataFrame, event_night: str, with_control: bool) -> Any | None:
    """The fit, or None if no method converges to finite numbers."""
    # Imported here: it takes a second, and most of the project has no need of it.
    from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec

    spec = None
    if with_control:
        names, matrices = _areas_of_nights(rows)
        spec = VCSpec(["night_area"], [names], [matrices])
    design = _design(rows, event_night, with_control)
    value = rows["value"].to_numpy(dtype=np.float64)
    shared = np.ones((len(rows), 1))  # the sky of that night, over both areas
    with warnings.catch_warnings():
        # A spread that comes out as zero, or a method that stops short, is told in the answer.
        warnings.simplefilter("ignore")
        try:
            model = MixedLM(value - value.mean(), design, rows["night"].to_numpy(), exog_re=shared, exog_vc=spec)
            return _summit(model)
        except (np.linalg.LinAlgError, ValueError):
            return None


def _summit(model: Any) -> Any | None:
    """The first fit from which no way leads further up."""
    for method in _METHODS:
        fit = model.fit(reml=True, method=[method])
        if not (fit.converged and np.isfinite(fit.bse_fe[0]) and fit.bse_fe[0] > 0):
            continue
        further = model.fit(reml=True, method=["lbfgs"], start_params=fit.params_object)
        if further.llf - fit.llf < _SAME_SUMMIT:
            return fit
    return None


def _design(rows: pd.DataFrame, event_night: str, with_control: bool) -> FloatArray:
    """Columns: the effect, the event night (with a control), one a site."""
    event = (rows["night"] == event_night).to_numpy()
    area = (rows["role"] == Role.LIGHTS_OFF).to_numpy()
    sites = pd.factorize(rows["role"] + " " + rows["site_id"])[0]
    columns = [event & area, *([event] if with_control else []), *(sites == k for k in range(sites.max() + 1))]
    return np.column_stack(columns).astype(np.float64)


def _areas_of_nights(rows: pd.DataFrame) -> tuple[list[list[str]], list[NDArray[np.float64]]]:
    """Night by night, in the order in which the fit takes them: which rows stand in which area."""
    matrices = [
        np.column_stack([(group["role"] == role).to_numpy() for role in (Role.LIGHTS_OFF, Role.CONTROL)]).astype(float)
        for _, group in rows.groupby("night", sort=True)
    ]
    return [["area", "control"] for _ in matrices], matrices


def _read_off(fit: Any, rows: pd.DataFrame, event_night: str, with_control: bool) -> MixedModel:
    effect, se = float(fit.fe_params[0]), float(fit.bse_fe[0])
    n = int(rows.loc[rows["night"] != event_night, "night"].nunique())
    half = float(t_quantile(n - 1)) * se
    night = float(np.asarray(fit.cov_re)[0, 0])
    own = float(np.asarray(fit.vcomp)[0]) if with_control else night
    return MixedModel(
        is_made=True,
        effect=effect,
        se=se,
        ci95=(effect - half, effect + half),
        n_baseline_nights=n,
        n_sites=int(rows["site_id"].nunique()),
        n_values=len(rows),
        sd_night=math.sqrt(max(night, 0.0)) if with_control else math.nan,
        sd_night_area=math.sqrt(max(own, 0.0)),
        sd_reading=math.sqrt(float(fit.scale)),
        at_the_edge=own < _AT_THE_EDGE * float(fit.scale),
    )
