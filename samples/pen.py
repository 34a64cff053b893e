"""
Strokes on a page: words in a print face or a handwriting-like face, real handwritten digits, ticks and signatures.

Every function changes the page it is given (a working copy of a blank) and returns the place that the ink covers, in
millimetres: truth is measured on the strokes, not on the intention.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from samples import fonts, real_digits
from samples.sheet import PX_PER_MM
from samples.strips import strip
from scanpipe.model import Image, Rect

Mask = NDArray[np.float32]
"""How much ink lies on each pixel, 0 none to 1 full."""

# BGR of ball pens as scanners see them.
BLUE, DARK_BLUE, BLACK, RED = (150, 62, 28), (105, 40, 22), (38, 34, 32), (52, 40, 190)


@dataclass(frozen=True, slots=True)
class Pen:
    """
    How somebody writes. `size_mm` is the em. `rest_mm` is where the baseline lies against the printed line: 0 on it,
    negative above. Print faces neither slant nor jitter.
    """

    face: Path
    size_mm: float
    colour: tuple[int, int, int]
    hand: bool
    rest_mm: float = 0.0
    slant: float = 0.0
    width_mm: float = 0.42

    def length_mm(self, text: str, *, scale: float = 1.0) -> float:
        """How wide a text gets, without jitter."""
        return fonts.load(self.face, _px(self.size_mm * scale)).getlength(text) / PX_PER_MM


def _px(length_mm: float) -> int:
    return max(6, round(length_mm * PX_PER_MM))


def write(
    page: Image, text: str, at_mm: tuple[float, float], pen: Pen, rng: np.random.Generator, scale: float = 1.0
) -> Rect | None:
    """Write a text from a point on its baseline; None when nothing of it fell on the page."""
    x_mm, baseline_mm = at_mm
    size_px = _px(pen.size_mm * scale)
    if not pen.hand:
        return _ink(page, *_run(text, pen.face, size_px), x_mm, baseline_mm, pen.colour)
    covered: Rect | None = None
    space = fonts.load(pen.face, size_px).getlength(" ") / PX_PER_MM
    drift = rng.normal(0, 0.006)
    for word in text.split(" "):
        word_px = max(6, round(size_px * rng.uniform(0.95, 1.05)))
        mask, left, top = _run(word, pen.face, word_px)
        mask, left, top = _sway(
            mask, left, top, pen.slant + rng.normal(0, 0.03), math.degrees(drift) + rng.normal(0, 0.5)
        )
        rise = baseline_mm + drift * (x_mm - at_mm[0]) + rng.normal(0, 0.16)
        covered = _joined(covered, _ink(page, _pressed(mask, rng), left, top, x_mm, rise, pen.colour))
        x_mm += fonts.load(pen.face, word_px).getlength(word) / PX_PER_MM + space * rng.uniform(0.85, 1.3)
    return covered


def _run(text: str, face: Path, size_px: int) -> tuple[Mask, int, int]:
    """A text as a mask, with the place of its top left pixel against the start of its baseline."""
    font = fonts.load(face, size_px)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    from PIL import Image as Pil
    from PIL import ImageDraw

    width, height = math.ceil(right - left) + 4, math.ceil(bottom - top) + 4
    canvas = Pil.new("L", (max(1, width), max(1, height)))
    ImageDraw.Draw(canvas).text((2 - left, 2 - top), text, font=font, fill=255, anchor="ls")
    mask: Mask = (np.asarray(canvas) / 255).astype(np.float32)
    return mask, math.floor(left) - 2, math.floor(top) - 2


def _sway(mask: Mask, left: int, top: int, slant: float, turn_deg: float) -> tuple[Mask, int, int]:
    """A word slanted and turned about the start of its baseline."""
    height, width = mask.shape
    pad = round(height * (0.5 + abs(slant))) + 6
    cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    # y grows downwards: a positive slant leans to the right, as most hands do.
    matrix = np.array([[cos, -slant, 0.0], [sin, cos, 0.0]])
    start = np.array([-left, -top], float)
    matrix[:, 2] = start + pad - matrix[:, :2] @ start
    size = (width + 2 * pad, height + 2 * pad)
    swayed: Mask = np.asarray(cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR)).astype(np.float32)
    return swayed, left - pad, top - pad


def _pressed(mask: Mask, rng: np.random.Generator) -> Mask:
    """Ball pens do not press evenly: the ink varies along the word."""
    height, width = mask.shape
    coarse = rng.uniform(0.74, 1.0, (2, max(2, width // 60))).astype(np.float32)
    return np.asarray(mask * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _ink(
    page: Image, mask: Mask, left: int, top: int, x_mm: float, y_mm: float, colour: tuple[int, int, int]
) -> Rect | None:
    """Lay a mask of ink on the page; what hangs over its edge is cut."""
    x, y = round(x_mm * PX_PER_MM) + left, round(y_mm * PX_PER_MM) + top
    height, width = mask.shape
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(page.shape[1], x + width), min(page.shape[0], y + height)
    if x0 >= x1 or y0 >= y1:
        return None
    part = mask[y0 - y : y1 - y, x0 - x : x1 - x, None]
    under = page[y0:y1, x0:x1].astype(np.float32)
    ink = np.array(colour, np.float32)
    # Ink darkens what lies below; it never lightens print.
    page[y0:y1, x0:x1] = np.minimum(under, under * (1 - part) + ink * part).round().astype(np.uint8)
    rows, columns = np.nonzero(part[:, :, 0] > 0.25)
    if not len(rows):
        return None
    return Rect(
        (x0 + columns.min()) / PX_PER_MM,
        (y0 + rows.min()) / PX_PER_MM,
        (x0 + columns.max() + 1) / PX_PER_MM,
        (y0 + rows.max() + 1) / PX_PER_MM,
    )


def _joined(a: Rect | None, b: Rect | None) -> Rect | None:
    if a is None or b is None:
        return a or b
    return a.union(b)


def stroke(page: Image, points_mm: NDArray[np.float64], width_mm: float, colour: tuple[int, int, int]) -> Rect | None:
    """A smooth line through points (n, 2) given in millimetres."""
    points = points_mm * PX_PER_MM
    pad = max(3, round(width_mm * PX_PER_MM) + 2)
    left, top = np.floor(points.min(axis=0)).astype(int) - pad
    right, bottom = np.ceil(points.max(axis=0)).astype(int) + pad
    if right - left > page.shape[1] or bottom - top > page.shape[0]:
        return None
    canvas = np.zeros((bottom - top, right - left), np.uint8)
    shifted = ((points - (left, top)) * 16).round().astype(np.int32)
    thickness = max(1, round(width_mm * PX_PER_MM))
    cv2.polylines(canvas, [shifted], False, 255, thickness, cv2.LINE_AA, shift=4)
    return _ink(page, (canvas / 255).astype(np.float32), int(left), int(top), 0.0, 0.0, colour)


def curve(knots: NDArray[np.float64], *, steps: int = 14) -> NDArray[np.float64]:
    """Points of a Catmull-Rom spline through knots (n, 2)."""
    padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*pieces, knots[-1:]])


def sign(page: Image, place: Rect, pen: Pen, rng: np.random.Generator) -> Rect | None:
    """A signature: loops that grow smaller, sometimes with a stroke below, somewhere inside the place."""
    width = min(place.width * rng.uniform(0.55, 0.85), rng.uniform(20, 34))
    height = min(place.height * 0.62, rng.uniform(7, 13))
    loops = int(rng.integers(4, 8))
    phase = np.linspace(0, loops * math.pi * 1.6, loops * 5)
    share = np.linspace(0, 1, len(phase))
    fade = np.linspace(1, rng.uniform(0.25, 0.6), len(phase)) * rng.uniform(0.75, 1.15, len(phase))
    x = share * width + np.cos(phase * rng.uniform(0.9, 1.1)) * width * 0.09
    y = np.sin(phase) * height * 0.45 * fade + share * rng.uniform(-0.12, 0.12) * height
    x, y = x - x.min(), y - y.min()
    left = place.center[0] - width / 2 + rng.uniform(-0.06, 0.06) * place.width
    top = place.center[1] - (y.max() / 2) + rng.uniform(-0.08, 0.08) * place.height
    covered = stroke(page, curve(np.stack([left + x, top + y], axis=1)), pen.width_mm, pen.colour)
    if rng.random() < 0.5:
        below = min(place.bottom - 0.5, top + y.max() + rng.uniform(0.2, 1.5))
        dash = np.array(
            [[left + 0.15 * width, below], [left + 0.6 * width, below - 0.9], [left + 1.02 * width, below - 0.4]]
        )
        covered = _joined(covered, stroke(page, curve(dash), pen.width_mm, pen.colour))
    return covered


def tick(page: Image, box: Rect, pen: Pen, rng: np.random.Generator) -> Rect | None:
    """A tick, a cross or a typed X in a box; a tick may stick out of it, as people write."""
    side = min(box.width, box.height)

    def at(x: float, y: float) -> tuple[float, float]:
        return box.left + x * box.width + rng.normal(0, 0.05) * side, box.top + y * box.height + rng.normal(
            0, 0.05
        ) * side

    if not pen.hand:
        size = side * 1.05
        x = box.center[0] - size * 0.35
        return write(page, "X", (x, box.bottom - (box.height - size * 0.66) / 2), _sized(pen, size), rng)
    if rng.random() < 0.5:
        down = stroke(page, np.array([at(0.14, 0.14), at(0.5, 0.5), at(0.88, 0.88)]), pen.width_mm, pen.colour)
        up = stroke(page, np.array([at(0.86, 0.12), at(0.5, 0.5), at(0.12, 0.9)]), pen.width_mm, pen.colour)
        return _joined(down, up)
    knots = np.array([at(0.12, 0.5), at(0.38, 0.84), at(1.1, -0.1)])
    return stroke(page, curve(knots), pen.width_mm, pen.colour)


def _sized(pen: Pen, size_mm: float) -> Pen:
    return Pen(pen.face, size_mm, pen.colour, pen.hand)


def paste_line(page: Image, line: Image, rect: Rect, pen: Pen, rng: np.random.Generator) -> Rect | None:
    """
    A line that somebody really wrote (white on black), or as many words of it as fit the place.

    None, and the page as it was, where that is too little ink to be called writing (see `samples.strips`).
    """
    height_mm = min(rect.height * 1.1, 6.5)
    small = strip(line, rect.width - 3, height_mm)
    if small is None:
        return None
    mask: Mask = np.clip(small / 160, 0, 1).astype(np.float32)
    top = rect.bottom - height_mm + rng.uniform(-0.4, 0.6)
    return _ink(page, _pressed(mask, rng), 0, 0, rect.left + rng.uniform(0.5, 2.5), top, pen.colour)


def digit(page: Image, index: int, cell: Rect, pen: Pen, rng: np.random.Generator) -> Rect | None:
    """A digit that somebody really wrote (`real_digits.one_of`), in a box."""
    side_px = _px(min(cell.width, cell.height) * rng.uniform(0.82, 0.98))
    mask = real_digits.enlarged(index, side_px, rng.uniform(-0.05, 0.05))
    side_mm = side_px / PX_PER_MM
    x = cell.center[0] - side_mm / 2 + rng.normal(0, 0.04) * cell.width
    y = cell.center[1] - side_mm / 2 + rng.normal(0, 0.04) * cell.height
    return _ink(page, mask, 0, 0, x, y, pen.colour)
