"""Breaks a printed line at the right margin, without tearing apart what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from scanpipe.catalog.typeset.fonts import width_mm
from scanpipe.catalog.typeset.inline import Boxes, Break, Gap, Item, Tick, Word

Align: TypeAlias = Literal["left", "center", "justify"]

TICK_MM = 3.6
BOX_MM, LEAST_BOX_MM, BOX_HEIGHT_MM = 7.6, 6.2, 8.4
"""A digit box; CT01 prints them 20.5 to 22 pt wide, and narrower ones after a long label."""
AROUND_GAP_MM = 0.6
_WHOLE_OPTION = 40
"""An option of at most so many letters is not broken over two lines."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Where a printed line may stand: its left edge, width, type size, and how it is aligned."""

    left: float
    width: float
    size_pt: float
    align: Align = "left"
    indent: float = 0.0
    """By how much the first line begins further right."""


def item_width(item: Item, size_pt: float) -> float:
    """The least width of an item in millimetres, without the space before it."""
    match item:
        case Word():
            return width_mm(item.text, item.face, word_pt(item, size_pt))
        case Gap():
            return item.least_mm + 2 * AROUND_GAP_MM
        case Tick():
            return TICK_MM
        case Boxes():
            return item.count * LEAST_BOX_MM
        case Break():
            return 0.0


def space_before(item: Item, size_pt: float, before: Item | None) -> float:
    """The space between an item and the one before it; none at the beginning of a line."""
    if before is None:
        return 0.0
    match item:
        case Word() if isinstance(before, Tick) and not before.leading and item.space:
            return 4.0
        case Word():
            return width_mm(" ", item.face, size_pt) if item.space else 0.0
        case Tick():
            return 4.0 if item.leading else 1.4
        case Boxes():
            return 2.0
        case _:
            return 0.0


def break_lines(items: Sequence[Item], measure: Measure) -> list[list[Item]]:
    """The items line by line; what belongs together (a word and its comma, an answer and its square) stays so."""
    lines: list[list[Item]] = [[]]
    room = measure.width - measure.indent
    for cluster in _clusters(items):
        if isinstance(cluster[0], Break):
            lines.append([])
            room = measure.width
        elif lines[-1] and natural_width([*lines[-1], *cluster], measure.size_pt) > room + 0.01:
            lines.append(cluster)
            room = measure.width
        else:
            lines[-1].extend(cluster)
    return [line for line in lines if line]


def word_pt(word: Word, size_pt: float) -> float:
    """The type size of a word; footnote marks are small."""
    return 0.66 * size_pt if word.raised else size_pt


def balanced_lines(items: Sequence[Item], measure: Measure) -> list[list[Item]]:
    """As many lines as needed, as even as they can be: the last one does not hold a single word."""
    width = measure.width
    lines = break_lines(items, measure)
    count = len(lines)
    while width > 0.5 * measure.width and count > 1:
        width *= 0.96
        tighter = break_lines(items, replace(measure, width=width))
        widest = max(natural_width(line, measure.size_pt) for line in tighter)
        if len(tighter) != count or widest > width:
            break
        lines = tighter
    return lines


def natural_width(line: Sequence[Item], size_pt: float) -> float:
    """The least width of a line in millimetres."""
    befores = [None, *line]
    return sum(item_width(i, size_pt) + space_before(i, size_pt, b) for i, b in zip(line, befores, strict=False))


def _clusters(items: Sequence[Item]) -> list[list[Item]]:
    """What must not be torn apart at the end of a line."""
    clusters: list[list[Item]] = []
    for item in items:
        before = clusters[-1][-1] if clusters else None
        if before is not None and _inseparable(before, item):
            clusters[-1].append(item)
        else:
            clusters.append([item])
    return clusters


def _inseparable(before: Item, item: Item) -> bool:
    match before, item:
        case (Break(), _) | (_, Break()):
            return False
        case Tick(), Word() if before.leading:
            return True
        case _, Tick():
            return not item.leading
        case Word(), Word() if item.option and item.option == before.option:
            return len(item.option) <= _WHOLE_OPTION
        case Word(), Word():
            may_break = before.text.endswith("/") and before.text[:-1].isalpha()
            return not item.space and not may_break
        case Gap(), Word():
            return not item.space
        case Word(), Gap():
            return before.text[:1] in "([-+"
        case _:
            return False
