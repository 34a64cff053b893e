"""Somebody who uses the JSON of the service: begins checks, sends files, waits for what comes out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

LONGEST_S = 120.0
"""No dossier of these tests takes as long, even where several people share two processors."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A check of the service, with what its owner needs to use it."""

    http: httpx.Client
    id: str
    code: str
    token: str

    @property
    def url(self) -> str:
        return f"/api/v1/checks/{self.id}"

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def private_link(self) -> str:
        """What its owner opens in a browser."""
        return f"{self.http.base_url}".rstrip("/") + f"/k/{self.code}?t={self.token}"

    def get(self, path: str = "", **options: Any) -> httpx.Response:
        return self.http.get(self.url + path, headers=self.auth, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.http.post(self.url + path, headers=self.auth, **options)

    def patch(self, **changes: Any) -> httpx.Response:
        return self.http.patch(self.url, json=changes, headers=self.auth)

    def send(self, *files: Path | tuple[str, bytes], **fields: str) -> httpx.Response:
        """Hand files in, in one request."""
        return self.post("/pages", files=[("file", named(file)) for file in files], data=fields)

    def replace(self, page_id: str, file: Path | tuple[str, bytes]) -> httpx.Response:
        return self.http.put(f"{self.url}/pages/{page_id}/image", files=[("file", named(file))], headers=self.auth)

    def erase(self) -> httpx.Response:
        return self.http.delete(self.url, headers=self.auth)

    def view(self) -> dict[str, Any]:
        return self.get().raise_for_status().json()

    def finished(self, longest_s: float = LONGEST_S) -> dict[str, Any]:
        """The check once everything that was handed in is examined."""
        until = time.monotonic() + longest_s
        while not (view := self.view())["examined"] or view["verdict"] is None:
            assert time.monotonic() < until, [(page["number"], page["state"]) for page in view["pages"]]
            time.sleep(0.15)
        return view

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        """What was told after that event, up to the end of the examination."""
        told: list[dict[str, Any]] = []
        path = f"{self.url}/events?after={after}"
        with self.http.stream("GET", path, headers=self.auth, timeout=20) as stream:
            one: dict[str, str] = {}
            for line in stream.iter_lines():
                name, _, value = line.partition(": ")
                one[name] = value
                if not line and one.get("event"):
                    told.append(dict(one))
                    if one["event"] in ("check.done", "check.failed"):
                        break
                if not line:
                    one = {}
        return told

    def pictured(self, longest_s: float = LONGEST_S) -> dict[str, Any]:
        """The check once its pictures are drawn, too: that comes a moment after the verdict."""
        until = time.monotonic() + longest_s
        while True:
            view = self.finished()
            if all(page["has_picture"] for page in view["pages"]):
                return view
            assert time.monotonic() < until, [(page["number"], page["state"]) for page in view["pages"]]
            time.sleep(0.1)


def named(file: Path | tuple[str, bytes]) -> tuple[str, bytes]:
    """The file as it is sent."""
    return (file.name, file.read_bytes()) if isinstance(file, Path) else file


def begin(http: httpx.Client, *, consented: bool = True, **wishes: Any) -> Dossier:
    """A new check; the notice is agreed to unless somebody wants to see it."""
    answer = http.post("/api/v1/checks", json={"consented": consented, **wishes})
    assert answer.status_code == 201, answer.text
    new = answer.json()
    return Dossier(http, new["id"], new["code"], new["token"])


def checked(http: httpx.Client, files: Sequence[Path | tuple[str, bytes]], **wishes: Any) -> Dossier:
    """A check with these files, all examined and drawn."""
    dossier = begin(http, **wishes)
    assert dossier.send(*files).status_code == 201
    dossier.pictured()
    return dossier
