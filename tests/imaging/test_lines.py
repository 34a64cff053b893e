"""Lines of ink: one for each printed line, with its marks, and alone in its picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.imaging.lines import TextLine, pictures_of, resized, stacked, text_lines
from scanpipe.imaging.sheet import take_apart
from scanpipe.model import Image
from tests.imaging.drawn import Drawing


def _lines(drawing: Drawing) -> list[TextLine]:
    return text_lines(take_apart(drawing.image, drawing.width_mm, drawing.height_mm))


def _pictures(drawing: Drawing) -> list[Image]:
    sheet = take_apart(drawing.image, drawing.width_mm, drawing.height_mm)
    return pictures_of(text_lines(sheet), sheet)


@pytest.mark.parametrize("step", [6.0, 7.5, 10.0])
def test_each_printed_line_is_one_line(step: float) -> None:
    """Tight and wide spacing; tone marks above and dots below do not make lines of their own."""
    drawing = Drawing(140, 70)
    texts = ["Họ và chữ đệm, tên chủ hộ", "Nội dung đề nghị: ỞỂỘẬ", "Quan hệ với chủ hộ: mẹ đẻ", "Nơi thường trú"]
    places = [drawing.print(10, 12 + step * row, text) for row, text in enumerate(texts)]
    found = _lines(drawing)
    assert len(found) == len(texts)
    for line, place in zip(found, places, strict=True):
        assert (line.rect.left, line.rect.right) == pytest.approx((place.left, place.right), abs=0.8)
        assert (line.rect.top, line.rect.bottom) == pytest.approx((place.top, place.bottom), abs=0.9)


def test_tone_marks_and_dots_are_in_the_picture_of_their_line() -> None:
    """Without its marks "mẹ đẻ" is another word: hardly a pixel of the print is outside the pictures."""
    drawing = Drawing(140, 30)
    drawing.print(10, 15, "Nội dị bị tị nị, ĩ ỉ í ì mẹ đẻ: kỳ nghỉ.")
    shown = sum(int((picture < 150).sum()) for picture in _pictures(drawing))
    assert shown == pytest.approx(int(drawing.ink.sum()), rel=0.02)


def test_two_columns_are_two_lines() -> None:
    """A wide gap separates the two halves of a heading, and a label from its value."""
    drawing = Drawing(160, 20)
    left = drawing.print(10, 12, "Giới tính: Nam").right
    drawing.print(left + 12, 12, "Dân tộc: Kinh")
    assert len(_lines(drawing)) == 2


def test_the_picture_of_a_line_shows_no_neighbours() -> None:
    """A tail that reaches into the box of the next line is left out of that line's picture."""
    drawing = Drawing(100, 40)
    drawing.print(10, 14, "gypqgypq gypq")
    drawing.print(10, 19.8, "ĐỘẨ ĐỘẨ ĐỘẨ")
    alone = Drawing(100, 40)
    alone.print(10, 19.8, "ĐỘẨ ĐỘẨ ĐỘẨ")
    lower, single = _pictures(drawing)[-1], _pictures(alone)[-1]
    assert (lower < 150).sum() == pytest.approx((single < 150).sum(), rel=0.05)


def test_structure_and_specks_are_no_lines() -> None:
    """Leaders, rules and dust have no words."""
    drawing = Drawing(140, 50)
    drawing.dots(10, 10, 130)
    drawing.line((10, 20), (130, 20))
    for x in range(15, 120, 17):
        drawing.disc(x, 35 + x % 5, 0.35)
    assert _lines(drawing) == []


def test_an_empty_sheet_has_no_lines() -> None:
    """White paper."""
    assert _lines(Drawing(50, 50)) == []


sizes = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 60)), min_size=1, max_size=6)


@given(sizes, st.integers(0, 40))
def test_stacked_pictures_stand_where_the_rows_say(shapes: list[tuple[int, int]], gap: int) -> None:
    """Every picture is found again, whole and in order, at its row."""
    pictures = [np.full(shape, i * 20, np.uint8) for i, shape in enumerate(shapes)]
    page, tops = stacked(pictures, gap_px=gap, margin_px=5)
    assert len(tops) == len(pictures)
    for picture, top in zip(pictures, tops, strict=True):
        high, wide = picture.shape
        assert np.array_equal(page[top : top + high, 5 : 5 + wide], picture)
        page[top : top + high, 5 : 5 + wide] = 255
    assert page.min() == 255


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_resized_keeps_white_white(scale: float) -> None:
    """Only the size changes."""
    out = resized(np.full((20, 40), 255, np.uint8), scale)
    assert out.shape == (20 * scale, 40 * scale)
    assert out.min() == 255
