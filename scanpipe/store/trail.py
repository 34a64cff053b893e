"""What is looked up beside the lines of the audit: where its newest begin, and what those are called who acted."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store.office_tables import ApiKey, AuditLine
from scanpipe.store.tables import Dossier


def before_newest(session: Session, *, unit: str | None, before: int | None, limit: int) -> int:
    """The number after which the newest `limit` lines of a Center begin, of those below `before`; 0 for all of them."""
    wanted = select(AuditLine.seq).order_by(AuditLine.seq.desc()).offset(limit).limit(1)
    if unit is not None:
        wanted = wanted.where(AuditLine.unit == unit)
    if before is not None:
        wanted = wanted.where(AuditLine.seq < before)
    return session.scalar(wanted) or 0


def codes_of(session: Session, checks: Collection[str]) -> Mapping[str, str]:
    """The codes of those dossiers that were not erased, by their ids."""
    wanted = select(Dossier.id, Dossier.code).where(Dossier.id.in_(list(checks)), Dossier.deleted_at.is_(None))
    return {row.id: row.code for row in session.execute(wanted)}


def programs_of(session: Session, keys: Collection[str]) -> Mapping[str, str]:
    """The names of those keys of programs, by their ids."""
    found = session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(list(keys))))
    return {row.id: row.name for row in found}
