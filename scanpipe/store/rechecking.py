"""
Asking for dossiers to be examined again because the law changed, and settling it after the examination.

Work is what the queue says it is (`work.py`): asking raises `wanted`, and the run that examines that version settles
it. Neither a killed server nor two that ask at once lose or double anything: a dossier is asked for only while nothing
of it waits, under a lock, and only as it was when somebody looked.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from scanpipe.store.catalogue_tables import Recheck, RecheckDossier, Sighting
from scanpipe.store.rechecks import Effect, RecheckedRow, RecheckRow, rechecked_of, row_of
from scanpipe.store.rows import AT_THE_CENTER, RECEIVED, CheckRow, State
from scanpipe.store.tables import Dossier, Paper
from scanpipe.store.work import RECHECKED

_AT_ONCE = 500
"""Ids in one statement: PostgreSQL and SQLite both take some tens of thousands of values."""
_BAD = ("outdated", "not_yet")


@dataclass(frozen=True, slots=True)
class Standing:
    """
    One paper on a form, in a dossier that may be examined again. `done` is the version that was examined; `sighted`
    tells that nobody knows its edition, and `like` which form it resembles most.
    """

    check_id: str
    done: int
    as_of: dt.date | None
    report: str | None
    form: str | None
    edition: str | None
    status: str | None
    sighted: bool
    like: str | None


@dataclass(frozen=True, slots=True)
class Affected:
    """A dossier that is to be examined again, as it stood (`done`), and the paper that it is about."""

    check_id: str
    done: int
    form: str | None
    edition: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class NewRecheck:
    """What a recheck begins with."""

    cause: str
    law: str
    day: dt.date
    by: str
    form: str | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A paper as an examination has seen it; `demands`: its edition must be put right, and is not only asked about."""

    form: str | None
    edition: str | None
    status: str
    demands: bool = True


def standings(session: Session) -> tuple[Standing, ...]:
    """Every paper on a form in the dossiers that may be examined again now."""
    return _standings(session)


def standings_since(session: Session, form: str, since: dt.datetime) -> tuple[Standing, ...]:
    """As `standings`, of the dossiers begun since then that have a paper of that form."""
    other = aliased(Paper)
    of_form = exists().where(other.check_id == Dossier.id, other.form == form)
    return _standings(session, Dossier.created_at >= since, of_form)


def _standings(session: Session, *asked: ColumnElement[bool]) -> tuple[Standing, ...]:
    columns: tuple[Any, ...] = (
        Dossier.id,
        Dossier.done,
        Dossier.as_of,
        Dossier.report_blob,
        Paper.form,
        Paper.edition,
        Paper.edition_status,
        Sighting.check_id.is_not(None),
        Sighting.form,
    )
    same = and_(Sighting.check_id == Paper.check_id, Sighting.paper == Paper.number)
    on_a_form = or_(Paper.form.is_not(None), Sighting.check_id.is_not(None))
    found = session.execute(
        select(*columns)
        .join(Paper, Paper.check_id == Dossier.id)
        .outerjoin(Sighting, same)
        .where(*_rests(), *asked, Paper.kind.is_(None), on_a_form)
        .order_by(Dossier.id, Paper.number)
    )
    return tuple(Standing(*row) for row in found)


def begin(session: Session, new: NewRecheck, affected: Sequence[Affected], *, now: dt.datetime) -> RecheckRow | None:
    """
    Ask for an examination of each of these dossiers, behind all for whom somebody waits; None when none of them is
    left to ask for: something of it waits already, it was examined meanwhile, received or erased.

    Nobody has touched a dossier by that: the clock of its deletion goes on.
    """
    about = {one.check_id: one for one in affected}
    asked = [row for some in _parts(sorted(about)) for row in _asked(session, [about[i] for i in some], now)]
    if not asked:
        return None
    recheck = Recheck(
        id=f"rc_{secrets.token_hex(8)}",
        cause=new.cause,
        law=new.law,
        day=new.day,
        form=new.form,
        edition=new.edition,
        by=new.by,
        count=len(asked),
        started_at=now,
    )
    session.add(recheck)
    session.flush()
    rows = [
        {
            "recheck_id": recheck.id,
            "check_id": check_id,
            "version": version,
            "form": about[check_id].form,
            "edition": about[check_id].edition,
            "status_before": about[check_id].status,
            "verdict_before": verdict,
        }
        for check_id, version, verdict in asked
    ]
    session.execute(insert(RecheckDossier), rows)
    return row_of(recheck)


