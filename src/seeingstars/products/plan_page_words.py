"""Products: the headings, notes and labels of the plan's page and picture, Dutch and English side by side."""

from __future__ import annotations

from seeingstars.event import Text

PLAN_PAGE_WORDS: dict[str, Text] = {
    "title_before": Text(
        "Plan: kunnen we het zien?",
        "Plan: could we see it?",
    ),
    "title_after": Text(
        "Achteraf: wat was er nodig geweest?",
        "Afterwards: what would have been needed?",
    ),
    "lead_before": Text(
        "{name}. Licht uit op {night}, {start}–{end} ({zone}).",
        "{name}. Lights off on {night}, {start}–{end} ({zone}).",
    ),
    "heading_advice": Text(
        "Advies",
        "Advice",
    ),
    "heading_picture": Text(
        "In één beeld",
        "In one picture",
    ),
    "heading_mde": Text(
        "Kleinste verandering die te zien is [mag/arcsec²]",
        "Smallest change to be seen [mag/arcsec²]",
    ),
    "note_mde": Text(
        "Zo groot moet het echte effect zijn om het in vier van de vijf gevallen te zien (95%-interval zonder nul). Eigen ruis: wat elk gebied op een nacht voor zichzelf heeft, zoals een losse wolk; van tevoren weet niemand die.",
        "This large the true effect must be to show in four cases out of five (95 % interval without zero). Own noise: what each area has to itself on a night, such as a stray cloud; nobody knows it beforehand.",
    ),
    "heading_postponed": Text(
        "Uitstellen",
        "Postponing",
    ),
    "heading_control": Text(
        "Helpt een vergelijkingsgebied?",
        "Does a control area help?",
    ),
    "note_control": Text(
        "Spreiding van de verandering van een uur op het volgende [mag/arcsec²], robuust, en tussen haakjes de gewone standaardafwijking. Laatste kolom: één meter, nacht tegen vergelijkbare nachten.",
        "Spread of the change from one hour to the next [mag/arcsec²], robust, and in brackets the plain standard deviation. Last column: one meter, a night against similar nights.",
    ),
    "heading_eyes": Text(
        "Hoeveel mensen met het blote oog?",
        "How many people with the naked eye?",
    ),
    "note_eyes": Text(
        "In elk van vier groepen: binnen en buiten het gebied, ervoor en tijdens. Twee modellen van het oog, hemel van 18,5 mag/arcsec², spreiding van één schatting 1,2 mag (Kyba e.a. 2013).",
        "In each of four groups: inside and outside the area, before and during. Two models of the eye, sky of 18.5 mag/arcsec², spread of one estimate 1.2 mag (Kyba et al. 2013).",
    ),
    "heading_all_nights": Text(
        "Alle nachten van de periode",
        "All nights of the period",
    ),
    "heading_streams": Text(
        "Per soort meting",
        "By kind of reading",
    ),
    "heading_basis": Text(
        "Waar dit op rust",
        "What this rests on",
    ),
    "basis_formula": Text(
        "Kleinste zichtbare verandering: exact, tweezijdig 5 %, kans 80 % om het te zien, niet-centrale t met B − 1 vrijheidsgraden; SE = √(2σᵥ² + 2σₑ²/S) · √(1 + 1/B), met σₑ = {site} voor een meter op een nacht en, in het advies, σᵥ = {area} voor een gebied op een nacht (eigen keuze).",
        "Smallest change to be seen: exact, two-sided 5 %, 80 % power, non-central t with B − 1 degrees of freedom; SE = √(2σᵥ² + 2σₑ²/S) · √(1 + 1/B), with σₑ = {site} for a meter on a night and, in the advice, σᵥ = {area} for an area on a night (our choice).",
    ),
    "basis_cloud": Text(
        "Bij wolken: σᵥ = SD / √2, met SD de spreiding van het verschil van uur tot uur uit de tabel hierboven.",
        "Under cloud: σᵥ = SD / √2, with SD the spread of the difference from hour to hour in the table above.",
    ),
    "basis_after": Text(
        "Spreiding s = SE / √(1 + 1/B) uit de uitkomst. Meters: s² is deels van de meters (hoogstens σₑ² per meter) en deels van de gebieden zelf; alleen het eerste deel wordt kleiner met meer meters.",
        "Spread s = SE / √(1 + 1/B) from the result. Meters: part of s² is the meters' own (σₑ² a meter at most) and part is the areas' own; only the first part shrinks with more meters.",
    ),
    "basis_noise": Text(
        "Ruis van de hemel",
        "Noise of the sky",
    ),
    "column_meters": Text(
        "meters aan elke kant",
        "meters on each side",
    ),
    "column_own_noise": Text(
        "eigen ruis",
        "own noise",
    ),
    "column_nights": Text(
        "{nights} nachten",
        "{nights} nights",
    ),
    "column_night": Text(
        "Nacht",
        "Night",
    ),
    "column_usable": Text(
        "Bruikbare nachten",
        "Usable nights",
    ),
    "column_seen_from": Text(
        "Te zien vanaf",
        "Seen from",
    ),
    "column_cloud": Text(
        "Bewolking",
        "Cloud",
    ),
    "column_without": Text(
        "Zonder",
        "Without",
    ),
    "column_with": Text(
        "Met",
        "With",
    ),
    "column_advice": Text(
        "Oordeel",
        "Verdict",
    ),
    "column_alone": Text(
        "Nacht tegen nachten",
        "Night against nights",
    ),
    "column_change": Text(
        "Verandering",
        "Change",
    ),
    "column_unihedron": Text(
        "Unihedron",
        "Unihedron",
    ),
    "column_crumey": Text(
        "Crumey 2014",
        "Crumey 2014",
    ),
    "column_reason": Text(
        "Waarom niet",
        "Why not",
    ),
    "column_stream": Text(
        "Soort",
        "Kind",
    ),
    "column_spread": Text(
        "Spreiding",
        "Spread",
    ),
    "candidate": Text(
        "kandidaat",
        "candidate",
    ),
    "picture_seen": Text(
        "Kleinste verandering die te zien is",
        "Smallest change to be seen",
    ),
    "picture_nights_axis": Text(
        "nachten om mee te vergelijken",
        "nights to compare with",
    ),
    "picture_expected": Text(
        "verwacht: {nights}",
        "expected: {nights}",
    ),
    "picture_smallest": Text(
        "kleinste van belang",
        "smallest of interest",
    ),
    "picture_line": Text(
        "{meters} meters aan elke kant",
        "{meters} meters on each side",
    ),
    "picture_alone": Text(
        "één meter, geen vergelijkingsgebied",
        "one meter, no control area",
    ),
    "picture_model": Text(
        "wat een eenvoudig model verwacht",
        "what a simple model expects",
    ),
    "picture_dark": Text(
        "donker, zonder maan",
        "dark, no moon",
    ),
    "picture_not_dark": Text(
        "maan, schemering of feest",
        "moon, twilight or a feast",
    ),
    "picture_event": Text(
        "licht uit",
        "lights off",
    ),
    "picture_stream_dot": Text(
        "zoals het was",
        "as it was",
    ),
    "alt_before": Text(
        "Grafiek: met {nights} verwachte nachten is op een heldere avond een verandering vanaf {size} mag/arcsec² te zien. Daaronder de nachten: {count} zijn donker en zonder maan.",
        "Chart: with {nights} expected nights a change from {size} mag/arcsec² shows on a clear evening. Below it the nights: {count} are dark and moonless.",
    ),
    "alt_after": Text(
        "Grafiek: de kleinste verandering die elke soort meting had kunnen zien, naar het aantal nachten.",
        "Chart: the smallest change that each kind of reading could have shown, by number of nights.",
    ),
    "other_language": Text(
        "English",
        "Nederlands",
    ),
}
