"""Errors at the edge: each becomes an answer, as JSON for programs and as a page for people with a browser."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import answer_to, problem_response
from scanpipe.errors import ScanpipeError

log = structlog.get_logger("api")

ErrorPage: TypeAlias = Callable[[Request, Exception], Response]
"""Draws an error as a page in the house style."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")


def install(app: FastAPI, error_page: ErrorPage | None) -> None:
    """Give the app an answer to every error that is raised on purpose."""
    app.state.error_page = error_page
    for family in (ScanpipeError, HTTPException, RequestValidationError):
        app.add_exception_handler(family, refuse)


async def refuse(request: Request, error: Exception) -> Response:
    """The answer to an error: a page for a browser outside the API, problem+json for all others."""
    answer = answer_to(error)
    if answer.kind.status == 405:
        answer = replace(answer, headers={"Allow": ", ".join(_allowed(request))})
    if answer.kind.status >= 500:
        tell(error)
    page: ErrorPage | None = request.app.state.error_page
    if page is not None and _wants_page(request):
        response = page(request, error)
        response.status_code = answer.kind.status
        response.headers.update(answer.headers)
        return response
    return problem_response(request, answer)


def tell(error: BaseException) -> None:
    """
    Log an error that is ours: its class and where it was raised.

    Its text stays out: it may hold what a person wrote.
    """
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    cause = error.__cause__ or error.__context__
    log.error("failed", error=type(error).__name__, cause=type(cause).__name__ if cause else None, where=where)


class Unexpected:
    """The innermost layer: what nobody expected is told, and answered like every other problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; answer 500 when the app fails before it began to answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if began:
                # Nothing can be taken back; the server closes the connection when it sees this.
                tell(error)
                raise ConnectionAbortedError("the answer broke off") from None
            response = await refuse(Request(scope, receive), error)
            await response(scope, receive, send)


def _allowed(request: Request) -> list[str]:
    """The methods that some route answers at this path; the framework names those of the first route only."""
    scope = dict(request.scope)
    routes = request.app.router.routes
    return [m for m in METHODS if any(route.matches(scope | {"method": m})[0] is Match.FULL for route in routes)]


def _wants_page(request: Request) -> bool:
    if request.url.path.startswith(_FOR_PROGRAMS):
        return False
    return "text/html" in request.headers.get("accept", "")


def _short(path: str) -> str:
    """The last two parts of a path: enough to find the line, nothing about the machine."""
    return "/".join(path.replace("\\", "/").rsplit("/", 2)[-2:])
