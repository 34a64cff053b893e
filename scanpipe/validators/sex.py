"""
Giới tính: Nam or Nữ, as printed on cards and forms [R: values of the card's QR code].

>>> validate("NU"), validate(" nam. ")
('Nữ', 'Nam')
>>> validate("Gái"), doubts("Gái")
('Nữ', ('colloquial',))
>>> is_valid("Nem")
False
"""

import datetime as dt

from scanpipe.validators.refusals import Impossible, accepts
from scanpipe.validators.spelling import key

_WRITTEN = {"nam": "Nam", "nu": "Nữ"}
_SPOKEN = {"trai": "Nam", "contrai": "Nam", "gai": "Nữ", "congai": "Nữ"}


def compact(text: str) -> str:
    """The letters only, in lower case and without tones, since "nu" can be nothing else."""
    return key(text)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """Return "Nam" or "Nữ", or refuse."""
    word = compact(text)
    try:
        return _WRITTEN.get(word) or _SPOKEN[word]
    except KeyError:
        raise Impossible("expected Nam or Nữ") from None


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text says Nam or Nữ."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`colloquial`: the everyday word (trai, gái) instead of the official one."""
    return ("colloquial",) if compact(text) in _SPOKEN else ()
