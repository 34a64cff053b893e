"""Pages with cards on them as drawn, and an engine that says what it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from samples.cards.generate import CardSample, Fault, Sides, make
from samples.sheet import PX_PER_MM
from scanpipe.cards.card import Card
from scanpipe.cards.reading import read_card
from scanpipe.model import Image
from scanpipe.ocr.engine import Layout, RawWord


@dataclass
class Told:
    """Reads the same words in every picture, and counts how often it is asked."""

    texts: Sequence[str] = ()
    name: str = "told 1 vie"
    calls: int = field(default=0, init=False)

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """The words, one beside the other."""
        self.calls += 1
        return [RawWord(text, 40 * i, 0, 40 * i + 30, 20, 0.95) for i, text in enumerate(self.texts)]


@lru_cache(maxsize=32)
def sample(
    seed: int, layout: Literal["old", "2024"] = "old", sides: Sides = "both", fault: Fault | None = None
) -> CardSample:
    """One card, flat on its page."""
    return next(make(seed, 1, device="flat", layout=layout, sides=sides, fault=fault))


def read(of: CardSample, engine: Told | None = None) -> Card:
    """The card that is read from a flat page with the words that stand on it."""
    card = read_card(of.picture.pixels, of.words, PX_PER_MM, engine or Told())
    assert card is not None
    return card
