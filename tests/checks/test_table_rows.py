"""A begun row of a table must have its cells; a stroke through blank rows begins none."""

from scanpipe.checks.table_rows import check
from scanpipe.model import Ink
from scanpipe.read_table import TableCell, TableReading
from tests.checks.hand_made import BOX, edition, line, paper

COLUMNS = [
    {"key": "number", "header": "TT"},
    {"key": "full_name", "header": "Họ và tên", "required": True},
    {"key": "dob", "header": "Ngày sinh", "required": True},
    {"key": "note", "header": "Ghi chú"},
]
FORM = edition(line("members", kind="table", columns=COLUMNS))


def asked(*rows: dict[str, Ink]) -> list[tuple[object, object, float]]:
    """Row, column and confidence of every question about a table of these rows."""
    cells = tuple(TableCell(n, key, ink) for n, row in enumerate(rows, 1) for key, ink in row.items())
    reading = TableReading("members", 1, BOX, Ink.WRITTEN, confidence=0.9, rows=len(rows), cells=cells)
    return [(f.params["row"], f.params["column"], f.confidence) for f in check(paper(FORM, reading))]


def row(name: Ink = Ink.WRITTEN, dob: Ink = Ink.WRITTEN, note: Ink = Ink.BLANK) -> dict[str, Ink]:
    """One row."""
    return {"number": Ink.WRITTEN, "full_name": name, "dob": dob, "note": note}


def test_a_whole_row_is_not_asked_about() -> None:
    """What nobody requires may be blank."""
    assert asked(row(), row()) == []


def test_a_blank_cell_of_a_begun_row_is_asked_about() -> None:
    """With its row and the header of its column."""
    assert asked(row(), row(dob=Ink.BLANK, note=Ink.WRITTEN)) == [(2, "Ngày sinh", 0.6)]


def test_one_inked_cell_is_no_row() -> None:
    """A stroke through the blank rows."""
    assert asked(row(dob=Ink.BLANK)) == []


def test_a_smudged_cell_is_not_blank() -> None:
    """Nobody can tell."""
    assert asked(row(dob=Ink.UNCLEAR, note=Ink.WRITTEN)) == []


def test_a_table_whose_columns_are_not_known_is_left_alone() -> None:
    """Rows were counted, no more."""
    assert asked() == []
