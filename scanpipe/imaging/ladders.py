"""Rows of digit boxes: equal cells between upright rules of one height, found without knowing the form."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scanpipe.model import Rect

_CELL_MM = (3.2, 11.0)
_FEWEST_CELLS = 6
_SLACK_MM, _SHORT_MM = 1.4, 0.9


@dataclass(frozen=True, slots=True)
class Ladder:
    """One row of boxes; `cells` from left to right, in millimetres on the sheet."""

    cells: tuple[Rect, ...]

    @property
    def rect(self) -> Rect:
        """The whole row."""
        return self.cells[0].union(self.cells[-1])


def find_ladders(upright: Sequence[Rect], horizontal: Sequence[Rect]) -> tuple[Ladder, ...]:
    """
    All rows of equal boxes on a sheet, from its upright and horizontal rules.

    A table has cells of unequal widths and many rows; what tells a ladder from it is the equal pitch and that a
    horizontal rule closes it above and below.
    """
    found = []
    for group in _same_height(upright):
        top = float(np.median([r.top for r in group]))
        bottom = float(np.median([r.bottom for r in group]))
        for edges in _equal_steps(sorted((r.left + r.right) / 2 for r in group)):
            edges = _to_the_ends(edges, top, bottom, horizontal)
            ladder = Ladder(tuple(Rect(a, top, b, bottom) for a, b in itertools.pairwise(edges)))
            if _closed(ladder.rect, horizontal):
                found.append(ladder)
    return tuple(sorted(found, key=lambda ladder: (ladder.rect.top, ladder.rect.left)))


def _same_height(upright: Sequence[Rect]) -> list[list[Rect]]:
    """Upright rules that begin and end together, within the slack of a scan."""
    groups: list[list[Rect]] = []
    for rule in sorted((r for r in upright if r.height < 14), key=lambda r: (r.top + r.bottom, r.left)):
        like = [g for g in groups[-12:] if _apart(g[-1], rule) < _SLACK_MM]
        if like:
            # The nearest of them: strokes of written digits come and go at other heights.
            min(like, key=lambda g: _apart(g[-1], rule)).append(rule)
        else:
            groups.append([rule])
    return [g for g in map(_without_strokes, groups) if len(g) >= 4]


def _apart(a: Rect, b: Rect) -> float:
    return max(abs(a.top - b.top), abs(a.bottom - b.bottom))


def _without_strokes(group: list[Rect]) -> list[Rect]:
    """The rules of a group that reach from frame to frame; an upright stroke of a digit is shorter."""
    top, bottom = (float(np.median([getattr(r, side) for r in group])) for side in ("top", "bottom"))
    return [r for r in group if r.top < top + _SHORT_MM and r.bottom > bottom - _SHORT_MM]


def _equal_steps(xs: list[float]) -> list[list[float]]:
    """Runs of equally spaced edges; a missing edge inside a run is filled in."""
    edges: list[float] = []
    for x in xs:  # the two strokes of a double rule are one edge
        if edges and x - edges[-1] < 1.2:
            edges[-1] = (edges[-1] + x) / 2
        else:
            edges.append(x)
    if len(edges) < 4:
        return []
    steps = np.diff(edges)
    likely = steps[(steps >= _CELL_MM[0]) & (steps <= _CELL_MM[1])]
    if len(likely) < 3:
        return []
    pitch = float(np.median(likely))
    runs, run = [], [edges[0]]
    for x in edges[1:]:
        count = round((x - run[-1]) / pitch)
        if 1 <= count <= 3 and abs((x - run[-1]) - count * pitch) < 0.22 * pitch * count:
            start = run[-1]
            run += [start + (x - start) * k / count for k in range(1, count + 1)]
        elif 0 < x - run[-1] < 0.6 * pitch and len(run) > 1:
            continue  # an upright stroke of a written digit inside its box
        else:
            runs.append(run)
            run = [x]
    runs.append(run)
    return [r for r in runs if len(r) - 1 >= _FEWEST_CELLS]


def _to_the_ends(edges: list[float], top: float, bottom: float, horizontal: Sequence[Rect]) -> list[float]:
    """Edges with those at the ends whose rule a faint copy lost: the frame above and below still reaches there."""
    pitch = (edges[-1] - edges[0]) / (len(edges) - 1)
    frame = [[h for h in horizontal if abs((h.top + h.bottom) / 2 - y) < 1.2] for y in (top, bottom)]
    out = list(edges)
    for _ in range(2):
        if all(any(abs(h.left - (out[0] - pitch)) < 0.2 * pitch for h in side) for side in frame):
            out.insert(0, out[0] - pitch)
        if all(any(abs(h.right - (out[-1] + pitch)) < 0.2 * pitch for h in side) for side in frame):
            out.append(out[-1] + pitch)
    return out


def _closed(rect: Rect, horizontal: Sequence[Rect]) -> bool:
    """Whether horizontal rules run along the top and the bottom for most of the row."""

    def covered(y: float) -> float:
        parts = [h for h in horizontal if abs((h.top + h.bottom) / 2 - y) < 1.2]
        return sum(max(0.0, min(h.right, rect.right) - max(h.left, rect.left)) for h in parts) / rect.width

    return covered(rect.top) > 0.6 and covered(rect.bottom) > 0.6
