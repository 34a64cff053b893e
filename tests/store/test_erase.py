"""Erasing leaves a count and a line of proof, and nothing else; what crashed half-way is taken up again."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from scanpipe.errors import ScanpipeError
from scanpipe.store import artefacts, checks, events, findings, ids, pages, results, work
from scanpipe.store.counters import count, counts, totals
from scanpipe.store.erase import Retention, erase, erase_due, expires_at, proofs_of
from scanpipe.store.errors import StoreError
from scanpipe.store.files import NewFile, add_file
from scanpipe.store.opening import Store, open_store
from scanpipe.store.rows import Added, Answer, CheckRow, FindingResult, NewCheck, NewEvent, Outcome, ReadingRow, State
from scanpipe.store.tables import Base, Dossier

Make = Callable[..., CheckRow]
HandIn = Callable[..., Added]
NAME = "Trần Thị Hòa Bình"
KEEP = Retention()


def _fill(store: Store, check: CheckRow, hand_in: HandIn, now: dt.datetime) -> None:
    """Something in every table that hangs on a check, with a name wherever a name may stand."""
    hand_in(check.id, NAME.encode() * 40, name=f"{NAME}.jpg")
    reading = ReadingRow(0, "full_name", None, "written", NAME, 1.0, "ocr", None)
    found = FindingResult("f_0123456789ab", "field.unclear", "check", 0)
    with store.database.writing() as session:
        checks.set_not_needed(session, check.id, "uy-quyen", True, now=now)
        checks.want(session, check.id, now=now)
        claim = work.claim(session, "pool", now=now, lease_s=30)
        assert claim is not None
        outcome = Outcome(State.PASS, "submit", None, readings=(reading,), findings=(found,))
        results.finish(session, store.keys, claim, outcome, now=now)
        findings.answer(session, store.keys, check.id, found.id, Answer.NO, value=NAME, now=now)
        events.tell(session, check.id, NewEvent("page.received", {}), now=now)


def _rows(store: Store) -> dict[str, int]:
    """How many rows each table has, where it has any."""
    with store.database.reading() as session:
        found = {name: session.scalar(select(func.count()).select_from(t)) for name, t in Base.metadata.tables.items()}
    return {name: n for name, n in found.items() if n}


def test_nothing_is_left_but_a_count_and_a_line_of_proof(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """Rows of all tables, and all blobs."""
    check = new_check()
    _fill(store, check, hand_in, now)
    assert len(_rows(store)) > 7
    assert erase(store, check.id, now=now)
    assert _rows(store) == {"counters": 1, "proofs": 1, "key_marks": 1}
    assert list(store.blobs.stored()) == []
    with store.database.reading() as session:
        (line,) = proofs_of(session)
        (counted,) = counts(session, "checks_erased")
    assert (line.code_hash, line.at, line.what) == (ids.code_hash(check.code), now, "asked")
    assert (counted.day, counted.n, counted.labels) == (now.date(), 1, {"what": "asked"})


def test_no_trace_of_a_person_is_in_any_file(tmp_path: Path, now: dt.datetime) -> None:
    """Neither before nor after: not in the database, its journal, the blobs or their names; after, not even the id."""
    store = open_store(tmp_path / "store")
    with store.database.writing() as session:
        check, token = checks.create(session, NewCheck(), now=now)
    blob = ids.new_blob_key(check.id, "original")
    store.blobs.put(blob, NAME.encode() * 40)
    with store.database.writing() as session:
        new = NewFile(ids.new_file_id(), f"{NAME}.jpg", "ab" * 32, 99, blob)
        add_file(session, store.keys, check.id, new, now=now)

    def there() -> bytes:
        files = [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
        return b"".join(str(path).encode() + path.read_bytes() for path in files)

    before = there()
    assert check.id.encode() in before
    assert NAME.encode() not in before
    assert token.encode() not in before
    erase(store, check.id, now=now)
    after = there()
    for trace in (check.id, check.code, new.id, "ab" * 32, ids.token_hash(token)):
        assert trace.encode() in before
        assert trace.encode() not in after
    assert ids.code_hash(check.code).encode() in after
    store.close()


def test_erasing_again_proves_nothing_more(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A second tap, or an id that never was."""
    check, other = new_check(), new_check()
    assert [erase(store, check.id, now=now), erase(store, check.id, now=now)] == [True, False]
    assert not erase(store, ids.new_check_id(), now=now)
    with store.database.reading() as session:
        assert len(proofs_of(session)) == 1
        assert checks.by_id(session, other.id) == other


