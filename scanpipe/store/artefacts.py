"""Which blob belongs to what. A blob is put first and noted here after; one that is not noted is an orphan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scanpipe.store import rows
from scanpipe.store.blobs import Blobs
from scanpipe.store.checks import locked
from scanpipe.store.database import Database
from scanpipe.store.tables import Artefact, Dossier

GRACE = dt.timedelta(hours=1)
"""Longer than any transaction lasts between its blob and its row."""


def keep(session: Session, check_id: str, artefact: rows.Artefact, *, now: dt.datetime) -> None:
    """Note a blob that was put; noting it twice is the same as once. Raises NotFoundError when the check is gone."""
    locked(session, check_id)
    note(session, check_id, artefact, now=now, version=None)


def note(session: Session, check_id: str, artefact: rows.Artefact, *, now: dt.datetime, version: int | None) -> None:
    """As `keep`, for those who hold the check; `version` is the run that made the blob."""
    session.merge(
        Artefact(
            key=artefact.key,
            check_id=check_id,
            kind=artefact.kind,
            about=artefact.about,
            media_type=artefact.media_type,
            version=version,
            kept_at=now,
        )
    )
    session.flush()


def artefacts_of(
    session: Session, check_id: str, *, kind: str | None = None, about: str | None = None
) -> tuple[rows.Artefact, ...]:
    """The blobs of a check, of one kind or about one thing, newest first."""
    wanted = select(Artefact).where(Artefact.check_id == check_id)
    if kind is not None:
        wanted = wanted.where(Artefact.kind == kind)
    if about is not None:
        wanted = wanted.where(Artefact.about == about)
    found = session.scalars(wanted.order_by(Artefact.kept_at.desc(), Artefact.key))
    return tuple(rows.Artefact(one.key, one.kind, one.about, one.media_type) for one in found)


def drop(session: Session, keys: Iterable[str]) -> None:
    """Forget that these blobs belong to anything; delete them once the transaction is through."""
    session.execute(delete(Artefact).where(Artefact.key.in_(list(keys))))


def stale_of(session: Session, check_id: str, about: str) -> tuple[str, ...]:
    """Forget all that is about a file or page that goes; the keys of its blobs."""
    keys = tuple(one.key for one in artefacts_of(session, check_id, about=about))
    drop(session, keys)
    return keys


def sweep(database: Database, blobs: Blobs, *, now: dt.datetime, grace: dt.timedelta = GRACE) -> int:
    """
    Delete blobs that belong to nothing, and say how many: what a crash left between a blob and its row.

    Blobs of a check that is gone go at once; others are given time until their row is there.
    """
    swept = 0
    # The files are listed before the rows are read: a row that comes in between cannot look absent.
    for check_id, stored in _by_check(blobs).items():
        with database.reading() as session:
            lives = session.get(Dossier, check_id) is not None
            kept = set(session.scalars(select(Artefact.key).where(Artefact.check_id == check_id)))
        for key, at in stored:
            if not lives or (key not in kept and at < now - grace):
                blobs.delete(key)
                swept += 1
    return swept


def _by_check(blobs: Blobs) -> dict[str, list[tuple[str, dt.datetime]]]:
    found: dict[str, list[tuple[str, dt.datetime]]] = {}
    for stored in blobs.stored():
        found.setdefault(stored.key.partition("/")[0], []).append((stored.key, stored.at))
    return found
