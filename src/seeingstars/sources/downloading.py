"""Source room: files over HTTP, politely: resumed where they broke off, whole or not at all, checked before they count.

Every supplier that is fetched from uses this one way; requests and urllib3 do the asking and the trying again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError
from urllib3.util.retry import Retry

from seeingstars import __version__
from seeingstars.errors import SourceError

USER_AGENT = f"seeingstars/{__version__} (night-light research; python-requests/{version('requests')})"
_CHUNK_BYTES = 1 << 20
_TRY_AGAIN = (429, 500, 502, 503, 504)


class LoginError(SourceError):
    """The supplier wants a login, or does not accept this one."""


class NotThereError(SourceError):
    """The supplier answers, but has nothing at this address (404, 410)."""


@dataclass(frozen=True)
class Manners:
    """How a supplier is asked: one request at a time, `pause_s` apart. Our choice, well below what archives allow."""

    pause_s: float = 0.5
    attempts: int = 5
    backoff_s: float = 1.0
    longest_wait_s: float = 120.0
    connect_timeout_s: float = 15.0
    read_timeout_s: float = 90.0


@dataclass(frozen=True)
class Digest:
    """A checksum as a supplier lists it; `algorithm` is a name that hashlib knows."""

    algorithm: str
    value: str


def digest_from_listing(algorithm: object, value: object) -> Digest | None:
    """A listed checksum, or None where there is none or it is of a kind that cannot be checked.

    Examples
    --------
    >>> digest_from_listing("SHA-256", "E3B0" + 60 * "0").algorithm
    'sha256'
    >>> digest_from_listing("CRC-32", "1c291ca3") is None, digest_from_listing("md5", "") is None
    (True, True)
    """
    name = str(algorithm).lower().replace("-", "").replace("_", "")
    lengths = {"md5": 32, "sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128}
    text = str(value).strip().lower()
    if name not in lengths or len(text) != lengths[name] or not set(text) <= set("0123456789abcdef"):
        return None
    return Digest(name, text)


def digest_of_file(path: Path, *, algorithm: str = "sha256") -> str:
    """Checksum of a file's bytes, in hexadecimal.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as empty:
    ...     digest_of_file(Path(empty.name), algorithm="md5")
    'd41d8cd98f00b204e9800998ecf8427e'
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def polite_session(session: requests.Session | None = None, *, manners: Manners | None = None) -> requests.Session:
    """A session that says who asks, keeps its distance, waits as long as it is told to, and never waits for ever.

    Parameters
    ----------
    session : requests.Session or None
        One with a login, as earthaccess makes; None makes one (a login for the host is taken from ``~/.netrc``).
    manners : Manners or None

    Returns
    -------
    requests.Session

    Notes
    -----
    429, 500, 502, 503 and 504 are asked again after ``Retry-After``, else after 1, 2, 4 … s; a supplier that asks for
    more than ``longest_wait_s`` is left alone.

    Examples
    --------
    >>> polite_session().headers["User-Agent"].startswith("seeingstars/")
    True
    """
    session = requests.Session() if session is None else session
    session.headers["User-Agent"] = USER_AGENT
    # Bytes as they stand on the supplier's disk: a packed transfer could be neither resumed nor checked by size.
    session.headers["Accept-Encoding"] = "identity"
    adapter = _Paced(manners or Manners())
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


class _NoLongWaits(Retry):
    """Gives up at once where the supplier asks for a longer wait than we are ready for."""

    longest_wait_s = 120.0

    def increment(self, method: Any = None, url: Any = None, response: Any = None, *rest: Any, **named: Any) -> Any:
        if response is not None and (self.get_retry_after(response) or 0.0) > self.longest_wait_s:
            raise MaxRetryError(named.get("_pool"), str(url), None)  # type: ignore[arg-type]
        counted = super().increment(method, url, response, *rest, **named)
        counted.longest_wait_s = self.longest_wait_s
        return counted


