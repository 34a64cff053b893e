"""Rechecks: what a change of forms did to dossiers that nobody has received yet, and asking for one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.access import desk_of
from api.office.queue import BADGES
from api.office.shell import show_office
from api.staff import needs
from api.web.badges import Badge
from api.web.look import look_of
from api.web.route import PageRoute, away
from scanpipe.errors import UsageError
from scanpipe.office.catalogue.recheck import Rechecks
from scanpipe.office.people import Actor, Right

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/ra-soat"
Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
EFFECTS = {
    "new_form": Badge("fix", "!", "rechecks.new_form"),
    "look": Badge("look", "◐", "rechecks.look"),
    "unaffected": Badge("ok", "✓", "rechecks.unaffected"),
    None: Badge("todo", "○", "rechecks.waiting"),
}
"""What came of a dossier, as a shape and words."""


def rechecks_of(request: Request) -> Rechecks:
    """The rechecks behind this door."""
    found: Rechecks = request.app.state.office.catalogue.rechecks
    return found


Door = Annotated[Rechecks, Depends(rechecks_of)]


@router.get(HOME)
def all_rechecks(request: Request, door: Door, actor: Operator, khong: bool = False) -> Response:
    """The rechecks, and a form for another; `khong`: there was nothing to examine again."""
    return _list(request, door, actor, nothing=khong)


@router.post(HOME)
def ask(
    request: Request,
    door: Door,
    actor: Operator,
    mau: Annotated[str, Form(max_length=100)] = "",
    tu: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Have the dossiers of one form examined again."""
    try:
        since = dt.date.fromisoformat(tu)
    except ValueError:
        return _list(request, door, actor, wrong=("tu", "rechecks.wrong_since"), asked=(mau, tu))
    try:
        row = door.ask(actor, mau, since)
    except UsageError:
        return _list(request, door, actor, wrong=("mau", "rechecks.wrong_form"), asked=(mau, tu))
    return away(f"{HOME}/{row.id}" if row is not None else f"{HOME}?khong=1")


@router.get(f"{HOME}/{{recheck}}")
def one_recheck(request: Request, door: Door, actor: Operator, recheck: str) -> Response:
    """One recheck with the dossiers of the Center."""
    whole = door.one(actor, recheck)
    return show_office(
        request,
        "office/catalogue/recheck.html.j2",
        actor=actor,
        home=HOME,
        recheck=whole.recheck,
        lines=whole.lines,
        effects=EFFECTS,
        verdicts=BADGES,
    )


def _list(
    request: Request,
    door: Door,
    actor: Actor,
    *,
    wrong: tuple[str, str] | None = None,
    asked: tuple[str, str] = ("", ""),
    nothing: bool = False,
) -> Response:
    lang = look_of(request).lang
    forms = sorted(((form.form, form.name[lang]) for form in desk_of(request).forms()), key=lambda one: one[1])
    return show_office(
        request,
        "office/catalogue/rechecks.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        home=HOME,
        rechecks=door.all(actor),
        forms=forms,
        wrong=wrong,
        asked=asked,
        nothing=nothing,
    )
