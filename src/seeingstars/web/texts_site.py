"""Words of every page: the head and foot, the start, what goes wrong, the results."""

from __future__ import annotations

SITE: dict[str, tuple[str, str]] = {
    "site": ("Seeing Stars", "Seeing Stars"),
    "skip": ("Naar de inhoud", "Skip to the content"),
    "menu": ("Onderdelen", "Sections"),
    "menu_start": ("Begin", "Start"),
    "menu_reading": ("Eén meting", "One reading"),
    "menu_files": ("Bestanden", "Files"),
    "menu_receipt": ("Terugvinden", "Find back"),
    "menu_results": ("Uitkomst", "Result"),
    "other_language": ("English", "Nederlands"),
    "foot": ("Meer", "More"),
    "foot_keeping": ("Wat wij bewaren, waarom en hoe lang", "What we keep, why and how long"),
    "foot_rules": ("Wanneer een meting meetelt", "When a reading counts"),
    "foot_review": ("Voor beoordelaars", "For reviewers"),
    "foot_programs": ("Voor programma's", "For programs"),
    "foot_cookies": (
        "Geen account, geen naam, geen e-mailadres, en niemand volgt u.",
        "No account, no name, no e-mail address, no tracking.",
    ),
    "simulated": (
        "GESIMULEERD: dit is een oefening met verzonnen metingen.",
        "SIMULATED: this is an exercise with made-up readings.",
    ),
    "back": ("Terug", "Back"),
    "start_title": ("Breng uw meting", "Bring your reading"),
    "start_lead": (
        "Hoe donker werd het toen de lichten uitgingen? Uw meting van de hemel helpt dat uit te zoeken: met een meter, met een bestand van uw instrument, of met het blote oog.",
        "How dark did it become when the lights went out? Your reading of the sky helps to find out: with a meter, with a file of your instrument, or with your own eyes.",
    ),
    "event_when": ("{day}, van {start} tot {end} uur", "{day}, from {start} to {end}"),
    "event_other": ("Ander evenement", "Another event"),
    "event_none": (
        "Er is nog geen evenement ingesteld, dus er valt nog niets te brengen.",
        "No event has been set up yet, so there is nothing to bring yet.",
    ),
    "door_meter": ("Eén meting met een meter", "One reading with a meter"),
    "door_meter_about": (
        "SQM, andere hemelmeter of app. Vier keer drukken, naar vier kanten.",
        "SQM, another sky meter or an app. Press four times, towards four sides.",
    ),
    "door_eyes": ("Eén meting met het blote oog", "One reading with your eyes"),
    "door_eyes_about": (
        "Vergelijk de hemel met acht sterrenkaarten, of tel sterren. U heeft niets nodig.",
        "Compare the sky with eight star charts, or count stars. You need nothing.",
    ),
    "door_files": ("Bestanden", "Files"),
    "door_files_about": (
        "Bestanden van een instrument, van Globe at Night of ons invulblad, ook in een zip.",
        "Files of an instrument, of Globe at Night or our template, also zipped.",
    ),
    "door_receipt": ("Uw ontvangstbewijs terugvinden", "Find back your receipt"),
    "door_receipt_about": (
        "Met de code ziet u wat er is ontvangen, verbetert u het of haalt u het weg.",
        "With the code you see what was received, correct it, or take it back.",
    ),
    "start_promise": (
        "U ziet alles eerst terug voordat het wordt bewaard. Een meting waarvan wij de ontvangst bevestigen, raakt niet meer kwijt.",
        "You see everything back before it is kept. A reading whose arrival we confirm is not lost any more.",
    ),
    "result_of": ("Uitkomst van {when}", "Result of {when}"),
    "result_none": (
        "Er is nog geen uitkomst van dit evenement. Zodra er metingen genoeg zijn, verschijnt die hier.",
        "There is no result of this event yet. It appears here as soon as there are readings enough.",
    ),
    "results_title": ("De uitkomst", "The result"),
    "results_lead": (
        "Wat de metingen samen zeggen. De uitkomst wordt opnieuw berekend als er metingen bij komen.",
        "What the readings say together. The result is worked out again when readings come in.",
    ),
    "results_open": ("Open de hele uitkomst, met kaarten en bestanden", "Open the whole result, with maps and files"),
    "results_running": (
        "Er zijn nieuwe metingen; de uitkomst wordt nu opnieuw berekend.",
        "There are new readings; the result is being worked out again now.",
    ),
    "results_data": ("Metingen ophalen", "Download readings"),
    "verdict_darker": ("donkerder", "darker"),
    "verdict_brighter": ("lichter", "brighter"),
    "verdict_no_change": ("geen verandering", "no change"),
    "verdict_cannot_tell": ("niet te zeggen", "cannot tell"),
    "error_title": ("Dat ging niet", "That did not work"),
    "error_404": (
        "Deze pagina bestaat niet. Misschien is het adres niet helemaal overgenomen.",
        "This page does not exist. Perhaps the address was not copied whole.",
    ),
    "error_405": ("Zo kan deze pagina niet worden gevraagd.", "This page cannot be asked for in that way."),
    "error_other": (
        "Er ging bij ons iets mis. Wat al was bevestigd, is bewaard. Probeer het over een minuut nog eens.",
        "Something went wrong on our side. What was confirmed is kept. Try again in a minute.",
    ),
    "error_home": ("Naar het begin", "To the start"),
    "nothing_lost": (
        "Wat u al had ingevuld staat er nog.",
        "What you had filled in is still there.",
    ),
}
