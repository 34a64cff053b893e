"""Tax codes of companies, branches and persons."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scanpipe.validators import tax_code
from scanpipe.validators.refusals import Impossible, WrongCharacters, WrongChecksum, WrongLength

BEFORE, SINCE = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def check_digit(nine: str) -> int:
    """The rule of the tax office; 10 means that the number cannot exist."""
    return 10 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, nine, strict=True)) % 11


@given(st.text("0123456789", min_size=9, max_size=9), st.sampled_from(["", " ", ".", "-"]))
def test_exactly_one_tenth_digit_fits(nine: str, separator: str) -> None:
    """A code with the right digit is accepted, and with any other it is not."""
    assume(nine[2:] != "0000000")
    good = [d for d in "0123456789" if tax_code.is_valid(separator.join(nine + d))]
    right = check_digit(nine)
    assert good == ([] if right == 10 else [str(right)])


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("019999999", WrongLength),
        ("0199999992", WrongChecksum),
        ("01999O9991", WrongCharacters),
        ("0199999991-000", Impossible),
        ("0100000000", Impossible),
    ],
)
def test_codes_that_cannot_be_are_refused(text: str, refusal: type[Exception]) -> None:
    """Each for its own reason."""
    with pytest.raises(refusal):
        tax_code.validate(text)


def test_a_branch_keeps_the_code_of_its_company() -> None:
    """The hyphen is a matter of taste."""
    assert tax_code.validate("0199999991-002") == tax_code.validate("0199999991002") == "0199999991002"


def test_a_person_has_the_personal_number_since_july_2025() -> None:
    """Before that it is asked about, never refused."""
    assert tax_code.doubts("079190000123", on=SINCE) == ()
    assert tax_code.doubts("079190000123", on=BEFORE) == ("personal_number_too_early",)
    assert tax_code.is_valid("079190000123", on=BEFORE)


def test_a_ten_digit_code_of_a_person_is_asked_about_since_july_2025() -> None:
    """On an older paper it is in order, and companies keep theirs."""
    assert tax_code.doubts("8001234566", on=BEFORE) == ()
    assert tax_code.doubts("8001234566", on=SINCE) == ("old_personal_code",)
    assert tax_code.doubts("0199999991", on=SINCE) == ()


def test_the_number_of_an_old_household_certificate_is_accepted() -> None:
    """Such certificates are still shown."""
    assert tax_code.validate("41a8 000 000") == "41A8000000"
    assert tax_code.doubts("41A8000000") == ("old_household_code",)
