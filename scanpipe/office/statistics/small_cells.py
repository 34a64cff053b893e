"""
Numbers of dossiers as they may be told: in a small commune, three dossiers are three neighbours.

    1 to 4 dossiers           "< 5", and no share
    all of them but 1 to 4    "> n" with n = all − 5, and a share "> …": who failed is not to be found by subtraction
    a sum with a hidden part  rounded to the nearest five ("≈ 40"), its share to the nearest five points, or to one
                              point from a hundred dossiers on: what is hidden is not what is left
    a sum over the period     of what is not told week by week, rounded in the same way: two periods do not differ by
                              the few dossiers of one week
    a view with a filter      rounded in the same way: two views do not differ by what is hidden in either

Periods are whole weeks, so that what is told of a week is all that two of them differ by. None (0) tells nothing about
anybody and is told as it is. How often the machine was wrong is counted in findings: told exactly, unless they come
from few dossiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FEW = 5
_ENOUGH_FOR_A_POINT = 100


class Manner(StrEnum):
    """How far a number is told."""

    EXACT = "exact"
    ABOUT = "about"
    BELOW = "below"
    ABOVE = "above"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Told:
    """A number of dossiers: `n` is the number itself, a rounded one, or the bound that it lies below or above."""

    manner: Manner
    n: int

    @property
    def hidden(self) -> bool:
        """Whether something was held back that a sum would give away."""
        return self.manner in (Manner.BELOW, Manner.ABOVE)


@dataclass(frozen=True, slots=True)
class Share:
    """A share (0-1) in the same manner, and the span in which it lies for all that is told."""

    manner: Manner
    value: float
    low: float
    high: float


NO_SHARE = Share(Manner.HIDDEN, 0.0, 0.0, 1.0)


def told(n: int, *, about: bool = False) -> Told:
    """A number of dossiers; `about` for a sum with hidden parts and for a view with a filter."""
    if 0 < n < FEW:
        return Told(Manner.BELOW, FEW)
    return Told(Manner.ABOUT, _to_five(n)) if about and n else Told(Manner.EXACT, n)


def part_told(part: int, whole: int, *, about: bool = False) -> Told:
    """How many of `whole` dossiers: the others are not to be found by subtraction either."""
    if not about and part >= FEW and 0 < whole - part < FEW:
        return Told(Manner.ABOVE, whole - FEW)
    return told(part, about=about)


def share_told(part: int, whole: int, *, about: bool = False) -> Share | None:
    """The share of `part` in `whole`; None when there is nothing to share."""
    if whole == 0:
        return None
    cell, value = part_told(part, whole, about=about), part / whole
    if whole < FEW or (about and cell.hidden):
        return NO_SHARE
    match cell.manner:
        case Manner.BELOW:
            return Share(Manner.BELOW, min(1.0, FEW / whole), 0.0, min(1.0, (FEW - 1) / whole))
        case Manner.ABOVE:
            return Share(Manner.ABOVE, (whole - FEW) / whole, (whole - FEW + 1) / whole, 1.0)
    if about:
        step = 0.01 if whole >= _ENOUGH_FOR_A_POINT else 0.05
        value = round(round(value / step) * step, 4)
        return Share(Manner.ABOUT, value, value, value)
    return Share(Manner.EXACT, value, value, value)


def gives_away(cells: Sequence[Told]) -> bool:
    """Whether a sum of these has to be rounded."""
    return any(cell.hidden for cell in cells)


def _to_five(n: int) -> int:
    """
    The nearest multiple of five, at least five.

    >>> [_to_five(n) for n in (5, 7, 8, 12, 13)]
    [5, 5, 10, 10, 15]
    """
    return max(FEW, (n + 2) // 5 * 5)
