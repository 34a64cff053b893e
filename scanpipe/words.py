"""
The words of a page: one pass over the page without its printed structure, then one more look at the ink that was
not read, or not read well.

The digits of boxed numbers are set side by side before the pass, in place: an engine reads "0 7 9" spread over 80 mm
as noise and "079" as a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scanpipe.imaging.cells import rejoined
from scanpipe.imaging.lines import TextLine, pictures_of, resized, stacked, text_lines
from scanpipe.imaging.sheet import DPI, PX_PER_MM, Sheet, fine_pixels, pixels, without_structure
from scanpipe.model import Image, Rect, Word
from scanpipe.ocr.engine import Layout, OcrEngine, RawWord

# A line is looked at again when so wide a stretch of it has no word, or its words are less sure than this.
_UNCOVERED_MM = 4.0
_SURE = 0.4
_WORD_MM = 6.0
"""Narrower ink is a mark or a single digit: not worth starting the engine again."""
_WIDEST_LETTER = 1.0
"""Width of the widest capital as a share of the height of its word."""


def read_words(sheet: Sheet, engine: OcrEngine) -> tuple[Word, ...]:
    """All words of a sheet, in millimetres. Raises EngineError."""
    page = page_for_reading(sheet)
    words = [_placed(w) for w in engine.words(page, layout=Layout.SPARSE, dpi=DPI)]
    lines = [line for line in text_lines(sheet) if line.rect.width > _WORD_MM and not _in_ladder(line.rect, sheet)]
    missed = [line for line in lines if _poorly_read(line, words)]
    return tuple(_apart(_with_second_look(words, missed, sheet, engine)))


def _apart(words: Sequence[Word]) -> list[Word]:
    """
    Words that do not lie over each other.

    An engine that passes over a value sometimes stretches the word before it across the value's place; the label
    would then claim the writing behind it.
    """
    ordered = sorted(words, key=lambda w: w.rect.left)
    out = []
    for i, word in enumerate(ordered):
        rect = word.rect
        right = min(rect.right, rect.left + max(1, len(word.text)) * _WIDEST_LETTER * max(rect.height, 2.0))
        for other in ordered[i + 1 :]:
            o = other.rect
            if o.left >= right - 0.5:
                break
            same_line = min(rect.bottom, o.bottom) - max(rect.top, o.top) > 0.5 * min(rect.height, o.height)
            if same_line and o.left > rect.left + 1:
                right = o.left
        out.append(word if right == rect.right else replace(word, rect=Rect(rect.left, rect.top, right, rect.bottom)))
    return out


def page_for_reading(sheet: Sheet) -> Image:
    """The gray page as the engine sees it: no structure, boxed digits side by side."""
    page = without_structure(sheet)
    for ladder in sheet.structure.ladders:
        page[pixels(ladder.rect.grown(0.8), page.shape)] = 255
        digits = rejoined(sheet, ladder)
        if digits is not None:
            place = pixels(ladder.rect, page.shape)
            height = min(digits.shape[0], page.shape[0] - place[0].start)
            width = min(digits.shape[1], page.shape[1] - place[1].start)
            area = np.s_[place[0].start : place[0].start + height, place[1].start : place[1].start + width]
            page[area] = digits[:height, :width]
    return page


def look_again(sheet: Sheet, place: Rect, engine: OcrEngine) -> list[str]:
    """The text of one printed row read three more ways: larger, much larger, and without printed structure."""
    wide = place.grown(2.4, 1.2)
    fine = sheet.fine[fine_pixels(sheet, wide)]
    clean = without_structure(sheet)[pixels(wide, sheet.gray.shape)]
    pictures = [
        resized(fine, 200 / 25.4 / sheet.fine_px_per_mm),
        resized(fine, 300 / 25.4 / sheet.fine_px_per_mm),
        resized(clean, 250 / DPI),
    ]
    page, tops = stacked(pictures, gap_px=60)
    texts = ["" for _ in pictures]
    for raw in sorted(engine.words(page, layout=Layout.BLOCK, dpi=250), key=lambda w: w.left):
        index = max(0, int(np.searchsorted(tops, (raw.top + raw.bottom) / 2, side="right")) - 1)
        texts[index] += raw.text + " "
    return texts


def _placed(word: RawWord) -> Word:
    sides = (v / PX_PER_MM for v in (word.left, word.top, word.right, word.bottom))
    return Word(word.text, Rect(*sides), word.confidence)


def _in_ladder(rect: Rect, sheet: Sheet) -> bool:
    return any(ladder.rect.grown(1.0).holds(rect) for ladder in sheet.structure.ladders)


def _inside(rect: Rect, words: Sequence[Word]) -> list[Word]:
    near = rect.grown(0.5)
    return [w for w in words if near.holds(w.rect)]


def _poorly_read(line: TextLine, words: Sequence[Word]) -> bool:
    """Whether some of a line's ink has no word over it, or only doubtful ones. A word may reach beyond the line."""
    middle = line.rect.center[1]
    over = [w for w in words if w.rect.top - 0.5 < middle < w.rect.bottom + 0.5]
    found = [w for w in over if w.rect.right > line.rect.left and w.rect.left < line.rect.right]
    if not found:
        return True
    # A line has no wide gaps of its own, so a wide stretch without a word is a word that was passed over.
    reached, widest = line.rect.left, 0.0
    for word in sorted(found, key=lambda w: w.rect.left):
        widest = max(widest, word.rect.left - reached)
        reached = max(reached, word.rect.right)
    widest = max(widest, line.rect.right - reached)
    return widest > _UNCOVERED_MM or sum(w.confidence for w in found) / len(found) < _SURE


def _with_second_look(words: list[Word], missed: Sequence[TextLine], sheet: Sheet, engine: OcrEngine) -> list[Word]:
    """The words, those of missed lines replaced where the second reading is the surer one."""
    if not missed:
        return words
    page, tops = stacked(pictures_of(missed, sheet))
    again: list[list[Word]] = [[] for _ in missed]
    for raw in engine.words(page, layout=Layout.BLOCK, dpi=DPI):
        middle = (raw.top + raw.bottom) / 2
        index = max(0, int(np.searchsorted(tops, middle + 9, side="right")) - 1)
        place = missed[index].rect
        sides = (
            place.left + (raw.left - 20) / PX_PER_MM,
            place.top + (raw.top - tops[index]) / PX_PER_MM,
            place.left + (raw.right - 20) / PX_PER_MM,
            place.top + (raw.bottom - tops[index]) / PX_PER_MM,
        )
        again[index].append(Word(raw.text, Rect(*sides), raw.confidence))
    out = list(words)
    for line, new in zip(missed, again, strict=True):
        old = _inside(line.rect, out)
        if _weight(new) > _weight(old):
            out = [w for w in out if w not in old and not any(_over(w.rect, n.rect) for n in new)] + new
    return out


def _over(a: Rect, b: Rect) -> bool:
    """Whether two words lie over each other for most of the smaller one."""
    return a.overlap(b) > 0.5 * min(a.width * a.height, b.width * b.height)


def _weight(words: Sequence[Word]) -> float:
    return sum(w.confidence * len(w.text) for w in words)
