"""Which dossiers can be handed on, and that one of them was."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store.checks import changed, row_of
from scanpipe.store.rows import RECEIVED, CheckRow, State
from scanpipe.store.tables import Dossier


def accepted(
    session: Session, *, unit: str | None, since: dt.datetime | None, until: dt.datetime | None, limit: int
) -> tuple[str, ...]:
    """The ids of accepted dossiers of a Center (None: of all), the longest accepted first."""
    wanted = select(Dossier.id).where(Dossier.state.in_([s.value for s in RECEIVED]), Dossier.deleted_at.is_(None))
    if unit is not None:
        wanted = wanted.where(Dossier.unit == unit)
    if since is not None:
        wanted = wanted.where(Dossier.accepted_at >= since)
    if until is not None:
        wanted = wanted.where(Dossier.accepted_at < until)
    return tuple(session.scalars(wanted.order_by(Dossier.accepted_at, Dossier.id).limit(limit)))


def handed_on(session: Session, check_id: str, *, now: dt.datetime) -> CheckRow:
    """An accepted dossier was handed on: it is done. Others stay where they are. Raises NotFoundError."""
    dossier = changed(session, check_id, now=now)
    if dossier.state == State.RECEIVED:
        dossier.state = State.DONE.value
    session.flush()
    return row_of(dossier)
