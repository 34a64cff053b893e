"""Dark on a page outside of what is accounted for."""

import numpy as np
import pytest

from scanpipe.imaging.ink_elsewhere import dark_elsewhere_mm2
from scanpipe.model import Image, Rect


def page(*spots: Rect) -> Image:
    """A page of 100 × 150 mm, 8 pixels a millimetre, with black spots."""
    out: Image = np.full((1200, 800), 240, np.uint8)
    for r in spots:
        left, top, right, bottom = (round(v * 8) for v in (r.left, r.top, r.right, r.bottom))
        out[top:bottom, left:right] = 20
    return out


def test_dark_is_measured_in_square_millimetres() -> None:
    """Ten by five is fifty."""
    assert dark_elsewhere_mm2(page(Rect(20, 20, 30, 25)), 8, ()) == pytest.approx(50, abs=3)


def test_what_is_accounted_for_and_the_border_do_not_count() -> None:
    """Only the rest is elsewhere."""
    spots = page(Rect(20, 20, 30, 25), Rect(0, 0, 100, 4), Rect(60, 100, 62, 102))
    assert dark_elsewhere_mm2(spots, 8, [Rect(15, 15, 35, 30)]) == pytest.approx(4, abs=1)


def test_a_tinted_ground_is_not_dark() -> None:
    """The card itself is darker than the paper it lies on."""
    tinted = page()
    tinted[200:600, 100:700] = 205
    assert dark_elsewhere_mm2(np.dstack([tinted] * 3), 8, ()) == 0.0
