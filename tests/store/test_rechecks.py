"""Rechecks on each database: who is asked for, once however many ask, and what an examination makes of it."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from scanpipe.store import checks, erase, listing, rechecking, rechecks, results, work
from scanpipe.store.catalogue_tables import Sighting
from scanpipe.store.listing import Wanted
from scanpipe.store.opening import Store
from scanpipe.store.rechecking import Affected, NewRecheck, Seen
from scanpipe.store.rechecks import Effect, RecheckedRow, RecheckRow
from scanpipe.store.rows import CheckRow, Finish, Outcome, PaperRow, State
from scanpipe.store.tables import Dossier

Make = Callable[..., CheckRow]
DAY = dt.date(2026, 11, 25)


def _outcome(status: str, *, edition: str | None = "tt53_2025", verdict: str = "submit") -> Outcome:
    state = State.PASS if verdict == "submit" else State.NEEDS_SUPPLEMENT
    paper = PaperRow(0, "ct01", edition, status, None, verdict, 0.9, ())
    card = PaperRow(1, None, None, "unknown", "identity_card", "submit", 0.9, ())
    return Outcome(state, verdict, None, form="ct01", papers=(paper, card))


@pytest.fixture
def examined(store: Store, new_check: Make, now: dt.datetime) -> Callable[..., CheckRow]:
    """Makes a check that was examined: a CT01 whose edition is in force, and an identity card."""

    def make(state: State | None = None, **kind: object) -> CheckRow:
        check = new_check(now=now)
        with store.database.writing() as session:
            checks.want(session, check.id, now=now)
        _examine(store, now, _outcome("current", **kind))  # type: ignore[arg-type]
        with store.database.writing() as session:
            if state is not None:
                session.get_one(Dossier, check.id).state = state.value
            return checks.row_of(session.get_one(Dossier, check.id))

    return make


def _examine(store: Store, now: dt.datetime, outcome: Outcome, *, demands: bool = True) -> tuple[RecheckedRow, ...]:
    """The next examination, and what it settles."""
    with store.database.writing() as session:
        claim = work.claim(session, "pool", now=now, lease_s=30)
        assert claim is not None
        before = checks.by_id(session, claim.check_id)
        assert before is not None
    with store.database.writing() as session:
        assert results.finish(session, store.keys, claim, outcome, now=now).finish is Finish.DONE
        seen = [Seen(p.form, p.edition, p.edition_status or "", demands) for p in outcome.papers if p.kind is None]
        return rechecking.settle(session, claim.check_id, before, seen, now=now)


def _touched(store: Store) -> list[Affected]:
    with store.database.reading() as session:
        return [Affected(p.check_id, p.done, p.form, p.edition, p.status) for p in rechecking.standings(session)]


def _begin(store: Store, found: list[Affected], now: dt.datetime) -> RecheckRow | None:
    with store.database.writing() as session:
        return rechecking.begin(session, NewRecheck("day", "law", DAY, "scanpipe"), found, now=now)


def _row(store: Store, check_id: str) -> CheckRow:
    with store.database.reading() as session:
        row = checks.by_id(session, check_id)
    assert row is not None
    return row


def test_only_what_rests_and_is_not_received_is_looked_at(
    store: Store, examined: Callable[..., CheckRow], new_check: Make, now: dt.datetime
) -> None:
    """Neither a draft that nobody examined, nor what waits already, nor what the Center has received."""
    kept = [examined(state) for state in (State.SENT, State.REVIEWING, State.SUPPLEMENT_REQUESTED, State.PASS)]
    for state in (State.RECEIVED, State.DONE):
        examined(state)
    waits = examined()
    new_check()
    with store.database.writing() as session:
        checks.want(session, waits.id, now=now)
    found = _touched(store)
    assert sorted(one.check_id for one in found) == sorted(check.id for check in kept)
    assert {(one.form, one.edition, one.status) for one in found} == {("ct01", "tt53_2025", "current")}


def test_a_recheck_waits_behind_everybody_and_leaves_no_trace_of_a_touch(
    store: Store, examined: Callable[..., CheckRow], new_check: Make, now: dt.datetime
) -> None:
    """Its lane is behind people and batches, the clock of its deletion goes on, and afterwards it has its own lane."""
    check, later = examined(), now + dt.timedelta(hours=1)
    begun = _begin(store, _touched(store), later)
    assert begun is not None
    assert (begun.count, begun.finished_at) == (1, None)
    batch = new_check(now=now)
    with store.database.writing() as session:
        checks.want(session, batch.id, now=later + dt.timedelta(hours=1), lane=1)
    row = _row(store, check.id)
    assert (row.wanted, row.done, row.state, row.touched_at) == (2, 1, State.CHECKING, check.touched_at)
    _examine(store, later + dt.timedelta(hours=2), _outcome("current"))  # the batch
    (settled,) = _examine(store, later + dt.timedelta(hours=2), _outcome("current"))
    assert (settled.check_id, settled.effect) == (check.id, Effect.UNAFFECTED)
    row = _row(store, check.id)
    assert (row.lane, row.state, row.touched_at) == (0, State.PASS, check.touched_at)
    with store.database.reading() as session:
        over = rechecks.by_id(session, begun.id)
    assert over is not None
    assert over.finished_at == later + dt.timedelta(hours=2)


def test_who_hands_something_in_meanwhile_goes_before_the_others_again(
    store: Store, examined: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """One examination does both, and in the lane of somebody who waits."""
    check = examined()
    _begin(store, _touched(store), now)
    with store.database.writing() as session:
        assert checks.want(session, check.id, now=now).lane == 0
    (settled,) = _examine(store, now, _outcome("outdated", verdict="correct"))
    assert settled.effect is Effect.NEW_FORM
    assert _row(store, check.id).done == 3


AFTER = {
    "outdated": (_outcome("outdated", verdict="correct"), Effect.NEW_FORM),
    "asked about": (_outcome("outdated", verdict="review"), Effect.LOOK),
    "too early": (_outcome("not_yet", verdict="correct"), Effect.NEW_FORM),
    "grace": (_outcome("grace"), Effect.LOOK),
    "gone": (_outcome("unknown", edition=None, verdict="review"), Effect.LOOK),
    "verdict": (_outcome("current", verdict="correct"), Effect.LOOK),
    "same": (_outcome("current"), Effect.UNAFFECTED),
}


def test_what_it_came_to(store: Store, examined: Callable[..., CheckRow], now: dt.datetime) -> None:
    """The three words, from the paper's status and the verdict before and after; officers can list one of them."""
    by_id = {}
    for name, (after, effect) in AFTER.items():
        check = examined(State.SENT)
        begun = _begin(store, [one for one in _touched(store) if one.check_id == check.id], now)
        (settled,) = _examine(store, now, after, demands=name != "asked about")
        assert (settled.effect, begun is not None and begun.count) == (effect, 1), name
        with store.database.reading() as session:
            assert rechecks.newest_of(session, check.id) == settled
            assert (rechecks.tallies(session, [settled.recheck.id])[settled.recheck.id]) == {effect: 1}
        by_id[check.id] = effect
    with store.database.reading() as session:
        listed = listing.lines(session, Wanted(now, "me", None, new_form=True), offset=0, limit=10)
        every = listing.lines(session, Wanted(now, "me", None), offset=0, limit=10)
    assert {line.id for line in listed} == {i for i, effect in by_id.items() if effect is Effect.NEW_FORM}
    assert {line.id for line in every if line.new_form} == {line.id for line in listed}


