"""Lint and test of a draft: every problem with its place, the report of the last test, and the button for another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.office.catalogue.draft import HOME, Door, Operator, checking_of
from api.office.shell import office_of, show_office
from api.web.badges import Badge
from api.web.look import look_of
from api.web.route import PageRoute, away
from scanpipe.catalog.problem import Problem
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.people import Actor
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.draft_errors import Conflict
from scanpipe.trials.report import Outcome, Row

router = APIRouter(route_class=PageRoute, include_in_schema=False)

SEVERITIES = {
    "error": Badge("must", "!", "lint.error"),
    "warning": Badge("look", "◐", "lint.warning"),
    "info": Badge("na", "–", "lint.info"),
}
OUTCOMES = {
    Outcome.OK: Badge("ok", "✓", "lint.row_ok"),
    Outcome.ASKED: Badge("look", "?", "lint.row_asked"),
    Outcome.EXCUSED: Badge("na", "–", "lint.row_excused"),
    Outcome.WRONG: Badge("must", "!", "lint.row_wrong"),
    Outcome.SKIPPED: Badge("na", "–", "lint.row_skipped"),
}
_FIRST = (Outcome.WRONG, Outcome.ASKED, Outcome.SKIPPED, Outcome.EXCUSED, Outcome.OK)
_TOLD = frozenset({"testing", "unproven", "conflict"})


@router.get(f"{HOME}/kiem")
def page(request: Request, door: Door, actor: Operator, form: str, edition: str, xong: str | None = None) -> Response:
    """Both, as they are now."""
    draft: Draft = office_of(request).catalogue.drafting.get(actor, form, edition)
    home = HOME.format(form=form, edition=edition)
    tried = door.tried(actor, form, edition)
    rows = tried.report.rows if tried.report else ()
    return show_office(
        request,
        "office/catalogue/check.html.j2",
        actor=actor,
        home=home,
        draft=draft,
        looked=door.looked(actor, form, edition),
        severities=SEVERITIES,
        tried=tried,
        rows=sorted(rows, key=_rank),
        outcomes=OUTCOMES,
        place=lambda problem: _place(problem, draft, home),
        done=f"lint.told_{xong}" if xong in _TOLD else None,
    )


@router.post(f"{HOME}/kiem/thu")
def test(request: Request, actor: Operator, form: str, edition: str) -> Response:
    """Have it tested."""
    checking_of(request).test(actor, form, edition, lang=look_of(request).lang)
    return away(f"{HOME.format(form=form, edition=edition)}/kiem?xong=testing#thu")


@router.post(f"{HOME}/kiem/hoi")
def never_accuse(
    request: Request, actor: Operator, form: str, edition: str, etag: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Put what the test proposes into `unproven`."""
    return away(f"{HOME.format(form=form, edition=edition)}/kiem?xong={_excused(request, actor, form, edition, etag)}")


@router.get(f"{HOME}/kiem/thu")
@router.get(f"{HOME}/kiem/hoi")
def back(actor: Operator, form: str, edition: str) -> Response:
    """What was posted is not there to be looked at."""
    return away(f"{HOME.format(form=form, edition=edition)}/kiem")


def _excused(request: Request, actor: Actor, form: str, edition: str, etag: str) -> str:
    door = checking_of(request)
    proposed = door.tried(actor, form, edition).proposed
    if not proposed:
        raise NotFoundError
    try:
        door.never_accuse(actor, form, edition, proposed, etag=etag)
    except Conflict:
        return "conflict"
    return "unproven"


def _rank(row: Row) -> int:
    return _FIRST.index(row.outcome)


def _place(problem: Problem, draft: Draft, home: str) -> tuple[str | None, str]:
    """Where a problem is mended (None: not on a page), and its file and line for people who have the folder."""
    name = f"{problem.file.name}:{problem.line}" if problem.file else ""
    if problem.file is None or problem.file.parent != draft.folder:
        return None, name
    known = {spec.key for spec in draft.edition.fields} if draft.edition else set()
    return (f"{home}/sua?muc={problem.key}" if problem.key in known else f"{home}/sua?the=yaml"), name
