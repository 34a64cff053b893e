"""Which way up: told by baselines, marks and leaders, on pages with and without any of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from scanpipe.imaging.deskew import find_blobs
from scanpipe.imaging.orientation import find_orientation, letter_height
from scanpipe.imaging.warp import turned
from tests.imaging.text_pages import KINDS, draw_page, scanned, turn_by

QUARTERS = (0, 90, 180, 270)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [41, 42, 43])
def test_every_quarter_turn_is_undone(kind: str, seed: int) -> None:
    """Forms, running text, tables, a letter of six lines and capitals, slightly skewed, at 150 dpi."""
    page = scanned(turn_by(draw_page(seed, kind, 1240), 2.5 - (seed - 41) * 2), seed)
    for quarter in QUARTERS:
        found = find_orientation(find_blobs(turned(page, quarter)))
        assert found is not None
        assert found.rotation_deg == (-quarter) % 360
        assert found.upright_margin > 0.1


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_turned_page_has_the_same_margins(quarter: int) -> None:
    """The evidence belongs to the page, not to the way it lies."""
    page = scanned(draw_page(44, "prose", 1240), 44)
    straight, moved = (find_orientation(find_blobs(p)) for p in (page, turned(page, quarter)))
    assert straight is not None
    assert moved is not None
    assert moved.upright_margin == pytest.approx(straight.upright_margin, abs=0.15)
    assert moved.skew_deg == pytest.approx(straight.skew_deg, abs=0.03)


def test_a_page_that_reads_the_same_both_ways_has_no_margin() -> None:
    """Rows of bars have no baseline: the answer is a doubt, not a guess that looks certain."""
    page = np.full((1754, 1240), 255, np.uint8)
    for top in range(200, 1500, 40):
        for left in range(150, 1100, 24):
            page[top : top + 14, left : left + 12] = 0
    found = find_orientation(find_blobs(page))
    assert found is not None
    assert found.upright_margin < 0.1


@pytest.mark.parametrize("quarter", QUARTERS)
def test_leaders_that_were_written_over_do_not_outvote_the_print(quarter: int) -> None:
    """The writing stands above its dots, and there are more dots than letters."""
    page = np.full((1754, 1240), 255, np.uint8)
    for top in range(150, 1600, 60):
        cv2.putText(page, "Ngay sinh:", (110, top), cv2.FONT_HERSHEY_COMPLEX, 0.6, 0, 1, cv2.LINE_AA)
        for left in range(240, 1120, 7):
            page[top - 2 : top, left : left + 2] = 60
        cv2.putText(page, "rua osen carue mane", (300, top - 14), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 90, 2, cv2.LINE_AA)
    found = find_orientation(find_blobs(turned(page, quarter)))
    assert found is not None
    assert found.rotation_deg == (-quarter) % 360


def test_columns_of_a_table_are_no_lines() -> None:
    """Words under one another are as clear a line as words side by side, but no letter stands beside the next."""
    page = np.full((1240, 1754), 255, np.uint8)
    for left in range(120, 1600, 250):
        for top in range(200, 1000, 90):
            cv2.putText(page, "minh", (left, top), cv2.FONT_HERSHEY_COMPLEX, 0.5, 0, 1, cv2.LINE_AA)
    for quarter in QUARTERS:
        found = find_orientation(find_blobs(turned(page, quarter)))
        assert found is not None
        assert found.rotation_deg % 180 == quarter % 180


def test_an_empty_page_has_no_orientation() -> None:
    """Nothing to go by."""
    assert find_orientation(find_blobs(np.full((1754, 1240), 255, np.uint8))) is None


def test_letter_height_is_that_of_the_print() -> None:
    """The same letters, whichever way the page lies."""
    page = draw_page(45, "prose", 1240)
    upright = letter_height(find_blobs(page), 0)
    assert 6 < upright < 22
    assert letter_height(find_blobs(turned(page, 90)), 270) == pytest.approx(upright, abs=1)


@pytest.mark.shared
@pytest.mark.poppler
@pytest.mark.parametrize(
    "name", ["scan_69_2024_ND-CP_p1.pdf", "scan_office_tt150-2020_2pages.pdf", "digital_nd65-2018.pdf"]
)
def test_real_pages_without_leaders_are_set_upright(shared_data: Path, name: str) -> None:
    """Scans and prints of laws: running Vietnamese text, serif, some of it bold or italic."""
    from pdf2image import convert_from_path

    for picture in convert_from_path(shared_data / "vietnamese-print" / name, dpi=150, grayscale=True):
        page = np.asarray(picture)
        for quarter in QUARTERS:
            found = find_orientation(find_blobs(turned(page, quarter)))
            assert found is not None
            assert found.rotation_deg == (-quarter) % 360


@pytest.mark.shared
def test_a_page_of_english_is_set_upright(shared_data: Path) -> None:
    """Latin text without a single Vietnamese mark."""
    page = cv2.imread(str(shared_data / "skew-known" / "jdeskew_upright.png"), cv2.IMREAD_GRAYSCALE)
    for quarter in QUARTERS:
        found = find_orientation(find_blobs(turned(page, quarter)))
        assert found is not None
        assert found.rotation_deg == (-quarter) % 360


def _signed(page: np.ndarray) -> np.ndarray:
    """A signature that slopes, and a name below it."""
    strokes = np.array([[800, 400], [820, 350], [835, 400], [860, 340], [880, 385], [900, 330], [915, 360]])
    cv2.polylines(page, [strokes], False, 30, 4, cv2.LINE_AA)
    cv2.line(page, (800, 430), (920, 405), 30, 3, cv2.LINE_AA)
    cv2.putText(page, "Le An", (850, 500), cv2.FONT_HERSHEY_COMPLEX, 0.7, 0, 1, cv2.LINE_AA)
    return page


def test_a_signature_alone_tells_no_angle() -> None:
    """It slopes as its owner likes; the page stays as it lies, and its margin says that somebody has to read it."""
    found = find_orientation(find_blobs(_signed(np.full((1754, 1240), 255, np.uint8))))
    assert found is not None
    assert found.skew_deg == 0
    assert found.upright_margin < 0.6


@pytest.mark.parametrize("deg", [-2.3, 0.0, 1.7])
def test_where_words_are_few_the_rules_of_a_table_tell_the_angle(deg: float) -> None:
    """Labels on the left and values a little higher on the right join up at an angle of their own."""
    page = np.full((1754, 1240), 255, np.uint8)
    for row in range(6):
        top = 200 + 60 * row
        cv2.rectangle(page, (150, top), (1090, top + 60), 0, 2)
        cv2.putText(page, "Dan toc:", (170, top + 40), cv2.FONT_HERSHEY_COMPLEX, 0.6, 0, 1, cv2.LINE_AA)
        cv2.putText(page, "Kinh", (700, top + 30), cv2.FONT_HERSHEY_COMPLEX, 0.6, 0, 1, cv2.LINE_AA)
    for quarter in QUARTERS:
        found = find_orientation(find_blobs(turned(turn_by(page, deg), quarter)))
        assert found is not None
        assert found.rotation_deg % 180 == quarter % 180
        assert found.skew_deg == pytest.approx(deg, abs=0.06)
