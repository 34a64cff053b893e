"""The list of dossiers and who holds them, on each database: the same answers, and one winner when two come at once."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest

from scanpipe.store import listing, office, trail
from scanpipe.store.audit import Note, write
from scanpipe.store.errors import NotFoundError
from scanpipe.store.listing import Wanted
from scanpipe.store.office import Hold
from scanpipe.store.office_tables import ApiKey, Officer, SecondEntry
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow, State
from scanpipe.store.tables import Dossier, Paper

Make = Callable[..., CheckRow]
ME, OTHER = "off_1", "off_2"


@pytest.fixture
def sent(store: Store, new_check: Make, now: dt.datetime) -> Callable[..., str]:
    """Makes a dossier that was sent, with an officer's account for whoever has it."""

    def make(**values: object) -> str:
        row = new_check()
        set_to = {"state": "sent", "sent_at": now, "unit": "hx", "verdict": "correct", **values}
        with store.database.writing() as session:
            dossier = session.get_one(Dossier, row.id)
            for name, value in set_to.items():
                setattr(dossier, name, value)
            form, old = str(values.get("form", "ct01")), "outdated" if values.get("old_form") else "current"
            session.add(Paper(check_id=row.id, number=0, form=form, edition_status=old, confidence=1.0, pages=[]))
        return row.id

    with store.database.writing() as session:
        for officer_id in (ME, OTHER):
            account = {"roles": ["officer"], "active": True, "failures": 0, "wishes": {}, "created_at": now}
            session.add(Officer(id=officer_id, login=f"l.{officer_id}", name_sealed=b"", unit="hx", **account))
    return make


def listed(store: Store, wanted: Wanted) -> list[str]:
    """The ids of a list."""
    with store.database.reading() as session:
        return [line.id for line in listing.lines(session, wanted, offset=0, limit=10)]


def test_every_order_and_heap(store: Store, sent: Callable[..., str], now: dt.datetime) -> None:
    """With and without deadlines, rising and falling, for each heap."""
    hour = dt.timedelta(hours=1)
    soon, late = sent(due_at=now + hour, points=3), sent(due_at=now + 2 * hour, points=1, sent_at=now - hour)
    never = sent(points=2, sent_at=now - 2 * hour, officer_id=ME, state="reviewing")
    off = sent(due_at=now, postponed_until=now + hour)
    every = Wanted(now, ME, "hx")

    def ordered(order: str, *, falling: bool = False) -> list[str]:
        return listed(store, Wanted(now, ME, "hx", order=order, falling=falling))

    assert ordered(listing.BY_DUE) == [soon, late, never, off]
    assert ordered(listing.BY_DUE, falling=True) == [late, soon, never, off]
    assert ordered(listing.BY_POINTS) == [late, never, soon, off]
    assert ordered(listing.BY_AGE) == [soon, late, never, off]
    assert ordered(listing.BY_AGE, falling=True) == [never, late, soon, off]
    assert ordered(listing.BY_CODE)[-1] == off
    assert listed(store, Wanted(now, ME, "hx", heap=listing.MINE)) == [never]
    with store.database.reading() as session:
        assert listing.by_verdict(session, every) == {"correct": 4}
        assert listing.heaps(session, unit="hx", officer_id=ME).sizes == {
            listing.WAITING: 4,
            listing.MINE: 1,
            listing.ASKED: 0,
            listing.SECOND: 0,
            listing.DONE: 0,
        }
        line = next(one for one in listing.lines(session, every, offset=0, limit=9) if one.id == never)
        assert (line.officer, line.sent_at, line.verdict) == (f"l.{ME}", now - 2 * hour, "correct")


