"""Names of files as other people give them, made harmless: shown and kept as words, never used as a path."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120  # our choice: longer names are cut, the ending stays
_MOST_BYTES = 200  # file systems take 255, and we put words of our own beside it
_SEPARATORS = re.compile(r"[/\\]+")
_ENDING = re.compile(r"(\.[A-Za-z0-9]{1,8}){1,2}\Z")


def harmless_name(name: str) -> str:
    """The last part of a name, without anything that hides, turns around or leads elsewhere.

    Parameters
    ----------
    name : as the sender gave it

    Returns
    -------
    str
        At most 120 characters; ``file`` where nothing is left. Characters that do not print (line ends, NUL,
        those that turn the direction of writing) and signs that mean something to a shell, a web page or a
        mail header are replaced by ``_``.

    Examples
    --------
    >>> harmless_name("../../etc/passwd"), harmless_name("C:\\\\meter\\\\mei.dat"), harmless_name("")
    ('passwd', 'mei.dat', 'file')
    >>> harmless_name('a<b>"c".csv'), harmless_name("foto\\u202egnp.exe"), harmless_name("..")
    ('a_b__c_.csv', 'foto_gnp.exe', 'file')
    """
    last = [part for part in _SEPARATORS.split(name) if part.strip(". \t")][-1:]
    text = unicodedata.normalize("NFC", last[0]) if last else ""
    clean = "".join(_harmless(character) for character in text[:4096]).strip()
    clean = clean.lstrip(".-=+@ ") or "file"
    if len(clean) <= LONGEST_NAME:
        return clean
    ending = _ENDING.search(clean)
    tail = ending[0] if ending else ""
    return clean[: LONGEST_NAME - len(tail)] + tail


def short_name(name: str) -> str:
    """A name that every file system takes: the last part, of at most 200 bytes, the ending kept.

    Examples
    --------
    >>> short_name("mei.dat"), short_name("a/.."), len(short_name("\U0001f303" * 120 + ".csv").encode())
    ('mei.dat', 'file', 200)
    """
    last = name.replace("\x00", "").rpartition("/")[2]
    if last in ("", ".", ".."):
        return "file"
    whole = last.encode("utf-8", errors="replace")
    if len(whole) <= _MOST_BYTES:
        return whole.decode()
    ending = _ENDING.search(last)
    tail = ending[0] if ending else ""
    return whole[: _MOST_BYTES - len(tail)].decode("utf-8", errors="ignore") + tail


def harmless_path(name: str) -> str:
    """The name with the folders that it stands in, each part made harmless; parts that lead upwards are left out.

    Examples
    --------
    >>> harmless_path("2022/september/sqm.dat"), harmless_path("a\\\\..\\\\b.csv")
    ('2022/september/sqm.dat', 'a/b.csv')
    """
    parts = [part for part in _SEPARATORS.split(name) if part.strip(". \t")]
    return "/".join(harmless_name(part) for part in parts[-6:]) or "file"


def _harmless(character: str) -> str:
    if not character.isprintable() or character in "<>\"'`|;&$*?:%{}\\/" or "\ud800" <= character <= "\udfff":
        return "_"
    return character
