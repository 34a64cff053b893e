"""The head of a blank is told from its fields: code, citation, motto, title."""

import datetime as dt

import numpy as np
import pytest

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.head import head_of
from scanpipe.drafting.sheet import Place, PrintedLine, Sheet, SheetPage
from scanpipe.drafting.whole import said_of, sentence
from scanpipe.model import Rect
from tests.drafting.blanks import catalog, draft_of, sheet_of

PAGE = SheetPage(1, 210.0, 297.0, np.zeros((2, 2), np.uint8))


def line(text: str, y: float, x: float = 105.0, confidence: float = 1.0) -> PrintedLine:
    """A printed line with its middle at that place (mm)."""
    half = len(text)
    return PrintedLine(text, 1, Rect(x - half, y - 2, x + half, y + 2), confidence)


def sheet(*lines: PrintedLine) -> Sheet:
    """A page of these lines over one place to fill in."""
    place = Place(Kind.LINE, 1, Rect(60, 118, 190, 124), "1. Họ và tên:", Rect(20, 119, 55, 123), 0.9, "dots")
    return Sheet((PAGE,), (*lines, line("1. Họ và tên: …", 121, 60)), (place,), "text")


MOTTO = (line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 40), line("Độc lập - Tự do - Hạnh phúc", 46))


def test_code_citation_and_day_are_read_from_the_header() -> None:
    """Two lines at the right say which form it is, which circular issues it, and of which day that is."""
    head = head_of(
        sheet(
            line("Mẫu số 2, Phụ lục II", 15, 160),
            line("(Ban hành kèm theo Thông tư số 86/2026/TT-BTC", 20, 150),
            line("ngày 5 tháng 10 năm 2026 của Bộ trưởng Bộ Tài chính)", 25, 150),
            *MOTTO,
            line("GIẤY ĐỀ NGHỊ ĐĂNG KÝ", 60),
            line("HỘ KINH DOANH", 66),
        )
    )
    assert head.cited is not None
    assert (head.cited.text, head.issued) == ("86/2026/TT-BTC", dt.date(2026, 10, 5))
    assert (head.form_code, head.annex, head.position) == ("Mẫu số 2, Phụ lục II", "Phụ lục II", "right")
    assert (head.title, head.motto, len(head.header_lines)) == ("GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH", True, 3)


def test_a_paper_without_a_header_says_so() -> None:
    """Civil status forms print no circular: nothing is invented, and the confidence says that it is open."""
    head = head_of(sheet(*MOTTO, line("TỜ KHAI ĐĂNG KÝ KHAI SINH", 60)))
    assert (head.header_lines, head.position, head.cited, head.form_code) == ((), "none", None, None)
    values, guesses = said_of(head, None, None)
    assert values["citation"].instrument == "…"
    assert not values["citation"].printed
    assert [guess.confidence for guess in guesses if guess.what == "citation"] == [0.0]


def test_a_remark_under_the_title_is_its_subtitle() -> None:
    """In parentheses in the middle; what begins the form is not."""
    head = head_of(
        sheet(
            *MOTTO, line("TỜ KHAI", 60), line("(Dùng cho người chưa đủ 14 tuổi)", 66), line("Tôi đề nghị như sau", 75)
        )
    )
    assert (head.title, head.subtitle) == ("TỜ KHAI", "(Dùng cho người chưa đủ 14 tuổi)")


def test_the_name_of_an_office_beside_the_motto_is_no_title() -> None:
    """It stands in capitals too, at the left."""
    head = head_of(sheet(line("ỦY BAN NHÂN DÂN XÃ", 40, 45), *MOTTO, line("TỜ KHAI ĐĂNG KÝ KHAI TỬ", 60)))
    assert head.title == "TỜ KHAI ĐĂNG KÝ KHAI TỬ"


def test_what_a_person_says_of_the_instrument_is_held_against_the_paper() -> None:
    """The same number makes it sure, another one makes a person look."""
    head = head_of(
        sheet(line("Mẫu CT01 ban hành kèm theo Thông tư số 116/2026/TT-BCA", 20), *MOTTO, line("TỜ KHAI", 60))
    )
    same, sure = said_of(head, None, "Thông tư 116/2026/TT-BCA")
    other, unsure = said_of(head, None, "Thông tư 117/2026/TT-BCA")
    assert same["citation"].number == other["citation"].number == "116/2026/TT-BCA"
    assert next(g for g in sure if g.what == "citation").confidence > 0.9
    assert next(g for g in unsure if g.what == "citation").confidence < 0.5


@pytest.mark.parametrize("edition", ["tt66_2023", "tt116_2026"])
def test_the_head_of_our_own_blanks_is_read_whole(edition: str) -> None:
    """Title, code, header, citation and its day are those of the edition."""
    truth = catalog().edition("ct01", edition)
    draft = draft_of("ct01", edition).edition
    assert draft.title == truth.title
    assert draft.form_code == truth.form_code
    assert draft.citation.number == truth.citation.number
    assert "".join(draft.header_lines).replace(" ", "") == "".join(truth.header_lines).replace(" ", "")
    assert draft.national_motto
    assert head_of(sheet_of("ct01", edition)).used


def test_a_title_in_capitals_becomes_a_sentence() -> None:
    """A title that is printed in small letters stays as it is."""
    assert sentence("ĐƠN ĐĂNG KÝ  BIẾN ĐỘNG") == "Đơn đăng ký biến động"
    assert sentence("Đơn đề nghị cấp Giấy phép") == "Đơn đề nghị cấp Giấy phép"
