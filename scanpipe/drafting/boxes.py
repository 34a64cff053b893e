"""Rows of boxes, one character each, with the words left of them or above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.paragraphs import label_text, words_rect
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.token import Token
from scanpipe.drafting.tokens import Stretch
from scanpipe.imaging.ladders import Ladder

_LEVEL_MM = 4.0
_ABOVE_MM = 12.0


def box_rows(page: int, ladders: Sequence[Ladder], stretches: Sequence[Stretch]) -> Iterator[Place]:
    """The rows of boxes of a page as places."""
    for ladder in ladders:
        label = _label(ladder, stretches)
        words = [t for t in label if t.what == "word"]
        letters = sum(len(t.text) for t in words)
        read = sum(t.confidence * len(t.text) for t in words) / letters if letters else 0.0
        yield Place(
            kind=Kind.BOXES,
            page=page,
            rect=ladder.rect,
            label=label_text(label),
            label_rect=words_rect(label),
            confidence=round(0.95 * (0.3 + 0.7 * read), 2),
            how="digit_boxes",
            boxes=len(ladder.cells),
        )


def _label(ladder: Ladder, stretches: Sequence[Stretch]) -> Sequence[Token]:
    """The words on the level of the boxes at their left, behind the last gap there; else the nearest words above."""
    rect = ladder.rect
    beside: list[Token] = []
    for stretch in stretches:
        level = abs(stretch.rect.center[1] - rect.center[1]) < _LEVEL_MM
        if level and stretch.rect.left < rect.left:
            beside += [t for t in stretch.tokens if t.rect.right < rect.left + 1]
    gap = max((n for n, t in enumerate(beside) if t.what != "word"), default=-1)
    if own := beside[gap + 1 :]:
        return own
    above = [s for s in stretches if 0 < rect.top - s.rect.bottom + 2 < _ABOVE_MM and s.rect.left < rect.right]
    return max(above, key=lambda s: s.rect.bottom).tokens if above else ()
