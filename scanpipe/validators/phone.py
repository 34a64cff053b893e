"""
Số điện thoại: a telephone number.

    mobile     10 digits: 03, 05, 07, 08, 09 and eight more
    landline   11 digits: 02 and nine more
    services   1800 and 1900 with four or six more [M]
    abroad     + and 8 to 15 digits (ITU-T E.164 [M])

+84, 84 and 0084 stand for the leading 0. Several numbers may be written with a slash, comma or semicolon between them.
The eleven-digit mobile numbers of before 2018 are read as the ten-digit ones they became.

Source: numbers and the table of 2018 in plo.vn and fptcorp.com.vn [R]; which third digits are in use is recalled [M],
so an unknown one is doubted, never refused.

>>> validate("+84 (912) 345.678")
'0912345678'
>>> validate("0123 456 7890"), doubts("0123 456 7890")
('0834567890', ('converted_2018',))
>>> validate("0912345678 / 028 3822 1234")
'0912345678; 02838221234'
>>> validate("091234567")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongLength: 9 digits, expected 10 (mobile) or 11 (landline)
"""

import datetime as dt
import re

from scanpipe.validators.refusals import Impossible, Refusal, WrongCharacters, WrongLength, accepts
from scanpipe.validators.spelling import without_separators
from scanpipe.validators.tables import table

_BETWEEN_NUMBERS = re.compile(r"[/,;]|\bhoặc\b", re.IGNORECASE)
_MOBILE = re.compile(r"0(3[2-9]|5[2-9]|7[06-9]|8[1-9]|9[0-9])\d{7}", re.ASCII)
_SERVICE = re.compile(r"1[89]00(\d{4}|\d{6})", re.ASCII)


def compact(text: str) -> str:
    """The numbers without spaces, dots, hyphens and brackets, with a leading 0 instead of 84, joined by "; "."""
    numbers = (_compact_one(part) for part in _BETWEEN_NUMBERS.split(text))
    return "; ".join(number for number in numbers if number)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The number (or numbers, joined by "; ") as dialled today, or why it cannot be one."""
    return "; ".join(_validate_one(number)[0] for number in compact(text).split("; "))


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can be a telephone number."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """
    What deserves a look.

    `converted_2018`: written with eleven digits as before 2018. `range_unknown`: ten digits with a beginning not known
    as mobile. `service_number`: 1800 or 1900. `foreign_number`: of another country. `several_numbers`.
    """
    numbers = compact(text).split("; ")
    try:
        found = [_validate_one(number)[1] for number in numbers]
    except Refusal:
        return ()
    codes = [code for code in found if code]
    if len(numbers) > 1:
        codes.append("several_numbers")
    return tuple(dict.fromkeys(codes))


def _compact_one(text: str) -> str:
    number = without_separators(text).strip("()").replace("(", "").replace(")", "")
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.startswith("+84"):
        number = "0" + number[3:].removeprefix("0")
    elif number.startswith("84") and len(number) in (11, 12):
        number = "0" + number[2:]
    return number


def _validate_one(number: str) -> tuple[str, str | None]:
    """The number as dialled today and its doubt."""
    figures = number.removeprefix("+")
    if figures and not (figures.isascii() and figures.isdigit()):
        raise WrongCharacters("digits only")
    if number.startswith("+"):
        if not 8 <= len(figures) <= 15:
            raise WrongLength(f"{len(figures)} digits, expected 8 to 15 after +")
        return number, "foreign_number"
    if _SERVICE.fullmatch(number):
        return number, "service_number"
    if len(number) == 11 and number[:4] in (converted := table("phones")["converted_2018"]):
        return converted[number[:4]] + number[4:], "converted_2018"
    expected = 11 if number.startswith("02") else 10
    if len(number) != expected:
        raise WrongLength(f"{len(number)} digits, expected 10 (mobile) or 11 (landline)")
    if not number.startswith("0") or number.startswith("01"):
        raise Impossible("no number begins like this")
    known = number.startswith("02") or _MOBILE.fullmatch(number)
    return number, None if known else "range_unknown"
