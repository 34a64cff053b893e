"""Tables: filled rows are counted, their cells told apart by column, and a table may go on on the next page."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from scanpipe.catalog import FieldSpec
from scanpipe.imaging.ink import blobs
from scanpipe.imaging.sheet import take_apart
from scanpipe.model import Ink, Reading, Rect, Word
from scanpipe.places.place import How, Place
from scanpipe.read_table import Table, TableCell, TableReading, joined, read_table
from tests.imaging.drawn import Drawing

COLUMNS = [
    {"key": "number", "header": "TT"},
    {"key": "full_name", "header": "Họ và tên", "required": True},
    {"key": "dob", "header": "Ngày sinh", "required": True},
    {"key": "note", "header": "Ghi chú"},
]
SPEC = FieldSpec.model_validate({"key": "members", "label": "Thành viên:", "kind": "table", "columns": COLUMNS})
EDGES = (5.0, 15.0, 65.0, 95.0, 125.0)
HIGH = 9.0
Written = Mapping[tuple[int, int], str]
"""What stands in the cells, by row and column from 0."""


def read(written: Written, rows: int = 3, edges: tuple[float, ...] = EDGES) -> Table:
    """A drawn table, read; every word is known."""
    drawing = Drawing(130, 10 + rows * HIGH)
    for row in range(rows + 1):
        drawing.line((edges[0], 5 + row * HIGH), (edges[-1], 5 + row * HIGH))
    for x in edges:
        drawing.line((x, 5), (x, 5 + rows * HIGH))
    words = []
    for (row, column), text in written.items():
        rect = drawing.print(edges[column] + 1.5, 5 + row * HIGH + 6.3, text, size=4.0)
        words.append(Word(text, rect, 0.95))
    grid = tuple(
        tuple(Rect(a, 5 + row * HIGH, b, 5 + (row + 1) * HIGH) for a, b in pairwise(edges)) for row in range(rows)
    )
    sheet = take_apart(drawing.image, drawing.width_mm, drawing.height_mm)
    return read_table(Place(SPEC, 0, How.LABEL, grid=grid), blobs(sheet, []), words)


def test_printed_row_numbers_fill_no_row() -> None:
    """Three rows, numbered in print."""
    table = read({(0, 0): "1", (1, 0): "2", (2, 0): "3"})
    assert (table.ink, table.filled, table.looked_at, table.cells) == (Ink.BLANK, 0, 3, ())


def test_filled_rows_are_counted_and_their_cells_read() -> None:
    """Two of three; the second has no date."""
    table = read({(0, 1): "Nguyễn", (0, 2): "1/2/1990", (1, 1): "Trần", (1, 3): "con"})
    assert (table.ink, table.filled) == (Ink.WRITTEN, 2)
    cells = table.on_page(3, 130, 37)
    assert {c.page for c in cells} == {3}
    assert all(c.box and 0 < c.box.width < 0.5 for c in cells)
    said = {(c.row, c.column): (c.ink, c.text) for c in cells}
    assert said[1, "full_name"] == (Ink.WRITTEN, "Nguyễn")
    assert said[1, "dob"] == (Ink.WRITTEN, "1/2/1990")
    assert said[2, "dob"] == (Ink.BLANK, None)
    assert {row for row, _ in said} == {1, 2}


def test_a_row_that_numbers_the_columns_is_print() -> None:
    """(1), (2), (3), (4) below the header."""
    table = read({(0, 0): "1", (0, 1): "(2)", (0, 2): "(3)", (0, 3): "(4)", (1, 1): "Trần"})
    assert (table.filled, table.looked_at) == (1, 2)


def test_columns_that_the_form_does_not_know_are_only_counted() -> None:
    """Somebody added a column, or a rule was not found: nobody can say which cell is whose."""
    table = read({(0, 1): "Trần"}, edges=(5.0, 15.0, 65.0, 125.0))
    assert (table.filled, table.cells) == (1, ())


def test_an_empty_table_is_blank() -> None:
    """And how sure that is, is for its place to say."""
    table = read({})
    assert (table.ink, table.confidence) == (Ink.BLANK, 0.0)


def part(page: int, ink: Ink, rows: int, *cells: TableCell) -> TableReading:
    """The reading of one page of a table of nine rows."""
    return TableReading("members", page, None, ink, rows=rows, cells=cells, looked_at=9)


def test_a_table_over_two_pages_is_one() -> None:
    """Rows are added up and numbered on."""
    name = TableCell(1, "full_name", Ink.WRITTEN, "Trần")
    whole = joined(part(1, Ink.WRITTEN, 9, name), part(2, Ink.WRITTEN, 2, name))
    assert isinstance(whole, TableReading)
    assert (whole.page, whole.rows, whole.looked_at) == (1, 11, 18)
    assert [cell.row for cell in whole.cells] == [1, 10]


def test_evidence_is_where_a_table_is_filled_in() -> None:
    """A blank part never hides a filled one, nor one that is unclear."""
    assert joined(part(1, Ink.BLANK, 0), part(2, Ink.WRITTEN, 1)).page == 2
    assert joined(part(1, Ink.BLANK, 0), part(2, Ink.UNCLEAR, 0)).ink is Ink.UNCLEAR
    assert joined(part(1, Ink.BLANK, 0), part(2, Ink.BLANK, 0)).page == 1


def test_a_part_that_was_not_found_adds_nothing() -> None:
    """Then the other part is all that is known."""
    lost = Reading("members", 2, None, Ink.UNCLEAR, located=False)
    assert joined(part(1, Ink.WRITTEN, 2), lost).rows == 2
    assert joined(lost, part(1, Ink.WRITTEN, 2)).rows == 2
