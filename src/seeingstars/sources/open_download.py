"""Source room: bringing a file of a supplier that wants no login: asked for only if it changed, gone on with where it broke off.

What comes stands beside its place as ``.NAME.part`` until it is whole and was read with our own reader.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from seeingstars.errors import SourceError
from seeingstars.sources.downloading import (
    Digest,
    check_status,
    digest_from_listing,
    digest_of_file,
    is_sent_as_page,
    is_web_page,
    no_answer,
)
from seeingstars.sources.wanted_files import Looked, RefusedFileError

# Our choices: no file of these suppliers is as large, or needs as long.
LARGEST_BYTES = 500_000_000
LONGEST_S = 1800.0
# What came of a chunk that broke off is lost: small ones lose little.
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class Validators:
    """What a supplier said of the state of a file (RFC 9110): to be sent back with the next question."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Received:
    """A whole and checked file that is not in its place yet."""

    part: Path
    sha256: str
    validators: Validators
    looked: Looked
    digest: Digest | None


def receive(
    session: requests.Session,
    address: str,
    *,
    to: Path,
    supplier: str,
    check: Callable[[Path], Looked],
    known: Validators | None = None,
    largest_bytes: int = LARGEST_BYTES,
    longest_s: float = LONGEST_S,
    told: Callable[[int], None] = lambda n_bytes: None,
) -> Received | None:
    """Bring one file beside its place.

    Parameters
    ----------
    session : requests.Session
        As `downloading.polite_session` makes it.
    address, supplier : str
    to : path
        Its place; nothing is changed there.
    check : called with the path of the whole file
        Raises `RefusedFileError` if it is not what was asked.
    known : Validators or None
        Of the file that stands at `to`.
    largest_bytes, longest_s : scalar
        What is larger or takes longer is given up.
    told : called with the number of bytes that came in

    Returns
    -------
    Received or None
        None if the supplier says that the file at `to` did not change.

    Raises
    ------
    NotThereError
        If the supplier has nothing there.
    RefusedFileError
        If what came is not what was asked; it is thrown away.
    SourceError
        If the supplier is down, slow, busy or gave up halfway; what came stays if it may be gone on with.

    Notes
    -----
    A file is gone on with only under ``If-Range`` with a strong ETag: the supplier itself then tells that it is the
    same file. A checksum in the answer (``Repr-Digest``, ``Digest``, ``Content-MD5``, ``OC-Checksum``) is checked.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f".{to.name}.part")
    try:
        headers = _receive(session, address, part, supplier, known, (largest_bytes, longest_s), told)
    except RefusedFileError:
        _drop(part)
        raise
    except requests.TooManyRedirects as error:
        raise _not_data(address, supplier, "it sends the question round in a circle", "het stuurt de vraag in een kring rond") from error  # fmt: skip
    except requests.RequestException as error:
        raise no_answer(error, address, supplier) from error
    if headers is None:
        return None
    try:
        digest = _checked_digest(part, headers, name=to.name, supplier=supplier)
        looked = check(part)
    except SourceError:
        _drop(part)
        raise
    _state_path(part).unlink(missing_ok=True)
    return Received(part, digest_of_file(part), _validators(headers), looked, digest)


def _receive(
    session: requests.Session,
    address: str,
    part: Path,
    supplier: str,
    known: Validators | None,
    limits: tuple[int, float],
    told: Callable[[int], None],
) -> Mapping[str, str] | None:
    n_have, etag = _to_go_on_with(part)
    asked = {"Range": f"bytes={n_have}-", "If-Range": etag} if n_have else _conditions(known)
    with session.get(address, headers=asked, stream=True) as response:
        if response.status_code == requests.codes.not_modified and known is not None and not n_have:
            return None
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            _drop(part)
        _check_answer(response, address, supplier)
        goes_on = response.status_code == 206
        if goes_on and not _fits(response.headers, n_have=n_have, etag=etag):
            _drop(part)
            raise _not_data(address, supplier, "it went on at another byte than asked", "het ging verder bij een andere byte dan gevraagd")  # fmt: skip
        _keep_state(part, response.headers)
        _stream(response, part, n_have if goes_on else 0, address, supplier, limits, told)
        if goes_on:
            # Content-MD5 is of the part that came.
            return {name: value for name, value in response.headers.items() if name.lower() != "content-md5"}
        return dict(response.headers)


def _stream(
    response: requests.Response,
    part: Path,
    n_bytes: int,
    address: str,
    supplier: str,
    limits: tuple[int, float],
    told: Callable[[int], None],
) -> None:
    largest_bytes, longest_s = limits
    until_s = time.monotonic() + longest_s
    with part.open("ab" if n_bytes else "wb") as stream:
        for chunk in response.iter_content(_CHUNK_BYTES):
            if n_bytes == 0 and is_web_page(chunk):
                raise _web_page(address, supplier)
            n_bytes += len(chunk)
            if n_bytes > largest_bytes:
                _drop(part)
                raise _not_data(address, supplier, f"it is larger than {largest_bytes} bytes", f"het is groter dan {largest_bytes} bytes")  # fmt: skip
            if time.monotonic() > until_s:
                raise requests.Timeout(f"more than {longest_s:g} s")
            stream.write(chunk)
            told(len(chunk))


def _conditions(known: Validators | None) -> dict[str, str]:
    if known is None:
        return {}
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in asked.items() if value}


def _validators(headers: Mapping[str, str]) -> Validators:
    lower = {name.lower(): value for name, value in headers.items()}
    return Validators(lower.get("etag", ""), lower.get("last-modified", ""))


# --- what broke off -------------------------------------------------------------------------------------------------


def _state_path(part: Path) -> Path:
    return part.with_name(f"{part.name}.etag")


def _to_go_on_with(part: Path) -> tuple[int, str]:
    """Bytes that came before and the strong ETag that they came with; 0 where they cannot be gone on with."""
    try:
        etag = str(json.loads(_state_path(part).read_text(encoding="utf-8"))["etag"])
        n_have = part.stat().st_size
    except (OSError, ValueError, KeyError, TypeError):
        n_have, etag = 0, ""
    if n_have and etag:
        return n_have, etag
    _drop(part)
    return 0, ""


def _keep_state(part: Path, headers: Mapping[str, str]) -> None:
    etag = _validators(headers).etag
    if etag.startswith('"'):
        _state_path(part).write_text(json.dumps({"etag": etag}), encoding="utf-8")
    else:
        _state_path(part).unlink(missing_ok=True)


def _fits(headers: Mapping[str, str], *, n_have: int, etag: str) -> bool:
    lower = {name.lower(): value for name, value in headers.items()}
    goes_on = lower.get("content-range", "").startswith(f"bytes {n_have}-")
    return n_have > 0 and goes_on and lower.get("etag", etag) == etag


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _state_path(part).unlink(missing_ok=True)


# --- checksums that an answer may carry -----------------------------------------------------------------------------


def digest_of_headers(headers: Mapping[str, str]) -> Digest | None:
    """The checksum of the whole file that an answer states, or None.

    References
    ----------
    RFC 9530 (Repr-Digest), RFC 3230 (Digest), RFC 1864 (Content-MD5); Nextcloud sends OC-Checksum.

    Examples
    --------
    >>> digest_of_headers({"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}).value  # of no bytes
    'd41d8cd98f00b204e9800998ecf8427e'
    >>> digest_of_headers({"OC-Checksum": "SHA1:da39a3ee5e6b4b0d3255bfef95601890afd80709"}).algorithm
    'sha1'
    """
    lower = {name.lower(): value for name, value in headers.items()}
    found = re.search(r"(sha-?256|sha-?512|md5)=:?([A-Za-z0-9+/]+=*)", lower.get("repr-digest") or lower.get("digest", ""), re.IGNORECASE)  # fmt: skip
    if found:
        return digest_from_listing(found[1], _hexadecimal(found[2]))
    if "content-md5" in lower:
        return digest_from_listing("md5", _hexadecimal(lower["content-md5"]))
    algorithm, _, value = lower.get("oc-checksum", "").partition(":")
    return digest_from_listing(algorithm, value)


def _hexadecimal(text: str) -> str:
    try:
        return base64.b64decode(text.strip(), validate=True).hex()
    except (binascii.Error, ValueError):
        return ""


def _checked_digest(part: Path, headers: Mapping[str, str], *, name: str, supplier: str) -> Digest | None:
    digest = digest_of_headers(headers)
    if digest is None:
        return None
    found = digest_of_file(part, algorithm=digest.algorithm)
    if found != digest.value:
        raise RefusedFileError(
            f"{name} must have the {digest.algorithm} {digest.value} that {supplier} states; what came has {found}; it was thrown away: run it again",
            f"{name} moet de {digest.algorithm} {digest.value} hebben die {supplier} opgeeft; wat kwam heeft {found}; het is weggegooid: probeer het opnieuw",
        )
    return digest


# --- what went wrong, in words --------------------------------------------------------------------------------------


def _check_answer(response: requests.Response, address: str, supplier: str) -> None:
    check_status(response, address, supplier=supplier)
    if is_sent_as_page(response):
        raise _web_page(address, supplier)


def _web_page(address: str, supplier: str) -> RefusedFileError:
    return _not_data(address, supplier, "it gave a web page", "het gaf een webpagina")


def _not_data(address: str, supplier: str, got_en: str, got_nl: str) -> RefusedFileError:
    return RefusedFileError(
        f"{supplier} must answer with data; {got_en}, at {address}; it may have moved: look there by hand and put the new address in a file for --sources",
        f"{supplier} moet met gegevens antwoorden; {got_nl}, op {address}; misschien is het verhuisd: kijk daar zelf en zet het nieuwe adres in een bestand voor --sources",
    )
