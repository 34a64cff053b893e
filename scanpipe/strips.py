"""
Strips: single lines of writing, alone on white and in several sizes, all read in one call of the engine.

An engine costs more to start than to read a few lines, and is surer of a line that nothing else touches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scanpipe.imaging.lines import resized, stacked, writing_alone
from scanpipe.imaging.sheet import Sheet
from scanpipe.model import Image, Rect
from scanpipe.ocr.engine import Layout, OcrEngine, RawWord

_SIZES_DPI = (200, 300)
_GAP_PX = 24


def strips_of(sheet: Sheet, line: Rect, larger: Sequence[float]) -> list[Image]:
    """
    One line alone on white: from the page as it was read first, enlarged by each of `larger`, and from the finest page
    there is, at 200 and 300 dpi. Always as many pictures, in that order.
    """
    coarse, fine = writing_alone(sheet, line)
    scales = (dpi / 25.4 / sheet.fine_px_per_mm for dpi in _SIZES_DPI)
    return [*(resized(coarse, scale) for scale in larger), *(resized(fine, scale) for scale in scales)]


def read_strips(strips: Sequence[Image], engine: OcrEngine) -> list[list[RawWord]]:
    """The words of each strip from left to right; none are read without a strip. Raises EngineError."""
    found: list[list[RawWord]] = [[] for _ in strips]
    if not strips:
        return found
    page, tops = stacked(strips, gap_px=_GAP_PX)
    for word in engine.words(page, layout=Layout.BLOCK, dpi=max(_SIZES_DPI)):
        found[max(0, int(np.searchsorted(tops, (word.top + word.bottom) / 2, side="right")) - 1)].append(word)
    return [sorted(words, key=lambda w: (w.left, w.text)) for words in found]
