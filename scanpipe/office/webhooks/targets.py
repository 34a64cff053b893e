"""
Which addresses may be told: https only, and nothing inside the house, unless the administrator has named it.

A name is looked up at the moment of sending, every address it has is held against the rules, and the connection goes to
one of those very addresses: a name that means something else a moment later (DNS rebinding) leads nowhere. What is
inside is what the registries of IANA do not call globally reachable, whether written plainly or inside an IPv6 address.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from scanpipe.errors import UsageError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

MOST_LETTERS = 500
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SPECIAL = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24"),
        *("64:ff9b:1::/48", "100::/64", "3fff::/20", "5f00::/16"),
    )
)
"""Special networks that not every version of Python knows (IANA special-purpose registries, RFC 6890 and later)."""


class TargetError(UsageError):
    """An address that is not told anything; `code` says why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was written well: `path` has the query with it, `named` that the administrator vouches for it."""

    scheme: str
    host: str
    port: int
    path: str
    named: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whom the administrator vouches for: host names as they are written, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, entries: Sequence[str]) -> Allowed:
        """From a list such as `["egov.noi-bo.example", "10.20.0.0/16"]`. Raises UsageError."""
        hosts, networks = set(), []
        for entry in (e.strip().lower() for e in entries):
            if "/" in entry:
                try:
                    networks.append(ipaddress.ip_network(entry))
                except ValueError:
                    raise UsageError(f"{entry} is neither a host nor a network: write 10.20.0.0/16.") from None
            elif entry:
                hosts.add(entry.strip("[]"))
        return cls(frozenset(hosts), tuple(networks))


def parsed(url: str, allowed: Allowed) -> Target:
    """
    The address taken apart. Raises TargetError for what is not https (unless the host is named), carries a password or
    a fragment, is too long or is no address.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii").lower(), parts.port
    except (UnicodeError, ValueError):
        raise TargetError("url", "This is not an address: write https://host/path.") from None
    _expect_whole(url, parts, host)
    named = host in allowed.hosts
    if parts.scheme == "http" and not named:
        raise TargetError("scheme", "Messages go over https only: write https://host/path.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path, named)


def addresses(target: Target, allowed: Allowed, *, resolve: Resolve | None = None) -> tuple[str, ...]:
    """
    The addresses to connect to, all of them checked. Raises TargetError when there is none, or when one of them lies
    inside: then none is used, for nobody knows what the others are.
    """
    try:
        found = tuple(dict.fromkeys((resolve or looked_up)(target.host, target.port)))
    except (OSError, UnicodeError):
        found = ()
    if not found:
        raise TargetError("unknown_host", "This host is not known: check its name.")
    if not target.named and not all(_may_be_told(address, allowed) for address in found):
        raise TargetError("inside", "This host lies inside a network: an administrator must allow it by its name.")
    return found


def looked_up(host: str, port: int) -> tuple[str, ...]:
    """What the system knows of a name. Raises OSError."""
    told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(str(place[0]) for *_, place in told)


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        if (inner := _wrapped(address)) is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    if any(address.version == net.version and address in net for net in _SPECIAL):
        return False
    usual = address.is_global and not address.is_multicast
    return usual and not (address.is_private or address.is_reserved or address.is_unspecified or address.is_loopback)


def _expect_whole(url: str, parts: SplitResult, host: str) -> None:
    strange = any(c.isspace() or ord(c) < 0x20 or c == "\\" for c in url.strip())
    if parts.scheme not in ("https", "http") or not host or strange:
        raise TargetError("url", "This is not an address: write https://host/path.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise TargetError("url", "An address has no user name, password or #: the signature proves who sends.")
    if len(url) > MOST_LETTERS or not url.strip().isascii():
        raise TargetError("url", f"An address is plain letters, at most {MOST_LETTERS}: write https://host/path.")


def _may_be_told(text: str, allowed: Allowed) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if is_public(address):
        return True
    return any(address.version == network.version and address in network for network in allowed.networks)


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside: mapped, translated (NAT64), 6to4, or that of a Teredo client."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.sixtofour is not None:
        return address.sixtofour
    return address.teredo[1] if address.teredo is not None else None
