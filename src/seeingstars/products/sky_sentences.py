"""Products: the sentences of the pictures of the sky, Dutch and English side by side."""

from __future__ import annotations

from seeingstars.event import Text
from seeingstars.products.words import Language

SKY_SENTENCES: dict[str, Text] = {
    "title": Text("Welke sterren kon je zien?", "Which stars could you see?"),
    "when": Text(
        "De hemel boven {place} op {date} om {clock}, zonder wolken getekend",
        "The sky over {place} on {date} at {clock}, drawn without clouds",
    ),
    "ordinary": Text("Gewone avond", "Ordinary evening"),
    "event": Text("De avond zelf", "The evening itself"),
    "natural": Text("Zo donker als de natuur", "As dark as nature"),
    "count": Text("{low} tot {high} sterren", "{low} to {high} stars"),
    "count_one": Text("ongeveer {low} sterren", "about {low} stars"),
    "to_magnitude": Text("tot magnitude {low} à {high}", "to magnitude {low} to {high}"),
    "from_eyes": Text(
        "door {n} keer kijken met het blote oog in het donkere gebied",
        "by {n} looks with the naked eye in the lights-off area",
    ),
    "from_eyes_nights": Text(
        "door {n} keer kijken in {nights} gewone nachten", "by {n} looks in {nights} ordinary nights"
    ),
    "from_meters": Text(
        "uit {sites} meters ({brightness} mag/arcsec²) en twee oogmodellen",
        "from {sites} meters ({brightness} mag/arcsec²) and two models of the eye",
    ),
    "from_meters_one": Text(
        "uit 1 meter ({brightness} mag/arcsec²) en twee oogmodellen",
        "from 1 meter ({brightness} mag/arcsec²) and two models of the eye",
    ),
    "from_model": Text(
        "een hemel zonder lampen ({brightness} mag/arcsec²), twee oogmodellen",
        "a sky without lamps ({brightness} mag/arcsec²), two models of the eye",
    ),
    "unknown": Text("Niet bekend", "Not known"),
    "unknown_ordinary": Text(
        "Op gewone avonden is hier\nniet genoeg gemeten.\nWelke sterren te zien waren,\nweet niemand.",
        "On ordinary evenings too little\nwas measured here.\nNobody knows which stars\ncould be seen.",
    ),
    "unknown_event": Text(
        "Die avond is hier\nniet genoeg gemeten.\nWelke sterren te zien waren,\nweet niemand.",
        "That evening too little\nwas measured here.\nNobody knows which stars\ncould be seen.",
    ),
    "too_bright": Text(
        "De hemel was zo licht\n({brightness} mag/arcsec²) dat de\nmodellen van het oog er\nniets over zeggen.",
        "The sky was so bright\n({brightness} mag/arcsec²) that the\nmodels of the eye\nsay nothing of it.",
    ),
    "only_places": Text(
        "alleen waar sterrenbeelden en planeten stonden", "only where constellations and planets stood"
    ),
    "sure": Text("te zien", "seen"),
    "perhaps": Text("misschien te zien", "perhaps seen"),
    "planet": Text("planeet", "planet"),
    "moon": Text("maan", "moon"),
    "brightness": Text("helderheid (magnitude)", "brightness (magnitude)"),
    "north": Text("N", "N"),
    "east": Text("O", "E"),
    "south": Text("Z", "S"),
    "west": Text("W", "W"),
    "hold_up": Text(
        "Houd de kaart boven je hoofd: het midden is recht boven je, de rand is de horizon. Daarom staat oost links.",
        "Hold the chart over your head: the middle is right above you, the rim is the horizon. That is why east is on the left.",
    ),
    "not_the_answer": Text(
        "Het verschil tussen de eerste twee is niet alleen het licht dat uitging: ook het weer verschilt van avond tot avond.",
        "The difference between the first two is not the lamps alone: the weather differs from evening to evening too.",
    ),
    "perhaps_chance": Text(
        "Het verschil tussen de eerste twee kan toeval zijn: de metingen zeggen niet of de lampen het donkerder maakten.",
        "The difference between the first two may be chance: the measurements do not tell whether the lamps made it darker.",
    ),
    "control_darker": Text(
        "In het vergelijkingsgebied, waar de lampen aan bleven, was het die avond ook {size} mag/arcsec² donkerder dan gewoonlijk.",
        "In the control area, where the lamps stayed on, it was {size} mag/arcsec² darker than usual that evening as well.",
    ),
    "control_brighter": Text(
        "In het vergelijkingsgebied, waar de lampen aan bleven, was het die avond {size} mag/arcsec² lichter dan gewoonlijk.",
        "In the control area, where the lamps stayed on, it was {size} mag/arcsec² brighter than usual that evening.",
    ),
    "moon_up": Text(
        "De maan stond boven de horizon: ook zonder lampen waren er minder sterren te zien dan rechts.",
        "The moon was up: even without lamps fewer stars could be seen than on the right.",
    ),
    "twilight": Text(
        "De zon stond nog maar {sun}° onder de horizon: het schemerde, ook zonder lampen.",
        "The sun stood only {sun}° below the horizon: there was twilight, even without lamps.",
    ),
    "sources": Text(
        "Sterren: Bright Star Catalogue 5 (publiek domein); lijnen en kleuren: d3-celestial (BSD-3-Clause, O. Frohn). De Melkweg is een model, geen foto.",
        "Stars: Bright Star Catalogue 5 (public domain); lines and colours: d3-celestial (BSD-3-Clause, O. Frohn). The Milky Way is a model, no photograph.",
    ),
    "alt": Text(
        "Drie ronde sterrenkaarten naast elkaar. {ordinary} {event} {natural}",
        "Three round star charts side by side. {ordinary} {event} {natural}",
    ),
    "alt_known": Text("{title}: {count}.", "{title}: {count}."),
    "alt_unknown": Text(
        "{title}: niet bekend, er is niet genoeg gemeten.", "{title}: not known, too little was measured."
    ),
    "dome_from_eyes": Text(
        "gezien met het blote oog in het donkere gebied, {n} keer; midden van {low} tot {high}; de helderheid van de hemel is daaruit afgeleid, alleen voor het beeld",
        "seen by the naked eye in the lights-off area, {n} times; the middle of {low} to {high}; the brightness of the sky follows from it, for the look alone",
    ),
    "dome_from_meters": Text(
        "uit de gemeten helderheid door twee modellen van het oog; midden van {low} tot {high}",
        "from the measured brightness by two models of the eye; the middle of {low} to {high}",
    ),
    "dome_from_model": Text(
        "een hemel zonder lampen, door twee modellen van het oog; midden van {low} tot {high}",
        "a sky without lamps, by two models of the eye; the middle of {low} to {high}",
    ),
    "dome_asked": Text(
        "een helderheid die gevraagd is, niet gemeten; twee modellen van het oog, midden van {low} tot {high}",
        "a brightness that was asked for, not measured; two models of the eye, the middle of {low} to {high}",
    ),
    "dome_between": Text(
        "een tussenstap om te laten zien hoe het donkerder wordt, geen meting",
        "a step in between, to show how it darkens; no measurement",
    ),
}


def sky_words(key: str, language: Language, **values: object) -> str:
    """A sentence of the pictures of the sky with its values filled in.

    Raises
    ------
    ValueError
        If there is no sentence of that name.

    Examples
    --------
    >>> sky_words("count", "nl", low=218, high=518)
    '218 tot 518 sterren'
    """
    if key not in SKY_SENTENCES:
        raise ValueError(f"key must be the name of a sentence; got {key!r}; add it to products/sky_sentences.py")
    text = SKY_SENTENCES[key]
    return (text.nl if language == "nl" else text.en).format(**values)
