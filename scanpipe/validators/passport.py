"""
Số hộ chiếu: the number of a passport.

Vietnamese books carry one capital letter and seven digits (huongdanlamhochieu.com [R]), newer ones eight [M]. Foreign
books number otherwise; the document number of ICAO Doc 9303 has at most nine letters and digits [M]. So any other
form is doubted, and only what no passport can carry is refused.

>>> validate("b 1234567")
'B1234567'
>>> doubts("AB123456")
('not_vietnamese_form',)
>>> validate("B12")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongLength: 3 characters, expected 6 to 9
"""

import datetime as dt
import re

from scanpipe.validators.refusals import Refusal, WrongCharacters, WrongLength, accepts
from scanpipe.validators.spelling import without_separators

VIETNAMESE = re.compile(r"[A-Z]\d{7,8}", re.ASCII)


def compact(text: str) -> str:
    """The number without spaces, dots and hyphens, letters as capitals."""
    return without_separators(text).upper()


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The number, or why it cannot be one of a passport."""
    number = compact(text)
    if not 6 <= len(number) <= 9:
        raise WrongLength(f"{len(number)} characters, expected 6 to 9")
    if not (number.isascii() and number.isalnum()):
        raise WrongCharacters("letters A-Z and digits only")
    if not any(c.isdigit() for c in number):
        raise WrongCharacters("no digit")
    return number


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can be the number of a passport."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`not_vietnamese_form`: not a letter with seven or eight digits."""
    try:
        number = validate(text, on=on)
    except Refusal:
        return ()
    return () if VIETNAMESE.fullmatch(number) else ("not_vietnamese_form",)
