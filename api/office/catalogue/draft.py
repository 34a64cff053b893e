"""A draft as a whole: nine steps, what of each is done and what is open, and the way to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.office.shell import office_of, show_office
from api.staff import needs
from api.web.badges import Badge
from api.web.route import PageRoute, away
from scanpipe.office.catalogue.checking import Checking, Overview
from scanpipe.office.catalogue.sides import DRAFT
from scanpipe.office.people import Actor, Right

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/n/{form}/{edition}"
Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
DONE = Badge("ok", "✓", "draft.done")
TO_DO = Badge("todo", "○", "draft.to_do")
TO_MEND = Badge("must", "!", "draft.to_mend")
TO_SEE = Badge("look", "◐", "draft.to_see")
NOT_NEEDED = Badge("na", "–", "draft.not_needed")
RUNS = Badge("todo", "…", "draft.runs")
_TOLD = frozenset({"drafted", "news", "conflict"})


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of a step: its words, and what they are filled with."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the nine steps: how it stands, what is said of it, and where it is done (address, words)."""

    name: str
    badge: Badge
    told: tuple[Told, ...] = ()
    ways: tuple[tuple[str, str], ...] = ()


def checking_of(request: Request) -> Checking:
    """Lint, tests and overviews behind this door."""
    found: Checking = office_of(request).catalogue.checking
    return found


Door = Annotated[Checking, Depends(checking_of)]


@router.get(HOME)
def page(request: Request, door: Door, actor: Operator, form: str, edition: str, xong: str | None = None) -> Response:
    """The overview."""
    view = door.overview(actor, form, edition)
    home = HOME.format(form=form, edition=edition)
    return show_office(
        request,
        "office/catalogue/draft.html.j2",
        actor=actor,
        home=home,
        draft=view.draft,
        steps=tuple(steps(view, home)),
        done=f"draft.told_{xong}" if xong in _TOLD else None,
    )


@router.post(f"{HOME}/bo")
def drop(request: Request, actor: Operator, form: str, edition: str) -> Response:
    """Throw the draft away."""
    office_of(request).catalogue.drafting.drop(actor, form, edition)
    return away("/cb/mau?xong=dropped")


@router.get(f"{HOME}/bo")
def back(actor: Operator, form: str, edition: str) -> Response:
    """What was posted is not there to be looked at."""
    return away(HOME.format(form=form, edition=edition))


def steps(view: Overview, home: str) -> Iterator[Step]:
    """The nine steps of a new edition, in order."""
    draft = view.draft
    yield Step("begun", DONE, (_begun(view),))
    yield _guesses(view, home)
    yield _carried(view)
    yield Step(
        "edit",
        TO_MEND if draft.edition is None else DONE,
        _edited(view),
        ((f"{home}/sua", "draft.way_edit"), (f"{home}/sua?the=yaml", "draft.way_yaml")),
    )
    yield _compared(view)
    yield _linted(view, home)
    yield _tested(view, home)
    ready = draft.edition is not None and not draft.about.unseen and not view.looked.errors and view.tried.passed
    waits = Told("draft.publish_ready" if ready else "draft.publish_waits")
    yield Step("publish", TO_DO, (waits,), ((f"{home}/dang", "draft.way_publish"),))
    yield Step("recheck", TO_DO, (Told("draft.recheck_later"),), ((f"{home}/thu", "draft.way_shadow"),))


def _begun(view: Overview) -> Told:
    about = view.draft.about
    params: dict[str, Any] = {"who": about.made_by, "when": about.made_at}
    if about.source_name is None:
        return Told("draft.begun_by", params)
    return Told("draft.begun_from", {"file": about.source_name, **params})


def _guesses(view: Overview, home: str) -> Step:
    left = sum(view.unseen.values())
    if not view.draft.about.guesses:
        return Step("guesses", NOT_NEEDED, (Told("draft.guesses_none"),))
    if not left:
        return Step("guesses", DONE, (Told("draft.guesses_seen", {"n": len(view.draft.about.guesses)}),))
    told = [Told("draft.guesses_left", {"n": left, "of": len(view.draft.about.guesses)})]
    told += [Told(f"draft.guesses_{sure}", {"n": n}) for sure, n in view.unseen.items() if n]
    return Step("guesses", TO_SEE, tuple(told), ((f"{home}/sua", "draft.way_see"),))


def _carried(view: Overview) -> Step:
    guesses = view.draft.about.guesses
    if view.draft.about.previous is None:
        return Step("carried", NOT_NEEDED, (Told("draft.carried_none"),))
    count = {what: sum(guess.what == what for guess in guesses) for what in ("added", "gone")}
    fields = len(view.draft.edition.fields) if view.draft.edition else 0
    params = {"edition": view.draft.about.previous, "n": fields - count["added"], **count}
    return Step("carried", DONE, (Told("draft.carried", params),))


def _edited(view: Overview) -> tuple[Told, ...]:
    draft = view.draft
    if draft.edition is None:
        return (Told("draft.broken"),)
    fields = Told("draft.fields", {"n": len(draft.edition.fields), "pages": draft.edition.pages})
    if not draft.about.edited_by:
        return (fields,)
    return fields, Told("draft.edited_by", {"who": ", ".join(draft.about.edited_by)})


def _compared(view: Overview) -> Step:
    draft = view.draft
    if view.follows is None:
        return Step("compare", NOT_NEEDED, (Told("draft.compare_none"),))
    address = f"/cb/mau/so/{draft.form}?cu={view.follows}&moi={DRAFT}{draft.key}"
    told = Told("draft.news_there" if view.news else "draft.news_missing", {"edition": view.follows})
    return Step("compare", DONE if view.news else TO_DO, (told,), ((address, "draft.way_compare"),))


def _linted(view: Overview, home: str) -> Step:
    looked, way = view.looked, ((f"{home}/kiem", "draft.way_lint"),)
    if looked.trouble is not None:
        return Step("lint", TO_MEND, (Told("draft.lint_trouble"),), way)
    told = Told("draft.lint_told", {"errors": looked.errors, "warnings": looked.warnings})
    return Step("lint", TO_MEND if looked.errors else DONE, (told,), way)


def _tested(view: Overview, home: str) -> Step:
    tried, way = view.tried, ((f"{home}/kiem#thu", "draft.way_test"),)
    if tried.errand is not None and not tried.errand.state.over:
        return Step("test", RUNS, (Told("draft.test_runs"),), way)
    if tried.trouble is not None or tried.report is None:
        return Step("test", TO_DO, (Told("draft.test_never"),), way)
    if tried.stale:
        return Step("test", TO_DO, (Told("draft.test_stale"),), way)
    rows = len(tried.report.rows)
    told = Told("draft.test_told", {"ok": rows - tried.wrong, "rows": rows})
    return Step("test", DONE if tried.passed else TO_MEND, (told,), way)
