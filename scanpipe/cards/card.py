"""The identity card as it was found in a dossier: what each source says, which sides are there, where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from scanpipe.cards.content import CodeKind
from scanpipe.cards.print_marks import Layout, Side
from scanpipe.cards.values import KEYS, TRUST, CardValue, Conflict, agree
from scanpipe.model import Rect, Source

BOTH: frozenset[Side] = frozenset({"front", "back"})
_SURE_PRINT = 0.9
"""Print less sure than this is not held against another source: it would be the engine's slip."""
_MISREAD = 2
"""So many wrong digits are slips of reading; more make it the number of somebody else."""


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """A QR that is not a card's. What it says was dropped; only its kind and place are known."""

    kind: CodeKind
    rect: Rect
    page: int = 0


@dataclass(frozen=True, slots=True)
class WrongDigits:
    """Check digits of the zone that do not hold, and how sure the reading is (0–1)."""

    names: tuple[str, ...]
    confidence: float
    rect: Rect
    page: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """
    One card, or what one page shows of it.

    `told` holds every value of every source. `sides`: proven by their print, code or zone. `alone` (0–1) is how sure
    it is that the other side is not on the page. `layout` None: not known. Nothing here says that the card is genuine
    or whose hand it is in.
    """

    layout: Layout | None
    sides: frozenset[Side]
    told: tuple[CardValue, ...] = field(repr=False)
    foreign: tuple[ForeignCode, ...] = ()
    wrong: tuple[WrongDigits, ...] = ()
    alone: float = 1.0
    rect: Rect | None = None
    pages: tuple[int, ...] = ()

    @property
    def values(self) -> dict[str, CardValue]:
        """The best value of each key: of the most trusted source, then the surest."""
        out: dict[str, CardValue] = {}
        for key in KEYS:
            said = [v for v in self.told if v.key == key]
            if said:
                out[key] = max(said, key=lambda v: (v.confidence >= 0.5, TRUST[v.source], v.confidence))
        return out

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What the sources disagree on; addresses are left out, for they change their units with the law."""
        best = self.values
        out = []
        for key, value in best.items():
            if key == "residence":
                continue
            others = [v for v in self.told if v.key == key and v is not value and _may_object(v)]
            other = next((v for v in sorted(others, key=lambda v: -TRUST[v.source]) if not agree(value, v)), None)
            if other is not None:
                out.append(Conflict(value, other))
        return tuple(out)

    def on_page(self, number: int) -> Card:
        """The same card, its values and places known to stand on that page of the dossier."""
        return replace(
            self,
            told=tuple(replace(v, page=number) for v in self.told),
            foreign=tuple(replace(f, page=number) for f in self.foreign),
            wrong=tuple(replace(w, page=number) for w in self.wrong),
            pages=(number,),
        )


def joined(parts: Sequence[Card]) -> Card:
    """One card from what several pages show of it, in the order of the pages. Raises ValueError for none."""
    if not parts:
        raise ValueError("no part of a card to join")
    return Card(
        layout=next((p.layout for p in parts if p.layout is not None), None),
        sides=frozenset[Side]().union(*(p.sides for p in parts)),
        told=tuple(v for p in parts for v in p.told),
        foreign=tuple(f for p in parts for f in p.foreign),
        wrong=tuple(w for p in parts for w in p.wrong),
        alone=min(p.alone for p in parts),
        rect=parts[0].rect,
        pages=tuple(n for p in parts for n in p.pages),
    )


def by_owner(parts: Sequence[Card]) -> list[Card]:
    """
    Cards put together from parts of several pages: sides with one number are one card.

    Two sides whose numbers differ in a digit or two are one card as well, one of them misread: numbers of two people
    have six digits of chance. A part without a number joins the card before it that lacks its side, or the next one.
    """
    groups: list[list[Card]] = []
    for part in parts:
        home = next((g for g in groups if _belongs(part, joined(g))), None)
        if home is None:
            groups.append([part])
        else:
            home.append(part)
    return [joined(g) for g in groups]


def _belongs(part: Card, card: Card) -> bool:
    mine, theirs = _numbers(part.told), _numbers(card.told)
    others = not part.sides & card.sides
    if mine and theirs:
        return bool(mine & theirs) or (others and any(_near(a, b) for a in mine for b in theirs))
    return others


def _near(a: str, b: str) -> bool:
    """Whether two numbers are one with a digit or two misread."""
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= _MISREAD


def _numbers(told: Iterable[CardValue]) -> set[str]:
    return {v.text for v in told if v.key == "personal_id"}


def _may_object(value: CardValue) -> bool:
    """Whether a value is sure enough to be held against another one."""
    return value.confidence >= _SURE_PRINT if value.source is Source.OCR else value.confidence > 0.5
