"""Routes of pages: what goes wrong is told on a page of the house, and a step that comes first is gone to first."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.problems import answer_to
from api.refusals import tell
from api.web.look import look_of
from api.web.render import show
from api.words import say
from scanpipe.errors import ScanpipeError

SEE_OTHER = 303
SERVER_ERROR = 500
_TOLD_SHORT = (404, 500)


Frame = Callable[[Request, int, str, list[str], str | None], Response]
FRAMES: dict[str, Frame] = {}
"""Who draws errors below a path in a frame of its own; all others are in the house style."""


class Elsewhere(Exception):  # noqa: N818 - no error: a way
    """What was asked for is to be had only after another page."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class PageRoute(APIRoute):
    """A route whose errors are pages. What nobody expected is left to the server, which counts and logs it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with what it raises turned into a page or a way."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Elsewhere as way:
                return away(way.address)
            except (ScanpipeError, HTTPException, RequestValidationError) as error:
                page = error_page(request, error)
                if page.status_code >= SERVER_ERROR:
                    tell(error)
                return page

        return handled


def away(address: str) -> Response:
    """See another page: what was posted is not posted again by going back."""
    return RedirectResponse(address, status_code=SEE_OTHER, headers={"Cache-Control": "no-store"})


def _in_the_house(request: Request, status: int, title: str, lines: list[str], number: str | None) -> Response:
    return show(request, "error.html.j2", status=status, title=title, lines=lines, number=number)


def error_page(request: Request, error: Exception) -> Response:
    """What went wrong and what to do, in the house style."""
    answer = answer_to(error)
    lang = look_of(request).lang
    status = answer.kind.status
    if status in _TOLD_SHORT:
        title, lines = say(f"err.{status}h", lang), [say(f"err.{status}", lang)]
    else:
        title, lines = answer.words[lang].t, [answer.words[lang].f]
    # A number to quote helps only where the fault is ours.
    number = getattr(request.state, "request_id", None) if status >= SERVER_ERROR else None
    draw = next((frame for below, frame in FRAMES.items() if request.url.path.startswith(below)), _in_the_house)
    page = draw(request, status, title, lines, number)
    page.headers.update(answer.headers)
    return page
