"""
The ways in which Vietnamese papers write a date, taken apart into year, month and day.

Only the writing is read here; whether the calendar has such a day is for `date`. Letters are never taken for digits.

>>> read("ngày 05 tháng … năm 2024")
(2024, None, 5)
>>> read("Mồng hai tháng giêng năm hai nghìn")
(2000, 1, 2)
"""

import re
from collections.abc import Sequence

from scanpipe.validators import number_words
from scanpipe.validators.refusals import Refusal, WrongCharacters, WrongLength
from scanpipe.validators.spelling import fold

Written = tuple[int, int | None, int | None]
"""Year, month, day; None for what is not written."""

LONGEST = 300
"""Characters; a place, words around the date and leaders included."""

_ISO = re.compile(r"(\d{4})-(\d{2}|xx)(?:-(\d{2}))?", re.ASCII)
_WITH_SIGNS = re.compile(r"(?<!\d)(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?!\d)", re.ASCII)
_PLACE_BEFORE = re.compile(r"^.*[a-z]{2,}[\s,:;]+(?=[^a-z]*$)")
_FILLER = re.compile(r"[\s._…]*")
_TOKEN = re.compile(r"[a-z]+|\d+", re.ASCII)
_EARLY_DAY = {"mung", "mong"}
_NAMED_MONTHS = {"gieng": 1, "chap": 12}


def read(text: str) -> Written:
    """Year, month and day as numbers, not yet held against the calendar, or a `Refusal`."""
    if len(text) > LONGEST:
        raise WrongLength(f"longer than {LONGEST} characters")
    plain = fold(text).strip()
    if iso := _ISO.fullmatch(plain):
        year, month, day = iso.groups()
        return int(year), None if month == "xx" else int(month), int(day) if day else None
    with_signs = _WITH_SIGNS.findall(plain)
    if len(with_signs) > 1:
        raise WrongLength("more than one date")
    if with_signs and not re.search(r"[a-z]\d", plain):
        day, _, month, year = with_signs[0]
        return int(year), int(month), int(day)
    if re.search(r"\b(thang|nam|ngay)(?![a-z])", plain):
        return _phrase(plain)
    return _digits(plain)


def _digits(plain: str) -> Written:
    """Digits with any separator, or none; leaders stand for what is missing."""
    plain = _PLACE_BEFORE.sub("", plain)
    if re.search(r"[^\d\s./\-_…,]", plain):
        raise WrongCharacters("neither digits nor separators")
    pieces = re.split(r"[/\-]", plain)
    if len(pieces) == 3:
        day, month, year = ("" if _FILLER.fullmatch(p) else re.sub(r"[\s._…]", "", p) for p in pieces)
        return _year_digits(year), _two_digits(month), _two_digits(day)
    groups = re.findall(r"\d+", plain)
    lengths = [len(group) for group in groups]
    match lengths:
        case [_, _, 4] if max(lengths[:2]) <= 2:
            return int(groups[2]), int(groups[1]), int(groups[0])
        case [1 | 2, 4]:
            return int(groups[1]), int(groups[0]), None
    joined = "".join(groups)
    if len(joined) == 8:
        return int(joined[4:]), int(joined[2:4]), int(joined[:2])
    if len(groups) > 1 and max(lengths) > 1:
        raise WrongLength("these digits are no day, month and year")
    return _year_digits(joined), None, None


def _phrase(plain: str) -> Written:
    """Return the parts of "ngày … tháng … năm …", each in digits or in words, or left open."""
    *before, last = re.split(r"\bngay(?![a-z])", plain)
    tokens = _TOKEN.findall(last)
    if "thang" in tokens:
        at = len(tokens) - 1 - tokens[::-1].index("thang")
        day = _day(tokens[:at], sure=bool(before))
        year, month = _year_and_month(tokens[at + 1 :])
        return year, month, day
    if "nam" not in tokens:
        return _digits(last)
    year, at = _year_after_nam(tokens)
    numbers = [token for token in tokens[:at] if token.isdigit()]
    if len(numbers) == 2:
        return year, _two_digits(numbers[1]), _two_digits(numbers[0])
    return year, None, _day(tokens[:at], sure=False)


def _year_after_nam(tokens: Sequence[str]) -> tuple[int, int]:
    """The year, and where the word "năm" before it stands; "năm mươi" (fifty) holds that word too."""
    refusal: Refusal = WrongLength("no year")
    for at in (i for i, token in enumerate(tokens) if token == "nam"):
        try:
            return _year(tokens[at + 1 :]), at
        except Refusal as why:
            refusal = why
    raise refusal


def _year_and_month(tokens: Sequence[str]) -> tuple[int, int | None]:
    """What follows "tháng". "Năm" means year and five: the first reading in which both parts are numbers holds."""
    refusal: Refusal = WrongLength("no year")
    for at in (i for i, token in enumerate(tokens) if token == "nam"):
        try:
            return _year(tokens[at + 1 :]), _month(tokens[:at])
        except Refusal as why:
            refusal = why
    if len(tokens) == 2 and tokens[0].isdigit() and tokens[1].isdigit():
        return _year_digits(tokens[1]), _two_digits(tokens[0])
    raise refusal


def _day(tokens: Sequence[str], *, sure: bool) -> int | None:
    """The day; `sure` when "ngày" stood before it, otherwise other words may stand there (a place, "sinh")."""
    try:
        return _small_number([token for token in tokens if token not in _EARLY_DAY])
    except Refusal:
        if sure:
            raise
        return None


def _month(tokens: Sequence[str]) -> int | None:
    if len(tokens) == 1 and tokens[0] in _NAMED_MONTHS:
        return _NAMED_MONTHS[tokens[0]]
    return _small_number(tokens)


def _small_number(tokens: Sequence[str]) -> int | None:
    """A day or month in digits or words; None when nothing is written."""
    if all(token.isdigit() for token in tokens):
        return _two_digits("".join(tokens))
    return number_words.read(tokens)


def _year(tokens: Sequence[str]) -> int:
    """A year in digits, in words ("hai nghìn …"), or digit by digit ("một chín tám lăm")."""
    if not tokens:
        raise WrongLength("no year")
    if tokens[0].isdigit():
        end = next((i for i, token in enumerate(tokens) if not token.isdigit()), len(tokens))
        return _year_digits("".join(tokens[:end]))
    if len(tokens) == 4 and all(token in number_words.DIGITS for token in tokens):
        return int("".join(str(number_words.DIGITS[token]) for token in tokens))
    year = number_words.read(tokens)
    if not 1000 <= year <= 9999:
        raise WrongLength("a year has four digits")
    return year


def _two_digits(digits: str) -> int | None:
    if not digits:
        return None
    if len(digits) > 2:
        raise WrongLength(f"a day or month of {len(digits)} digits")
    return int(digits)


def _year_digits(digits: str) -> int:
    if len(digits) != 4:
        raise WrongLength(f"a year of {len(digits)} digits, expected 4" if digits else "no year")
    return int(digits)
