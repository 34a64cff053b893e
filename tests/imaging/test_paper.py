"""Even paper: white whatever the light was, and without red seals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.paper import even
from tests.imaging.drawn import BLUE, RED, Drawing, kept


def _ink(gray: np.ndarray) -> np.ndarray:
    return (gray < 150).astype(np.uint8)


def test_shadow_becomes_white_paper_and_print_stays_dark() -> None:
    """Light that falls off to half across the page leaves no gray corner behind."""
    drawing = Drawing(120, 80)
    drawing.print(10, 20, "Nơi thường trú: thôn Đông, xã Hòa Bình")
    drawing.print(10, 60, "Nơi ở hiện tại: phường Bến Thành")
    light = np.linspace(1.0, 0.5, drawing.gray.shape[1])[None] * np.linspace(1.0, 0.8, drawing.gray.shape[0])[:, None]
    shaded = (drawing.gray * light * 0.9).astype(np.uint8)
    gray = even(shaded, 120).gray
    assert np.percentile(gray[drawing.gray > 250], 1) > 235
    assert kept(_ink(gray), _ink(drawing.gray)) > 0.97


@settings(max_examples=10, deadline=None)
@given(across=st.floats(30, 42), x=st.floats(30, 90), y=st.floats(30, 60))
def test_a_red_round_seal_becomes_paper(across: float, x: float, y: float) -> None:
    """An official seal of any customary size leaves white paper, and its place is remembered."""
    drawing = Drawing(120, 90)
    drawing.seal(x, y, across)
    paper = even(drawing.image, 120)
    assert paper.gray.min() > 200
    (seal,) = paper.seals
    assert seal.center == pytest.approx((x, y), abs=2.5)
    assert seal.width == pytest.approx(across, abs=5)


def test_red_handwriting_stays() -> None:
    """People write with red pens: red alone is not a seal."""
    drawing = Drawing(150, 50)
    drawing.scrawl(10, 15, 60, ink=RED, seed=1)
    drawing.scrawl(10, 28, 110, ink=RED, seed=2, high=6)
    drawing.scrawl(10, 40, 25, ink=RED, seed=3)
    paper = even(drawing.image, 150)
    assert paper.seals == ()
    assert kept(_ink(paper.gray), drawing.ink) > 0.9


def test_a_red_signature_and_a_red_frame_stay() -> None:
    """A signature is as large as a seal, a frame as square: neither is a stamp."""
    drawing = Drawing(150, 60)
    drawing.scrawl(15, 45, 40, ink=RED, high=25, thick=0.5)
    drawing.line((20, 40), (60, 20), thick=0.5, ink=RED)
    drawing.line((100, 10), (140, 10), (140, 14), ink=RED)
    paper = even(drawing.image, 150)
    assert paper.seals == ()
    assert kept(_ink(paper.gray), drawing.ink) > 0.9


@pytest.mark.parametrize("ink", [(20, 20, 20), BLUE])
def test_a_seal_over_words_leaves_the_words(ink: tuple[int, int, int]) -> None:
    """The seal is pressed over name and signature; both are what we look for."""
    words, stamped = Drawing(120, 60), Drawing(120, 60)
    for drawing in (stamped, words):
        drawing is stamped and drawing.seal(55, 30)
        drawing.print(30, 20, "CHỦ TỊCH ỦY BAN NHÂN DÂN", ink=ink)
        drawing.print(40, 44, "Nguyễn Văn Hiệp", ink=ink)
        drawing.scrawl(38, 35, 30, high=8, ink=ink)
    gray = even(stamped.image, 120).gray
    assert kept(_ink(gray), words.ink) > 0.9
    assert _ink(gray).sum() < 1.25 * words.ink.sum()


def test_a_gray_picture_has_no_red_seals() -> None:
    """A photocopied seal has no colour; the search for its rim is another's work."""
    drawing = Drawing(120, 60)
    drawing.seal(60, 30)
    assert even(drawing.gray, 120).seals == ()


def test_scale_is_pixels_of_this_picture() -> None:
    """The scale follows from the width of the sheet."""
    assert even(np.full((40, 300, 3), 255, np.uint8), 50.0).px_per_mm == pytest.approx(6.0)


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (9, 9, 3)])
def test_the_smallest_pictures_are_paper_too(shape: tuple[int, ...]) -> None:
    """A crop of a few pixels is no reason to fail."""
    assert even(np.full(shape, 240, np.uint8), 1.0).gray.shape == shape[:2]
