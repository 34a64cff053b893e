"""
Lines of a scanned blank that were not read, or badly: each is shown to the engine again, alone and larger.

A citizen's page is read once and its doubts are told; a blank is read once in years, and each of its labels counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanpipe.imaging.lines import resized, stacked, text_lines
from scanpipe.imaging.sheet import PX_PER_MM, Sheet, fine_pixels, fine_scales, pixels, without_structure
from scanpipe.model import Image, Rect, Word
from scanpipe.ocr.engine import Layout, OcrEngine
from scanpipe.text import base_letters

_LEAST_MM = 4.0
_COVERED = 0.5
_DOUBTFUL = 0.5
_MOST_LINES = 20
_SURE, _ENOUGH_LETTERS = 0.85, 4
_AROUND_MM = (2.4, 1.2)
_BORDER_PX = 30
_SCALES = (1.0, 1.5)


def read_again(sheet: Sheet, words: Sequence[Word], engine: OcrEngine) -> tuple[Word, ...]:
    """The words, those of lines that were read badly replaced where another look read more. Raises EngineError."""
    out = list(words)
    poor = [line.rect for line in text_lines(sheet) if _is_poor(line.rect, words, sheet)]
    # What was not read at all comes first: it may be a label.
    poor.sort(key=lambda line: (_covered(line, words) > _COVERED, -line.width))
    for line in poor[:_MOST_LINES]:
        old = [w for w in out if line.grown(0.4).holds(w.rect)]
        best = _best(_looks(line, sheet, engine))
        if _weight(best) > _weight(old) + 0.5:
            out = [w for w in out if not any(w is o for o in old) and not any(_over(w.rect, n.rect) for n in best)]
            out += best
    return tuple(out)


def _best(looks: Iterator[list[Word]]) -> list[Word]:
    """The look that read most; the first that is sure of itself ends the search."""
    best: list[Word] = []
    for words in looks:
        if _weight(words) > _weight(best):
            best = words
        letters = sum(len(base_letters(w.text)) for w in best)
        if letters >= _ENOUGH_LETTERS and _weight(best) > _SURE * letters:
            break
    return best


def _is_poor(line: Rect, words: Sequence[Word], sheet: Sheet) -> bool:
    """Whether a line of print has too few words over it, or doubtful ones; seals and boxes are no print."""
    if line.width < _LEAST_MM or any(seal.holds(line) for seal in sheet.structure.seals):
        return False
    if any(ladder.rect.grown(1).holds(line) for ladder in sheet.structure.ladders):
        return False
    own = [w for w in words if line.grown(0.4).holds(w.rect)]
    return _covered(line, words) < _COVERED or any(w.confidence < _DOUBTFUL and len(w.text) > 1 for w in own)


def _covered(line: Rect, words: Sequence[Word]) -> float:
    """The share of a line's width that words lie over."""
    over = [w for w in words if w.rect.top - 0.5 < line.center[1] < w.rect.bottom + 0.5]
    return sum(max(0.0, min(w.rect.right, line.right) - max(w.rect.left, line.left)) for w in over) / line.width


def _looks(line: Rect, sheet: Sheet, engine: OcrEngine) -> Iterator[list[Word]]:
    """The words of a line as several looks read them, each with its place on the sheet."""
    wide = line.grown(*_AROUND_MM)
    across, down = fine_scales(sheet)
    fine = sheet.fine[fine_pixels(sheet, wide)]
    clean = without_structure(sheet)[pixels(wide, sheet.gray.shape)]
    for picture, x_scale, y_scale in ((fine, across, down), (clean, PX_PER_MM, PX_PER_MM)):
        for scale in _SCALES:
            yield list(_read(picture, scale, (x_scale * scale, y_scale * scale), wide, line, engine))


def _read(
    picture: Image, scale: float, px_per_mm: tuple[float, float], wide: Rect, line: Rect, engine: OcrEngine
) -> Iterator[Word]:
    shown, _ = stacked([resized(picture, scale)], gap_px=_BORDER_PX, margin_px=_BORDER_PX)
    for raw in engine.words(shown, layout=Layout.SPARSE, dpi=round(px_per_mm[0] * 25.4)):
        left, right = (max(0.0, wide.left) + (v - _BORDER_PX) / px_per_mm[0] for v in (raw.left, raw.right))
        top, bottom = (max(0.0, wide.top) + (v - _BORDER_PX) / px_per_mm[1] for v in (raw.top, raw.bottom))
        word = Word(raw.text.rstrip("….") or raw.text, Rect(left, top, right, bottom), raw.confidence)
        if line.top - 0.6 < word.rect.center[1] < line.bottom + 0.6:
            yield word


def _weight(words: Sequence[Word]) -> float:
    """Letters that were read, by how surely."""
    return sum(w.confidence * len(base_letters(w.text)) for w in words)


def _over(a: Rect, b: Rect) -> bool:
    return a.overlap(b) > 0.5 * min(a.width * a.height, b.width * b.height)
