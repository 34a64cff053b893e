"""Dossiers at the Center for an officer's programs: the list, one under review, and every decision about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.etags import held, quoted
from api.staff import needs, staff
from api.v1 import dossier_schemas as told
from api.v1 import examples
from api.v1.asked import Day
from api.v1.described import described, silent
from api.v1.dossier_schemas import Dossier, Dossiers, Revealed
from api.v1.route import V1Route
from scanpipe.office.people import Actor, Right
from scanpipe.office.queue import Queue
from scanpipe.office.review import Reviews
from scanpipe.office.views import Filter, ReviewView, Sort, Tab


class StaffRoute(V1Route):
    """A route that asks who it is before anything else: an answer that was kept is given to no stranger either."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the question."""
        handle = super().get_route_handler()

        async def known(request: Request) -> Response:
            await staff(request)
            return await handle(request)

        return known


router = APIRouter(route_class=StaffRoute, tags=["dossiers"])


def reviews_of(request: Request) -> Reviews:
    """The reviews behind this door."""
    found: Reviews = request.app.state.office.reviews
    return found


def queue_of(request: Request) -> Queue:
    """The list behind this door."""
    found: Queue = request.app.state.office.queue
    return found


def expected(
    if_match: Annotated[str | None, Header(description="The ETag of what was looked at.")] = None,
) -> str | None:
    """The tag that a dossier must still have; None when any will do."""
    tag = (if_match or "").strip().removeprefix("W/").strip('"')
    return tag if tag and tag != "*" else None


Door = Annotated[Reviews, Depends(reviews_of)]
Reader = Annotated[Actor, Depends(needs(Right.READ))]
Reviewer = Annotated[Actor, Depends(needs(Right.REVIEW))]
IfMatch = Annotated[str | None, Depends(expected)]
DossierId = Annotated[str, Path(alias="dossier", description="The id of the dossier.", examples=[examples.CHECK_ID])]
PointId = Annotated[str, Path(alias="point", description="The id of the point.", examples=[told.POINT_ID])]

_STAFF = ("access.login_missing", "access.not_allowed", "access.form_expired")
_ONE = (*_STAFF, "request.not_found")
_HOLD = (*_ONE, "dossier.held", "dossier.changed", "check.wrong_state")
_DECISION = (*_HOLD, "dossier.decision")


