"""
field.row_incomplete: a row of a table was begun, and a cell that belongs to it is blank.

What it checks   every row in which at least two cells are written, against the columns that a filled row must have.
Why it matters   a member of the household without a date of birth cannot be registered.
How to fix       fill in the cell, or strike the row out.

Blank rows are crossed out by one long stroke, which touches cells of many rows: one inked cell is no row. A cell is
small, and whether it is blank is seen less surely than a line: this only ever asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.catalog.schema import Column
from scanpipe.checks.paper import Paper
from scanpipe.model import Finding, Ink
from scanpipe.read_table import NUMBER, TableCell, TableReading

_BEGUN = 2
_ASKED = 0.6


def check(paper: Paper) -> Iterator[Finding]:
    """Yield one question for every blank cell that its filled row must have."""
    for spec, reading in paper.fields():
        if spec.kind is not Kind.TABLE or not isinstance(reading, TableReading) or spec.key in paper.edition.unproven:
            continue
        for number in sorted({cell.row for cell in reading.cells}):
            row = [cell for cell in reading.cells if cell.row == number]
            for column in _missing(spec, row):
                sure = min(reading.confidence, _ASKED)
                asked = paper.finding("field.row_incomplete", spec, reading, sure, row=number, column=column.header)
                blank = next(cell for cell in row if cell.column == column.key)
                yield replace(asked, page=blank.page or asked.page, box=blank.box or asked.box)


def _missing(spec: FieldSpec, row: list[TableCell]) -> list[Column]:
    """The columns that this row lacks."""
    inks = {cell.column: cell.ink for cell in row}
    begun = sum(ink is Ink.WRITTEN for column, ink in inks.items() if column != NUMBER)
    if begun < _BEGUN:
        return []
    return [c for c in spec.columns if c.required and inks.get(c.key) is Ink.BLANK]
