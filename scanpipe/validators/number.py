"""
Số: a count or a measure, such as copies, workers or square metres.

A comma parts the decimals and dots part the thousands (Vietnamese custom [M]); "05" and "02 (hai) bản" are usual ways
to write a count. Words alone are read as well. Units after the number are dropped.

>>> validate("02 (hai) bản"), validate("1.250,50 m2"), validate("hai")
('2', '1250,5', '2')
>>> validate("12.5"), doubts("12.5")
('12,5', ('decimal_point',))
>>> is_valid("không rõ")
False
"""

import datetime as dt
import re

from scanpipe.validators import number_words
from scanpipe.validators.refusals import Refusal, WrongCharacters, WrongLength, accepts
from scanpipe.validators.spelling import nfc

_LEADERS = " .…_:;"
_NUMBER = re.compile(r"(?P<number>\d[\d.,\s]*)(?P<rest>.*)", re.ASCII)
_TOUCHING = re.compile(r"(?:[kc]?m[23²³]?|ha|kg|[^\W\d_]{3,})\b")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?", re.ASCII)
_POINT = re.compile(r"\d+\.\d+|\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)


def compact(text: str) -> str:
    """The number with its dots and commas and without what follows it; words when it is written in words."""
    words = nfc(text).strip(_LEADERS)
    match = _NUMBER.match(words)
    if match is None:
        return words.lower()
    return re.sub(r"\s+", "", match["number"]).rstrip(".,")


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The number with a decimal comma and without needless zeros or dots, or why it is none."""
    number = compact(text)
    if not number:
        raise WrongLength("nothing written")
    written = _NUMBER.match(nfc(text).strip(_LEADERS))
    if written and not _is_unit(written):
        raise WrongCharacters("a letter or a second number touches the number")
    if not number[0].isdigit():
        return str(number_words.read(number.split()))
    if _GROUPED.fullmatch(number):
        number = number.replace(".", "")
    elif _POINT.fullmatch(number):
        number = number.replace(",", "").replace(".", ",")
    else:
        raise WrongCharacters("dots and commas in this order are no number")
    whole, _, decimals = number.partition(",")
    decimals = decimals.rstrip("0")
    return (whole.lstrip("0") or "0") + (f",{decimals}" if decimals else "")


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text is a number."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """
    What deserves a look.

    `decimal_point`: a point where a comma belongs. `separator_unclear`: "1,250" may be 1.25 or 1250. `in_words`.
    """
    try:
        validate(text, on=on)
    except Refusal:
        return ()
    number = compact(text)
    if not number[0].isdigit():
        return ("in_words",)
    if re.fullmatch(r"\d{1,3},\d{3}", number):
        return ("separator_unclear",)
    return () if _GROUPED.fullmatch(number) else ("decimal_point",)


def _is_unit(written: re.Match[str]) -> bool:
    """Whether what follows the number is a unit, rather than a misread digit ("1O5") or a range ("2-3")."""
    rest = written["rest"]
    if re.match(r"[-–/]\s*\d", rest):
        return False
    return written["number"][-1].isspace() or not rest[:1].isalpha() or _TOUCHING.match(rest) is not None
