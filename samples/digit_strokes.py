"""
Digits drawn with strokes, as school teaches them here and elsewhere: open and closed 4, crossed 7, 1 with and without
a flag and a foot. Real sets of small pictures hold few of these.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.pen import curve

_RING = [(0.5, 0.0), (0.12, 0.15), (0.0, 0.5), (0.12, 0.85), (0.5, 1.0), (0.88, 0.85), (1.0, 0.5), (0.88, 0.15)]
_RING = [*_RING, (0.5, 0.0), (0.3, 0.06)]
_TOP_RING = [(0.95, 0.2), (0.6, 0.0), (0.15, 0.1), (0.05, 0.35), (0.4, 0.52), (0.85, 0.4), (0.97, 0.15)]

Shape = list[list[tuple[float, float]]]
"""Strokes of one digit: knots of smooth lines in a unit square, x to the right, y down; corners end a stroke."""

SHAPES: dict[int, list[Shape]] = {
    0: [[_RING]],
    1: [
        [[(0.5, 0.0), (0.5, 1.0)]],
        [[(0.1, 0.3), (0.55, 0.0)], [(0.55, 0.0), (0.55, 1.0)]],
        [[(0.2, 0.22), (0.5, 0.0)], [(0.5, 0.0), (0.5, 1.0)], [(0.15, 1.0), (0.85, 1.0)]],
        [[(0.0, 0.5), (0.55, 0.0)], [(0.55, 0.0), (0.55, 1.0)]],
    ],
    2: [
        [[(0.05, 0.25), (0.4, 0.0), (0.9, 0.15), (0.8, 0.5), (0.05, 1.0)], [(0.05, 1.0), (1.0, 0.98)]],
        [[(0.05, 0.2), (0.5, 0.0), (0.9, 0.25), (0.5, 0.7), (0.1, 0.97), (0.25, 0.82), (0.6, 0.95), (1.0, 0.9)]],
    ],
    3: [
        [[(0.1, 0.12), (0.5, 0.0), (0.9, 0.2), (0.4, 0.46)], [(0.4, 0.46), (0.95, 0.7), (0.5, 1.0), (0.05, 0.88)]],
        [
            [(0.05, 0.0), (0.9, 0.0)],
            [(0.9, 0.0), (0.4, 0.4)],
            [(0.4, 0.4), (0.95, 0.62), (0.6, 1.0), (0.05, 0.9)],
        ],
    ],
    4: [
        [[(0.3, 0.0), (0.0, 0.6)], [(0.0, 0.6), (1.0, 0.6)], [(0.7, 0.25), (0.7, 1.0)]],
        [[(0.7, 0.0), (0.0, 0.68)], [(0.0, 0.68), (1.0, 0.68)], [(0.7, 0.0), (0.7, 1.0)]],
        [[(0.1, 0.0), (0.08, 0.5)], [(0.08, 0.5), (0.9, 0.5)], [(0.85, 0.0), (0.85, 1.0)]],
    ],
    5: [
        [[(0.95, 0.0), (0.2, 0.0)], [(0.2, 0.0), (0.12, 0.42)], [(0.12, 0.42), (0.9, 0.5), (0.7, 1.0), (0.05, 0.9)]],
        [[(0.85, 0.05), (0.2, 0.0)], [(0.2, 0.05), (0.15, 0.45), (0.7, 0.4), (0.95, 0.7), (0.5, 1.0), (0.0, 0.85)]],
    ],
    6: [
        [[(0.8, 0.0), (0.25, 0.35), (0.05, 0.75), (0.5, 1.0), (0.95, 0.75), (0.55, 0.5), (0.1, 0.7)]],
        [[(0.9, 0.1), (0.5, 0.0), (0.05, 0.45), (0.2, 0.95), (0.8, 0.95), (0.9, 0.6), (0.4, 0.48), (0.08, 0.7)]],
    ],
    7: [
        [[(0.0, 0.03), (0.95, 0.0)], [(0.95, 0.0), (0.4, 1.0)]],
        [[(0.0, 0.03), (0.95, 0.0)], [(0.95, 0.0), (0.35, 1.0)], [(0.25, 0.5), (0.95, 0.48)]],
        [[(0.03, 0.2), (0.05, 0.02)], [(0.05, 0.02), (1.0, 0.0)], [(1.0, 0.0), (0.55, 0.45), (0.45, 1.0)]],
        [
            [(0.05, 0.15), (0.1, 0.0)],
            [(0.1, 0.0), (0.95, 0.05)],
            [(0.95, 0.05), (0.4, 1.0)],
            [(0.3, 0.55), (0.85, 0.5)],
        ],
    ],
    8: [
        [
            [
                (0.85, 0.12), (0.5, 0.0), (0.12, 0.2), (0.5, 0.48), (0.92, 0.75),
                (0.5, 1.0), (0.08, 0.75), (0.5, 0.48), (0.9, 0.15),
            ]
        ],
        [
            [(0.5, 0.0), (0.15, 0.22), (0.5, 0.46), (0.85, 0.22), (0.5, 0.0), (0.4, 0.03)],
            [(0.5, 0.46), (0.05, 0.73), (0.5, 1.0), (0.95, 0.73), (0.5, 0.46), (0.4, 0.48)],
        ],
    ],
    9: [
        [_TOP_RING, [(0.97, 0.15), (0.9, 1.0)]],
        [_TOP_RING, [(0.97, 0.15), (0.9, 0.7), (0.5, 1.0), (0.1, 0.9)]],
    ],
}  # fmt: skip


def drawn(strokes: Shape, side_px: int, random: np.random.Generator) -> NDArray[Any]:
    """A digit of one shape as somebody draws it: knots moved a little, thin or thick pen; (side, side), ink 1."""
    height = random.uniform(0.55, 0.72) * side_px
    width = height * random.uniform(0.45, 0.85)
    corner = (side_px - width) / 2, (side_px - height) / 2
    # Strokes that meet must still meet: the same point is moved the same way.
    moved: dict[tuple[float, float], NDArray[Any]] = {}
    canvas = np.zeros((side_px, side_px), np.uint8)
    thickness = max(2, round(height * random.uniform(0.05, 0.16)))
    for knots in strokes:
        for knot in knots:
            moved.setdefault(knot, np.array(knot) + random.normal(0, 0.045, 2))
        points = curve(np.stack([moved[knot] for knot in knots])) * (width, height) + corner
        cv2.polylines(canvas, [(points * 16).round().astype(np.int32)], False, 255, thickness, cv2.LINE_AA, shift=4)
    return np.asarray(canvas, np.float32) / 255
