"""Every kind of refusal, with its status and its words; the list is public at /api/v1/problems."""

from __future__ import annotations

from seeingstars.web.problems import ProblemKind

_WAIT = ("wait as many seconds as Retry-After says", "wacht zoveel seconden als Retry-After zegt")
_READ = (
    "read the addresses and methods in /api/v1/openapi.json",
    "lees de adressen en methoden in /api/v1/openapi.json",
)
_SMALLER = (
    "send less at once; /api/v1/limits has the limits",
    "stuur minder in één keer; de grenzen staan op /api/v1/limits",
)
_MEND = ("mend what errors names and send it again", "verbeter wat errors noemt en stuur het opnieuw")
_LOCAL = (
    "send forms from our own pages, and programs without an Origin header",
    "stuur formulieren vanaf onze eigen pagina's, en laat programma's geen Origin meesturen",
)
_LATER = ("try again in a minute", "probeer het over een minuut opnieuw")


def _kind(code: str, status: int, title_en: str, title_nl: str, do: tuple[str, str]) -> ProblemKind:
    return ProblemKind(code, status, title_en, title_nl, *do)


BAD_REQUEST = _kind(
    "bad_request", 400, "The request cannot be read", "Het verzoek is niet te lezen",
    ("send a request as HTTP has it", "stuur een verzoek zoals HTTP het wil"),
)  # fmt: skip
UNKNOWN_HOST = _kind(
    "unknown_host", 400, "This name is not ours", "Deze naam is niet van ons",
    ("use the address under which the site is known", "gebruik het adres waaronder de site bekend is"),
)  # fmt: skip
NO_JSON = _kind(
    "no_json", 400, "The body is no JSON that we can take", "De inhoud is geen JSON die wij kunnen lezen",
    ("send one JSON object in UTF-8, each name once, numbers finite", "stuur één JSON-object in UTF-8, elke naam één keer, getallen eindig"),
)  # fmt: skip
NOT_FROM_HERE = _kind(
    "not_from_here", 403, "The request came from another site", "Het verzoek kwam van een andere site", _LOCAL
)
NO_FORM_TOKEN = _kind(
    "no_form_token", 403, "The form is too old or not ours", "Het formulier is te oud of niet van ons",
    ("open the page again, with cookies on, and send the form once more", "open de pagina opnieuw, met cookies aan, en stuur het formulier nog een keer"),
)  # fmt: skip
NOT_FOUND = _kind("not_found", 404, "There is nothing here", "Hier staat niets", _READ)
NO_SUCH_RECEIPT = _kind(
    "no_such_receipt", 404, "There is no receipt with this code", "Er is geen bon met deze code",
    ("check the code, letter by letter", "controleer de code, letter voor letter"),
)  # fmt: skip
NO_SUCH_EVENT = _kind(
    "no_such_event", 404, "There is no such event", "Deze gebeurtenis is er niet",
    ("choose one of /api/v1/events", "kies er een van /api/v1/events"),
)  # fmt: skip
METHOD_NOT_ALLOWED = _kind(
    "method_not_allowed", 405, "This address does not take that method", "Dit adres kent die methode niet", _READ
)
NOT_ACCEPTABLE = _kind(
    "not_acceptable", 406, "We do not have that format", "Dat formaat hebben wij niet",
    ("ask for json, csv, geojson or parquet", "vraag om json, csv, geojson of parquet"),
)  # fmt: skip
TOO_SLOW = _kind(
    "too_slow", 408, "The request took too long to arrive", "Het verzoek deed te lang over aankomen",
    ("send it again over a better connection, or in smaller files", "stuur het opnieuw over een betere verbinding, of in kleinere bestanden"),
)  # fmt: skip
TOO_LARGE = _kind("too_large", 413, "The request is too large", "Het verzoek is te groot", _SMALLER)
TOO_MANY_PARTS = _kind(
    "too_many_parts", 413, "The request has too many files or fields", "Het verzoek heeft te veel bestanden of velden", _SMALLER
)  # fmt: skip
ADDRESS_TOO_LONG = _kind("address_too_long", 414, "The address is too long", "Het adres is te lang", _SMALLER)
WRONG_MEDIA_TYPE = _kind(
    "wrong_media_type", 415, "This address takes another kind of content", "Dit adres wil een ander soort inhoud",
    ("send application/json for a reading and multipart/form-data for files", "stuur application/json voor een meting en multipart/form-data voor bestanden"),
)  # fmt: skip
INVALID = _kind(
    "invalid", 422, "Something in the request cannot be taken", "Iets in het verzoek kan niet worden aangenomen", _MEND
)
READING_REFUSED = _kind(
    "reading_refused", 422, "The reading cannot be taken", "De meting kan niet worden aangenomen", _MEND
)
FILE_REFUSED = _kind(
    "file_refused", 422, "The file cannot be used", "Het bestand is niet te gebruiken",
    ("read the reason and hand in another file", "lees de reden en lever een ander bestand in"),
)  # fmt: skip
TOO_MANY_REQUESTS = _kind(
    "too_many_requests", 429, "Too many requests in a short time", "Te veel verzoeken in korte tijd", _WAIT
)
TOO_MANY_HEADERS = _kind(
    "too_many_headers", 431, "The request has too many or too long headers", "Het verzoek heeft te veel of te lange headers", _SMALLER
)  # fmt: skip
INTERNAL = _kind(
    "internal", 500, "Something went wrong on our side", "Er ging bij ons iets mis",
    ("try again; if it stays, report the number in detail", "probeer het opnieuw; blijft het zo, meld dan het nummer in detail"),
)  # fmt: skip
UNAVAILABLE = _kind("unavailable", 503, "We cannot keep anything just now", "Wij kunnen nu even niets bewaren", _LATER)
REFUSED = _kind("refused", 422, "This cannot be done", "Dit kan niet", _MEND)

KINDS: tuple[ProblemKind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, ProblemKind))
