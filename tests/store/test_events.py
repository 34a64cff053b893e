"""Events: numbered from 1 without gaps, whoever tells them and whatever fails."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest

from scanpipe.store import erase, events
from scanpipe.store.errors import NotFoundError
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow, NewEvent

Make = Callable[..., CheckRow]


def test_events_are_numbered_and_a_reader_resumes_where_it_was(store: Store, new_check: Make, now: dt.datetime) -> None:
    """Each check counts for itself."""
    check, other = new_check(), new_check()
    with store.database.writing() as session:
        for n in range(1, 6):
            told = events.tell(session, check.id, NewEvent("page.stage", {"index": n, "text": "Trang"}), now=now)
            assert told.seq == n
        assert events.tell(session, other.id, NewEvent("page.received", {}), now=now).seq == 1
    with store.database.reading() as session:
        assert [event.seq for event in events.since(session, check.id, 0, limit=2)] == [1, 2]
        rest = events.since(session, check.id, 2)
        assert events.since(session, check.id, 5) == ()
    assert [(event.seq, event.data["index"], event.at) for event in rest] == [(3, 3, now), (4, 4, now), (5, 5, now)]


def test_many_tell_at_once_without_gaps_or_doubles(store: Store, new_check: Make, now: dt.datetime) -> None:
    """Eight threads, and one in three of their transactions fails after telling."""
    check = new_check()

    def tell(fails: bool) -> None:
        with store.database.writing() as session:
            events.tell(session, check.id, NewEvent("page.stage", {}), now=now)
            if fails:
                raise ZeroDivisionError

    def tell_often() -> None:
        for n in range(9):
            if n % 3 == 1:
                with pytest.raises(ZeroDivisionError):
                    tell(True)
            else:
                tell(False)

    threads = [threading.Thread(target=tell_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.database.reading() as session:
        assert [event.seq for event in events.since(session, check.id, 0)] == list(range(1, 49))


def test_nothing_is_told_of_what_is_gone(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A run that ends after the check was erased cannot write into it."""
    check = new_check()
    with store.database.writing() as session:
        events.tell(session, check.id, NewEvent("page.received", {}), now=now)
    erase.erase(store, check.id, now=now)
    with store.database.writing() as session:
        assert events.since(session, check.id, 0) == ()
        with pytest.raises(NotFoundError):
            events.tell(session, check.id, NewEvent("page.done", {}), now=now)
