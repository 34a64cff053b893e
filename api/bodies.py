"""How much of a request is read at all: told by its length, and counted while it arrives."""

from __future__ import annotations

import anyio
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import RefusedError, answer_to, problem_response
from scanpipe.errors import ScanpipeError, UploadError

MARGIN_BYTES = 1024 * 1024
"""For the lines between the parts of a form, and its fields."""
SMALL_BYTES = 64 * 1024
"""Enough for every request that carries no file."""
DRAINED_TIMES = 4
DRAIN_S = 30.0
"""Of a body that is too large, so many times the limit are read and thrown away, for so long."""


class BodyTooLargeError(HTTPException):
    """More arrived than is allowed. The framework hands it on from wherever it was reading."""

    def __init__(self, cause: ScanpipeError) -> None:
        super().__init__(413)
        self.cause = cause


class BodyLimit:
    """
    Refuses a body that is too large before anything reads it, and stops reading one that turns out to be.

    `files_bytes` holds for forms with files, SMALL_BYTES for all else.
    """

    def __init__(self, app: ASGIApp, *, files_bytes: int) -> None:
        self.app = app
        self.files_bytes = files_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with a receive that counts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        files = headers.get("content-type", "").lower().startswith("multipart/form-data")
        limit = self.files_bytes + MARGIN_BYTES if files else SMALL_BYTES
        refusal = _refusal(self.files_bytes) if files else RefusedError("request.too_large")
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            await _poured_away(receive, DRAINED_TIMES * limit)
            response = problem_response(Request(scope), answer_to(refusal))
            # What is left of it is not read: the connection cannot be used again.
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            if message["type"] == "http.request":
                arrived += len(message.get("body", b""))
                if arrived > limit:
                    if message.get("more_body", False):
                        await _poured_away(receive, DRAINED_TIMES * limit)
                    raise BodyTooLargeError(refusal)
            return message

        await self.app(scope, counted, send)


async def _poured_away(receive: Receive, most: int) -> None:
    """
    Read on without keeping anything, within bounds.

    A browser sends all of a form before it listens; when the connection closes on it, the person sees a broken
    network instead of the sentence that says what is the matter.
    """
    seen = 0
    with anyio.move_on_after(DRAIN_S):
        while seen <= most:
            message = await receive()
            if message["type"] != "http.request" or not message.get("more_body", False):
                return
            seen += len(message.get("body", b""))


def _refusal(files_bytes: int) -> UploadError:
    most_mb = files_bytes // (1024 * 1024)
    return UploadError("file.too_large", "The files of one request are larger than allowed.", max_mb=most_mb)
