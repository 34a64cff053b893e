"""Cells of tables: a value beside its label, also where faint print leaves rules out."""

import pytest

from scanpipe.imaging.sheet import Structure
from scanpipe.model import Rect
from scanpipe.places.cells import cell_at, cell_beside, levels_between
from scanpipe.places.line import line_place
from scanpipe.places.place import How
from tests.places.sheets import around, grid, line, structure
from tests.scripted import typed

NAME = line("name", "Họ, chữ đệm, tên:")
BORN = line("born", "Ngày, tháng, năm sinh:")
ROWS = [(51.0, NAME.label), (59.0, BORN.label)]
ACROSS, DOWN = grid(28, 50, [70, 90], [8, 8])


def _beside(print_: Structure, which: int = 0) -> Rect | None:
    near, hits = around([NAME, BORN], ROWS, print_)
    cell = cell_beside(hits[which], near)
    return cell.rect if cell else None


def test_a_value_stands_in_the_cell_beside_its_label() -> None:
    """Each row has its own."""
    print_ = structure(rules=ACROSS, upright=DOWN)
    for which, top in enumerate((50, 58)):
        cell = _beside(print_, which)
        assert cell is not None
        sides = (cell.left, cell.top, cell.right, cell.bottom)
        assert sides == pytest.approx((98.5, top + 0.5, 187.5, top + 7.5))


def test_the_dot_below_a_letter_is_no_rule() -> None:
    """A short stroke just above the table does not hide its first rule."""
    print_ = structure(rules=[Rect(40, 48.3, 47, 48.5), *ACROSS], upright=DOWN)
    assert _beside(print_) == _beside(structure(rules=ACROSS, upright=DOWN))


@pytest.mark.parametrize("kept", [(1, 2), (0, 1)], ids=["no left wall", "no right wall"])
def test_outer_walls_may_be_faint(kept: tuple[int, int]) -> None:
    """Rules show how far the row reaches."""
    print_ = structure(rules=ACROSS, upright=[DOWN[i] for i in kept])
    assert _beside(print_) == _beside(structure(rules=ACROSS, upright=DOWN))


def test_a_missing_rule_does_not_join_two_rows() -> None:
    """The next label ends the row; the cell is no longer sure."""
    near, hits = around([NAME, BORN], ROWS, structure(rules=[ACROSS[0], ACROSS[2]], upright=DOWN))
    first, second = (cell_beside(h, near) for h in hits)
    assert first is not None
    assert second is not None
    assert first.rect.bottom < second.rect.top
    assert not first.whole
    assert not second.whole
    assert not line_place(NAME, hits[0], near, How.LABEL, True).bounded


def test_a_cell_that_cannot_be_made_out_accuses_nobody() -> None:
    """The value may stand behind the wall: what is left of the label's own cell is no proof of a blank."""
    near, hits = around([NAME, BORN], ROWS, structure(upright=DOWN))
    assert cell_beside(hits[0], near) is None
    assert not line_place(NAME, hits[0], near, How.LABEL, True).bounded


def test_a_cell_with_a_label_is_not_the_value_of_its_neighbour() -> None:
    """Two labels in one row: each has its value behind it, in its own cell."""
    left, right = line("sex", "Giới tính:"), line("race", "Dân tộc:")
    across, down = grid(28, 50, [70, 90], [8])
    print_ = structure(rules=across, upright=down)
    words = typed(left.label, 30, 51) + typed(right.label, 100, 51)
    near, hits = around([left, right], [], print_, words)
    assert cell_beside(hits[0], near) is None


def test_a_cell_has_four_sides() -> None:
    """Outside the table there is none."""
    print_ = structure(rules=ACROSS, upright=DOWN)
    cell = cell_at(print_, 120, 54)
    assert cell is not None
    assert (cell.left, cell.top, cell.right, cell.bottom) == pytest.approx((98, 50, 188, 58))
    assert cell_at(print_, 120, 70) is None
    assert cell_at(print_, 20, 54) is None


def test_a_level_is_a_line_however_broken() -> None:
    """Pieces of a faint rule count together; a short stroke does not."""
    pieces = [Rect(98 + 20 * n, 50, 114 + 20 * n, 50.2) for n in range(4)]
    levels = levels_between(structure(rules=[*pieces, Rect(100, 55, 110, 55.2)]), 98, 188)
    assert [round(v, 1) for v in levels] == [50.1]
