"""Fields of the edition before are found again by words, order and headings."""

import pytest

from scanpipe.catalog.schema import FieldSpec, Kind, Line, Print
from scanpipe.drafting.alignment import aligned
from tests.drafting.blanks import catalog


def asked(*labels: str) -> list[Line]:
    """Lines to fill in; a label that begins with "#" is a heading."""
    return [
        Print(text=label[1:], style="heading") if label[0] == "#" else FieldSpec(key=f"k{n}", label=label)
        for n, label in enumerate(labels)
    ]


def found(old: list[Line], new: list[Line]) -> dict[int, int]:
    """Which old line each new one is, by index."""
    return {pair.new: pair.old for pair in aligned(old, new)}


def test_an_edition_is_itself() -> None:
    """Every line is found as itself, whatever labels the form repeats."""
    for name in (("ct01", "tt116_2026"), ("birth_registration", "tt04_2024"), ("hkd_registration", "tt68_2025")):
        edition = catalog().edition(*name)
        assert all(pair.old == pair.new for pair in aligned(edition.lines, edition.lines))
        assert len(aligned(edition.lines, edition.lines)) == len(edition.lines)


def test_renumbered_items_are_the_same() -> None:
    """A line that came moves all numbers and footnote marks behind it; nothing else changed."""
    old = asked("1. Họ và tên:", "2. Giới tính:", "3. Quê quán(2):")
    new = asked("1. Họ và tên:", "2. Tôn giáo:", "3. Giới tính:", "4. Quê quán(3):")
    assert found(old, new) == {0: 0, 2: 1, 3: 2}


def test_order_tells_equal_labels_apart() -> None:
    """The nationality of the father is not that of the mother who was taken off the form."""
    old = asked("Họ tên người mẹ:", "Quốc tịch:", "Họ tên người cha:", "Quốc tịch:")
    new = asked("Họ tên người cha:", "Quốc tịch:")
    assert found(old, new) == {0: 2, 1: 3}


def test_headings_tell_equal_labels_apart() -> None:
    """An address below a new heading is a new address, though its lines read like the old one's."""
    old = asked("#Nơi thường trú:", "Xã/Phường:", "#Địa chỉ liên lạc:", "Xã/Phường:", "#Vốn:", "Tổng số:")
    new = asked("#Nơi thường trú:", "Xã/Phường:", "#Kho hàng:", "Xã/Phường:", "#Vốn:", "Tổng số:")
    assert found(old, new) == {0: 0, 1: 1, 4: 4, 5: 5}


def test_a_moved_field_is_found_by_its_label() -> None:
    """Out of its order, when no other is like it, and less surely than in its order."""
    old = asked("Nghề nghiệp, nơi làm việc:", "Họ và tên:", "Giới tính:", "Dân tộc:")
    new = asked("Họ và tên:", "Giới tính:", "Dân tộc:", "Nghề nghiệp, nơi làm việc:")
    pairs = {pair.new: pair for pair in aligned(old, new)}
    assert pairs[3].old == 0
    assert pairs[3].sure < pairs[0].sure


def test_other_words_for_the_same_thing_between_the_same_neighbours() -> None:
    """Those that usually mean one thing are found, surer than those that only stand in the same place."""
    old = asked("Họ và tên:", "Email:", "Số CMND:", "Nơi đóng dấu:")
    new = asked("Họ và tên:", "Hộp thư điện tử:", "Số định danh cá nhân:", "Nơi đóng dấu:")
    assert found(old, new) == {0: 0, 1: 1, 2: 2, 3: 3}


def test_what_asks_for_something_else_is_not_the_same() -> None:
    """A field that came in the place of one that went is a new field."""
    old = asked("Họ và tên:", "Tôn giáo:", "Quê quán:")
    new = asked("Họ và tên:", "Điện thoại:", "Quê quán:")
    assert found(old, new) == {0: 0, 2: 2}


def test_a_signature_is_no_line() -> None:
    """The name of who signs stands on a line too."""
    old: list[Line] = [FieldSpec(key="a", label="Người yêu cầu", kind=Kind.SIGNATURE)]
    assert found(old, asked("Người yêu cầu:")) == {}


@pytest.mark.parametrize("lines", [asked(), asked("Họ và tên:")])
def test_nothing_to_align_is_no_error(lines: list[Line]) -> None:
    """An edition that is known for identification only has no lines."""
    assert aligned([], lines) == aligned(lines, []) == ()
