"""
Số định danh cá nhân (số căn cước): the twelve-digit personal number of a Vietnamese citizen.

    1-3   province of birth registration, or a country for births registered abroad
    4     century and sex: even is male; 0/1 = 1900-1999, 2/3 = 2000-2099, … 8/9 = 2300-2399
    5-6   last two digits of the year of birth
    7-12  random

There is no check digit: one misread digit cannot be noticed by arithmetic. Numbers keep the codes of the 63 provinces
after the mergers of 2025, and people may correct sex or year of birth after the number was issued: a number that
disagrees with its owner is doubted, never refused. The same holds for codes outside the table (births abroad [M]).

Source: Nghị định 137/2015/NĐ-CP art. 13 (lawnet.vn) and Thông tư 07/2016/TT-BCA art. 7 with annex 1, read in copies
(giadinhcuquang.net, cungcon.vn, moinhat123.blogspot.com) [R].

>>> validate("079 190 000 123")
'079190000123'
>>> parts("079190000123")
Parts(province_code='079', province='Hồ Chí Minh', sex='Nữ', birth_year=1990)
>>> validate("079 190 000 12")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongLength: 11 characters, expected 12
>>> doubts("999190000123")
('province_unknown',)
"""

import datetime as dt
from dataclasses import dataclass

from scanpipe.validators.refusals import Refusal, accepts, require_digits, require_length
from scanpipe.validators.spelling import without_separators
from scanpipe.validators.tables import table


@dataclass(frozen=True, slots=True)
class Parts:
    """What the first six digits say; `province` is its name before July 2025, None for a code outside the table."""

    province_code: str
    province: str | None
    sex: str
    birth_year: int


def compact(text: str) -> str:
    """The number without spaces, dots and hyphens."""
    return without_separators(text)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The twelve digits, or why they cannot be a personal number."""
    number = compact(text)
    require_length(number, 12)
    require_digits(number)
    return number


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can be a personal number."""
    return accepts(validate, text, on)


def parts(number: str) -> Parts:
    """What a valid number says of the person at birth registration; sex is "Nam" or "Nữ"."""
    code = number[:3]
    names = {row["code"]: row["name"] for row in table("provinces")["provinces_63"]}
    century, female = divmod(int(number[3]), 2)
    return Parts(code, names.get(code), "Nữ" if female else "Nam", 1900 + 100 * century + int(number[4:6]))


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`province_unknown`: code outside the table. `birth_year_in_future`: born after the year of that day."""
    try:
        said = parts(validate(text, on=on))
    except Refusal:
        return ()
    codes = []
    if said.province is None:
        codes.append("province_unknown")
    if on is not None and said.birth_year > on.year:
        codes.append("birth_year_in_future")
    return tuple(codes)
