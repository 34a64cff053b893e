"""
What the judging papers are, dealt instead of drawn: in every block of fifty the same numbers of each kind, in another
order, so that no measurement hangs on luck. Two hundred papers hold 32 severe pictures, 72 photos and 96 scans; of the
papers that can be read, every second one has nothing wrong.

A card says what kind of paper comes, never which values, forms or fields: these are drawn by chance as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from samples.pictures.severe import CODES as SEVERE_CODES

BLOCK: Final = 50
BOXED: Final = 10
"""So many of a block are handwritten papers with boxes for numbers (no form but CT01 has them): 40 of two hundred."""
ALIKE: Final = 3
"""So many of a block are of editions that print the same as another of their form: 12 of two hundred."""
WRONG: Final = {
    "phone": {"nothing": 9, "left_out": 6, "unsigned": 1, "fault": 1, "page": 1},
    "scan": {"nothing": 12, "left_out": 7, "unsigned": 2, "fault": 2, "page": 1},
}
"""Papers of a block by picture and by what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Card:
    """
    One paper to make. `picture` is "scan", "phone" or "severe" (then `severe` is a key of SEVERE_CODES), `wrong` one
    of the keys of WRONG; `boxed`: handwritten, with real digits in boxes; `alike`: of an edition that nothing printed
    tells from another.
    """

    picture: str
    wrong: str
    severe: str | None = None
    boxed: bool = False
    alike: bool = False


def dealt(split: str, seed: int, count: int) -> Iterator[Card]:
    """The cards of the papers 0 to `count` - 1; the same seed deals the same cards however many are asked for."""
    for number in range(count):
        block, place = divmod(number, BLOCK)
        if place == 0:
            cards = _block(Random(f"{split}-{seed}-block-{block}"))
        yield cards[place]


def _block(rng: Random) -> list[Card]:
    kinds = [(picture, wrong) for picture, share in WRONG.items() for wrong in _repeated(share.items())]
    rng.shuffle(kinds)
    cards = [
        Card(picture, wrong, boxed=number < BOXED, alike=BOXED <= number < BOXED + ALIKE)
        for number, (picture, wrong) in enumerate(kinds)
    ]
    cards += [Card("severe", "nothing", kind) for kind in sorted(SEVERE_CODES)]
    rng.shuffle(cards)
    return cards


def _repeated(shares: Iterable[tuple[str, int]]) -> Iterator[str]:
    for name, times in shares:
        yield from [name] * times
