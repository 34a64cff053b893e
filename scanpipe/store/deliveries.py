"""
What other systems are told: messages that wait until they were taken.

A message is written in the transaction of what it tells, so nothing happens untold. Whoever sends it holds a lease that
runs out by itself: a sender that dies in between leaves the message to the next one, which sends it under the same id.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from scanpipe.store.dialect import insert_into
from scanpipe.store.errors import NotFoundError, SealError
from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import Delivery, Webhook
from scanpipe.store.webhooks import WebhookRow, row_of


class DeliveryState(StrEnum):
    """Where a message stands; what is `SENDING` waits again when its lease has run out."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"


_OPEN = (DeliveryState.WAITING.value, DeliveryState.SENDING.value)


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A message to be sent, as the bytes that will be sent."""

    webhook_id: str
    check_id: str | None
    event: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """
    One message to one address. `next_at` is when it is due, or the end of its lease; `status` is the last HTTP status,
    `told` says in a word what became of the last attempt.
    """

    id: str
    webhook_id: str
    check_id: str | None
    event: str
    state: DeliveryState
    attempts: int
    next_at: dt.datetime
    status: int | None
    told: str | None
    created_at: dt.datetime
    done_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Errand:
    """Leave to send one message until `delivery.next_at`, with all that is needed for it."""

    delivery: DeliveryRow
    webhook: WebhookRow
    body: bytes = field(repr=False)


def add(session: Session, keys: Keys, new: NewDelivery, *, now: dt.datetime) -> DeliveryRow:
    """A message that is due at once, under an id that it keeps."""
    delivery_id = f"msg_{secrets.token_hex(16)}"
    delivery = Delivery(
        id=delivery_id,
        webhook_id=new.webhook_id,
        check_id=new.check_id,
        event=new.event,
        body_sealed=keys.sealed(new.body, _label(delivery_id)),
        state=DeliveryState.WAITING.value,
        attempts=0,
        next_at=now,
        created_at=now,
    )
    session.add(delivery)
    session.flush()
    return delivery_of(delivery)


def add_once(session: Session, keys: Keys, new: NewDelivery, mark: str, *, now: dt.datetime) -> bool:
    """
    As `add`, unless a message of that mark was written to that address before, by whomever: several servers may find
    out the same. Whether it was written now. It is known as long as the log keeps it (`forget`).
    """
    delivery_id = f"msg_{hashlib.sha256(f'{new.webhook_id}/{mark}'.encode()).hexdigest()[:32]}"
    row = {
        "id": delivery_id,
        "webhook_id": new.webhook_id,
        "check_id": new.check_id,
        "event": new.event,
        "body_sealed": keys.sealed(new.body, _label(delivery_id)),
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "next_at": now,
        "created_at": now,
    }
    written = insert_into(session, Delivery).values(row).on_conflict_do_nothing().returning(Delivery.id)
    return session.scalar(written) is not None


def claim(session: Session, keys: Keys, *, now: dt.datetime, lease_s: float) -> Errand | None:
    """
    Leave to send the message that is due longest, or None. An address that somebody is sending to at this moment is
    passed over: one that hangs holds up nobody but itself.
    """
    other = aliased(Delivery)
    busy = (
        select(other.id)
        .where(other.webhook_id == Delivery.webhook_id, other.id != Delivery.id)
        .where(other.state == DeliveryState.SENDING.value, other.next_at > now)
    )
    found = session.execute(
        select(Delivery, Webhook)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(Delivery.state.in_(_OPEN), Delivery.next_at <= now, Webhook.disabled_at.is_(None), ~busy.exists())
        .order_by(Delivery.next_at, Delivery.created_at, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Delivery)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        return None
    delivery, webhook = found
    delivery.state = DeliveryState.SENDING.value
    delivery.attempts += 1
    delivery.next_at = now + dt.timedelta(seconds=lease_s)
    try:
        body = keys.opened(delivery.body_sealed, _label(delivery.id))
        errand = Errand(delivery_of(delivery), row_of(keys, webhook), body)
    except SealError:  # it can never be sent, and must not stand in the way of the others
        delivery.state, delivery.told, delivery.done_at = DeliveryState.FAILED.value, "seal", now
        errand = None
    session.flush()
    return errand


def note(
    session: Session,
    errand: Errand,
    state: DeliveryState,
    *,
    now: dt.datetime,
    status: int | None,
    told: str,
    next_at: dt.datetime | None = None,
) -> bool:
    """What became of an attempt; `next_at` is when the next one is due. False when the lease was lost meanwhile."""
    delivery = _claimed(session, errand)
    if delivery is None:
        return False
    delivery.state = state.value
    delivery.status, delivery.told = status, told[:80]
    delivery.next_at = next_at or now
    delivery.done_at = None if state is DeliveryState.WAITING else now
    return True


def again(session: Session, delivery_id: str, *, now: dt.datetime) -> DeliveryRow:
    """Send a message once more now, under its own id; one that is being sent is left alone. Raises NotFoundError."""
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None:
        raise NotFoundError("There is no such message.")
    if delivery.state != DeliveryState.SENDING.value or delivery.next_at <= now:
        delivery.state, delivery.next_at, delivery.done_at = DeliveryState.WAITING.value, now, None
        delivery.attempts = 0
    session.flush()
    return delivery_of(delivery)


def by_id(session: Session, delivery_id: str) -> DeliveryRow | None:
    """The message of that id."""
    found = session.get(Delivery, delivery_id)
    return delivery_of(found) if found else None


def of_webhook(session: Session, webhook_id: str, *, limit: int = 200) -> tuple[DeliveryRow, ...]:
    """The messages to an address, the newest first."""
    found = session.scalars(
        select(Delivery)
        .where(Delivery.webhook_id == webhook_id)
        .order_by(Delivery.created_at.desc(), Delivery.id)
        .limit(limit)
    )
    return tuple(delivery_of(one) for one in found)


def tallies(session: Session) -> Mapping[str, Mapping[str, int]]:
    """How many messages are in each state, by address."""
    counted: dict[str, dict[str, int]] = {}
    rows = session.execute(
        select(Delivery.webhook_id, Delivery.state, func.count()).group_by(Delivery.webhook_id, Delivery.state)
    )
    for webhook_id, state, count in rows:
        counted.setdefault(webhook_id, {})[state] = int(count)
    return counted


def due_at(session: Session) -> dt.datetime | None:
    """When the next message is due, None when none waits."""
    return session.scalar(
        select(func.min(Delivery.next_at))
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(Delivery.state.in_(_OPEN), Webhook.disabled_at.is_(None))
    )


def forget(session: Session, before: dt.datetime) -> None:
    """Delete what was delivered, or given up, before that moment."""
    done = Delivery.state.in_((DeliveryState.DELIVERED.value, DeliveryState.FAILED.value))
    session.execute(delete(Delivery).where(done, Delivery.done_at < before))


def delivery_of(delivery: Delivery) -> DeliveryRow:
    """What a row of the table says, without the message."""
    return DeliveryRow(
        id=delivery.id,
        webhook_id=delivery.webhook_id,
        check_id=delivery.check_id,
        event=delivery.event,
        state=DeliveryState(delivery.state),
        attempts=delivery.attempts,
        next_at=delivery.next_at,
        status=delivery.status,
        told=delivery.told,
        created_at=delivery.created_at,
        done_at=delivery.done_at,
    )


def _claimed(session: Session, errand: Errand) -> Delivery | None:
    """The message, as long as this very lease is on it; it may have run out when nobody else took it."""
    own = errand.delivery
    return session.scalar(
        select(Delivery)
        .where(Delivery.id == own.id, Delivery.state == DeliveryState.SENDING.value, Delivery.next_at == own.next_at)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _label(delivery_id: str) -> str:
    return f"deliveries.body/{delivery_id}"
