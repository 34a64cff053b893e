"""Ruled tables: rows and columns of cells from the rules below a label, and single cells named "row | column"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz

from scanpipe.catalog import FieldSpec
from scanpipe.labels import Hit
from scanpipe.model import Rect
from scanpipe.places.cells import cell_at
from scanpipe.places.place import How, Place, Surroundings
from scanpipe.rows import letters_of

_NARROWEST_MM = 8.0
_SAME_WIDTH_MM = 3.0
_HEADER_LIKE = 75.0


def table_place(spec: FieldSpec, hit: Hit, around: Surroundings, how: How, next_found: bool) -> Place:
    """The grid below a label, without its header row."""
    below = [h.rect.top for h in around.below(hit) if h.rect.top > hit.rect.bottom + 12]
    floor = min(below, default=around.structure.height_mm)
    rows = grid(around, hit.rect.bottom - 2, floor)
    return Place(
        spec,
        around.page,
        how,
        grid=tuple(rows[1:]),
        label=hit.rect,
        label_score=hit.score / 100,
        bounded=len(rows) > 1,
        next_found=next_found,
    )


def continued_table(place: Place, following: Surroundings) -> Place:
    """The same table when its label is the last thing on its page: the grid at the top of the next page."""
    first = min((h.rect.top for h in following.hits), default=following.structure.height_mm)
    rows = grid(following, 0.0, first)
    if len(rows) < 2:
        return place
    return replace(place, page=following.page, grid=tuple(rows[1:]), bounded=True)


def table_over(place: Place, following: Surroundings) -> Place | None:
    """
    The part of a table on the page after its last one, above the first label there; None where it does not go on.

    Its columns are as wide as those of the table; a header that is printed again is left out.
    """
    first = min((h.rect.top for h in following.hits), default=following.structure.height_mm)
    rows = grid(following, 0.0, first)
    if not rows or not place.grid or not _same_columns(place.grid[0], rows[0]):
        return None
    rows = rows[1:] if _is_header(place.spec, rows[0], following) else rows
    return replace(place, page=following.page, grid=tuple(rows), label=None) if rows else None


def _same_columns(one: Sequence[Rect], other: Sequence[Rect]) -> bool:
    """Whether two rows have columns of the same widths, however the pages lie."""
    return len(one) == len(other) and all(
        abs(a.width - b.width) < _SAME_WIDTH_MM for a, b in zip(one, other, strict=True)
    )


def _is_header(spec: FieldSpec, row: Sequence[Rect], around: Surroundings) -> bool:
    """Whether the words of a row are the headers of the columns."""
    words = [w for _, r in around.rows for w in r.words if any(cell.holds(w.rect) for cell in row)]
    said = "".join(sorted(letters_of(" ".join(w.text for w in words))))
    wanted = "".join(sorted(letters_of(" ".join(c.header for c in spec.columns))))
    return bool(said) and fuzz.ratio(said, wanted) >= _HEADER_LIKE


def cell_place(spec: FieldSpec, column: str, hit: Hit, around: Surroundings, how: How, next_found: bool) -> Place:
    """The cell where the row of a label meets the column whose header holds these words."""
    header = _header(column, hit, around)
    missing = Place(spec, around.page, how, label=hit.rect, label_score=hit.score / 100, next_found=next_found)
    cell = cell_at(around.structure, header.center[0], hit.rect.center[1]) if header else None
    if cell is None or cell.width < _NARROWEST_MM:
        return missing
    return Place(
        spec,
        around.page,
        how,
        regions=(cell.grown(-0.6),),
        label=hit.rect,
        label_score=hit.score / 100,
        bounded=True,
        next_found=next_found,
    )


def grid(around: Surroundings, top: float, bottom: float) -> list[tuple[Rect, ...]]:
    """Rows of cells of the ruled grid between two heights."""
    across = [r for r in around.structure.horizontal if top < r.center[1] < bottom and r.width > 25]
    levels = _levels(across)
    if len(levels) < 2:
        return []
    down = [u for u in around.structure.upright if u.bottom > levels[0] + 2 and u.top < levels[-1] - 2]
    edges = _levels(down, upright=True)
    if len(edges) < 2:
        return []
    return [tuple(Rect(a, y, b, z) for a, b in pairwise(edges)) for y, z in pairwise(levels)]


def _levels(rules: Sequence[Rect], *, upright: bool = False) -> list[float]:
    """Middles of rules, those of one line made one."""
    out: list[float] = []
    for value in sorted(r.center[0 if upright else 1] for r in rules):
        if not out or value - out[-1] > 2.5:
            out.append(value)
    return out


def _header(column: str, hit: Hit, around: Surroundings) -> Rect | None:
    """The words of a column's header, above the row."""
    wanted = letters_of(column)
    best, place = 74.0, None
    for index, row in around.rows:
        if index >= hit.row:
            break
        count = len(column.split())
        for i in range(len(row.words)):
            group = row.words[i : i + count]
            score = fuzz.ratio(wanted, "".join(letters_of(w.text) for w in group))
            if score >= best:
                best, place = score, group[0].rect.union(group[-1].rect)
    return place
