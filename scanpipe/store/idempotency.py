"""
Requests that are sent twice: the same key with the same body gets the same answer, and the work is done once.

A `scope` keeps the keys of different callers apart; `body_hash` is the SHA-256 (hex) of what was sent. A request whose
server died is free again after a while. Answers are sealed, for the first answer of a check holds its token. They go
with the check when it is erased.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from scanpipe.store import ids
from scanpipe.store.dialect import insert_into
from scanpipe.store.keys import Keys
from scanpipe.store.tables import Dossier, Request

KEPT = dt.timedelta(hours=24)
STUCK_AFTER = dt.timedelta(seconds=60)


class Begin(StrEnum):
    """What an idempotency key says about a request."""

    NEW = "new"
    RUNNING = "running"
    REPLAY = "replay"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer as it was given; the body may hold a token, so it is sealed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """What to do with a request that carries an idempotency key; `response` when it is a replay."""

    begin: Begin
    response: Response | None = None


def begin(
    session: Session,
    keys: Keys,
    scope: str,
    key: str,
    body_hash: str,
    *,
    now: dt.datetime,
    check_id: str | None = None,
    stuck_after: dt.timedelta = STUCK_AFTER,
    kept: dt.timedelta = KEPT,
) -> Begun:
    """
    What to do with a request: NEW: do it, then `complete` or `abandon`; RUNNING: another does it at this moment;
    REPLAY: give the answer again; MISMATCH: the key was used for something else.
    """
    name = _name(scope, key)
    of_check = check_id if check_id and ids.is_check_id(check_id) else None
    fresh = insert_into(session, Request).values(
        name=name, check_id=of_check, body_hash=body_hash, begun_at=now, response_sealed=None
    )
    if session.scalar(fresh.on_conflict_do_nothing().returning(Request.name)) is not None:
        return Begun(Begin.NEW)
    request = session.get(Request, name, with_for_update=True, populate_existing=True)
    if request is None:  # it was abandoned at this very moment: let the sender try again
        return Begun(Begin.RUNNING)
    age = now - request.begun_at
    if age > kept or (request.response_sealed is None and age > stuck_after):
        request.check_id, request.body_hash, request.begun_at, request.response_sealed = of_check, body_hash, now, None
        session.flush()
        return Begun(Begin.NEW)
    if request.body_hash != body_hash:
        return Begun(Begin.MISMATCH)
    if request.response_sealed is None:
        return Begun(Begin.RUNNING)
    return Begun(Begin.REPLAY, _read(keys.opened(request.response_sealed, _label(name))))


def complete(
    session: Session,
    keys: Keys,
    scope: str,
    key: str,
    response: Response,
    *,
    now: dt.datetime,
    check_id: str | None = None,
) -> None:
    """
    Keep the answer. With `check_id` it is erased with that check, and not kept at all when that was erased meanwhile;
    `now` begins the time for which it is kept.
    """
    name = _name(scope, key)
    request = session.get(Request, name, with_for_update=True)
    if request is None:  # the check was erased while the request ran: nothing may be kept of it
        return
    request.check_id = check_id or request.check_id
    if request.check_id is not None and not _lives(session, request.check_id):
        session.delete(request)
        return
    request.begun_at = now
    request.response_sealed = keys.sealed(_written(response), _label(name))


def abandon(session: Session, scope: str, key: str) -> None:
    """The request came to nothing: the same key may try again."""
    session.execute(delete(Request).where(Request.name == _name(scope, key), Request.response_sealed.is_(None)))


def expire(session: Session, *, now: dt.datetime, after: dt.timedelta = KEPT) -> int:
    """Forget requests that were begun longer ago; how many."""
    gone = session.execute(delete(Request).where(Request.begun_at < now - after))
    assert isinstance(gone, CursorResult)
    return gone.rowcount


def _lives(session: Session, check_id: str) -> bool:
    return session.scalar(select(Dossier.id).where(Dossier.id == check_id, Dossier.deleted_at.is_(None))) is not None


def _name(scope: str, key: str) -> str:
    """What is kept of scope and key: callers may write anything, of any length, into a key."""
    return hashlib.sha256(json.dumps([scope, key]).encode()).hexdigest()


def _label(name: str) -> str:
    return f"idempotency.response/{name}"


def _written(response: Response) -> bytes:
    body = base64.b64encode(response.body).decode()
    return json.dumps([response.status, dict(response.headers), body]).encode()


def _read(written: bytes) -> Response:
    status, headers, body = json.loads(written)
    return Response(status, headers, base64.b64decode(body))
