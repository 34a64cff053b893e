"""
Vietnamese cardinal numbers in words, read to an integer.

Groups of three with nghìn (ngàn), triệu, tỷ (tỉ); "linh" or "lẻ" for a missing ten; "mốt", "tư", "lăm" (nhăm) after a
ten; "không trăm" in middle groups [R]. Spoken forms are read where they have one meaning: "hai lăm" is 25, "ba chục" is
30, "một triệu rưỡi" is 1,500,000. "Một triệu hai" is refused: some mean 1,200,000 and some 1,000,002.

Words are compared without tones, which makes no two number words alike.

>>> read("hai nghìn không trăm hai mươi tư".split())
2024
>>> read("một tỷ không trăm linh năm triệu".split())
1005000000
>>> read("một triệu hai".split())
Traceback (most recent call last):
scanpipe.validators.refusals.WrongCharacters: a last single digit can be read in two ways
"""

from collections.abc import Sequence

from scanpipe.validators.refusals import WrongCharacters, WrongLength
from scanpipe.validators.spelling import fold

DIGITS = {"khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5}
DIGITS |= {"lam": 5, "nham": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_SCALES = ((("trieu",), 10**6), (("nghin", "ngan"), 10**3))
_BILLION = "ty", "ti"
_NO_TEN = "linh", "le"
_AFTER_A_TEN = "mot", "tu", "lam", "nham"
_HALF = "ruoi"
_LONGEST = 60


def read(words: Sequence[str]) -> int:
    """The number that the words say (0 and up), or a `Refusal` when they say none or could say two."""
    if not words:
        raise WrongLength("no number word")
    if len(words) > _LONGEST:
        raise WrongLength(f"more than {_LONGEST} number words")
    return _number([fold(word) for word in words])


def _number(words: list[str]) -> int:
    """Any number. Thousands of billions may have a "tỷ" of their own: "chín nghìn tỷ ba trăm tỷ"."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word in _BILLION:
            parts.append([])
        else:
            parts[-1].append(word)
    *counts, rest = parts
    billions = [_below_a_billion(count, after_scale=0) for count in counts]
    match billions:
        case []:
            return _below_a_billion(rest, after_scale=0)
        case [_]:
            pass
        case [thousands, ones] if thousands % 1000 == 0 and ones < 1000:
            pass
        case _:
            raise WrongCharacters("the word tỷ stands too often")
    return sum(billions) * 10**9 + _below_a_billion(rest, after_scale=10**9)


def _below_a_billion(words: list[str], *, after_scale: int) -> int:
    """A number under 10⁹; `after_scale` is the scale word just before it, 0 at the start."""
    total = 0
    rest = words
    for names, scale in _SCALES:
        at = next((i for i, word in enumerate(rest) if word in names), None)
        if at is None:
            continue
        total += _group(rest[:at], linked=after_scale > 0) * scale
        rest, after_scale = rest[at + 1 :], scale
    if not rest and after_scale:
        return total
    if rest == [_HALF] and after_scale:
        return total + after_scale // 2
    if after_scale:
        _refuse_single_digit(rest)
    return total + _group(rest, linked=after_scale > 0)


def _group(words: list[str], *, linked: bool) -> int:
    """A number under 1000; `linked` when larger groups stand before it, so that it may begin with "linh"."""
    if len(words) >= 2 and words[1] == "tram":
        hundreds, rest = _digit(words[0]) * 100, words[2:]
        if not rest:
            return hundreds
        _refuse_single_digit(rest)
        return hundreds + _after_a_hundred(rest)
    return _after_a_hundred(words) if linked else _tens(words)


def _after_a_hundred(words: list[str]) -> int:
    return _tens(words[1:]) if words and words[0] in _NO_TEN else _tens(words)


def _tens(words: list[str]) -> int:
    """A number under 100."""
    match words:
        case ["muoi" | "chuc"]:
            return 10
        case [digit]:
            return _digit(digit)
        case ["muoi", digit]:
            return 10 + _digit(digit)
        case [tens, "muoi" | "chuc"]:
            return 10 * _digit(tens)
        case [tens, "muoi", digit]:
            return 10 * _digit(tens) + _digit(digit)
        case [tens, digit] if digit in _AFTER_A_TEN and _digit(tens) >= 2:
            return 10 * _digit(tens) + _digit(digit)
    raise WrongCharacters("these words in this order are no number")


def _refuse_single_digit(words: list[str]) -> None:
    """Refuse "(một triệu) hai" and "(một trăm) hai": two tenths of the last scale for some, two for others."""
    if len(words) == 1 and words[0] in DIGITS:
        raise WrongCharacters("a last single digit can be read in two ways")


def _digit(word: str) -> int:
    if word not in DIGITS:
        raise WrongCharacters("a word that is no number word")
    return DIGITS[word]
