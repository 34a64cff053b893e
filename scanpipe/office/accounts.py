"""
Accounts of the people who work at the Center: made, given roles, invited anew, closed.

Nobody is ever given a password: a new account is a link, good once and for three days, behind which its owner sets one.
An administrator of one Center keeps the accounts of that Center only.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.office.account_errors import AccountError
from scanpipe.office.api_keys import ApiKeys
from scanpipe.office.logins import Logins
from scanpipe.office.passwords import Passwords
from scanpipe.office.people import EVERY_UNIT, Actor, Right, Role
from scanpipe.office.sessions import Sessions
from scanpipe.store import audit, ids, officers, staff_access
from scanpipe.store.officers import OfficerRow

INVITED_FOR = dt.timedelta(days=3)
FIRST_LOGIN = "admin"
"""The login of the administrator whom the first start makes."""
CONSOLE = Actor("console", "console", "console", EVERY_UNIT, frozenset({Right.ACCOUNTS}))
"""Who sits at the machine itself: they may keep accounts, and see no dossier."""

_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,78}[a-z0-9])?")
_MOST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `state`: active | invited (has no password yet) | locked | closed."""

    id: str
    login: str
    name: str = field(repr=False)
    unit: str
    roles: tuple[Role, ...]
    state: str
    seen_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody, with the token of the link that is theirs; it is told this once."""

    person: Person
    token: str = field(repr=False)
    ends_at: dt.datetime


class Accounts:
    """Keeps the accounts; `logins`, `sessions` and `keys` are the ways in."""

    def __init__(self, desk: Desk, passwords: Passwords | None = None) -> None:
        self._desk = desk
        self.sessions = Sessions(desk)
        self.logins = Logins(desk, passwords or Passwords(), self.sessions)
        self.keys = ApiKeys(desk)

    def first_administrator(self) -> str | None:
        """
        The token of a link for the first administrator, who is made when nobody has an account.

        A link that was not used is replaced by another; None as soon as they, or anybody else, can log in.
        """
        store = self._desk.store
        with store.database.writing() as session:
            known = officers.every(session, store.keys)
            if not known:
                made = officers.add(
                    session,
                    store.keys,
                    login=FIRST_LOGIN,
                    name="Quản trị",
                    unit=EVERY_UNIT,
                    roles=[Role.ADMINISTRATOR],
                    now=self._desk.now(),
                )
                if made is None:  # another server is a moment ahead, and tells its own link
                    return None
                self._note(session, CONSOLE, "officer_added", made, told=Role.ADMINISTRATOR)
            elif len(known) == 1 and known[0].login == FIRST_LOGIN and _waits(known[0]):
                made = known[0]
            else:
                return None
            return self._invite(session, made).token

    def add(self, actor: Actor, *, login: str, name: str, unit: str, roles: Iterable[str]) -> Invited:
        """
        A new account and the link that goes to its owner. Raises AccountError, NotAllowedError.

        `unit` "" is the Center of an installation that serves only one, "*" all of them.
        """
        actor.need(Right.ACCOUNTS)
        login, name, unit = plain_login(login), _line(name, "name"), _line(unit, "unit", empty=True)
        wanted = _roles(roles)
        if not actor.sees(unit):
            raise AccountError("unit")
        store = self._desk.store
        with store.database.writing() as session:
            made = officers.add(
                session, store.keys, login=login, name=name, unit=unit, roles=wanted, now=self._desk.now()
            )
            if made is None:
                raise AccountError("login_taken")
            self._note(session, actor, "officer_added", made, told=_told(wanted))
            return self._invite(session, made)

    def people(self, actor: Actor) -> tuple[Person, ...]:
        """Whose accounts are theirs to keep. Raises NotAllowedError."""
        actor.need(Right.ACCOUNTS)
        store = self._desk.store
        with store.database.reading() as session:
            known = officers.every(session, store.keys)
        return tuple(self._person(one) for one in known if actor.sees(one.unit))

    def set_roles(self, actor: Actor, login: str, roles: Iterable[str]) -> Person:
        """Give other roles; they hold from the next click on. Raises AccountError, NotAllowedError."""
        actor.need(Right.ACCOUNTS)
        wanted = _roles(roles)
        with self._desk.store.database.writing() as session:
            before = self._theirs(session, actor, login)
            if Role.ADMINISTRATOR not in wanted:
                self._not_the_last(session, before)
            officers.set_roles(session, before.id, wanted)
            self._note(session, actor, "role_changed", before, told=f"{_told(before.roles)} → {_told(wanted)}")
            return self._again(session, before.id)

    def reset(self, actor: Actor, login: str) -> Invited:
        """
        Another link; the password, the sessions and the tie to the identity provider end now.

        Raises AccountError, NotAllowedError.
        """
        actor.need(Right.ACCOUNTS)
        with self._desk.store.database.writing() as session:
            person = self._theirs(session, actor, login)
            if not person.active:
                raise AccountError("closed")
            officers.set_password(session, person.id, None)
            officers.set_subject(session, person.id, None)
            staff_access.end_all(session, person.id)
            self._note(session, actor, "officer_reset", person)
            return self._invite(session, person)

    def close(self, actor: Actor, login: str) -> Person:
        """Nobody logs in with it any more, and who did is out. Raises AccountError, NotAllowedError."""
        actor.need(Right.ACCOUNTS)
        with self._desk.store.database.writing() as session:
            person = self._theirs(session, actor, login)
            self._not_the_last(session, person)
            officers.set_active(session, person.id, False)
            officers.end_invitations(session, person.id)
            staff_access.end_all(session, person.id)
            self._note(session, actor, "officer_closed", person)
            return self._again(session, person.id)

    def reopen(self, actor: Actor, login: str) -> Person:
        """Let them log in again, with the password they had. Raises AccountError, NotAllowedError."""
        actor.need(Right.ACCOUNTS)
        with self._desk.store.database.writing() as session:
            person = self._theirs(session, actor, login)
            officers.set_active(session, person.id, True)
            self._note(session, actor, "officer_reopened", person)
            return self._again(session, person.id)

    def wishes(self, actor: Actor) -> Mapping[str, Any]:
        """How the actor wants their pages, as the pages themselves wrote it; a program wants nothing."""
        store = self._desk.store
        with store.database.reading() as session:
            officer = officers.by_id(session, store.keys, actor.id)
        return officer.wishes if officer else {}

    def set_wishes(self, actor: Actor, wishes: Mapping[str, Any]) -> None:
        """Keep how the actor wants their pages."""
        with self._desk.store.database.writing() as session:
            officers.set_wishes(session, actor.id, wishes)

    def _invite(self, session: Any, officer: OfficerRow) -> Invited:
        token, ends_at = secrets.token_urlsafe(32), self._desk.now() + INVITED_FOR
        officers.invite(session, officer.id, ids.token_hash(token), ends_at=ends_at)
        return Invited(self._again(session, officer.id), token, ends_at)

    def _theirs(self, session: Any, actor: Actor, login: str) -> OfficerRow:
        officer = officers.by_login(session, self._desk.store.keys, _folded(login))
        if officer is None or not actor.sees(officer.unit):
            raise AccountError("unknown")
        return officer

    def _not_the_last(self, session: Any, officer: OfficerRow) -> None:
        """Somebody must be left who can let others in."""
        others = [
            one
            for one in officers.every(session, self._desk.store.keys)
            if one.id != officer.id and one.active and _keeps_accounts(one)
        ]
        if _keeps_accounts(officer) and not others:
            raise AccountError("last_administrator")

    def _again(self, session: Any, officer_id: str) -> Person:
        officer = officers.by_id(session, self._desk.store.keys, officer_id)
        if officer is None:
            raise AccountError("unknown")
        return self._person(officer)

    def _person(self, officer: OfficerRow) -> Person:
        locked = officer.locked_until is not None and officer.locked_until > self._desk.now()
        state = "locked" if locked else "invited" if _waits(officer) else "active"
        return Person(
            id=officer.id,
            login=officer.login,
            name=officer.name,
            unit=officer.unit,
            roles=tuple(Role(role) for role in officer.roles),
            state=state if officer.active else "closed",
            seen_at=officer.seen_at,
        )

    def _note(self, session: Any, actor: Actor, action: str, officer: OfficerRow, *, told: str = "") -> None:
        about = f"{officer.id} {told}".strip()
        note = audit.Note(actor=actor.id, action=action, unit=officer.unit, about=about)
        audit.write(session, self._desk.store.keys, note, at=self._desk.now())


def plain_login(text: str) -> str:
    """
    The login as it is kept: small letters. Raises AccountError for what is none.

    >>> plain_login(" Hoa.Nguyen ")
    'hoa.nguyen'
    """
    login = _folded(text)
    if not _LOGIN.fullmatch(login):
        raise AccountError("login")
    return login


def _folded(login: str) -> str:
    return login.strip().casefold()


def _line(text: str, what: str, *, empty: bool = False) -> str:
    """One line of text. Raises AccountError(what)."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if len(line) > _MOST_LETTERS or not (line or empty) or not line.isprintable():
        raise AccountError(what)
    return line


def _roles(roles: Iterable[str]) -> list[str]:
    """The roles, each once and in the order of the house. Raises AccountError."""
    wanted = set(roles)
    if not wanted or not wanted <= set(Role):
        raise AccountError("roles")
    return [role.value for role in Role if role in wanted]


def _told(roles: Iterable[str]) -> str:
    return ",".join(roles)


def _waits(officer: OfficerRow) -> bool:
    """Whether they have no way in yet."""
    return officer.password_hash is None and officer.subject is None


def _keeps_accounts(officer: OfficerRow) -> bool:
    return Role.ADMINISTRATOR in officer.roles and officer.unit == EVERY_UNIT
