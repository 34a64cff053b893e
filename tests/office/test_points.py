"""Which points a dossier has: what is to be looked at, in which order, how sure the machine is and why."""

from dataclasses import replace

import pytest

from scanpipe.model import Box, Finding
from scanpipe.office.deciding import count_points
from scanpipe.office.people import Actor
from scanpipe.office.review import Reviews
from scanpipe.office.views import Certainty, Point, PointState
from tests.office.center import Center
from tests.office.paper import CARD_NUMBER, NUMBER, Said
from tests.office.reviewing import LOOKED_MS, point_of


@pytest.fixture
def reviews(center: Center) -> Reviews:
    return Reviews(center.desk)


def _points(reviews: Reviews, actor: Actor, check_id: str) -> dict[str | None, Point]:
    return {point.key: point for point in reviews.open(actor, check_id).points}


def test_what_is_open_or_doubtful_or_critical_is_looked_at(center: Center, reviews: Reviews, officer: Actor) -> None:
    """A fault, a question, a value that was not read, the name and the birth; the sex and the telephone are not."""
    points = _points(reviews, officer, center.dossier().id)
    assert set(points) == {
        "declarant_full_name",
        "declarant_dob",
        "declarant_personal_id",
        "request_content",
        "declarant_signature",
    }
    certainties = {key: point.certainty for key, point in points.items()}
    assert certainties["declarant_signature"] is Certainty.MUST
    assert certainties["declarant_personal_id"] is Certainty.LOOK
    assert certainties["request_content"] is Certainty.UNREADABLE
    assert certainties["declarant_full_name"] is Certainty.SURE


def test_points_go_down_the_page_and_are_numbered(center: Center, reviews: Reviews, officer: Actor) -> None:
    """From 1, without gaps; a finding about no page comes last."""
    said = Said(more=(Finding("doc.missing", params={"doc": "Giấy ủy quyền", "copy_type": "bản chính", "qty": 1}),))
    view = reviews.open(officer, center.dossier(said).id)
    assert [point.number for point in view.points] == list(range(1, len(view.points) + 1))
    tops = [point.box.y for point in view.points if point.box]
    assert tops == sorted(tops)
    assert view.points[-1].code == "doc.missing"
    assert view.points[-1].page_number is None


def test_critical_fields_are_looked_at_even_when_sure(center: Center, reviews: Reviews, officer: Actor) -> None:
    """On a dossier with nothing to say about: name, birth and number all the same, with the signature."""
    points = _points(reviews, officer, center.dossier(Said(card_number=NUMBER), verdict="submit").id)
    critical = {key for key, point in points.items() if point.critical}
    assert critical == {"declarant_full_name", "declarant_dob", "declarant_personal_id", "declarant_signature"}
    assert points["declarant_personal_id"].certainty is Certainty.SURE


def test_the_sources_say_why_a_value_is_trusted(center: Center, reviews: Reviews, officer: Actor) -> None:
    """The engine, the card that says the same, the rule of such values; then the officer."""
    check = center.dossier(Said(card_number=NUMBER), verdict="submit")
    points = _points(reviews, officer, check.id)
    assert points["declarant_personal_id"].sources == ("ocr", "card", "rule")
    assert points["declarant_personal_id"].card == NUMBER
    view = reviews.decide(officer, check.id, "v:0:declarant_personal_id", "accept", seen_ms=LOOKED_MS)
    assert point_of(view, "declarant_personal_id").sources == ("ocr", "card", "rule", "human")


