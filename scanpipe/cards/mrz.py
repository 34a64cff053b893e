"""
The machine-readable zone on the back of an identity card: TD1, three lines of thirty characters.

    line 1   IDVNM, last 9 digits of the number, check, all 12 digits of the number, <<, check of the 12
    line 2   birth YYMMDD, check, sex M/F, expiry YYMMDD, check, VNM, eleven <, check over both lines
    line 3   SURNAME<<GIVEN<NAMES, without marks, cut at thirty characters

A check digit is the sum of the characters' values (digits as they are, A = 10 … Z = 35, < = 0) times 7, 3, 1, 7, 3,
1 …, modulo 10. Source: ICAO Doc 9303 part 3 section 4.9 and part 5 [M]; the layout of Vietnamese cards was verified by
computation on a published specimen [T]. The zone is printed text, not a signature: check digits that hold prove that
it was read right, and nothing about the card or its bearer.

>>> read = parse(("IDVNM1990000014001199000001<<5", "9902015F3902013VNM<<<<<<<<<<<4", "NGUYEN<<THI<THU<NGHIEM<<<<<<<<"))
>>> read.number, read.name, read.sex, read.holds
('001199000001', 'NGUYEN THI THU NGHIEM', 'Nữ', True)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from scanpipe.text import without_marks

LINES: Final = 3
LENGTH: Final = 30
FILLER: Final = "<"
_WEIGHTS: Final = (7, 3, 1)
_COUNTRY: Final = "VNM"
_SEX: Final = MappingProxyType({"M": "Nam", "F": "Nữ"})

_AS_DIGIT: Final = str.maketrans("OQDUIJLZASGTB", "0000111245678")
"""Letters that engines read for a digit of OCR-B. A place that can only hold a digit has no other reading."""
_AS_LETTER: Final = str.maketrans("0125468", "OIZSAGB")

Lines = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mrz:
    """
    What the zone says. Dates are None where the calendar has no such day, `expires_on` also where none is given.

    `wrong` names the check digits that do not hold: number, full_number, birth, expiry, all. `amended` counts the
    characters that were replaced because their place can only hold a digit, or a letter.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    born: dt.date | None = field(repr=False)
    sex: str | None = field(repr=False)
    expires_on: dt.date | None = field(repr=False)
    wrong: tuple[str, ...]
    amended: int = 0

    @property
    def holds(self) -> bool:
        """Whether every check digit is right."""
        return not self.wrong

    @property
    def name_is_whole(self) -> bool:
        """Whether the name ended before its line did: a longer one may have been cut."""
        return len(self.name) < LENGTH - 2


def check_digit(text: str) -> str:
    """
    The check digit of a text of A-Z, 0-9 and <. Raises ValueError for other characters.

    >>> check_digit("199000001")
    '4'
    """
    return str(sum(_value(c) * _WEIGHTS[i % 3] for i, c in enumerate(text)) % 10)


def parse(lines: Lines) -> Mrz | None:
    """
    The zone in three lines as an engine read them, or None when they are not the zone of a Vietnamese card.

    Characters that cannot stand in their place are replaced by the one they are commonly confused with; digits are
    never replaced by other digits, so a forged check digit stays wrong.
    """
    mended = _mended(lines)
    if mended is None:
        return None
    first, second, third = mended
    number = first[15:27]
    wrong = tuple(name for name, holds in _checks(first, second).items() if not holds)
    amended = sum(a != b for old, new in zip(lines, mended, strict=True) for a, b in zip(old, new, strict=True))
    return Mrz(
        number=number,
        name=" ".join(third.replace(FILLER, " ").split()),
        born=_day(second[:6], _century(number)),
        sex=_SEX.get(second[7]),
        # Every card was issued in this century, for at most a few decades.
        expires_on=_day(second[8:14], 2000),
        wrong=wrong,
        amended=amended,
    )


def compose(number: str, name: str, born: dt.date, sex: str, expires_on: dt.date) -> Lines:
    """The three lines of a card with these values, as the layout above has them."""
    tail = number[-9:]
    first = f"ID{_COUNTRY}{tail}{check_digit(tail)}{number}<<{check_digit(number)}"
    birth, expiry = (f"{day:%y%m%d}" for day in (born, expires_on))
    letter = next(k for k, v in _SEX.items() if v == sex)
    second = f"{birth}{check_digit(birth)}{letter}{expiry}{check_digit(expiry)}{_COUNTRY}{FILLER * 11}"
    surname, *given = without_marks(name).upper().split()
    third = f"{surname}<<{FILLER.join(given)}".ljust(LENGTH, FILLER)[:LENGTH]
    return first, second + check_digit(_composite(first, second)), third


def _value(c: str) -> int:
    if c == FILLER:
        return 0
    if not (c.isascii() and (c.isdigit() or c.isupper())):
        raise ValueError(f"{c!r} does not stand in a machine-readable zone")
    return int(c, 36)


def _composite(first: str, second: str) -> str:
    return first[5:30] + second[0:7] + second[8:15] + second[18:29]


def _checks(first: str, second: str) -> dict[str, bool]:
    pairs = {
        "number": (first[5:14], first[14]),
        "full_number": (first[15:27], first[29]),
        "birth": (second[0:6], second[6]),
        "expiry": (second[8:14], second[14]),
        "all": (_composite(first, second), second[29]),
    }
    holds = {name: check_digit(text) == digit for name, (text, digit) in pairs.items()}
    return {**holds, "number": holds["number"] and first[5:14] == first[18:27]}


def _mended(lines: Lines) -> Lines | None:
    """The lines with every character one that its place can hold, or None where one cannot be had."""
    if any(len(line) != LENGTH for line in lines):
        return None
    first, second, third = (line.upper() for line in lines)
    if first[:5].translate(_AS_LETTER) != f"ID{_COUNTRY}":
        return None
    fillers = set(first[27:29] + second[18:29])
    if fillers != {FILLER} or second[15:18] != _COUNTRY or second[7] not in "MF<":
        return None
    first = f"ID{_COUNTRY}{_digits(first[5:27])}<<{_digits(first[29])}"
    second = f"{_digits(second[:7])}{second[7]}{_digits(second[8:15])}{_COUNTRY}{FILLER * 11}{_digits(second[29])}"
    third = third.translate(_AS_LETTER)
    numeric = first[5:27] + first[29] + second[:7] + second[8:15] + second[29]
    if not (numeric.isascii() and numeric.isdigit()):
        return None
    if not all(c == FILLER or "A" <= c <= "Z" for c in third):
        return None
    return first, second, third


def _digits(text: str) -> str:
    return text.translate(_AS_DIGIT)


def _century(number: str) -> int:
    """1900, 2000 …: the fourth digit of the number says it (see validators.citizen_id)."""
    return 1900 + 100 * (int(number[3]) // 2)


def _day(text: str, century: int) -> dt.date | None:
    try:
        return dt.date(century + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None
