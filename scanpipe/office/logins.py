"""
How somebody proves who they are: with a password, with the link that sets one, or through the identity provider.

Whether a login exists is not told: each attempt does the same work, one slow hash and one line of the audit, and each
that fails is the same LoginError. After five failures in a row no password is taken for 15 minutes, then for twice as
long after each further one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.account_errors import AccountError
from scanpipe.office.errors import LoginError
from scanpipe.office.passwords import Passwords, weakness
from scanpipe.office.people import Actor
from scanpipe.office.sessions import Sessions, actor_of
from scanpipe.store import audit, ids, officers, staff_access
from scanpipe.store.officers import OfficerRow

FAILURES = 5
"""How many in a row lock the account."""
LOCKED_FOR = dt.timedelta(minutes=15)
LOCKED_AT_MOST = dt.timedelta(hours=4)
"""Longer would only let a stranger keep somebody out for a day."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Somebody, and the secret that their browser keeps from now on."""

    actor: Actor
    token: str = field(repr=False)


class Logins:
    """Lets people in, and lets them choose their passwords."""

    def __init__(self, desk: Desk, passwords: Passwords, sessions: Sessions) -> None:
        self._desk = desk
        self._passwords = passwords
        self._sessions = sessions

    def login(self, login: str, password: str, *, old_token: str | None = None) -> LoggedIn:
        """Let somebody in with their password; the session that their browser had ends. Raises LoginError."""
        officer = self._proven(login.strip().casefold(), password)
        if officer is None:
            raise LoginError
        kept = officer.password_hash
        if kept is not None and self._passwords.is_old(kept):
            fresh = self._passwords.hashed(password)
            with self._desk.store.database.writing() as session:
                officers.rehash(session, officer.id, kept, fresh)
        with self._desk.store.database.writing() as session:
            return self._let_in(session, officer, "password", old_token)

    def by_provider(self, subject: str, names: Sequence[str], *, old_token: str | None = None) -> LoggedIn:
        """
        Let somebody in whom the identity provider has recognised. Raises LoginError.

        `subject` is the hash of who they are there. Who is not known by it is found by one of `names`, once: as a login
        that belongs to nobody else there. No account is made.
        """
        store = self._desk.store
        with store.database.writing() as session:
            officer = officers.by_subject(session, store.keys, subject)
            if officer is None:
                officer = self._tied(session, subject, names)
            if officer is not None and officer.active:
                return self._let_in(session, officer, "provider", old_token)
            self._failed(session, officer, "closed" if officer else "unknown")
        raise LoginError

    def invited(self, token: str) -> Actor:
        """Whose link it is. Raises NotFoundError when it was used, replaced or is too old."""
        store = self._desk.store
        with store.database.reading() as session:
            officer = officers.invited(session, store.keys, ids.token_hash(token), now=self._desk.now())
        if officer is None or not officer.active:
            raise NotFoundError
        return actor_of(officer)

    def accept(self, token: str, password: str, *, old_token: str | None = None) -> LoggedIn:
        """Set the password that the link is for, and let its owner in. Raises AccountError, NotFoundError."""
        invited, store = self.invited(token), self._desk.store
        kept = self._chosen(password, invited.login)
        with store.database.writing() as session:
            if not officers.use_invitation(session, ids.token_hash(token), now=self._desk.now()):
                raise NotFoundError
            return self._set(session, invited.id, kept, old_token)

    def change(self, actor: Actor, old: str, new: str, *, old_token: str | None = None) -> LoggedIn:
        """Another password; all other browsers are logged out. Raises AccountError."""
        kept = self._chosen(new, actor.login)
        if self._proven(actor.login, old) is None:
            raise AccountError("old_password")
        with self._desk.store.database.writing() as session:
            return self._set(session, actor.id, kept, old_token)

    def has_password(self, actor: Actor) -> bool:
        """Whether they have one to change."""
        store = self._desk.store
        with store.database.reading() as session:
            officer = officers.by_id(session, store.keys, actor.id)
        return officer is not None and officer.password_hash is not None

    def _proven(self, login: str, password: str) -> OfficerRow | None:
        """The account when the password is its own and it may be used now; a failure is counted and written down."""
        store, now = self._desk.store, self._desk.now()
        with store.database.reading() as session:
            before = officers.by_login(session, store.keys, login)
        kept = before.password_hash if before else None
        fits = self._passwords.fits(password, kept)
        with store.database.writing() as session:
            # Many guesses at once are judged one after the other, by what the account has become meanwhile.
            officer = officers.held(session, store.keys, login)
            why = _refusal(officer, fits and officer is not None and officer.password_hash == kept, now)
            if why is None:
                return officer
            self._failed(session, officer, why)
        return None

    def _failed(self, session: Any, officer: OfficerRow | None, why: str) -> None:
        now = self._desk.now()
        self._note(session, officer, "login_failed", why)
        if officer is None or why != "password":
            return
        failures = officer.failures + 1
        locked_until = None
        if failures >= FAILURES:
            locked_until = now + min(LOCKED_FOR * 2 ** min(failures - FAILURES, 8), LOCKED_AT_MOST)
            self._note(session, officer, "locked", None)
        officers.set_failures(session, officer.id, failures, locked_until)

    def _tied(self, session: Any, subject: str, names: Sequence[str]) -> OfficerRow | None:
        """Tie the first of these names that is a login to who they are at the provider."""
        keys = self._desk.store.keys
        for name in names:
            officer = officers.held(session, keys, name.strip().casefold())
            if officer is None or officer.subject is not None or not officer.active:
                continue
            officers.set_subject(session, officer.id, subject)
            officers.end_invitations(session, officer.id)
            self._sessions.note(session, officer, "subject_tied")
            return officer
        return None

    def _chosen(self, password: str, login: str) -> str:
        weak = weakness(password, login)
        if weak is not None:
            raise AccountError(f"password_{weak.value}")
        return self._passwords.hashed(password)

    def _set(self, session: Any, officer_id: str, kept: str, old_token: str | None) -> LoggedIn:
        officers.set_password(session, officer_id, kept)
        officers.end_invitations(session, officer_id)
        staff_access.end_all(session, officer_id)
        officer = officers.by_id(session, self._desk.store.keys, officer_id)
        if officer is None or not officer.active:
            raise NotFoundError
        self._sessions.note(session, officer, "password_set")
        return self._let_in(session, officer, "password_set", old_token)

    def _let_in(self, session: Any, officer: OfficerRow, how: str, old_token: str | None) -> LoggedIn:
        officers.seen(session, officer.id, now=self._desk.now())
        self._note(session, officer, "logged_in", how)
        return LoggedIn(actor_of(officer), self._sessions.begun(session, officer, old_token=old_token))

    def _note(self, session: Any, officer: OfficerRow | None, action: str, reason: str | None) -> None:
        """Who failed is not known to be who they said; what they typed is never written down."""
        note = audit.Note(
            actor=officer.id if officer and action == "logged_in" else "nobody",
            action=action,
            unit=officer.unit if officer else "",
            about=officer.id if officer else None,
            reason=reason,
        )
        audit.write(session, self._desk.store.keys, note, at=self._desk.now())


def _refusal(officer: OfficerRow | None, fits: bool, now: dt.datetime) -> str | None:
    """Why this attempt lets nobody in; None when it does."""
    if officer is None:
        return "unknown"
    if not officer.active:
        return "closed"
    if officer.locked_until is not None and officer.locked_until > now:
        return "locked"
    return None if fits else "password"
