"""Two masks of ink: the same strokes a little elsewhere, or others."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.same_ink import differs_by_mm2
from scanpipe.imaging.sheet import PX_PER_MM
from scanpipe.model import Image

SHAPE = (420, 600)
HERE = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


def strokes(seed: int, count: int = 60) -> Image:
    """Short strokes, three pixels wide, scattered by chance."""
    rng = np.random.default_rng(seed)
    mask = np.zeros(SHAPE, np.uint8)
    for _ in range(count):
        top, left = rng.integers(20, SHAPE[0] - 50), rng.integers(20, SHAPE[1] - 50)
        down, across = ((3, 20), (20, 3))[int(rng.integers(2))]
        mask[top : top + down, left : left + across] = 1
    return mask


def moved(mask: Image, down_px: int, right_px: int) -> Image:
    """The mask shifted, its edges empty."""
    return np.roll(mask, (down_px, right_px), (0, 1))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(-4, 4), st.integers(-4, 4))
def test_a_page_is_like_itself_a_little_moved(seed: int, down_px: int, right_px: int) -> None:
    """Paper bends: every patch may lie two thirds of a millimetre elsewhere."""
    mask = strokes(seed)
    assert differs_by_mm2(mask, moved(mask, down_px, right_px), HERE, enough=5.0) < 0.6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_other_strokes_are_other_ink(seed: int) -> None:
    """As many of them, elsewhere."""
    assert differs_by_mm2(strokes(seed), strokes(seed + 1), HERE, enough=1.2) >= 1.2


def test_one_word_more_is_seen() -> None:
    """On a page that is the same otherwise, whichever of the two has it."""
    mask = strokes(1)
    more = mask.copy()
    more[200:203, 300:340] = more[208:211, 300:340] = 1
    assert differs_by_mm2(mask, more, HERE, enough=5.0) > 1.2
    assert differs_by_mm2(more, mask, HERE, enough=5.0) > 1.2


def test_one_page_is_laid_over_the_other() -> None:
    """Five millimetres to the right is nothing where the words say so."""
    mask = strokes(2)
    right_px = round(5 * PX_PER_MM)
    onto = np.array([[1.0, 0.0], [0.0, 1.0], [-right_px / PX_PER_MM, 0.0]])
    assert differs_by_mm2(mask, moved(mask, 0, right_px), onto, enough=5.0) < 0.6
    assert differs_by_mm2(mask, moved(mask, 0, right_px), HERE, enough=1.2) >= 1.2


def test_the_open_lid_of_a_copier_is_no_writing() -> None:
    """Solid black along an edge is left out, with its ragged rim."""
    mask = strokes(3)
    dark = mask.copy()
    dark[:, :18] = 1
    assert differs_by_mm2(mask, dark, HERE, enough=5.0) < 0.6


def test_scraps_smaller_than_a_patch_are_compared_whole() -> None:
    """Nothing is divided by nothing."""
    assert differs_by_mm2(np.zeros((9, 9), np.uint8), np.zeros((9, 9), np.uint8), HERE, enough=1.2) == 0.0
    assert differs_by_mm2(np.ones((9, 9), np.uint8), np.zeros((9, 9), np.uint8), HERE, enough=1.2) >= 0.0
