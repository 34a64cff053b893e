"""
Small printed squares to tick.

A tick splits the inside of a square and reaches beyond it, so neither the hole nor the outline can be relied on. What
stays are a top and a bottom side of one length, and upright sides between their ends.
"""

from __future__ import annotations

import cv2
import numpy as np

from scanpipe.model import Image, Rect

_SIDE_MM = (1.9, 7.5)
_RUN_MM = 1.2  # a side is a straight run at least this long; pen strokes are shorter or slanted
_THICK_MM = 0.9
_SLACK_MM = 0.5  # how far the ends of top and bottom side may lie apart
_RATIO = (0.75, 1.33)  # height to width
_UPRIGHT = 0.85  # share of an upright side that must be dark


def find_tick_boxes(ink: Image, px_per_mm: float) -> tuple[Rect, ...]:
    """All squares of a page's ink (0/1), in millimetres, top to bottom."""
    run = max(4, int(_RUN_MM * px_per_mm))
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(across, connectivity=8)
    low, high = (s * px_per_mm for s in _SIDE_MM)
    thin = (stats[:, 2] >= low) & (stats[:, 2] <= high) & (stats[:, 3] <= _THICK_MM * px_per_mm)
    thin[0] = False
    sides = sorted(stats[thin, :4].tolist(), key=lambda s: s[1])
    found: list[Rect] = []
    for i, (x, y, w, _) in enumerate(sides):
        for u, v, width, height in sides[i + 1 :]:
            tall = v + height - y
            if tall > _RATIO[1] * w + 2:
                break
            same = abs(u - x) <= _SLACK_MM * px_per_mm and abs(u + width - x - w) <= _SLACK_MM * px_per_mm
            if same and tall >= _RATIO[0] * w and _upright_sides(ink, min(x, u), y, max(x + w, u + width), v + height):
                left, right = min(x, u) / px_per_mm, max(x + w, u + width) / px_per_mm
                found.append(Rect(left, y / px_per_mm, right, (v + height) / px_per_mm))
                break
    return tuple(_outermost(found))


def _upright_sides(ink: Image, left: int, top: int, right: int, bottom: int) -> bool:
    """Whether upright sides close the square, with sharp corners: an "o" has none."""
    band = max(2, round(0.16 * (right - left)))
    part = ink[top:bottom, left:right]
    sides = (part[:, :band].any(axis=1), part[:, -band:].any(axis=1))
    if any(float(s.mean()) < _UPRIGHT for s in sides):
        return False
    corners = (part[:3, :3], part[:3, -3:], part[-3:, :3], part[-3:, -3:])
    # A black square is a bullet or a smudge.
    return all(bool(c.any()) for c in corners) and float(part.mean()) < 0.8


def _outermost(boxes: list[Rect]) -> list[Rect]:
    """Without squares that lie in others: both edges of a thick frame, or a letter in a box."""
    out: list[Rect] = []
    for box in sorted(boxes, key=lambda b: -b.width * b.height):
        if not any(box.overlap(o) > 0.5 * box.width * box.height for o in out):
            out.append(box)
    return sorted(out, key=lambda r: (round(r.top), r.left))
