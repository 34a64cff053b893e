"""What is counted when it happens: once, anonymously, and so that it always fits."""

import datetime as dt
from dataclasses import replace
from typing import Any

from scanpipe.intake import tallies
from scanpipe.office.statistics import counting
from scanpipe.store import checks, counters
from scanpipe.store.office_tables import Decision, Slip
from scanpipe.store.rows import NewCheck
from scanpipe.store.tables import Dossier, Finding
from tests.office.center import MONDAY, Center
from tests.office.counted import Happened, outcome_of

DAY = dt.date(2026, 11, 23)


def _made(session: Any, **changes: Any) -> Dossier:
    row, _ = checks.create(session, NewCheck(unit="hx"), now=MONDAY)
    dossier: Dossier = session.get_one(Dossier, row.id)
    for name, value in changes.items():
        setattr(dossier, name, value)
    session.flush()
    return dossier


def test_only_the_first_complete_check_is_counted(center: Center) -> None:
    """What was examined before everything was there, and what was examined again, is not."""
    outcome = outcome_of(Happened(DAY, "correct", faults=(("field.id_format", "declarant_personal_id"),)))
    with center.desk.store.database.writing() as session:
        dossier = _made(session)
        before = checks.row_of(dossier)
        tallies.note(session, outcome, 1, DAY, before)
        assert counters.counts(session, counting.FIRST) == ()
        dossier.first_verdict = "correct"
        session.flush()
        tallies.note(session, outcome, 1, DAY, before)
        tallies.note(session, outcome, 1, DAY, checks.row_of(dossier))
        (once,) = counters.counts(session, counting.FIRST)
        assert (once.n, once.labels) == (1, {"verdict": "correct", "procedure": "", "unit": "hx"})
        (fault,) = counters.counts(session, counting.FAULT_FIELD)
        assert fault.labels["key"] == "declarant_personal_id"


def test_present_callers_count_as_before(center: Center) -> None:
    """Without the dossier an examination is counted as it always was."""
    with center.desk.store.database.writing() as session:
        tallies.note(session, outcome_of(Happened(DAY, "submit")), 2, DAY)
        told = tallies.tallies_of(session)
    assert (told.pages, dict(told.verdicts)) == (2, {"submit": 1})


def test_what_is_sent_tells_how_it_began_and_how_often_it_was_mended(center: Center) -> None:
    """Mends are those of dossiers that passed; a dossier sent with faults has none that were enough."""
    with center.desk.store.database.writing() as session:
        passed = checks.row_of(_made(session, verdict="submit", first_verdict="correct", mends=2))
        failed = checks.row_of(_made(session, verdict="correct", first_verdict="correct", mends=1))
        counting.sent(session, passed, MONDAY)
        counting.sent(session, failed, MONDAY)
        sent = {c.labels["verdict"]: c.labels["first"] for c in counters.counts(session, counting.SENT)}
        (mends,) = counters.counts(session, counting.MENDS)
    assert (sent, mends.labels["times"]) == ({"submit": "correct", "correct": "correct"}, "2")


def test_the_wait_is_counted_from_sending(center: Center) -> None:
    """Five hours lie in the bucket up to six."""
    with center.desk.store.database.writing() as session:
        row = replace(checks.row_of(_made(session)), sent_at=MONDAY)
        counting.opened(session, row, MONDAY + dt.timedelta(hours=5))
        (opened,) = counters.counts(session, counting.OPENED)
    assert (opened.n, opened.labels["h"]) == (1, "6")


def test_only_the_first_answer_is_late(center: Center) -> None:
    """A request within the deadline, and acceptance long after it: the Center has answered in time."""
    late = MONDAY + dt.timedelta(days=20)
    with center.desk.store.database.writing() as session:
        dossier = _made(session, due_at=MONDAY + dt.timedelta(days=2))
        said = {"template": "t", "content_sealed": b"", "officer_id": "off_a"}
        session.add(Slip(check_id=dossier.id, number=1, at=MONDAY, **said))
        session.flush()
        counting.answered(session, checks.row_of(dossier), MONDAY + dt.timedelta(days=1))
        session.add(Slip(check_id=dossier.id, number=2, at=late, **said))
        session.flush()
        counting.answered(session, checks.row_of(dossier), late)
        dossier.accepted_at = late
        session.flush()
        counting.answered(session, checks.row_of(dossier), late)
        (answered,) = counters.counts(session, counting.ANSWERED)
    assert (answered.n, answered.labels["late"]) == (1, "no")


