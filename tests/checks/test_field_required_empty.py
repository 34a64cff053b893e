"""Required fields: blank is a fault, unclear a question, and a condition that cannot be told accuses nobody."""

import pytest

from scanpipe.catalog.schema import Grade
from scanpipe.model import Reading
from tests.checks.hand_made import blank, codes, edition, line, paper, rulings, unclear, unlocated, weights, written

NAME = line("full_name", "1. Họ, chữ đệm và tên:", required="yes")
PHONE = line("phone_number", "5. Số điện thoại:")
EMPTY = ("field.required_empty", "full_name")


def test_a_blank_required_field_has_to_be_filled_in() -> None:
    """With its place, its label and the rule it is held against."""
    given = paper(edition(NAME), blank("full_name"))
    assert codes(given) == [EMPTY]
    (ruling,) = rulings(given)
    assert (ruling.severity, ruling.action) == ("must", "fill")
    assert ruling.finding.box is not None
    assert ruling.finding.basis == "Thông tư 01/2026/TT-BCA"
    assert "Họ, chữ đệm và tên" in ruling.title["vi"]


def test_a_blank_field_that_nobody_requires_is_nothing() -> None:
    """Optional lines stay empty on good paper."""
    assert codes(paper(edition(PHONE), blank("phone_number"))) == []


@pytest.mark.parametrize("reading", [unclear("full_name"), unlocated("full_name")])
def test_unclear_is_asked_and_never_missing(reading: Reading) -> None:
    """Smudged, or not even located: a question."""
    given = paper(edition(NAME), reading)
    assert codes(given) == [("field.unclear", "full_name")]
    assert weights(given) == {"field.unclear": "check"}


def test_handwriting_that_nobody_can_read_is_present() -> None:
    """Written without text is written."""
    assert codes(paper(edition(NAME), written("full_name", None, 0.0))) == []


def test_a_field_that_was_not_looked_for_is_not_missed() -> None:
    """Its page was not handed in: that is another finding."""
    assert codes(paper(edition(NAME))) == []


@pytest.mark.parametrize("confidence", [0.0, 0.3, 0.5, 0.6])
def test_a_doubtful_blank_asks(confidence: float) -> None:
    """Below the threshold of the code nobody is accused."""
    assert weights(paper(edition(NAME), blank("full_name", confidence))) == {"field.required_empty": "check"}


@pytest.mark.parametrize("grade", [Grade.C, Grade.D])
def test_an_edition_not_read_from_a_real_form_never_accuses(grade: Grade) -> None:
    """What we inferred is no law."""
    assert weights(paper(edition(NAME, grade=grade), blank("full_name", 1.0))) == {"field.required_empty": "check"}


@pytest.mark.parametrize("grade", [Grade.A, Grade.B])
def test_an_edition_read_from_a_real_form_accuses(grade: Grade) -> None:
    """That is what the grades are for."""
    assert weights(paper(edition(NAME, grade=grade), blank("full_name"))) == {"field.required_empty": "must"}


def test_a_field_that_lint_could_not_prove_only_asks() -> None:
    """It was not read blank on its own blank, so a blank proves nothing."""
    form = edition(NAME, unproven=("full_name",))
    assert weights(paper(form, blank("full_name", 1.0))) == {"field.required_empty": "check"}


@pytest.mark.parametrize("kind", ["photo", "office_use"])
def test_nobody_asks_a_citizen_for_what_the_office_fills_in(kind: str) -> None:
    """Not even when the edition marks it."""
    form = edition(line("box_of_office", required="yes", kind=kind))
    assert codes(paper(form, blank("box_of_office"))) == []


def test_a_table_without_rows_is_blank() -> None:
    """Lines, rows of boxes and tables are all asked for."""
    columns = [{"key": "name", "header": "Họ tên"}]
    form = edition(
        line("members", required="yes", kind="table", columns=columns),
        line("personal_id", required="yes", kind="boxes", boxes=12, type="citizen_id"),
    )
    assert codes(paper(form, blank("members"), blank("personal_id"))) == [
        ("field.required_empty", "members"),
        ("field.required_empty", "personal_id"),
    ]
