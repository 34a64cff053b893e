"""Words of a PDF's text layer: glyphs in the order they are drawn, joined where they touch."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from scanpipe.imaging.pdf_geometry import Sheet
from scanpipe.model import Word

# A word gap of Times is 0.25 em; kerning and justified letters stay below 0.17 em (measured on Word and Acrobat files).
_GAP_EM = 0.17
_BACK_EM = 0.5
_OTHER_LINE_EM = 0.35


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """
    One glyph on the page, in page units.

    `start` and `end` lie on the baseline; `up` and `down` lead from there to the top and the bottom of the letters;
    `em` is the length of the em. `readable` is False when its letter is not known.
    """

    text: str = field(repr=False)
    start: tuple[float, float]
    end: tuple[float, float]
    up: tuple[float, float]
    down: tuple[float, float]
    em: float
    readable: bool


def words_of(glyphs: Iterable[PlacedGlyph], sheet: Sheet) -> tuple[Word, ...]:
    """The words that lie on the sheet, in the order they are drawn, NFC, confidence 1.0."""
    words: list[Word] = []
    current: list[PlacedGlyph] = []
    for glyph in glyphs:
        blank = not glyph.text.strip()
        if current and (blank or not _continues(current[-1], glyph)):
            words.append(_word(current, sheet))
            current = []
        if not blank:
            current.append(glyph)
    if current:
        words.append(_word(current, sheet))
    width_mm, height_mm = sheet.size_mm
    return tuple(word for word in words if word.text and _on(word, width_mm, height_mm))


def _continues(last: PlacedGlyph, glyph: PlacedGlyph) -> bool:
    """Whether a glyph belongs to the word that `last` ended: on its line, and neither far ahead nor far behind."""
    if unicodedata.combining(glyph.text[0]):  # a tone drawn on its own, over the letter before it
        return math.dist(last.start, glyph.start) < 3 * last.em
    em = max(last.em, glyph.em, 1e-6)
    along = _direction(last)
    dx, dy = glyph.start[0] - last.end[0], glyph.start[1] - last.end[1]
    gap, off_line = dx * along[0] + dy * along[1], abs(dy * along[0] - dx * along[1])
    return -_BACK_EM * em < gap < _GAP_EM * em and off_line < _OTHER_LINE_EM * em


def _direction(glyph: PlacedGlyph) -> tuple[float, float]:
    dx, dy = glyph.end[0] - glyph.start[0], glyph.end[1] - glyph.start[1]
    length = math.hypot(dx, dy)
    if length > 1e-9:
        return dx / length, dy / length
    height = math.hypot(*glyph.up) or 1.0  # without width: a quarter turn clockwise from its height
    return glyph.up[1] / height, -glyph.up[0] / height


def _word(glyphs: list[PlacedGlyph], sheet: Sheet) -> Word:
    # The two ends and the tallest letter span the word: its other letters stand between them.
    corners = [
        (point[0] + offset[0], point[1] + offset[1])
        for glyph in (glyphs[0], glyphs[-1], max(glyphs, key=lambda glyph: glyph.em))
        for point in (glyph.start, glyph.end)
        for offset in (glyph.up, glyph.down)
    ]
    text = unicodedata.normalize("NFC", "".join(glyph.text for glyph in glyphs))
    return Word("".join(c for c in text if c.isprintable()).strip(), sheet.rect_mm(corners), 1.0)


def _on(word: Word, width_mm: float, height_mm: float) -> bool:
    x, y = word.rect.center
    return 0 <= x <= width_mm and 0 <= y <= height_mm
