"""Messages reach their receiver whatever happens in between: none is lost, none is sent under two ids."""

import datetime as dt
import json
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from scanpipe.intake.desk import utc_now
from scanpipe.office.export_json import values_of
from scanpipe.office.people import EVERY_UNIT, Actor
from scanpipe.office.webhooks import hooks, signing
from scanpipe.office.webhooks.deliver import Means, means
from scanpipe.office.webhooks.sender import LEASE_S, LOG_KEPT, WAITS_S, Sender
from scanpipe.office.webhooks.subscriptions import Made, Webhooks
from scanpipe.store import deliveries
from scanpipe.store.audit import lines
from scanpipe.store.deliveries import DeliveryRow
from scanpipe.store.office_tables import Delivery
from scanpipe.store.rows import CheckRow
from tests.office import receiver as told
from tests.office.center import OTHER_UNIT, Center
from tests.office.receiver import Receiver, answers

HERE = ["127.0.0.1"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Says 204 to everything."""
    made = Receiver(answers(204))
    yield made
    made.close()


@pytest.fixture
def webhooks(center: Center) -> Webhooks:
    return Webhooks(center.desk, HERE)


@pytest.fixture
def made(webhooks: Webhooks, administrator: Actor, receiver: Receiver) -> Made:
    """The receiver as an address that is told of acceptance."""
    return webhooks.make(administrator, receiver.url, ["dossier.accepted"])


@pytest.fixture
def sender(center: Center) -> Sender:
    """Sends on demand; waits are as long as they are at least."""
    return Sender(center.desk, _quick(), chance=lambda: 0.0)


def _quick() -> Means:
    return replace(means(HERE), timeout_s=0.5)


def happen(center: Center, dossier: CheckRow, personal: Callable[[], object] | None = None) -> int:
    """The dossier is accepted, as far as messages go."""
    with center.desk.store.database.writing() as session:
        keys, now = center.desk.store.keys, center.desk.now()
        return hooks.enqueue(
            session, keys, hooks.ACCEPTED, dossier.id, {}, now, base="https://tt.example", personal=personal
        )


def log(center: Center, made: Made) -> tuple[DeliveryRow, ...]:
    with center.desk.store.database.reading() as session:
        return deliveries.of_webhook(session, made.webhook.id)


def test_a_message_is_thin_and_signed(center: Center, made: Made, receiver: Receiver, sender: Sender) -> None:
    """Ids, code, verdict, counts and where to ask for more; nothing that somebody wrote."""
    dossier = center.dossier(points=3)

    def nobody_asks() -> object:
        raise AssertionError("nobody asks for it")

    assert happen(center, dossier, nobody_asks) == 1
    attempt = sender.send_one()
    assert attempt is not None
    assert attempt.taken
    (got,) = receiver.got
    signing.verify(made.secret, got.headers, got.body, now=center.desk.now())
    body = json.loads(got.body)
    assert body["type"] == "dossier.accepted"
    assert dt.datetime.fromisoformat(body["timestamp"]) == center.desk.now()
    assert body["data"] == {
        "id": dossier.id,
        "code": dossier.code,
        "official_code": None,
        "unit": "hx",
        "state": "sent",
        "verdict": "correct",
        "procedure": "permanent_residence",
        "open_findings": {"must": 1, "check": 1, "info": 1},
        "url": f"https://tt.example/api/v1/dossiers/{dossier.id}",
    }
    assert "MẪU" not in got.body.decode()
    assert sender.send_one() is None


def test_values_go_to_whom_asks_for_them_only(
    center: Center, webhooks: Webhooks, administrator: Actor, made: Made, receiver: Receiver, sender: Sender
) -> None:
    """Two addresses, one event."""
    other = Receiver(answers(200))
    webhooks.make(administrator, other.url, ["dossier.accepted"], personal=True)
    dossier = center.dossier()

    def values() -> object:
        with center.desk.store.database.reading() as session:
            return values_of(center.desk, session, dossier.id)

    assert happen(center, dossier, values) == 2
    assert sender.send_one()
    assert sender.send_one()
    assert "MẪU" not in receiver.got[0].body.decode()
    told_values = json.loads(other.got[0].body)["data"]["personal"]["fields_final"]
    assert "NGUYỄN THỊ MẪU" in [one["value"] for one in told_values]
    assert receiver.ids() != other.ids()
    other.close()


def test_only_whom_it_concerns_is_told(
    center: Center, webhooks: Webhooks, administrator: Actor, made: Made, receiver: Receiver
) -> None:
    """Neither of other events, nor of another Center's dossiers, nor while it is disabled."""
    everywhere = replace(administrator, unit=EVERY_UNIT)
    webhooks.make(everywhere, receiver.url, ["dossier.accepted"], unit=EVERY_UNIT)
    own, others = center.dossier(), center.dossier(unit=OTHER_UNIT)
    assert happen(center, own) == 2
    assert happen(center, others) == 1
    with center.desk.store.database.writing() as session:
        assert hooks.enqueue(session, center.desk.store.keys, hooks.SENT, own.id, {}, center.desk.now()) == 0
    webhooks.disable(administrator, made.webhook.id)
    assert happen(center, own) == 1


def test_what_is_rolled_back_was_not_told(center: Center, made: Made) -> None:
    """The message stands or falls with what it tells."""
    dossier = center.dossier()

    def fail() -> None:
        with center.desk.store.database.writing() as session:
            hooks.enqueue(session, center.desk.store.keys, hooks.ACCEPTED, dossier.id, {}, center.desk.now())
            raise RuntimeError("the act fails")

    with pytest.raises(RuntimeError):
        fail()
    assert log(center, made) == ()


@pytest.mark.parametrize(
    "behaviour", [answers(500), told.closes, told.hangs, told.says_ok_and_breaks_off, answers(302)]
)
def test_a_receiver_that_fails_is_told_again_under_the_same_id(
    center: Center, made: Made, receiver: Receiver, sender: Sender, behaviour: told.Behaviour
) -> None:
    """10 s, 1 min, 10 min, 1 h, 6 h, 24 h later; then it is given up, and stays in the log to be sent again."""
    receiver.usual = behaviour
    happen(center, center.dossier())
    for wait_s in WAITS_S:
        assert sender.send_one()
        assert log(center, made)[0].state == "waiting"
        center.later(seconds=wait_s - 1)
        assert sender.send_one() is None, "it is not told before its time"
        center.later(seconds=1)
    assert sender.send_one()
    (row,) = log(center, made)
    assert (row.state, row.attempts) == ("failed", 7)
    assert set(receiver.ids()) == {row.id}
    assert len(receiver.got) == 7
    center.later(days=2)
    assert sender.send_one() is None


def test_what_was_given_up_can_be_sent_again(
    center: Center, webhooks: Webhooks, administrator: Actor, made: Made, receiver: Receiver, sender: Sender
) -> None:
    """By a person, under its own id, with all its attempts before it; and it is written down who did."""
    receiver.usual = answers(500)
    happen(center, center.dossier())
    for wait_s in (*WAITS_S, 0):
        sender.send_one()
        center.later(seconds=wait_s)
    receiver.usual = answers(200)
    (row,) = log(center, made)
    webhooks.redeliver(administrator, made.webhook.id, row.id)
    assert sender.send_one()
    (after,) = log(center, made)
    assert (after.id, after.state, after.status, after.told) == (row.id, "delivered", 200, "taken")
    assert set(receiver.ids()) == {row.id}
    with center.desk.store.database.reading() as session:
        said = [(line.note.action, line.note.reason) for line in lines(session, center.desk.store.keys)]
    assert ("webhook_changed", "redelivered") in said


def test_waits_are_not_the_same_for_all(center: Center, made: Made, receiver: Receiver) -> None:
    """Up to a fifth longer, by chance."""
    receiver.usual = answers(500)
    happen(center, center.dossier())
    Sender(center.desk, _quick(), chance=lambda: 1.0).send_one()
    assert log(center, made)[0].next_at == center.desk.now() + dt.timedelta(seconds=12)


def test_a_receiver_that_asks_for_time_gets_it(center: Center, made: Made, receiver: Receiver, sender: Sender) -> None:
    """Retry-After, when it is longer than our own wait."""
    receiver.usual = answers(503, "Retry-After: 300\r\n")
    happen(center, center.dossier())
    sender.send_one()
    assert log(center, made)[0].next_at == center.desk.now() + dt.timedelta(seconds=300)


def test_410_disables_the_address_and_is_written_down(
    center: Center, webhooks: Webhooks, administrator: Actor, made: Made, receiver: Receiver, sender: Sender
) -> None:
    """Nothing more goes there until a person enables it; what waited then goes."""
    receiver.usual = answers(410)
    dossier = center.dossier()
    happen(center, dossier)
    happen(center, dossier)
    sender.send_one()
    view = webhooks.one(administrator, made.webhook.id)
    assert view.disabled_why == "gone"
    assert (view.waiting, view.failed) == (1, 1)
    assert sender.send_one() is None
    with center.desk.store.database.reading() as session:
        *_, last = lines(session, center.desk.store.keys)
    assert (last.note.actor, last.note.action, last.note.reason) == ("machine", "webhook_changed", "gone")
    receiver.usual = answers(200)
    webhooks.enable(administrator, made.webhook.id)
    assert sender.send_one()
    assert webhooks.one(administrator, made.webhook.id).waiting == 0


def test_while_a_secret_changes_both_receivers_are_satisfied(
    center: Center, webhooks: Webhooks, administrator: Actor, made: Made, receiver: Receiver, sender: Sender
) -> None:
    """For a day; from then on, or at once when the old one leaked, the new one alone."""
    dossier = center.dossier()
    new = webhooks.rotate(administrator, made.webhook.id)
    happen(center, dossier)
    sender.send_one()
    for secret in (made.secret, new.secret):
        signing.verify(secret, receiver.got[-1].headers, receiver.got[-1].body, now=center.desk.now())
    center.later(hours=25)
    happen(center, dossier)
    sender.send_one()
    assert len(receiver.got[-1].headers["webhook-signature"].split()) == 1
    newest = webhooks.rotate(administrator, made.webhook.id, at_once=True)
    happen(center, dossier)
    sender.send_one()
    signing.verify(newest.secret, receiver.got[-1].headers, receiver.got[-1].body, now=center.desk.now())
    with pytest.raises(signing.SignatureError):
        signing.verify(new.secret, receiver.got[-1].headers, receiver.got[-1].body, now=center.desk.now())


def test_a_dossier_that_is_erased_takes_its_messages_along(
    center: Center, made: Made, receiver: Receiver, sender: Sender
) -> None:
    """What nobody may know any more is not told either."""
    dossier = center.dossier()
    happen(center, dossier)
    center.intake.erase(center.keys[dossier.id])
    assert sender.send_one() is None
    assert receiver.connections == 0


def test_what_was_tampered_with_does_not_stand_in_the_way(
    center: Center, made: Made, receiver: Receiver, sender: Sender
) -> None:
    """A message that does not open is given up, and the next one is sent."""
    dossier = center.dossier()
    happen(center, dossier)
    with center.desk.store.database.writing() as session:
        session.get_one(Delivery, log(center, made)[0].id).body_sealed = b"\x01 nonsense"
    center.later(seconds=1)
    happen(center, dossier)
    assert sender.send_one() is None
    attempt = sender.send_one()
    assert attempt is not None
    assert attempt.taken
    assert [row.told for row in log(center, made)] == ["taken", "seal"]


def test_the_log_is_forgotten_in_time(center: Center, made: Made, sender: Sender) -> None:
    """30 days after it was delivered; what waits is never forgotten."""
    happen(center, center.dossier())
    sender.send_one()
    center.later(days=29)
    happen(center, center.dossier())
    center.later(days=2)
    with center.desk.store.database.writing() as session:
        deliveries.forget(session, center.desk.now() - LOG_KEPT)
    assert [row.state for row in log(center, made)] == ["waiting"]


# ---- threads, servers, and the end of a process ------------------------------------------------------------------


def _until(done: Callable[[], bool], within_s: float = 15.0) -> None:
    end = time.monotonic() + within_s
    while not done():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)