def test_a_card_that_says_otherwise_is_no_source(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Its value stands beside."""
    point = _points(reviews, officer, center.dossier().id)["declarant_personal_id"]
    assert point.card == CARD_NUMBER
    assert "card" not in point.sources


def test_a_field_with_a_finding_is_one_point(center: Center, reviews: Reviews, officer: Actor) -> None:
    """The finding's point shows the value; the field is not listed twice."""
    view = reviews.open(officer, center.dossier().id)
    numbers = [point for point in view.fields if point.key == "declarant_personal_id"]
    assert [(point.code, point.value) for point in numbers] == [("field.confirm_value", NUMBER)]


def test_all_fields_are_listed_those_to_look_at_among_them(center: Center, reviews: Reviews, officer: Actor) -> None:
    """With the card's; a telephone that is blank has no number."""
    view = reviews.open(officer, center.dossier().id)
    ids = {point.id for point in view.fields}
    assert {point.id for point in view.points} <= ids
    assert {"v:0:declarant_phone", "v:1:full_name"} <= ids
    assert point_of(view, "declarant_phone").number is None


def test_a_question_that_the_citizen_answered_is_seen_only_where_it_is_critical(
    center: Center, reviews: Reviews, officer: Actor
) -> None:
    """Their yes is a source, and settles what is not critical."""
    more = Finding(
        "field.confirm_value",
        document=0,
        page=1,
        key="declarant_phone",
        box=Box(0.4, 0.3, 0.2, 0.02),
        params={"label": "5. Số điện thoại", "value": "0900000000"},
    )
    check = center.dossier(Said(more=(more,)))
    before = _points(reviews, officer, check.id)
    assert before["declarant_phone"].state is PointState.OPEN
    for key in ("declarant_phone", "declarant_personal_id"):
        center.intake.answer(center.keys[check.id], before[key].id, "yes", None)
    after = _points(reviews, officer, check.id)
    assert "declarant_phone" not in after
    assert after["declarant_personal_id"].number is not None
    assert "citizen" in after["declarant_personal_id"].sources


def test_what_the_citizen_says_instead_holds_until_an_officer_decides(
    center: Center, reviews: Reviews, officer: Actor
) -> None:
    """The answer no, with what stands there."""
    check = center.dossier()
    point = _points(reviews, officer, check.id)["declarant_personal_id"]
    center.intake.answer(center.keys[check.id], point.id, "no", CARD_NUMBER)
    now = _points(reviews, officer, check.id)["declarant_personal_id"]
    assert (now.read, now.value, now.state) == (NUMBER, CARD_NUMBER, PointState.OPEN)
    view = reviews.decide(officer, check.id, now.id, "accept", seen_ms=LOOKED_MS)
    assert point_of(view, "declarant_personal_id").value == CARD_NUMBER


def test_a_citizen_cannot_talk_a_fault_away(center: Center, reviews: Reviews, officer: Actor) -> None:
    """A yes to what must be put right leaves it open, and a dispute makes the officer look."""
    check = center.dossier()
    fault = _points(reviews, officer, check.id)["declarant_signature"]
    center.intake.answer(center.keys[check.id], fault.id, "yes", None)
    center.intake.dispute(center.keys[check.id], fault.id)
    view = reviews.open(officer, check.id)
    assert view.open_must == 1
    assert point_of(view, "declarant_signature").disputed


def test_what_a_new_form_makes_void_is_not_looked_at(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Until the old form is let pass: then the missing signature counts again."""
    check = center.dossier(Said(outdated=True))
    view = reviews.open(officer, check.id)
    assert view.open_must == 1
    old = next(point for point in view.points if point.code == "edition.outdated")
    assert "sign.signature_missing" not in {point.code for point in view.points}
    view = reviews.decide(officer, check.id, old.id, "override", reason="allowed")
    assert "sign.signature_missing" in {point.code for point in view.points}
    assert view.open_must == 1


def test_numbers_that_nobody_has_to_look_at_are_masked_until_revealed(
    center: Center, reviews: Reviews, officer: Actor
) -> None:
    """Those of the card; the ones to look at are shown."""
    check = center.dossier()
    view = reviews.open(officer, check.id)
    card = next(point for point in view.fields if point.id == "v:1:personal_id")
    assert (card.kept, card.value, card.read) == (True, "079•••••0124", "079•••••0124")
    assert not point_of(view, "declarant_personal_id").kept
    assert reviews.reveal(officer, check.id, card.id) == CARD_NUMBER
    shown = next(point for point in reviews.view(officer, check.id).fields if point.id == card.id)
    assert (shown.kept, shown.value) == (False, CARD_NUMBER)


def test_points_are_the_same_in_every_examination(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Their ids, their order and their numbers."""
    check = center.dossier()
    before = reviews.open(officer, check.id).points
    center.intake.run(center.keys[check.id])
    center.work()
    assert reviews.view(officer, check.id).points == before


def test_how_many_wait_is_noted_for_the_list(center: Center, reviews: Reviews, officer: Actor) -> None:
    """After an examination, and after each decision."""
    check = center.dossier()
    assert count_points(center.desk, check.id) == 5
    assert center.row(check.id).points == 5
    reviews.decide(officer, check.id, "v:0:declarant_full_name", "accept", seen_ms=LOOKED_MS)
    assert center.row(check.id).points == 4
    reviews.undo(officer, check.id)
    assert center.row(check.id).points == 5
    assert count_points(center.desk, "chk_unknown") == 0


def test_a_point_of_a_changed_paper_keeps_its_place(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Another name is read: the point is the same, what is read is not."""
    check = center.dossier()
    before = point_of(reviews.open(officer, check.id), "declarant_full_name")
    center.clerk.said = replace(center.clerk.said, name="NGUYỄN THỊ MẬU")
    center.intake.run(center.keys[check.id])
    center.work()
    after = point_of(reviews.view(officer, check.id), "declarant_full_name")
    assert (after.id, after.number, after.read) == (before.id, before.number, "NGUYỄN THỊ MẬU")
