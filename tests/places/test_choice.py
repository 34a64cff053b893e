"""Boxes to tick: each option gets its own, and none gets somebody else's."""

from scanpipe.model import Rect
from scanpipe.places.choice import checkbox_place, choice_place
from scanpipe.places.place import How
from tests.places.sheets import around, line, structure

COPIES = line("copies", "Đề nghị cấp bản sao:", kind="choice", options=("Có", "Không"), choose="exactly_one")
LAST = line("last", "Ghi nhận sau cùng:")
REST = line("rest", "Không kinh doanh tại trụ sở", kind="checkbox")


def box(left: float, top: float) -> Rect:
    return Rect(left, top, left + 4, top + 4)


def test_each_option_has_its_box() -> None:
    """In reading order."""
    print_ = structure(boxes=[box(120, 40), box(90, 40)])
    near, hits = around([COPIES, LAST], [(40, f"{COPIES.label} Có Không"), (60, LAST.label)], print_)
    place = choice_place(COPIES, hits[0], near, How.LABEL, True)
    assert [c and c.left for c in place.cells] == [90, 120]
    assert place.bounded


def test_a_box_that_was_not_seen_leaves_its_option_open() -> None:
    """One box for two options: the other one is not taken for empty."""
    near, hits = around(
        [COPIES, LAST], [(40, f"{COPIES.label} Có Không"), (60, LAST.label)], structure(boxes=[box(82, 40)])
    )
    place = choice_place(COPIES, hits[0], near, How.LABEL, True)
    assert sum(c is not None for c in place.cells) <= 1
    assert not place.bounded


def test_without_boxes_there_is_no_place() -> None:
    """A retyped form with brackets instead."""
    near, hits = around([COPIES, LAST], [(40, f"{COPIES.label} Có Không"), (60, LAST.label)], structure())
    assert not choice_place(COPIES, hits[0], near, How.LABEL, True).located


def test_boxes_below_the_next_label_are_not_mine() -> None:
    """They belong to what stands there."""
    print_ = structure(boxes=[box(90, 70), box(120, 70)])
    near, hits = around([COPIES, LAST], [(40, f"{COPIES.label} Có Không"), (60, LAST.label)], print_)
    assert not choice_place(COPIES, hits[0], near, How.LABEL, True).located


def test_one_box_stands_before_its_words_or_behind_them() -> None:
    """And the nearest one is it."""
    for mine, other in ((box(24, 40), box(150, 40)), (box(84, 40), box(24, 55))):
        near, hits = around([REST, LAST], [(40, REST.label), (60, LAST.label)], structure(boxes=[mine, other]))
        place = checkbox_place(REST, hits[0], near, How.LABEL, True)
        assert place.cells == (mine,)


def test_a_box_that_is_not_there_is_not_located() -> None:
    """Unlocated is unclear, never unticked."""
    near, hits = around([REST, LAST], [(40, REST.label), (60, LAST.label)], structure(boxes=[box(24, 90)]))
    assert not checkbox_place(REST, hits[0], near, How.LABEL, True).located


def test_a_box_before_a_long_label_stands_on_its_first_line() -> None:
    """The label ends a line below."""
    long = line("premises", "Không kinh doanh tại trụ sở nếu hộ kinh doanh không có địa điểm cố định", kind="checkbox")
    rows = [(40.0, "Không kinh doanh tại trụ sở nếu hộ kinh doanh"), (46.0, "không có địa điểm cố định")]
    near, hits = around([long], rows, structure(boxes=[box(24, 40), box(24, 60)]))
    assert checkbox_place(long, hits[0], near, How.LABEL, True).cells == (box(24, 40),)
