"""Decisions about points: what each does, what it leaves in the audit, when it stands no more, how it is taken back."""

from dataclasses import replace

import pytest

from scanpipe.intake.errors import NotFoundError
from scanpipe.model import Box, Finding
from scanpipe.office.deciding import ChangedError, count_points
from scanpipe.office.errors import DecisionError
from scanpipe.office.people import Actor
from scanpipe.office.review import Reviews
from scanpipe.office.views import PointState
from scanpipe.store import audit, cases, checks, counters
from scanpipe.store.rows import State
from tests.intake.conftest import photo
from tests.office.center import Center
from tests.office.paper import CARD_NUMBER, NUMBER, Said
from tests.office.reviewing import LOOKED_MS, point_of

NAME_POINT = "v:0:declarant_full_name"
WRONG_NUMBER = Finding(
    "cross.id_differs",
    confidence=0.95,
    document=0,
    page=1,
    key="declarant_personal_id",
    box=Box(0.42, 0.27, 0.5, 0.02),
    params={"label": "4. Số định danh cá nhân:", "page": 1, "a": NUMBER, "b": CARD_NUMBER, "doc": "CT01"},
)


@pytest.fixture
def reviews(center: Center) -> Reviews:
    return Reviews(center.desk)


def _lines(center: Center, check_id: str) -> list[audit.AuditRow]:
    with center.desk.store.database.reading() as session:
        return list(audit.lines(session, center.desk.store.keys, check_id=check_id))


def _actions(center: Center, check_id: str) -> list[str]:
    return [line.note.action for line in _lines(center, check_id)]


def _overridden(center: Center) -> dict[tuple[str, str], int]:
    with center.desk.store.database.reading() as session:
        return {(c["code"], c["reason"]): n for c, n in counters.totals(session, "overridden") if n}


def _cases(center: Center) -> list[tuple[str, str, str | None]]:
    with center.desk.store.database.reading() as session:
        return [(case.key, case.ink, case.truth) for case in cases.cases(session, center.desk.store.keys)]


@pytest.mark.parametrize(
    ("kind", "said", "state", "action"),
    [
        ("accept", {"seen_ms": LOOKED_MS}, PointState.ACCEPTED, "accepted_value"),
        ("edit", {"value": "NGUYỄN THỊ MẬU"}, PointState.EDITED, "edited"),
        ("illegible", {}, PointState.ILLEGIBLE, "illegible"),
        ("not_applicable", {}, PointState.NOT_APPLICABLE, "not_applicable"),
        ("retake", {}, PointState.RETAKE, "retake_asked"),
    ],
)
def test_each_decision_shows_and_is_written_down(
    center: Center,
    reviews: Reviews,
    officer: Actor,
    kind: str,
    said: dict[str, str],
    state: PointState,
    action: str,
) -> None:
    """With who, what, by which edition and engine; what was seen before and after is in the sealed part."""
    check = center.dossier()
    reviews.open(officer, check.id)
    view = reviews.decide(officer, check.id, NAME_POINT, kind, **said)  # type: ignore[arg-type]
    point = point_of(view, "declarant_full_name")
    assert (point.state, point.by) == (state, officer.login)
    line = _lines(center, check.id)[-1]
    assert (line.note.action, line.note.about, line.note.actor) == (action, NAME_POINT, officer.id)
    assert (line.note.edition, line.note.engine) == ("ct01/tt116_2026", "scanpipe 0, clerk")
    assert line.note.detail is not None
    assert line.note.detail["before"] == "NGUYỄN THỊ MẪU"


def test_a_typed_value_is_kept_in_nfc_and_never_refused(center: Center, reviews: Reviews, officer: Actor) -> None:
    """What a rule thinks of it is not asked; what cannot be printed is left out."""
    check = center.dossier()
    view = reviews.decide(officer, check.id, NAME_POINT, "edit", value="Nguye\u0302\u0303n\x00  123 ")
    assert point_of(view, "declarant_full_name").value == "Nguyễn 123"


def test_an_override_sets_the_finding_aside_for_the_citizen_too(
    center: Center, reviews: Reviews, officer: Actor
) -> None:
    """It counts as a false alarm with its reason, and an undo takes all of it back."""
    check = center.dossier()
    fault = point_of(reviews.open(officer, check.id), "declarant_signature")
    view = reviews.decide(officer, check.id, fault.id, "override", reason="misread", note="ký bút chì")
    assert (view.open_must, _overridden(center)) == (0, {("sign.signature_missing", "misread"): 1})
    seen = {f.id: f.state for f in center.intake.view(center.keys[check.id]).findings}
    assert seen[fault.id] == "overridden"
    view = reviews.undo(officer, check.id)
    assert (view.open_must, _overridden(center)) == (1, {})
    seen = {f.id: f.state for f in center.intake.view(center.keys[check.id]).findings}
    assert seen[fault.id] == "open"


