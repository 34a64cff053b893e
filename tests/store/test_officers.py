"""Officers, their invitations, sessions and the keys of programs: alike on both databases."""

import datetime as dt
import threading

import pytest

from scanpipe.store import officers, staff_access
from scanpipe.store.errors import NotFoundError
from scanpipe.store.officers import OfficerRow
from scanpipe.store.opening import Store

DAY = dt.timedelta(days=1)
IDLE = dt.timedelta(minutes=30)


def add(store: Store, now: dt.datetime, login: str = "hoa") -> OfficerRow | None:
    with store.database.writing() as session:
        return officers.add(
            session, store.keys, login=login, name="Nguyễn Thị Hoa", unit="hx", roles=["officer"], now=now
        )


def known(store: Store, login: str = "hoa") -> OfficerRow:
    with store.database.reading() as session:
        row = officers.by_login(session, store.keys, login)
    assert row
    return row


def test_an_account_is_found_as_it_was_made(store: Store, now: dt.datetime) -> None:
    """By id and by login; a second one of the same login is not made."""
    made = add(store, now)
    assert made
    assert made == known(store)
    assert (made.name, made.roles, made.active, made.created_at) == ("Nguyễn Thị Hoa", ("officer",), True, now)
    assert (made.password_hash, made.subject, made.failures, made.seen_at) == (None, None, 0, None)
    assert add(store, now) is None
    with store.database.reading() as session:
        assert officers.by_id(session, store.keys, made.id) == made
        assert officers.by_login(session, store.keys, "khong.co") is None


def test_two_at_once_make_one_account(store: Store, now: dt.datetime) -> None:
    """Two servers that start together: one of them gets the name, neither fails."""
    start, made = threading.Barrier(2), []

    def begin() -> None:
        start.wait()
        made.append(add(store, now, "admin"))

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one is None for one in made) == [False, True]


def test_every_part_of_an_account_can_be_changed(store: Store, now: dt.datetime) -> None:
    """And each change leaves the others as they were."""
    made = add(store, now)
    assert made
    with store.database.writing() as session:
        officers.set_failures(session, made.id, 5, now + DAY)
        officers.set_roles(session, made.id, ["lead", "auditor"])
        officers.set_subject(session, made.id, "f" * 64)
        officers.set_wishes(session, made.id, {"keys_off": True})
        officers.set_active(session, made.id, False)
    changed = known(store)
    assert (changed.failures, changed.locked_until) == (5, now + DAY)
    assert (changed.roles, changed.active, dict(changed.wishes)) == (("lead", "auditor"), False, {"keys_off": True})
    with store.database.writing() as session:
        assert officers.by_subject(session, store.keys, "f" * 64) == changed
        officers.set_password(session, made.id, "$one")
        officers.rehash(session, made.id, "$other", "$lost")
        officers.rehash(session, made.id, "$one", "$two")
        officers.seen(session, made.id, now=now)
    last = known(store)
    assert (last.password_hash, last.failures, last.locked_until, last.seen_at) == ("$two", 0, None, now)
    with store.database.writing() as session, pytest.raises(NotFoundError):
        officers.set_active(session, "off_none", True)


def test_failures_that_come_at_once_are_all_counted(store: Store, now: dt.datetime) -> None:
    """Whoever reads the count holds the account until the count is written."""
    add(store, now)

    def fail() -> None:
        with store.database.writing() as session:
            row = officers.held(session, store.keys, "hoa")
            assert row
            officers.set_failures(session, row.id, row.failures + 1, None)

    threads = [threading.Thread(target=fail) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert known(store).failures == 6


def test_a_link_is_taken_once_and_replaced_by_the_next(store: Store, now: dt.datetime) -> None:
    """Not after its time, and not by two."""
    made = add(store, now)
    assert made
    with store.database.writing() as session:
        officers.invite(session, made.id, "a" * 64, ends_at=now + DAY)
        officers.invite(session, made.id, "b" * 64, ends_at=now + DAY)
        assert officers.invited(session, store.keys, "a" * 64, now=now) is None
        assert officers.invited(session, store.keys, "b" * 64, now=now) == made
        assert officers.invited(session, store.keys, "b" * 64, now=now + DAY) is None
        assert not officers.use_invitation(session, "b" * 64, now=now + DAY)
        assert officers.use_invitation(session, "b" * 64, now=now)
        assert not officers.use_invitation(session, "b" * 64, now=now)
        officers.invite(session, made.id, "c" * 64, ends_at=now + DAY)
        officers.end_invitations(session, made.id)
        assert officers.invited(session, store.keys, "c" * 64, now=now) is None


def test_sessions_end_one_by_one_all_at_once_and_in_time(store: Store, now: dt.datetime) -> None:
    """The newest first; one may be spared."""
    made = add(store, now)
    assert made
    with store.database.writing() as session:
        for n, token_hash in enumerate(("a" * 64, "b" * 64, "c" * 64, "d" * 64)):
            begun = now + n * dt.timedelta(minutes=1)
            staff_access.begin(session, token_hash, made.id, now=begun, ends_at=begun + DAY)
        assert [row.token_hash[0] for row in staff_access.sessions_of(session, made.id)] == ["d", "c", "b", "a"]
        ended = staff_access.end(session, "d" * 64)
        assert ended
        assert ended.officer_id == made.id
        assert staff_access.end(session, "d" * 64) is None
        assert staff_access.end_all(session, made.id, but="b" * 64) == 2
        staff_access.touch(session, "b" * 64, now=now + IDLE)
        staff_access.sweep(session, now=now + IDLE, idle=IDLE)
        row = staff_access.session_of(session, "b" * 64)
        assert row
        assert row.seen_at == now + IDLE
        staff_access.sweep(session, now=now + 2 * IDLE, idle=IDLE)
        assert staff_access.session_of(session, "b" * 64) is None


def test_a_key_is_found_by_its_hash_until_it_is_revoked(store: Store, now: dt.datetime) -> None:
    """It stays in the list, with when it was used and when it ended; the first end counts."""
    with store.database.writing() as session:
        key = staff_access.make_key(
            session, "a" * 64, name="Một cửa", unit="hx", scopes=["dossiers:read"], created_by="off_1", now=now
        )
        assert staff_access.key_of(session, "a" * 64) == key
        staff_access.use_key(session, key.id, now=now + DAY)
        assert staff_access.revoke_key(session, "key_none", now=now) is None
        staff_access.revoke_key(session, key.id, now=now + DAY)
        staff_access.revoke_key(session, key.id, now=now + 2 * DAY)
    with store.database.reading() as session:
        assert staff_access.key_of(session, "a" * 64) is None
        (listed,) = staff_access.every_key(session)
    assert (listed.used_at, listed.revoked_at, listed.scopes) == (now + DAY, now + DAY, ("dossiers:read",))
