"""
Keys of programs: what another system shows instead of a login, with scopes that are rights and nothing else.

A key is `sk_` and 256 random bits. It is told once, when it is made; only its hash is kept, so that a copy of the
database opens nothing.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from scanpipe.intake.desk import Desk
from scanpipe.office.account_errors import AccountError
from scanpipe.office.people import Actor, Right
from scanpipe.store import audit, ids, staff_access
from scanpipe.store.staff_access import KeyRow

PREFIX = "sk_"
_NOTED_EVERY = dt.timedelta(minutes=1)
_MOST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made, with its secret: nobody can be told it again."""

    row: KeyRow
    secret: str = field(repr=False)


class ApiKeys:
    """Makes, recognises and revokes keys."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def make(self, actor: Actor, *, name: str, unit: str, scopes: Iterable[str]) -> NewKey:
        """A key for a program of that Center. Raises AccountError, NotAllowedError."""
        actor.need(Right.ACCOUNTS)
        name, unit, wanted = " ".join(name.split()), " ".join(unit.split()), set(scopes)
        if not name or len(name) > _MOST_LETTERS or not name.isprintable():
            raise AccountError("name")
        if not actor.sees(unit) or len(unit) > _MOST_LETTERS:
            raise AccountError("unit")
        if not wanted or not wanted <= set(Right):
            raise AccountError("scopes")
        secret, now = PREFIX + secrets.token_urlsafe(32), self._desk.now()
        ordered = [right.value for right in Right if right in wanted]
        with self._desk.store.database.writing() as session:
            row = staff_access.make_key(
                session,
                ids.token_hash(secret),
                name=name,
                unit=unit,
                scopes=ordered,
                created_by=actor.id,
                now=now,
            )
            # The scopes of a key never change, so that its id is enough to know them.
            note = audit.Note(actor=actor.id, action="key_made", unit=unit, about=row.id)
            audit.write(session, self._desk.store.keys, note, at=now)
        return NewKey(row, secret)

    def every(self, actor: Actor) -> tuple[KeyRow, ...]:
        """The keys of the actor's Center, the newest first. Raises NotAllowedError."""
        actor.need(Right.ACCOUNTS)
        with self._desk.store.database.reading() as session:
            return tuple(row for row in staff_access.every_key(session) if actor.sees(row.unit))

    def revoke(self, actor: Actor, key_id: str) -> KeyRow:
        """From now on the key opens nothing. Raises AccountError, NotAllowedError."""
        actor.need(Right.ACCOUNTS)
        now = self._desk.now()
        with self._desk.store.database.writing() as session:
            row = staff_access.revoke_key(session, key_id, now=now)
            if row is None or not actor.sees(row.unit):
                raise AccountError("unknown")  # leaving the block like this undoes it
            note = audit.Note(actor=actor.id, action="key_revoked", unit=row.unit, about=row.id)
            audit.write(session, self._desk.store.keys, note, at=now)
        return row

    def actor(self, secret: str) -> Actor | None:
        """The program behind this key, its scopes as rights; None when the key opens nothing."""
        if not secret.startswith(PREFIX):
            return None
        now = self._desk.now()
        with self._desk.store.database.reading() as session:
            row = staff_access.key_of(session, ids.token_hash(secret))
        if row is None:
            return None
        if row.used_at is None or now - row.used_at >= _NOTED_EVERY:
            with self._desk.store.database.writing() as session:
                staff_access.use_key(session, row.id, now=now)
        known = frozenset(Right(scope) for scope in row.scopes if scope in set(Right))
        return Actor(row.id, row.id, row.name, row.unit, known, program=True)
