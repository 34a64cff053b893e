"""How two personal numbers differ. There is no check digit: only the other paper tells that one digit is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from scanpipe.cross.slips import SURE_FIGURES, Reader, same_digit_at_a_glance
from scanpipe.text import digits

NEAR = 2
"""So many wrong digits are a slip of the pen; more make it the number of somebody else."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many of the twelve digits differ, and whether slips of an engine would explain all of them."""

    digits: int
    slip: bool

    @property
    def near(self) -> bool:
        """Whether it is nearly the same number."""
        return self.digits <= NEAR


def compare(a: str, b: str) -> Comparison:
    """
    Two numbers of twelve digits.

    >>> compare("079190000123", "079190000123"), compare("079190000123", "079190000128").digits
    (Comparison(digits=0, slip=False), 1)
    """
    places = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    changed = [(a[i], b[i]) for i in places]
    # Neighbours that changed places are a slip of the pen: an engine does not move what it reads.
    swapped = len(places) == 2 and places[0] + 1 == places[1] and changed[0] == changed[1][::-1]
    slip = 0 < len(changed) <= NEAR and not swapped and all(same_digit_at_a_glance(x, y) for x, y in changed)
    return Comparison(len(changed), slip)


def shown(a: str, b: str) -> str:
    """
    The first number with the digits that differ in brackets, where they are few.

    >>> shown("079190000123", "079190000128")
    '07919000012[3]'
    """
    if not 0 < compare(a, b).digits <= NEAR:
        return a
    return "".join(x if x == y else f"[{x}]" for x, y in zip(a, b, strict=True))


def says(text: str, number: str) -> bool:
    """Whether a text that was read says this number, however its digits are spaced."""
    return number in digits(text)


def differs(word: str, one: str, other: str) -> bool:
    """Whether a word that was read is a part of the first number that the second one has not."""
    read = digits(word)
    return len(read) > 1 and (read in one or one in read) and read not in other


READER = Reader(says, differs, SURE_FIGURES)
