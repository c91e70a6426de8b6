"""Products: the sentences themselves, Dutch and English side by side; a test fails on one that is missing."""

from __future__ import annotations

from seeingstars.event import Text
from seeingstars.products.catalogue_words import CATALOGUE_SENTENCES
from seeingstars.products.class_words import CLASS_SENTENCES
from seeingstars.products.print_words import PRINT_SENTENCES
from seeingstars.products.sentences_of_checks import CHECK_SENTENCES
from seeingstars.products.sentences_of_satellite import SATELLITE_SENTENCES
from seeingstars.products.site_words import SITE_SENTENCES
from seeingstars.products.worksheet_words import WORKSHEET_SENTENCES

SENTENCES: dict[str, Text] = {
    # ---- short words
    "from_to": Text("{low} tot {high}", "{low} to {high}"),
    "simulated_stamp": Text("GESIMULEERD", "SIMULATED"),
    "stream_photometer": Text("Vaste meters", "Fixed meters"),
    "stream_handheld_meter": Text("Handmeters", "Hand-held meters"),
    "stream_camera_app": Text("Camera-apps", "Camera apps"),
    "stream_naked_eye": Text("Het blote oog", "The naked eye"),
    "stream_satellite": Text("Satelliet", "Satellite"),
    "role_lights_off": Text("donker gebied", "lights-off area"),
    "role_control": Text("vergelijkingsgebied", "control area"),
    "role_outside": Text("daarbuiten", "outside both"),
    "night_event": Text("de avond zelf", "the evening itself"),
    "night_baseline": Text("gewone nacht, gebruikt", "ordinary night, used"),
    "night_left_out": Text("niet gebruikt", "left out"),
    # ---- the answer
    "answer_darker": Text("Ja, donkerder", "Yes, darker"),
    "answer_brighter": Text("Nee, juist lichter", "No, brighter instead"),
    "answer_no_change": Text("Geen verschil dat ertoe doet", "No difference that matters"),
    "answer_cannot_tell": Text("We kunnen het niet zeggen", "We cannot tell"),
    "answer_no_coverage": Text("Geen antwoord", "No answer"),
    "answer_control_calm": Text("Geen verandering, zoals het hoort", "No change, as it should be"),
    "answer_control_wide": Text(
        "Niet te zeggen (en er viel ook niets te zien)", "We cannot tell (and nothing was to be seen)"
    ),
    "answer_control_alarm": Text(
        "Let op: een verschil waar er geen hoort te zijn", "Beware: a difference where there should be none"
    ),
    "means_darker": Text(
        "De hemel boven het donkere gebied was die avond donkerder dan je op een gewone avond mag verwachten. Zo'n groot verschil komt zelden door toeval.",
        "The sky over the lights-off area was darker that evening than you may expect on an ordinary one. A difference this large is seldom chance.",
    ),
    "means_brighter": Text(
        "De hemel boven het donkere gebied was die avond juist lichter dan je mag verwachten. Dat kan door wolken of ander licht komen.",
        "The sky over the lights-off area was brighter that evening than you may expect. Clouds or other light can do that.",
    ),
    "means_no_change": Text(
        "Als er een verschil was, dan was het te klein om ertoe te doen (kleiner dan {smallest}).",
        "If there was a difference, it was too small to matter (less than {smallest}).",
    ),
    "means_cannot_tell": Text(
        "Er is gemeten, maar niet genoeg om ja of nee te zeggen. Donkerder kan, gelijk gebleven kan ook.",
        "There were measurements, but not enough to say yes or no. It may have become darker, it may have stayed the same.",
    ),
    "means_no_coverage": Text(
        "Op de plaatsen en tijden die nodig zijn, is hiermee niet goed gemeten. Dat zegt niets over hoe donker het was.",
        "Nobody measured well enough with this at the places and times that are needed. That says nothing about how dark it was.",
    ),
    "means_no_images": Text(
        "Er is geen bruikbaar satellietbeeld van de nacht zelf. Dat zegt niets over hoe donker het was.",
        "There is no usable satellite image of the night itself. That says nothing about how dark it was.",
    ),
    "means_control_calm": Text(
        "De satelliet keek op een ander moment, toen de lampen aan waren, en zag hetzelfde als anders. Dat is een goede controle van onze manier van meten.",
        "The satellite looked at another moment, when the lights were on, and saw the same as on other nights. That is a good check of our way of measuring.",
    ),
    "means_control_wide": Text(
        "De satelliet keek niet in de donkere uren. Hij zag geen duidelijk verschil, maar kleine verschillen ziet hij niet.",
        "The satellite did not look during the lights-off hours. It saw no clear difference, but small differences escape it.",
    ),
    "means_control_alarm": Text(
        "De satelliet keek op een ander moment, toen de lampen aan waren, en zag toch een verschil. Dan zijn andere verschillen misschien ook groter of kleiner dan onze foutmarges zeggen.",
        "The satellite looked at another moment, when the lights were on, and still saw a difference. Then other differences may also be further off than our margins say.",
    ),
    "effect_darker": Text(
        "{size} donkerder (95%-interval {interval}; {nights})", "{size} darker (95 % interval {interval}; {nights})"
    ),
    "effect_brighter": Text(
        "{size} lichter (95%-interval {interval}; {nights})", "{size} brighter (95 % interval {interval}; {nights})"
    ),
    "effect_difference": Text(
        "gemeten verschil {size} (95%-interval {interval}; {nights}; plus is donkerder)",
        "measured difference {size} (95 % interval {interval}; {nights}; plus is darker)",
    ),
    "effect_radiance": Text(
        "{size} (95%-interval: {interval}; {nights})", "{size} (95 % interval: {interval}; {nights})"
    ),
    "light_less": Text("{size} % minder licht", "{size} % less light"),
    "light_more": Text("{size} % meer licht", "{size} % more light"),
    "light_same": Text("even veel licht", "just as much light"),
    "light_end_less": Text("{size} % minder", "{size} % less"),
    "light_end_more": Text("{size} % meer", "{size} % more"),
    "light_both_less": Text("{low} tot {high} % minder", "{low} to {high} % less"),
    "light_both_more": Text("{low} tot {high} % meer", "{low} to {high} % more"),
    "light_end_same": Text("geen verandering", "no change"),
    "n_nights": Text("{nights} gewone nachten", "{nights} ordinary nights"),
    "one_night": Text("1 gewone nacht", "1 ordinary night"),
    "axis_light": Text("% licht", "% light"),
    "tick_less": Text("{size} minder", "{size} less"),
    "tick_more": Text("{size} meer", "{size} more"),
    "percent_less": Text("{low} tot {high} % minder licht", "{low} to {high} % less light"),
    "percent_more": Text("{low} tot {high} % meer licht", "{low} to {high} % more light"),
    "percent_between": Text(
        "tussen {low} % meer en {high} % minder licht", "between {low} % more and {high} % less light"
    ),
    "readings_in_window": Text("{count} goede metingen in het venster", "{count} good readings in the window"),
    "readings_in_window_one": Text("1 goede meting in het venster", "1 good reading in the window"),
    # ---- pictures
    "footer_picture": Text(
        "{event}. Nacht van {night}. {sources}Gemaakt met Seeing Stars {version}.",
        "{event}. Night of {night}. {sources}Made with Seeing Stars {version}.",
    ),
    "footer_sources": Text("Bron: {sources}. ", "Source: {sources}. "),
    "licence_unknown": Text("licentie niet vermeld", "licence not stated"),
    "source_unknown": Text("bron niet vermeld", "source not stated"),
    "and_more": Text("en nog {count}", "and {count} more"),
    "area_approximate": Text("Grens van het gebied bij benadering.", "The boundary of the area is approximate."),
    "map_title": Text("Waar is er gemeten?", "Where were the measurements made?"),
    "map_overview": Text("Alle gebieden met metingen", "All areas with readings"),
    "map_detail": Text("Het donkere gebied van dichtbij", "The lights-off area close up"),
    "axis_east": Text("km naar het oosten", "km to the east"),
    "axis_north": Text("km naar het noorden", "km to the north"),
    "north": Text("N", "N"),
    "legend_event": Text("gevuld: genoeg gemeten in het venster", "filled: measured enough in the window"),
    "legend_other": Text("open: te weinig of niets in het venster", "open: too little or nothing in the window"),
    "legend_bad": Text("kruisje: geen goede meting", "cross: no good reading"),
    "nothing_measured": Text("Geen enkele meting met een plaats", "Not one reading with a place"),
    "places_off_map": Text(
        "{count} meetplaatsen liggen buiten deze kaart", "{count} places of measurement lie outside this map"
    ),
    "places_off_map_one": Text("1 meetplaats ligt buiten deze kaart", "1 place of measurement lies outside this map"),
    "meters_not_named": Text(
        "{count} vaste meters zonder naam op de kaart", "{count} fixed meters not named on the map"
    ),
    "nights_title": Text("Hoe bijzonder was deze avond?", "How unusual was this evening?"),
    "nights_how": Text(
        "Elke stip is een nacht. Hoe hoger, hoe donkerder het gebied was vergeleken met het vergelijkingsgebied, op dezelfde uren.",
        "Each dot is one night. The higher, the darker the area was compared with the control area, in the same hours.",
    ),
    "nights_how_alone": Text(
        "Elke stip is een nacht. Hoe hoger, hoe donkerder het was, op dezelfde uren. Er is geen vergelijkingsgebied.",
        "Each dot is one night. The higher, the darker it was, in the same hours. There is no control area.",
    ),
    "nights_axis": Text("donkerder →", "darker →"),
    "nights_zero": Text("gemiddelde van de gewone nachten", "mean of the ordinary nights"),
    "nights_band": Text(
        "hier hoort een gewone nacht te liggen (95 van de 100 keer)",
        "where an ordinary night should lie (95 times out of 100)",
    ),
    "nights_baseline_dots": Text("gewone nacht", "ordinary night"),
    "nights_left_out_dots": Text("niet gebruikt", "left out"),
    "nights_event_dot": Text("de avond zelf", "the evening itself"),
    "nights_no_event_dot": Text("geen getal voor de avond zelf", "no number for the evening itself"),
    "nights_none": Text(
        "Er is geen enkele nacht waarin het donkere gebied en het vergelijkingsgebied samen zijn gemeten.",
        "There is not one night on which the lights-off area and the control area were both measured.",
    ),
    "nights_none_alone": Text(
        "Er is geen enkele nacht met een bruikbaar getal.", "There is not one night with a usable number."
    ),
    "nights_also_none": Text(
        "Zonder stip, want zonder bruikbare nacht: {streams}.", "No dots, for want of a usable night: {streams}."
    ),
    # ---- readings of the pictures, one sentence each (also the alternative text)
    "alt_readings": Text(
        "Kaart van de meetplaatsen: {area} in het donkere gebied, {control} in het vergelijkingsgebied, {outside} daarbuiten; {window} daarvan met genoeg goede metingen in het venster van die avond.",
        "Map of the places of measurement: {area} in the lights-off area, {control} in the control area, {outside} outside both; {window} of them with enough good readings in the window of that evening.",
    ),
    "alt_nights": Text(
        "Een stip voor elke nacht: hoe hoger, hoe donkerder het gebied was vergeleken met het vergelijkingsgebied. {verdict}",
        "One dot a night: the higher, the darker the area was compared with the control area. {verdict}",
    ),
    "alt_nights_alone": Text(
        "Een stip voor elke nacht: hoe hoger, hoe donkerder het was. {verdict}",
        "One dot a night: the higher, the darker it was. {verdict}",
    ),
    # ---- the page
    "page_title": Text("Werd de hemel donkerder?", "Did the sky become darker?"),
    "page_language": Text("Nederlands", "English"),
    "page_other": Text("In English", "In het Nederlands"),
    "page_skip": Text("Naar het antwoord", "To the answer"),
    "page_intro": Text(
        "Op {night}, van {window}, gingen de lampen uit in {place}. Dit is wat de metingen zeggen.",
        "On {night}, {window}, the lights went off in {place}. This is what the measurements say.",
    ),
    "page_intro_simulated": Text(
        "Dit is een oefening met verzonnen metingen. Geen enkel getal op deze pagina is echt gemeten.",
        "This is a rehearsal with made-up measurements. Not one number on this page was really measured.",
    ),
    "heading_answer": Text("Het antwoord", "The answer"),
    "heading_how": Text("Hoe weten we dat?", "How do we know?"),
    "heading_pictures": Text("De plaatjes", "The pictures"),
    "heading_nights": Text("De nachten", "The nights"),
    "heading_sites": Text("De meetplaatsen", "The places of measurement"),
    "heading_satellite": Text("Wat de satelliet kan zien, en wat niet", "What the satellite can see, and what not"),
    "heading_downloads": Text("Zelf verder rekenen", "Do your own sums"),
    "heading_facts": Text("Waar de feiten van de avond vandaan komen", "Where the facts of the evening come from"),
    "heading_sources": Text("Bronnen, licenties en hoe je dit aanhaalt", "Sources, licences and how to cite this"),
    "how_1": Text(
        "We vroegen niet: was het donkerder dan daarvoor? Elke avond wordt de hemel namelijk vanzelf wat donkerder, en wolken veranderen alles.",
        "We did not ask: was it darker than just before? Every evening the sky grows a little darker by itself, and clouds change everything.",
    ),
    "how_2": Text(
        "We vroegen: veranderde de hemel boven de donkere straten meer dan de hemel een eind verderop, op dezelfde uren?",
        "We asked: did the sky over the dark streets change more than the sky some way off, in the same hours?",
    ),
    "how_2_alone": Text(
        "Er is geen gebied waar de lampen gewoon aan bleven. Dus vroegen we: was de hemel anders dan op gewone nachten, op dezelfde uren? Dat is een zwakkere vraag, want ook het weer verschilt per nacht.",
        "There is no area where the lights simply stayed on. So we asked: was the sky different from ordinary nights, in the same hours? That is a weaker question, for the weather differs from night to night too.",
    ),
    "how_3": Text(
        "Omdat er maar één zo'n avond was, zetten we alle avonden die erop lijken naast elkaar en keken we hoe bijzonder deze was.",
        "Because there was only one such evening, we put all evenings like it side by side and looked how unusual this one was.",
    ),
    "how_interval": Text(
        "Het 95%-interval zegt hoe zeker we zijn: het echte verschil ligt er waarschijnlijk tussen. Ligt 0 er ook in, dan kan het verschil toeval zijn. Eén magnitude (mag) is een factor 2,5 in licht; 0,1 mag is ongeveer 9 % minder licht.",
        "The 95 % interval says how sure we are: the true difference probably lies within it. If 0 lies in it too, the difference may be chance. One magnitude (mag) is a factor of 2.5 in light; 0.1 mag is about 9 % less light.",
    ),
    "in_light": Text(
        "Voor het licht van de hemel betekent dat interval: {percent}.",
        "For the light of the sky that interval means: {percent}.",
    ),
    "bar_brighter": Text("lichter", "brighter"),
    "bar_darker": Text("donkerder", "darker"),
    "detectable": Text(
        "Een verschil van ongeveer {size} {unit} of meer zouden we hier meestal gezien hebben.",
        "A difference of about {size} {unit} or more would usually have shown here.",
    ),
    "silent_streams": Text("Geen enkele meting (0) met: {streams}.", "Not one reading (0) with: {streams}."),
    "counts_line": Text(
        "Gelezen: {read} metingen; goed: {good}; goed en in het venster van die avond: {in_window}. Meetplaatsen: {area} in het gebied, {control} ter vergelijking.",
        "Read: {read} readings; good: {good}; good and in the window of that evening: {in_window}. Places: {area} in the area, {control} to compare with.",
    ),
    "counts_line_satellite": Text(
        "Elk gebied telt per nacht één keer: {read} keer bekeken, {good} keer helder genoeg.",
        "Each area counts once a night: looked at {read} times, clear enough {good} times.",
    ),
    "caption_readings": Text(
        "Elk teken is een meetplaats; alleen een gevuld teken mat genoeg in de donkere uren van die avond.",
        "Every sign is a place of measurement; only a filled one measured enough in the dark hours of that evening.",
    ),
    "caption_nights": Text(
        "Ligt de ruit buiten de gekleurde band, dan was de avond bijzonder; ligt hij erin, dan kan het een gewone avond zijn geweest.",
        "If the diamond lies outside the coloured band the evening was unusual; inside it, it may have been an ordinary one.",
    ),
    "caption_readings_none": Text(
        "Er is geen enkele meting met een plaats; de kaart laat alleen de gebieden zien.",
        "There is not one reading with a place; the map shows the areas only.",
    ),
    "caption_nights_none": Text("Er is geen nacht om een stip voor te zetten.", "There is no night to put a dot for."),
    "nights_intro": Text(
        "Welke nachten meetelden, is bepaald door de kalender, de zon, de maan en de wolken, voordat iemand naar de helderheid keek.",
        "Which nights count was decided by the calendar, the sun, the moon and the clouds, before anybody looked at the brightness.",
    ),
    "nights_table_of": Text("Nachten van: {stream}", "Nights of: {stream}"),
    "column_night": Text("Nacht", "Night"),
    "column_role": Text("Gebruikt als", "Used as"),
    "column_reason": Text("Waarom", "Why"),
    "column_difference": Text("Verschil ({unit})", "Difference ({unit})"),
    "column_level": Text("Gemiddelde ({unit})", "Mean ({unit})"),
    "nights_difference": Text(
        "Het getal van een nacht zet het donkere gebied naast het vergelijkingsgebied: hoe hoger, hoe donkerder het donkere gebied. Het antwoord is hoeveel de avond zelf afwijkt van de gewone nachten.",
        "The number of a night sets the lights-off area beside the control area: the higher, the darker the lights-off area. The answer is how far the evening itself is from the ordinary nights.",
    ),
    "nights_level": Text(
        "Het getal van een nacht is het gemiddelde van het donkere gebied, zonder vergelijkingsgebied: hoe hoger, hoe donkerder. Het antwoord is hoeveel de avond zelf afwijkt van de gewone nachten.",
        "The number of a night is the mean of the lights-off area, without a control area: the higher, the darker. The answer is how far the evening itself is from the ordinary nights.",
    ),
    "column_site": Text("Meetplaats", "Place"),
    "column_where": Text("Waar", "Where"),
    "column_instrument": Text("Instrument", "Instrument"),
    "column_good": Text("Goede metingen", "Good readings"),
    "column_window": Text("In het venster", "In the window"),
    "column_file": Text("Bestand", "File"),
    "column_what": Text("Wat het is", "What it is"),
    "column_size": Text("Grootte", "Size"),
    "column_licence": Text("Licentie", "Licence"),
    "licence_rows": Text("per rij vermeld: {licences}", "stated in each row: {licences}"),
    "licence_free": Text("vrij te gebruiken, met bronvermelding", "free to use, naming the source"),
    "facts_as_written": Text(
        "Zoals ze in het bestand van de avond zijn opgeschreven: in het Engels.",
        "As they were written down in the file of the event.",
    ),
    "column_fact": Text("Feit", "Fact"),
    "column_value": Text("Waarde", "Value"),
    "column_source": Text("Bron", "Source"),
    "table_empty": Text("Er zijn er geen.", "There are none."),
    "sites_more": Text("En nog {count} plaatsen: zie result.json.", "And {count} more places: see result.json."),
    "area_warning": Text(
        "Let op: de grens van het gebied is bij benadering. Er is geen kaart gevonden met precies welke straten donker waren.",
        "Beware: the boundary of the area is approximate. No map was found of exactly which streets were dark.",
    ),
    "facts_none": Text("Bij dit evenement staan geen bronnen vermeld.", "No sources are given with this event."),
    "downloads_intro": Text(
        "Alle bestanden staan in dezelfde map als deze pagina. Niets is weggelaten: ook een afgekeurde meting staat erin, met de reden.",
        "All files stand in the same folder as this page. Nothing is left out: a rejected reading is there too, with the reason.",
    ),
    "licence_data": Text(
        "De metingen houden de licentie van wie ze maakte; die staat bij elke rij in de kolom licence. De plaatjes en de tekst van deze pagina mag je vrij gebruiken, met vermelding van de bron.",
        "The readings keep the licence of those who made them; it stands in each row in the column licence. The pictures and the text of this page may be used freely, naming the source.",
    ),
    "sources_readings": Text("Metingen", "Readings"),
    "sources_nightlights": Text("Nachtlicht", "Night lights"),
    "sources_none": Text("geen", "none"),
    "cite_as": Text("Haal aan als", "Cite as"),
    "citation": Text(
        "{event}: vergelijking van de hemelhelderheid. Gemaakt met Seeing Stars {version}, uit de bronnen hierboven; manifest.json noemt elk gebruikt bestand.",
        "{event}: comparison of the sky brightness. Made with Seeing Stars {version}, from the sources above; manifest.json names every file used.",
    ),
    "bytes_kb": Text("{size} kB", "{size} kB"),
    "bytes_mb": Text("{size} MB", "{size} MB"),
    "size_unknown": Text("–", "–"),
    # ---- what each file is
    "file_readings-excel-nl.csv": Text(
        "alle metingen, opent met een dubbelklik in een Nederlandse Excel",
        "every reading, opens by double click in a Dutch Excel",
    ),
    "file_readings.csv": Text(
        "alle metingen, komma's tussen de kolommen, punt in getallen", "every reading, commas between the columns"
    ),
    "file_readings.parquet": Text(
        "alle metingen met hun plaats (GeoParquet), voor wie programmeert",
        "every reading with its place (GeoParquet), for those who program",
    ),
    "file_readings-dictionary.csv": Text("wat elke kolom betekent", "what every column means"),
    "file_nights.nc": Text(
        "één getal per meetplaats en nacht, en de verschillen (CF netCDF)",
        "one number a place and night, and the differences (CF netCDF)",
    ),
    "file_result.json": Text("alle getallen van het antwoord", "all numbers of the answer"),
    "file_manifest.json": Text(
        "elk bestand met zijn controlegetal (sha256), en de instellingen",
        "every file with its checksum (sha256), and the settings",
    ),
    "file_other": Text("bestand", "file"),
    **CATALOGUE_SENTENCES,
    **CHECK_SENTENCES,
    **CLASS_SENTENCES,
    **SATELLITE_SENTENCES,
    **SITE_SENTENCES,
    **PRINT_SENTENCES,
    **WORKSHEET_SENTENCES,
}
