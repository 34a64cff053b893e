"""
What happens in a check, told as it happens (server-sent events), with resume.

Each event has a number; who comes back says the last one that arrived and misses nothing. A stream ends after ten
minutes at most, when the check is erased, when the client leaves and when the server stops; a browser then comes back
by itself.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Query
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.access import Door, Opened
from api.v1.described import PROBLEMS
from api.v1.route import V1Route
from scanpipe.errors import ScanpipeError
from scanpipe.intake.intake import EventView, Intake, Key

router = APIRouter(route_class=V1Route, tags=["events"])

RETRY_MS = 3000
HEARTBEAT_S = 15
LONGEST_S = 600.0
_LOOK_S = 3.0
"""How long to sleep at most before looking again, should a wake-up get lost."""
_FAREWELL_S = 2.0
"""How long a stream may take to end when the server stops."""
_EXAMPLE = 'retry: 3000\n\nid: 12\nevent: page.done\ndata: {"page_id":"pg_4k7m2q9xw3","verdict":"submit"}\n\n'


@router.get(
    "/checks/{check}/events",
    summary="Follow a check",
    response_class=Response,
    responses={
        200: {
            "description": "page.received, page.stage, page.read, page.done, document.recognised, check.done, "
            "check.rechecked.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
    openapi_extra={PROBLEMS: []},
)
async def events(
    request: Request,
    desk: Door,
    key: Opened,
    after: Annotated[int | None, Query(ge=0, description="Tell what came after this number.")] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=20, description="As a browser sends it when it comes back.")
    ] = None,
) -> Response:
    """Tells what happens in the check, from the beginning or after the last event that arrived."""
    longest_s: float = getattr(request.app.state, "longest_stream_s", LONGEST_S)
    stop = anyio.Event()
    told = follow(desk, key, _after(last_event_id, after), until_s=time.monotonic() + longest_s, stop=stop)
    return EventSourceResponse(
        told,
        ping=HEARTBEAT_S,
        ping_message_factory=_heartbeat,
        sep="\n",
        shutdown_event=stop,
        shutdown_grace_period=_FAREWELL_S,
    )


async def follow(
    desk: Intake, key: Key, after: int, *, until_s: float, stop: anyio.Event
) -> AsyncIterator[ServerSentEvent]:
    """
    Every event of a check after a number, as it comes, until a moment of the monotonic clock.

    Ends when the check is erased and when `stop` is set.
    """
    yield ServerSentEvent(retry=RETRY_MS, comment="scanpipe", sep="\n")
    while (left_s := until_s - time.monotonic()) > 0 and not stop.is_set():
        try:
            news = await run_in_threadpool(desk.events, key, after)
        except ScanpipeError:
            return
        for event in news:
            yield _written(event)
            after = event.seq
        if not news:
            await _news_or_stop(desk, key, min(_LOOK_S, left_s), stop)


async def _news_or_stop(desk: Intake, key: Key, timeout_s: float, stop: anyio.Event) -> None:
    """Sleep until something is told, the time is over, or the server stops."""
    async with anyio.create_task_group() as both:

        async def stopped() -> None:
            await stop.wait()
            both.cancel_scope.cancel()

        both.start_soon(stopped)
        await desk.changed(key, timeout_s)
        both.cancel_scope.cancel()


def _written(event: EventView) -> ServerSentEvent:
    data = json.dumps(dict(event.data), ensure_ascii=False, separators=(",", ":"))
    return ServerSentEvent(data=data, event=event.type, id=str(event.seq), sep="\n")


def _heartbeat() -> ServerSentEvent:
    return ServerSentEvent(comment="still here", sep="\n")


def _after(last_event_id: str | None, after: int | None) -> int:
    """The header wins: a browser comes back with the address that it began with. What is no number is the beginning."""
    shown = (last_event_id or "").strip()
    if shown.isascii() and shown.isdigit():
        return int(shown)
    return after or 0
