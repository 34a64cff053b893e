"""Values that cannot be, or deserve a look: as sure as they were read."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog.schema import Grade
from scanpipe.validators.registry import VALIDATORS
from tests.checks.hand_made import blank, codes, edition, findings, line, paper, rulings, unclear, weights, written

NUMBER = line("personal_id", "4. Số định danh cá nhân:", type="citizen_id", kind="boxes", boxes=12)
BORN = line("child_dob", "Ngày, tháng, năm sinh:", type="date")
BEGIN = line("start_date", "Ngày bắt đầu kinh doanh:", type="date")


def value(kind: str, text: str, confidence: float = 0.97, **more: object) -> list[str]:
    """Codes for one field of that type with that text."""
    given = paper(edition(line("a_field", "Ô:", type=kind)), written("a_field", text, confidence), **more)
    return [code for code, _ in codes(given)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("citizen_id", "001085000123"),
        ("citizen_id", "0 0 1 0 8 5 0 0 0 1 2 3"),
        ("date", "05/09/1985"),
        ("date", "ngày 05 tháng 09 năm 1985"),
        ("phone", "0912 345 678"),
        ("email", "an.nguyen@example.vn"),
        ("person_name", "NGUYỄN THỊ HỒNG ĐÀO"),
        ("sex", "Nữ"),
        ("ethnic_group", "Kinh"),
        ("nationality", "Việt Nam"),
        ("place", "phường Hoàn Kiếm, thành phố Hà Nội"),
        ("money", "200.000.000"),
    ],
)
def test_what_people_write_correctly_is_right(kind: str, text: str) -> None:
    """No finding on good paper."""
    assert value(kind, text) == []


@pytest.mark.parametrize("text", ["00108500012", "0010850001234", "12345"])
def test_a_number_of_another_length_cannot_be_a_personal_number(text: str) -> None:
    """The number of digits is told."""
    given = paper(edition(NUMBER), written("personal_id", text))
    assert codes(given) == [("field.id_format", "personal_id")]
    assert rulings(given)[0].finding.params["n"] == len(text)
    assert weights(given) == {"field.id_format": "must"}


def test_nine_digits_are_an_old_identity_card() -> None:
    """Asked about, not called a slip."""
    assert weights(paper(edition(NUMBER), written("personal_id", "012345678"))) == {"field.id_old_cmnd": "check"}


def test_twelve_digits_with_something_between_are_asked_about() -> None:
    """A letter that an engine saw may be a stain: the citizen says what is written."""
    given = paper(edition(NUMBER), written("personal_id", "001085x000123"))
    assert weights(given) == {"field.confirm_value": "check"}


@pytest.mark.parametrize("kind", ["citizen_id", "identity_document"])
@pytest.mark.parametrize("number", ["999085000123", "001327000123"])
def test_a_number_from_nowhere_or_of_the_unborn_is_asked_about(kind: str, number: str) -> None:
    """No province has 999, and nobody born in 2127 files in 2026: asked, never called a slip."""
    given = paper(edition(line("a_field", "Ô:", type=kind)), written("a_field", number))
    assert weights(given) == {"field.confirm_value": "check"}
    assert value(kind, number, 0.7) == []


def test_a_day_that_is_not_in_the_calendar_is_impossible() -> None:
    """31 April."""
    given = paper(edition(BORN), written("child_dob", "31/04/2020"))
    assert weights(given) == {"field.date_impossible": "must"}
    assert value("date", "không nhớ") == ["field.confirm_value"]


def test_a_birth_after_the_filing_cannot_be() -> None:
    """The day of filing decides, not today."""
    reading = written("child_dob", "01/12/2026")
    assert weights(paper(edition(BORN), reading)) == {"field.date_future": "must"}
    assert codes(paper(edition(BORN), reading, as_of=dt.date(2026, 12, 1))) == []


def test_a_business_may_begin_tomorrow() -> None:
    """Not every date lies behind us."""
    assert codes(paper(edition(BEGIN), written("start_date", "01/12/2026"))) == []


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("phone", "12345", "field.phone_format"),
        ("email", "an.nguyen at example", "field.email_format"),
        ("tax_code", "0100109107", "field.tax_code_checksum"),
        ("industry_code", "00000", "field.industry_code"),
    ],
)
def test_other_values_are_only_asked_about(kind: str, text: str, code: str) -> None:
    """Each with a code of its own."""
    given = paper(edition(line("a_field", type=kind)), written("a_field", text))
    assert weights(given) == {code: "check"}


def test_a_district_in_an_address_of_today_is_asked_about() -> None:
    """There has been no district level since 1 July 2025; before that day it was right."""
    old = "xã An Khánh, huyện Hoài Đức, thành phố Hà Nội"
    assert "field.address_old_unit" in value("place", old)
    assert "field.address_old_unit" not in value("place", old, as_of=dt.date(2025, 6, 30))


@pytest.mark.parametrize("kind", ["person_name", "ethnic_group", "nationality", "money_words", "sex"])
def test_names_are_written_in_many_ways(kind: str) -> None:
    """What our lists do not know is no fault of the citizen."""
    assert value(kind, "H'Mông 1?") == []


@given(
    kind=st.sampled_from(sorted(VALIDATORS)),
    text=st.text(max_size=40),
    confidence=st.floats(0, 1),
)
def test_whatever_is_read_nothing_breaks_and_doubt_never_accuses(kind: str, text: str, confidence: float) -> None:
    """Any text in any field: complete findings, and no `must` on a text that was hardly read."""
    form = edition(line("birth_date", "Ô:", type=kind))
    given = paper(form, written("birth_date", text, confidence))
    if confidence < 0.6:
        assert "must" not in weights(given).values()
    for finding in findings(given):
        assert finding.confidence <= round(confidence, 3) + 1e-9


@given(kind=st.sampled_from(sorted(VALIDATORS)), text=st.text(max_size=40))
def test_an_edition_below_grade_b_never_accuses_a_value(kind: str, text: str) -> None:
    """Its fields may be something else."""
    form = edition(line("birth_date", "Ô:", type=kind), grade=Grade.C)
    assert "must" not in weights(paper(form, written("birth_date", text))).values()


def test_what_was_not_read_has_no_value() -> None:
    """Blank, unclear and unreadable handwriting are other checks' business."""
    form = edition(NUMBER)
    assert codes(paper(form, blank("personal_id"))) == []
    assert codes(paper(form, unclear("personal_id"))) == []
    assert codes(paper(form, written("personal_id", None, 0.0))) == []
