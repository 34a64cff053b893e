"""Telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.validators import phone
from scanpipe.validators.refusals import Impossible, WrongCharacters, WrongLength
from scanpipe.validators.tables import table

mobiles = st.builds(
    "{}{}".format,
    st.sampled_from(["032", "056", "070", "081", "090", "098"]),
    st.text("0123456789", min_size=7, max_size=7),
)


@given(mobiles, st.sampled_from(["", " ", ".", "-"]))
def test_separators_never_change_the_number(number: str, separator: str) -> None:
    """A number reads the same however it was spaced."""
    assert phone.validate(separator.join(number)) == number
    assert phone.doubts(separator.join(number)) == ()


@given(mobiles, st.sampled_from(["+84", "84", "0084", "+84 ", "(+84) ", "+84 0"]))
def test_the_country_code_stands_for_the_zero(number: str, prefix: str) -> None:
    """All ways to dial from abroad give the number dialled at home."""
    assert phone.validate(prefix + number[1:]) == number


@pytest.mark.parametrize(("old", "new"), table("phones")["converted_2018"].items())
def test_eleven_digits_of_before_2018_become_ten(old: str, new: str) -> None:
    """With a doubt, since few still write them."""
    assert phone.validate(old + "1234567") == new + "1234567"
    assert phone.doubts(old + "1234567") == ("converted_2018",)


@pytest.mark.parametrize(
    ("text", "said", "doubts"),
    [
        ("(028) 3822-1234", "02838221234", ()),
        ("1900 1234", "19001234", ("service_number",)),
        ("+1 202 555 0123", "+12025550123", ("foreign_number",)),
        ("0612345678", "0612345678", ("range_unknown",)),
        ("0912345678, 0987654321", "0912345678; 0987654321", ("several_numbers",)),
        ("0912345678 hoặc 0987654321", "0912345678; 0987654321", ("several_numbers",)),
    ],
)
def test_other_numbers_are_accepted(text: str, said: str, doubts: tuple[str, ...]) -> None:
    """Only what nobody can dial is refused."""
    assert (phone.validate(text), phone.doubts(text)) == (said, doubts)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", WrongLength),
        ("091234567", WrongLength),
        ("09123456789", WrongLength),
        ("0283822123", WrongLength),
        ("+123", WrongLength),
        ("O912345678", WrongCharacters),
        ("0123456789", Impossible),
        ("9123456780", Impossible),
        ("0912345678 / 09", WrongLength),
    ],
)
def test_numbers_that_nobody_can_dial_are_refused(text: str, refusal: type[Exception]) -> None:
    """Too short, too long, letters, no such beginning."""
    with pytest.raises(refusal):
        phone.validate(text)
