"""Numbers in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.text import without_marks
from scanpipe.validators import number_words
from scanpipe.validators.refusals import WrongCharacters, WrongLength
from tests.validators.vietnamese_numbers import Style, spell, styles

numbers = (
    st.integers(0, 10**6)
    | st.integers(0, 10**15)
    | st.builds(lambda a, b: a * 10**b, st.integers(1, 99), st.integers(0, 13))
)


@given(numbers, styles)
def test_words_read_back_to_the_number(number: int, style: Style) -> None:
    """In every official and regional spelling."""
    assert number_words.read(spell(number, style).split()) == number


@given(numbers)
def test_lost_tones_and_capitals_change_nothing(number: int) -> None:
    """A bad scan loses tones; forms want capitals."""
    assert number_words.read(without_marks(spell(number)).upper().split()) == number


def test_all_small_numbers_read_back() -> None:
    """Years, days and counts."""
    assert [number_words.read(spell(number).split()) for number in range(3000)] == list(range(3000))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("hai lăm", 25),
        ("ba mốt", 31),
        ("ba chục nghìn", 30_000),
        ("một triệu rưỡi", 1_500_000),
        ("một nghìn lẻ mười lăm", 1015),
        ("một nghìn không trăm mười lăm", 1015),
        ("một triệu không nghìn không trăm linh hai", 1_000_002),
        ("một triệu hai trăm ba lăm nghìn", 1_235_000),
        ("một triệu tỷ", 10**15),
        ("chín nghìn tỷ ba trăm hai mươi tỷ năm triệu", 9_320_005_000_000),
        ("hai trăm không mươi năm", 205),
    ],
)
def test_spoken_forms_with_one_meaning_are_read(words: str, number: int) -> None:
    """People write as they speak."""
    assert number_words.read(words.split()) == number


@pytest.mark.parametrize("words", ["một triệu hai", "một trăm hai", "hai nghìn năm"])
def test_a_last_single_digit_is_not_guessed(words: str) -> None:
    """1,200,000 for some and 1,000,002 for others."""
    with pytest.raises(WrongCharacters, match="two ways"):
        number_words.read(words.split())


@pytest.mark.parametrize("words", ["hai ba", "triệu", "một nghìn triệu", "tỷ", "một ngìn", "rưỡi", "trăm", "12"])
def test_words_in_no_order_are_no_number(words: str) -> None:
    """Nor are misspelt ones and digits."""
    with pytest.raises(WrongCharacters):
        number_words.read(words.split())


@pytest.mark.parametrize("words", [[], ["một"] * 61, ["tỷ"] * 1000])
def test_no_word_and_too_many_are_refused(words: list[str]) -> None:
    """However long the line, the answer comes at once."""
    with pytest.raises(WrongLength):
        number_words.read(words)
