"""A real receiver of messages on this machine, which does what it is told to: answers, fails, hangs, lies."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Got:
    """One request as it arrived."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Listens until it is closed; `script` are the behaviours of the next connections, `usual` that of all others."""

    usual: Behaviour
    script: list[Behaviour] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    secure: ssl.SSLContext | None = None
    connections: int = 0

    def __post_init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.open = True
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/scanpipe?to=1"

    def ids(self) -> list[str]:
        """The id of each message that arrived, in order."""
        return [one.headers["webhook-id"] for one in self.got]

    def close(self) -> None:
        self.open = False
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)  # whoever waits in accept() would keep the port open
        self.socket.close()

    def _listen(self) -> None:
        while self.open:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError, ValueError), plain:
            connection = self.secure.wrap_socket(plain, server_side=True) if self.secure else plain
            with connection:
                self.got.append(_read(connection))
                behaviour = self.script.pop(0) if self.script else self.usual
                behaviour(connection)


def _read(connection: socket.socket) -> Got:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            raise ValueError("cut off")
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (one.split(": ", 1) for one in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Got(line, headers, body)


def answers(status: int, headers: str = "", body: bytes = b"") -> Behaviour:
    """A whole answer."""
    return lambda c: c.sendall(f"HTTP/1.1 {status} X\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def closes(_: socket.socket) -> None:
    """Takes the message and hangs up without a word."""


def hangs(connection: socket.socket) -> None:
    """Takes the message and says nothing, until the sender goes."""
    connection.settimeout(30)
    connection.recv(1)


def says_ok_and_breaks_off(connection: socket.socket) -> None:
    """Says 200 and hangs up in the middle of its answer."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


def drips(connection: socket.socket) -> None:
    """Says 200, then one letter of its answer now and then: never so slowly that a single read times out."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b".")
        time.sleep(0.05)


def drips_its_head(connection: socket.socket) -> None:
    """The same with the head of its answer."""
    for letter in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 20:
        connection.sendall(bytes([letter]))
        time.sleep(0.05)


def never_ends(connection: socket.socket) -> None:
    """Says 200 and sends and sends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
