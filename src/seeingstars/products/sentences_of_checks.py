"""Products: the sentences about how sure the answer is: the checks and their pictures, Dutch and English."""

from __future__ import annotations

from seeingstars.event import Text

CHECK_SENTENCES: dict[str, Text] = {
    # ---- the evening
    "evening_title": Text("Hoe verliep de avond?", "How did the evening go?"),
    "evening_how": Text(
        "Hoe hoger, hoe donkerder. Elk teken is het gemiddelde van tien minuten over de meters. Op 0 is het zo donker als daar op gewone avonden in die uren.",
        "The higher, the darker. Each sign is the mean of ten minutes over the meters. At 0 it is as dark as it is there on ordinary evenings in those hours.",
    ),
    "evening_how_alone": Text(
        "Hoe hoger, hoe donkerder; 0 is gewoon voor die plekken in die uren. Elk teken is het gemiddelde van tien minuten over de meters. Er is geen vergelijkingsgebied: ook het weer kan de lijn omhoog of omlaag duwen.",
        "The higher, the darker; 0 is usual for those places in those hours. Each sign is the mean of ten minutes over the meters. There is no control area: the weather too can push the line up or down.",
    ),
    "evening_area": Text("donker gebied, de avond zelf", "lights-off area, the evening itself"),
    "evening_control": Text("vergelijkingsgebied, de avond zelf", "control area, the evening itself"),
    "evening_band": Text(
        "donker gebied op gewone avonden (laagste tot hoogste)",
        "lights-off area on ordinary evenings (lowest to highest)",
    ),
    "evening_band_alone": Text("gewone avonden (laagste tot hoogste)", "ordinary evenings (lowest to highest)"),
    "evening_band_control": Text(
        "vergelijkingsgebied op gewone avonden (laagste, hoogste)",
        "control area on ordinary evenings (lowest, highest)",
    ),
    "evening_middle": Text("de middelste gewone avond", "the middle ordinary evening"),
    "evening_difference": Text(
        "Het verschil: donker gebied min vergelijkingsgebied; in de band de gewone avonden",
        "The difference: lights-off area less control area; the band holds the ordinary evenings",
    ),
    "evening_difference_line": Text("het verschil, de avond zelf", "the difference, the evening itself"),
    "evening_window": Text("lampen uit {start}–{end}", "lights off {start}–{end}"),
    "evening_transition": Text("lampen gaan uit of aan: telt niet mee", "lights going off or on: does not count"),
    "evening_none": Text(
        "Geen vaste meter mat die avond goed in het donkere gebied op uren die ook op gewone avonden zijn gemeten.",
        "No fixed meter measured the lights-off area well that evening in hours that were measured on ordinary evenings too.",
    ),
    "alt_evening": Text(
        "Twee lijnen over de avond, van het donkere gebied en het vergelijkingsgebied, met banden voor de gewone avonden; het venster met de lampen uit is gemarkeerd. Daaronder het verschil van de twee.",
        "Two lines through the evening, of the lights-off area and the control area, with bands for the ordinary evenings; the lights-off window is marked. Below it the difference of the two.",
    ),
    "alt_evening_alone": Text(
        "Een lijn over de avond, van het donkere gebied, met een band voor de gewone avonden; het venster met de lampen uit is gemarkeerd.",
        "A line through the evening, of the lights-off area, with a band for the ordinary evenings; the lights-off window is marked.",
    ),
    "caption_evening": Text(
        "Als het doven van de lampen iets deed, gaat de lijn van het donkere gebied in het grijze venster verder omhoog dan die van het vergelijkingsgebied.",
        "If switching off the lights did something, the line of the lights-off area rises further in the grey window than that of the control area.",
    ),
    "caption_evening_alone": Text(
        "Blijft de lijn in het grijze venster binnen de band, dan verliep de avond zoals een gewone; erbuiten kan het ook door het weer komen, want er is niets om mee te vergelijken.",
        "If the line stays within the band in the grey window, the evening went as an ordinary one does; outside it, the weather may have done it too, for there is nothing to compare with.",
    ),
    "caption_evening_none": Text(
        "Er is geen verloop van de avond te tekenen: geen vaste meter mat goed genoeg.",
        "There is no course of the evening to draw: no fixed meter measured well enough.",
    ),
    # ---- the placebos
    "placebo_title": Text("Wat vinden we waar niets gebeurde?", "What do we find where nothing happened?"),
    "placebo_how": Text(
        "We deden alsof: alsof de lampen op een andere nacht, op een andere plek of op een ander uur uitgingen. Daar hoort niets te zien te zijn: de tekens horen rond 0 te liggen.",
        "We pretended: as if the lights went off on another night, at another place or in another hour. Nothing should show there: the signs should lie round 0.",
    ),
    "placebo_event": Text("de avond zelf", "the evening itself"),
    "placebo_nights": Text("een gewone nacht", "an ordinary night"),
    "placebo_places": Text("een andere plek", "another place"),
    "placebo_hours": Text("een ander uur van die nacht", "another hour of that night"),
    "placebo_interval": Text("95%-interval", "95 % interval"),
    "placebo_zero": Text("geen verschil", "no difference"),
    "placebo_alarm": Text("vals alarm: hier leek iets veranderd", "false alarm: something seemed changed here"),
    "placebo_no_event": Text("geen getal voor de avond zelf", "no number for the evening itself"),
    "placebo_no_nights": Text("Er zijn geen andere nachten.", "There are no other nights."),
    "placebo_no_places": Text("Er zijn geen andere plekken.", "There are no other places."),
    "placebo_no_hours": Text("Op andere uren is niet genoeg gemeten.", "Other hours were not measured enough."),
    "placebo_first": Text(
        "De avond zelf is de meest afwijkende van {all} nachten. Door toeval alleen gebeurt dat 1 op de {all} keer (p = {p}); kleiner kan met {nights} gewone nachten niet.",
        "The evening itself is the most unusual of {all} nights. By chance alone that happens 1 time in {all} (p = {p}); with {nights} ordinary nights it cannot come out smaller.",
    ),
    "placebo_rank": Text(
        "De avond zelf staat op plaats {rank} van {all} nachten (1 is de meest afwijkende). Toeval alleen zet een avond 1 op de {all} keer bovenaan (p = {p}); kleiner kan met {nights} gewone nachten niet.",
        "The evening itself comes at place {rank} of {all} nights (1 is the most unusual). Chance alone puts an evening first 1 time in {all} (p = {p}); with {nights} ordinary nights it cannot come out smaller.",
    ),
    "placebo_not_settled": Text("Dit alleen beslist het dus niet.", "So this alone does not settle it."),
    "alt_placebo": Text(
        "Rijen stippen: de verschillen op gewone nachten, andere plekken en andere uren, met een ruit voor de avond zelf.",
        "Rows of dots: the differences on ordinary nights, at other places and in other hours, with a diamond for the evening itself.",
    ),
    "caption_placebo": Text(
        "Hoe verder de ruit van alle andere tekens af ligt, hoe moeilijker het is om de avond met toeval te verklaren.",
        "The further the diamond lies from all other signs, the harder it is to put the evening down to chance.",
    ),
    "caption_placebo_none": Text(
        "Wat we vinden waar niets gebeurde, kon niet worden uitgezocht: er is te weinig gemeten, of er zijn geen andere nachten, plekken en uren.",
        "What we find where nothing happened could not be worked out: too little was measured, or there are no other nights, places and hours.",
    ),
    # ---- the choices
    "choices_title": Text("Hangt het antwoord af van één keuze?", "Does the answer hang on one choice?"),
    "choices_how": Text(
        "Elke stip is één redelijke manier om te rekenen, van klein naar groot. Onder elke stip zie je welke keuzes dat waren. De ruit (◆) stond vooraf vast.",
        "Each dot is one reasonable way to work it out, from small to large. Below each dot are its choices. The diamond (◆) was fixed beforehand.",
    ),
    "choices_zero": Text("geen verschil", "no difference"),
    "choices_interval": Text("95%-interval", "95 % interval"),
    "choices_interval_cut": Text(
        "95%-interval (lange lopen door buiten beeld)", "95 % interval (long ones run on out of view)"
    ),
    "choices_way": Text("een manier om te rekenen", "one way to work it out"),
    "choices_primary": Text("de vooraf gekozen manier", "the way fixed beforehand"),
    "choice_sun": Text("zon lager dan {degrees}°", "sun below {degrees}°"),
    "choice_cloud_matched": Text("wolken zoals die avond", "clouds as on that evening"),
    "choice_cloud_clear": Text("alleen heldere nachten", "clear nights only"),
    "choice_cloud_partly": Text("alleen half bewolkte nachten", "partly cloudy nights only"),
    "choice_cloud_any": Text("wolken maken niet uit", "any clouds"),
    "choice_nights_all": Text("alle dagen van de week", "all days of the week"),
    "choice_nights_same_weekday": Text("alleen dezelfde weekdag", "same day of the week only"),
    "choice_ring_all": Text("hele vergelijkingsgebied", "whole control area"),
    "choice_ring_near": Text("vergelijken op 2 tot 5 km", "control at 2 to 5 km"),
    "choice_ring_far": Text("vergelijken op 5 tot 20 km", "control at 5 to 20 km"),
    "choice_family_all": Text("alle soorten meters", "all kinds of meters"),
    "choice_family": Text("alleen {family}", "{family} only"),
    "choice_statistic_mean": Text("het gemiddelde", "the mean"),
    "choice_statistic_median": Text("de middelste meting (mediaan)", "the middle reading (median)"),
    "choice_window_whole": Text("hele venster", "whole window"),
    "choice_window_inner": Text("middelste 40 minuten", "middle 40 minutes"),
    "alt_choices": Text(
        "Een stip voor elke manier om te rekenen, van klein naar groot effect, met een ruit voor de vooraf gekozen manier.",
        "A dot for each way to work it out, from small to large effect, with a diamond for the way fixed beforehand.",
    ),
    "caption_choices": Text(
        "Liggen bijna alle stippen aan dezelfde kant van 0, dan hangt de richting van het antwoord niet af van één keuze van ons.",
        "If nearly all dots lie on the same side of 0, the direction of the answer does not hang on one choice of ours.",
    ),
    "caption_choices_none": Text(
        "Er zijn geen andere manieren van rekenen om naast het antwoord te zetten.",
        "There are no other ways of calculating to set beside the answer.",
    ),
    # ---- the list on the page
    "heading_sure": Text("Hoe zeker zijn we?", "How sure are we?"),
    "sure_intro": Text(
        "We hebben geprobeerd ons eigen antwoord onderuit te halen. Hieronder staat wat elke proef opleverde. Geen van deze proeven verandert het antwoord hierboven; ze laten zien hoe stevig het staat, en waar je nog aan mag twijfelen.",
        "We tried to knock over our own answer. Below is what each test gave. None of these tests changes the answer above; they show how firmly it stands, and what may still be doubted.",
    ),
    "sure_of": Text("De proeven met: {stream}", "The tests with: {stream}"),
    "check_not_made": Text("Deze proef is niet gedaan.", "This check was not made."),
    "checks_none": Text(
        "Bij deze vergelijking zijn geen proeven bewaard.", "No checks were kept with this comparison."
    ),
    "checks_no_comparison": Text(
        "Met dit soort metingen is er geen vergelijking, dus valt er niets te beproeven.",
        "There is no comparison of this kind of measurement, so there is nothing to check.",
    ),
    "check_could_not": Text("Niet te doen:", "Could not be done:"),
    "check_placebo_in_time": Text("Andere nachten en uren.", "Other nights and hours."),
    "check_placebo_in_space": Text("Andere plekken.", "Other places."),
    "check_pre_trend": Text("Liep het al uiteen?", "Was it drifting already?"),
    "check_kappa": Text("Was die nacht onrustiger (κ*)?", "Was that night more restless (κ*)?"),
    "check_spill_over": Text("Werd het ernaast ook donkerder?", "Did it get darker next door too?"),
    "check_specification_curve": Text("Anders rekenen.", "Working it out differently."),
    "check_within_night": Text("Ervoor, tijdens en erna.", "Before, during and after."),
    "check_mixed_model": Text("Een tweede rekenmethode.", "A second method."),
    "check_charts": Text("Kaart voor kaart.", "Chart by chart."),
}
