"""
A phone that talks to a service on this machine over HTTP: it begins a check, hands in pages, and follows what is told.

Every phone comes from a loopback address of its own: the service counts requests by address.
"""

from __future__ import annotations

import http.client
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from scanpipe.model import UploadFile

HOST = "127.0.0.1"
_PATIENCE_S = 60.0
_PAUSE_S = 0.25
BROKEN = (OSError, http.client.HTTPException)
"""What a request ends with when the service is gone."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event: the moment it arrived (monotonic seconds), its number, its type and its data."""

    at_s: float
    seq: int
    type: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The answer to files: the ids of their pages when they were taken; else when to come back, in seconds."""

    status: int
    pages: tuple[str, ...]
    retry_s: float | None = None

    @property
    def accepted(self) -> bool:
        """Whether the service has said that it has them."""
        return self.status in (200, 201)


def is_answered(port: int) -> bool:
    """Whether the start page of a service is there."""
    try:
        return _asked(port, HOST, "GET", "/").status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except BROKEN:
        return False


def fetched(port: int, path: str) -> bytes:
    """What anybody gets at an address of the service. Raises one of BROKEN when it is gone."""
    return _asked(port, HOST, "GET", path).body


class Phone:
    """One person's phone. All calls raise one of BROKEN when the service is gone."""

    def __init__(self, port: int, number: int) -> None:
        self._port = port
        self._own = f"127.{1 + number // 62500 % 250}.{number // 250 % 250}.{1 + number % 250}"
        self._check, self._token = "", ""

    def begin(self) -> int:
        """Begin a check, the notice read; the status of the answer."""
        body = json.dumps({"lang": "vi", "consented": True}).encode()
        answer = self._ask("POST", "/api/v1/checks", body, {"Content-Type": "application/json"})
        if answer.status == http.HTTPStatus.CREATED:
            told = json.loads(answer.body)
            self._check, self._token = f"/api/v1/checks/{told['id']}", told["token"]
        return answer.status

    def hand_in(self, files: Sequence[UploadFile]) -> HandedIn:
        """All these files in one request."""
        edge = secrets.token_hex(16)
        answer = self._ask(
            "POST",
            f"{self._check}/pages",
            _form(files, edge),
            {"Content-Type": f"multipart/form-data; boundary={edge}"},
        )
        pages = json.loads(answer.body)["pages"] if answer.status in (200, 201) else []
        return HandedIn(answer.status, tuple(page["id"] for page in pages), answer.retry_s)

    def look(self) -> dict[str, Any]:
        """The check as it stands."""
        answer = self._ask("GET", self._check)
        return dict(json.loads(answer.body)) if answer.status == http.HTTPStatus.OK else {}

    def report(self) -> dict[str, Any]:
        """The report; empty when there is none."""
        answer = self._ask("GET", f"{self._check}/report.json")
        return dict(json.loads(answer.body)) if answer.status == http.HTTPStatus.OK else {}

    def follow(self, timeout_s: float) -> Iterator[Told]:
        """
        Every event of the check until all that was handed in is examined, or the time is over.

        A stream that breaks is taken up again where it ended: also after the service was killed and started anew.
        """
        until = time.monotonic() + timeout_s
        after = 0
        while time.monotonic() < until:
            try:
                for told in self._stream(after, until):
                    after = told.seq
                    yield told
                    if told.type == "check.done" and self.look().get("examined"):
                        return
                if self.look().get("examined"):  # the last word was heard before the stream broke
                    return
            except BROKEN:
                pass
            time.sleep(_PAUSE_S)

    def _stream(self, after: int, until: float) -> Iterator[Told]:
        patience_s = min(_PATIENCE_S, max(0.1, until - time.monotonic()))
        with closing(http.client.HTTPConnection(HOST, self._port, patience_s, source_address=(self._own, 0))) as line:
            line.request("GET", f"{self._check}/events?after={after}", headers=self._key())
            answer = line.getresponse()
            if answer.status != http.HTTPStatus.OK:
                return
            seen: dict[str, str] = {}
            while text := answer.readline():
                name, _, value = text.decode("utf-8").rstrip("\n").partition(": ")
                if name:
                    seen[name] = value
                elif "event" in seen:
                    yield Told(time.monotonic(), int(seen["id"]), seen["event"], json.loads(seen["data"]))
                    seen = {}
                if time.monotonic() > until:
                    return

    def _ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> _Answer:
        return _asked(self._port, self._own, method, path, body, {**self._key(), **(headers or {})})

    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    retry_s: float | None


def _asked(
    port: int, own: str, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> _Answer:
    with closing(http.client.HTTPConnection(HOST, port, _PATIENCE_S, source_address=(own, 0))) as line:
        line.request(method, path, body or None, headers or {})
        answer = line.getresponse()
        retry_s = None
        with suppress(ValueError):
            retry_s = float(answer.headers.get("Retry-After", ""))
        return _Answer(answer.status, answer.read(), retry_s)


def _form(files: Sequence[UploadFile], edge: str) -> bytes:
    parts = []
    for file in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
        parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", file.data, b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()])
