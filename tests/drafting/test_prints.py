"""What nobody fills in: rows become paragraphs, headings are told from statements, notes at the end by their marks."""

import doctest

import numpy as np

from scanpipe.catalog.schema import Kind
from scanpipe.drafting import prints
from scanpipe.drafting.claimed import claimed
from scanpipe.drafting.prints import Passage, as_print, footnotes, passages
from scanpipe.drafting.sheet import Place, PlaceColumn, PrintedLine, Sheet, SheetPage
from scanpipe.model import Rect

PAGE = SheetPage(1, 210.0, 297.0, np.zeros((2, 2), np.uint8))


def row(text: str, y: float, left: float = 30.0, right: float = 190.0) -> PrintedLine:
    """A row of print (mm)."""
    return PrintedLine(text, 1, Rect(left, y - 2, right, y + 2))


def sheet(*lines: PrintedLine, places: tuple[Place, ...] = ()) -> Sheet:
    """One page."""
    return Sheet((PAGE,), lines, places, "text")


def said(text: str) -> Passage:
    """A text on its own."""
    return Passage(text, 1, Rect(30, 100, 190, 104), 1.0)


def test_rows_of_one_sentence_are_one_text() -> None:
    """A full row goes on with the next; a short one ends, and so does a point of a list."""
    found = passages(
        sheet(
            row("Tôi cam đoan những nội dung khai trên đây là đúng sự thật và", 100),
            row("chịu trách nhiệm trước pháp luật.", 106, right=90),
            row("Hồ sơ gồm có các giấy tờ sau đây và không có gì khác nữa cả,", 112),
            row("1. Giấy khai sinh", 118, right=80),
        ),
        (),
    )
    assert [one.text.split()[0] for one in found] == ["Tôi", "Hồ", "1."]
    assert found[0].text.endswith("và chịu trách nhiệm trước pháp luật.")
    assert (found[0].rect.top, found[0].rect.bottom) == (98, 108)


def test_a_raised_mark_belongs_to_its_note() -> None:
    """Word raises it so far that it is a line of its own."""
    found = passages(
        sheet(row("(2)", 99.6, 41, 44), row("Ghi rõ nơi thường trú.", 100, 46, 120), row("(3)", 107, 41, 44)), ()
    )
    assert [one.text for one in found] == ["(2) Ghi rõ nơi thường trú.", "(3)"]


def test_a_heading_stands_over_what_is_filled_in() -> None:
    """A colon alone does not make one, capitals do; parentheses make a note."""
    assert as_print(said("Nơi thường trú:"), before_a_place=True).style == "heading"
    assert as_print(said("Tôi xin cam kết:"), before_a_place=False).style == "statement"
    assert as_print(said("PHẦN KHAI CỦA NGƯỜI YÊU CẦU"), before_a_place=False).style == "heading"
    assert as_print(said("(Viết bằng mực xanh)"), before_a_place=True).style == "note"


def test_footnotes_are_told_by_their_marks() -> None:
    """From "Chú thích:" on; a note goes on until the next mark, and what follows no such word is no note."""
    found = [said("Tôi cam đoan."), said("Chú thích:"), said("(1) Tên cơ quan."), said("(2) Ghi rõ:"), said("a) số.")]
    assert footnotes(found) == ({"1": "Tên cơ quan.", "2": "Ghi rõ: a) số."}, 4)
    assert footnotes([said("Ghi chú: không tẩy xóa.")]) == ({}, 0)
    assert footnotes([]) == ({}, 0)


def test_a_mark_that_was_misread_gets_its_number_back() -> None:
    """Marks rise; where one is missing it is that one, and no note is lost for being misread."""
    found = [said("Chú thích:"), said("(3) Một."), said("(2) Hai."), said("(3) Ba."), said("(1) Bốn.")]
    assert footnotes(found)[0] == {"1": "Một.", "2": "Hai.", "3": "Ba. (1) Bốn."}
    assert not doctest.testmod(prints).failed


def test_labels_captions_and_headers_are_no_print() -> None:
    """A row of two labels, the first row of a long label, the rows of a header, a caption, a page number."""
    line = {"page": 1, "confidence": 0.9}
    places = (
        Place(
            Kind.LINE, rect=Rect(60, 98, 110, 104), how="dots", label_rect=Rect(30, 98, 58, 102),
            label="2. Ngày sinh:", **line,
        ),
        Place(
            Kind.LINE, rect=Rect(150, 98, 190, 104), how="dots", label_rect=Rect(112, 98, 148, 102),
            label="3. Giới tính:", **line,
        ),
        Place(
            Kind.LINE, rect=Rect(90, 116, 190, 122), how="dots", label_rect=Rect(30, 116, 88, 120),
            label="4. Nơi ở hiện tại của người khai (ghi rõ số nhà, đường phố, tổ dân phố):", **line,
        ),
        Place(
            Kind.TABLE, rect=Rect(30, 150, 190, 180), label="5. Thành viên:", label_rect=Rect(30, 130, 70, 134),
            how="cell", columns=(PlaceColumn("Họ và tên", Rect(30, 140, 100, 180)),
            PlaceColumn("Số định danh cá nhân", Rect(100, 140, 190, 180))), **line,
        ),
        Place(
            Kind.SIGNATURE, rect=Rect(120, 205, 190, 230), label="NGƯỜI KHAI", label_rect=Rect(130, 195, 170, 199),
            how="caption", captions=("(Ký, ghi rõ họ tên)",), **line,
        ),
    )  # fmt: skip
    lines = (
        row("2. Ngày sinh: … 3. Giới tính: …", 100),
        row("4. Nơi ở hiện tại của người khai (ghi rõ số nhà,", 112),
        row("đường phố, tổ dân phố): …", 118),
        row("5. Thành viên:", 132, right=70),
        row("Số định danh", 142, 110, 160),
        row("Họ và tên cá nhân", 147),
        row("NGƯỜI KHAI", 197, 130, 170),
        row("(Ký, ghi rõ họ tên)", 202, 130, 170),
        row("2", 15, 104, 106),
    )
    statement = row("Tôi cam đoan những lời khai trên là đúng.", 188)
    assert claimed(sheet(*lines, statement, places=places)) == frozenset(range(len(lines)))
