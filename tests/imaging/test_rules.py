"""Ruled lines leave the text; strokes that cross them stay whole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.rules import split_rules
from scanpipe.model import Rect
from tests.imaging.drawn import SANS, Drawing, kept


def _strokes(mask: np.ndarray) -> int:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return int((stats[1:, cv2.CC_STAT_HEIGHT] >= 6).sum())


@settings(max_examples=15, deadline=None)
@given(y=st.floats(5, 25), long=st.floats(15, 110), thick=st.floats(0.15, 0.7), dpi=st.sampled_from([150, 200]))
def test_an_underline_is_found_and_removed(y: float, long: float, thick: float, dpi: int) -> None:
    """A ruled line of any customary thickness leaves nothing in the text, and is known to be there."""
    drawing = Drawing(120, 30, dpi)
    drawing.line((5, y), (5 + long, y), thick=thick)
    text, rules = split_rules(drawing.ink, drawing.px_per_mm)
    assert text.sum() < 0.02 * drawing.ink.sum()
    (rule,) = rules.horizontal
    assert (rule.left, rule.right) == pytest.approx((5, 5 + long), abs=0.5)
    assert (rule.top + rule.bottom) / 2 == pytest.approx(y, abs=0.5)


def test_a_table_leaves_its_words() -> None:
    """The grid goes, the words in its cells stay."""
    words, table = Drawing(120, 60), Drawing(120, 60)
    for drawing in (words, table):
        for row in range(4):
            drawing.print(8, 15 + 12 * row, f"{row + 1}")
            drawing.print(25, 15 + 12 * row, "Trần Thị Hồng")
            drawing.print(75, 15 + 12 * row, "Con đẻ")
    for x in (5, 20, 70, 115):
        table.line((x, 8), (x, 56))
    for row in range(5):
        table.line((5, 8 + 12 * row), (115, 8 + 12 * row))
    text, rules = split_rules(table.ink, table.px_per_mm)
    assert kept(text, words.ink) > 0.99
    assert text.sum() < 1.1 * words.ink.sum()
    assert len(rules.horizontal) == 5
    assert len(rules.upright) == 4


def test_strokes_that_cross_a_rule_stay_whole() -> None:
    """A pen crosses the line it writes on: p, g and y keep their tails in one piece."""
    pen, both = Drawing(100, 25), Drawing(100, 25)
    for drawing in (pen, both):
        for x in range(15, 90, 12):
            drawing.line((x, 9), (x + 2, 18), thick=0.5)
    both.line((5, 14), (95, 14))
    text, _ = split_rules(both.ink, both.px_per_mm)
    assert kept(text, pen.ink) > 0.97
    assert _strokes(text) == _strokes(pen.ink)


def test_words_are_no_rules() -> None:
    """Bars of T and H, stems of l and 1, dashes and capitals of a heading stay as they are."""
    drawing = Drawing(160, 40)
    drawing.print(5, 10, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", size=5.3, face="LiberationSerif-Bold")
    drawing.print(5, 20, "Độc lập - Tự do - Hạnh phúc; 11/11/2011; Illinois", face=SANS)
    drawing.print(5, 30, "HTEFLI lịch bạ thật khẩu", size=5.3, face=SANS)
    text, rules = split_rules(drawing.ink, drawing.px_per_mm)
    assert np.array_equal(text, drawing.ink)
    assert rules.horizontal == rules.upright == ()


def test_a_rule_that_printed_faintly_is_one_rule() -> None:
    """Breaks of a worn-out printer do not make dashes of a line."""
    drawing = Drawing(120, 20)
    for x in np.arange(5, 105, 4.2):
        drawing.line((float(x), 10), (float(x) + 4.0, 10))
    text, rules = split_rules(drawing.ink, drawing.px_per_mm)
    assert text.sum() < 0.02 * drawing.ink.sum()
    assert len(rules.horizontal) == 1


def test_a_rule_on_a_page_that_is_not_quite_straight_is_removed() -> None:
    """A quarter of a degree is left over on good pages."""
    drawing = Drawing(180, 20)
    drawing.line((5, 10), (175, 10.7))
    text, _ = split_rules(drawing.ink, drawing.px_per_mm)
    assert text.sum() < 0.05 * drawing.ink.sum()


def test_a_dark_area_is_no_rule() -> None:
    """A black photograph or a punch hole is long, but not thin."""
    drawing = Drawing(60, 40)
    drawing.box(Rect(10, 10, 40, 30), thick=20)
    _, rules = split_rules(drawing.ink, drawing.px_per_mm)
    assert rules.horizontal == rules.upright == ()
