"""Words of the receipt: what was received, what to do better, correcting and taking back."""

from __future__ import annotations

RECEIPT: dict[str, tuple[str, str]] = {
    "receipt_title": ("Uw ontvangstbewijs", "Your receipt"),
    "receipt_thanks": ("Dank u. Uw meting is bewaard.", "Thank you. Your reading is kept."),
    "receipt_thanks_files": ("Dank u. Uw bestanden zijn bewaard.", "Thank you. Your files are kept."),
    "receipt_corrected": ("De verbetering is bewaard.", "The correction is kept."),
    "receipt_code": ("Uw code", "Your code"),
    "receipt_once": (
        "Schrijf de code op of bewaar deze pagina: wij bewaren hem zelf niet en kunnen hem niet nog eens geven. Wie de code heeft, kan uw meting verbeteren en weghalen.",
        "Write the code down or keep this page: we do not keep it ourselves and cannot give it again. Who has the code can correct your reading and take it back.",
    ),
    "receipt_qr": (
        "QR-code met het adres van uw ontvangstbewijs",
        "QR code with the address of your receipt",
    ),
    "receipt_received": ("Ontvangen", "Received"),
    "receipt_at": ("Ontvangen op {when}", "Received at {when}"),
    "receipt_state": ("Stand", "State"),
    "state_accepted": (
        "aangenomen: telt mee voor zover de oordelen goed zijn",
        "accepted: counts as far as its verdicts are good",
    ),
    "state_held": (
        "wacht op een beoordelaar; uw meting is bewaard",
        "waits for a reviewer; your reading is kept",
    ),
    "state_rejected": ("niet aangenomen", "not accepted"),
    "state_withdrawn": ("door u weggehaald", "taken back by you"),
    "state_superseded": ("vervangen door een verbetering", "replaced by a correction"),
    "receipt_why_state": ("Waarom", "Why"),
    "receipt_decisions": ("Besluiten", "Decisions"),
    "receipt_readings": ("Wat wij ontvingen", "What we received"),
    "receipt_counts": (
        "{rows} metingen: {good} goed, {suspect} twijfelachtig, {fail} fout, {missing} zonder waarde.",
        "{rows} readings: {good} good, {suspect} suspect, {fail} bad, {missing} without a value.",
    ),
    "receipt_more_rows": (
        "De eerste {count} metingen staan hier.",
        "The first {count} readings stand here.",
    ),
    "receipt_duplicates": (
        "{count} hiervan hadden wij al; die tellen één keer.",
        "{count} of these we already had; they count once.",
    ),
    "receipt_advice": ("Hoe het beter kan", "How to do better"),
    "receipt_compare": ("Naast de vaste meter", "Beside the fixed meter"),
    "compare_none": (
        "Er is geen vaste meter binnen {km} km die binnen {minutes} minuten ook mat.",
        "There is no fixed meter within {km} km that read within {minutes} minutes as well.",
    ),
    "compare_brighter": (
        "De vaste meter {name}, {km} km verderop, las om {clock} {value} mag/arcsec². Uw meting is {difference} lichter.",
        "The fixed meter {name}, {km} km away, read {value} mag/arcsec² at {clock}. Your reading is {difference} brighter.",
    ),
    "compare_darker": (
        "De vaste meter {name}, {km} km verderop, las om {clock} {value} mag/arcsec². Uw meting is {difference} donkerder.",
        "The fixed meter {name}, {km} km away, read {value} mag/arcsec² at {clock}. Your reading is {difference} darker.",
    ),
    "compare_equal": (
        "De vaste meter {name}, {km} km verderop, las om {clock} hetzelfde: {value} mag/arcsec².",
        "The fixed meter {name}, {km} km away, read the same at {clock}: {value} mag/arcsec².",
    ),
    "compare_eyes": (
        "De vaste meter {name}, {km} km verderop, las om {clock} {value} mag/arcsec². Uw ogen en een meter meten niet hetzelfde, dus wij trekken ze niet van elkaar af.",
        "The fixed meter {name}, {km} km away, read {value} mag/arcsec² at {clock}. Your eyes and a meter do not measure the same, so we do not subtract one from the other.",
    ),
    "compare_note": (
        "Meters verschillen van elkaar tot ongeveer 0,1, en de hemel verschilt van straat tot straat.",
        "Meters differ from each other by up to about 0.1, and the sky differs from street to street.",
    ),
    "receipt_result": ("Wat de uitkomst zegt", "What the result says"),
    "receipt_correct": ("Verbeteren", "Correct"),
    "receipt_withdraw": ("Weghalen", "Take back"),
    "receipt_mend_title": ("Klopt er iets niet?", "Is something wrong?"),
    "receipt_no_correct": (
        "Bestanden verbetert u door ze weg te halen en de goede in te leveren.",
        "Correct files by taking them back and handing in the right ones.",
    ),
    "withdraw_title": ("Uw meting weghalen?", "Take your reading back?"),
    "withdraw_about": (
        "De metingen en de bestanden onder deze code gaan weg, uit de gegevens en uit ons archief. Wat al gepubliceerd is, verandert bij de volgende berekening. Dit kan niet terug.",
        "The readings and files under this code go away, from the data and from our archive. What is published already changes at the next computation. This cannot be undone.",
    ),
    "withdraw_yes": ("Ja, haal weg", "Yes, take back"),
    "withdraw_no": ("Nee, laat staan", "No, leave it"),
    "withdrawn_title": ("Weggehaald", "Taken back"),
    "withdrawn_about": (
        "Uw metingen en bestanden zijn weg. Wij onthouden alleen dat er iets is weggehaald.",
        "Your readings and files are gone. We remember only that something was taken back.",
    ),
    "find_title": ("Uw ontvangstbewijs terugvinden", "Find back your receipt"),
    "find_code": ("Uw code", "Your code"),
    "find_hint": (
        "Hoofdletters, spaties en streepjes maken niet uit.",
        "Capitals, spaces and dashes do not matter.",
    ),
    "find_button": ("Zoek op", "Find"),
    "find_unknown": (
        "Deze code kennen wij niet. Vergelijk hem letter voor letter; een 0 en een O, of een 1 en een I, mogen door elkaar.",
        "We do not know this code. Compare it letter by letter; a 0 and an O, or a 1 and an I, may stand for each other.",
    ),
    "advice_row": (
        "Verbeter de rij in uw bestand en lever het opnieuw in.",
        "Mend the row in your file and hand it in again.",
    ),
    "advice_time": (
        "Controleer datum, tijd en tijdzone van uw klok of instrument.",
        "Check date, time and time zone of your clock or instrument.",
    ),
    "advice_position": (
        "Geef de plaats in graden met vier cijfers achter de komma, of kies hem uit de lijst.",
        "Give the place in degrees with four decimals, or pick it from the list.",
    ),
    "advice_sun": (
        "Meet als het helemaal donker is: in de zomer na middernacht, in de herfst vanaf twee uur na zonsondergang.",
        "Measure when it is fully dark: after midnight in summer, from two hours after sunset in autumn.",
    ),
    "advice_moon": (
        "Meet op een avond zonder maan, of voordat zij opkomt.",
        "Measure on an evening without a moon, or before it rises.",
    ),
    "advice_range": (
        "Houd de meter recht omhoog, uit het licht van lampen, met niets boven u.",
        "Hold the meter straight up, out of the light of lamps, with nothing above you.",
    ),
    "advice_limiting_magnitude": (
        "Kies de kaart met de zwakste sterren die u nog net ziet; de kaarten gaan van 0 tot 7.",
        "Pick the chart with the faintest stars that you can just see; the charts run from 0 to 7.",
    ),
    "advice_saturation": (
        "0,00 betekent dat het te licht was. Wacht tot het donker is en ga uit het licht van lampen.",
        "0.00 means that it was too bright. Wait until it is dark and leave the light of lamps.",
    ),
    "advice_duplicate": (
        "U hoeft niets te doen: een meting telt één keer.",
        "Nothing to do: a reading counts once.",
    ),
    "advice_stuck": (
        "Kijk of de meter nog werkt en of het venster schoon en vrij is.",
        "See whether the meter still works and its window is clean and free.",
    ),
    "advice_covered": (
        "Haal de dop eraf, zet de meter buiten en richt hem niet op een lamp.",
        "Take the cap off, put the meter outside and do not point it at a lamp.",
    ),
    "advice_cloud": (
        "Bewolking telt niet tegen uw meting; nachten met dezelfde wolken worden met elkaar vergeleken.",
        "Cloud does not count against your reading; nights with the same cloud are compared with each other.",
    ),
}
