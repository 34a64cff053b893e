"""
One value read further times, alone on white and in several sizes: what a difference between two papers is held against
before anybody is told of it.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from scanpipe.imaging.lines import resized, stacked, text_lines, writing_alone
from scanpipe.imaging.sheet import Sheet
from scanpipe.model import Image, Rect
from scanpipe.ocr.engine import Layout, OcrEngine

_LARGER = (1.5, 2.0)
_SIZES_DPI = (200, 300)


Look = tuple[tuple[str, float], ...]
"""The words of a place as one picture of it says them, in reading order, each with its confidence (0–1)."""


def closer_look(sheet: Sheet, place: Rect, engine: OcrEngine) -> list[Look]:
    """
    The words of a place (millimetres, one or several lines) from four pictures of it that differ in size and source.

    The leader below the writing and what stands on the lines above and below are not shown. Raises EngineError.
    """
    pictures: list[Image] = []
    owner: list[int] = []
    for line in _lines(sheet, place):
        coarse, fine = writing_alone(sheet, line)
        sizes = [resized(coarse, scale) for scale in _LARGER]
        sizes += [resized(fine, dpi / 25.4 / sheet.fine_px_per_mm) for dpi in _SIZES_DPI]
        pictures += sizes
        owner += range(len(sizes))
    if not pictures:
        return []
    page, tops = stacked(pictures, gap_px=24)
    words: dict[int, list[tuple[int, int, str, float]]] = defaultdict(list)
    for word in engine.words(page, layout=Layout.BLOCK, dpi=max(_SIZES_DPI)):
        index = max(0, int(np.searchsorted(tops, (word.top + word.bottom) / 2, side="right")) - 1)
        words[owner[index]].append((index, word.left, word.text, word.confidence))
    return [tuple((text, sure) for _, _, text, sure in sorted(found)) for _, found in sorted(words.items())]


def _lines(sheet: Sheet, place: Rect) -> list[Rect]:
    """The lines of writing in a place, cut at its ends."""
    lines = [x.rect for x in text_lines(sheet) if x.rect.overlap(place) > 0.4 * min(x.rect.width, place.width)]
    return [Rect(max(r.left, place.left), r.top, min(r.right, place.right), r.bottom) for r in lines]
