"""
Số tiền bằng chữ: an amount of đồng in words, read to an integer.

Amounts are never compared as strings: "linh" and "lẻ", "tư" and "bốn", "nghìn" and "ngàn" are all right [R]. The words
may end with "đồng", "đồng chẵn", "đồng Việt Nam" or "VNĐ", and begin with "Bằng chữ:". The grammar is that of
`number_words`; its predecessor read 70,000 numbers up to 10¹³ without an error [T].

>>> amount("Một triệu năm trăm nghìn đồng chẵn./.")
1500000
>>> validate("(Bằng chữ: Hai mươi lăm triệu không trăm linh ba nghìn đồng)")
'25003000'
>>> doubts("hai tỷ rưỡi")
('half',)
>>> amount("một triệu năm trăm ngìn")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongCharacters: a word that is no number word
"""

import datetime as dt
import re

from scanpipe.validators import number_words
from scanpipe.validators.refusals import WrongLength, accepts
from scanpipe.validators.spelling import fold, nfc

_BEFORE = [["so", "tien"], ["bang", "chu"], ["ghi", "bang", "chu"], ["viet", "bang", "chu"]]
_AFTER = [["dong"], ["chan"], ["viet", "nam"], ["vietnam"], ["vnd"], ["d"]]


def compact(text: str) -> str:
    """The number words in lower case, without punctuation, heading and currency."""
    words = re.sub(r"[\W_]+", " ", nfc(text).lower()).split()
    plain = [fold(word) for word in words]
    start, end = 0, len(words)
    while heading := next((h for h in _BEFORE if plain[start : start + len(h)] == h), None):
        start += len(heading)
    while ending := next((e for e in _AFTER if plain[max(start, end - len(e)) : end] == e), None):
        end -= len(ending)
    return " ".join(words[start:end])


def amount(text: str) -> int:
    """The amount in đồng, or a `Refusal`."""
    words = compact(text).split()
    if not words:
        raise WrongLength("nothing written")
    return number_words.read(words)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The amount as digits, the same text that `money` gives for the figures, or why it is none."""
    # What this gives must be valid again, and digits alone can only have come from here.
    digits = compact(text)
    return digits if digits.isascii() and digits.isdigit() else str(amount(text))


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the words say an amount."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`half`: written with "rưỡi", which belongs to speech. `in_digits`: figures where words were asked for."""
    if not is_valid(text, on=on):
        return ()
    words = compact(text).split()
    if words[-1].isdigit():
        return ("in_digits",)
    return ("half",) if fold(words[-1]) == "ruoi" else ()
