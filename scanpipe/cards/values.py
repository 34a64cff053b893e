"""One value of a card from one source, and how values of several sources are compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from scanpipe.model import Rect, Source
from scanpipe.text import base_letters, same_words

KEYS: Final = ("personal_id", "full_name", "date_of_birth", "sex", "residence", "issued_on", "expires_on", "old_id")
TRUST: Final = MappingProxyType({Source.QR: 2, Source.MRZ: 1, Source.OCR: 0})
"""A code is read exactly or not at all, the zone has check digits, print has neither."""
_LONGEST_NAME: Final = 29
"""Letters of a name that the zone's line surely holds; a longer one may be cut."""


@dataclass(frozen=True, slots=True)
class CardValue:
    """
    One value: `key` as in KEYS, `text` as printed (dates dd/mm/yyyy), `rect` in millimetres on the sheet, confidence
    0–1. `page` is the page's number in the dossier, 0 while nobody has said.
    """

    key: str
    text: str = field(repr=False)
    source: Source
    rect: Rect | None
    confidence: float
    page: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources of one card that say different things, the more trusted one first."""

    a: CardValue
    b: CardValue

    @property
    def key(self) -> str:
        """Which value they differ in."""
        return self.a.key


def day_text(day: dt.date) -> str:
    """
    A day as cards print it.

    >>> day_text(dt.date(1985, 9, 5))
    '05/09/1985'
    """
    return f"{day:%d/%m/%Y}"


def agree(a: CardValue, b: CardValue) -> bool:
    """
    Whether two sources say the same.

    Names are compared by their base letters where one comes from the zone, which knows no marks and may cut them, or
    from print, whose marks are three pixels; everything else letter by letter.
    """
    if a.key == "full_name":
        if Source.QR is a.source is b.source:
            return same_words(a.text, b.text)
        x, y = base_letters(a.text), base_letters(b.text)
        if Source.MRZ in (a.source, b.source):
            shortest = min(len(x), len(y))
            return x == y or (shortest >= _LONGEST_NAME - len(a.text.split()) and x[:shortest] == y[:shortest])
        return x == y
    return a.text.casefold() == b.text.casefold()
