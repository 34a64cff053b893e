"""
Quốc tịch: a nationality in words, "Việt Nam" for nearly everyone. The forms ask for free text, not for a code [R].

A person may have two nationalities, and countries have several names in Vietnamese: only what cannot be words is
refused.

>>> validate("VIỆT  NAM"), validate("VN"), validate("Hoa Kỳ")
('Việt Nam', 'Việt Nam', 'Hoa Kỳ')
>>> doubts("Hoa Kỳ")
('foreign',)
"""

import datetime as dt

from scanpipe.validators.refusals import Refusal, accepts, require_letters
from scanpipe.validators.spelling import key, nfc

VIET_NAM = "Việt Nam"
_VIET_NAM = {"vietnam", "vn", "vnm", "chxhcnvietnam", "conghoaxahoichunghiavietnam"}


def compact(text: str) -> str:
    """The words in NFC with single spaces, without dots at the ends."""
    return nfc(text).strip(" .…_-:;,")


def validate(text: str, *, on: dt.date | None = None) -> str:
    """Return "Việt Nam", or the words as written, or why they cannot name a country."""
    words = compact(text)
    require_letters(words)
    return VIET_NAM if key(words) in _VIET_NAM else words


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can name a country."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`foreign`: not (only) Việt Nam; other rules may hold for this person."""
    try:
        return () if validate(text, on=on) == VIET_NAM else ("foreign",)
    except Refusal:
        return ()
