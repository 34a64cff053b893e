"""Dotted lines and rows of boxes: from behind the label to the next printed thing."""

from scanpipe.imaging.ladders import Ladder
from scanpipe.model import Rect
from scanpipe.places.line import boxes_place, continued_lines, line_place
from scanpipe.places.place import How, surroundings
from tests.places.sheets import around, line, structure
from tests.scripted import typed

NAME = line("full_name", "1. Họ và tên:")
SEX = line("sex", "2. Giới tính:")
PHONE = line("phone", "3. Điện thoại:", same_line=True)
ADDRESS = line("address", "4. Nơi ở hiện tại:", kind="multiline")
LAST = line("last", "5. Ghi nhận:")


def test_a_line_begins_behind_its_label_and_ends_with_its_leader() -> None:
    """The leader says where the place ends."""
    print_ = structure(leaders=[(58, 185, 43.2), (58, 185, 53.2)])
    near, hits = around([NAME, SEX], [(40, NAME.label), (50, SEX.label)], print_)
    place = line_place(NAME, hits[0], near, How.LABEL, True)
    (region,) = place.regions
    assert hits[0].rect.right <= region.left < hits[0].rect.right + 3
    assert abs(region.right - 185) < 3
    assert region.top < 43.2 <= region.bottom
    assert region.bottom < 50 + 1.5
    assert place.bounded


def test_a_line_ends_before_the_next_label_on_its_row() -> None:
    """What is written behind "Điện thoại" is no answer to "Giới tính"."""
    row = f"{SEX.label} ...... {PHONE.label}"
    near, hits = around([SEX, PHONE], [(40, row)], structure(leaders=[(60, 70, 43.2), (106, 185, 43.2)]))
    place = line_place(SEX, hits[0], near, How.LABEL, True)
    assert max(r.right for r in place.regions) <= hits[1].rect.left
    after = line_place(PHONE, hits[1], near, How.LABEL, True)
    assert min(r.left for r in after.regions) >= hits[1].rect.right


def test_a_line_without_any_print_behind_it_is_not_bounded() -> None:
    """It reaches to the margin, and nobody may be sure of it."""
    near, hits = around([NAME], [(40, NAME.label), (60, "Một dòng chữ dài ở bên dưới cho hết lề")], structure())
    place = line_place(NAME, hits[0], near, How.LABEL, True)
    assert place.located
    assert not place.bounded


def test_a_long_answer_has_all_lines_down_to_the_next_label() -> None:
    """Three leaders: three places; the next label's own leader is not one of them."""
    print_ = structure(leaders=[(70, 185, 43.2), (30, 185, 51.2), (30, 185, 59.2), (62, 185, 69.2)])
    near, hits = around([ADDRESS, LAST], [(40, ADDRESS.label), (66, LAST.label)], print_)
    place = line_place(ADDRESS, hits[0], near, How.LABEL, True)
    assert len(place.regions) == 3
    assert [round(r.top) for r in place.regions] == sorted(round(r.top) for r in place.regions)
    assert max(r.bottom for r in place.regions) < 66 + 2


def test_a_footnote_mark_is_not_part_of_the_answer() -> None:
    """The raised (2) behind a label is print."""
    noted = line("to", "Kính gửi (2):")
    mark = typed("(2)", 48.8, 39.0)
    near, hits = around([line("to", "Kính gửi:")], [(40, "Kính gửi:")], structure(leaders=[(60, 185, 43.2)]), mark)
    place = line_place(noted, hits[0], near, How.LABEL, True)
    assert place.regions[0].left >= 53


def test_a_label_found_badly_says_so() -> None:
    """The score goes with the place, and so does how it was found."""
    near, hits = around([NAME], [(40, "1. Hq và tèn:")], structure(leaders=[(58, 185, 43.2)]))
    place = line_place(NAME, hits[0], near, How.GAP, False)
    assert place.label_score < 1
    assert (place.how, place.next_found) == (How.GAP, False)


NUMBER = line("personal_id", "4. Số định danh cá nhân:", kind="boxes", boxes=12, type="citizen_id")


def ladder(left: float, top: float) -> Ladder:
    return Ladder(tuple(Rect(left + 6 * i, top, left + 6 * i + 6, top + 7) for i in range(12)))


def test_boxes_stand_behind_their_label_or_below_it() -> None:
    """Wherever the printer put the row of twelve."""
    for boxes in (ladder(100, 38), ladder(40, 46)):
        near, hits = around([NUMBER, LAST], [(40, NUMBER.label), (60, LAST.label)], structure(ladders=[boxes]))
        place = boxes_place(NUMBER, hits[0], near, How.LABEL, True)
        assert place.cells == boxes.cells
        assert place.bounded


def test_the_boxes_of_the_next_label_belong_to_it() -> None:
    """A row of boxes below another label is not mine."""
    near, hits = around([NUMBER, LAST], [(40, NUMBER.label), (60, LAST.label)], structure(ladders=[ladder(80, 62)]))
    assert boxes_place(NUMBER, hits[0], near, How.LABEL, True).cells == ()


def test_a_retyped_form_without_boxes_has_a_line() -> None:
    """Dots where the official form has squares."""
    print_ = structure(leaders=[(80, 185, 43.2)])
    near, hits = around([NUMBER, LAST], [(40, NUMBER.label), (60, LAST.label)], print_)
    place = boxes_place(NUMBER, hits[0], near, How.LABEL, True)
    assert place.cells == ()
    assert place.regions


def test_a_value_that_stands_lower_than_its_label_is_in_its_place() -> None:
    """Behind the end of a short leader, half a line lower: the cell of a faint table."""
    print_ = structure(leaders=[(58, 90, 43.2), (30, 185, 93.2)])
    rows = [(40.0, NAME.label), (60.0, SEX.label)]
    near, hits = around([NAME, SEX], rows, print_, typed("Nguyễn Văn A", 110, 42.5))
    assert max(r.right for r in line_place(NAME, hits[0], near, How.LABEL, True).regions) > 170


def test_writing_may_go_on_at_the_top_of_the_next_page() -> None:
    """The label is the last thing on its page; lines further down belong to something else."""
    near, hits = around([ADDRESS], [(280, ADDRESS.label)], structure())
    place = line_place(ADDRESS, hits[0], near, How.LABEL, True)
    print_ = structure(leaders=[(30, 185, 24.0), (30, 185, 31.0), (30, 185, 120.0)])
    moved = continued_lines(place, surroundings(1, near.paper, print_, []))
    assert (moved.page, len(moved.regions), moved.label) == (1, 2, None)
    far = structure(leaders=[(30, 185, 120.0)])
    assert continued_lines(place, surroundings(1, near.paper, far, [])) == place
