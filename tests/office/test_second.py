"""The second entry: by somebody else, blind, and what differs is counted."""

import pytest

from scanpipe.intake.errors import NotFoundError
from scanpipe.office.errors import DecisionError, NotAllowedError
from scanpipe.office.people import Actor
from scanpipe.office.review import Reviews
from scanpipe.office.second import SecondEntries
from scanpipe.store import audit, counters
from tests.office.center import Center
from tests.office.paper import NUMBER
from tests.office.reviewing import settle

TYPED = {
    "v:0:declarant_full_name": "Nguyễn Thị Mẫu",
    "v:0:declarant_dob": "5-9-1990",
    "v:0:declarant_personal_id": "079 190 000 123",
}


@pytest.fixture
def second(center: Center) -> SecondEntries:
    return SecondEntries(center.desk)


@pytest.fixture
def drawn(center: Center, officer: Actor) -> str:
    """A dossier that the officer accepted and that was drawn."""
    reviews = Reviews(center.desk, second_every=1)
    check = center.dossier()
    settle(reviews, officer, check.id)
    reviews.accept(officer, check.id)
    return check.id


def _counted(center: Center) -> dict[str, int]:
    with center.desk.store.database.reading() as session:
        return {one.name: one.n for one in counters.counts(session) if one.name.startswith("second.")}


def test_it_waits_for_everybody_of_the_center_but_who_accepted(
    center: Center, second: SecondEntries, drawn: str, officer: Actor, colleague: Actor, stranger: Actor
) -> None:
    """Another Center does not see it either."""
    assert [task.id for task in second.list(colleague)] == [drawn]
    for actor in (officer, stranger):
        assert second.list(actor) == ()
        with pytest.raises(NotFoundError):
            second.form(actor, drawn)
        with pytest.raises(NotFoundError):
            second.submit(actor, drawn, TYPED)


def test_it_needs_the_right_to_review(second: SecondEntries, drawn: str, auditor: Actor) -> None:
    """An auditor looks at what was done, and types nothing."""
    with pytest.raises(NotAllowedError):
        second.list(auditor)
    with pytest.raises(NotAllowedError):
        second.submit(auditor, drawn, TYPED)


def test_the_form_asks_for_the_critical_fields_and_tells_no_value(
    second: SecondEntries, drawn: str, colleague: Actor
) -> None:
    """Where to look is told; a signature is not typed."""
    form = second.form(colleague, drawn)
    assert {field.id for field in form.fields} == set(TYPED)
    assert all(field.page_id and field.box for field in form.fields)
    assert NUMBER not in repr(form)
    assert "MẪU" not in repr(form)


def test_spelling_that_means_the_same_does_not_differ(
    center: Center, second: SecondEntries, drawn: str, colleague: Actor
) -> None:
    """Case, separators, zeros of a date."""
    result = second.submit(colleague, drawn, TYPED)
    assert (result.fields, result.differing) == (3, 0)
    assert _counted(center) == {"second.fields": 3, "second.differing": 0}


def test_what_differs_is_counted(center: Center, second: SecondEntries, drawn: str, colleague: Actor) -> None:
    """A mark, a digit; and what was seen is not in the audit."""
    typed = TYPED | {"v:0:declarant_full_name": "NGUYỄN THỊ MẬU", "v:0:declarant_personal_id": "079190000124"}
    assert second.submit(colleague, drawn, typed).differing == 2
    assert _counted(center) == {"second.fields": 3, "second.differing": 2}
    with center.desk.store.database.reading() as session:
        line = list(audit.lines(session, center.desk.store.keys, check_id=drawn))[-1]
    assert (line.note.action, line.note.actor) == ("second_entry", colleague.id)
    assert line.note.detail == {"fields": 3, "differing": 2}


def test_it_is_typed_once(second: SecondEntries, drawn: str, colleague: Actor, lead: Actor) -> None:
    """Then it waits for nobody any more."""
    second.submit(colleague, drawn, TYPED)
    assert second.list(lead) == ()
    with pytest.raises(NotFoundError):
        second.submit(lead, drawn, TYPED)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {key: TYPED[key] for key in list(TYPED)[:2]},
        TYPED | {"v:0:declarant_phone": "0"},
        TYPED | {"v:0:declarant_dob": "1" * 3000},
    ],
)
def test_every_field_is_typed_and_no_other(
    second: SecondEntries, drawn: str, colleague: Actor, typed: dict[str, str]
) -> None:
    """A field that was left out is not one that differs."""
    with pytest.raises(DecisionError):
        second.submit(colleague, drawn, typed)
