"""How often one sender may ask: limits kept in memory, under a name that tells nobody the sender's address."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

_DAY_S = 86_400
_IPV6_PREFIX = 64  # one household or phone has a whole /64

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Allowance:
    """So many requests of one kind in so many seconds."""

    name: str
    most: int
    seconds: int

    @property
    def policy(self) -> str:
        """The allowance as the header RateLimit-Policy has it."""
        return f'"{self.name}";q={self.most};w={self.seconds}'


@dataclass(frozen=True)
class Standing:
    """Whether a request may go on, and what is left."""

    allowance: Allowance
    is_allowed: bool
    remaining: int
    resets_in_s: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell it (draft-ietf-httpapi-ratelimit-headers); Retry-After where it is refused."""
        left = f'"{self.allowance.name}";r={self.remaining};t={self.resets_in_s}'
        headers = {"ratelimit-policy": self.allowance.policy, "ratelimit": left}
        return headers if self.is_allowed else headers | {"retry-after": str(max(1, self.resets_in_s))}


class SenderNames:
    """Names of senders: a keyed digest of the address, with a key that lives a day and stands nowhere.

    Examples
    --------
    >>> names = SenderNames(now=lambda: 0.0)
    >>> names.name_of("192.0.2.1") == names.name_of("192.0.2.1"), names.name_of("192.0.2.1") == names.name_of("192.0.2.2")
    (True, False)
    >>> names.name_of("2001:db8::1") == names.name_of("2001:db8::2")
    True
    """

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._day, self._key = -1, b""

    def name_of(self, address: str) -> str:
        """The name of a sender for today."""
        day = int(self._now() // _DAY_S)
        if day != self._day:
            self._day, self._key = day, secrets.token_bytes(32)
        return hmac.new(self._key, _household(address).encode(), hashlib.sha256).hexdigest()[:32]


def _household(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False))
    return str(parsed)


def sender_address(peer: str, *, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The address that a request came from; what a proxy says counts only if that proxy is trusted.

    Parameters
    ----------
    peer : address at the other end of the connection
    forwarded_for : the header X-Forwarded-For, all lines joined by commas
    trusted : networks of our own proxies

    Returns
    -------
    str
        The last address that is none of our proxies.

    Examples
    --------
    >>> proxies = [ipaddress.ip_network("10.0.0.0/8")]
    >>> sender_address("10.0.0.1", forwarded_for="198.51.100.9, 203.0.113.5, 10.0.0.2", trusted=proxies)
    '203.0.113.5'
    >>> sender_address("203.0.113.5", forwarded_for="198.51.100.9", trusted=proxies)
    '203.0.113.5'
    """
    address = peer
    for earlier in reversed([part.strip() for part in forwarded_for.split(",")[-20:] if part.strip()]):
        if not _is_within(address, trusted):
            break
        if not _is_address(earlier):
            break
        address = earlier
    return address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_within(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if parsed.version == 6 and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)


class SenderLimits:
    """Counts requests by sender and kind, in memory alone.

    Examples
    --------
    >>> limits = SenderLimits()
    >>> twice = Allowance("twice", 2, 60)
    >>> [limits.ask(twice, sender="x").is_allowed for _ in range(3)]
    [True, True, False]
    """

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def ask(self, allowance: Allowance, *, sender: str) -> Standing:
        """Count one request, unless the sender has used up the allowance."""
        item = RateLimitItemPerSecond(allowance.most, allowance.seconds, namespace=allowance.name)
        is_allowed = self._limiter.hit(item, sender)
        window = self._limiter.get_window_stats(item, sender)
        resets_in_s = max(0, round(window.reset_time - time.time()))
        return Standing(allowance, is_allowed, max(0, int(window.remaining)), min(resets_in_s, allowance.seconds))
