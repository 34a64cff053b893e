"""What a person can do with a check, from the first photo to the last trace."""

import asyncio
import datetime as dt
import io
import json
from pathlib import Path

import pypdf
import pytest

from scanpipe.errors import UploadError, UsageError
from scanpipe.intake.errors import BusyError, ConsentError, NotFoundError, StateError
from scanpipe.intake.views import CheckState, PageState
from scanpipe.jobs.examiner import Failed
from scanpipe.model import UploadFile
from scanpipe.store.rows import Finish
from tests.awaited import awaited
from tests.clerk import PICTURE
from tests.intake.conftest import Counter, photo


def test_nothing_is_taken_before_the_notice_was_agreed_to(counter: Counter) -> None:
    """No photo, and no byte of one, before the person knows what it is used for."""
    key = counter.check(consented=False)
    with pytest.raises(ConsentError):
        counter.intake.add(key, [photo()])
    assert list((counter.folder / "data" / "blobs").rglob("*_*")) == []


def test_a_wrong_token_and_an_unknown_check_are_told_alike(counter: Counter) -> None:
    """Nobody learns from the answer whether a code exists."""
    key = counter.check()
    told = set()
    for ref, token in ((key.id, "wrong"), (key.code, "wrong"), ("KT-2222-2222", "wrong"), ("chk_0", "")):
        with pytest.raises(NotFoundError) as error:
            counter.intake.open(ref, token)
        told.add(str(error.value))
    assert len(told) == 1


def test_a_page_goes_from_received_to_its_result(counter: Counter) -> None:
    """Verdict, findings with names, boxes and words, and the pictures."""
    key = counter.check()
    added = counter.intake.add(key, [photo()])
    assert added.new
    before = counter.intake.view(key)
    assert (before.state, before.examined, before.verdict) == (CheckState.CHECKING, False, None)
    assert before.pages[0].state is PageState.RECEIVED

    assert counter.work() is Finish.DONE
    view = counter.intake.view(key)
    assert (view.state, view.examined, view.verdict) == (CheckState.NEEDS_SUPPLEMENT, True, "correct")
    assert [p.id for p in view.pages] == list(added.pages)
    assert view.pages[0].has_picture
    assert view.pages[0].open_must == 1
    missing = view.findings[0]
    assert (missing.code, missing.action, missing.page_number) == ("sign.signature_missing", "sign", 1)
    assert missing.where["vi"].startswith("Trang 1, mục")
    assert counter.intake.page_picture(key, added.pages[0], "straight", 0, "vi") == PICTURE
    assert counter.intake.page_picture(key, added.pages[0], "annotated", 140, "vi").startswith(b"\xff\xd8")
    assert counter.intake.crop(key, missing.id).startswith(b"\x89PNG")


def test_the_report_is_kept_byte_for_byte(counter: Counter) -> None:
    """What a program reads through the service is what the examiner wrote."""
    key = counter.check()
    assert counter.intake.report(key) is None
    counter.intake.add(key, [photo()])
    counter.work()
    assert counter.intake.report(key) == counter.clerk.report(1)
    assert "Cần bổ sung" in (counter.intake.report_html(key, "vi") or "")


def test_the_same_bytes_twice_are_one_page(counter: Counter) -> None:
    """A double tap makes no second page, and no second examination."""
    key = counter.check()
    first = counter.intake.add(key, [photo()])
    counter.work()
    again = counter.intake.add(key, [photo()])
    assert (again.new, again.pages) == (False, first.pages)
    assert counter.work() is None


def test_replacing_one_page_keeps_what_was_read_of_the_others(counter: Counter) -> None:
    """The other page keeps its name, and its file is not read again."""
    key = counter.check()
    first, second = (counter.intake.add(key, [photo(m)]).pages[0] for m in "ab")
    counter.work()
    replaced = counter.intake.replace(key, second, photo("c"))
    counter.work()
    view = counter.intake.view(key)
    assert [p.id for p in view.pages] == [first, *replaced.pages]
    kept = [file.kept is not None for file in counter.clerk.orders[-1].files]
    assert kept == [True, False]


