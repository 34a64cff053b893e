"""What happens in a check, told as it happens, with resume."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import anyio
import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sse_starlette.event import ServerSentEvent, ensure_bytes
from sse_starlette.sse import AppStatus

from api.v1.events import follow
from tests.api.conftest import Person, TestClient, begin
from tests.api.desk import Desk, Key
from tests.awaited import awaited


@pytest.fixture
def key(desk: Desk) -> Key:
    new = desk.create(lang="vi", procedure=None, as_of=None, helper=False, team=None)
    return desk.open(new.id, new.token)


def _read(text: str) -> list[dict[str, str]]:
    """The events of a stream, as a browser would see them."""
    blocks = [block.splitlines() for block in text.split("\n\n")]
    events = [dict(line.split(": ", 1) for line in block if line and not line.startswith(":")) for block in blocks]
    return [event for event in events if "data" in event]


async def _text(stream: AsyncIterator[ServerSentEvent]) -> str:
    return "".join([ensure_bytes(event, "\n").decode() async for event in stream])


def _told(desk: Desk, key: Key, after: int) -> str:
    async def told() -> str:
        return await _text(follow(desk, key, after, until_s=time.monotonic() + 0.1, stop=anyio.Event()))

    return awaited(told())


def test_every_event_is_told_once_in_order(desk: Desk, key: Key) -> None:
    """With its number, its type and its data; first of all, when to come back."""
    for number in range(3):
        desk.tell(key.id, "page.stage", {"page_id": f"pg_{number}", "text": {"vi": "đang đọc chữ"}})
    text = _told(desk, key, 0)
    assert text.startswith(": scanpipe\nretry: 3000\n\n")
    events = _read(text)
    assert [event["id"] for event in events] == ["1", "2", "3"]
    assert {event["event"] for event in events} == {"page.stage"}
    assert json.loads(events[2]["data"]) == {"page_id": "pg_2", "text": {"vi": "đang đọc chữ"}}


@pytest.mark.parametrize("after", [0, 1, 2, 3, 9])
def test_who_comes_back_misses_nothing(desk: Desk, key: Key, after: int) -> None:
    """What came after the last number, and nothing twice."""
    for _ in range(3):
        desk.tell(key.id, "page.done", {})
    assert [int(event["id"]) for event in _read(_told(desk, key, after))] == list(range(after + 1, 4))


def test_news_are_told_at_once(desk: Desk, key: Key) -> None:
    """The stream sleeps until something is told."""

    async def watched() -> float:
        stream = follow(desk, key, 0, until_s=time.monotonic() + 5, stop=anyio.Event())
        await anext(stream)
        asyncio.get_running_loop().call_later(0.05, desk.tell, key.id, "check.done", {})
        began = time.monotonic()
        event = await anext(stream)
        await stream.aclose()
        assert event.event == "check.done"
        return time.monotonic() - began

    assert awaited(watched()) < 1


def test_the_stream_of_an_erased_check_ends(desk: Desk, key: Key) -> None:
    """There is nothing more to be told."""

    async def watched() -> list[ServerSentEvent]:
        stream = follow(desk, key, 0, until_s=time.monotonic() + 5, stop=anyio.Event())
        await anext(stream)
        desk.erase(key)
        return [event async for event in stream]

    assert awaited(watched()) == []


@contextmanager
def _serving(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, uvicorn.Server]]:
    """The app behind a real server."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    monkeypatch.setattr(AppStatus, "should_exit", False)
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server waits for a stream"


def test_over_the_wire_with_resume(
    app: FastAPI, client: TestClient, person: Person, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a real server: headers, Last-Event-ID before `after`, and a server that stops at once."""
    for _ in range(3):
        desk.tell(person.id, "page.done", {"page_id": "pg_0"})
    with _serving(app, monkeypatch) as (base, server):
        for headers, after, first in (({"Last-Event-ID": "2"}, 0, "3"), ({}, 1, "2"), ({"Last-Event-ID": "x"}, 2, "3")):
            url = f"{base}{person.url}/events?after={after}"
            with httpx.stream("GET", url, headers=person.auth | headers, timeout=5) as told:
                assert told.headers["content-type"].startswith("text/event-stream")
                assert told.headers["x-accel-buffering"] == "no"
                assert told.headers["cache-control"] == "no-store"
                text = ""
                for part in told.iter_text():
                    text += part
                    if "data:" in text:
                        break
                assert _read(text)[0]["id"] == first
        with httpx.stream("GET", f"{base}{person.url}/events", headers=person.auth, timeout=8) as told:
            lines = told.iter_lines()
            next(lines)
            began = time.monotonic()
            server.handle_exit(signal.SIGTERM, None)
            assert [line for line in lines if line.startswith("event")] == ["event: page.done"] * 3
            assert time.monotonic() - began < 3


def test_a_stream_ends_after_its_longest_time(app: FastAPI, client: TestClient, person: Person, desk: Desk) -> None:
    """A browser comes back by itself."""
    desk.tell(person.id, "check.done", {"verdict": "submit"})
    app.state.longest_stream_s = 0.1
    told = client.get(f"{person.url}/events", headers=person.auth)
    assert told.status_code == 200
    assert [event["event"] for event in _read(told.text)] == ["check.done"]


def test_nobody_else_may_listen(client: TestClient, person: Person) -> None:
    """401 and 404 as everywhere, not a stream."""
    assert client.get(f"{person.url}/events").status_code == 401
    assert client.get(f"{person.url}/events", headers=begin(client).auth).status_code == 404
    assert client.get(f"{person.url}/events?after=-1", headers=person.auth).status_code == 422
