"""
The machine-readable zone of a card found by its geometry: three dark lines of one length, one below the other.

Thirty characters of OCR-B, ten an inch, six lines an inch (ICAO Doc 9303 part 3 [M]): a line is 76 mm wide and the next
begins 4.2 mm below. Copies are enlarged or reduced, so only the proportions are held to. The characters stand on a
grid, so the column of each is known before it is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.model import Image, Rect

COLUMNS: Final = 30
MOST: Final = 8
"""Backs of cards that copy shops put on one page, and some room."""
_MOST_BANDS: Final = 60
_LINE_MM: Final = (45.0, 105.0)
"""Width of a line on copies from 60 % to 135 %."""
_PITCH_OF_WIDTH: Final = (0.035, 0.085)
"""Distance of two lines as a share of their width; 4.23 / 76 = 0.056 on the card."""
_HEIGHT_OF_WIDTH: Final = (0.015, 0.06)
_STROKE_MM: Final = 0.9
_GAP_MM: Final = (1.0, 3.0)
"""Gaps up and down, and sideways, that are closed within a line; lines are 1.6 mm apart, "1" stands 2.3 mm from "1"."""
_ARM_MM: Final = 1.4
"""Half a letter: the card's edge is three times as far."""
_MARGIN: Final = 0.5
"""Columns of white on both sides of a line that is read."""
_SIDE_BEARINGS: Final = 0.3
"""What the outermost letters leave free of their columns, both sides together."""
READING_PITCH_PX: Final = 30
"""Columns are this wide on the picture that is read; the letters are then about 30 px high."""
READING_HEIGHT_PX: Final = 48


@dataclass(frozen=True, slots=True)
class Zone:
    """
    The zone: its place in millimetres, and each of its lines level and alone.

    `lines`: gray pictures, letters dark; `column_px` says where each of the thirty characters stands on them.
    """

    rect: Rect
    lines: tuple[Image, Image, Image] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Band:
    """One dark line in pixels: middle of its left end, middle of its right end, height."""

    left: tuple[float, float]
    right: tuple[float, float]
    height: float

    @property
    def width(self) -> float:
        return self.right[0] - self.left[0]


def find_zones(picture: Image, px_per_mm: float) -> tuple[Zone, ...]:
    """
    Three lines each that may be a zone, the lowest first, at most MOST: on an upright page, gray or BGR.

    Geometry alone: whether they hold letters of OCR-B is for `ocr_b.likeness` to say.
    """
    gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8) if picture.ndim == 3 else picture
    ink = _strokes(gray, px_per_mm)
    return tuple(_zone(gray, three, px_per_mm) for three in _threes(_bands(ink, px_per_mm)))


def _zone(gray: Image, three: tuple[_Band, _Band, _Band], px_per_mm: float) -> Zone:
    lines = [_line(gray, band, COLUMNS) for band in _on_one_grid(three)]
    xs = [v for band in three for v in (band.left[0], band.right[0])]
    half = three[0].height / 2
    top = min(three[0].left[1], three[0].right[1]) - half
    bottom = max(three[2].left[1], three[2].right[1]) + half
    a, b, c = lines
    sides = (float(v) / px_per_mm for v in (min(xs), top, max(xs), bottom))
    return Zone(Rect(*sides), (a, b, c))


def _strokes(gray: Image, px_per_mm: float) -> Image:
    """Thin dark strokes (0/1), whatever the background is: security print is pale and wide."""
    size = 2 * round(_STROKE_MM * px_per_mm) + 1
    hat = cv2.morphologyEx(gray, cv2.MORPH_BLACKHAT, cv2.getStructuringElement(cv2.MORPH_RECT, (size, size)))
    cut, _ = cv2.threshold(hat[hat > 12], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU) if (hat > 12).any() else (99, 0)
    return np.asarray(hat > max(24.0, 0.9 * cut), np.uint8)


