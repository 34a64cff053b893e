"""Idempotency keys: the work once, the same answer twice."""

import datetime as dt
import threading
from collections.abc import Callable

from sqlalchemy import select

from scanpipe.store import erase, idempotency
from scanpipe.store.idempotency import Begin, Response
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow
from scanpipe.store.tables import Request

ANSWER = Response(201, {"location": "/api/v1/checks/chk_1"}, b'{"token":"secret-token"}\xff')


def _begin(store: Store, now: dt.datetime, *, scope: str = "s", body: str = "aa") -> idempotency.Begun:
    with store.database.writing() as session:
        return idempotency.begin(session, store.keys, scope, "key", body, now=now)


def _complete(store: Store, now: dt.datetime, check_id: str | None = None) -> None:
    with store.database.writing() as session:
        idempotency.complete(session, store.keys, "s", "key", ANSWER, now=now, check_id=check_id)


def test_a_request_runs_once_and_is_answered_twice(store: Store, now: dt.datetime) -> None:
    """New, then running, then the very same answer; another body is a mismatch; another caller is another matter."""
    assert _begin(store, now).begin is Begin.NEW
    assert _begin(store, now).begin is Begin.RUNNING
    assert _begin(store, now, body="bb").begin is Begin.MISMATCH
    assert _begin(store, now, scope="other").begin is Begin.NEW
    _complete(store, now)
    replay = _begin(store, now)
    assert (replay.begin, replay.response) == (Begin.REPLAY, ANSWER)
    assert _begin(store, now, body="bb").begin is Begin.MISMATCH


def test_of_many_at_once_one_is_new(store: Store, now: dt.datetime) -> None:
    """Eight threads send the same request."""
    begun: list[Begin] = []
    threads = [threading.Thread(target=lambda: begun.append(_begin(store, now).begin)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(begun) == [Begin.NEW] + [Begin.RUNNING] * 7


def test_what_came_to_nothing_may_be_tried_again(store: Store, now: dt.datetime) -> None:
    """Abandoned, or begun by a server that died; an answer that was given is never abandoned."""
    _begin(store, now)
    with store.database.writing() as session:
        idempotency.abandon(session, "s", "key")
    assert _begin(store, now).begin is Begin.NEW
    assert _begin(store, now + dt.timedelta(seconds=60)).begin is Begin.RUNNING
    assert _begin(store, now + dt.timedelta(seconds=61), body="bb").begin is Begin.NEW
    _complete(store, now)
    with store.database.writing() as session:
        idempotency.abandon(session, "s", "key")
    assert _begin(store, now, body="bb").begin is Begin.REPLAY


def test_answers_are_kept_for_a_day(store: Store, now: dt.datetime) -> None:
    """Then the key is free, swept or not."""
    _begin(store, now)
    _complete(store, now)
    day = dt.timedelta(hours=24)
    assert _begin(store, now + day).begin is Begin.REPLAY
    assert _begin(store, now + day * 1.1).begin is Begin.NEW
    with store.database.writing() as session:
        assert idempotency.expire(session, now=now + day * 2) == 0
        assert idempotency.expire(session, now=now + day * 3) == 1


def test_an_answer_is_sealed_and_goes_with_its_check(
    store: Store, new_check: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """It may hold a token; after the check is erased nothing is replayed, nor kept by a request that ends later."""
    check = new_check()
    _begin(store, now)
    _complete(store, now, check.id)
    with store.database.reading() as session:
        sealed = session.scalars(select(Request.response_sealed)).one()
    assert sealed is not None
    assert b"secret-token" not in sealed
    erase.erase(store, check.id, now=now)
    _complete(store, now, check.id)
    assert _begin(store, now).begin is Begin.NEW
    _complete(store, now, check.id)
    with store.database.reading() as session:
        assert session.scalars(select(Request)).all() == []


def test_a_key_may_be_anything(store: Store, now: dt.datetime) -> None:
    """However long, whatever is in it, and of a check that never was: only its hash is kept."""
    for key in ("k" * 5000, "nul \x00", "\ud800", ""):
        with store.database.writing() as session:
            begun = idempotency.begin(session, store.keys, "s", key, "aa", now=now, check_id=f"chk_{key}")
        assert begun.begin is Begin.NEW
