"""The audit as people read it: the timeline of a dossier, and the newest lines of the Center."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api import words
from api.office import told
from api.office.shell import office_of, show_office
from api.staff import Staff, needs
from api.web.look import look_of
from api.web.route import PageRoute
from api.words import say
from scanpipe.findings import Lang
from scanpipe.office.people import Actor, Right, Role
from scanpipe.office.trail import AuditView
from scanpipe.office.trail_lines import By, TrailLine
from scanpipe.office.views import OverrideReason

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ROLE = re.compile(rf"\b(?:{'|'.join(Role)})\b")

Auditor = Annotated[Actor, Depends(needs(Right.AUDIT))]


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line in words. `change` is before and after, either None; `more` are further sentences; `made` says what read
    or decided it: edition and engine.
    """

    moment: str
    who: str
    did: str
    about: str
    change: tuple[str | None, str | None]
    more: tuple[str, ...]
    made: str
    seq: int | None
    dossier: str | None = None
    code: str | None = None


@router.get("/cb/h/{dossier}/nk")
def timeline(request: Request, actor: Staff, dossier: str) -> Response:
    """Everything that happened with a dossier, newest first."""
    view = office_of(request).trail.of(actor, dossier)
    lang = look_of(request).lang
    return show_office(
        request,
        "office/trail.html.j2",
        actor=actor,
        view=view,
        lines=[_of_dossier(line, lang) for line in view.lines],
        review=f"/cb/h/{view.id}" if Right.REVIEW in actor.rights else None,
    )


@router.get("/cb/nk")
def newest(
    request: Request, actor: Auditor, truoc: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> Response:
    """The newest lines of the Center; `truoc` shows those before a line."""
    page = office_of(request).trail.newest(actor, before=truoc)
    lang = look_of(request).lang
    return show_office(
        request,
        "office/trail_center.html.j2",
        actor=actor,
        lines=[_of_center(line, lang) for line in page.lines],
        older=f"/cb/nk?truoc={page.next}" if page.next else None,
        later="/cb/nk" if truoc else None,
    )


def _of_dossier(line: TrailLine, lang: Lang) -> Line:
    return Line(
        moment=told.moment(line.at),
        who=_who(line.by, line.who, lang),
        did=_did(line.action, line.told, lang),
        about=line.about[lang],
        change=(line.told.get("before"), line.told.get("after")),
        more=_more(line.told, line.reason, lang),
        made=" · ".join(part for part in (line.edition, line.engine) if part),
        seq=line.seq,
    )


def _of_center(line: AuditView, lang: Lang) -> Line:
    return Line(
        moment=told.moment(line.at),
        who=_who(line.by, line.who, lang),
        did=_did(line.action, line.told, lang),
        about="" if line.dossier else _with_roles(line.subject, lang),
        change=(None, None),
        more=_more({}, line.reason, lang),
        made="",
        seq=line.seq,
        dossier=line.dossier,
        code=line.code,
    )


def _with_roles(subject: str, lang: Lang) -> str:
    """An account, then its roles in words."""
    account, _, rest = subject.partition(" ")
    return " ".join(
        (account, _ROLE.sub(lambda found: say(f"staff.role_{found[0]}", lang), rest.replace(",", ", ")))
    ).strip()


def _who(by: By, who: str, lang: Lang) -> str:
    return who or say(f"trail.by_{by.value}", lang)


def _did(action: str, particulars: Mapping[str, str], lang: Lang) -> str:
    if action == "examined":
        verdict = particulars.get("verdict", "")
        counts = {name: particulars.get(name, "0") for name in ("must", "check")}
        return say("trail.a_examined", lang, verdict=_said(f"trail.v_{verdict}", verdict, lang), **counts)
    return _said(f"trail.a_{action}", say("trail.a_other", lang, action=action), lang)


def _more(particulars: Mapping[str, str], reason: str | None, lang: Lang) -> tuple[str, ...]:
    """Reason, note and other particulars, a sentence each."""
    more = []
    if reason:
        form = "trail.reason" if reason in tuple(OverrideReason) else "trail.how"
        more.append(say(form, lang, reason=_said(f"trail.r_{reason}", reason, lang)))
    for name in ("note", "until", "deadline", "official_code", "fields", "differing", "probability"):
        if name in particulars:
            more.append(say(f"trail.{name}", lang, value=_told(name, particulars[name], lang)))
    return tuple(more)


def _told(name: str, value: str, lang: Lang) -> str:
    if name == "until":
        return told.moment(dt.datetime.fromisoformat(value))
    if name == "deadline":
        return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
    return value.replace(".", ",") if name == "probability" and lang == "vi" else value


def _said(key: str, otherwise: str, lang: Lang) -> str:
    """The words of that key when the table has it: rooms of the house that come later act, too."""
    known = words.keys()
    return say(key, lang) if key in known else otherwise
