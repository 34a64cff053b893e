"""Ruled tables: rows of cells below their label, and single cells where a row meets a column."""

from scanpipe.places.place import How, surroundings
from scanpipe.places.table import cell_place, continued_table, table_over, table_place
from scanpipe.rows import make_rows, stream
from tests.places.sheets import around, grid, line, structure
from tests.scripted import typed

COLUMNS = [{"key": "number", "header": "STT"}, {"key": "name", "header": "Họ tên"}]
MEMBERS = line("members", "10. Những thành viên trong hộ:", kind="table", columns=COLUMNS)
LAST = line("last", "Ghi nhận sau cùng:")
HEADER = typed("STT", 33, 52) + typed("Họ tên", 60, 52)


def test_a_table_is_its_rows_without_the_header() -> None:
    """Three rows of two cells."""
    across, down = grid(30, 50, [20, 100], [7, 8, 8, 8])
    print_ = structure(rules=across, upright=down)
    near, hits = around([MEMBERS, LAST], [(40, MEMBERS.label), (95, LAST.label)], print_, HEADER)
    place = table_place(MEMBERS, hits[0], near, How.LABEL, True)
    assert [len(row) for row in place.grid] == [2, 2, 2]
    assert min(c.top for row in place.grid for c in row) > 56
    assert place.bounded


def test_a_table_below_the_next_label_is_not_mine() -> None:
    """It belongs to what stands above it."""
    across, down = grid(30, 110, [20, 100], [7, 8, 8])
    print_ = structure(rules=across, upright=down)
    near, hits = around([MEMBERS, LAST], [(40, MEMBERS.label), (95, LAST.label)], print_)
    assert table_place(MEMBERS, hits[0], near, How.LABEL, True).grid == ()


def test_a_table_may_begin_on_the_next_page() -> None:
    """Its label is the last thing on its page."""
    near, hits = around([MEMBERS], [(270, MEMBERS.label)], structure())
    place = table_place(MEMBERS, hits[0], near, How.LABEL, True)
    assert not place.located
    across, down = grid(30, 25, [20, 100], [7, 8, 8])
    following = surroundings(1, near.paper, structure(rules=across, upright=down), [])
    moved = continued_table(place, following)
    assert (moved.page, len(moved.grid)) == (1, 2)
    assert continued_table(place, surroundings(1, near.paper, structure(), [])) == place


def test_a_table_goes_on_where_columns_of_its_widths_do() -> None:
    """On the next page, above the first label; a header printed again is no row."""
    across, down = grid(30, 250, [20, 100], [7, 8, 8])
    near, hits = around([MEMBERS], [(240, MEMBERS.label)], structure(rules=across, upright=down), HEADER)
    place = table_place(MEMBERS, hits[0], near, How.LABEL, True)
    more_across, more_down = grid(33, 25, [20.5, 100], [7, 8, 8])
    print_ = structure(rules=more_across, upright=more_down)
    over = table_over(place, surroundings(1, near.paper, print_, []))
    assert over is not None
    assert (over.page, len(over.grid)) == (1, 3)
    again = stream(make_rows(typed("STT", 35, 26) + typed("Họ tên", 60, 26), 1))
    repeated = table_over(place, surroundings(1, again, print_, []))
    assert repeated is not None
    assert len(repeated.grid) == 2


def test_a_table_of_other_columns_is_another_table() -> None:
    """And a page without rules holds none."""
    across, down = grid(30, 250, [20, 100], [7, 8, 8])
    near, hits = around([MEMBERS], [(240, MEMBERS.label)], structure(rules=across, upright=down), HEADER)
    place = table_place(MEMBERS, hits[0], near, How.LABEL, True)
    other_across, other_down = grid(30, 25, [60, 60], [7, 8, 8])
    print_ = structure(rules=other_across, upright=other_down)
    assert table_over(place, surroundings(1, near.paper, print_, [])) is None
    assert table_over(place, surroundings(1, near.paper, structure(), [])) is None


ETHNIC = line("bride_ethnicity", "Dân tộc | Bên nữ")


def test_a_cell_stands_where_its_row_meets_its_column() -> None:
    """Of two columns, the one whose header says so."""
    across, down = grid(30, 50, [50, 50, 50], [8, 8, 8])
    header = typed("Thông tin", 33, 52) + typed("Bên nữ", 85, 52) + typed("Bên nam", 135, 52)
    print_ = structure(rules=across, upright=down)
    near, hits = around([line("row", "Dân tộc")], [(68, "Dân tộc")], print_, header)
    bride = cell_place(ETHNIC, "Bên nữ", hits[0], near, How.LABEL, True)
    groom = cell_place(ETHNIC, "Bên nam", hits[0], near, How.LABEL, True)
    (one,), (other,) = bride.regions, groom.regions
    assert 79 < one.left < one.right < 131
    assert 129 < other.left < other.right < 181
    assert 65 < one.top < one.bottom < 75


def test_a_cell_without_its_header_is_not_located() -> None:
    """Nobody says which column is whose."""
    across, down = grid(30, 50, [50, 50, 50], [8, 8, 8])
    print_ = structure(rules=across, upright=down)
    near, hits = around([line("row", "Dân tộc")], [(68, "Dân tộc")], print_)
    assert not cell_place(ETHNIC, "Bên nữ", hits[0], near, How.LABEL, True).located
