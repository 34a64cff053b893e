"""Skew: found to hundredths of a degree, whatever else lies on the page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.deskew import find_blobs, find_lines, ink_mask, refine_skew
from tests.imaging.text_pages import draw_page, scanned, turn_by


def _skew(gray: np.ndarray) -> float:
    blobs = find_blobs(gray)
    lines = find_lines(blobs.x, blobs.y)
    assert lines is not None
    return refine_skew(blobs.x, blobs.y, lines.deg)


@settings(max_examples=15, deadline=None)
@given(deg=st.floats(-15.5, 15.5))
def test_skew_is_found_within_five_hundredths(deg: float) -> None:
    """Any angle of the range, also between the steps of the search and beyond ±15°."""
    page = scanned(turn_by(draw_page(31, "prose", 1240), deg, grow=True), 31)
    assert _skew(page) == pytest.approx(deg, abs=0.05)


def test_a_thick_frame_at_another_angle_does_not_decide() -> None:
    """A dark border, a seal and a photograph are no text, however straight their edges are."""
    page = turn_by(draw_page(32, "prose", 1240), 4.0)
    page[:40], page[-40:], page[:, :40] = 0, 0, 0
    cv2.circle(page, (900, 1500), 110, 0, 12)
    assert _skew(page) == pytest.approx(4.0, abs=0.05)


def test_too_little_ink_has_no_angle() -> None:
    """A blank page and a page with a dot on it are not turned by anything."""
    page = np.full((1754, 1240), 250, np.uint8)
    assert find_lines(*_points(page)) is None
    page[800:806, 600:606] = 0
    assert find_lines(*_points(page)) is None


def _points(page: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    blobs = find_blobs(page)
    return blobs.x, blobs.y


def test_noise_alone_shows_no_lines() -> None:
    """Specks all over the page are equally sharp at every angle."""
    chance = np.random.default_rng(1)
    x, y = chance.uniform(0, 1000, (2, 20000)).astype(np.float32)
    lines = find_lines(x, y)
    assert lines is not None
    assert lines.sharpness < 1.3


def test_ink_of_a_faint_copy_is_found() -> None:
    """Gray print on light gray paper has nearly the same ink as black print on white."""
    page = draw_page(33, "form", 1240)
    faint = (165 + page * 0.33).astype(np.uint8)
    assert ink_mask(faint).mean() == pytest.approx(ink_mask(page).mean(), rel=0.15)
