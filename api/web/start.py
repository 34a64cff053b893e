"""The start, and the pages that are the same for everybody: privacy, help, codes, and the way to the next person."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.security import forget, token_of
from api.web.look import TEAM_COOKIE, forget_look, team_name
from api.web.render import show
from api.web.route import PageRoute, away

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_CODE = re.compile(r"(?:KT)?([2-9A-HJKMNP-Z]{4})([2-9A-HJKMNP-Z]{4})")
_HELD = re.compile(r"sp_KT(\w{4})(\w{4})")


@router.get("/")
def start(request: Request, xoa: str | None = None, moi: str | None = None) -> Response:
    """Three lines, one button. `xoa` and `moi` tell that something was just cleared."""
    told = "act.delete.done" if xoa else "help.cleared" if moi else None
    return show(request, "start.html.j2", private=False, told=told)


@router.get("/rieng-tu")
def privacy(request: Request) -> Response:
    """The notice, for whoever wants to read it beforehand."""
    return show(request, "privacy.html.j2", private=False)


@router.get("/tro-giup")
def help_(request: Request) -> Response:
    """Whom to ask, and what is asked most."""
    return show(request, "help.html.j2", private=False)


@router.get("/q/{code}")
def for_officers(request: Request, code: str) -> Response:
    """Where the square code leads: the same words whether the check exists or not."""
    return show(request, "officer.html.j2", private=False, login=None)


@router.get("/ma")
def have_code(request: Request, ma: str | None = None) -> Response:
    """Opens the check of a code on the device that made it; elsewhere only the private link does."""
    if ma is None or not ma.strip():
        return show(request, "code.html.j2", trouble=None, code="")
    code = code_of(ma)
    if code is None:
        return show(request, "code.html.j2", status=422, trouble="code.shape", code="")
    if token_of(request, code) is None:
        return show(request, "code.html.j2", status=404, trouble="code.elsewhere", code=code)
    return away(f"/k/{code}")


@router.post("/doi-giup")
def team(doi: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Remembers the team of a helper, for statistics only."""
    answer = away("/?giup=1")
    if name := team_name(doi):
        answer.set_cookie(TEAM_COOKIE, name, samesite="lax", httponly=True)
    else:
        answer.delete_cookie(TEAM_COOKIE)
    return answer


@router.post("/nguoi-tiep-theo")
def next_person(request: Request) -> Response:
    """Clears what this browser holds of the former person; their check stays until they or the clock delete it."""
    answer = away("/?giup=1&moi=1")
    for name in request.cookies:
        if held := _HELD.fullmatch(name):
            forget(answer, request, f"KT-{held[1]}-{held[2]}")
    forget_look(answer)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def code_of(text: str) -> str | None:
    """
    A check code as people type it; None when it cannot be one.

    >>> code_of(" kt7m4k 92qx ")
    'KT-7M4K-92QX'
    """
    found = _CODE.fullmatch("".join(c for c in text.upper() if c.isalnum()))
    return f"KT-{found[1]}-{found[2]}" if found else None
