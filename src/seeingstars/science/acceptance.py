"""When an upload is accepted at once, and when it waits for a reviewer: one public table of rules, in words.

The rules look at what was handed in, never at how bright the sky was, and they drop nothing: what they hold back a
reviewer may accept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from seeingstars.columns import Flag, require_columns
from seeingstars.event import Event

ACCEPTED = "accepted"
HELD = "held"

# Our choice: half of the rows, as Safecast asks of the positions of an upload; nobody measures an event from further.
LEAST_SHARE_OF_ROWS = 0.5
LARGEST_DISTANCE_KM = 100.0
_EARTH_RADIUS_KM = 6371.0
_USABLE_CHECKS = ("flag_row", "flag_time", "flag_position")


@dataclass(frozen=True)
class Rule:
    """One rule of acceptance: its name, what it asks, and what is said where it is not met."""

    name: str
    en: str
    nl: str
    held_en: str
    held_nl: str


RULES: tuple[Rule, ...] = (
    Rule(
        "holds_readings",
        "It holds at least one reading.",
        "Er staat minstens één meting in.",
        "it holds no readings; a reviewer looks whether it serves",
        "er staan geen metingen in; een beoordelaar kijkt of het bruikbaar is",
    ),
    Rule(
        "not_in_the_future",
        "No reading lies in the future.",
        "Geen meting ligt in de toekomst.",
        "a reading lies in the future; correct its date or time",
        "een meting ligt in de toekomst; verbeter de datum of de tijd",
    ),
    Rule(
        "rows_usable",
        f"At least {LEAST_SHARE_OF_ROWS:.0%} of the rows can be read and have a possible time and place.",
        f"Minstens {LEAST_SHARE_OF_ROWS:.0%} van de rijen is leesbaar en heeft een mogelijke tijd en plaats.",
        "fewer than half of the rows can be read and have a possible time and place; correct them and hand it in again",
        "minder dan de helft van de rijen is leesbaar en heeft een mogelijke tijd en plaats; verbeter ze en lever opnieuw in",
    ),
    Rule(
        "near_the_event",
        f"Every place lies in an area of the event, or within {LARGEST_DISTANCE_KM:.0f} km of it.",
        f"Elke plaats ligt in een gebied van het evenement, of binnen {LARGEST_DISTANCE_KM:.0f} km ervan.",
        "a place lies far from the event; check longitude and latitude, or choose the event that it belongs to",
        "een plaats ligt ver van het evenement; controleer lengtegraad en breedtegraad, of kies het evenement waar het bij hoort",
    ),
    Rule(
        "not_simulated",
        "No reading is simulated, unless the event is.",
        "Geen meting is gesimuleerd, tenzij het evenement dat is.",
        "the file says that it is simulated, and the event is a real one",
        "het bestand zegt dat het gesimuleerd is, en het evenement is echt",
    ),
)


@dataclass(frozen=True)
class UploadFacts:
    """What the rules look at; facts of several tables add up with `together`.

    Parameters
    ----------
    n_rows : rows with a reading, well or badly written
    n_usable : rows that can be read and have a possible time and place
    n_future : rows after the moment of handing in
    n_far : rows with a place far from the event
    n_simulated : rows that say that they are simulated
    """

    n_rows: int = 0
    n_usable: int = 0
    n_future: int = 0
    n_far: int = 0
    n_simulated: int = 0

    def together(self, other: UploadFacts) -> UploadFacts:
        """The facts of both.

        Examples
        --------
        >>> UploadFacts(2, 1).together(UploadFacts(3, 3))
        UploadFacts(n_rows=5, n_usable=4, n_future=0, n_far=0, n_simulated=0)
        """
        return UploadFacts(
            self.n_rows + other.n_rows,
            self.n_usable + other.n_usable,
            self.n_future + other.n_future,
            self.n_far + other.n_far,
            self.n_simulated + other.n_simulated,
        )


def facts_of(readings: pd.DataFrame, event: Event, *, received_at: pd.Timestamp) -> UploadFacts:
    """What the rules look at, of readings with their flags.

    Parameters
    ----------
    readings : DataFrame from `quality.flag_readings`
    event : Event
    received_at : aware moment
        When they were handed in; a quarter of an hour after it is the future, since clocks differ.

    Returns
    -------
    UploadFacts

    Raises
    ------
    TableError
        If a column is missing.
    """
    return UploadFacts(len(readings), *(int(one.sum()) for one in _by_row(readings, event, received_at).T))


def facts_of_each(readings: pd.DataFrame, event: Event, *, received_at: pd.Timestamp) -> list[UploadFacts]:
    """What the rules look at, of each reading by itself: for many who hand in one reading each.

    Parameters, errors: as `facts_of`.
    """
    return [UploadFacts(1, *map(int, row)) for row in _by_row(readings, event, received_at).tolist()]


def _by_row(readings: pd.DataFrame, event: Event, received_at: pd.Timestamp) -> NDArray[np.bool_]:
    """Whether each row is usable, in the future, far away and simulated: shape (n, 4)."""
    require_columns(
        readings,
        [*_USABLE_CHECKS, "observed_at_utc", "longitude_deg", "latitude_deg", "is_simulated"],
        where="facts_of",
    )
    flags = readings[list(_USABLE_CHECKS)].to_numpy()
    placed = ~np.isin(readings["flag_position"].to_numpy(), (Flag.FAIL, Flag.MISSING))
    far = np.zeros(len(readings), dtype=bool)
    far[placed] = _is_far(readings.loc[placed, ["longitude_deg", "latitude_deg"]].to_numpy(dtype=np.float64), event)
    by_row: NDArray[np.bool_] = np.column_stack(
        [
            ~np.isin(flags, (Flag.FAIL, Flag.MISSING)).any(axis=1),
            (readings["observed_at_utc"] > received_at + pd.Timedelta(minutes=15)).to_numpy(dtype=bool),
            far,
            readings["is_simulated"].to_numpy(dtype=bool),
        ]
    )
    return by_row


def _is_far(places: NDArray[np.float64], event: Event) -> NDArray[np.bool_]:
    if not len(places):
        return np.zeros(0, dtype=bool)
    unique, which = np.unique(places, axis=0, return_inverse=True)
    far: NDArray[np.bool_] = (
        distance_km(unique, longitude_deg=event.longitude_deg, latitude_deg=event.latitude_deg) > LARGEST_DISTANCE_KM
    )
    for area in event.areas:
        if far.any():
            # Degrees of longitude are shorter than those of latitude, so that this margin is at most as wide as stated.
            margin_deg = LARGEST_DISTANCE_KM / 111.2
            far &= shapely.distance(area.shape, shapely.points(unique)) > margin_deg
    of_each: NDArray[np.bool_] = far[which.reshape(-1)]
    return of_each


def distance_km(places: NDArray[np.float64], *, longitude_deg: float, latitude_deg: float) -> NDArray[np.float64]:
    """Great-circle distance of places to one place.

    Parameters
    ----------
    places : (n, 2)
        Longitude and latitude [degree].
    longitude_deg, latitude_deg : scalars
        The one place [degree].

    Returns
    -------
    (n,)
        Distance [km] on a sphere of 6371 km, by the haversine; within 0.6 % of the ellipsoid's.

    Examples
    --------
    >>> distance_km(np.array([[4.48, 53.16], [4.48, 52.16]]), longitude_deg=4.48, latitude_deg=52.16).round(1).tolist()
    [111.2, 0.0]
    """
    longitude, latitude = np.radians(places[:, 0]), np.radians(places[:, 1])
    here = np.radians([longitude_deg, latitude_deg])
    half = (
        np.sin((latitude - here[1]) / 2) ** 2
        + np.cos(latitude) * np.cos(here[1]) * np.sin((longitude - here[0]) / 2) ** 2
    )
    distance: NDArray[np.float64] = 2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return distance


def decide(facts: UploadFacts, *, event_is_simulated: bool = False) -> tuple[str, tuple[Rule, ...]]:
    """Whether an upload is accepted at once, and the rules that it does not meet.

    Parameters
    ----------
    facts : UploadFacts
    event_is_simulated : bool

    Returns
    -------
    state : str
        `ACCEPTED` or `HELD`.
    unmet : tuple of Rule
        In the order of `RULES`; empty if accepted.

    Examples
    --------
    >>> decide(UploadFacts(n_rows=10, n_usable=9))
    ('accepted', ())
    >>> state, unmet = decide(UploadFacts(n_rows=10, n_usable=4, n_future=1))
    >>> state, [rule.name for rule in unmet]
    ('held', ['not_in_the_future', 'rows_usable'])
    """
    met = {
        "holds_readings": facts.n_rows > 0,
        "not_in_the_future": facts.n_future == 0,
        "rows_usable": facts.n_usable >= LEAST_SHARE_OF_ROWS * facts.n_rows,
        "near_the_event": facts.n_far == 0,
        "not_simulated": facts.n_simulated == 0 or event_is_simulated,
    }
    unmet = tuple(rule for rule in RULES if not met[rule.name])
    return (HELD if unmet else ACCEPTED), unmet
