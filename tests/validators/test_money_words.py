"""Amounts in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.validators import money, money_words
from scanpipe.validators.refusals import WrongCharacters, WrongLength
from tests.validators.vietnamese_numbers import Style, spell, styles


@given(
    st.integers(0, 10**13),
    styles,
    st.sampled_from(
        ["{} đồng", "{} đồng chẵn./.", "(Bằng chữ: {} đồng)", "{} đồng Việt Nam", "{} Việt Nam đồng", "{} VNĐ", "{}"]
    ),
)
def test_words_and_figures_give_the_same_amount(amount: int, style: Style, sentence: str) -> None:
    """What the check of words against figures stands on."""
    words = sentence.format(spell(amount, style).capitalize())
    figures = f"{amount:,}".replace(",", ".") + " đồng"
    assert money_words.amount(words) == money.amount(figures) == amount
    assert money_words.validate(words) == money.validate(figures) == str(amount)


def test_an_amount_may_end_with_five() -> None:
    """The "năm" of "Việt Nam" is dropped, the "năm" of twenty-five is not."""
    assert money_words.amount("hai mươi năm Việt Nam đồng") == 25


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", WrongLength),
        ("đồng", WrongLength),
        ("Bằng chữ: …", WrongLength),
        ("một triệu mấy", WrongCharacters),
        ("1.500.000 đồng", WrongCharacters),
        ("một triệu hai đồng", WrongCharacters),
    ],
)
def test_what_says_no_amount_is_refused(text: str, refusal: type[Exception]) -> None:
    """Nothing, other words, figures, and what can be read in two ways."""
    with pytest.raises(refusal):
        money_words.validate(text)


def test_speech_is_marked() -> None:
    """An officer would ask for the official form."""
    assert money_words.doubts("một triệu rưỡi đồng") == ("half",)
    assert money_words.doubts("một triệu năm trăm nghìn đồng") == ()
    assert money_words.doubts("1500000") == ("in_digits",)