def test_a_finding_keeps_its_name_and_what_was_said_to_it(counter: Counter) -> None:
    """Answers and doubts stand beside the report, over examinations, and change nothing in it."""
    key = counter.check()
    counter.intake.add(key, [photo()])
    counter.work()
    one, *_ = counter.intake.view(key).findings
    report = counter.intake.report(key)
    counter.intake.answer(key, one.id, "yes", None)
    assert counter.intake.view(key).findings[0].state == "confirmed_ok"
    counter.intake.dispute(key, one.id)
    counter.intake.run(key)
    counter.work()
    after = next(f for f in counter.intake.view(key).findings if f.id == one.id)
    assert (after.state, after.answer) == ("disputed", "yes")
    assert json.loads(counter.intake.report(key) or b"") == json.loads(report or b"")
    with pytest.raises(UsageError):
        counter.intake.answer(key, one.id, "perhaps", None)
    with pytest.raises(NotFoundError):
        counter.intake.answer(key, "f_000000000000", "yes", None)


def test_bad_files_are_refused_whole_and_by_name(counter: Counter) -> None:
    """The sentence names the file; the good file beside it can be sent again by itself."""
    key = counter.check()
    for data, code in ((b"", "file.empty"), (b"MZ not a picture", "file.wrong_type")):
        with pytest.raises(UploadError) as error:
            counter.intake.add(key, [photo(), UploadFile("x.jpg", data)])
        assert error.value.code == code
    assert counter.intake.view(key).pages == ()


def test_a_full_queue_says_when_to_come_back(counter: Counter) -> None:
    """Nothing that was accepted is dropped, and nothing is accepted that would not be worked through."""
    key = counter.check()
    counter.intake.add(key, [photo(str(n)) for n in range(5)])
    with pytest.raises(BusyError) as error:
        counter.intake.add(key, [photo("x")])
    assert error.value.retry_after_s >= 5
    assert len(counter.intake.view(key).pages) == 5
    assert counter.intake.load().pages == 5
    counter.work()
    counter.intake.add(key, [photo("x")])


def test_erasing_leaves_nothing_but_a_counter_and_a_line_of_proof(counter: Counter) -> None:
    """No file, no row that names the check; whoever holds the link finds nothing."""
    key = counter.check()
    counter.intake.add(key, [UploadFile("giay-to-cua-ba-Lua.jpg", PICTURE)])
    counter.work()
    counter.intake.erase(key)
    with pytest.raises(NotFoundError):
        counter.intake.view(key)
    assert not any(p.is_file() for p in (counter.folder / "data" / "blobs").rglob("*"))
    left = b"".join(p.read_bytes() for p in (counter.folder / "data").glob("scanpipe.sqlite*"))
    assert b"ba-Lua" not in left
    assert counter.intake.tallies().pages == 1


def test_a_picture_that_cannot_be_read_is_told_before_the_rest(counter: Counter) -> None:
    """It can be taken again while the others are still being examined."""
    key = counter.check()
    counter.intake.add(key, [photo()])
    counter.clerk.readability = "unreadable"
    seen = []
    counter.clerk.before_report = lambda: seen.append(counter.intake.view(key).pages[0])
    counter.work()
    assert (seen[0].readability, seen[0].verdict) == ("unreadable", None)
    assert "page.read" in [e.type for e in counter.intake.events(key, 0)]


def test_erasing_in_the_middle_of_an_examination(counter: Counter) -> None:
    """The examiner's answer comes to a check that is gone: nothing of it is kept."""
    key = counter.check()
    counter.intake.add(key, [photo()])
    counter.clerk.before_report = lambda: counter.intake.erase(key)
    assert counter.work() is Finish.LOST
    assert not any(p.is_file() for p in (counter.folder / "data" / "blobs").rglob("*"))