def test_a_dossier_that_waits_for_a_supplement_goes_on_waiting(
    store: Store, examined: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """It goes back to its officer when its citizen hands something in, not because the law changed."""
    check = examined(State.SUPPLEMENT_REQUESTED)
    _begin(store, _touched(store), now)
    _examine(store, now, _outcome("outdated", verdict="correct"))
    assert _row(store, check.id).state is State.SUPPLEMENT_REQUESTED
    _begin(store, _touched(store), now)
    with store.database.writing() as session:
        checks.want(session, check.id, now=now)  # a page
    _examine(store, now, _outcome("current"))
    assert _row(store, check.id).state is State.SENT


def test_many_who_ask_at_once_get_one_recheck(
    store: Store, examined: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """Servers that hear of midnight at the same moment."""
    for _ in range(12):
        examined()
    found, begun, gate = _touched(store), [], threading.Barrier(4)

    def ask() -> None:
        gate.wait()
        begun.append(_begin(store, found, now))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.count for row in begun if row is not None] == [12]
    with store.database.reading() as session:
        assert set(session.scalars(select(Dossier.wanted))) == {2}
        assert len(rechecks.all_of(session)) == 1
    settled = _examine(store, now, _outcome("outdated", verdict="correct"))
    late = [one for one in found if one.check_id == settled[0].check_id]
    assert _begin(store, late, now) is None, "who asks late has seen what is not true any more"


def test_a_recheck_ends_with_its_last_dossier_also_when_that_is_erased(
    store: Store, examined: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """Nothing is left to do; the count says how many there were. What a citizen still prepares is not listed."""
    sent, draft = examined(State.SENT), examined()
    begun = _begin(store, _touched(store), now)
    assert begun is not None
    with store.database.reading() as session:
        assert [one.row.check_id for one in rechecks.dossiers_of(session, begun.id)] == [sent.id]
        assert rechecks.tallies(session, [begun.id]) == {begun.id: {None: 2}}
    for check in (sent, draft):
        erase.erase(store, check.id, now=now)
    with store.database.writing() as session:
        rechecking.close_over(session, now=now)
    with store.database.reading() as session:
        (row,) = rechecks.all_of(session)
        assert (row.id, row.count, row.finished_at) == (begun.id, 2, now)
        assert rechecks.dossiers_of(session, begun.id) == ()


def test_papers_of_no_known_edition_are_told_with_what_they_look_like(
    store: Store, examined: Callable[..., CheckRow], now: dt.datetime
) -> None:
    """A sighting says which form it may be; a supporting paper is none."""
    check = examined(edition=None)
    with store.database.writing() as session:
        like = {"group": "g", "form": "ct01", "edition": None, "likeness": 0.5, "pages": 1, "seen_at": now}
        session.add(Sighting(check_id=check.id, paper=0, citation=None, code=None, title=None, **like))
    with store.database.reading() as session:
        (paper,) = rechecking.standings(session)
        assert (paper.edition, paper.sighted, paper.like) == (None, True, "ct01")
        assert rechecking.standings_since(session, "ct01", now) == (paper,)
        assert rechecking.standings_since(session, "ct01", now + dt.timedelta(seconds=1)) == ()
        assert rechecking.standings_since(session, "birth_registration", now) == ()
