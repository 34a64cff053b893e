"""
One value read further times, alone on white and in several sizes: what a difference between two papers is held against
before anybody is told of it.
"""

from __future__ import annotations

from scanpipe.imaging.lines import text_lines
from scanpipe.imaging.sheet import Sheet
from scanpipe.model import Rect
from scanpipe.ocr.engine import OcrEngine
from scanpipe.strips import read_strips, strips_of

_LARGER = (1.5, 2.0)

Look = tuple[tuple[str, float], ...]
"""The words of a place as one picture of it says them, in reading order, each with its confidence (0–1)."""


def closer_look(sheet: Sheet, place: Rect, engine: OcrEngine) -> list[Look]:
    """
    The words of a place (millimetres, one or several lines) from four pictures of it that differ in size and source.

    The leader below the writing and what stands on the lines above and below are not shown. Raises EngineError.
    """
    lines = [strips_of(sheet, line, _LARGER) for line in _lines(sheet, place)]
    words = read_strips([strip for strips in lines for strip in strips], engine)
    sizes = len(lines[0]) if lines else 0
    # The strips of one size, line by line, are one picture of the place.
    looks = [tuple((w.text, w.confidence) for own in words[size::sizes] for w in own) for size in range(sizes)]
    return [look for look in looks if look]


def _lines(sheet: Sheet, place: Rect) -> list[Rect]:
    """The lines of writing in a place, cut at its ends."""
    lines = [x.rect for x in text_lines(sheet) if x.rect.overlap(place) > 0.4 * min(x.rect.width, place.width)]
    return [Rect(max(r.left, place.left), r.top, min(r.right, place.right), r.bottom) for r in lines]
