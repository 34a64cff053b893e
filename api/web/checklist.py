"""The checklist of a dossier, with the two ways to add pages to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.problem_table import Sentence
from api.security import remember, token_of
from api.web import badges
from api.web.badges import Badge
from api.web.choose import grouped
from api.web.door import Opened, agreed, desk_of
from api.web.house import house_of
from api.web.look import look_of
from api.web.render import show
from api.web.route import PageRoute, away
from scanpipe.findings import Lang
from scanpipe.intake.views import ChecklistLineView, CheckView

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A paper of the procedure: how it stands, where its row leads, and from when on its form is in force."""

    line: ChecklistLineView
    badge: Badge
    href: str
    in_force_from: str | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What became of one file that was not taken: what happened and what to do."""

    title: str
    fix: str

    @classmethod
    def of(cls, words: dict[Lang, Sentence], lang: Lang) -> Trouble:
        """In that language."""
        return cls(words[lang].t, words[lang].f)


@router.get("/k/{code}")
def checklist(
    request: Request,
    code: str,
    t: str | None = None,
    giay: str | None = None,
    them: str | None = None,
    bo: int | None = None,
) -> Response:
    """
    Which papers are needed and how they stand. `t` is the token of a private link, `giay` the paper that the next
    photo is of; `them` (ids of pages) and `bo` (a number) tell what was just done.
    """
    if t is not None:
        return _by_link(request, code, t)
    check = agreed(request, code)
    told = None
    if them is not None:
        told = [page for page in check.view.pages if page.id in them.split(",")]
    return show_checklist(request, check, paper=giay, added=told, removed=bo)


@router.post("/k/{code}/khong-can")
def not_needed(
    request: Request,
    code: str,
    giay: Annotated[str, Form(max_length=100)],
    can: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Notes that the dossier does not need that paper, or (`can`) needs it after all."""
    check = agreed(request, code)
    check.desk.not_needed(check.key, giay, needed=bool(can))
    return away(f"{check.home}#giay-to")


@router.get("/k/{code}/thu-tuc")
def choose_again(request: Request, code: str, q: str | None = None) -> Response:
    """Another procedure for the same pages."""
    check = agreed(request, code)
    words = (q or "").strip()[:100]
    found = check.desk.procedures(words or None)
    return show(
        request,
        "choose.html.j2",
        words=words,
        groups=grouped(found, look_of(request).lang),
        count=len(found),
        action=f"{check.home}/thu-tuc",
        back=check.home,
    )


@router.post("/k/{code}/thu-tuc")
def choose(request: Request, code: str, thu_tuc: Annotated[str, Form(max_length=100)] = "") -> Response:
    """The person says which procedure it is; nothing is chosen for them."""
    check = agreed(request, code)
    if thu_tuc:
        check.desk.choose(check.key, procedure=thu_tuc)
    return away(check.home)


def show_checklist(
    request: Request,
    check: Opened,
    *,
    paper: str | None = None,
    added: Sequence[object] | None = None,
    removed: int | None = None,
    troubles: Sequence[Trouble] = (),
    status: int = 200,
) -> Response:
    """The page, with what was just done or could not be done."""
    view = check.view
    lines = [_line(line, view, check.home) for line in view.checklist]
    return show(
        request,
        "checklist.html.j2",
        status=status,
        check=view,
        home=check.home,
        lines=lines,
        done=sum(badges.settled(line.badge) for line in lines),
        paper=next((line.line for line in lines if line.line.paper == paper), None),
        added=added,
        removed=removed,
        troubles=troubles,
        link=private_link(request, view),
    )


def private_link(request: Request, view: CheckView) -> str:
    """The address with which the person opens the check on any device; only for their own eyes."""
    return f"{house_of(request).base}/k/{view.code}?t={token_of(request, view.code)}"


def _by_link(request: Request, code: str, token: str) -> Response:
    """Keeps the proof that the link holds, and goes on without it in the address."""
    key = desk_of(request).open(code, token)
    answer = away(f"/k/{key.code}")
    remember(answer, request, key.code, token)
    return answer


def _line(line: ChecklistLineView, view: CheckView, home: str) -> Line:
    pages = [page for page in view.pages if page.number in line.pages]
    papers = [paper for paper in view.documents if set(paper.pages) & set(line.pages)]
    begins = next((p.edition.effective_from for p in papers if p.edition and p.edition.status == "current"), None)
    href = f"{home}/p/{pages[0].id}" if pages else f"{home}?giay={line.paper}#chup"
    return Line(line, badges.of_line(line, view), href, f"{begins:%d/%m/%Y}" if begins else None)
