"""Files and pages: each file once, each page in its place, replaced and removed without a trace of the others."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from scanpipe.store import artefacts, files, pages
from scanpipe.store.errors import NotFoundError
from scanpipe.store.opening import Store
from scanpipe.store.rows import Added, Artefact, CheckRow, PageRow
from scanpipe.store.tables import File

HandIn = Callable[..., Added]
Keep = Callable[..., files.NewFile]
Make = Callable[..., CheckRow]


def _pages(store: Store, check: CheckRow) -> tuple[PageRow, ...]:
    with store.database.reading() as session:
        return pages.pages_of(session, check.id)


def test_a_file_comes_with_one_provisional_page(store: Store, new_check: Make, hand_in: HandIn) -> None:
    """Until it was read nobody knows how many there are."""
    check = new_check()
    one, two = hand_in(check.id, b"one", name="Nguyễn Văn An.jpg"), hand_in(check.id, b"two")
    assert [page.id for page in _pages(store, check)] == [one.pages[0].id, two.pages[0].id]
    assert [(p.position, p.provisional, p.stage) for p in _pages(store, check)] == [
        (1, True, "received"),
        (2, True, "received"),
    ]
    with store.database.reading() as session:
        named = files.files_of(session, store.keys, check.id)
    assert set(named) == {one.file, two.file}
    assert one.file.name == "Nguyễn Văn An.jpg"
    assert store.blobs.get(one.file.blob) == b"one"


def test_the_same_bytes_are_the_same_file(store: Store, new_check: Make, hand_in: HandIn) -> None:
    """A double tap makes no second page; in another check they are another file."""
    check = new_check()
    first, second = hand_in(check.id, b"one"), hand_in(check.id, b"one", name="copy.jpg")
    assert (first.new, second.new) == (True, False)
    assert second.file == first.file
    assert second.pages == first.pages
    assert first.stale == ()
    assert len(second.stale) == 1
    assert second.stale[0] != first.file.blob
    assert hand_in(new_check().id, b"one").new


def test_a_double_tap_at_the_same_moment_is_one_file(store: Store, new_check: Make, hand_in: HandIn) -> None:
    """Six threads send the same bytes."""
    check = new_check()
    added: list[Added] = []
    threads = [threading.Thread(target=lambda: added.append(hand_in(check.id, b"one"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.new for one in added) == [False] * 5 + [True]
    assert len(_pages(store, check)) == 1


def test_pages_of_a_file_take_the_place_of_the_provisional_one(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """The first keeps its id, what was said of it holds for all; placing again changes nothing."""
    check = new_check()
    pdf, photo = hand_in(check.id, b"pdf"), hand_in(check.id, b"photo")
    with store.database.writing() as session:
        pages.say_paper(session, check.id, pdf.pages[0].id, "to-khai", now=now)
        placed = pages.place_pages(session, check.id, pdf.file.id, 3, now=now)
    with store.database.writing() as session:
        assert pages.place_pages(session, check.id, pdf.file.id, 3, now=now) == placed
    assert placed[0].id == pdf.pages[0].id
    assert [(p.file_page, p.position, p.said_paper, p.provisional) for p in placed] == [
        (n, n, "to-khai", False) for n in (1, 2, 3)
    ]
    assert [page.file_id for page in _pages(store, check)] == [pdf.file.id] * 3 + [photo.file.id]


def test_a_page_taken_out_does_not_come_back_when_its_file_is_read_again(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """And the file goes with its last page, with all that was kept of it."""
    check = new_check()
    pdf = hand_in(check.id, b"pdf")
    with store.database.writing() as session:
        placed = pages.place_pages(session, check.id, pdf.file.id, 2, now=now)
        artefacts.keep(session, check.id, Artefact("chk_1/straight_1", "straight", placed[0].id), now=now)
    with store.database.writing() as session:
        assert pages.remove_page(session, check.id, placed[0].id, now=now) == ("chk_1/straight_1",)
        assert pages.remove_page(session, check.id, placed[0].id, now=now) == ()
        left = pages.place_pages(session, check.id, pdf.file.id, 2, now=now)
        assert [(page.id, page.file_page, page.position) for page in left] == [(placed[1].id, 2, 1)]
    with store.database.writing() as session:
        assert pages.remove_page(session, check.id, placed[1].id, now=now) == (pdf.file.blob,)
        assert pages.place_pages(session, check.id, pdf.file.id, 2, now=now) == ()
        assert files.files_of(session, store.keys, check.id) == ()
        assert artefacts.artefacts_of(session, check.id) == ()


def test_a_replaced_page_keeps_its_place_and_leaves_the_others_alone(
    store: Store, new_check: Make, hand_in: HandIn, keep_bytes: Keep, now: dt.datetime
) -> None:
    """The new one remembers whose place it took."""
    check = new_check()
    one, two, three = (hand_in(check.id, data).pages[0] for data in (b"one", b"two", b"three"))
    again = keep_bytes(check.id, b"two, sharper")
    with store.database.writing() as session:
        done = files.replace_page(session, store.keys, check.id, two.id, again, now=now)
    assert done.new
    assert len(done.stale) == 1
    now_there = _pages(store, check)
    assert [page.id for page in now_there] == [one.id, done.pages[0].id, three.id]
    assert [page.position for page in now_there] == [1, 2, 3]
    assert now_there[1].replaces == two.id


def test_a_replacement_sent_twice_is_done_once(
    store: Store, new_check: Make, hand_in: HandIn, keep_bytes: Keep, now: dt.datetime
) -> None:
    """The answer to the first was lost on the way; then the person takes yet another picture."""
    check = new_check()
    old = hand_in(check.id, b"blurred").pages[0]
    answers = []
    for data in (b"sharp", b"sharp", b"sharper"):
        new = keep_bytes(check.id, data)
        with store.database.writing() as session:
            answers.append(files.replace_page(session, store.keys, check.id, old.id, new, now=now))
    assert [answer.new for answer in answers] == [True, False, True]
    assert answers[0].pages == answers[1].pages
    assert [page.id for page in _pages(store, check)] == [answers[2].pages[0].id]


def test_a_page_cannot_be_replaced_by_what_is_there_already(
    store: Store, new_check: Make, hand_in: HandIn, keep_bytes: Keep, now: dt.datetime
) -> None:
    """Page 1 again for page 2: nothing is lost, and the answer shows where the bytes are."""
    check = new_check()
    one, two = hand_in(check.id, b"one"), hand_in(check.id, b"two")
    with store.database.writing() as session:
        new = keep_bytes(check.id, b"one")
        told = files.replace_page(session, store.keys, check.id, two.pages[0].id, new, now=now)
    assert (told.new, told.pages) == (False, one.pages)
    assert len(_pages(store, check)) == 2


def test_pages_of_another_check_are_out_of_reach(
    store: Store, new_check: Make, hand_in: HandIn, keep_bytes: Keep, now: dt.datetime
) -> None:
    """An id is no key."""
    mine, other = new_check(), new_check()
    theirs = hand_in(other.id, b"theirs").pages[0]
    new = keep_bytes(mine.id, b"new")
    with store.database.writing() as session:
        assert pages.remove_page(session, mine.id, theirs.id, now=now) == ()
        with pytest.raises(NotFoundError):
            pages.say_paper(session, mine.id, theirs.id, "x", now=now)
        with pytest.raises(NotFoundError):
            files.replace_page(session, store.keys, mine.id, theirs.id, new, now=now)
    assert [page.id for page in _pages(store, other)] == [theirs.id]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_positions_never_have_gaps(
    store: Store, new_check: Make, hand_in: HandIn, keep_bytes: Keep, now: dt.datetime, data: st.DataObject
) -> None:
    """Whatever a person adds, takes out, moves or replaces, in whatever order."""
    check = new_check()
    for step in range(data.draw(st.integers(1, 8))):
        there = _pages(store, check)
        what = data.draw(st.sampled_from(["add", "remove", "order", "replace", "place"] if there else ["add"]))
        one = data.draw(st.sampled_from(there)) if there else None
        new = keep_bytes(check.id, b"%d" % step)
        with store.database.writing() as session:
            if one is None or what == "add":
                files.add_file(session, store.keys, check.id, new, now=now)
            elif what == "remove":
                pages.remove_page(session, check.id, one.id, now=now)
            elif what == "order":
                moved = data.draw(st.permutations([page.id for page in there]))
                assert [p.id for p in pages.order(session, check.id, moved, now=now)] == moved
            elif what == "replace":
                files.replace_page(session, store.keys, check.id, one.id, new, now=now)
            else:
                pages.place_pages(session, check.id, one.file_id, data.draw(st.integers(1, 3)), now=now)
        after = _pages(store, check)
        assert [page.position for page in after] == list(range(1, len(after) + 1))
        with store.database.reading() as session:
            kept = session.scalar(select(func.count()).where(File.check_id == check.id))
        assert kept == len({page.file_id for page in after})


def test_stages_are_told_and_a_page_that_is_gone_is_passed_over(store: Store, new_check: Make, hand_in: HandIn) -> None:
    """The run goes on when somebody takes a page out."""
    page = hand_in(new_check().id, b"one").pages[0]
    with store.database.writing() as session:
        assert pages.set_stage(session, page.id, "reading")
        assert not pages.set_stage(session, "pg_none", "reading")
        assert pages.pages_of(session, page.check_id)[0].stage == "reading"