class _Paced(HTTPAdapter):
    """One request in `pause_s`, each with a time-out."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._not_before_s = 0.0
        retries = _NoLongWaits(
            total=manners.attempts,
            backoff_factor=manners.backoff_s,
            backoff_jitter=manners.backoff_s / 4,
            status_forcelist=_TRY_AGAIN,
            allowed_methods=frozenset({"GET"}),
            raise_on_status=False,
        )
        retries.longest_wait_s = manners.longest_wait_s
        super().__init__(max_retries=retries)

    def send(self, request: Any, stream: bool = False, timeout: Any = None, *rest: Any, **named: Any) -> Any:
        time.sleep(max(self._not_before_s - time.monotonic(), 0.0))
        limits = timeout or (self._manners.connect_timeout_s, self._manners.read_timeout_s)
        try:
            return super().send(request, stream, limits, *rest, **named)
        finally:
            self._not_before_s = time.monotonic() + self._manners.pause_s


def fetch_json(session: requests.Session, address: str, *, supplier: str) -> Any:
    """The JSON at an address.

    Raises
    ------
    NotThereError, LoginError, SourceError
        If there is nothing, a login is wanted, or the supplier fails or answers with something else.
    """
    try:
        with session.get(address, headers={"Accept": "application/json"}) as response:
            _check_answer(response, address, supplier)
            return response.json()
    except requests.exceptions.JSONDecodeError as error:
        raise SourceError(
            f"{supplier} must answer with JSON; it gave something else, at {address}; it may have changed: look there by hand, or try again later",
            f"{supplier} moet met JSON antwoorden; het gaf iets anders, op {address}; misschien is het veranderd: kijk daar zelf, of probeer het later",
        ) from error
    except requests.RequestException as error:
        raise no_answer(error, address, supplier) from error


def fetch_file(
    session: requests.Session,
    address: str,
    *,
    to: Path,
    supplier: str,
    size_bytes: int | None,
    digest: Digest | None,
    check: Callable[[Path], None],
    told: Callable[[int], None] = lambda n_bytes: None,
) -> str:
    """Bring one file; at `to` it stands whole and checked, or not at all.

    What broke off stays beside it as ``.NAME.part`` and is gone on with next time, if a checksum can tell that the
    halves belong together.

    Parameters
    ----------
    session : requests.Session
        As `polite_session` makes it.
    address, supplier : str
        Where the file is; who has it, for the messages.
    to : path
        Replaced if a file stands there.
    size_bytes, digest
        As the supplier lists them; None where it does not.
    check : called with the path of the whole file before it is put in place
        Raises `SourceError` if it is not what it should be.
    told : called with the number of bytes that came in

    Returns
    -------
    str
        SHA-256 of the file.

    Raises
    ------
    NotThereError, LoginError, SourceError
        If it could not be had; nothing stands at `to` that was not there before.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f".{to.name}.part")
    n_have = _n_resumable(part, size_bytes=size_bytes, digest=digest)
    if size_bytes is None or n_have < size_bytes:
        try:
            _receive(session, address, part=part, n_have=n_have, supplier=supplier, limit_bytes=size_bytes, told=told)
        except requests.RequestException as error:
            raise no_answer(error, address, supplier) from error
    try:
        _check_bytes(part, name=to.name, supplier=supplier, size_bytes=size_bytes, digest=digest)
        check(part)
    except SourceError:
        part.unlink(missing_ok=True)
        raise
    sha256 = digest_of_file(part)
    part.replace(to)
    return sha256


def _n_resumable(part: Path, *, size_bytes: int | None, digest: Digest | None) -> int:
    """Bytes that came before and may be kept."""
    if not part.exists():
        return 0
    n_have = part.stat().st_size
    if digest is None or size_bytes is None or n_have > size_bytes:
        part.unlink()
        return 0
    return n_have


def _receive(
    session: requests.Session,
    address: str,
    *,
    part: Path,
    n_have: int,
    supplier: str,
    limit_bytes: int | None,
    told: Callable[[int], None],
) -> None:
    headers = {"Range": f"bytes={n_have}-"} if n_have else {}
    with session.get(address, headers=headers, stream=True) as response:
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            part.unlink(missing_ok=True)
            raise _broken(f"{supplier} cannot go on where the file broke off", f"{supplier} kan niet verder waar het bestand afbrak", address)  # fmt: skip
        _check_answer(response, address, supplier)
        goes_on = response.status_code == requests.codes.partial_content and response.headers.get(
            "Content-Range", ""
        ).startswith(f"bytes {n_have}-")
        n_bytes = n_have if goes_on else 0
        with part.open("ab" if goes_on else "wb") as stream:
            for chunk in response.iter_content(_CHUNK_BYTES):
                if n_bytes == 0 and is_web_page(chunk):
                    raise _login(address, supplier)
                n_bytes += len(chunk)
                if limit_bytes is not None and n_bytes > limit_bytes:
                    break  # more than is listed: it is refused by its size, without filling the disk first
                stream.write(chunk)
                told(len(chunk))


