"""The limits at the door: how large, how long, how often; every one has a value that serves one machine."""

from __future__ import annotations

import ipaddress
import re
import secrets
from dataclasses import dataclass, field

from seeingstars.web.sender_limits import Allowance, Network

_FILES = re.compile(r"/(?:api/v1/uploads|(?:nl|en)/(?:[\w-]{1,64}/)?(?:files|uploads?|bestanden)(?:/.*)?)/?")
_EXPORTS = re.compile(r"/api/v1/readings/?")
_RECEIPTS = re.compile(r"/(?:api/v1/uploads/|(?:nl|en)/(?:[\w-]{1,64}/)?receipt/).*")
_REVIEW = re.compile(r"/(?:nl|en)/review(?:/.*)?")
# Our choice: a class behind one address can hand in all at once, and a program can follow at its ease.
_READS_ALLOWED = Allowance("reads", 600, 60)
_SUBMITS_ALLOWED = Allowance("submits", 600, 600)
_UPLOADS_ALLOWED = Allowance("uploads", 120, 600)
_CODES_ALLOWED = Allowance("codes", 120, 60)
_EXPORTS_ALLOWED = Allowance("exports", 120, 600)
_REVIEWS_ALLOWED = Allowance("reviews", 60, 600)
_UNCOUNTED = re.compile(r"/(?:static/.*|health|api/v1/health|favicon\.ico|robots\.txt)")


@dataclass(frozen=True)
class GuardSettings:
    """The limits at the door; every one has a value that serves one machine.

    Parameters
    ----------
    allowed_hosts : names under which the site may be asked, without port; ``*`` allows any
    trusted_proxies : networks of our own reverse proxies, whose X-Forwarded-For is believed
    largest_body : largest body of a form or of JSON [byte]
    largest_upload : largest body of files handed in together [byte]
    body_pause_s : longest silence within a body [s]
    body_whole_s : longest time of a whole body, to which a second for every 20 kB of its length is added [s]
    most_headers, largest_headers : of one request; bytes of names and values together
    longest_address : of path and query together [byte]
    reads, submits, uploads, codes, exports, reviews : what one sender may ask in how many seconds
    secret : signs form tokens; a server that starts anew makes forms that were open too old
    """

    allowed_hosts: tuple[str, ...] = ("*",)
    trusted_proxies: tuple[str, ...] = ()
    largest_body: int = 262_144
    largest_upload: int = 168_000_000
    body_pause_s: float = 20.0
    body_whole_s: float = 60.0
    most_headers: int = 64
    largest_headers: int = 24_576
    longest_address: int = 4_096
    reads: Allowance = _READS_ALLOWED
    submits: Allowance = _SUBMITS_ALLOWED
    uploads: Allowance = _UPLOADS_ALLOWED
    codes: Allowance = _CODES_ALLOWED
    exports: Allowance = _EXPORTS_ALLOWED
    reviews: Allowance = _REVIEWS_ALLOWED
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """The trusted proxies as networks."""
        return tuple(ipaddress.ip_network(text, strict=False) for text in self.trusted_proxies)

    def body_limit(self, path: str) -> int:
        """The largest body that an address takes [byte]."""
        return self.largest_upload if _FILES.fullmatch(path) else self.largest_body

    def allowance(self, method: str, path: str) -> Allowance | None:
        """What a request counts against; None for what is not counted."""
        if _UNCOUNTED.fullmatch(path):
            return None
        if _REVIEW.fullmatch(path):
            return self.reviews
        if _RECEIPTS.fullmatch(path):
            return self.codes
        if method not in ("GET", "HEAD", "OPTIONS"):
            return self.uploads if _FILES.fullmatch(path) else self.submits
        return self.exports if _EXPORTS.fullmatch(path) else self.reads
