"""
Dossiers that were examined once more because the law changed, or its day came: which, why, and what came of it.

Asking for it, and settling it after the examination, is in `rechecking.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session

from scanpipe.store.catalogue_tables import Recheck, RecheckDossier
from scanpipe.store.rows import AT_THE_CENTER, RECEIVED, State
from scanpipe.store.tables import Dossier, Paper


class Effect(StrEnum):
    """What a recheck did to a dossier."""

    UNAFFECTED = "unaffected"
    NEW_FORM = "new_form"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class RecheckRow:
    """One recheck. `count` is how many dossiers it was for; those that were erased since have no row any more."""

    id: str
    cause: str
    law: str
    day: dt.date
    form: str | None
    edition: str | None
    by: str
    count: int
    started_at: dt.datetime
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class RecheckedRow:
    """One dossier of a recheck: the paper that it was about, its edition's status and the verdict before and after."""

    recheck: RecheckRow
    check_id: str
    version: int
    form: str | None
    edition: str | None
    status_before: str | None
    status_after: str | None
    verdict_before: str | None
    verdict_after: str | None
    effect: Effect | None
    done_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One dossier of a recheck, with what tells where it lies."""

    row: RecheckedRow
    code: str
    unit: str
    state: State


def all_of(session: Session, *, limit: int = 200) -> tuple[RecheckRow, ...]:
    """The rechecks, the newest first."""
    found = session.scalars(select(Recheck).order_by(Recheck.started_at.desc(), Recheck.id).limit(limit))
    return tuple(row_of(one) for one in found)


def by_id(session: Session, recheck_id: str) -> RecheckRow | None:
    """The recheck of that id."""
    found = session.get(Recheck, recheck_id)
    return row_of(found) if found else None


def newest_of(session: Session, check_id: str) -> RecheckedRow | None:
    """What the newest recheck of a dossier that is done came to."""
    done = (RecheckDossier.check_id == check_id, RecheckDossier.outcome.is_not(None))
    found = session.execute(
        select(RecheckDossier, Recheck)
        .join(Recheck, Recheck.id == RecheckDossier.recheck_id)
        .where(*done)
        .order_by(RecheckDossier.done_at.desc(), Recheck.started_at.desc())
        .limit(1)
    ).first()
    return rechecked_of(*found) if found else None


def tallies(session: Session, ids: Collection[str]) -> Mapping[str, Mapping[str | None, int]]:
    """How many dossiers of each of these rechecks came to what; None are those to be done."""
    counted: dict[str, dict[str | None, int]] = {one: {} for one in ids}
    rows = session.execute(
        select(RecheckDossier.recheck_id, RecheckDossier.outcome, func.count())
        .where(RecheckDossier.recheck_id.in_(list(ids)))
        .group_by(RecheckDossier.recheck_id, RecheckDossier.outcome)
    )
    for recheck_id, effect, count in rows:
        counted[recheck_id][effect] = int(count)
    return counted


def dossiers_of(session: Session, recheck_id: str, *, limit: int = 1000) -> tuple[ListedRow, ...]:
    """The dossiers of a recheck that lie at a Center, those that need a new form first: drafts are nobody else's."""
    there = Dossier.state.in_([state.value for state in AT_THE_CENTER | RECEIVED])
    first = case((RecheckDossier.outcome == Effect.NEW_FORM.value, 0), (RecheckDossier.outcome == "look", 1), else_=2)
    found = session.execute(
        select(RecheckDossier, Recheck, Dossier.code, Dossier.unit, Dossier.state)
        .join(Recheck, Recheck.id == RecheckDossier.recheck_id)
        .join(Dossier, Dossier.id == RecheckDossier.check_id)
        .where(RecheckDossier.recheck_id == recheck_id, Dossier.deleted_at.is_(None), there)
        .order_by(first, Dossier.code)
        .limit(limit)
    )
    return tuple(ListedRow(rechecked_of(one, of), code, unit, State(state)) for one, of, code, unit, state in found)


def needs_new_form() -> ColumnElement[bool]:
    """Of a dossier: a recheck found a paper of it on a form that is no longer taken, and the paper is still there."""
    same = and_(Paper.form == RecheckDossier.form, Paper.edition == RecheckDossier.edition)
    return exists().where(
        RecheckDossier.check_id == Dossier.id,
        RecheckDossier.outcome == Effect.NEW_FORM.value,
        Paper.check_id == Dossier.id,
        same,
        Paper.edition_status == RecheckDossier.status_after,
    )


def row_of(recheck: Recheck) -> RecheckRow:
    """What a row of the table says."""
    return RecheckRow(
        id=recheck.id,
        cause=recheck.cause,
        law=recheck.law,
        day=recheck.day,
        form=recheck.form,
        edition=recheck.edition,
        by=recheck.by,
        count=recheck.count,
        started_at=recheck.started_at,
        finished_at=recheck.finished_at,
    )


def rechecked_of(one: RecheckDossier, of: Recheck) -> RecheckedRow:
    """What a row of the table says, with the recheck that it belongs to."""
    return RecheckedRow(
        recheck=row_of(of),
        check_id=one.check_id,
        version=one.version,
        form=one.form,
        edition=one.edition,
        status_before=one.status_before,
        status_after=one.status_after,
        verdict_before=one.verdict_before,
        verdict_after=one.verdict_after,
        effect=Effect(one.outcome) if one.outcome else None,
        done_at=one.done_at,
    )
