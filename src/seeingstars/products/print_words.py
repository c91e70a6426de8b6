"""Products: the sentences of the posters, for readers of twelve: short sentences, and no more than the verdict says."""

from __future__ import annotations

from seeingstars.event import Text

PRINT_SENTENCES: dict[str, Text] = {
    # ---- what is asked and when
    "print_question": Text("Werd de hemel donkerder?", "Did the sky become darker?"),
    "print_question_space": Text(
        "Was het donkerder, gezien vanuit de ruimte?", "Was it darker, seen from space?"
    ),
    "print_when": Text(
        "Op {night} waren in {place} de lampen uit, van {start} tot {end} uur.",
        "On {night} the lights were off in {place}, from {start} to {end}.",
    ),
    "print_simulated": Text(
        "Dit is een oefening. Alle metingen zijn verzonnen.", "This is a rehearsal. All measurements are made up."
    ),
    "print_approximate": Text(
        "De rand van het donkere gebied is niet precies bekend.", "The edge of the dark area is not known exactly."
    ),
    # ---- the size of it, with its interval and its nights
    "print_end_less": Text("{size} procent minder licht", "{size} percent less light"),
    "print_end_more": Text("{size} procent meer licht", "{size} percent more light"),
    "print_end_same": Text("even veel licht", "just as much light"),
    "print_size_darker": Text(
        "Er was {low} tot {high} procent minder licht dan verwacht.",
        "There was {low} to {high} percent less light than expected.",
    ),
    "print_size_brighter": Text(
        "Er was {low} tot {high} procent meer licht dan verwacht.",
        "There was {low} to {high} percent more light than expected.",
    ),
    "print_size_open": Text(
        "Er kan {low} zijn geweest. Maar er kan ook {high} zijn geweest.",
        "There may have been {low}. But there may also have been {high}.",
    ),
    "print_size_no_change": Text(
        "Het verschil ligt ergens tussen {low} en {high}. Zo'n klein verschil telt niet mee.",
        "The difference lies somewhere between {low} and {high}. A difference that small does not matter.",
    ),
    "print_best": Text("De beste schatting is {best}.", "The best estimate is {best}."),
    "print_magnitude": Text("Verschil: {low} tot {high} {unit}.", "Difference: {low} to {high} {unit}."),
    "print_magnitude_sign": Text(
        "Plus is donkerder, min is lichter. Een magnitude is een stap in helderheid.",
        "Plus is darker, minus is brighter. A magnitude is a step in brightness.",
    ),
    "print_nights": Text(
        "We vergeleken de avond met {nights} gewone nachten.",
        "We compared the evening with {nights} ordinary nights.",
    ),
    "print_one_night": Text(
        "We vergeleken de avond met maar 1 gewone nacht.", "We compared the evening with only 1 ordinary night."
    ),
    "print_sure": Text(
        "Hoe zeker is dat? Zo'n bereik klopt ongeveer 95 van de 100 keer.",
        "How sure is that? A range like this is right about 95 times out of 100.",
    ),
    "print_no_number": Text(
        "Er zijn te weinig goede metingen om iets uit te rekenen.",
        "There are too few good measurements to work anything out.",
    ),
    "print_measured_with": Text("Gemeten met: {stream}.", "Measured with: {stream}."),
    # ---- what each verdict means
    "print_means_darker": Text(
        "Zo'n groot verschil komt zelden door toeval. Het past bij lampen die uit zijn. Eén avond bewijst dat nog niet.",
        "A difference this large is seldom chance. It fits lamps that are off. One evening does not prove that yet.",
    ),
    "print_means_brighter": Text(
        "Het was juist lichter dan verwacht. Dat kan komen door wolken of door ander licht. Waardoor het kwam, weten we niet.",
        "It was brighter than expected instead. Clouds or other light can do that. We do not know what did it here.",
    ),
    "print_means_no_change": Text(
        "Misschien was er een klein verschil. Dan was het te klein om ertoe te doen.",
        "Perhaps there was a small difference. If so, it was too small to matter.",
    ),
    "print_means_cannot_tell": Text(
        "Er is gemeten, maar niet genoeg voor ja of nee. Donkerder kan. Gelijk gebleven kan ook. Dat eerlijk zeggen is ook een uitkomst.",
        "There were measurements, but not enough for yes or no. It may be darker. It may be the same. To say so honestly is an outcome too.",
    ),
    "print_means_no_coverage": Text(
        "Er is niet goed gemeten op de plaats en tijd die nodig zijn. Dat zegt niets over hoe donker het was. Misschien werd het donkerder, misschien niet. Wij weten het niet.",
        "Nobody measured well enough at the place and time that are needed. That says nothing about how dark it was. Perhaps it became darker, perhaps not. We do not know.",
    ),
    "print_gap": Text(
        "Let op: een deel van de donkere uren is niet gemeten. Over dat deel weten we niets.",
        "Note: a part of the dark hours was not measured. Of that part we know nothing.",
    ),
    # ---- how it was found out, or how it can be next time
    "print_how": Text("Hoe weten we dat?", "How do we know?"),
    "print_how_nights": Text(
        "We keken naar andere nachten, op dezelfde tijd.", "We looked at other nights, at the same hours."
    ),
    "print_how_control": Text(
        "We keken ook waar de lampen aan bleven.", "We also looked where the lamps stayed on."
    ),
    "print_how_alone": Text(
        "We hadden geen gebied waar de lampen aan bleven. Dat maakt het minder zeker.",
        "We had no area where the lamps stayed on. That makes it less sure.",
    ),
    "print_how_rank": Text(
        "Toen keken we of deze avond anders was dan de rest.",
        "Then we looked whether this evening was different from the rest.",
    ),
    "print_next": Text("Zo kan het wel", "How to find out"),
    "print_next_two": Text(
        "Zet meters in het donkere gebied, en ook daarbuiten.", "Put meters inside the dark area, and outside it too."
    ),
    "print_next_nights": Text(
        "Meet ook op andere nachten, op dezelfde tijd.", "Measure on other nights too, at the same hours."
    ),
    "print_next_sky": Text(
        "Schrijf op of er wolken waren of maan.", "Write down whether there were clouds or a moon."
    ),
    # ---- the other ways of measuring
    "print_others": Text("Andere manieren van meten", "Other ways of measuring"),
    "print_other": Text("{stream}: {answer}.", "{stream}: {answer}."),
    "print_others_none": Text("Niet goed gemeten met: {streams}.", "Not measured well enough with: {streams}."),
    "print_space_later": Text(
        "De satelliet keek op een andere tijd, toen het licht aan was.",
        "The satellite looked at another time, when the lights were on.",
    ),
    # ---- the two figures
    "print_bar_title": Text("Hoeveel licht kwam van de hemel?", "How much light came from the sky?"),
    "print_bar_title_space": Text("Hoeveel licht ging naar de ruimte?", "How much light went to space?"),
    "print_bar_less": Text("minder licht", "less light"),
    "print_bar_more": Text("meer licht", "more light"),
    "print_bar_same": Text("gelijk", "the same"),
    "print_bar_night": Text("een gewone nacht", "an ordinary night"),
    "print_bar_event": Text("de avond zelf", "the evening itself"),
    "print_bar_range": Text("hier ligt het waarschijnlijk", "it probably lies here"),
    "print_bar_small": Text("te klein om mee te tellen", "too small to matter"),
    "print_bar_alt": Text(
        "Schaal van meer licht links naar minder licht rechts. De avond zelf staat bij {best}. Waarschijnlijk ligt het tussen {most} en {least}. {nights} stippen zijn gewone nachten.",
        "Scale from more light at the left to less light at the right. The evening itself stands at {best}. It probably lies between {most} and {least}. {nights} dots are ordinary nights.",
    ),
    "print_course_title": Text("Zo ging de avond", "How the evening went"),
    "print_course_up": Text("hoger is donkerder", "higher is darker"),
    "print_course_window": Text("lampen uit", "lights off"),
    "print_course_line": Text("de avond zelf", "the evening itself"),
    "print_course_band": Text("gewone nachten", "ordinary nights"),
    "print_course_how": Text(
        "De lijn is het donkere gebied, vergeleken met het gebied waar de lampen aan bleven.",
        "The line is the dark area, compared with the area where the lamps stayed on.",
    ),
    "print_course_how_alone": Text("De lijn is het donkere gebied.", "The line is the dark area."),
    "print_course_alt": Text(
        "Lijn van {start} tot {end} uur: hoger is donkerder. De lampen waren uit van {off} tot {on} uur. Toen lag de lijn {inside} van de {points} keer in de band van de gewone nachten.",
        "Line from {start} to {end}: higher is darker. The lights were off from {off} to {on}. In that time the line lay in the band of ordinary nights at {inside} of {points} points.",
    ),
    # ---- the files, the licence
    "print_qr": Text("Alle metingen staan hier:", "All measurements are here:"),
    "print_qr_alt": Text("QR-code met het adres {address}", "QR code with the address {address}"),
    "print_files": Text(
        "Alle metingen staan in dezelfde map als deze poster. Open daar index.html.",
        "All measurements are in the same folder as this poster. Open index.html there.",
    ),
    "print_energy": Text("En de stroom?", "And the electricity?"),
    "print_exactly": Text("In de woorden van het onderzoek:", "In the words of the study:"),
    "print_free": Text(
        "Deze bladen mag je vrij gebruiken als je de bron noemt. De metingen houden de licentie van wie ze maakte.",
        "You may use these sheets freely if you name the source. The measurements keep the licence of those who made them.",
    ),
    # ---- what each file is
    "file_poster-a4-nl.pdf": Text("poster op A4, Nederlands", "poster on A4, in Dutch"),
    "file_poster-a4-en.pdf": Text("poster op A4, Engels", "poster on A4, in English"),
    "file_poster-a3-nl.pdf": Text("poster op A3, Nederlands", "poster on A3, in Dutch"),
    "file_poster-a3-en.pdf": Text("poster op A3, Engels", "poster on A3, in English"),
    "file_worksheet-nl.pdf": Text("werkblad voor de klas, twee kanten A4, Nederlands", "worksheet, two sides of A4, in Dutch"),
    "file_worksheet-en.pdf": Text("werkblad voor de klas, twee kanten A4, Engels", "worksheet, two sides of A4, in English"),
    "file_answers-nl.pdf": Text("antwoorden bij het werkblad, Nederlands", "answers to the worksheet, in Dutch"),
    "file_answers-en.pdf": Text("antwoorden bij het werkblad, Engels", "answers to the worksheet, in English"),
}  # fmt: skip
