"""The shadow run of a draft: recent dossiers as they would stand if it were in force; begun here, told on reload."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response

from api.office.queue import BADGES
from api.office.shell import office_of, show_office
from api.staff import needs
from api.web.route import PageRoute, away
from scanpipe.errors import FormDataError
from scanpipe.intake.errors import StateError
from scanpipe.office.catalogue.shadow import Shadow
from scanpipe.office.people import Actor, Right
from scanpipe.service import VIETNAM

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/n/{form}/{edition}/thu"
Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]


def shadow_of(request: Request) -> Shadow:
    """The shadow runs behind this door."""
    found: Shadow = request.app.state.office.catalogue.shadow
    return found


Door = Annotated[Shadow, Depends(shadow_of)]


@router.get(HOME)
def shadow(request: Request, door: Door, actor: Operator, form: str, edition: str) -> Response:
    """Where the run stands, and what the last one found."""
    return _page(request, door, actor, form, edition)


@router.post(HOME)
def start(
    request: Request,
    door: Door,
    actor: Operator,
    form: str,
    edition: str,
    ngay: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Begin a run for a day."""
    try:
        door.start(actor, form, edition, dt.date.fromisoformat(ngay))
    except FormDataError as error:
        return _page(request, door, actor, form, edition, wrong=("shadow.wrong_draft", str(error)), day=ngay)
    except StateError:
        return _page(request, door, actor, form, edition, wrong=("shadow.wrong_busy", None), day=ngay)
    except ValueError:
        return _page(request, door, actor, form, edition, wrong=("shadow.wrong_day", None), day=ngay)
    return away(_home(form, edition))


@router.post(f"{HOME}/dung")
def stop(door: Door, actor: Operator, form: str, edition: str) -> Response:
    """End it; what it found so far is kept."""
    door.stop(actor, form, edition)
    return away(_home(form, edition))


@router.get(f"{HOME}/dung")
def back(actor: Operator, form: str, edition: str) -> Response:
    """What was posted is not there to be looked at."""
    return away(_home(form, edition))


def _page(
    request: Request,
    door: Shadow,
    actor: Actor,
    form: str,
    edition: str,
    *,
    wrong: tuple[str, str | None] | None = None,
    day: str = "",
) -> Response:
    view = door.view(actor, form, edition)
    draft = office_of(request).catalogue.drafting.get(actor, form, edition)
    begins = draft.edition.effective_from if draft.edition else None
    tomorrow = door.desk.now().astimezone(VIETNAM).date() + dt.timedelta(days=1)
    return show_office(
        request,
        "office/catalogue/shadow.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        home=_home(form, edition),
        draft_home=_home(form, edition).rpartition("/")[0],
        name=f"{form}@{edition}",
        view=view,
        day=day or (begins or tomorrow).isoformat(),
        wrong=wrong,
        verdicts=BADGES,
        codes=sorted({*view.report.appeared, *view.report.vanished}) if view.report else [],
    )


def _home(form: str, edition: str) -> str:
    return HOME.format(form=quote(form, safe=""), edition=quote(edition, safe=""))