def test_a_confirmed_fault_is_seen_and_stays(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Enter on what must be put right says that it is so."""
    check = center.dossier()
    fault = point_of(reviews.open(officer, check.id), "declarant_signature")
    view = reviews.decide(officer, check.id, fault.id, "accept", seen_ms=LOOKED_MS)
    assert point_of(view, "declarant_signature").state is PointState.ACCEPTED
    assert view.open_must == 1


def test_the_right_number_settles_everything_about_it(center: Center, reviews: Reviews, officer: Actor) -> None:
    """The question and the accusation, both answered by what is typed; the machine had misread, and that is counted."""
    check = center.dossier(Said(more=(WRONG_NUMBER,)))
    before = reviews.open(officer, check.id)
    assert before.open_must == 2
    question = next(p for p in before.points if p.code == "field.confirm_value")
    view = reviews.decide(officer, check.id, question.id, "edit", value=CARD_NUMBER)
    numbers = [p for p in view.points if p.key == "declarant_personal_id"]
    assert [(p.state, p.value) for p in numbers] == [(PointState.EDITED, CARD_NUMBER)] * 2
    assert view.open_must == 1
    assert _overridden(center) == {("cross.id_differs", "misread"): 1}
    view = reviews.undo(officer, check.id)
    assert (view.open_must, _overridden(center)) == (2, {})


def test_an_accusation_that_a_typed_value_settles_was_misread(center: Center, reviews: Reviews, officer: Actor) -> None:
    """The reason is written down without being asked for."""
    check = center.dossier(Said(more=(WRONG_NUMBER,)))
    fault = next(p for p in reviews.open(officer, check.id).points if p.code == "cross.id_differs")
    view = reviews.decide(officer, check.id, fault.id, "edit", value=CARD_NUMBER)
    now = next(p for p in view.points if p.id == fault.id)
    assert (now.state, now.reason) == (PointState.EDITED, "misread")


def test_a_signature_has_no_value_to_type(center: Center, reviews: Reviews, officer: Actor) -> None:
    """It is there or not."""
    check = center.dossier()
    fault = point_of(reviews.open(officer, check.id), "declarant_signature")
    with pytest.raises(DecisionError):
        reviews.decide(officer, check.id, fault.id, "edit", value="ký rồi")


@pytest.mark.parametrize("typed", ["079190000129", "07919000012"])
def test_a_number_that_is_still_wrong_does_not_settle_the_accusation(
    center: Center, reviews: Reviews, officer: Actor, typed: str
) -> None:
    """Typing is not setting aside: the card says otherwise, or no number looks like this."""
    check = center.dossier(Said(more=(WRONG_NUMBER,)))
    fault = next(p for p in reviews.open(officer, check.id).points if p.code == "cross.id_differs")
    view = reviews.decide(officer, check.id, fault.id, "edit", value=typed)
    now = next(p for p in view.points if p.id == fault.id)
    assert (view.open_must, now.value, now.state) == (2, typed, PointState.ACCEPTED)


def test_a_decision_stands_while_the_machine_says_the_same(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Another examination with the same result changes nothing; one with another makes the officer look again."""
    check = center.dossier()
    reviews.open(officer, check.id)
    for key in ("declarant_full_name", "declarant_dob"):
        reviews.decide(officer, check.id, f"v:0:{key}", "accept", seen_ms=LOOKED_MS)
    center.intake.run(center.keys[check.id])
    center.work()
    view = reviews.view(officer, check.id)
    assert point_of(view, "declarant_full_name").state is PointState.ACCEPTED
    center.clerk.said = replace(center.clerk.said, name="NGUYỄN THỊ MẬU")
    center.intake.run(center.keys[check.id])
    center.work()
    view = reviews.view(officer, check.id)
    assert point_of(view, "declarant_full_name").state is PointState.OPEN
    assert point_of(view, "declarant_dob").state is PointState.ACCEPTED


def test_a_new_photo_voids_what_was_decided_about_its_page(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Even an override: the new page may be signed, or not; nothing of the old one is set aside."""
    check = center.dossier()
    view = reviews.open(officer, check.id)
    fault = point_of(view, "declarant_signature")
    reviews.decide(officer, check.id, fault.id, "override", reason="misread")
    reviews.decide(officer, check.id, NAME_POINT, "edit", value="X")
    with center.desk.store.database.writing() as session:
        checks.set_state(session, check.id, State.SUPPLEMENT_REQUESTED, now=center.desk.now())
    assert fault.page_id is not None
    center.intake.replace(center.keys[check.id], fault.page_id, photo("anew"))
    center.work()
    count_points(center.desk, check.id)
    view = reviews.open(officer, check.id)
    assert view.open_must == 1
    name = point_of(view, "declarant_full_name")
    assert (name.state, name.value) == (PointState.OPEN, "NGUYỄN THỊ MẪU")
    assert {p.state for p in view.points} == {PointState.OPEN}


def test_a_finding_that_comes_back_is_not_set_aside_by_an_old_decision(
    center: Center, reviews: Reviews, officer: Actor
) -> None:
    """The same accusation of another value is another accusation."""
    check = center.dossier(Said(more=(WRONG_NUMBER,)))
    fault = next(p for p in reviews.open(officer, check.id).points if p.code == "cross.id_differs")
    reviews.decide(officer, check.id, fault.id, "override", reason="original_seen")
    center.clerk.said = replace(center.clerk.said, number="079190000199")
    center.intake.run(center.keys[check.id])
    center.work()
    count_points(center.desk, check.id)
    assert reviews.view(officer, check.id).open_must == 2
    seen = {f.id: f.state for f in center.intake.view(center.keys[check.id]).findings}
    assert seen[fault.id] == "open"


def test_undo_goes_back_step_by_step_and_not_beyond_the_opening(
    center: Center, reviews: Reviews, officer: Actor, colleague: Actor
) -> None:
    """One's own decisions since the dossier was opened, the last first; a colleague's are theirs."""
    check = center.dossier()
    reviews.open(colleague, check.id)
    reviews.decide(colleague, check.id, "v:0:declarant_dob", "accept", seen_ms=LOOKED_MS)
    reviews.release(colleague, check.id)
    center.later(minutes=1)
    view = reviews.open(officer, check.id)
    assert not view.can_undo
    reviews.decide(officer, check.id, NAME_POINT, "edit", value="A")
    reviews.decide(officer, check.id, NAME_POINT, "edit", value="B")
    view = reviews.undo(officer, check.id)
    assert point_of(view, "declarant_full_name").value == "A"
    view = reviews.undo(officer, check.id)
    assert point_of(view, "declarant_full_name").state is PointState.OPEN
    assert point_of(view, "declarant_dob").state is PointState.ACCEPTED
    assert not view.can_undo
    with pytest.raises(DecisionError):
        reviews.undo(officer, check.id)
    assert _actions(center, check.id)[-2:] == ["undone", "undone"]


def test_after_leaving_nothing_can_be_undone(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Until leaving: who comes back has opened it anew."""
    check = center.dossier()
    reviews.open(officer, check.id)
    reviews.decide(officer, check.id, NAME_POINT, "edit", value="A")
    reviews.release(officer, check.id)
    center.later(minutes=5)
    assert not reviews.open(officer, check.id).can_undo


def test_a_point_that_is_not_there_is_not_found(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Nor is one of another dossier."""
    check = center.dossier()
    for point in ("f_000000000000", "v:9:nothing", ""):
        with pytest.raises(NotFoundError):
            reviews.decide(officer, check.id, point, "accept", seen_ms=LOOKED_MS)


def test_who_looked_at_something_else_decides_nothing(center: Center, reviews: Reviews, officer: Actor) -> None:
    """The tag of what was looked at has to be that of what there is."""
    check = center.dossier()
    view = reviews.open(officer, check.id)
    after = reviews.decide(officer, check.id, NAME_POINT, "accept", seen_ms=LOOKED_MS, if_match=view.etag)
    assert after.etag != view.etag
    with pytest.raises(ChangedError):
        reviews.decide(officer, check.id, NAME_POINT, "edit", value="A", if_match=view.etag)
    assert reviews.view(officer, check.id).etag == after.etag


def test_looking_does_not_change_the_tag(center: Center, reviews: Reviews, officer: Actor) -> None:
    """Nor does holding on."""
    check = center.dossier()
    tag = reviews.open(officer, check.id).etag
    center.later(minutes=3)
    assert reviews.open(officer, check.id).etag == tag
    assert reviews.view(officer, check.id).etag == tag


def test_what_an_officer_types_is_taught_where_the_person_allowed_it(
    center: Center, reviews: Reviews, officer: Actor
) -> None:
    """An edit with its value, a signature that was overlooked as ink; an undo takes it back."""
    for may_teach in (False, True):
        check = center.dossier(may_teach=may_teach)
        fault = point_of(reviews.open(officer, check.id), "declarant_signature")
        reviews.decide(officer, check.id, NAME_POINT, "edit", value="NGUYỄN THỊ MẬU")
        reviews.decide(officer, check.id, fault.id, "override", reason="misread")
        assert len(_cases(center)) == 2 * may_teach
    assert set(_cases(center)) == {
        ("declarant_full_name", "written", "NGUYỄN THỊ MẬU"),
        ("declarant_signature", "written", None),
    }
    reviews.undo(officer, check.id)
    reviews.undo(officer, check.id)
    assert _cases(center) == []
