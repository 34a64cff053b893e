"""
One attempt to deliver one message: who takes it says so with a status of 2xx, whole and in time; nothing else counts.

No redirect is followed, no cookie or proxy used, no connection kept. All of it - looking the name up aside - ends by
one deadline, however slowly an answer drips; no more of it is read than is of use.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpcore

from scanpipe.office.webhooks.targets import Allowed, Resolve, Target, TargetError, addresses, parsed

TIMEOUT_S = 10.0
MOST_BYTES = 64 * 1024
GONE = 410
_SUCCESS = range(200, 300)
_REDIRECT = range(300, 400)
_LONGEST_WAIT_S = 24 * 3600
_PLAIN = {"Content-Type": "application/json", "User-Agent": "scanpipe-webhooks/1", "Connection": "close"}


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    What became of it. `told` is taken | refused | redirect | gone | cut | timeout | tls | unreachable, or why the
    address is not told anything (url | scheme | unknown_host | inside). `after_s` is what the receiver asks to wait.
    """

    told: str
    status: int | None = None
    after_s: int = 0

    @property
    def taken(self) -> bool:
        """Whether the receiver has it."""
        return self.told == "taken"


@dataclass(frozen=True, slots=True)
class Means:
    """What deliveries are made with: whom the administrator vouches for, and whose certificates are believed."""

    allowed: Allowed
    trusted: ssl.SSLContext
    timeout_s: float = TIMEOUT_S
    resolve: Resolve | None = None
    clock: Callable[[], float] = time.monotonic


def means(allow: Sequence[str] = (), ca_file: Path | None = None) -> Means:
    """As the settings say; `ca_file` (PEM) holds authorities that are believed besides the system's own."""
    trusted = ssl.create_default_context()
    if ca_file is not None:
        trusted.load_verify_locations(ca_file)
    return Means(Allowed.of(allow), trusted)


def deliver(post: Post, by: Means) -> Attempt:
    """Send it once. Never raises: what cannot be done is an attempt that failed."""
    try:
        target = parsed(post.url, by.allowed)
        found = addresses(target, by.allowed, resolve=by.resolve)
    except TargetError as error:
        return Attempt(error.code)
    until = by.clock() + by.timeout_s
    try:
        return _answered(target, post, by, _Checked(found, until, by.clock))
    except httpcore.TimeoutException:
        return Attempt("timeout")
    except (httpcore.ConnectError, httpcore.UnsupportedProtocol) as error:
        return Attempt("tls" if isinstance(error.__cause__ or error.__context__, ssl.SSLError) else "unreachable")
    except (httpcore.NetworkError, httpcore.ProtocolError):
        return Attempt("cut")


def _answered(target: Target, post: Post, by: Means, net: _Checked) -> Attempt:
    each = dict.fromkeys(("connect", "read", "write", "pool"), by.timeout_s)
    url = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )
    told = {**_PLAIN, "Host": _host(target), "Content-Length": str(len(post.body)), **post.headers}
    lines: list[tuple[bytes | str, bytes | str]] = [*told.items()]
    with (
        httpcore.ConnectionPool(ssl_context=by.trusted, network_backend=net, retries=0, http2=False) as pool,
        pool.stream("POST", url, headers=lines, content=post.body, extensions={"timeout": each}) as answer,
    ):
        if answer.status in _SUCCESS:
            _read_some(answer.iter_stream())
        return _attempt(answer)


def _read_some(chunks: Iterable[bytes]) -> None:
    """
    Read an answer to its end, or as much of it as is of use. One that breaks off before its end raises: who is cut off
    may not have kept what it was sent, and to be told twice under one id harms nobody.
    """
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size >= MOST_BYTES:
            break


def _attempt(answer: httpcore.Response) -> Attempt:
    status = answer.status
    if status in _SUCCESS:
        return Attempt("taken", status)
    if status in _REDIRECT:
        return Attempt("redirect", status)
    if status == GONE:
        return Attempt("gone", status)
    asked = next((value for name, value in answer.headers if name.lower() == b"retry-after"), b"")
    return Attempt("refused", status, min(int(asked), _LONGEST_WAIT_S) if asked.isdigit() and len(asked) < 9 else 0)


def _host(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = target.port == (443 if target.scheme == "https" else 80)
    return host if usual else f"{host}:{target.port}"


class _Checked(httpcore.NetworkBackend):
    """The network, where a name is one of the addresses that were checked, and everything ends by one deadline."""

    def __init__(self, found: Sequence[str], until: float, clock: Callable[[], float]) -> None:
        self._found = found
        self._until = until
        self._clock = clock
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """One of the addresses, the next when one does not answer."""
        last: Exception = httpcore.ConnectError("no address")
        for address in self._found:
            try:
                stream = self._plain.connect_tcp(address, port, self.left(), None, socket_options)
                return _Timed(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def left(self) -> float:
        """Seconds until the deadline. Raises ReadTimeout when it is over."""
        left = self._until - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline is over")
        return left


class _Timed(httpcore.NetworkStream):
    """A connection in which each step may take no longer than is left."""

    def __init__(self, stream: httpcore.NetworkStream, net: _Checked) -> None:
        self._stream = stream
        self._net = net

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        return self._stream.read(max_bytes, self._net.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of the bytes; a receiver that takes them one by one does not gain time."""
        for start in range(0, len(buffer), MOST_BYTES):
            self._stream.write(buffer[start : start + MOST_BYTES], self._net.left())

    def close(self) -> None:
        """The end."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same, encrypted; the certificate is held against the name, not against the address."""
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._net.left()), self._net)

    def get_extra_info(self, info: str) -> object:
        """What the connection below knows."""
        return self._stream.get_extra_info(info)
