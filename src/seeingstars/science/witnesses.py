"""Science: the witnesses of cloud: what each may say, what they say together, and when two nights are alike by all.

Nothing here reads how bright the sky was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seeingstars.event import Text
from seeingstars.science.wording import listed

CLEAR, PARTLY, OVERCAST, UNKNOWN = "clear", "partly", "overcast", "unknown"
# The cloud went from one class to another within the window: such a night is like no other.
CHANGING = "changing"
# The witnesses do not say the same; the words beside the class say who says what.
MIXED = "mixed"

# The sky over the meter itself, the observer's own eyes, a weather station some way off, the satellite's own mask.
STRONG_WITNESSES = ("sky_temperature", "observer", "okta", "cloud_mask")
# Weak: a steady meter may stand under a closed deck of cloud.
STEADINESS = "steadiness"
WITNESSES = (*STRONG_WITNESSES, STEADINESS)

CLOUD_WORDS = {
    CLEAR: Text("helder", "clear"),
    PARTLY: Text("half bewolkt", "partly cloudy"),
    OVERCAST: Text("bewolkt", "overcast"),
    CHANGING: Text("wisselend", "changing"),
    UNKNOWN: Text("onbekend", "unknown"),
}
_STEADINESS_WORDS = {CLEAR: Text("rustig", "steady"), PARTLY: Text("onrustig", "unsteady")}
_BY = {
    "sky_temperature": Text("volgens de sensor van de meter zelf", "by the meter's own sensor"),
    "observer": Text("volgens de waarnemer", "by the observer"),
    "okta": Text("volgens het weerstation", "by the weather station"),
    "cloud_mask": Text("volgens de satelliet zelf", "by the satellite itself"),
    STEADINESS: Text("volgens het verloop van de meter", "by the course of the meter"),
}


def class_column(witness: str) -> str:
    """Name of the column that holds what a witness says.

    Examples
    --------
    >>> class_column("okta")
    'okta_class'
    """
    return f"{witness}_class"


def combined_class(said: Mapping[str, str]) -> str:
    """The one word for a site and night, from what each witness says.

    Parameters
    ----------
    said : from a name in `WITNESSES` to a class

    Returns
    -------
    text
        ``unknown`` where no witness speaks, ``changing`` where any strong one says so, the class where the
        strong ones agree and the meter's own course does not go against it (an unsteady meter under a clear
        sky does; a steady one under a closed deck does not), else ``mixed``. Without a strong witness the
        steadiness of the meter is the class.

    Examples
    --------
    >>> combined_class({"sky_temperature": "clear", "okta": "partly"}), combined_class({"steadiness": "clear"})
    ('mixed', 'clear')
    """
    known = _known(said)
    strong = {word for name, word in known.items() if name != STEADINESS}
    steadiness = known.get(STEADINESS, UNKNOWN)
    if not strong:
        return steadiness
    if CHANGING in strong:
        return CHANGING
    if len(strong) > 1 or (strong == {CLEAR} and steadiness == PARTLY):
        return MIXED
    return next(iter(strong))


def combined_words(said: Mapping[str, str]) -> Text:
    """The cloud of a site and night in words: one word where the witnesses agree, else who says what.

    Examples
    --------
    >>> combined_words({"sky_temperature": "clear", "okta": "partly", "steadiness": "clear"}).en
    "clear by the meter's own sensor, partly cloudy by the weather station"
    >>> combined_words({"okta": "clear", "steadiness": "partly"}).nl
    'helder volgens het weerstation, onrustig volgens het verloop van de meter'
    """
    together, known = combined_class(said), _known(said)
    strong = {name: word for name, word in known.items() if name != STEADINESS}
    if together != MIXED and len(set(strong.values())) <= 1:
        return CLOUD_WORDS[together]
    # A steady meter goes against no class.
    named = known if known.get(STEADINESS) == PARTLY else strong
    return listed([_by(name, word) for name, word in named.items()])


def witnesses_alike(nights: pd.DataFrame, event_nights: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each site-night had the same cloud as the event night at that site, by all who speak on both.

    Parameters
    ----------
    nights : n rows with the class columns of witnesses
    event_nights : n rows with the same columns: the event night at the site of each row

    Returns
    -------
    n truth values
        True where every witness that speaks on both nights says the same class, ``changing`` not being the
        same as anything. At least one strong witness must speak on both; only where no strong one speaks on
        either does the steadiness of the meter do.

    Examples
    --------
    >>> event = pd.DataFrame({"sky_temperature_class": ["clear"] * 3, "okta_class": ["clear"] * 3})
    >>> other = pd.DataFrame({"sky_temperature_class": ["clear"] * 3, "okta_class": ["clear", "partly", "unknown"]})
    >>> witnesses_alike(other, event).tolist()
    [True, False, True]
    """
    n = len(nights)
    same, tied, any_strong = np.ones(n, dtype=bool), np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    steady_tied = np.zeros(n, dtype=bool)
    for witness in (name for name in WITNESSES if class_column(name) in nights):
        here = nights[class_column(witness)].to_numpy(dtype=object)
        there = event_nights[class_column(witness)].to_numpy(dtype=object)
        both = (here != UNKNOWN) & (there != UNKNOWN)
        same &= ~both | ((here == there) & (here != CHANGING))
        if witness == STEADINESS:
            steady_tied = both
        else:
            tied |= both
            any_strong |= (here != UNKNOWN) | (there != UNKNOWN)
    return np.asarray(same & (tied | (steady_tied & ~any_strong)))


