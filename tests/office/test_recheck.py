"""The law changes, or its day comes: which dossiers are examined again, what comes of it, who is told."""

import base64
import dataclasses
import datetime as dt
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanpipe.errors import UsageError
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.recheck import Rechecks
from scanpipe.office.catalogue.settling import EVENT
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import Actor, Role
from scanpipe.office.webhooks import hooks
from scanpipe.office.webhooks.deliver import means
from scanpipe.office.webhooks.sender import Sender
from scanpipe.office.webhooks.subscriptions import Webhooks
from scanpipe.publishing.release_file import Release, plain_yaml, sha_of
from scanpipe.store import audit, checks
from scanpipe.store.office_tables import Delivery
from scanpipe.store.rows import State
from scanpipe.store.tables import Dossier
from tests.office.center import UNIT, Center
from tests.office.lawful import NEW, LawfulClerk, MovingLaw, examine, examine_all, lawful
from tests.office.receiver import Receiver, answers

MARCH = dt.date(2027, 3, 1)
EVE = dt.datetime(2027, 2, 28, 9, 0, tzinfo=dt.UTC)
NIGHT = dt.datetime(2027, 2, 28, 17, 0, tzinfo=dt.UTC)
"""Midnight in Vietnam."""


@pytest.fixture
def laws(center: Center) -> Iterator[MovingLaw]:
    """The law of the Center, on the day before the first of March."""
    moving = lawful(center)
    center.clock[0] = EVE
    return moving


@pytest.fixture
def rechecks(center: Center, laws: MovingLaw) -> Rechecks:
    return Rechecks(center.desk)


@pytest.fixture
def operator(center: Center) -> Actor:
    return center.actor("vh.mau", Role.OPERATOR)


