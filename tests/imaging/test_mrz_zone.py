"""The zone of a card found by its geometry, its characters told by their shape."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from samples.cards.generate import make
from scanpipe.imaging import mrz_zone
from scanpipe.imaging.mrz_zone import COLUMNS, Zone, find_zones
from scanpipe.imaging.ocr_b import ALPHABET, SHAPE_PX, likeness, shape_of
from scanpipe.model import Image, Rect

PX_PER_MM = 300 / 25.4


def find_zone(picture: Image, px_per_mm: float) -> Zone | None:
    """The one zone of a page."""
    found = find_zones(picture, px_per_mm)
    assert len(found) < 2
    return found[0] if found else None


def read(line: Image) -> str:
    """The most alike character of each column."""
    return "".join(ALPHABET[i] for i in likeness(line).argmax(axis=1))


@pytest.mark.parametrize("layout", ["old", "2024"])
def test_the_zone_of_a_scanned_card_is_found_and_read(layout: str) -> None:
    """Both layouts, a little askew, on a patterned ground: every character, and the place nearly."""
    sample = next(make(21, 1, device="scan300", layout=layout))
    zone = find_zone(sample.picture.pixels, PX_PER_MM)
    assert zone is not None
    assert tuple(read(line) for line in zone.lines) == sample.card.mrz
    truth = sample.places["mrz"]
    assert zone.rect.overlap(truth) > 0.75 * truth.width * truth.height


def test_a_page_of_text_has_no_zone() -> None:
    """The front of a card and an empty page have none."""
    front = next(make(22, 1, device="scan300", sides="front"))
    assert find_zone(front.picture.pixels, PX_PER_MM) is None
    assert find_zone(np.full((800, 600), 255, np.uint8), PX_PER_MM) is None


def test_each_shape_is_most_like_itself() -> None:
    """No two characters of OCR-B are twins."""
    for letter in ALPHABET:
        line = np.full((48, 30 * (COLUMNS + 1)), 255, np.uint8)
        for column in range(COLUMNS):
            left = mrz_zone.column_px(column)[0] + 2
            line[5 : 5 + SHAPE_PX[1], left : left + SHAPE_PX[0]] = shape_of(letter)
        alike = likeness(line)
        order = alike.argsort(axis=1)
        assert set(order[:, -1].tolist()) == {ALPHABET.index(letter)}
        assert float(alike[0, order[0, -1]] - alike[0, order[0, -2]]) > 0.05


def test_small_copies_are_read() -> None:
    """A copy reduced to seven tenths keeps its proportions."""
    sample = next(make(23, 1, device="scan300"))
    small = cv2.resize(sample.picture.pixels, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    zone = find_zone(small, PX_PER_MM)
    assert zone is not None
    assert tuple(read(line) for line in zone.lines) == sample.card.mrz


@pytest.mark.shared
def test_the_lines_of_the_icao_specimen_are_read(shared_data: Path) -> None:
    """The public specimen of a passport: OCR-B as it is printed, forty-four characters a line."""
    gray = cv2.imread(str(shared_data / "qr-mrz" / "mrz_passport-td3.jpg"), cv2.IMREAD_GRAYSCALE)
    px_per_mm = gray.shape[1] / 125
    bands = mrz_zone._bands(mrz_zone._strokes(gray, px_per_mm), px_per_mm)
    lines = [read(mrz_zone._line(gray, band, 44)) for band in bands]
    assert "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" in lines
    assert "L898902C36UTO7408122F1204159ZE184226B<<<<<10" in lines


def test_places_are_millimetres_of_the_page() -> None:
    """A zone pasted elsewhere is found elsewhere."""
    sample = next(make(24, 1, device="scan300"))
    page = np.full_like(sample.picture.pixels, 250)
    page[200:] = sample.picture.pixels[:-200]
    here, there = (find_zone(p, PX_PER_MM) for p in (sample.picture.pixels, page))
    assert here is not None
    assert there is not None
    assert there.rect.top - here.rect.top == pytest.approx(200 / PX_PER_MM, abs=0.3)
    assert isinstance(there.rect, Rect)
