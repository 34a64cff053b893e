"""Places on a PDF page: matrices of the content stream, and millimetres on the page as a viewer shows it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from numpy.typing import NDArray
from pypdf import PageObject

from scanpipe.imaging.pdf_object import numbers
from scanpipe.imaging.source import MM_PER_INCH, POINTS_PER_INCH
from scanpipe.model import Rect

Number = TypeVar("Number", float, NDArray[Any])

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""a b c d e f of ISO 32000-1 §8.3.4: (x, y) becomes (a·x + c·y + e, b·x + d·y + f)."""

UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_LETTER_POINTS = (0.0, 0.0, 612.0, 792.0)


def then(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies `first` and then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where the matrix takes a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def matrix_of(operands: Sequence[Any]) -> Matrix:
    """Six operands as a matrix. Raises ValueError or TypeError when they are not six finite numbers."""
    numbers = tuple(float(value) for value in operands[:6])
    if len(numbers) != 6 or not all(map(math.isfinite, numbers)):
        raise ValueError("a matrix has six numbers")
    return numbers


def bounds(points: Iterable[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Left, low, right and high of some points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The visible part of a page: its box in points, its quarter turn, and how long its unit is."""

    left: float
    low: float
    right: float
    high: float
    rotation_deg: int
    mm_per_unit: float

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height as a viewer shows the page."""
        width, height = (self.right - self.left) * self.mm_per_unit, (self.high - self.low) * self.mm_per_unit
        return (height, width) if self.rotation_deg in (90, 270) else (width, height)

    @property
    def area(self) -> float:
        """Area in square units."""
        return (self.right - self.left) * (self.high - self.low)

    def rect_mm(self, points: Iterable[tuple[float, float]]) -> Rect:
        """The place that some points (in page units) enclose, in millimetres from the shown page's top left."""
        left, top, right, bottom = bounds(self.point_mm(x, y) for x, y in points)
        return Rect(left, top, right, bottom)

    def point_mm(self, x: Number, y: Number) -> tuple[Number, Number]:
        """A point (in page units), or arrays of them, in millimetres from the shown page's top left."""
        u, v = x - self.left, self.high - y
        width, height = self.right - self.left, self.high - self.low
        match self.rotation_deg:
            case 90:
                u, v = height - v, u
            case 180:
                u, v = width - u, height - v
            case 270:
                u, v = v, width - u
        return u * self.mm_per_unit, v * self.mm_per_unit


def sheet_of(page: PageObject) -> Sheet:
    """
    The page's CropBox inside its MediaBox, /Rotate and /UserUnit (ISO 32000-1, §7.7.3.3).

    Where a box is missing or senseless it is Letter: what Poppler draws then.
    """
    media = _box(page, "/MediaBox") or _LETTER_POINTS
    crop = _box(page, "/CropBox") or media
    inside = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    left, low, right, high = inside if inside[2] - inside[0] >= 1 and inside[3] - inside[1] >= 1 else media
    unit = page.get("/UserUnit", 1)
    unit = float(unit) if isinstance(unit, int | float) and 0 < unit < 1e6 else 1.0
    turn = page.get("/Rotate", 0)
    turn = turn.get_object() if hasattr(turn, "get_object") else turn
    turn = int(turn) % 360 if isinstance(turn, int | float) and int(turn) % 90 == 0 else 0
    return Sheet(left, low, right, high, turn, unit * MM_PER_INCH / POINTS_PER_INCH)


def _box(page: PageObject, key: str) -> tuple[float, float, float, float] | None:
    try:
        values = numbers(page[key])
    except Exception:
        return None
    if len(values) != 4 or not all(map(math.isfinite, values)):
        return None
    left, low, right, high = bounds([(values[0], values[1]), (values[2], values[3])])
    return (left, low, right, high) if right - left >= 1 and high - low >= 1 else None
