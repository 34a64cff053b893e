"""The words of a value in the order in which a person reads them."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.model import Rect, Word
from scanpipe.value_lines import value_lines
from tests.scripted import typed

CELL = Rect(20, 10, 190, 30)
CARD = ("CCCD số 092110000123 do Cục Cảnh sát", "QLHC về TTXH cấp ngày 02/10/2022")


def told(words: list[Word], *places: Rect) -> str:
    return " / ".join(" ".join(w.text for w in line) for line in value_lines(words, places))


def lowered(word: Word, by_mm: float) -> Word:
    return replace(word, rect=replace(word.rect, top=word.rect.top + by_mm, bottom=word.rect.bottom + by_mm))


@given(st.randoms(use_true_random=False), st.floats(3.4, 9.0))
def test_a_cell_of_two_lines_is_read_line_by_line(rng: random.Random, pitch_mm: float) -> None:
    """Whatever the order of the words and however narrow the lines: never a word of one, a word of the other."""
    words = [*typed(CARD[0], 25.0, 12.0), *typed(CARD[1], 26.0, 12.0 + pitch_mm)]
    rng.shuffle(words)
    assert told(words, CELL) == " / ".join(CARD)


def test_places_follow_each_other_whatever_their_heights() -> None:
    """The first line of a value begins behind its label, the further ones stand where the form has them."""
    words = [*typed("xã Tân Phú", 25.0, 40.0), *typed("Số 12 đường Hoa", 100.0, 20.0)]
    assert told(words, Rect(90, 18, 190, 25), Rect(20, 38, 190, 45)) == "Số 12 đường Hoa / xã Tân Phú"


@given(st.lists(st.floats(-0.8, 0.8), min_size=6, max_size=6))
def test_words_that_dance_on_a_line_are_one_line(out_of_line_mm: list[float]) -> None:
    """Handwriting is not straight."""
    straight = typed("xã Tân Phú huyện Đức Hòa", 25.0, 20.0)
    words = [lowered(w, by_mm) for w, by_mm in zip(straight, out_of_line_mm, strict=True)]
    assert told(words, CELL) == "xã Tân Phú huyện Đức Hòa"


def test_a_comma_read_as_a_word_stays_where_it_stands() -> None:
    """It stands lower than every word of its line, and is not the end of the value."""
    xa, phu, huyen = typed("Tân Phú huyện", 25.0, 20.0)
    comma = Word(",", Rect(phu.rect.right + 0.2, 22.6, phu.rect.right + 0.8, 23.8), 0.9)
    dots = Word("....", Rect(90, 22.8, 96, 23.2), 0.9)
    assert told([huyen, dots, comma, phu, xa], CELL) == "Tân Phú , huyện ...."


def test_no_words_are_no_lines() -> None:
    """An empty place."""
    assert value_lines([], [CELL]) == []
