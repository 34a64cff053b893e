"""Digit boxes cut apart: the digit without its frame, and the digits side by side."""

from __future__ import annotations

import numpy as np
import pytest

from scanpipe.imaging.cells import cell_pictures, rejoined
from scanpipe.imaging.sheet import PX_PER_MM, Sheet, take_apart
from tests.imaging.drawn import BLACK, BLUE, Drawing


def _sheet(number: str, *, dpi: int = 150, ink: tuple[int, int, int] = BLUE, high: float = 7.0) -> Sheet:
    """Twelve boxes with digits; a space leaves its box empty."""
    drawing = Drawing(100, 20, dpi)
    for which, cell in zip(number.ljust(12), drawing.boxes(10, 5, 12, high=high), strict=True):
        if which != " ":
            drawing.digit(which, cell.grown(-0.28 * cell.width, -0.2 * cell.height), ink=ink)
    return take_apart(drawing.image, 100, 20)


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("ink", [BLACK, BLUE])
def test_full_boxes_have_ink_and_empty_boxes_have_none(dpi: int, ink: tuple[int, int, int]) -> None:
    """No frame is left in an empty box, no digit is lost from a full one."""
    number = "07 190 147 3"
    sheet = _sheet(number, dpi=dpi, ink=ink)
    found = cell_pictures(sheet, sheet.structure.ladders[0])
    assert [bool(mask.any()) for _, mask in found] == [which != " " for which in number]
    for (gray, mask), which in zip(found, number, strict=True):
        assert gray.shape == mask.shape
        assert (which != " ") == bool(gray.min() < 150)


def test_a_speck_in_a_box_is_no_digit() -> None:
    """Dust is smaller than the smallest stroke."""
    drawing = Drawing(100, 20)
    for cell in drawing.boxes(10, 5, 12):
        drawing.disc(*cell.center, 0.15)
    sheet = take_apart(drawing.image, 100, 20)
    assert not any(mask.any() for _, mask in cell_pictures(sheet, sheet.structure.ladders[0]))


def test_dust_beside_a_digit_is_no_part_of_it() -> None:
    """A speck under a digit would make it look smaller and higher in its box; a broken stroke close by stays."""
    alone, dusty = Drawing(100, 20, 200), Drawing(100, 20, 200)
    for drawing in (alone, dusty):
        for cell in drawing.boxes(10, 5, 12):
            drawing.digit("1", cell.grown(-2.0, -1.9), thick=0.6)
            drawing.disc(cell.center[0], cell.center[1] - 2.0, 0.22)
            if drawing is dusty:
                drawing.disc(cell.center[0] - 1.4, cell.bottom - 1.0, 0.3)
    clean, dirty = (
        [mask for _, mask in cell_pictures(sheet, sheet.structure.ladders[0])]
        for sheet in (take_apart(d.image, 100, 20) for d in (alone, dusty))
    )
    assert all(np.array_equal(a, b) for a, b in zip(clean, dirty, strict=True))


def test_rejoined_digits_stand_closer_than_their_boxes() -> None:
    """An engine reads "079" as a number; spread over boxes it reads noise."""
    sheet = _sheet("079190000123")
    row = rejoined(sheet, sheet.structure.ladders[0])
    assert row is not None
    assert row.shape[1] < 0.75 * sheet.structure.ladders[0].rect.width * PX_PER_MM
    gaps = np.diff(np.nonzero((row < 150).any(axis=0))[0])
    assert (gaps > 2).sum() == 11


def test_boxes_without_digits_have_nothing_to_rejoin() -> None:
    """An empty row is None, not a white picture."""
    sheet = _sheet("")
    assert rejoined(sheet, sheet.structure.ladders[0]) is None


def test_boxes_at_the_edge_of_the_sheet_are_cut_apart_too() -> None:
    """A photo may end right behind the last box."""
    drawing = Drawing(73, 8)
    drawing.number("079190000123", drawing.boxes(0.4, 0.4, 12))
    sheet = take_apart(drawing.image, 73, 8)
    (ladder,) = sheet.structure.ladders
    assert all(mask.any() for _, mask in cell_pictures(sheet, ladder))


def test_boxes_far_down_a_sheet_of_unlike_scales_are_cut_where_they_are() -> None:
    """A scan cut a little short is taken for A4: a millimetre down has more or fewer pixels than one across."""
    drawing = Drawing(100, 200)
    drawing.number("079190000123", drawing.boxes(10, 185, 12))
    found = []
    for height_mm in (200, 203):
        sheet = take_apart(drawing.image, 100, height_mm)
        (ladder,) = sheet.structure.ladders
        found.append([int(mask.sum()) for _, mask in cell_pictures(sheet, ladder)])
    assert np.allclose(found[0], found[1], rtol=0.1)
