"""How far the check is, page by page. Without scripts the page asks again by itself."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.web.door import agreed
from api.web.render import show
from api.web.route import PageRoute, away

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/k/{code}/tien-do")
def progress(request: Request, code: str, manh: str | None = None) -> Response:
    """The stages of all pages; `manh` asks for the list alone, for a script that puts it in place."""
    check = agreed(request, code)
    if manh is not None:
        return show(request, "parts/stages.html.j2", check=check.view, home=check.home)
    if not check.view.pages:
        return away(check.home)
    if check.view.examined:
        return away(f"{check.home}/kq#ket-qua")
    return show(request, "progress.html.j2", check=check.view, home=check.home)
