"""Science: what a map of changed pixels says, in counts and in sentences that a pupil can read, Dutch and English."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import xarray as xr

from seeingstars.event import Event, Text
from seeingstars.science.answer import Comparison
from seeingstars.science.pixel_change import HAS_CHANGE
from seeingstars.science.satellite_nights import pass_words
from seeingstars.science.wording import counted, joined, light_text, sentence

_PIXEL = (Text("beeldpunt", "pixel"), Text("beeldpunten", "pixels"))
_NIGHT = (Text("nacht", "night"), Text("nachten", "nights"))
_LOOK = (Text("onafhankelijk stukje", "independent patch"), Text("onafhankelijke stukjes", "independent patches"))
NOT_THE_EVENT = Text(
    "Wat er ook veranderd lijkt, het is niet het doven van de lampen: de satelliet keek op een ander moment.",
    "Whatever seems changed is not the switching off of the lamps: the satellite looked at another moment.",
)
TIME_UNKNOWN = Text(
    "Wanneer de satelliet keek is niet bekend, dus niets hiervan telt als het doven van de lampen.",
    "When the satellite looked is not known, so none of it counts as the switching off of the lamps.",
)


def pixel_facts(change: xr.DataArray, *, in_window: bool, pass_is_known: bool) -> dict[str, Any]:
    """The counts of a map of changes and what they mean, for the result.

    Parameters
    ----------
    change : DataArray of `pixel_change.change`
    in_window, pass_is_known : bool
        Whether the satellite is known to have looked in the lights-off hours; whether it is known when it looked.

    Returns
    -------
    dict
        The counts of pixels and of independent footprints, the class of view angles (None if not known), whether
        nights of that class alone are compared and whether the angle is taken off, ``median_change_ln`` (None if no
        pixel has a change; positive is darker), and ``sentence`` in nl and en.
    """
    facts = {key: value for key, value in change.attrs.items() if key not in ("units", "long_name", "comment")}
    sizes = change.to_numpy()[np.isin(change["pixel_state"].to_numpy(), HAS_CHANGE)]
    median = float(np.median(sizes)) if sizes.size else None
    facts |= {
        "view_class": facts["view_class"] or None,
        "view_matched": bool(facts["view_matched"]),
        "angle_corrected": bool(facts["angle_corrected"]),
        "against_control": bool(facts["against_control"]),
        "median_change_ln": median,
    }
    words = pixel_words(facts, in_window=in_window, pass_is_known=pass_is_known)
    return facts | {"sentence": {"nl": words.nl, "en": words.en}}


def with_pixels(answer: Comparison, change: xr.DataArray, *, event: Event) -> Comparison:
    """The answer of the satellite with what each pixel says, and with the words on the hour of its pass.

    Use it on what is published: every product of the satellite takes its words from here.

    Parameters
    ----------
    answer : Comparison
        Of `compare_satellite`, whose result says whether it is a negative control and when the satellite passed.
    change : DataArray of `pixel_change.change`
    event : Event

    Returns
    -------
    Comparison
        Its result has ``pixels`` (see `pixel_facts`) and ``pass_words`` in nl and en.
    """
    moment = answer.result["pass_time"]
    words = pass_words(None if moment is None else datetime.fromisoformat(moment), event=event)
    in_window = not answer.result["negative_control"]
    pixels = pixel_facts(change, in_window=in_window, pass_is_known=moment is not None)
    result = {**answer.result, "pixels": pixels, "pass_words": {"nl": words.nl, "en": words.en}}
    return replace(answer, result=result)


def pixel_words(facts: dict[str, Any], *, in_window: bool, pass_is_known: bool) -> Text:
    """What the counts mean.

    Examples
    --------
    >>> pixel_words({"n_pixels": 9, "n_pixels_compared": 0, "n_pixels_too_dark": 0}, in_window=True, pass_is_known=True).en
    'Pixel by pixel nothing can be compared: none of the 9 pixels was seen clear on the night itself and on 3 nights like it.'
    """
    if not facts["n_pixels_compared"]:
        nothing = sentence(
            "Beeldpunt voor beeldpunt valt er niets te vergelijken: geen van de {n} beeldpunten was helder te zien in de nacht zelf en in 3 nachten die erop lijken.",
            "Pixel by pixel nothing can be compared: none of the {n} pixels was seen clear on the night itself and on 3 nights like it.",
            n=facts["n_pixels"],
        )
        return joined(nothing, _too_dark(facts["n_pixels_too_dark"]))
    compared = sentence(
        "Beeldpunt voor beeldpunt: {compared} van de {n} zijn vergeleken met {nights}{view}. Buren delen één blik van de satelliet, dus dat zijn er ongeveer {looks}.",
        "Pixel by pixel: {compared} of the {n} are compared with {nights}{view}. Neighbours share one look of the satellite, so these are about {looks}.",
        compared=facts["n_pixels_compared"],
        n=facts["n_pixels"],
        nights=counted(facts["n_nights_compared"], *_NIGHT),
        view=_view(facts),
        looks=counted(facts["n_footprints_compared"], *_LOOK),
    )
    return joined(
        compared,
        _air(facts),
        _found(facts),
        _too_dark(facts["n_pixels_too_dark"]),
        _who(in_window=in_window, known=pass_is_known),
    )


def _view(facts: dict[str, Any]) -> Text:
    corrected = Text(", met de kijkhoek eruit gerekend", ", the view angle taken off")
    if facts["view_matched"]:
        alike = Text(
            f" onder dezelfde kijkhoek ({facts['view_class']})", f" seen from the same angle ({facts['view_class']})"
        )
        return sentence("{a}{b}", "{a}{b}", a=alike, b=corrected) if facts["angle_corrected"] else alike
    if facts["angle_corrected"]:
        return sentence("{a}{b}", "{a}{b}", a=Text(" met elke kijkhoek", " of every view angle"), b=corrected)
    return Text("", "")


def _found(facts: dict[str, Any]) -> Text:
    darker, brighter = facts["n_pixels_darker"], facts["n_pixels_brighter"]
    if not darker and not brighter:
        return Text(
            "Geen enkel beeldpunt wijkt zo ver af dat we het veranderd mogen noemen.",
            "Not one pixel differs so much that it may be called changed.",
        )
    return sentence(
        "Veranderd mogen heten: {darker} donkerder (ongeveer {dark_looks}) en {brighter} lichter (ongeveer {bright_looks}); ongeveer 1 op de 10 daarvan is dat door toeval.",
        "These may be called changed: {darker} darker (about {dark_looks}) and {brighter} brighter (about {bright_looks}); about 1 in 10 of them is so by chance.",
        darker=counted(darker, *_PIXEL),
        brighter=counted(brighter, *_PIXEL),
        dark_looks=counted(facts["n_footprints_darker"], *_LOOK),
        bright_looks=counted(facts["n_footprints_brighter"], *_LOOK),
    )


def _air(facts: dict[str, Any]) -> Text | None:
    """What the whole night did: taken off by the control area, or to be kept in mind."""
    if "control_change_ln" in facts:
        return sentence(
            "Het vergelijkingsgebied zelf gaf die nacht {light}; dat doet vooral de lucht, en het is overal afgetrokken.",
            "The control area itself gave {light} that night; that is mostly the air, and it is taken off everywhere.",
            light=light_text(facts["control_change_ln"]),
        )
    if facts["median_change_ln"] is None:
        return None
    return sentence(
        "Het middelste beeldpunt gaf {light}; heiige of juist heldere lucht verandert alle beeldpunten tegelijk.",
        "The middle pixel gave {light}; hazy air, or very clear air, changes all pixels at once.",
        light=light_text(facts["median_change_ln"]),
    )


def _too_dark(n: int) -> Text | None:
    if not n:
        return None
    return sentence(
        "{pixels} {are} te donker om te meten (meestal minder dan 0,5 nW/cm²/sr): dat is niet 0, en ook geen verandering.",
        "{pixels} {are} too dark to measure (mostly below 0.5 nW/cm²/sr): that is not 0, nor is it a change.",
        pixels=counted(n, *_PIXEL),
        are=Text("is", "is") if n == 1 else Text("zijn", "are"),
    )


def _who(*, in_window: bool, known: bool) -> Text | None:
    if not known:
        return TIME_UNKNOWN
    return None if in_window else NOT_THE_EVENT
