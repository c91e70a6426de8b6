"""The page that a browser gets when something cannot be done."""

from __future__ import annotations

from fastapi import Request, Response

from seeingstars.web.error_table import language_of
from seeingstars.web.page_context import Here
from seeingstars.web.texts import TEXTS, say


def error_page(request: Request, status: int, en: str, nl: str) -> Response:
    """The page of an error.

    Parameters
    ----------
    request : what was asked
    status : of the answer
    en, nl : what to say where the status has no words of its own
    """
    language = language_of(request)
    key = f"error_{status}"
    message = say(key, language) if key in TEXTS else (nl if language == "nl" else en)
    here = Here.after_error(request, language)
    return here.render("error.html", status=status, private=True, is_private=True, message=message)
