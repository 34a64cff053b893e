"""The three lines of a card: check digits, what is mended, what is not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.cards.mrz import check_digit, compose, parse

PUBLISHED = ("IDVNM1990000014001199000001<<5", "9902015F3902013VNM<<<<<<<<<<<4", "NGUYEN<<THI<THU<NGHIEM<<<<<<<<")
PLACES_OF_DIGITS = [(0, c) for c in (*range(5, 27), 29)] + [(1, c) for c in (*range(7), *range(8, 15), 29)]

days = st.dates(dt.date(1920, 1, 1), dt.date(2026, 12, 31))
tails = st.integers(0, 999_999)
names = st.lists(st.sampled_from(["Nguyễn", "Đỗ", "Thị", "Ánh", "Quốc", "Hoà", "Ý"]), min_size=2, max_size=4).map(
    " ".join
)


def number_for(born: dt.date, tail: int) -> str:
    """A number whose century fits the day of birth."""
    return f"001{(born.year - 1900) // 100 * 2}{born.year % 100:02d}{tail:06d}"


def with_letter(lines: tuple[str, str, str], row: int, column: int, letter: str) -> tuple[str, str, str]:
    """The lines with one character replaced."""
    out = list(lines)
    out[row] = out[row][:column] + letter + out[row][column + 1 :]
    return out[0], out[1], out[2]


def test_the_invented_example_is_composed_and_read() -> None:
    """Values give the lines of the example, and the lines give the values."""
    lines = compose("001199000001", "Nguyễn Thị Thu Nghiêm", dt.date(1999, 2, 1), "Nữ", dt.date(2039, 2, 1))
    assert lines == PUBLISHED
    read = parse(lines)
    assert read is not None
    assert (read.number, read.name, read.sex) == ("001199000001", "NGUYEN THI THU NGHIEM", "Nữ")
    assert (read.born, read.expires_on, read.wrong, read.amended) == (
        dt.date(1999, 2, 1),
        dt.date(2039, 2, 1),
        (),
        0,
    )


@given(days, tails, names, st.sampled_from(["Nam", "Nữ"]), days)
def test_what_is_composed_is_read_back(born: dt.date, tail: int, name: str, sex: str, until: dt.date) -> None:
    """Any card's lines hold, and say what was put in; days of expiry lie in this century."""
    until = until.replace(year=2000 + until.year % 100, day=min(until.day, 28))
    read = parse(compose(number_for(born, tail), name, born, sex, until))
    assert read is not None
    assert read.holds
    assert (read.number, read.born, read.sex, read.expires_on) == (number_for(born, tail), born, sex, until)


@given(st.sampled_from(PLACES_OF_DIGITS), st.integers(1, 9))
def test_one_wrong_digit_never_passes(place: tuple[int, int], by: int) -> None:
    """A digit changed by any amount breaks a check digit: forged or misread, it is noticed."""
    row, column = place
    digit = str((int(PUBLISHED[row][column]) + by) % 10)
    read = parse(with_letter(PUBLISHED, row, column, digit))
    assert read is not None
    assert not read.holds


@pytest.mark.parametrize(("letter", "digit"), [("O", "0"), ("I", "1"), ("S", "5"), ("B", "8")])
def test_letters_where_only_digits_stand_are_mended_and_counted(letter: str, digit: str) -> None:
    """Engines read O for 0: the place knows better, and says that it was mended."""
    lines = compose("001188550100", "Lê An", dt.date(1988, 10, 5), "Nữ", dt.date(2038, 10, 5))
    column = lines[0].index(digit, 5)
    read = parse(with_letter(lines, 0, column, letter))
    assert read is not None
    assert read.holds
    assert read.amended == 1


def test_a_forged_check_digit_stays_wrong() -> None:
    """A digit is never mended into another digit, and the report can name which check fails."""
    read = parse(with_letter(PUBLISHED, 1, 6, "8"))
    assert read is not None
    assert read.wrong == ("birth", "all")


@pytest.mark.parametrize(
    "lines",
    [
        ("", "", ""),
        ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"),
        (PUBLISHED[0][:-1], PUBLISHED[1], PUBLISHED[2]),
        (PUBLISHED[1], PUBLISHED[0], PUBLISHED[2]),
    ],
)
def test_other_lines_are_not_a_vietnamese_card(lines: tuple[str, str, str]) -> None:
    """Another country's card, a line too short, lines in another order: none of ours."""
    assert parse(lines) is None


def test_a_day_that_no_calendar_has_is_none() -> None:
    """Month 19 is no month; the rest is still read."""
    read = parse(with_letter(PUBLISHED, 1, 2, "1"))
    assert read is not None
    assert read.born is None or read.born.month == 12
    assert not read.holds


def test_signs_outside_the_alphabet_have_no_check_digit() -> None:
    """Small letters and marks do not stand in a zone."""
    with pytest.raises(ValueError, match="does not stand"):
        check_digit("12a")
