"""Products: the sentences of the plan, Dutch and English side by side; a test fails on one that is missing."""

from __future__ import annotations

from seeingstars.event import Text

PLAN_SENTENCES: dict[str, Text] = {
    # ---- advice before the night
    "not_dark": Text("Let op, de gekozen nacht", "Beware, the chosen night"),
    "not_dark_body": Text(
        "Die nacht is zelf niet donker genoeg om te vergelijken ({reason}). Kies een nacht zonder maan of een later uur.",
        "That night is itself not dark enough to compare ({reason}). Choose a night without the moon or a later hour.",
    ),
    "seen": Text("Wat we hoogstens kunnen zien", "What we could see at best"),
    "seen_beside": Text(
        "Met {meters} vaste meters in het donkere gebied, {meters} erbuiten en de {nights} bruikbare nachten die we verwachten, blijft op een heldere avond een verandering kleiner dan {size} mag/arcsec² ({percent} % van het licht) verborgen.",
        "With {meters} fixed meters in the dark area, {meters} outside it and the {nights} usable nights that we expect, a change smaller than {size} mag/arcsec² ({percent} % of the light) would stay hidden on a clear evening.",
    ),
    "seen_alone": Text(
        "Zonder vergelijkingsgebied en met de {nights} bruikbare nachten die we verwachten, blijft zelfs op een heldere avond een verandering kleiner dan {size} mag/arcsec² ({percent} % van het licht) verborgen.",
        "Without a control area and with the {nights} usable nights that we expect, a change smaller than {size} mag/arcsec² ({percent} % of the light) would stay hidden even on a clear evening.",
    ),
    "seen_nothing": Text(
        "Met {nights} bruikbare nachten om mee te vergelijken is geen enkele verandering aan te tonen; er zijn er minstens 3 nodig. Verleng de periode of kies een andere nacht.",
        "With {nights} usable nights to compare with, no change at all can be shown; at least 3 are needed. Lengthen the period or choose another night.",
    ),
    "seen_smallest": Text(
        "De kleinste verandering die hier van belang heet ({size}) is dan niet aan te tonen.",
        "The smallest change that is of interest here ({size}) could then not be shown.",
    ),
    "seen_expect": Text(
        "Ter vergelijking: een eenvoudig model geeft 0,04 tot 0,22 als binnen 800 m rond de meter 30 tot 60 % van het licht uitgaat. Meer lampen uit en een groter gebied helpen dus meer dan wat ook.",
        "For comparison: a simple model gives 0.04 to 0.22 if 30 to 60 % of the light within 800 m of the meter goes off. So more lamps off over a larger area helps more than anything else.",
    ),
    "meters": Text("Meters", "Meters"),
    "meters_body": Text(
        "Zet er 3 tot 10 in het donkere gebied en evenveel erbuiten.",
        "Put up 3 to 10 in the dark area and as many outside it.",
    ),
    "meters_rows": Text(
        "De kleinste verandering die dan te zien is: {rows}. Meer dan 10 helpt nauwelijks.",
        "The smallest change to be seen then: {rows}. More than 10 hardly helps.",
    ),
    "meters_each": Text("{size} met {meters} aan elke kant", "{size} with {meters} on each side"),
    "meters_how": Text(
        "Vast, recht omhoog, weg van lampen, overal hetzelfde type, en vooraf een paar nachten naast elkaar.",
        "Fixed, straight up, away from lamps, the same type everywhere, and side by side for a few nights first.",
    ),
    "control": Text("Het vergelijkingsgebied", "The control area"),
    "control_none": Text(
        "Dit evenement heeft er geen: dan is elke bui of nevel net zo goed een effect. Zoek er een.",
        "This event has none: then any haze or shower looks like an effect. Find one.",
    ),
    "control_body": Text(
        "Kies het op ongeveer 5 km: ver genoeg om het donkere gebied niet te zien (meer dan 2 km), dichtbij genoeg voor dezelfde wolken, en even licht. Zo schommelde in Leiden de hemel van uur tot uur, met en zonder vergelijkingsmeters op 16 en 17 km.",
        "Choose it at about 5 km: far enough not to see the dark area (more than 2 km), near enough for the same clouds, and equally bright. This is how the sky over Leiden wavered from hour to hour, with and without control meters at 16 and 17 km.",
    ),
    "control_why": Text(
        "Daar hangt een andere wolk. Dat 5 km beter is, is een verwachting: meet het na.",
        "There it is another cloud. That 5 km is better is an expectation: check it.",
    ),
    "control_helps": Text(
        "{cloud}: een vergelijkingsgebied helpt, {without} wordt {beside} mag.",
        "{cloud}: a control helps, {without} becomes {beside} mag.",
    ),
    "control_hardly": Text(
        "{cloud}: het maakt nauwelijks uit, {without} wordt {beside} mag.",
        "{cloud}: it hardly matters, {without} becomes {beside} mag.",
    ),
    "control_hurts": Text(
        "{cloud}: het maakt het erger, {without} wordt {beside} mag.",
        "{cloud}: it makes it worse, {without} becomes {beside} mag.",
    ),
    "cloud_clear": Text("Helder", "Clear"),
    "cloud_partly": Text("Half bewolkt", "Partly cloudy"),
    "cloud_overcast": Text("Bewolkt", "Overcast"),
    "time": Text("Hoe lang meten", "How long to measure"),
    "time_body": Text(
        "Elke nacht van {first} tot en met {last}, van {start} tot {end}: ook een uur ervoor en erna, want de hemel wordt op een gewone avond vanzelf donkerder. Altijd dezelfde kloktijd.",
        "Every night from {first} to {last}, from {start} to {end}: an hour before and after as well, because the sky darkens by itself on any evening. Always the same clock time.",
    ),
    "time_none": Text(
        "In de gekozen periode is geen nacht te vinden om mee te vergelijken; verleng die tot minstens vier weken ervoor en erna.",
        "The chosen period holds no night to compare with; lengthen it to four weeks before and after at least.",
    ),
    "nights": Text("Nachten om vrij te houden", "Nights to keep free"),
    "nights_body": Text(
        "{count} nachten zijn in die uren donker en zonder maan: {ranges}. Reken op ongeveer {usable} die helder genoeg zijn. Op die avonden geen kermis, stadionlicht of ander werk aan de lampen.",
        "{count} nights are dark and moonless in those hours: {ranges}. Count on about {usable} that are clear enough. On those evenings no fair, stadium light or other work on the lamps.",
    ),
    "nights_none": Text(
        "Geen enkele nacht in de periode is in die uren donker en zonder maan.",
        "Not one night of the period is dark and moonless in those hours.",
    ),
    "cloud": Text("Als het bewolkt is", "If it is cloudy"),
    "cloud_body": Text(
        "Wolken veranderen de hemel veel meer dan de lampen: bij wolken liever niet doorgaan.",
        "Clouds change the sky far more than the lamps do: better not to go ahead under them.",
    ),
    "cloud_sizes": Text(
        "Half bewolkt is pas een verandering van {partly} mag te zien en geheel bewolkt {overcast}, ook met 8 even bewolkte nachten ernaast.",
        "Partly cloudy, only a change of {partly} mag would show, and overcast {overcast}, even beside 8 equally cloudy nights.",
    ),
    "postpone": Text(
        "Uitstellen kost weinig nachten om mee te vergelijken (nu naar verwachting {now}): {rows}. Dezelfde dag van de week vergelijkt het best.",
        "Postponing costs few nights to compare with (now {now} expected): {rows}. The same day of the week compares best.",
    ),
    "postpone_costly": Text(
        "Uitstellen kost nachten om mee te vergelijken (nu naar verwachting {now}): {rows}. Dezelfde dag van de week vergelijkt het best.",
        "Postponing costs nights to compare with (now {now} expected): {rows}. The same day of the week compares best.",
    ),
    "postpone_one": Text(
        "{night} houdt er {usable} over, te zien vanaf {size}",
        "{night} leaves {usable}, to be seen from {size}",
    ),
    "postpone_none": Text(
        "Uitstellen kan niet: in de vijf weken erna is geen nacht in die uren donker en zonder maan.",
        "Postponing is not possible: in the five weeks after it no night is dark and moonless in those hours.",
    ),
    "cloud_go_on": Text(
        "Gaat het toch door: meet, maar het antwoord wordt bijna zeker: niet te zeggen. Foto's, verhalen en wat wolken doen blijven over.",
        "If it goes ahead: measure, but the answer will almost surely be: cannot tell. Pictures, stories and what clouds do remain.",
    ),
    "crowd": Text("Eerst vaste meters, dan publiek", "Fixed meters first, the crowd second"),
    "crowd_body": Text(
        "Om met het blote oog {size} mag/arcsec² te zien zijn er {fewest} tot {most} mensen nodig in elk van vier groepen (binnen en buiten, ervoor en tijdens). Laat mensen dezelfde sterren tellen op dezelfde plek; dat blijft een antwoord op zichzelf.",
        "To see {size} mag/arcsec² with the naked eye takes {fewest} to {most} people in each of four groups (inside and outside, before and during). Let people count the same stars from the same spot; it stays an answer of its own.",
    ),
    "satellite": Text("De satelliet", "The satellite"),
    "satellite_cannot": Text(
        "Die ziet het niet: hij komt rond {time} over ({margin} uur eerder of later), als het licht weer brandt. Gebruik hem om het gebied te tekenen en als controle.",
        "It cannot see this: it passes around {time} (give or take {margin} hours), when the lights are back on. Use it to draw the area and as a check.",
    ),
    "satellite_may": Text(
        "Die komt rond {time} over ({margin} uur eerder of later); dat kan in de donkere uren vallen. Zoek de juiste tijd op voor die nacht.",
        "It passes around {time} (give or take {margin} hours); that may fall in the lights-off hours. Look up the right time for that night.",
    ),
    "log": Text("Schrijf op wat uit was", "Write down what was off"),
    "log_body": Text(
        "Laat op een paar straten noteren welke lampen wanneer uit en aan gingen. Zonder dat is de oorzaak niet bewezen.",
        "Have people note in a few streets which lamps went off and on, and when. Without it the cause is not proven.",
    ),
    # ---- advice after the night
    "after_seen": Text(
        "Met {nights} vergelijkbare nachten, die onderling {spread} verschilden (standaardafwijking), was een verandering van {size} meestal te zien geweest.",
        "With {nights} similar nights, which differed by {spread} among themselves (standard deviation), a change of {size} would usually have shown.",
    ),
    "after_smallest_effect_of_interest": Text(
        "de kleinste verandering van belang ({size})", "the smallest change of interest ({size})"
    ),
    "after_effect": Text(
        "een verandering zo groot als gevonden ({size}; 95%-interval {interval})",
        "a change as large as the one found ({size}; 95 % interval {interval})",
    ),
    "after_was_seen": Text(
        "Voor {what} was niets meer nodig geweest.", "For {what} nothing more would have been needed."
    ),
    "after_way": Text("Voor {what} waren nodig geweest: {ways}.", "For {what} it would have taken {ways}."),
    "after_or": Text(" of ", " or "),
    "after_nights": Text("{nights} vergelijkbare nachten", "{nights} similar nights"),
    "after_meters": Text(
        "minstens {meters} meters in het gebied",
        "at least {meters} meters in the area",
    ),
    "after_people": Text(
        "minstens {meters} waarnemers in het gebied",
        "at least {meters} observers in the area",
    ),
    "after_no_way": Text(
        "Voor {what} was geen aantal nachten of meters genoeg geweest: ook dan was pas {smallest} te zien.",
        "For {what} no number of nights or meters would have been enough: even then only {smallest} would show.",
    ),
    "after_hopeless_cloud": Text(
        "Niets had geholpen, want het was bewolkt: alleen een andere, heldere avond.",
        "Nothing would have helped, for it was cloudy: only another, clear evening.",
    ),
    "after_hopeless": Text(
        "Meer meten had daar niet bij geholpen: het gebied zelf verschilde te veel van nacht tot nacht. Wel een vergelijkingsgebied dichtbij, of meer lampen uit.",
        "More measuring would not have helped there: the area itself differed too much from night to night. A control area close by would, or more lamps off.",
    ),
    "after_lost_to_cloud": Text(
        "{nights} donkere nachten vielen af door andere bewolking. Op een heldere avond, na uitstel, hadden er meer meegeteld.",
        "{nights} dark nights fell out because of other cloud. On a clear evening, after postponing, more would have counted.",
    ),
    "after_more_nights": Text(
        "Nodig waren vaste meters die alle nachten ervoor en erna doorlopen, in het donkere gebied en erbuiten.",
        "What was needed: fixed meters that run through all nights before and after, in the dark area and outside it.",
    ),
    "after_negative_control": Text(
        "Die keek op een ander moment en kon dit niet zien, hoeveel nachten er ook waren.",
        "It looked at another moment and could not see this, however many nights there were.",
    ),
    "silent": Text("Geen metingen", "No readings"),
    "silent_body": Text(
        "Van {streams} is er geen goede meting in het donkere gebied in de donkere uren. Eén meter die de hele avond doorloopt was een begin geweest.",
        "Of {streams} there is no good reading in the dark area in the lights-off hours. One meter running all evening would have been a start.",
    ),
    "caution": Text("Lees dit met zorg", "Read this with care"),
    "caution_body": Text(
        "Wat nodig was voor de gevonden verandering zegt niets nieuws: het is hetzelfde toeval nog eens. Kijk naar de kleinste verandering van belang, en gebruik het voor de volgende keer. Met weinig nachten is elk getal hier ruw.",
        "What the change found would have needed says nothing new: it is the same chance once more. Look at the smallest change of interest, and use it for the next time. With few nights every number here is rough.",
    ),
    "after_meters_beside": Text(
        "minstens {meters} meters aan elke kant",
        "at least {meters} meters on each side",
    ),
    "after_people_beside": Text(
        "minstens {meters} waarnemers aan elke kant",
        "at least {meters} observers on each side",
    ),
    "after_only_both": Text(
        "Voor {what} was meer nachten of meer meters elk alleen niet genoeg geweest, wel allebei samen.",
        "For {what} more nights or more meters alone would not have done, both together would.",
    ),
}
