"""Deleting everything now: asked once, then done."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.security import forget
from api.web.door import opened
from api.web.render import show
from api.web.route import PageRoute, away

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/k/{code}/xoa")
def ask(request: Request, code: str) -> Response:
    """It cannot be undone, and the button says what it does."""
    check = opened(request, code)
    return show(request, "erase.html.j2", check=check.view, home=check.home)


@router.post("/k/{code}/xoa")
def erase(request: Request, code: str) -> Response:
    """Photos, what was read, and results: all gone, and this browser forgets the code."""
    check = opened(request, code)
    check.desk.erase(check.key)
    answer = away("/?xoa=1")
    forget(answer, request, check.view.code)
    return answer
