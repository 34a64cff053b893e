"""What is looked up beside the lines of the audit: where its newest begin, and what those are called who acted."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store.office_tables import ApiKey, AuditLine


def before_newest(session: Session, *, unit: str | None, before: int | None, limit: int) -> int:
    """The number after which the newest `limit` lines of a Center begin, of those below `before`; 0 for all of them."""
    wanted = select(AuditLine.seq).order_by(AuditLine.seq.desc()).offset(limit).limit(1)
    if unit is not None:
        wanted = wanted.where(AuditLine.unit == unit)
    if before is not None:
        wanted = wanted.where(AuditLine.seq < before)
    return session.scalar(wanted) or 0


def programs_of(session: Session, keys: Collection[str]) -> Mapping[str, str]:
    """The names of those keys of programs, by their ids."""
    found = session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(list(keys))))
    return {row.id: row.name for row in found}
