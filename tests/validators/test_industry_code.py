"""Lines of business."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.validators import industry_code
from scanpipe.validators.refusals import Impossible, WrongCharacters, WrongLength
from scanpipe.validators.tables import table

BEFORE, SINCE = dt.date(2025, 11, 14), dt.date(2025, 11, 15)


@given(st.integers(111, 9900), st.sampled_from(["", ".", " "]))
def test_four_digits_in_the_range_are_never_refused(number: int, separator: str) -> None:
    """The list of classes is not ours, so an unknown division is at most doubted."""
    code = f"{number:04}"
    assert industry_code.validate(separator.join(code)) == code


def test_the_number_of_divisions_is_that_of_the_two_decisions() -> None:
    """88 in 2018, 87 in 2025."""
    for day, count in ((BEFORE, 88), (SINCE, 87)):
        codes = [f"{division:02}20" for division in range(1, 99)] + ["9900"]
        assert sum(industry_code.doubts(code, on=day) == () for code in codes) == count


def test_the_scheme_changes_on_15_november_2025() -> None:
    """Decision 36/2025 follows 27/2018."""
    assert industry_code.scheme(BEFORE) == "VSIC 2018"
    assert industry_code.scheme(SINCE) == "VSIC 2025"
    assert [row["name"] for row in table("industries")["schemes"]] == ["VSIC 2018", "VSIC 2025"]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("471", WrongLength),
        ("47110", WrongLength),
        ("G711", WrongCharacters),
        ("0000", Impossible),
        ("9999", Impossible),
    ],
)
def test_other_codes_are_refused(text: str, refusal: type[Exception]) -> None:
    """The main line is a class of four digits."""
    with pytest.raises(refusal):
        industry_code.validate(text)
