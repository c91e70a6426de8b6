"""Where each header of a skyglow file ends and its rows begin, whatever a text editor or a glue did to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seeingstars.errors import UploadError
from seeingstars.sources.delimited_rows import lines_of
from seeingstars.sources.file_content import FileContent, text_from_bytes
from seeingstars.sources.report import Note
from seeingstars.sources.skyglow_header import END_OF_HEADER, Header, names_of_columns, parse_header

_FIRST_LINES = (
    "definition of the community standard for skyglow observations",
    "community standard skyglow data format",
    "light pollution monitoring data format",
)
_HEADER_SEARCH_LINES = 400  # our choice: no header of the family has more than 60 lines
_BARE_SEARCH_LINES = 40


def looks_like(head: bytes) -> bool:
    """Whether these first bytes are those of a skyglow file with a header.

    Examples
    --------
    >>> looks_like(b"# Light Pollution Monitoring Data Format 1.0\\r\\n"), looks_like(b"SQM data")
    (True, False)
    """
    text = text_from_bytes(head)[0].lower()
    if END_OF_HEADER.lower() in text:
        return True
    return any(start in text[:2000] for start in _FIRST_LINES)


def looks_like_bare_table(head: bytes) -> bool:
    """Whether these first bytes are those of a table that names a time and a sky brightness, without our header.

    Examples
    --------
    >>> looks_like_bare_table(b"#UT, Tloc, SQM, Temp, RH\\n"), looks_like_bare_table(b"name,age\\n")
    (True, False)
    """
    return b"\x00" not in head[:4] and _bare_header_end(lines_of(text_from_bytes(head)[0])) is not None


@dataclass(frozen=True)
class Section:
    """One header and the rows below it; `body` is bytes where it is ASCII, so that the fast road can be taken."""

    header: Header
    body: bytes | str
    first_line: int
    notes: tuple[Note, ...] = ()


def sections_of(content: FileContent) -> Iterator[Section]:
    """The headers of a file, each with the rows below it; more than one where files were glued together.

    Raises
    ------
    UploadError
        If no header ends as it should and no line names the columns.

    Examples
    --------
    >>> content = FileContent("a.csv", b"#UT, Tloc, SQM\\n2025-06-12T00:59:06, , 19.5\\n", "", False)
    >>> [(section.first_line, section.body) for section in sections_of(content)]
    [(2, b'2025-06-12T00:59:06, , 19.5\\n')]
    """
    if content.data.count(END_OF_HEADER.encode()) == 1 and b"\n" in content.data:
        yield _only_section(content)
        return
    text, notes = text_from_bytes(content.data)
    lines = lines_of(text)
    starts = _section_starts(lines)
    if not starts:
        yield _section_without_end(content.name, text, notes)
        return
    for (start, end), (following, _) in zip(starts, [*starts[1:], (len(lines), 0)], strict=True):
        header = parse_header(lines[start : end + 1])
        body = "".join(f"{line}\n" for line in lines[end + 1 : following])
        yield Section(header, _ascii_bytes(body), end + 2, notes + _glued_row_notes(lines[end], end + 1))


def _only_section(content: FileContent) -> Section:
    """The section of a file with one header; its rows are not decoded where they are ASCII."""
    line_end = content.data.find(b"\n", content.data.index(END_OF_HEADER.encode()))
    cut = len(content.data) if line_end < 0 else line_end + 1
    text, notes = text_from_bytes(content.data[:cut])
    lines = lines_of(text)
    body: bytes | str = content.data[cut:]
    if not content.data[cut:].isascii():
        body, body_notes = text_from_bytes(content.data[cut:])
        notes = notes or body_notes
    notes += _glued_row_notes(lines[-1], len(lines))
    return Section(parse_header(lines), body, len(lines) + 1, notes)


def _section_starts(lines: list[str]) -> list[tuple[int, int]]:
    """First and last line, from 0, of each header that ends as it should."""
    found: list[tuple[int, int]] = []
    for end, line in enumerate(lines):
        if END_OF_HEADER in line:
            start = end
            floor = found[-1][1] + 1 if found else 0
            while start > floor and (not found or lines[start - 1].startswith("#")):
                start -= 1
            found.append((start, end))
    return found


def _section_without_end(name: str, text: str, notes: tuple[Note, ...]) -> Section:
    """The section of a bare table, or of a header that lacks its last line."""
    lines = lines_of(text)
    end = _bare_header_end(lines, search=_HEADER_SEARCH_LINES)
    if end is None:
        raise no_columns(name)
    while end + 1 < len(lines) and lines[end + 1].startswith("#"):
        end += 1
    header = parse_header(lines[: end + 1])
    if len(lines) > 1 and looks_like("\n".join(lines[:5]).encode()):
        notes += (Note("the header lacks its line END OF HEADER", "de kop mist de regel END OF HEADER"),)
    body = "\n".join(lines[end + 1 :])
    return Section(header, _ascii_bytes(f"{body}\n" if text.endswith(("\n", "\r")) else body), end + 2, notes)


def _bare_header_end(lines: list[str], *, search: int = _BARE_SEARCH_LINES) -> int | None:
    for i, line in enumerate(lines[:search]):
        if names_of_columns(line):
            return i
        if line.strip() and not line.lstrip("\ufeff ").startswith("#"):
            return None
    return None


def _ascii_bytes(text: str) -> bytes | str:
    return text.encode("ascii") if text.isascii() else text


def _glued_row_notes(last_line: str, number: int) -> tuple[Note, ...]:
    glued = last_line.split(END_OF_HEADER, 1)[-1].strip()
    if not glued:
        return ()
    return (
        Note(
            f'line {number} holds "{glued[:80]}" behind END OF HEADER; it is part of the header and no row was made of it',
            f'regel {number} bevat "{glued[:80]}" achter END OF HEADER; dat hoort bij de kop en is geen rij geworden',
        ),
    )


def no_columns(name: str) -> UploadError:
    """The refusal of a file that names no columns of time and brightness."""
    return UploadError(
        f"{name} must have a line that names a column of UTC times and one of sky brightness (MSAS, SQM); there is none",
        f"{name} moet een regel hebben die een kolom met UTC-tijden en een met hemelhelderheid (MSAS, SQM) noemt; "
        "die ontbreekt",
    )
