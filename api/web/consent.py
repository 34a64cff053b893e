"""The notice before the first photo: three parts in plain view, one button, nothing ticked beforehand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.web.door import opened
from api.web.look import look_of
from api.web.render import show
from api.web.route import PageRoute, away

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/k/{code}/dong-y")
def notice(request: Request, code: str) -> Response:
    """What is done with the photos, by whom, and which rights people have."""
    check = opened(request, code)
    if check.view.consented:
        return away(check.home)
    return show(request, "consent.html.j2", check=check.view, unticked=False)


@router.post("/k/{code}/dong-y")
def agree(request: Request, code: str, doc_cho_nghe: Annotated[str, Form(max_length=10)] = "") -> Response:
    """The person agrees. A helper also says that the notice was read out."""
    check = opened(request, code)
    if look_of(request).helper and not doc_cho_nghe:
        return show(request, "consent.html.j2", status=422, check=check.view, unticked=True)
    check.desk.consent(check.key)
    return away(check.home)


@router.get("/k/{code}/khong-dong-y")
def refused(request: Request, code: str) -> Response:
    """Without consent nothing is photographed: the way with paper, and where."""
    return show(request, "refused.html.j2", check=opened(request, code).view)
