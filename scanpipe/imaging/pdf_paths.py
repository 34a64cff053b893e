"""The lines and areas that a PDF page paints (ISO 32000-1, §8.5), as polylines in page units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scanpipe.imaging.pdf_geometry import Matrix, moved

Point: TypeAlias = tuple[float, float]

FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
STROKES = frozenset({b"S", b"s", b"B", b"B*", b"b", b"b*"})
_CLOSES = frozenset({b"s", b"b", b"b*"})
_LIGHT = 0.55
"""What is lighter than this (1: white) is no ink: shaded cells, highlighting (imaging.sheet sees it alike)."""
_MOST_POINTS = 200_000
_CURVE_STEPS = 6


@dataclass(frozen=True, slots=True)
class Shape:
    """
    One painted path: its pieces, each a polyline (curves flattened). `filled` areas are dark all over; `width` is that
    of the stroke in page units, 0 for none; `dashed` strokes are dotted leaders more often than rules.
    """

    pieces: tuple[tuple[Point, ...], ...] = field(repr=False)
    filled: bool
    width: float
    dashed: bool
    curved: bool


class Pen:
    """Gathers paths as the operators of a content stream build and paint them."""

    def __init__(self) -> None:
        self.shapes: list[Shape] = []
        self.overflowed = False
        self._pieces: list[list[Point]] = []
        self._curved = False
        self._points = 0

    def operators(self, matrix: Callable[[], Matrix]) -> dict[bytes, Callable[[list[Any]], None]]:
        """The operators that build paths; `matrix` tells the one in force when they come."""
        return {
            b"m": lambda o: self._move(_point(o, 0, matrix())),
            b"l": lambda o: self._line(_point(o, 0, matrix())),
            b"c": lambda o: self._curve(*(_point(o, i, matrix()) for i in (0, 2, 4))),
            b"v": lambda o: self._curve(self._here(), *(_point(o, i, matrix()) for i in (0, 2))),
            b"y": lambda o: self._curve(*(_point(o, i, matrix()) for i in (0, 2, 2))),
            b"h": lambda _: self._close(),
            b"n": lambda _: self.drop(),
        }

    def rectangle(self, x: float, y: float, width: float, height: float, matrix: Matrix) -> None:
        """The four sides of `re`."""
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
        self._pieces.append([moved(matrix, *corner) for corner in corners])
        self._points += 5

    def paint(self, operator: bytes, *, fill: bool, stroke: bool, width: float, dashed: bool) -> None:
        """Keep the path where it leaves ink: `fill` and `stroke` say whether the paint is dark. Begin a new one."""
        if operator in _CLOSES:
            self._close()
        filled, stroked = operator in FILLS and fill, operator in STROKES and stroke
        pieces = tuple(tuple(piece) for piece in self._pieces if len(piece) > 1)
        if pieces and (filled or stroked):
            if self._points > _MOST_POINTS:
                self.overflowed = True
            else:
                self.shapes.append(Shape(pieces, filled, width if stroked else 0.0, dashed and stroked, self._curved))
        self.drop()

    def drop(self) -> None:
        """Forget the path that is being built."""
        self._pieces, self._curved = [], False

    def _move(self, point: Point) -> None:
        self._pieces.append([point])

    def _line(self, point: Point) -> None:
        if not self._pieces:
            raise ValueError("a line needs a point to begin at")
        self._pieces[-1].append(point)
        self._points += 1

    def _curve(self, a: Point, b: Point, end: Point) -> None:
        start = self._here()
        for step in range(1, _CURVE_STEPS + 1):
            t = step / _CURVE_STEPS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            corners = (start, a, b, end)
            x, y = (sum(w * p[axis] for w, p in zip(weights, corners, strict=True)) for axis in (0, 1))
            self._line((x, y))
        self._curved = True

    def _close(self) -> None:
        if self._pieces and len(self._pieces[-1]) > 1:
            self._pieces[-1].append(self._pieces[-1][0])

    def _here(self) -> Point:
        if not self._pieces:
            raise ValueError("a curve needs a point to begin at")
        return self._pieces[-1][-1]


def _point(operands: list[Any], at: int, matrix: Matrix) -> Point:
    return moved(matrix, float(operands[at]), float(operands[at + 1]))


def is_dark(parts: list[float]) -> bool:
    """Whether paint of that colour leaves ink on the page."""
    return _lightness(parts) < _LIGHT


def _lightness(parts: list[float]) -> float:
    """How light a colour looks (0-1): of one part (gray), three (red, green, blue) or four (inks and black)."""
    if len(parts) >= 3:
        a, b, c = parts[:3]
        weighed = 0.3 * a + 0.59 * b + 0.11 * c
        return 1 - weighed - parts[3] if len(parts) > 3 else weighed
    return parts[0] if parts else 0.0
