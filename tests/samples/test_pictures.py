"""Pictures keep the way back to the sheet, and look like what devices make."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image as Pil

from samples.pictures import scanner, severe
from samples.pictures.choice import SCAN_SHARES, SCANS, choose_picture
from samples.pictures.phone import forwarded, phone
from samples.pictures.picture import Picture
from samples.sheet import PX_PER_MM
from samples.truth import project
from scanpipe.model import Image

MARKS_MM = ((30.0, 40.0), (180.0, 40.0), (180.0, 250.0), (30.0, 250.0))


def page() -> Image:
    """A white A4 page with four black squares of 6 mm around known points, and dots as wide as strokes of print."""
    white = np.full((3508, 2480, 3), 255, np.uint8)
    for row in range(30, 274, 8):
        for column in range(50, 160, 10):
            left, top, right, bottom = (round(v * PX_PER_MM) for v in (column, row, column + 0.6, row + 0.6))
            white[top:bottom, left:right] = 30
    for x, y in MARKS_MM:
        left, top, right, bottom = (round(v * PX_PER_MM) for v in (x - 3, y - 3, x + 3, y + 3))
        white[top:bottom, left:right] = 0
    return white


def found_marks(picture: Picture) -> list[tuple[float, float]]:
    """The middles of the dark squares near where the transform says they are."""
    gray = picture.pixels if picture.pixels.ndim == 2 else cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY)
    middles = []
    reach = severe.px_per_mm(picture) * 7
    for x, y in MARKS_MM:
        u, v = project(picture.transform, x, y)
        left, top = max(0, round(u - reach)), max(0, round(v - reach))
        part = gray[top : round(v + reach), left : round(u + reach)]
        dark = part < (float(part.min()) + float(np.median(part))) / 2
        rows, columns = np.nonzero(cv2.erode(dark.astype(np.uint8), np.ones((3, 3), np.uint8)))
        middles.append((left + columns.mean(), top + rows.mean()))
    return middles


@pytest.mark.parametrize("name", [*SCANS, "phone"])
@pytest.mark.parametrize("seed", [1, 2])
def test_truth_follows_the_paper_into_the_picture(name: str, seed: int) -> None:
    """Every mark is found within a millimetre of where the transform puts it."""
    (picture,) = choose_picture([page()], np.random.default_rng(seed), name, None)
    scale = severe.px_per_mm(picture)
    for (x, y), found in zip(MARKS_MM, found_marks(picture), strict=True):
        expected = project(picture.transform, x, y)
        assert np.hypot(expected[0] - found[0], expected[1] - found[1]) < 1.0 * scale


def test_truth_follows_quarter_turns_and_messengers() -> None:
    """Turned and scaled down, the marks are still found."""
    upright = scanner.flatbed(page(), np.random.default_rng(3), dpi=200, colour=False, skew_deg=1.5)
    for quarters in range(4):
        turned = upright.turned(quarters)
        for (x, y), found in zip(MARKS_MM, found_marks(turned), strict=True):
            assert np.hypot(*np.subtract(project(turned.transform, x, y), found)) < 8
    small = forwarded(phone(page(), np.random.default_rng(4)))
    assert max(small.pixels.shape) == 2048
    for (x, y), found in zip(MARKS_MM, found_marks(small), strict=True):
        assert np.hypot(*np.subtract(project(small.transform, x, y), found)) < 8


def test_skew_is_the_angle_that_was_asked_for() -> None:
    """A printed line of a page turned clockwise falls to the right."""
    picture = scanner.flatbed(page(), np.random.default_rng(5), dpi=200, colour=False, skew_deg=2.5)
    (x0, y0), (x1, y1) = project(picture.transform, 30, 150), project(picture.transform, 180, 150)
    assert np.degrees(np.arctan2(y1 - y0, x1 - x0)) == pytest.approx(2.5, abs=0.01)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_turn_in_exif_is_undone_by_whoever_honours_it(orientation: int) -> None:
    """Stored sideways, shown as the truth says."""
    from dataclasses import replace

    from PIL import ImageOps

    picture = replace(phone(page(), np.random.default_rng(6)), exif_orientation=orientation)
    stored = Pil.open(io.BytesIO(picture.encoded()))
    shown = np.asarray(ImageOps.exif_transpose(stored))
    assert shown.shape[:2] == picture.pixels.shape[:2]
    difference = np.abs(shown[::16, ::16].astype(int) - picture.pixels[::16, ::16, ::-1].astype(int))
    assert difference.mean() < 6


@pytest.mark.parametrize("kind", sorted(severe.CODES))
def test_severe_pictures_lose_most_of_the_fine_print(kind: str) -> None:
    """Under severe damage a good part of the dots has no contrast left, or the picture is too coarse to read."""
    source = page()
    spoiled = severe.severe(source, np.random.default_rng(7), kind)
    assert spoiled.severe == kind
    if kind == "small":
        assert severe.px_per_mm(spoiled) < 3.1
        return
    assert _lost(spoiled) > 0.15


def test_mild_pictures_keep_the_fine_print() -> None:
    """The measure of the test above says the opposite of a good photo."""
    assert _lost(phone(page(), np.random.default_rng(8))) < 0.02


def _lost(picture: Picture) -> float:
    """The share of dots (0.6 mm) that do not stand out from the paper beside them, or are not in the picture."""
    gray = picture.pixels if picture.pixels.ndim == 2 else cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY)
    size = max(1, round(severe.px_per_mm(picture) * 0.2))
    lost = looked = 0
    for row in range(30, 274, 8):
        for column in range(50, 160, 10):
            looked += 1
            values = []
            for y in (row + 0.3, row + 4.3):
                u, v = (round(c) for c in project(picture.transform, column + 0.3, y))
                inside = size <= u < gray.shape[1] - size and size <= v < gray.shape[0] - size
                values.append(float(gray[v - size : v + size, u - size : u + size].mean()) if inside else 0.0)
            lost += values[1] - values[0] < 45
    return lost / looked


def test_shares_of_devices_are_whole() -> None:
    """One share for each device, together one."""
    assert len(SCANS) == len(SCAN_SHARES)
    assert sum(SCAN_SHARES) == pytest.approx(1)
