"""Where the boxes of points stand on the drawing of a page, and their numbers beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scanpipe.model import Box

WIDTH, HEIGHT = 1000, 1414
"""The drawing over a page of A4 in its own units: what the `viewBox` of its SVG says."""
RADIUS = 14
_GAP = 7
_AROUND = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A box and the middle of the badge with its number (None without a number), in units of the drawing."""

    x: int
    y: int
    width: int
    height: int
    badge: tuple[int, int] | None


def height_of(width_mm: float, height_mm: float) -> int:
    """The height of the drawing of a sheet of that size."""
    return round(WIDTH * height_mm / width_mm)


def marks_of(places: Iterable[tuple[Box, bool]], height: int) -> list[Mark]:
    """A mark for each place; `True` asks for a badge, which stands outside its box and on no other badge."""
    taken: list[tuple[int, int]] = []
    marks = []
    for box, numbered in places:
        x, y, width, tall = _units(box, height)
        badge = _badge(x, y, width, tall, height, taken) if numbered else None
        if badge is not None:
            taken.append(badge)
        marks.append(Mark(x, y, width, tall, badge))
    return marks


def _units(box: Box, height: int) -> tuple[int, int, int, int]:
    """Shares of the page in units, a little larger than the place so that the line runs around the writing."""
    x, y = max(2, round(box.x * WIDTH) - _AROUND), max(2, round(box.y * height) - _AROUND)
    width = max(10, min(round(box.width * WIDTH) + 2 * _AROUND, WIDTH - 2 - x))
    return x, y, width, max(10, min(round(box.height * height) + 2 * _AROUND, height - 2 - y))


def _badge(x: int, y: int, width: int, tall: int, height: int, taken: list[tuple[int, int]]) -> tuple[int, int]:
    """Left of the box, else right of it, above or below: the first that is inside the page and free."""
    away = RADIUS + _GAP
    middle = y + tall // 2
    left, right = x - away, x + width + away
    options = [(left, middle), (right, middle), (x + RADIUS, y - away), (x + RADIUS, y + tall + away)]
    options += [(left - 2 * away, middle), (right + 2 * away, middle)]
    inside = [at for at in options if RADIUS <= at[0] <= WIDTH - RADIUS and RADIUS <= at[1] <= height - RADIUS]
    free = [at for at in inside if not any(_meet(at, other) for other in taken)]
    return (free or inside or [(min(max(left, RADIUS), WIDTH - RADIUS), min(max(middle, RADIUS), height - RADIUS))])[0]


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] - other[0]) < 2 * RADIUS and abs(one[1] - other[1]) < 2 * RADIUS
