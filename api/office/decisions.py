"""What an officer decides in a review: about one point, or about when the dossier is gone on with."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response

from api.office.cards import Tab, anchor_of, following
from api.office.review import Reviewer, card_at, common, show_override, show_review
from api.office.seen import ENOUGH_MS, seen_ms
from api.office.shell import office_of, show_office
from api.web.look import look_of
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.office.errors import DecisionError
from scanpipe.office.views import OverrideReason, Point, ReviewView
from scanpipe.text import nfc

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Doing: TypeAlias = Literal["accept", "override", "illegible", "not_applicable", "retake", "reveal"]
Text = Annotated[str, Form(max_length=2000)]
Short = Annotated[str, Form(max_length=200)]


@router.post("/cb/h/{dossier}/diem/{point}")
def decide(
    request: Request,
    actor: Reviewer,
    dossier: str,
    point: str,
    viec: Annotated[Doing, Form()],
    luc: Short = "",
    nhin: Annotated[int | None, Form(ge=0)] = None,
    gia_tri: Annotated[str | None, Form(max_length=2000)] = None,
    truoc: Text = "",
    ly_do: Short = "",
    ghi_chu: Text = "",
    xem: Annotated[Tab, Form()] = Tab.POINTS,
) -> Response:
    """
    One decision. `gia_tri` is what stands in the box and `truoc` what stood there: where they differ the value was
    edited. `luc` is the signed moment of the page, `nhin` for how many milliseconds a script saw the picture on screen.
    """
    reviews = office_of(request).reviews
    if viec == "reveal":
        reviews.reveal(actor, dossier, point)
        return away(_at(dossier, xem, point, "revealed"))
    typed = nfc(gia_tri).strip() if gia_tri is not None else None
    edited = viec == "accept" and typed is not None and typed != nfc(truoc).strip()
    looked_ms = seen_ms(request, dossier, luc, nhin)
    try:
        view = reviews.decide(
            actor,
            dossier,
            point,
            "edit" if edited else viec,
            value=typed if edited else None,
            reason=ly_do if viec == "override" and ly_do in tuple(OverrideReason) else None,
            note=nfc(ghi_chu).strip() or None,
            seen_ms=looked_ms,
        )
    except DecisionError:
        lang = look_of(request).lang
        view = reviews.view(actor, dossier)
        if viec == "override":
            wrong = say("review.reason_missing", lang)
            return show_override(request, actor, view, point, wrong=wrong, ly_do=ly_do, ghi_chu=ghi_chu)
        wrong = say(_why_not(viec, edited, typed, looked_ms), lang)
        return show_review(request, actor, view, tab=xem, point=point, wrong=wrong)
    return away(_after(view, xem, point))


@router.post("/cb/h/{dossier}/hoan-tac")
def undo(request: Request, actor: Reviewer, dossier: str, xem: Annotated[Tab, Form()] = Tab.POINTS) -> Response:
    """Take the last decision back; its point is at hand again."""
    reviews = office_of(request).reviews
    before = {one.id: one.state for one in reviews.view(actor, dossier).fields}
    view = reviews.undo(actor, dossier)
    back = next((one.id for one in (*view.points, *view.fields) if before.get(one.id) != one.state), None)
    return away(_at(dossier, xem, back, "undone"))


@router.post("/cb/h/{dossier}/roi")
def leave(request: Request, actor: Reviewer, dossier: str) -> Response:
    """Let the dossier go, so that others may open it at once."""
    office_of(request).reviews.release(actor, dossier)
    return away("/cb/")


@router.post("/cb/h/{dossier}/giu", status_code=204)
def keep(request: Request, actor: Reviewer, dossier: str) -> Response:
    """The officer is still at it: a script says so every few minutes."""
    office_of(request).reviews.open(actor, dossier)
    return Response(status_code=204)


@router.post("/cb/h/{dossier}/hoan")
def postpone(
    request: Request,
    actor: Reviewer,
    dossier: str,
    ghi_chu: Text = "",
    den: Annotated[Literal["1", "4", "24", "72"], Form()] = "4",
) -> Response:
    """Put the dossier off for some hours, with a reason."""
    reviews = office_of(request).reviews
    note = nfc(ghi_chu).strip()
    if not note:
        view = reviews.view(actor, dossier)
        wrong = say("review.postpone_missing", look_of(request).lang)
        return show_office(
            request, "office/postpone.html.j2", actor=actor, status=422, wrong=wrong, **common(request, actor, view)
        )
    reviews.postpone(actor, dossier, reviews.desk.now() + dt.timedelta(hours=int(den)), note)
    return away("/cb/")


@router.get("/cb/h/{dossier}/diem/{point}")
def deciding(request: Request, actor: Reviewer, dossier: str, point: str) -> Response:
    """Where a decision that did not arrive is asked for again."""
    card = card_at(request, office_of(request).reviews.view(actor, dossier), point)
    return away(_at(dossier, Tab.POINTS if card.point.number else Tab.FIELDS, point))


def _why_not(doing: Doing, edited: bool, typed: str | None, looked_ms: int) -> str:
    """Words for what is missing of a decision."""
    if edited and not typed:
        return "review.value_missing"
    if doing == "accept" and looked_ms < ENOUGH_MS:
        return "review.look_first"
    return "review.not_possible"


def _after(view: ReviewView, tab: Tab, point: str) -> str:
    """On to the next open point; where none is left, back to the one that was decided."""
    ahead = following(view.fields if tab is Tab.FIELDS else view.points, point)
    decided = next((one for one in (*view.points, *view.fields) if one.id == point), None)
    return _at(view.id, tab, ahead.id if ahead else point, _told(decided), none_left=ahead is None)


def _told(point: Point | None) -> str:
    return point.state.value if point else "accepted"


def _at(dossier: str, tab: Tab, point: str | None, done: str | None = None, *, none_left: bool = False) -> str:
    """The review with a point at hand, told what was done."""
    here = {"xem": tab.value, "diem": point, "xong": "all" if none_left else done}
    query = urlencode({name: value for name, value in here.items() if value})
    return f"/cb/h/{dossier}?{query}" + (f"#{anchor_of(point)}" if point else "")
