"""Cards put together from pages, and what their sources disagree on."""

import pytest

from scanpipe.cards.card import Card, by_owner, joined
from scanpipe.cards.values import CardValue, agree
from scanpipe.model import Source


def value(key: str, text: str, source: Source = Source.QR, confidence: float = 1.0) -> CardValue:
    """A value without a place."""
    return CardValue(key, text, source, None, confidence)


def part(side: str, *told: CardValue) -> Card:
    """One side."""
    return Card("old", frozenset({side}), told)  # type: ignore[arg-type]


def test_front_and_back_on_two_pages_are_one_card() -> None:
    """The same number on both."""
    front = part("front", value("personal_id", "001199000001")).on_page(1)
    back = part("back", value("personal_id", "001199000001", Source.MRZ)).on_page(2)
    cards = by_owner([front, back])
    assert len(cards) == 1
    assert cards[0].sides == {"front", "back"}
    assert cards[0].pages == (1, 2)
    assert [v.page for v in cards[0].told] == [1, 2]


def test_sides_of_two_people_are_two_cards() -> None:
    """Different numbers are never joined."""
    cards = by_owner(
        [part("front", value("personal_id", "001199000001")), part("back", value("personal_id", "001088000002"))]
    )
    assert [c.sides for c in cards] == [{"front"}, {"back"}]


def test_a_misread_digit_makes_no_second_card() -> None:
    """Front and back of one card are not two cards of which each lacks a side; two fronts stay two."""
    front = part("front", value("personal_id", "001199000007", Source.OCR, 0.8))
    back = part("back", value("personal_id", "001199000001", Source.MRZ))
    assert [c.sides for c in by_owner([front, back])] == [{"front", "back"}]
    assert len(by_owner([front, part("front", value("personal_id", "001199000001"))])) == 2


def test_a_side_without_a_number_joins_the_card_that_lacks_it() -> None:
    """A back whose zone cannot be read is still the back."""
    cards = by_owner([part("front", value("personal_id", "001199000001")), part("back")])
    assert len(cards) == 1
    assert len(by_owner([part("front"), part("front")])) == 2


def test_no_parts_make_no_card() -> None:
    """There is nothing to join."""
    with pytest.raises(ValueError, match="no part"):
        joined([])


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("TRẦN THỊ HÒA", "Trần Thị Hoà", True),
        ("Trần Thị Hoa", "Trần Thị Hòa", False),
    ],
)
def test_two_codes_are_compared_with_their_marks(a: str, b: str, same: bool) -> None:
    """Case and the place of a tone are forgiven, a tone is not."""
    assert agree(value("full_name", a), value("full_name", b)) is same


@pytest.mark.parametrize(
    ("code", "zone", "same"),
    [
        ("Nguyễn Thị Đào", "NGUYEN THI DAO", True),
        ("Nguyễn Thị Đào", "NGUYEN THI MAI", False),
        ("Công Tằng Tôn Nữ Hoàng Phương Thảo Nguyên", "CONG TANG TON NU HOANG PHUON", True),
        ("Nguyễn Thị Đào", "NGUYEN THI", False),
    ],
)
def test_the_zone_knows_no_marks_and_may_cut_a_long_name(code: str, zone: str, same: bool) -> None:
    """Base letters are compared, and only a full line may be shorter."""
    assert agree(value("full_name", code), value("full_name", zone, Source.MRZ)) is same


def test_doubtful_print_is_no_conflict() -> None:
    """Print below nine tenths is the engine's slip, not the card's."""
    sure, doubtful = (value("personal_id", "001199000002", Source.OCR, c) for c in (0.95, 0.8))
    code = value("personal_id", "001199000001")
    assert [c.b for c in part("front", code, sure).conflicts] == [sure]
    assert part("front", code, doubtful).conflicts == ()


def test_addresses_are_no_conflict_of_one_card() -> None:
    """Units were merged, and print is broken over lines."""
    told = value("residence", "xã A"), value("residence", "xã B", Source.OCR, 0.99)
    assert part("front", *told).conflicts == ()
