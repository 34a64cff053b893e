"""
What officers decided about the points of a dossier, one row after another: undone ones stay and say when.

Which decision still holds is not known here: that depends on what the machine says now.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scanpipe.store.checks import changed
from scanpipe.store.errors import NotFoundError
from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import AuditLine, Decision
from scanpipe.store.rows import State
from scanpipe.store.tables import Dossier


@dataclass(frozen=True, slots=True)
class NewDecision:
    """
    A decision to be kept. `value` is what holds from then on (typed, or accepted as it stood), `seen_hash` that of what
    the machine said then.
    """

    point: str
    kind: str
    seen_hash: str
    officer_id: str
    reason: str | None = None
    value: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that was kept, numbered from 1 in its dossier."""

    seq: int
    said: NewDecision
    at: dt.datetime
    undone_at: dt.datetime | None = None


def decisions_of(session: Session, keys: Keys, check_id: str) -> tuple[DecisionRow, ...]:
    """All decisions about a dossier in their order, those that were undone among them."""
    found = session.scalars(select(Decision).where(Decision.check_id == check_id).order_by(Decision.seq))
    return tuple(_row_of(keys, one) for one in found)


def decide(session: Session, keys: Keys, check_id: str, new: NewDecision, *, now: dt.datetime) -> DecisionRow:
    """Keep a decision. Raises NotFoundError when the dossier is gone."""
    changed(session, check_id, now=now)
    last = session.scalar(select(func.max(Decision.seq)).where(Decision.check_id == check_id))
    decision = Decision(
        check_id=check_id,
        seq=(last or 0) + 1,
        point=new.point,
        kind=new.kind,
        reason=new.reason,
        seen_hash=new.seen_hash,
        officer_id=new.officer_id,
        at=now,
    )
    decision.value_sealed = _sealed(keys, new.value, _label("value", decision))
    decision.note_sealed = _sealed(keys, new.note, _label("note", decision))
    session.add(decision)
    session.flush()
    return _row_of(keys, decision)


def give_reason(session: Session, check_id: str, seq: int, reason: str) -> None:
    """Note why a decision was taken, where that follows from what it did."""
    session.get_one(Decision, (check_id, seq)).reason = reason
    session.flush()


def undo(session: Session, keys: Keys, check_id: str, seq: int, *, now: dt.datetime) -> DecisionRow:
    """Take a decision back; it stays written. Raises NotFoundError for one that is not there or was undone before."""
    changed(session, check_id, now=now)
    decision = session.get(Decision, (check_id, seq))
    if decision is None or decision.undone_at is not None:
        raise NotFoundError("There is no such decision to undo.")
    decision.undone_at = now
    session.flush()
    return _row_of(keys, decision)


def opened_at(session: Session, check_id: str, officer_id: str) -> dt.datetime | None:
    """When that officer opened the dossier last; None when they never did."""
    same = (AuditLine.check_id == check_id, AuditLine.actor == officer_id, AuditLine.action == "opened")
    return session.scalar(select(func.max(AuditLine.at)).where(*same))


def revealed(session: Session, check_id: str, officer_id: str, *, since: dt.datetime) -> frozenset[str]:
    """The points whose number was revealed to that officer since then."""
    same = (AuditLine.check_id == check_id, AuditLine.actor == officer_id, AuditLine.action == "revealed")
    found = session.scalars(select(AuditLine.about).where(*same, AuditLine.at >= since))
    return frozenset(about for about in found if about is not None)


def set_points(session: Session, check_id: str, points: int) -> None:
    """Note how many points of a dossier wait for a person; of one that is gone nothing is noted."""
    dossier = session.get(Dossier, check_id)
    if dossier is not None:
        dossier.points = points


def receive(session: Session, check_id: str, officer_id: str, *, now: dt.datetime) -> None:
    """The dossier is accepted: nobody holds it any more, and it stays this officer's. Raises NotFoundError."""
    dossier = changed(session, check_id, now=now)
    dossier.state = State.RECEIVED.value
    dossier.accepted_at = now
    dossier.officer_id = officer_id
    dossier.held_until = None
    dossier.postponed_until = None
    session.flush()


def _row_of(keys: Keys, decision: Decision) -> DecisionRow:
    said = NewDecision(
        point=decision.point,
        kind=decision.kind,
        seen_hash=decision.seen_hash,
        officer_id=decision.officer_id,
        reason=decision.reason,
        value=_opened(keys, decision.value_sealed, _label("value", decision)),
        note=_opened(keys, decision.note_sealed, _label("note", decision)),
    )
    return DecisionRow(decision.seq, said, decision.at, decision.undone_at)


def _sealed(keys: Keys, text: str | None, label: str) -> bytes | None:
    return None if text is None else keys.sealed_text(text, label)


def _opened(keys: Keys, sealed: bytes | None, label: str) -> str | None:
    return None if sealed is None else keys.opened_text(sealed, label)


def _label(what: str, decision: Decision) -> str:
    return f"decisions.{what}/{decision.check_id}/{decision.seq}"
