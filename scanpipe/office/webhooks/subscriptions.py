"""Who is told what: made, changed and looked after by administrators. A secret is shown once, when it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scanpipe.errors import UsageError
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.office.people import Actor, Right
from scanpipe.office.webhooks import hooks, signing
from scanpipe.office.webhooks.targets import Allowed, parsed
from scanpipe.store import audit, deliveries, webhooks
from scanpipe.store.audit import Note
from scanpipe.store.deliveries import DeliveryRow
from scanpipe.store.webhooks import NewWebhook, WebhookRow

KEEP_OLD_SECRET = dt.timedelta(hours=24)
"""How long the secret before the newest one signs as well."""


@dataclass(frozen=True, slots=True)
class WebhookView:
    """One address as administrators see it; `rotating_until` is when the secret before the newest ends."""

    id: str
    unit: str
    url: str = field(repr=False)
    host: str
    events: tuple[str, ...]
    personal: bool
    created_at: dt.datetime
    disabled_at: dt.datetime | None
    disabled_why: str | None
    rotating_until: dt.datetime | None
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Made:
    """An address with its secret, which is told this once."""

    webhook: WebhookView
    secret: str = field(repr=False)


class Webhooks:
    """The addresses of a Center, for its administrators. `allow` are hosts and networks that may lie inside."""

    def __init__(self, desk: Desk, allow: Sequence[str] = ()) -> None:
        self._desk = desk
        self._allowed = Allowed.of(allow)

    def all(self, actor: Actor) -> tuple[WebhookView, ...]:
        """The addresses, the oldest first."""
        actor.need(Right.WEBHOOKS)
        with self._desk.store.database.reading() as session:
            rows = webhooks.all_of(session, self._desk.store.keys)
            counted = deliveries.tallies(session)
        return tuple(self._view(row, counted) for row in rows if actor.sees(row.unit))

    def one(self, actor: Actor, webhook_id: str) -> WebhookView:
        """One address. Raises NotFoundError."""
        actor.need(Right.WEBHOOKS)
        with self._desk.store.database.reading() as session:
            row = self._theirs(session, actor, webhook_id)
            return self._view(row, deliveries.tallies(session))

    def make(
        self, actor: Actor, url: str, events: Sequence[str], *, personal: bool = False, unit: str | None = None
    ) -> Made:
        """
        A new address of the actor's Center, or of one that they see. Raises UsageError for an address or an event that
        cannot be.
        """
        actor.need(Right.WEBHOOKS)
        own = unit if unit is not None else actor.unit
        if not actor.sees(own):
            raise NotFoundError
        parsed(url, self._allowed)
        wanted = tuple(event for event in hooks.EVENTS if event in events)
        if not wanted or len(wanted) != len(set(events)):
            raise UsageError(f"Choose events among {', '.join(hooks.EVENTS)}.")
        new = NewWebhook(own, url.strip(), signing.new_secret(), wanted, personal)
        now, keys = self._desk.now(), self._desk.store.keys
        with self._desk.store.database.writing() as session:
            row = webhooks.make(session, keys, new, now=now)
            host = _host(row.url)
            audit.write(session, keys, Note(actor.id, "webhook_made", row.unit, about=f"{row.id} {host}"[:200]), at=now)
        return Made(self._view(row, {}), new.secret)

    def rotate(self, actor: Actor, webhook_id: str, *, at_once: bool = False) -> Made:
        """
        A new secret. The one before signs as well for a day, so that the receiver can change over without a gap; `at
        once` it does not: somebody has learnt it.
        """
        secret = signing.new_secret()
        keep = dt.timedelta(0) if at_once else KEEP_OLD_SECRET
        with self._desk.store.database.writing() as session:
            row = self._changing(session, actor, webhook_id, "secret_ended" if at_once else "secret_changed")
            row = webhooks.rotate(session, self._desk.store.keys, row.id, secret, now=self._desk.now(), keep=keep)
            return Made(self._view(row, deliveries.tallies(session)), secret)

    def disable(self, actor: Actor, webhook_id: str) -> None:
        """Tell this address nothing; what waits, waits on."""
        with self._desk.store.database.writing() as session:
            row = self._changing(session, actor, webhook_id, "disabled")
            webhooks.disable(session, self._desk.store.keys, row.id, "administrator", now=self._desk.now())

    def enable(self, actor: Actor, webhook_id: str) -> None:
        """Tell it again, what waited first."""
        with self._desk.store.database.writing() as session:
            row = self._changing(session, actor, webhook_id, "enabled")
            webhooks.enable(session, self._desk.store.keys, row.id)

    def log(self, actor: Actor, webhook_id: str, *, limit: int = 200) -> tuple[DeliveryRow, ...]:
        """What was sent to an address, the newest first."""
        actor.need(Right.WEBHOOKS)
        with self._desk.store.database.reading() as session:
            return deliveries.of_webhook(session, self._theirs(session, actor, webhook_id).id, limit=limit)

    def redeliver(self, actor: Actor, webhook_id: str, delivery_id: str) -> DeliveryRow:
        """Send a message once more, under its own id. Raises NotFoundError, and StateError for a disabled address."""
        with self._desk.store.database.writing() as session:
            found = deliveries.by_id(session, delivery_id)
            row = self._changing(session, actor, webhook_id, "redelivered", about=delivery_id)
            if found is None or found.webhook_id != row.id:
                raise NotFoundError
            self._expect_enabled(row)
            return deliveries.again(session, delivery_id, now=self._desk.now())

    def test(self, actor: Actor, webhook_id: str) -> DeliveryRow:
        """Send a message that tells nothing. Raises StateError for a disabled address."""
        with self._desk.store.database.writing() as session:
            row = self._changing(session, actor, webhook_id, "tested")
            self._expect_enabled(row)
            return hooks.enqueue_test(session, self._desk.store.keys, row, self._desk.now())

    # ---- inside --------------------------------------------------------------------------------------------------

    def _changing(self, session: Any, actor: Actor, webhook_id: str, how: str, about: str | None = None) -> WebhookRow:
        """The address that an actor changes, with the line of the audit that says so."""
        actor.need(Right.WEBHOOKS)
        row = self._theirs(session, actor, webhook_id)
        note = Note(actor.id, "webhook_changed", row.unit, about=about or row.id, reason=how)
        audit.write(session, self._desk.store.keys, note, at=self._desk.now())
        return row

    def _theirs(self, session: Any, actor: Actor, webhook_id: str) -> WebhookRow:
        row = webhooks.by_id(session, self._desk.store.keys, webhook_id)
        if row is None or not actor.sees(row.unit):
            raise NotFoundError
        return row

    def _expect_enabled(self, row: WebhookRow) -> None:
        if row.disabled_at is not None:
            raise StateError("This address is disabled: enable it first.")

    def _view(self, row: WebhookRow, counted: Mapping[str, Mapping[str, int]]) -> WebhookView:
        own, now = counted.get(row.id, {}), self._desk.now()
        ends = [s.until for s in row.secrets if s.until is not None and s.until > now]
        return WebhookView(
            id=row.id,
            unit=row.unit,
            url=row.url,
            host=_host(row.url),
            events=row.events,
            personal=row.personal,
            created_at=row.created_at,
            disabled_at=row.disabled_at,
            disabled_why=row.disabled_why,
            rotating_until=max(ends, default=None),
            waiting=own.get("waiting", 0) + own.get("sending", 0),
            failed=own.get("failed", 0),
        )


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
