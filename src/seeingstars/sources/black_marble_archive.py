"""Source room: which Black Marble files an archive has: NASA's through earthaccess, or any laid out like LAADS."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from seeingstars.errors import SourceError
from seeingstars.sources.black_marble_name import TileName, corner_of_tile, name_from_text
from seeingstars.sources.downloading import (
    Digest,
    LoginError,
    Manners,
    NotThereError,
    digest_from_listing,
    fetch_json,
    polite_session,
)

# The folders of LAADS in which each collection of Black Marble stands.
ARCHIVE_SETS = {"001": "5000", "002": "5200"}
EARTHDATA = "NASA Earthdata"


@dataclass(frozen=True)
class ListedFile:
    """One file as an archive lists it; size and digest are None where it does not say."""

    name: str
    said: TileName
    address: str
    size_bytes: int | None
    digest: Digest | None


@dataclass(frozen=True)
class Listing:
    """What an archive has of one UTC day, or why that could not be learned."""

    day: date
    files: tuple[ListedFile, ...] = ()
    error: SourceError | None = None


class Archive(Protocol):
    """Where files are listed and brought from."""

    name: str
    session: requests.Session

    def listings(
        self, product: str, *, collection: str, tiles: Sequence[str], days: Sequence[date]
    ) -> Iterator[Listing]:
        """What there is of a product, day by day, each asked for when it is taken; days without files are empty."""


class HttpArchive:
    """An archive with the folders and JSON listings of LAADS: ``SET/PRODUCT/YYYY/DDD.json``.

    Parameters
    ----------
    address : str
        Up to and including ``allData``: ``https://ladsweb.modaps.eosdis.nasa.gov/archive/allData``, or its
        ``api/v2/content/details/allData``, which tells checksums too; or a mirror.
    token : str or None
        Sent as a bearer to that host only (and, for an archive of NASA, to other hosts of NASA over https); without
        one, requests takes a login for the host from ``~/.netrc``.
    manners : Manners or None

    References
    ----------
    LAADS DAAC, NASA: the archive's folders and API-V2.
    """

    def __init__(self, address: str, *, token: str | None = None, manners: Manners | None = None) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SourceError(
                f"the address of an archive must begin with https:// (or http://); got {address!r}",
                f"het adres van een archief moet met https:// (of http://) beginnen; er staat {address!r}",
            )
        if parts.username or parts.password:
            raise SourceError(
                f"the address of an archive must hold no name or password, for it stands in messages and notes; put the login for {parts.hostname} in ~/.netrc",
                f"het adres van een archief mag geen naam of wachtwoord bevatten, want het staat in meldingen en notities; zet de login voor {parts.hostname} in ~/.netrc",
            )
        self._address = address.rstrip("/")
        self.name = parts.netloc
        self.session = polite_session(manners=manners)
        if token:
            self.session.auth = _Bearer(token, self._address)

    def listings(
        self, product: str, *, collection: str, tiles: Sequence[str], days: Sequence[date]
    ) -> Iterator[Listing]:
        """One request a day."""
        for day in days:
            folder = f"{self._address}/{ARCHIVE_SETS[collection]}/{product}/{day:%Y}/{day:%j}"
            try:
                found = fetch_json(self.session, folder if "/api/" in folder else f"{folder}.json", supplier=self.name)
                files = files_from_listing(found, folder=folder, supplier=self.name)
            except NotThereError:
                yield Listing(day)
            except SourceError as error:
                yield Listing(day, error=error)
            else:
                yield Listing(day, tuple(file for file in files if file.said.tile in tiles and file.said.day == day))


def files_from_listing(found: Any, *, folder: str, supplier: str) -> list[ListedFile]:
    """The Black Marble files of a JSON listing: a list, or a list under ``content``.

    Parameters
    ----------
    found : what the JSON holds
        Entries with ``name``, ``size`` [bytes], ``downloadsLink`` and ``sha256`` or ``md5sum``; all but the name may
        be missing. Other files are passed over.
    folder, supplier : str
        Address of the folder, for files without a link; who lists, for the message.

    Returns
    -------
    list of ListedFile

    Raises
    ------
    SourceError
        If it is no listing.

    Examples
    --------
    >>> name = "VNP46A2.A2022269.h18v03.002.2025001114623.h5"
    >>> files = files_from_listing([{"name": name, "size": 5}], folder="https://a.example/269", supplier="a")
    >>> files[0].address, files[0].size_bytes, files[0].digest
    ('https://a.example/269/VNP46A2.A2022269.h18v03.002.2025001114623.h5', 5, None)
    """
    entries = found.get("content") if isinstance(found, Mapping) else found
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise SourceError(
            f"{supplier} must list its files as JSON; its list has another form, at {folder}; the archive has changed: please report it",
            f"{supplier} moet zijn bestanden als JSON opgeven; zijn lijst heeft een andere vorm, op {folder}; het archief is veranderd: meld dat",
        )
    files = []
    for entry in entries:
        name, link = str(entry.get("name", "")), str(entry.get("downloadsLink", ""))
        address = link if urlsplit(link).scheme in ("http", "https") else f"{folder}/{name}"
        digest = digest_from_listing("sha256", entry.get("sha256")) or digest_from_listing("md5", entry.get("md5sum") or entry.get("md5"))  # fmt: skip
        if (file := _listed(name, address, entry.get("size"), digest)) is not None:
            files.append(file)
    return files


def _listed(name: str, address: str, size: object, digest: Digest | None) -> ListedFile | None:
    """None for names that are not wholly those of a tile: they could point anywhere on disk."""
    said = name_from_text(name)
    if said is None or not re.fullmatch(r"V[A-Z0-9]+\.A\d{7}\.h\d\dv\d\d\.\d{3}\.\d{13}\.h5", name):
        return None
    text = str(size)
    return ListedFile(name, said, address, int(text) if text.isascii() and text.isdigit() else None, digest)


class _Bearer(AuthBase):
    """A token that goes to nobody else, wherever a listing points."""

    def __init__(self, token: str, address: str) -> None:
        self._token = token
        self._home = urlsplit(address)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        asked = urlsplit(request.url or "")
        is_home = (asked.scheme, asked.netloc) == (self._home.scheme, self._home.netloc)
        both_nasa = all(is_of_nasa(str(part.geturl())) for part in (asked, self._home))
        if is_home or both_nasa:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def is_of_nasa(address: str) -> bool:
    """Whether an address is one of NASA's, over https.

    Examples
    --------
    >>> is_of_nasa("https://ladsweb.modaps.eosdis.nasa.gov/archive"), is_of_nasa("https://nasa.gov.example/")
    (True, False)
    """
    parts = urlsplit(address)
    return parts.scheme == "https" and (parts.hostname or "").endswith(".nasa.gov")


class EarthdataArchive:
    """NASA's archive: searched by earthaccess, with the user's own Earthdata login.

    Parameters
    ----------
    manners : Manners or None

    Raises
    ------
    LoginError
        If there is no login in the environment (``EARTHDATA_TOKEN``, or ``EARTHDATA_USERNAME`` and
        ``EARTHDATA_PASSWORD``) or in ``~/.netrc``, or it is not accepted. Nothing is asked at the keyboard.
    SourceError
        If Earthdata does not answer.
    """

    def __init__(self, *, manners: Manners | None = None) -> None:
        self.name = EARTHDATA
        self.session = polite_session(_earthdata_session(), manners=manners)

    def listings(
        self, product: str, *, collection: str, tiles: Sequence[str], days: Sequence[date]
    ) -> Iterator[Listing]:
        """One search a tile for all days."""
        try:
            files = [file for tile in tiles for file in self._search(product, tile, days)]
        except SourceError as error:
            yield from (Listing(day, error=error) for day in days)
            return
        for day in days:
            yield Listing(day, tuple(file for file in files if file.said.day == day))

    def _search(self, product: str, tile: str, days: Sequence[date]) -> list[ListedFile]:
        import earthaccess

        west, north = corner_of_tile(tile)
        try:
            with warnings.catch_warnings():
                # The library warns of its own coming changes, once a file found.
                warnings.simplefilter("ignore", FutureWarning)
                # By the middle of the tile: a box would bring its eight neighbours, whose edges it shares.
                granules = earthaccess.search_data(
                    short_name=product,
                    temporal=(f"{min(days)}T00:00:00", f"{max(days)}T23:59:59"),
                    point=(west + 5, north - 5),
                )
        except (requests.RequestException, RuntimeError, ValueError, KeyError) as error:
            raise SourceError(
                f"{EARTHDATA} must answer a search for {product}; it did not ({type(error).__name__}: {error}); try again later",
                f"{EARTHDATA} moet een zoekvraag naar {product} beantwoorden; dat gebeurde niet ({type(error).__name__}: {error}); probeer het later",
            ) from error
        files = (file_from_granule(granule["umm"], granule.data_links(access="external")) for granule in granules)
        return [file for file in files if file is not None and file.said.tile == tile and file.said.product == product]


def file_from_granule(umm: Mapping[str, Any], links: Sequence[str]) -> ListedFile | None:
    """The file of one record of NASA's catalogue (CMR); None if it is no Black Marble file that can be fetched.

    Parameters
    ----------
    umm : mapping
        The record in the form UMM-G.
    links : addresses of its data

    References
    ----------
    NASA, Unified Metadata Model for granules (UMM-G): ``ArchiveAndDistributionInformation``.

    Examples
    --------
    >>> name = "VNP46A2.A2022269.h18v03.002.2025001114623.h5"
    >>> archive = [{"Name": name, "SizeInBytes": 7, "Checksum": {"Algorithm": "MD5", "Value": 32 * "a"}}]
    >>> umm = {"DataGranule": {"ArchiveAndDistributionInformation": archive}}
    >>> file_from_granule(umm, [f"https://data.example.nasa.gov/{name}"]).digest.algorithm
    'md5'
    """
    address = next((link for link in links if link.startswith("http") and link.endswith(".h5")), "")
    name = urlsplit(address).path.rsplit("/", 1)[-1]
    stored = umm.get("DataGranule", {}).get("ArchiveAndDistributionInformation", [])
    about = next((one for one in stored if one.get("Name") == name), stored[0] if len(stored) == 1 else {})
    checksum = about.get("Checksum", {})
    digest = digest_from_listing(checksum.get("Algorithm"), checksum.get("Value"))
    return _listed(name, address, about.get("SizeInBytes"), digest)


def _earthdata_session() -> requests.Session:
    import earthaccess
    from earthaccess.exceptions import LoginAttemptFailure, LoginStrategyUnavailable

    auth = earthaccess.Auth()
    try:
        for strategy in ("environment", "netrc"):
            try:
                auth.login(strategy=strategy)
            except LoginStrategyUnavailable:
                continue
            if auth.authenticated:
                return auth.get_session()
    except LoginAttemptFailure as error:
        raise LoginError(
            f"{EARTHDATA} must accept the login; it refused the one from the environment or .netrc; check name, password or token at urs.earthdata.nasa.gov",
            f"{EARTHDATA} moet de login aanvaarden; die uit de omgeving of .netrc werd geweigerd; controleer naam, wachtwoord of token op urs.earthdata.nasa.gov",
        ) from error
    except requests.RequestException as error:
        raise SourceError(
            f"{EARTHDATA} must answer the login; it did not ({type(error).__name__}); check the network and try again later",
            f"{EARTHDATA} moet de login beantwoorden; dat gebeurde niet ({type(error).__name__}); controleer het netwerk en probeer het later",
        ) from error
    raise LoginError(
        f"{EARTHDATA} needs your own (free) login; there is none; set EARTHDATA_TOKEN, or EARTHDATA_USERNAME and EARTHDATA_PASSWORD, or add urs.earthdata.nasa.gov to ~/.netrc; an account is made at urs.earthdata.nasa.gov",
        f"{EARTHDATA} vraagt uw eigen (gratis) login; er is er geen; zet EARTHDATA_TOKEN, of EARTHDATA_USERNAME en EARTHDATA_PASSWORD, of zet urs.earthdata.nasa.gov in ~/.netrc; een account maakt u op urs.earthdata.nasa.gov",
    )
