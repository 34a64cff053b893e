"""What opens the Center's desk: the sessions of browsers and the keys of programs, each kept as a hash only."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from scanpipe.store.office_tables import ApiKey, StaffSession


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser in which somebody has logged in; `ends_at` is when it ends whatever they do."""

    token_hash: str = field(repr=False)
    officer_id: str
    begun_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A program's key, without the key."""

    id: str
    name: str
    unit: str
    scopes: tuple[str, ...]
    created_at: dt.datetime
    created_by: str
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None


# ---- sessions ------------------------------------------------------------------------------------------------------


def begin(session: Session, token_hash: str, officer_id: str, *, now: dt.datetime, ends_at: dt.datetime) -> None:
    """Somebody has logged in."""
    session.add(StaffSession(token_hash=token_hash, officer_id=officer_id, begun_at=now, seen_at=now, ends_at=ends_at))
    session.flush()


def session_of(session: Session, token_hash: str) -> SessionRow | None:
    """The session of that hash, whether it still holds or not."""
    kept = session.get(StaffSession, token_hash)
    return _session_row(kept) if kept else None


def sessions_of(session: Session, officer_id: str) -> tuple[SessionRow, ...]:
    """All sessions of somebody, the newest first."""
    wanted = select(StaffSession).where(StaffSession.officer_id == officer_id).order_by(StaffSession.begun_at.desc())
    return tuple(_session_row(one) for one in session.scalars(wanted))


def touch(session: Session, token_hash: str, *, now: dt.datetime) -> None:
    """Somebody is still there."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == token_hash).values(seen_at=now))


def end(session: Session, token_hash: str) -> SessionRow | None:
    """End a session; None when there was none."""
    kept = session.get(StaffSession, token_hash)
    if kept is None:
        return None
    session.delete(kept)
    session.flush()
    return _session_row(kept)


def end_all(session: Session, officer_id: str, *, but: str | None = None) -> int:
    """End all sessions of somebody, except one; how many there were."""
    gone = delete(StaffSession).where(StaffSession.officer_id == officer_id)
    if but is not None:
        gone = gone.where(StaffSession.token_hash != but)
    return len(session.execute(gone.returning(StaffSession.token_hash)).all())


def sweep(session: Session, *, now: dt.datetime, idle: dt.timedelta) -> None:
    """Throw away the sessions that hold no more."""
    session.execute(delete(StaffSession).where(StaffSession.ends_at <= now))
    session.execute(delete(StaffSession).where(StaffSession.seen_at <= now - idle))


# ---- keys of programs ----------------------------------------------------------------------------------------------


def make_key(
    session: Session,
    key_hash: str,
    *,
    name: str,
    unit: str,
    scopes: Sequence[str],
    created_by: str,
    now: dt.datetime,
) -> KeyRow:
    """Keep the hash of a new key."""
    key = ApiKey(
        id="key_" + secrets.token_hex(8),
        name=name,
        key_hash=key_hash,
        unit=unit,
        scopes=list(scopes),
        created_at=now,
        created_by=created_by,
    )
    session.add(key)
    session.flush()
    return _key_row(key)


def key_of(session: Session, key_hash: str) -> KeyRow | None:
    """The key of that hash, unless it was revoked."""
    key = session.scalar(select(ApiKey).where(ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None)))
    return _key_row(key) if key else None


def every_key(session: Session) -> tuple[KeyRow, ...]:
    """All keys, the newest first; revoked ones among them."""
    return tuple(_key_row(one) for one in session.scalars(select(ApiKey).order_by(ApiKey.created_at.desc())))


def use_key(session: Session, key_id: str, *, now: dt.datetime) -> None:
    """A program has shown it."""
    session.execute(update(ApiKey).where(ApiKey.id == key_id).values(used_at=now))


def revoke_key(session: Session, key_id: str, *, now: dt.datetime) -> KeyRow | None:
    """From now on it opens nothing; None when it is unknown."""
    key = session.scalar(select(ApiKey).where(ApiKey.id == key_id).with_for_update())
    if key is None:
        return None
    key.revoked_at = key.revoked_at or now
    session.flush()
    return _key_row(key)


def _session_row(kept: StaffSession) -> SessionRow:
    return SessionRow(kept.token_hash, kept.officer_id, kept.begun_at, kept.seen_at, kept.ends_at)


def _key_row(key: ApiKey) -> KeyRow:
    return KeyRow(
        id=key.id,
        name=key.name,
        unit=key.unit,
        scopes=tuple(key.scopes),
        created_at=key.created_at,
        created_by=key.created_by,
        used_at=key.used_at,
        revoked_at=key.revoked_at,
    )
