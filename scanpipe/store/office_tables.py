"""
The tables of the Center: who works there, what they decided, what was written down of it, what goes out.

Whatever hangs on a dossier goes when it goes, with one exception: the lines of the audit stay, without a word of what
people wrote; that is in `audit_details`, sealed, and goes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scanpipe.store.columns import Plain
from scanpipe.store.tables import Base


def _of_check(*, key: bool = False) -> Mapped[str]:
    """The dossier that a row belongs to; erasing it erases the row."""
    return mapped_column(Plain(40), ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=key, index=not key)


def _of_officer() -> Mapped[str]:
    return mapped_column(Plain(40), ForeignKey("officers.id", ondelete="CASCADE"), index=True)


# ---- who works there -----------------------------------------------------------------------------------------------


class Officer(Base):
    """
    Somebody with an account. The name is sealed; the password is kept as a slow hash (None: not set, or not used).

    `unit` is the Center that they work for, `subject` the hash of who they are at the identity provider.
    """

    __tablename__ = "officers"

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    login: Mapped[str] = mapped_column(Plain(80), unique=True)
    name_sealed: Mapped[bytes]
    unit: Mapped[str] = mapped_column(Plain(80))
    roles: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str | None] = mapped_column(Plain(255))
    subject: Mapped[str | None] = mapped_column(Plain(64), unique=True)
    active: Mapped[bool]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]
    wishes: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None]


class StaffSession(Base):
    """A browser in which somebody has logged in; only the hash of its secret is kept."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(Plain(64), primary_key=True)
    officer_id: Mapped[str] = _of_officer()
    begun_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]


class Invitation(Base):
    """A link that sets a password, once."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(Plain(64), primary_key=True)
    officer_id: Mapped[str] = _of_officer()
    ends_at: Mapped[dt.datetime]


class ApiKey(Base):
    """A key of a program, with what it may do; only its hash is kept."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    name: Mapped[str] = mapped_column(Plain(80))
    key_hash: Mapped[str] = mapped_column(Plain(64), unique=True)
    unit: Mapped[str] = mapped_column(Plain(80))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(Plain(40))
    used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]


# ---- what they decided ---------------------------------------------------------------------------------------------


class Decision(Base):
    """
    What an officer decided about one point of a dossier, numbered in it; the newest that was not undone holds.

    `seen_hash` is that of what the machine said then: when it says something else, the decision holds no more.
    """

    __tablename__ = "decisions"

    check_id: Mapped[str] = _of_check(key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    point: Mapped[str] = mapped_column(Plain(200))
    kind: Mapped[str] = mapped_column(Plain(24))
    reason: Mapped[str | None] = mapped_column(Plain(40))
    value_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    seen_hash: Mapped[str] = mapped_column(Plain(64))
    officer_id: Mapped[str] = mapped_column(Plain(40))
    at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]


class Slip(Base):
    """A request for a supplement, as it was given out."""

    __tablename__ = "slips"

    check_id: Mapped[str] = _of_check(key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    template: Mapped[str] = mapped_column(Plain(80))
    content_sealed: Mapped[bytes]
    officer_id: Mapped[str] = mapped_column(Plain(40))
    at: Mapped[dt.datetime]


class SecondEntry(Base):
    """An accepted dossier whose critical fields somebody else types once more, without seeing the first values."""

    __tablename__ = "second_entries"

    check_id: Mapped[str] = _of_check(key=True)
    first_id: Mapped[str] = mapped_column(Plain(40))
    asked_at: Mapped[dt.datetime]
    second_id: Mapped[str | None] = mapped_column(Plain(40))
    values_sealed: Mapped[bytes | None]
    fields: Mapped[int | None]
    differing: Mapped[int | None]
    done_at: Mapped[dt.datetime | None]


class Case(Base):
    """What an officer corrected, kept to teach, with the person's leave: a field, its picture and what it says."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    check_id: Mapped[str] = _of_check()
    form: Mapped[str] = mapped_column(Plain(80))
    edition: Mapped[str] = mapped_column(Plain(80))
    key: Mapped[str] = mapped_column(Plain(120))
    ink: Mapped[str] = mapped_column(Plain(24))
    page_id: Mapped[str | None] = mapped_column(Plain(40))
    truth_sealed: Mapped[bytes]
    made_at: Mapped[dt.datetime]


class AskInstead(Base):
    """A finding that accuses wrongly too often: until this is taken back it asks."""

    __tablename__ = "ask_instead"

    code: Mapped[str] = mapped_column(Plain(80), primary_key=True)
    why: Mapped[str] = mapped_column(Plain(255))
    officer_id: Mapped[str] = mapped_column(Plain(40))
    at: Mapped[dt.datetime]


# ---- what was written down -----------------------------------------------------------------------------------------


class AuditLine(Base):
    """
    One line of the audit; lines are added and never changed (triggers see to it), and each holds the hash of the one
    before. No line holds what people wrote: `detail_hash` is that of the sealed detail.
    """

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    unit: Mapped[str] = mapped_column(Plain(80))
    check_id: Mapped[str | None] = mapped_column(Plain(40), index=True)
    actor: Mapped[str] = mapped_column(Plain(80))
    action: Mapped[str] = mapped_column(Plain(40))
    about: Mapped[str | None] = mapped_column(Plain(200))
    reason: Mapped[str | None] = mapped_column(Plain(40))
    edition: Mapped[str | None] = mapped_column(Plain(160))
    engine: Mapped[str | None] = mapped_column(Plain(80))
    detail_hash: Mapped[str | None] = mapped_column(Plain(64))
    hash: Mapped[str] = mapped_column(Plain(64))


class AuditDetail(Base):
    """What was seen, before and after, of a line of the audit: sealed, and gone with the dossier."""

    __tablename__ = "audit_details"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    check_id: Mapped[str] = _of_check()
    sealed: Mapped[bytes]


# ---- what goes out -------------------------------------------------------------------------------------------------


class Webhook(Base):
    """An address of another system that is told what happens. Its secrets are sealed: the newest first."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    unit: Mapped[str] = mapped_column(Plain(80))
    url: Mapped[str] = mapped_column(Plain(500))
    secrets_sealed: Mapped[bytes]
    events: Mapped[list[str]] = mapped_column(JSON)
    personal: Mapped[bool]
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]
    disabled_why: Mapped[str | None] = mapped_column(Plain(40))


class Delivery(Base):
    """One message to one address; its id stays the same however often it is sent."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_next", "state", "next_at"),)

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(Plain(40), ForeignKey("webhooks.id", ondelete="CASCADE"), index=True)
    check_id: Mapped[str | None] = mapped_column(Plain(40), ForeignKey("dossiers.id", ondelete="CASCADE"), index=True)
    event: Mapped[str] = mapped_column(Plain(40))
    body_sealed: Mapped[bytes]
    state: Mapped[str] = mapped_column(Plain(24))
    attempts: Mapped[int]
    next_at: Mapped[dt.datetime]
    status: Mapped[int | None]
    told: Mapped[str | None] = mapped_column(Plain(80))
    created_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
