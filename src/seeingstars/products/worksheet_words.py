"""Products: the sentences of the worksheet and its answers, for readers of twelve and for their teacher."""

from __future__ import annotations

from seeingstars.event import Text

WORKSHEET_SENTENCES: dict[str, Text] = {
    "sheet_title": Text("Werkblad: {question}", "Worksheet: {question}"),
    "sheet_answers_title": Text("Antwoorden: {question}", "Answers: {question}"),
    "sheet_name": Text("Naam", "Name"),
    "sheet_class": Text("Klas", "Class"),
    "sheet_read": Text("Lees eerst", "Read this first"),
    "sheet_read_how": Text(
        "Elke avond wordt de hemel vanzelf wat donkerder. Wolken en de maan veranderen ook veel. Daarom kijken we niet alleen naar die ene avond. We vergelijken met andere nachten, op dezelfde tijd.",
        "Every evening the sky grows a little darker by itself. Clouds and the moon change a lot too. So we do not look at that one evening alone. We compare with other nights, at the same hours.",
    ),
    "sheet_read_control": Text(
        "En we kijken ook naar een gebied waar de lampen aan bleven.",
        "And we also look at an area where the lamps stayed on.",
    ),
    "sheet_read_alone": Text(
        "Er is geen gebied waar de lampen aan bleven. Dat maakt het antwoord minder zeker.",
        "There is no area where the lamps stayed on. That makes the answer less sure.",
    ),
    "sheet_look": Text("Kijk naar het plaatje", "Look at the picture"),
    "sheet_answer": Text("Het antwoord", "The answer"),
    "sheet_sum": Text("Reken mee", "Do the sums"),
    "sheet_think": Text("Denk na", "Think"),
    "sheet_do": Text("Doe het zelf", "Do it yourself"),
    "sheet_log_date": Text("Datum", "Date"),
    "sheet_log_hour": Text("Tijd", "Time"),
    "sheet_log_where": Text("Plek", "Place"),
    "sheet_log_clouds": Text("Wolken?", "Clouds?"),
    "sheet_log_stars": Text("Sterren", "Stars"),
    "sheet_teacher": Text(
        "Dit blad is voor de docent. De antwoorden volgen uit de metingen en zeggen niet meer dan het onderzoek.",
        "This sheet is for the teacher. The answers follow from the measurements and say no more than the study.",
    ),
    # ---- questions on the evening picture
    "ask_hours": Text(
        "Van hoe laat tot hoe laat loopt de zwarte balk met 'lampen uit'?",
        "From what time to what time does the black bar 'lights off' run?",
    ),
    "reply_hours": Text("Van {start} tot {end} uur.", "From {start} to {end}."),
    "ask_band": Text(
        "De lichte band toont de gewone avonden. Waar ligt de lijn van de avond zelf, toen de lampen uit waren? Erin of erbuiten?",
        "The pale band shows ordinary evenings. Where is the line of the evening itself, when the lamps were off? Inside or outside?",
    ),
    "reply_band": Text(
        "Kijk tussen de twee staande stippellijnen. {words} Buiten de band is bijzonder. Binnen de band kan het een gewone avond zijn.",
        "Look between the two upright dotted lines. {words} Outside the band is unusual. Inside it may be an ordinary evening.",
    ),
    "ask_before": Text(
        "Waarom is het niet eerlijk om alleen met een uur eerder te vergelijken?",
        "Why is it not fair to compare with an hour earlier only?",
    ),
    "reply_before": Text(
        "De hemel wordt in de avond vaak vanzelf donkerder. Dan lijkt het of dat door de lampen komt.",
        "In the evening the sky often grows darker by itself. Then it seems as if the lamps did that.",
    ),
    # ---- questions on the map
    "ask_wide": Text(
        "Zoek het gebied waar de lampen uit waren. Hoe breed is het ongeveer, in kilometers?",
        "Find the area where the lamps were off. How wide is it, about, in kilometres?",
    ),
    "reply_wide": Text(
        "Ongeveer {km} kilometer. Lees dat af langs de onderste rand.", "About {km} kilometres. Read it along the bottom."
    ),
    "ask_filled": Text(
        "Hoeveel gevulde tekens zie je? Daar is in de donkere uren genoeg gemeten.",
        "How many filled signs do you see? Enough was measured there in the dark hours.",
    ),
    "reply_filled": Text("Dit staat op de kaart: {words}", "This is on the map: {words}"),
    # ---- sums with the nights
    "sum_intro": Text(
        "Elk getal is het verschil met een gemiddelde gewone nacht, in {unit}. Een plus betekent donkerder.",
        "Each number is the difference from an average ordinary night, in {unit}. A plus means darker.",
    ),
    "sum_night": Text("Nacht", "Night"),
    "sum_difference": Text("Verschil", "Difference"),
    "sum_event": Text("{night} (de avond zelf)", "{night} (the evening itself)"),
    "ask_order": Text(
        "Zet de getallen op volgorde, van hoog naar laag. Op welke plaats staat de avond zelf?",
        "Put the numbers in order, from high to low. In which place is the evening itself?",
    ),
    "reply_order": Text(
        "Plaats {rank} van {count}. De volgorde is: {order}.", "Place {rank} of {count}. The order is: {order}."
    ),
    "ask_far": Text(
        "Welke gewone nacht ligt het verst van 0? Ligt de avond zelf er nog verder van af?",
        "Which ordinary night lies farthest from 0? Does the evening itself lie farther still?",
    ),
    "reply_far_yes": Text(
        "{night}, met {size}. De avond zelf ligt verder van 0: {event}.",
        "{night}, with {size}. The evening itself lies farther from 0: {event}.",
    ),
    "reply_far_no": Text(
        "{night}, met {size}. De avond zelf ligt niet verder van 0: {event}.",
        "{night}, with {size}. The evening itself does not lie farther from 0: {event}.",
    ),
    # ---- one pair of questions for each verdict
    "ask_darker_range": Text(
        "Het antwoord is een bereik en niet één getal. Waarom doen we dat?",
        "The answer is a range and not one number. Why do we do that?",
    ),
    "reply_darker_range": Text(
        "Elke nacht is anders en elke meter wijkt wat af. Met een bereik zeggen we eerlijk hoe zeker we zijn.",
        "Every night is different and every meter is a little off. A range says honestly how sure we are.",
    ),
    "ask_darker_proof": Text(
        "Bewijst deze avond dat het door de lampen kwam? Leg uit.",
        "Does this evening prove that the lamps did it? Explain.",
    ),
    "reply_darker_proof": Text(
        "Nee, niet helemaal. Het past er goed bij. Maar het is één avond, en er kan iets anders meespelen.",
        "No, not quite. It fits well. But it is one evening, and something else may play a part.",
    ),
    "ask_brighter_cause": Text(
        "Noem twee dingen die de hemel lichter kunnen maken.", "Name two things that can make the sky brighter."
    ),
    "reply_brighter_cause": Text(
        "Bijvoorbeeld wolken die licht weerkaatsen, de maan, nevel, of licht van sport en feest.",
        "For example clouds that reflect light, the moon, haze, or light of sports and parties.",
    ),
    "ask_brighter_claim": Text(
        "Iemand zegt: lampen uitdoen maakt de hemel lichter. Mag je dat zeggen?",
        "Somebody says: lamps off make the sky brighter. May you say that?",
    ),
    "reply_brighter_claim": Text(
        "Nee. Het was die avond lichter, maar we weten niet waardoor.",
        "No. It was brighter that evening, but we do not know why.",
    ),
    "ask_no_change_small": Text(
        "Kan er toch een klein verschil zijn geweest?", "Can there have been a small difference all the same?"
    ),
    "reply_no_change_small": Text(
        "Ja, maar kleiner dan {smallest}. Zo klein vinden we het niet belangrijk.",
        "Yes, but smaller than {smallest}. We do not count one that small as important.",
    ),
    "ask_no_change_same": Text(
        "Is 'geen verschil' hetzelfde als 'we kunnen het niet zeggen'? Leg uit.",
        "Is 'no difference' the same as 'we cannot tell'? Explain.",
    ),
    "reply_no_change_same": Text(
        "Nee. Hier is goed genoeg gemeten om te weten dat er geen groot verschil was.",
        "No. Here the measurements are good enough to know that there was no large difference.",
    ),
    "ask_cannot_tell_failed": Text("Is de proef nu mislukt? Leg uit.", "Did the test fail? Explain."),
    "reply_cannot_tell_failed": Text(
        "Nee. We weten nu wat we niet weten. Ja of nee zeggen zou een gok zijn.",
        "No. We now know what we do not know. Yes or no would be a guess.",
    ),
    "ask_cannot_tell_next": Text(
        "Wat zou je de volgende keer anders doen? Noem twee dingen.",
        "What would you do differently next time? Name two things.",
    ),
    "reply_cannot_tell_next": Text(
        "Bijvoorbeeld meer meters, meer gewone nachten, of een avond zonder wolken.",
        "For example more meters, more ordinary nights, or an evening without clouds.",
    ),
    "ask_no_coverage_claim": Text(
        "Iemand zegt: er is geen verschil gemeten, dus het werd niet donkerder. Klopt dat?",
        "Somebody says: no difference was measured, so it did not become darker. Is that right?",
    ),
    "reply_no_coverage_claim": Text(
        "Nee. Er is niet goed gemeten. Dan weet je niet of er een verschil was.",
        "No. It was not measured well enough. Then you do not know whether there was a difference.",
    ),
    "ask_no_coverage_plan": Text(
        "Jij mag vier meters neerzetten. Teken ze op de kaart. Waarom daar?",
        "You may put down four meters. Draw them on the map. Why there?",
    ),
    "reply_no_coverage_plan": Text(
        "Bijvoorbeeld twee in het donkere gebied en twee erbuiten. Dan kun je vergelijken. Laat ze ook andere nachten staan.",
        "For example two inside the dark area and two outside. Then you can compare. Leave them there on other nights too.",
    ),
    # ---- for everybody
    "ask_space": Text(
        "De satelliet keek toen de lampen aan waren. Kan hij zien of het in de donkere uren donkerder was?",
        "The satellite looked when the lamps were on. Can it see whether it was darker in the dark hours?",
    ),
    "reply_space": Text(
        "Nee. We gebruiken hem als controle: hij hoort geen verschil te zien.",
        "No. We use it as a check: it should see no difference.",
    ),
    "ask_energy_none": Text(
        "We weten niet hoeveel stroom er is bespaard. Wat moet je daarvoor weten?",
        "We do not know how much electricity was saved. What do you need to know for that?",
    ),
    "reply_energy_none": Text(
        "Hoeveel lampen er uit waren, hoeveel watt ze gebruiken, en hoelang ze uit waren.",
        "How many lamps were off, how many watts they use, and how long they were off.",
    ),
    "ask_energy": Text(
        "{energy} Wat nemen we daarbij aan?", "{energy} What do we assume there?"
    ),
    "sheet_inside": Text(
        "Daar ligt de lijn {inside} van de {points} keer in de band.",
        "There the line lies inside the band at {inside} of {points} points.",
    ),
    "ask_stars": Text(
        "Ga in het donker naar buiten met een volwassene. Wacht tien minuten. Kijk door een kokertje van karton en tel de sterren. Doe dat vijf keer op andere plekken van de hemel. Wat is je gemiddelde?",
        "Go outside in the dark with an adult. Wait ten minutes. Look through a tube of cardboard and count the stars. Do that five times at other spots of the sky. What is your average?",
    ),
    "reply_stars": Text(
        "Tel de vijf getallen op en deel door vijf. Vergelijk alleen met hetzelfde kokertje en dezelfde tijd.",
        "Add the five numbers and divide by five. Compare only with the same tube and the same hour.",
    ),
}  # fmt: skip
