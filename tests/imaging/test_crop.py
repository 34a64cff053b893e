"""One place cut out of the picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.annotate import Style
from scanpipe.imaging.crop import crop, turned_upright
from scanpipe.model import IDENTITY, Box, Transform

RATIO = 210 / 297


def _page(width: int) -> np.ndarray:
    """A white page with a black square in the middle of its upper half."""
    picture = np.full((round(width / RATIO), width), 255, np.uint8)
    height = picture.shape[0]
    picture[round(0.2 * height) : round(0.3 * height), round(0.4 * width) : round(0.6 * width)] = 0
    return picture


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.01, 1), st.floats(0.005, 0.3), st.sampled_from([300, 900, 2500])
)
def test_a_cut_out_is_wide_enough_and_never_blown_up(x: float, y: float, w: float, h: float, width: int) -> None:
    """320 to 1200 px wide, and no pixel of the picture is drawn more than three times as large."""
    cut = crop(_page(width), IDENTITY, Box(x, y, w, h), style=Style.MUST, page_ratio=RATIO)
    assert 320 <= cut.shape[1] <= 1200
    scale = cut.shape[1] / (width * max(w + 2 * max(0.12 * max(w, h / RATIO), 0.025), 320 / 3 / width))
    assert scale <= 3.01


def test_the_place_stands_in_the_middle_with_its_surroundings() -> None:
    """Black inside the outline, white paper around it."""
    cut = crop(_page(1000), IDENTITY, Box(0.4, 0.2, 0.2, 0.1), style=Style.MUST, page_ratio=RATIO)
    height, width = cut.shape[:2]
    assert cut[height // 2, width // 2].max() < 40
    assert cut[2, 2].min() > 240


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_upload_gives_the_same_cut_out(turns: int) -> None:
    """Whichever way the phone was held, the place is cut out upright."""
    page = _page(800)
    lying = np.rot90(page, turns)  # counter-clockwise, so that `turns` clockwise turns set it upright
    shares = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, 1, 0], [-1, 0, 1]],
        2: [[-1, 0, 1], [0, -1, 1]],
        3: [[0, -1, 1], [1, 0, 0]],
    }
    a, b = (tuple(float(v) for v in row) for row in shares[turns])
    to_upload: Transform = (a, b, (0.0, 0.0, 1.0))  # type: ignore[assignment]
    box = Box(0.3, 0.15, 0.2, 0.1)
    straight = crop(page, IDENTITY, box, style=Style.CHECK, page_ratio=RATIO)
    assert np.abs(crop(lying, to_upload, box, style=Style.CHECK, page_ratio=RATIO).astype(int) - straight).mean() < 4
    upright, transform = turned_upright(lying, to_upload, turns * 90)
    assert (upright == page).all()
    assert np.allclose(transform, IDENTITY)
