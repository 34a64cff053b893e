"""Instruments as they are printed and read: number and year decide, so they stay what was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.citation import citations, numbers_in
from tests.scripted import CATALOG, lines, name_of, paper, words_on

CITING = [e for e in CATALOG.editions() if e.citation.printed]


def read(*rows: str) -> list[tuple[int, int]]:
    return [c.key for c in citations(lines(*rows).rows)]


@pytest.mark.parametrize("edition", CITING, ids=name_of)
def test_every_blank_that_prints_its_citation_shows_it(edition) -> None:
    """Number and year of the issuing instrument are read from the blank's own words."""
    wanted = numbers_in(edition.citation.number or "")[0]
    found = citations(paper(words_on(edition.form, edition.edition)).rows)
    assert wanted in [c.key for c in found if c.issues]


@pytest.mark.parametrize(
    "text",
    [
        "66/2023/TT-BCA",
        "66/2023/TT BCA",
        "66/2023/TTBCA",
        "66 / 2023 / TT-BCA",
        "66|2023/TT-BCA",
        "66l2023/TT-BCA",
        "66/2023/TI-BCA",
        "66/2023/TT–BCA",
        "số 66/2023/TT-BCA",
        "số:66/2023/TT-BCA",
        "(66/2023/TT-BCA)",
        "66/2023/TT-8CA",
    ],
)
def test_what_a_scan_makes_of_a_number_is_still_that_number(text: str) -> None:
    """Slashes are read as strokes or lost, agencies lose letters; 66 of 2023 stays."""
    assert read(f"Ban hành kèm theo Thông tư {text} ngày 17/11/2023") == [(66, 2023)]


@given(st.integers(1, 999), st.integers(2000, 2039), st.sampled_from(["TT-BCA", "NĐ-CP", "TT-BTC", "QĐ-UBND"]))
def test_a_number_is_never_rounded(number: int, year: int, tail: str) -> None:
    """Known or not: what is printed is what is answered, with its text."""
    found = citations(lines(f"ban hành kèm theo Thông tư số {number}/{year}/{tail}").rows)
    assert [(c.number, c.year) for c in found] == [(number, year)]
    assert found[0].text.startswith(f"{number}/{year}/")
    assert found[0].issues


@pytest.mark.parametrize(
    "text",
    [
        "ngày 17/11/2023",
        "Sinh ngày 05/09/1985",
        "Số CCCD 001085000123",
        "Điện thoại: 0912 345 678",
        "66/2023",
        "Diện tích 120/2023 m2",
        "1234567/2023/TT-BCA",
        "66/1823/TT-BCA",
        "",
    ],
)
def test_dates_and_numbers_are_no_citations(text: str) -> None:
    """Only number, year and the kind of instrument together are one."""
    assert read(text) == []


BODY = tuple(f"Dòng chữ thứ {n}:" for n in ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy"])


def test_an_instrument_in_the_header_issues_the_form() -> None:
    """At the top of the paper the number alone is enough."""
    found = citations(lines("Mẫu CT01", "TT số 66/2023/TT-BCA", *BODY).rows)
    assert [c.issues for c in found] == [True]


def test_an_instrument_in_the_notes_only_is_mentioned() -> None:
    """A law that a note refers to does not decide the edition."""
    found = citations(lines(*BODY, "theo quy định tại Nghị định số 154/2024/NĐ-CP").rows)
    assert [(c.key, c.issues) for c in found] == [((154, 2024), False)]


def test_an_instrument_that_issues_the_form_may_stand_at_the_foot() -> None:
    """Wherever it stands: "ban hành kèm theo" says what it is, over two lines too."""
    found = citations(lines(*BODY, "(Ban hành kèm theo", "Thông tư số 53/2025/TT-BCA)").rows)
    assert [(c.key, c.issues) for c in found] == [((53, 2025), True)]


def test_two_instruments_come_in_reading_order_with_their_places() -> None:
    """A circular and the one that amends it."""
    page = lines("Thông tư số 09/2024/TT-BKHĐT", *BODY, "sửa đổi bởi Thông tư 43/2025/TT-BTC")
    found = citations(page.rows)
    assert [c.key for c in found] == [(9, 2024), (43, 2025)]
    assert found[0].rect.top < found[1].rect.top
    assert [c.page for c in found] == [0, 0]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Thông tư 66/2023/TT-BCA", [(66, 2023)]),
        ("TT 01/2021/TT-BKHĐT và 02/2023/TT-BKHĐT", [(1, 2021), (2, 2023)]),
        ("ngày 17/11/2023", [(11, 2023)]),
        ("không có số", []),
    ],
)
def test_numbers_in_clean_text(text: str, numbers: list[tuple[int, int]]) -> None:
    """What the catalogue itself writes."""
    assert numbers_in(text) == numbers