def test_two_servers_share_the_work_and_send_nothing_twice(
    center: Center, webhooks: Webhooks, administrator: Actor, made: Made, receiver: Receiver
) -> None:
    """Forty messages to two addresses by two senders with their threads: each arrives once."""
    other = Receiver(answers(200))
    webhooks.make(administrator, other.url, ["dossier.accepted"])
    desk = replace(center.desk, now=utc_now)
    senders = [Sender(desk, _quick()) for _ in range(2)]
    for one in senders:
        one.start()
    dossier = center.dossier()
    for _ in range(20):
        happen(center, dossier)
    for one in senders:
        one.wake()
    _until(lambda: len(receiver.got) >= 20 and len(other.got) >= 20)
    for one in senders:
        one.stop()
    assert set(Counter(receiver.ids() + other.ids()).values()) == {1}
    assert len(receiver.got) == len(other.got) == 20
    assert {row.state for row in log(center, made)} == {"delivered"}
    other.close()


def test_one_receiver_that_hangs_holds_up_nobody_else(
    center: Center, webhooks: Webhooks, administrator: Actor, made: Made, receiver: Receiver
) -> None:
    """Its own messages wait for it, one after the other."""
    slow = Receiver(told.hangs)
    webhooks.make(administrator, slow.url, ["dossier.accepted"])
    dossier = center.dossier()
    for _ in range(5):
        happen(center, dossier)
    sender = Sender(replace(center.desk, now=utc_now), replace(_quick(), timeout_s=3.0))
    sender.start()
    _until(lambda: len(receiver.got) == 5, within_s=2.5)
    assert slow.connections == 1
    slow.close()
    sender.stop()


