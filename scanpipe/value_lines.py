"""
The words of a value in reading order. A writing place is one line, or a cell that holds several; where its lines
begin is seen from the words alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanpipe.model import Rect, Word
from scanpipe.places.line import is_footnote_mark
from scanpipe.places.place import Place
from scanpipe.rows import Row, Stream, make_rows

_SAME_LINE = 0.3
"""Share of the lower of two rows that both may cover and still be two lines: tone marks reach into descenders."""
_MARK_BEFORE = re.compile(r"^\W{0,2}\d?\)\W*")
"""A footnote mark before a value that was read as one word with it: "(5)1951"."""


def value_lines(words: Sequence[Word], regions: Sequence[Rect]) -> list[tuple[Word, ...]]:
    """
    The words of each written line from left to right, place by place and within a place from top to bottom.

    Commas, dots and words out of line belong to the line whose height they share.
    """
    places: dict[int, list[Word]] = {}
    for word in words:
        places.setdefault(_place_of(word, regions), []).append(word)
    return [line for at in sorted(places) for line in _lines(places[at])]


def _lines(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    lines: list[list[Word]] = []
    before: Row | None = None
    for row in sorted(make_rows(words), key=lambda r: r.top + r.bottom):
        if before and _shared(before, row) > _SAME_LINE:
            lines[-1] += row.words
            before = max(before, row, key=lambda r: r.bottom - r.top)
        else:
            lines.append(list(row.words))
            before = row
    return [tuple(sorted(line, key=lambda w: w.rect.left)) for line in lines]


def _shared(one: Row, other: Row) -> float:
    """Share of the lower of two rows that both cover; below 0 when they stand apart."""
    height = min(one.bottom - one.top, other.bottom - other.top)
    return (min(one.bottom, other.bottom) - max(one.top, other.top)) / height if height > 0 else 1.0


def _place_of(word: Word, regions: Sequence[Rect]) -> int:
    """In which of the writing places a word stands."""
    return next((i for i, r in enumerate(regions) if r.holds(word.rect)), len(regions))


def stuck_to_label(place: Place, paper: Stream) -> str:
    """The head of a value that stands behind the colon inside its label's own last word: "tên:NGUYỄN"."""
    if place.label is None:
        return ""
    for row in paper.rows:
        for word in row.words:
            rect = word.rect
            same = rect.left < place.label.right < rect.right - 1.5 and abs(rect.bottom - place.label.bottom) < 3
            if row.page == place.page and same and ":" in word.text:
                behind = _MARK_BEFORE.sub("", word.text.partition(":")[2])
                return "" if is_footnote_mark(behind) else behind
    return ""
