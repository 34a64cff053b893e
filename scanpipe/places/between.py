"""Printed words between the blanks of one field are no place to write on, and are cut out of it."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from scanpipe.catalog import FieldSpec
from scanpipe.labels import Hit, phrases, places
from scanpipe.model import Rect
from scanpipe.places.place import Surroundings
from scanpipe.rows import letters_of, stream

_LIKE = 66.0
"""Least similarity (0–100) of a phrase looked for only inside the place of its own field."""
_PRINTED = 70.0
"""Least likeness (0–100) of a word to its phrase for it to be taken for print."""
_ROOM_MM = 4.0
_ROWS = 4


def without_print(regions: Sequence[Rect], spec: FieldSpec, hit: Hit, around: Surroundings) -> list[Rect]:
    """The writing places without the phrases that the form prints in them, from left to right."""
    out = list(regions)
    for print_ in _phrases_in(spec, hit, around):
        out = [part for region in out for part in _cut(region, print_)]
    return out or list(regions)


def _phrases_in(spec: FieldSpec, hit: Hit, around: Surroundings) -> list[Rect]:
    """Where the phrases of a field stand, a rectangle for each row of each."""
    wanted = phrases(spec)
    if not wanted:
        return []
    part = stream(around.paper.rows[hit.row : hit.row + _ROWS])
    own = hit.end - around.paper.start[(hit.row, 0)]
    found = []
    for text in wanted:
        for place in places(text, part, floor=_LIKE):
            if place.begin >= own and part.rows[place.row].page == around.page:
                words = [(at[0], part.word(at)) for at in part.words(place.begin, place.end)]
                found += _by_row([(row, word.rect) for row, word in words if _belongs(word.text, text)])
                break
    return found


def _belongs(word: str, phrase: str) -> bool:
    """Whether a word is one of the phrase: what somebody wrote just before it is not."""
    return fuzz.partial_ratio(letters_of(word), letters_of(phrase)) >= _PRINTED


def _by_row(words: Sequence[tuple[int, Rect]]) -> list[Rect]:
    rows: dict[int, Rect] = {}
    for row, rect in words:
        rows[row] = rows[row].union(rect) if row in rows else rect
    return list(rows.values())


def _cut(region: Rect, print_: Rect) -> list[Rect]:
    """What a printed phrase on its line leaves of a region."""
    if not region.top < print_.center[1] or print_.bottom > region.bottom or region.overlap(print_) <= 0:
        return [region]
    sides = (Rect(region.left, region.top, print_.left - 0.3, region.bottom),
             Rect(print_.right + 0.3, region.top, region.right, region.bottom))  # fmt: skip
    return [side for side in sides if side.width > _ROOM_MM]
