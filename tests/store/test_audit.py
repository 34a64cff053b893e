"""The audit's chain: whatever is done to a line without the key, the line is named."""

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import ColumnElement, column, delete, inspect, select, table, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scanpipe.errors import ScanpipeError
from scanpipe.store import audit
from scanpipe.store.audit import Note, Verified
from scanpipe.store.erase import erase
from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import AuditDetail, AuditLine
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow

Make = Callable[..., CheckRow]
NUMBER = "079190000123"
LINES = 5
COLUMNS = [column.name for column in inspect(AuditLine).columns]


@pytest.fixture
def check(store: Store, new_check: Make, now: dt.datetime) -> CheckRow:
    """A dossier, and five lines of the audit: the second and fourth about it, with what was seen."""
    row = new_check()
    with store.database.writing() as session:
        for n in range(1, LINES + 1):
            about = {"check_id": row.id, "about": "v:0:declarant_personal_id"} if n % 2 == 0 else {}
            note = Note(
                actor=f"off_{n}",
                action="edited",
                unit="hx",
                reason="misread",
                edition="ct01/tt116_2026",
                engine="tesseract 5",
                detail={"before": NUMBER, "after": f"{n}"} if about else None,
                **about,
            )
            audit.write(session, store.keys, note, at=now + dt.timedelta(seconds=n))
    return row


def verified(store: Store, head: str | None = None) -> Verified:
    """The chain held against itself."""
    with store.database.reading() as session:
        return audit.verify(session, store.keys, head=head)


def head_of(store: Store) -> str:
    """The hash of the last line."""
    return verified(store).head


class Undone(Exception):  # noqa: N818 - no error: a way back
    """Takes back what was done to the database."""


def by_force(store: Store, act: Callable[[Session], object], head: str | None = None) -> Verified:
    """
    What the chain says after somebody had the database in their hands: the triggers are gone, only the key is not
    theirs. All of it is taken back.
    """
    found = []
    with suppress(Undone), store.database.writing() as session:
        if store.database.is_sqlite:
            session.execute(text("DROP TRIGGER audit_no_update"))
            session.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            session.execute(text("DROP TRIGGER audit_stay ON audit"))
        act(session)
        session.flush()
        session.expire_all()
        found.append(audit.verify(session, store.keys, head=head))
        raise Undone
    return found[0]


def test_an_untouched_chain_fits(store: Store, check: CheckRow) -> None:
    """All lines, and the head that was noted is there."""
    found = verified(store)
    assert (found.lines, found.broken_at) == (LINES, None)
    assert verified(store, found.head) == found


def test_an_empty_chain_fits(store: Store) -> None:
    """Nothing was done yet; a head that was noted before is missed."""
    assert verified(store).broken_at is None
    assert verified(store, "a" * 64).broken_at == 1


@pytest.mark.parametrize("name", COLUMNS)
def test_whatever_is_changed_in_a_line_the_line_is_named(store: Store, check: CheckRow, name: str) -> None:
    """Any column of any line."""
    for seq in range(1, LINES + 1):
        line = AuditLine.seq == seq

        def tamper(session: Session, line: ColumnElement[bool] = line) -> None:
            now_there = session.execute(select(getattr(AuditLine, name)).where(line)).scalar_one()
            session.execute(update(AuditLine).where(line).values({name: _other(name, now_there)}))

        assert by_force(store, tamper).broken_at == seq
    assert verified(store).broken_at is None


def _other(name: str, value: object) -> object:
    """Another value of the same kind; what was there is changed a little, what was not is put in."""
    if name == "seq":
        return 99
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=1)
    return f"{value}x"[-60:] if isinstance(value, str) else "x"


def test_taking_a_value_out_is_seen(store: Store, check: CheckRow) -> None:
    """None is not the same as nothing said."""
    for name in ("check_id", "about", "reason", "edition", "engine", "detail_hash"):
        none = update(AuditLine).where(AuditLine.seq == 2).values({name: None})
        assert by_force(store, lambda s, act=none: s.execute(act)).broken_at == 2, name


def test_a_value_does_not_move_into_its_neighbour(store: Store, check: CheckRow) -> None:
    """The letters of two columns joined are the same; the line is not."""
    move = update(AuditLine).where(AuditLine.seq == 3).values(actor="off_3edited", action="")
    assert by_force(store, lambda s: s.execute(move)).broken_at == 3


def test_a_line_that_was_taken_away_is_missed(store: Store, check: CheckRow) -> None:
    """Its number is named; that of the last one only by the head that was noted."""
    head = head_of(store)
    for seq in range(1, LINES + 1):
        take = delete(AuditLine).where(AuditLine.seq == seq)
        assert by_force(store, lambda s, act=take: s.execute(act), head).broken_at == seq


def test_a_line_that_was_taken_away_is_missed_although_the_others_moved_up(store: Store, check: CheckRow) -> None:
    """Numbers without a gap do not hide it."""

    def close_up(session: Session) -> None:
        session.execute(delete(AuditLine).where(AuditLine.seq == 3))
        for seq in (4, 5):
            session.execute(update(AuditLine).where(AuditLine.seq == seq).values(seq=seq - 1))

    assert by_force(store, close_up).broken_at == 3


def test_newest_lines_that_were_taken_away_are_missed_by_their_head(store: Store, check: CheckRow) -> None:
    """What is left fits; the hash that was noted elsewhere is not there."""
    head = head_of(store)
    cut = delete(AuditLine).where(AuditLine.seq >= 4)
    assert by_force(store, lambda s: s.execute(cut)).broken_at is None
    assert by_force(store, lambda s: s.execute(cut), head).broken_at == 4


