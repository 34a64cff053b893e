"""The list of dossiers at the Center, in heaps, a page at a time. Codes and states only: nothing sealed is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session

from scanpipe.store.office_tables import Officer, SecondEntry
from scanpipe.store.rechecks import needs_new_form
from scanpipe.store.rows import AT_THE_CENTER, RECEIVED, State
from scanpipe.store.tables import Dossier, Paper

WAITING, MINE, ASKED, SECOND, DONE = "waiting", "mine", "asked", "second", "done"
BY_DUE, BY_AGE, BY_POINTS, BY_CODE = "due", "age", "points", "code"

_UNDECIDED = (State.SENT.value, State.REVIEWING.value)
_THERE = tuple(state.value for state in (*AT_THE_CENTER, *RECEIVED))


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which dossiers are asked for, by whom and in which order. `unit` None means every Center; of `verdicts` and
    `procedures` none means all; `sent_before` is the first moment that is too late; `officer` is a login.
    """

    now: dt.datetime
    officer_id: str
    unit: str | None
    heap: str = WAITING
    verdicts: frozenset[str] = frozenset()
    procedures: frozenset[str] | None = None
    form: str | None = None
    old_form: bool = False
    new_form: bool = False
    sent_from: dt.datetime | None = None
    sent_before: dt.datetime | None = None
    officer: str | None = None
    order: str = BY_DUE
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One dossier of the list. `officer` is the login of whose it is; `new_form` is what a recheck found."""

    id: str
    code: str
    state: str
    procedure: str | None
    verdict: str
    points: int
    sent_at: dt.datetime
    due_at: dt.datetime | None
    old_form: bool
    held_until: dt.datetime | None
    postponed_until: dt.datetime | None
    officer: str | None
    new_form: bool


@dataclass(frozen=True, slots=True)
class Heaps:
    """How many dossiers lie in each heap, and how many of the waiting ones use a form that is not in force."""

    sizes: Mapping[str, int]
    changed_forms: int


def lines(session: Session, wanted: Wanted, *, offset: int, limit: int) -> tuple[Listed, ...]:
    """A page of the list."""
    columns = (
        Dossier.id,
        Dossier.code,
        Dossier.state,
        Dossier.procedure,
        func.coalesce(Dossier.verdict, "review"),
        Dossier.points,
        func.coalesce(Dossier.sent_at, Dossier.created_at, type_=Dossier.sent_at.type),
        Dossier.due_at,
        Dossier.old_form,
        Dossier.held_until,
        Dossier.postponed_until,
        Officer.login,
        needs_new_form(),
    )
    asked = select(*columns).outerjoin(Officer, Officer.id == Dossier.officer_id).where(*_asked(wanted))
    if wanted.verdicts:
        asked = asked.where(Dossier.verdict.in_(wanted.verdicts))
    rows = session.execute(_ordered(asked, wanted).offset(offset).limit(limit))
    return tuple(Listed(*tuple(row)) for row in rows)


def by_verdict(session: Session, wanted: Wanted) -> Mapping[str, int]:
    """How many of each verdict there are in the heap, whatever verdicts are asked for."""
    verdict = func.coalesce(Dossier.verdict, "review")
    counted = select(verdict, func.count()).where(*_asked(wanted)).group_by(verdict)
    return {row[0]: row[1] for row in session.execute(counted)}


def heaps(session: Session, *, unit: str | None, officer_id: str) -> Heaps:
    """How much there is in all."""
    own = func.coalesce(func.sum(case((Dossier.officer_id == officer_id, 1), else_=0)), 0)
    old = func.coalesce(func.sum(case((Dossier.old_form, 1), else_=0)), 0)
    counted = select(Dossier.state, func.count(), own, old).where(*_of(unit)).group_by(Dossier.state)
    found = {row[0]: (row[1], row[2], row[3]) for row in session.execute(counted)}

    def total(states: tuple[str, ...], column: int) -> int:
        return sum(int(found[state][column]) for state in states if state in found)

    second = select(func.count()).select_from(Dossier).where(*_of(unit), _in_second(officer_id))
    sizes = {
        WAITING: total(_UNDECIDED, 0),
        MINE: total(_UNDECIDED, 1),
        ASKED: total((State.SUPPLEMENT_REQUESTED.value,), 0),
        SECOND: session.scalar(second) or 0,
        DONE: total(tuple(RECEIVED), 0),
    }
    return Heaps(sizes, total(_UNDECIDED, 2))


def find(session: Session, *, unit: str | None, code: str | None, official_code: str) -> str | None:
    """
    The dossier at the Center that has this code, else the newest that has this code of the authority's own system;
    None when there is none.
    """
    by_code = select(Dossier.id).where(*_of(unit), Dossier.code == code)
    if code is not None and (found := session.scalar(by_code)) is not None:
        return found
    same = func.lower(Dossier.official_code) == official_code.lower()
    return session.scalar(select(Dossier.id).where(*_of(unit), same).order_by(Dossier.sent_at.desc()).limit(1))


def _of(unit: str | None) -> tuple[ColumnElement[bool], ...]:
    """What lies at the Center: a citizen's draft is nobody else's."""
    there = (Dossier.deleted_at.is_(None), Dossier.state.in_(_THERE))
    return there if unit is None else (Dossier.unit == unit, *there)


def _in_second(officer_id: str) -> ColumnElement[bool]:
    """Accepted by somebody else, and nobody but this officer has begun to type it once more."""
    free = or_(SecondEntry.second_id.is_(None), SecondEntry.second_id == officer_id)
    same = SecondEntry.check_id == Dossier.id
    return exists().where(same, SecondEntry.done_at.is_(None), SecondEntry.first_id != officer_id, free)


def _in_heap(heap: str, officer_id: str) -> ColumnElement[bool]:
    undecided = Dossier.state.in_(_UNDECIDED)
    by_heap: Mapping[str, ColumnElement[bool]] = {
        WAITING: undecided,
        MINE: and_(undecided, Dossier.officer_id == officer_id),
        ASKED: Dossier.state == State.SUPPLEMENT_REQUESTED.value,
        SECOND: _in_second(officer_id),
        DONE: Dossier.state.in_(tuple(RECEIVED)),
    }
    return by_heap[heap]


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Everything that is asked for but the verdicts: those are counted beside."""
    asked = [*_of(wanted.unit), _in_heap(wanted.heap, wanted.officer_id)]
    if wanted.procedures is not None:
        asked.append(Dossier.procedure.in_(wanted.procedures) if wanted.procedures else false())
    if wanted.form is not None:
        asked.append(exists().where(Paper.check_id == Dossier.id, Paper.form == wanted.form))
    if wanted.old_form:
        asked.append(Dossier.old_form.is_(True))
    if wanted.new_form:
        asked.append(needs_new_form())
    if wanted.sent_from is not None:
        asked.append(Dossier.sent_at >= wanted.sent_from)
    if wanted.sent_before is not None:
        asked.append(Dossier.sent_at < wanted.sent_before)
    if wanted.officer is not None:
        asked.append(Dossier.officer_id.in_(select(Officer.id).where(Officer.login == wanted.officer)))
    return asked


def _ordered(asked: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """
    What was put off sinks to the end of every order; what has no deadline comes after what has one. The age rises from
    the dossier that was sent last.
    """
    put_off = case((Dossier.postponed_until > wanted.now, 1), else_=0)
    if wanted.order == BY_AGE:
        rising, falling = Dossier.sent_at.desc(), Dossier.sent_at.asc()
    else:
        column: Any = {BY_DUE: Dossier.due_at, BY_POINTS: Dossier.points, BY_CODE: Dossier.code}[wanted.order]
        rising, falling = column.asc(), column.desc()
    none_last = (case((Dossier.due_at.is_(None), 1), else_=0),) if wanted.order == BY_DUE else ()
    return asked.order_by(put_off, *none_last, falling if wanted.falling else rising, Dossier.sent_at, Dossier.id)
