"""Form codes: told apart where they differ, silent where they were not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog import Edition
from scanpipe.form_code import agree, codes_in, codes_read
from tests.scripted import EDITIONS, lines, name_of, paper, words_on

CODED = [e for e in EDITIONS if e.form_code and e.header_lines]


@pytest.mark.parametrize("edition", CODED, ids=name_of)
def test_every_blank_shows_the_code_of_its_edition(edition: Edition) -> None:
    """What the catalogue says and what the header of the blank says agree."""
    read = codes_read(paper(words_on(edition.form, edition.edition)).rows)
    assert agree(codes_in(edition.form_code or ""), read) is True


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Mẫu CT01", {("form", "ct1")}),
        ("Mẫu CT01 ban hành kèm theo Thông tư", {("form", "ct1")}),
        ("Mẫu số 11/ĐK", {("form", "11dk")}),
        ("MẪU SỐ 04/ĐK", {("form", "4dk")}),
        ("Mẫu số 18", {("form", "18")}),
        ("Phụ lục III-1", {("annex", "iii-1")}),
        ("Phụ lục lII-1", {("annex", "iii-1")}),
        ("Mẫu số 2, Phụ lục II", {("form", "2"), ("annex", "ii")}),
        ("TỜ KHAI ĐĂNG KÝ KHAI SINH", set()),
        ("", set()),
    ],
)
def test_codes_are_found_in_a_text(text: str, codes: set[tuple[str, str]]) -> None:
    """Forms and annexes apart; leading zeros and strokes do not matter."""
    assert codes_in(text) == codes


@given(st.sampled_from(CODED), st.sampled_from(CODED))
def test_agreement_goes_both_ways(one: Edition, other: Edition) -> None:
    """If the code of one is read on the other, so it is the other way round."""
    a, b = codes_in(one.form_code or ""), codes_in(other.form_code or "")
    assert agree(a, b) == agree(b, a)
    assert agree(a, a) is True


def test_another_number_is_another_form() -> None:
    """Mẫu số 21 of a province is not Mẫu số 15."""
    assert agree(codes_in("Mẫu số 15"), codes_in("Mẫu số 21")) is False
    assert agree(codes_in("Mẫu số 2, Phụ lục II"), codes_in("Phụ lục III-3")) is False


def test_what_was_not_read_neither_agrees_nor_disagrees() -> None:
    """A seal over the code is no evidence."""
    assert agree(codes_in("Mẫu CT01"), frozenset()) is None
    assert agree(frozenset(), codes_in("Mẫu CT01")) is None
    assert agree(codes_in("Mẫu số 15"), codes_in("Phụ lục I")) is None


def test_only_the_header_is_read() -> None:
    """A code that a sentence further down mentions is not the paper's own."""
    body = [f"Dòng {i}" for i in ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám"]]
    assert codes_read(lines(*body, "theo Mẫu số 15").rows) == frozenset()
    assert codes_read(lines("Mẫu số 15", *body).rows) == {("form", "15")}
    assert codes_read(()) == frozenset()
