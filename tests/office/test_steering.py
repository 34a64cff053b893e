"""Findings that are wrong too often are proposed, switched, and switched back."""

import datetime as dt

import pytest

from scanpipe.intake.errors import NotFoundError
from scanpipe.office.errors import DecisionError, NotAllowedError
from scanpipe.office.people import Actor
from scanpipe.office.statistics.figures import Statistics, Wish
from scanpipe.office.statistics.small_cells import Manner
from scanpipe.office.steering import Steering, better_asks, level
from scanpipe.store import audit, steering
from tests.office.center import Center
from tests.office.counted import Happened, count

FIRST = dt.date(2026, 9, 7)
PERIOD = Wish(FIRST, FIRST + dt.timedelta(days=6))
ID_FORMAT = (("field.id_format", "declarant_personal_id"),)


def _accused(right: int, wrong: int) -> list[Happened]:
    made = [Happened(FIRST, "correct", "submit", faults=ID_FORMAT) for _ in range(right)]
    return made + [
        Happened(FIRST, "correct", "submit", faults=ID_FORMAT, misread=("field.id_format",)) for _ in range(wrong)
    ]


def test_a_code_above_its_level_is_proposed(center: Center, lead: Actor) -> None:
    """Six of thirty were misread; one in twenty is what the threshold of an ID number admits."""
    count(center.desk, _accused(24, 6))
    desk = Statistics(center.desk)
    (alarms,) = desk.alarms(desk.shown(lead, PERIOD))
    assert alarms.share is not None
    assert alarms.share.value == pytest.approx(0.2)
    assert (alarms.false.n, alarms.accusations.n, alarms.level) == (6, 30, 0.05)
    assert alarms.better_asks


def test_a_few_false_alarms_are_hidden_and_prove_nothing(center: Center, lead: Actor) -> None:
    """Below five dossiers nothing is told and nothing is proposed."""
    count(center.desk, _accused(26, 4))
    desk = Statistics(center.desk)
    (alarms,) = desk.alarms(desk.shown(lead, PERIOD))
    assert alarms.false.manner is Manner.BELOW
    assert alarms.share is not None
    assert alarms.share.manner is Manner.HIDDEN
    assert not alarms.better_asks


def test_a_lead_switches_a_code_and_back(center: Center, lead: Actor) -> None:
    """Each change is a line of the audit with its reason; the same once more is none."""
    desk = Steering(center.desk)
    desk.ask_instead(lead, "field.id_format", "  Con dấu   che số. ")
    desk.ask_instead(lead, "field.id_format", "Lần nữa")
    (asking,) = desk.asking(lead)
    assert (asking.code, asking.why, asking.since) == ("field.id_format", "Con dấu che số.", center.desk.now())
    with center.desk.store.database.reading() as session:
        assert steering.codes(session) == {"field.id_format"}
    desk.accuse_again(lead, "field.id_format", "Đã sửa máy đọc")
    desk.accuse_again(lead, "field.id_format", "Lần nữa")
    assert desk.asking(lead) == ()
    with center.desk.store.database.reading() as session:
        told = [
            (row.note.action, row.note.reason, row.note.about, row.note.actor)
            for row in audit.lines(session, center.desk.store.keys)
        ]
    assert told == [
        ("steered", "asks", "field.id_format: Con dấu che số.", lead.id),
        ("steered", "accuses", "field.id_format: Đã sửa máy đọc", lead.id),
    ]


def test_only_who_may_steer_steers(center: Center, officer: Actor, auditor: Actor) -> None:
    """An auditor sees what asks, and changes nothing."""
    desk = Steering(center.desk)
    assert desk.asking(auditor) == ()
    for actor in (officer, auditor):
        with pytest.raises(NotAllowedError):
            desk.ask_instead(actor, "field.id_format", "Lý do")
    with pytest.raises(NotAllowedError):
        desk.asking(officer)


def test_a_reason_is_needed_and_a_code_that_accuses(center: Center, lead: Actor) -> None:
    """No reason, too long a reason, a code that asks anyway, a fact, a code that nobody knows."""
    desk = Steering(center.desk)
    for why in ("", "   ", "x" * 161):
        with pytest.raises(DecisionError):
            desk.ask_instead(lead, "field.id_format", why)
    for code in ("field.unclear", "file.corrupt", "quality.blurry", "no.such_code"):
        with pytest.raises(NotFoundError):
            desk.ask_instead(lead, code, "Lý do")


def test_the_level_is_what_the_threshold_admits_as_doubt() -> None:
    """0.95 admits one wrong accusation in twenty; enough accusations are needed to say so."""
    assert (level("field.id_format"), level("sign.signature_missing")) == (0.05, 0.2)
    assert better_asks("sign.signature_missing", 20, 5, 5)
    assert not better_asks("sign.signature_missing", 20, 4, 5)
    assert not better_asks("sign.signature_missing", 19, 19, 19)
    assert not better_asks("field.unclear", 100, 100, 100)
