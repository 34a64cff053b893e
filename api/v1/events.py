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

from fastapi import APIRouter, Header, Query
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.access import Door, Opened
from api.desk import Desk, EventView, Key
from api.v1.described import PROBLEMS
from api.v1.route import V1Route
from scanpipe.errors import ScanpipeError

router = APIRouter(route_class=V1Route, tags=["events"])

RETRY_MS = 3000
HEARTBEAT_S = 15
LONGEST_S = 600.0
_LOOK_S = 10.0
"""How long to sleep at most before looking again, should a wake-up get lost."""
_EXAMPLE = 'retry: 3000\n\nid: 12\nevent: page.done\ndata: {"page_id":"pg_4k7m2q9xw3","verdict":"submit"}\n\n'


@router.get(
    "/checks/{check}/events",
    summary="Follow a check",
    response_class=Response,
    responses={
        200: {
            "description": "page.received, page.stage, page.done, document.recognised, check.done, check.failed.",
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
    told = follow(desk, key, _after(last_event_id, after), until_s=time.monotonic() + longest_s)
    return EventSourceResponse(told, ping=HEARTBEAT_S, ping_message_factory=_heartbeat, sep="\n")


async def follow(desk: Desk, key: Key, after: int, *, until_s: float) -> AsyncIterator[ServerSentEvent]:
    """
    Every event of a check after a number, as it comes, until a moment of the monotonic clock.

    Ends when the check is erased.
    """
    yield ServerSentEvent(retry=RETRY_MS, comment="scanpipe")
    while (left_s := until_s - time.monotonic()) > 0:
        try:
            news = await run_in_threadpool(desk.events, key, after)
        except ScanpipeError:
            return
        for event in news:
            yield _written(event)
            after = event.seq
        if not news:
            await desk.changed(key, min(_LOOK_S, left_s))


def _written(event: EventView) -> ServerSentEvent:
    data = json.dumps(dict(event.data), ensure_ascii=False, separators=(",", ":"))
    return ServerSentEvent(data=data, event=event.type, id=str(event.seq))


def _heartbeat() -> ServerSentEvent:
    return ServerSentEvent(comment="still here")


def _after(last_event_id: str | None, after: int | None) -> int:
    """The header wins: a browser comes back with the address that it began with. What is no number is the beginning."""
    shown = (last_event_id or "").strip()
    if shown.isascii() and shown.isdigit():
        return int(shown)
    return after or 0
