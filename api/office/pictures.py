"""Pictures of a dossier under review, drawn anew for whoever may see it; and a field's place on the form in force."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access import desk_of
from api.office.cards import Card
from api.office.review import card_at, common
from api.office.shell import office_of, show_office
from api.staff import needs
from api.web.render import PRIVATE
from api.web.route import PageRoute
from scanpipe.intake.errors import NotFoundError
from scanpipe.model import Box
from scanpipe.office.people import Actor, Right
from scanpipe.office.pictures import BlankPlace, Pictures
from scanpipe.office.views import ReviewView

router = APIRouter(route_class=PageRoute, include_in_schema=False)

WIDEST_PX = 2000
Reader = Annotated[Actor, Depends(needs(Right.READ))]


@router.get("/cb/h/{dossier}/trang/{page}/anh")
def picture(
    request: Request,
    actor: Reader,
    dossier: str,
    page: str,
    view: Literal["original", "straight"] = "straight",
    w: Annotated[int, Query(ge=48, le=WIDEST_PX)] = 1400,
) -> Response:
    """One page (by its id) as JPEG, at most `w` pixels wide."""
    data = pictures_of(request).page(actor, dossier, page, view, w)
    return Response(data, media_type="image/jpeg", headers=PRIVATE)


@router.get("/cb/h/{dossier}/trang/{page}/cat")
def cutting(
    request: Request,
    actor: Reader,
    dossier: str,
    page: str,
    o: Annotated[str, Query(pattern=r"^[01]\.\d{1,6}(,[01]\.\d{1,6}){3}$")],
) -> Response:
    """
    A place of a page, cut out: left, top, width and height as shares of it.

    Whoever may see the page may see any part of it, so nothing else is looked up: a review asks for many at once.
    """
    data = pictures_of(request).crop(actor, dossier, page, Box(*(float(share) for share in o.split(","))))
    return Response(data, media_type="image/jpeg", headers=PRIVATE)


@router.get("/cb/h/{dossier}/diem/{point}/anh")
def crop(request: Request, actor: Reader, dossier: str, point: str) -> Response:
    """The place of a point, cut out."""
    seen = card_at(request, office_of(request).reviews.view(actor, dossier), point).point
    if seen.page_id is None or seen.box is None:
        raise NotFoundError
    data = pictures_of(request).crop(actor, dossier, seen.page_id, seen.box)
    return Response(data, media_type="image/jpeg", headers=PRIVATE)


@router.get("/cb/h/{dossier}/diem/{point}/mau")
def on_blank(request: Request, actor: Reader, dossier: str, point: str) -> Response:
    """Where the field stands on the form in force, or that it does not."""
    view = office_of(request).reviews.view(actor, dossier)
    card = card_at(request, view, point)
    place: BlankPlace | None = None
    try:
        place = _place(request, view, card)
    except NotFoundError:
        place = None
    return show_office(
        request,
        "office/on_blank.html.j2",
        actor=actor,
        card=card,
        place=place,
        form=_form(view, card),
        **common(request, actor, view),
    )


@router.get("/cb/h/{dossier}/diem/{point}/mau/anh")
def blank_picture(request: Request, actor: Reader, dossier: str, point: str) -> Response:
    """The page of the blank with the field's place marked, as JPEG."""
    view = office_of(request).reviews.view(actor, dossier)
    place = _place(request, view, card_at(request, view, point))
    return Response(place.picture, media_type="image/jpeg", headers=PRIVATE)


def pictures_of(request: Request) -> Pictures:
    """Who draws them."""
    return Pictures(desk_of(request).desk)


def _place(request: Request, view: ReviewView, card: Card) -> BlankPlace:
    form = _form(view, card)
    if form is None or card.point.key is None:
        raise NotFoundError
    return pictures_of(request).blank_place(form, card.point.key, view.as_of)


def _form(view: ReviewView, card: Card) -> str | None:
    """The form that the point's paper is of."""
    paper = next((d for d in view.documents if d.number == card.point.document), None)
    return paper.edition.form if paper and paper.edition else None
