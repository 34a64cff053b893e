"""A check as a resource: begin it, look at it, change it, hand it over, erase it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.access import Door, Opened
from api.etags import held, quoted
from api.rates import Rate, spend
from api.v1 import examples
from api.v1.asked import ChangeCheck, CreateCheck
from api.v1.described import described, silent
from api.v1.route import V1Route
from api.v1.schemas import Check, NewCheck
from scanpipe.intake.intake import Intake, Key

router = APIRouter(route_class=V1Route, tags=["checks"])
Changing = Depends(spend(Rate.CHANGE))


@router.post(
    "/checks",
    status_code=201,
    summary="Begin a check",
    dependencies=[Depends(spend(Rate.CREATE))],
    **described(examples.NEW_CHECK, status=201),
)
def create(
    request: Request,
    response: Response,
    desk: Door,
    wish: Annotated[CreateCheck, Body(openapi_examples={"birth": {"value": {"procedure": "birth_registration"}}})],
) -> NewCheck:
    """
    Begins an empty check and tells its token, this one time.

    No file is accepted before `consented` is true, here or by PATCH.
    """
    new = desk.create(
        lang=wish.lang,
        procedure=wish.procedure,
        as_of=wish.as_of,
        helper=wish.helper,
        team=wish.team,
        batch=wish.batch,
    )
    request.state.check_id = new.id
    if wish.consented:
        desk.consent(desk.open(new.id, new.token))
    url = f"/api/v1/checks/{new.id}"
    response.headers["Location"] = url
    return NewCheck(id=new.id, code=new.code, token=new.token, url=url)


@router.get(
    "/checks/{check}",
    response_model=Check,
    summary="Look at a check",
    **described(examples.CHECK, also={304: {"description": "Nothing has changed (If-None-Match)."}}),
)
def look(request: Request, response: Response, desk: Door, key: Opened) -> Check | Response:
    """The check as it stands, with every page and finding. Its ETag changes with every change: poll with it."""
    view = desk.view(key)
    tag = quoted(view.etag)
    if held(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return Check.model_validate(view)


@router.patch(
    "/checks/{check}",
    summary="Change a check",
    dependencies=[Changing],
    **described(examples.CHECK, "check.wrong_state"),
)
def change(
    desk: Door,
    key: Opened,
    wish: Annotated[ChangeCheck, Body(openapi_examples={"procedure": {"value": {"procedure": "birth_registration"}}})],
) -> Check:
    """
    Gives consent, chooses the procedure, the day of filing or the language, says what a page is, or that a paper is
    not needed. What is left out stays as it is.
    """
    if wish.consented:
        desk.consent(key)
    if wish.may_teach is not None:
        desk.let_teach(key, wish.may_teach)
    if wish.procedure is not None or wish.as_of is not None or wish.lang is not None:
        desk.choose(key, procedure=wish.procedure, as_of=wish.as_of, lang=wish.lang)
    for page in wish.pages:
        desk.said_to_be(key, page.id, page.paper)
    for paper in wish.papers:
        desk.not_needed(key, paper.paper, needed=paper.needed)
    return _seen(desk, key)


@router.post(
    "/checks/{check}/run",
    status_code=202,
    summary="Examine again",
    dependencies=[Changing],
    **described(examples.CHECK, "check.wrong_state", "access.consent_missing", "system.crowded", status=202),
)
def run(desk: Door, key: Opened) -> Check:
    """Examines the whole check again. Seldom needed: every change that matters does so by itself."""
    desk.run(key)
    return _seen(desk, key)


@router.post(
    "/checks/{check}/send",
    summary="Hand it over",
    dependencies=[Changing],
    **described(examples.CHECK, "check.wrong_state"),
)
def send(desk: Door, key: Opened) -> Check:
    """Lets an officer who is told the code look at it."""
    desk.send(key)
    return _seen(desk, key)


@router.delete(
    "/checks/{check}",
    status_code=204,
    summary="Erase everything",
    dependencies=[Changing],
    **silent(),
)
def erase(desk: Door, key: Opened) -> None:
    """Erases pictures, readings, reports and the key, now. It cannot be undone, and afterwards nothing is found."""
    desk.erase(key)


def _seen(desk: Intake, key: Key) -> Check:
    return Check.model_validate(desk.view(key))
