"""Two sheets in one photo: said when they surely are two, and never of one sheet, whatever it lies on."""

import cv2
import numpy as np
import pytest

from samples.pictures.phone import phone
from samples.pictures.tables import KINDS, table_top
from scanpipe.imaging.two_in_one import two_sheets
from scanpipe.model import Image

SIZE = (900, 1200)


def sheet(height: int = 640, *, printed: bool = True, seed: int = 1) -> Image:
    """A white sheet of the shape of A4 with lines of dark words."""
    rng = np.random.default_rng(seed)
    width = round(height / 1.414)
    page = np.full((height, width, 3), 245, np.uint8)
    for y in range(50, height - 60, 18) if printed else ():
        for x in range(40, width - 60, 26):
            cv2.rectangle(page, (x, y), (x + int(rng.integers(8, 20)), y + 5), (40, 40, 40), -1)
    return page


def laid(*sheets: tuple[Image, float, float, float], table: str = "wood", seed: int = 3) -> Image:
    """Sheets on a table: each with its middle (x, y) in pixels and its turn in degrees."""
    picture = table_top(*SIZE, np.random.default_rng(seed), table)
    for page, x, y, turn_deg in sheets:
        height, width = page.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, 1.0)
        matrix[:, 2] += [x - width / 2, y - height / 2]
        where = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, SIZE[::-1])
        picture = np.where(where[..., None] > 127, cv2.warpAffine(page, matrix, SIZE[::-1]), picture)
    return np.asarray(picture, np.uint8)


@pytest.mark.parametrize("table", ["wood", "dark", "cloth"])
@pytest.mark.parametrize("turn_deg", [0.0, 5.0, -8.0])
def test_two_sheets_side_by_side_are_told(table: str, turn_deg: float) -> None:
    """With their places, left one first."""
    found = two_sheets(laid((sheet(), 300, 450, turn_deg), (sheet(seed=2), 880, 440, -turn_deg), table=table))
    assert found is not None
    left, right = found
    assert left.x + left.width < right.x
    assert left.height == pytest.approx(640 / 900, abs=0.12)


@pytest.mark.parametrize(
    "picture",
    [
        laid((sheet(), 600, 450, 3.0)),
        laid((sheet(), 400, 450, 0.0), (sheet(), 400 + 452, 450, 0.0)),
        laid((sheet(), 300, 450, 0.0), (sheet(), 460, 450, 20.0)),
        laid((sheet(), 300, 450, 0.0), (sheet(printed=False), 880, 450, 0.0)),
        laid((sheet(), 300, 450, 0.0), (sheet(250), 880, 450, 0.0)),
        laid((sheet(), 300, 450, 0.0), (sheet(), 1100, 450, 0.0)),
        sheet(1200),
        np.full((800, 600), 200, np.uint8),
        np.zeros((300, 300), np.uint8),
    ],
    ids=["one", "touching", "overlapping", "empty", "a card", "cut off", "a scan", "gray", "small"],
)
def test_everything_else_is_not(picture: Image) -> None:
    """One sheet, sheets that touch or lie over each other, an empty one, something much smaller, a cut one, a scan."""
    assert two_sheets(picture) is None


@pytest.mark.parametrize("seed", range(len(KINDS) * 2))
def test_a_photo_of_one_page_is_one_page(seed: int) -> None:
    """On every kind of table, other papers under it included."""
    rng = np.random.default_rng(seed)
    page = cv2.resize(sheet(1200, seed=seed), (1240, 1754))
    assert two_sheets(phone(page, rng, shrink=0.7).pixels) is None
