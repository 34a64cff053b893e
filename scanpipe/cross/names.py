"""
cross.name_differs: the name of one person on two papers.

What it checks   a name against the name on the card, or on another paper, of the same person.
Why it matters   a certificate with a wrong mark in a name has to be made again.
How to fix       look at every letter and mark; the finding shows those that differ in brackets.

Case, order, spaces and the place of the tone ("HOÀ", "HÒA") never count; marks do ("HOA" is not "HÒA"), and a
difference of marks alone is said to be one. The machine-readable zone has no marks and cuts long names [T].
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import zip_longest

from rapidfuzz.distance import Levenshtein

from scanpipe.cross.people import Fact
from scanpipe.cross.slips import Reader, same_letters_at_a_glance
from scanpipe.model import Source
from scanpipe.text import nfc, without_marks
from scanpipe.validators import person_name
from scanpipe.validators.tones import place_tone

_SLIPS = 2
"""So many words with one slip each are still nearly the name."""
_ZONE_CUTS_AT = 26
"""A name of so many letters may have been cut by the machine-readable zone, which has thirty places."""


class Likeness(IntEnum):
    """How much two names have in common, from nothing to everything."""

    DIFFERENT = 0
    WORD = 1
    """One word is another, or is missing."""
    LETTER = 2
    """One letter is another, or is missing."""
    MARKS = 3
    """The same letters with other marks."""
    SAME = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two names are, and whether one slip of an engine would explain what differs."""

    likeness: Likeness
    slip: bool = False


def comparable(one: Fact, other: Fact) -> bool:
    """
    Whether both names are in letters that can be compared: a text layer in an old font shows other letters than the
    eye sees, and then one name has letters that no Vietnamese name has.
    """
    foreign = ["foreign_letters" in person_name.doubts(fact.value) for fact in (one, other)]
    return foreign[0] == foreign[1]


def compare(one: Fact, other: Fact) -> Comparison:
    """Two names as facts of papers; marks count unless one of them comes from a machine-readable zone."""
    zone = Source.MRZ in (one.reading.source, other.reading.source)
    return compare_names(one.value, other.value, zone=zone)


def compare_names(a: str, b: str, *, zone: bool = False) -> Comparison:
    """
    Two names, each as `person_name.validate` gives it. `zone`: one of them has no marks and may be cut.

    >>> [compare_names("TRẦN THỊ HÒA", b).likeness.name for b in ("HÒA TRẦN THỊ", "TRẦN THỊ HOA", "TRẦN THỊ HÀ")]
    ['SAME', 'MARKS', 'LETTER']
    >>> compare_names("LÊ VĂN NAM", "LÊ VĂN DŨNG").likeness.name
    'WORD'
    """
    if _letters(a) == _letters(b) or sorted(_words(a)) == sorted(_words(b)):
        return Comparison(Likeness.SAME)
    plain_a, plain_b = without_marks(a), without_marks(b)
    if _letters(plain_a) == _letters(plain_b) or sorted(_words(plain_a)) == sorted(_words(plain_b)):
        return Comparison(Likeness.SAME if zone else Likeness.MARKS, slip=True)
    if zone and _cut(_letters(plain_a), _letters(plain_b)):
        return Comparison(Likeness.SAME)
    if zone:
        a, b = plain_a, plain_b
    if Levenshtein.distance(_letters(plain_a), _letters(plain_b)) == 1:
        return Comparison(Likeness.LETTER, same_letters_at_a_glance(_letters(plain_a), _letters(plain_b)))
    return _by_words(_words(plain_a), _words(plain_b))


def says(text: str, name: str) -> bool:
    """
    Whether a text that was read says this name, whatever stands around it.

    >>> text = "1. Họ, chữ đệm và tên: Trần Thị Hoà."
    >>> says(text, "TRẦN THỊ HÒA"), says(text, "TRẦN THỊ HÒ"), says(text, "TRẦN HÒA")
    (True, False, False)
    """
    words = [place_tone(word) for word in re.findall(r"[^\W_]+", nfc(text).upper())]
    wanted = _letters(name)
    return any("".join(words[i:j]) == wanted for i in range(len(words)) for j in range(i + 1, len(words) + 1))


def differs(word: str, one: str, other: str) -> bool:
    """Whether a word that was read belongs to the first name and not to the second."""
    read = "".join(_words(place_tone(nfc(word).upper())))
    return bool(read) and read in _words(one) and read not in _words(other)


READER = Reader(says, differs)


def shown(a: str, b: str, likeness: Likeness) -> tuple[str, str]:
    """
    Both names with what differs in brackets, where that is little; else as they are.

    >>> shown("TRẦN THỊ HOA", "TRẦN THỊ HÒA", Likeness.MARKS)
    ('TRẦN THỊ H[O]A', 'TRẦN THỊ H[Ò]A')
    >>> shown("LÊ NAM", "LÊ VĂN NAM", Likeness.WORD)
    ('LÊ NAM', 'LÊ [VĂN] NAM')
    """
    if likeness in (Likeness.MARKS, Likeness.LETTER):
        return _bracketed(a, b, ""), _bracketed(b, a, "")
    if likeness is Likeness.WORD:
        return _bracketed(a.split(), b.split(), " "), _bracketed(b.split(), a.split(), " ")
    return a, b


def _bracketed(text: Sequence[str], other: Sequence[str], between: str) -> str:
    parts: list[str] = []
    for step in Levenshtein.opcodes(text, other):
        piece = between.join(text[step.src_start : step.src_end])
        parts += [piece if step.tag == "equal" else f"[{piece}]"] if piece else []
    return between.join(parts)


def _by_words(a: list[str], b: list[str]) -> Comparison:
    """Names of which more than a letter differs, word by word."""
    pairs: list[tuple[str, str]] = []
    for step in Levenshtein.opcodes(a, b):
        if step.tag != "equal":
            one, other = a[step.src_start : step.src_end], b[step.dest_start : step.dest_end]
            pairs += zip_longest(one, other, fillvalue="")
    if len(pairs) > _SLIPS or not all(x and y for x, y in pairs):
        return Comparison(Likeness.WORD if len(pairs) == 1 and min(len(a), len(b)) > 1 else Likeness.DIFFERENT)
    other = [x for x, y in pairs if not same_letters_at_a_glance(without_marks(x), without_marks(y))]
    if not other:
        return Comparison(Likeness.LETTER, slip=True)
    if all(_a_letter_apart(x, y) for x, y in pairs):
        return Comparison(Likeness.LETTER)
    # What an engine misread beside another word makes no other person of it.
    return Comparison(Likeness.WORD if len(other) == 1 and min(len(a), len(b)) > len(pairs) else Likeness.DIFFERENT)


def _a_letter_apart(x: str, y: str) -> bool:
    return min(len(x), len(y)) > 1 and Levenshtein.distance(without_marks(x), without_marks(y)) <= 1


def _cut(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) >= _ZONE_CUTS_AT - 4 and long.startswith(short)


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "'" else " " for c in name).split()


def _letters(name: str) -> str:
    return "".join(c for c in name if c.isalnum())
