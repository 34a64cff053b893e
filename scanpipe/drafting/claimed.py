"""Which printed lines of a blank belong to its places: labels, captions, options, headers of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scanpipe.drafting.sheet import Place, PrintedLine, Sheet
from scanpipe.model import Rect
from scanpipe.text import base_letters

_LEFT_OVER = 0.4
"""A line of whose letters no more than this share is left belongs to its places as a whole."""
_ROWS_ABOVE_MM = 26.0
"""How far above the last row of a label its first row may stand."""
_NEAR_MM = 2.0
_CAPTIONS_MM = 30.0
_GAPS = re.compile(r"…+|\.{3,}|_{3,}|[□☐|]")
_MARGIN_MM = 22.0


def claimed(sheet: Sheet) -> frozenset[int]:
    """The lines, by index in the sheet, that belong to a place; page numbers and rows of dots are among them."""
    return frozenset(n for n, line in enumerate(sheet.lines) if _is_claimed(line, sheet))


def _is_claimed(line: PrintedLine, sheet: Sheet) -> bool:
    letters = base_letters(line.text)
    if not letters or _is_page_number(line, sheet):
        return True
    rest = letters
    for place in sheet.places:
        if place.page != line.page:
            continue
        if place.columns and _in_header(place, line):
            return True
        for piece in _pieces_beside(place, line):
            # A label that runs over rows holds this whole row; a row with two labels holds each of them.
            if letters in piece:
                return True
            rest = rest.replace(piece, "", 1)
    return len(rest) <= _LEFT_OVER * len(letters)


def _in_header(place: Place, line: PrintedLine) -> bool:
    """Whether a line stands in a table, or in its header: between label and rows, and of no other words than that."""
    if place.rect.holds(line.rect):
        return True
    top = place.label_rect.top if place.label_rect else place.rect.top - _CAPTIONS_MM
    words = {base_letters(word) for column in place.columns for word in column.header.split()}
    beside = top < line.rect.center[1] < place.rect.bottom
    return beside and all(base_letters(word) in words | {""} for word in line.text.split())


def _pieces_beside(place: Place, line: PrintedLine) -> Iterator[str]:
    """The printed pieces of a place that may stand on a line, by how far from the place it is; in base letters."""
    label, y = place.label_rect or place.rect, line.rect.center[1]
    captions = Rect(label.left, label.top - _CAPTIONS_MM, label.right, place.rect.bottom + _CAPTIONS_MM)
    rows = label.union(place.rect) if place.label_rect else place.rect
    if rows.top - _NEAR_MM <= y <= rows.bottom + _NEAR_MM:
        yield from (piece for text in (place.label, *place.options) for piece in _letters(text))
    elif label.top - _ROWS_ABOVE_MM <= y < label.top:
        # Only the last row of a long label is known by its place; the rows above it are told by their words.
        yield from (piece for piece in _letters(place.label) if len(piece) > len(base_letters(line.text)))
    elif place.how == "cell" and y < label.top:
        # "Dân tộc | Bên nữ": the column is named at the head of its table, however far above.
        yield from (piece for piece in _letters(place.label.partition("|")[2]))
    if place.captions and captions.top <= y <= captions.bottom:
        yield from (piece for text in (place.label, *place.captions) for piece in _letters(text))


@lru_cache(maxsize=4000)
def _letters(text: str) -> tuple[str, ...]:
    pieces = (base_letters(piece) for piece in _GAPS.split(text))
    return (*dict.fromkeys((base_letters(text), *(p for p in pieces if len(p) > 1))),)


def _is_page_number(line: PrintedLine, sheet: Sheet) -> bool:
    height = sheet.pages[line.page - 1].height_mm
    at_edge = line.rect.bottom < _MARGIN_MM or line.rect.top > height - _MARGIN_MM
    return at_edge and bool(re.fullmatch(r"[-–\s]*\d{1,2}(?:\s*/\s*\d{1,2})?[-–\s]*", line.text))
