"""Words of the pages on what is kept, and on which readings count."""

from __future__ import annotations

KEEPING: dict[str, tuple[str, str]] = {
    "keeping_title": ("Wat wij bewaren, waarom en hoe lang", "What we keep, why and how long"),
    "keeping_lead": (
        "Wij vragen geen naam, geen e-mailadres en geen account. Dit is alles wat er is.",
        "We ask for no name, no e-mail address and no account. This is all there is.",
    ),
    "keeping_what": ("Wat", "What"),
    "keeping_why": ("Waarom", "Why"),
    "keeping_long": ("Hoe lang", "How long"),
    "keep_reading": (
        "Uw meting: moment, waarde, meter, bewolking, lampen, opmerking",
        "Your reading: moment, value, meter, cloud, lamps, comment",
    ),
    "keep_reading_why": ("Om uit te zoeken hoe donker het werd.", "To find out how dark it became."),
    "keep_reading_long": (
        "Zolang het onderzoek bestaat, of tot u haar weghaalt.",
        "As long as the research exists, or until you take it back.",
    ),
    "keep_bytes": ("Uw bestand, precies zoals u het gaf", "Your file, exactly as you gave it"),
    "keep_bytes_why": (
        "Om de uitkomst te kunnen narekenen, en de gegevens te herstellen als de databank stuk gaat.",
        "To be able to work the result out again, and to restore the data if the database breaks.",
    ),
    "keep_bytes_long": (
        "Even lang; het wordt nooit gepubliceerd zoals het is.",
        "Equally long; it is never published as it is.",
    ),
    "keep_place": ("De precieze plaats", "The exact place"),
    "keep_place_why": (
        "Om te weten of u binnen of buiten het donkere gebied stond.",
        "To know whether you stood inside or outside the dark area.",
    ),
    "keep_place_long": (
        "Even lang, apart bewaard. Openbaar wordt zij alleen afgerond zoals u koos: op 100 meter, op 1 kilometer, of precies.",
        "Equally long, kept apart. It becomes public only as you chose: to 100 metres, to 1 kilometre, or exactly.",
    ),
    "keep_code": ("Een afdruk van uw code, niet de code zelf", "A print of your code, not the code itself"),
    "keep_code_why": (
        "Zodat alleen u uw meting kunt verbeteren en weghalen.",
        "So that only you can correct your reading and take it back.",
    ),
    "keep_code_long": ("Zolang uw meting er is.", "As long as your reading is there."),
    "keep_waiting": ("Bestanden die u nog niet heeft bevestigd", "Files that you have not confirmed yet"),
    "keep_waiting_why": ("Om ze eerst aan u te laten zien.", "To show them to you first."),
    "keep_waiting_long": ("Hoogstens een uur.", "An hour at most."),
    "keep_sender": (
        "Een versleutelde, dagelijks wisselende afdruk van uw netadres",
        "A print of your network address, scrambled and changed daily",
    ),
    "keep_sender_why": ("Om te voorkomen dat iemand ons overspoelt.", "To prevent anyone from flooding us."),
    "keep_sender_long": ("Alleen in het werkgeheugen, hoogstens een dag.", "In working memory only, a day at most."),
    "keep_tombstone": (
        "Dat er iets is weggehaald, zonder wat het was",
        "That something was taken back, without what it was",
    ),
    "keep_tombstone_why": (
        "Zodat het bij herstel niet terugkomt.",
        "So that it does not come back when data are restored.",
    ),
    "keep_tombstone_long": ("Zolang het onderzoek bestaat.", "As long as the research exists."),
    "keeping_comments": (
        "Uit opmerkingen halen wij e-mailadressen en telefoonnummers weg voordat iemand ze ziet. Schrijf er toch liever geen namen in.",
        "We strike e-mail addresses and telephone numbers out of comments before anyone sees them. Still, better write no names in them.",
    ),
    "keeping_public": (
        "Openbaar onder de licentie CC BY 4.0: de metingen met hun oordeel, de opmerking en de afgeronde plaats. Niet openbaar: uw bestand, de precieze plaats en de code.",
        "Public under the licence CC BY 4.0: the readings with their verdicts, the comment and the rounded place. Not public: your file, the exact place and the code.",
    ),
    "keeping_cookies": (
        "Eén cookie beschermt de formulieren tegen misbruik door andere sites. Er is geen cookie die u volgt.",
        "One cookie protects the forms against misuse by other sites. There is no cookie that follows you.",
    ),
    "keeping_away": (
        "Weghalen doet u zelf, met uw code:",
        "You take things back yourself, with your code:",
    ),
    "rules_title": ("Wanneer een meting meetelt", "When a reading counts"),
    "rules_lead": (
        "Een inzending die aan deze regels voldoet, wordt meteen aangenomen. Voldoet zij niet, dan wacht zij op een mens. Wij gooien niets weg: een meting die niet meetelt, houdt haar oordeel en de reden.",
        "An upload that meets these rules is accepted at once. One that does not waits for a person. We throw nothing away: a reading that does not count keeps its verdict and the reason.",
    ),
    "rules_of_uploads": ("Regels voor een inzending", "Rules for an upload"),
    "rules_of_readings": ("Oordelen over elke meting", "Verdicts on every reading"),
    "rules_check": ("Controle", "Check"),
    "rules_fault": ("Wat er anders aan de hand is", "What is the matter otherwise"),
    "rules_better": ("Wat u kunt doen", "What you can do"),
    "rules_rule": ("Regel", "Rule"),
    "rules_else": ("Anders", "Otherwise"),
}
