"""A dossier is accepted: what stands in the way, what is final, what is written down."""

from dataclasses import replace

import pytest

from scanpipe.intake.errors import StateError
from scanpipe.office.errors import DecisionError, OpenPointsError
from scanpipe.office.people import Actor
from scanpipe.office.review import Reviews
from scanpipe.store import audit, second_entries
from scanpipe.store.rows import State
from tests.intake.conftest import photo
from tests.office.center import Center
from tests.office.reviewing import LOOKED_MS, accept_all_but_faults, point_of, settle


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def reviews(center: Center, told: list[tuple[str, str]]) -> Reviews:
    return Reviews(center.desk, second_every=0, tell=lambda _session, event, check_id: told.append((event, check_id)))


def test_a_dossier_with_an_open_fault_is_not_accepted(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Whoever has confirmed that it is one; set aside with a reason it lets the dossier pass."""
    check = center.dossier()
    view = accept_all_but_faults(reviews, officer, check.id)
    fault = point_of(view, "declarant_signature")
    for seen in (view, reviews.decide(officer, check.id, fault.id, "accept", seen_ms=LOOKED_MS)):
        assert not seen.can_accept
        with pytest.raises(OpenPointsError) as refused:
            reviews.accept(officer, check.id)
        assert refused.value.must == 1
    view = reviews.decide(officer, check.id, fault.id, "override", reason="original_seen")
    assert view.can_accept
    assert reviews.accept(officer, check.id).state == "received"


def test_a_dossier_with_a_point_that_nobody_saw_is_not_accepted(
    center: Center, reviews: Reviews, officer: Actor
) -> None:
    """Not even a clean one: its critical fields are looked at, each of them."""
    check = center.dossier(verdict="submit")
    view = reviews.open(officer, check.id)
    while view.unseen:
        with pytest.raises(OpenPointsError) as refused:
            reviews.accept(officer, check.id)
        assert (refused.value.must, refused.value.unseen) == (0, view.unseen)
        point = next(p for p in view.points if p.state == "open")
        view = reviews.decide(officer, check.id, point.id, "accept", seen_ms=LOOKED_MS)
    assert reviews.accept(officer, check.id).state == "received"


def test_acceptance_is_told_and_written_down(
    center: Center, reviews: Reviews, officer: Actor, told: list[tuple[str, str]]
) -> None:
    """With edition and engine, and the code of the authority's own system."""
    check = center.dossier()
    settle(reviews, officer, check.id)
    view = reviews.accept(officer, check.id, official_code="  H29.35-261124-0007 ")
    assert (view.state, view.official_code, view.may_write) == ("received", "H29.35-261124-0007", False)
    row = center.row(check.id)
    assert (row.state, row.accepted_at, row.officer_id) == (State.RECEIVED, center.desk.now(), officer.id)
    assert row.held_until is None
    assert told == [("dossier.accepted", check.id)]
    with center.desk.store.database.reading() as session:
        line = list(audit.lines(session, center.desk.store.keys, check_id=check.id))[-1]
    note = line.note
    assert (note.action, note.edition, note.engine) == ("accepted", "ct01/tt116_2026", "scanpipe 0, clerk")
    assert note.detail is not None
    assert note.detail["points"] == {"accepted": 4, "overridden": 1}


def test_after_acceptance_nothing_is_changed(center: Center, reviews: Reviews, officer: Actor) -> None:
    """No decision, no undo, no second acceptance, no putting off; but the official code may still come."""
    check = center.dossier()
    settle(reviews, officer, check.id)
    reviews.accept(officer, check.id)
    final = reviews.final_fields(officer, check.id)
    for act in (
        lambda: reviews.decide(officer, check.id, "v:0:declarant_full_name", "edit", value="X"),
        lambda: reviews.undo(officer, check.id),
        lambda: reviews.accept(officer, check.id),
    ):
        with pytest.raises(StateError):
            act()
    assert not reviews.open(officer, check.id).may_write
    assert reviews.set_official_code(officer, check.id, "H1").official_code == "H1"
    assert reviews.set_official_code(officer, check.id, "").official_code is None
    with pytest.raises(DecisionError):
        reviews.set_official_code(officer, check.id, "H" * 81)
    assert reviews.final_fields(officer, check.id) == final


def test_what_is_still_being_examined_is_not_accepted(center: Center, reviews: Reviews, officer: Actor) -> None:
    """A page that came in the meantime may say something else."""
    check = center.dossier()
    settle(reviews, officer, check.id)
    center.intake.run(center.keys[check.id])
    with pytest.raises(StateError):
        reviews.accept(officer, check.id)
    center.work()
    assert reviews.accept(officer, check.id).state == "received"


def test_a_page_that_came_late_is_looked_at_first(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Everything of it is open again."""
    check = center.dossier()
    settle(reviews, officer, check.id)
    center.clerk.said = replace(center.clerk.said, name="NGUYỄN THỊ MẬU")
    center.intake.add(center.keys[check.id], [photo("late")])
    center.work()
    with pytest.raises(OpenPointsError):
        reviews.accept(officer, check.id)


def test_the_final_values_say_where_they_come_from(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Read and accepted, typed, or nobody's business."""
    check = center.dossier()
    point = point_of(reviews.open(officer, check.id), "declarant_personal_id")
    reviews.decide(officer, check.id, point.id, "edit", value="079190000124")
    settle(reviews, officer, check.id)
    reviews.accept(officer, check.id)
    final = {(one.document, one.key): one for one in reviews.final_fields(officer, check.id)}
    typed = final[0, "declarant_personal_id"]
    assert (typed.value, typed.source, typed.by, typed.form, typed.edition) == (
        "079190000124",
        "human",
        officer.login,
        "ct01",
        "tt116_2026",
    )
    read = final[0, "declarant_full_name"]
    assert (read.value, read.source, read.by) == ("NGUYỄN THỊ MẪU", "ocr", officer.login)
    sex = final[0, "declarant_gender"]
    assert (sex.source, sex.by) == ("ocr", None)
    assert final[1, "personal_id"].source == "qr"


@pytest.mark.parametrize(("every", "drawn"), [(0, 0), (1, 1)])
def test_a_share_of_what_is_accepted_is_typed_again(
    center: Center, officer: Actor, colleague: Actor, every: int, drawn: int
) -> None:
    """All of them, or none."""
    reviews = Reviews(center.desk, second_every=every)
    check = center.dossier()
    settle(reviews, officer, check.id)
    reviews.accept(officer, check.id)
    with center.desk.store.database.reading() as session:
        assert len(second_entries.waiting(session, unit=None, but_not=colleague.id)) == drawn
