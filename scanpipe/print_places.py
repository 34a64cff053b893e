"""Which ink of a page is print: the places of all labels that were found, and of printed words in writing places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from scanpipe.identify import Identity
from scanpipe.labels import marks_behind_blank, numbers_items, tails
from scanpipe.model import Rect, Word
from scanpipe.places.line import UNIT_MM
from scanpipe.places.place import Place
from scanpipe.rows import Stream, letters_of

_ITEM = re.compile(r"^.{0,2}\d{0,2}[)}][.:;]?$|^\(\d{1,2}.?$")
"""What an engine makes of a printed "(2)"."""
_PRINTED = 70.0
"""Least likeness (0–100) of a word to its label for it to be taken for print."""


def printed_words(identity: Identity, places: Sequence[Place], paper: Stream) -> dict[int, list[Rect]]:
    """Places of the words of all printed lines that were found, by page; a value stuck to a label is left out."""
    out: dict[int, list[Rect]] = {}
    fit = identity.fit
    found = zip(fit.hits, fit.printed.cores, strict=True) if fit else ()
    for hit, core in found:
        if hit is None or hit.score < 72:
            continue
        label = letters_of(core)
        for at in dict.fromkeys([*paper.words(hit.begin, hit.end), hit.last]):
            word = paper.word(at)
            if at != hit.last and fuzz.partial_ratio(letters_of(word.text), label) < _PRINTED:
                continue  # a value beside a label of two lines stands between its words
            rect = word.rect
            if at == hit.last:
                rect = Rect(rect.left, rect.top, min(rect.right, hit.rect.right), rect.bottom)
            out.setdefault(paper.rows[at[0]].page, []).append(rect)
    for place in places:
        if place.label and place.label_score >= 0.72:
            out.setdefault(place.page, []).append(place.label)
    return out


def printed_tails(places: Sequence[Place], words: Sequence[Word]) -> list[Rect]:
    """Printed words inside writing places: "VNĐ", "bản", "tháng … năm", captions of a signature."""
    out = []
    for place in places:
        left = [letters_of(t) for t in tails(place.spec)]
        lines = [_with_unit(r) for r in _whole_lines(place.regions)]
        for word in words:
            if not any(line.holds(word.rect) for line in lines):
                continue
            text = letters_of(word.text)
            numbered = numbers_items(place.spec) or marks_behind_blank(place.spec)
            if numbered and _ITEM.match(word.text):
                out.append(word.rect)
            match = next((t for t in left if _same_print(t, text)), None)
            if match is not None:
                left.remove(match)
                out.append(word.rect)
    return out


def _whole_lines(regions: Sequence[Rect]) -> list[Rect]:
    """The writing places with those of one line joined: what is printed between two gaps is print too."""
    lines: list[Rect] = []
    for region in regions:
        if lines and abs(lines[-1].top - region.top) < 1 and abs(lines[-1].bottom - region.bottom) < 1:
            lines[-1] = lines[-1].union(region)
        else:
            lines.append(region)
    return lines


def _with_unit(region: Rect) -> Rect:
    """A writing place with the unit that may be printed behind it."""
    return Rect(region.left - 0.8, region.top - 0.8, region.right + UNIT_MM, region.bottom + 0.8)


def _same_print(printed: str, read: str) -> bool:
    """Whether a word read is that printed word; of units like "m2" only the first letter can be relied on."""
    if len(printed) <= 2:
        return 0 < len(read) <= 3 and read[0] == printed[:1]
    return fuzz.ratio(printed, read) >= 80


def is_printed(rect: Rect, printed: Sequence[Rect]) -> bool:
    """Whether print covers most of a word."""
    area = rect.width * rect.height
    near = (p for p in printed if p.top < rect.bottom and p.bottom > rect.top and p.left < rect.right)
    return area > 0 and any(p.overlap(rect) > 0.6 * area for p in near)
