"""What a page says it is: forms and supporting papers by their titles, cards by their sides."""

import pytest

from samples.kinds import kind_papers
from samples.kinds.heap import back_lines, front_lines
from samples.people import stranger
from scanpipe.catalog import Edition
from scanpipe.catalog.kinds_schema import load_kinds
from scanpipe.kinds import Known, card_sides, known_as, mrz_rows
from scanpipe.rows import Row
from tests.scripted import CATALOG, FORMS, PRINTED, lines, name_of, paper, words_on
from tests.sorting import FILED, kind_pages, rng_of

KINDS = load_kinds(FORMS)
CARD = KINDS.get("identity_card")
PERSON = stranger(rng_of(4), filed=FILED)


def seen_as(rows: tuple[Row, ...]) -> Known | None:
    """What rows say the page is."""
    return known_as(rows, CATALOG, KINDS)


def kind_of(*texts: str) -> str | None:
    """The kind of a page with these lines."""
    known = seen_as(lines(*texts).rows)
    return known.kind if known else None


@pytest.mark.parametrize("kind", sorted(kind_papers()))
def test_every_supporting_paper_is_known_by_its_title(kind: str) -> None:
    """Its first page is that kind, and its later pages begin nothing."""
    first, *later = kind_pages(kind)
    known = seen_as(paper([first]).rows)
    assert known is not None
    assert (known.form, known.kind) == (None, kind)
    assert [seen_as(paper([page]).rows) for page in later] == [None] * len(later)


@pytest.mark.parametrize("edition", PRINTED, ids=name_of)
def test_no_form_is_taken_for_a_supporting_paper(edition: Edition) -> None:
    """Although forms name certificates and cards in their lines and titles."""
    first, *later = words_on(edition.form, edition.edition)
    known = seen_as(paper([first]).rows)
    assert known is not None
    assert (known.form, known.kind) == (edition.form, None)
    assert [seen_as(paper([page]).rows) for page in later] == [None] * len(later)


def test_a_mention_in_a_sentence_is_no_title() -> None:
    """Neither in running text, nor in capitals within a longer line, nor far down the page."""
    assert kind_of("Tôi nộp kèm theo giấy chứng sinh", "và giấy chứng nhận kết hôn") is None
    assert kind_of("giấy chứng sinh") is None
    assert kind_of("ĐƠN XIN CẤP LẠI GIẤY CHỨNG SINH CHO CON") is None
    assert seen_as(lines("GIẤY CHỨNG SINH", top_mm=220).rows) is None


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        (("GIẤY CHỨNG SINH",), "birth_notice"),
        (("GIAY CHUNG SINH",), "birth_notice"),
        (("GIÂY CHÚNG SINH",), "birth_notice"),
        (("GIẤY UỶ QUYỀN",), "authorisation"),
        (("VĂN BẢN ỦY QUYỀN",), "authorisation"),
        (("GIẤY CHỨNG NHẬN", "KẾT HÔN"), "marriage_certificate"),
        (("TRÍCH LỤC KẾT HÔN (BẢN SAO)",), "marriage_certificate"),
        (("TRÍCH LỤC KHAI TỬ",), "death_certificate"),
        (("BIÊN BẢN HỌP", "NHÓM CÁ NHÂN"), "meeting_minutes"),
        (("BIÊN BẢN VỀ VIỆC TRẺ BỊ BỎ RƠI",), "abandoned_child_record"),
        (("TÒA ÁN NHÂN DÂN TỈNH X", "QUYẾT ĐỊNH", "CÔNG NHẬN THUẬN TÌNH LY HÔN"), "court_decision"),
        (("ỦY BAN NHÂN DÂN TỈNH X", "QUYẾT ĐỊNH", "VỀ VIỆC GIAO ĐẤT"), None),
        (("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU", "TÀI SẢN GẮN LIỀN VỚI ĐẤT"), "land_use_certificate"),
        (("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",), "business_certificate"),
        (("GIẤY KHAI SINH",), "birth_certificate"),
        (("GIẤY ĐĂNG KÝ XE",), None),
    ],
)
def test_titles_as_printed_and_as_read(printed: tuple[str, ...], kind: str | None) -> None:
    """Tones may be lost, lines may be broken, the issuer counts where the title says too little."""
    assert kind_of(*printed) == kind


def test_a_title_broken_before_the_name_of_a_certificate_stays_a_form() -> None:
    """ "TỜ KHAI CẤP / GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN" is the form, not the certificate."""
    known = seen_as(lines("TỜ KHAI CẤP", "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN").rows)
    assert known is not None
    assert known.form == "marital_status_certificate"
    assert kind_of("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN") == "marital_status_confirmation"


# Cards


def test_both_sides_of_a_card_are_told() -> None:
    """Front by title and labels, back by its machine readable lines; together on one sheet, both."""
    front, back = front_lines(PERSON), back_lines(PERSON)
    assert card_sides(lines(*front).rows, CARD) == ("front",)
    assert card_sides(lines(*back).rows, CARD) == ("back",)
    assert card_sides(lines(*front, *back).rows, CARD) == ("front", "back")


def test_the_card_of_2024_is_told_too() -> None:
    """Its title is short, so its labels have to speak as well."""
    title = ("CĂN CƯỚC", "IDENTITY CARD")
    labels = ("Họ, chữ đệm và tên khai sinh / Full name", "Ngày, tháng, năm sinh / Date of birth", "Giới tính / Sex")
    assert card_sides(lines(*title, *labels).rows, CARD) == ("front",)
    back = ("Nơi cư trú / Place of residence", "Ngày, tháng, năm hết hạn / Date of expiry")
    assert card_sides(lines(*back).rows, CARD) == ("back",)


def test_a_form_that_asks_for_a_card_is_none() -> None:
    """The words are the same, in one language only."""
    asked = ("Số định danh cá nhân:", "Căn cước công dân", "Họ và tên:", "Giới tính:", "CĂN CƯỚC CÔNG DÂN")
    assert card_sides(lines(*asked).rows, CARD) == ()


def test_machine_readable_lines_survive_the_engine() -> None:
    """Guillemets for angle brackets, spaces in between; a long number alone is no such line."""
    read = ("IDVNM1990000014001199000001««5", "9902015F3902013VNM<<<<<<<<<<<4", "NGUYEN<<THI<THU<NGHIEM<<<<<<<<")
    assert len(mrz_rows(lines(*read).rows, "IDVNM")) == 3
    assert mrz_rows(lines("001199000001001199000001").rows, "IDVNM") == ()