def test_each_finding_is_settled_once_by_what_became_of_it(center: Center) -> None:
    """Set aside as misread, disputed and set aside, disputed in vain, allowed, undone: one outcome each."""
    of = {
        "f_a": ("misread", False),
        "f_b": ("allowed", True),
        "f_c": (None, True),
        "f_d": ("allowed", False),
        "f_e": (None, False),
    }
    with center.desk.store.database.writing() as session:
        dossier = _made(session)
        for seq, (name, (reason, disputed)) in enumerate(of.items(), start=1):
            session.add(
                Finding(
                    check_id=dossier.id,
                    id=name,
                    code="field.id_format",
                    severity="must",
                    page_id=None,
                    paper=0,
                    key=name,
                    state="open",
                    number=1,
                    overridden_at=MONDAY if reason else None,
                    disputed_at=MONDAY if disputed else None,
                )
            )
            said = {"check_id": dossier.id, "point": name, "kind": "overridden", "seen_hash": "", "officer_id": "off_a"}
            undone = MONDAY if reason is None else None
            session.add(Decision(**said, seq=seq, reason=reason or "misread", at=MONDAY, undone_at=undone))
        session.flush()
        counting.settled(session, checks.row_of(dossier), MONDAY)
        settled = {c.labels["outcome"]: c.n for c in counters.counts(session, counting.SETTLED)}
        inside = {c.labels["what"]: c.n for c in counters.counts(session, counting.SETTLED_IN)}
    assert settled == {"misread": 1, "upheld": 1, "disputed": 1, "allowed": 1, "stood": 1}
    assert inside == {"shown": 1, "alarm": 1}


def test_labels_that_are_too_long_do_not_stop_an_examination(center: Center) -> None:
    """The column holds 255 letters: the longest label gives way."""
    with center.desk.store.database.writing() as session:
        dossier = _made(session, unit="\\" * 80, procedure="p" * 80, first_verdict="correct")
        long = (("field.required_empty", "k" * 120),)
        counting.first_checked(
            session, checks.row_of(dossier), outcome_of(Happened(DAY, "correct", faults=long)), DAY, None
        )
        (fault,) = counters.counts(session, counting.FAULT_FIELD)
    assert fault.labels["code"] == "field.required_empty"


def test_no_counter_names_a_dossier(center: Center) -> None:
    """Neither its id nor its code is in any label."""
    with center.desk.store.database.writing() as session:
        dossier = _made(session, verdict="submit", first_verdict="submit")
        counting.first_checked(session, checks.row_of(dossier), outcome_of(Happened(DAY, "submit")), DAY, None)
        counting.sent(session, checks.row_of(dossier), MONDAY)
        labels = " ".join(str(one.labels) for one in counters.counts(session))
    assert dossier.id not in labels
    assert dossier.code not in labels


def test_a_value_typed_anew_says_that_the_machine_misread(center: Center) -> None:
    """The reason stands at the point that the officer looked at; it is about every accusation of that field."""
    with center.desk.store.database.writing() as session:
        dossier = _made(session)
        places = {"f_seen": "declarant_personal_id", "f_same": "declarant_personal_id", "f_other": "declarant_dob"}
        for name, key in places.items():
            told = {"code": "field.id_format", "severity": "must", "state": "overridden", "key": key, "paper": 0}
            session.add(Finding(check_id=dossier.id, id=name, page_id=None, number=1, overridden_at=MONDAY, **told))
        said = {"check_id": dossier.id, "kind": "edit", "seen_hash": "", "officer_id": "off_a", "at": MONDAY}
        session.add(Decision(**said, seq=1, point="f_seen", reason="misread"))
        session.flush()
        counting.settled(session, checks.row_of(dossier), MONDAY)
        settled = {c.labels["outcome"]: c.n for c in counters.counts(session, counting.SETTLED)}
    assert settled == {"misread": 2, "settled": 1}
