"""Findings over the runs: the same name for the same thing, and what was said stays."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanpipe.store import checks, findings, results, work
from scanpipe.store.errors import NotFoundError
from scanpipe.store.ids import finding_id
from scanpipe.store.opening import Store
from scanpipe.store.rows import Answer, CheckRow, FindingResult, FindingRow, FindingState, Outcome, State
from scanpipe.store.tables import Finding

Make = Callable[..., CheckRow]
NAMES = [finding_id("field.unclear", page_id="pg_1", key=key, paper="0") for key in ("a", "b", "c")]


def _run(store: Store, check_id: str, found: list[str], now: dt.datetime) -> list[FindingRow]:
    """A run that finds these, in this order."""
    results_of_it = tuple(FindingResult(name, "field.unclear", "check", n) for n, name in enumerate(found))
    with store.database.writing() as session:
        checks.want(session, check_id, now=now)
        claim = work.claim(session, "pool", now=now, lease_s=30)
        assert claim is not None
        results.finish(session, store.keys, claim, Outcome(State.PASS, None, None, findings=results_of_it), now=now)
        return list(findings.findings_of(session, store.keys, check_id))


def test_a_finding_has_the_same_name_in_every_run() -> None:
    """Of what it is about, and of nothing else."""
    assert NAMES[0] == finding_id("field.unclear", page_id="pg_1", key="a", paper="0")
    assert len({*NAMES, finding_id("field.unclear", page_id=None, key="a", paper="0", ordinal=1)}) == 4
    assert all(name.startswith("f_") and len(name) == 14 for name in NAMES)


def test_two_checks_may_have_the_same_finding(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A missing paper is about no page: its name is the same for everybody, and an answer is not."""
    one, two = new_check(), new_check()
    for check in (one, two):
        _run(store, check.id, NAMES[:1], now)
    with store.database.writing() as session:
        findings.answer(session, store.keys, one.id, NAMES[0], Answer.YES, now=now)
        assert findings.findings_of(session, store.keys, two.id)[0].state is FindingState.OPEN


def test_yes_settles_a_question_and_no_and_unsure_do_not(store: Store, new_check: Make, now: dt.datetime) -> None:
    """What stands on the paper is sealed; taking the answer back takes the value with it."""
    check = new_check()
    _run(store, check.id, NAMES[:1], now)
    said = ((Answer.YES, None), (Answer.NO, "079190000123"), (Answer.UNSURE, None), (None, None))
    with store.database.writing() as session:
        rows = [
            findings.answer(session, store.keys, check.id, NAMES[0], answer, value=value, now=now)
            for answer, value in said[:2]
        ]
        sealed = session.get_one(Finding, (check.id, NAMES[0])).answer_sealed
        rows += [
            findings.answer(session, store.keys, check.id, NAMES[0], answer, value=value, now=now)
            for answer, value in said[2:]
        ]
    assert [row.state.value for row in rows] == ["confirmed_ok", "open", "open", "open"]
    assert [row.answer_value for row in rows] == [None, "079190000123", None, None]
    assert [row.answered_at for row in rows] == [now, now, now, None]
    assert sealed is not None
    assert b"079190000123" not in sealed


def test_what_is_not_found_again_is_fixed_and_what_comes_back_keeps_its_answer(
    store: Store, new_check: Make, now: dt.datetime
) -> None:
    """The order is that of the newest report, then what is fixed."""
    check = new_check()
    _run(store, check.id, NAMES, now)
    with store.database.writing() as session:
        findings.answer(session, store.keys, check.id, NAMES[0], Answer.YES, now=now)
        findings.dispute(session, store.keys, check.id, NAMES[1], True, now=now)
    after = _run(store, check.id, [NAMES[2], NAMES[1]], now)
    assert [(row.id, row.state.value, row.number) for row in after] == [
        (NAMES[2], "open", 0),
        (NAMES[1], "disputed", 1),
        (NAMES[0], "fixed", None),
    ]
    back = _run(store, check.id, NAMES, now)
    assert [row.state.value for row in back] == ["confirmed_ok", "disputed", "open"]


def test_a_dispute_can_be_taken_back_and_an_officer_has_the_last_word(
    store: Store, new_check: Make, now: dt.datetime
) -> None:
    """Whatever was answered before counts again."""
    check = new_check()
    _run(store, check.id, NAMES[:1], now)
    with store.database.writing() as session:
        states = [
            findings.answer(session, store.keys, check.id, NAMES[0], Answer.YES, now=now).state,
            findings.dispute(session, store.keys, check.id, NAMES[0], True, now=now).state,
            findings.override(session, store.keys, check.id, NAMES[0], True, now=now).state,
            findings.override(session, store.keys, check.id, NAMES[0], False, now=now).state,
            findings.dispute(session, store.keys, check.id, NAMES[0], False, now=now).state,
        ]
    assert [state.value for state in states] == ["confirmed_ok", "disputed", "overridden", "disputed", "confirmed_ok"]


def test_a_finding_of_another_check_is_out_of_reach(store: Store, new_check: Make, now: dt.datetime) -> None:
    """An id is no key."""
    mine, other = new_check(), new_check()
    _run(store, other.id, NAMES[:1], now)
    with store.database.writing() as session, pytest.raises(NotFoundError, match="no such finding"):
        findings.answer(session, store.keys, mine.id, NAMES[0], Answer.YES, now=now)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_states_follow_from_the_newest_run_and_what_was_said(
    store: Store, new_check: Make, now: dt.datetime, data: st.DataObject
) -> None:
    """However runs and answers alternate."""
    check = new_check()
    said: dict[str, Answer | None] = {}
    found: list[str] = []
    seen: set[str] = set()
    for _ in range(data.draw(st.integers(1, 6))):
        if seen and data.draw(st.booleans()):
            name = data.draw(st.sampled_from(sorted(seen)))
            said[name] = data.draw(st.sampled_from([*Answer, None]))
            with store.database.writing() as session:
                findings.answer(session, store.keys, check.id, name, said[name], now=now)
        else:
            found = data.draw(st.lists(st.sampled_from(NAMES), unique=True))
            seen |= set(found)
            _run(store, check.id, found, now)
        with store.database.reading() as session:
            states = {row.id: row.state.value for row in findings.findings_of(session, store.keys, check.id)}
        assert states == {
            name: "fixed" if name not in found else "confirmed_ok" if said.get(name) is Answer.YES else "open"
            for name in seen
        }
