"""The queue: each piece of work to one worker, people first, and nothing lost when a worker dies."""

import datetime as dt
import threading
from collections.abc import Callable

from scanpipe.store import checks, erase, results, work
from scanpipe.store.database import Database
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow, Claim, Finish, Outcome, State

Make = Callable[..., CheckRow]
DONE = Outcome(State.PASS, "submit", None)


def _seconds(n: float) -> dt.timedelta:
    return dt.timedelta(seconds=n)


def _want(store: Store, check: CheckRow, *, now: dt.datetime, lane: int = 0) -> CheckRow:
    with store.database.writing() as session:
        return checks.want(session, check.id, now=now, lane=lane)


def _claim(store: Store, *, now: dt.datetime, owner: str = "pool", lease_s: float = 30) -> Claim | None:
    with store.database.writing() as session:
        return work.claim(session, owner, now=now, lease_s=lease_s)


def _finish(store: Store, claim: Claim, *, now: dt.datetime, outcome: Outcome = DONE) -> Finish:
    with store.database.writing() as session:
        return results.finish(session, store.keys, claim, outcome, now=now).finish


def test_people_go_before_batches_and_then_who_waits_longest(store: Store, new_check: Make, now: dt.datetime) -> None:
    """The order of the queue, as its positions tell it."""
    batch, late, early = new_check(), new_check(), new_check()
    _want(store, batch, now=now, lane=1)
    _want(store, early, now=now + _seconds(1))
    _want(store, late, now=now + _seconds(2))
    with store.database.reading() as session:
        places = [work.position(session, check.id, now=now + _seconds(3)) for check in (early, late, batch)]
    assert places == [1, 2, 3]
    claims = [_claim(store, now=now + _seconds(3)) for _ in range(4)]
    assert [one.check_id if one else None for one in claims] == [early.id, late.id, batch.id, None]


def test_the_queue_at_a_glance(store: Store, new_check: Make, now: dt.datetime) -> None:
    """Waiting, running, and since when the oldest waits."""
    one, two, idle = new_check(), new_check(), new_check()
    _want(store, one, now=now)
    _want(store, two, now=now + _seconds(5))
    _claim(store, now=now + _seconds(6))
    with store.database.reading() as session:
        at = now + _seconds(7)
        seen = work.queue(session, now=at)
        assert [work.position(session, check.id, now=at) for check in (one, two, idle)] == [0, 1, None]
    assert (seen.waiting, seen.running, seen.oldest) == (1, 1, now + _seconds(5))


def test_two_who_claim_at_once_never_get_the_same(store: Store, url: str, new_check: Make, now: dt.datetime) -> None:
    """Eight workers, each with its own way to the database as if it were a process, take forty checks."""
    made = {new_check().id for _ in range(40)}
    with store.database.writing() as session:
        for check_id in made:
            checks.want(session, check_id, now=now)
    taken: list[str] = []
    together = threading.Barrier(8)

    def take() -> None:
        database = Database(url)
        together.wait()
        misses = 0
        # On PostgreSQL a claim passes over what others hold at this very moment; later it finds the rest.
        while misses < 3:
            with database.writing() as session:
                got = work.claim(session, "pool", now=now, lease_s=30)
            if got is None:
                misses += 1
            else:
                taken.append(got.check_id)
        database.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(made)


def test_a_killed_worker_loses_nothing(store: Store, new_check: Make, now: dt.datetime) -> None:
    """Its lease runs out, the next one gets the work, and the dead one's late answer is ignored."""
    check = _want(store, new_check(), now=now)
    dead = _claim(store, now=now, lease_s=30)
    assert _claim(store, now=now + _seconds(29)) is None
    second = _claim(store, now=now + _seconds(30))
    assert dead is not None
    assert second is not None
    assert (second.check_id, second.attempts) == (check.id, 2)
    assert _finish(store, dead, now=now + _seconds(31)) is Finish.LOST
    with store.database.writing() as session:
        assert work.renew(session, dead, now=now + _seconds(31), lease_s=30) is None
        assert not work.give_back(session, dead, now=now + _seconds(31))
    assert _finish(store, second, now=now + _seconds(32)) is Finish.DONE