def _bands(ink: Image, px_per_mm: float) -> list[_Band]:
    """Stretches of strokes that are as long and as low as a line of the zone."""
    down, across = (round(v * px_per_mm) | 1 for v in _GAP_MM)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, across), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((down, 1), np.uint8))
    # Descenders and tails of neighbours would tie two lines together.
    thin = max(2, round(0.7 * px_per_mm))
    opened = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((thin, round(8 * px_per_mm)), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    # Opening takes the thin arm of a "T" or "7" off the end of a line.
    arm = round(_ARM_MM * px_per_mm)
    bands = []
    for i in range(1, count):
        x, y, w, h = (int(v) for v in stats[i, :4])
        if not _LINE_MM[0] <= w / px_per_mm <= _LINE_MM[1]:
            continue
        left = max(0, x - arm)
        area = np.s_[y : y + h, left : x + w + arm]
        # Of a line that is not level, the box reaches into its neighbours.
        own = cv2.dilate((labels[area] == i).astype(np.uint8), np.ones((1, 2 * arm + 1), np.uint8))
        band = _fitted(ink[area] & own, left, y)
        if band is not None and _HEIGHT_OF_WIDTH[0] <= band.height / band.width <= _HEIGHT_OF_WIDTH[1]:
            bands.append(band)
    return bands


def _fitted(ink: NDArray[np.uint8], x: int, y: int) -> _Band | None:
    """The line through the middle of the ink, from its first column to its last."""
    rows, columns = np.nonzero(ink)
    if len(columns) < 50:
        return None
    first, last = float(columns.min()), float(columns.max()) + 1
    slope, offset = np.polyfit(columns, rows, 1)
    spread = rows - (slope * columns + offset)
    low, high = np.percentile(spread, [2, 98])
    offset += (low + high) / 2
    ends = [(x + c, y + slope * c + offset) for c in (first, last)]
    return _Band(ends[0], ends[1], float(high - low) + 1)


def _threes(bands: list[_Band]) -> list[tuple[_Band, _Band, _Band]]:
    """Three bands of one width below each other, the lowest such three first; no band belongs to two."""
    ordered = sorted(bands, key=lambda b: b.left[1])[-_MOST_BANDS:]
    found = sorted((t for t in combinations(ordered, 3) if _alike(t)), key=lambda t: -t[2].left[1])
    out: list[tuple[_Band, _Band, _Band]] = []
    for three in found:
        if len(out) < MOST and not any(band in other for other in out for band in three):
            out.append(three)
    return out


def _alike(three: tuple[_Band, ...]) -> bool:
    width = max(b.width for b in three)
    if width - min(b.width for b in three) > 0.06 * width:
        return False
    if max(b.left[0] for b in three) - min(b.left[0] for b in three) > 0.05 * width:
        return False
    steps = [b.left[1] - a.left[1] for a, b in pairwise(three)]
    return all(_PITCH_OF_WIDTH[0] * width <= s <= _PITCH_OF_WIDTH[1] * width for s in steps) and (
        max(steps) < 1.35 * min(steps)
    )


def _on_one_grid(three: tuple[_Band, ...]) -> list[_Band]:
    """The bands from the first column to the last: "I" and "1" begin late, so the widest line speaks for all."""
    left, right = min(b.left[0] for b in three), max(b.right[0] for b in three)
    out = []
    for band in three:
        slope = (band.right[1] - band.left[1]) / band.width
        ends = [(x, band.left[1] + slope * (x - band.left[0])) for x in (left, right)]
        out.append(_Band(ends[0], ends[1], band.height))
    return out


def _line(gray: Image, band: _Band, columns: int) -> Image:
    """One line level, its first and last letters at the ends of the picture, light and dark stretched."""
    pitch = band.width / (columns - _SIDE_BEARINGS)
    scale = READING_PITCH_PX / pitch
    angle = np.arctan2(band.right[1] - band.left[1], band.width)
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    before = (_SIDE_BEARINGS / 2 + _MARGIN) * pitch
    x0, y0 = band.left[0] - before * np.cos(angle), band.left[1] - before * np.sin(angle)
    matrix = np.array([[cos, sin, -cos * x0 - sin * y0], [-sin, cos, sin * x0 - cos * y0 + READING_HEIGHT_PX / 2]])
    size = (round(READING_PITCH_PX * (columns + 2 * _MARGIN)), READING_HEIGHT_PX)
    level = cv2.warpAffine(gray, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    dark, light = np.percentile(level, [2, 75])
    table = np.clip((np.arange(256) - dark) * 255 / max(1.0, light - dark), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(level, table), np.uint8)


def column_px(column: int) -> tuple[int, int]:
    """Where a column (from 0) begins and ends on the picture of a line."""
    begin = round((column + _MARGIN) * READING_PITCH_PX)
    return begin, begin + READING_PITCH_PX
