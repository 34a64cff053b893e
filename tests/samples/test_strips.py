"""Lines of real handwriting are cleaned of their paper, and refused where hardly a stroke is left."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.pen import BLUE, Pen, paste_line
from samples.sheet import PX_PER_MM
from samples.sources.real import handwriting_lines
from samples.strips import LEAST_INK_MM2, LEAST_WIDTH_MM, strip, without_paper
from scanpipe.model import Rect

PEN = Pen(Path("none"), 5.0, BLUE, True)


def written(words: int = 8) -> np.ndarray:
    """Loops as wide as words, with spaces between, white on black."""
    line = np.zeros((120, 1900), np.uint8)
    for word in range(words):
        for loop in range(5):
            cv2.ellipse(line, (60 + word * 220 + loop * 30, 60), (18, 30), 0, 0, 360, 255, 4)
    return line


def test_a_printed_rule_is_taken_away_and_the_strokes_across_it_stay() -> None:
    """Also where the rule is not quite level."""
    plain, ruled = written(), written()
    cv2.line(ruled, (0, 70), (1899, 78), 255, 3)
    cv2.line(ruled, (30, 4), (1899, 12), 255, 2)
    clean = without_paper(ruled)
    assert ((clean > 100) & (plain == 0)).sum() < 0.1 * (plain > 100).sum()
    assert ((clean > 100) & (plain > 100)).sum() > 0.93 * (plain > 100).sum()


def test_specks_go_and_dots_stay() -> None:
    """The dot below an "ạ" is part of the word."""
    line = np.zeros((120, 300), np.uint8)
    line[20:22, 20:24] = 255
    cv2.circle(line, (100, 90), 4, 255, -1)
    clean = without_paper(line)
    assert not clean[:40].any()
    assert clean[85:95, 95:105].any()


def test_a_line_without_a_gap_is_refused() -> None:
    """Nothing can be cut off between two words: not even the speck before the first one is written then."""
    line = np.zeros((120, 1900), np.uint8)
    cv2.line(line, (20, 60), (1899, 66), 255, 4)
    line[50:52, 4:8] = 255
    assert strip(line, 60.0, 6.0) is None


@given(st.floats(20, 170), st.floats(3.5, 6.5), st.integers(0, 8))
def test_what_is_pasted_is_writing(width_mm: float, height_mm: float, words: int) -> None:
    """Never less ink than the rule asks for, and never wider than its place."""
    cut = strip(written(words), width_mm, height_mm)
    if cut is not None:
        ink = cut > 100
        columns = np.nonzero(ink.any(axis=0))[0]
        assert ink.sum() / PX_PER_MM**2 >= LEAST_INK_MM2
        assert LEAST_WIDTH_MM <= (columns.max() - columns.min() + 1) / PX_PER_MM <= width_mm + 0.2


def test_a_refused_line_leaves_the_page_as_it_was() -> None:
    """The truth of such a field must not be "written" for a speck."""
    page = np.full((400, 1600, 3), 255, np.uint8)
    speck = np.zeros((120, 1900), np.uint8)
    speck[50:56, 40:46] = 255
    assert paste_line(page, speck, Rect(10, 10, 110, 16), PEN, np.random.default_rng(1)) is None
    assert (page == 255).all()


@pytest.mark.shared
def test_every_real_line_can_be_written_in_a_long_place(shared_data: Path) -> None:
    """Words that a person sees, in a place of 60 millimetres."""
    lines = handwriting_lines(shared_data)
    assert lines
    for line in lines:
        page = np.full((300, 1600, 3), 255, np.uint8)
        covered = paste_line(page, line, Rect(10, 10, 70, 16), PEN, np.random.default_rng(1))
        assert covered is not None
        assert covered.width > 30
        assert (page.min(axis=2) < 200).sum() / PX_PER_MM**2 > 2 * LEAST_INK_MM2