def difference_words(pairs: Iterable[tuple[Mapping[str, str], Mapping[str, str]]]) -> Text:
    """In what the cloud of a night differed from that of the event night, over its sites.

    Parameters
    ----------
    pairs : for each site what the witnesses say of the night and of the event night

    Returns
    -------
    Text
        Each difference once, by the witness that says so; the course of the meter only where no strong witness
        differs; that no witness speaks on both nights where none does.

    Examples
    --------
    >>> difference_words([({"okta": "overcast"}, {"okta": "clear"})]).en
    'overcast instead of clear by the weather station'
    >>> difference_words([({"okta": "overcast"}, {"steadiness": "clear"})]).en
    'no witness of the cloud speaks on both nights'
    """
    found = {part: None for night, event in pairs for part in _differing(_known(night), _known(event))}
    if found:
        return listed(list(found))
    return Text(
        "geen getuige van de bewolking spreekt in beide nachten", "no witness of the cloud speaks on both nights"
    )


def _differing(here: Mapping[str, str], there: Mapping[str, str]) -> list[Text]:
    both = [name for name in WITNESSES if name in here and name in there]
    differing = [name for name in both if here[name] != there[name] or here[name] == CHANGING]
    strong = [name for name in differing if name != STEADINESS]
    return [_instead(name, here[name], there[name]) for name in strong or differing]


def _instead(witness: str, here: str, there: str) -> Text:
    by, now, then = _BY[witness], _word(witness, here), _word(witness, there)
    return Text(f"{now.nl} in plaats van {then.nl} {by.nl}", f"{now.en} instead of {then.en} {by.en}")


def _by(witness: str, word: str) -> Text:
    found, by = _word(witness, word), _BY[witness]
    return Text(f"{found.nl} {by.nl}", f"{found.en} {by.en}")


def _word(witness: str, word: str) -> Text:
    return _STEADINESS_WORDS[word] if witness == STEADINESS else CLOUD_WORDS[word]


def _known(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name] for name in WITNESSES if said.get(name, UNKNOWN) != UNKNOWN}


def said_by_all(row: Mapping[Any, Any], witnesses: Iterable[str] = WITNESSES) -> dict[str, str]:
    """What each witness says in one row of a table with their class columns.

    Examples
    --------
    >>> said_by_all({"okta_class": "clear", "night": "2022-09-25"})
    {'okta': 'clear'}
    """
    return {name: str(row[class_column(name)]) for name in witnesses if class_column(name) in row}
