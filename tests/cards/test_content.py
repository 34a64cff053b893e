"""The text of a card's code, and of codes that are no card's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.cards.content import CodeKind, kind_of, parse

OLD = "001199000001|123456789|Nguyễn Thị Thu Nghiêm|01021999|Nữ|Thôn Đông, Xã Mẫu, Tỉnh Mẫu|05092021"
NEW = "001199000001|Nguyễn Thị Thu Nghiêm|01021999|Nữ|Thôn Đông, Xã Mẫu, Tỉnh Mẫu|05092024|123456789||Văn A|Thị B"
PAYMENT = "00020101021238570010A00000072701270006970436011300000000000000208QRIBFTTA53037045802VN6304ABCD"


@pytest.mark.parametrize(("text", "issued"), [(OLD, 2021), (NEW, 2024)])
def test_both_orders_say_the_same(text: str, issued: int) -> None:
    """Fields are told by what they look like, not by their place."""
    code = parse(text)
    assert code is not None
    assert (code.number, code.old_number, code.name) == ("001199000001", "123456789", "Nguyễn Thị Thu Nghiêm")
    assert (code.born.isoformat(), code.sex, code.residence) == ("1999-02-01", "Nữ", "Thôn Đông, Xã Mẫu, Tỉnh Mẫu")
    assert code.issued_on is not None
    assert code.issued_on.year == issued


def test_the_old_number_may_be_empty() -> None:
    """Most holders never had one."""
    code = parse(OLD.replace("123456789", ""))
    assert code is not None
    assert code.old_number == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PAYMENT, CodeKind.PAYMENT),
        ("https://example.vn/x", CodeKind.LINK),
        ("WWW.EXAMPLE.VN", CodeKind.LINK),
        ("javascript:alert(1)", CodeKind.LINK),
        ("mailto:a@example.vn", CodeKind.LINK),
        ("Phiếu hẹn 123", CodeKind.OTHER),
        ("", CodeKind.OTHER),
        ("1|2|3|4|5|6|7", CodeKind.OTHER),
        ("001199000001|a|b", CodeKind.OTHER),
        ("001199000001||Nguyễn Thị Mẫu|32131999|Nữ|Xã Mẫu|05092021".replace("05092021", ""), CodeKind.OTHER),
        ("001199000001||https://example.vn|01021999|Nữ|Xã Mẫu|05092021", CodeKind.OTHER),
        (OLD, CodeKind.CARD),
    ],
)
def test_codes_are_told_by_their_shape(text: str, kind: CodeKind) -> None:
    """A payment code or a link is never a card, whatever a field of it pretends."""
    assert kind_of(text) is kind
    assert (parse(text) is not None) == (kind is CodeKind.CARD)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    """A code can hold anything."""
    assert (parse(text) is not None) == (kind_of(text) is CodeKind.CARD)


def test_values_stay_out_of_logs() -> None:
    """The number and the name are not in the printed form of the value."""
    assert "001199" not in repr(parse(OLD))
    assert "Nghiêm" not in repr(parse(OLD))
