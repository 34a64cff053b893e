"""One call: files in, report out. For programs; what was sent is erased as soon as the report is given."""

from __future__ import annotations

import datetime as dt
import time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.access import Door
from api.problems import RefusedError
from api.rates import Rate, spend
from api.uploads import read_files
from api.v1 import examples
from api.v1.asked import Day
from api.v1.described import described, shown
from api.v1.pages import FILE_PROBLEMS
from api.v1.route import V1Route
from api.v1.schemas import NewCheck
from scanpipe.errors import ScanpipeError
from scanpipe.intake.intake import Intake, Key, NewlyMade
from scanpipe.model import UploadFile as Sent

router = APIRouter(route_class=V1Route, tags=["one call"])

MOST_PAGES = 10
PATIENCE_S = 50.0
"""How long a caller is kept waiting. Less than the minute that an idempotency key stays taken without an answer."""
_LOOK_S = 5.0


@router.post(
    "/check",
    summary="Files in, report out",
    dependencies=[Depends(spend(Rate.CREATE)), Depends(spend(Rate.UPLOAD))],
    response_class=Response,
    **described(
        examples.REPORT,
        *(problem for problem in FILE_PROBLEMS if problem != "check.wrong_state"),
        "check.too_many_pages",
        also={
            202: shown(
                examples.NEW_CHECK, model=NewCheck, description="It takes longer: look for it there, with this token."
            )
        },
    ),
)
async def check(
    request: Request,
    desk: Door,
    file: Annotated[list[UploadFile], File(min_length=1, description="Photos or PDFs, at most ten pages.")],
    consented: Annotated[bool, Form(description="The person agrees to the processing of these data.")] = False,
    procedure: Annotated[str | None, Form(max_length=100)] = None,
    as_of: Annotated[Day | None, Form(description="Day of filing; today when left out.")] = None,
    lang: Annotated[Literal["vi", "en"], Form()] = "vi",
) -> Response:
    """
    Examines up to ten pages and answers with the report, then erases everything.

    When it takes longer than a minute, answers 202 with a check that can be followed and has to be erased by the
    caller (or by time).
    """
    if not consented:
        raise RefusedError("access.consent_missing")
    if len(file) > MOST_PAGES:
        raise RefusedError("check.too_many_pages", max=MOST_PAGES)
    files = await run_in_threadpool(read_files, file, request.app.state.settings)
    new, key = await run_in_threadpool(_begun, desk, files, procedure or None, as_of, lang)
    report = await _waited(desk, key, patience_s=getattr(request.app.state, "patience_s", PATIENCE_S))
    if report is None:
        request.state.check_id = new.id
        url = f"/api/v1/checks/{new.id}"
        body = NewCheck(id=new.id, code=new.code, token=new.token, url=url)
        return JSONResponse(body.model_dump(), 202, {"Location": url, "Retry-After": "5"})
    await run_in_threadpool(desk.erase, key)
    return Response(report, media_type="application/json")


def _begun(
    desk: Intake, files: tuple[Sent, ...], procedure: str | None, as_of: dt.date | None, lang: str
) -> tuple[NewlyMade, Key]:
    new = desk.create(lang=lang, procedure=procedure, as_of=as_of, helper=False, team=None)
    key = desk.open(new.id, new.token)
    try:
        desk.consent(key)
        desk.add(key, files)
    except ScanpipeError:
        # Nobody holds its token: what is left of it would only wait for its end.
        desk.erase(key)
        raise
    return new, key


async def _waited(desk: Intake, key: Key, *, patience_s: float) -> bytes | None:
    """The report, as soon as it is there; None when patience ends first. Raises RefusedError for too many pages."""
    until_s = time.monotonic() + patience_s
    while True:
        view = await run_in_threadpool(desk.view, key)
        if len(view.pages) > MOST_PAGES:
            await run_in_threadpool(desk.erase, key)
            raise RefusedError("check.too_many_pages", max=MOST_PAGES)
        if view.examined:
            return await run_in_threadpool(desk.report, key)
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            return None
        await desk.changed(key, min(_LOOK_S, left_s))
