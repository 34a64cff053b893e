"""Cells of ruled tables: the one around a point, and the one beside a label. Faint rules may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scanpipe.imaging.sheet import Structure
from scanpipe.labels import Hit
from scanpipe.model import Rect
from scanpipe.places.place import Surroundings

_SAME_MM = 1.2
"""Rules no further apart are one line, printed double or broken."""
_REACH_MM = 1.5  # a wall that stops so short of a height still stands there
_COVERED = 0.5  # least share of a cell's side that its rule covers
_NARROWEST_MM = 12.0  # what is narrower holds digits or ticks, no line of writing
_HEIGHT_MM = (4.0, 60.0)
_ABOVE_LABEL_MM = 1.5


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `whole` is False where a missing rule was made up from the labels above and below."""

    rect: Rect
    whole: bool


def walls_at(structure: Structure, y: float) -> list[float]:
    """Where upright rules stand at a height, from left to right, in millimetres."""
    crossing = [u for u in structure.upright if u.top - _REACH_MM < y < u.bottom + _REACH_MM]
    return _merged([(u.center[0], u.height) for u in crossing])


def levels_between(structure: Structure, left: float, right: float) -> list[float]:
    """Heights at which rules, however broken, cover most of a stretch, from the top."""
    pieces = [(r.center[1], min(r.right, right) - max(r.left, left)) for r in structure.horizontal]
    return _merged([p for p in pieces if p[1] > 0], least=_COVERED * (right - left))


def cell_at(structure: Structure, x: float, y: float) -> Rect | None:
    """The cell around a point; None where a wall, its floor or its ceiling is missing."""
    walls = walls_at(structure, y)
    left = max((w for w in walls if w < x), default=None)
    right = min((w for w in walls if w > x), default=None)
    if left is None or right is None:
        return None
    levels = levels_between(structure, left, right)
    top = max((v for v in levels if v < y), default=None)
    bottom = min((v for v in levels if v > y), default=None)
    return None if top is None or bottom is None else Rect(left, top, right, bottom)


def cell_beside(hit: Hit, around: Surroundings) -> Cell | None:
    """
    The cell right of the one that a label stands in: retyped forms put labels and values into a table.

    The outer walls of a faint table may be missing, and one of the rules above and below; the wall between label and
    value may not. None also where the cell beside holds a label of its own: then each value stands with its label.
    """
    y, structure = hit.rect.center[1], around.structure
    walls = walls_at(structure, y)
    beyond = [w for w in walls if w > hit.rect.right - 1]
    if not beyond:
        return None
    left = beyond[0]
    right = beyond[1] if len(beyond) > 1 else _end_of_rules(structure, left, y)
    if right is None or right - left < _NARROWEST_MM:
        return None
    levels = levels_between(structure, left, right)
    top, bottom = max((v for v in levels if v < y), default=None), min((v for v in levels if v > y), default=None)
    framed = any(w < hit.rect.left + 1 for w in walls) or any(
        v in levels_between(structure, hit.rect.left, left) for v in (top, bottom) if v is not None
    )
    if not framed:
        return None
    row = _own_row(hit, left, top, bottom, around)
    if row[0] != top and row[1] != bottom:
        return None
    cell = Rect(left, row[0], right, row[1]).grown(-0.5)
    if not _HEIGHT_MM[0] < row[1] - row[0] < _HEIGHT_MM[1] or any(_stands_in(h, cell) for h in around.hits):
        return None
    return Cell(cell, row == (top, bottom))


def wall_hides_more(hit: Hit, around: Surroundings) -> bool:
    """Whether a label's cell ends at a wall and another cell without a label follows: the value may stand there."""
    beyond = [w for w in walls_at(around.structure, hit.rect.center[1]) if w > hit.rect.right - 1]
    labelled = around.beside(hit)
    return len(beyond) > 1 and not any(h.rect.left > beyond[0] - 1 for h in labelled)


def _merged(values: Sequence[tuple[float, float]], *, least: float = 0.0) -> list[float]:
    """Places of rules (place and length, mm), pieces of one line made one; lines shorter than `least` are left out."""
    groups: list[list[tuple[float, float]]] = []
    for value in sorted(values):
        if groups and value[0] - groups[-1][-1][0] < _SAME_MM:
            groups[-1].append(value)
        else:
            groups.append([value])
    lengths = [sum(length for _, length in group) for group in groups]
    return [
        sum(place * length for place, length in group) / total
        for group, total in zip(groups, lengths, strict=True)
        if total > least
    ]


def _end_of_rules(structure: Structure, left: float, y: float) -> float | None:
    """Where the rules above and below a height end, of those that reach a cell's width beyond its left wall."""
    over = [r for r in structure.horizontal if r.left < left + 5 and r.right > left + _NARROWEST_MM]
    above = [r for r in over if 0 < y - r.center[1] < _HEIGHT_MM[1] / 2]
    below = [r for r in over if 0 < r.center[1] - y < _HEIGHT_MM[1] / 2]
    if not above or not below:
        return None
    return min(max(above, key=lambda r: r.top).right, min(below, key=lambda r: r.top).right)


def _own_row(
    hit: Hit, wall: float, top: float | None, bottom: float | None, around: Surroundings
) -> tuple[float, float]:
    """From where to where a label has its row to itself: where a rule is missing, other labels stand in its cell."""
    y = hit.rect.center[1]
    column = [h for h in around.hits if h.rect.center[0] < wall and h.rect.right > hit.rect.left and h.row != hit.row]
    above = any((top or 0.0) < h.rect.center[1] < y for h in column)
    below = [h.rect.top for h in column if y < h.rect.center[1] and (bottom is None or h.rect.center[1] < bottom)]
    # A label stands at the top of its row, so a row whose own rule is missing begins just above its label.
    begin = hit.rect.top - _ABOVE_LABEL_MM if top is None or above else top
    end = min(below) - _ABOVE_LABEL_MM if below else bottom
    return begin, y if end is None else end


def _stands_in(label: Hit, cell: Rect) -> bool:
    x, y = label.rect.center
    return cell.left < x < cell.right and cell.top < y < cell.bottom
