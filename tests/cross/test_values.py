"""Values made comparable: what can be nothing else is taken for it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.cross.values import value_of
from tests.cross.papers import card, codes, ct01, written


@given(st.dates(dt.date(1900, 1, 1), dt.date(2026, 12, 31)), st.sampled_from(["ngày {} tháng {} năm {}", "{}/{}/{}"]))
def test_a_date_is_the_same_however_it_was_written(day: dt.date, way: str) -> None:
    """In words and in digits."""
    assert value_of("dob", way.format(day.day, day.month, day.year)) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hgày 1 tháng 5 hăm 1974", "1974-05-01"),
        ("28/06/I977", "1977-06-28"),
        ("ngày 72 tháng 3 năm 1984", "1984-03"),
        ("ngày 9 tháng 16 năm 1997", "1997"),
        ("15/3/1090", None),
        ("không rõ", None),
    ],
)
def test_of_a_misread_date_what_can_be_is_kept(text: str, value: str | None) -> None:
    """Nothing is made up."""
    assert value_of("dob", text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("Hữ", "Nữ"), ("HẠM", "Nam"), ("nữ", "Nữ"), ("Kinh", None), ("Na", None), ("n", None)]
)
def test_a_sex_one_letter_off_can_be_no_other(text: str, value: str | None) -> None:
    """There are two words; what is near both of them is neither."""
    assert value_of("sex", text) == value


def test_a_misread_sex_is_compared() -> None:
    """A question, like any other."""
    form = ct01("TRẦN THỊ HÒA", "079190000123", written("declarant_gender", "HẠM"))
    assert codes(form, card(sex="Nữ")) == ["cross.sex_differs"]
