"""
Erasing: when the person says so, and when the time is up. What stays is a count and a line of proof.

First the check is marked: from then on nobody finds it and no run may finish. Then its blobs go, then its rows; the
proof is written with the last step, so it never says more than is true. A crash in between is taken up again by
`erase_due`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from scanpipe.store import ids
from scanpipe.store.checks import row_of
from scanpipe.store.counters import count
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow, State
from scanpipe.store.tables import Dossier, Proof, Request


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a check is kept: after it was last touched, as an untouched draft, and after it was sent."""

    idle: dt.timedelta = dt.timedelta(days=7)
    draft: dt.timedelta = dt.timedelta(hours=24)
    sent: dt.timedelta = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ProofLine:
    """That a check was erased: the SHA-256 (hex) of its code, when, and why (asked | expired)."""

    seq: int
    code_hash: str
    at: dt.datetime
    what: str


def expires_at(check: CheckRow, retention: Retention) -> dt.datetime:
    """When the check is erased unless it is touched again; what was sent has a clock of its own."""
    if check.sent_at is not None:
        return check.sent_at + retention.sent
    return check.touched_at + (retention.draft if check.state is State.DRAFT else retention.idle)


def erase(store: Store, check_id: str, *, now: dt.datetime, what: str = "asked") -> bool:
    """
    Erase a check with all that belongs to it; False when there is none (any more). Opens its own transactions.

    When it raises, the check is hidden already, and the same call again, or `erase_due`, does the rest.
    """
    with store.database.writing() as session:
        dossier = _held(session, check_id)
        if dossier is not None:
            _mark(dossier, now=now, what=what)
    store.blobs.delete_all(check_id)
    return dossier is not None and _vanish(store, check_id, now=now)


def erase_due(store: Store, *, now: dt.datetime, retention: Retention) -> int:
    """Erase what has expired and what a crash left half erased; how many checks."""
    with store.database.reading() as session:
        due = list(session.scalars(select(Dossier.id).where(_due(now, retention))))
    return sum(_erase_if_due(store, check_id, now=now, retention=retention) for check_id in due)


def proofs_of(session: Session) -> tuple[ProofLine, ...]:
    """All lines of proof, oldest first."""
    found = session.scalars(select(Proof).order_by(Proof.seq))
    return tuple(ProofLine(one.seq, one.code_hash, one.at, one.what) for one in found)


def _erase_if_due(store: Store, check_id: str, *, now: dt.datetime, retention: Retention) -> bool:
    """Look again while nobody can touch it: somebody may have come back a moment ago."""
    with store.database.writing() as session:
        dossier = _held(session, check_id)
        if dossier is None:
            return False
        if dossier.deleted_at is None and expires_at(row_of(dossier), retention) > now:
            return False
        _mark(dossier, now=now, what="expired")
    store.blobs.delete_all(check_id)
    return _vanish(store, check_id, now=now)


def _due(now: dt.datetime, retention: Retention) -> ColumnElement[bool]:
    """The same as `expires_at`, said to the database."""
    draft = Dossier.state == State.DRAFT.value
    return or_(
        Dossier.deleted_at.is_not(None),
        and_(Dossier.sent_at.is_not(None), Dossier.sent_at <= now - retention.sent),
        and_(Dossier.sent_at.is_(None), draft, Dossier.touched_at <= now - retention.draft),
        and_(Dossier.sent_at.is_(None), ~draft, Dossier.touched_at <= now - retention.idle),
    )


def _held(session: Session, check_id: str) -> Dossier | None:
    return session.get(Dossier, check_id, with_for_update=True)


def _mark(dossier: Dossier, *, now: dt.datetime, what: str) -> None:
    if dossier.deleted_at is None:
        dossier.state, dossier.deleted_at, dossier.deleted_why = State.DELETED.value, now, what


def _vanish(store: Store, check_id: str, *, now: dt.datetime) -> bool:
    """The rows go, with one line of proof; whoever comes second finds nothing to prove."""
    with store.database.writing() as session:
        session.execute(delete(Request).where(Request.check_id == check_id))
        dossier = _held(session, check_id)
        if dossier is None:
            return False
        what = dossier.deleted_why or "asked"
        session.add(Proof(code_hash=ids.code_hash(dossier.code), at=now, what=what))
        count(session, "checks_erased", day=now.date(), labels={"what": what})
        session.delete(dossier)  # and with it, by the foreign keys, all that hangs on it
    store.database.forget_traces()
    return True
