"""Squares to tick are found empty and ticked; letters are no squares."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.tick_boxes import find_tick_boxes
from scanpipe.model import Rect
from tests.imaging.drawn import BLUE, SERIF, Drawing

SIZES = [2.5, 3.2, 4.0, 5.5]


def _mark(drawing: Drawing, box: Rect, how: str) -> None:
    x, y, s = box.left, box.top, box.width
    strokes = {  # in a square from 0 to 1, y down
        "empty": [],
        "x": [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.0), (0.1, 1.0)]],
        "v": [[(0.2, 0.4), (0.5, 0.8), (0.8, 0.2)]],
        "v beyond": [[(0.1, 0.4), (0.4, 0.85), (0.9, -1.2)]],
        "x beyond": [[(0.1, -0.5), (0.8, 1.4)], [(0.9, -0.4), (0.2, 1.3)]],
        "dash": [[(0.1, 0.5), (0.9, 0.45)]],
    }
    for stroke in strokes[how]:
        drawing.line(*[(x + px * s, y + py * s) for px, py in stroke], thick=0.45, ink=BLUE)


@pytest.mark.parametrize("how", ["empty", "x", "v", "v beyond", "x beyond", "dash"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dpi", [150, 200])
def test_a_square_is_found_however_it_is_ticked(how: str, size: float, dpi: int) -> None:
    """Neither an empty nor a ticked square is lost, and its place is the printed frame, not the tick."""
    drawing = Drawing(40, 25, dpi)
    box = Rect(15.1, 9.05, 15.1 + size, 9.05 + size)
    drawing.box(box)
    _mark(drawing, box, how)
    (found,) = find_tick_boxes(drawing.ink, drawing.px_per_mm)
    assert (found.left, found.top, found.right, found.bottom) == pytest.approx(
        (box.left, box.top, box.right, box.bottom), abs=0.6
    )


@settings(max_examples=20, deadline=None)
@given(
    size=st.floats(2.5, 6.5),
    x=st.floats(5, 20),
    y=st.floats(5, 15),
    thick=st.floats(0.2, 0.5),
    dpi=st.sampled_from([150, 200]),
)
def test_an_empty_square_is_found_anywhere(size: float, x: float, y: float, thick: float, dpi: int) -> None:
    """Size, place on the pixel grid and thickness of the frame do not matter."""
    drawing = Drawing(40, 30, dpi)
    drawing.box(Rect(x, y, x + size, y + size), thick=thick)
    (found,) = find_tick_boxes(drawing.ink, drawing.px_per_mm)
    assert found.center == pytest.approx((x + size / 2, y + size / 2), abs=0.4)


@pytest.mark.parametrize("face", [SERIF, "LiberationSerif-Italic"])
@pytest.mark.parametrize("size", [4.2, 4.6, 4.9, 5.3])
def test_letters_are_no_squares(face: str, size: float) -> None:
    """Round and angular letters of labels and headings, in every usual type."""
    drawing = Drawing(170, 50)
    drawing.print(5, 10, "o O D B H 0 8 6 9 Q U n u m ô Ơ Đ ọ đỏ Hộ BÔ HOD II HH ĐB", size=size, face=face)
    drawing.print(5, 22, "BỘ CÔNG AN, ĐỘC LẬP - HẠNH PHÚC", size=size, face=face)
    drawing.print(5, 34, "Hộ khẩu thường trú, nơi đăng ký, chủ hộ 0869", size=size, face=face)
    assert find_tick_boxes(drawing.ink, drawing.px_per_mm) == ()


def test_squares_between_words_are_found_in_reading_order() -> None:
    """Three choices on two lines."""
    drawing = Drawing(120, 30)
    for x, y, word in ((10, 6, "Lập hộ mới"), (60, 6, "Nhập hộ"), (10, 18, "Tách hộ")):
        drawing.box(Rect(x, y, x + 4, y + 4))
        drawing.print(x + 6, y + 4, word)
    found = find_tick_boxes(drawing.ink, drawing.px_per_mm)
    assert [(round(box.left), round(box.top)) for box in found] == [(10, 6), (60, 6), (10, 18)]


def test_digit_boxes_and_tables_are_no_squares_to_tick() -> None:
    """Their frames are too large or joined."""
    drawing = Drawing(120, 50)
    drawing.box(Rect(10, 5, 35, 17))
    for x in (50, 70, 110):
        drawing.line((x, 5), (x, 45))
    for y in (5, 25, 45):
        drawing.line((50, y), (110, y))
    assert find_tick_boxes(drawing.ink, drawing.px_per_mm) == ()


def test_a_black_square_is_a_bullet() -> None:
    """What is filled by print is not a choice."""
    drawing = Drawing(30, 20)
    drawing.box(Rect(10, 5, 13, 8), thick=1.5)
    assert find_tick_boxes(drawing.ink, drawing.px_per_mm) == ()


def test_both_edges_of_a_thick_frame_are_one_square() -> None:
    """A double frame is one choice."""
    drawing = Drawing(30, 20)
    drawing.box(Rect(10, 5, 15, 10))
    drawing.box(Rect(10.8, 5.8, 14.2, 9.2))
    assert len(find_tick_boxes(drawing.ink, drawing.px_per_mm)) == 1
