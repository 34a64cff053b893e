"""
Sends what waits: threads that each take one message, send it, and write down what became of it.

A message is taken under a lease and written down after it was sent. A sender that dies in between has told the receiver
and nobody else: the message is sent again under the same id, and the receiver knows it by that. Nothing is sent under
two ids, nothing is lost.
"""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable

import structlog

from scanpipe.intake.desk import Desk
from scanpipe.office.webhooks import signing
from scanpipe.office.webhooks.deliver import Attempt, Means, Post, deliver, means
from scanpipe.store import audit, deliveries, webhooks
from scanpipe.store.audit import Note
from scanpipe.store.deliveries import DeliveryState, Errand

log = structlog.get_logger("scanpipe.webhooks")

WAITS_S = (10, 60, 600, 3600, 6 * 3600, 24 * 3600)
"""Seconds between one attempt and the next; after the last the message has failed."""
JITTER = 0.2
"""By how much of itself a wait is made longer, at most: receivers that come back are not met by all at once."""
LEASE_S = 120.0
"""Longer than any attempt, the looking up of a name included."""
LOG_KEPT = dt.timedelta(days=30)
THREADS = 3
_LOOK_S = 2.0
_TIDY = dt.timedelta(hours=1)
_STOP_S = 15.0


class Sender:
    """The senders of one server; several servers share the work."""

    def __init__(
        self,
        desk: Desk,
        by: Means | None = None,
        *,
        threads: int = THREADS,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._desk = desk
        self._by = by or means()
        self._chance = chance
        self._bell = threading.Condition()
        self._rung = 0
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._run, args=(n == 0,), name=f"sender-{n}", daemon=True) for n in range(threads)
        ]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; what is being sent is waited for, and what cannot be waited for is sent again by the next sender."""
        with self._bell:
            self._stopped = True
            self._bell.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_STOP_S)

    def wake(self) -> None:
        """There may be something to send."""
        with self._bell:
            self._rung += 1
            self._bell.notify_all()

    def send_one(self) -> Attempt | None:
        """Send the message that is due longest; None when none is."""
        desk = self._desk
        with desk.store.database.writing() as session:
            errand = deliveries.claim(session, desk.store.keys, now=desk.now(), lease_s=LEASE_S)
        if errand is None:
            return None
        now = desk.now()
        own = signing.headers(errand.delivery.id, errand.webhook.signing(now), now, errand.body)
        attempt = deliver(Post(errand.webhook.url, own, errand.body), self._by)
        self._note(errand, attempt)
        return attempt

    def _note(self, errand: Errand, attempt: Attempt) -> None:
        desk, now = self._desk, self._desk.now()
        state, next_at = self._after(errand, attempt, now)
        with desk.store.database.writing() as session:
            deliveries.note(session, errand, state, now=now, status=attempt.status, told=attempt.told, next_at=next_at)
            if attempt.told == "gone" and errand.webhook.disabled_at is None:
                webhooks.disable(session, desk.store.keys, errand.webhook.id, "gone", now=now)
                note = Note("machine", "webhook_changed", errand.webhook.unit, about=errand.webhook.id, reason="gone")
                audit.write(session, desk.store.keys, note, at=now)
        log.info("webhook.sent", message=errand.delivery.id, told=attempt.told, status=attempt.status)

    def _after(self, errand: Errand, attempt: Attempt, now: dt.datetime) -> tuple[DeliveryState, dt.datetime | None]:
        """Where the message stands after an attempt, and when the next one is due."""
        if attempt.taken:
            return DeliveryState.DELIVERED, None
        if attempt.told == "gone" or errand.delivery.attempts > len(WAITS_S):
            return DeliveryState.FAILED, None
        wait_s = WAITS_S[errand.delivery.attempts - 1] * (1 + JITTER * self._chance())
        return DeliveryState.WAITING, now + dt.timedelta(seconds=max(wait_s, attempt.after_s))

    # ---- the threads ---------------------------------------------------------------------------------------------

    def _run(self, tidies: bool) -> None:
        tidied: dt.datetime | None = None
        while not self._stopped:
            heard = self._rung
            try:
                if self.send_one() is not None:
                    continue
                if tidies and (tidied is None or self._desk.now() - tidied > _TIDY):
                    tidied = self._desk.now()
                    self._tidy()
            except Exception:  # the database is away for a moment: the thread must outlive it, and look again
                log.exception("webhook.sender")
            self._wait(heard)

    def _wait(self, heard: int) -> None:
        with self._bell:
            self._bell.wait_for(lambda: self._stopped or self._rung != heard, timeout=_LOOK_S)

    def _tidy(self) -> None:
        with self._desk.store.database.writing() as session:
            deliveries.forget(session, self._desk.now() - LOG_KEPT)
