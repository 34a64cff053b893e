"""What only one of two blanks prints is found on the sheet, whatever moved; both blanks as pictures of one size."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from scanpipe.catalog import Edition
from scanpipe.catalog.load import load_catalog
from scanpipe.drafting.opened import BlankPage
from scanpipe.imaging.encode import decoded
from scanpipe.imaging.sheet import take_apart
from scanpipe.model import Rect, Word
from scanpipe.office.catalogue.diff_pictures import PX_PER_MM, page_pairs
from scanpipe.office.catalogue.print_diff import Mark, print_diff
from scanpipe.office.catalogue.sides import Sides, published
from scanpipe.settings import Settings

FORMS = Path(__file__).resolve().parents[2] / "forms"


def page(rows: Sequence[str], *, number: int = 1, top_mm: float = 20.0, digital: bool = True) -> BlankPage:
    """A page of those rows, seven millimetres apart, each word two millimetres a letter."""
    words = []
    for row, text in enumerate(rows):
        left, top = 20.0, top_mm + 7 * row
        for word in text.split():
            right = left + 2 * len(word)
            words.append(Word(word, Rect(left, top, right, top + 4), 1.0))
            left = right + 2
    white = np.full((300, 210), 255, np.uint8)
    return BlankPage(number, white, tuple(words), take_apart(white, 210, 297).structure, born_digital=digital)


def told(marks: Sequence[Mark]) -> list[tuple[int, str]]:
    """Page and text of each."""
    return [(mark.page, mark.text) for mark in marks]


def test_words_that_only_one_prints_are_outlined_where_they_stand() -> None:
    """Words beside each other are one place."""
    found = print_diff([page(["1. Họ và tên:", "2. Ngày sinh:"])], [page(["1. Họ và tên khai sinh:", "2. Ngày sinh:"])])
    assert found.old == ()
    (mark,) = found.new
    assert (mark.sign, mark.page, mark.text) == ("+", 1, "khai sinh:")
    assert (mark.rect.top, mark.rect.bottom) == (20.0, 24.0)


def test_moved_rows_dots_and_footnote_marks_are_no_difference() -> None:
    """A row more above moves all others down, or over to the next page."""
    before = [page(["Kính gửi(1): ……………", "1. Họ và tên:", "2. Ngày sinh:"])]
    after = [page(["Mẫu mới", "Kính gửi(2): …………………", "1. Họ và tên:"]), page(["2. Ngày sinh: ……"], number=2)]
    found = print_diff(before, after)
    assert told(found.old) == []
    assert told(found.new) == [(1, "Mẫu mới")]
    assert len(found.same[1]) == 6


def test_rows_of_which_nothing_stayed_are_one_place() -> None:
    """A paragraph of notes is one mark; the number of a page is none."""
    notes = ["Chú thích: ghi rõ", "nội dung đề nghị", "và ký tên"]
    found = print_diff([page(["1. Họ và tên:"])], [page(["1. Họ và tên:"]), page(["2", *notes], number=2)])
    assert told(found.new) == [(2, " ".join(notes))]
    assert found.new[0].rect.height == 2 * 7 + 4


def test_an_engine_may_confuse_letters_and_no_numbers() -> None:
    """Of two scans "Họ" and "Hợ" are one word, 66/2023 and 53/2025 are not."""
    before = [page(["Họ, chữ đệm và tên", "Thông tư 66/2023/TT-BCA"], digital=False)]
    after = [page(["Hợ, chử đêm và tèn", "Thông tư 53/2025/TT-BCA"], digital=False)]
    found = print_diff(before, after)
    assert told(found.old) == [(1, "66/2023/TT-BCA")]
    assert told(found.new) == [(1, "53/2025/TT-BCA")]


@pytest.fixture(scope="module")
def sides() -> Sides:
    """The last two editions of CT01."""
    catalog = load_catalog(FORMS)
    old, new = (published(catalog, FORMS, "ct01", name) for name in ("tt53_2025", "tt116_2026"))
    assert old is not None
    assert new is not None
    return Sides(old, new)


@pytest.mark.poppler
def test_two_typeset_blanks_are_shown_with_what_changed(sides: Sides) -> None:
    """Only the circular in the header is another one; the old page lies on the new one."""
    old, new = sides.old.blank(), sides.new.blank()
    assert old is not None
    assert new is not None
    (pair,) = page_pairs(old, new, Settings())
    assert pair.old is not None
    assert pair.new is not None
    assert told(pair.old.marks) == [(1, "53/2025/TT-BCA"), (1, "01/7/2025")]
    assert told(pair.new.marks) == [(1, "116/2026/TT-BCA"), (1, "29 tháng 6 năm 2026")]
    pictures = [decoded(data) for data in (pair.old.png, pair.new.png, pair.laid, pair.overlay) if data]
    assert {picture.shape[:2] for picture in pictures} == {(round(297 * PX_PER_MM), round(210 * PX_PER_MM))}
    laid, shown = pictures[2].astype(int), pictures[1].astype(int)
    assert np.abs(laid - shown).mean() < 5
    assert page_pairs(old, new, Settings()) is page_pairs(old, new, Settings())


def test_an_edition_without_fields_has_no_blank() -> None:
    """It is only recognised."""
    side = published(load_catalog(FORMS), FORMS, "htx_registration", "tt09_2024")
    assert side is not None
    assert isinstance(side.edition, Edition)
    assert side.blank() is None
    assert Sides(side, side).without_fields == "old"