def test_a_page_that_comes_while_others_are_examined_is_not_forgotten(counter: Counter) -> None:
    """The run that began before it does not count for it."""
    key = counter.check()
    counter.intake.add(key, [photo("a")])
    counter.clerk.before_report = lambda: counter.intake.add(key, [photo("b")]) and None
    counter.work()
    assert not counter.intake.view(key).examined
    counter.clerk.before_report = lambda: None
    assert counter.work() is Finish.DONE
    view = counter.intake.view(key)
    assert view.examined
    assert [p.state for p in view.pages] == [PageState.DONE, PageState.DONE]


def test_a_file_that_examiners_die_of_becomes_a_finding(counter: Counter) -> None:
    """The first death may be bad luck; after the second the file is not opened any more, and the check ends."""
    key = counter.check()
    counter.intake.add(key, [photo("a")])
    counter.clerk.fails = [Failed("crash", 0), Failed("crash", 0)]
    assert counter.work() is None
    assert counter.work() is None
    counter.later(seconds=5)
    assert counter.work() is Finish.DONE
    assert counter.clerk.orders[-1].files[0].given_up == "file.corrupt"
    assert counter.intake.view(key).examined


def test_a_damaged_pack_is_forgotten_and_the_file_read_again(counter: Counter) -> None:
    """What was kept to save time must not cost a result."""
    key = counter.check()
    counter.intake.add(key, [photo()])
    counter.work()
    counter.intake.run(key)
    counter.clerk.fails = [Failed("kept", None)]
    assert counter.work() is None
    assert counter.work() is Finish.DONE
    assert counter.clerk.orders[-1].files[0].kept is None


def test_who_waits_goes_before_a_batch(counter: Counter) -> None:
    """A batch that came first lets people pass, at every page that it hands in."""
    new = counter.intake.create(lang="vi", procedure=None, as_of=None, helper=False, team=None, batch=True)
    batch = counter.intake.open(new.id, new.token)
    counter.intake.consent(batch)
    counter.intake.add(batch, [photo("b")])
    counter.later(seconds=30)
    person = counter.check()
    counter.intake.add(person, [photo("p")])
    counter.work()
    assert counter.intake.view(person).examined
    assert not counter.intake.view(batch).examined
    counter.work()
    assert counter.intake.view(batch).examined


def test_sending_needs_a_result(counter: Counter) -> None:
    """No code is taken to the Center for a dossier that nobody examined."""
    key = counter.check()
    with pytest.raises(StateError):
        counter.intake.send(key)
    counter.intake.add(key, [photo()])
    counter.work()
    counter.intake.send(key)
    assert counter.intake.view(key).state is CheckState.SENT
    assert counter.intake.receipt_pdf(key, "vi", "http://localhost/").startswith(b"%PDF")
    assert counter.intake.checklist_pdf(key, "en").startswith(b"%PDF")


def test_a_report_that_is_replaced_while_it_is_looked_for_is_looked_for_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A view and the report itself: between the row and its blob a newer examination may have ended."""
    key = counter.check()
    counter.intake.add(key, [photo()])
    counter.work()
    real = counter.intake._blob

    def examined_meanwhile(name: str) -> bytes:
        monkeypatch.setattr(counter.intake, "_blob", real)
        counter.intake.run(key)
        counter.work()
        return real(name)

    for look in (lambda: counter.intake.view(key).verdict, lambda: counter.intake.report(key)):
        monkeypatch.setattr(counter.intake, "_blob", examined_meanwhile)
        assert look() is not None


def test_the_result_as_a_file_shows_every_page_with_the_numbers_of_the_list(counter: Counter) -> None:
    """What is to be done first, then the pages; nothing before there was an examination."""
    key = counter.check()
    counter.intake.add(key, [photo(), photo("b")])
    assert counter.intake.report_pdf(key, "vi") is None
    counter.work()
    view = counter.intake.view(key)
    sheets = pypdf.PdfReader(io.BytesIO(counter.intake.report_pdf(key, "vi") or b"")).pages
    drawn = [page for page in view.pages if page.has_picture]
    assert [bool(sheet.images) for sheet in sheets] == [False] * (len(sheets) - len(drawn)) + [True] * len(drawn)
    assert drawn
    told = "".join(sheet.extract_text() for sheet in sheets)
    assert all(f"{f.number}. " in told for f in view.findings if f.severity == "must" and f.moot_by is None)


def test_the_leave_to_teach_is_given_and_taken_back(counter: Counter) -> None:
    """It is the person's, and not there unless they give it."""
    key = counter.check()
    assert not counter.intake.view(key).may_teach
    for may in (True, False):
        counter.intake.let_teach(key, may)
        assert counter.intake.view(key).may_teach is may


