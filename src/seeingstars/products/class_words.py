"""Products: the words of the class set: its sheets, its headings, and what a pupil does with it."""

from __future__ import annotations

from seeingstars.event import Text

CLASS_SENTENCES: dict[str, Text] = {
    "class_sheet_about": Text("uitleg", "about"),
    "class_sheet_nights": Text("nachten", "nights"),
    "class_sheet_evening": Text("avonden", "evenings"),
    "class_title": Text("De klassenset van: {event}", "The class set of: {event}"),
    "class_simulated": Text(
        "GESIMULEERD: alle getallen zijn verzonnen voor een oefening. Niets hiervan is gemeten.",
        "SIMULATED: all numbers are made up for a rehearsal. None of this was measured.",
    ),
    "class_what": Text(
        "Alleen goede metingen van de avond zelf ({night}) en van de gewone nachten die ermee vergeleken zijn: even donker, zonder maan, met dezelfde bewolking.",
        "Only good readings of the evening itself ({night}) and of the ordinary nights that it was compared with: as dark, without moon, with the same cloud.",
    ),
    "class_nights_what": Text(
        "Blad of bestand 'nachten': één getal per meetplaats en nacht, het gemiddelde in de donkere uren.",
        "Sheet or file 'nights': one number a place and night, the mean in the dark hours.",
    ),
    "class_evening_what": Text(
        "Blad of bestand 'avonden': vaste meters per tien minuten (het gemiddelde en het aantal metingen), mensen meting voor meting.",
        "Sheet or file 'evenings': fixed meters by ten minutes (the mean and the number of readings), people reading by reading.",
    ),
    "class_larger": Text(
        "Een grotere hemelhelderheid (mag/arcsec²) of grensmagnitude betekent: donkerder.",
        "A larger sky brightness (mag/arcsec²) or limiting magnitude means: darker.",
    ),
    "class_try_1": Text(
        "Probeer 1: teken de hemelhelderheid van één vaste meter tegen de tijd, voor de avond zelf en voor een gewone nacht.",
        "Try 1: draw the sky brightness of one fixed meter against the time, for the evening itself and for an ordinary night.",
    ),
    "class_try_2": Text(
        "Probeer 2: neem het blad 'nachten', kies één manier van meten, en reken per nacht uit: gemiddelde van het donkere gebied min gemiddelde van het vergelijkingsgebied.",
        "Try 2: take the sheet 'nights', choose one way of measuring, and work out for each night: mean of the lights-off area minus mean of the control area.",
    ),
    "class_try_2_alone": Text(
        "Probeer 2: neem het blad 'nachten' en reken per nacht het gemiddelde van het donkere gebied uit. Er is geen vergelijkingsgebied.",
        "Try 2: take the sheet 'nights' and work out the mean of the lights-off area for each night. There is no control area.",
    ),
    "class_try_3": Text(
        "Probeer 3: zet de nachten op volgorde. Waar staat de avond zelf? Hoe vaak kom je zo'n verschil op een gewone nacht tegen?",
        "Try 3: put the nights in order. Where does the evening itself stand? How often do you meet such a difference on an ordinary night?",
    ),
    "class_answer": Text(
        "Ons antwoord staat op de pagina; het vergelijkt steeds dezelfde minuten van de klok en kan daarom iets van het jouwe verschillen.",
        "Our answer is on the page; it always compares the same minutes of the clock and may therefore differ a little from yours.",
    ),
    "class_source": Text("Bron en licentie: {sources}.", "Source and licence: {sources}."),
    "class_empty": Text(
        "Er is geen enkele goede meting van die avond met een gewone nacht ernaast; de bladen zijn leeg.",
        "There is not one good reading of that evening with an ordinary night beside it; the sheets are empty.",
    ),
    "class_night": Text("nacht", "night"),
    "class_kind": Text("soort nacht", "kind of night"),
    "class_time": Text("tijd (plaatselijk)", "time (local)"),
    "class_stream": Text("gemeten met", "measured with"),
    "class_place": Text("meetplaats", "place"),
    "class_area": Text("gebied", "area"),
    "class_off": Text("donkere uren", "dark hours"),
    "class_brightness": Text(
        "hemelhelderheid (mag/arcsec², groter is donkerder)", "sky brightness (mag/arcsec², larger is darker)"
    ),
    "class_limit": Text("grensmagnitude (mag, groter is donkerder)", "limiting magnitude (mag, larger is darker)"),
    "class_count": Text("aantal metingen", "number of readings"),
    "class_longitude": Text("lengtegraad", "longitude"),
    "class_latitude": Text("breedtegraad", "latitude"),
    "class_made_up": Text("gesimuleerd", "simulated"),
    "class_event_night": Text("de avond zelf", "the evening itself"),
    "class_ordinary_night": Text("gewone nacht", "ordinary night"),
    "class_person": Text("iemand", "somebody"),
    "yes": Text("ja", "yes"),
    "no": Text("nee", "no"),
}
