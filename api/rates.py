"""
How often somebody may ask, by the address that the request comes from, kept in memory.

The bounds are wide: a whole Center may stand behind one address. They stop a machine, not a queue of people.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from enum import Enum

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import Request

from api.headers import leave
from api.problems import RefusedError


class Rate(Enum):
    """What is counted, with how much of it is allowed in a minute."""

    CREATE = 120
    """Checks begun."""
    UPLOAD = 900
    """Requests that bring files."""
    CHANGE = 1200
    """Other requests that change something."""
    MISS = 30
    """Look-ups of a check with a key that does not open it."""
    LOGIN = 30
    """Logins that did not work."""
    LOOK_UP = 10
    """Codes of dossiers that an officer looked for and that are none."""


class Rates:
    """Counts of one server. `on` False counts nothing (tests, load measurements)."""

    def __init__(self, *, on: bool = True) -> None:
        self._on = on
        self._limiter = FixedWindowRateLimiter(MemoryStorage()) if on else None

    def spend(self, request: Request, rate: Rate, who: str | None = None) -> None:
        """
        Count one request, of `who` or else of its address, and tell the client what is left.

        Raises RefusedError (request.too_many).
        """
        if self._limiter is None:
            return
        item, who = _item(rate), who or _who(request)
        allowed = self._limiter.hit(item, who)
        stats = self._limiter.get_window_stats(item, who)
        wait_s = max(1, math.ceil(stats.reset_time - time.time()))
        leave(request.scope, "RateLimit-Limit", str(rate.value))
        leave(request.scope, "RateLimit-Remaining", str(max(0, stats.remaining)))
        leave(request.scope, "RateLimit-Reset", str(wait_s))
        if not allowed:
            raise RefusedError("request.too_many", retry_s=wait_s)

    def expect(self, request: Request, rate: Rate, who: str | None = None) -> None:
        """Refuse when nothing is left, without counting. Raises RefusedError (request.too_many)."""
        if self._limiter is None:
            return
        item, who = _item(rate), who or _who(request)
        if not self._limiter.test(item, who):
            wait_s = max(1, math.ceil(self._limiter.get_window_stats(item, who).reset_time - time.time()))
            raise RefusedError("request.too_many", retry_s=wait_s)


def spend(rate: Rate) -> Callable[[Request], None]:
    """A dependency that counts the request."""

    def counted(request: Request) -> None:
        rates: Rates = request.app.state.rates
        rates.spend(request, rate)

    return counted


def _item(rate: Rate) -> RateLimitItem:
    return RateLimitItemPerMinute(rate.value, 1, namespace=rate.name)


def _who(request: Request) -> str:
    """The address; of an IPv6 address the network, because a machine has a whole one to itself."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return host
