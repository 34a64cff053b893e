"""Recent dossiers with a paper of one form: what a new edition is held against before it is published."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from scanpipe.store.catalogue_tables import Sighting
from scanpipe.store.checks import row_of
from scanpipe.store.rows import RECEIVED, CheckRow
from scanpipe.store.tables import Dossier, File, Paper


def recent_of(session: Session, form: str, *, received_since: dt.datetime, limit: int) -> tuple[CheckRow, ...]:
    """
    The newest dossiers that were examined and have a paper of that form, or one of no known edition that looks like it:
    not received yet, or received since then. Their files are there as long as they are.
    """
    received = Dossier.state.in_([state.value for state in RECEIVED])
    lately = or_(~received, Dossier.accepted_at >= received_since)
    of_form = exists().where(Paper.check_id == Dossier.id, Paper.form == form)
    like_it = exists().where(Sighting.check_id == Dossier.id, Sighting.form == form)
    examined = and_(Dossier.deleted_at.is_(None), Dossier.done > 0, Dossier.report_blob.is_not(None))
    has_files = exists().where(File.check_id == Dossier.id)
    found = session.scalars(
        select(Dossier)
        .where(examined, has_files, lately, or_(of_form, like_it))
        .order_by(Dossier.created_at.desc(), Dossier.id)
        .limit(limit)
    )
    return tuple(row_of(one) for one in found)
