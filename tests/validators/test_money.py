"""Amounts in figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.validators import money
from scanpipe.validators.money import Parts
from scanpipe.validators.refusals import WrongCharacters, WrongLength
from tests.validators.vietnamese_numbers import spell

amounts = st.integers(0, 10**13)


@given(
    amounts,
    st.sampled_from([".", ",", " ", ". ", ""]),
    st.sampled_from(["", "đ", " đ", " đồng", "VNĐ", " vnd", " VND.", " đồng Việt Nam", " Việt Nam đồng", " ₫"]),
)
def test_grouping_and_currency_never_change_the_amount(amount: int, sign: str, currency: str) -> None:
    """Whoever wrote it, and in whichever custom."""
    text = f"{amount:,}".replace(",", sign) + currency
    assert money.amount(text) == amount
    assert money.doubts(text) == ()


@given(amounts)
def test_words_beside_the_figures_are_read_too(amount: int) -> None:
    """One printed line asks for both."""
    figures = f"{amount:,}".replace(",", ".")
    for line in (f"{figures} đồng (Bằng chữ: {spell(amount)} đồng)", f"{spell(amount)} đồng ({figures} đồng)"):
        assert money.parts(line) == Parts(amount, amount)
        assert money.doubts(line) == ()


@pytest.mark.parametrize(
    ("text", "amount", "doubts"),
    [
        ("1.500.000,00 đồng", 1_500_000, ()),
        ("1,500,000.00", 1_500_000, ()),
        ("1,5 tỷ đồng", 1_500_000_000, ()),
        ("1.5 tỷ", 1_500_000_000, ()),
        ("1.500 triệu", 1_500_000_000, ()),
        ("1 tỷ 500 triệu", 1_500_000_000, ()),
        ("100triệu", 100_000_000, ()),
        ("Tổng số: 5.000.000 đ", 5_000_000, ()),
        ("Một trăm triệu đồng", 100_000_000, ("in_words",)),
        ("15.00.000", 1_500_000, ("grouping_irregular",)),
        ("2.000.000 đồng (ba triệu đồng)", 2_000_000, ("words_differ",)),
        ("50.000.000 đồng tiền mặt", 50_000_000, ("words_unread",)),
    ],
)
def test_people_write_amounts_in_many_ways(text: str, amount: int, doubts: tuple[str, ...]) -> None:
    """What looks odd is doubted, not refused."""
    assert (money.amount(text), money.doubts(text)) == (amount, doubts)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", WrongLength),
        ("VNĐ", WrongLength),
        ("l.500.000", WrongCharacters),
        ("1.5OO.000", WrongCharacters),
        ("1.500.00O", WrongCharacters),
        ("1 tỷ 500", WrongCharacters),
        ("500 triệu 1 tỷ", WrongCharacters),
        ("1.000.000 hoặc 2.000.000", WrongCharacters),
    ],
)
def test_what_could_be_another_amount_is_refused(text: str, refusal: type[Exception]) -> None:
    """A letter among the digits, two amounts, an order with two meanings."""
    with pytest.raises(refusal):
        money.validate(text)
