"""Scans of blanks are laid level before anything is written on them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from samples import fonts
from samples.sheet import PX_PER_MM
from samples.sources.level import LEVEL_DEG, levelled, tilt_deg
from samples.sources.raster import gray_pages
from samples.sources.real import SCANS
from scanpipe.model import Rect

WORDS = "Cơ quan đăng ký cư trú ghi rõ ràng, cụ thể nội dung đề nghị đăng ký thường trú, tạm trú."


def page(lines: int = 20) -> np.ndarray:
    """An A4 page of print, level."""
    paper = Image.new("L", (2480, 3508), 255)
    draw = ImageDraw.Draw(paper)
    face = fonts.load(fonts.typed_face("serif"), 50)
    for line in range(lines):
        draw.text((300, 300 + 100 * line), WORDS, font=face, fill=0)
    return np.array(paper, np.uint8)


def turned(gray: np.ndarray, clockwise_deg: float) -> np.ndarray:
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -clockwise_deg, 1.0)
    return cv2.warpAffine(gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


@pytest.mark.parametrize("deg", [-3.0, -0.75, 0.0, 0.3, 2.0])
def test_the_tilt_of_a_page_is_measured_and_taken_away(deg: float) -> None:
    """Within the twentieth of a degree below which a page counts as level."""
    crooked = turned(page(), deg)
    assert tilt_deg(crooked) == pytest.approx(deg, abs=LEVEL_DEG)
    level, _ = levelled(crooked)
    assert tilt_deg(level) == pytest.approx(0, abs=LEVEL_DEG)


def test_a_level_page_stays_as_it_is() -> None:
    """Pixel by pixel, and no place moves."""
    straight = page()
    level, moved = levelled(straight)
    assert (level == straight).all()
    assert moved(Rect(1, 2, 3, 4)) == Rect(1, 2, 3, 4)


def test_too_little_print_says_nothing() -> None:
    """A page with three lines is left alone."""
    assert tilt_deg(page(3)) is None


def test_places_follow_the_page() -> None:
    """What was measured on the crooked scan lies over the same print afterwards."""
    crooked = page()
    cv2.rectangle(crooked, (400, 2800), (500, 2850), 0, -1)
    crooked = turned(crooked, 2.0)
    rows, columns = np.nonzero(crooked[2500:] < 128)
    before = Rect(columns.min(), 2500 + rows.min(), columns.max(), 2500 + rows.max())
    level, moved = levelled(crooked)
    after = moved(Rect(*(v / PX_PER_MM for v in (before.left, before.top, before.right, before.bottom))))
    rows, columns = np.nonzero(level[2500:] < 128)
    assert after.center[0] * PX_PER_MM == pytest.approx((columns.min() + columns.max()) / 2, abs=2)
    assert after.center[1] * PX_PER_MM == pytest.approx(2500 + (rows.min() + rows.max()) / 2, abs=2)


@pytest.mark.shared
@pytest.mark.poppler
def test_no_real_blank_lies_askew_any_more(shared_data: Path) -> None:
    """One of the pages does in its own scan."""
    pages = [gray for name in SCANS.values() for gray in gray_pages((shared_data / name).read_bytes())]
    own = [tilt_deg(gray) or 0.0 for gray in pages]
    assert max(abs(deg) for deg in own) > 0.5
    assert all(abs(tilt_deg(levelled(gray)[0]) or 0.0) <= LEVEL_DEG for gray in pages)
