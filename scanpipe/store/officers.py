"""Officers: who has an account, how they prove it, and the links that set a password."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from scanpipe.store.dialect import insert_into
from scanpipe.store.errors import NotFoundError
from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import Invitation, Officer


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """
    One account. `password_hash` None: no password was set; `subject` is the hash of who they are at the provider.

    `failures` counts logins that failed since the last that did not.
    """

    id: str
    login: str
    name: str = field(repr=False)
    unit: str
    roles: tuple[str, ...]
    password_hash: str | None = field(repr=False)
    subject: str | None = field(repr=False)
    active: bool
    failures: int
    locked_until: dt.datetime | None
    wishes: Mapping[str, Any]
    created_at: dt.datetime
    seen_at: dt.datetime | None


def add(
    session: Session, keys: Keys, *, login: str, name: str, unit: str, roles: Sequence[str], now: dt.datetime
) -> OfficerRow | None:
    """A new account without a password; None when the login is taken."""
    officer_id = "off_" + secrets.token_hex(8)
    values = {
        "id": officer_id,
        "login": login,
        "name_sealed": keys.sealed_text(name, _label(officer_id)),
        "unit": unit,
        "roles": list(roles),
        "active": True,
        "failures": 0,
        "wishes": {},
        "created_at": now,
    }
    # Two servers that start at once, or two administrators, may both want the name: one of them gets it.
    session.execute(insert_into(session, Officer).values(values).on_conflict_do_nothing(index_elements=["login"]))
    return by_id(session, keys, officer_id)


def by_id(session: Session, keys: Keys, officer_id: str) -> OfficerRow | None:
    """The account of that id."""
    return _one(session, keys, Officer.id == officer_id)


def by_login(session: Session, keys: Keys, login: str) -> OfficerRow | None:
    """The account of that login."""
    return _one(session, keys, Officer.login == login)


def held(session: Session, keys: Keys, login: str) -> OfficerRow | None:
    """The account of that login, held against others until the transaction ends."""
    session.execute(select(Officer.id).where(Officer.login == login).with_for_update())
    return by_login(session, keys, login)


def by_subject(session: Session, keys: Keys, subject: str) -> OfficerRow | None:
    """The account of somebody whom the identity provider knows."""
    return _one(session, keys, Officer.subject == subject)


def every(session: Session, keys: Keys) -> tuple[OfficerRow, ...]:
    """All accounts, by login."""
    return tuple(_row_of(keys, one) for one in session.scalars(select(Officer).order_by(Officer.login)))


def set_password(session: Session, officer_id: str, password_hash: str | None) -> None:
    """Keep another slow hash, or none; whoever has it starts without failures."""
    officer = _held(session, officer_id)
    officer.password_hash = password_hash
    officer.failures = 0
    officer.locked_until = None


def rehash(session: Session, officer_id: str, old_hash: str, password_hash: str) -> None:
    """Replace a hash by one of the same password, unless the password was changed meanwhile."""
    officer = _held(session, officer_id)
    if officer.password_hash == old_hash:
        officer.password_hash = password_hash


def set_roles(session: Session, officer_id: str, roles: Sequence[str]) -> None:
    """What somebody is there for."""
    _held(session, officer_id).roles = list(roles)


def set_active(session: Session, officer_id: str, active: bool) -> None:
    """Close the account, or open it again."""
    _held(session, officer_id).active = active


def set_subject(session: Session, officer_id: str, subject: str | None) -> None:
    """Who they are at the identity provider, as a hash."""
    _held(session, officer_id).subject = subject


def set_wishes(session: Session, officer_id: str, wishes: Mapping[str, Any]) -> None:
    """How they want their pages."""
    _held(session, officer_id).wishes = dict(wishes)


def set_failures(session: Session, officer_id: str, failures: int, locked_until: dt.datetime | None) -> None:
    """How many logins have failed in a row, and until when none is let in."""
    officer = _held(session, officer_id)
    officer.failures = failures
    officer.locked_until = locked_until


def seen(session: Session, officer_id: str, *, now: dt.datetime) -> None:
    """They have logged in: what failed before is forgotten."""
    officer = _held(session, officer_id)
    officer.failures = 0
    officer.locked_until = None
    officer.seen_at = now


# ---- invitations ---------------------------------------------------------------------------------------------------


def invite(session: Session, officer_id: str, token_hash: str, *, ends_at: dt.datetime) -> None:
    """A link that sets a password once; the links that were given before work no more."""
    session.execute(delete(Invitation).where(Invitation.officer_id == officer_id))
    session.add(Invitation(token_hash=token_hash, officer_id=officer_id, ends_at=ends_at))
    session.flush()


def invited(session: Session, keys: Keys, token_hash: str, *, now: dt.datetime) -> OfficerRow | None:
    """Whom the link invites; None when it is unknown, used or too old."""
    invitation = session.get(Invitation, token_hash)
    if invitation is None or invitation.ends_at <= now:
        return None
    return by_id(session, keys, invitation.officer_id)


def use_invitation(session: Session, token_hash: str, *, now: dt.datetime) -> bool:
    """Take the link; False when somebody was faster or it is too old."""
    taken = session.execute(
        delete(Invitation)
        .where(Invitation.token_hash == token_hash, Invitation.ends_at > now)
        .returning(Invitation.officer_id)
    )
    return taken.first() is not None


def end_invitations(session: Session, officer_id: str) -> None:
    """No link sets a password for them any more."""
    session.execute(delete(Invitation).where(Invitation.officer_id == officer_id))


def _one(session: Session, keys: Keys, by: ColumnElement[bool]) -> OfficerRow | None:
    officer = session.scalar(select(Officer).where(by).execution_options(populate_existing=True))
    return _row_of(keys, officer) if officer else None


def _held(session: Session, officer_id: str) -> Officer:
    """The account, held against others until the transaction ends."""
    officer = session.scalar(
        select(Officer).where(Officer.id == officer_id).with_for_update().execution_options(populate_existing=True)
    )
    if officer is None:
        raise NotFoundError("There is no such account.")
    return officer


def _label(officer_id: str) -> str:
    return f"officers.name/{officer_id}"


def _row_of(keys: Keys, officer: Officer) -> OfficerRow:
    return OfficerRow(
        id=officer.id,
        login=officer.login,
        name=keys.opened_text(officer.name_sealed, _label(officer.id)),
        unit=officer.unit,
        roles=tuple(officer.roles),
        password_hash=officer.password_hash,
        subject=officer.subject,
        active=officer.active,
        failures=officer.failures,
        locked_until=officer.locked_until,
        wishes=dict(officer.wishes),
        created_at=officer.created_at,
        seen_at=officer.seen_at,
    )
