"""How two dates of birth differ. The old may know no more than a year, and that is no difference."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanpipe.cross.slips import SURE_FIGURES, Reader, same_digit_at_a_glance
from scanpipe.text import digits
from scanpipe.validators import date

_SLIPS = 2
_IN_DIGITS = re.compile(r"(?<!\d)(\d{1,2})\D{1,9}(\d{1,2})\D{1,7}(\d{4})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many of day, month and year differ, how many were compared, and whether one slip would explain it."""

    parts: int
    compared: int
    slip: bool

    @property
    def same(self) -> bool:
        """Whether what both say agrees."""
        return self.parts == 0


def compare(a: str, b: str) -> Comparison:
    """
    Two dates as `date.validate` gives them; what one of them leaves out is not compared.

    >>> compare("1990-03-15", "1990"), compare("1990-03-15", "1990-08-15")
    (Comparison(parts=0, compared=1, slip=False), Comparison(parts=1, compared=3, slip=True))
    """
    one, other = date.parse(a), date.parse(b)
    pairs = [(one.year, other.year), (one.month, other.month), (one.day, other.day)]
    known = [(f"{x:04}", f"{y:04}") for x, y in pairs if x is not None and y is not None]
    changed = [(c, d) for x, y in known for c, d in zip(x, y, strict=True) if c != d]
    slip = 0 < len(changed) <= _SLIPS and all(same_digit_at_a_glance(c, d) for c, d in changed)
    return Comparison(sum(x != y for x, y in known), len(known), slip)


def says(text: str, value: str) -> bool:
    """
    Whether a text that was read says this date, whatever stands around it.

    >>> says("2. Ngày, tháng, năm sinh: 5/9/1958", "1958-09-05")
    True
    """
    wanted = date.parse(value)
    if wanted.month is None or wanted.day is None:
        return str(wanted.year) in text
    found = [tuple(map(int, m)) for m in _IN_DIGITS.findall(text)]
    return (wanted.day, wanted.month, wanted.year) in found or f"{value[8:]}{value[5:7]}{value[:4]}" in digits(text)


def differs(word: str, one: str, other: str) -> bool:
    """Whether a word that was read holds a part of the first date that the second one has not."""
    read, said = digits(word), date.parse(one)
    parts = {f"{v:02}" for v in (said.year, said.month, said.day) if v is not None}
    theirs = set(str(date.parse(other)).split("-"))
    return any(part.lstrip("0") in read for part in parts - theirs) if read else False


READER = Reader(says, differs, SURE_FIGURES)


def shown(value: str) -> object:
    """A whole date as a date, a partial one as people write it."""
    known = date.parse(value)
    if known.whole:
        return known.whole
    return f"{known.month:02}/{known.year}" if known.month else str(known.year)