@router.get("/dossiers", summary="The list", **described(told.LIST, *_STAFF))
def listed(
    queue: Annotated[Queue, Depends(queue_of)],
    actor: Reader,
    tab: Tab = Tab.WAITING,
    verdict: Annotated[list[Literal["submit", "correct", "rescan", "review"]] | None, Query(max_length=4)] = None,
    procedure: Annotated[str | None, Query(max_length=100)] = None,
    group: Annotated[str | None, Query(max_length=100, description="English name of a field.")] = None,
    form: Annotated[str | None, Query(max_length=100)] = None,
    old_form: bool = False,
    new_form: Annotated[bool, Query(description="Only those whose form changed after they were examined.")] = False,
    sent_from: Annotated[Day | None, Query(description="A day in Vietnam.")] = None,
    sent_to: Annotated[Day | None, Query(description="A day in Vietnam.")] = None,
    officer: Annotated[str | None, Query(max_length=80, description="Login of whose it is.")] = None,
    sort: Sort = Sort.DUE,
    falling: bool = False,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Dossiers:
    """Dossiers of one's own Center, the nearest deadline first. No name, no number, no value of a paper is in it."""
    wanted = Filter(
        tab=tab,
        verdicts=frozenset(verdict or ()),
        procedure=procedure,
        group=group,
        form=form,
        old_form=old_form,
        new_form=new_form,
        sent_from=sent_from,
        sent_to=sent_to,
        officer=officer,
        sort=sort,
        falling=falling,
        page=page,
    )
    return Dossiers.model_validate(queue.view(actor, wanted))


@router.get(
    "/dossiers/{dossier}",
    response_model=Dossier,
    summary="Look at a dossier",
    **described(told.DOSSIER, *_ONE, also={304: {"description": "Nothing has changed (If-None-Match)."}}),
)
def look(request: Request, response: Response, door: Door, actor: Reader, dossier: DossierId) -> Dossier | Response:
    """The dossier with its points, without holding it. Its ETag changes with everything that a decision depends on."""
    view = door.view(actor, dossier)
    if held(request, quoted(view.etag)):
        return Response(status_code=304, headers={"ETag": quoted(view.etag)})
    return _told(response, view)


@router.post("/dossiers/{dossier}/claim", summary="Open it and hold it", **described(told.DOSSIER, *_ONE))
def claim(response: Response, door: Door, actor: Reviewer, dossier: DossierId) -> Dossier:
    """Holds the dossier for ten minutes, again with each decision. `held_by` says when somebody else has it."""
    return _told(response, door.open(actor, dossier))


@router.post("/dossiers/{dossier}/release", status_code=204, summary="Leave it", **silent(*_ONE))
def release(door: Door, actor: Reviewer, dossier: DossierId) -> None:
    """Lets others open it at once. It stays among one's own."""
    door.release(actor, dossier)


@router.post("/dossiers/{dossier}/postpone", status_code=204, summary="Put it off", **silent(*_DECISION))
def postpone(
    door: Door,
    actor: Reviewer,
    dossier: DossierId,
    wish: Annotated[
        told.Postpone,
        Body(openapi_examples={"later": {"value": {"until": "2026-11-24T08:00:00+07:00", "why": "Chờ bản chính"}}}),
    ],
) -> None:
    """Puts the dossier off until then: it sinks to the end of the list."""
    until = wish.until if wish.until.tzinfo else wish.until.replace(tzinfo=dt.UTC)
    door.postpone(actor, dossier, until, wish.why)


@router.post("/dossiers/{dossier}/decisions", summary="Decide about a point", **described(told.DOSSIER, *_DECISION))
def decide(
    response: Response,
    door: Door,
    actor: Reviewer,
    dossier: DossierId,
    if_match: IfMatch,
    wish: Annotated[
        told.Decide,
        Body(openapi_examples={"accept": {"value": {"point": told.POINT_ID, "kind": "accept", "seen_ms": 900}}}),
    ],
) -> Dossier:
    """
    Accepts a value (or confirms a fault), types it, sets a finding aside, calls a value illegible or not applicable, or
    asks for a new photo of the page. It stands while the machine says what it says now.
    """
    view = door.decide(
        actor,
        dossier,
        wish.point,
        wish.kind,
        value=wish.value,
        reason=wish.reason,
        note=wish.note,
        seen_ms=wish.seen_ms,
        if_match=if_match,
    )
    return _told(response, view)


@router.post("/dossiers/{dossier}/override", summary="Set a finding aside", **described(told.DOSSIER, *_DECISION))
def override(
    response: Response,
    door: Door,
    actor: Reviewer,
    dossier: DossierId,
    if_match: IfMatch,
    wish: Annotated[
        told.Override,
        Body(openapi_examples={"misread": {"value": {"finding": examples.FINDING_ID, "reason": "misread"}}}),
    ],
) -> Dossier:
    """With its reason, in this dossier only: the rule stays as it is. It counts as a false alarm of that finding."""
    view = door.decide(actor, dossier, wish.finding, "override", reason=wish.reason, note=wish.note, if_match=if_match)
    return _told(response, view)


@router.patch("/dossiers/{dossier}/fields/{point}", summary="Type a value", **described(told.DOSSIER, *_DECISION))
def edit(
    response: Response,
    door: Door,
    actor: Reviewer,
    dossier: DossierId,
    point: PointId,
    if_match: IfMatch,
    wish: Annotated[told.EditField, Body(openapi_examples={"name": {"value": {"value": "NGUYỄN THỊ MẪU"}}})],
) -> Dossier:
    """What the paper says, as an officer reads it. What the rule for such values thinks of it is information only."""
    view = door.decide(actor, dossier, point, "edit", value=wish.value, note=wish.note, if_match=if_match)
    return _told(response, view)


@router.post("/dossiers/{dossier}/undo", summary="Take the last decision back", **described(told.DOSSIER, *_DECISION))
def undo(response: Response, door: Door, actor: Reviewer, dossier: DossierId, if_match: IfMatch) -> Dossier:
    """One's own last decision since the dossier was opened; again and again, until none is left."""
    return _told(response, door.undo(actor, dossier, if_match=if_match))


@router.post("/dossiers/{dossier}/reveal", summary="See a masked number", **described(told.REVEALED, *_ONE))
def reveal(
    door: Door,
    actor: Reader,
    dossier: DossierId,
    wish: Annotated[told.PointOf, Body(openapi_examples={"point": {"value": {"point": told.POINT_ID}}})],
) -> Revealed:
    """The value of a point unmasked. Who saw it, and when, is written down."""
    return Revealed(point=wish.point, value=door.reveal(actor, dossier, wish.point))


@router.post(
    "/dossiers/{dossier}/accept",
    summary="Accept the dossier",
    **described({**told.DOSSIER, "state": "received"}, *_DECISION, "dossier.open_points"),
)
def accept(
    response: Response,
    door: Door,
    actor: Reviewer,
    dossier: DossierId,
    if_match: IfMatch,
    wish: Annotated[told.Accept, Body(openapi_examples={"code": {"value": {"official_code": "H29.35-261124-0007"}}})],
) -> Dossier:
    """Its values are final from then on. Refused while a fault is open, or a point was not looked at."""
    return _told(response, door.accept(actor, dossier, official_code=wish.official_code, if_match=if_match))


@router.patch("/dossiers/{dossier}", summary="Note the official code", **described(told.DOSSIER, *_DECISION))
def change(
    response: Response,
    door: Door,
    actor: Reviewer,
    dossier: DossierId,
    wish: Annotated[
        told.ChangeDossier, Body(openapi_examples={"code": {"value": {"official_code": "H29.35-261124-0007"}}})
    ],
) -> Dossier:
    """The code that the authority's own system gave to the dossier, also after acceptance."""
    return _told(response, door.set_official_code(actor, dossier, wish.official_code))


def _told(response: Response, view: ReviewView) -> Dossier:
    response.headers["ETag"] = quoted(view.etag)
    return Dossier.model_validate(view)
