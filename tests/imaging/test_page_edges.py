"""The sheet in a picture: four corners on any table, and no sheet where there is only paper."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from scanpipe.imaging.edge_fit import completed
from scanpipe.imaging.page_edges import find_page
from scanpipe.imaging.sheet_size import sheet_of_picture, sheet_of_quad, true_aspect
from tests.imaging.text_pages import KINDS, draw_page, photographed, scanned, turn_by


@pytest.mark.parametrize("table", ["dark", "cloth", "light", "wood"])
@pytest.mark.parametrize("seed", [51, 52])
def test_corners_are_found_on_every_table(table: str, seed: int) -> None:
    """To a third of a per cent of the diagonal, and the sheet counts as photographed."""
    photo, corners = photographed(draw_page(seed, KINDS[seed % 5]), seed, table)
    found = find_page(photo)
    assert found is not None
    assert np.hypot(*(found.quad - corners).T).max() < 0.003 * 2500
    assert found.photographed
    assert found.borders == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_scan_white_to_the_border_has_no_edges(kind: str) -> None:
    """Frames, tables and tilted print are not the sheet."""
    page = scanned(turn_by(draw_page(53, kind), 3.0), 53)
    assert find_page(page) is None


def test_a_sheet_on_a_dark_scanner_glass_is_found_and_is_no_photo() -> None:
    """A uniform background and square corners: nothing can have been cut off by a careless hand."""
    page = scanned(draw_page(54, "form", 1240), 54)
    scan = np.full((page.shape[0] + 120, page.shape[1] + 90), 40, np.uint8)
    scan[60 : 60 + page.shape[0], 50 : 50 + page.shape[1]] = page
    found = find_page(scan)
    assert found is not None
    assert not found.photographed
    assert np.abs(found.quad[0] - [50, 60]).max() < 3
    assert np.abs(found.quad[2] - [50 + page.shape[1], 60 + page.shape[0]]).max() < 3


def test_a_dark_strip_at_one_side_is_not_a_sheet() -> None:
    """One edge alone says nothing about the other three."""
    page = scanned(draw_page(55, "form", 1240), 55)
    page[:, -25:] = 30
    assert find_page(page) is None


def test_a_finger_over_an_edge_does_not_move_the_corners() -> None:
    """Sides are fitted to most of their length."""
    photo, corners = photographed(draw_page(56, "form"), 56, "dark")
    middle = (corners[1] + corners[2]) / 2
    cv2.circle(photo, tuple(int(v) for v in middle), 110, (90, 130, 190), -1)
    found = find_page(photo)
    assert found is not None
    assert np.hypot(*(found.quad - corners).T).max() < 0.005 * 2500


@pytest.mark.parametrize(
    ("size", "sheet"),
    [((1654, 2339), (210, 297)), ((1676, 2339), (210, 297)), ((3508, 2480), (297, 210)), ((1200, 726), (210, 127.05))],
)
def test_the_sheet_of_a_scan(size: tuple[int, int], sheet: tuple[float, float]) -> None:
    """A4 either way up when the shape is about that of A4; otherwise as wide as A4 and of its own shape."""
    found = sheet_of_picture(*size)
    assert (found.width_mm, found.height_mm) == pytest.approx(sheet)


def test_a_strip_is_narrower_than_a_page() -> None:
    """A till receipt keeps the height of A4."""
    found = sheet_of_picture(544, 1052)
    assert found.height_mm == 297
    assert found.width_mm < 160


def test_an_identity_card_has_its_own_size() -> None:
    """Corners of a card seen from straight above."""
    card = np.array([[500.0, 400], [2212, 400], [2212, 1479.6], [500, 1479.6]])
    found = sheet_of_quad(card, (3000, 2000), quarter=False)
    assert (found.width_mm, found.height_mm) == (85.6, 53.98)


def test_the_true_shape_of_a_sheet_seen_at_an_angle() -> None:
    """A4 through a pinhole of 0.8 picture lengths, tilted about both axes: its shape comes back exactly."""
    focal, size = 2400.0, (2250, 3000)
    flat = np.array([[-105.0, -148.5, 0], [105, -148.5, 0], [105, 148.5, 0], [-105, 148.5, 0]])
    a, b = np.radians(28), np.radians(-14)
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    seen = flat @ (about_x @ about_y).T + np.array([0, 0, 420.0])
    quad = seen[:, :2] / seen[:, 2:] * focal + np.array(size) / 2
    assert true_aspect(quad, size) == pytest.approx(297 / 210, rel=1e-6)


def test_a_side_that_is_the_pictures_border_is_laid_parallel_to_the_opposite_side() -> None:
    """A turned rectangle cut by the bottom of the picture comes back as a rectangle that holds all that was seen."""
    seen = np.array([[100.0, 100.0], [500.0, 60.0], [560.0, 660.0], [156.0, 660.0]])
    found = completed(seen, (True, True, False, True))
    assert found[:2] == pytest.approx(seen[:2])
    top, bottom = found[1] - found[0], found[2] - found[3]
    assert top[0] * bottom[1] - top[1] * bottom[0] == pytest.approx(0, abs=1e-6)
    assert found[3, 1] > 660
    assert found[2] == pytest.approx(seen[2])


def test_two_opposite_borders_are_laid_across_the_other_two_sides() -> None:
    """Nothing else tells how far a sheet goes that runs out of the picture above and below."""
    seen = np.array([[120.0, 0.0], [520.0, 0.0], [500.0, 800.0], [100.0, 800.0]])
    found = completed(seen, (False, True, False, True))
    for i in (0, 2):
        side, across = found[(i + 1) % 4] - found[i], seen[3] - seen[0]
        assert side @ across == pytest.approx(0, abs=1e-6)
    assert found[:2, 1].min() <= 0
    assert found[2:, 1].max() >= 800
