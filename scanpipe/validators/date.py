"""
Ngày tháng năm: a date in digits or in words, of which day and month may be missing.

    15/03/2024, 15-3-2024, 15.03.2024, 15 03 2024, 15032024 (digit boxes)
    (Hà Nội,) ngày 15 tháng 3 năm 2024
    ngày mười lăm tháng ba năm hai nghìn không trăm hai mươi tư
    03/1958, …/03/1958, năm 1958, 1958: the old may know no more of their birth, and that is legal [M]

The normalised form is that of ISO 8601: 2024-03-15, 1958-03, 1958; 2024-XX-05 where only the month is missing (its
extension of 2019 writes it so [M]). A missing year and one of two digits are refused: which century is a guess.
`Impossible` is only said of what the calendar does not have. The forms of writing are recalled [M]; whether a date
lies in the future or before another one is for the checks.

>>> validate("15/3/2024"), validate("Hà Nội, ngày 15 tháng 03 năm 2024"), validate("năm 1958")
('2024-03-15', '2024-03-15', '1958')
>>> validate("ngày năm tháng năm năm một nghìn chín trăm tám mươi lăm")
'1985-05-05'
>>> parse("…/09/1958")
PartialDate(year=1958, month=9, day=None)
>>> validate("30/02/2024")
Traceback (most recent call last):
scanpipe.validators.refusals.Impossible: the calendar has no such day
>>> import datetime as dt
>>> doubts("03/1958"), doubts("15/03/2027", on=dt.date(2026, 3, 15))
(('day_missing',), ('in_future',))
"""

import calendar
import datetime as dt
from dataclasses import dataclass

from scanpipe.validators import date_writing
from scanpipe.validators.refusals import Impossible, Refusal, WrongLength, accepts
from scanpipe.validators.spelling import nfc


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known; `month` (1-12) and `day` (1-31) may be None."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def whole(self) -> dt.date | None:
        """The day, when nothing is missing."""
        return None if self.month is None or self.day is None else dt.date(self.year, self.month, self.day)

    @property
    def earliest(self) -> dt.date:
        """The first day that it may be."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that it may be."""
        month = self.month or 12
        if self.day is not None:
            # Without a month, December has every day.
            return dt.date(self.year, month, self.day)
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """The form of ISO 8601, as `validate` gives it."""
        if self.month is None:
            return f"{self.year:04}" if self.day is None else f"{self.year:04}-XX-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" + ("" if self.day is None else f"-{self.day:02}")


def compact(text: str) -> str:
    """The text in NFC with single spaces, without leaders at its ends."""
    return nfc(text).strip(" .…_,;:()")


def parse(text: str) -> PartialDate:
    """The date that the text says, or a `Refusal`."""
    year, month, day = date_writing.read(nfc(text))
    if not 1000 <= year <= 9999:
        raise WrongLength("a year has four digits")
    if month is not None and not 1 <= month <= 12:
        raise Impossible("the calendar has no such month")
    if day is not None and not 1 <= day <= (31 if month is None else calendar.monthrange(year, month)[1]):
        raise Impossible("the calendar has no such day")
    return PartialDate(year, month, day)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The date in the form of ISO 8601, or why it is none."""
    return str(parse(text))


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text is a date, maybe a partial one."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`day_missing` and `month_missing` where only the rest is written; `in_future`: surely after that day."""
    try:
        date = parse(text)
    except Refusal:
        return ()
    found = {
        "day_missing": date.day is None,
        "month_missing": date.month is None,
        "in_future": on is not None and date.earliest > on,
    }
    return tuple(code for code, holds in found.items() if holds)
