"""Whom the Center tells: addresses of other systems, each with the secrets that its messages are signed with."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store.errors import NotFoundError
from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import Webhook


@dataclass(frozen=True, slots=True)
class Secret:
    """What messages are signed with; `until` is None for the newest, else the end of one that was replaced."""

    text: str = field(repr=False)
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """An address to be told."""

    unit: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    events: tuple[str, ...]
    personal: bool


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """One address. The newest of its `secrets` is the first; it is sent nothing while it is disabled."""

    id: str
    unit: str
    url: str = field(repr=False)
    secrets: tuple[Secret, ...] = field(repr=False)
    events: tuple[str, ...]
    personal: bool
    created_at: dt.datetime
    disabled_at: dt.datetime | None
    disabled_why: str | None

    def signing(self, now: dt.datetime) -> tuple[str, ...]:
        """The secrets that sign at that moment: two while one takes over from the other."""
        return tuple(s.text for s in self.secrets if s.until is None or s.until > now)


def make(session: Session, keys: Keys, new: NewWebhook, *, now: dt.datetime) -> WebhookRow:
    """A new address, which is told from now on."""
    webhook_id = f"wh_{secrets.token_hex(12)}"
    webhook = Webhook(
        id=webhook_id,
        unit=new.unit,
        url=new.url,
        secrets_sealed=_sealed(keys, webhook_id, (Secret(new.secret),)),
        events=list(new.events),
        personal=new.personal,
        created_at=now,
    )
    session.add(webhook)
    session.flush()
    return row_of(keys, webhook)


def by_id(session: Session, keys: Keys, webhook_id: str) -> WebhookRow | None:
    """The address of that id."""
    found = session.get(Webhook, webhook_id)
    return row_of(keys, found) if found else None


def all_of(session: Session, keys: Keys) -> tuple[WebhookRow, ...]:
    """Every address, the oldest first."""
    found = session.scalars(select(Webhook).order_by(Webhook.created_at, Webhook.id))
    return tuple(row_of(keys, one) for one in found)


def rotate(
    session: Session, keys: Keys, webhook_id: str, secret: str, *, now: dt.datetime, keep: dt.timedelta
) -> WebhookRow:
    """A new secret; the one before it signs as well for the time `keep`, older ones no more. Raises NotFoundError."""
    webhook = _held(session, webhook_id)
    before = row_of(keys, webhook).secrets[0]
    both = (Secret(secret), replace(before, until=now + keep))
    webhook.secrets_sealed = _sealed(keys, webhook.id, both if keep > dt.timedelta(0) else both[:1])
    return row_of(keys, webhook)


def disable(session: Session, keys: Keys, webhook_id: str, why: str, *, now: dt.datetime) -> WebhookRow:
    """Tell this address nothing more; the first reason stays. Raises NotFoundError."""
    webhook = _held(session, webhook_id)
    if webhook.disabled_at is None:
        webhook.disabled_at, webhook.disabled_why = now, why
    return row_of(keys, webhook)


def enable(session: Session, keys: Keys, webhook_id: str) -> WebhookRow:
    """Tell it again; what waited is sent. Raises NotFoundError."""
    webhook = _held(session, webhook_id)
    webhook.disabled_at = webhook.disabled_why = None
    return row_of(keys, webhook)


def row_of(keys: Keys, webhook: Webhook) -> WebhookRow:
    """What a row of the table says, opened."""
    told = json.loads(keys.opened_text(webhook.secrets_sealed, _label(webhook.id)))
    return WebhookRow(
        id=webhook.id,
        unit=webhook.unit,
        url=webhook.url,
        secrets=tuple(Secret(s["text"], dt.datetime.fromisoformat(s["until"]) if s["until"] else None) for s in told),
        events=tuple(webhook.events),
        personal=webhook.personal,
        created_at=webhook.created_at,
        disabled_at=webhook.disabled_at,
        disabled_why=webhook.disabled_why,
    )


def _held(session: Session, webhook_id: str) -> Webhook:
    webhook = session.get(Webhook, webhook_id, with_for_update=True)
    if webhook is None:
        raise NotFoundError("There is no such address.")
    return webhook


def _sealed(keys: Keys, webhook_id: str, held: tuple[Secret, ...]) -> bytes:
    told = [{"text": s.text, "until": s.until.isoformat() if s.until else None} for s in held]
    return keys.sealed_text(json.dumps(told), _label(webhook_id))


def _label(webhook_id: str) -> str:
    return f"webhooks.secrets/{webhook_id}"
