"""The radar: papers of no known edition in groups, and what may soon be another law."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.office.catalogue.catalogue import Operator, radar_of, trouble_of
from api.office.shell import office_of, show_office
from api.web.look import look_of
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.catalog import timeline_words as words
from scanpipe.errors import UsageError
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.beginning import name_of
from scanpipe.office.catalogue.radar import edition_key
from scanpipe.office.catalogue.radar_draft import draft_from
from scanpipe.office.people import Actor
from scanpipe.service import VIETNAM

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/radar"
Text = Annotated[str, Form(max_length=100)]
_DONE = frozenset({"aside", "back"})


@router.get(HOME)
def radar(request: Request, actor: Operator, xong: str = "") -> Response:
    """The page."""
    return _show(request, actor, done=xong if xong in _DONE else "")


@router.post(f"{HOME}/{{group}}/cat")
def set_aside(request: Request, actor: Operator, group: str) -> Response:
    """Nothing is to be done about these papers."""
    radar_of(request).set_aside(actor, group)
    return away(f"{HOME}?xong=aside")


@router.post(f"{HOME}/{{group}}/xem-lai")
def take_back(request: Request, actor: Operator, group: str) -> Response:
    """They are to be looked at again."""
    radar_of(request).take_back(actor, group)
    return away(f"{HOME}?xong=back")


@router.post(f"{HOME}/{{group}}/nhap")
def draft(request: Request, actor: Operator, group: str, mau: Text = "", lan: Text = "") -> Response:
    """Begin a draft from one of these papers (form `mau`, edition `lan`); then wait for it as for any other."""
    room, lan = radar_of(request), lan.strip()
    if mau not in room.desk.law.catalog.forms:
        return _show(request, actor, wrong=(group, f"mau-{group}", "radar.wrong_form"), asked=(mau, lan))
    if any(e.edition == lan for e in room.desk.law.catalog.forms[mau].editions) or _drafted(request, actor, mau, lan):
        return _show(request, actor, wrong=(group, f"lan-{group}", "radar.wrong_taken"), asked=(mau, lan))
    try:
        draft_from(room.desk, office_of(request).catalogue.errands, actor, room.group(actor, group), mau, lan)
    except UsageError:
        return _show(request, actor, wrong=(group, f"lan-{group}", "radar.wrong_edition"), asked=(mau, lan))
    return away(f"/cb/mau/moi/{mau}/{lan}")


@router.get(f"{HOME}/{{group}}/{{act}}")
def after_login(actor: Operator, group: str, act: str) -> Response:
    """Who had to log in before they did something comes back here."""
    return away(HOME)


def _drafted(request: Request, actor: Actor, form: str, edition: str) -> bool:
    """Whether there is such a draft, or there will be."""
    rooms = office_of(request).catalogue
    errand = rooms.errands.of(name_of(form, edition))
    drafts = rooms.drafting.all(actor)
    underway = errand is not None and not errand.state.over
    return underway or any((one.form, one.key) == (form, edition) for one in drafts)


def _show(
    request: Request,
    actor: Actor,
    *,
    done: str = "",
    wrong: tuple[str, str, str] | None = None,
    asked: tuple[str, str] = ("", ""),
) -> Response:
    lang, room = look_of(request).lang, radar_of(request)
    if wrong is not None and wrong[0] not in {g.id for g in room.outlook(actor).groups}:
        raise NotFoundError
    catalog = room.desk.law.catalog
    year = room.desk.now().astimezone(VIETNAM).year
    return show_office(
        request,
        "office/catalogue/radar.html.j2",
        actor=actor,
        status=200 if wrong is None else 422,
        home=HOME,
        outlook=room.outlook(actor),
        name_of=lambda key: catalog.forms[key].about.name.get(lang) or key,
        names={key: one.about.name.get(lang) or one.about.name.get("vi") or key for key, one in catalog.forms.items()},
        words=words,
        lang=lang,
        done=done,
        edition_key=lambda citation: edition_key(citation, year),
        percent=lambda share: say("radar.percent", lang, n=round(100 * share)),
        wrong=wrong,
        asked=asked,
        trouble=trouble_of(room.desk),
    )
