"""What the door says when it refuses: one stable shape (RFC 9457), in Dutch or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from seeingstars.web.language import Language

MEDIA_TYPE = "application/problem+json"
PROBLEMS_PATH = "/api/v1/problems"
_LONGEST_VALUE = 80  # our choice: enough to recognise what was typed


@dataclass(frozen=True)
class ProblemKind:
    """One kind of refusal: its code never changes, its words may."""

    code: str
    status: int
    title_en: str
    title_nl: str
    do_en: str
    do_nl: str

    def title(self, language: Language) -> str:
        """What is the matter, in a few words."""
        return self.title_nl if language == "nl" else self.title_en

    def what_to_do(self, language: Language) -> str:
        """What the sender can do about it."""
        return self.do_nl if language == "nl" else self.do_en


@dataclass(frozen=True)
class FieldFault:
    """One field that cannot be taken: its name, what it held, and why not."""

    field: str
    value: str
    code: str
    en: str
    nl: str

    def as_json(self, language: Language) -> dict[str, str]:
        """The fault as it stands in ``errors``."""
        message = self.nl if language == "nl" else self.en
        return {"field": self.field, "value": self.value, "code": self.code, "message": message}


class Problem(HTTPException):
    """A refusal of the door; raise it anywhere below, it becomes an answer in the sender's language.

    Parameters
    ----------
    kind : what kind of refusal
    en, nl : the sentence, where there is more to say than the title
    faults : fields that cannot be taken
    headers : headers of the answer, such as Retry-After
    """

    def __init__(
        self,
        kind: ProblemKind,
        *,
        en: str = "",
        nl: str = "",
        faults: Sequence[FieldFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.status, detail=en or kind.title_en, headers=dict(headers or {}))
        self.kind, self.faults = kind, tuple(faults)
        self.en, self.nl = en or kind.title_en, nl or en or kind.title_nl

    def as_json(self, language: Language) -> dict[str, Any]:
        """The body of the answer: the members of RFC 9457 and our own."""
        first = self.faults[0] if self.faults else None
        detail = self.nl if language == "nl" else self.en
        if first is not None and detail == self.kind.title(language):
            detail = first.nl if language == "nl" else first.en
        return {
            "type": f"{PROBLEMS_PATH}#{self.kind.code}",
            "title": self.kind.title(language),
            "status": self.kind.status,
            "code": self.kind.code,
            "detail": detail,
            "field": first.field if first else None,
            "value": first.value if first else None,
            "what_to_do": self.kind.what_to_do(language),
            "errors": [fault.as_json(language) for fault in self.faults],
        }


def problem_response(problem: Problem, *, language: Language) -> Response:
    """The answer of the API to a refusal."""
    headers = {"content-language": language, "cache-control": "no-store", **dict(problem.headers or {})}
    return JSONResponse(
        problem.as_json(language), status_code=problem.kind.status, media_type=MEDIA_TYPE, headers=headers
    )


def shown_value(value: object) -> str:
    """A value as it may be shown back: short, on one line, nothing in it that does not print.

    Examples
    --------
    >>> shown_value("a\\x00b\\n" + "c" * 100)
    'a?b?ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc…'
    >>> shown_value(4.5), shown_value(None)
    ('4.5', '')
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else _short_repr(value)
    shown = "".join(character if character.isprintable() else "?" for character in text[:_LONGEST_VALUE])
    return shown[: _LONGEST_VALUE - 1] + "…" if len(text) > _LONGEST_VALUE else shown


def _short_repr(value: object) -> str:
    if isinstance(value, bool | int | float) and not (isinstance(value, int) and abs(value) > 10**60):
        return str(value)
    return type(value).__name__
