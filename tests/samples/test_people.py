"""Invented people agree with themselves."""

import datetime as dt
import doctest
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from samples import people
from samples.people import cast, day_words, money_words, number_of

seeds = st.integers(0, 10_000)
days = st.dates(dt.date(2022, 1, 1), dt.date(2027, 1, 1))


@given(seeds, days)
def test_a_personal_number_tells_sex_and_birth_year(seed: int, filed: dt.date) -> None:
    """Digit four is century and sex, digits five and six the year."""
    family = cast(Random(seed), filed=filed)
    for person in (family.filer, family.spouse, family.elder, family.child, family.newborn):
        assert len(person.number) == 12
        assert person.number.isdigit()
        assert int(person.number[3]) % 2 == (person.sex == "Nữ")
        assert 1900 + int(person.number[3]) // 2 * 100 + int(person.number[4:6]) == person.born.year


@given(seeds, days)
def test_everybody_was_born_before_the_paper_was_signed(seed: int, filed: dt.date) -> None:
    """Parents are grown up, children come after them, and the paper is signed before it is handed in."""
    family = cast(Random(seed), filed=filed)
    assert family.elder.born.year + 20 <= family.filer.born.year
    assert family.newborn.born < family.signed <= family.filed == filed
    assert family.filer.sex != family.spouse.sex
    assert filed.year - family.filer.born.year >= 18


@given(seeds)
def test_a_child_has_its_fathers_surname(seed: int) -> None:
    """As custom has it, and so that papers look like real ones."""
    family = cast(Random(seed), filed=dt.date(2026, 11, 1))
    father = family.filer if family.filer.sex == "Nam" else family.spouse
    assert family.newborn.name.split()[0] == father.name.split()[0]


def test_numbers_of_this_century_have_their_own_digit() -> None:
    """2 and 3 instead of 0 and 1."""
    assert number_of(Random(1), "Nữ", dt.date(2026, 3, 1))[3:6] == "326"


def test_amounts_read_as_officials_write_them() -> None:
    """Zero tens are "linh", one and five after tens change, empty groups are silent."""
    assert money_words(25_000_000) == "Hai mươi lăm triệu đồng"
    assert money_words(1_015_000) == "Một triệu không trăm mười lăm nghìn đồng"
    assert money_words(2_000_000_000) == "Hai tỷ đồng"


def test_days_read_as_on_a_birth_declaration() -> None:
    """The fourth month is "tư"."""
    assert day_words(dt.date(2020, 4, 1)) == "Ngày một tháng tư năm hai nghìn không trăm hai mươi"


def test_examples_in_docstrings_run() -> None:
    """What the documentation shows is what comes out."""
    assert doctest.testmod(people).failed == 0
