"""What was written into the audit lately: for acts that come by the dozen and are told once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store.office_tables import AuditLine

_AT_MOST = 400
"""So many lines back is looked; by their number, which is indexed."""


def last_about(session: Session, about: str, *, since: dt.datetime) -> tuple[str, str] | None:
    """Actor and action of the newest line about that since a moment; None when there is none among the newest."""
    newest = select(AuditLine.seq).order_by(AuditLine.seq.desc()).limit(_AT_MOST).subquery()
    found = session.execute(
        select(AuditLine.actor, AuditLine.action)
        .where(AuditLine.seq.in_(select(newest.c.seq)), AuditLine.about == about, AuditLine.at >= since)
        .order_by(AuditLine.seq.desc())
        .limit(1)
    ).first()
    return (found.actor, found.action) if found else None
