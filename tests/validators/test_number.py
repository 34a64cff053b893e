"""Counts and measures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.validators import number
from scanpipe.validators.refusals import WrongCharacters, WrongLength
from tests.validators.vietnamese_numbers import spell


@given(
    st.integers(0, 10**9), st.sampled_from(["", ".", " "]), st.sampled_from(["", " bản", " người", " m2", "m²", " (x)"])
)
def test_grouping_zeros_and_units_never_change_the_number(count: int, sign: str, unit: str) -> None:
    """Forms want "02", and print the unit after the leader."""
    written = f"{count:,}".replace(",", sign)
    assert number.validate(written + unit) == str(count)
    assert number.validate(f"{count:012}{unit}") == str(count)
    assert number.validate(spell(count)) == str(count)


@pytest.mark.parametrize(
    ("text", "said", "doubts"),
    [
        ("100,50 m2", "100,5", ()),
        ("100,0", "100", ()),
        ("1.250,5", "1250,5", ()),
        ("12.5", "12,5", ("decimal_point",)),
        ("1,250.5", "1250,5", ("decimal_point",)),
        ("1,250", "1,25", ("separator_unclear",)),
        ("hai", "2", ("in_words",)),
    ],
)
def test_a_comma_parts_the_decimals(text: str, said: str, doubts: tuple[str, ...]) -> None:
    """And what may be meant otherwise is doubted."""
    assert (number.validate(text), number.doubts(text)) == (said, doubts)


@pytest.mark.parametrize("text", ["1O5", "l2", "2-3", "12.3.4", "1,2,3", "nhiều"])
def test_what_is_no_one_number_is_refused(text: str) -> None:
    """Letters among digits, ranges, other words."""
    with pytest.raises(WrongCharacters):
        number.validate(text)


def test_leaders_are_no_number() -> None:
    """Nothing is written there."""
    with pytest.raises(WrongLength):
        number.validate("........")