def test_what_narrows_the_list(store: Store, sent: Callable[..., str], now: dt.datetime) -> None:
    """Each part of what can be asked for, in SQL."""
    one = sent(form="ct01", procedure="permanent_residence", old_form=True, officer_id=ME)
    sent(form="hkd_change", procedure="hkd_change", sent_at=now - dt.timedelta(days=2), verdict="submit")
    sent(unit="khac", form="ct01")
    assert len(listed(store, Wanted(now, ME, None))) == 3
    for wanted in (
        Wanted(now, ME, "hx", verdicts=frozenset({"correct"})),
        Wanted(now, ME, "hx", procedures=frozenset({"permanent_residence"})),
        Wanted(now, ME, "hx", form="ct01"),
        Wanted(now, ME, "hx", old_form=True),
        Wanted(now, ME, "hx", sent_from=now - dt.timedelta(days=1)),
        Wanted(now, ME, "hx", sent_from=now, sent_before=now + dt.timedelta(seconds=1)),
        Wanted(now, ME, "hx", officer=f"l.{ME}"),
    ):
        assert listed(store, wanted) == [one], wanted
    assert listed(store, Wanted(now, ME, "hx", procedures=frozenset())) == []
    with store.database.reading() as session:
        assert listing.heaps(session, unit="hx", officer_id=ME).changed_forms == 1


def test_second_entries_are_for_somebody_else(store: Store, sent: Callable[..., str], now: dt.datetime) -> None:
    """Not for who accepted it, nor once another has begun."""
    done = sent(state="received")
    with store.database.writing() as session:
        session.add(SecondEntry(check_id=done, first_id=ME, asked_at=now))
    assert listed(store, Wanted(now, ME, "hx", heap=listing.SECOND)) == []
    assert listed(store, Wanted(now, OTHER, "hx", heap=listing.SECOND)) == [done]
    with store.database.writing() as session:
        session.get_one(SecondEntry, done).second_id = "off_3"
    assert listed(store, Wanted(now, OTHER, "hx", heap=listing.SECOND)) == []


def test_a_dossier_is_found_by_either_code(store: Store, sent: Callable[..., str], now: dt.datetime) -> None:
    """The newest of several with one official code; nothing for an empty one."""
    sent(official_code="H49-1", sent_at=now - dt.timedelta(days=1))
    newest = sent(official_code="h49-1", code="KT-2345-6789")
    with store.database.reading() as session:
        assert listing.find(session, unit="hx", code=None, official_code="H49-1") == newest
        assert listing.find(session, unit="hx", code="KT-2345-6789", official_code="") == newest
        assert listing.find(session, unit="khac", code="KT-2345-6789", official_code="H49-1") is None
        assert listing.find(session, unit=None, code=None, official_code="") is None


def test_of_many_who_open_a_dossier_at_once_one_has_it(
    store: Store, sent: Callable[..., str], now: dt.datetime
) -> None:
    """The others are told who."""
    check_id = sent()
    asked: list[Hold] = []
    together = threading.Barrier(4)

    def take(officer_id: str) -> None:
        together.wait(10)
        with store.database.writing() as session:
            asked.append(office.hold(session, check_id, officer_id, now))

    threads = [threading.Thread(target=take, args=(f"off_{n}",)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [one for one in asked if one.by is None]
    assert won.begun
    assert won.check.state is State.REVIEWING
    assert {one.by for one in asked if one.by} <= {f"l.{won.check.officer_id}", won.check.officer_id}
    assert len(asked) == 4


def test_only_what_lies_at_the_center_is_held(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A draft is not."""
    row = new_check()
    for act in (office.hold, office.release):
        with pytest.raises(NotFoundError), store.database.writing() as session:
            act(session, row.id, ME, now)


def test_names_and_codes_beside_the_audit(store: Store, sent: Callable[..., str], now: dt.datetime) -> None:
    """Of those that are there; and where the newest lines begin."""
    check_id = sent(code="KT-2345-6789")
    with store.database.writing() as session:
        session.add(
            ApiKey(id="key_1", name="Một cửa", key_hash="0", unit="hx", scopes=[], created_at=now, created_by=ME)
        )
        for n in range(1, 7):
            write(session, store.keys, Note(ME, "opened", unit="hx" if n % 2 else "khac"), at=now)
    with store.database.reading() as session:
        assert trail.codes_of(session, {check_id, "chk_0"}) == {check_id: "KT-2345-6789"}
        assert trail.programs_of(session, {"key_1", "key_2"}) == {"key_1": "Một cửa"}
        assert office.logins_of(session, [ME, "off_9"]) == {ME: f"l.{ME}"}
        assert trail.before_newest(session, unit=None, before=None, limit=2) == 4
        assert trail.before_newest(session, unit="hx", before=None, limit=2) == 1
        assert trail.before_newest(session, unit="hx", before=5, limit=2) == 0
