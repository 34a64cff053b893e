"""The number of the old identity card."""

import datetime as dt

import pytest

from scanpipe.validators import old_id
from scanpipe.validators.refusals import WrongCharacters, WrongLength


@pytest.mark.parametrize("text", ["012345678", "012 345 678", "012.345.678", "025-123-456"])
def test_nine_digits_are_a_number(text: str) -> None:
    """However they are parted."""
    assert len(old_id.validate(text)) == 9


@pytest.mark.parametrize(("text", "refusal"), [("01234567", WrongLength), ("01234567B", WrongCharacters)])
def test_other_texts_are_refused(text: str, refusal: type[Exception]) -> None:
    """Eight digits, or a letter."""
    with pytest.raises(refusal):
        old_id.validate(text)


def test_the_old_card_ended_with_2024() -> None:
    """On an older paper it is in order; later it is asked about, never refused."""
    assert old_id.doubts("012345678", on=dt.date(2024, 12, 31)) == ()
    assert old_id.doubts("012345678", on=dt.date(2025, 1, 1)) == ("no_longer_valid",)
    assert old_id.is_valid("012345678", on=dt.date(2026, 1, 1))


def test_twelve_digits_may_be_an_old_card_too() -> None:
    """The last old cards carried them."""
    assert old_id.doubts("079190000123") == ("twelve_digits",)
