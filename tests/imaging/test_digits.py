"""One digit a box: what is printed in a usual type is read, and what is no digit is not sure."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.digits import classify, normalised
from scanpipe.model import Rect
from tests.imaging.drawn import DIGITS, SANS, SERIF, Drawing


def _printed(which: str, face: str, size: float, dpi: int) -> np.ndarray:
    drawing = Drawing(10, 10, dpi)
    drawing.print(3, 8, which, size=size, face=face)
    return drawing.ink


@pytest.mark.parametrize("face", [SERIF, SANS, "LiberationSans-Bold"])
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_printed_digits_are_read(face: str, dpi: int) -> None:
    """Every digit of the usual faces, and surely."""
    read = classify([_printed(which, face, 5.0, dpi) for which in "0123456789"])
    assert "".join(digit for digit, _ in read) == "0123456789"
    assert min(odds for _, odds in read) > 0.5


def test_most_digits_of_a_plain_hand_are_read() -> None:
    """Drawn with straight strokes; a reading is shown to people and never accuses, so not each must be right."""
    masks = []
    for which in DIGITS:
        drawing = Drawing(10, 10, 200)
        drawing.digit(which, Rect(3, 2, 6.2, 7.5), thick=0.5)
        masks.append(drawing.ink)
    read = "".join(digit for digit, _ in classify(masks))
    assert sum(a == b for a, b in zip(read, DIGITS, strict=True)) >= 8


def test_a_box_without_ink_is_no_digit() -> None:
    """An empty box, and a speck of a few pixels, are "?" at no confidence, whatever stands beside them."""
    speck = np.zeros((30, 20), np.uint8)
    speck[10:12, 8:10] = 1
    read = classify([np.zeros((30, 20), np.uint8), _printed("7", SANS, 5.0, 200), speck])
    assert read[0] == read[2] == ("?", 0.0)
    assert read[1][0] == "7"
    assert classify([]) == []


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 90), st.integers(2, 90), st.integers(0, 2**32 - 1))
def test_any_ink_gives_a_digit_and_a_probability(high: int, wide: int, seed: int) -> None:
    """Scrawls of every shape, a bar of one column among them, are classified without an error."""
    mask = (np.random.default_rng(seed).random((high, wide)) < 0.4).astype(np.uint8)
    ((digit, odds),) = classify([mask])
    assert digit in "0123456789?"
    assert 0 <= odds <= 1


@given(st.integers(0, 40), st.integers(0, 40))
def test_where_a_digit_stands_in_its_box_does_not_matter(right: int, down: int) -> None:
    """The ink is cut out and centred first."""
    mask = _printed("4", SERIF, 5.0, 150)
    moved = np.pad(mask, ((down, 40 - down), (right, 40 - right)))
    first, second = normalised(mask), normalised(moved)
    assert first is not None
    assert second is not None
    assert np.array_equal(first, second)


def test_the_weights_are_a_small_file() -> None:
    """They travel with every installation."""
    stored = files("scanpipe.imaging") / "digits.npz"
    assert len(stored.read_bytes()) < 400_000


def test_a_digit_between_two_is_not_sure() -> None:
    """A 7 whose upright is a 1 and whose bar is hardly there: whatever is answered, nobody is sure of it."""
    drawing = Drawing(10, 10, 200)
    drawing.digit("1", Rect(3, 2, 6.2, 7.5), thick=0.5)
    drawing.digit("0", Rect(3.2, 2, 6.2, 4.5), thick=0.5)
    ((_, odds),) = classify([drawing.ink])
    ((_, clear),) = classify([_printed("1", SANS, 5.0, 200)])
    assert odds < clear
