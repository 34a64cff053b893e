"""Pictures of a check and the blank filled with what was read: made anew, for the owner. Before the notice: none."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.web.door import key_of
from api.web.look import look_of
from api.web.render import PRIVATE
from api.web.route import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)

WIDEST_PX = 2000


@router.get("/k/{code}/anh/{page_id}")
def picture(
    request: Request,
    code: str,
    page_id: str,
    view: Literal["original", "straight", "annotated"] = "straight",
    w: Annotated[int, Query(ge=48, le=WIDEST_PX)] = 1000,
) -> Response:
    """One page as JPEG, at most `w` pixels wide."""
    desk, key = key_of(request, code)
    data = desk.page_picture(key, page_id, view, w, look_of(request).lang)
    return Response(data, media_type="image/jpeg", headers=PRIVATE)


@router.get("/k/{code}/cat/{finding_id}.png")
def crop(request: Request, code: str, finding_id: str) -> Response:
    """The place that a finding is about."""
    desk, key = key_of(request, code)
    return Response(desk.crop(key, finding_id), media_type="image/png", headers=PRIVATE)


@router.get("/k/{code}/mau/{document}.pdf")
def carried(request: Request, code: str, document: int) -> Response:
    """The form in force, filled with what was read from the old one."""
    desk, key = key_of(request, code)
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="mau-dien-san.pdf"'}
    return Response(desk.carried_blank(key, document), media_type="application/pdf", headers=headers)