def test_a_check_is_deleted_when_its_time_is_over(counter: Counter) -> None:
    """Seven days after the last activity; the view says when."""
    key = counter.check()
    counter.intake.add(key, [photo()])
    counter.work()
    assert counter.intake.view(key).deleted_on == counter.clock[0] + dt.timedelta(days=7)


def test_procedures_are_found_without_marks(counter: Counter) -> None:
    """People type without marks, and in any order."""
    found = counter.intake.procedures("ho kinh doanh")
    assert any("hộ kinh doanh" in p.title["vi"] for p in found)
    assert counter.intake.procedures("ket hon") == counter.intake.procedures("Kết HÔN")
    assert len(counter.intake.procedures(None)) == 11


def test_papers_of_the_procedure_and_what_a_person_says_of_them(counter: Counter) -> None:
    """Before anything was examined the list says what is needed; "not needed" is the person's word."""
    procedure = counter.intake.procedures("ket hon")[0]
    key = counter.check(procedure.key)
    lines = counter.intake.view(key).checklist
    assert lines
    assert {line.state for line in lines} == {"none"}
    counter.intake.not_needed(key, lines[0].paper)
    assert counter.intake.view(key).checklist[0].said_not_needed
    with pytest.raises(UsageError):
        counter.intake.not_needed(key, "no_such_paper")
    with pytest.raises(UsageError):
        counter.intake.choose(key, procedure="no_such_procedure")


def test_without_a_procedure_the_papers_point_to_some(counter: Counter) -> None:
    """A guess is offered, never locked."""
    key = counter.check()
    counter.intake.add(key, [photo()])
    counter.work()
    view = counter.intake.view(key)
    assert view.procedure is None
    assert view.candidates
    counter.intake.choose(key, procedure=view.candidates[0].key)
    assert not counter.intake.view(key).examined


def test_an_outdated_paper_can_be_carried_over(counter: Counter) -> None:
    """The current blank, filled with what was read; the findings of the old form are void behind the new form."""
    counter.clerk.outdated = True
    key = counter.check()
    counter.intake.add(key, [photo()])
    counter.work()
    view = counter.intake.view(key)
    assert view.documents[0].can_carry
    assert counter.intake.carried_blank(key, 0).startswith(b"%PDF")
    outdated = next(f for f in view.findings if f.code == "edition.outdated")
    assert all(f.moot_by == outdated.id for f in view.findings if f.code.startswith(("field.", "sign.")))
    with pytest.raises(NotFoundError):
        counter.intake.carried_blank(key, 7)


def test_watchers_are_woken_and_can_go_on_where_they_were(counter: Counter) -> None:
    """Events are numbered without gaps; the last one says how it ended."""
    key = counter.check()
    counter.intake.add(key, [photo()])

    async def watch() -> bool:
        waiting = asyncio.create_task(counter.intake.changed(key, 5.0))
        await asyncio.sleep(0)
        await asyncio.to_thread(counter.work)
        return await waiting

    assert awaited(watch())
    told = counter.intake.events(key, 0)
    assert [e.seq for e in told] == list(range(1, len(told) + 1))
    assert told[-1].type == "check.done"
    assert counter.intake.events(key, told[-2].seq) == told[-1:]


def test_blanks_of_the_library_are_the_same_bytes_every_time(counter: Counter) -> None:
    """The hash that is told is that of what is downloaded."""
    on = dt.date(2026, 11, 25)
    first, again = (counter.intake.blank("ct01", on) for _ in range(2))
    assert first == again
    assert Path(first.file_name).suffix == ".pdf"
    assert any(e.status == "current" for e in counter.intake.editions("ct01", on))
    with pytest.raises(NotFoundError):
        counter.intake.blank("no_such_form", on)
