"""What is wrong with a field, in Dutch and English, by the type of Pydantic's error (whose own words are English)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seeingstars.web.problems import FieldFault, shown_value

# Words with the limits that Pydantic states in braces.
_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("is missing", "ontbreekt"),
    "extra_forbidden": ("is no field that we know", "is geen veld dat wij kennen"),
    "string_type": ("must be a text", "moet een tekst zijn"),
    "string_too_long": ("must have at most {max_length} characters", "mag hoogstens {max_length} tekens hebben"),
    "string_too_short": ("must have at least {min_length} characters", "moet minstens {min_length} tekens hebben"),
    "string_pattern_mismatch": ("is not written as it should be", "is niet geschreven zoals het hoort"),
    "string_unicode": ("must be UTF-8", "moet UTF-8 zijn"),
    "float_type": ("must be a number", "moet een getal zijn"),
    "float_parsing": ("must be a number, such as 18.72", "moet een getal zijn, zoals 18,72"),
    "finite_number": ("must be a finite number", "moet een eindig getal zijn"),
    "int_type": ("must be a whole number", "moet een geheel getal zijn"),
    "int_parsing": ("must be a whole number", "moet een geheel getal zijn"),
    "int_parsing_size": ("is too large a number", "is een te groot getal"),
    "int_from_float": ("must be a whole number", "moet een geheel getal zijn"),
    "greater_than": ("must be above {gt}", "moet boven {gt} liggen"),
    "greater_than_equal": ("must be at least {ge}", "moet minstens {ge} zijn"),
    "less_than": ("must be below {lt}", "moet onder {lt} liggen"),
    "less_than_equal": ("must be at most {le}", "mag hoogstens {le} zijn"),
    "bool_type": ("must be true or false", "moet waar of onwaar zijn (true of false)"),
    "bool_parsing": ("must be true or false", "moet waar of onwaar zijn (true of false)"),
    "literal_error": ("must be one of {expected}", "moet een van deze zijn: {expected}"),
    "enum": ("must be one of {expected}", "moet een van deze zijn: {expected}"),
    "datetime_type": ("must be a date and time", "moet een datum en tijd zijn"),
    "datetime_parsing": (
        "must be a date and time with its offset, such as 2022-09-25T20:15:00Z",
        "moet een datum en tijd met tijdverschil zijn, zoals 2022-09-25T20:15:00Z",
    ),
    "datetime_from_date_parsing": (
        "must be a date and time with its offset, such as 2022-09-25T20:15:00Z",
        "moet een datum en tijd met tijdverschil zijn, zoals 2022-09-25T20:15:00Z",
    ),
    "timezone_aware": ("must state its offset from UTC", "moet zijn verschil met UTC noemen"),
    "date_parsing": ("must be a date, such as 2022-09-25", "moet een datum zijn, zoals 2022-09-25"),
    "list_type": ("must be a list", "moet een lijst zijn"),
    "too_long": ("must have at most {max_length} items", "mag hoogstens {max_length} delen hebben"),
    "too_short": ("must have at least {min_length} items", "moet minstens {min_length} delen hebben"),
    "model_type": ("must be an object", "moet een object zijn"),
    "model_attributes_type": ("must be an object", "moet een object zijn"),
    "dict_type": ("must be an object", "moet een object zijn"),
    "json_invalid": ("is no JSON", "is geen JSON"),
}
_ANY = ("cannot be taken", "kan niet worden aangenomen")
# Where a field stands says no more than its name; a body has no name of its own.
_PLACES = ("body", "query", "path", "header")


def fault_of(error: Mapping[str, Any]) -> FieldFault:
    """One of Pydantic's errors in our words.

    Parameters
    ----------
    error : mapping with ``type``, ``loc``, ``input`` and, where there is one, ``ctx`` with ``en`` and ``nl``
        (our own validators) or with limits

    Returns
    -------
    FieldFault

    Examples
    --------
    >>> fault_of({"type": "less_than_equal", "loc": ("query", "limit"), "input": "9000", "ctx": {"le": 1000}}).en
    'limit must be at most 1000'
    >>> fault_of({"type": "a type of a later version", "loc": ("body",), "input": []}).nl
    'de inhoud kan niet worden aangenomen'
    """
    place = [str(part) for part in error.get("loc", ()) if part not in _PLACES]
    field = ".".join(place)
    context = error.get("ctx") or {}
    kind = str(error.get("type", "invalid"))
    value = "" if kind == "missing" else shown_value(error.get("input"))
    if "en" in context and "nl" in context:
        return FieldFault(field, value, kind, f"{field}: {context['en']}", f"{field}: {context['nl']}")
    en, nl = (_filled(words, context) for words in _WORDS.get(kind, _ANY))
    return FieldFault(field, value, kind, f"{field or 'the body'} {en}", f"{field or 'de inhoud'} {nl}")


def _filled(words: str, context: Mapping[str, Any]) -> str:
    for name, limit in context.items():
        words = words.replace("{" + name + "}", str(limit))
    return words
