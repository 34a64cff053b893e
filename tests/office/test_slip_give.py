"""Giving a request: one transaction, told to everybody who has to know, and nobody else's dossier."""

import dataclasses

import pytest

from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.intake.views import CheckState
from scanpipe.office import holding
from scanpipe.office.errors import HeldError, NotAllowedError
from scanpipe.office.people import Actor
from scanpipe.office.slips.content import Edited, Ticked
from scanpipe.office.slips.give import REQUESTED, Slips, UnfinishedError
from scanpipe.store import audit, counters, events
from scanpipe.store.rows import Finish, State
from tests.intake.conftest import photo
from tests.office.center import Center
from tests.office.slip_desk import DEADLINE, filled, given


@pytest.fixture
def slips(center: Center) -> Slips:
    return Slips(center.desk)


def test_a_request_is_given_in_one_piece(center: Center, slips: Slips, officer: Actor) -> None:
    """Numbered, written down, counted, told; the dossier waits for the citizen and stays this officer's."""
    dossier = center.dossier()
    assert given(slips, officer, dossier.id) == 1
    row = center.row(dossier.id)
    assert (row.state, row.officer_id, row.held_until) == (State.SUPPLEMENT_REQUESTED, officer.id, None)
    store = center.desk.store
    with store.database.reading() as session:
        notes = [line.note for line in audit.lines(session, store.keys, check_id=dossier.id)]
        told = [event for event in events.since(session, dossier.id, 0) if event.type == REQUESTED]
        counted = counters.counts(session, "slips")
    slip = next(note for note in notes if note.action == "slip_given")
    assert (slip.actor, slip.about, slip.edition) == (officer.id, "slip:1", "mau-02/2025-09-15")
    assert "chưa ký" in str(slip.detail)
    assert [event.data for event in told] == [{"number": 1}]
    assert [(one.n, one.labels) for one in counted] == [(1, {"procedure": "permanent_residence"})]


def test_what_was_given_is_sealed_and_never_changes(center: Center, slips: Slips, officer: Actor) -> None:
    """The content holds its edition; the database holds no word of it in the clear."""
    dossier = center.dossier()
    given(slips, officer, dossier.id)
    found = slips.slip(officer, dossier.id, 1)
    assert found.content.head.deadline == DEADLINE
    assert found.content.edition.title == "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
    assert found.line.draft
    raw = b"".join(path.read_bytes() for path in center.folder.rglob("scanpipe.sqlite*"))
    assert "NGUYỄN THỊ MẪU".encode() not in raw
    assert "chưa ký".encode() not in raw


def test_a_second_request_is_possible_and_knows_the_first(center: Center, slips: Slips, officer: Actor) -> None:
    """It warns, it does not block (AT-O8); who gave it stays in the letterhead."""
    dossier = center.dossier()
    given(slips, officer, dossier.id, agency="ỦY BAN NHÂN DÂN PHƯỜNG THỬ", place="Phường Thử")
    center.later(days=1)
    draft = slips.prepare(officer, dossier.id)
    assert [(one.number, one.by) for one in draft.earlier] == [(1, officer.login)]
    assert (draft.head.agency, draft.head.place) == ("ỦY BAN NHÂN DÂN PHƯỜNG THỬ", "Phường Thử")
    assert draft.head.number == ""
    assert given(slips, officer, dossier.id) == 2
    assert [one.number for one in slips.given(officer, dossier.id)] == [1, 2]


def test_the_citizen_sees_it_replaces_the_page_and_the_dossier_returns(
    center: Center, slips: Slips, officer: Actor
) -> None:
    """On their own page: what, until when, whom to call; back to the same officer once it was examined."""
    dossier = center.dossier()
    key = center.keys[dossier.id]
    assert center.intake.view(key).asked is None
    given(slips, officer, dossier.id)
    view = center.intake.view(key)
    assert view.state is CheckState.SUPPLEMENT_REQUESTED
    assert view.asked is not None
    assert (view.asked.deadline, view.asked.contact_phone, view.asked.waits) == (DEADLINE, "0900 000 000", True)
    assert [(line.page_id, line.done) for line in view.asked.lines] == [(view.pages[0].id, False)] * 2

    center.intake.replace(key, view.pages[0].id, photo("signed"))
    assert center.work() is Finish.DONE
    after = center.intake.view(key)
    assert after.asked is not None
    assert [(line.page_id, line.done) for line in after.asked.lines] == [(after.pages[0].id, True)] * 2
    assert not after.asked.waits
    row = center.row(dossier.id)
    assert (row.state, row.officer_id) == (State.SENT, officer.id)


def test_an_unfinished_request_changes_nothing(center: Center, slips: Slips, officer: Actor) -> None:
    """Not even who has the dossier open."""
    dossier = center.dossier()
    draft = slips.prepare(officer, dossier.id)
    with pytest.raises(UnfinishedError) as refused:
        slips.give(officer, dossier.id, Edited(draft.head))
    assert [gap.kind for gap in refused.value.gaps] == ["deadline", "contact_phone"]
    assert center.row(dossier.id) == dossier


def test_what_is_not_open_any_more_is_not_asked_for(center: Center, slips: Slips, officer: Actor) -> None:
    """Between the screen and the button the dossier may have changed."""
    dossier = center.dossier()
    edited = filled(slips.prepare(officer, dossier.id))
    stale = dataclasses.replace(edited, ticked=(Ticked("f_000000000000", "Đề nghị bổ sung."),))
    with pytest.raises(StateError):
        slips.give(officer, dossier.id, stale)
    center.intake.replace(center.keys[dossier.id], center.intake.view(center.keys[dossier.id]).pages[0].id, photo("x"))
    with pytest.raises(StateError, match="being examined"):
        slips.give(officer, dossier.id, edited)


def test_somebody_else_has_it_open(center: Center, slips: Slips, officer: Actor, colleague: Actor) -> None:
    """Two officers never write to one dossier."""
    dossier = center.dossier()
    with center.desk.store.database.writing() as session:
        holding.take(session, center.desk.store.keys, colleague, dossier.id, center.desk.now())
    with pytest.raises(HeldError):
        given(slips, officer, dossier.id)
    assert slips.given(officer, dossier.id) == ()


def test_another_center_and_those_without_the_right_get_nothing(
    center: Center, slips: Slips, officer: Actor, stranger: Actor, auditor: Actor
) -> None:
    """A dossier of another Center is not there at all, in every way of asking."""
    dossier = center.dossier()
    given(slips, officer, dossier.id)
    for ask in (
        lambda: slips.prepare(stranger, dossier.id),
        lambda: slips.give(stranger, dossier.id, filled(slips.prepare(officer, dossier.id))),
        lambda: slips.given(stranger, dossier.id),
        lambda: slips.slip(stranger, dossier.id, 1),
        lambda: slips.pdf(stranger, dossier.id, 1, "https://thu.example"),
        lambda: slips.docx(stranger, dossier.id, 1, "https://thu.example"),
        lambda: slips.text(stranger, dossier.id, 1),
        lambda: slips.slip(officer, dossier.id, 2),
    ):
        with pytest.raises(NotFoundError):
            ask()
    for ask in (lambda: slips.prepare(auditor, dossier.id), lambda: slips.slip(auditor, dossier.id, 1)):
        with pytest.raises(NotAllowedError):
            ask()
