"""Printed words between the blanks of one field are not looked at, what is written between them is."""

from scanpipe.labels import phrases
from scanpipe.model import Rect
from scanpipe.places.between import without_print
from tests.places.sheets import around, line, structure
from tests.scripted import typed

FLOORS = line("floors", "Số tầng: … tầng; trong đó, số tầng nổi: …")
PRINT = "tầng; trong đó, số tầng nổi:"
LINE = [Rect(48, 38, 190, 46)]


def test_a_phrase_is_what_is_printed_between_two_blanks() -> None:
    """A unit of few letters is none: it is known by its place behind the leader."""
    assert phrases(FLOORS) == [PRINT]
    assert phrases(line("area", "Diện tích: … m2")) == []


def test_a_printed_phrase_is_cut_out() -> None:
    """What is left are the two blanks."""
    near, hits = around([FLOORS], [(40, "Số tầng:")], structure(), typed(PRINT, 80, 40))
    first, second = without_print(LINE, FLOORS, hits[0], near)
    print_ = [w.rect for w in near.paper.rows[0].words if w.rect.left >= 80]
    assert first.left == 48
    assert second.right == 190
    assert first.right < print_[0].left
    assert second.left > print_[-1].right


def test_a_value_read_beside_the_phrase_stays_in_the_place() -> None:
    """It is not swallowed with the print."""
    near, hits = around([FLOORS], [(40, "Số tầng:")], structure(), typed("42 " + PRINT, 74, 40))
    first = without_print(LINE, FLOORS, hits[0], near)[0]
    assert first.right > 78


def test_a_phrase_that_was_not_read_changes_nothing() -> None:
    """The whole line is the place."""
    near, hits = around([FLOORS], [(40, "Số tầng: 12 34 56")], structure())
    assert without_print(LINE, FLOORS, hits[0], near) == LINE