def test_a_lease_that_ran_out_unnoticed_still_counts(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A slow run whose work nobody else took is not thrown away."""
    _want(store, new_check(), now=now)
    slow = _claim(store, now=now, lease_s=1)
    assert slow is not None
    assert _finish(store, slow, now=now + _seconds(60)) is Finish.DONE


def test_a_renewed_lease_keeps_others_away(store: Store, new_check: Make, now: dt.datetime) -> None:
    """As long as the worker lives."""
    _want(store, new_check(), now=now)
    held = _claim(store, now=now, lease_s=30)
    assert held is not None
    with store.database.writing() as session:
        longer = work.renew(session, held, now=now + _seconds(20), lease_s=30)
    assert longer is not None
    assert longer.until == now + _seconds(50)
    assert _claim(store, now=now + _seconds(49)) is None


def test_work_given_back_waits_its_time(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A shutdown is not the fault of the papers: it does not count as an attempt."""
    _want(store, new_check(), now=now)
    first = _claim(store, now=now)
    assert first is not None
    with store.database.writing() as session:
        assert work.give_back(session, first, now=now, counted=False)
    second = _claim(store, now=now)
    assert second is not None
    assert second.attempts == 1
    with store.database.writing() as session:
        assert work.give_back(session, second, now=now, delay_s=10)
    with store.database.reading() as session:
        assert work.queue(session, now=now).waiting == 1
    assert _claim(store, now=now + _seconds(9)) is None
    third = _claim(store, now=now + _seconds(10))
    assert third is not None
    assert third.attempts == 2


def test_what_is_changed_during_a_run_is_examined_again(store: Store, new_check: Make, now: dt.datetime) -> None:
    """The run examined the version it claimed, and no more; the check stays `checking`, and waits since the change."""
    check = _want(store, new_check(), now=now)
    held = _claim(store, now=now)
    assert held is not None
    _want(store, check, now=now + _seconds(5))
    assert _finish(store, held, now=now + _seconds(8)) is Finish.DONE
    with store.database.reading() as session:
        after = checks.by_id(session, check.id)
    assert after is not None
    assert (after.done, after.wanted, after.state, after.wanted_at) == (1, 2, State.CHECKING, now + _seconds(5))
    again = _claim(store, now=now + _seconds(9))
    assert again is not None
    assert (again.version, again.attempts) == (2, 1)
    assert _finish(store, again, now=now + _seconds(10)) is Finish.DONE
    with store.database.reading() as session:
        after = checks.by_id(session, check.id)
    assert after is not None
    assert (after.state, after.wanted_at, after.is_work) == (State.PASS, None, False)
    assert _claim(store, now=now + _seconds(99)) is None


def test_finishing_twice_is_finishing_once(store: Store, new_check: Make, now: dt.datetime) -> None:
    """The answer to the first was lost: the second is told so, and changes nothing."""
    _want(store, new_check(), now=now)
    held = _claim(store, now=now)
    assert held is not None
    other = Outcome(State.UNREADABLE, "rescan", None)
    assert _finish(store, held, now=now) is Finish.DONE
    assert _finish(store, held, now=now, outcome=other) is Finish.AGAIN
    with store.database.reading() as session:
        after = checks.by_id(session, held.check_id)
    assert after is not None
    assert (after.state, after.verdict) == (State.PASS, "submit")


def test_what_was_sent_stays_sent(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A run that ends later says its verdict, and does not call the check back from the officers."""
    check = _want(store, new_check(), now=now)
    held = _claim(store, now=now)
    assert held is not None
    with store.database.writing() as session:
        checks.send(session, check.id, now=now)
    _finish(store, held, now=now)
    with store.database.reading() as session:
        after = checks.by_id(session, check.id)
    assert after is not None
    assert (after.state, after.verdict) == (State.SENT, "submit")


def test_an_erased_check_is_no_work(store: Store, new_check: Make, now: dt.datetime) -> None:
    """Neither waiting nor running: the run that examines it is told that it lost it."""
    running, waiting = _want(store, new_check(), now=now), _want(store, new_check(), now=now + _seconds(1))
    held = _claim(store, now=now + _seconds(1))
    assert held is not None
    for check in (running, waiting):
        erase.erase(store, check.id, now=now)
    assert _finish(store, held, now=now) is Finish.LOST
    assert _claim(store, now=now + _seconds(99)) is None
    with store.database.writing() as session:
        assert work.renew(session, held, now=now, lease_s=1) is None
