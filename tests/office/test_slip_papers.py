"""The three ways to hand a request on: PDF, Word file, plain text - the same words, and a mark while it is a draft."""

import datetime as dt
import io
import re
from dataclasses import replace

import docx
import pytest
from pypdf import PdfReader

from scanpipe.catalog.slips import REQUEST, Compared, load_slips
from scanpipe.findings import FINDINGS
from scanpipe.office.slips.content import Content, Counts, Head, Line, Row
from scanpipe.office.slips.docx import to_docx
from scanpipe.office.slips.pdf import to_pdf
from scanpipe.office.slips.printed import DRAFT_MARK, place_and_day
from scanpipe.office.slips.text import to_text
from scanpipe.settings import Settings

LINK = "https://thu.example/q/KT-7M4K-92QX"
PAPER, LINE = "Giấy chứng sinh", "Tờ khai đăng ký khai sinh, mục Nơi sinh: chưa kê khai (trang 1)."
BASIS = "Thông tư số 04/2024/TT-BTP"


@pytest.fixture
def content() -> Content:
    """A request with a paper and two lines; nobody knows the telephone of the person."""
    edition = load_slips(Settings().forms_dir).in_force(REQUEST, on=dt.date(2026, 11, 23))
    head = Head(
        agency="ỦY BAN NHÂN DÂN PHƯỜNG THỬ",
        place="Phường Thử",
        applicant="NGUYỄN THỊ MẪU",
        matter="Đăng ký khai sinh",
        contact_name="Trần Thị Thử",
        contact_phone="0900 000 000",
        deadline=dt.date(2026, 11, 30),
    )
    lines = (Line("Trang 2: ảnh bị mờ; đề nghị chụp hoặc quét lại."), Line(LINE, BASIS, "pg_1"))
    return Content(
        edition, "KT-7M4K-92QX", dt.date(2026, 2, 5), head, (Row(PAPER, Counts(original=1, photo=2)),), lines
    )


