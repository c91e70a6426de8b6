"""Ground: the few errors that this project raises on purpose, in plain English and Dutch.

A bad reading is a flag and never an error; a bad call is a plain ``ValueError``.
"""

from __future__ import annotations


class SeeingStarsError(Exception):
    """Something that a user can understand and mend; shown as one line, never as a traceback.

    Parameters
    ----------
    en : sentence in English
        Name, rule, unit, value, place and what to do.
    nl : the same sentence in Dutch
        Where it is left out the English one is shown.

    Examples
    --------
    >>> str(SeeingStarsError("the window must end after it begins", "het venster moet na zijn begin eindigen"))
    'the window must end after it begins'
    """

    def __init__(self, en: str, nl: str | None = None) -> None:
        super().__init__(en)
        self.en = en
        self.nl = en if nl is None else nl

    def __reduce__(self) -> tuple[type[SeeingStarsError], tuple[str, str]]:
        """Both sentences survive pickling, as when an error crosses to another process."""
        return (type(self), (self.en, self.nl))


class EventError(SeeingStarsError, ValueError):
    """An event folder that breaks a rule: names the key, the rule and the value."""


class TableError(SeeingStarsError, ValueError):
    """A table without a column that a function needs."""


class SourceError(SeeingStarsError):
    """A supplier that failed or changed its file; the only error that flows try again."""


class UploadError(SeeingStarsError):
    """A file handed in that cannot be used: says what it looks like instead, shown as it stands."""


class StoreError(SeeingStarsError):
    """What was handed in could not be kept: the disk is full, the database is locked or gone. Nothing was kept of it."""
