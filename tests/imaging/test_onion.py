"""Two prints laid over each other: the map that most words agree on, and each print's own ink in its own color."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.imaging.onion import laid_on, overlay, sheet_picture
from scanpipe.imaging.warp import map_points

WORDS = [(20.0 + 13 * (n % 5), 30.0 + 9 * n) for n in range(20)]


@given(st.floats(-8, 8), st.floats(-8, 8), st.floats(0.95, 1.05))
def test_a_sheet_that_was_moved_is_laid_back(dx: float, dy: float, scale: float) -> None:
    """Even when some words stand elsewhere on the new print."""
    moved = [(x * scale + dx, y * scale + dy) for x, y in WORDS]
    moved[3], moved[11] = (180.0, 20.0), (15.0, 260.0)
    matrix = laid_on(WORDS, moved)
    there = map_points(matrix, np.array([[100.0, 150.0]]))[0]
    assert there == pytest.approx((100 * scale + dx, 150 * scale + dy), abs=0.5)


@pytest.mark.parametrize("words", [[], WORDS[:3], [(x * 2, y) for x, y in WORDS]], ids=["none", "few", "stretched"])
def test_what_no_sheet_could_do_is_not_believed(words: list[tuple[float, float]]) -> None:
    """Then the pages lie corner on corner."""
    assert np.array_equal(laid_on(WORDS[: len(words)], words), np.eye(3))


def test_a_sheet_has_its_size_on_the_picture() -> None:
    """Millimetres times pixels per millimetre, whatever the picture was."""
    picture = sheet_picture(np.full((300, 200, 3), 255, np.uint8), (210, 297), 2.0)
    assert picture.shape == (594, 420)


def test_each_print_has_its_color() -> None:
    """Common ink stays black, the old one's own is orange, the new one's own blue; half a pixel of shift is nothing."""
    old, new = np.full((40, 40), 255, np.uint8), np.full((40, 40), 255, np.uint8)
    old[5:15, 5:15] = new[5:15, 6:16] = 0
    old[25:35, 5:15] = 0
    new[25:35, 25:35] = 0
    both = overlay(old, new)
    assert both[10, 10].tolist() == [0, 0, 0]
    assert both[10, 15].tolist() == [0, 0, 0]
    blue, _, red = both[30, 10].tolist()
    assert red > 150 > 50 > blue
    blue, _, red = both[30, 30].tolist()
    assert blue > 150 > 50 > red
    assert both[20, 20].tolist() == [255, 255, 255]
