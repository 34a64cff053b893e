"""Straightening: upright, level, cut out of its background; and every point can be found again in the upload."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scanpipe.imaging.deskew import find_blobs
from scanpipe.imaging.orientation import find_orientation
from scanpipe.imaging.straighten import Straightened, straighten
from scanpipe.imaging.warp import inverse, map_points, quarter_turn, turned
from tests.imaging.text_pages import KINDS, draw_page, photographed, scanned, turn_by


def _in_upload(straightened: Straightened, x: float, y: float, size: tuple[int, int]) -> NDArray[np.float64]:
    """Where a pixel of the straightened page lies in the upload of that size (width, height), in pixels."""
    height, width = straightened.image.shape[:2]
    share = map_points(straightened.to_upload, np.array([[x / width, y / height]]))[0]
    return share * np.array(size)


def _centre_of_mark(gray: NDArray[np.uint8]) -> tuple[float, float]:
    """The middle of the only mid-gray disc on a page of black print."""
    level = cv2.GaussianBlur(gray, (0, 0), 2)
    rows, columns = np.nonzero((level > 110) & (level < 150) & (cv2.erode(gray, np.ones((9, 9))) > 100))
    return float(np.median(columns)) + 0.5, float(np.median(rows)) + 0.5


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_a_straight_page_comes_out_pixel_for_pixel(kind: str, quarter: int) -> None:
    """Whichever way it lay on the glass, a level page is turned by quarters and not resampled."""
    page = scanned(draw_page(11, kind), 11)
    found = straighten(turned(page, quarter))
    assert found.rotation_deg == (-quarter) % 360
    assert np.array_equal(found.image, page)
    assert (found.width_mm, found.height_mm) == (210, 297)


@settings(max_examples=12, deadline=None)
@given(deg=st.floats(-15, 15), quarter=st.sampled_from([0, 90, 180, 270]), kind=st.sampled_from(KINDS))
def test_a_tilted_page_is_levelled_to_a_tenth_of_a_degree(deg: float, quarter: int, kind: str) -> None:
    """Up to ±15°, after any quarter turn, with and without leaders."""
    page = scanned(turn_by(draw_page(5, kind, 1240), deg), 5)
    found = straighten(turned(page, quarter))
    assert found.rotation_deg == (-quarter) % 360
    assert found.skew_deg == pytest.approx(deg, abs=0.1)


@settings(max_examples=12, deadline=None)
@given(
    deg=st.floats(-12, 12),
    quarter=st.sampled_from([0, 90, 180, 270]),
    x=st.floats(0.25, 0.75),
    y=st.floats(0.86, 0.94),
    grow=st.booleans(),
)
def test_a_point_marked_in_the_upload_is_found_where_to_upload_says(
    deg: float, quarter: int, x: float, y: float, grow: bool
) -> None:
    """The way back holds to a pixel through turn, tilt and the drawing of the canvas."""
    page = draw_page(7, "form", 1240)
    cv2.circle(page, (round(x * 1240), round(y * page.shape[0])), 14, 128, -1)
    upload = turned(turn_by(page, deg, grow), quarter)
    found = straighten(upload)
    there = _in_upload(found, *_centre_of_mark(found.image), (upload.shape[1], upload.shape[0]))
    assert np.hypot(*(there - _centre_of_mark(upload))) < 1.5


def test_a_page_turned_on_a_larger_canvas_gets_its_own_size_back() -> None:
    """White triangles that a program added when it turned the page are cut off again."""
    page = draw_page(3, "form", 1240)
    found = straighten(turn_by(page, 9.0, grow=True))
    assert found.image.shape[1] == pytest.approx(1240, abs=8)
    assert (found.width_mm, found.height_mm) == (210, 297)


@pytest.mark.parametrize("table", ["dark", "cloth", "light", "wood"])
def test_a_photographed_page_is_cut_out_of_its_table(table: str) -> None:
    """The four corners are found to half a per cent of the picture, and the sheet is A4."""
    photo, corners = photographed(draw_page(21, "form"), 21, table)
    found = straighten(photo)
    assert found.perspective
    assert found.page_quad is not None
    assert np.hypot(*(np.array(found.page_quad) - corners).T).max() < 0.005 * 2500
    assert (found.width_mm, found.height_mm) == (210, 297)
    assert found.cut_edges == ()


def test_a_page_that_runs_out_of_the_photo_names_the_side() -> None:
    """The bottom of the sheet lies outside the picture; turned photos name the side of the upright page."""
    photo, _ = photographed(draw_page(22, "form"), 22, "dark", shift=(0.0, 0.12))
    assert straighten(photo).cut_edges == ("bottom",)
    assert straighten(turned(photo, 90)).cut_edges == ("bottom",)


@pytest.mark.parametrize("seed", [22, 23, 24])
def test_a_page_that_runs_out_of_the_photo_is_level_all_the_same(seed: int) -> None:
    """The picture's border cuts the sheet at some angle; it is not taken for the sheet's bottom."""
    photo, corners = photographed(draw_page(seed, "prose"), seed, "dark", tilt=0.01, shift=(0.0, 0.25))
    found = straighten(photo)
    assert found.perspective
    ends = map_points(inverse(np.asarray(found.to_upload)), corners[:2] / (photo.shape[1], photo.shape[0]))
    assert ends[0] == pytest.approx((0, 0), abs=0.01)
    assert ends[1] == pytest.approx((1, 0), abs=0.01)
    assert _left_over_deg(found.image) == pytest.approx(0, abs=0.2)


def _left_over_deg(page: np.ndarray) -> float:
    """The angle at which the page's lines still run."""
    found = find_orientation(find_blobs(page if page.ndim == 2 else cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)))
    assert found is not None
    return found.skew_deg


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (64, 64, 3)])
def test_pictures_without_a_page_come_out_as_they_are(shape: tuple[int, ...]) -> None:
    """Nothing to go by is no reason to fail, and no reason to turn anything."""
    picture = np.full(shape, 200, np.uint8)
    found = straighten(picture)
    assert found.rotation_deg == 0
    assert found.skew_deg == 0
    assert found.upright_margin == 0
    assert np.array_equal(found.image, picture)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["photo_js_test2.png", "photo_js_test6.JPG", "photo_omr_angle-1.jpg"])
