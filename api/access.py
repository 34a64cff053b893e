"""
The key of a check: from a bearer token, or from the cookie that the pages set.

Unknown, deleted and not yours are one answer (404). Who shows no key at all is asked for one (401), whether the check
exists or not.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import Depends, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.problems import RefusedError, answer_to
from api.rates import Rate, Rates
from api.security import csrf_guard, tokens_of
from scanpipe.errors import ScanpipeError
from scanpipe.intake.intake import Intake, Key
from scanpipe.service import VIETNAM

CheckRef = Annotated[
    str,
    Path(alias="check", description="The id or the code of the check.", examples=["chk_01jd9zp0v6k3m8q4r7t2w5x9ab"]),
]


def desk_of(request: Request) -> Intake:
    """The desk behind this door."""
    desk: Intake = request.app.state.intake
    return desk


def day_of(desk: Intake) -> dt.date:
    """The day where the law is made, by the clock of the desk."""
    return desk.desk.now().astimezone(VIETNAM).date()


async def key_of(request: Request, _check: CheckRef) -> Key:
    """The key of the check in the path. Raises RefusedError (401, 403) and the desk's own not-found."""
    return await open_check(request)


async def open_check(request: Request) -> Key:
    """The key of the check in the path, asked for once in a request."""
    known: Key | None = getattr(request.state, "key", None)
    if known is not None:
        return known
    ref = str(request.path_params["check"])
    shown = _bearer(request.headers.get("authorization", ""))
    tokens = shown or tokens_of(request, ref)
    if not tokens:
        raise RefusedError("access.token_missing")
    key = await _opened(request, ref, tokens)
    if not shown:
        await csrf_guard(request)
    request.state.key = key
    return key


def _bearer(header: str) -> tuple[str, ...]:
    """The token of a program. Other schemes are between the browser and a proxy before us."""
    scheme, _, token = header.partition(" ")
    return (token.strip(),) if scheme.lower() == "bearer" and token.strip() else ()


async def _opened(request: Request, ref: str, tokens: tuple[str, ...]) -> Key:
    rates: Rates = request.app.state.rates
    rates.expect(request, Rate.MISS)
    desk = desk_of(request)
    for token in tokens:
        try:
            return await run_in_threadpool(desk.open, ref, token)
        except ScanpipeError as error:
            if answer_to(error).kind.status != 404:
                raise
    rates.spend(request, Rate.MISS)
    raise RefusedError("request.not_found")


Door = Annotated[Intake, Depends(desk_of)]
Opened = Annotated[Key, Depends(key_of)]
