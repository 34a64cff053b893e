"""How much work there is, counted in pages: what decides whether more can be taken in."""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from scanpipe.store.tables import Dossier, Page


def pages_waiting(session: Session) -> int:
    """Pages of checks with an examination to come that no run has finished; a file not read yet counts as one."""
    is_work = and_(Dossier.done < Dossier.wanted, Dossier.deleted_at.is_(None))
    of_work = select(func.count()).select_from(Page).join(Dossier, Page.check_id == Dossier.id).where(is_work)
    return session.scalar(of_work.where(Page.stage != "done")) or 0
