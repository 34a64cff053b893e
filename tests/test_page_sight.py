"""What one page shows: its number, its values, whether people sign on it."""

import pytest

from scanpipe.model import IDENTITY, Page, Readability
from scanpipe.page_sight import has_motto, is_notes, printed_number, sight, values_of
from scanpipe.rows import make_rows
from scanpipe.text import base_letters
from tests.scripted import CATALOG, lines
from tests.sorting import KINDS, card_pages, family


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("- 3 -", 3), ("Trang 2/4", 2), ("2/3", 2), ("ngày 2", None), ("99", None)]
)
def test_the_number_in_the_margin_is_read(text: str, number: int | None) -> None:
    """Alone on its row, with or without dashes and the count."""
    assert printed_number(lines(text, top_mm=10).rows, 297.0) == number


def test_a_number_in_the_text_is_no_page_number() -> None:
    """Neither in the middle of the sheet nor beside words."""
    assert printed_number(lines("2", top_mm=150).rows, 297.0) is None


def test_values_are_long_numbers_and_names() -> None:
    """Spelt in one way, however they are written."""
    rows = lines("Họ và tên: NGUYỄN THỊ HOÀI AN", "Số định danh: 079 190 000 123 cấp năm 2021").rows
    found = set(values_of(rows))
    assert {"nguyenthihoaian", "079190000123"} <= found
    assert "2021" not in found


def test_front_and_back_of_a_card_share_number_and_name() -> None:
    """The one is printed, the other stands in the machine readable lines."""
    front, back = (set(values_of(make_rows(w))) for w in card_pages(3, together=False))
    person = family(3).filer
    assert person.number in front & back
    assert base_letters(person.name) in front & back


def test_notes_and_mottos_are_told() -> None:
    """By their first rows."""
    assert is_notes(lines("Chú thích:", "(1) Ghi rõ").rows)
    assert not is_notes(lines("Kính gửi anh Ba").rows)
    assert has_motto(lines("CONG HOA XA HOI CHU NGHIA VIET NAM").rows)


@pytest.mark.parametrize(
    ("text", "closes"),
    [("(Ký, ghi rõ họ tên)", True), ("(Ký tên, đóng dấu)", True), ("Tôi ký hợp đồng này", False)],
)
def test_a_page_that_people_sign_on_is_the_last(text: str, closes: bool) -> None:
    """By the caption under the signature, not by the word."""
    page = Page(1, 0, 1, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0)
    assert sight(page, 0, lines(text, top_mm=200).rows, CATALOG, KINDS).closes is closes
