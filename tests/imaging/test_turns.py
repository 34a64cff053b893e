"""Other ways up: the doubt is said, and the turned page knows its way back."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from scanpipe.imaging.straighten import straighten
from scanpipe.imaging.turns import doubtful_turns, turned_further
from scanpipe.imaging.warp import map_points
from tests.imaging.text_pages import draw_page, photographed


def test_a_full_page_leaves_no_doubt() -> None:
    """Half a page of letters knows its way up."""
    page = straighten(draw_page(81, "prose", 1240))
    assert doubtful_turns(replace(page, upright_margin=0.7)) == ()
    assert 90 not in doubtful_turns(page)


def test_a_page_without_letters_may_lie_in_any_way() -> None:
    """Nothing but a stroke: every turn is worth a look."""
    page = np.full((1754, 1240), 255, np.uint8)
    cv2.line(page, (300, 300), (500, 330), 0, 5)
    assert doubtful_turns(straighten(page)) == (180, 90, 270)


@pytest.mark.parametrize("turn_deg", [90, 180, 270])
def test_a_mark_stays_where_it_was_in_the_upload(turn_deg: int) -> None:
    """The way back of the turned page leads to the same place, whatever was straightened before."""
    photo, _ = photographed(draw_page(82, "form"), 82, "dark")
    page = straighten(photo)
    further = turned_further(page, turn_deg)
    height, width = page.image.shape[:2]
    assert further.image.shape[:2] == ((height, width) if turn_deg == 180 else (width, height))
    x, y = 0.2, 0.1
    there = {90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}[turn_deg]
    back = map_points(further.to_upload, np.array([there]))
    assert back == pytest.approx(map_points(page.to_upload, np.array([[x, y]])), abs=1e-9)


def test_four_quarters_are_the_page_again() -> None:
    """Picture, size and cut sides come full circle."""
    page = replace(straighten(draw_page(83, "form", 1240)), cut_edges=("top",))
    once = turned_further(page, 90)
    assert once.cut_edges == ("right",)
    assert (once.width_mm, once.height_mm) == (page.height_mm, page.width_mm)
    again = turned_further(turned_further(once, 180), 90)
    assert np.array_equal(again.image, page.image)
    assert again.cut_edges == page.cut_edges
    assert again.rotation_deg == page.rotation_deg
