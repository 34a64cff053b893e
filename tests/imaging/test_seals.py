"""A photocopied seal: its rim goes, the words it was pressed over stay."""

from __future__ import annotations

import numpy as np
import pytest

from scanpipe.imaging.seals import without_rims
from scanpipe.model import Rect
from tests.imaging.drawn import BLACK, Drawing, kept


def _page(stamped: bool, across: float = 36.0) -> Drawing:
    drawing = Drawing(150, 80)
    for row in range(7):
        drawing.print(10, 12 + row * 10, "Cơ quan đăng ký cư trú xác nhận thông tin")
    if stamped:
        drawing.seal(75, 40, across, ink=BLACK)
    return drawing


@pytest.mark.parametrize("across", [34, 36, 38])
def test_the_rim_of_a_black_seal_goes_and_the_words_stay(across: float) -> None:
    """No ring is left to glue the words together, and hardly a letter is lost."""
    words, stamped = _page(stamped=False), _page(stamped=True, across=across)
    text, seals = without_rims(stamped.ink, stamped.px_per_mm)
    (x, y, radius) = seals[0]
    assert (x, y) == pytest.approx((75, 40), abs=1)
    assert radius == pytest.approx(across / 2, abs=1)
    assert kept(text, words.ink) > 0.9
    ring = np.zeros_like(text)
    turn = np.linspace(0, 2 * np.pi, 2000)
    at = (across / 2 - 0.45) * stamped.px_per_mm
    rows, columns = 40 * stamped.px_per_mm + at * np.sin(turn), 75 * stamped.px_per_mm + at * np.cos(turn)
    ring[np.round(rows).astype(int), np.round(columns).astype(int)] = 1
    assert kept(text, ring) < 0.2


def test_a_page_without_a_seal_is_left_alone() -> None:
    """Words, a frame, a table and large handwriting are no rims."""
    drawing = _page(stamped=False)
    drawing.box(Rect(100, 5, 145, 50))
    drawing.scrawl(60, 70, 60, high=25)
    text, seals = without_rims(drawing.ink, drawing.px_per_mm)
    assert seals == ()
    assert np.array_equal(text, drawing.ink)


def test_half_a_circle_is_no_seal() -> None:
    """A bow of a signature is not taken out."""
    drawing = Drawing(100, 60)
    turn = np.linspace(0, np.pi, 60)
    drawing.line(*zip((50 + 18 * np.cos(turn)).tolist(), (30 + 18 * np.sin(turn)).tolist(), strict=True), thick=0.8)
    text, seals = without_rims(drawing.ink, drawing.px_per_mm)
    assert seals == ()
    assert np.array_equal(text, drawing.ink)
