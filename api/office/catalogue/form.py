"""One form: its editions, what was released and by whom, and the way back to what was live before."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.office.catalogue.publish import Door, Operator, Publisher
from api.office.shell import show_office
from api.web.badges import Badge
from api.web.look import look_of
from api.web.route import PageRoute, away
from scanpipe.model import EditionStatus
from scanpipe.office.catalogue.publishing_views import FormView
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.words import PublishError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/f/{form}"
_DONE = frozenset({"published", "asked", "withdrawn", "rolled_back"})
STANDINGS = {
    EditionStatus.CURRENT: Badge("ok", "✓", "oneform.current"),
    EditionStatus.GRACE: Badge("look", "◐", "oneform.grace"),
    EditionStatus.NOT_YET: Badge("todo", "○", "oneform.not_yet"),
    EditionStatus.OUTDATED: Badge("na", "–", "oneform.outdated"),
    EditionStatus.UNKNOWN: Badge("look", "?", "oneform.unsure"),
}
"""Where an edition stands today, as a shape and words."""
KINDS = {
    "published": Badge("ok", "✓", "oneform.kind_published"),
    "rolled_back": Badge("fix", "↶", "oneform.kind_rolled_back"),
    "imported": Badge("todo", "↓", "oneform.kind_imported"),
}


@router.get(HOME)
def one_form(request: Request, door: Door, actor: Operator, form: str, xong: str | None = None) -> Response:
    """The editions, the history, and what can come back."""
    return _show(request, actor, door.form(actor, form), done=xong)


@router.post(f"{HOME}/quay-lai")
def ask_back(
    request: Request,
    door: Door,
    actor: Operator,
    form: str,
    mau: Annotated[str, Form(max_length=80)] = "",
    ly_do: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Ask that an edition come back."""
    try:
        door.ask_back(actor, form, mau, ly_do)
    except PublishError as error:
        place = "ly-do" if error.code == "rollback.no_reason" else "mau"
        wrong = (place, error.told[look_of(request).lang])
        return _show(request, actor, door.form(actor, form), wrong=wrong, asked=(mau, ly_do))
    return away(f"{HOME.format(form=form)}?xong=asked")


@router.post(f"{HOME}/quay-lai/rut")
def withdraw(door: Door, actor: Operator, form: str) -> Response:
    """Ask for it no more."""
    door.withdraw_back(actor, form)
    return away(f"{HOME.format(form=form)}?xong=withdrawn")


@router.post(f"{HOME}/quay-lai/duyet")
def approve(
    request: Request, door: Door, actor: Publisher, form: str, mot_minh: Annotated[bool, Form()] = False
) -> Response:
    """Do what was asked for."""
    try:
        door.approve_back(actor, form, alone=mot_minh)
    except PublishError as error:
        wrong = ("duyet", error.told[look_of(request).lang])
        return _show(request, actor, door.form(actor, form), wrong=wrong)
    return away(f"{HOME.format(form=form)}?xong=rolled_back")


@router.get(f"{HOME}/quay-lai")
@router.get(f"{HOME}/quay-lai/rut")
@router.get(f"{HOME}/quay-lai/duyet")
def back(actor: Operator, form: str) -> Response:
    """What was posted is not there to be looked at: its address is where it was posted from."""
    return away(HOME.format(form=form))


def _show(
    request: Request,
    actor: Actor,
    view: FormView,
    *,
    done: str | None = None,
    wrong: tuple[str, str] | None = None,
    asked: tuple[str, str] = ("", ""),
) -> Response:
    return show_office(
        request,
        "office/catalogue/form.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        view=view,
        home=HOME.format(form=view.form),
        standings=STANDINGS,
        kinds=KINDS,
        done=f"oneform.done_{done}" if done in _DONE else None,
        wrong=wrong,
        asked=asked,
        publisher=Right.PUBLISH in actor.rights,
    )
