"""
What engines confuse: two characters that a bad scan makes one. A difference that one such slip explains is no
difference between papers unless it was read surely.

The pairs are those that the engine confused on scanned samples, tone marks above all: they are a few pixels high.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scanpipe.closer_look import Look
from scanpipe.cross.people import Fact
from scanpipe.model import Reading, Source

SURE = 0.9
"""Confidence (0–1) from which a reading is sure enough to accuse."""
SLIPS_UP_TO = 0.93
"""
Confidence up to which a difference that one slip explains is believed to be one. On development scans a misread mark
was read so surely, and the same way again in three cases of four; of right values, seven of eight were surer.
"""
SURE_WORDS = 0.94
"""
Mean confidence, over all looks that agree, of the words that differ, from which they are no slip either. Four misread
words came to 0.68, 0.72, 0.87 and 0.92 on those scans; of right ones, six of seven to 0.94 and more.
"""
SURE_FIGURES = 0.9
"""
The same for figures: of 6,000 typed ones an engine took five for another digit, at 0.89 and less, and none of them the
same way again in two closer looks. Of right ones, nineteen in twenty are read more surely.
"""
CLEAR = 0.7
"""Mean confidence of the words of a look, from which it was a clear look: what a poor picture says is not weighed."""
DIFFERENT = 0.75
"""Confidence from which a difference of more than a slip counts where nobody can look again."""
LEGIBLE = 0.5
"""The same where a second look agrees."""
ASKED = 0.6
"""Confidence of a difference that is only a question."""
_DIGITS = frozenset({"06", "08", "68", "17", "38", "56", "35", "14", "09", "27", "58", "69", "89"})
_LETTERS = frozenset(
    {"IL", "IJ", "IT", "CG", "CO", "CE", "EF", "HN", "NU", "UV", "OQ", "DO", "OU", "MN", "AN", "GO", "VY"}
)
_GROUPS = frozenset({("RN", "M"), ("II", "N"), ("LI", "U"), ("IN", "M"), ("VV", "W"), ("NI", "M"), ("CL", "D")})

_LONG = 4
AGREE = 2
"""So many further readings have to say what the first one said."""

Again = Callable[[int, Reading], Sequence[Look]]
"""Looks closer at the place of a reading of a paper (its index in the report), several times."""


def same_digit_at_a_glance(a: str, b: str) -> bool:
    """
    Whether an engine often reads one digit for the other.

    >>> same_digit_at_a_glance("8", "0"), same_digit_at_a_glance("2", "4")
    (True, False)
    """
    return "".join(sorted(a + b)) in _DIGITS


def same_letters_at_a_glance(a: str, b: str) -> bool:
    """
    Whether two words without marks, in capitals, differ by one slip.

    >>> [same_letters_at_a_glance("LINH", b) for b in ("UNH", "LNH", "LINK")], same_letters_at_a_glance("LAN", "LAM")
    ([True, False, False], True)
    """
    if any(a.replace(x, y, 1) == b or b.replace(x, y, 1) == a for x, y in _GROUPS if x in a + b):
        return True
    if len(a) != len(b):
        return False
    changed = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    # Two slips in one word are rare, and two words that differ by two of them rarer.
    if len(changed) > (1 if len(a) < _LONG else 2):
        return False
    return all("".join(sorted(pair)) in _LETTERS for pair in changed)


@dataclass(frozen=True, slots=True)
class Doubt:
    """
    How sure a difference is (0–1), and whether a second look, or an exact source, stands behind it.

    `value`: what closer looks agree on, where that is not what was read first.
    """

    sure: float
    confirmed: bool
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """How a kind of value is found in a text: `says` it, and which words of the text are those that differ."""

    says: Callable[[str, str], bool]
    differs: Callable[[str, str, str], bool]
    """Whether a word is one that stands in the first value and not in the second."""
    sure: float = SURE_WORDS
    """The mean confidence from which such words are no slip."""


def weighed(one: Fact, other: Fact, reader: Reader, *, slip: bool, document: int, again: Again | None) -> Doubt | None:
    """
    How sure it is that two facts differ; None when it is better to say nothing.

    `slip`: one slip of an engine would explain the difference. `one` is the fact of the paper `document`, at which
    `again` may look closer. When one of these looks says what the other paper says, nothing differs.
    """
    sure = min(one.sure, other.sure)
    if one.exact and other.exact:
        return Doubt(sure, True)
    if again is None or one.reading.source is not Source.OCR or not other.exact:
        believed = sure > SLIPS_UP_TO if slip else sure >= DIFFERENT
        return Doubt(sure, one.certain and other.exact) if believed else None
    if sure < LEGIBLE:
        return None
    looks = [(" ".join(word for word, _ in look), look) for look in again(document, one.reading)]
    if any(reader.says(text, other.value) for text, _ in looks):
        return None
    agreed = [look for text, look in looks if reader.says(text, one.value)]
    if len(agreed) < AGREE:
        return None if slip or sure < DIFFERENT else Doubt(min(sure, ASKED), False)
    if slip and sure <= SLIPS_UP_TO:
        weighty = [look for look in agreed if clear(look)]
        words = [c for look in weighty for word, c in look if reader.differs(word, one.value, other.value)]
        needed = reader.sure if sure >= DIFFERENT else SURE_WORDS
        believed = len(weighty) >= AGREE and bool(words) and sum(words) / len(words) >= needed
        return Doubt(min(sure, ASKED), False) if believed else None
    return Doubt(sure, sure >= SURE)


def clear(look: Look) -> bool:
    """Whether a look is of a picture that could be read, whatever it says."""
    return bool(look) and sum(confidence for _, confidence in look) / len(look) >= CLEAR
