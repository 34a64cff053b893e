"""Dates in digits and in words, whole and partial."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.text import without_marks
from scanpipe.validators import date
from scanpipe.validators.date import PartialDate
from scanpipe.validators.refusals import Impossible, WrongCharacters, WrongLength
from tests.validators.vietnamese_numbers import Style, spell, styles

days = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))


@given(days, st.sampled_from(["/", "-", ".", " / ", " ", " - ", ""]))
def test_any_separator_gives_the_same_day(day: dt.date, separator: str) -> None:
    """Even none, as in digit boxes."""
    assert date.validate(separator.join(f"{day:%d %m %Y}".split())) == day.isoformat()


@given(days, st.sampled_from(["/", ""]))
def test_digits_with_gaps_give_the_same_day(day: dt.date, separator: str) -> None:
    """OCR of digit boxes puts a space between them."""
    assert date.validate(" ".join(f"{day:%d{separator}%m{separator}%Y}")) == day.isoformat()


@given(
    days, st.sampled_from(["ngày {} tháng {} năm {}", "Hà Nam, ngày {:02} tháng {:02} năm {}", "ngày{}tháng{}năm{}"])
)
def test_the_official_phrase_gives_the_same_day(day: dt.date, phrase: str) -> None:
    """With a place before it, and without spaces."""
    assert date.validate(phrase.format(day.day, day.month, day.year)) == day.isoformat()


@given(days, styles, st.sampled_from(["ngày {} tháng {} năm {}", "Ngày {}, tháng {}, năm {}.", "{} tháng {} năm {}"]))
def test_words_give_the_same_day(day: dt.date, style: Style, phrase: str) -> None:
    """Although "năm" means year as well as five."""
    words = phrase.format(spell(day.day, style), spell(day.month, style), spell(day.year, style))
    assert date.validate(words) == day.isoformat()


@given(days)
def test_words_without_tones_give_the_same_day(day: dt.date) -> None:
    """A bad scan loses tones first."""
    words = f"ngày {spell(day.day)} tháng {spell(day.month)} năm {spell(day.year)}"
    assert date.validate(without_marks(words)) == day.isoformat()


@given(st.integers(1900, 2099), st.none() | st.integers(1, 12), st.none() | st.integers(1, 28))
def test_partial_dates_round_trip(year: int, month: int | None, day: int | None) -> None:
    """What is written comes back, and so does what is missing."""
    partial = PartialDate(year, month, day)
    blank = ("…", "....", "__")
    assert date.parse(str(partial)) == partial
    for leader in blank:
        d, m = (leader if part is None else f"{part:02}" for part in (day, month))
        assert date.parse(f"{d}/{m}/{year}") == partial
        assert date.parse(f"ngày {d} tháng {m} năm {year}") == partial
    assert partial.earliest <= (partial.whole or partial.latest) <= partial.latest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1958", "1958"),
        ("năm 1958", "1958"),
        ("Sinh năm một nghìn chín trăm năm mươi lăm", "1955"),
        ("năm một chín năm tám", "1958"),
        ("03/1958", "1958-03"),
        ("tháng 3/2024", "2024-03"),
        ("tháng năm năm 2024", "2024-05"),
        ("mồng một tháng giêng năm hai nghìn", "2000-01-01"),
        ("ngày mùng hai tháng chạp năm 1984", "1984-12-02"),
        ("Hà Nội, 15/3/2024", "2024-03-15"),
        ("ngày 15/3 năm 2024", "2024-03-15"),
        ("Đã chết vào lúc: 5 giờ 30 phút, ngày 01 tháng 02 năm 2024", "2024-02-01"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_people_write_dates_in_many_ways(text: str, said: str) -> None:
    """And all of these are good."""
    assert date.validate(text) == said


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("29/02/2023", Impossible),
        ("31/04/2024", Impossible),
        ("ngày ba mươi mốt tháng tư năm hai nghìn", Impossible),
        ("00/05/2024", Impossible),
        ("15/13/2024", Impossible),
        ("32/…/2024", Impossible),
        ("15/03/24", WrongLength),
        ("15/03", WrongLength),
        ("", WrongLength),
        ("ngày … tháng … năm …", WrongLength),
        ("ngày 15 tháng 3 năm 20…", WrongLength),
        ("từ ngày 01/02/2024 đến ngày 01/03/2024", WrongLength),
        ("l5/03/2024", WrongCharacters),
        ("15/O3/2024", WrongCharacters),
        ("ngày 1O tháng 3 năm 2024", WrongCharacters),
        ("hôm qua", WrongCharacters),
    ],
)
def test_only_what_the_calendar_lacks_is_called_impossible(text: str, refusal: type[Exception]) -> None:
    """Everything else is missing or misread, which is another thing to say to a citizen."""
    with pytest.raises(refusal) as caught:
        date.validate(text)
    assert type(caught.value) is refusal


def test_a_day_lies_in_the_future_only_when_it_surely_does() -> None:
    """A year alone may have begun already."""
    on = dt.date(2026, 3, 15)
    assert date.doubts("16/03/2026", on=on) == ("in_future",)
    assert date.doubts("15/03/2026", on=on) == ()
    assert date.doubts("2026", on=on) == ("day_missing", "month_missing")
