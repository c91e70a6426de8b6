"""Products: the sentences of the site of an event: its pages, its map, who took part, what can be taken home."""

from __future__ import annotations

from seeingstars.event import Text

SITE_SENTENCES: dict[str, Text] = {
    # ---- every page
    "site_skip": Text("Naar de inhoud", "Skip to the content"),
    "site_pages": Text("Pagina's", "Pages"),
    "site_answer": Text("Het antwoord", "The answer"),
    "site_map": Text("De kaart", "The map"),
    "site_nights": Text("De nachten", "The nights"),
    "site_downloads": Text("Meenemen", "Take home"),
    "site_other_language": Text("This page in English", "Deze pagina in het Nederlands"),
    "site_foot": Text(
        "Gemaakt met Seeing Stars {version}. Deze pagina's vragen niets van buiten: ze werken ook zonder internet en vanaf een USB-stick.",
        "Made with Seeing Stars {version}. These pages ask nothing of anywhere else: they also work without internet and from a USB stick.",
    ),
    "site_foot_tiles": Text(
        "Gemaakt met Seeing Stars {version}. Deze pagina's vragen niets van buiten, behalve als je op de kaart zelf om de achtergrond van internet vraagt.",
        "Made with Seeing Stars {version}. These pages ask nothing of anywhere else, unless you ask for the background from the internet on the map yourself.",
    ),
    "door_read": Text("Lees verder in het Nederlands", "Read on in English"),
    "door_choose": Text("Kies je taal", "Choose your language"),
    # ---- the answer
    "answer_first": Text("Gemeten met: {stream}", "Measured with: {stream}"),
    "answer_others": Text("De andere manieren van meten", "The other ways of measuring"),
    "answer_numbers": Text("Hoe zeker is dat?", "How sure is that?"),
    "bar_reading": Text(
        "De balk loopt van {low} tot {high} {unit}; de ruit staat op {effect}; links van 0 is lichter, rechts is donkerder.",
        "The bar runs from {low} to {high} {unit}; the diamond stands at {effect}; left of 0 is brighter, right is darker.",
    ),
    "tick_more_light": Text("meer licht", "more light"),
    "tick_less_light": Text("minder licht", "less light"),
    "next_title": Text("Verder kijken", "Look further"),
    "next_map": Text(
        "Alle metingen op een kaart, de vaste meters met hun avond, en het licht dat de satelliet ziet.",
        "All readings on a map, the fixed meters with their evening, and the light that the satellite sees.",
    ),
    "next_nights": Text(
        "Welke nachten naast elkaar staan en waarom, en hoe we ons eigen antwoord probeerden om te gooien.",
        "Which nights stand side by side and why, and how we tried to knock over our own answer.",
    ),
    "next_downloads": Text(
        "De bestanden, voor Excel in de klas en voor wie programmeert, met licentie en bron.",
        "The files, for a spreadsheet in class and for those who program, with licence and source.",
    ),
    # ---- who took part
    "took_part_title": Text("Wie deden er mee?", "Who took part?"),
    "took_part_intro": Text(
        "Aantallen, geen namen. Wie met de hand mat, staat in de bestanden en op de kaart op ongeveer 100 meter nauwkeurig.",
        "Numbers, no names. Those who measured by hand stand in the files and on the map to about 100 metres.",
    ),
    "took_part_none": Text(
        "Er is geen enkele meting ingestuurd of gevonden.", "Not one reading was handed in or found."
    ),
    "column_stream": Text("Gemeten met", "Measured with"),
    "column_places": Text("Plaatsen", "Places"),
    "column_evening": Text("Metingen die avond", "Readings that evening"),
    "column_in_hours": Text("Waarvan goed in de donkere uren", "Of which good in the dark hours"),
    "column_all": Text("Metingen, alle nachten", "Readings, all nights"),
    # ---- the method in half a page
    "method_title": Text("Hoe we het uitrekenden", "How we worked it out"),
    "method_bins": Text(
        "Elke meetplaats krijgt per nacht één getal: het gemiddelde over dezelfde minuten van de klok. Alleen nachten met dezelfde bewolking, zonder maan en zonder schemering staan naast elkaar.",
        "Each place gets one number a night: the mean over the same minutes of the clock. Only nights with the same cloud, without moon and without twilight stand side by side.",
    ),
    "method_one_night": Text(
        "Eén donkere avond is één avond, hoeveel metingen er ook zijn. Het interval komt dus uit hoe sterk gewone avonden onderling verschillen, niet uit het aantal metingen.",
        "One dark evening is one evening, however many readings there are. So the interval comes from how much ordinary evenings differ among themselves, not from the number of readings.",
    ),
    "method_streams": Text(
        "Vaste meters, handmeters, camera's en ogen worden nooit bij elkaar opgeteld: ieder geeft zijn eigen antwoord.",
        "Fixed meters, hand-held meters, cameras and eyes are never added together: each gives its own answer.",
    ),
    # ---- the map
    "map_page_title": Text("Waar is er gemeten, en wat zag men?", "Where was it measured, and what was seen?"),
    "map_intro": Text(
        "Sleep en vergroot de kaart; kies hieronder wat je wilt zien. Alles wat de kaart laat zien, staat eronder ook in tabellen.",
        "Drag and zoom the map; choose what you want to see. All that the map shows stands below it in tables too.",
    ),
    "map_no_script": Text(
        "De kaart die beweegt heeft JavaScript nodig. Onderaan staan kaarten als plaatje, en alles staat in tabellen.",
        "The map that moves needs JavaScript. At the foot are maps as pictures, and everything stands in tables.",
    ),
    "caption_sky": Text(
        "Hoeveel sterren er bij zo'n hemel te zien zijn: een schatting, met een laagste en een hoogste aantal.",
        "How many stars can be seen under such a sky: an estimate, with a lowest and a highest number.",
    ),
    "map_still": Text("Als plaatje, om te printen", "As a picture, to print"),
    "map_label": Text(
        "Kaart van de metingen. Met de pijltjestoetsen schuif je, met + en − vergroot je.",
        "Map of the readings. The arrow keys move it, + and − zoom.",
    ),
    "map_controls": Text("Wat de kaart laat zien", "What the map shows"),
    "map_readings": Text("Metingen van mensen", "Readings by people"),
    "map_quality": Text("Oordeel", "Quality"),
    "map_when": Text("Wanneer", "When"),
    "map_lights": Text("Nachtlicht (satelliet)", "Night lights (satellite)"),
    "map_meters": Text("Vaste meters", "Fixed meters"),
    "quality_good": Text("goed", "good"),
    "quality_doubtful": Text("twijfelachtig of niet nagekeken", "doubtful or not checked"),
    "quality_rejected": Text("afgekeurd", "rejected"),
    "when_window": Text("in de donkere uren van die avond", "in the dark hours of that evening"),
    "when_evening": Text("die hele nacht", "all of that night"),
    "when_all": Text("alle nachten", "all nights"),
    "lights_off_layer": Text("niet tonen", "do not show"),
    "lights_layer": Text("hoeveel licht omhoog gaat", "how much light goes up"),
    "change_layer": Text("wat er anders was dan anders", "what differed from usual"),
    "slider_label": Text(
        "Schuif van gewone nachten naar de nacht zelf", "Slide from ordinary nights to the night itself"
    ),
    "slider_left": Text("gewone nachten", "ordinary nights"),
    "slider_right": Text("de nacht zelf", "the night itself"),
    "slider_value": Text("{percent} % van de nacht zelf", "{percent} % of the night itself"),
    "meter_choose": Text("Kies een vaste meter", "Choose a fixed meter"),
    "meter_choose_none": Text("– kies –", "– choose –"),
    "map_whole": Text("Hele kaart", "Whole map"),
    "map_zoom_in": Text("Vergroten", "Zoom in"),
    "map_zoom_out": Text("Verkleinen", "Zoom out"),
    "map_close": Text("Sluiten", "Close"),
    "map_tiles": Text(
        "Achtergrond van internet (vraagt {host} om plaatjes)", "Background from the internet (asks {host} for images)"
    ),
    "map_shown": Text("{count} metingen van mensen op de kaart", "{count} readings by people on the map"),
    "map_too_many": Text(
        "Op de kaart staan de {shown} metingen het dichtst bij de avond; nog {left} van andere nachten staan alleen in de bestanden.",
        "The map has the {shown} readings nearest to the evening; {left} more of other nights stand in the files only.",
    ),
    "map_no_place": Text(
        "{count} metingen hebben geen plaats en staan niet op de kaart.",
        "{count} readings have no place and are not on the map.",
    ),
    "map_positions": Text(
        "Plaatsen staan op de kaart op 0,001 graad (ongeveer 100 meter) nauwkeurig.",
        "Places stand on the map to 0.001 degree (about 100 metres).",
    ),
    "map_no_readings": Text(
        "Er is geen enkele meting met een plaats. De kaart laat alleen de gebieden zien.",
        "There is not one reading with a place. The map shows the areas only.",
    ),
    "base_credit": Text("Achtergrond: {credit}.", "Background: {credit}."),
    "map_credit": Text("Kaart: Leaflet 1.9.4.", "Map: Leaflet 1.9.4."),
    "base_file": Text("bestand {name}, bron niet vermeld", "file {name}, source not stated"),
    # ---- a reading and a meter in the map
    "pop_night": Text("nacht van {night}", "night of {night}"),
    "pop_value": Text("{value} {unit}", "{value} {unit}"),
    "pop_no_value": Text("geen waarde", "no value"),
    "pop_curve": Text(
        "De avond van {meter}: van {start} tot {end}, gemiddelden van tien minuten. Hoger is donkerder.",
        "The evening of {meter}: from {start} to {end}, means of ten minutes. Higher is darker.",
    ),
    "pop_no_evening": Text("Geen goede meting rond deze uren.", "No good reading around these hours."),
    "pop_no_ordinary": Text(
        "Er is geen gewone nacht om naast te leggen.", "There is no ordinary night to set it against."
    ),
    "curve_event": Text("de avond zelf", "the evening itself"),
    "curve_band": Text("gewone nachten, laagste tot hoogste", "ordinary nights, lowest to highest"),
    "curve_middle": Text("midden van de gewone nachten", "middle of the ordinary nights"),
    "curve_window": Text("lampen uit", "lights off"),
    # ---- legend and tables below the map
    "legend_title": Text("Wat de tekens betekenen", "What the signs mean"),
    "legend_filled": Text(
        "Gevuld: goed, in de donkere uren van die avond. Open: goed, op een ander moment. Kruisje: twijfelachtig of afgekeurd.",
        "Filled: good, in the dark hours of that evening. Open: good, at another time. Cross: doubtful or rejected.",
    ),
    "legend_meter": Text(
        "vaste meter; druk erop voor zijn avond (open: geen goede meting in de donkere uren)",
        "fixed meter; press it for its evening (open: no good reading in the dark hours)",
    ),
    "legend_lights": Text(
        "Nachtlicht, nW/cm²/sr: van blauw (weinig) naar geel (veel). Gearceerd is niet gezien: daar is niets ingevuld.",
        "Night lights, nW/cm²/sr: from blue (little) to yellow (much). Hatched was not seen: nothing is filled in there.",
    ),
    "legend_change": Text(
        "Verschil met gewone nachten: paars is minder licht, oranje is meer, wit is gelijk; nog minder dan de helft of meer dan het dubbele heeft de kleur van het einde. Omlijnd: mag veranderd heten, met stippen waar het lichter werd; één op de tien zo genoemde is toeval. Grijs: te donker om te meten. Gearceerd: niet te vergelijken, meestal niet helder gezien.",
        "Difference from ordinary nights: purple is less light, orange is more, white is the same; less than half or more than twice has the colour of the end. Outlined: may be called changed, with dots where there was more light; one in ten of those is chance. Grey: too dark to measure. Hatched: cannot be compared, mostly not seen clear.",
    ),
    "legend_below": Text("{value} of minder", "{value} or less"),
    "legend_above": Text("{value} of meer", "{value} or more"),
    "legend_missing": Text("niet gezien", "not seen"),
    "seen_counts": Text(
        "Van de {pixels} beeldpunten zag de satelliet er {baseline} in gewone nachten en {event} in de nacht zelf helder.",
        "Of the {pixels} pixels the satellite saw {baseline} clearly on ordinary nights and {event} on the night itself.",
    ),
    "change_counts": Text(
        "Bij {known} van de {pixels} beeldpunten is een verschil te berekenen.",
        "A difference can be worked out for {known} of the {pixels} pixels.",
    ),
    "tables_title": Text("Hetzelfde in tabellen", "The same in tables"),
    "table_readings": Text("De metingen, geteld", "The readings, counted"),
    "table_meters": Text("De vaste meters in de donkere uren", "The fixed meters in the dark hours"),
    "column_area": Text("Waar", "Where"),
    "column_doubtful": Text("Twijfelachtig", "Doubtful"),
    "column_rejected": Text("Afgekeurd", "Rejected"),
    "column_good_short": Text("Goed", "Good"),
    "column_meter": Text("Meter", "Meter"),
    "column_place": Text("Plaats (lengte, breedte)", "Place (longitude, latitude)"),
    "column_that_evening": Text("Die avond (mag/arcsec²)", "That evening (mag/arcsec²)"),
    "column_ordinary": Text("Gewone nachten: laagste, midden, hoogste", "Ordinary nights: lowest, middle, highest"),
    "column_n_ordinary": Text("Aantal", "Number"),
    "meters_none": Text("Er is geen vaste meter met een plaats.", "There is no fixed meter with a place."),
    "meters_how": Text(
        "Gemiddelden van goede metingen; groter is donkerder. De hemel verschilt van plaats tot plaats: vergelijk een meter met zichzelf.",
        "Means of good readings; larger is darker. The sky differs from place to place: compare a meter with itself.",
    ),
    # ---- take home
    "take_title": Text("Wat je mee kunt nemen", "What you can take home"),
    "group_class": Text("Voor de klas", "For the class"),
    "group_print": Text("Om te printen en te laten zien", "To print and to show"),
    "group_data": Text("Voor wie rekent en programmeert", "For those who calculate and program"),
    "group_proof": Text("Om na te gaan hoe het gemaakt is", "To check how it was made"),
    "column_format": Text("Vorm", "Format"),
    "licence_mixed": Text("zie het bestand zelf", "see the file itself"),
    "folder_files": Text("{count} bestanden in de map {folder}", "{count} files in the folder {folder}"),
    "file_class-set-nl.xlsx": Text(
        "de klassenset in het Nederlands, opent met een dubbelklik: uitleg, één getal per plaats en nacht, en de avonden per tien minuten",
        "the class set in Dutch, opens by double click: what it is, one number a place and night, and the evenings by ten minutes",
    ),
    "file_class-set-en.xlsx": Text(
        "de klassenset in het Engels, opent met een dubbelklik",
        "the class set in English, opens by double click: what it is, one number a place and night, and the evenings by ten minutes",
    ),
    "file_class-nights-nl.csv": Text(
        "het blad 'nachten' van de klassenset (Nederlandse Excel)", "the sheet 'nights' of the class set (Dutch Excel)"
    ),
    "file_class-set-nl.csv": Text(
        "het blad 'avonden' van de klassenset (Nederlandse Excel)", "the sheet 'evenings' of the class set (Dutch Excel)"
    ),
    "file_class-nights-en.csv": Text(
        "het blad 'nachten' van de klassenset in het Engels", "the sheet 'nights' of the class set"
    ),
    "file_class-set-en.csv": Text(
        "het blad 'avonden' van de klassenset in het Engels", "the sheet 'evenings' of the class set"
    ),
    "file_sky": Text(
        "de sterren van een gewone avond, van de avond zelf en zonder lampen (nl of en in de naam is de taal)",
        "the stars of an ordinary evening, of the evening itself and without lamps (nl or en in the name is the language)",
    ),
    "file_sky.json": Text("alle getallen van dat plaatje", "all numbers of that picture"),
    "file_baseline.json": Text(
        "welke nachten mochten meedoen en waarom, verzegeld voordat de helderheid werd bekeken",
        "which nights could take part and why, sealed before the brightness was looked at",
    ),
}  # fmt: skip