def _asked(session: Session, some: Sequence[Affected], now: dt.datetime) -> list[tuple[str, int, str | None]]:
    """Raise `wanted` of those that are still as they were: id, version and verdict of each."""
    as_seen = tuple_(Dossier.id, Dossier.done).in_([(one.check_id, one.done) for one in some])
    # Locked in the order of their ids: two who ask at once do not wait for each other.
    held = session.scalars(select(Dossier.id).where(as_seen, *_rests()).order_by(Dossier.id).with_for_update()).all()
    if not held:
        return []
    raised = session.execute(
        update(Dossier)
        .where(Dossier.id.in_(held), as_seen, *_rests())
        .values(
            wanted=Dossier.wanted + 1,
            wanted_at=now,
            attempts=0,
            lane=RECHECKED + Dossier.lane % RECHECKED,
            state=case((Dossier.state.in_(_values(AT_THE_CENTER)), Dossier.state), else_=State.CHECKING.value),
        )
        .returning(Dossier.id, Dossier.wanted, Dossier.verdict)
        .execution_options(synchronize_session=False)
    )
    return [(row[0], row[1], row[2]) for row in raised]


def hasten(session: Session, check_id: str) -> None:
    """Somebody looks at a dossier that waits to be examined again: from now on a person waits for it."""
    waits = (Dossier.id == check_id, Dossier.lane >= RECHECKED, Dossier.done < Dossier.wanted)
    own = update(Dossier).where(*waits).values(lane=Dossier.lane % RECHECKED)
    session.execute(own.execution_options(synchronize_session=False))


def settle(
    session: Session, check_id: str, before: CheckRow, papers: Sequence[Seen], *, now: dt.datetime
) -> tuple[RecheckedRow, ...]:
    """
    After an examination, in its transaction: what it settles of the rechecks of that dossier. `before` is the check as
    it was when the examination began, `papers` are what it saw.

    A dossier that waits for a supplement goes on waiting: an examination of what was there already is none.
    """
    dossier = session.get_one(Dossier, check_id, populate_existing=True)
    open_ones = session.scalars(
        select(RecheckDossier).where(
            RecheckDossier.check_id == check_id,
            RecheckDossier.outcome.is_(None),
            RecheckDossier.version <= dossier.done,
        )
    ).all()
    if not open_ones:
        return ()
    dossier.lane %= RECHECKED
    nothing_new = before.done + 1 == dossier.done and any(one.version == dossier.done for one in open_ones)
    if nothing_new and before.state is State.SUPPLEMENT_REQUESTED and dossier.state == State.SENT:
        dossier.state = State.SUPPLEMENT_REQUESTED.value
    for one in open_ones:
        after = _same_paper(one, papers)
        one.status_after = after.status if after else None
        one.verdict_after = dossier.verdict
        one.outcome = _effect(one, after).value
        one.done_at = now
    session.flush()
    close_over(session, now=now)
    return tuple(
        rechecked_of(one, session.get_one(Recheck, one.recheck_id, populate_existing=True)) for one in open_ones
    )


def _same_paper(one: RecheckDossier, papers: Sequence[Seen]) -> Seen | None:
    """The paper that a recheck was about as it is seen now: by edition, else by form, the worst of several."""
    same = [p for p in papers if p.form == one.form and p.edition == one.edition]
    alike = same or [p for p in papers if p.form is not None and one.form in (None, p.form)]
    return min(alike, key=lambda p: (p.status not in _BAD, p.status), default=None)


def _effect(one: RecheckDossier, after: Seen | None) -> Effect:
    """An edition that nobody is accused of (its source is not sure enough, or it was not read surely) is looked at."""
    if one.status_after in _BAD and one.status_after != one.status_before and after is not None and after.demands:
        return Effect.NEW_FORM
    same = one.status_after == one.status_before and one.verdict_after == one.verdict_before
    return Effect.UNAFFECTED if same else Effect.LOOK


def close_over(session: Session, *, now: dt.datetime) -> None:
    """Say of the rechecks of which nothing is left to do that they are over, also when their last dossier is gone."""
    left = exists().where(RecheckDossier.recheck_id == Recheck.id, RecheckDossier.outcome.is_(None))
    over = update(Recheck).where(Recheck.finished_at.is_(None), ~left).values(finished_at=now)
    session.execute(over.execution_options(synchronize_session=False))


def asked_under(session: Session, check_id: str, law: str, day: dt.date) -> bool:
    """Whether a dossier was asked for under that very law and day before."""
    same = (RecheckDossier.check_id == check_id, Recheck.law == law, Recheck.day == day)
    found = select(Recheck.id).join(RecheckDossier, RecheckDossier.recheck_id == Recheck.id).where(*same).limit(1)
    return session.scalar(found) is not None


def _rests() -> tuple[ColumnElement[bool], ...]:
    """Examined, and nothing of it waits; not received: what was received keeps the edition that it came with."""
    there = (Dossier.deleted_at.is_(None), Dossier.state.not_in(_values(RECEIVED | {State.DELETED})))
    return (*there, Dossier.done > 0, Dossier.done == Dossier.wanted)


def _values(states: Collection[State]) -> list[str]:
    return sorted(state.value for state in states)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))
