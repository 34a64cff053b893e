"""Publishing a draft: from which day, who approves, what citizens will see, and what keeps it from being published."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from api.office.shell import office_of, show_office
from api.staff import needs
from api.web.look import look_of
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.catalog.diff_words import summary
from scanpipe.findings import FINDINGS, Lang
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.publishing import Publishing
from scanpipe.office.catalogue.publishing_views import PublishView
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.gates import authors
from scanpipe.publishing.words import PublishError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

DRAFT = "/cb/mau/n/{form}/{edition}"
Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
Publisher = Annotated[Actor, Depends(needs(Right.PUBLISH))]
Day = Annotated[str, Form(max_length=20)]
Etag = Annotated[str, Form(max_length=64)]
STEPS = {"well_formed": "sua", "lint": "kiem", "seen": "sua", "trial": "kiem"}
"""Where a closed gate is opened: the last part of the address of that step."""
_DONE = frozenset({"proposed", "withdrawn"})


def publishing_of(request: Request) -> Publishing:
    """Publications and rollbacks behind this door."""
    found: Publishing = office_of(request).catalogue.publishing
    return found


Door = Annotated[Publishing, Depends(publishing_of)]


@router.get(f"{DRAFT}/dang")
def page(
    request: Request,
    door: Door,
    actor: Operator,
    form: str,
    edition: str,
    ngay: str | None = None,
    den: str | None = None,
    xong: str | None = None,
) -> Response:
    """The page; with `ngay` and `den` as it would be for these days."""
    try:
        view = door.view(actor, form, edition, on=day(ngay), until=day(den))
    except NotFoundError:
        return _after_all(door, actor, form, edition)
    return _show(request, actor, view, done=xong)


@router.post(f"{DRAFT}/dang/de-nghi")
def propose(
    request: Request,
    door: Door,
    actor: Operator,
    form: str,
    edition: str,
    ngay: Day = "",
    den: Day = "",
    etag: Etag = "",
) -> Response:
    """Propose it for a day."""
    on, until = day(ngay), day(den)
    lang = look_of(request).lang
    wrong: tuple[str, str] | None = None
    if on is None:
        wrong = ("ngay", say("publish.wrong_day", lang))
    elif den.strip() and until is None:
        wrong = ("den", say("publish.wrong_day", lang))
    else:
        try:
            door.propose(actor, form, edition, on=on, until=until, etag=etag)
        except PublishError as error:
            wrong = ("den" if error.code.startswith("gate.until") else "ngay", error.told[lang])
    if wrong is None:
        return away(f"{DRAFT.format(form=form, edition=edition)}/dang?xong=proposed")
    view = door.view(actor, form, edition, on=on, until=until)
    return _show(request, actor, view, wrong=wrong, asked=(ngay, den))


@router.post(f"{DRAFT}/dang/rut")
def withdraw(door: Door, actor: Operator, form: str, edition: str) -> Response:
    """Propose it no more."""
    door.withdraw(actor, form, edition)
    return away(f"{DRAFT.format(form=form, edition=edition)}/dang?xong=withdrawn")


@router.post(f"{DRAFT}/dang/duyet")
def approve(
    request: Request,
    door: Door,
    actor: Publisher,
    form: str,
    edition: str,
    etag: Etag = "",
    ngay: Day = "",
    den: Day = "",
    mot_minh: Annotated[bool, Form()] = False,
) -> Response:
    """Publish what is proposed."""
    try:
        door.approve(actor, form, edition, etag=etag, days=(day(ngay), day(den)), alone=mot_minh)
    except NotFoundError:
        return _after_all(door, actor, form, edition)
    except PublishError as error:
        view = door.view(actor, form, edition)
        return _show(request, actor, view, wrong=("", error.told[look_of(request).lang]))
    return away(f"/cb/mau/f/{form}?xong=published")


@router.get(f"{DRAFT}/dang/de-nghi")
@router.get(f"{DRAFT}/dang/rut")
@router.get(f"{DRAFT}/dang/duyet")
def back(actor: Operator, form: str, edition: str) -> Response:
    """What was posted is not there to be looked at: its address is where it was posted from."""
    return away(f"{DRAFT.format(form=form, edition=edition)}/dang")


def _after_all(door: Publishing, actor: Actor, form: str, edition: str) -> Response:
    """Where to go from a draft that is gone: to its form, when it was published a moment ago. Raises NotFoundError."""
    if any(one.edition == edition and one.kind == "published" for one in door.releases(actor, form)[:1]):
        return away(f"/cb/mau/f/{form}?xong=published")
    raise NotFoundError


def day(text: str | None) -> dt.date | None:
    """A day as a form sends it; None for nothing, and for what is no day."""
    try:
        return dt.date.fromisoformat((text or "").strip())
    except ValueError:
        return None


def citizens_read(view: PublishView, lang: Lang) -> dict[str, Any] | None:
    """What citizens with a paper of the edition before are told: until its last day, and after; None without a day."""
    if view.on is None or view.before is None:
        return None
    until = view.until if view.until and view.until >= view.on else None
    since = until + dt.timedelta(days=1) if until else view.on
    shown = {"since": f"{since:%d/%m/%Y}", "from": f"{view.on:%d/%m/%Y}"}
    old = FINDINGS["edition.outdated"].wording(lang)
    told: dict[str, Any] = {"since": since, "title": old.title.format(**shown), "fix": old.fix.format(**shown)}
    told["grace"] = None
    if until:
        grace = FINDINGS["edition.grace"].wording(lang)
        told["grace"] = (grace.title.format(accept_until=f"{until:%d/%m/%Y}"), grace.fix)
    return told


def _show(
    request: Request,
    actor: Actor,
    view: PublishView,
    *,
    done: str | None = None,
    wrong: tuple[str, str] | None = None,
    asked: tuple[str, str] | None = None,
) -> Response:
    lang = look_of(request).lang
    home = DRAFT.format(form=view.draft.form, edition=view.draft.key)
    return show_office(
        request,
        "office/catalogue/publish.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        view=view,
        home=home,
        steps={name: f"{home}/{step}" for name, step in STEPS.items()},
        reads=citizens_read(view, lang),
        new=summary(view.difference, lang) if view.difference else None,
        done=f"publish.done_{done}" if done in _DONE else None,
        wrong=wrong,
        asked=asked or (view.on.isoformat() if view.on else "", view.until.isoformat() if view.until else ""),
        why_not=_why_not(view, actor, lang),
        door_alone=view.alone and view.may_approve,
        eve=view.on - dt.timedelta(days=1) if view.on else None,
        makers=authors(view.draft),
    )


def _why_not(view: PublishView, actor: Actor, lang: Lang) -> str | None:
    """Why the button cannot be used by the one who looks; None when it can."""
    shut = [gate for gate in view.gates if not gate.ok]
    if shut:
        return say("publish.shut", lang, why=shut[0].told[lang])
    if view.proposal is None:
        return say("publish.no_proposal", lang)
    if (view.on, view.until) != (view.proposal.on, view.proposal.accepted_until):
        return say("publish.other_day", lang, on=f"{view.proposal.on:%d/%m/%Y}")
    if Right.PUBLISH not in actor.rights:
        return say("publish.no_right", lang)
    if not view.may_approve:
        return say("publish.own_draft", lang, who=actor.login)
    return None
