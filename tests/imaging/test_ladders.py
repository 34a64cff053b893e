"""Rows of digit boxes: as many cells as were printed, whatever is written in them; a table is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.ladders import Ladder, find_ladders
from scanpipe.imaging.rules import split_rules
from scanpipe.model import Rect
from tests.imaging.drawn import BLACK, Drawing


def _ladders(drawing: Drawing) -> tuple[Ladder, ...]:
    _, rules = split_rules(drawing.ink, drawing.px_per_mm)
    return find_ladders(rules.upright, rules.horizontal)


@settings(max_examples=20, deadline=None)
@given(
    count=st.sampled_from([9, 10, 12, 13]),
    pitch=st.floats(4.5, 8),
    high=st.floats(6.2, 9),
    x=st.floats(5, 12),
    dpi=st.sampled_from([150, 200]),
)
def test_a_row_of_boxes_has_the_cells_that_were_printed(
    count: int, pitch: float, high: float, x: float, dpi: int
) -> None:
    """Every usual number and size of boxes is found, each cell where it was drawn."""
    drawing = Drawing(125, 20, dpi)
    cells = drawing.boxes(x, 5, count, pitch=pitch, high=high)
    (ladder,) = _ladders(drawing)
    assert len(ladder.cells) == count
    for found, drawn in zip(ladder.cells, cells, strict=True):
        assert found.center == pytest.approx(drawn.center, abs=0.5)


@pytest.mark.parametrize("number", ["079190000123", "147147147147", "111111111111", "444444444444", "777777777777"])
@pytest.mark.parametrize("ink", [BLACK, (40, 50, 150)])
def test_written_digits_add_no_cells(number: str, ink: tuple[int, int, int]) -> None:
    """The upright strokes of 1, 4 and 7 are no sides of boxes."""
    drawing = Drawing(100, 20)
    drawing.number(number, drawing.boxes(10, 5, 12), ink=ink)
    (ladder,) = _ladders(drawing)
    assert len(ladder.cells) == 12


def test_tall_ones_that_touch_the_frame_add_no_cells() -> None:
    """Some people write a 1 from the upper to the lower side of its box."""
    drawing = Drawing(100, 20)
    cells = drawing.boxes(10, 5, 12)
    for cell in (cells[1], cells[4], cells[5], cells[9]):
        drawing.line((cell.center[0] - 0.4, 5.2), (cell.center[0] - 0.4, 11.8), thick=0.4)
    (ladder,) = _ladders(drawing)
    assert len(ladder.cells) == 12


@pytest.mark.parametrize("missing", [1, 5, 11])
def test_a_faint_side_inside_the_row_is_filled_in(missing: int) -> None:
    """One upright rule that did not print costs no cell: its neighbours tell where it was."""
    drawing = Drawing(100, 20)
    for i in range(13):
        if i != missing:
            drawing.line((10 + 6 * i, 5), (10 + 6 * i, 12))
    drawing.line((10, 5), (82, 5))
    drawing.line((10, 12), (82, 12))
    (ladder,) = _ladders(drawing)
    assert len(ladder.cells) == 12
    assert ladder.rect.left == pytest.approx(10, abs=0.4)
    assert ladder.rect.right == pytest.approx(82, abs=0.4)


def test_a_table_is_no_ladder() -> None:
    """Columns of unequal widths and many rows: the table of household members."""
    drawing = Drawing(180, 70)
    for x in (8, 18, 65, 85, 98, 135, 172):
        drawing.line((x, 8), (x, 64))
    for row in range(8):
        drawing.line((8, 8 + 8 * row), (172, 8 + 8 * row))
    assert _ladders(drawing) == ()


def test_words_in_a_frame_are_no_ladder() -> None:
    """Stems of tall letters between two rules do not close any box."""
    drawing = Drawing(120, 30)
    drawing.box(Rect(5, 5, 115, 20))
    drawing.print(10, 15, "HIỆP ĐỊNH THƯỜNG TRÚ HÌNH THÀNH", size=7)
    assert _ladders(drawing) == ()


def test_two_rows_are_two_ladders() -> None:
    """The numbers of applicant and head of household stand below each other, or side by side."""
    drawing = Drawing(190, 40)
    drawing.boxes(10, 5, 12)
    drawing.boxes(10, 25, 12)
    drawing.boxes(110, 25, 10)
    assert [len(ladder.cells) for ladder in _ladders(drawing)] == [12, 12, 10]


@given(
    count=st.integers(6, 14),
    pitch=st.floats(4, 9),
    shake=st.lists(st.floats(-0.25, 0.25), min_size=15, max_size=15),
)
def test_edges_that_shake_a_little_are_still_equal_steps(count: int, pitch: float, shake: list[float]) -> None:
    """A bent page moves each rule by a fraction of a millimetre."""
    upright = [
        Rect(20 + pitch * i + shake[i] - 0.1, 30 + shake[i], 20 + pitch * i + shake[i] + 0.1, 37)
        for i in range(count + 1)
    ]
    across = [Rect(20, y - 0.1, 20 + pitch * count, y + 0.1) for y in (30, 37)]
    (ladder,) = find_ladders(upright, across)
    assert len(ladder.cells) == count


def test_uprights_without_rules_above_and_below_are_no_boxes() -> None:
    """Strokes of a pen side by side, or a bar code, are not closed."""
    upright = [Rect(20 + 6 * i, 30, 20.2 + 6 * i, 37) for i in range(13)]
    assert find_ladders(upright, []) == ()
    assert find_ladders(upright, [Rect(20, 29.9, 92, 30.1)]) == ()
