"""What happens to a check, told in order: events are numbered from 1, without gaps, whoever tells them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store.checks import locked
from scanpipe.store.rows import EventRow, NewEvent
from scanpipe.store.tables import Dossier, Event


def tell(session: Session, check_id: str, event: NewEvent, *, now: dt.datetime) -> EventRow:
    """Note an event; neither names nor numbers nor texts of papers may be in it. Raises NotFoundError."""
    return add(session, locked(session, check_id), event, now=now)


def add(session: Session, dossier: Dossier, event: NewEvent, *, now: dt.datetime) -> EventRow:
    """As `tell`, for those who hold the check: only they may count on."""
    dossier.last_seq += 1
    session.add(Event(check_id=dossier.id, seq=dossier.last_seq, type=event.type, data=dict(event.data), at=now))
    session.flush()
    return EventRow(dossier.id, dossier.last_seq, event.type, event.data, now)


def since(session: Session, check_id: str, seq: int, *, limit: int = 500) -> tuple[EventRow, ...]:
    """The events after that number, in order, at most `limit`; none for a check that is unknown or erased."""
    found = session.scalars(
        select(Event)
        .join(Dossier, Dossier.id == Event.check_id)
        .where(Event.check_id == check_id, Event.seq > seq, Dossier.deleted_at.is_(None))
        .order_by(Event.seq)
        .limit(limit)
    )
    return tuple(EventRow(one.check_id, one.seq, one.type, one.data, one.at) for one in found)
