"""
Tables: which rows are filled in, and what stands in their cells.

A row counts when anything but its number is written in it: many forms print the numbers. Cells are told apart by column
only where the rules show as many columns as the form has; else rows are counted and nothing more is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from scanpipe.catalog import FieldSpec
from scanpipe.catalog.schema import Column
from scanpipe.imaging.ink import Blobs, in_cell
from scanpipe.model import Box, Ink, Reading, Rect, Word
from scanpipe.places.place import Place
from scanpipe.rows import make_rows
from scanpipe.text import digits, nfc

NUMBER = "number"
"""The column that numbers the rows, by its key."""
_FRAME = 0.06
"""Share of a cell's sides that belongs to its frame."""
_WRITTEN = 0.9
_NUMBERED = 0.6
"""Share of the cells of a row that hold the number of their column, from which the row is print."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a row in which something is written: row (from 1), key of its column, what it says and where."""

    row: int
    column: str
    ink: Ink
    text: str | None = field(default=None, repr=False)
    confidence: float = 0.0
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class TableReading(Reading):
    """A table: `rows` filled of `looked_at`, and the cells of the filled ones where columns could be told apart."""

    cells: tuple[TableCell, ...] = ()
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """A cell where it stands, in millimetres, before its page is known."""

    rect: Rect
    cell: TableCell


@dataclass(frozen=True, slots=True)
class Table:
    """What a grid holds. `area_mm2` is the ink in it."""

    ink: Ink
    area_mm2: float
    filled: int
    looked_at: int
    cells: tuple[WrittenCell, ...]

    def on_page(self, page: int, width_mm: float, height_mm: float) -> tuple[TableCell, ...]:
        """The cells with their page (its number in the dossier) and their places as shares of it."""
        return tuple(replace(w.cell, page=page, box=w.rect.share_of(width_mm, height_mm)) for w in self.cells)

    @property
    def confidence(self) -> float:
        """How sure it is that rows are filled; that of an empty table is for the place to say."""
        return _WRITTEN if self.ink is Ink.WRITTEN else 0.0


def read_table(place: Place, all_blobs: Blobs, words: Sequence[Word]) -> Table:
    """The filled rows of the part of a table on one page. `words` are those that are not print."""
    rows = [row for row in place.grid if not _numbers_columns(row, words)]
    filled, doubtful, area = 0, 0, 0.0
    cells: list[WrittenCell] = []
    for number, row in enumerate(rows, start=1):
        states = [in_cell(all_blobs, cell, _FRAME) for cell in row]
        told = [m for m, own in zip(states, _own(place.spec, row), strict=True) if own]
        area += sum(m.area_mm2 for m in told)
        if any(m.ink is Ink.WRITTEN for m in told):
            filled += 1
            if len(row) == len(place.spec.columns):
                inks = [m.ink for m in states]
                cells += [_cell(number, *told, words) for told in zip(place.spec.columns, row, inks, strict=True)]
        else:
            doubtful += any(m.ink is Ink.UNCLEAR for m in told)
    ink = Ink.WRITTEN if filled else Ink.UNCLEAR if doubtful else Ink.BLANK
    return Table(ink, area, filled, len(rows), tuple(cells))


def joined(first: Reading, over: Reading) -> Reading:
    """A table and its part on the next page as one; evidence is where it begins, or where it is filled in."""
    if not (isinstance(first, TableReading) and isinstance(over, TableReading)):
        return first if first.located else over
    moved = tuple(replace(cell, row=cell.row + first.looked_at) for cell in over.cells)
    filled = max(first, over, key=lambda r: (r.ink is Ink.WRITTEN, r.ink is Ink.UNCLEAR, r is first))
    return replace(
        filled,
        rows=(first.rows or 0) + (over.rows or 0),
        cells=(*first.cells, *moved),
        looked_at=first.looked_at + over.looked_at,
    )


def _own(spec: FieldSpec, row: Sequence[Rect]) -> list[bool]:
    """Which cells of a row the citizen fills in: all but the one with its number, the first where nobody says."""
    if len(row) == len(spec.columns):
        return [c.key != NUMBER for c in spec.columns]
    return [len(row) == 1 or i > 0 for i in range(len(row))]


def _cell(number: int, column: Column, rect: Rect, ink: Ink, words: Sequence[Word]) -> WrittenCell:
    own = [word for row in make_rows(w for w in words if rect.holds(w.rect)) for word in row.words]
    text = nfc(" ".join(w.text for w in own)) or None
    # Words without ink to speak of are small type: not a blank cell.
    seen = Ink.UNCLEAR if ink is Ink.BLANK and text else ink
    sure = min((w.confidence for w in own), default=0.0)
    return WrittenCell(rect, TableCell(number, column.key, seen, text, sure))


def _numbers_columns(row: Sequence[Rect], words: Sequence[Word]) -> bool:
    """Whether a row only numbers the columns, as some forms print below the header: (1), (2), (3)."""
    if len(row) < 3:
        return False
    said = ["".join(w.text for w in words if cell.holds(w.rect)) for cell in row]
    numbered = [digits(text) == str(i) and len(text) <= len(str(i)) + 2 for i, text in enumerate(said, start=1)]
    return sum(numbered) >= max(3, _NUMBERED * len(row))
