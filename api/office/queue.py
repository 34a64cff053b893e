"""The list of dossiers: heaps, filter, order, and one line for each dossier. Nothing in it names a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.access import desk_of
from api.office import filters, told
from api.office.keymap import QUEUE
from api.office.shell import keys_of, office_of, show_office, ways
from api.staff import Staff, needs
from api.web.badges import Badge
from api.web.look import look_of
from api.web.route import PageRoute, away
from scanpipe.findings import Lang
from scanpipe.intake.views import ProcedureView, Words
from scanpipe.office.people import Actor, Right
from scanpipe.office.views import Filter, QueueLine, QueueView, Sort, Tab

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reader = Annotated[Actor, Depends(needs(Right.READ))]

BADGES = {
    "submit": Badge("ok", "✓", "queue.v_submit"),
    "correct": Badge("fix", "✎", "queue.v_correct"),
    "rescan": Badge("unread", "▦", "queue.v_rescan"),
    "review": Badge("look", "◐", "queue.v_review"),
}
"""How the list tells a verdict: a shape and a word; colour repeats them."""

COLUMNS = (
    (Sort.CODE, "queue.code", ""),
    (None, "queue.procedure", ""),
    (None, "queue.verdict", ""),
    (Sort.POINTS, "queue.points", "num"),
    (Sort.AGE, "queue.age", "num"),
    (Sort.DUE, "queue.due", "num"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier as the list shows it. `mine` is whether it is the officer's own."""

    line: QueueLine
    address: str
    badge: Badge
    age: str
    due: told.Due
    mine: bool
    locked: bool
    """Somebody else has it open: it can be read only."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head. `value` is what its button asks for; `sorted` is none | ascending | descending."""

    key: str
    tone: str
    value: str | None
    sorted: str


@dataclass(frozen=True, slots=True)
class Heap:
    """A tab: its words, where it leads, how many lie there."""

    key: str
    address: str
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter offers: (value, words) each."""

    verdicts: tuple[tuple[str, Badge, int, bool], ...]
    procedures: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str], ...]
    officers: tuple[str, ...]


@router.get("/cb/")
def queue(request: Request, actor: Staff) -> Response:
    """
    The list that the address asks for; who has no list (an administrator, an auditor) is led to what is theirs.

    What a form sent empty is left out of the address before it is shared.
    """
    if Right.READ not in actor.rights and (others := ways(actor, request.url.path)):
        return away(others[0][0].address)
    asked = filters.read(request.query_params.multi_items())
    if "" in request.query_params.values():
        return away(filters.address(asked))
    view = office_of(request).queue.view(actor, asked)
    lang = look_of(request).lang
    desk = desk_of(request)
    named_forms = [(form.form, form.name) for form in desk.forms()]
    return show_office(
        request,
        "office/queue.html.j2",
        actor=actor,
        view=view,
        rows=[_row(line, actor, view.filter, lang) for line in view.lines],
        heads=[_head(sort, key, tone, view.filter) for sort, key, tone in COLUMNS],
        heaps=[_heap(tab, view) for tab in Tab],
        choices=_choices(view, desk.procedures(None), named_forms, actor, lang),
        keys=keys_of(request, actor, QUEUE),
        postponed=request.query_params.get("hoan") == "1",
        narrowed=filters.narrowed(view.filter),
        clear=filters.address(filters.cleared(view.filter)),
        changed=filters.address(Filter(old_form=True)),
        carried_by_filter=filters.kept(filters.cleared(view.filter)),
        carried_by_order=filters.kept(view.filter, without=frozenset({"xep"})),
        before=_page(view, -1),
        after=_page(view, +1),
    )


def _row(line: QueueLine, actor: Actor, of: Filter, lang: Lang) -> Row:
    return Row(
        line,
        f"/cb/qa/{line.id}" if of.tab is Tab.SECOND else f"/cb/h/{line.id}",
        BADGES.get(line.verdict, BADGES["review"]),
        told.age(line.age, lang),
        told.due(line.left, lang),
        mine=line.officer == actor.login,
        locked=line.held_by not in (None, actor.login),
    )


def _head(sort: Sort | None, key: str, tone: str, of: Filter) -> Head:
    if sort is None:
        return Head(key, tone, None, "none")
    here = of.sort is sort
    standing = ("descending" if of.falling else "ascending") if here else "none"
    return Head(key, tone, filters.order_name(sort, here and not of.falling), standing)


def _heap(tab: Tab, view: QueueView) -> Heap:
    """Another heap keeps the order, not the filter: what was left out here may be what is looked for there."""
    here = view.filter.tab is tab
    address = filters.address(Filter(tab=tab, sort=view.filter.sort, falling=view.filter.falling))
    return Heap(f"queue.tab_{tab.value}", address, view.tabs.get(tab, 0), here)


def _choices(
    view: QueueView, procedures: Sequence[ProcedureView], forms: Iterable[tuple[str, Words]], actor: Actor, lang: Lang
) -> Choices:
    of = view.filter
    groups = {one.group["en"]: one.group[lang] for one in procedures}
    logins = {line.officer for line in view.lines if line.officer} | ({of.officer} if of.officer else set())
    return Choices(
        tuple(
            (filters.verdict_name(v), BADGES[v], view.verdicts.get(v, 0), v in of.verdicts) for v in filters.VERDICTS
        ),
        tuple(sorted(((one.key, one.title[lang]) for one in procedures), key=_by_words)),
        tuple(sorted(groups.items(), key=_by_words)),
        tuple(sorted(((key, name[lang]) for key, name in forms), key=_by_words)),
        tuple(sorted(logins - {actor.login})),
    )


def _by_words(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def _page(view: QueueView, step: int) -> str | None:
    """The address of the page before or after; None when there is none."""
    number = view.filter.page + step
    return filters.address(replace(view.filter, page=number)) if 1 <= number <= view.pages else None
