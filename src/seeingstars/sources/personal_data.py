"""Strike what tells who an observer is, e-mail addresses and telephone numbers, out of the words of the observer."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

EMAIL_STRUCK = "[e-mail]"
TELEPHONE_STRUCK = "[telephone]"

# All repetitions are bounded, so that no text, however long, takes more than linear time.
_EMAIL = re.compile(
    r"(?<![\w.%+-])[\w.%+-]{1,64}"
    r"(?:\s{0,2}[\[(]\s?(?:at|@)\s?[\])]\s{0,2}|\s?@\s?)"
    r"(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}(?![\w-])"
)
_DIGIT = re.compile(r"\d")
_SEPARATOR = r"[ \u00a0./-]"
_TELEPHONES = (
    # International, with + or 00 and 8 to 15 digits in groups.
    re.compile(
        rf"(?<![\w.,+])(?:\+|00(?={_SEPARATOR}?[1-9]))[(]?\d(?:{_SEPARATOR}?[()]?{_SEPARATOR}?\d){{7,14}}(?![\d])"
    ),
    # National with a trunk 0 (Netherlands, Belgium, Germany, France, United Kingdom): 9 to 12 digits.
    re.compile(
        r"(?<![\w.,+:/-])(?!\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d\b)"  # a date with the day first is none
        r"[(]?0[1-9](?:[ \u00a0./)-]{0,3}\d){7,10}(?![\d:]|[.,/-]\d)"
    ),
    # North America: 555-555-0100, (555) 555-0100, 555.555.0100.
    re.compile(r"(?<![\w.,+:/-])(?:1[ .-])?(?:[(]\d{3}[)] ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d]|[.,/-]\d)"),
    # Spain and Portugal: nine digits that begin with 6, 7 or 9, in threes.
    re.compile(r"(?<![\w.,+:/-])[679]\d{2}[ .-]\d{3}[ .-]\d{3}(?![\d]|[.,/-]\d)"),
    # Whatever follows a word for telephone.
    re.compile(
        r"(?<=\b)(?:tel|tlf|tfno|telefoon(?:nummer)?|tel[eé]fono|telephone|phone|mobile|mobiel|gsm|whatsapp|fax)"
        r"(?P<between>[ .:#nro°º-]{0,6})[+(]?\d(?:[ ()./-]{0,2}\d){6,14}",
        re.IGNORECASE,
    ),
)


def struck_out(text: str) -> str:
    """A text with e-mail addresses and telephone numbers replaced by the words ``[e-mail]`` and ``[telephone]``.

    Use it on every free text before it enters the readings table. A telephone number is recognised by
    the way it is written, so a bare row of digits stays; coordinates, dates and readings stay too.

    Parameters
    ----------
    text : the observer's words

    Returns
    -------
    str

    Notes
    -----
    The forms of telephone numbers are our choice: international (ITU-T E.164, 8 to 15 digits), national
    with a trunk 0, North American, Iberian, and any number after a word such as "tel".

    Examples
    --------
    >>> struck_out("clear; mail me: jan@example.org or +31 6 12345678")
    'clear; mail me: [e-mail] or [telephone]'
    >>> struck_out("52.1550, 4.4840 at 22:15 on 2022-09-25, SQM 18.72")
    '52.1550, 4.4840 at 22:15 on 2022-09-25, SQM 18.72'
    """
    if "@" in text or "at" in text:
        text = _EMAIL.sub(EMAIL_STRUCK, text)
    if not _DIGIT.search(text):
        return text
    for pattern in _TELEPHONES:
        text = pattern.sub(TELEPHONE_STRUCK, text)
    return text


def strike_out(texts: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], int]:
    """Strike personal data out of many texts, and count the texts that held any.

    Parameters
    ----------
    texts : shape (n,), of str

    Returns
    -------
    texts : shape (n,)
        A new array; equal texts are looked at once.
    n_struck : int
        Number of texts that changed.

    Examples
    --------
    >>> strike_out(np.array(["clear", "a@example.org"], dtype=object))
    (array(['clear', '[e-mail]'], dtype=object), 1)
    """
    clean = {text: struck_out(text) for text in set(texts)}
    n_struck = sum(clean[text] != text for text in texts)
    return np.array([clean[text] for text in texts], dtype=object), n_struck
