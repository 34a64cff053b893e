"""
Sessions: browsers in which somebody has logged in.

The browser holds a random secret of 256 bits, the store its hash. A session ends 30 minutes after the last click and 12
hours after it began; the account behind it is asked for with every click, so that a closed one is out at once.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.office.people import Actor, rights_of
from scanpipe.store import audit, ids, officers, staff_access
from scanpipe.store.officers import OfficerRow
from scanpipe.store.staff_access import SessionRow

IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=12)
_NOTED_EVERY = dt.timedelta(minutes=1)
"""How often it is written down that somebody is still there: not with every click."""
_REF_LETTERS = 16


@dataclass(frozen=True, slots=True)
class SessionView:
    """One browser of somebody; `ref` names it and opens nothing, `own` is the one that they look at it with."""

    ref: str
    begun_at: dt.datetime
    seen_at: dt.datetime
    own: bool


class Sessions:
    """Begins, recognises and ends sessions."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actor(self, token: str) -> Actor | None:
        """Who is behind this secret; None when nobody is, or not any more."""
        store, now = self._desk.store, self._desk.now()
        token_hash = ids.token_hash(token)
        with store.database.reading() as session:
            row = staff_access.session_of(session, token_hash)
            if row is None or not _holds(row, now):
                return None
            officer = officers.by_id(session, store.keys, row.officer_id)
        if officer is None or not officer.active:
            return None
        if now - row.seen_at >= _NOTED_EVERY:
            with store.database.writing() as session:
                staff_access.touch(session, token_hash, now=now)
        return actor_of(officer)

    def end(self, token: str) -> None:
        """Somebody logs out; a secret that opens nothing changes nothing."""
        store = self._desk.store
        with store.database.writing() as session:
            row = staff_access.end(session, ids.token_hash(token))
            officer = officers.by_id(session, store.keys, row.officer_id) if row else None
            if officer is not None:
                self.note(session, officer, "logged_out")

    def mine(self, actor: Actor, token: str) -> tuple[SessionView, ...]:
        """All browsers in which the actor is logged in, the newest first."""
        now = self._desk.now()
        with self._desk.store.database.reading() as session:
            rows = staff_access.sessions_of(session, actor.id)
        own = ids.token_hash(token)
        return tuple(
            SessionView(row.token_hash[:_REF_LETTERS], row.begun_at, row.seen_at, row.token_hash == own)
            for row in rows
            if _holds(row, now)
        )

    def end_mine(self, actor: Actor, token: str, ref: str | None = None) -> int:
        """
        End one browser of the actor by its `ref`, or all but the one with this secret; how many ended.

        The one that they look at it with is ended by logging out.
        """
        own, store = ids.token_hash(token), self._desk.store
        with store.database.writing() as session:
            rows = [row for row in staff_access.sessions_of(session, actor.id) if row.token_hash != own]
            chosen = [row for row in rows if ref is None or row.token_hash[:_REF_LETTERS] == ref]
            for row in chosen:
                staff_access.end(session, row.token_hash)
            officer = officers.by_id(session, store.keys, actor.id)
            if chosen and officer is not None:
                self.note(session, officer, "sessions_ended", told=str(len(chosen)))
        return len(chosen)

    def begun(self, session: Any, officer: OfficerRow, *, old_token: str | None) -> str:
        """
        A new secret for somebody who has just proven who they are, in the transaction of that proof.

        The session that their browser had before ends: no secret that was there before a login is good after it.
        """
        now, token = self._desk.now(), secrets.token_urlsafe(32)
        staff_access.sweep(session, now=now, idle=IDLE)
        if old_token is not None:
            staff_access.end(session, ids.token_hash(old_token))
        staff_access.begin(session, ids.token_hash(token), officer.id, now=now, ends_at=now + LONGEST)
        return token

    def note(self, session: Any, officer: OfficerRow, action: str, *, told: str = "") -> None:
        """Write down what somebody did with their own account."""
        about = f"{officer.id} {told}".strip()
        note = audit.Note(actor=officer.id, action=action, unit=officer.unit, about=about)
        audit.write(session, self._desk.store.keys, note, at=self._desk.now())


def actor_of(officer: OfficerRow) -> Actor:
    """Somebody with an account as one who acts."""
    return Actor(officer.id, officer.login, officer.name, officer.unit, rights_of(officer.roles))


def _holds(row: SessionRow, now: dt.datetime) -> bool:
    return now < row.ends_at and now < row.seen_at + IDLE
