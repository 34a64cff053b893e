"""
Small printed squares to tick.

A tick splits the inside of a square and reaches beyond it, so neither the hole nor the outline can be relied on. What
stays are a top and a bottom side of one length, and upright sides between their ends.
"""

from __future__ import annotations

import cv2
import numpy as np

from scanpipe.imaging.connected import outer_boxes
from scanpipe.model import Image, Rect

_SIDE_MM = (1.9, 7.5)
# A side is a straight run at least this long. The longer runs find larger squares under ticks so thick that a part of
# them is as long as the side of a small square.
_RUNS_MM = (1.2, 2.3, 3.2)
_THICK_MM = 0.9
_SLACK_MM = 0.5  # how far the ends of top and bottom side may lie apart
_LONGER_MM = 1.3  # and how much further where a pen stroke runs through a corner
_RATIO = (0.75, 1.33)  # height to width
_APART_MM = (0.15, 0.7)
"""Where the next letter of a word would stand; what is set apart by a space stands further off."""
_UPRIGHT = 0.85  # share of an upright side that must be dark


def find_tick_boxes(ink: Image, px_per_mm: float) -> tuple[Rect, ...]:
    """All squares of a page's ink (0/1), in millimetres, top to bottom."""
    found: list[Rect] = []
    for run_mm in _RUNS_MM:
        found += _squares(ink, _sides(ink, run_mm, px_per_mm), px_per_mm)
    return tuple(_outermost(found))


def _sides(ink: Image, run_mm: float, px_per_mm: float) -> list[list[int]]:
    """Level strokes that may be the top or the bottom of a square, as x, y, width and height in px, from the top."""
    run = max(4, int(run_mm * px_per_mm))
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    boxes = outer_boxes(across)
    low, high = (s * px_per_mm for s in _SIDE_MM)
    thin = (boxes[:, 2] >= low) & (boxes[:, 2] <= high + _LONGER_MM * px_per_mm)
    thin &= boxes[:, 3] <= _THICK_MM * px_per_mm
    sides: list[list[int]] = boxes[thin].tolist()
    return sorted(sides, key=lambda s: s[1])


def _squares(ink: Image, sides: list[list[int]], px_per_mm: float) -> list[Rect]:
    low, high = (s * px_per_mm for s in _SIDE_MM)
    found = []
    for i, (x, y, w, _) in enumerate(sides):
        for u, v, width, height in sides[i + 1 :]:
            tall = v + height - y
            if tall > _RATIO[1] * w + 2:
                break
            span = _common_span((x, x + w), (u, u + width), px_per_mm)
            if span is None or not low <= span[1] - span[0] <= high:
                continue
            left, right = span
            square = _RATIO[0] * (right - left) <= tall <= _RATIO[1] * (right - left) + 2
            if (
                square
                and _closed(ink, left, y, right, v + height)
                and _alone(ink, left, y, right, v + height, px_per_mm)
            ):
                found.append(Rect(*(p / px_per_mm for p in (left, y, right, v + height))))
                break
    return found


def _common_span(top: tuple[int, int], bottom: tuple[int, int], px_per_mm: float) -> tuple[int, int] | None:
    """
    Where top and bottom side end together. A stroke through a corner lengthens one of them beyond it, so it is enough
    that one end agrees and the other reaches too far by no more than a stroke.
    """
    slack, longer = _SLACK_MM * px_per_mm, _LONGER_MM * px_per_mm
    left, right = abs(top[0] - bottom[0]), abs(top[1] - bottom[1])
    if min(left, right) > slack or max(left, right) > longer:
        return None
    return max(top[0], bottom[0]), min(top[1], bottom[1])


def _closed(ink: Image, left: int, top: int, right: int, bottom: int) -> bool:
    """Whether upright sides close the square, with sharp corners: an "o" has none."""
    band = max(2, round(0.16 * (right - left)))
    part = ink[top:bottom, left:right]
    sides = (part[:, :band].any(axis=1), part[:, -band:].any(axis=1))
    if any(float(s.mean()) < _UPRIGHT for s in sides):
        return False
    corners = (part[:3, :3], part[:3, -3:], part[-3:, :3], part[-3:, -3:])
    # A black square is a bullet or a smudge.
    return all(bool(c.any()) for c in corners) and float(part.mean()) < 0.8


def _alone(ink: Image, left: int, top: int, right: int, bottom: int, px_per_mm: float) -> bool:
    """
    Whether no letter stands right beside: a square is set apart, a letter of a word is not. A tick may reach out, but
    it crosses only a few rows.
    """
    quarter = (bottom - top) // 4
    near, far = max(2, round(_APART_MM[0] * px_per_mm)), max(3, round(_APART_MM[1] * px_per_mm))
    rows = slice(top + quarter, bottom - quarter)
    beside = (ink[rows, max(0, left - far) : max(0, left - near + 1)], ink[rows, right + near - 1 : right + far])
    return not any(b.size and float(b.any(axis=1).mean()) > 0.5 for b in beside)


def _outermost(boxes: list[Rect]) -> list[Rect]:
    """Without squares that lie in others: both edges of a thick frame, or a letter in a box."""
    out: list[Rect] = []
    for box in sorted(boxes, key=lambda b: -b.width * b.height):
        if not any(box.overlap(o) > 0.5 * box.width * box.height for o in out):
            out.append(box)
    return sorted(out, key=lambda r: (round(r.top), r.left))
