"""
The queue: a check with `done` < `wanted` is work, and whoever holds its lease may examine it.

A lease runs out by itself, so a worker that was killed loses nothing: the next claim finds the check again.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from scanpipe.store.rows import Claim, Queue
from scanpipe.store.tables import Dossier

RECHECKED = 2
"""So many lanes behind its own waits a dossier that nobody has touched: the law has changed (`rechecks.py`)."""
LANES = (0, 1, RECHECKED, RECHECKED + 1)
"""A person waits; a batch does; nobody does, for a dossier of either."""


def claim(
    session: Session, owner: str, *, now: dt.datetime, lease_s: float, lanes: Sequence[int] = LANES
) -> Claim | None:
    """
    Leave to examine the next check, for `lease_s` seconds, or None when nothing waits: people before batches, then who
    waits longest. Two who claim at once never get the same. `owner` (at most 80 letters) is for people who look.
    """
    # SQLite lets one writer in at a time; PostgreSQL skips what another claim holds at this moment.
    dossier = session.scalar(
        _waiting(now, lanes)
        .order_by(Dossier.lane, Dossier.wanted_at, Dossier.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if dossier is None:
        return None
    dossier.lease_owner = f"{owner[:80]}/{secrets.token_hex(8)}"
    dossier.lease_until = now + dt.timedelta(seconds=lease_s)
    dossier.leased_version = dossier.wanted
    dossier.attempts += 1
    session.flush()
    return Claim(
        check_id=dossier.id,
        version=dossier.wanted,
        lease=dossier.lease_owner,
        lane=dossier.lane,
        attempts=dossier.attempts,
        until=dossier.lease_until,
    )


def renew(session: Session, held: Claim, *, now: dt.datetime, lease_s: float) -> Claim | None:
    """The same claim for `lease_s` seconds from now; None when it was lost: then the run can stop."""
    dossier = _held(session, held)
    if dossier is None:
        return None
    dossier.lease_until = now + dt.timedelta(seconds=lease_s)
    return Claim(held.check_id, held.version, held.lease, held.lane, held.attempts, dossier.lease_until)


def give_back(session: Session, held: Claim, *, now: dt.datetime, delay_s: float = 0.0, counted: bool = True) -> bool:
    """
    Let others examine it, after `delay_s` seconds; not `counted` when it was not the fault of this work (the server
    shuts down). False when the claim was lost already.
    """
    dossier = _held(session, held)
    if dossier is None:
        return False
    release(dossier)
    dossier.lease_until = now + dt.timedelta(seconds=delay_s) if delay_s > 0 else None
    if not counted:
        dossier.attempts = max(0, dossier.attempts - 1)
    return True


def release(dossier: Dossier) -> None:
    """Nobody examines it any more."""
    dossier.lease_owner = None
    dossier.lease_until = None
    dossier.leased_version = None


def queue(session: Session, *, now: dt.datetime) -> Queue:
    """How much waits, how much is being examined, and since when the oldest waits."""
    waiting, oldest = session.execute(
        select(func.count(), func.min(Dossier.wanted_at)).where(_is_work(), ~_running(now))
    ).one()
    running = session.scalar(select(func.count()).select_from(Dossier).where(_running(now)))
    return Queue(waiting=waiting, running=running or 0, oldest=oldest)


def position(session: Session, check_id: str, *, now: dt.datetime) -> int | None:
    """The place of a check in the queue from 1, 0 while it is being examined, None when nothing of it waits."""
    dossier = session.scalar(select(Dossier).where(Dossier.id == check_id, _is_work()))
    if dossier is None:
        return None
    if dossier.lease_owner is not None and dossier.lease_until is not None and dossier.lease_until > now:
        return 0
    before = or_(
        Dossier.lane < dossier.lane,
        and_(Dossier.lane == dossier.lane, Dossier.wanted_at < dossier.wanted_at),
        and_(Dossier.lane == dossier.lane, Dossier.wanted_at == dossier.wanted_at, Dossier.id < dossier.id),
    )
    ahead = session.scalar(select(func.count()).select_from(Dossier).where(_is_work(), ~_running(now), before))
    return 1 + (ahead or 0)


def _waiting(now: dt.datetime, lanes: Sequence[int]) -> Select[Dossier]:
    free = or_(Dossier.lease_until.is_(None), Dossier.lease_until <= now)
    return select(Dossier).where(_is_work(), free, Dossier.lane.in_(list(lanes)))


def _is_work() -> ColumnElement[bool]:
    return and_(Dossier.done < Dossier.wanted, Dossier.deleted_at.is_(None))


def _running(now: dt.datetime) -> ColumnElement[bool]:
    # Never NULL, so that its opposite holds for what nobody holds.
    return and_(Dossier.lease_owner.is_not(None), func.coalesce(Dossier.lease_until > now, False))


def _held(session: Session, held: Claim) -> Dossier | None:
    """The check, when the claim still holds: it may have run out, as long as nobody else took it."""
    return session.scalar(
        select(Dossier)
        .where(Dossier.id == held.check_id, Dossier.lease_owner == held.lease, Dossier.deleted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
