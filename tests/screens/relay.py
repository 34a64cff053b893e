"""A wire between browser and service that can be cut, and that hears what is asked again afterwards."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_ASKS_EVENTS = re.compile(rb"^GET \S+/events", re.MULTILINE)
_LAST_ID = re.compile(rb"^last-event-id: (\S+)\r$", re.MULTILINE | re.IGNORECASE)


@dataclass
class Relay:
    """
    `address` is that of the wire. The first stream of events is cut when event `cut_after` went through; `resumed`
    holds, for every stream asked for, the event after which to go on (None when none was named).
    """

    address: str
    cut_after: int
    resumed: list[str | None] = field(default_factory=list)


@contextmanager
def relay(service: str, *, cut_after: int) -> Iterator[Relay]:
    """A wire to the service; it ends with the test."""
    port = int(service.rpartition(":")[2])
    listening = socket.create_server(("127.0.0.1", 0))
    wire = Relay(f"http://127.0.0.1:{listening.getsockname()[1]}", cut_after)
    threading.Thread(target=_accept, args=(listening, port, wire), daemon=True).start()
    try:
        yield wire
    finally:
        listening.close()


def _accept(listening: socket.socket, port: int, wire: Relay) -> None:
    with suppress(OSError):
        while True:
            browser, _ = listening.accept()
            server = socket.create_connection(("127.0.0.1", port))
            stream = threading.Event()
            for way in ((_up, browser, server), (_down, server, browser)):
                threading.Thread(target=way[0], args=(*way[1:], wire, stream), daemon=True).start()


def _up(browser: socket.socket, server: socket.socket, wire: Relay, stream: threading.Event) -> None:
    with suppress(OSError), browser, server:
        while data := browser.recv(65536):
            if _ASKS_EVENTS.search(data):
                named = _LAST_ID.search(data)
                wire.resumed.append(named[1].decode() if named else None)
                stream.set()
            server.sendall(data)


def _down(server: socket.socket, browser: socket.socket, wire: Relay, stream: threading.Event) -> None:
    whole = re.compile(rb"id: %d\r?\n.*?\r?\n\r?\n" % wire.cut_after, re.DOTALL)
    told = b""
    with suppress(OSError), server, browser:
        while data := server.recv(65536):
            if stream.is_set() and len(wire.resumed) == 1:
                last = whole.search(told + data)
                if last is not None:
                    browser.sendall(data[: last.end() - len(told)])
                    time.sleep(0.3)  # what was sent has arrived; only then the wire is cut
                    browser.shutdown(socket.SHUT_RDWR)
                    return
                told += data
            browser.sendall(data)
