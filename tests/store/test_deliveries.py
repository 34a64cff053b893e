"""Messages that wait: each is taken by one sender at a time, and by the next one when that is gone."""

import datetime as dt
import threading
from collections import Counter

import pytest

from scanpipe.store import deliveries, webhooks
from scanpipe.store.deliveries import DeliveryState, Errand, NewDelivery
from scanpipe.store.errors import NotFoundError
from scanpipe.store.opening import Store
from scanpipe.store.webhooks import NewWebhook, WebhookRow

NOW = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
LEASE_S = 60.0


def address(store: Store, name: str = "a") -> WebhookRow:
    new = NewWebhook("hx", f"https://{name}.example/", "whsec_c2VjcmV0", ("dossier.sent",), False)
    with store.database.writing() as session:
        return webhooks.make(session, store.keys, new, now=NOW)


def message(store: Store, webhook: WebhookRow, body: bytes = b"{}", now: dt.datetime = NOW) -> str:
    with store.database.writing() as session:
        return deliveries.add(session, store.keys, NewDelivery(webhook.id, None, "dossier.sent", body), now=now).id


def claim(store: Store, now: dt.datetime = NOW) -> Errand | None:
    with store.database.writing() as session:
        return deliveries.claim(session, store.keys, now=now, lease_s=LEASE_S)


def note(store: Store, errand: Errand, state: DeliveryState, now: dt.datetime = NOW) -> bool:
    with store.database.writing() as session:
        return deliveries.note(session, errand, state, now=now, status=200, told="taken")


def test_a_message_is_taken_once_until_its_lease_ends(store: Store) -> None:
    """With its body and its address opened; then by the next, who counts one attempt more."""
    webhook = address(store)
    sent = message(store, webhook, b'{"a":"x"}')
    first = claim(store)
    assert first is not None
    assert (first.delivery.id, first.body, first.webhook) == (sent, b'{"a":"x"}', webhook)
    assert claim(store) is None
    later = NOW + dt.timedelta(seconds=LEASE_S)
    second = claim(store, later)
    assert second is not None
    assert (second.delivery.id, second.delivery.attempts) == (sent, 2)
    assert not note(store, first, DeliveryState.FAILED, later)
    assert note(store, second, DeliveryState.DELIVERED, later)
    assert claim(store, later + dt.timedelta(days=1)) is None


def test_two_addresses_are_served_beside_each_other(store: Store) -> None:
    """One at a time each, the longest waiting first."""
    a, b = address(store, "a"), address(store, "b")
    first = message(store, a)
    message(store, a, now=NOW + dt.timedelta(seconds=1))
    third = message(store, b, now=NOW + dt.timedelta(seconds=2))
    now = NOW + dt.timedelta(seconds=3)
    taken = [claim(store, now) for _ in range(3)]
    assert [one.delivery.id if one else None for one in taken] == [first, third, None]


def test_what_waits_for_a_disabled_address_waits_on(store: Store) -> None:
    """Until it is enabled."""
    webhook = address(store)
    message(store, webhook)
    with store.database.writing() as session:
        webhooks.disable(session, store.keys, webhook.id, "gone", now=NOW)
        assert deliveries.due_at(session) is None
    assert claim(store) is None
    with store.database.writing() as session:
        assert webhooks.enable(session, store.keys, webhook.id).disabled_at is None
        assert deliveries.due_at(session) == NOW
    assert claim(store) is not None


def test_threads_that_claim_at_once_never_get_the_same(store: Store) -> None:
    """Twenty addresses, six threads."""
    for n in range(20):
        message(store, address(store, f"a{n}"))
    got: list[str] = []

    def take() -> None:
        while (errand := claim(store)) is not None:
            got.append(errand.delivery.id)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(Counter(got).values()) == {1}
    # Who looks while another takes may pass a message over; it waits for the next look.
    while (errand := claim(store)) is not None:
        got.append(errand.delivery.id)
    assert len(got) == len(set(got)) == 20


def test_what_is_not_there_is_not_found(store: Store) -> None:
    """Neither an address nor a message."""
    with store.database.writing() as session:
        assert webhooks.by_id(session, store.keys, "wh_0") is None
        assert deliveries.by_id(session, "msg_0") is None
        for act in (
            lambda: webhooks.rotate(session, store.keys, "wh_0", "x", now=NOW, keep=dt.timedelta(0)),
            lambda: webhooks.disable(session, store.keys, "wh_0", "x", now=NOW),
            lambda: deliveries.again(session, "msg_0", now=NOW),
        ):
            with pytest.raises(NotFoundError):
                act()
