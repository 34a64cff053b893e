"""
Số tiền bằng số: an amount of đồng in figures.

Dots part the thousands and a comma the decimals, "1.500.000" or "1.500.000,00" (Vietnamese custom [M]); English
"1,500,000" is read too. There is nothing smaller than a đồng. Short forms such as "1 tỷ 500 triệu" and "1,5 tỷ" are
read, and so is a line that also holds the words, "1.500.000 đồng (một triệu năm trăm nghìn đồng)".

>>> amount("1.500.000 VNĐ"), amount("1,5 tỷ đồng"), amount("1 500 000,00 đ")
(1500000, 1500000000, 1500000)
>>> parts("1.500.000 đồng (Một triệu năm trăm nghìn đồng)")
Parts(figures=1500000, words=1500000)
>>> doubts("1.500.000 (một triệu rưỡi hai)"), doubts("15.00.000"), doubts("2.000 (ba nghìn đồng)")
(('words_unread',), ('grouping_irregular',), ('words_differ',))
"""

import datetime as dt
import re
from dataclasses import dataclass

from scanpipe.validators import money_words
from scanpipe.validators.refusals import Refusal, WrongCharacters, WrongLength, accepts
from scanpipe.validators.spelling import fold

MOST_DIGITS = 18
_UNITS = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "nghin": 10**3, "ngan": 10**3}
_UNIT = r"ty|ti|trieu|nghin|ngan"
_FIGURES = re.compile(rf"\d(?:[\d.,\s]|(?:{_UNIT})\b)*")
_PIECE = re.compile(rf"([\d.,]+)({_UNIT})?")
_CURRENCY = re.compile(r"^(viet nam dong|dong viet nam|dong|vnd|d|₫)(?![a-z])")
_LABEL = re.compile(r"^(?:so tien|bang so|tong so|[\W_])+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Parts:
    """One line of an amount: its figures, and the words beside them in đồng (None where none can be read)."""

    figures: int
    words: int | None


def compact(text: str) -> str:
    """The figures with their dots and commas, without spaces, currency and words beside them."""
    return _split(text)[0]


def amount(text: str) -> int:
    """The amount in đồng; words alone are read as words."""
    figures, words = _split(text)
    _refuse_letters_among_digits(text)
    return _figures(figures) if figures else money_words.amount(words)


def parts(text: str) -> Parts:
    """Figures and words of one line, or a `Refusal` when there is no amount at all."""
    figures, words = _split(text)
    if not figures:
        raise WrongLength("no figures")
    _refuse_letters_among_digits(text)
    try:
        return Parts(_figures(figures), money_words.amount(words))
    except Refusal:
        return Parts(_figures(figures), None)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The amount as digits only, or why it is none."""
    return str(amount(text))


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text is an amount."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """
    What deserves a look.

    `grouping_irregular`: not groups of three. `in_words`: no figures at all. `words_differ`: words and figures of one
    line disagree. `words_unread`: what stands beside the figures is no amount.
    """
    if not is_valid(text, on=on):
        return ()
    figures, words = _split(text)
    if not figures:
        return ("in_words",)
    codes = []
    if not all(_regular(number) or unit for number, unit in _PIECE.findall(figures)):
        codes.append("grouping_irregular")
    if words:
        said = parts(text)
        if said.words is None:
            codes.append("words_unread")
        elif said.words != said.figures:
            codes.append("words_differ")
    return tuple(codes)


def _split(text: str) -> tuple[str, str]:
    """Figures without spaces, and the other words; both folded, either may be empty."""
    plain = fold(text)
    match = _FIGURES.search(plain)
    if match is None:
        return "", _LABEL.sub("", plain)
    before = plain[: match.start()]
    after = _CURRENCY.sub("", plain[match.end() :])
    figures = re.sub(r"\s+", "", match[0]).strip(".,")
    return figures, _LABEL.sub("", before) or _LABEL.sub("", after)


def _refuse_letters_among_digits(text: str) -> None:
    """Refuse "l.500.000" and "1.5OO.000": what touches the figures is a letter, so a digit was misread."""
    plain = fold(text)
    match = _FIGURES.search(plain)
    if match is None:
        return
    before, after = plain[: match.start()], plain[match.end() :]
    touches_before = re.search(r"[a-z][.,]*$", before)
    touches_after = not match[0][-1].isspace() and re.match(r"[a-z]", _CURRENCY.sub("", after))
    if touches_before or touches_after or re.search(r"\d", before + after):
        raise WrongCharacters("letters among the figures, or several amounts")


def _figures(figures: str) -> int:
    total, last_unit = 0, 10**12
    for number, unit in _PIECE.findall(figures):
        scale = _UNITS.get(unit, 1)
        if scale >= last_unit or (scale == 1 and last_unit < 10**12):
            raise WrongCharacters("figures and units in this order can be read in two ways")
        total, last_unit = total + _one(number, scale), scale
    return total


def _one(number: str, scale: int) -> int:
    """One number times its unit; decimals count only where they end in whole đồng."""
    whole, decimals = number, ""
    if found := re.fullmatch(r"(.*\d)([.,])(\d{1,2})", number):
        before, sign, tail = found.groups()
        plain_decimals = sign not in before and _regular(before)
        if plain_decimals and (scale > 1 or int(tail) == 0):
            whole, decimals = before, tail
    digits = re.sub(r"[.,]", "", whole)
    if len(digits) > MOST_DIGITS:
        raise WrongLength(f"more than {MOST_DIGITS} digits")
    return int(digits) * scale + (int(decimals) * scale // 10 ** len(decimals) if decimals else 0)


def _regular(number: str) -> bool:
    """Digits alone, or groups of three with one kind of sign, maybe with zero decimals."""
    return (
        re.fullmatch(r"\d+|\d{1,3}(?:\.\d{3})+(?:,0{1,2})?|\d{1,3}(?:,\d{3})+(?:\.0{1,2})?|\d+,0{1,2}", number)
        is not None
    )
