"""Choosing a procedure, or saying that one does not know: a check begins here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.rates import Rate, spend
from api.security import remember
from api.web.door import desk_of
from api.web.look import look_of
from api.web.render import show
from api.web.route import PageRoute, away
from scanpipe.findings import Lang
from scanpipe.intake.views import ProcedureView

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/k/new")
def choose(request: Request, q: str | None = None) -> Response:
    """The procedures in their groups, or those that a search finds."""
    words = (q or "").strip()[:100]
    found = desk_of(request).procedures(words or None)
    return show(
        request,
        "choose.html.j2",
        private=False,
        words=words,
        groups=grouped(found, look_of(request).lang),
        count=len(found),
        action="/k/new",
        back="/",
    )


@router.post("/k/new", dependencies=[Depends(spend(Rate.CREATE))])
def begin(request: Request, thu_tuc: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Makes the check and leads to the notice. An empty choice means: not sure."""
    look = look_of(request)
    new = desk_of(request).create(
        lang=look.lang,
        procedure=thu_tuc or None,
        as_of=None,
        helper=look.helper,
        team=look.team if look.helper else None,
    )
    answer = away(f"/k/{new.code}/dong-y")
    # Where several people use one device, nothing of a check outlives the browser's window.
    if look.helper:
        remember(answer, request, new.code, new.token, keep_s=None)
    else:
        remember(answer, request, new.code, new.token)
    return answer


def grouped(procedures: Sequence[ProcedureView], lang: Lang) -> dict[str, list[ProcedureView]]:
    """By the name of their group, in the order in which they come."""
    groups: dict[str, list[ProcedureView]] = {}
    for procedure in procedures:
        groups.setdefault(procedure.group[lang], []).append(procedure)
    return groups
