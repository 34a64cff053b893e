"""Checks: found by those who may, changed, and wanted in their turn."""

import datetime as dt
from collections.abc import Callable

import pytest

from scanpipe.store import checks, erase, ids
from scanpipe.store.errors import NotFoundError, StoreError
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow, NewCheck, State
from scanpipe.store.tables import Dossier


def test_a_new_check_is_a_draft_with_code_and_token(store: Store, now: dt.datetime) -> None:
    """The token is told once, and only its hash is kept."""
    with store.database.writing() as session:
        made = NewCheck(lang="en", procedure="ho-kinh-doanh", as_of=dt.date(2026, 11, 30), helper=True, team="T1")
        check, token = checks.create(session, made, now=now)
        kept = session.get_one(Dossier, check.id)
        assert token not in repr(vars(kept))
    assert (check.state, check.wanted, check.done, check.created_at) == (State.DRAFT, 0, 0, now)
    assert check.id.startswith("chk_")
    assert len(check.id) == 30
    assert ids.is_code(check.code)
    with store.database.reading() as session:
        assert checks.by_id(session, check.id) == checks.by_code(session, check.code) == check
        assert checks.by_token(session, token) == check


def test_a_check_opens_with_its_own_token_only(store: Store, now: dt.datetime) -> None:
    """By id or by code; unknown and not yours look alike."""
    with store.database.writing() as session:
        mine, my_token = checks.create(session, NewCheck(), now=now)
        other, other_token = checks.create(session, NewCheck(), now=now)
        assert checks.opened_by(session, mine.id, my_token) == mine
        assert checks.opened_by(session, mine.code, my_token) == mine
        for ref, token in ((mine.id, other_token), (other.code, my_token), ("chk_none", my_token), (mine.id, "")):
            assert checks.opened_by(session, ref, token) is None


def test_times_are_moments(store: Store, new_check: Callable[..., CheckRow]) -> None:
    """Whatever the zone of the caller; without a zone nobody knows when it was."""
    hanoi = dt.timezone(dt.timedelta(hours=7))
    check = new_check(now=dt.datetime(2026, 1, 1, 6, 30, 0, 123456, tzinfo=hanoi))
    with store.database.reading() as session:
        found = checks.by_id(session, check.id)
    assert found is not None
    assert found.created_at == dt.datetime(2025, 12, 31, 23, 30, 0, 123456, tzinfo=dt.UTC)
    assert found.created_at.utcoffset() == dt.timedelta(0)
    with pytest.raises(Exception, match="no moment"):
        new_check(now=dt.datetime(2026, 1, 1))


def test_choosing_leaves_what_is_not_named(store: Store, new_check: Callable[..., CheckRow], now: dt.datetime) -> None:
    """None means none; not named means unchanged."""
    check = new_check(NewCheck(procedure="khai-sinh", as_of=now.date()))
    with store.database.writing() as session:
        later = now + dt.timedelta(minutes=5)
        changed = checks.choose(session, check.id, now=later, as_of=None, lang="en")
    assert (changed.procedure, changed.as_of, changed.lang, changed.touched_at) == ("khai-sinh", None, "en", later)


def test_consent_and_sending_count_the_first_time(
    store: Store, new_check: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """A second tap changes nothing."""
    check = new_check()
    for minutes in (1, 2):
        with store.database.writing() as session:
            checks.consent(session, check.id, now=now + dt.timedelta(minutes=minutes))
            row = checks.send(session, check.id, now=now + dt.timedelta(minutes=minutes))
    assert row.consented_at == row.sent_at == now + dt.timedelta(minutes=1)
    assert row.state is State.SENT


def test_every_want_asks_for_one_more_version(
    store: Store, new_check: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """More pages do not set a check back in the queue; a person's wish lifts it to the lane of people."""
    check = new_check()
    with store.database.writing() as session:
        first = checks.want(session, check.id, now=now, lane=1)
        second = checks.want(session, check.id, now=now + dt.timedelta(seconds=9), lane=0)
        third = checks.want(session, check.id, now=now + dt.timedelta(seconds=19), lane=1)
    assert [row.wanted for row in (first, second, third)] == [1, 2, 3]
    assert [row.lane for row in (first, second, third)] == [1, 0, 0]
    assert third.wanted_at == now
    assert third.state is State.CHECKING
    assert third.is_work


def test_papers_that_are_not_needed(store: Store, new_check: Callable[..., CheckRow], now: dt.datetime) -> None:
    """Said, said again, and taken back."""
    check = new_check()
    with store.database.writing() as session:
        for paper in ("uy-quyen", "uy-quyen", "chung-nhan"):
            checks.set_not_needed(session, check.id, paper, True, now=now)
        checks.set_not_needed(session, check.id, "chung-nhan", False, now=now)
        assert checks.not_needed(session, check.id) == {"uy-quyen"}


def test_what_is_unknown_or_erased_is_not_found(
    store: Store, new_check: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """Both look alike to every operation."""
    check = new_check()
    erase.erase(store, check.id, now=now)
    with store.database.writing() as session:
        assert checks.by_id(session, check.id) is None
        assert checks.by_code(session, check.code) is None
        for ref in (check.id, "chk_none"):
            with pytest.raises(NotFoundError, match="no such check"):
                checks.want(session, ref, now=now)
            with pytest.raises(NotFoundError, match="no such check"):
                checks.touch(session, ref, now=now)


def test_nobody_deletes_by_saying_so(store: Store, new_check: Callable[..., CheckRow], now: dt.datetime) -> None:
    """A state without the deed would hide papers and keep them."""
    check = new_check()
    with store.database.writing() as session, pytest.raises(StoreError, match="erasing"):
        checks.set_state(session, check.id, State.DELETED, now=now)


def test_a_code_is_never_given_twice(
    store: Store, new_check: Callable[..., CheckRow], now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while a check lives nor after it was erased: an old receipt never leads to another's papers."""
    erased, alive = new_check(), new_check()
    erase.erase(store, erased.id, now=now)
    drawn = iter([erased.code, alive.code, "KT-2222-2222"])
    monkeypatch.setattr(ids, "new_code", lambda: next(drawn))
    assert new_check().code == "KT-2222-2222"


def test_what_cannot_be_an_id_is_not_found(store: Store, now: dt.datetime) -> None:
    """Whatever stands in an address; on every database alike."""
    for ref in ("", "nul \x00", "\ud800", "x" * 500, "KT-\x00\x00\x00\x00-2222"):
        _is_not_found(store, ref, now)


def _is_not_found(store: Store, ref: str, now: dt.datetime) -> None:
    with store.database.writing() as session:
        assert checks.by_id(session, ref) is None
        assert checks.by_code(session, ref) is None
        assert checks.opened_by(session, ref, "token") is None
        with pytest.raises(NotFoundError):
            checks.touch(session, ref, now=now)
