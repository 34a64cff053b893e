"""A page taken apart: its structure, its words, and what is the same at every resolution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.imaging.sheet import alike, binarise, pixels, take_apart, thumbnail, without_structure
from scanpipe.model import Rect
from tests.imaging.drawn import RED, Drawing, kept


def _form(dpi: int = 150, *, filled: bool = True, printed: bool = True) -> Drawing:
    """A small form; `printed` draws its structure, `filled` what a citizen wrote."""
    drawing = Drawing(160, 100, dpi)
    drawing.print(10, 12, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ")
    drawing.print(10, 25, "1. Họ, chữ đệm và tên:")
    drawing.print(10, 37, "2. Số định danh cá nhân:")
    drawing.print(20, 54, "Nam")
    if printed:
        drawing.dots(56, 25, 150)
        drawing.box(Rect(12, 50, 16, 54))
        drawing.line((10, 92), (150, 92))
    cells = drawing.boxes(60, 31, 12) if printed else []
    if filled:
        drawing.scrawl(60, 24.5, 35)
        if printed:
            drawing.number("047147000123", cells)
    return drawing


@pytest.mark.parametrize("dpi", [130, 150, 200, 300])
def test_structure_is_the_same_at_every_resolution(dpi: int) -> None:
    """Phones and scanners bring different numbers of pixels of one sheet."""
    structure = take_apart(_form(dpi).image, 160, 100).structure
    assert [len(ladder.cells) for ladder in structure.ladders] == [12]
    assert [box.center for box in structure.tick_boxes] == [pytest.approx((14, 52), abs=0.5)]
    assert any(abs(leader.baseline - 25) < 0.6 and leader.right > 145 for leader in structure.leaders)
    assert any(abs(rule.top - 92) < 0.6 and rule.width > 135 for rule in structure.horizontal)
    assert structure.seals == ()


def test_text_is_words_and_writing_without_structure() -> None:
    """What is left to be read is what was printed as words, and what was written."""
    sheet = take_apart(_form().image, 160, 100)
    words = _form(printed=False).ink
    assert kept(sheet.text, words) > 0.98
    for bare in (Rect(100, 20, 150, 28), Rect(5, 90, 155, 95)):
        left_over = sheet.text[pixels(bare, sheet.text.shape)].sum()
        assert left_over < 0.03 * sheet.ink[pixels(bare, sheet.ink.shape)].sum()


def test_digits_in_boxes_keep_their_upright_strokes() -> None:
    """The stems of 1, 4 and 7 look like rules, but stand inside a box."""
    drawing, alone = Drawing(100, 20), Drawing(100, 20)
    cells = drawing.boxes(10, 5, 12, high=8)
    for digit, cell in zip("147147147147", cells, strict=True):
        for paper in (drawing, alone):
            paper.digit(digit, cell.grown(-0.28 * cell.width, -0.1 * cell.height))
    assert kept(take_apart(drawing.image, 100, 20).text, alone.ink) > 0.88


def test_the_page_for_words_has_no_structure_and_all_words() -> None:
    """Leaders and rules are painted over, words keep their gray edges."""
    sheet = take_apart(_form(filled=False).image, 160, 100)
    page = without_structure(sheet)
    words = _form(filled=False, printed=False)
    assert kept((page < 150).astype(np.uint8), words.ink) > 0.99
    assert page[pixels(Rect(60, 20, 155, 28), page.shape)].min() > 200
    assert page is not sheet.gray
    assert sheet.gray[pixels(Rect(60, 20, 155, 28), page.shape)].min() < 150


@pytest.mark.parametrize("strength", [0.25, 0.5, 1.0])
def test_ink_is_found_however_faint_the_copy_is(strength: float) -> None:
    """A toner that runs out, a pencil, and a good print take one path."""
    drawing = _form()
    faint = (255 - (255 - drawing.gray.astype(float)) * strength).astype(np.uint8)
    assert kept(binarise(faint), drawing.ink) > 0.95
    assert binarise(faint).sum() < 1.3 * drawing.ink.sum()


def test_noise_of_the_scanner_is_no_ink() -> None:
    """An empty sheet stays empty."""
    noisy = np.clip(np.random.default_rng(3).normal(247, 4, (600, 900)), 0, 255).astype(np.uint8)
    assert binarise(noisy).mean() < 0.001


def test_seals_are_remembered_where_they_were() -> None:
    """A seal over words is known to the checks."""
    drawing = Drawing(160, 100)
    for row in range(8):
        drawing.print(10, 12 + 11 * row, "Ý kiến của chủ hộ hoặc người đại diện theo pháp luật")
    drawing.seal(80, 50, ink=RED)
    structure = take_apart(drawing.image, 160, 100).structure
    assert any(seal.center == pytest.approx((80, 50), abs=2) for seal in structure.seals)


sides = st.floats(-50, 400)


@given(sides, sides, sides, sides, st.integers(1, 500), st.integers(1, 500))
def test_a_place_never_reaches_beyond_the_picture(a: float, b: float, c: float, d: float, high: int, wide: int) -> None:
    """Places that stick out are cut; no slice counts from the end."""
    rows, columns = pixels(Rect(a, b, c, d), (high, wide))
    assert 0 <= rows.start <= rows.stop <= high
    assert 0 <= columns.start <= columns.stop <= wide


def test_the_same_page_twice_is_alike_and_another_filled_form_is_not() -> None:
    """A page photographed twice, by another camera, is told from a second form with other writing."""
    chance = np.random.default_rng(4)

    def page(seed: int, dpi: int) -> np.ndarray:
        drawing = Drawing(160, 120, dpi)
        for row in range(6):
            drawing.print(10, 15 + 18 * row, "Nơi ở hiện tại:")
            drawing.scrawl(45, 15 + 18 * row, 30 + 70 * ((seed * 7 + row * 5) % 11) / 11, seed=seed * 9 + row, high=5)
        noisy = np.clip(drawing.image + chance.normal(0, 4, drawing.image.shape), 0, 255).astype(np.uint8)
        return thumbnail(take_apart(noisy, 160, 120))

    first, again, other = page(1, 150), page(1, 200), page(2, 150)
    assert first.shape == again.shape == other.shape
    assert alike(first, first) == pytest.approx(1)
    assert alike(first, again) > 0.95
    assert alike(first, other) < 0.85


def test_two_empty_pages_say_nothing_about_each_other() -> None:
    """Without writing there is nothing to compare."""
    empty = np.zeros((20, 20), np.uint8)
    assert alike(empty, empty) == 0.0
