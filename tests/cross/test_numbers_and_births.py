"""Personal numbers, dates of birth and sexes of one person on two papers; only a sure number ever accuses."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.cross import births, numbers
from scanpipe.findings import FINDINGS
from scanpipe.model import Source
from tests.cross.papers import NUMBER, OTHER_NUMBER, card, codes, ct01, found, looks, paper, written

MUST = FINDINGS["cross.id_differs"].threshold
ONE_OFF = "079190000124"


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_changed_digit_is_one_digit(number: str, at: int, step: int) -> None:
    """Counted, and shown in brackets."""
    other = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
    assert numbers.compare(number, other).digits == 1
    assert numbers.shown(number, other) == f"{number[:at]}[{number[at]}]{number[at + 1 :]}"


def test_a_sure_difference_accuses() -> None:
    """Boxes on which two readers agree, against the code of the card."""
    (finding,) = found(ct01(number=ONE_OFF), card())
    assert finding.code == "cross.id_differs"
    assert finding.confidence >= MUST
    assert finding.params["a"] == "07919000012[4]"
    assert finding.params["label"]


@pytest.mark.parametrize(
    ("sure", "by"), [(0.97, Source.OCR), (0.99, Source.MRZ)], ids=["card read from print", "card read from the zone"]
)
def test_a_card_that_was_only_recognised_asks(sure: float, by: Source) -> None:
    """Print of the card may be misread; the check digits of its zone may not."""
    (finding,) = found(ct01(number=ONE_OFF), card(source=by, sure=sure))
    assert (finding.confidence >= MUST) is (by is Source.MRZ)


def test_one_reader_of_boxes_never_accuses() -> None:
    """A single reader is three quarters sure at most; what it often confuses is left alone, anything else asked."""
    (asked,) = found(ct01(number=ONE_OFF, sure=0.75), card())
    assert asked.confidence < MUST
    assert codes(ct01(number="079196000123", sure=0.75), card()) == []


def test_a_number_on_a_line_asks_until_somebody_looked_again() -> None:
    """One reading is one reading, however sure."""
    line = paper(
        *("marital_status_certificate", "tt04_2024"),
        *(written("subject_full_name", "Trần Thị Hòa"), written("subject_id_doc", f"CCCD {ONE_OFF}")),
    )
    (asked,) = found(line, card())
    assert asked.confidence < MUST

    (said,) = found(line, card(), again=looks(f"Giấy tờ tùy thân: CCCD {ONE_OFF}", f"cccd {ONE_OFF}", ""))
    assert said.confidence >= MUST
    assert codes(line, card(), again=looks(f"CCCD {NUMBER}", "", "")) == []


def test_a_namesake_is_asked_about_and_not_accused() -> None:
    """The same name, another number and another birth: another person, perhaps."""
    form = ct01("TRẦN THỊ HÒA", OTHER_NUMBER, written("declarant_dob", "01/02/1961"))
    assert codes(form, card()) == ["cross.card_unmatched"]


def test_an_old_number_is_no_difference() -> None:
    """Nine digits are the number of a former card."""
    assert codes(ct01(number="012345678"), card()) == []


@pytest.mark.parametrize("said", ["15/03/1990", "15/3/1990", "ngày 15 tháng 3 năm 1990", "1990", "03/1990"])
def test_the_same_birth_in_other_words(said: str) -> None:
    """And the old, who know no more than a year."""
    assert codes(ct01("TRẦN THỊ HÒA", NUMBER, written("declarant_dob", said)), card()) == []


def test_another_day_is_asked_about() -> None:
    """Both dates, as dates."""
    (finding,) = found(ct01("TRẦN THỊ HÒA", NUMBER, written("declarant_dob", "16/03/1990")), card())
    assert finding.code == "cross.dob_differs"
    assert (finding.params["a"], finding.params["b"]) == (dt.date(1990, 3, 16), dt.date(1990, 3, 15))


def test_a_year_that_a_slip_explains_is_left_alone_when_in_doubt() -> None:
    """1990 is often read as 1998."""
    assert codes(ct01("TRẦN THỊ HÒA", NUMBER, written("declarant_dob", "15/03/1998", 0.85)), card()) == []


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_a_year_alone_agrees_with_every_day_of_it(day: dt.date) -> None:
    """What is not said does not differ."""
    assert births.compare(day.isoformat(), str(day.year)).same
    assert not births.compare(day.isoformat(), str(day.year + 1)).same


def test_the_other_sex_is_asked_about() -> None:
    """A box ticked in the wrong row."""
    form = ct01("TRẦN THỊ HÒA", NUMBER, written("declarant_gender", "Nam"))
    assert codes(form, card()) == ["cross.sex_differs"]
    assert codes(ct01("TRẦN THỊ HÒA", NUMBER, written("declarant_gender", "nữ")), card()) == []


def test_two_digits_that_changed_places_are_no_slip_of_an_engine() -> None:
    """It does not move what it reads."""
    assert not numbers.compare("079190000138", "079190000183").slip
    assert numbers.compare("079190000133", "079190000183").slip
