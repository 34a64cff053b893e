"""The review of a dossier: pages on the left, points on the right; opening it takes it, leaving it lets it go."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access import desk_of
from api.office.cards import Card, Tab, card_of, layout
from api.office.keymap import REVIEW
from api.office.seen import ENOUGH_MS, stamp
from api.office.shell import keys_of, office_of, show_office
from api.staff import needs
from api.web.route import PageRoute
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.people import Actor, Right
from scanpipe.office.views import OverrideReason, ReviewView

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reviewer = Annotated[Actor, Depends(needs(Right.REVIEW))]
"""Whoever may decide about points."""

SHAPES = {"submit": ("ok", "✓"), "correct": ("fix", "✎"), "rescan": ("unread", "▦"), "review": ("look", "◐")}
"""Tone and shape of a verdict; its word is the dossier's headline."""


@router.get("/cb/h/{dossier}")
def review(
    request: Request,
    actor: Reviewer,
    dossier: str,
    xem: Tab = Tab.POINTS,
    diem: Annotated[str | None, Query(max_length=200)] = None,
    trang: Annotated[int | None, Query(ge=1, le=1000)] = None,
    goc: bool = False,
    xong: Annotated[str | None, Query(pattern="^[a-z_]{1,20}$")] = None,
) -> Response:
    """The review. `xem` is the tab, `diem` the point at hand, `trang` the page, `xong` what was just done."""
    view = office_of(request).reviews.open(actor, dossier)
    return show_review(request, actor, view, tab=xem, point=diem, page=trang, original=goc, done=xong)


def show_review(
    request: Request,
    actor: Actor,
    view: ReviewView,
    *,
    tab: Tab,
    point: str | None,
    page: int | None = None,
    original: bool = False,
    done: str | None = None,
    wrong: str | None = None,
) -> Response:
    """The review as a page; `wrong` are words for a decision that could not be taken."""
    return show_office(
        request,
        "office/review.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        laid=layout(view, desk_of(request).desk.law, tab=tab, point=point, page=page, original=original),
        done=done,
        wrong=wrong,
        keys=keys_of(request, actor, REVIEW),
        **common(request, actor, view),
    )


@router.get("/cb/h/{dossier}/diem/{point}/bo-qua")
def override(request: Request, actor: Reviewer, dossier: str, point: str) -> Response:
    """Setting a finding aside, on a page of its own; a script asks the same in a dialog."""
    return show_override(request, actor, office_of(request).reviews.view(actor, dossier), point)


def show_override(
    request: Request, actor: Actor, view: ReviewView, point: str, *, wrong: str | None = None, **said: str
) -> Response:
    """The page that asks for the reason; `wrong` are words for what is missing, `said` what was filled in."""
    card = card_at(request, view, point)
    return show_office(
        request,
        "office/override.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        card=card,
        wrong=wrong,
        said={"ly_do": "", "ghi_chu": ""} | said,
        **common(request, actor, view),
    )


@router.get("/cb/h/{dossier}/hoan")
def postpone(request: Request, actor: Reviewer, dossier: str) -> Response:
    """Putting a dossier off, on a page of its own."""
    view = office_of(request).reviews.view(actor, dossier)
    return show_office(request, "office/postpone.html.j2", actor=actor, wrong=None, **common(request, actor, view))


def card_at(request: Request, view: ReviewView, point: str) -> Card:
    """The card of a point by its id. Raises NotFoundError."""
    found = next((one for one in (*view.points, *view.fields) if one.id == point), None)
    if found is None:
        raise NotFoundError
    return card_of(found, view, desk_of(request).desk.law, f"/cb/h/{view.id}")


def common(request: Request, actor: Actor, view: ReviewView) -> dict[str, Any]:
    """What all pages of one dossier show."""
    tone, shape = SHAPES.get(view.verdict, SHAPES["review"])
    return {
        "view": view,
        "home": f"/cb/h/{view.id}",
        "tone": tone,
        "shape": shape,
        "stamp": stamp(request, view.id),
        "enough_ms": ENOUGH_MS,
        "reasons": tuple(OverrideReason),
        "mine": actor.login,
    }
