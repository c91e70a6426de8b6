"""The electricity not used, in words for a page or a poster; and why there is no number where there is none."""

from __future__ import annotations

from typing import Any

from seeingstars.event import Text


def energy_words(energy: dict[str, Any] | None) -> list[Text]:
    """Sentences on the electricity that was not used, each with what it assumes.

    Parameters
    ----------
    energy : what ``result.json`` says under ``energy`` (the fields of `science.energy.EnergyNotUsed`), or None

    Returns
    -------
    list of Text
        The first is the answer, the others what it rests on.

    Examples
    --------
    >>> energy_words(None)[0].en
    'How much electricity was saved is not known.'
    """
    if energy is None:
        return [
            Text("Hoeveel stroom er is bespaard, is niet bekend.", "How much electricity was saved is not known."),
            Text(
                "Daarvoor is een lijst nodig van de lampen die uit waren, met hun vermogen. Die is er niet, en een schatting zou een gok zijn.",
                "That takes a list of the lamps that were off, with their power. There is none, and an estimate would be a guess.",
            ),
        ]
    low, high = _shown(energy["kwh_low"]), _shown(energy["kwh_high"])
    lamps, kilowatt = f"{energy['n_lamps']:.0f}", f"{energy['kilowatt_off']:.1f}"
    return [
        Text(
            f"De lampen die uit waren, hadden in die uren {low} tot {high} kWh stroom gebruikt.",
            f"The lamps that were off would have used {low} to {high} kWh of electricity in those hours.",
        ),
        Text(
            f"Gerekend met {lamps} lampen uit de lijst van de stad, samen {kilowatt.replace('.', ',')} kW, en {_hours_nl(energy)} uur uit: "
            "het kortst en het langst dat ze uit kunnen zijn geweest.",
            f"Reckoned with {lamps} lamps on the city's list, {kilowatt} kW together, off for {_hours_en(energy)} hours: "
            "the shortest and the longest that they can have been off.",
        ),
        Text(
            "Aangenomen: elke lamp gebruikt wat de lijst zegt, en was anders die hele tijd aan geweest. Licht van winkels, huizen en auto's telt niet mee.",
            "Assumed: each lamp uses what the list says, and would have been on all that time. Light of shops, homes and cars does not count.",
        ),
    ]


def _shown(kwh: float) -> str:
    # Two figures: the list is not better known than that.
    return f"{float(f'{kwh:.2g}'):g}" if kwh < 1e6 else f"{kwh:.2g}"


def _hours_en(energy: dict[str, Any]) -> str:
    return f"{energy['hours_low']:.2f} to {energy['hours_high']:.2f}"


def _hours_nl(energy: dict[str, Any]) -> str:
    return f"{energy['hours_low']:.2f} tot {energy['hours_high']:.2f}".replace(".", ",")