def test_an_erasure_cut_short_is_hidden_at_once_and_done_later(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails while blobs are deleted: no proof is written before they are gone."""
    check = new_check()
    _fill(store, check, hand_in, now)

    def fail(_: object, prefix: str) -> None:
        raise StoreError("the disk")

    with monkeypatch.context() as patched:
        patched.setattr(type(store.blobs), "delete_all", fail)
        with pytest.raises(ScanpipeError, match="the disk"):
            erase(store, check.id, now=now)
    with store.database.reading() as session:
        assert checks.by_id(session, check.id) is None
        assert proofs_of(session) == ()
    assert erase_due(store, now=now, retention=KEEP) == 1
    assert list(store.blobs.stored()) == []
    with store.database.reading() as session:
        assert [line.what for line in proofs_of(session)] == ["asked"]


def test_each_check_has_its_clock(store: Store, new_check: Make, now: dt.datetime) -> None:
    """A draft a day, a check seven after it was touched; what was sent has a clock of its own."""
    draft, checked, sent = new_check(), new_check(), new_check()
    with store.database.writing() as session:
        checked = checks.set_state(session, checked.id, State.PASS, now=now)
        sent = checks.send(session, sent.id, now=now)
    clocks = {draft: KEEP.draft, checked: KEEP.idle, sent: KEEP.sent}
    for at, (check, kept) in enumerate(clocks.items(), start=1):
        assert expires_at(check, KEEP) == now + kept
        assert erase_due(store, now=now + kept - dt.timedelta(seconds=1), retention=KEEP) == 0
        assert erase_due(store, now=now + kept, retention=KEEP) == 1
        with store.database.reading() as session:
            assert checks.by_id(session, check.id) is None
            assert [line.what for line in proofs_of(session)] == ["expired"] * at


def test_who_comes_back_in_time_keeps_the_check(store: Store, new_check: Make, now: dt.datetime) -> None:
    """Touching begins the clock anew."""
    check = new_check()
    later = now + KEEP.draft - dt.timedelta(minutes=1)
    with store.database.writing() as session:
        checks.touch(session, check.id, now=later)
    assert erase_due(store, now=now + KEEP.draft, retention=KEEP) == 0
    assert erase_due(store, now=later + KEEP.draft, retention=KEEP) == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([State.DRAFT, State.CHECKING, State.PASS, State.SENT]),
    st.integers(0, 40 * 24),
    st.booleans(),
)
def test_the_database_and_the_receipt_name_the_same_day(
    store: Store, new_check: Make, now: dt.datetime, state: State, hours: int, sent: bool
) -> None:
    """What the person is told is what happens."""
    check = new_check()
    with store.database.writing() as session:
        if sent:
            checks.send(session, check.id, now=now)
        check = checks.set_state(session, check.id, state, now=now)
    at = now + dt.timedelta(hours=hours)
    erase_due(store, now=at, retention=KEEP)
    with store.database.reading() as session:
        assert (session.get(Dossier, check.id) is None) == (expires_at(check, KEEP) <= at)
    erase(store, check.id, now=now)


@pytest.mark.parametrize("change", ["UPDATE proofs SET what = 'never'", "DELETE FROM proofs"])
def test_a_line_of_proof_stays_as_it_is(store: Store, new_check: Make, now: dt.datetime, change: str) -> None:
    """The database itself refuses."""
    erase(store, new_check().id, now=now)

    def do() -> None:
        with store.database.writing() as session:
            session.execute(text(change))

    with pytest.raises((DBAPIError, StoreError), match="stay as they are"):
        do()


def test_blobs_that_belong_to_nothing_are_swept(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """A server died between blob and row. Blobs of a living check are given time, those of one that is gone are not."""
    check = new_check()
    kept = hand_in(check.id, b"one").file.blob
    orphan, homeless = ids.new_blob_key(check.id, "original"), ids.new_blob_key(ids.new_check_id(), "report")
    for key in (orphan, homeless):
        store.blobs.put(key, b"data")
    put_at = dt.datetime.now(dt.UTC)  # the disk has its own clock

    def swept(at: dt.datetime) -> tuple[int, set[str]]:
        n = artefacts.sweep(store.database, store.blobs, now=at)
        return n, {stored.key for stored in store.blobs.stored()}

    assert swept(put_at) == (1, {kept, orphan})
    assert swept(put_at + dt.timedelta(minutes=59)) == (0, {kept, orphan})
    assert swept(put_at + dt.timedelta(minutes=61)) == (1, {kept})
    assert swept(put_at + dt.timedelta(days=99)) == (0, {kept})


def test_a_worker_that_writes_after_the_erasure_leaves_nothing(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """Its blob comes too late to be deleted with the check, and goes with the next sweep."""
    check = new_check()
    page = hand_in(check.id, b"one").pages[0]
    erase(store, check.id, now=now)
    store.blobs.put(ids.new_blob_key(check.id, "straight"), b"late")
    with store.database.writing() as session:
        assert not pages.set_stage(session, page.id, "reading")
    assert artefacts.sweep(store.database, store.blobs, now=now) == 1
    assert list(store.blobs.stored()) == []


def test_counters_add_up(store: Store, now: dt.datetime) -> None:
    """By day, name and labels, in whatever order the labels come."""
    day = now.date()
    with store.database.writing() as session:
        for labels in ({"form": "ct01", "code": "x"}, {"code": "x", "form": "ct01"}, {"form": "ct02"}):
            count(session, "findings", day=day, labels=labels, n=2)
        count(session, "pages", day=day - dt.timedelta(days=1))
        seen = [(c.name, dict(c.labels), c.n) for c in counts(session, since=day)]
        assert len(counts(session)) == 3
        count(session, "pages", day=day, n=4)
        assert totals(session, "pages") == (({}, 5),)
    assert seen == [("findings", {"code": "x", "form": "ct01"}, 4), ("findings", {"form": "ct02"}, 2)]
