"""Small printed squares to tick. A cross through a square splits its inside, so the four sides are looked for."""

from __future__ import annotations

import cv2
import numpy as np

from scanpipe.model import Image, Rect

_SIDE_MM = (1.9, 7.5)
_STROKE_MM = 1.3  # a side is a straight run at least this long; pen strokes are shorter or slanted
_COVERED = 0.72  # share of each side that must be there


def find_tick_boxes(ink: Image, px_per_mm: float) -> tuple[Rect, ...]:
    """All squares of a page's ink (0/1), in millimetres, top to bottom."""
    run = max(4, int(_STROKE_MM * px_per_mm))
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    frame = cv2.morphologyEx(cv2.bitwise_or(across, down), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(frame, connectivity=8)
    low, high = (s * px_per_mm for s in _SIDE_MM)
    found = []
    for x, y, w, h, _ in stats[1:count].tolist():
        if low <= w <= high and low <= h <= high and 0.72 <= w / h <= 1.4 and _four_sides(across, down, x, y, w, h):
            found.append(Rect(x / px_per_mm, y / px_per_mm, (x + w) / px_per_mm, (y + h) / px_per_mm))
    return tuple(sorted(found, key=lambda r: (round(r.top), r.left)))


def _four_sides(across: Image, down: Image, x: int, y: int, w: int, h: int) -> bool:
    band = max(2, round(0.14 * min(w, h)))
    sides = (
        across[y : y + band, x : x + w].any(axis=0),
        across[y + h - band : y + h, x : x + w].any(axis=0),
        down[y : y + h, x : x + band].any(axis=1),
        down[y : y + h, x + w - band : x + w].any(axis=1),
    )
    return all(float(side.mean()) >= _COVERED for side in sides)