def _read(pdf: bytes) -> str:
    """The text of a PDF, its lines joined."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_pdf_says_all_of_it_and_no_code(content: Content) -> None:
    """AT-O7: title, table row, lines, deadline, contact, the mark of a draft."""
    text = _read(to_pdf(content, LINK))
    for words in (
        content.edition.title, DRAFT_MARK, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "NGUYỄN THỊ MẪU", PAPER, LINE, BASIS,
        "chậm nhất ngày 30/11/2026", "Trần Thị Thử, số điện thoại 0900 000 000", "NGƯỜI HƯỚNG DẪN", "KT-7M4K-92QX",
        "Phường Thử, ngày 05 tháng 02 năm 2026", "Số: ………/HDHS",
    ):  # fmt: skip
        assert words in text, words
    assert not [code for code in FINDINGS if code in text]


def test_the_pdf_can_be_read_aloud_and_needs_nothing_else(content: Content) -> None:
    """Title, language and structure; every font is embedded; the same bytes every time."""
    pdf = to_pdf(content, LINK)
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"].get_object()
    assert reader.metadata is not None
    assert reader.metadata.title == content.edition.title
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("vi-VN", True)
    elements = [one.get_object()["/S"] for one in root["/StructTreeRoot"]["/K"].get_object()["/K"]]
    assert elements.count("/H1") == 1
    for font in (f.get_object() for page in reader.pages for f in page["/Resources"]["/Font"].values()):
        assert "/FontFile2" in font["/FontDescriptor"].get_object()
    assert pdf == to_pdf(content, LINK)


def test_an_edition_that_was_compared_has_no_mark(content: Content) -> None:
    """Then it is the form itself."""
    compared = Compared(day=dt.date(2027, 1, 5), by="Trần Thị Thử", source="Công báo")
    final = replace(content, edition=content.edition.model_copy(update={"draft": False, "compared": compared}))
    assert "NHÁP" not in _read(to_pdf(final, LINK))
    assert "NHÁP" not in _words_of(to_docx(final, LINK))


@pytest.mark.parametrize("count", [0, 1, 12, 60])
def test_however_much_is_asked_for_it_fits_on_its_pages(content: Content, count: int) -> None:
    """A long request goes on over the page; the place to sign stays whole, and every page has the mark."""
    long = replace(
        content,
        rows=tuple(
            Row(f"{PAPER} số {n} có tên rất dài để chữ phải xuống dòng trong ô", Counts(1)) for n in range(count)
        ),
        lines=tuple(Line(f"{LINE} Nội dung {n}.", BASIS) for n in range(count)),
    )
    reader = PdfReader(io.BytesIO(to_pdf(long, LINK)))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert all(f"số {n} " in " ".join(text.split()) for n in range(count))
    assert all(DRAFT_MARK in page.extract_text() for page in reader.pages)
    assert len(reader.pages) <= 1 + count // 5
    assert "NGƯỜI HƯỚNG DẪN" in reader.pages[-1].extract_text()
    assert to_docx(long, LINK)


def test_the_word_file_says_the_same(content: Content) -> None:
    """Its table, its lines, its mark; it is called by its title and speaks Vietnamese."""
    data = to_docx(content, LINK)
    paper = docx.Document(io.BytesIO(data))
    words = _words_of(data)
    for said in (content.edition.title, DRAFT_MARK, LINE, BASIS, "chậm nhất ngày 30/11/2026", "NGUYỄN THỊ MẪU"):
        assert said in words, said
    table = next(t for t in paper.tables if len(t.columns) == 5)
    assert [cell.text for cell in table.rows[2].cells] == ["1", PAPER, "1", "", "2"]
    assert (paper.core_properties.title, paper.core_properties.language) == (content.edition.title, "vi-VN")
    assert not [code for code in FINDINGS if code in words]


def _words_of(data: bytes) -> str:
    """All text of a Word file: above the page, in paragraphs, in tables."""
    paper = docx.Document(io.BytesIO(data))
    parts = [p.text for section in paper.sections for p in section.header.paragraphs]
    parts += [p.text for p in paper.paragraphs]
    parts += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(parts).split())


def test_the_plain_text_is_what_the_portal_asks_for(content: Content) -> None:
    """What, why, until when, whom to call; no letterhead, no name of a person, no code."""
    text = to_text(content)
    assert text.splitlines() == [
        "Yêu cầu Ông/Bà hoàn thiện hồ sơ gồm những nội dung như sau:",
        "",
        "Thành phần hồ sơ:",
        f"- {PAPER} (Bản chính: 1; Bản photo: 2)",
        "",
        "Lý do / nội dung cần hoàn thiện:",
        "1) Trang 2: ảnh bị mờ; đề nghị chụp hoặc quét lại.",
        f"2) {LINE} Căn cứ: {BASIS}.",
        "",
        "Thời hạn bổ sung, hoàn thiện hồ sơ: chậm nhất ngày 30/11/2026.",
        "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, xin liên hệ công chức Trần Thị Thử, "
        "số điện thoại 0900 000 000, để được hướng dẫn.",
    ]
    assert "MẪU" not in text


def test_months_and_days_have_their_noughts(content: Content) -> None:
    """Before days below ten and months below three (Nghị định 30/2020/NĐ-CP)."""
    days = {dt.date(2026, 1, 9): "ngày 09 tháng 01", dt.date(2026, 3, 10): "ngày 10 tháng 3"}
    for day, words in days.items():
        assert re.search(rf"{words} năm 2026", place_and_day(replace(content, day=day)))


def test_what_somebody_typed_cannot_break_a_file(content: Content) -> None:
    """Marks of a markup, brackets and one endless word are only text."""
    odd = "<b>&amp;</b> {name} (1) " + "x" * 300
    broken = replace(content, lines=(Line(odd),), rows=(Row(odd),))
    assert "<b>&amp;</b> {name} (1)" in _read(to_pdf(broken, LINK))
    assert odd in _words_of(to_docx(broken, LINK))