def test_a_sender_stops_while_it_waits(center: Center) -> None:
    """At once: nothing is in hand."""
    sender = Sender(center.desk, _quick())
    sender.start()
    begun = time.monotonic()
    sender.stop()
    assert time.monotonic() - begun < 1.0
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sender-")]


SENDING = """
import datetime as dt, sys
from pathlib import Path
from scanpipe.intake.desk import open_desk
from scanpipe.office.webhooks.deliver import means
from scanpipe.office.webhooks.sender import Sender
from scanpipe.settings import Settings
now = dt.datetime.fromisoformat(sys.argv[2])
desk = open_desk(Settings(data_dir=Path(sys.argv[1])), now=lambda: now)
print("open", flush=True)
sys.stdin.readline()
Sender(desk, means(["127.0.0.1"])).send_one()
"""


@pytest.mark.slow
def test_a_sender_that_is_killed_after_sending_sends_again_under_the_same_id(
    center: Center, made: Made, receiver: Receiver, sender: Sender
) -> None:
    """kill -9 between the receiver's yes and our note of it: the receiver hears it twice, and knows it by its id."""
    dossier = center.dossier()
    happen(center, dossier)
    folder = str(center.desk.settings.data_dir)
    command = [sys.executable, "-c", SENDING, folder, center.desk.now().isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"open\n"
        receiver.script.append(lambda _: other.kill())
        other.stdin.write(b"\n")
        other.stdin.flush()
        assert other.wait(20) == -signal.SIGKILL
    (row,) = log(center, made)
    assert (row.state, row.attempts) == ("sending", 1)
    assert sender.send_one() is None, "its lease still holds"
    center.later(seconds=LEASE_S)
    attempt = sender.send_one()
    assert attempt is not None
    assert attempt.taken
    assert receiver.ids() == [row.id, row.id]
    assert len(log(center, made)) == 1


def test_whoever_lost_the_lease_notes_nothing(center: Center, made: Made, receiver: Receiver, sender: Sender) -> None:
    """A sender that was away too long does not undo what another has noted since."""
    happen(center, center.dossier())
    desk = center.desk
    with desk.store.database.writing() as session:
        late = deliveries.claim(session, desk.store.keys, now=desk.now(), lease_s=LEASE_S)
    assert late is not None
    center.later(seconds=LEASE_S)
    assert sender.send_one()
    with desk.store.database.writing() as session:
        kept = deliveries.note(
            session, late, deliveries.DeliveryState.FAILED, now=desk.now(), status=500, told="refused"
        )
    assert not kept
    assert log(center, made)[0].state == "delivered"
