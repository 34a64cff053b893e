"""Who signs, and what is printed around the free space."""

from scanpipe.drafting.signing import signatures
from tests.drafting.hand_set import page, rows_of, told

DATE = "…8 , ngày …5 tháng …5 năm …6"


def test_a_caption_that_says_sign_here_is_a_signature() -> None:
    """The words above "(Ký…)" name who signs; the free space below is the place."""
    signed = signatures(rows_of(page((200, "@120 Người yêu cầu"), (206, "@115 (Ký, ghi rõ họ tên)"))), 297)
    (place,) = signed.places
    assert told(place) == ("signature", "Người yêu cầu")
    assert place.captions == ("(Ký, ghi rõ họ tên)",)
    assert place.rect.top > 206
    assert place.rect.height > 20


def test_capitals_over_free_space_are_a_signature() -> None:
    """Without "(Ký…)" a known signer in capitals is enough; a heading over print is none."""
    assert [p.label for p in signatures(rows_of(page((200, "@110 CHỦ HỘ KINH DOANH"))), 297).places] == [
        "CHỦ HỘ KINH DOANH"
    ]
    assert signatures(rows_of(page((200, "NGƯỜI SỬ DỤNG ĐẤT"), (206, "Họ và tên: …50"))), 297).places == ()


def test_columns_keep_their_own_dates_and_names() -> None:
    """Side by side, the date above and the name asked below belong to the column."""
    sheet = page(
        (200, f"@20 {DATE} @115 {DATE}"),
        (205, "@35 CHỦ HỘ @130 NGƯỜI KHAI"),
        (240, "@30 Họ và tên: …20"),
    )
    left, right = signatures(rows_of(sheet), 297).places
    assert left.captions == ("…, ngày … tháng … năm …", "Họ và tên")
    assert left.label == "CHỦ HỘ"
    assert right.captions == ("…, ngày … tháng … năm …",)
    assert left.rect.right <= right.rect.left


def test_officers_sign_for_the_office() -> None:
    """What a civil servant signs is not asked of a citizen."""
    sheet = page((200, "@110 NGƯỜI TIẾP NHẬN HỒ SƠ"), (206, "@115 (Ký, ghi rõ họ tên)"))
    (place,) = signatures(rows_of(sheet), 297).places
    assert place.kind == "office_use"
