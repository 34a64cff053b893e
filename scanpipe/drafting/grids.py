"""Ruled places: tables with a header, two people side by side, cells beside their labels, frames for portraits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.opened import BlankPage
from scanpipe.drafting.sheet import Place, PlaceColumn
from scanpipe.drafting.token import Token
from scanpipe.drafting.tokens import stretches, tokens_of
from scanpipe.imaging.sheet import Structure
from scanpipe.model import Rect
from scanpipe.places.cells import cell_at
from scanpipe.text import base_letters, nfc

_TOUCH_MM = 1.5
_SAME_MM = 2.0
_CELL_MM = (5.0, 3.6)
"""Nothing is written in a cell narrower or lower than this."""
_PORTRAIT_MM = (15.0, 60.0)
_NUMBER = re.compile(r"^[\d.…()\s]*$")
_PASTE = frozenset({"ảnh", "anh", "dán"})
_EMPTY_SHARE = 0.6
SIDE_BY_SIDE = " | "


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a ruled grid and what is printed in it."""

    rect: Rect
    text: str
    confidence: float

    @property
    def empty(self) -> bool:
        """Whether nothing but dots or a running number is printed in it."""
        return bool(_NUMBER.match(self.text))


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled grid: its cells in rows from the top."""

    rect: Rect
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells."""
        return tuple(cell for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the ruled grids of a page hold: places, and where no line of text is to be looked for any more."""

    places: tuple[Place, ...]
    taken: tuple[Rect, ...]


def ruled(page: BlankPage) -> Ruled:
    """The places in the ruled grids of a page. The labels of whole tables are printed above
    and not yet known: they are "", and `label_rect` is the header row.
    """
    places: list[Place] = []
    taken: list[Rect] = []
    frames: list[Cell] = []
    for grid in grids(page):
        if len(grid.cells) <= 2 and all(_is_portrait(cell) for cell in grid.cells):
            frames += grid.cells
            taken.append(grid.rect)
        elif len(grid.cells) == 1:
            continue
        elif _has_header(grid):
            places += _side_by_side(grid, page) if _has_labels(grid) else [_table(grid, page)]
            taken.append(grid.rect.grown(0.3))
        else:
            places += _beside_labels(grid, page)
    return Ruled((*places, *_portraits(frames, page)), tuple(taken))


def grids(page: BlankPage) -> list[Grid]:
    """The ruled grids of a page, from the top: rules that touch one another, rows of boxes and squares left out."""
    boxes = [x.rect.grown(1.0) for x in page.structure.ladders] + [b.grown(0.6) for b in page.structure.tick_boxes]
    across = [r for r in page.structure.horizontal if not any(b.holds(r) for b in boxes)]
    down = [r for r in page.structure.upright if not any(b.holds(r) for b in boxes)]
    tokens = tokens_of(page)
    found = []
    for h, v in _connected(across, down):
        grid = _grid(replace(page.structure, horizontal=tuple(h), upright=tuple(v)), tokens, page)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda g: (g.rect.top, g.rect.left))


def _connected(across: Sequence[Rect], down: Sequence[Rect]) -> Iterator[tuple[list[Rect], list[Rect]]]:
    """Horizontal and upright rules that hang together."""
    left = [(r, True) for r in across] + [(r, False) for r in down]
    while left:
        group = [left.pop()]
        for rule, level in group:
            near = [x for x in left if x[1] is not level and rule.grown(_TOUCH_MM).overlap(x[0].grown(0.2)) > 0]
            left = [x for x in left if x not in near]
            group += near
        h, v = [r for r, level in group if level], [r for r, level in group if not level]
        if len(h) >= 2 and len(v) >= 2:
            yield h, v


def _grid(structure: Structure, tokens: Sequence[Token], page: BlankPage) -> Grid | None:
    xs, ys = _merged([r.center[0] for r in structure.upright]), _merged([r.center[1] for r in structure.horizontal])
    found: dict[tuple[int, int, int, int], Rect] = {}
    for top, bottom in pairwise(ys):
        for left, right in pairwise(xs):
            cell = cell_at(structure, (left + right) / 2, (top + bottom) / 2)
            if cell is not None and cell.width >= _CELL_MM[0] and cell.height >= _CELL_MM[1]:
                found[round(cell.left), round(cell.top), round(cell.right), round(cell.bottom)] = cell
    if not found:
        return None
    cells = [_cell(rect, tokens, page) for rect in found.values()]
    whole = cells[0].rect
    for one in cells:
        whole = whole.union(one.rect)
    return Grid(whole, _rows(cells))


def _cell(rect: Rect, tokens: Sequence[Token], page: BlankPage) -> Cell:
    inside = [t for t in tokens if rect.grown(0.3).holds(t.rect)]
    lines = stretches(page, inside)
    words = [t for t in inside if t.what == "word"]
    sure = sum(t.confidence for t in words) / len(words) if words else 1.0
    return Cell(rect, " ".join(s.text for s in lines), sure)


def _rows(cells: Sequence[Cell]) -> tuple[tuple[Cell, ...], ...]:
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda c: (c.rect.top, c.rect.left)):
        if rows and abs(rows[-1][0].rect.top - cell.rect.top) < _SAME_MM:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return tuple(tuple(sorted(row, key=lambda c: c.rect.left)) for row in rows)


def _merged(values: Sequence[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _SAME_MM:
            out.append(value)
    return out


def _is_portrait(cell: Cell) -> bool:
    """Whether a frame is there to paste something into."""
    low, high = _PORTRAIT_MM
    said = not _PASTE.isdisjoint(nfc(cell.text).casefold().split())
    return cell.rect.height >= low and (
        said or (not base_letters(cell.text) and max(cell.rect.width, cell.rect.height) <= high)
    )


def _portraits(frames: Sequence[Cell], page: BlankPage) -> Iterator[Place]:
    """Frames side by side are one place: one portrait for each of two people."""
    for row in _rows(frames):
        rect = row[0].rect
        for cell in row:
            rect = rect.union(cell.rect)
        label = " / ".join(label_text_of(cell.text) for cell in row if cell.text)
        sure = min(cell.confidence for cell in row) * (0.9 if label else 0.5)
        yield Place(Kind.PHOTO, page.number, rect, label, rect, round(sure, 2), "frame")


def label_text_of(text: str) -> str:
    """What is printed in a cell, without the dots behind it."""
    return re.sub(r"[\s…]+$", "", text.strip())


def _has_header(grid: Grid) -> bool:
    """Whether the first row names the columns, and what is below is left free."""
    if len(grid.rows) < 2 or len(grid.rows[0]) < 2:
        return False
    head = grid.rows[0]
    if sum(not c.empty for c in head) < len(head) - (1 if head[0].empty else 0):
        return False
    below = [c for row in grid.rows[1:] for c in row if c.rect.left > head[0].rect.right - _SAME_MM]
    return bool(below) and sum(c.empty for c in below) >= _EMPTY_SHARE * len(below)


def _has_labels(grid: Grid) -> bool:
    """Whether the first column names the rows."""
    first = [row[0] for row in grid.rows[1:]]
    named = [c for c in first if len(base_letters(c.text)) >= 3 and not c.empty]
    return len(named) >= _EMPTY_SHARE * len(first)


def _table(grid: Grid, page: BlankPage) -> Place:
    head = grid.rows[0]
    body = [row for row in grid.rows[1:] if any(c.empty for c in row)]
    bottom = grid.rect.bottom
    columns = tuple(
        PlaceColumn(label_text_of(c.text), Rect(c.rect.left, c.rect.bottom, c.rect.right, bottom)) for c in head
    )
    rect = Rect(grid.rect.left, min(c.rect.bottom for c in head), grid.rect.right, bottom)
    header = Rect(grid.rect.left, grid.rect.top, grid.rect.right, rect.top)
    sure = sum(c.confidence for c in head) / len(head)
    return Place(
        kind=Kind.TABLE,
        page=page.number,
        rect=rect,
        label="",
        label_rect=header,
        confidence=round(0.95 * sure, 2),
        how="cell",
        columns=columns,
        rows=len(body),
    )


def _side_by_side(grid: Grid, page: BlankPage) -> Iterator[Place]:
    """One place for each cell below a person's column, named by its row and its column."""
    head = grid.rows[0]
    for row in grid.rows[1:]:
        for number, cell in enumerate(row[1:]):
            column = next((c for c in head if c.rect.left - 1 < cell.rect.center[0] < c.rect.right + 1), None)
            if column is None or not cell.empty:
                continue
            label = f"{label_text_of(row[0].text)}{SIDE_BY_SIDE}{label_text_of(column.text)}"
            sure = round(0.9 * min(row[0].confidence, column.confidence), 2)
            yield _in_cell(cell, label, row[0].rect, sure, page, same_line=number > 0)


def _beside_labels(grid: Grid, page: BlankPage) -> Iterator[Place]:
    """Empty cells right of a cell with a label, or below one."""
    for number, row in enumerate(grid.rows):
        over = grid.rows[number - 1] if number else ()
        for at, cell in enumerate(row):
            if cell.text:
                continue
            before = row[at - 1] if at else None
            above = next((c for c in over if c.rect.left - 1 < cell.rect.center[0] < c.rect.right), None)
            label = next((c for c in (before, above) if c is not None and not c.empty), None)
            if label is None:
                continue
            sure = round((0.85 if label is before else 0.6) * label.confidence, 2)
            yield _in_cell(cell, label_text_of(label.text), label.rect, sure, page, same_line=at > 1)


def _in_cell(cell: Cell, label: str, label_rect: Rect, sure: float, page: BlankPage, *, same_line: bool) -> Place:
    return Place(
        kind=Kind.LINE,
        page=page.number,
        rect=cell.rect.grown(-0.5),
        label=label,
        label_rect=label_rect,
        confidence=sure,
        how="cell",
        same_line=same_line,
    )