def _check_bytes(part: Path, *, name: str, supplier: str, size_bytes: int | None, digest: Digest | None) -> None:
    n_bytes = part.stat().st_size
    if size_bytes is not None and n_bytes != size_bytes:
        raise _broken(
            f"{name} must have {size_bytes} bytes as {supplier} lists it; {n_bytes} came",
            f"{name} moet {size_bytes} bytes hebben zoals {supplier} opgeeft; er kwamen er {n_bytes}",
            "",
        )
    if digest is None:
        return
    found = digest_of_file(part, algorithm=digest.algorithm)
    if found != digest.value:
        raise _broken(
            f"{name} must have the {digest.algorithm} {digest.value} that {supplier} lists; what came has {found}",
            f"{name} moet de {digest.algorithm} {digest.value} hebben die {supplier} opgeeft; wat kwam heeft {found}",
            "",
        )


# --- what went wrong, in words --------------------------------------------------------------------------------------


def _check_answer(response: requests.Response, address: str, supplier: str) -> None:
    if response.status_code in (401, 403):
        raise _login(address, supplier)
    check_status(response, address, supplier=supplier)
    if is_sent_as_page(response):
        raise _login(address, supplier)


def is_sent_as_page(response: requests.Response) -> bool:
    """Whether the supplier itself calls its answer a web page."""
    return response.headers.get("Content-Type", "").lower().startswith(("text/html", "application/xhtml"))


def check_status(response: requests.Response, address: str, *, supplier: str) -> None:
    """That an answer has status 200 or 206.

    Raises
    ------
    NotThereError
        For 404 and 410.
    SourceError
        For any other status, in words.
    """
    status = response.status_code
    if status in (404, 410):
        raise NotThereError(
            f"{supplier} has nothing at this address (status {status}), at {address}",
            f"{supplier} heeft niets op dit adres (status {status}), op {address}",
        )
    if status == 429:
        after = response.headers.get("Retry-After", "?")
        raise SourceError(
            f"{supplier} asks to be left alone for now (status 429, Retry-After {after} s), at {address}; run it again later: what came stays",
            f"{supplier} vraagt om even met rust gelaten te worden (status 429, Retry-After {after} s), op {address}; probeer het later: wat er is blijft",
        )
    if status not in (200, 206):
        raise SourceError(
            f"{supplier} must answer with status 200; it gave {status} {response.reason}, at {address}; run it again later: what came stays",
            f"{supplier} moet met status 200 antwoorden; het gaf {status} {response.reason}, op {address}; probeer het later: wat er is blijft",
        )


def is_web_page(head: bytes) -> bool:
    """Whether bytes begin as a web page does, which some suppliers send in the place of data."""
    return head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html", b"<head"))


def _login(address: str, supplier: str) -> LoginError:
    return LoginError(
        f"{supplier} wants a login that it accepts: it gave a web page or refused instead of the file, at {address}; "
        "check the token, or name and password, in the environment or in .netrc, and that your account has accepted the archive's terms",
        f"{supplier} wil een login die het aanvaardt: het gaf een webpagina of weigerde in plaats van het bestand te geven, op {address}; "
        "controleer het token, of naam en wachtwoord, in de omgeving of in .netrc, en of uw account de voorwaarden van het archief heeft aanvaard",
    )


def _broken(en: str, nl: str, address: str) -> SourceError:
    place = f", at {address}" if address else ""
    plaats = f", op {address}" if address else ""
    return SourceError(
        f"{en}{place}; it was thrown away: run it again", f"{nl}{plaats}; het is weggegooid: probeer het opnieuw"
    )


def no_answer(error: requests.RequestException, address: str, supplier: str) -> SourceError:
    """What to say where a request had no answer: down, too slow, or broken off."""
    if isinstance(error, requests.TooManyRedirects):
        return _login(address, supplier)  # so a login that the archive does not know goes round
    kind, soort = "did not answer", "antwoordde niet"
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        kind, soort = "was too slow", "was te traag"
    elif isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        kind, soort = "broke off halfway", "brak halverwege af"
    return SourceError(
        f"{supplier} {kind} ({type(error).__name__}), at {address}; run it again later: what came stays and is gone on with",
        f"{supplier} {soort} ({type(error).__name__}), op {address}; probeer het later: wat kwam blijft en wordt aangevuld",
    )
