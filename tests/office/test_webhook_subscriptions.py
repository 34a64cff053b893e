"""Who is told what: kept by administrators, each of their own Center, with every change written down."""

import pytest

from scanpipe.errors import UsageError
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import EVERY_UNIT, Actor, Role
from scanpipe.office.webhooks.subscriptions import Webhooks
from scanpipe.store.audit import lines, verify
from scanpipe.store.office_tables import Webhook
from tests.office.center import OTHER_UNIT, Center

URL = "https://mot-cua.example/scanpipe?token=abc"


@pytest.fixture
def webhooks(center: Center) -> Webhooks:
    return Webhooks(center.desk)


def test_the_secret_is_told_once_and_kept_sealed(center: Center, webhooks: Webhooks, administrator: Actor) -> None:
    """Neither a list nor the database shows it."""
    made = webhooks.make(administrator, URL, ["dossier.accepted", "dossier.sent"])
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    (view,) = webhooks.all(administrator)
    assert view == webhooks.one(administrator, made.webhook.id)
    assert (view.host, view.events) == ("mot-cua.example", ("dossier.sent", "dossier.accepted"))
    assert not hasattr(view, "secret")
    with center.desk.store.database.reading() as session:
        row = session.get_one(Webhook, made.webhook.id)
        assert made.secret.removeprefix("whsec_").encode() not in row.secrets_sealed


@pytest.mark.parametrize(
    ("url", "events"),
    [
        ("http://mot-cua.example/", ["dossier.sent"]),
        ("https://a:b@mot-cua.example/", ["dossier.sent"]),
        ("mot-cua", ["dossier.sent"]),
        (URL, []),
        (URL, ["dossier.eaten"]),
        (URL, ["dossier.sent", "webhook.test"]),
    ],
)
def test_what_cannot_be_told_is_refused(webhooks: Webhooks, administrator: Actor, url: str, events: list[str]) -> None:
    """An address that is none, or an event that there is not."""
    with pytest.raises(UsageError):
        webhooks.make(administrator, url, events)
    assert webhooks.all(administrator) == ()


def test_only_administrators_may(center: Center, webhooks: Webhooks, administrator: Actor, officer: Actor) -> None:
    """Whoever has not the right may nothing of it."""
    made = webhooks.make(administrator, URL, ["dossier.sent"]).webhook.id
    for act in (
        lambda: webhooks.all(officer),
        lambda: webhooks.one(officer, made),
        lambda: webhooks.make(officer, URL, ["dossier.sent"]),
        lambda: webhooks.rotate(officer, made),
        lambda: webhooks.disable(officer, made),
        lambda: webhooks.enable(officer, made),
        lambda: webhooks.log(officer, made),
        lambda: webhooks.test(officer, made),
        lambda: webhooks.redeliver(officer, made, "msg_1"),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_another_center_has_addresses_of_its_own(center: Center, webhooks: Webhooks, administrator: Actor) -> None:
    """They are not found there; who keeps all Centers sees all."""
    other = center.actor("qt.khac", Role.ADMINISTRATOR, unit=OTHER_UNIT)
    everywhere = center.actor("qt.tat", Role.ADMINISTRATOR, unit=EVERY_UNIT)
    made = webhooks.make(administrator, URL, ["dossier.sent"]).webhook.id
    assert webhooks.all(other) == ()
    for act in (
        lambda: webhooks.one(other, made),
        lambda: webhooks.rotate(other, made),
        lambda: webhooks.disable(other, made),
        lambda: webhooks.enable(other, made),
        lambda: webhooks.log(other, made),
        lambda: webhooks.test(other, made),
        lambda: webhooks.redeliver(other, made, "msg_1"),
        lambda: webhooks.make(other, URL, ["dossier.sent"], unit="hx"),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert [one.id for one in webhooks.all(everywhere)] == [made]


def test_every_change_is_written_down(center: Center, webhooks: Webhooks, administrator: Actor) -> None:
    """Who, what, which address: and neither its secret nor what stands behind the host."""
    made = webhooks.make(administrator, URL, ["dossier.sent"])
    one = made.webhook.id
    webhooks.rotate(administrator, one)
    webhooks.rotate(administrator, one, at_once=True)
    webhooks.test(administrator, one)
    webhooks.disable(administrator, one)
    webhooks.enable(administrator, one)
    with center.desk.store.database.reading() as session:
        keys = center.desk.store.keys
        notes = [line.note for line in lines(session, keys)]
        assert verify(session, keys).broken_at is None
    assert [(n.action, n.reason) for n in notes] == [
        ("webhook_made", None),
        ("webhook_changed", "secret_changed"),
        ("webhook_changed", "secret_ended"),
        ("webhook_changed", "tested"),
        ("webhook_changed", "disabled"),
        ("webhook_changed", "enabled"),
    ]
    assert {n.actor for n in notes} == {administrator.id}
    assert all(n.about is not None and n.about.startswith(one) for n in notes)
    assert "token" not in str(notes)
    assert made.secret not in str(notes)


def test_a_test_tells_nothing_and_waits_like_all_others(webhooks: Webhooks, administrator: Actor) -> None:
    """It is in the log at once; a disabled address gets none."""
    one = webhooks.make(administrator, URL, ["dossier.sent"]).webhook.id
    sent = webhooks.test(administrator, one)
    assert (sent.event, sent.check_id, sent.state) == ("webhook.test", None, "waiting")
    assert webhooks.log(administrator, one) == (sent,)
    assert webhooks.one(administrator, one).waiting == 1
    webhooks.disable(administrator, one)
    with pytest.raises(StateError):
        webhooks.test(administrator, one)
    with pytest.raises(StateError):
        webhooks.redeliver(administrator, one, sent.id)


def test_a_message_is_sent_again_by_its_own_address_only(webhooks: Webhooks, administrator: Actor) -> None:
    """An id of another address, or of none, is not found."""
    first, second = (webhooks.make(administrator, URL, ["dossier.sent"]).webhook.id for _ in range(2))
    sent = webhooks.test(administrator, first)
    for wrong in (sent.id, "msg_0"):
        with pytest.raises(NotFoundError):
            webhooks.redeliver(administrator, second, wrong)
    assert webhooks.redeliver(administrator, first, sent.id).id == sent.id


def test_a_rotation_ends_by_itself(center: Center, webhooks: Webhooks, administrator: Actor) -> None:
    """And a second one within the day drops the oldest secret: there are never three."""
    one = webhooks.make(administrator, URL, ["dossier.sent"]).webhook.id
    assert webhooks.one(administrator, one).rotating_until is None
    webhooks.rotate(administrator, one)
    second = webhooks.rotate(administrator, one)
    assert second.webhook.rotating_until is not None
    center.later(hours=24, seconds=1)
    assert webhooks.one(administrator, one).rotating_until is None
