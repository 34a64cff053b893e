"""The same thing in figures and in words."""

import pytest

from scanpipe.catalog.schema import Grade
from tests.checks.hand_made import blank, codes, edition, line, paper, weights, written

CAPITAL = line("capital", "Vốn kinh doanh:", type="money")
IN_WORDS = line("capital_words", "Bằng chữ:", type="money_words")
BORN = line("child_dob", "Ngày sinh:", type="date")
BORN_WORDS = line("child_dob_words", "ghi bằng chữ:", type="date")
MONEY, BIRTH = edition(CAPITAL, IN_WORDS), edition(BORN, BORN_WORDS)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ("200.000.000", "Hai trăm triệu đồng"),
        ("200.000.000 đồng", "hai trăm triệu đồng chẵn"),
        ("1.500.000", "một triệu năm trăm nghìn đồng"),
        ("1.500.000", "Một triệu năm trăm ngàn"),
    ],
)
def test_the_same_amount_twice_is_right(figures: str, words: str) -> None:
    """However it is put."""
    assert codes(paper(MONEY, written("capital", figures), written("capital_words", words))) == []


def test_two_amounts_contradict_each_other() -> None:
    """Nobody knows which was meant."""
    given = paper(MONEY, written("capital", "200.000.000"), written("capital_words", "Hai mươi triệu đồng"))
    assert codes(given) == [("field.amount_mismatch", "capital_words")]
    assert weights(given) == {"field.amount_mismatch": "must"}


@pytest.mark.parametrize("confidence", [0.4, 0.61, 0.75, 0.85])
def test_amounts_that_were_read_in_doubt_ask(confidence: float) -> None:
    """One misread digit would accuse."""
    words = written("capital_words", "Hai mươi triệu đồng", confidence)
    assert weights(paper(MONEY, written("capital", "200.000.000"), words)) == {"field.amount_mismatch": "check"}
    hardly = written("capital_words", "Hai mươi triệu đồng", 0.2)
    assert codes(paper(MONEY, written("capital", "200.000.000"), hardly)) == []


def test_figures_that_were_hardly_read_are_compared_with_nothing() -> None:
    """Misread digits make another number; misread words make none."""
    given = paper(MONEY, written("capital", "200.000.000", 0.5), written("capital_words", "Hai mươi triệu đồng"))
    assert codes(given) == []


def test_an_edition_below_grade_b_asks() -> None:
    """Inferred fields never accuse."""
    form = edition(CAPITAL, IN_WORDS, grade=Grade.C)
    given = paper(form, written("capital", "200.000.000"), written("capital_words", "Hai mươi triệu đồng"))
    assert weights(given) == {"field.amount_mismatch": "check"}


def test_what_cannot_be_read_cannot_be_compared() -> None:
    """Words nobody understands, or one of the two empty."""
    assert codes(paper(MONEY, written("capital", "200.000.000"), written("capital_words", "nhiều lắm"))) == []
    assert codes(paper(MONEY, written("capital", "200.000.000"), blank("capital_words"))) == []
    assert codes(paper(MONEY, blank("capital"), written("capital_words", "Hai mươi triệu đồng"))) == []
    assert codes(paper(MONEY, written("capital", None, 0.0), written("capital_words", "Hai mươi triệu"))) == []


def test_a_birth_in_words_has_to_be_the_birth_in_figures() -> None:
    """Asked about: words are read less well than figures."""
    right = written("child_dob_words", "ngày năm tháng chín năm một nghìn chín trăm tám mươi lăm")
    wrong = written("child_dob_words", "ngày năm tháng chín năm một nghìn chín trăm tám mươi sáu")
    assert codes(paper(BIRTH, written("child_dob", "05/09/1985"), right)) == []
    assert weights(paper(BIRTH, written("child_dob", "05/09/1985"), wrong)) == {"field.words_mismatch": "check"}
