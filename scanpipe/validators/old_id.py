"""
Số chứng minh nhân dân (CMND): the number of the old identity card, nine digits [M].

A twelve-digit card of the same name existed too [R]. Old cards were valid until 31/12/2024 at the latest (Luật Căn cước
2023, read in an article of thuvienphapluat.vn [R]); the number lives on in older papers and in the QR code of the
new card, so a late one is doubted, never refused. There is no check digit.

>>> validate("012 345 678")
'012345678'
>>> import datetime as dt
>>> doubts("012345678", on=dt.date(2025, 1, 1))
('no_longer_valid',)
>>> doubts("012345678", on=dt.date(2024, 12, 31))
()
>>> validate("0123456")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongLength: 7 characters, expected 9 or 12
"""

import datetime as dt

from scanpipe.validators.refusals import accepts, require_digits, require_length
from scanpipe.validators.spelling import without_separators

LAST_DAY = dt.date(2024, 12, 31)


def compact(text: str) -> str:
    """The number without spaces, dots and hyphens."""
    return without_separators(text)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The nine (or twelve) digits, or why they cannot be the number of an old card."""
    number = compact(text)
    require_length(number, 9, 12)
    require_digits(number)
    return number


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can be the number of an old card."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`no_longer_valid`: after 2024 no old card is. `twelve_digits`: more likely the number of a newer card."""
    if not is_valid(text, on=on):
        return ()
    codes = []
    if len(compact(text)) == 12:
        codes.append("twelve_digits")
    elif on is not None and on > LAST_DAY:
        codes.append("no_longer_valid")
    return tuple(codes)