def _set(center: Center, check_id: str, **values: object) -> None:
    with center.desk.store.database.writing() as session:
        row = session.get_one(Dossier, check_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_at_midnight_what_was_sent_needs_the_new_form_and_what_was_received_keeps_its_own(
    center: Center, laws: MovingLaw, rechecks: Rechecks, operator: Actor
) -> None:
    """The story of a change: published for tomorrow nothing happens, tomorrow it does; once, and told once."""
    sent, received = center.dossier(verdict="submit"), center.dossier(verdict="submit")
    _set(center, received.id, state=State.RECEIVED.value)
    receiver = Receiver(answers(200))
    webhooks = Webhooks(center.desk, ["127.0.0.1"])
    admin = center.actor("qt.an", Role.ADMINISTRATOR)
    made = webhooks.make(admin, receiver.url, [hooks.RECHECKED])

    laws.publish(MARCH)
    assert rechecks.would(operator, laws().catalog, MARCH) == 1
    assert rechecks.due("changed", law_before_id="another") is None
    center.clock[0] = NIGHT
    begun = rechecks.due("day")
    assert begun is not None
    assert (begun.count, begun.form, begun.cause, begun.day) == (1, "ct01", "day", MARCH)
    assert rechecks.due("day") is None, "it waits already"
    assert center.row(sent.id).state is State.SENT
    assert examine_all(center) == 1
    assert rechecks.due("day") is None, "it stands as it should"

    whole = rechecks.one(operator, begun.id)
    assert (whole.recheck.new_form, whole.recheck.waiting, whole.recheck.finished_at) == (1, 0, NIGHT)
    (line,) = whole.lines
    assert (line.id, line.code, line.status_before, line.status_after) == (None, sent.code, "current", "outdated")
    assert (line.verdict_before, line.verdict_after, line.effect) == ("submit", "correct", "new_form")
    assert (center.row(received.id).wanted, center.row(received.id).verdict) == (1, "submit")
    told = [e for e in center.intake.events(center.keys[sent.id], 0) if e.type == EVENT]
    assert [(e.data["effect"], e.data["form"], e.data["status"]) for e in told] == [("new_form", "ct01", "outdated")]

    sender = Sender(center.desk, means(["127.0.0.1"]))
    while sender.send_one():
        pass
    (message,) = receiver.got
    receiver.close()
    _verify(made.secret, message.headers, message.body)
    data = json.loads(message.body)["data"]
    assert (data["code"], data["verdict"], data["recheck"]["effect"]) == (sent.code, "correct", "new_form")
    assert data["recheck"]["paper"] == {
        "form": "ct01", "edition": "tt116_2026", "status": "outdated", "status_before": "current",
    }  # fmt: skip


def _verify(secret: str, headers: dict[str, str], body: bytes) -> None:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert base64.b64encode(hmac.digest(key, signed, "sha256")).decode() in headers["webhook-signature"]


def test_a_roll_back_brings_them_back(center: Center, laws: MovingLaw, rechecks: Rechecks, operator: Actor) -> None:
    """Papers of the former edition stand again; a paper of the edition that is gone is of no known edition."""
    old = center.dossier(verdict="submit")
    laws.publish(dt.date(2027, 2, 1))
    assert rechecks.due("published", form="ct01", edition=NEW) is not None
    examine_all(center)
    assert center.row(old.id).verdict == "correct"
    assert isinstance(center.clerk, LawfulClerk)
    center.clerk.edition = NEW
    new = center.dossier(verdict="submit")
    center.later(hours=1)
    laws.roll_back()
    begun = rechecks.due("rolled_back", form="ct01", edition="tt116_2026")
    assert begun is not None
    assert begun.count == 2
    assert examine_all(center) == 2
    lines = {line.code: line for line in rechecks.one(operator, begun.id).lines}
    assert (lines[old.code].status_after, lines[old.code].effect) == ("current", "look")
    assert (lines[new.code].edition, lines[new.code].status_after) == (NEW, "unknown")
    assert rechecks.due("day") is None
    assert [view.cause for view in rechecks.all(operator)] == ["rolled_back", "published"]


def test_who_publishes_at_the_command_line_is_heard_of(
    center: Center, laws: MovingLaw, operator: Actor, tmp_path: Path
) -> None:
    """The release says why dossiers are examined again, and addresses are told of it, once."""
    center.dossier(verdict="submit")
    admin = center.actor("qt.an", Role.ADMINISTRATOR)
    Webhooks(center.desk).make(admin, "https://a.example/x", [hooks.PUBLISHED, hooks.ROLLED_BACK])
    before = laws().id
    laws.publish(dt.date(2027, 2, 1))
    release = Release(
        seq=1, at=EVE, kind="rolled_back", form="ct01", edition=NEW, on=MARCH, by="lan", author="an", reason="nhầm",
        law_before=sha_of(before.encode()), law_after=laws().id, touched=(),
    )  # fmt: skip
    (tmp_path / "history" / "0001").mkdir(parents=True)
    (tmp_path / "history" / "0001" / "release.yaml").write_bytes(plain_yaml(release))
    settings = center.desk.settings.model_copy(update={"forms_dir": tmp_path})
    rechecks = Rechecks(dataclasses.replace(center.desk, settings=settings))
    begun = rechecks.law_changed("changed")
    assert begun is not None
    assert (begun.cause, begun.form, begun.edition) == ("rolled_back", "ct01", NEW)
    assert rechecks.law_changed("changed") is None
    rechecks.released(release, operator)
    with center.desk.store.database.reading() as session:
        assert [row.event for row in session.query(Delivery)] == ["form.rolled_back"]
    (tmp_path / "history" / "0001" / "release.yaml").write_text("broken")
    assert rechecks.law_changed("day") is None


def test_papers_of_no_known_edition_are_examined_once_under_each_law(
    center: Center, laws: MovingLaw, rechecks: Rechecks
) -> None:
    """The edition that they are of may be known now; when it is not, nobody asks again until the law is another."""
    assert isinstance(center.clerk, LawfulClerk)
    center.clerk.edition = None
    center.dossier(verdict="submit")
    before = laws().id
    assert rechecks.due("day", law_before_id=before) is None
    assert rechecks.due("day") is None, "it was examined under this law"
    laws.publish(MARCH)
    assert rechecks.due("published", law_before_id=before, form="birth_registration") is None
    assert rechecks.due("published", law_before_id=before, form="ct01") is not None
    examine_all(center)
    assert rechecks.due("day") is None


def test_a_day_that_a_citizen_chose_is_kept(center: Center, laws: MovingLaw, rechecks: Rechecks) -> None:
    """For them midnight does not come; an edition that was in force on their day after all does."""
    sent = center.dossier(verdict="submit")
    _set(center, sent.id, as_of=dt.date(2027, 2, 20))
    laws.publish(MARCH)
    center.clock[0] = NIGHT
    assert rechecks.due("day") is None
    center.later(hours=1)
    laws.roll_back()
    laws.publish(dt.date(2027, 2, 10))
    assert rechecks.due("published", form="ct01") is not None


def test_an_examination_that_midnight_overtakes_is_done_once_more(
    center: Center, laws: MovingLaw, rechecks: Rechecks
) -> None:
    """It began yesterday; nobody could ask for it while it went on."""
    laws.publish(MARCH)
    sent = center.dossier(verdict="submit")
    center.intake.run(center.keys[sent.id])

    def midnight() -> None:
        center.clock[0] = NIGHT
        assert rechecks.due("day") is None

    center.clerk.before_report = midnight
    assert examine(center) is not None
    center.clerk.before_report = lambda: None
    assert center.row(sent.id).is_work
    assert examine_all(center) == 1
    assert center.row(sent.id).verdict == "correct"


def test_grace_is_something_to_look_at(center: Center, laws: MovingLaw, rechecks: Rechecks, operator: Actor) -> None:
    """The old form is taken for a while; then it is not."""
    center.dossier(verdict="submit")
    laws.publish(MARCH, until=dt.date(2027, 3, 31))
    center.clock[0] = NIGHT
    assert rechecks.due("day") is not None
    examine_all(center)
    center.clock[0] = NIGHT + dt.timedelta(days=31)
    assert rechecks.due("day") is not None
    examine_all(center)
    views = rechecks.all(operator)
    assert [(view.new_form, view.look, view.gone) for view in views] == [(1, 0, 0), (0, 1, 0)]


def test_an_officer_cannot_accept_before_the_result_is_there(
    center: Center, laws: MovingLaw, rechecks: Rechecks, officer: Actor
) -> None:
    """What is open at an officer is examined again like all others, and stays with them."""
    sent = center.dossier(verdict="submit")
    with center.desk.store.database.writing() as session:
        checks.set_state(session, sent.id, State.REVIEWING, now=EVE)
    laws.publish(MARCH)
    center.clock[0] = NIGHT
    assert rechecks.due("day") is not None
    row = center.row(sent.id)
    assert (row.state, row.is_work, row.lane) == (State.REVIEWING, True, 2)
    assert not center.intake.view(center.keys[sent.id]).examined
    assert center.row(sent.id).lane == 0, "somebody looks, and so waits"
    examine_all(center)
    change = center.intake.view(center.keys[sent.id]).form_change
    assert change is not None
    assert (change.effect, change.status, change.since, change.until) == ("new_form", "outdated", MARCH, EVE.date())
    assert change.can_carry
    assert (center.row(sent.id).state, center.row(sent.id).old_form) == (State.REVIEWING, True)


def test_an_operator_asks_for_a_form(
    center: Center, laws: MovingLaw, rechecks: Rechecks, operator: Actor, officer: Actor
) -> None:
    """Everything with that form since a day; who may not is told so, and each asking is in the audit."""
    center.dossier(verdict="submit")
    day = dt.date(2027, 2, 28)
    assert rechecks.would_ask(operator, "ct01", day) == 1
    assert rechecks.would_ask(operator, "ct01", MARCH) == 0
    with pytest.raises(UsageError):
        rechecks.ask(operator, "no_form", day)
    with pytest.raises(NotAllowedError):
        rechecks.ask(officer, "ct01", day)
    with pytest.raises(NotFoundError):
        rechecks.one(operator, "rc_0")
    begun = rechecks.ask(operator, "ct01", day)
    assert begun is not None
    assert rechecks.ask(operator, "ct01", day) is None
    examine_all(center)
    (view,) = rechecks.all(operator)
    assert (view.cause, view.by, view.unaffected, view.count) == ("asked", "vh.mau", 1, 1)
    with center.desk.store.database.reading() as session:
        lines = list(audit.lines(session, center.desk.store.keys))
    noted = [(one.note.actor, one.note.about) for one in lines if one.note.action == "recheck_begun"]
    assert noted == [(operator.id, "ct01")]


def test_who_may_read_dossiers_is_led_to_those_of_their_center(
    center: Center, laws: MovingLaw, rechecks: Rechecks, operator: Actor
) -> None:
    """Another Center's are counted only."""
    own = center.dossier(verdict="submit")
    center.dossier(verdict="submit", unit="khac")
    laws.publish(dt.date(2027, 2, 1))
    begun = rechecks.due("published", form="ct01", edition=NEW)
    assert begun is not None
    both = center.actor("vh.cb", Role.OPERATOR, Role.OFFICER)
    whole = rechecks.one(both, begun.id)
    assert [line.id for line in whole.lines] == [own.id]
    assert whole.recheck.waiting == 2
    everywhere = center.actor("vh.all", Role.OPERATOR, unit="*")
    assert len(rechecks.one(everywhere, begun.id).lines) == 2


def test_a_change_of_the_law_is_told_to_every_center(center: Center, administrator: Actor) -> None:
    """It is about no dossier; an address that did not ask is not told."""
    webhooks = Webhooks(center.desk)
    webhooks.make(administrator, "https://a.example/x", [hooks.PUBLISHED], unit=UNIT)
    webhooks.make(administrator, "https://b.example/x", [hooks.SENT], unit=UNIT)
    store, data = center.desk.store, {"form": "ct01", "edition": NEW, "on": "2027-03-01"}
    with store.database.writing() as session:
        mark = {"mark": "7/abc"}
        assert hooks.enqueue_law(session, store.keys, hooks.PUBLISHED, data, center.desk.now(), **mark) == 1
        assert hooks.enqueue_law(session, store.keys, hooks.PUBLISHED, data, center.desk.now(), **mark) == 0
        (row,) = session.query(Delivery).all()
        body = json.loads(store.keys.opened(row.body_sealed, f"deliveries.body/{row.id}"))
    assert (row.check_id, body["type"]) == (None, "form.published")
    assert body["data"] == {**data, "url": "/api/v1/forms/ct01/editions"}