def test_two_lines_that_changed_places_are_seen(store: Store, check: CheckRow) -> None:
    """The first of the two is named."""
    for one, other in ((1, 2), (2, 4), (4, 5)):

        def swap(session: Session, one: int = one, other: int = other) -> None:
            for before, after in ((one, 99), (other, one), (99, other)):
                session.execute(update(AuditLine).where(AuditLine.seq == before).values(seq=after))

        assert by_force(store, swap).broken_at == one


def test_a_line_put_in_at_the_end_is_seen(store: Store, check: CheckRow) -> None:
    """Without the key nobody can write its hash."""

    def put_in(session: Session) -> None:
        last = session.get_one(AuditLine, LINES)
        fields = {name: getattr(last, name) for name in COLUMNS} | {"seq": LINES + 1}
        session.add(AuditLine(**fields))

    assert by_force(store, put_in).broken_at == LINES + 1


@pytest.mark.parametrize("change", ["a letter", "another detail"])
def test_a_changed_detail_is_seen(store: Store, check: CheckRow, change: str) -> None:
    """Before and after are as fast as the line that they belong to."""

    def tamper(session: Session) -> None:
        detail = session.get_one(AuditDetail, 2)
        other = session.get_one(AuditDetail, 4)
        detail.sealed = (
            other.sealed if change == "another detail" else bytes([*detail.sealed[:-1], detail.sealed[-1] ^ 1])
        )

    found = by_force(store, tamper)
    assert (found.broken_at, "before or after" in found.why) == (2, True)


@pytest.mark.parametrize("how", ["taken away", "moved to another dossier"])
def test_a_detail_that_is_gone_while_its_dossier_lives_is_missed(
    store: Store, check: CheckRow, new_check: Make, how: str
) -> None:
    """Only erasing the dossier takes it away rightly."""
    other = new_check()

    def tamper(session: Session) -> None:
        detail = session.get_one(AuditDetail, 2)
        if how == "taken away":
            session.delete(detail)
        else:
            detail.check_id = other.id

    found = by_force(store, tamper)
    assert (found.broken_at, "before or after" in found.why) == (2, True)


def test_another_key_does_not_fit(store: Store, check: CheckRow) -> None:
    """A chain written anew with a key of one's own is no chain of this store."""
    with store.database.reading() as session:
        assert audit.verify(session, Keys.of([b"x" * 32])).broken_at == 1


def test_a_new_key_signs_on_and_the_old_one_still_fits(store: Store, check: CheckRow, now: dt.datetime) -> None:
    """The key can be changed without a break."""
    old = next(iter(store.keys.by_id.values()))
    both = Keys.of([b"n" * 32, old])
    with store.database.writing() as session:
        audit.write(session, both, Note("off_1", "opened", check_id=check.id, detail={"a": 1}), at=now)
    with store.database.reading() as session:
        assert audit.verify(session, both).lines == LINES + 1
        assert [row.note.detail for row in audit.lines(session, both, after=LINES)] == [{"a": 1}]


def test_an_erased_dossier_leaves_a_chain_that_fits_and_no_word_of_it(
    store: Store, check: CheckRow, now: dt.datetime
) -> None:
    """Its lines stay: who did what and when. What was seen is gone."""
    head = head_of(store)
    assert erase(store, check.id, now=now)
    assert (verified(store, head).lines, verified(store).broken_at) == (LINES, None)
    with store.database.reading() as session:
        rows = list(audit.lines(session, store.keys, check_id=check.id))
        assert [(row.seq, row.note.detail) for row in rows] == [(2, None), (4, None)]
        assert session.scalar(select(AuditDetail.seq)) is None


def test_nothing_of_what_people_wrote_stands_in_a_line(store: Store, check: CheckRow) -> None:
    """Neither in the line nor, readable, beside it."""
    with store.database.reading() as session:
        told = [str(row) for row in session.execute(text("SELECT * FROM audit"))]
        told += [repr(bytes(sealed)) for sealed in session.scalars(select(AuditDetail.sealed))]
    assert not any(NUMBER in row for row in told)


def test_lines_cannot_be_changed_by_the_way(store: Store, check: CheckRow) -> None:
    """The database refuses, whoever asks: a mistake in our own code would break no chain."""
    audit_table = table("audit", column("seq"), column("action"))
    for act in (update(audit_table).values(action="x"), delete(audit_table)):
        with pytest.raises((ScanpipeError, DBAPIError)), store.database.writing() as session:
            session.execute(act)
    assert verified(store).broken_at is None


def test_many_who_write_at_once_make_one_chain(store: Store, now: dt.datetime) -> None:
    """No number is given twice, and every line fits."""

    def write() -> None:
        for _ in range(5):
            with store.database.writing() as session:
                audit.write(session, store.keys, Note("off_1", "opened"), at=now)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verified(store)
    assert (found.lines, found.broken_at) == (20, None)


def test_lines_are_read_by_dossier_unit_and_number(store: Store, check: CheckRow, now: dt.datetime) -> None:
    """With their details, oldest first."""
    with store.database.writing() as session:
        audit.write(session, store.keys, Note("off_9", "logged_in", "khac"), at=now)
    with store.database.reading() as session:
        own = list(audit.lines(session, store.keys, check_id=check.id))
        assert [row.note.detail for row in own] == [{"before": NUMBER, "after": n} for n in ("2", "4")]
        assert [row.seq for row in audit.lines(session, store.keys, unit="hx", after=2)] == [3, 4, 5]
        assert [row.seq for row in audit.lines(session, store.keys, unit="khac")] == [6]
