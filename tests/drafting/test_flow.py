"""Dotted lines and squares in running print: each place has the label that a person would give it."""

import pytest

from scanpipe.drafting.flow import places_in
from scanpipe.drafting.sheet import Place
from tests.drafting.hand_set import page, paragraphs_of, told


def _read(*lines: tuple[float, str]) -> list[Place]:
    return list(places_in(paragraphs_of(page(*lines))))


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("1. Họ và tên: …100", ["1. Họ và tên:"]),
        ("2. Giới tính: …20 3. Dân tộc: …20", ["2. Giới tính:", "3. Dân tộc:"]),
        ("Diện tích: …20 m2 sử dụng chung: …20 m2", ["Diện tích: … m2", "sử dụng chung: … m2"]),
        ("Ngày sinh: …10 / …10 / …15", ["Ngày sinh: … / … /"]),
        ("Số: …20 đăng ký ngày …10 tháng …10 năm …12 tại …30", ["Số:", "đăng ký ngày … tháng … năm", "tại"]),
        ("Số lượng: …30 bản", ["Số lượng: … bản"]),
        ("thửa đất số …20 , tờ bản đồ số …20 của …20", ["thửa đất số …, tờ bản đồ số … của"]),
        ("Cơ quan …20 (1)", ["Cơ quan … (1)"]),
    ],
)
def test_a_line_is_read_as_its_places(line: str, labels: list[str]) -> None:
    """Several places on one line, units behind them, dates with their parts: as the line is printed."""
    assert [p.label for p in _read((50, line))] == labels


def test_a_date_without_a_label_is_that_of_the_paper() -> None:
    """ "…, ngày … tháng … năm …" is place and date; the same words behind others are a date somebody writes."""
    dates = _read((50, "…30 , ngày …10 tháng …10 năm …12"), (80, "sinh ngày …10 tháng …10 năm …12"))
    assert [p.kind.value for p in dates] == ["place_date", "line"]


def test_dotted_lines_below_belong_to_the_label_above() -> None:
    """A label with three dotted lines is one place over all of them."""
    (place,) = _read((50, "Nội dung đề nghị: …140"), (57, "…180"), (64, "…180"))
    assert told(place) == ("multiline", "Nội dung đề nghị:")
    assert place.dotted_lines == 3
    assert place.rect.bottom > 64 > 50 > place.rect.top


def test_words_over_a_dotted_line_are_its_label() -> None:
    """A heading that leads to a dotted line names it, also where it has two rows."""
    (place,) = _read(
        (50, "Tên và địa chỉ liên hệ của người đại diện theo pháp luật của tổ chức đề nghị cấp giấy chứng"),
        (56, "nhận đăng ký hoạt động:"),
        (63, "…180"),
    )
    assert place.label.startswith("Tên và địa chỉ")
    assert place.label.endswith("hoạt động:")


def test_points_of_a_list_are_lines_of_one_place() -> None:
    """ "(1) … (2) …" under a heading is one place with a line for each point."""
    (place,) = _read((50, "Giấy tờ nộp kèm theo:"), (57, "(1) …150"), (64, "(2) …150"))
    assert told(place) == ("multiline", "Giấy tờ nộp kèm theo: (1) … (2)")
    assert place.dotted_lines == 2


def test_what_cites_the_law_or_explains_the_form_is_no_place() -> None:
    """Gaps in the number of a decree, in the head above the motto and below "Chú thích" are nobody's."""
    lines = [
        (20.0, "Mẫu số …20"),
        (30.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (50.0, "Căn cứ Nghị định số …15 /2024/NĐ-CP"),
        (80.0, "Chú thích:"),
        (90.0, "(1) Ghi rõ số nhà …20 đường"),
    ]
    assert _read(*lines) == []


def test_short_answers_have_their_squares_behind_them() -> None:
    """ "Có □ Không □" is one choice under its label, and what follows on the line a place of its own."""
    choice, amount = _read((50, "Cấp bản sao: Có □ Không □ Số lượng: …20 bản"))
    assert told(choice) == ("choice", "Cấp bản sao:")
    assert choice.options == ("Có", "Không")
    assert told(amount) == ("line", "Số lượng: … bản")


def test_squares_before_their_words_on_several_lines_are_one_choice() -> None:
    """The options under a heading belong together."""
    (choice,) = _read((50, "Phương pháp tính thuế:"), (57, "□ Phương pháp kê khai"), (64, "□ Phương pháp khoán"))
    assert told(choice) == ("choice", "Phương pháp tính thuế:")
    assert choice.options == ("Phương pháp kê khai", "Phương pháp khoán")


@pytest.mark.parametrize("line", ["□ Không kinh doanh tại trụ sở", "b) Đề nghị cấp Giấy chứng nhận □"])
def test_one_square_alone_is_a_box_to_tick(line: str) -> None:
    """Its label is quoted with the square where it is printed."""
    (place,) = _read((50, line))
    assert told(place) == ("checkbox", line)
    assert place.options == ()


def test_an_unread_footnote_mark_is_guessed_from_its_order() -> None:
    """Where "(2)" behind a gap was not read, it is the one after (1), and less sure than words."""
    sheet = page((50, "…60 ^(1)"), (57, "…60 ^œ"), confidence=0.3)
    first, second = places_in(paragraphs_of(sheet))
    assert (first.label, second.label) == ("… (1)", "… (2)")
    assert second.confidence < 0.7


def test_dots_alone_are_dirt() -> None:
    """A short row of dots with no words near is no place."""
    assert _read((50, "@150 …14"), (100, "Họ tên: …50"))[0].label == "Họ tên:"


def test_badly_read_words_make_a_place_less_sure() -> None:
    """The confidence of a place is that of its label."""
    sure, unsure = (next(places_in(paragraphs_of(page((50, "Họ tên: …50"), confidence=c)))) for c in (1.0, 0.4))
    assert unsure.confidence < sure.confidence <= 1.0
