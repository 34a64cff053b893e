"""The nouns of locating: what surrounds a field on its paper, and the place that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from scanpipe.catalog import FieldSpec
from scanpipe.imaging.sheet import Structure
from scanpipe.labels import Hit
from scanpipe.model import Rect
from scanpipe.rows import Row, Stream


class How(Enum):
    """By what a place was found."""

    LABEL = "label"
    GAP = "gap"
    """The label was only found between its neighbours, at a lower similarity."""
    REGISTRATION = "registration"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where one field is written. `page` is an index into the pages of the paper, places are millimetres.

    `regions`: writing places, the label's own line first. `cells`: digit boxes, or the tick boxes of the options in
    their order (None where an option has no box). `grid`: rows of table cells without the header. `bounded`: printed
    structure (leader, cell, rule or next label) says where the place ends. `label_score` 0–1.
    """

    spec: FieldSpec
    page: int
    how: How
    regions: tuple[Rect, ...] = ()
    cells: tuple[Rect | None, ...] = ()
    grid: tuple[tuple[Rect, ...], ...] = ()
    label: Rect | None = None
    label_score: float = 0.0
    bounded: bool = False
    next_found: bool = True

    @property
    def located(self) -> bool:
        """Whether there is any place to look at."""
        return bool(self.regions or self.grid or any(self.cells))

    @property
    def rect(self) -> Rect | None:
        """One rectangle over the whole place."""
        parts = [*self.regions, *(c for c in self.cells if c), *(c for row in self.grid for c in row)]
        out: Rect | None = None
        for part in parts:
            out = part if out is None else out.union(part)
        return out


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What lies around the fields of one page of a paper: its rows (with their index in the stream), printed structure,
    the labels found on it, the usual distance of lines and the margins, in millimetres.
    """

    page: int
    paper: Stream
    rows: tuple[tuple[int, Row], ...]
    structure: Structure
    hits: tuple[Hit, ...]
    pitch_mm: float
    left_mm: float
    right_mm: float

    def beside(self, hit: Hit) -> list[Hit]:
        """Labels further right on the same printed line, nearest first."""
        middle = hit.rect.center[1]
        same = [h for h in self.hits if h.rect.left > hit.rect.right - 0.2 and abs(h.rect.center[1] - middle) < 2.6]
        return sorted(same, key=lambda h: h.rect.left)

    def writing_rules(self) -> list[Rect]:
        """Horizontal rules that something may be written on: not the edges of boxes and tables."""
        return [r for r in self.structure.horizontal if not any(_touches(u, r) for u in self.structure.upright)]

    def below(self, hit: Hit) -> list[Hit]:
        """Labels on later rows, nearest first."""
        later = [h for h in self.hits if h.rect.top > hit.rect.top + 1.5 and h.row > hit.row]
        return sorted(later, key=lambda h: h.rect.top)


def surroundings(page: int, paper: Stream, structure: Structure, hits: Sequence[Hit]) -> Surroundings:
    """The surroundings on one page; `hits` are those of all labels of the paper."""
    rows = tuple((i, r) for i, r in enumerate(paper.rows) if r.page == page)
    own = tuple(h for h in hits if paper.rows[h.row].page == page)
    left, right = _margins(rows, structure)
    return Surroundings(page, paper, rows, structure, own, _pitch(rows, structure), left, right)


def _pitch(rows: Sequence[tuple[int, Row]], structure: Structure) -> float:
    lines = sorted([r.bottom for _, r in rows if len(r.text) > 3] + [x.baseline for x in structure.leaders])
    steps = np.diff(lines)
    steps = steps[(steps > 3.5) & (steps < 14)]
    return float(np.median(steps)) if len(steps) else 7.0


def _touches(upright: Rect, rule: Rect) -> bool:
    across = rule.left - 1 < upright.center[0] < rule.right + 1
    return across and upright.top - 1 < rule.center[1] < upright.bottom + 1


def _margins(rows: Sequence[tuple[int, Row]], structure: Structure) -> tuple[float, float]:
    """Where lines begin and end: labels and long leaders begin at the left margin, leaders end at the right one."""
    begins = [r.rect.left for _, r in rows if len(r.text) > 8]
    long = [x for x in structure.leaders if x.right - x.left > 25]
    ends = [x.right for x in long] or [r.rect.right for _, r in rows if len(r.text) > 15]
    left = float(np.percentile([*begins, *(x.left for x in long)], 12)) if begins else 0.1 * structure.width_mm
    right = float(np.percentile(ends, 90)) if ends else 0.93 * structure.width_mm
    return left, right