def test_corners_of_real_photos_are_found(shared_data: Path, name: str) -> None:
    """Within the tolerance that whoever measured the photo gave."""
    truth = json.loads((shared_data / "photos-with-corners" / "corners.json").read_text())["photos"][name]
    photo = cv2.imread(str(shared_data / "photos-with-corners" / name))
    found = straighten(photo)
    assert found.page_quad is not None
    off = np.hypot(*(np.array(found.page_quad) - np.array(truth["corners_tl_tr_br_bl_clockwise"])).T)
    assert off.max() <= truth["tolerance_px"]


@pytest.mark.shared
@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_real_blanks_are_set_upright_and_never_warped(shared_data: Path, quarter: int) -> None:
    """Bitonal 200 dpi scans of ministry forms, white to the border, and a page of running text."""
    names = sorted((shared_data / "vietnamese-forms").glob("*.png"))
    names.append(shared_data / "skew-known" / "jdeskew_upright.png")
    assert len(names) >= 10
    for name in names:
        page = cv2.imread(str(name), cv2.IMREAD_GRAYSCALE)
        found = straighten(turned(page, quarter))
        assert found.rotation_deg == (-quarter) % 360, name.name
        assert not found.perspective, name.name
        assert found.cut_edges == (), name.name


@pytest.mark.shared
@pytest.mark.parametrize(("name", "deg"), [("deskew-2.png", -2.0), ("deskew-5.png", 3.0)])
def test_known_skews_of_real_scans(shared_data: Path, name: str, deg: float) -> None:
    """To the whole degree to which the truth is known (a positive truth is a page turned clockwise)."""
    page = cv2.imread(str(shared_data / "skew-known" / name), cv2.IMREAD_GRAYSCALE)
    assert straighten(page).skew_deg == pytest.approx(deg, abs=1.0)


def test_quarter_turns_are_exact() -> None:
    """The homography of a quarter turn and the turned picture agree for every corner."""
    for deg in (0, 90, 180, 270):
        matrix, width, height = quarter_turn(deg, 30, 20)
        corner = map_points(matrix, np.array([[0.0, 0.0], [30.0, 20.0]]))
        assert set(map(tuple, corner)) <= {(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)}
