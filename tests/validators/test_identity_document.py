"""One line that names an identity paper."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.validators import identity_document
from scanpipe.validators.identity_document import Parts
from scanpipe.validators.refusals import WrongLength


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("079190000123", Parts("citizen_id", "079190000123", None)),
        ("Thẻ căn cước: 079 190 000 123", Parts("citizen_id", "079190000123", None)),
        ("CCCD 079190000123, Cục CS QLHC về TTXH, 01-02-2022", Parts("citizen_id", "079190000123", "2022-02-01")),
        ("079190000123 12/03/2005", Parts("citizen_id", "079190000123", "2005-03-12")),
        ("CMND: 012 345 678, CA. Hà Nội, 12.03.2005", Parts("old_id", "012345678", "2005-03-12")),
        ("012345678 ngày 5 tháng 4 năm 2010", Parts("old_id", "012345678", "2010-04-05")),
        ("012345678 079190000123", Parts("citizen_id", "079190000123", None)),
        ("Hộ chiếu số B1234567", Parts("passport", "B1234567", None)),
        ("Giấy phép lái xe", Parts(None, None, None)),
    ],
)
def test_number_and_day_are_found_in_the_line(line: str, said: Parts) -> None:
    """Whatever their order, and without taking a date for a number."""
    assert identity_document.parts(line) == said


@given(st.text("0123456789", min_size=12, max_size=12), st.dates(dt.date(1970, 1, 1), dt.date(2030, 1, 1)))
def test_a_number_survives_the_words_and_the_date_around_it(number: str, day: dt.date) -> None:
    """The date of issue is never mixed into the number."""
    line = f"CCCD số {number} do Cục Cảnh sát cấp ngày {day:%d/%m/%Y}"
    assert identity_document.parts(line) == Parts("citizen_id", number, day.isoformat())


@pytest.mark.parametrize(
    ("line", "digits"), [("CCCD 079 190 000 12", 11), ("Số định danh 0791900001234", 13), ("CCCD:", 0)]
)
def test_a_citizens_card_with_a_number_of_another_length_is_refused(line: str, digits: int) -> None:
    """The reason says how many digits there are."""
    with pytest.raises(WrongLength, match=f"^{digits} digits"):
        identity_document.validate(line)


def test_another_paper_is_a_question() -> None:
    """The law lets other valid papers stand in."""
    assert identity_document.doubts("Giấy phép lái xe số AB123") == ("number_unknown",)


def test_doubts_are_those_of_the_number() -> None:
    """An old card after 2024 is asked about here as well."""
    assert identity_document.doubts("CMND 012345678", on=dt.date(2026, 1, 1)) == ("no_longer_valid",)
