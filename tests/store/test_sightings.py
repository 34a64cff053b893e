"""Papers of no known edition: those of the newest run, gone with their dossier; groups set aside by the audit."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from scanpipe.store import audit, sightings
from scanpipe.store.erase import erase
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow
from scanpipe.store.sightings import SET_ASIDE, TAKEN_BACK, Seen

Make = Callable[..., CheckRow]
SEEN = Seen("77/2027/TT-BCA", "Mẫu CT01", "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", "ct01", "tt116_2026", 0.8, 2)
OTHER = replace(SEEN, citation=None, title=None)


def test_the_newest_run_takes_the_place_of_the_one_before(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A paper that is seen again was seen when it was seen first."""
    check, later = new_check(), now + dt.timedelta(days=3)
    with store.database.writing() as session:
        sightings.replace(session, check.id, [(0, "g_a", SEEN), (1, "g_b", OTHER)], now=now)
        sightings.replace(session, check.id, [(2, "g_a", SEEN)], now=later)
        found = sightings.all_sighted(session)
    assert [(one.paper, one.group, one.seen, one.seen_at) for one in found] == [(2, "g_a", SEEN, now)]
    with store.database.writing() as session:
        sightings.replace(session, check.id, [], now=later)
        assert sightings.all_sighted(session) == ()


def test_each_group_is_known_by_its_newest_paper(store: Store, new_check: Make, now: dt.datetime) -> None:
    """The groups seen last come first."""
    one, two, later = new_check(), new_check(), now + dt.timedelta(hours=1)
    with store.database.writing() as session:
        sightings.replace(session, one.id, [(0, "g_a", SEEN), (1, "g_b", SEEN)], now=now)
        sightings.replace(session, two.id, [(0, "g_a", OTHER)], now=later)
        assert sightings.known_groups(session) == (("g_a", OTHER), ("g_b", SEEN))


def test_they_go_with_their_dossier(store: Store, new_check: Make, now: dt.datetime) -> None:
    """Erased is erased."""
    check = new_check()
    with store.database.writing() as session:
        sightings.replace(session, check.id, [(0, "g_a", SEEN)], now=now)
    erase(store, check.id, now=now)
    with store.database.reading() as session:
        assert sightings.all_sighted(session) == ()
        assert sightings.known_groups(session) == ()


def test_a_group_is_set_aside_as_the_audit_says_last(store: Store, now: dt.datetime) -> None:
    """Set aside, taken back, set aside again."""
    expected = (frozenset({"g_a"}), frozenset(), frozenset({"g_a"}))
    for action, aside in zip((SET_ASIDE, TAKEN_BACK, SET_ASIDE), expected, strict=True):
        with store.database.writing() as session:
            audit.write(session, store.keys, audit.Note("off_1", action, about="g_a"), at=now)
            audit.write(session, store.keys, audit.Note("off_1", "opened", about="g_b"), at=now)
            assert sightings.set_aside(session) == aside
